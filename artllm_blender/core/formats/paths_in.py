"""The files that a file names: beside or below it, or in the ROS package that it lies in, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from ..errors import InputError

# How many folders above a file its package may begin.
ABOVE = 4
MOST_BYTES = 1 << 30
OUTSIDE = "Move it beside the file, or put a package.xml into the folder that holds both."


def home_of(path: Path) -> Path:
    """The folder that what a file names may not leave: its package's, where a package.xml tells it, or else its own."""
    folder = path.resolve().parent
    packages = (one for one in (folder, *folder.parents[:ABOVE]) if (one / "package.xml").is_file())
    return next(packages, folder)


def named(text: str, path: Path) -> Path:
    """The file that a file names by a path or URI, symbolic links followed. InputError, without a name of the file
    itself: it is missing, elsewhere or too large."""
    home = home_of(path)
    try:
        outside = False
        for candidate in _candidates(text.strip(), path.resolve().parent, home):
            found = candidate.resolve()
            if not found.is_file():
                continue
            if not found.is_relative_to(home):
                outside = True
                continue
            if found.stat().st_size > MOST_BYTES:
                raise InputError(f"{found.name} is larger than {MOST_BYTES >> 20} MB.", "Make it smaller.")
            return found
    except (OSError, ValueError, RuntimeError):
        outside = False  # a name that no disk can have, or links in a circle
    shown = text if len(text) <= 80 else f"{text[:77]}..."
    if outside:
        raise InputError(f"{shown} lies outside {home.name}, so it was not read.", OUTSIDE)
    raise InputError(f"{shown} was not found.", "Put it beside the file.")


def is_inside(name: str, folder: Path, home: Path) -> bool:
    """Whether a path that a mesh file in a folder names stays in the home, be it there or not."""
    try:
        return (folder / name.replace("\\", "/")).resolve().is_relative_to(home)
    except (OSError, ValueError, RuntimeError):
        return False


def _candidates(text: str, folder: Path, home: Path) -> Iterator[Path]:
    scheme, mark, rest = text.partition("://")
    for name in dict.fromkeys((text, unquote(text), text.replace("\\", "/"))):
        scheme, mark, rest = name.partition("://")
        if not mark:
            yield folder / name
            if name.startswith("/"):
                continue
            yield home / name
        elif scheme in ("package", "model"):
            package, _, inside = rest.partition("/")
            for start in (home, folder, *folder.parents[: len(folder.parts) - len(home.parts)]):
                yield start / inside
                yield start / package / inside
        elif scheme == "file":
            yield Path("/" + rest.lstrip("/"))
            yield folder / rest.lstrip("/")
