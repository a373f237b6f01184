"""Fit: boxes and joint axes moved from the blueprint's bins onto the geometry that the points show.

The model says roughly where; the points that it gives to a part say exactly. Everything is in the normalised frame.
"""

from __future__ import annotations

import numpy as np

ENOUGH_POINTS = 48
AGREE = 0.5  # overlap from which the points' box replaces the blueprint's
REACH = 0.1  # how far an axis is moved at most, the object's longest side being 1.8
THIN = 0.12  # a side too thin to tell its two faces apart


def fitted_boxes(boxes: np.ndarray, xyz: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Boxes (p, 2, 3), each replaced by that of its points where the two agree. xyz (n, 3), scores (n, p)."""
    best = scores.argmax(1)
    sure = scores.max(1) > 0.6
    out = boxes.copy()
    for i in range(len(boxes)):
        mine = xyz[sure & (best == i)]
        if len(mine) < ENOUGH_POINTS:
            continue
        near = ((mine > boxes[i, 0] - REACH) & (mine < boxes[i, 1] + REACH)).all(1)
        if near.sum() < ENOUGH_POINTS:
            continue
        seen = np.stack([mine[near].min(0), mine[near].max(0)])
        if overlap(seen, boxes[i]) > AGREE:
            out[i] = seen
    return out


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    """Intersection over union of two boxes (2, 3); flat sides count as 0.01."""
    low, high = np.maximum(a[0], b[0]), np.minimum(a[1], b[1])
    if (high < low).any():
        return 0.0
    common, of_a, of_b = (np.prod(np.maximum(y - x, 0.01)) for x, y in ((low, high), a, b))
    return float(common / (of_a + of_b - common))


def fitted_origin(kind: str, axis: np.ndarray, origin: np.ndarray, box: np.ndarray) -> np.ndarray:
    """A point (3,) of the axis of a joint whose child has this box.

    A wheel, cap or knob turns about its middle; a door, lid or flap about the edge of its box that is nearest. Nothing
    is moved farther than REACH, and only axes along X, Y or Z are moved, for only they run along the box's edges.
    """
    along = int(np.abs(axis).argmax())
    if abs(axis[along]) < 0.999:
        return origin
    out = origin.copy()
    for side in (s for s in range(3) if s != along):
        low, high = box[:, side]
        if kind in ("continuous", "screw"):
            targets = [(low + high) / 2]
        elif high - low > THIN:
            targets = [low, high]
        else:
            targets = [float(np.clip(origin[side], low, high))]
        nearest = min(targets, key=lambda t: abs(t - origin[side]))
        if abs(nearest - origin[side]) < REACH:
            out[side] = nearest
    return out
