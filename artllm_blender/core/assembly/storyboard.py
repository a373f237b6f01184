"""What each page of a manual shows: the order in which a thing comes apart, read backwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..frames import inverse
from .plan import Plan, Step


@dataclass(frozen=True)
class Joined:
    """Parts that a page puts on as one. way: (k, 4, 4) motions from where they belong to where they came from; none
    where the way is not known. free: False if they pass through something on it."""

    parts: tuple[int, ...]
    way: np.ndarray
    free: bool = True


@dataclass(frozen=True)
class Page:
    """base: the parts that stand before; joined: what comes to them; made: for each joined of several parts, the number
    of the page, from 0, that finished it, and -1 where none did."""

    base: tuple[int, ...]
    joined: tuple[Joined, ...]
    made: tuple[int, ...] = ()

    @property
    def new(self) -> tuple[int, ...]:
        """All parts that come to the base."""
        return tuple(part for one in self.joined for part in one.parts)

    @property
    def shown(self) -> tuple[int, ...]:
        """All that stands after it."""
        return tuple(sorted(self.base + self.new))


def by_order(count: int, order: Sequence[Sequence[int]]) -> Plan:
    """A plan of which only the order is known: the parts that leave, step by step."""
    stay = np.tile(np.eye(4), (2, 1, 1))
    return Plan(count, tuple(Step(tuple(parts), stay, stage) for stage, parts in enumerate(order)))


def storyboard(plan: Plan, kind: Sequence[int]) -> list[Page]:
    """The pages in the order of building; each is the reverse of one or more removals, so nothing is in its way.

    kind: equal for identical parts, (p,): those that go onto the same base one after the other share a page.
    """
    bodies = [frozenset(range(plan.count))]
    pages: list[Page] = []
    for step in plan.steps:
        body = next((body for body in bodies if body.issuperset(step.parts)), None)
        if body is None or len(body) == len(step.parts):
            continue  # it was lying apart already
        bodies.remove(body)
        bodies += [frozenset(step.parts), body - frozenset(step.parts)]
        back = inverse(step.path[0])
        way = np.array([back @ motion for motion in step.path])
        pages.append(Page(tuple(sorted(bodies[-1])), (Joined(step.parts, way, step.free),)))
    merged: list[Page] = []
    for page in reversed(pages):
        last = merged[-1] if merged else None
        if last and last.shown == page.base and _alike(last, page, kind):
            merged[-1] = Page(last.base, last.joined + page.joined)
        else:
            merged.append(page)
    return [_with_made(merged, number) for number in range(len(merged))]


def _alike(one: Page, other: Page, kind: Sequence[int]) -> bool:
    """Whether single parts of the same kind are joined by both."""
    if any(len(joined.parts) > 1 for page in (one, other) for joined in page.joined):
        return False
    return {kind[part] for part in one.new} == {kind[part] for part in other.new}


def _with_made(pages: list[Page], number: int) -> Page:
    """The page with the numbers of those that finished what it joins."""
    page = pages[number]
    groups = [tuple(sorted(one.parts)) for one in page.joined if len(one.parts) > 1]
    finished = {before.shown: index for index, before in enumerate(pages[:number])}
    return Page(page.base, page.joined, tuple(finished.get(group, -1) for group in groups))
