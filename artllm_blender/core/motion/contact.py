"""Where the triangles of two surfaces cross, as line segments, and which of those crossings were not there at rest."""

from __future__ import annotations

import numpy as np


def crossings(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(n, 2, 3) ends of the segment that triangles a[i] and b[i], both (m, 3, 3), have in common; (n,) their i.

    Pairs that do not cross are left out, and so are those that lie in one plane.
    """
    points, through = zip(*(_pierced(*pair) for pair in ((a, b), (b, a))), strict=True)
    points, through = np.concatenate(points, axis=1), np.concatenate(through, axis=1)
    pair = np.flatnonzero(through.sum(axis=1) >= 2)
    points, through = points[pair], through[pair]
    # Edges that meet in a corner pierce at the same point: of all points the two that are farthest apart.
    first = through.argmax(axis=1)
    start = points[np.arange(len(pair)), first]
    distance = np.where(through, np.linalg.norm(points - start[:, None], axis=2), -1)
    end = points[np.arange(len(pair)), distance.argmax(axis=1)]
    return np.stack([start, end], axis=1), pair


def _pierced(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(m, 3, 3) where each edge of a[i] meets the plane of b[i]; (m, 3) whether that is inside both."""
    origin, u, v = b[:, 0], b[:, 1] - b[:, 0], b[:, 2] - b[:, 0]
    normal = np.cross(u, v)
    height = np.einsum("nij,nj->ni", a - origin[:, None], normal)
    after = np.roll(height, -1, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = height / (height - after)
    points = a + np.nan_to_num(share, posinf=0, neginf=0)[:, :, None] * (np.roll(a, -1, axis=1) - a)
    offset = points - origin[:, None]
    area = np.maximum(np.einsum("ni,ni->n", normal, normal), 1e-300)[:, None]
    x = np.einsum("nij,nj->ni", np.cross(offset, v[:, None]), normal) / area
    y = np.einsum("nij,nj->ni", np.cross(u[:, None], offset), normal) / area
    inside = (x >= -1e-9) & (y >= -1e-9) & (x + y <= 1 + 1e-9)
    return points, inside & ((height > 0) != (after > 0))
