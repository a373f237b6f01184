"""Rigs posed by words without a window: python -m artllm_blender pose ASSET --say FILE.txt.

ASSET is a URDF, for which nothing of Blender is loaded, or a .blend file with a rig of ours. Of a .blend file each line
that moves something also becomes, with --out, that file as it is then and a picture of before and after.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Protocol, TextIO

import numpy as np

from .arguments import folder
from .core.errors import ArtLLMError, InputError
from .core.formats.read_urdf import ReadUrdf, read_urdf
from .core.frames import unit
from .core.words.carry_out import Reply, reply
from .core.words.described import Described, guessed_front
from .terminal import quiet

EPS = 1e-9


def described(urdf: ReadUrdf, front: np.ndarray | None) -> Described:
    """The rig of a URDF as words speak of it. front: (3,) horizontal, out of the object; None: guessed."""
    facing = guessed_front(urdf.articulation, urdf.solids) if front is None else front
    return Described(urdf.name, urdf.articulation, urdf.solids, urdf.normals, facing, urdf.closed, urdf.titled)


class Asset(Protocol):
    """What is posed. start: the values that it stands at, by child id."""

    start: Mapping[int, float]

    def named(self, values: Mapping[int, float]) -> dict[str, float]:
        """Values by the joints' names, for values by child id."""

    def by_child(self, named: Mapping[str, float]) -> dict[int, float]:
        """Values by child id, for values by the joints' names."""

    def answer(self, sentence: str, start: Mapping[int, float], before: Sequence[str]) -> Reply:
        """What a sentence does to it from where its joints are. before: what was said just before."""


class UrdfAsset:
    """A URDF. front: as in `described`."""

    def __init__(self, path: Path, front: np.ndarray | None):
        urdf = read_urdf(path)
        self._rig, self.start = described(urdf, front), {}
        self.named, self.by_child = urdf.named, urdf.by_child

    def answer(self, sentence: str, start: Mapping[int, float], before: Sequence[str]) -> Reply:
        return reply(self._rig, sentence, start, before)


def told(asset: Asset, sentence: str, given: Reply, start: Mapping[int, float]) -> dict[str, Any]:
    """What is printed of a sentence, and what it did to the asset from where its joints were."""
    then, now = asset.named(start), asset.named(given.values)
    found = {
        "sentence": sentence,
        "understood": given.understood,
        "asked": given.asked,
        "joints": now,
        "changed": [name for name, value in now.items() if abs(value - then.get(name, 0.0)) > EPS],
        "unmet": list(given.unmet),
        "ignored": list(given.ignored),
        "notes": list(given.notes),
    }
    if given.frames:
        found["steps"] = [{"frame": frame, "joints": asset.named(values)} for frame, values in given.frames]
    return found


def _direction(text: str) -> np.ndarray:
    try:
        vector = np.array([float(number) for number in text.split(",")])
        return unit(vector * (1, 1, 0))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text}: give a horizontal direction as X,Y,Z") from error


def _start(path: Path | None) -> dict[str, float]:
    if path is None:
        return {}
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        found = {str(name): float(value) for name, value in values.items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise InputError(f"{path.name} could not be read: {error}.", "Give JSON of joint values by name.") from error
    if not all(math.isfinite(value) for value in found.values()):
        raise InputError(f"{path.name} has a value that is not finite.", "Give JSON of joint values by name.")
    return found


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name} could not be read: {error}.", "Give a text file, a request a line.") from error


def _shown(found: Mapping[str, Any]) -> str:
    if found["asked"]:
        return f"{found['sentence']}\n    ? {found['asked']}"
    moved = [f"{name} = {found['joints'][name]:.4g}" for name in found["changed"]]
    lines = ["not understood"] if not found["understood"] else moved or ["nothing moves"]
    lines += [f"! {one}" for one in found["unmet"]]
    lines += [f'left out: "{one}"' for one in found["ignored"]]
    return "\n    ".join([found["sentence"], *lines, *found["notes"], *found.get("files", ())])


def _is_blend(path: Path) -> bool:
    return path.suffix.lower() == ".blend"


@contextmanager
def _blender() -> Iterator[TextIO]:
    """Blender with the add-on, which keeps up what is to be kept; yields where to print."""
    from . import register, unregister

    with quiet() as output:
        register()
        try:
            yield output
        finally:
            unregister()


def _asset(options: argparse.Namespace) -> Asset:
    """Raises InputError where it cannot be read."""
    if _is_blend(options.asset):
        from .scene.formats.posed import PosedFile

        return PosedFile(options.asset, options.rig, options.front)
    if options.out:
        raise InputError("Only of a .blend file pictures and poses are written.", "Articulate the mesh, and pose that.")
    return UrdfAsset(options.asset, options.front)


def _answered(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    asset = _asset(options)
    start = {**asset.start, **asset.by_child(_start(options.start))}
    for number, line in enumerate(_lines(options.say), 1):
        *before, sentence = line.split("\t")
        given = asset.answer(sentence, start, before)
        found = told(asset, sentence, given, start)
        if options.out and given.understood and given.asked is None:
            found["files"] = asset.write(options.out, number, sentence)
        yield found


def main(argv: list[str]) -> int:
    """Answer each line of a file about a rig; 1 if the files could not be read or written."""
    parser = argparse.ArgumentParser(prog="python -m artllm_blender pose", description=__doc__)
    parser.add_argument("asset", type=Path, metavar="ASSET", help=".urdf, the links' names are their labels; or .blend")
    parser.add_argument("--say", type=Path, required=True, metavar="FILE", help="a request a line, each from the start")
    parser.add_argument(
        "--front", type=_direction, metavar="X,Y,Z", help="out of the object's front (default: guessed)"
    )
    parser.add_argument(
        "--start", type=Path, metavar="FILE", help="JSON of joint values to start from (default: as is)"
    )
    parser.add_argument(
        "--rig", default="", metavar="NAME", help="pose this one alone of a .blend file's rigs (default: those named)"
    )
    parser.add_argument("--out", type=folder, metavar="DIR", help="gets posed .blend files and pictures")
    parser.add_argument("--json", action="store_true", help="print a JSON document a line")
    options = parser.parse_args(argv)
    with _blender() if _is_blend(options.asset) else nullcontext(sys.stdout) as output:
        try:
            for found in _answered(options):
                text = json.dumps(found, ensure_ascii=False) if options.json else _shown(found)
                print(text, file=output, flush=True)
        except ArtLLMError as error:
            print(error, file=sys.stderr)
            return 1
    return 0
