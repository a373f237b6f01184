"""Points spread over a surface, the same every time."""

from __future__ import annotations

import numpy as np


def sampled(triangles: np.ndarray, count: int, on_edges: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """(count, 3) points spread evenly over (m, 3, 3) triangles, and the triangle of each. on_edges: the share of them
    that lies on the triangles' edges."""
    edge_count = int(on_edges * count)
    first, second = triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]
    which, u, v = _spread(np.linalg.norm(np.cross(first, second), axis=1), count - edge_count)
    over = u + v > 1
    u, v = np.where(over, 1 - u, u), np.where(over, 1 - v, v)
    inner = triangles[which, 0] + u[:, None] * first[which] + v[:, None] * second[which]
    if not edge_count:
        return inner, which
    edges = np.concatenate([triangles[:, (k, (k + 1) % 3)] for k in range(3)])
    edge, u, _ = _spread(np.linalg.norm(edges[:, 1] - edges[:, 0], axis=1), edge_count)
    outer = edges[edge, 0] + u[:, None] * (edges[edge, 1] - edges[edge, 0])
    return np.concatenate([inner, outer]), np.concatenate([which, edge % len(triangles)])


def _spread(sizes: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(count,) which of the things of such sizes, and two numbers of [0, 1) in it (M. Roberts, 2018)."""
    total = np.cumsum(sizes)
    number = np.arange(count) + 0.5
    which = np.minimum(np.searchsorted(total, number / count * total[-1]), len(sizes) - 1)
    return which, (number * 0.7548776662466927) % 1, (number * 0.5698402909980532) % 1
