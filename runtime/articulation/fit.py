"""Fit: boxes and joint axes moved from the blueprint's bins onto the geometry that the points show.

The model says roughly where; the points that it gives to a part say exactly. And where a door has a handle, its hinge
is the edge that is farther from it. Everything is in the normalised frame.
"""

from __future__ import annotations

import numpy as np

ENOUGH_POINTS = 48
AGREE = 0.5  # overlap from which the points' box replaces the blueprint's
REACH = 0.1  # how far an axis is moved at most, the object's longest side being 1.8
LEAVES = ("door", "window", "flap")  # labels of what hangs on one edge and is pulled at the other

# A leaf's face is the outermost layer that holds such a share of its points; its handle is what stands out from there.
LAYER, FACE, STANDS_OUT = 0.01, 0.12, 0.008
FEWEST, MOST = 4, 0.3  # points of a handle, the latter as a share of the leaf's: more of them are a relief
# of half a leaf's width: how far off its middle and how little spread a handle is that tells, and where hinges begin
OFF_CENTRE, TOGETHER, ON_EDGE = 0.5, 0.7, 0.6


def fitted_boxes(boxes: np.ndarray, xyz: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Boxes (p, 2, 3), each replaced by that of its points where the two agree. xyz (n, 3), scores (n, p)."""
    best = scores.argmax(1)
    sure = scores[np.arange(len(best)), best] > 0.6
    out = boxes.copy()
    for i in range(len(boxes)):
        mine = xyz[sure & (best == i)].T.copy()  # by axis, which is read faster
        if mine.shape[1] < ENOUGH_POINTS:
            continue
        (low, high), inside = boxes[i], np.ones(mine.shape[1], bool)
        for along, a, b in zip(mine, low - REACH, high + REACH, strict=True):
            inside &= (along > a) & (along < b)
        if inside.sum() < ENOUGH_POINTS:
            continue
        near = mine[:, inside]
        seen = np.stack([near.min(1), near.max(1)])
        if overlap(seen, boxes[i]) > AGREE:
            out[i] = seen
    return out


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    """Intersection over union of two boxes (2, 3); flat sides count as 0.01."""
    return float(overlaps(a[None], b[None])[0, 0])


def overlaps(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Intersection over union (p, q) of each of boxes (p, 2, 3) with each of (q, 2, 3); flat sides count as 0.01."""
    low, high = np.maximum(a[:, None, 0], b[None, :, 0]), np.minimum(a[:, None, 1], b[None, :, 1])
    meet = (high >= low).all(-1)
    common, of_a, of_b = (
        np.maximum(sides, 0.01).prod(-1) for sides in (high - low, a[:, 1] - a[:, 0], b[:, 1] - b[:, 0])
    )
    return np.where(meet, common / (of_a[:, None] + of_b[None] - common), 0.0)


def fitted_origin(kind: str, axis: np.ndarray, origin: np.ndarray, box: np.ndarray) -> np.ndarray:
    """A point (3,) of the axis of a joint whose child has this box.

    A wheel, cap or knob turns about its middle, a door, lid or flap about something that is not outside its box: where
    in it, the model says more exactly than the box's edges do. Nothing is moved farther than REACH, and only axes along
    X, Y or Z are moved, for only they run along the box's edges.
    """
    along = int(np.abs(axis).argmax())
    if abs(axis[along]) < 0.999:
        return origin
    fitted = box.mean(0) if kind in ("continuous", "screw") else np.clip(origin, *box)
    moves = (np.abs(fitted - origin) < REACH) & (np.arange(3) != along)
    return np.where(moves, fitted, origin)


def on_edge(axis: np.ndarray, origin: np.ndarray, box: np.ndarray) -> np.ndarray:
    """A point (3,) of a door's hinge, on the nearer edge of its box (2, 3) if it is off both: none is in the midst."""
    if (sides := _leaf_sides(axis, box)) is None:
        return origin
    _, wide = sides
    if abs(at := _place(origin, box, wide)) >= ON_EDGE:
        return origin
    out = origin.copy()
    out[wide] = box[int(at > 0), wide]
    return out


def away_from_handle(axis: np.ndarray, origin: np.ndarray, box: np.ndarray, xyz: np.ndarray) -> np.ndarray | None:
    """A point (3,) of the hinge on the other edge of a leaf whose handle is at the edge of its hinge; else None.

    axis, origin (3,): the hinge; box (2, 3): the leaf's; xyz (n, 3): points of the leaf and of all that hangs on it.
    """
    if (sides := _leaf_sides(axis, box)) is None:
        return None
    thin, wide = sides
    centre, half, at = box.mean(0), np.ptp(box, axis=0) / 2, _place(origin, box, wide)
    outward = np.sign(centre[thin])
    fronts = (1, -1) if abs(centre[thin]) < 2 * half[thin] else (outward,)
    places = _place(xyz, box, wide)
    found = [place for front in fronts if (place := _handle(xyz[:, thin] * front, places)) is not None]
    if abs(at) < ON_EDGE or not found or any(place * at <= 0 for place in found):
        return None
    out = origin.copy()
    out[wide] = 2 * centre[wide] - origin[wide]
    return out


def _leaf_sides(axis: np.ndarray, box: np.ndarray) -> tuple[int, int] | None:
    """Along which of X, Y and Z a box (2, 3) that turns about axis is thin and along which wide; None if it is no leaf
    or askew."""
    along = int(np.abs(axis).argmax())
    thin, wide = sorted((side for side in range(3) if side != along), key=lambda side: np.ptp(box[:, side]))
    is_leaf = abs(axis[along]) >= 0.98 and np.ptp(box[:, thin]) < 0.6 * np.ptp(box[:, wide])
    return (thin, wide) if is_leaf else None


def _place(points: np.ndarray, box: np.ndarray, side: int) -> np.ndarray:
    """Where points (..., 3) are between the ends, at -1 and 1, of a side of a box."""
    return (points[..., side] - box[:, side].mean()) / (np.ptp(box[:, side]) / 2)


def _handle(heights: np.ndarray, places: np.ndarray) -> float | None:
    """Where a leaf's handle is between its edges at -1 and 1, if there is one and it is nearer to one of them.

    heights (n,), towards the viewer, and places (n,), between the edges, of the leaf's points.
    """
    counts, layers = np.histogram(heights, max(8, int(np.ptp(heights) / LAYER)))
    face = np.flatnonzero(counts >= FACE * len(heights))
    if not len(face):
        return None
    out = places[heights > layers[face[-1] + 1] + STANDS_OUT]
    if not FEWEST <= len(out) <= MOST * len(heights):
        return None
    if np.ptp(np.quantile(out, (0.1, 0.9))) > TOGETHER or abs(out.mean()) < OFF_CENTRE:
        return None
    return float(out.mean())
