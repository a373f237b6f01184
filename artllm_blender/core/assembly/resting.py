"""What it is worth to put a part where it lies against others, is flush with them, and not inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .layouts import Layout
from .usual import STICK

NEAR = 0.004  # of the size of the largest part: faces nearer than that touch
# What counts for a part: each side that lies against another; the side opposite then too; each axis along which it is
# flush; what of it is inside others; that it lies against nothing.
AGAINST, BOTH, EVEN, INSIDE, LOOSE = 1.0, 2.0, 0.15, 12.0, 1.5
MOST = 4.0  # that lying against others counts
ENDWISE, SIDEWISE = 1.5, 0.5  # what it counts that a stick does so by its ends, and by its sides


def resting(
    layout: Layout,
    boxes: np.ndarray,
    values: Sequence[np.ndarray],
    counts: np.ndarray,
    size: float,
    summed: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray],
) -> np.ndarray:
    """What a part is worth at places along the axes: (x, y, z) at all combinations of them, or (n,), as `summed` is.
    counts: (B,) bool, what it may lie against."""
    near = NEAR * size
    laps = []
    for axis in range(3):
        low = boxes[:, 0, axis] + values[axis][:, None]
        high = boxes[:, 1, axis] + values[axis][:, None]
        others = layout.boxes[:, :, axis]
        laps.append(np.minimum(high[:, :, None], others[:, 1]) - np.maximum(low[:, :, None], others[:, 0]))
    own = np.prod(boxes[:, 1] - boxes[:, 0], axis=1).sum()
    whole = np.maximum(boxes[:, 1].max(axis=0) - boxes[:, 0].min(axis=0), 1e-12)
    inside = summed(*(np.maximum(lap - near, 0) for lap in laps)) / max(float(own), 1e-12)
    held, flush = np.zeros(inside.shape), np.zeros(inside.shape)
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        over = [np.maximum(laps[k], 0) / whole[k] for k in (u, v)]
        ends = []
        for end, other in ((0, 1), (1, 0)):
            gap = values[axis][:, None, None] + boxes[:, end, axis][:, None] - layout.boxes[:, other, axis]
            which = [None, None, None]
            which[axis], which[u], which[v] = ((np.abs(gap) < near) & counts).astype(float), *over
            ends.append(np.minimum(np.sqrt(summed(*which)), 1.0))
        counted = 1.0 if sorted(whole)[1] > STICK * whole.max() else ENDWISE if whole[axis] == whole.max() else SIDEWISE
        held += counted * (np.maximum(*ends) + BOTH * np.minimum(*ends))
        faces = values[axis][:, None] + [boxes[:, 0, axis].min(), boxes[:, 1, axis].max()]
        same = np.abs(faces[:, :, None] - layout.boxes[:, :, axis].T) < near
        flush += same.any(axis=(1, 2)).reshape([-1 if k == axis else 1 for k in range(3)] if flush.ndim == 3 else -1)
    return AGAINST * np.minimum(held, MOST) + EVEN * flush - INSIDE * np.minimum(inside, 0.5) - LOOSE * (held < 0.05)


def by_axes(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """(x, y, z) the sums over all pairs of boxes of products of (x, b, B), (y, b, B) and (z, b, B)."""
    across = (y[:, None] * z).reshape(len(y) * len(z), -1)
    return (x.reshape(len(x), -1) @ across.T).reshape(len(x), len(y), len(z))


def one_by_one(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    """(n,) the same of (n, b, B) each, by place."""
    return (x * y * z).sum(axis=(1, 2))
