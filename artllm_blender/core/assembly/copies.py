"""Parts that are the same, moved: what is found out about one leg of a table holds for the others."""

from __future__ import annotations

import numpy as np

from ..frames import transform

SAME = 2e-5  # of the longest side: how far corners may be off


def motion_to(one: np.ndarray, other: np.ndarray) -> np.ndarray | None:
    """(4, 4) that takes (m, 3, 3) triangles to others, in the same order (W. Kabsch, 1976); none if they differ."""
    if one.shape != other.shape:
        return None
    a, b = one.reshape(-1, 3), other.reshape(-1, 3)
    middle, there = a.mean(axis=0), b.mean(axis=0)
    u, _, vt = np.linalg.svd((a - middle).T @ (b - there))
    turn = (vt.T * (1, 1, np.sign(np.linalg.det(vt.T @ u.T)))) @ u.T
    motion = transform(turn, there - turn @ middle)
    off = np.abs(a @ turn.T + motion[:3, 3] - b).max()
    return motion if off <= SAME * float(np.ptp(a, axis=0).max()) else None
