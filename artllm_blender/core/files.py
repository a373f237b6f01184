"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from .errors import ExportError


def write_whole(folder: Path, files: Mapping[str, bytes]) -> None:
    """Contents by name, into a folder that is made where there is none; all lie aside before the first takes its place.

    ExportError: they cannot be written, and what was there is as it was.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".artllm-", dir=folder, ignore_cleanup_errors=True) as aside:
            for name, content in files.items():
                (Path(aside) / name).write_bytes(content)
            for name in files:
                os.replace(Path(aside) / name, folder / name)
    except OSError as error:
        raise ExportError(
            f"Could not write to {folder}: {error.strerror or error}.", "Choose another folder."
        ) from error
