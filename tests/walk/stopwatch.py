"""What one asset costs an artist, from the file to the file: clicks, keys and seconds of each step, and a picture.

    python tests/walk/stopwatch.py --zip dist/artllm-VERSION-PLATFORM.zip --out DIR [--theme dark|light] [--scale 1|2]

The hand's seconds are those of the keystroke-level model (`artist.py`); the machine's are those that were waited here,
by a window that the processor draws. The door of the cabinet hangs at the wrong side and is mended.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS.parent), str(TESTS), str(TESTS / "window")]

import in_window  # noqa: E402
import inside  # noqa: E402
import prop  # noqa: E402
from artist import Artist, Tally  # noqa: E402
from windows import opened  # noqa: E402

SIZE = (1280, 800)
# As Blenders name what has no name yet.
SAVED = "[Uu]ntitled.blend"
# Where the mouse is when keys are for the 3D view: shares of the window.
VIEW = (0.3, 0.25)
# Seconds after a press in which a busy machine has drawn what came of it.
SETTLED = 5.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zip", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--theme", choices=("dark", "light"), default="dark")
    parser.add_argument("--scale", type=int, choices=(1, 2), default=1)
    options = parser.parse_args()
    folder = options.out.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    size = (SIZE[0] * options.scale, SIZE[1] * options.scale)
    prop.write(folder / "cabinet.glb")
    with opened(size, options.zip) as window:
        window.call(inside.prepare, options.theme == "light", float(options.scale))
        window.call(in_window.settled)
        tallies = Walk(Artist(window, size, float(options.scale)), folder).all()
    (folder / "walk.json").write_text(json.dumps({name: asdict(one) for name, one in tallies.items()}, indent=1))
    print(table(tallies))
    return 0


def table(tallies: dict[str, Tally]) -> str:
    """As Markdown, with what all steps take at the end."""
    rows = [(name, one.clicks, one.keys, one.hand, one.waited) for name, one in tallies.items()]
    rows.append(("all", *(sum(column) for column in list(zip(*rows, strict=True))[1:])))
    lines = ["| step | clicks | keys | hand, s | waited, s |", "| --- | --: | --: | --: | --: |"]
    return "\n".join(lines + [f"| {name} | {clicks} | {keys} | {hand:.0f} | {waited:.1f} |"
                              for name, clicks, keys, hand, waited in rows])  # fmt: skip


class Walk:
    def __init__(self, artist: Artist, folder: Path):
        self.artist, self.folder = artist, folder

    def all(self) -> dict[str, Tally]:
        """Every step taken, by name. NotSeenError, AssertionError: it went wrong there; the last picture shows it."""
        taken = {}
        for number, (name, step) in enumerate(STEPS.items()):
            try:
                with self.artist.step() as tally:
                    step(self)
            finally:
                self.artist.picture().save(self.folder / f"{number}_{name.replace(' ', '_')}.png")
            taken[name] = tally
            print(name, tally, flush=True)
        return taken

    def import_file(self) -> None:
        artist = self.artist
        self.to_view()
        artist.key("N")
        artist.press("ArtLLM", "UI", turned=True)
        artist.press("File")
        artist.press("Import")
        artist.press("Import and Articulate (.glb, .obj ...)")
        self.choose(self.folder / "cabinet.glb", "Import and Articulate")
        artist.wait(lambda: artist.window.call(inside.busy))

    def articulate(self) -> None:
        artist = self.artist
        self.to_view()
        artist.key("HOME")
        artist.wait(lambda: not artist.window.call(inside.busy))
        assert not artist.window.call(inside.trouble)

    def find_wrong(self) -> None:
        """The door is dragged: it opens to the wrong side. It is dragged back."""
        self.artist.press("Answers", "UI")
        shut, wide = self.place((0.15, 0, 0.6)), self.place((0.75, -14, 0.5))
        self.artist.drag([shut, wide])
        assert self.door() > 0.3
        self.artist.drag([wide, shut])

    def mend(self) -> None:
        artist = self.artist
        artist.drag([artist.window.call(inside.handle, "pivot"), self.place((0, 0, 0.5))])
        assert abs(artist.window.call(inside.pivot, "Door")[0] - prop.MIDDLE) < 0.02

    def scrub(self) -> None:
        """By its value in the list."""
        artist = self.artist
        x, y = artist.find("Door", "UI")
        right = artist.last_button((x, y))[0] - 45 * artist.scale
        before = self.door()
        artist.drag([(right, y), (right + 30 * artist.scale, y)])
        assert self.door() > before

    def refine(self) -> None:
        artist = self.artist
        artist.press("Refine Limits", "UI")
        artist.wait(lambda: not artist.window.call(inside.busy))

    def undo(self) -> None:
        self.before = self.door()
        self.to_view()
        for _ in range(2):
            self.artist.key("Z", ctrl=True)
        assert self.door() != self.before

    def redo(self) -> None:
        for _ in range(2):
            self.artist.key("Z", ctrl=True, shift=True)
        assert self.door() == self.before

    def save(self) -> None:
        self.to_view()
        self.artist.key("S", ctrl=True)
        self.choose(self.folder, "Save Blender File")
        self.artist.wait(lambda: any(self.folder.glob(SAVED)))

    def reload(self) -> None:
        self.to_view()
        self.artist.key("O", ctrl=True)
        self.choose(next(self.folder.glob(SAVED)), "Open")
        assert abs(self.door() - self.before) < 1e-6

    def export(self) -> None:
        artist = self.artist
        artist.press("Export...", "UI")
        self.choose(self.folder, "Export Asset")
        artist.wait(lambda: not artist.window.call(inside.busy) and any(self.folder.glob("*/*.urdf")))

    def choose(self, path: Path, button: str) -> None:
        """In the file browser, by typing where it is."""
        artist = self.artist
        artist.wait(lambda: artist.sees("Cancel"))
        x, y = artist.find("Search")
        self.settle((x - 200 * artist.scale, y))
        artist.click(artist.at)
        artist.key("A", ctrl=True)
        artist.type(str(path))
        assert artist.sees(str(path)), "the path was not typed into the file browser"
        artist.key("RET")
        place = artist.find(button)
        self.settle(place)
        artist.click(place)
        artist.wait(lambda: not artist.sees("Cancel") or self.again(place))

    def again(self, place: tuple[float, float]) -> bool:
        """Press once more where the browser stays open: simulated presses are lost on what is drawn anew. It counts as
        one click."""
        time.sleep(SETTLED)  # or a slow redraw lets the second press go to what lies behind
        if not self.artist.sees("Cancel"):
            return True
        self.artist.window.move((place[0] - 20, place[1]))
        self.artist.window.click(place)
        return False

    def settle(self, place: tuple[float, float]) -> None:
        """The mouse there and still: a file browser that was just opened has to list what it shows."""
        self.artist.window.move(place)
        self.artist.at = place
        time.sleep(1.0)

    def place(self, share: tuple[float, float, float]) -> tuple[float, float]:
        return self.artist.window.call(inside.place, ".Door", share)

    def door(self) -> float:
        return self.artist.window.call(inside.value, "Door")

    def to_view(self) -> None:
        self.artist.point((VIEW[0] * self.artist.size[0], VIEW[1] * self.artist.size[1]))


STEPS: dict[str, Callable[[Walk], None]] = {
    "import": Walk.import_file,
    "articulate": Walk.articulate,
    "find the wrong joint": Walk.find_wrong,
    "mend it": Walk.mend,
    "scrub": Walk.scrub,
    "refine": Walk.refine,
    "undo": Walk.undo,
    "redo": Walk.redo,
    "save": Walk.save,
    "reload": Walk.reload,
    "export": Walk.export,
}

if __name__ == "__main__":
    sys.exit(main())
