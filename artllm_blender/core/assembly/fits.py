"""How a part that is turned right may be moved so that something of it fits something of the others: each fit fixes
how far it goes along one direction, or across one axis."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..frames import apply
from .features import Axes, Faces, Features, Slabs
from .repeats import Planes

PARALLEL = np.cos(np.radians(0.6))
# A peg is at most this much wider than its hole, and fills at least such a share of it.
WIDER, FILLS = 1.03, 0.55
ALIKE = 0.04  # of the larger radius: what is called as wide
THICKER, SLACK = 1.02, 0.5  # the same of boards in grooves

CONTACT, FLUSH, CENTRED, GROOVE, ENDS, ALIGNED, MIRRORED, PEG, ROUND, EDGE = range(10)


@dataclass(frozen=True)
class Fits:
    """kind: (n,). way: (n, 3) unit; move: (n,) how far along it. weight: (n,). one, other: (n,) numbers of the features
    that fit, of the part's and of the others' own kind. Kinds from PEG on keep the part's place along `way`, and bring
    it across by shift: (n, 3)."""

    kind: np.ndarray
    way: np.ndarray
    move: np.ndarray
    shift: np.ndarray
    weight: np.ndarray
    one: np.ndarray
    other: np.ndarray

    @property
    def along(self) -> np.ndarray:
        """(n,) bool: which fix how far it goes along a direction."""
        return self.kind < PEG

    def met(self, moves: np.ndarray, near: float) -> np.ndarray:
        """(k, n) bool: which are met by each of (k, 3) moves."""
        return self.off(moves) < near

    def off(self, moves: np.ndarray) -> np.ndarray:
        """(k, n) how far each of (k, 3) moves is from meeting each."""
        straight = moves @ self.way.T
        out = np.abs(straight - self.move)
        around = np.flatnonzero(~self.along)
        across = moves[:, None] - straight[:, around, None] * self.way[around] - self.shift[around]
        out[:, around] = np.sqrt((across * across).sum(axis=2))
        return out


def placed(part: Features, pose: np.ndarray) -> Features:
    """The features as a part stands; its triangles, box, samples and solid stay its own."""
    turn = pose[:3, :3]
    flat, axes, slabs = part.faces, part.axes, part.slabs
    return Features(
        part.triangles,
        part.lower,
        part.upper,
        Faces(flat.normal @ turn.T, apply(pose, flat.rim), flat.way @ turn.T, flat.area),
        Axes(apply(pose, axes.middle), axes.way @ turn.T, axes.half, axes.radius, axes.peg),
        Slabs(slabs.normal @ turn.T, apply(pose, slabs.middle), slabs.thick, slabs.groove, slabs.reach, slabs.whole),
        apply(pose, part.edges),
        part.points,
        part.normals,
        part.area,
        apply(pose, part.middle),
        part.spread,
    )


def together(parts: list[Features], low: np.ndarray, high: np.ndarray) -> Features:
    """Parts that are placed as one, of what reaches into a box."""
    kept = [_within(part, low, high) for part in parts]
    first = kept[0]

    def all_of(name: str, kind: type):
        fields = [getattr(part, name) for part in kept]
        return kind(*(np.concatenate([getattr(one, key) for one in fields]) for key in kind.__dataclass_fields__))

    return Features(
        first.triangles,
        low,
        high,
        all_of("faces", Faces),
        all_of("axes", Axes),
        all_of("slabs", Slabs),
        np.concatenate([part.edges for part in kept]),
        first.points,
        first.normals,
        first.area,
        first.middle,
        first.spread,
    )


def _within(part: Features, low: np.ndarray, high: np.ndarray) -> Features:
    flat, axes, slabs, edges = part.faces, part.axes, part.slabs, part.edges
    near = _reaches(flat.rim.min(axis=1), flat.rim.max(axis=1), low, high)
    flat = Faces(flat.normal[near], flat.rim[near], flat.way[near], flat.area[near])
    stretch = np.abs(axes.way) * axes.half[:, None] + axes.radius[:, None]
    near = _reaches(axes.middle - stretch, axes.middle + stretch, low, high)
    axes = Axes(axes.middle[near], axes.way[near], axes.half[near], axes.radius[near], axes.peg[near])
    stretch = slabs.reach[:, None]
    near = _reaches(slabs.middle - stretch, slabs.middle + stretch, low, high)
    slabs = Slabs(*(getattr(slabs, name)[near] for name in Slabs.__dataclass_fields__))
    near = _reaches(edges.min(axis=1), edges.max(axis=1), low, high)
    return replace(part, faces=flat, axes=axes, slabs=slabs, edges=edges[near])


def _reaches(lower: np.ndarray, upper: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    return ((lower <= high) & (upper >= low)).all(axis=1)


@dataclass(frozen=True)
class Order:
    """What a part may be in line with, though it touches none of it. likes: (k, 3) the middles of parts that are the
    same as it; middles: (c, 3) those of the largest others, about which it may be symmetric; ways: (l, 3) unit, along
    which; planes: in which the whole is mirrored; own: (m, 4) normals and offsets of those in which the part is, as it
    is turned."""

    likes: np.ndarray
    middles: np.ndarray
    ways: np.ndarray
    planes: Planes
    own: np.ndarray


def fits(part: Features, rest: Features, reach: float, order: Order) -> Fits:
    """All fits of a part, placed and turned right, with the rest, placed, by moves of at most `reach`."""
    found = [*_of_faces(part, rest, reach), _of_slabs(part, rest, reach), *_of_axes(part, rest, reach)]
    found += [_of_edges(part, rest, reach), *_in_order(part, reach, order)]
    return Fits(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _made(kind, way, move, weight, one, other, shift=None) -> tuple[np.ndarray, ...]:
    count = len(weight)
    shift = np.zeros((count, 3)) if shift is None else shift
    return np.full(count, kind), way, np.zeros(count) if move is None else move, shift, weight, one, other


def _of_faces(part: Features, rest: Features, reach: float) -> list[tuple]:
    """Faces against each other, and faces in one plane."""
    found = []
    a, b = part.faces, rest.faces
    facing = a.normal @ b.normal.T
    for kind, sign in ((CONTACT, -1), (FLUSH, 1)):
        i, j = np.nonzero(sign * facing > PARALLEL)
        normal = b.normal[j]
        move = ((b.rim.mean(axis=1)[j] - a.rim.mean(axis=1)[i]) * normal).sum(axis=1)
        shared = shared_ground(a, b, i, j)
        keep = (np.abs(move) <= reach) & (shared > -reach).all(axis=1)
        i, j, normal, move, shared = i[keep], j[keep], normal[keep], move[keep], shared[keep]
        long = np.minimum(_sides(a, b, i, j), _sides(b, b, j, j))
        whole = np.clip((shared + reach) / np.maximum(long, 1e-12), 0, 1)
        weight = np.sqrt(np.prod(whole, axis=1)) if kind == CONTACT else 0.6 * whole.max(axis=1)
        found.append(_made(kind, normal, move, weight, i, j))
    return found


def _sides(a: Faces, b: Faces, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """(n, 2) how long faces i of a are along the sides of faces j of b."""
    ways = np.stack([b.way[j], np.cross(b.normal[j], b.way[j])], axis=1)
    return np.ptp(np.einsum("nrk,nwk->nwr", a.rim[i], ways), axis=2)


def shared_ground(a: Faces, b: Faces, i: np.ndarray, j: np.ndarray) -> np.ndarray:
    """(n, 2) along the sides of faces j of b: how much of their length they share with faces i; below 0: how far they
    are apart."""
    ways = np.stack([b.way[j], np.cross(b.normal[j], b.way[j])], axis=1)
    one = np.einsum("nrk,nwk->nwr", a.rim[i], ways)
    other = np.einsum("nrk,nwk->nwr", b.rim[j], ways)
    return np.minimum(one.max(axis=2), other.max(axis=2)) - np.maximum(one.min(axis=2), other.min(axis=2))


def _of_slabs(part: Features, rest: Features, reach: float) -> tuple:
    """Boards in grooves, and boards and grooves that are centred on their like."""
    a, b = part.slabs, rest.slabs
    i, j = np.nonzero(np.abs(a.normal @ b.normal.T) > PARALLEL)
    off = b.middle[j] - a.middle[i]
    normal = b.normal[j]
    move = (off * normal).sum(axis=1)
    aside = np.linalg.norm(off - move[:, None] * normal, axis=1)
    keep = (np.abs(move) <= reach) & (aside <= a.reach[i] + b.reach[j] + reach)
    i, j, normal, move = i[keep], j[keep], normal[keep], move[keep]
    in_groove = a.groove[i] != b.groove[j]
    board = np.where(a.groove[i], b.thick[j], a.thick[i])
    groove = np.where(a.groove[i], a.thick[i], b.thick[j])
    fitting = in_groove & (board <= THICKER * groove) & (board >= SLACK * groove)
    keep = fitting | (~in_groove & (a.groove[i] | (a.whole[i] & b.whole[j])))
    i, j, normal, move, fitting = i[keep], j[keep], normal[keep], move[keep], fitting[keep]
    like = np.minimum(a.thick[i], b.thick[j]) / np.maximum(a.thick[i], b.thick[j])
    weight = np.where(fitting, 1.5, 0.15 + 0.2 * like)
    _, *rest_of = _made(CENTRED, normal, move, weight, i, j)
    return np.where(fitting, GROOVE, CENTRED), *rest_of


def _of_axes(part: Features, rest: Features, reach: float) -> list[tuple]:
    """Pegs in holes, round things in line, and such whose middles meet."""
    a, b = part.axes, rest.axes
    i, j = np.nonzero(np.abs(a.way @ b.way.T) > PARALLEL)
    way, off = b.way[j], b.middle[j] - a.middle[i]
    along = (off * way).sum(axis=1)
    shift = off - along[:, None] * way
    mixed = a.peg[i] != b.peg[j]
    peg = np.where(a.peg[i], a.radius[i], b.radius[j])
    hole = np.where(a.peg[i], b.radius[j], a.radius[i])
    small, large = np.minimum(a.radius[i], b.radius[j]), np.maximum(a.radius[i], b.radius[j])
    fitting = mixed & (peg <= WIDER * hole) & (peg >= FILLS * hole)
    alike = ~mixed & (small >= (1 - ALIKE) * large)
    keep = (fitting | alike) & (np.linalg.norm(shift, axis=1) <= 1.5 * reach)
    keep &= np.abs(along) <= a.half[i] + b.half[j] + reach
    i, j, way, along, shift, fitting = i[keep], j[keep], way[keep], along[keep], shift[keep], fitting[keep]
    small, large = small[keep], large[keep]
    weight = np.where(fitting, 1.0 + small / large, 0.6)
    kind, *rest_of = _made(PEG, way, None, weight, i, j, shift)
    across = (np.where(fitting, PEG, ROUND), *rest_of)
    long = (np.abs(along) <= reach) & (np.minimum(a.half[i], b.half[j]) > 0)
    ends = _made(ENDS, way[long], along[long], np.full(int(long.sum()), 0.3), i[long], j[long])
    return [across, ends]


def _in_order(part: Features, reach: float, order: Order) -> list[tuple]:
    """In line with parts that are the same, opposite one of them, and in the middle of the largest others."""
    ways, likes, middles = order.ways, order.likes, order.middles
    own = part.middle @ ways.T
    opposite = (2 * middles[:, None] - likes).reshape(-1, 3)
    found = []
    for kind, places, weight in ((ALIGNED, likes, 0.6), (ALIGNED, opposite, 0.5), (CENTRED, middles, 0.3)):
        move = places @ ways.T - own
        k, j = np.nonzero(np.abs(move) <= reach)
        # The numbers are no slabs': a part has one middle alone.
        found.append(_made(kind, ways[j], move[k, j], np.full(len(k), weight), np.full(len(k), -1), k))
    facing = order.own[:, :3] @ order.planes.normal.T
    move = (order.planes.offset - order.own[:, 3:] * np.sign(facing)) * np.ones_like(facing)
    k, j = np.nonzero((np.abs(facing) > PARALLEL) & (np.abs(move) <= reach))
    weight = order.planes.share[j]
    found.append(_made(MIRRORED, order.planes.normal[j], move[k, j], weight, np.full(len(k), -1), j))
    return found


def inserted(found: Fits, moves: np.ndarray, part: Features, rest: Features, near: float) -> np.ndarray:
    """(k, n) bool: whether the pegs among the fits are in their holes once the part is moved, not over them; true
    for all other fits."""
    out = np.ones((len(moves), len(found.kind)), bool)
    pegs = np.flatnonzero(found.kind == PEG)
    one, other = found.one[pegs], found.other[pegs]
    a, b, way = part.axes, rest.axes, found.way[pegs]
    along = ((b.middle[other] - a.middle[one]) * way).sum(axis=1) - moves @ way.T
    flat = (a.half[one] == 0) & (b.half[other] == 0)  # outlines alone are in one plane, or not in each other
    out[:, pegs] = np.abs(along) < a.half[one] + b.half[other] + np.where(flat, near, -near)
    return out


def _of_edges(part: Features, rest: Features, reach: float) -> tuple:
    a, b = part.edges, rest.edges
    ways = [ends[:, 1] - ends[:, 0] for ends in (a, b)]
    half = [np.linalg.norm(way, axis=1) / 2 for way in ways]
    ways = [way / np.maximum(2 * h, 1e-12)[:, None] for way, h in zip(ways, half, strict=True)]
    i, j = np.nonzero(np.abs(ways[0] @ ways[1].T) > PARALLEL)
    way, off = ways[1][j], b.mean(axis=1)[j] - a.mean(axis=1)[i]
    along = (off * way).sum(axis=1)
    shift = off - along[:, None] * way
    keep = (np.linalg.norm(shift, axis=1) <= reach) & (np.abs(along) < half[0][i] + half[1][j])
    i, j, way, shift = i[keep], j[keep], way[keep], shift[keep]
    like = np.minimum(half[0][i], half[1][j]) / np.maximum(half[0][i], half[1][j])
    return _made(EDGE, way, None, 0.1 + 0.2 * like, i, j, shift)
