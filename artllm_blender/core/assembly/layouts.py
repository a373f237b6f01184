"""Layouts of parts: what stands where, what pages say to it, and how to go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from .groups import Group
from .shown import Shown

FINER = 9  # heights are tried, where only pages say how high a part is


@dataclass(frozen=True)
class Spot:
    """Where a part stands: the turn of the first of its group; its middle; the axes across which it is mirrored."""

    index: int
    turn: int
    middle: np.ndarray
    mirrored: tuple[int, ...] = ()


@dataclass(frozen=True)
class Way:
    """How to go on: some of a group in a turn, at places: the middle of each, and across which axes it is mirrored.
    worth: of each; told: what of that pages say, where they were looked at closely. loose: how far up or down these may
    be off, where only pages say how high; taken: where on the page lines run then."""

    worth: float
    turn: int
    places: tuple[tuple[np.ndarray, tuple[int, ...]], ...]
    told: float | None = None
    loose: float = 0.0
    taken: np.ndarray | None = None


@dataclass(frozen=True)
class World:
    """What pages show, seen from one side; the groups, in the turns that they may have there; and what is surely seen:
    a part of a kind in one of some turns, which are alike, its middle at a (3,) place."""

    shown: Shown
    groups: list[Group]
    kind: int
    turns: tuple[int, ...]
    place: np.ndarray


@dataclass(frozen=True)
class Layout:
    """What stands. boxes: (b, 2, 3); owner: (b,) part; left: groups that wait; worth: the better the larger. Where
    there are pages, shown: what they say; at: (3,) where the layout's origin is in the world of their view; taken:
    where on the page lines run."""

    spots: tuple[Spot, ...]
    boxes: np.ndarray
    owner: np.ndarray
    left: tuple[Group, ...]
    worth: float
    shown: Shown | None = None
    at: np.ndarray | None = None
    taken: np.ndarray | None = None

    def seen(
        self, group: Group, turn: int, values: Sequence[np.ndarray], centre: np.ndarray, axes: tuple[int, ...]
    ) -> np.ndarray:
        """(x, y, z) what pages say to some of a group at all combinations of places and their images across axes."""
        total = 0.0
        for index, (signs, across) in zip(group.members, images(axes), strict=False):
            kind = group.forms[group.every.index(index)][0].kind
            there = [self.at[k] + centre[k] + signs[k] * (values[k] - centre[k]) for k in range(3)]
            total = total + self.shown.worth(kind, group.placed(index, turn, across), there)
        return total / len(images(axes))


def standing(layout: Layout, groups: Sequence[Group]) -> list[tuple[int, int, np.ndarray]]:
    """Of each part that stands its number, its turn as groups have it, and (3,) middle."""
    found = []
    for spot in layout.spots:
        group = next(one for one in groups if spot.index in one.every)
        found.append((spot.index, group.placed(spot.index, spot.turn, spot.mirrored), spot.middle))
    return found


def images(axes: tuple[int, ...]) -> list[tuple[np.ndarray, tuple[int, ...]]]:
    """(3,) signs of a place and of its mirror images across some axes, and across which each is mirrored."""
    found = []
    for out in product((0, 1), repeat=len(axes)):
        signs = np.ones(3)
        signs[[axis for axis, over in zip(axes, out, strict=True) if over]] = -1
        found.append((signs, tuple(np.flatnonzero(signs < 0).tolist())))
    return found


def closely(layout: Layout, group: Group, way: Way) -> Way:
    """The way, worth less by what others have of the page already."""
    taken, told, rough = layout.taken.copy(), 0.0, 0.0
    for index, (middle, across) in zip(group.members, way.places, strict=False):
        kind, turn = group.forms[group.every.index(index)][0].kind, group.placed(index, way.turn, across)
        there = middle + layout.at
        rough += float(layout.shown.worth(kind, turn, there[:, None])[0, 0, 0]) / len(way.places)
        told += layout.shown.closely(kind, turn, there, taken) / len(way.places)
        layout.shown.marked(kind, turn, there, taken)
    before = rough if way.told is None else way.told
    return replace(way, worth=way.worth - before + told, told=told, taken=taken)


def lifted(layout: Layout, group: Group, way: Way) -> Way:
    """The way, as high as pages say."""
    if not way.loose:
        return way
    tried = []
    for up in np.linspace(-way.loose, way.loose, FINER):
        places = tuple((middle + (0, 0, up), across) for middle, across in way.places)
        tried.append(closely(layout, group, replace(way, places=places)))
    return max(tried, key=lambda one: one.worth)
