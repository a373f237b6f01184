"""Skin: an object as one fused outer surface, the way image-to-3D tools deliver it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import trimesh
from scipy import ndimage

from runtime.articulation.points import sample, triangle_normals

CELLS = 160  # along the longest side: such tools' grids are 128 to 256 wide
HITS = 12  # samples to a cell's face, so that about one cell in 100,000 of a wall is missed
SMOOTHINGS = 30


@dataclass(frozen=True)
class Solid:
    """What a mesh encloses, in cubic cells. filled: (a, b, c) bool, empty all round; lower: (3,) corner; cell: side."""

    filled: np.ndarray
    lower: np.ndarray
    cell: float

    def outside(self, points: np.ndarray) -> np.ndarray:
        """(n,) bool: whether points (n, 3) of the surface lie where the outside reaches."""
        near = ~ndimage.binary_erosion(self.filled, np.ones((3, 3, 3)))
        return near[tuple(self._cells(points).T)]

    def _cells(self, points: np.ndarray) -> np.ndarray:
        last = np.array(self.filled.shape) - 1
        return np.clip(np.floor((points - self.lower) / self.cell).astype(int), 0, last)


def solid(vertices: np.ndarray, faces: np.ndarray, cells: int = CELLS) -> Solid:
    """All that cannot be reached from outside without crossing a triangle. vertices: (n, 3); faces: (m, 3)."""
    lower, size = vertices.min(0), np.ptp(vertices, axis=0)
    cell = size.max() / cells
    areas = triangle_normals(vertices, faces)[1]
    count = int(HITS * areas.sum() / cell**2) + len(faces)
    points, _ = sample(vertices, faces, areas, count, np.random.default_rng(0))
    grid = Solid(np.zeros(np.ceil(size / cell).astype(int) + 5, bool), lower - 2 * cell, cell)
    grid.filled[tuple(grid._cells(points).T)] = True
    regions, _ = ndimage.label(~grid.filled)
    np.not_equal(regions, regions[0, 0, 0], out=grid.filled)
    _fill_diagonals(grid.filled)
    return grid


def _fill_diagonals(filled: np.ndarray) -> None:
    """Fill cells until none touch by an edge alone, where four faces would meet and no simplifier goes on."""
    before = -1
    while before != (before := np.count_nonzero(filled)):
        for axis in range(3):
            cells = np.moveaxis(filled, axis, 0)
            a, b, c, d = (cells[:, i : i - 1 or None, j : j - 1 or None] for i in (0, 1) for j in (0, 1))
            for p, q, r, s in ((a, d, b, c), (b, c, a, d)):
                r |= p & q & ~r & ~s


def outer_skin(body: Solid, smoothings: int = SMOOTHINGS) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (n, 3) and triangles (m, 3) between the filled cells and the outside, two to a cell's face, smoothed."""
    vertices, faces = _cell_faces(body)
    mesh = trimesh.Trimesh(vertices, faces, process=False)
    return np.asarray(trimesh.smoothing.filter_taubin(mesh, iterations=smoothings).vertices), faces


def _cell_faces(body: Solid) -> tuple[np.ndarray, np.ndarray]:
    """The squares between filled cells and empty ones as triangles that face out and share their corners."""
    squares = []
    for axis in range(3):
        u, v = (np.eye(3, dtype=int)[(axis + k) % 3] for k in (1, 2))
        step = np.diff(body.filled.astype(np.int8), axis=axis)
        for sign, (first, second) in ((-1, (u, v)), (1, (v, u))):  # -1: filled below, so the square faces along axis
            corner = np.argwhere(step == sign) + np.eye(3, dtype=int)[axis]
            squares.append(np.stack([corner, corner + first, corner + first + second, corner + second], axis=1))
    shape = np.array(body.filled.shape) + 1
    at = np.ravel_multi_index(tuple(np.concatenate(squares).reshape(-1, 3).T), shape)
    used = np.zeros(shape, bool)  # marked and counted in place of sorted by np.unique, which takes a third of all
    used.flat[at] = True
    corners = np.argwhere(used)
    a, b, c, d = (np.cumsum(used) - 1)[at].reshape(-1, 4).T
    faces = np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])
    return body.lower + corners * body.cell, faces
