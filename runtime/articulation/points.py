"""Points: a mesh's surface as the model reads it: sampled, normals mended, normalised, in curve order.

The only module of the runtime that changes frames: `Normalisation` maps the world frame to the model's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

POINTS = 32_768
FEATURES = 12
GROUPS = 1024
LONGEST_SIDE = 1.8
# Of the points: what connected pieces share by the roots of their areas, or thin handles would get next to none.
BY_PIECE = 0.25
_BITS = 10
# Of each number of so many bits, these with two free ones before each.
_SPREAD = ((np.arange(1 << _BITS)[:, None] >> np.arange(_BITS) & 1) << 3 * np.arange(_BITS)).sum(1).astype(np.uint64)
# Directions that no sides of made things are square to: one that sorts triangles, one that tells those in one place.
_SWEEP, _BESIDE = np.array([0.6132, 0.5347, 0.5814]), np.array([0.0017, -0.0011, 0.0023])
# A triangle's corners from each of them on.
_TURNED = np.array([(0, 1, 2), (1, 2, 0), (2, 0, 1)])
# Where triangles' first, second and third corners are, (3, m) each, axis by axis.
Corners = tuple[np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Normalisation:
    """World to model frame: centred, scaled, mirrored, turned. centre (3,); scale: metres a unit; mirrored: X turned
    round; quarter_turns: about Z, after that."""

    centre: np.ndarray
    scale: float
    quarter_turns: int = 0
    mirrored: bool = False

    @classmethod
    def of(cls, vertices: np.ndarray, longest_side: float = LONGEST_SIDE) -> Normalisation:
        """The one that brings vertices (n, 3) to a box centred at 0 with this longest side."""
        lower, upper = vertices.min(0), vertices.max(0)
        return cls((lower + upper) / 2, float((upper - lower).max()) / longest_side)

    def apply(self, x: np.ndarray) -> np.ndarray:
        """Points (..., 3), world to normalised."""
        return self.apply_direction((x - self.centre) / self.scale)

    def undo(self, x: np.ndarray) -> np.ndarray:
        """Points (..., 3), normalised to world."""
        return self.undo_direction(x) * self.scale + self.centre

    def undo_direction(self, v: np.ndarray) -> np.ndarray:
        """Directions (..., 3), normalised to world."""
        return self._reflected(quarter_turned(v, -self.quarter_turns))

    def apply_direction(self, v: np.ndarray) -> np.ndarray:
        """Directions (..., 3), world to normalised."""
        return quarter_turned(self._reflected(v), self.quarter_turns)

    def undo_axis(self, axis: np.ndarray, joint_type: str) -> np.ndarray:
        """A joint's axis (3,), normalised to world. Limits keep their values, and a mirror turns rotations round."""
        return self.undo_direction(axis) * self._sense(joint_type)

    def apply_axis(self, axis: np.ndarray, joint_type: str | None) -> np.ndarray:
        """A joint's axis (3,), world to normalised; without a type, the line that it is along."""
        return self.apply_direction(axis) * self._sense(joint_type)

    def apply_boxes(self, boxes: np.ndarray) -> np.ndarray:
        """Boxes (..., 2, 3) of lower and upper corners, world to normalised."""
        return np.sort(self.apply(boxes), axis=-2)

    def undo_boxes(self, boxes: np.ndarray) -> np.ndarray:
        """Boxes (..., 2, 3), normalised to world."""
        return np.sort(self.undo(boxes), axis=-2)

    def _reflected(self, v: np.ndarray) -> np.ndarray:
        return np.multiply(v, (-1.0, 1.0, 1.0)) if self.mirrored else np.asarray(v)

    def _sense(self, joint_type: str | None) -> float:
        return -1.0 if self.mirrored and joint_type in ("revolute", "continuous") else 1.0


def quarter_turned(x: np.ndarray, turns: int) -> np.ndarray:
    """Vectors (..., 3) turned about Z by so many right angles."""
    for _ in range(turns % 4):
        x = np.stack([-x[..., 1], x[..., 0], x[..., 2]], -1)
    return x


@dataclass(frozen=True)
class Cloud:
    """features: (n, 12) float32, along the Hilbert curve: normalised position, normal, and centre and half sides of the
    box of the connected piece that the point is on; curve: (GROUPS,) int64, the groups of n / GROUPS points along a
    second curve; triangle: (n,) int32, where each point lies; place: (n,) int, which point each is of the cloud that
    this is a view of."""

    features: np.ndarray
    curve: np.ndarray
    triangle: np.ndarray
    place: np.ndarray


def triangle_normals(
    vertices: np.ndarray, faces: np.ndarray, at: Corners | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Unit normals (m, 3), zero where a triangle has no area, and areas (m,). at: their `corners`, where known."""
    a, b, c = at or corners(vertices, faces)
    cross = crossed(b - a, c - a)
    length = np.sqrt(cross[0] ** 2 + cross[1] ** 2 + cross[2] ** 2)
    return np.divide(cross, length, out=np.zeros_like(cross), where=length > 0).T, length / 2


def corners(vertices: np.ndarray, faces: np.ndarray) -> Corners:
    """(3, m) each, where the first, second and third corners of triangles (m, 3) are, axis by axis: of many triangles,
    rows are worked with much quicker than columns."""
    rows = np.ascontiguousarray(vertices.T)
    return tuple(np.take(rows, faces[:, i], axis=1) for i in range(3))


def crossed(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(3, m) cross products of vectors (3, m)."""
    return np.stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def in_order(vertices: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """An order (m,) of triangles (m, 3) that hangs on where they are alone, and in it the triangles, each from its
    lowest corner on: the same however a file lists vertices (n, 3), normalised, and triangles.

    Along a line rather than by cells, since there rounding changes places only with what is next to it.
    """
    x, y, z = np.ascontiguousarray(vertices.T)
    height, beside = (x * along[0] + y * along[1] + z * along[2] for along in (_SWEEP, _BESIDE))
    turned = np.take_along_axis(faces, _TURNED[height[faces].argmin(axis=1)], axis=1)
    one, two, three = turned.T
    key = height[one] + height[two] + height[three] + beside[two] - beside[three]
    order = np.argsort(key, kind="stable")
    return order, np.take(turned, order, axis=0)


def sample(
    vertices: np.ndarray, faces: np.ndarray, areas: np.ndarray, count: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Points (count, 3) spread evenly over the area, and the triangle (count,) of each. areas: (m,) or other weights.

    Stratified sampling along the running sum of areas: every triangle gets its share to within two points.
    """
    total = np.cumsum(areas)
    place = (np.arange(count) + rng.random(count)) / count * total[-1]
    triangle = np.minimum(np.searchsorted(total, place, side="right"), len(faces) - 1)
    u, v = rng.random((2, count, 1))
    over = (u + v) > 1
    u, v = np.where(over, 1 - u, u), np.where(over, 1 - v, v)
    a, b, c = (vertices[faces[triangle, i]] for i in range(3))
    return a + u * (b - a) + v * (c - a), triangle.astype(np.int32)


def sampling_weights(areas: np.ndarray, piece: np.ndarray) -> np.ndarray:
    """What triangles of given areas (m,), on connected pieces (m,) from 0, count for in `sample`: (m,), sum 1."""
    whole = np.bincount(piece, areas)
    root = np.sqrt(whole)
    by_piece = np.divide(root, whole, out=np.zeros_like(root), where=whole > 0) / root.sum()
    return areas * ((1 - BY_PIECE) / areas.sum() + BY_PIECE * by_piece[piece])


def hilbert_index(xyz: np.ndarray) -> np.ndarray:
    """Place (n,) uint64 of points in [-1, 1] along a Hilbert curve of 2^30 cells.

    Skilling, "Programming the Hilbert curve", AIP Conf. Proc. 707 (2004): Gray-coded axes to transposed index.
    """
    x = np.clip(((xyz + 1) * 2 ** (_BITS - 1)).astype(np.int64), 0, 2**_BITS - 1).astype(np.int32).T.copy()
    for place in range(_BITS - 1, 0, -1):
        low = np.int32((1 << place) - 1)
        for i in range(3):
            high = -((x[i] >> place) & 1)  # all bits where the one is set, else none
            swap = (x[0] ^ x[i]) & low & ~high
            x[0] ^= low & high | swap
            x[i] ^= swap
    x[1] ^= x[0]
    x[2] ^= x[1]
    fold = np.zeros_like(x[0])
    for place in range(_BITS - 1, 0, -1):
        fold ^= -((x[2] >> place) & 1) & np.int32((1 << place) - 1)
    x ^= fold
    first, second, third = _SPREAD[x]
    return first << np.uint64(2) | second << np.uint64(1) | third


def serialise(xyz: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Order (n,) of points (n, 3) along the curve, and the order (GROUPS,) of their groups along a second curve."""
    order = np.argsort(hilbert_index(xyz), kind="stable")
    centres = xyz[order].reshape(GROUPS, -1, 3).mean(1)
    second = np.argsort(hilbert_index(np.clip(centres[:, [2, 0, 1]] * 0.9 + 0.07, -1, 1)), kind="stable")
    return order, second


def cloud(vertices: np.ndarray, faces: np.ndarray, seed: int, count: int = POINTS) -> tuple[Cloud, Normalisation]:
    """The model's input for a mesh of vertices (n, 3) and triangles (m, 3), in any units.

    Raises ValueError when no triangle has an area.
    """
    used = np.zeros(len(vertices), bool)
    used[faces] = True
    frame = Normalisation.of(vertices[used])
    if not 0 < frame.scale < np.inf:
        raise ValueError("its size is zero or not finite")
    normalised = frame.apply(vertices.astype(float))
    numbers, faces = in_order(normalised, faces)
    at = corners(normalised, faces)
    normals, areas = triangle_normals(normalised, faces, at)
    if not areas.sum() > 0:
        raise ValueError("none of its triangles has an area")
    welded, piece = weld(normalised, faces)
    xyz, triangle = sample(normalised, faces, sampling_weights(areas, piece), count, np.random.default_rng(seed))
    flipped, sure = oriented(normalised, faces, (welded, piece), at)
    normal = normals[triangle] * np.where(flipped[triangle], -1.0, 1.0)[:, None]
    normal = facing_out(xyz, normal, ~sure[triangle])
    boxes = piece_boxes(at, piece)[piece[triangle]]
    order, curve = serialise(xyz)
    features = np.concatenate([xyz, normal, boxes], 1)[order].astype(np.float32)
    return Cloud(features, curve, numbers[triangle[order]].astype(np.int32), np.arange(len(order))), frame


def seen_as(cloud: Cloud, frame: Normalisation, turns: int, mirrored: bool) -> tuple[Cloud, Normalisation]:
    """The cloud and its frame as of an object that is mirrored or not, then turned by so many right angles about Z.

    frame: the cloud's own, which is neither.
    """
    view = replace(frame, quarter_turns=turns, mirrored=mirrored)
    xyz, normal, centre, half = (view.apply_direction(x) for x in np.split(cloud.features, 4, axis=1))
    order, curve = serialise(xyz)
    features = np.concatenate([xyz, normal, centre, abs(half)], 1)[order].astype(np.float32)
    return Cloud(features, curve, cloud.triangle[order], cloud.place[order]), view


def oriented(
    vertices: np.ndarray,
    faces: np.ndarray,
    joined: tuple[np.ndarray, np.ndarray] | None = None,
    at: Corners | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Which triangles (m,) are inside out, and for which (m,) that is certain. joined, at: what `weld` and `corners`
    make of them, where that is known.

    Certain are closed pieces whose triangles wind consistently: there the sign of the enclosed volume tells.
    """
    welded, piece = joined or weld(vertices, faces)
    piece_of = np.empty(int(welded.max()) + 1, int)
    piece_of[welded] = piece[:, None]
    # triangles that welding made an edge or a point are not there any more
    one, two, three = welded.T
    start = welded[(one != two) & (two != three) & (three != one)]
    end = start[:, [1, 2, 0]]
    edge = np.minimum(start, end) * len(piece_of) + np.maximum(start, end)
    # an edge of a closed, consistent piece is walked once each way
    walks = np.sort((edge * 2 + (start > end)).ravel())
    first = np.flatnonzero(np.diff(walks >> 1, prepend=-1, append=-1))
    first, times = first[:-1], np.diff(first)
    good = (times == 2) & (walks[first] + 1 == walks[first + times - 1])
    sure = np.ones(int(piece.max()) + 1, bool)
    sure[piece_of[(walks[first[~good]] >> 1) // len(piece_of)]] = False
    a, b, c = at or corners(vertices, faces)
    volume = np.bincount(piece, (a * crossed(b, c)).sum(axis=0), len(sure))
    return (sure & (volume < 0))[piece], sure[piece]


def weld(vertices: np.ndarray, faces: np.ndarray, tolerance: float = 1e-5) -> tuple[np.ndarray, np.ndarray]:
    """Faces (m, 3) over vertices merged by position, and the connected piece (m,) of each, counted from 0."""
    cell = np.round(vertices / tolerance).astype(np.int64)
    key = (cell[:, 0] * 1_000_003 + cell[:, 1]) * 1_000_003 + cell[:, 2]
    _, same = np.unique(key, return_inverse=True)
    welded = same[faces]
    root = _roots(welded[:, [0, 1]].ravel(), welded[:, [1, 2]].ravel(), int(welded.max()) + 1)
    root = root[welded[:, 0]]
    has = np.zeros(int(welded.max()) + 1, bool)
    has[root] = True
    return welded, (np.cumsum(has) - 1)[root]


def piece_boxes(at: Corners, piece: np.ndarray) -> np.ndarray:
    """Centre and half sides (pieces, 6) of the box of each piece. at: `corners` of triangles; piece (m,) as `weld`
    numbers them."""
    # Of numbers as small as this NumPy sorts by their digits.
    order = np.argsort(piece.astype(np.uint16) if piece.max() < 1 << 16 else piece, kind="stable")
    starts = np.flatnonzero(np.diff(piece[order], prepend=-1))
    a, b, c = at
    lower = np.minimum.reduceat(np.minimum(np.minimum(a, b), c)[:, order], starts, axis=1)
    upper = np.maximum.reduceat(np.maximum(np.maximum(a, b), c)[:, order], starts, axis=1)
    return np.concatenate([lower + upper, upper - lower]).T / 2


def _roots(i: np.ndarray, k: np.ndarray, count: int) -> np.ndarray:
    """Smallest node reached from each of count nodes over edges i-k: hooking and pointer jumping."""
    root = np.arange(count)
    while True:
        low, high = np.minimum(root[i], root[k]), np.maximum(root[i], root[k])
        apart = low != high
        if not apart.any():
            return root
        i, k, low, high = i[apart], k[apart], low[apart], high[apart]
        np.minimum.at(root, high, low)
        while True:
            jumped = root[root]
            if (jumped == root).all():
                break
            root = jumped


_VIEWS = np.array([v for v in np.ndindex(3, 3, 3) if v != (1, 1, 1)], float) - 1
_VIEWS /= np.linalg.norm(_VIEWS, axis=1, keepdims=True)


def seen(xyz: np.ndarray, tolerance: float = 0.03) -> np.ndarray:
    """Whether each of 26 views from outside sees each point: (26, n) bool, by a depth image of the points alone."""
    n = len(xyz)
    size = int(np.clip(np.sqrt(n / 6), 16, 96))  # fine enough to part walls, coarse enough to leave no holes
    out = np.empty((len(_VIEWS), n), bool)
    for i, view in enumerate(_VIEWS):
        helper = np.eye(3)[np.abs(view).argmin()]
        u = np.cross(view, helper)
        u /= np.linalg.norm(u)
        plane = np.clip(((xyz @ np.stack([u, np.cross(view, u)], 1)) / 1.6 + 1) * (size / 2), 0, size - 1).astype(int)
        cell = plane[:, 0] * size + plane[:, 1]
        depth = xyz @ view
        nearest = np.full(size * size, -np.inf)
        np.maximum.at(nearest, cell, depth)
        out[i] = depth > nearest[cell] - tolerance
    return out


def facing_out(xyz: np.ndarray, normal: np.ndarray, doubtful: np.ndarray) -> np.ndarray:
    """Normals (n, 3) with the doubtful ones (n,) turned towards the views that see their point, if any does."""
    if not doubtful.any():
        return normal
    facing = (_VIEWS @ normal.T) * seen(xyz)
    turn = doubtful & (facing.sum(0) < -0.5)
    return np.where(turn[:, None], -normal, normal)
