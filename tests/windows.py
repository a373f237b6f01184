"""A real Blender with its window, driven by mouse and keys, from the outside; `in_window.py` is what runs inside.

Events go in by Blender's own `--enable-event-simulate`, under which it hears no real mouse. It is the one that the
variable ARTLLM_BLENDER names, a command that may have options, else `blender` on PATH; where there is no display, Xvfb
makes one that draws by the processor.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Client, Connection
from pathlib import Path

import in_window
from places import ROOT, TESTS

OLDEST = (4, 2)
SIZE = (1000, 700)
SECONDS_TO_START, SECONDS_TO_ANSWER = 90.0, 60.0
Point = tuple[float, float]


class InBlenderError(Exception):
    """What went wrong inside, as Blender's Python tells it."""


class Window:
    """One window of a Blender that has the add-on registered. Places on it are pixels from its lower left corner."""

    def __init__(self, connection: Connection):
        self._connection, self._at = connection, (0.0, 0.0)

    def call(self, function: Callable, *arguments: object) -> object:
        """What a function, given these arguments, returns in Blender, between two redraws.

        It is found there by its name, so its module may import only what Blender's Python has. Arguments and results
        are plain Python: numbers, texts, lists. Raises InBlenderError.
        """
        self._connection.send((function, arguments))
        if not self._connection.poll(SECONDS_TO_ANSWER):
            raise InBlenderError(f"Blender did not answer {function.__name__} within {SECONDS_TO_ANSWER:.0f} s.")
        went_well, answer = self._connection.recv()
        if not went_well:
            raise InBlenderError(answer)
        return answer

    def wait(self, function: Callable, seconds: float = SECONDS_TO_ANSWER) -> None:
        """Until a function is true in Blender. Raises InBlenderError: it is not within so many seconds."""
        end = time.monotonic() + seconds
        while not self.call(function):
            if time.monotonic() > end:
                raise InBlenderError(f"{function.__name__} is not so within {seconds:.0f} s.")

    def event(self, kind: str, value: str, **held: bool) -> None:
        """One event at the mouse's place, and what Blender makes of it. held: ctrl, shift, alt; unicode: a letter."""
        self.call(in_window.event, kind, value, *self._at, held)
        self.call(in_window.settled)

    def move(self, place: Point, **held: bool) -> None:
        """Put the mouse there."""
        self._at = place
        self.event("MOUSEMOVE", "NOTHING", **held)

    def press(self, button: str = "LEFTMOUSE", **held: bool) -> None:
        self.event(button, "PRESS", **held)

    def release(self, button: str = "LEFTMOUSE", **held: bool) -> None:
        self.event(button, "RELEASE", **held)

    def click(self, place: Point, button: str = "LEFTMOUSE", **held: bool) -> None:
        """Put the mouse there, press and release."""
        self.move(place)
        self.press(button, **held)
        self.release(button, **held)

    def drag(self, places: Sequence[Point], steps: int = 8, **held: bool) -> None:
        """Press at the first place, move through the others in so many steps each, release at the last.

        held: keys that are down from after the press until the release.
        """
        self.begin_drag(places, steps, **held)
        self.release(**held)

    def begin_drag(self, places: Sequence[Point], steps: int = 8, **held: bool) -> None:
        """Likewise, without the release."""
        self.move(places[0])
        self.press()
        for start, end in zip(places, places[1:], strict=False):
            for step in range(1, steps + 1):
                self.move(tuple(a + (b - a) * step / steps for a, b in zip(start, end, strict=True)), **held)

    def key(self, name: str, **held: bool) -> None:
        """Press and release a key: ESC, RET, A, Z..."""
        self.event(name, "PRESS", **held)
        self.event(name, "RELEASE", **held)

    def type(self, text: str) -> None:
        """Type digits, letters and some signs."""
        names = {".": "PERIOD", "-": "MINUS", "_": "MINUS", " ": "SPACE", "/": "SLASH", ",": "COMMA"}
        digits = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")
        for letter in text:
            name = digits[int(letter)] if letter.isdigit() else names.get(letter, letter.upper())
            self.event(name, "PRESS", unicode=letter)
            self.event(name, "RELEASE")

    def pixel(self, place: Sequence[float]) -> Point:
        """Where a point of the world is seen in the 3D view."""
        return self.call(in_window.pixel, tuple(place))


def missing() -> str:
    """Why there can be no window; empty where there can."""
    if os.environ.get("ARTLLM_BLENDER"):
        return ""
    blender = shutil.which("blender")
    if not blender:
        return "no Blender with a window: put blender on PATH, or name one in ARTLLM_BLENDER"
    said = subprocess.run([blender, "--version"], capture_output=True, text=True).stdout
    version = tuple(map(int, re.findall(r"\d+", said)[:2]))
    if version < OLDEST:
        return f"{blender} is {'.'.join(map(str, version)) or 'no Blender'}: name a newer one in ARTLLM_BLENDER"
    return "" if has_display() or shutil.which("Xvfb") else "no display to open a window on, and no Xvfb to make one"


@contextmanager
def opened(size: tuple[int, int] = SIZE, archive: Path | None = None) -> Iterator[Window]:
    """A Blender with its window of so many pixels; it is closed at the end.

    archive: the zip that is installed in it, into settings of its own; without one the checkout is registered.
    """
    command = shlex.split(os.environ.get("ARTLLM_BLENDER", "")) or [shutil.which("blender")]
    with tempfile.TemporaryDirectory(prefix="artllm-window-") as folder, _display(size) as environment:
        address, log = str(Path(folder, "calls")), Path(folder, "log.txt")
        paths = [str(ROOT), *map(str, (TESTS / room for room in ("", "window", "walk")))]
        serve = f"import sys; sys.path[:0] = {paths!r}; import in_window; in_window.serve({address!r}, {not archive})"
        settings = ["--factory-startup"]
        if archive:
            environment["BLENDER_USER_RESOURCES"] = folder
            install = ["extension", "install-file", "-r", "user_default", "-e", str(archive.resolve())]
            subprocess.run([*command, "--command", *install], env=environment, check=True, stdout=subprocess.DEVNULL)
            settings = []
        geometry = ["--window-geometry", "0", "0", *map(str, size)]
        options = [*settings, "--enable-event-simulate", *geometry, "--python-expr", serve]
        with log.open("wb") as file:
            blender = subprocess.Popen([*command, *options], env=environment, stdout=file, stderr=subprocess.STDOUT)
        try:
            with _connected(address, blender, log) as connection:
                yield Window(connection)
            blender.wait(SECONDS_TO_ANSWER)
        finally:
            blender.terminate()
            blender.wait()


def _connected(address: str, blender: subprocess.Popen, log: Path) -> Connection:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and blender.poll() is None:
        try:
            return Client(address)
        except (FileNotFoundError, ConnectionRefusedError):
            time.sleep(0.1)
    raise InBlenderError(f"Blender opened no window: {log.read_text(errors='replace')[-2000:]}")


def has_display() -> bool:
    """Whether windows are opened on a display that is there already."""
    return not sys.platform.startswith("linux") or bool({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys())


@contextmanager
def _display(size: tuple[int, int]) -> Iterator[dict[str, str]]:
    """The environment of a process that opens a window of that size, for as long as it may."""
    if has_display() or not shutil.which("Xvfb"):
        yield dict(os.environ)
        return
    read, write = os.pipe()
    screen = ["-screen", "0", f"{size[0]}x{size[1]}x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), *screen], pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as file:
            number = file.readline().strip()
        yield os.environ | {"DISPLAY": f":{number}", "LIBGL_ALWAYS_SOFTWARE": "1"}
    finally:
        server.terminate()
        server.wait()
