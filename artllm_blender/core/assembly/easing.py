"""A small step aside, before a part leaves, off what it would slide along."""

from __future__ import annotations

import numpy as np

ALONG = 0.2  # cosine with a way, up to which what pushes is beside it
SAME = 4.0  # steps of a component in which pushes are told apart


def asides(normals: np.ndarray, way: np.ndarray) -> list[np.ndarray]:
    """Unit ways across a (3,) way, off all that (c, 3) normals push from beside it, or off most of that."""
    beside = normals[np.abs(normals @ way) < ALONG]
    if not len(beside):
        return []
    # Each face as much as it is large, and each as much as any other: in a corner one pushes more than the other.
    kinds = np.unique(np.rint(SAME * beside), axis=0)
    found: list[np.ndarray] = []
    for off in (beside.mean(axis=0), kinds.mean(axis=0) / SAME):
        off = off - (off @ way) * way
        length = float(np.linalg.norm(off))
        if length > ALONG and not any(off @ one > 0.98 * length for one in found):
            found.append(off / length)
    return found
