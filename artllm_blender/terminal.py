"""Lines of a report, on a terminal a bar below them, and nothing else."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TextIO

WIDTH = 20


class Bar:
    """The bar stands on stderr, where that is a terminal; lines go to `report`, above it."""

    def __init__(self, report: TextIO):
        self._report, self._bar = report, sys.stderr if sys.stderr.isatty() else None

    def draw(self, share: float, text: str) -> None:
        """share: 0 to 1."""
        if self._bar:
            full = int(WIDTH * share)
            drawn = f"[{'#' * full}{'.' * (WIDTH - full)}] {text}"
            self._bar.write(f"\r\x1b[K{drawn[:100]}")
            self._bar.flush()

    def line(self, text: str) -> None:
        if self._bar:
            self._bar.write("\r\x1b[K")
            self._bar.flush()
        print(text, file=self._report, flush=True)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """What Blender prints meanwhile is dropped."""
    sys.stdout.flush()
    kept = os.dup(1)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        try:
            yield
        finally:
            sys.stdout.flush()
            os.dup2(kept, 1)
            os.close(kept)
