"""What became of every file of a library: JSON Lines, a line a file, appended as soon as it is known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

NAME = "manifest.jsonl"
# What of the options changes no result; of what is known, the files' contents do.
UNTOLD = {"meshes", "known", "out", "json", "library", "jobs", "patience", "again", "engine", "models", "address"}


def stamp(path: Path) -> dict[str, int]:
    """What tells whether a file is the one that was read; empty where there is none."""
    try:
        status = path.stat()
    except OSError:
        return {}
    return {"bytes": status.st_size, "modified": status.st_mtime_ns}


def settings(options: Mapping[str, Any], known: Iterable[Path]) -> str:
    """A short digest of what results depend on beside the mesh. OSError: a file of what is known cannot be read."""
    told = {name: value for name, value in options.items() if name not in UNTOLD}
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode())
    for path in known:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def read(path: Path) -> dict[str, dict[str, Any]]:
    """The last line of each input, by its absolute path. A line that was not written to its end counts for nothing."""
    found: dict[str, dict[str, Any]] = {}
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return found
    for line in lines:
        try:
            record = json.loads(line)
            found[record["input"]] = record
        except (ValueError, TypeError, KeyError):
            continue
    return found


class Manifest:
    """The file that lines are appended to. OSError: it cannot be written."""

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = open(path, "ab+")
        if self._file.tell():
            self._file.seek(-1, 2)
            if self._file.read(1) != b"\n":  # whoever wrote it was stopped amid a line
                self._file.write(b"\n")

    def add(self, record: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(record).encode() + b"\n")
        self._file.flush()

    def close(self) -> None:
        self._file.close()
