"""Readers of rigs given broken files: none may crash, hang, or open a file outside the folder.

    python -m runtime.lab.measure.fuzz_readers FILE... [--seconds 600] [--imported]

Each FILE (.urdf, .xml, .usda, .glb) is broken in many ways, alone in a folder, and read as far as an articulation; or
imported whole, by a Blender that may crash of it, as rigs are and, of other suffixes (.obj, .stl, .ply), meshes
too. What is told is how many came through, how many were refused in a sentence, and every other outcome with what
brings it back.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from artllm_blender.core.errors import ArtLLMError
from artllm_blender.core.formats.model import articulated, without_frames
from artllm_blender.core.formats.read_model import read_model

SLOW = 5.0  # seconds
HUNG = 60.0
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_WORD = re.compile(rb"[A-Za-z_][A-Za-z_0-9.:/-]+")
_NUMBERS = (b"nan", b"inf", b"-inf", b"1e308", b"-1e9", b"0", b"-1", b"9999999999", b"1e-320", b"")
_WORDS = (b"", b"../../../etc/passwd", b"/etc/passwd", b"file:///etc/passwd", b"package://x/../../y", b"world", b"\xff",
          b"prismatic", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"x" * 3000)  # fmt: skip

# Where copies are read from; asking for it opens a file there, the first time.
_ASIDE = str(Path(tempfile.gettempdir(), "artllm-"))

_opened: list[str] = []
_watching: list[Path] = []


def _watch(event: str, arguments: tuple) -> None:
    if event == "open" and _watching and isinstance(arguments[0], str):
        _opened.append(arguments[0])


def broken(data: bytes, rng: np.random.Generator) -> bytes:
    """The data with one to four things wrong."""
    for _ in range(int(rng.integers(1, 5))):
        how, size = int(rng.integers(7)), max(len(data), 1)
        start = int(rng.integers(size))
        end = min(size, start + int(rng.integers(1, 200)))
        if how == 0:
            data = data[:start] + data[end:]
        elif how == 1:
            data = data[:end] + data[start:]
        elif how == 2:
            data = data[:start] + bytes(rng.integers(0, 256, end - start, np.uint8).tolist()) + data[end:]
        elif how == 3:
            data = data[:start]
        else:
            pattern, choices = (_NUMBER, _NUMBERS) if how < 6 else (_WORD, _WORDS)
            found = list(pattern.finditer(data))
            if found:
                one = found[int(rng.integers(len(found)))]
                other = found[int(rng.integers(len(found)))][0]
                new = (*choices, other)[int(rng.integers(len(choices) + 1))]
                data = data[: one.start()] + new + data[one.end() :]
    return data


def read(path: Path) -> None:
    """ArtLLMError: it cannot be read as an articulation."""
    articulated(without_frames(read_model(path)), {}).articulation.from_root()


def imported(path: Path) -> None:
    """Into an empty scene. ArtLLMError: it cannot be."""
    import bpy

    from artllm_blender.scene.formats.rig_in import SUFFIXES, import_rig
    from artllm_blender.scene.mesh.import_file import import_file

    bpy.ops.wm.read_factory_settings(use_empty=True)
    _opened.clear()
    if path.suffix in SUFFIXES:
        import_rig(bpy.context, path)
    else:
        import_file(path)


def outcome(path: Path, reader: Callable[[Path], None] = read) -> str:
    """What came of reading a file: "read", "refused", or what is wrong."""
    begin = time.perf_counter()
    _opened.clear()
    _watching.append(path.parent)
    try:
        reader(path)
        found = "read"
    except ArtLLMError as error:
        found = "refused" if error.args[0].endswith(".") else f"no sentence: {error}"
    except BaseException as error:
        found = f"{type(error).__name__}: {error}"[:200]
    finally:
        _watching.pop()
    if time.perf_counter() - begin > SLOW:
        found = f"took {time.perf_counter() - begin:.0f} s"
    outside = [name for name in _opened if not Path(name).resolve().is_relative_to(path.parent.resolve())]
    outside = [name for name in outside if not name.endswith((".py", ".pyc", ".so")) and not name.startswith(_ASIDE)]
    return f"opened {outside[0]}" if outside else found


def fuzzed(data: bytes, suffix: str, folder: Path, seeds: range) -> Counter[str]:
    """Outcomes of so many broken copies of a file; those that are wrong with the seed that brings them back."""
    return Counter(_named(seed, came_of(data, suffix, folder, seed)) for seed in seeds)


def came_of(data: bytes, suffix: str, folder: Path, seed: int, reader: Callable[[Path], None] = read) -> str:
    """The outcome of one broken copy."""
    path = folder / f"x{suffix}"
    path.write_bytes(broken(data, np.random.default_rng(seed)))
    return outcome(path, reader)


def _named(seed: int, came: str) -> str:
    return came if came in ("read", "refused") else f"seed {seed}: {came}"


class Blender:
    """Imports broken files in a process of its own, which is another one after a crash."""

    def __init__(self) -> None:
        self._pool = None

    def fuzzed(self, data: bytes, suffix: str, folder: Path, seeds: range) -> Counter[str]:
        return Counter(_named(seed, self._one(data, suffix, folder, seed)) for seed in seeds)

    def _one(self, *given) -> str:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        try:
            return self._pool.submit(came_of, *given, imported).result(HUNG)
        except BrokenProcessPool:
            self._pool = None
            return "crashed"
        except TimeoutError:
            for process in self._pool._processes.values():
                process.kill()
            self._pool = None
            return "hung"


sys.addaudithook(_watch)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--imported", action="store_true", help="whole, by Blender")
    options = parser.parse_args()
    fuzz = Blender().fuzzed if options.imported else fuzzed
    with tempfile.TemporaryDirectory() as folder:
        for file in options.files:
            until, found, first = time.monotonic() + options.seconds / len(options.files), Counter(), 0
            while time.monotonic() < until:
                found += fuzz(file.read_bytes(), file.suffix, Path(folder), range(first, first + 20))
                first += 20
            print(f"{file.name}: {first} broken, {found['read']} read, {found['refused']} refused")
            for wrong in [one for one in found if one.startswith("seed")][:20]:
                print(f"    {wrong}", flush=True)


if __name__ == "__main__":
    main()
