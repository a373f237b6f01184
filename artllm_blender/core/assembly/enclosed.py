"""Where solid things touch or sink into each other, quickly and roughly: by their boxes, and by what they enclose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

COLUMNS = 40


@dataclass(frozen=True)
class Hull:
    """What a part encloses, seen along its three axes: between the first and last surface of every column.

    half: (3,) of its box; low, high: (3, COLUMNS, COLUMNS) along each axis, by cubic cells of the other two; where a
    column is empty low is above high.
    """

    half: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @classmethod
    def of(cls, points: np.ndarray, half: np.ndarray) -> Hull:
        """From (n, 3) points that lie densely on the surface."""
        low, high = np.full((3, COLUMNS, COLUMNS), np.inf), np.full((3, COLUMNS, COLUMNS), -np.inf)
        cells = _cells(points, half)
        for axis in range(3):
            u, v = cells[:, (axis + 1) % 3], cells[:, (axis + 2) % 3]
            np.minimum.at(low[axis], (u, v), points[:, axis])
            np.maximum.at(high[axis], (u, v), points[:, axis])
        return cls(half, low, high)

    def depth(self, points: np.ndarray) -> np.ndarray:
        """(...,) about how deep (..., 3) points are inside; not above 0 outside."""
        cells = _cells(points, self.half)
        deep = (self.half - np.abs(points)).min(axis=-1)
        for axis in range(3):
            u, v = cells[..., (axis + 1) % 3], cells[..., (axis + 2) % 3]
            along = points[..., axis]
            deep = np.minimum(deep, np.minimum(along - self.low[axis, u, v], self.high[axis, u, v] - along))
        return deep


def _cells(points: np.ndarray, half: np.ndarray) -> np.ndarray:
    # Cells are cubes: a board's edge is one cell high, else points on it would leave most of them empty.
    scaled = (points + half) / max(2 * float(half.max()), 1e-12) * COLUMNS
    return np.clip(scaled.astype(int), 0, COLUMNS - 1)


def touching(
    middles: np.ndarray, half: np.ndarray, others: np.ndarray, other_half: np.ndarray, slack: float
) -> tuple[np.ndarray, np.ndarray]:
    """How boxes, (n, 3) middles and one (3,) half, stand to (k, 3) others with (k, 3) halves.

    Returns (n, k) the share of the smaller of two faces in which they touch, within slack, and (n, k) how deep they are
    in each other, 0 if not.
    """
    low = np.maximum(middles[:, None] - half, others - other_half)
    high = np.minimum(middles[:, None] + half, others + other_half)
    lap = high - low  # by axis how far they overlap; negative: apart
    area = np.zeros(lap.shape[:2])
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        meets = (np.abs(lap[..., axis]) < slack) & (lap[..., u] > slack) & (lap[..., v] > slack)
        face = 4 * np.minimum(half[u] * half[v], other_half[:, u] * other_half[:, v])
        area = np.maximum(area, np.where(meets, lap[..., u] * lap[..., v] / face, 0))
    return area, np.maximum(lap.min(axis=2), 0)
