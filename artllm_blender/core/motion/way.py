"""A joint's way from rest to a value: where its parts are in between, and how fast they get there."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from ..articulation import Joint, JointType
from ..frames import inverse
from ..kinematics import motion
from .passages import Passages

Parts = tuple[int, ...]
_TURN = np.radians(6)
_SLIDES, _MOST_STEPS = 8, 120


@dataclass(frozen=True)
class Way:
    """A joint's parts on their way from rest past others. pose: (4, 4) of those others, in the world, against rest.

    brush: what goes less far in from the outermost that turns than this share of its reach stops nothing.
    """

    joint: Joint
    moving: Parts
    still: Parts
    pose: np.ndarray = field(default_factory=lambda: np.eye(4))
    brush: float = 0.0

    def forth(self, values: np.ndarray) -> np.ndarray:
        """(k, 4, 4) from the moving parts at rest to the frame of the others at rest, at (k,) values."""
        return inverse(self.pose) @ motions(self.joint, values)

    def back(self, values: np.ndarray) -> np.ndarray:
        """(k, 4, 4) the other way."""
        return motions(self.joint, -values) @ self.pose


def motions(joint: Joint, values: np.ndarray) -> np.ndarray:
    """(k, 4, 4) as `kinematics.joint_matrix`, for (k,) values at once."""
    angles, slides = (np.broadcast_to(x, values.shape) for x in motion(joint, values))
    axis, origin = np.array(joint.axis), np.array(joint.origin)
    cross = np.cross(np.eye(3), axis)
    turns = np.eye(3) + np.sin(angles)[:, None, None] * cross + (1 - np.cos(angles))[:, None, None] * (cross @ cross)
    matrices = np.tile(np.eye(4), (len(values), 1, 1))
    matrices[:, :3, :3] = turns
    matrices[:, :3, 3] = origin - turns @ origin + slides[:, None] * axis
    return matrices


def off_axis(joint: Joint, points: np.ndarray) -> np.ndarray:
    """(n,) how far (n, 3) points are from a joint's axis."""
    return np.linalg.norm(np.cross(points - np.array(joint.origin), joint.axis), axis=1)


def reach(joint: Joint, points: np.ndarray) -> float:
    """How far the outermost of (n, 3) points goes for one unit of the joint's value; 0 where there is no point.

    Of a screw only the slide counts: it is the slide that a thread's end stops.
    """
    if not len(points):
        return 0.0
    if joint.type.slides:
        return 1.0
    return float(off_axis(joint, points).max())


def rates(way: Way, found: Passages) -> np.ndarray:
    """(n,) how fast points went through, square to the surface, in metres per unit of the joint's value."""
    if way.joint.type is JointType.SCREW:
        return np.abs(found.normal @ np.array(way.joint.axis))
    return np.abs(np.einsum("ni,ni->n", found.normal, found.velocity))


def steps(joint: Joint, limit: float) -> np.ndarray:
    """Values from 0 to a limit, close enough that the chords between are as good as the arcs."""
    turn, _ = motion(joint, limit)
    steps = max(math.ceil(abs(turn) / (2 * _TURN if joint.type.slides else _TURN)), 2 if turn else _SLIDES)
    return np.linspace(0.0, limit, min(steps, _MOST_STEPS) + 1)
