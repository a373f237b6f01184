"""The guide's pictures, made from the running product: a real window, a real mouse, nothing drawn in but the arrow.

    python tests/walk/guide.py --zip dist/artllm-VERSION-PLATFORM.zip [--out docs/pictures]

Blender is the one that `tests/windows.py` finds. Every button is found by reading it on the window, so a label that is
cut off stops this with its name.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS.parent), str(TESTS), str(TESTS / "window")]

import in_window  # noqa: E402
import inside  # noqa: E402
import prop  # noqa: E402
from artist import GLANCE, Artist  # noqa: E402
from film import Film  # noqa: E402
from windows import opened  # noqa: E402

SIZE = (1280, 800)
# What of the window is shown: the 3D view with its sidebar, without Blender's menus.
SEEN = (0, 54, 1280, 778)
WIDE, QUALITY = 900, 70
# Radians: a door is open wider before it is told to be half open.
WIDE_OPEN = 1.0
MIDDLE = (0.72, 0.15, 0.40)
APART = (0.65, -0.45, 0.32)
# Seconds until the sidebar, whose selection is new, is as long as it will be.
SETTLES = 2.0
SENTENCE = "open the top drawer and the door halfway"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zip", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=TESTS.parent / "docs" / "pictures")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="guide-") as folder, opened(SIZE, options.zip) as window:
        path = Path(folder, "cabinet.glb")
        prop.write(path)
        Guide(Artist(window, SIZE), path, options.out).make()
    return 0


class Guide:
    """The pictures, each in both themes, and the film in the dark one."""

    def __init__(self, artist: Artist, mesh: Path, out: Path):
        self.artist, self.mesh, self.out = artist, mesh, out

    def make(self) -> None:
        self.begin()
        for step in STEPS:
            step(self)
        self.artist.film.save(self.out / "tour.webp", QUALITY)

    def begin(self) -> None:
        artist, call = self.artist, self.artist.window.call
        call(inside.prepare, False, 1.0)
        call(inside.get, str(self.mesh))
        call(inside.only_view)
        call(in_window.settled)
        artist.point((500, 300))
        artist.key("N")
        artist.press("ArtLLM", "UI", turned=True)
        call(inside.look, MIDDLE, 24, 18, 2.2)
        call(in_window.settled)
        artist.film = Film(SEEN, WIDE)

    def photograph(self, name: str) -> None:
        """What is seen now, as one of the guide's pictures."""
        for theme in ("light", "dark"):
            self.artist.window.call(inside.theme, theme == "light")
            self.artist.window.call(in_window.settled)
            time.sleep(GLANCE)
            picture = self.artist.picture().crop(SEEN)
            picture.save(self.out / f"{name}_{theme}.webp", quality=88, method=6)

    def articulate(self) -> None:
        artist = self.artist
        artist.point((400, 300))
        artist.linger(1.2)
        self.photograph("select")
        artist.press("Articulate Cabinet", "UI")
        shots = 0

        def done() -> bool:
            nonlocal shots
            shots += 1
            if shots % 25 == 1:
                artist.linger(0.35)
            return not artist.window.call(inside.busy)

        artist.wait(done)
        artist.point((180, 420))
        artist.linger(1.6)
        self.photograph("articulated")

    def open(self) -> None:
        """The door is dragged open, and shut again."""
        artist = self.artist
        artist.press("Answers", "UI")
        shut, wide = self.place("Door", (0.15, 0, 0.6)), self.across(0.75)
        artist.point(shut)
        artist.linger(0.8)
        artist.drag([shut, wide])
        artist.linger(0.8)
        self.photograph("dragged")
        artist.drag([wide, shut])

    def correct(self) -> None:
        """It hangs at the wrong side: its pivot is dragged to the other."""
        artist = self.artist
        artist.drag([artist.window.call(inside.handle, "pivot"), self.place("Door", (0, 0, 0.5))], steps=8)
        artist.linger(0.8)
        self.photograph("corrected")
        artist.drag([self.place("Door", (0.85, 0, 0.6)), self.across(0.3)])
        artist.linger(0.8)

    def say(self) -> None:
        artist = self.artist
        line = artist.find("open the top drawer a third", "UI")
        artist.click(line)
        artist.type(SENTENCE)
        artist.key("RET")
        artist.wait(lambda: artist.window.call(inside.value, "Door") < WIDE_OPEN)
        artist.linger(1.5)
        self.photograph("said")

    def explode(self) -> None:
        artist = self.artist
        artist.pause()
        for panel in ("Parts and Joints", "Pose by Words", "Constraints", "Preview", "Assembly"):
            artist.press(panel, "UI")
        artist.window.call(inside.look, APART, 30, 24, 3.1)
        artist.go_on()
        artist.press("Explode", "UI")
        artist.wait(lambda: artist.sees("Nearer", "UI"))
        time.sleep(SETTLES)
        artist.linger(0.6)
        x, y = artist.find("Exploded", "UI")
        ends = [(x + 170, y), (x - 25, y)]
        artist.drag(ends, steps=9)
        artist.linger(0.4)
        artist.drag(ends[::-1], steps=9)
        artist.point((500, 120))
        artist.linger(1.5)
        self.photograph("exploded")

    def across(self, share: float) -> tuple[float, float]:
        """Before the door, so far from its left to its right: where a hand goes that opens it."""
        return self.place("Door", (share, -14, 0.5))

    def place(self, part: str, share: tuple[float, float, float]) -> tuple[float, float]:
        return self.artist.window.call(inside.place, f".{part}", share)


STEPS: tuple[Callable[[Guide], None], ...] = (
    Guide.articulate,
    Guide.open,
    Guide.correct,
    Guide.say,
    Guide.explode,
)

if __name__ == "__main__":
    sys.exit(main())
