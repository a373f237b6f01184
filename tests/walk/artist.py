"""Someone at the window who reads what is on it, moves the mouse, presses keys; what it takes is counted."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field

import inside
import numpy as np
import sight
from film import Film
from PIL import Image, ImageGrab
from windows import Point, Window

# Seconds: how long what was asked for may take, and what is drawn needs to be seen.
PATIENCE, GLANCE = 400.0, 0.25
# What a hand takes, seconds: to find and reach a place, to press a button, a key, to drag; by the keystroke-level
# model of Card, Moran and Newell (1980).
POINT, PRESS, KEY, DRAG = 1.1, 0.2, 0.28, 1.1
# Pixels at 1x: from the sidebar's right edge to the middle of the last button of a line, and from that to the next.
MARGIN, BUTTON = 49, 20
# In how many steps the mouse goes to a place, and how many seconds a film shows each.
STEPS, FRAME = 3, 0.1


class NotSeenError(Exception):
    """What should be on the window is not, or cannot be read."""


@dataclass
class Tally:
    """What a step took. clicks: presses of the mouse, drags among them; waited: seconds until it was done."""

    clicks: int = 0
    drags: int = 0
    keys: int = 0
    waited: float = 0.0
    hand: float = 0.0


@dataclass
class Artist:
    window: Window
    size: tuple[int, int]
    scale: float = 1.0
    tally: Tally = field(default_factory=Tally)
    film: Film | None = None
    at: Point = (0.0, 0.0)

    def __post_init__(self) -> None:
        self._display = self.window.call(inside.display)
        self._labels: dict[str, np.ndarray] = {}

    # What is seen.

    def picture(self, kind: str = "") -> Image.Image:
        """Of the window, or of the 3D view's region of a kind."""
        screen = ImageGrab.grab(xdisplay=self._display).convert("RGB")
        wide, high = self.size  # at the screen's lower left, which may be larger
        seen = screen.crop((0, screen.height - high, wide, screen.height))
        if not kind:
            return seen
        x, y, wide, high = self.window.call(inside.region, kind)
        return seen.crop((x, self.size[1] - y - high, x + wide, self.size[1] - y))

    def find(self, text: str, where: str = "", which: int = 0, turned: bool = False) -> Point:
        """Where a label stands on the window, or on the 3D view's region of a kind, from the lower left. NotSeenError.

        which: of several, counted from above. turned: as on tabs.
        """
        label = self._label(text)
        picture, left, upper = self.picture(where), 0, 0
        if where:
            left, bottom, _, high = self.window.call(inside.region, where)
            upper = self.size[1] - bottom - high
        found = sight.places(picture, label)
        if turned:
            found = sight.places(picture, np.rot90(label)) + sight.places(picture, np.rot90(label, -1))
        places = sorted((y, x) for _, (x, y) in found)
        if len(places) <= which:
            raise NotSeenError(f"'{text}' is not to be read on the window")
        y, x = places[which]
        return left + x, self.size[1] - (upper + y)

    def last_button(self, place: Point, before: int = 0) -> Point:
        """Where the last button of the sidebar's line at a place is, or one before it: an icon, nothing to read."""
        left, _, wide, _ = self.window.call(inside.region, "UI")
        return left + wide - (MARGIN + BUTTON * before) * self.scale, place[1]

    def _label(self, text: str) -> np.ndarray:
        """(h, w) uint8, as the interface writes it."""
        if text not in self._labels:
            wide, high, values = self.window.call(inside.label, text)
            self._labels[text] = np.frombuffer(values, np.uint8).reshape(high, wide)[::-1]
        return self._labels[text]

    def sees(self, text: str, where: str = "") -> bool:
        try:
            self.find(text, where)
        except NotSeenError:
            return False
        return True

    # What is done.

    def point(self, place: Point) -> None:
        self._glide(place, STEPS)
        self.tally.hand += POINT

    def click(self, place: Point, button: str = "LEFTMOUSE", **held: bool) -> None:
        self.point(place)
        self.window.press(button, **held)
        self._take(FRAME, pressed=True)
        self.window.release(button, **held)
        self.tally.clicks += 1
        self.tally.hand += PRESS
        time.sleep(GLANCE)
        self._take(FRAME)

    def press(self, text: str, where: str = "", which: int = 0, turned: bool = False, **held: bool) -> None:
        """Click on what reads so."""
        self.click(self.find(text, where, which, turned), **held)

    def drag(self, places: list[Point], steps: int = 6, **held: bool) -> None:
        """Press at the first place, release at the last. held: keys that are down meanwhile."""
        self._glide(places[0], STEPS)
        self.window.press()
        for place in places[1:]:
            self._glide(place, steps, pressed=True, **held)
        self.window.release(**held)
        self.tally.clicks += 1
        self.tally.drags += 1
        self.tally.hand += POINT + PRESS + DRAG

    def _glide(self, place: Point, steps: int, pressed: bool = False, **held: bool) -> None:
        """To a place by so many steps, of which a film has some."""
        start, steps = np.array(self.at), steps if self.film or pressed else 1
        for step in range(1, steps + 1):
            self.at = tuple(start + (np.array(place) - start) * step / steps)
            self.window.move(self.at, **held)
            self._take(FRAME, pressed)

    def _take(self, seconds: float, pressed: bool = False) -> None:
        if self.film is not None:
            self.film.take(self.picture(), (self.at[0], self.size[1] - self.at[1]), pressed, seconds)

    def pause(self) -> None:
        """What follows is not for the film."""
        self._kept, self.film = self.film, None

    def go_on(self) -> None:
        """Film again."""
        self.film = self._kept
        self._take(FRAME)

    def linger(self, seconds: float) -> None:
        """For who looks at the film."""
        time.sleep(GLANCE)
        self._take(seconds)

    def key(self, name: str, **held: bool) -> None:
        self.window.key(name, **held)
        self.tally.keys += 1
        self.tally.hand += KEY * (1 + len(held))

    def type(self, text: str) -> None:
        for letter in text:
            self.window.type(letter)
            self._take(FRAME / 2)
        self.tally.keys += len(text)
        self.tally.hand += KEY * len(text)

    def wait(self, done: Callable[[], bool]) -> None:
        """Until it is so; the time is counted. NotSeenError."""
        start = time.monotonic()
        while not done():
            if time.monotonic() > start + PATIENCE:
                raise NotSeenError("it takes too long")
            time.sleep(0.05)
        self.tally.waited += time.monotonic() - start

    @contextmanager
    def step(self):
        """What was done meanwhile, in a tally of its own."""
        self.tally = Tally()
        yield self.tally
