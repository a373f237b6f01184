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


def covered(points: np.ndarray, triangles: np.ndarray, size: int) -> np.ndarray:
    """(size, size) bool: in which pixels any triangle (m, 3) is seen. points: (n, 2), pixels right and down."""
    _, row, start, end = _spans(points[triangles], size)
    wide = size + 1
    ends = [np.bincount(row * wide + at, minlength=size * wide) for at in (start, end + 1)]
    return (ends[0] - ends[1]).cumsum().reshape(size, wide)[:, :size] > 0


def _draw(front: np.ndarray, points: np.ndarray, triangles: np.ndarray, begin: int, size: int) -> Steps[None]:
    """Triangles, of which the first has the number begin, into pixels (size * size,): their depth, then their
    numbers."""
    yield STAGE, 0.0
    corners = points[triangles]
    nearest, farthest = points[:, 2].max(), points[:, 2].min()
    scale = (2**30 - 1) / ((nearest - farthest) or 1.0)
    triangle, row, start, end = _spans(corners, size)
    yield STAGE, 0.0
    slope = depth_slopes(corners)[triangle]
    lowest, highest = corners[:, :, 2].min(axis=1)[triangle], corners[:, :, 2].max(axis=1)[triangle]
    anchor = corners[triangle, 0]
    level = anchor[:, 2] + (0.5 - anchor[:, 0]) * slope[:, 0] + (row + 0.5 - anchor[:, 1]) * slope[:, 1]
    # A triangle seen edge on has no slope to trust beyond its corners.
    ends = [(np.clip(level + at * slope[:, 0], lowest, highest) - farthest) * scale for at in (start, end)]
    each = (ends[1] - ends[0]) / np.maximum(end - start, 1)
    bounds = np.concatenate([[0], np.cumsum(end - start + 1)])
    # What stands at a pixel less these, of the pixels drawn before its span, is how far along the span it is.
    pixel, depth = row * size + start - bounds[:-1], ends[0] - each * bounds[:-1]
    number = triangle + begin
    for chunk in range(0, int(bounds[-1]), CHUNK):
        yield STAGE, chunk / bounds[-1]
        a, b = np.searchsorted(bounds, (chunk, min(chunk + CHUNK, bounds[-1])), side="left")
        count = np.diff(bounds[a : b + 1])
        drawn = np.arange(bounds[a], bounds[b])
        key = (depth[a:b].repeat(count) + each[a:b].repeat(count) * drawn).astype(np.int64) << 32
        key |= number[a:b].repeat(count)
        np.maximum.at(front, pixel[a:b].repeat(count) + drawn, key)


def _spans(corners: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(k,) triangles, rows of pixels and of each the first and last column whose centre lies in the triangle there."""
    corners = np.take_along_axis(corners, corners[:, :, 1].argsort(axis=1)[:, :, None], axis=1)
    (xa, ya), (xb, yb), (xc, yc) = corners[:, :, :2].transpose(1, 2, 0)
    first = np.clip(np.ceil(ya - 0.5), 0, size).astype(int)
    last = np.clip(np.floor(yc - 0.5), -1, size - 1).astype(int)
    # x along the edge from the top to the bottom, and along those by the third corner, per row.
    down = [(x1 - x0) / np.where(y1 > y0, y1 - y0, np.inf) for x0, y0, x1, y1 in
            ((xa, ya, xc, yc), (xa, ya, xb, yb), (xb, yb, xc, yc))]  # fmt: skip
    count = np.maximum(last - first + 1, 0)
    triangle = np.repeat(np.arange(len(count)), count)
    row = np.arange(len(triangle)) + np.repeat(first - np.cumsum(count) + count, count)
    y = row + 0.5
    one = (xa - ya * down[0])[triangle] + down[0][triangle] * y
    upper = y < yb[triangle]
    line = np.where(upper, down[1][triangle], down[2][triangle])
    other = xb[triangle] + (y - yb[triangle]) * line
    start = np.clip(np.ceil(np.minimum(one, other) - 0.5), 0, size).astype(int)
    end = np.clip(np.floor(np.maximum(one, other) - 0.5), -1, size - 1).astype(int)
    some = end >= start
    return triangle[some], row[some], start[some], end[some]


def depth_slopes(corners: np.ndarray) -> np.ndarray:
    """(m, 2) change of the inverse distance by pixel right and down over each triangle."""
    (ux, uy, uz), (vx, vy, vz) = (corners[:, 1] - corners[:, 0]).T, (corners[:, 2] - corners[:, 0]).T
    area = ux * vy - uy * vx
    area = np.where(np.abs(area) < 1e-12, np.inf, area)
    return np.stack([(uz * vy - vz * uy) / area, (vz * ux - uz * vx) / area], axis=1)
