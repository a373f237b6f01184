"""Parts that go together in a layout: those of one kind, with what are their mirror images, and how they may lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from .bricks import bricks, same, turned
from .loose import TURNS, LoosePart, tilted
from .usual import turned_so

LIKELY = 10  # of the turns that are most usual, so many are tried


@dataclass(frozen=True)
class Group:
    """members: numbers of the parts that wait; every: of all of them, in the same order; forms: of each of the latter,
    the part as its box lies, and as its ends lie where these are cut aslant; turns: to try, each TURNS by number of one
    form after the other; boxes: by turn (b, 2, 3)."""

    members: tuple[int, ...]
    every: tuple[int, ...]
    forms: tuple[tuple[LoosePart, ...], ...]
    turns: tuple[int, ...] = ()
    boxes: tuple[np.ndarray, ...] = ()
    images: dict[tuple, int] = field(default_factory=dict, repr=False, compare=False)

    @property
    def part(self) -> LoosePart:
        """The first, as its box lies."""
        return self.forms[0][0]

    def usual(self, turn: int) -> float:
        """How usual it is, as a logarithm, that such parts are turned so."""
        return turned_so(self.forms[0][turn // len(TURNS)], len(self.every), turn % len(TURNS))

    def placed(self, index: int, turn: int, across: tuple[int, ...]) -> int:
        """The turn in which one of the parts looks most as the first of them does in `turn`, mirrored."""
        rank = self.every.index(index)
        form, number = divmod(turn, len(TURNS))
        own, first = self.forms[rank], self.forms[0]
        part = own[min(form, len(own) - 1)]
        if not across and part.kind == first[0].kind:
            return turn
        key = (part.kind, turn, across)
        if key not in self.images:
            self.images[key] = turn - number + _image(first[form], part, TURNS[number], across)
        return self.images[key]


def _image(first: LoosePart, part: LoosePart, turn: np.ndarray, across: tuple[int, ...]) -> int:
    signs = np.ones(3)
    signs[list(across)] = -1
    goal = first.points[::32] @ turn.T * signs
    many = part.points[::6]
    off = []
    for own in TURNS:
        there = many @ own.T
        square = (goal**2).sum(axis=1)[:, None] - 2 * goal @ there.T + (there**2).sum(axis=1)
        off.append(float(np.maximum(square.min(axis=1), 0).mean()))
    return int(np.argmin(off))


def groups_of(parts: Sequence[LoosePart], aslant: bool = False) -> tuple[Group, ...]:
    """Parts of one kind, and such as are mirror images, the largest first. aslant: also as their ends
    lie, and in all turns that differ."""
    found: dict[int, list[int]] = {}
    for index, part in enumerate(parts):
        found.setdefault(part.kind, []).append(index)
    for kind in sorted(found):
        for other in [one for one in found if one > kind] if kind in found else ():
            if _alike(parts[found[kind][0]], parts[found[other][0]]):
                found[kind] = _mixed(found[kind], found.pop(other))
    forms: dict[int, tuple[LoosePart, ...]] = {}
    for part in parts:
        if part.kind not in forms:
            forms[part.kind] = (part, *(other for _, other in tilted(part))) if aslant else (part,)
    made = [_group(tuple(of), tuple(forms[parts[k].kind] for k in of), aslant) for of in found.values()]
    return tuple(sorted(made, key=lambda group: -len(group.every) * float(np.prod(group.part.half))))


def _group(members: tuple[int, ...], forms: tuple[tuple[LoosePart, ...], ...], every_turn: bool) -> Group:
    turns: list[int] = []
    boxes: list[np.ndarray] = []
    for form, part in enumerate(forms[0]):
        own, first = bricks(part), len(boxes)
        unlike = part.unlike_turns()
        for number, turn in enumerate(TURNS):
            here = turned(own, turn)
            if every_turn:
                fresh = any(np.array_equal(turn, other) for other in unlike)
            else:
                fresh = not any(same(here, other, part.size) for other in boxes[first:])
            if fresh:
                turns.append(form * len(TURNS) + number)
                boxes.append(here)
    group = Group(members, members, forms, tuple(turns), tuple(boxes))
    return group if every_turn else taken(group, [group.usual(turn) for turn in turns])


def taken(group: Group, worth: Sequence[float], count: int = LIKELY) -> Group:
    """The group with so many of its turns, the best."""
    best = sorted(range(len(group.turns)), key=lambda k: -worth[k])[:count]
    return replace(group, turns=tuple(group.turns[k] for k in best), boxes=tuple(group.boxes[k] for k in best))


def _mixed(one: list[int], other: list[int]) -> list[int]:
    """Two kinds as one that are left and right, or nearly the same: where they are as many, by turns as they stand."""
    if len(one) != len(other):
        return one + other
    pairs = list(zip(one, other, strict=True))
    return [part for number, pair in enumerate(pairs) for part in (pair if number % 2 == 0 else pair[::-1])]


def _alike(one: LoosePart, other: LoosePart) -> bool:
    """Whether two parts are most likely each other's mirror images, or the same but for screw holes."""
    near = 0.01 * one.size
    if np.abs(one.half - other.half).max() > near:
        return False
    spreads = [np.sort(part.points.std(axis=0)) for part in (one, other)]
    return bool(np.abs(spreads[0] - spreads[1]).max() < near)
