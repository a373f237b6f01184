"""An animated picture of what an artist does at the window, with the mouse drawn in, for none is on the screen."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw

# The arrow of a mouse, pixels from its tip, right and down.
ARROW = ((0, 0), (0, 17), (4, 13), (7, 20), (10, 19), (7, 12), (12, 12))
RING = 13
Box = tuple[int, int, int, int]


@dataclass
class Film:
    """box: what of the window is seen: left, upper, right, lower. wide: pixels of the film."""

    box: Box
    wide: int
    frames: list[Image.Image] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def take(self, picture: Image.Image, mouse: tuple[float, float], pressed: bool, seconds: float) -> None:
        """One frame. mouse: pixels from the picture's upper left."""
        drawn = picture.copy()
        pen, (x, y) = ImageDraw.Draw(drawn), mouse
        if pressed:
            pen.ellipse((x - RING, y - RING, x + RING, y + RING), outline=(255, 255, 255), width=3)
            pen.ellipse((x - RING + 2, y - RING + 2, x + RING - 2, y + RING - 2), outline=(30, 30, 30), width=1)
        pen.polygon([(x + right, y + down) for right, down in ARROW], fill=(255, 255, 255), outline=(20, 20, 20))
        drawn = drawn.crop(self.box)
        high = round(self.wide * drawn.height / drawn.width)
        self.frames.append(drawn.resize((self.wide, high), Image.Resampling.LANCZOS))
        self.seconds.append(seconds)

    def save(self, path: Path, quality: int) -> None:
        """As an animated WebP that goes on for ever."""
        milliseconds = [round(1000 * one) for one in self.seconds]
        first, *rest = self.frames
        first.save(
            path, save_all=True, append_images=rest, duration=milliseconds, loop=0, quality=quality, method=4,
            minimize_size=True,
        )  # fmt: skip
