"""Loose parts put together by their shapes alone: a search over what may lie against what.

Furniture is the same left and right. So parts of one kind are placed together: one in the middle, two left and right,
four in the corners, or a row; in any turn of their box, where their faces meet faces of what stands. Of all ways to go
on, a few are kept: those in which parts lie against others at both ends, are flush, and not inside one another.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from ..frames import transform
from .bricks import bricks, mirrored, same, share_inside, turned
from .loose import TURNS, LoosePart
from .usual import STICK, so_high, turned_so

WIDTH, NEXT, BEST = 10, 5, 2  # layouts that are gone on with; ways on from each that are kept; of each arrangement
LIKE = 4  # of those that began alike, or have the same parts, are kept
GROUPS, LIKELY = 3, 10  # of the largest that wait, and of the turns that are most usual, so many are tried
PLANES, ROWS = 12, 4  # faces along an axis, and even rows along it, that are tried
NEAR = 0.004  # of the size of the largest part: faces nearer than that touch
# What counts for a part: each side that lies against another; the side opposite then too; each axis along which it is
# flush; what of it is inside others; that it lies against nothing; that it mirrors or goes on with its like.
AGAINST, BOTH, EVEN, INSIDE, LOOSE, ORDER = 1.0, 2.0, 0.15, 12.0, 1.5, 0.4
FITTING = 0.3  # that what waits fits between two
APART = 0.5  # that two of a kind are as far apart as what stands is wide
MOST = 4.0  # that lying against others counts
ENDWISE, SIDEWISE = 1.5, 0.5  # what it counts that a stick does so by its ends, and by its sides
USUAL, HIGH, BASE = 0.8, 0.35, 3.0  # how it is turned, how high up it is; the turn of what all else is put to
STANDS, WIDE = 1.5, 0.5  # that the lowest parts span such a share of the ground plan


@dataclass(frozen=True)
class Group:
    """members: numbers of the parts that wait; every: of all of them; part: the first; turns: numbers of TURNS to try;
    boxes: by turn (b, 2, 3)."""

    members: tuple[int, ...]
    every: tuple[int, ...]
    part: LoosePart
    turns: tuple[int, ...]
    boxes: tuple[np.ndarray, ...]


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
    worth: of each."""

    worth: float
    turn: int
    places: tuple[tuple[np.ndarray, tuple[int, ...]], ...]


@dataclass(frozen=True)
class Layout:
    """What stands. boxes: (b, 2, 3); owner: (b,) part; left: groups that wait; worth: the better the larger."""

    spots: tuple[Spot, ...]
    boxes: np.ndarray
    owner: np.ndarray
    left: tuple[Group, ...]
    worth: float


def arranged(parts: Sequence[LoosePart], seconds: float = 8.0) -> np.ndarray:
    """(n, 4, 4) poses of the parts in a Z-up world, none left out; standing symmetric about x = 0. seconds: of one
    core's work, after which the rest is placed with less care."""
    until = time.thread_time() + seconds
    groups = _groups(parts)
    size = 2 * max(part.size for part in parts)
    beam = _begun(groups)
    while any(layout.left for layout in beam):
        late = time.thread_time() > until
        more: list[Layout] = []
        for layout in beam[:1] if late else beam:
            more += _gone_on(layout, size, late) if layout.left else [layout]
        beam = _kept(more, size)
    best = max(beam, key=lambda layout: layout.worth + _stands(layout, size))
    poses = np.zeros((len(parts), 4, 4))
    for spot in best.spots:
        part = parts[spot.index]
        first = next(group.part for group in groups if spot.index in group.every)
        turn = _mirror_turn(first, part, TURNS[spot.turn], spot.mirrored)
        poses[spot.index] = transform(turn, spot.middle) @ part.frame
    return poses


def _groups(parts: Sequence[LoosePart]) -> tuple[Group, ...]:
    """Parts of one kind, and such as are mirror images, the largest first."""
    found: dict[int, list[int]] = {}
    for index, part in enumerate(parts):
        found.setdefault(part.kind, []).append(index)
    twins: dict[int, int] = {}
    for kind, of in found.items():
        for other, theirs in found.items():
            if kind < other and kind not in twins and len(of) == len(theirs) and _twins(parts[of[0]], parts[theirs[0]]):
                twins[other] = kind
    for other, kind in twins.items():
        if kind in found and other in found:
            found[kind] = [one for pair in zip(found[kind], found.pop(other), strict=True) for one in pair]
    made = []
    for of in found.values():
        part = parts[of[0]]
        own = bricks(part)
        turns: list[int] = []
        boxes: list[np.ndarray] = []
        for number, turn in enumerate(TURNS):
            here = turned(own, turn)
            if not any(same(here, other, part.size) for other in boxes):
                turns.append(number)
                boxes.append(here)
        group = Group(tuple(of), tuple(of), part, tuple(turns), tuple(boxes))
        likely = sorted(range(len(turns)), key=lambda k: -turned_so(part, len(of), turns[k]))[:LIKELY]
        made.append(replace(group, turns=tuple(turns[k] for k in likely), boxes=tuple(boxes[k] for k in likely)))
    return tuple(sorted(made, key=lambda group: -len(group.every) * float(np.prod(group.part.half))))


def _twins(one: LoosePart, other: LoosePart) -> bool:
    """Whether two parts are most likely each other's mirror images."""
    near = 0.01 * one.size
    if np.abs(one.half - other.half).max() > near:
        return False
    spreads = [np.sort(part.points.std(axis=0)) for part in (one, other)]
    return bool(np.abs(spreads[0] - spreads[1]).max() < near)


def _mirror_turn(first: LoosePart, part: LoosePart, turn: np.ndarray, across: tuple[int, ...]) -> np.ndarray:
    """(3, 3) the turn of a part in which it looks most as the first of its group does in its turn, mirrored."""
    signs = np.ones(3)
    signs[list(across)] = -1
    if not across and part.kind == first.kind:
        return turn
    goal = first.points[::25] @ turn.T * signs
    many = part.points[::4]
    off = []
    for own in TURNS:
        there = many @ own.T
        square = (goal**2).sum(axis=1)[:, None] - 2 * goal @ there.T + (there**2).sum(axis=1)
        off.append(float(np.maximum(square.min(axis=1), 0).mean()))
    return TURNS[int(np.argmin(off))]


def _begun(groups: Sequence[Group]) -> list[Layout]:
    """Layouts of one group: what is largest, alone or left and right."""
    found = []
    for first in groups[:2]:
        rest = tuple(group for group in groups if group is not first)
        for turn, boxes in zip(first.turns, first.boxes, strict=True):
            worth = BASE * USUAL * turned_so(first.part, len(first.every), turn)
            if len(first.members) == 1:
                spot = Spot(first.members[0], turn, np.zeros(3))
                found.append(Layout((spot,), boxes, np.full(len(boxes), spot.index), rest, worth))
            elif len(first.members) == 2:
                widths = {round(float(2 * half), 4) for group in rest for half in group.part.half[:2]}
                half = boxes[:, 1, 0].max()
                for wide in sorted(widths):
                    found.append(_pair(first, turn, boxes, wide / 2 + half, rest, worth))
            else:
                left = (replace(first, members=first.members[1:]), *rest)
                spot = Spot(first.members[0], turn, np.zeros(3))
                found.append(Layout((spot,), boxes, np.full(len(boxes), spot.index), left, worth))
    found.sort(key=lambda layout: -layout.worth)
    return found[: 3 * WIDTH]


def _pair(first: Group, turn: int, boxes: np.ndarray, aside: float, rest: tuple[Group, ...], worth: float) -> Layout:
    one, other = np.array([aside, 0, 0]), np.array([-aside, 0, 0])
    all_of = np.concatenate([boxes + one, mirrored(boxes, (0,)) + other])
    owner = np.repeat(first.members, len(boxes))
    spots = Spot(first.members[0], turn, one), Spot(first.members[1], turn, other, (0,))
    return Layout(spots, all_of, owner, rest, worth)


def _gone_on(layout: Layout, size: float, late: bool) -> list[Layout]:
    """Layouts with one group more, or some of it: of the largest that wait. late: with little care."""
    found: list[Layout] = []
    for rank, group in enumerate(layout.left[: 1 if late else GROUPS]):
        ways: list[Way] = []
        for turn, boxes in zip(group.turns, group.boxes, strict=True):
            if not (late and ways):
                ways += _ways(layout, group, turn, boxes, size)
        ways.sort(key=lambda way: -way.worth)
        made = (_with(layout, group, rank, way, size) for way in ways[:NEXT])
        found += [one for one in made if one is not None]
    if not found:  # on top of it all
        group = layout.left[0]
        high = layout.boxes[:, 1, 2].max() - group.boxes[0][:, 0, 2].min()
        way = Way(-LOOSE, group.turns[0], ((np.array([0.0, 0.0, high]), ()),))
        found = [_with(layout, group, 0, way, size)]
    return found


def _ways(layout: Layout, group: Group, turn: int, boxes: np.ndarray, size: float) -> list[Way]:
    """The best places for some of a group in one of its turns."""
    count, near = len(group.members), NEAR * size
    lowest, highest = layout.boxes[:, 0].min(axis=0), layout.boxes[:, 1].max(axis=0)
    centre = np.array([0.0, (lowest[1] + highest[1]) / 2, 0.0])
    half = (boxes[:, 1].max(axis=0) - boxes[:, 0].min(axis=0)) / 2
    wide = np.maximum(highest - lowest, 1e-9) / 2
    usual = USUAL * turned_so(group.part, len(group.every), turn)
    free = [_values(layout, boxes, axis, near) for axis in range(3)]
    # Two of a kind may be as far apart as what waits is long.
    gaps = np.unique(np.round([one.part.half[:2] for one in layout.left if one.every != group.every], 6)).ravel()
    fitting = [middle + gaps - boxes[:, 0, axis].min() for axis, middle in ((0, 0.0), (1, centre[1]))]
    free[:2] = [np.append(values, more) for values, more in zip(free, fitting, strict=False)]
    free[0] = np.append(0.0, free[0][free[0] > 2 * near])
    fits = [(np.abs(values[:, None] - more) < near).any(axis=1) for values, more in zip(free, fitting, strict=False)]
    right, left = np.arange(1, len(free[0])), np.zeros(1, int)
    back, middle = np.flatnonzero(free[1] > centre[1] + 2 * near), np.arange(len(free[1]))
    asked: list[tuple[np.ndarray, np.ndarray, tuple[int, ...]]] = []
    if count not in (2, 4):
        asked.append((left, middle, ()))
    if count >= 2:
        asked += [(right, middle, (0,)), (left, back, (1,))]
    if count >= 4:
        asked.append((right, back, (0, 1)))
    counts = ~np.isin(layout.owner, group.every)
    found: list[Way] = []

    def worth_at(values: list[np.ndarray]) -> np.ndarray:
        height = (values[2] - lowest[2]) / max(highest[2] - lowest[2], 1e-9)
        return (
            _worth(layout, boxes, values, counts, size)
            + usual
            + HIGH * so_high(group.part, len(group.every), turn, height)
        )

    every = worth_at(free)
    for across, behind, axes in asked:
        some = every[np.ix_(across, behind, np.arange(len(free[2])))] + (ORDER if axes else 0.0)
        if 0 in axes:
            some += (
                FITTING * fits[0][across][:, None, None]
                + (APART * np.minimum(free[0][across] / wide[0], 1))[:, None, None]
            )
        if 1 in axes:
            far = (free[1][behind] - centre[1]) / wide[1]
            some += FITTING * fits[1][behind][:, None] + (APART * np.minimum(far, 1))[:, None]
        for k in np.argsort(-some, axis=None, kind="stable")[: BEST if some.size else 0]:
            x, y, z = np.unravel_index(int(k), some.shape)
            at = np.array([free[0][across[x]], free[1][behind[y]], free[2][z]])
            places = []
            for out in product((0, 1), repeat=len(axes)):
                signs = np.ones(3)
                signs[[axis for axis, over in zip(axes, out, strict=True) if over]] = -1
                places.append((centre + (at - centre) * signs, tuple(np.flatnonzero(signs < 0).tolist())))
            found.append(Way(float(some[x, y, z]), turn, tuple(places)))
    for axis in range(3 if count >= 2 else 0):
        rows = _rows(layout, axis, half[axis], count, size)
        if not rows:
            continue
        values = [free[0][:1], *free[1:]]
        values[axis] = np.concatenate(rows)
        all_of = np.moveaxis(worth_at(values), axis, 0)
        means = all_of.reshape(len(rows), count, *all_of.shape[1:]).mean(axis=1) + ORDER
        for places, some in zip(rows, means, strict=True):
            best = np.unravel_index(int(some.argmax()), some.shape)
            at = np.insert(
                [value[n] for value, n in zip(values[:axis] + values[axis + 1 :], best, strict=True)], axis, 0.0
            )
            row = tuple((np.where(np.arange(3) == axis, place, at), ()) for place in places)
            found.append(Way(float(some[best]), turn, row))
    return found


def _rows(layout: Layout, axis: int, half: float, count: int, size: float) -> list[np.ndarray]:
    """Even places along an axis for so many parts, of such a half size along it, in all that stands or one of it."""
    boxes = layout.boxes[np.argsort(-np.prod(layout.boxes[:, 1] - layout.boxes[:, 0] + NEAR * size, axis=1))[:4]]
    spans = [(layout.boxes[:, 0, axis].min(), layout.boxes[:, 1, axis].max())] + [
        (box[0, axis], box[1, axis]) for box in boxes
    ]
    found: list[np.ndarray] = []
    for low, high in spans:
        room = (high - low) / count
        for places in (
            np.linspace(low + half, high - half, count),
            low + (np.arange(count) + 1) * (high - low) / (count + 1),
            np.array([(low + high) / 2 + (k - (count - 1) / 2) * room for k in range(count)]),
        ):
            if axis == 0:
                places = places - places.mean()
            if np.diff(places).min(initial=np.inf) < 2 * half - NEAR * size:
                continue
            if not any(np.abs(places - other).max() < NEAR * size for other in found):
                found.append(places)
    return found[:ROWS]


def _worth(layout: Layout, boxes: np.ndarray, values: list[np.ndarray], counts: np.ndarray, size: float) -> np.ndarray:
    """(x, y, z) what a part is worth at all combinations of places along the axes. counts: (B,) bool, what it may lie
    against."""
    near = NEAR * size
    laps = []
    for axis in range(3):
        low = boxes[:, 0, axis] + values[axis][:, None]
        high = boxes[:, 1, axis] + values[axis][:, None]
        others = layout.boxes[:, :, axis]
        laps.append(np.minimum(high[:, :, None], others[:, 1]) - np.maximum(low[:, :, None], others[:, 0]))
    own = np.prod(boxes[:, 1] - boxes[:, 0], axis=1).sum()
    whole = np.maximum(boxes[:, 1].max(axis=0) - boxes[:, 0].min(axis=0), 1e-12)
    inside = _summed(*(np.maximum(lap - near, 0) for lap in laps)) / max(float(own), 1e-12)
    held, flush = np.zeros(inside.shape), np.zeros(inside.shape)
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        over = [np.maximum(laps[k], 0) / whole[k] for k in (u, v)]
        ends = []
        for end, other in ((0, 1), (1, 0)):
            gap = values[axis][:, None, None] + boxes[:, end, axis][:, None] - layout.boxes[:, other, axis]
            which = [None, None, None]
            which[axis], which[u], which[v] = ((np.abs(gap) < near) & counts).astype(float), *over
            ends.append(np.minimum(np.sqrt(_summed(*which)), 1.0))
        counted = 1.0 if sorted(whole)[1] > STICK * whole.max() else ENDWISE if whole[axis] == whole.max() else SIDEWISE
        held += counted * (np.maximum(*ends) + BOTH * np.minimum(*ends))
        faces = values[axis][:, None] + [boxes[:, 0, axis].min(), boxes[:, 1, axis].max()]
        same = np.abs(faces[:, :, None] - layout.boxes[:, :, axis].T) < near
        flush += same.any(axis=(1, 2)).reshape([-1 if k == axis else 1 for k in range(3)])
    return AGAINST * np.minimum(held, MOST) + EVEN * flush - INSIDE * np.minimum(inside, 0.5) - LOOSE * (held < 0.05)


def _summed(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """(x, y, z) the sums over all pairs of boxes of products of (x, b, B), (y, b, B) and (z, b, B)."""
    across = (y[:, None] * z).reshape(len(y) * len(z), -1)
    return (x.reshape(len(x), -1) @ across.T).reshape(len(x), len(y), len(z))


def _values(layout: Layout, boxes: np.ndarray, axis: int, near: float) -> np.ndarray:
    """(v,) places along an axis: the middle, and where a face of a part meets, or is flush with, one of what stands."""
    own = np.array([boxes[:, 0, axis].min(), boxes[:, 1, axis].max()])
    large = np.argsort(-np.prod(layout.boxes[:, 1] - layout.boxes[:, 0] + near, axis=1), kind="stable")
    ends = [float(layout.boxes[:, 0, axis].min()), float(layout.boxes[:, 1, axis].max())]
    planes = list(ends)
    for place in layout.boxes[large][:, :, axis].ravel():
        if len(planes) < PLANES and all(abs(place - other) > near for other in planes):
            planes.append(float(place))
    found = [float(np.mean(ends))]
    for place, end in product(planes, own):
        if all(abs(place - end - other) > near for other in found):
            found.append(place - end)
    return np.array(found)


def _with(layout: Layout, group: Group, rank: int, way: Way, size: float) -> Layout | None:
    """A layout with more parts of a group; None: these would be inside one another."""
    boxes = group.boxes[group.turns.index(way.turn)]
    count = len(way.places)
    spots = tuple(Spot(index, way.turn, *place) for index, place in zip(group.members, way.places, strict=False))
    more = [mirrored(boxes, across) + there for there, across in way.places]
    if count > 1 and share_inside(more[0], np.concatenate(more[1:]), NEAR * size) > 0.05:
        return None
    rest = list(layout.left)
    rest[rank] = replace(group, members=group.members[count:])
    return Layout(
        layout.spots + spots,
        np.concatenate([layout.boxes, *more]),
        np.concatenate([layout.owner, np.repeat(group.members[:count], len(boxes))]),
        tuple(one for one in rest if one.members),
        layout.worth + count * way.worth,
    )


def _kept(layouts: list[Layout], size: float) -> list[Layout]:
    """The best that differ: a few of those that began alike, and of those of the same parts."""
    found: list[Layout] = []
    times: Counter = Counter()
    for layout in sorted(layouts, key=lambda one: -one.worth / max(len(one.spots), 1)):
        places = [(spot.index, spot.turn, *np.rint(spot.middle / (2 * NEAR * size)).tolist()) for spot in layout.spots]
        first = layout.spots[0].index, layout.spots[0].turn
        limits = {frozenset(places): 1, first: LIKE, frozenset(spot.index for spot in layout.spots): LIKE}
        if all(times[key] < limit for key, limit in limits.items()):
            times.update(limits.keys())
            found.append(layout)
        if len(found) == WIDTH:
            break
    return found


def _stands(layout: Layout, size: float) -> float:
    """What it is worth that the lowest parts span much of the ground plan."""
    low = layout.boxes[:, 0, 2] < layout.boxes[:, 0, 2].min() + NEAR * size
    on, all_of = layout.boxes[low], layout.boxes
    spans = [np.ptp(some[:, :, :2].reshape(-1, 2), axis=0) for some in (on, all_of)]
    return STANDS * float((spans[0] > WIDE * spans[1]).all())
