"""Long work in steps: a generator that tells before each what it is about and how far [0, 1] all is.

A window may be drawn between two steps, and closing the generator stops the work. So does `Stopped`, thrown into it;
but work that has changed more than it can take back may end early instead, and return.

What lies deep in other functions need be no generator: it keeps what is costly to make and raises `Enough`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from typing import TypeVar

T = TypeVar("T")
Steps = Generator[tuple[str, float], None, T]


class Stopped(Exception):  # noqa: N818
    """The artist wants no more of it."""


class Enough(Exception):  # noqa: N818
    """Something was made that took long enough for a step, and is kept: what needs it begins again in the next."""


def begun_again(work: Callable[[], T], told: tuple[str, float]) -> Steps[T]:
    """What work comes to, begun again after each `Enough`. told: of every such step, its stage and share."""
    while True:
        try:
            return work()
        except Enough:
            yield told


def exhausted(steps: Steps[T], tell: Callable[[str, float], None] | None = None) -> T:
    """What all steps, taken at once, come to. tell: hears what each tells."""
    while True:
        try:
            told = next(steps)
        except StopIteration as end:
            return end.value
        if tell:
            tell(*told)


def within(steps: Steps[T], begin: float, end: float) -> Steps[T]:
    """Steps that are a part of longer work, from one share of it to another."""
    go_on = partial(next, steps)
    while True:
        try:
            stage, share = go_on()
        except StopIteration as last:
            return last.value
        go_on = partial(next, steps)
        try:
            yield stage, begin + (end - begin) * share
        except BaseException as stopped:  # is the steps' own to hear
            go_on = partial(steps.throw, stopped)
