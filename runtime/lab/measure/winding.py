"""How often triangles wind round points."""

from __future__ import annotations

import numpy as np


def winding(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """(n,) the winding number of (m, 3, 3) triangles round (n, 3) points (A. van Oosterom and J. Strackee, 1983)."""
    found = np.zeros(len(points))
    for k in range(0, len(points), 2000):
        a, b, c = (triangles[None, :, i] - points[k : k + 2000, None] for i in range(3))
        la, lb, lc = (np.linalg.norm(v, axis=2) for v in (a, b, c))
        dot = lambda u, v: np.einsum("ntd,ntd->nt", u, v)  # noqa: E731
        above = dot(a, np.cross(b, c))
        below = la * lb * lc + dot(a, b) * lc + dot(b, c) * la + dot(c, a) * lb
        found[k : k + 2000] = np.arctan2(above, below).sum(axis=1) / (2 * np.pi)
    return found
