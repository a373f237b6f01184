"""Foreground: in a picture of what a box was drawn round, what is nearest, and not what is seen past it."""

from __future__ import annotations

import numpy as np

from ..cut.connectivity import components

# Of what is seen in the box the least share that may be what it was drawn round.
LEAST = 0.2


def foreground(found: np.ndarray, corners: np.ndarray, step: float) -> np.ndarray:
    """(r, c) bool: the pixels that show the nearest of what is seen, or something before it: where no step in depth
    parts a pixel from the next, both show the same, and what is too small for a thing may be a grip on one.

    found: (r, c) the triangle in each pixel, -1 for none; corners: (t, 3, 3) of the triangles: pixels right, up and
    towards the eye; step: pixels.
    """
    row, column = np.nonzero(found >= 0)
    near = np.zeros(found.shape, bool)
    if not len(row):
        return near
    depth, number = np.full(found.shape, np.nan), np.full(found.shape, -1)
    far = _depths(np.stack([column, row], axis=1) + 0.5, corners[found[row, column]])
    depth[row, column], number[row, column] = far, np.arange(len(row))
    pairs = []
    for one, after in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        together = np.abs(depth[one] - depth[after]) < step  # beside nothing, which is NaN, it is not
        pairs.append(np.stack([number[one][together], number[after][together]], axis=1))
    thing = components(np.concatenate(pairs), len(row))
    size = np.bincount(thing)
    mean = np.bincount(thing, far) / size
    large = np.flatnonzero(size >= min(LEAST * len(row), size.max()))
    back = far[thing == large[mean[large].argmax()]].min()
    near[row, column] = mean[thing] >= back - step
    return near


def _depths(places: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """(k,) how near to the eye a triangle, corners (k, 3, 3), is at each of the places (k, 2)."""
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    facing = np.where(np.abs(normal[:, 2]) < 1e-9, 1e-9, normal[:, 2])
    nearer = ((places - corners[:, 0, :2]) * normal[:, :2]).sum(axis=1) / facing
    return np.clip(corners[:, 0, 2] - nearer, corners[:, :, 2].min(axis=1), corners[:, :, 2].max(axis=1))
