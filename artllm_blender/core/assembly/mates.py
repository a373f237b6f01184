"""Snap: the poses near its own in which a part fits others exactly, the likeliest first.

A part is first turned so that its directions are theirs (`turns`); then every way in which something of it may fit
something of theirs (`fits`) fixes how far it goes along one direction, or where an axis of it is. What fixes all three
is solved at once, and of all poses those are kept in which most fits, most is in contact and nothing is inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

import numpy as np

from ..frames import apply, inverse, transform
from .features import Features
from .fits import (
    ALIGNED,
    CENTRED,
    CONTACT,
    EDGE,
    ENDS,
    FLUSH,
    GROOVE,
    MIRRORED,
    PEG,
    ROUND,
    Fits,
    Order,
    fits,
    inserted,
    placed,
    together,
)
from .repeats import Planes, Repeat, alike, planes_of, repeats
from .telling import strokes, told
from .touching import touching
from .turns import agreement, main_directions, turns

REACH = 0.06  # of the diagonal of it all: how far a part is brought
NEAR = 0.0012  # of the same: fits that differ by less are met at once
TAKEN = 0.005  # of the same: nearer to the place of one that is the same a part is in it, and that place is taken
SAME = np.cos(np.radians(0.6))
ALONG, ACROSS, FRAMES = 6, 6, 4  # so many distances a direction, axes, sets of three directions are tried
HARDLY = 1e-6  # of others' weight, where planes of symmetry are met: they are told by samples
WHOLE = 3  # so many others are a whole that a part may be in the middle of
LARGEST = 2  # of the others, about whose middles things are symmetric
KEPT, LOOKED = 14, 28  # of the moves for one turn; of all poses, before contact and depth are measured
MOST = 6.0  # fits of one kind that count, of parts with many faces
# What each counts for, chosen on generated mates (`runtime.lab.measure.snap_cases`): the fits of each kind that are
# met, how far and how much it is moved, how much of it is parallel then, and what the surfaces say.
WORTH = {
    "contact": 1.6, "flush": 0.7, "centred": 2.5, "groove": 1.0, "ends": 1.0, "aligned": 1.3, "mirrored": 2.0,
    "peg": 1.5, "round": 2.0, "edge": 0.7, "away": -1.2, "turned": -0.3, "agreed": 2.0, "repeats": 12.0,
    "touching": 2.0, "inside": -2.6, "deep": -0.6,
}  # fmt: skip
REPEATS = list(WORTH).index("repeats")


@dataclass(frozen=True)
class Mate:
    """pose: (4, 4) the part's own numbers to the world; move: (4, 4) from where it is there; kind: in words; score: the
    likelier the larger; measures: what the score is made of; marks: (n, 2, 3) lines along what mates, in the world."""

    pose: np.ndarray
    move: np.ndarray
    kind: str
    score: float
    measures: tuple[float, ...]
    marks: np.ndarray

    @property
    def holds(self) -> bool:
        """Whether it is against something, in it or about it, not merely in line."""
        return any(self.measures[list(WORTH).index(kind)] > 0 for kind in ("contact", "groove", "peg", "round"))


@dataclass(frozen=True)
class _Tried:
    """A pose, and what of the features fits there."""

    pose: np.ndarray
    turn: np.ndarray
    shift: np.ndarray
    fits: Fits
    met: np.ndarray
    part: Features
    values: tuple[float, ...]
    score: float


def mates(
    part: Features,
    pose: np.ndarray,
    others: Sequence[tuple[Features, np.ndarray]],
    reach: float | None = None,
    count: int = 8,
) -> list[Mate]:
    """Where a part that stands at a pose, (4, 4) rigid, may belong. others: with their poses.

    reach: how far it is brought at most, along each direction; REACH of the diagonal of it all unless told.
    """
    if not others:
        return []
    boxes = [_box(one, where) for one, where in ((part, pose), *others)]
    size = size_of([(part, pose), *others])
    reach = REACH * size if reach is None else reach
    low, high = boxes[0][0] - 2 * reach, boxes[0][1] + 2 * reach
    near = [k for k, (a, b) in enumerate(boxes[1:]) if ((a <= high) & (b >= low)).all()]
    if not near:
        return []
    likes = _middles([(one, where) for one, where in others if part.alike(one)])
    large = sorted(others, key=lambda other: -other[0].size)[:LARGEST]
    everything, planes = others, planes_of(others, size)
    # One or two others are mostly symmetric, and what is put to them need not be in their middle.
    about = planes if len(others) >= WHOLE else Planes(np.zeros((0, 3)), np.zeros(0), np.zeros(0))
    own_planes = part.mirrors if len(about.share) else np.zeros((0, 4))
    others = [others[k] for k in near]
    rest = together([placed(one, where) for one, where in others], low, high)
    order = Order(likes, _middles(large), main_directions(rest), about, own_planes)
    middle = apply(pose, part.centre)
    tried: list[_Tried] = []
    again = repeats(part, pose, everything, planes, reach, size)
    tried += [_repeated(one, part, pose, rest, order, reach, NEAR * size) for one in again]
    for turn, agreed in turns(placed(part, pose), rest, _turned(own_planes, pose)[:, :3], about.normal):
        turned = transform(turn, middle - turn @ middle) @ pose
        own = placed(part, turned)
        found = fits(own, rest, reach, replace(order, own=_turned(own_planes, turned)))
        tried += _tried(found, own, rest, turned, turn, agreed, reach, NEAR * size)
    taken = _middles([(one, where) for one, where in everything if alike(part, one)])
    tried = [one for one in tried if not _is_taken(apply(one.pose, part.middle), taken, TAKEN * size)]
    tried.sort(key=lambda one: -one.score)
    found = _felt(_distinct(tried, size, LOOKED), part, others, size)
    back = inverse(pose)
    return [
        Mate(
            one.pose,
            one.pose @ back,
            told(one.fits, one.met, one.part, rest, one.values[REPEATS] > 0),
            one.score,
            one.values,
            strokes(one.fits, one.met, one.part, rest, one.shift),
        )
        for one in _distinct(found, size, count)
    ]


def size_of(parts: Sequence[tuple[Features, np.ndarray]]) -> float:
    """How large it all is, however it lies: as the diagonal of a box would be."""
    corners = np.concatenate([_corners(part, pose) for part, pose in parts])
    return 2 * float(np.linalg.norm(corners - corners.mean(axis=0), axis=1).max())


def _middles(parts: Sequence[tuple[Features, np.ndarray]]) -> np.ndarray:
    """(n, 3) of their surfaces, in the world."""
    return np.array([apply(where, one.middle) for one, where in parts]).reshape(-1, 3)


def _is_taken(place: np.ndarray, taken: np.ndarray, near: float) -> bool:
    """Whether a place is one of (n, 3), but for so much: surfaces that coincide are not inside each other."""
    return bool((np.linalg.norm(taken - place, axis=1) < near).any())


def _corners(part: Features, pose: np.ndarray) -> np.ndarray:
    return apply(pose, np.array(list(product(*zip(part.lower, part.upper, strict=True)))))


def _box(part: Features, pose: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    corners = _corners(part, pose)
    return corners.min(axis=0), corners.max(axis=0)


def _tried(
    found: Fits,
    part: Features,
    rest: Features,
    pose: np.ndarray,
    turn: np.ndarray,
    agreed: float,
    reach: float,
    near: float,
) -> list[_Tried]:
    """The best moves of a part that is turned already."""
    moves = _moves(found, near)
    moves = moves[np.linalg.norm(moves, axis=1) <= 1.75 * reach]
    if not len(moves):
        return []
    met = found.met(moves, near)
    rough = (met * found.weight).sum(axis=1) - 0.3 * np.linalg.norm(moves, axis=1) / reach
    some = np.argsort(-rough, kind="stable")[: 6 * KEPT]
    moves, met = moves[some], met[some] & inserted(found, moves[some], part, rest, near)
    values = _values(found, met, moves, part, rest)
    angle = np.degrees(np.arccos(np.clip((np.trace(turn) - 1) / 2, -1, 1)))
    away = np.linalg.norm(moves, axis=1) / reach
    made = []
    for k in range(len(moves)):
        value = (*values[k], away[k], angle / 10.0, agreed, 0.0)
        at = transform(move=moves[k]) @ pose
        made.append(_Tried(at, turn, moves[k], found, met[k], part, value, _score(value)))
    made.sort(key=lambda one: -one.score)
    return made[:KEPT]


def _repeated(
    one: Repeat, part: Features, pose: np.ndarray, rest: Features, order: Order, reach: float, near: float
) -> _Tried:
    """A pose in which the part repeats what stands, and what else fits there."""
    own, move = placed(part, one.pose), one.pose @ inverse(pose)
    found = fits(own, rest, 2 * near, replace(order, own=_turned(order.own, one.pose)))
    still = np.zeros((1, 3))
    met = found.met(still, near) & inserted(found, still, own, rest, near)
    shift = apply(one.pose, part.centre) - apply(pose, part.centre)
    angle = np.degrees(np.arccos(np.clip((np.trace(move[:3, :3]) - 1) / 2, -1, 1)))
    away = float(np.linalg.norm(shift)) / reach
    agreed = agreement(own, rest, _turned(order.own, one.pose)[:, :3], order.planes.normal)
    value = (*_values(found, met, still, own, rest)[0], away, angle / 10.0, agreed, one.sure)
    return _Tried(one.pose, move[:3, :3], shift, found, met[0], own, value, _score(value))


def _turned(planes: np.ndarray, pose: np.ndarray) -> np.ndarray:
    """(k, 4) planes as a part stands."""
    normal = planes[:, :3] @ pose[:3, :3].T
    return np.column_stack([normal, planes[:, 3] + normal @ pose[:3, 3]])


KINDS = (CONTACT, FLUSH, CENTRED, GROOVE, ENDS, ALIGNED, MIRRORED, PEG, ROUND, EDGE)


def _values(found: Fits, met: np.ndarray, moves: np.ndarray, part: Features, rest: Features) -> np.ndarray:
    """(k, 10) how much of each kind of fit each move meets. Every feature of the part counts once a kind, and the more
    the more directions they fix."""
    out = np.zeros((len(moves), len(KINDS)))
    line = _parallels(found.way)
    for column, kind in enumerate(KINDS):
        own = np.flatnonzero(found.kind == kind)
        if not len(own):
            continue
        weight = np.where(met[:, own], found.weight[own], 0.0)
        if kind in (CONTACT, FLUSH):
            weight = weight * _sharing(kind, found, own, moves, part, rest)
        order = np.lexsort((found.one[own], line[own]))
        lines, ones = line[own][order], found.one[own][order]
        first = np.flatnonzero((np.diff(ones, prepend=-1) != 0) | (np.diff(lines, prepend=-1) != 0))
        best = np.maximum.reduceat(weight[:, order], first, axis=1)
        start = np.flatnonzero(np.diff(lines[first], prepend=-1))
        out[:, column] = np.sqrt(np.add.reduceat(best**2, start, axis=1)).sum(axis=1)
    return np.minimum(out, MOST)


def _parallels(ways: np.ndarray) -> np.ndarray:
    """(n,) a number for each of (n, 3) directions, the same for such as are parallel."""
    number, count = np.full(len(ways), -1), 0
    while (number < 0).any():
        way = ways[np.flatnonzero(number < 0)[0]]
        number[(np.abs(ways @ way) > SAME) & (number < 0)] = count
        count += 1
    return number


def _sharing(kind: int, found: Fits, own: np.ndarray, moves: np.ndarray, part: Features, rest: Features) -> np.ndarray:
    """(k, n) how much of the smaller of two faces that lie in one plane is shared once the part is moved: of their
    ground where they are against each other, else of their length, and less where they do not meet."""
    i, j = found.one[own], found.other[own]
    b = rest.faces
    ways = np.stack([b.way[j], np.cross(b.normal[j], b.way[j])], axis=1)
    one = np.einsum("nrk,nwk->nwr", part.faces.rim[i], ways)
    other = np.einsum("nrk,nwk->nwr", b.rim[j], ways)
    low, high, other_low, other_high = (e(axis=2) for some in (one, other) for e in (some.min, some.max))
    long = np.maximum(np.minimum(high - low, other_high - other_low), 1e-12)
    shift = np.einsum("mk,nwk->mnw", moves, ways)
    shared = np.minimum(high + shift, other_high) - np.maximum(low + shift, other_low)
    whole = np.clip(shared / long, 0, 1)
    if kind == CONTACT:
        return np.sqrt(np.prod(whole, axis=2))
    apart = (shared < -1e-3 * (long.max(axis=1)[:, None])).any(axis=2)
    return whole.max(axis=2) * np.where(apart, 0.5, 1.0)


def _moves(found: Fits, near: float) -> np.ndarray:
    """(n, 3) moves that meet as many fits at once as it takes to fix them, nowhere farther than they must."""
    lines = _lines(found, near)
    out = [np.zeros((1, 3))]
    for chosen in _frames(lines):
        ways = np.array([lines[k][0] for k in chosen])
        values = [np.append(lines[k][1], 0.0) for k in chosen]
        while len(ways) < 3:  # nothing tells how far along the rest
            ways = np.concatenate([ways, np.linalg.svd(ways)[2][len(ways) :][:1]])
            values.append(np.zeros(1))
        grid = np.stack(np.meshgrid(*values, indexing="ij"), axis=-1).reshape(-1, 3)
        out.append(np.linalg.solve(ways, grid.T).T)
    for way, shift in _centres(found, near):
        out.append(shift[None])
        for direction, values, _ in lines:
            lean = float(direction @ way)
            if abs(lean) > 0.3:
                out.append(shift + ((values - direction @ shift) / lean)[:, None] * way)
    return np.concatenate(out)


def _lines(found: Fits, near: float) -> list[tuple[np.ndarray, np.ndarray, float]]:
    """Directions along which fits say how far: (3,), (n,) the distances that most say, how much they say."""
    own = np.flatnonzero(found.along)
    left = found.weight[own].copy()
    lines = []
    while len(left) and left.max() > 0:
        way = found.way[own][left.argmax()]
        with_it = (np.abs(found.way[own] @ way) > SAME) & (left > 0)
        sign = np.sign(found.way[own][with_it] @ way)
        exact = np.where(found.kind[own][with_it] == MIRRORED, HARDLY, 1.0)
        lines.append((way, *_heaped(found.move[own][with_it] * sign, left[with_it], exact, near)))
        left[with_it] = 0.0
    return sorted(lines, key=lambda line: -line[2])


def _heaped(values: np.ndarray, weight: np.ndarray, exact: np.ndarray, near: float) -> tuple[np.ndarray, float]:
    """The values about which most weight lies, and that of the best. exact: how much each says of the last digits."""
    close = np.abs(values[:, None] - values) < near
    heap = np.sqrt((close * weight**2).sum(axis=1))
    found: list[float] = []
    for k in np.argsort(-heap, kind="stable"):
        if all(abs(values[k] - one) > near for one in found):
            found.append(float(np.average(values[close[k]], weights=(weight * exact)[close[k]])))
        if len(found) == ALONG:
            break
    return np.array(found), float(heap.max())


def _frames(lines: list) -> list[tuple[int, ...]]:
    """Sets of three directions that are independent, or of fewer where there are no three."""
    for size in (3, 2, 1):
        sets = []
        for chosen in combinations(range(min(len(lines), 6)), size):
            ways = np.array([lines[k][0] for k in chosen])
            if np.sqrt(max(np.linalg.det(ways @ ways.T), 0)) > 0.25:
                sets.append(chosen)
        if sets:
            return sorted(sets, key=lambda one: -sum(lines[k][2] for k in one))[:FRAMES]
    return []


def _centres(found: Fits, near: float) -> list[tuple[np.ndarray, np.ndarray]]:
    """Axes and edges that may be met: (3,) along them, (3,) the move across."""
    own = np.flatnonzero(~found.along)
    way, shift, weight = found.way[own], found.shift[own], found.weight[own]
    if not len(own):
        return []
    close = (np.abs(way @ way.T) > SAME) & (np.linalg.norm(shift[:, None] - shift, axis=2) < near)
    heap = np.sqrt((close * weight**2).sum(axis=1))
    kept: list[int] = []
    for k in np.argsort(-heap, kind="stable"):
        if not any(close[k, one] for one in kept):
            kept.append(int(k))
        if len(kept) == ACROSS:
            break
    return [(way[k], shift[k]) for k in kept]


def _felt(
    tried: list[_Tried], part: Features, others: Sequence[tuple[Features, np.ndarray]], size: float
) -> list[_Tried]:
    """With what the surfaces say too, the likeliest first."""
    if not tried:
        return []
    found = []
    for one, more in zip(tried, touching(part, np.array([one.pose for one in tried]), others, size), strict=True):
        values = (*one.values, *more.tolist())
        found.append(replace(one, values=values, score=_score(values)))
    return sorted(found, key=lambda one: -one.score)


def _score(values: Sequence[float]) -> float:
    """What all that is known of a pose is worth."""
    return sum(worth * value for worth, value in zip(WORTH.values(), values, strict=False))


def _distinct(tried: list[_Tried], size: float, count: int) -> list[_Tried]:
    """The first so many that differ by more than a hair."""
    found: list[_Tried] = []
    for one in tried:
        if all(
            np.abs(one.shift - other.shift).max() > 2 * NEAR * size
            or np.trace(one.turn.T @ other.turn) < 1 + 2 * np.cos(np.radians(0.5))
            for other in found
        ):
            found.append(one)
        if len(found) == count:
            break
    return found
