"""Binary USD as text and back, by the pxr that Blender brings, in a process of its own.

Its folder is not among those that Blender imports from everywhere, and a file that brings USD down does not bring
Blender down. An .usdz is a plain archive; one that has text inside needs no pxr.
"""

from __future__ import annotations

import importlib.util
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import bpy

from ...core.errors import InputError
from ...core.formats.model import Model
from ...core.formats.paths_in import home_of
from ...core.formats.text_copy import encoding
from ...core.formats.usd_in import usd_text_model
from ...core.formats.xml_in import read_bounded

BINARY = (".usd", ".usdc", ".usdz")
SECONDS = 120  # that a conversion may take
MOST_FILES, MOST_UNPACKED = 1000, 1 << 30
_ALIGNED = 64  # bytes, of what an .usdz holds
_TEXT = "Save it as text, with `usdcat --flatten -o FILE.usda`."
# Other layers are followed where all of them lie in the home.
_TO_TEXT = """
import os, sys
folder, source, target, home = sys.argv[1:]
sys.path.insert(0, folder)
from pxr import Sdf, Usd, UsdUtils
layers = [layer.realPath for layer in UsdUtils.ComputeAllDependencies(source)[0]]
inside = [os.path.realpath(path).startswith(os.path.join(home, "")) for path in layers if path]
(Usd.Stage.Open(source).Flatten() if all(inside) else Sdf.Layer.FindOrOpen(source)).Export(target)
"""
_TO_BINARY = """
import sys
folder, source, target = sys.argv[1:]
sys.path.insert(0, folder)
from pxr import Sdf
sys.exit(not Sdf.Layer.FindOrOpen(source).Export(target))
"""


def pxr_folder() -> Path | None:
    """The folder that has USD's Python package; None where this Blender has none."""
    spec = importlib.util.find_spec("pxr")
    if spec is not None and spec.origin:
        return Path(spec.origin).parents[1]
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    local = Path(bpy.utils.resource_path("LOCAL"), "python", "lib")
    found = (folder for folder in (local / version / "site-packages", local / "site-packages"))
    return next((folder for folder in found if (folder / "pxr" / "__init__.py").is_file()), None)


@contextmanager
def binary_model(path: Path) -> Iterator[Model]:
    """The model of a .usd, .usdc or .usdz, whose pictures are there until the end. InputError, without the file's name:
    it cannot be read."""
    with TemporaryDirectory(prefix="artllm-", ignore_cleanup_errors=True) as aside:
        root = _unpacked(path, Path(aside, "package")) if path.suffix.lower() == ".usdz" else path
        data = read_bounded(root)
        if not data.startswith(b"#usda"):
            text = Path(aside, "text.usda")
            _run(_TO_TEXT, root.resolve(), text, home_of(root))
            data = read_bounded(text) if text.is_file() else b""
        yield usd_text_model(data.decode(encoding(data), errors="replace"), root)


def crate(text: Path, target: Path) -> bool:
    """Write a USD's text as a binary .usdc; whether that could be done here. OSError: disk."""
    if pxr_folder() is None:
        return False
    try:
        _run(_TO_BINARY, text, target)
    except InputError:
        return False
    return target.is_file()


def write_usdz(target: Path, files: Mapping[str, Path]) -> None:
    """An archive as USD wants it, stored as it is and aligned, of files by their names in it, the root layer first.
    OSError: disk."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, file in files.items():
            # The time stands still, so that the same asset gives the same file.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            begin = archive.fp.tell() + 30 + len(name.encode())
            fill = -(begin + 4) % _ALIGNED
            entry.extra = struct.pack("<HH", 0x1986, fill) + b"\0" * fill
            archive.writestr(entry, file.read_bytes())


def _unpacked(path: Path, folder: Path) -> Path:
    """What an .usdz holds, put into a folder: the path of its root layer."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise InputError(f"it holds more than {MOST_FILES} files or {MOST_UNPACKED >> 20} MB.", _TEXT)
            if not entries or Path(entries[0].filename).suffix.lower() not in (".usd", ".usda", ".usdc"):
                raise InputError("it does not begin with a USD.", "Pack it anew, with `usdzip`.")
            # Names that lead out of the folder are put into it by `extract`.
            first, *_ = [Path(archive.extract(entry, folder)) for entry in entries]
            return first
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise InputError(f"it is no .usdz: {error}.", "Pack it anew, with `usdzip`.") from error


def _run(code: str, *paths: Path) -> None:
    """InputError: this Blender has no USD, or it does not take the file."""
    folder = pxr_folder()
    if folder is None:
        raise InputError("it is binary, and this Blender has no USD to read it.", _TEXT)
    command = [sys.executable, "-I", "-c", code, str(folder), *map(str, paths)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError(f"USD did not read it: {type(error).__name__}.", _TEXT) from error
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise InputError(f"USD did not read it: {lines[-1][:200] if lines else done.returncode}.", _TEXT)
