"""What is inside a closed skin: a cap belongs there, and not across a hole that goes through."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .border import next_corner, numbered
from .connectivity import weld
from .rims import Rim, Skin

# Along no axis. A cap is asked this far, of the skin's size, on both its sides, for the one that closes a flat front
# lies on the skin itself.
_RAY, _ASIDE = np.array((0.241, 0.383, 0.892)), 1e-3


@dataclass(frozen=True)
class Inside:
    """corners: (m, 3, 3) of a skin's triangles as seen along a ray, the third coordinate towards it. size: metres."""

    corners: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    frame: np.ndarray
    size: float

    @classmethod
    def of(cls, skin: Skin) -> Inside | None:
        """None for a skin that is open somewhere: it has no inside."""
        following = next_corner(skin.polygon_size)
        place = weld(skin.positions)[skin.corner_vertex] if len(skin.corner_vertex) else skin.corner_vertex
        uses = np.unique(numbered(place, following), return_counts=True)[1]
        if not len(uses) or (uses % 2).any():
            return None
        across = np.linalg.svd(_RAY[None])[2][1:]
        frame = np.column_stack([*across, np.cross(*across)])
        corners = (skin.positions.astype(np.float64) @ frame)[fans(skin.corner_vertex, skin.polygon_size)]
        size = float(np.ptp(skin.positions, axis=0).max())
        return cls(corners, corners.min(axis=1), corners.max(axis=1), frame, size)

    def share(self, rim: Rim, faces: np.ndarray) -> float:
        """How much of a rim's cap is inside, of its area. faces: (k, 3, 3) its triangles, in the world, metres."""
        area = np.linalg.norm(np.cross(faces[:, 1] - faces[:, 0], faces[:, 2] - faces[:, 0]), axis=1)
        if not area.sum() > 0:
            return 1.0
        aside = _ASIDE * self.size * rim.normal
        middle = faces.mean(axis=1)
        return float(area[self.holds(middle + aside) | self.holds(middle - aside)].sum() / area.sum())

    def holds(self, places: np.ndarray) -> np.ndarray:
        """(q,) bool: whether the skin goes round (q, 3) places, by the ways in which it is crossed towards the ray."""
        seen = places @ self.frame
        lower, upper = self.lower[:, :2], self.upper[:, :2]
        near = ((lower <= seen[:, :2].max(axis=0)) & (upper >= seen[:, :2].min(axis=0))).all(axis=1)
        corners, lower, upper = self.corners[near], lower[near], upper[near]
        found = np.zeros(len(places), bool)
        for row, place in enumerate(seen):
            a, b, c = corners[((lower <= place[:2]) & (upper >= place[:2])).all(axis=1)].swapaxes(0, 1)
            sides = np.stack([_cross(v - u, place - u) for u, v in ((b, c), (c, a), (a, b))])
            total = sides.sum(axis=0)
            hit = ((sides >= 0).all(axis=0) | (sides <= 0).all(axis=0)) & (total != 0)
            depth = np.einsum("kn,kn->n", sides[:, hit], np.stack([a, b, c])[:, hit, 2]) / total[hit]
            found[row] = np.sign(total[hit])[depth > place[2]].sum() != 0
        return found


def _cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]


def fans(corner_vertex: np.ndarray, polygon_size: np.ndarray) -> np.ndarray:
    """(m, 3) triangles, as vertices, of polygons, fanned from their first corners."""
    count = polygon_size - 2
    first = np.repeat(np.cumsum(polygon_size) - polygon_size, count)
    step = np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
    return np.stack([corner_vertex[first], corner_vertex[first + step + 1], corner_vertex[first + step + 2]], axis=1)
