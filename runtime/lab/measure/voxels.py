"""Collision by voxels: how much of a moving part is in what carries it, for judging limits found by other means.

Solids are filled, sheets are one voxel thick. Only what was clear of the others at rest counts, so parts that touch or
are set into each other are not in collision as modelled. Of all shifts by a voxel that which frees most counts, or
exact contact would be collision.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import numpy as np
import trimesh
from scipy import ndimage

SHIFTS = np.array(list(product((0, -1, 1), repeat=3)))  # in voxels, along and across the axes
CLEAR = 2.0  # voxels from everything else at rest: what is nearer touches
_MOST = 20_000

Mesh = tuple[np.ndarray, np.ndarray]


class Voxels:
    """The collision volume of one moving part with others. size: the object's longest side; cells: voxels along it."""

    def __init__(self, moving: Mesh, still: Mesh, size: float, cells: int = 128):
        self._side = size / cells
        self._lower = still[0].min(axis=0) - 3 * self._side
        self._grid = _filled(*still, self._side, self._lower)
        own_lower = moving[0].min(axis=0) - 3 * self._side
        own = np.argwhere(_filled(*moving, self._side, own_lower))
        own = own[:: len(own) // _MOST + 1]
        self._centres = own_lower + (own + 0.5) * self._side
        away = ndimage.distance_transform_edt(~self._grid)
        at_rest = self._cells(self._centres)
        valid = self._within(at_rest)
        clear = ~valid
        clear[valid] = away[tuple(at_rest[valid].T)] >= CLEAR
        self._clear = self._centres[clear]

    def shares(self, matrices: Iterable[np.ndarray]) -> np.ndarray:
        """(k,) share of the part's volume that was clear at rest and is in the others after each (4, 4) motion."""
        shares = []
        for matrix in matrices:
            cells = self._cells(self._clear @ matrix[:3, :3].T + matrix[:3, 3])
            inside = self._inside(cells) and min(self._inside(cells + shift) for shift in SHIFTS)
            shares.append(inside / max(len(self._centres), 1))
        return np.array(shares)

    def _inside(self, cells: np.ndarray) -> int:
        """How many of (n, 3) cells are in the others."""
        return int(self._grid[tuple(cells[self._within(cells)].T)].sum())

    def _cells(self, points: np.ndarray) -> np.ndarray:
        return np.floor((points - self._lower) / self._side).astype(int)

    def _within(self, cells: np.ndarray) -> np.ndarray:
        return ((cells >= 0) & (cells < self._grid.shape)).all(axis=1)


def _filled(vertices: np.ndarray, faces: np.ndarray, side: float, lower: np.ndarray) -> np.ndarray:
    """Occupied voxels of a surface and of all that it encloses."""
    mesh = trimesh.Trimesh(vertices, faces, process=False)
    # So many a voxel's face that none stays without.
    count = int(16 * mesh.area / side**2) + 1
    points = np.concatenate([trimesh.sample.sample_surface(mesh, count, seed=0)[0], vertices[np.unique(faces)]])
    index = np.floor((points - lower) / side).astype(int)
    grid = np.zeros(index.max(axis=0) + 4, bool)
    grid[tuple(index.T)] = True
    return ndimage.binary_fill_holes(grid)
