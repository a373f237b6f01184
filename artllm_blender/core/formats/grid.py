"""A part's solid as cells of a grid whose planes lie where its faces lie, so that thin walls keep their thickness.

Lengths in metres. A grid has axes of its own, the columns of its turn; `corners` are (m, 3, 3), of triangles, in them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

STEPS = 20  # cells along the part's longest side, where no face asks for more
SHEET = 1 / 250  # of that side: thickness of the layer of cells behind a face
NEAREST = 1 / 600  # of that side, between planes
PLANE = 0.015  # of the part's outline: faces of so much area in a plane give the grid a plane
MOST_PLANES = 24
MOST_POINTS = 60_000  # on a part's surface
ROUNDED = 1e9  # steps along that side that places are told apart by
SPOTS = 120  # along that side: of points of a cell that lie in one of them the first is kept
# Away from the middle, where edges of triangles tend to lie.
OFF_MIDDLE = 0.4837


@dataclass(frozen=True)
class Grid:
    """turn: (3, 3) rotation, world from grid. lines: of each axis the ascending coordinates between cells."""

    turn: np.ndarray
    lines: tuple[np.ndarray, np.ndarray, np.ndarray]

    @property
    def shape(self) -> tuple[int, int, int]:
        return tuple(len(line) - 1 for line in self.lines)

    def bounds(self, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Lower and upper corner, each (n, 3) in grid axes, of (n, 3) cells."""
        lower = np.stack([line[cells[:, k]] for k, line in enumerate(self.lines)], axis=1)
        upper = np.stack([line[cells[:, k] + 1] for k, line in enumerate(self.lines)], axis=1)
        return lower, upper

    def locate(self, points: np.ndarray) -> np.ndarray:
        """(n,) flat numbers of the cells that (n, 3) points in grid axes lie in; -1 outside."""
        found = [np.searchsorted(line, points[:, k], side="right") - 1 for k, line in enumerate(self.lines)]
        fine = np.all([(0 <= cell) & (cell < count) for cell, count in zip(found, self.shape, strict=True)], axis=0)
        flat = np.full(len(points), -1)
        flat[fine] = np.ravel_multi_index([cell[fine] for cell in found], self.shape)
        return flat


def frame(corners: np.ndarray) -> np.ndarray:
    """(3, 3) axes, in columns, that the most area of (m, 3, 3) triangles faces: the world's, unless others win."""
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(cross, axis=1)
    normals, area = cross[area > 0] / area[area > 0, None], area[area > 0]
    if not len(area):
        return np.eye(3)

    def share(axes: np.ndarray) -> float:
        return float(area @ (np.abs(normals @ axes).max(axis=1) > 0.9994) / area.sum())

    facing = np.round(normals * np.sign(normals @ [1, 1e-3, 1e-6])[:, None], 2)
    # One number tells three, each -100 to 100.
    _, one, group = np.unique(
        np.round(100 * facing).astype(np.int64) @ (1 << 20, 1 << 10, 1), return_index=True, return_inverse=True
    )
    keys, weight = facing[one], np.bincount(group, area)
    first = normals[np.flatnonzero(group == weight.argmax())[0]]
    across = np.abs(keys @ first) < 0.02
    if not across.any():
        return np.eye(3)
    second = keys[across][weight[across].argmax()]
    second = second - first * (first @ second)
    second /= np.linalg.norm(second)
    other = np.stack([first, second, np.cross(first, second)], axis=1)
    return other if share(other) > share(np.eye(3)) + 0.2 else np.eye(3)


def grid_of(
    corners: np.ndarray,
    turn: np.ndarray,
    others: Iterable[np.ndarray] = (),
    steps: int = STEPS,
    nearest: float = NEAREST,
) -> Grid:
    """A part's grid. others: (2, 3) bounds in grid axes of what comes close to it, which get planes too. steps: so many
    cells along its longest side, at least; nearest: the least share of that side between planes."""
    lower, upper = corners.min(axis=(0, 1)), corners.max(axis=(0, 1))
    size = float((upper - lower).max())
    sheet, others = SHEET * size, list(others)
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(cross, axis=1)
    lines = []
    for axis in range(3):
        pad = max(1e-4 * size, (sheet - (upper - lower)[axis]) / 2)
        ends = [lower[axis] - pad, upper[axis] + pad]
        outline = max(float(np.prod(np.delete(upper - lower, axis))), 1e-3 * size**2)
        facing = np.abs(cross[:, axis]) > 0.9995 * area
        at, sign = corners[facing, 0, axis], np.sign(cross[facing, axis])
        planes = _planes(at, area[facing] / 2, sign, PLANE * outline, nearest * size)
        places = [place for place, _ in planes[:MOST_PLANES]]
        # A layer behind a face, unless its wall ends there: sheets have no thickness of their own.
        for place, way in planes[:MOST_PLANES]:
            if not any(0 < way * (place - other) < 4 * sheet for other in [*places, *ends]):
                places.append(place - way * sheet)
        places += [float(bounds[end, axis]) for bounds in others for end in (0, 1)]
        kept = list(ends)
        for place in places:
            if ends[0] < place < ends[1] and min(abs(place - other) for other in kept) > nearest * size:
                kept.append(place)
        kept.sort()
        counts = [max(1, math.ceil((b - a) / (size / steps) - 0.2)) for a, b in zip(kept, kept[1:], strict=False)]
        filled = [np.linspace(a, b, n, endpoint=False) for a, b, n in zip(kept, kept[1:], counts, strict=False)]
        lines.append(np.concatenate([*filled, kept[-1:]]))
    return Grid(turn, tuple(lines))


def _planes(at: np.ndarray, area: np.ndarray, sign: np.ndarray, least: float, near: float) -> list[tuple[float, float]]:
    """(coordinate, way that it faces) of the planes in which so much area lies, the greatest first."""
    if not len(at):
        return []
    order = np.argsort(at, kind="stable")
    at, area, sign = at[order], area[order], sign[order]
    group = np.concatenate([[0], np.cumsum(np.diff(at) > near)])
    whole = np.maximum(np.bincount(group, area), 1e-30)
    place, way = np.bincount(group, area * at) / whole, np.where(np.bincount(group, area * sign) < 0, -1.0, 1.0)
    return [(float(place[k]), float(way[k])) for k in np.argsort(-whole, kind="stable") if whole[k] >= least]


def sampled(corners: np.ndarray, step: float) -> tuple[np.ndarray, np.ndarray]:
    """(n, 3) points on triangles, no farther apart than a step or so, and (n,) the triangle of each; corners first."""
    edges = np.linalg.norm(np.roll(corners, -1, axis=1) - corners, axis=2)
    longest = edges.argmax(axis=1)
    row = np.arange(len(corners))
    a, b, c = (corners[row, (longest + k) % 3] for k in range(3))
    height = np.linalg.norm(np.cross(b - a, c - a), axis=1) / np.maximum(edges[row, longest], 1e-30)
    rungs = np.array([1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256])
    steps = [
        rungs[np.minimum(np.searchsorted(rungs, side / step), len(rungs) - 1)] for side in (edges[row, longest], height)
    ]
    key = steps[0] * 1000 + steps[1]
    points, of = [], []
    for value in np.unique(key):
        mine = np.flatnonzero(key == value)
        along, up = divmod(int(value), 1000)
        u, v = np.meshgrid((np.arange(along) + 0.5) / along, (np.arange(up) + 0.5) / up, indexing="ij")
        fine = u + v <= 1 + 1e-9
        u, v = u[fine][:, None], v[fine][:, None]
        points.append((a[mine, None] + u * (b - a)[mine, None] + v * (c - a)[mine, None]).reshape(-1, 3))
        of.append(np.repeat(mine, len(u)))
    # The corners too, a little inside, so that bounds are met.
    inset = 0.001 * (corners.sum(axis=1, keepdims=True) - 3 * corners)
    return np.concatenate([(corners + inset).reshape(-1, 3), *points]), np.concatenate([row.repeat(3), *of])


def step_of(corners: np.ndarray) -> float:
    """How far apart points on a part's surface are taken."""
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1).sum() / 2
    return max(float(np.ptp(corners, axis=(0, 1)).max()) / 120, math.sqrt(area / MOST_POINTS))


def surface(grid: Grid, corners: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(n, 3) points on the triangles and (n,) the flat number of the cell of each, behind the triangle's face."""
    points, of = sampled(corners, step_of(corners))
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normal = cross / np.maximum(np.linalg.norm(cross, axis=1), 1e-30)[:, None]
    size = float(np.ptp(corners, axis=(0, 1)).max())
    behind = points - 0.5 * NEAREST * size * normal[of]
    lower, upper = (np.array([line[end] for line in grid.lines]) for end in (0, -1))
    nudge = 1e-6 * size
    cell = grid.locate(np.clip(behind, lower + nudge, upper - nudge))
    # Corners as they are and first, so that of points as far in some direction corners are taken for the farthest.
    points[: 3 * len(corners)] = corners.reshape(-1, 3)
    points = np.round(points * (ROUNDED / size)) * (size / ROUNDED)
    spots = ((points - lower) * (SPOTS / size)).astype(np.int64) @ (1 << 20, 1 << 10, 1)
    _, first = np.unique(cell << 30 | spots, return_index=True)
    first.sort()
    return points[first], cell[first]


def inside(grid: Grid, corners: np.ndarray) -> np.ndarray:
    """Whether each cell's middle lies in what the triangles close, seen along all three axes."""
    result = np.ones(grid.shape, bool)
    middles = [line[:-1] + OFF_MIDDLE * np.diff(line) for line in grid.lines]
    for axis in range(3):
        u, v = (k for k in range(3) if k != axis)
        column, at, sign = crossings(corners, axis, u, v, middles[u], middles[v])
        count = len(middles[axis]) + 1
        columns = len(middles[u]) * len(middles[v])
        below = np.searchsorted(middles[axis], at)
        turns = np.bincount(column * count + below, sign, columns * count).reshape(columns, count)
        above = np.cumsum(turns[:, ::-1], axis=1)[:, ::-1]
        found = (np.abs(above[:, 1:]) > 0.5) & (np.abs(above[:, :1]) < 0.5)
        found = found.reshape(len(middles[u]), len(middles[v]), -1)
        result &= np.moveaxis(found, 2, axis)
    return result


def crossings(
    corners: np.ndarray, axis: int, u: int, v: int, us: np.ndarray, vs: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where lines along an axis, through all pairs of us and vs, meet triangles: the line, the place on it,
    and 1 where the face looks along it, -1 where against it."""
    low, high = corners.min(axis=1), corners.max(axis=1)
    u0, u1 = np.searchsorted(us, low[:, u]), np.searchsorted(us, high[:, u])
    v0, v1 = np.searchsorted(vs, low[:, v]), np.searchsorted(vs, high[:, v])
    wide, deep = u1 - u0, v1 - v0
    triangle = np.repeat(np.arange(len(corners)), wide * deep)
    number = np.arange(len(triangle)) - np.repeat(np.cumsum(wide * deep) - wide * deep, wide * deep)
    i, j = u0[triangle] + number // np.maximum(deep[triangle], 1), v0[triangle] + number % np.maximum(deep[triangle], 1)
    a, b, c = (corners[triangle, k] for k in range(3))
    ab, ac = b - a, c - a
    pu, pv = us[i] - a[:, u], vs[j] - a[:, v]
    whole = ab[:, u] * ac[:, v] - ab[:, v] * ac[:, u]
    safe = np.where(whole == 0, 1, whole)
    s, t = (pu * ac[:, v] - pv * ac[:, u]) / safe, (ab[:, u] * pv - ab[:, v] * pu) / safe
    hit = (whole != 0) & (s >= 0) & (t >= 0) & (s + t <= 1)
    at = a[:, axis] + s * ab[:, axis] + t * ac[:, axis]
    return (i * len(vs) + j)[hit], at[hit], np.sign(whole)[hit] * (-1 if axis == 1 else 1)
