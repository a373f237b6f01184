"""Which triangle is seen in which pixel, in NumPy alone, so that pictures need neither a window nor a GPU."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..frames import unit
from ..steps import Steps, exhausted, within

CHUNK = 150_000  # pixels drawn at once, which bounds the memory and a step's time
BLOCK = 10_000  # triangles of a step
STAGE = "Drawing"


@dataclass(frozen=True)
class Camera:
    """A square perspective view. eye: (3,) world; turn: (3, 3), its rows the picture's right, up and out of it;
    zoom: pixels by slope; centre: (2,) pixels; size: pixels a side."""

    eye: np.ndarray
    turn: np.ndarray
    zoom: float
    centre: np.ndarray
    size: int

    @classmethod
    def around(cls, points: np.ndarray, back: np.ndarray, size: int, distance: float = 4.0) -> Camera:
        """A camera that sees all (n, 3) points as large as fits. back: (3,) from them towards the eye."""
        back = unit(back)
        right = unit(np.cross((0, 0, 1), back))
        middle = (points.min(axis=0) + points.max(axis=0)) / 2
        radius = max(float(np.linalg.norm(points - middle, axis=1).max()), 1e-30)
        turn = np.stack([right, np.cross(back, right), back])
        camera = cls(middle + distance * radius * back, turn, 1.0, np.zeros(2), size)
        seen = camera.project(points)[:, :2]
        lower, upper = seen.min(axis=0), seen.max(axis=0)
        zoom = 0.9 * size / max(float((upper - lower).max()), 1e-30)
        return replace(camera, zoom=zoom, centre=size / 2 - zoom * (lower + upper) / 2)

    def project(self, points: np.ndarray) -> np.ndarray:
        """(n, 3): pixels right, pixels down, and the inverse of the distance, of (n, 3) world points."""
        x, y, z = ((points - self.eye) @ self.turn.T).T
        return np.stack([-self.zoom * x / z + self.centre[0], self.zoom * y / z + self.centre[1], -1 / z], axis=1)


def visible(points: np.ndarray, triangles: np.ndarray, size: int) -> np.ndarray:
    """All steps of `looking` at once."""
    return exhausted(looking(points, triangles, size))


def looking(points: np.ndarray, triangles: np.ndarray, size: int) -> Steps[np.ndarray]:
    """(size, size) int: the frontmost triangle in each pixel, -1 for none. points: (n, 3) as Camera.project gives."""
    front = np.full(size * size, -1, np.int64)
    for begin in range(0, len(triangles), BLOCK):
        some = triangles[begin : begin + BLOCK]
        drawing = _draw(front, points, some, begin, size)
        yield from within(drawing, begin / len(triangles), (begin + len(some)) / len(triangles))
    return np.where(front < 0, -1, front & 0xFFFFFFFF).reshape(size, size)


def _draw(front: np.ndarray, points: np.ndarray, triangles: np.ndarray, begin: int, size: int) -> Steps[None]:
    """Triangles, of which the first has the number begin, into pixels (size * size,): their depth, then their
    numbers."""
    yield STAGE, 0.0
    corners = points[triangles]
    nearest, farthest = points[:, 2].max(), points[:, 2].min()
    scale = (2**30 - 1) / ((nearest - farthest) or 1.0)
    first = np.clip(np.ceil(corners[:, :, 1].min(axis=1) - 0.5), 0, size).astype(int)
    last = np.clip(np.floor(corners[:, :, 1].max(axis=1) - 0.5), -1, size - 1).astype(int)
    triangle, row = _ranges(first, last)
    start, end = _spans(corners, triangle, row + 0.5, size)
    yield STAGE, 0.0
    slope, lowest, highest = depth_slopes(corners)[triangle], corners[:, :, 2].min(axis=1), corners[:, :, 2].max(axis=1)
    lowest, highest, across = lowest[triangle], highest[triangle], slope[:, 0]
    # The depth at the middle of column 0 of each row.
    anchor = corners[triangle, 0]
    level = anchor[:, 2] + (0.5 - anchor[:, 0]) * across + (row + 0.5 - anchor[:, 1]) * slope[:, 1]
    bounds = np.concatenate([[0], np.cumsum(np.maximum(end - start + 1, 0))])
    for chunk in range(0, int(bounds[-1]), CHUNK):
        yield STAGE, chunk / bounds[-1]
        a, b = np.searchsorted(bounds, (chunk, min(chunk + CHUNK, bounds[-1])), side="left")
        which, column = _ranges(start[a:b], end[a:b])
        which += a
        # A triangle seen edge on has no slope to trust beyond its corners.
        depth = np.clip(level[which] + column * across[which], lowest[which], highest[which])
        key = ((depth - farthest) * scale).astype(np.int64) << 32 | triangle[which] + begin
        np.maximum.at(front, row[which] * size + column, key)


def _ranges(first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All whole numbers from first to last, for every pair: the pair's index, and the number."""
    count = np.maximum(last - first + 1, 0)
    index = np.repeat(np.arange(len(count)), count)
    return index, np.arange(len(index)) - np.repeat(np.cumsum(count) - count, count) + first[index]


def _spans(corners: np.ndarray, triangle: np.ndarray, y: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """First and last column whose centre lies in a triangle, on horizontal lines at y."""
    left, right = np.full(len(y), np.inf), np.full(len(y), -np.inf)
    for a, b in ((0, 1), (1, 2), (2, 0)):
        xa, ya = corners[triangle, a, 0], corners[triangle, a, 1]
        xb, yb = corners[triangle, b, 0], corners[triangle, b, 1]
        crosses = (np.minimum(ya, yb) <= y) & (y <= np.maximum(ya, yb)) & (ya != yb)
        x = xa + (y - ya) * (xb - xa) / np.where(ya != yb, yb - ya, 1)
        left = np.where(crosses, np.minimum(left, x), left)
        right = np.where(crosses, np.maximum(right, x), right)
    first = np.clip(np.ceil(left - 0.5), 0, size).astype(int)
    return first, np.clip(np.floor(right - 0.5), -1, size - 1).astype(int)


def depth_slopes(corners: np.ndarray) -> np.ndarray:
    """(m, 2) change of the inverse distance by pixel right and down over each triangle."""
    (ux, uy, uz), (vx, vy, vz) = (corners[:, 1] - corners[:, 0]).T, (corners[:, 2] - corners[:, 0]).T
    area = ux * vy - uy * vx
    area = np.where(np.abs(area) < 1e-12, np.inf, area)
    return np.stack([(uz * vy - vz * uy) / area, (vz * ux - uz * vx) / area], axis=1)
