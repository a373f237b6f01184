"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
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
        raise ExportError(
            f"Could not write to {folder}: {error.strerror or error}.", "Choose another folder."
        ) from error


def clear_aside(folder: Path) -> None:
    """Remove what one that was killed amid writing left below a folder in which nobody else writes."""
    for left in folder.rglob(f"{ASIDE}*"):
        shutil.rmtree(left, ignore_errors=True)
