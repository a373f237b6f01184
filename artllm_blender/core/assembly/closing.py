"""The faces that a mesh lacks, where the grid in which it lies is inside on one side and outside on the other."""

from __future__ import annotations

import numpy as np

from .footprint import BAND, Footprint

SNAP = 0.75  # pitches by which a face that is missing may be off where the grid shows it
PLANES = 50.0  # steps of a pitch in which planes are told apart
TINY = 1e-12


def missing_faces(inside: np.ndarray, away: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """(k, 3, 3) triangles, in pitches, of faces that the mesh lacks: between nodes inside and outside between which
    there is none. ends: (n, 3) corners where the mesh ends; there a face begins, if it lies along the grid."""
    far, found = away > 0.5, [np.zeros((0, 3, 3))]
    for axis in range(3):
        one, other = np.moveaxis(inside, axis, 0)[:-1], np.moveaxis(inside, axis, 0)[1:]
        lone = np.moveaxis(far, axis, 0)
        nodes = np.argwhere((one != other) & lone[:-1] & lone[1:]).astype(float)
        nodes[:, 0] = _snapped(nodes[:, 0] + 0.5, np.unique(np.rint(PLANES * ends[:, axis])) / PLANES)
        square = np.array([(0, u, v) for u, v in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))])
        corners = np.moveaxis(nodes[:, None] + square, 2, 0)
        corners = np.stack([*corners[1 : axis + 1], corners[0], *corners[axis + 1 :]], axis=2)
        found += [corners[:, :3], corners[:, [0, 2, 3]]]
    return np.concatenate(found)


def openness(inside: np.ndarray, near: Footprint, ends: np.ndarray, triangles: np.ndarray) -> float:
    """The share of what closes triangles, (m, 3, 3) in pitches, among all that is round what is inside."""
    away = np.full(inside.shape, BAND, np.float32)
    away.ravel()[near.node] = 0.0
    area = np.linalg.norm(np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]), axis=1).sum()
    missing = float(len(missing_faces(inside, away, ends)))  # each is half a square, as area is doubled
    return missing / max(missing + float(area), TINY)


def _snapped(heights: np.ndarray, known: np.ndarray) -> np.ndarray:
    """(n,) each the nearest of those known, (k,) ascending, if one is within SNAP."""
    if not len(known):
        return heights
    after = np.clip(np.searchsorted(known, heights), 1, max(len(known) - 1, 1))
    choices = known[np.stack([after - 1, np.minimum(after, len(known) - 1)])]
    nearest = np.take_along_axis(choices, np.abs(choices - heights).argmin(axis=0)[None], axis=0)[0]
    return np.where(np.abs(nearest - heights) < SNAP, nearest, heights)
