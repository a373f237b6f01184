"""What the commands print: lines of a report, on a terminal a bar below them, and nothing else."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO

WIDTH = 20
# Exit status of a command that Ctrl-C stopped, as shells have it.
STOPPED = 130


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


class Progress:
    """One line for each object, and on a terminal a bar below them."""

    def __init__(self, total: int, report: TextIO):
        self._total, self._done = total, 0
        self._bar = Bar(report)
        self.line = self._bar.line

    def stage(self, name: str, stage: str, fraction: float = 0.0) -> None:
        self._bar.draw((self._done + fraction) / self._total, f"{self._done}/{self._total} {name}: {stage}")

    def finished(self, result: dict[str, Any]) -> None:
        self._done += 1
        self._outcome(result)
        for note in result["notes"]:
            self.line(f"    note: {note}")

    def _outcome(self, result: dict[str, Any]) -> None:
        if result.get("moves") is False:
            self.line(f"{result['name']}: {result['error']['message']} {result['error']['hint']}")
            return
        if "files" not in result:
            self.line(f"{result['name']}: failed. {result['error']['message']} {result['error']['hint']}".rstrip())
            return
        seconds = result["seconds"]
        stages = ", ".join(f"{stage} {value:.2f}" for stage, value in seconds.items())
        self.line(
            f"{result['name']}: {counted(result['parts'], 'part')}, {counted(result['joints'], 'joint')} "
            f"in {sum(seconds.values()):.2f} s ({stages})"
        )
        for path in result["files"].values():
            self.line(f"    {path}")
        for format, error in result["failures"].items():
            self.line(f"    failed: {format}. {error['message']} {error['hint']}".rstrip())


def stopped(what: str) -> int:
    """Say that Ctrl-C stopped a command, and what of it is left; its exit status."""
    Bar(sys.stderr).line(f"Stopped: {what}")
    return STOPPED


def counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


@contextlib.contextmanager
def quiet() -> Iterator[TextIO]:
    """What Blender prints meanwhile is dropped; yields a stream to standard output for us alone."""
    sys.stdout.flush()
    own = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace")
    with own, open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        try:
            yield own
        finally:
            sys.stdout.flush()
            own.flush()
            os.dup2(own.fileno(), 1)
