"""How a joint is drawn: its axis, its range, and a hand that points at its value. World, metres, at rest."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np

from ..articulation import Joint, JointType
from ..frames import apply, axis_to_bone
from ..kinematics import joint_matrix

# Of a whole turn's arc, and at most of any line.
STEPS, MOST = 64, 2048
# Of the part's reach: how far its axis stands out, and how long ticks and arrows are.
OUT, TICK = 0.25, 0.12
# Of the range: a limit nearer to 0 than this is where the part rests.
AT_REST = 0.05


@dataclass(frozen=True)
class Form:
    """Lines and triangles of one joint. All but the hand stay with the parent; the hand goes where the child goes.

    pivot: (3,) on the axis; of a slide, where its track is at 0. axis: (2, 3), it points at the second. track: (n, 3)
    from the lower limit to the upper one: an arc, a line, a helix; once round where nothing limits it. ticks:
    (k, 2, 3) strokes across the track at the limits. arrow: (2, 2, 3) strokes of its head at the upper one; none where
    the track has no length. hand: (h, 2, 3) strokes across the track at 0, of what turns from the axis on. fan:
    (m, 3, 3) triangles that a limited turn sweeps.
    """

    pivot: np.ndarray
    axis: np.ndarray
    track: np.ndarray
    ticks: np.ndarray
    arrow: np.ndarray
    hand: np.ndarray
    fan: np.ndarray

    def moved(self, matrix: np.ndarray, hand: np.ndarray | None = None) -> Form:
        """The same, moved by a (4, 4) as the parent is; hand: another (4, 4) that moves the hand, as the child is."""
        shapes = {one.name: getattr(self, one.name) for one in fields(self)}
        there = {name: apply(matrix, shape.reshape(-1, 3)).reshape(shape.shape) for name, shape in shapes.items()}
        if hand is not None:
            there["hand"] = apply(hand, self.hand.reshape(-1, 3)).reshape(self.hand.shape)
        return Form(**there)

    def at(self, joint: Joint, value: float) -> Form:
        """The same with the hand at a value."""
        return self.moved(np.eye(4), joint_matrix(joint, value))


def form(joint: Joint, points: np.ndarray) -> Form:
    """Of a joint whose part has (n, 3) points, world, at rest; n > 0."""
    axis, origin, points = np.array(joint.axis), np.array(joint.origin), np.asarray(points, dtype=np.float64)
    along = (points - origin) @ axis
    across = points - origin - along[:, None] * axis
    if joint.type is JointType.PRISMATIC:
        return _slide(joint, points, along)
    off = np.linalg.norm(across, axis=1)
    # Of points equally far the first, however the rest pose is turned.
    farthest, reach = int(np.argmax(off >= off.max() * (1 - 1e-6))), float(off.max())
    # A part that is no more than its axis has no reach, but a direction all the same.
    arm = across[farthest] if reach > 1e-6 * np.ptp(along) else axis_to_bone(axis)[:, 0] * _size(points) * TICK
    reach = float(np.linalg.norm(arm))
    centre = origin + (along.min() + along.max()) / 2 * axis
    ends = np.array([min(along.min(), 0.0) - OUT * reach, max(along.max(), 0.0) + OUT * reach])
    values = _values(joint)
    track = np.array([apply(joint_matrix(joint, value), centre + arm) for value in values])
    limited = joint.type is not JointType.CONTINUOUS
    radial = np.array([apply(joint_matrix(joint, value), centre + arm * (1 + TICK)) for value in values]) - track
    fan = np.zeros((0, 3, 3))
    if joint.type is JointType.REVOLUTE:
        fan = np.stack([np.broadcast_to(centre, track[1:].shape), track[:-1], track[1:]], axis=1)
    return Form(
        pivot=origin,
        axis=origin + ends[:, None] * axis,
        track=track,
        ticks=np.stack([track - radial, track + radial], axis=1)[[0, -1]] if limited else np.zeros((0, 2, 3)),
        arrow=_arrow(track, radial[-1], reach),
        hand=np.array([[centre, centre + arm]]),
        fan=fan,
    )


def _slide(joint: Joint, points: np.ndarray, along: np.ndarray) -> Form:
    """Its track starts at the middle of the face with which it goes ahead."""
    axis, origin = np.array(joint.axis), np.array(joint.origin)
    ahead = along.min() if -joint.lower > joint.upper else along.max()
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    start = middle + (ahead - (middle - origin) @ axis) * axis
    sides = axis_to_bone(axis)[:, (0, 2)].T
    wide = np.ptp(points @ sides.T, axis=0)
    # Ticks and arrow lie in the plane in which the part is wider.
    sides, width = sides[np.argsort(-wide, kind="stable")], max(float(wide.max()) / 2, TICK * _size(points))
    track = start + np.array([[joint.lower], [joint.upper]]) * axis
    strokes = np.stack([-sides, sides], axis=1) * width * TICK
    out = OUT * width * axis
    return Form(
        pivot=start,
        axis=np.array([min(joint.lower, 0.0) * axis + start - out, max(joint.upper, 0.0) * axis + start + out]),
        track=track,
        ticks=strokes[:1] + track[:, None],
        arrow=_arrow(track, sides[0] * width * TICK, width),
        hand=strokes + start,
        fan=np.zeros((0, 3, 3)),
    )


def _values(joint: Joint) -> np.ndarray:
    """Where the track's points are, from limit to limit; a turn's once round at most."""
    if joint.type is JointType.SCREW:
        turns = abs((joint.upper - joint.lower) / joint.pitch)
        return np.linspace(joint.lower, joint.upper, min(max(int(turns * STEPS), 1), MOST - 1) + 1)
    lower, upper = (0.0, math.tau) if joint.type is JointType.CONTINUOUS else (joint.lower, joint.upper)
    upper = min(upper, lower + math.tau)
    return np.linspace(lower, upper, max(math.ceil((upper - lower) / math.tau * STEPS), 1) + 1)


def _arrow(track: np.ndarray, side: np.ndarray, reach: float) -> np.ndarray:
    """(2, 2, 3) strokes that end where the track does. side: (3,) across it."""
    way = track[-1] - track[-2]
    length = float(np.linalg.norm(way))
    if not length > 1e-9 * reach:
        return np.zeros((0, 2, 3))
    back, side = TICK * reach / length * way, TICK * reach * side / (2 * np.linalg.norm(side))
    return np.array([[track[-1] - back + sign * side, track[-1]] for sign in (1, -1)])


def _size(points: np.ndarray) -> float:
    return max(float(np.ptp(points, axis=0).max()), 1e-6)


def ends(joint: Joint) -> tuple[float, ...]:
    """The values at which a joint's range ends, but for one at which the part is as it was modelled."""
    if joint.type is JointType.CONTINUOUS:
        return ()
    return tuple(end for end in (joint.lower, joint.upper) if abs(end) > AT_REST * (joint.upper - joint.lower))


def strokes(line: np.ndarray) -> np.ndarray:
    """(n - 1, 2, 3) of a line through (n, 3) points."""
    return np.stack([line[:-1], line[1:]], axis=1)


def dashed(line: np.ndarray, count: int) -> np.ndarray:
    """(count, 2, 3) strokes of equal length with gaps of that length between, along a line through (n, 3) points."""
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    at = np.linspace(0, length[-1], 2 * count)
    points = np.stack([np.interp(at, length, line[:, axis]) for axis in range(3)], axis=1)
    return points.reshape(count, 2, 3)
