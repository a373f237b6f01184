"""Which triangles meet at which edges, by where their corners are."""

from __future__ import annotations

import numpy as np

SAME = 1e-5  # of the longest side: corners nearer to each other than that are one


class Seams:
    """triangles: (m, 3, 3). edge: (3, m) int, which edge of all begins at the first, second, third corner of each."""

    def __init__(self, triangles: np.ndarray):
        corners = triangles.reshape(-1, 3)
        size = max(float(np.ptp(corners, axis=0).max()), 1e-12)
        key = np.rint((corners - corners.min(axis=0)) / (SAME * size)).astype(np.int64)
        number = np.unique(key, axis=0, return_inverse=True)[1].reshape(-1, 3)
        edges = np.sort(np.concatenate([number[:, (k, (k + 1) % 3)] for k in range(3)]), axis=1)
        _, edge, self._count = np.unique(edges, axis=0, return_inverse=True, return_counts=True)
        self.edge = edge.reshape(3, -1)
        lengths = np.linalg.norm(triangles - np.roll(triangles, -1, axis=1), axis=2)
        self._by_length = np.argsort(-lengths.T, axis=0, kind="stable")

    def beside(self) -> np.ndarray:
        """(m, 3) which other triangle has each one's edges too, the longest one's first; -1 if none or several do."""
        of_edge = np.zeros(len(self._count), np.int64)
        for side in self.edge:
            np.add.at(of_edge, side, np.arange(len(side)))
        other = of_edge[self.edge] - np.arange(self.edge.shape[1])
        other = np.where(self._count[self.edge] == 2, other, -1)
        return np.take_along_axis(other, self._by_length, axis=0).T

    def ends(self, triangles: np.ndarray) -> np.ndarray:
        """(n, 3) of the triangles' corners, those at edges that no other triangle has."""
        return np.concatenate([triangles[self._count[side] == 1, k] for k, side in enumerate(self.edge)])
