"""The middle of what is round: an axle belongs there, exactly, however roughly it was predicted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..articulation import Joint, JointType
from .pitch import threaded
from .samples import Mesh

# Directions in which a part's outline, as seen along the axis, is asked how far out it is.
_DIRECTIONS, _COARSE = 240, 15
# Corners this near to a circle, of its radius, are on it. It is a circle if such corners, none farther apart than a
# hexagon's, go round so much of it.
ON, APART, ROUND = 0.02, 62.0, 0.75
# Else what looks the same, by this share of its reach, after one of these shares of a turn has its middle too.
ALIKE, FOLDS = 0.02, (2, 3, 4, 5, 6, 7, 8, 9, 10, 12)
# An axis farther from the middle, of the radius, is one of something that turns about another place.
OFF, OFF_HINGE = 0.35, 0.25


def fitted(joint: Joint, child: Mesh, parent: Mesh) -> Joint:
    """A joint with what its parts' shapes say more exactly than any prediction: a round's middle, a thread's pitch."""
    return threaded(centred(joint, child), child, parent)


def centred(joint: Joint, part: Mesh) -> Joint:
    """A joint that turns, its axis moved to the middle of its part if that is round as seen along the axis; else as it
    is. What turns between limits has to be round and all but in the middle already, or it is a hinge. part: at rest."""
    if not joint.type.turns or "origin" in joint.known or not len(part[1]):
        return joint
    axis, origin = np.array(joint.axis), np.array(joint.origin)
    across = np.linalg.svd(axis[None])[2][1:]
    used = np.zeros(len(part[0]), bool)
    used[part[1]] = True
    seen = (part[0][used] - origin) @ across.T
    directions, out = _outline(seen)
    hinge = joint.type is JointType.REVOLUTE
    found = _circle(out) or (None if hinge else _symmetry(directions, out))
    if found is None:
        return joint
    middle, radius = found
    if not 0 < np.linalg.norm(middle) <= (OFF_HINGE if hinge else OFF) * radius:
        return joint
    return replace(joint, origin=tuple((origin + middle @ across).tolist()))


def _outline(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(d, 2) unit directions, evenly round, and (d, 2) the outermost of (n, 2) points in each.

    First in every _COARSE-th. What is outermost in two is so between them; where it is not the same, only what is
    beyond the line from the one to the other can be, which is looked at alone.
    """
    angles = np.arange(_DIRECTIONS) * (2 * np.pi / _DIRECTIONS)
    directions = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    x, y = np.ascontiguousarray(points.T)
    rows = np.empty(_DIRECTIONS, int)
    rows[::_COARSE] = [np.argmax(right * x + up * y) for right, up in directions[::_COARSE]]
    for begin in range(0, _DIRECTIONS, _COARSE):
        between, ends = slice(begin + 1, begin + _COARSE), rows[[begin, (begin + _COARSE) % _DIRECTIONS]]
        (left, low), (right, high) = points[ends]
        along, up = right - left, high - low
        if along == up == 0:
            rows[between] = ends[0]
            continue
        beyond = np.flatnonzero((x - left) * up - (y - low) * along >= -1e-9 * (along**2 + up**2))
        near_x, near_y = x[beyond], y[beyond]
        rows[between] = [beyond[np.argmax(one * near_x + two * near_y)] for one, two in directions[between]]
    return directions, points[rows]


def circle(points: np.ndarray) -> tuple[np.ndarray, np.ndarray, float] | None:
    """(3,) middle, (3,) unit normal and radius of the circle that (n, 3) points lie on or about; None: fewer than
    three, or a line."""
    if len(points) < 3:
        return None
    mean = points.mean(axis=0)
    flat = np.linalg.svd(points - mean, full_matrices=False)[2]
    found = _fitted((points - mean) @ flat[:2].T)
    return found and (mean + found[0] @ flat[:2], flat[2], found[1])


def _circle(out: np.ndarray) -> tuple[np.ndarray, float] | None:
    """(2,) middle and radius of the circle that most of an outline's corners lie on; None where it is no circle.

    Through three corners far apart at a time, so that what sticks out, or is missing, does not draw it aside; then
    fitted to all that are on it (I. Kasa, 1976).
    """
    corners = out[(np.abs(out - np.roll(out, 1, axis=0)) > 1e-12).any(axis=1)]
    count = len(corners)
    if count < 6:
        return None
    best, most = None, ROUND
    for first in range(count):
        three = corners[[first, (first + count // 3) % count, (first + 2 * count // 3) % count]]
        fit = _fitted(three)
        share = 0.0 if fit is None else _share(corners, *fit)
        if share >= most:
            best, most = fit, share + 1e-9
    if best is None:
        return None
    middle, radius = best
    on = np.abs(np.linalg.norm(corners - middle, axis=1) - radius) <= ON * radius
    return _fitted(corners[on])


def _fitted(points: np.ndarray) -> tuple[np.ndarray, float] | None:
    """(2,) middle and radius of the circle through (n, 2) points, in the least squares of x² + y²; None: a line."""
    mean = points.mean(axis=0)
    x = points - mean
    terms = np.column_stack([2 * x, np.ones(len(x))])
    solved, _, rank, _ = np.linalg.lstsq(terms, (x**2).sum(axis=1), rcond=1e-9)
    if rank < 3:
        return None
    return mean + solved[:2], float(np.sqrt(solved[2] + solved[:2] @ solved[:2]))


def _share(corners: np.ndarray, middle: np.ndarray, radius: float) -> float:
    """How much of a circle corners, in their order round it, follow."""
    arms = corners - middle
    on = np.abs(np.linalg.norm(arms, axis=1) - radius) <= ON * radius
    angle = np.arctan2(arms[:, 1], arms[:, 0])
    step = (np.roll(angle, -1) - angle) % (2 * np.pi)
    follows = on & np.roll(on, -1) & (step <= np.radians(APART))
    return float(step[follows].sum() / (2 * np.pi))


def _symmetry(directions: np.ndarray, out: np.ndarray) -> tuple[np.ndarray, float] | None:
    """(2,) middle and reach of an outline that looks the same after part of a turn, as a fan's; None where none does.

    The middle is the outline's Steiner point, which any such turn leaves where it is.
    """
    reach = np.einsum("di,di->d", out, directions)
    middle = 2 * (reach[:, None] * directions).mean(axis=0)
    reach = reach - directions @ middle
    radius = float(reach.max())
    for fold in FOLDS:
        if np.abs(np.roll(reach, _DIRECTIONS // fold) - reach).max() <= ALIKE * radius and _DIRECTIONS % fold == 0:
            return middle, radius
    return None
