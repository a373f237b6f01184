"""Lines of a report, and on a terminal a bar below them."""

from __future__ import annotations

import sys
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
