"""Rigs posed by words without a window: python -m artllm_blender pose ASSET.urdf --say FILE.txt. Needs no Blender."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from .core.errors import ArtLLMError, InputError
from .core.formats.read_urdf import ReadUrdf, read_urdf
from .core.frames import unit
from .core.words.carry_out import Reply, reply
from .core.words.described import Described, guessed_front

EPS = 1e-9


def described(urdf: ReadUrdf, front: np.ndarray | None) -> Described:
    """The rig of a URDF as words speak of it. front: (3,) horizontal, out of the object; None: guessed."""
    facing = guessed_front(urdf.articulation, urdf.solids) if front is None else front
    return Described(urdf.name, urdf.articulation, urdf.solids, urdf.normals, facing, urdf.closed)


def answer(urdf: ReadUrdf, rig: Described, line: str, start: Mapping[int, float]) -> dict[str, Any]:
    """What one line of requests does to the rig from where it is: the last of its sentences, parted by tabs."""
    *before, sentence = line.split("\t")
    given = reply(rig, sentence, start, before)
    return {"sentence": sentence} | _told(urdf, given, start)


def _told(urdf: ReadUrdf, given: Reply, start: Mapping[int, float]) -> dict[str, Any]:
    then, now = urdf.named(start), urdf.named(given.values)
    told = {
        "understood": given.understood,
        "asked": given.asked,
        "joints": now,
        "changed": [name for name, value in now.items() if abs(value - then.get(name, 0.0)) > EPS],
        "unmet": list(given.unmet),
        "ignored": list(given.ignored),
        "notes": list(given.notes),
    }
    if given.frames:
        told["steps"] = [{"frame": frame, "joints": urdf.named(values)} for frame, values in given.frames]
    return told


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


def _shown(told: Mapping[str, Any]) -> str:
    if told["asked"]:
        return f"{told['sentence']}\n    ? {told['asked']}"
    moved = [f"{name} = {told['joints'][name]:.4g}" for name in told["changed"]]
    lines = ["not understood"] if not told["understood"] else moved or ["nothing moves"]
    lines += [f"! {one}" for one in told["unmet"]]
    lines += [f'left out: "{one}"' for one in told["ignored"]]
    return "\n    ".join([told["sentence"], *lines, *told["notes"]])


def main(argv: list[str]) -> int:
    """Answer each line of a file about a rig; 1 if the files could not be read."""
    parser = argparse.ArgumentParser(prog="python -m artllm_blender pose", description=__doc__)
    parser.add_argument("asset", type=Path, metavar="ASSET", help=".urdf; the links' names are their labels")
    parser.add_argument("--say", type=Path, required=True, metavar="FILE", help="a request a line, each from the start")
    parser.add_argument(
        "--front", type=_direction, metavar="X,Y,Z", help="out of the object's front (default: guessed)"
    )
    parser.add_argument("--start", type=Path, metavar="FILE", help="JSON of joint values to start from (default: 0)")
    parser.add_argument("--json", action="store_true", help="print a JSON document a line")
    options = parser.parse_args(argv)
    try:
        urdf = read_urdf(options.asset)
        rig = described(urdf, options.front)
        start = urdf.by_child(_start(options.start))
        for line in _lines(options.say):
            told = answer(urdf, rig, line, start)
            print(json.dumps(told, ensure_ascii=False) if options.json else _shown(told), flush=True)
    except ArtLLMError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
