"""The exact distance of points to the nearest of some triangles, which are known by the nodes of a grid."""

from __future__ import annotations

import numpy as np

TINY = 1e-12
ALIKE = 1e-6  # squared pitches: triangles as near as that are as near as each other


class Flats:
    """Triangles, (m, 3, 3), made ready for distances. normals: (m, 3) unit."""

    def __init__(self, triangles: np.ndarray):
        self._corner = triangles[:, 0]
        self._one, self._other = triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]
        self._long, self._mixed, self._wide = (
            np.einsum("ij,ij->i", a, b)
            for a, b in ((self._one, self._one), (self._one, self._other), (self._other, self._other))
        )
        self._area = np.maximum(self._long * self._wide - self._mixed**2, TINY)
        normals = np.cross(self._one, self._other)
        self.normals = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), TINY)

    def planes(self) -> np.ndarray:
        """(m, 4) normals and how far the planes are from the origin along them; of a plane and its back one way."""
        lead = np.take_along_axis(self.normals, np.abs(self.normals).argmax(axis=1)[:, None], axis=1)
        normals = np.where(lead < 0, -self.normals, self.normals)
        return np.column_stack([normals, np.einsum("ij,ij->i", normals, self._corner)])

    def heights(self, points: np.ndarray, which: np.ndarray) -> np.ndarray:
        """(n,) of each of (n, 3) points over the plane of its own triangle."""
        return np.einsum("ij,ij->i", points - self._corner[which], self.normals[which])

    def away(self, points: np.ndarray, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Squared distance of each of (n, 3) points to its own triangle, (n,), and its height over that one's plane."""
        off = points - self._corner[which]
        height = np.einsum("ij,ij->i", off, self.normals[which])
        one, other = np.einsum("ij,ij->i", off, self._one[which]), np.einsum("ij,ij->i", off, self._other[which])
        long, mixed, wide, area = self._long[which], self._mixed[which], self._wide[which], self._area[which]
        u, v = (wide * one - mixed * other) / area, (long * other - mixed * one) / area
        square = height**2
        beside = np.flatnonzero((u < 0) | (v < 0) | (u + v > 1))
        if len(beside):
            u, v, long, mixed, wide = (a[beside] for a in (u, v, long, mixed, wide))
            third = np.maximum(long + wide - 2 * mixed, TINY)
            first = np.clip(u + v * mixed / np.maximum(long, TINY), 0, 1)
            second = np.clip(v + u * mixed / np.maximum(wide, TINY), 0, 1)
            # Along the edge from the first corner to the second, 0 to 1.
            slide = np.clip(((1 - u) * (long - mixed) + v * (wide - mixed)) / third, 0, 1)
            nearest = np.full(len(beside), np.inf)
            for a, b in ((first, 0 * first), (0 * second, second), (1 - slide, slide)):
                du, dv = u - a, v - b
                nearest = np.minimum(nearest, du * du * long + 2 * du * dv * mixed + dv * dv * wide)
            square[beside] += np.maximum(nearest, 0)
        return square, height

    def nearest(self, points: np.ndarray, candidates: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of (n, k) candidates, -1 for none, the nearest to each of (n, 3) points: squared distance, infinite where
        there is none, height over it, which. Of two that meet in an edge the one that is seen more from its front."""
        count = candidates.shape[1]
        row, column = np.nonzero(candidates >= 0)
        square, height = np.full(candidates.shape, np.inf), np.zeros(candidates.shape)
        square[row, column], height[row, column] = self.away(points[row], candidates[row, column])
        as_near = square <= square.min(axis=1, keepdims=True) + ALIKE
        best = np.where(as_near, np.abs(height), -1.0).argmax(axis=1) if count else np.zeros(len(points), int)
        rows = np.arange(len(points))
        return square[rows, best], height[rows, best], candidates[rows, best]
