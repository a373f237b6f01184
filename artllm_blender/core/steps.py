"""Long work in steps: a generator that tells before each what it is about and how far [0, 1] all is.

A window may be drawn between two steps, and closing the generator stops the work.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

T = TypeVar("T")
Steps = Generator[tuple[str, float], None, T]


def exhausted(steps: Steps[T], on_progress: Callable[[float], None] | None = None) -> T:
    """What all steps, taken at once, come to. on_progress: hears how far they are."""
    while True:
        try:
            _, share = next(steps)
        except StopIteration as end:
            return end.value
        if on_progress:
            on_progress(share)


def within(steps: Steps[T], begin: float, end: float) -> Steps[T]:
    """Steps that are a part of longer work, from one share of it to another."""
    while True:
        try:
            stage, share = next(steps)
        except StopIteration as last:
            return last.value
        yield stage, begin + (end - begin) * share
