"""Loose parts put together by their shapes alone: a search over what may lie against what.

Furniture is the same left and right. So parts of one kind are placed together: one in the middle, two left and right,
four in the corners, or a row; in any turn of their box, where their faces meet faces of what stands. Of all ways to go
on, a few are kept: those in which parts lie against others at both ends, are flush, and not inside one another.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from ..frames import transform
from .bricks import mirrored, share_inside
from .groups import Group, groups_of
from .layouts import Layout, Spot, Way, World, closely, images, lifted, standing
from .loose import TURNS, LoosePart
from .page import CHANNELS
from .resting import LOOSE, NEAR, by_axes, one_by_one, resting
from .shown import TAKEN
from .usual import so_high

WIDTH, NEXT, BEST = 10, 5, 2  # layouts that are gone on with; ways on from each that are kept; of each arrangement
# Where there are pages, so many layouts are gone on with, places of an arrangement rated by what is touched, ways on
# looked at closely; and so many heights are tried where nothing is met.
SEEN, RATED, CLOSER, HEIGHTS = 5, 40, 12, 16
LIKE = 4  # of those that began alike, or have the same parts, are kept
GROUPS = 3  # of the largest that wait, so many are tried
PLANES, ROWS = 12, 4  # faces along an axis, and even rows along it, that are tried
ORDER = 0.4  # what counts for a part that it mirrors or goes on with its like
FITTING = 0.3  # that what waits fits between two
APART = 0.5  # that two of a kind are as far apart as what stands is wide
USUAL, HIGH, BASE = 0.8, 0.35, 3.0  # how it is turned, how high up it is; the turn of what all else is put to
SUITED = 1.0  # what a layout of parts of one thing is worth by part; chosen on generated furniture
STANDS, WIDE = 1.5, 0.5  # that the lowest parts span such a share of the ground plan


def arranged(parts: Sequence[LoosePart], seconds: float = 8.0) -> tuple[np.ndarray, float]:
    """(n, 4, 4) poses of the parts in a Z-up world, none left out, standing symmetric about x = 0; and how well they
    `fit` each other. seconds: of one core's work, after which the rest is placed with less care."""
    groups = groups_of(parts)
    best = laid_out(parts, groups, seconds)[0]
    poses = np.zeros((len(parts), 4, 4))
    for index, turn, middle in standing(best, groups):
        poses[index] = transform(TURNS[turn], middle) @ parts[index].frame
    return poses, fit(best)


def fit(layout: Layout) -> float:
    """How well parts fit each other, 0 to 1: of parts of one thing a layout is worth more, by part, than those of
    different ones ever make."""
    return float(np.clip(layout.worth / len(set(layout.owner)) / SUITED, 0.0, 1.0))


def laid_out(
    parts: Sequence[LoosePart],
    groups: Sequence[Group],
    seconds: float,
    worlds: Sequence[World] = (),
) -> list[Layout]:
    """Layouts of all parts, the best first. worlds: in which pages may be seen."""
    until = time.thread_time() + seconds
    size = 2 * max(part.size for part in parts)
    beam = [layout for world in worlds for layout in _seen_first(world)] if worlds else _begun(groups)
    beam = sorted(beam, key=lambda layout: -layout.worth)[: 3 * WIDTH]
    while any(layout.left for layout in beam):
        late = time.thread_time() > until
        more: list[Layout] = []
        for layout in beam[:1] if late else beam:
            more += _gone_on(layout, size, late) if layout.left else [layout]
        beam = _kept(more, size)
    return sorted(beam, key=lambda layout: -(layout.worth + _stands(layout, size)))


def _begun(groups: Sequence[Group], count: int = 2, flush: bool = False) -> list[Layout]:
    """Layouts of one of the first groups, alone or left and right of something else; flush: or under its ends."""
    found = []
    for first in groups[:count]:
        rest = tuple(group for group in groups if group is not first)
        for turn, boxes in zip(first.turns, first.boxes, strict=True):
            worth = BASE * USUAL * first.usual(turn)
            if len(first.members) == 1:
                spot = Spot(first.members[0], turn, np.zeros(3))
                found.append(Layout((spot,), boxes, np.full(len(boxes), spot.index), rest, worth))
            elif len(first.members) == 2:
                widths = {round(float(2 * half), 4) for group in rest for half in group.part.half[:2]}
                half = boxes[:, 1, 0].max()
                for wide in sorted(widths):
                    found.append(_pair(first, turn, boxes, wide / 2 + half, rest, worth))
                    if flush and wide > 2 * half:
                        found.append(_pair(first, turn, boxes, wide / 2 - half, rest, worth))
            else:
                left = (replace(first, members=first.members[1:]), *rest)
                spot = Spot(first.members[0], turn, np.zeros(3))
                found.append(Layout((spot,), boxes, np.full(len(boxes), spot.index), left, worth))
    return found


def _seen_first(world: World) -> list[Layout]:
    """Layouts of the group of what is surely seen."""
    shown, found = world.shown, []
    first = next(group for group in world.groups if any(of[0].kind == world.kind for of in group.forms))
    for layout in _begun([first, *(group for group in world.groups if group is not first)], 1, flush=True):
        parts = []
        for spot in layout.spots:
            kind = first.forms[first.every.index(spot.index)][0].kind
            parts.append((kind, first.placed(spot.index, spot.turn, spot.mirrored), spot.middle))
        for kind, turn, middle in parts:
            if kind != world.kind or turn not in world.turns:
                continue
            taken, worth, at = np.zeros((CHANNELS, TAKEN, TAKEN), bool), layout.worth, world.place - middle
            for one in parts:
                worth += shown.closely(*one[:2], one[2] + at, taken)
                shown.marked(*one[:2], one[2] + at, taken)
            found.append(replace(layout, worth=worth, shown=shown, at=at, taken=taken))
    return found


def _pair(first: Group, turn: int, boxes: np.ndarray, aside: float, rest: tuple[Group, ...], worth: float) -> Layout:
    one, other = np.array([aside, 0, 0]), np.array([-aside, 0, 0])
    all_of = np.concatenate([boxes + one, mirrored(boxes, (0,)) + other])
    owner = np.repeat(first.members, len(boxes))
    spots = Spot(first.members[0], turn, one), Spot(first.members[1], turn, other, (0,))
    return Layout(spots, all_of, owner, rest, worth)


def _gone_on(layout: Layout, size: float, late: bool) -> list[Layout]:
    """Layouts with one group more, or some of it: of the largest that wait. late: with little care."""
    found: list[Layout] = []
    for rank, group in enumerate(layout.left[: 1 if late else 2 if layout.shown else GROUPS]):
        ways: list[Way] = []
        for turn, boxes in zip(group.turns, group.boxes, strict=True):
            if not (late and ways) or layout.shown:
                ways += _ways(layout, group, turn, boxes, size)
        ways.sort(key=lambda way: -way.worth)
        if layout.shown:
            ways = sorted([closely(layout, group, way) for way in ways[:CLOSER]], key=lambda way: -way.worth)
            ways = [lifted(layout, group, way) for way in ways[:NEXT]]
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
    usual = USUAL * group.usual(turn)
    free = [_values(layout, boxes, axis, near) for axis in range(3)]
    # Two of a kind may be as far apart as what waits is long.
    gaps = np.unique(np.round([one.part.half[:2] for one in layout.left if one.every != group.every], 6)).ravel()
    fitting = [middle + gaps - boxes[:, 0, axis].min() for axis, middle in ((0, 0.0), (1, centre[1]))]
    free[:2] = [np.append(values, more) for values, more in zip(free, fitting, strict=False)]
    sides = free[0][free[0] < -2 * near] if layout.shown else []
    free[0] = np.concatenate([[0.0], free[0][free[0] > 2 * near], sides])
    met = len(free[2])
    if layout.shown:
        free[2] = np.append(free[2], np.linspace(lowest[2], highest[2], HEIGHTS))
    fits = [(np.abs(values[:, None] - more) < near).any(axis=1) for values, more in zip(free, fitting, strict=False)]
    right, left = np.arange(1, len(free[0]) - len(sides)), np.zeros(1, int)
    back, middle = np.flatnonzero(free[1] > centre[1] + 2 * near), np.arange(len(free[1]))
    asked: list[tuple[np.ndarray, np.ndarray, tuple[int, ...]]] = []
    if layout.shown:
        asked.append((np.arange(len(free[0])), middle, ()))
    elif count not in (2, 4):
        asked.append((left, middle, ()))
    if count >= 2:
        asked += [(right, middle, (0,)), (left, back, (1,))]
    if count >= 4:
        asked.append((right, back, (0, 1)))
    counts = ~np.isin(layout.owner, group.every)
    found: list[Way] = []

    def worth_at(values: Sequence[np.ndarray], summed: Callable = by_axes) -> np.ndarray:
        height = (values[2] - lowest[2]) / max(highest[2] - lowest[2], 1e-9)
        high = HIGH * so_high(group.part, len(group.every), turn % len(TURNS), height)
        return resting(layout, boxes, values, counts, size, summed) + usual + high

    every = None if layout.shown else worth_at(free)
    for across, behind, axes in asked:
        if not len(across) or not len(behind):
            continue
        values = free[0][across], free[1][behind], free[2]
        some = ORDER if axes else 0.0
        if 0 in axes:
            aside = FITTING * fits[0][across] + APART * np.minimum(values[0] / wide[0], 1)
            some = some + aside[:, None, None]
        if 1 in axes:
            aside = FITTING * fits[1][behind] + APART * np.minimum((values[1] - centre[1]) / wide[1], 1)
            some = some + aside[:, None]
        if every is None:
            some = some + layout.seen(group, turn, values, centre, axes)
            few = np.unravel_index(np.argpartition(-some, min(RATED, some.size) - 1, axis=None)[:RATED], some.shape)
            rated = np.full(some.shape, -np.inf)
            rated[few] = some[few] + worth_at([one[k] for one, k in zip(values, few, strict=True)], one_by_one)
            some = rated
        else:
            some = some + every[np.ix_(across, behind, np.arange(len(free[2])))]
        for k in np.argsort(-some, axis=None, kind="stable")[:BEST]:
            x, y, z = np.unravel_index(int(k), some.shape)
            at = np.array([values[0][x], values[1][y], values[2][z]])
            places = tuple((centre + (at - centre) * signs, mirrored) for signs, mirrored in images(axes))
            loose = 0.5 * (highest[2] - lowest[2]) / (HEIGHTS - 1) if z >= met else 0.0
            found.append(Way(float(some[x, y, z]), turn, places, loose=loose))
    for axis in range(3 if count >= (3 if layout.shown else 2) else 0):
        rows = _rows(layout, axis, half[axis], count, size)
        if not rows:
            continue
        values = [free[0][:1], *free[1:]]
        values[axis] = np.concatenate(rows)
        all_of = worth_at(values)
        if layout.shown:
            all_of += layout.seen(group, turn, values, centre, ())
        all_of = np.moveaxis(all_of, axis, 0)
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
    return replace(
        layout,
        spots=layout.spots + spots,
        boxes=np.concatenate([layout.boxes, *more]),
        owner=np.concatenate([layout.owner, np.repeat(group.members[:count], len(boxes))]),
        left=tuple(one for one in rest if one.members),
        worth=layout.worth + count * way.worth,
        taken=layout.taken if way.taken is None else way.taken,
    )


def _kept(layouts: list[Layout], size: float) -> list[Layout]:
    """The best that differ: a few of those that began alike, and of those of the same parts."""
    found: list[Layout] = []
    times: Counter = Counter()
    for layout in sorted(layouts, key=lambda one: -one.worth / max(len(one.spots), 1)):
        places = [(spot.index, spot.turn, *np.rint(spot.middle / (2 * NEAR * size)).tolist()) for spot in layout.spots]
        first = layout.spots[0].index, layout.spots[0].turn, id(layout.shown)
        limits = {frozenset(places): 1, first: LIKE, frozenset(spot.index for spot in layout.spots): LIKE}
        if all(times[key] < limit for key, limit in limits.items()):
            times.update(limits.keys())
            found.append(layout)
        if len(found) == (SEEN if layout.shown else WIDTH):
            break
    return found


def _stands(layout: Layout, size: float) -> float:
    """What it is worth that the lowest parts span much of the ground plan."""
    low = layout.boxes[:, 0, 2] < layout.boxes[:, 0, 2].min() + NEAR * size
    on, all_of = layout.boxes[low], layout.boxes
    spans = [np.ptp(some[:, :, :2].reshape(-1, 2), axis=0) for some in (on, all_of)]
    return STANDS * float((spans[0] > WIDE * spans[1]).all())
