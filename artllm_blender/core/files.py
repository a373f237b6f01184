"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from .errors import ExportError

# How folders begin in which files lie aside until all are written.
ASIDE = ".artllm-"


def write_whole(folder: Path, files: Mapping[str, bytes]) -> None:
    """Contents by name, into a folder that is made where there is none; all lie aside before the first takes its place.

    ExportError: they cannot be written, and what was there is as it was.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=ASIDE, dir=folder, ignore_cleanup_errors=True) as aside:
            for name, content in files.items():
                (Path(aside) / name).write_bytes(content)
            for name in files:
                os.replace(Path(aside) / name, folder / name)
    except OSError as error:
        raise unwritable(folder, error) from error


def check_writable(folder: Path) -> None:
    """ExportError: nothing could be written into a folder, which need not be there; the disk is as it was."""
    made: list[Path] = []
    try:
        made = missing(folder)
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=ASIDE, dir=folder):
            pass
    except OSError as error:
        raise unwritable(folder, error) from error
    finally:
        remove_empty(made)


def unwritable(folder: Path, error: OSError) -> ExportError:
    """Why nothing could be written into a folder, in words, and what to do."""
    reason, hint = str(error.strerror or error).rstrip("."), "Choose another folder."
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        hint = "Choose another folder or free some space."
    elif isinstance(error, NotADirectoryError | FileExistsError):
        with suppress(OSError, StopIteration):
            file = next(path for path in (folder, *folder.parents) if path.exists() and not path.is_dir())
            reason = f"{'it' if file == folder else file} is a file"
            hint = "Choose another folder, or move the file away."
    return ExportError(f"Could not write to {folder}: {reason}.", hint)


def missing(folder: Path) -> list[Path]:
    """The folder and its parents that are not there yet, innermost first."""
    return [path for path in (folder, *folder.parents) if not path.exists()]


def remove_empty(folders: Iterable[Path]) -> None:
    """Remove folders up to the first that is not empty."""
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()


def clear_aside(folder: Path) -> None:
    """Remove what one that was killed amid writing left below a folder in which nobody else writes."""
    for left in folder.rglob(f"{ASIDE}*"):
        shutil.rmtree(left, ignore_errors=True)
