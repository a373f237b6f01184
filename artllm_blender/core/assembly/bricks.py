"""A part as a few boxes along its axes: enough to tell what lies against what, where one box would be far too much."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .loose import LoosePart

CELLS = 20  # along the longest side
FILLED = 0.82  # of the box, from which on it is one
MOST = 8
SAME = 0.04  # of the size: boxes that differ by less are the same


def bricks(part: LoosePart) -> np.ndarray:
    """(b, 2, 3) lower and upper, in the part's own frame, the largest first; about what the part fills."""
    whole = np.stack([-part.half, part.half])[None]
    cell = 2 * float(part.half.max()) / CELLS
    shape = np.clip(np.round(2 * part.half / cell), 1, CELLS).astype(int)
    at = np.clip(((part.points + part.half) / np.maximum(2 * part.half, 1e-12) * shape).astype(int), 0, shape - 1)
    full = np.zeros(shape, bool)
    full[tuple(at.T)] = True
    full = _between(full)
    if full.mean() > FILLED:
        return whole
    edges = [np.linspace(-h, h, n + 1) for h, n in zip(part.half, shape, strict=True)]
    found = []
    while full.any() and len(found) < 3 * MOST:
        low, high = _largest(full)
        full[tuple(slice(a, b) for a, b in zip(low, high, strict=True))] = False
        inside = ((at >= low) & (at < high)).all(axis=1)
        if not inside.any():
            continue
        box = np.array([[e[i] for e, i in zip(edges, k, strict=True)] for k in (low, high)])
        tight = np.stack([part.points[inside].min(axis=0), part.points[inside].max(axis=0)])
        # Where the box ends at a cell's edge beside more of the part, it is left there.
        found.append(np.stack([np.maximum(box[0], tight[0]), np.minimum(box[1], tight[1])]))
    found.sort(key=lambda box: -float(np.prod(box[1] - box[0] + 0.1 * cell)))
    return np.array(found[:MOST]) if found else whole


def _between(full: np.ndarray) -> np.ndarray:
    """Cells that lie between others along all three axes too."""
    inside = np.ones(full.shape, bool)
    for axis in range(3):
        first = np.maximum.accumulate(full, axis=axis)
        last = np.flip(np.maximum.accumulate(np.flip(full, axis), axis=axis), axis)
        inside &= first & last
    return full | inside


def _largest(full: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A large box of full cells, grown from a few of them: its first cells and those after its last."""
    cells = np.argwhere(full)
    best, size = None, 0
    for start in cells[:: max(len(cells) // 12, 1)]:
        for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2)):
            low, high = start.copy(), start + 1
            for axis in order:
                for end, step in ((high, 1), (low, -1)):
                    while True:
                        here = end[axis] if step > 0 else end[axis] - 1
                        if not 0 <= here < full.shape[axis]:
                            break
                        layer = [slice(a, b) for a, b in zip(low, high, strict=True)]
                        layer[axis] = here
                        if not full[tuple(layer)].all():
                            break
                        end[axis] += step
            volume = int(np.prod(high - low))
            if volume > size:
                best, size = (low, high), volume
    return best


def turned(boxes: np.ndarray, turn: np.ndarray) -> np.ndarray:
    """(b, 2, 3) boxes turned by one of TURNS."""
    ends = boxes @ turn.T
    return np.stack([ends.min(axis=1), ends.max(axis=1)], axis=1)


def mirrored(boxes: np.ndarray, axes: Sequence[int]) -> np.ndarray:
    """(b, 2, 3) boxes across some axes."""
    signs = np.ones(3)
    signs[list(axes)] = -1
    ends = boxes * signs
    return np.stack([ends.min(axis=1), ends.max(axis=1)], axis=1)


def same(boxes: np.ndarray, others: np.ndarray, size: float) -> bool:
    """Whether (b, 2, 3) boxes are about where others are. size: of the part."""
    apart = np.abs(boxes[:, None] - others).max(axis=(2, 3))
    return bool(max(apart.min(axis=0).max(), apart.min(axis=1).max()) < SAME * size)


def share_inside(boxes: np.ndarray, others: np.ndarray, near: float) -> float:
    """How much of (b, 2, 3) boxes is inside others, less what touches by tolerance."""
    lap = np.minimum(boxes[:, None, 1], others[:, 1]) - np.maximum(boxes[:, None, 0], others[:, 0]) - near
    return float(
        np.prod(np.maximum(lap, 0), axis=2).sum() / max(np.prod(boxes[:, 1] - boxes[:, 0], axis=1).sum(), 1e-12)
    )
