"""A view of the scene: where points of the world are seen on it, and what lies under a place on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class View:
    """matrix: (4, 4) from the world to clip space, as Blender's perspective_matrix; size: pixels, width and height.

    Places on it are pixels from its lower left corner.
    """

    matrix: np.ndarray
    size: tuple[float, float]

    def pixels(self, points: np.ndarray) -> np.ndarray:
        """(n, 2) where (n, 3) points are seen; infinite for what is behind the eye."""
        seen = points @ self.matrix[:, :3].T + self.matrix[:, 3]
        ahead = seen[:, 3] > 1e-12
        places = seen[:, :2] / np.where(ahead, seen[:, 3], 1.0)[:, None]
        return np.where(ahead[:, None], (places + 1) / 2 * self.size, np.inf)

    def depth(self, points: np.ndarray) -> np.ndarray:
        """(n,) which of (n, 3) points are farther from the eye: larger numbers, in clip space."""
        seen = points @ self.matrix[:, :3].T + self.matrix[:, 3]
        return seen[:, 2] / np.maximum(seen[:, 3], 1e-12)

    def ray(self, pixel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(3,) a point, (3,) a unit vector away from the eye: what is seen at a place."""
        x, y = np.asarray(pixel) / self.size * 2 - 1
        back = np.linalg.inv(self.matrix)
        near, far = (back @ (x, y, z, 1.0) for z in (-1.0, 1.0))
        near, far = near[:3] / near[3], far[:3] / far[3]
        return near, (far - near) / np.linalg.norm(far - near)

    def towards(self, point: np.ndarray) -> np.ndarray:
        """(3,) unit vector along which the eye sees a point, (3,)."""
        x, y, z, w = self.matrix
        there = self.matrix @ (*point, 1.0)
        across = np.cross(there[3] * x[:3] - there[0] * w[:3], there[3] * y[:3] - there[1] * w[:3])
        # Clip depth grows away from the eye: dz/w along the way, times w squared.
        farther = (there[3] * z[:3] - there[2] * w[:3]) @ across
        return across * np.sign(farther) / np.linalg.norm(across)

    def metres(self, point: np.ndarray) -> float:
        """How long a pixel is at a point, (3,), across the view."""
        depth = abs(self.matrix[3, :3] @ point + self.matrix[3, 3])
        return float(2 * depth / (self.size[0] * np.linalg.norm(self.matrix[0, :3])))
