"""Where every part goes for given joint values. World frame, metres, radians; motions are relative to the rest pose."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from .articulation import Articulation, Joint, JointType
from .frames import apply, transform, turn_about, unit


def clamp(joint: Joint, value: float) -> float:
    """The value nearest to the one given that the joint's limits allow."""
    return min(max(value, joint.lower), joint.upper)


def carried(joint: Joint, matrix: np.ndarray) -> Joint:
    """The joint of what was moved, turned, mirrored and evenly scaled by a (4, 4) matrix.

    In a mirror what turns does so the other way about its axis, what slides does not, and a thread changes hands.
    """
    scale = float(np.cbrt(np.linalg.det(matrix[:3, :3])))
    length, thread = (abs(scale), scale) if joint.type.slides else (1.0, 1.0)
    return replace(
        joint,
        axis=tuple((matrix[:3, :3] @ joint.axis / (length if joint.type.slides else scale)).tolist()),
        origin=tuple(apply(matrix, joint.origin).tolist()),
        lower=joint.lower * length,
        upper=joint.upper * length,
        pitch=joint.pitch * thread,
    )


def motion(joint: Joint, value: float) -> tuple[float, float]:
    """Radians turned about the axis and metres slid along it, for a value in the joint's unit (screw: metres)."""
    if joint.type is JointType.SCREW:
        return math.tau * value / joint.pitch, value
    return (value, 0.0) if joint.type.turns else (0.0, value)


def joint_matrix(joint: Joint, value: float) -> np.ndarray:
    """(4, 4) world motion of the child against its parent at rest."""
    angle, slide = motion(joint, value)
    return transform(move=slide * np.asarray(joint.axis)) @ turn_about(joint.axis, joint.origin, angle)


def joint_matrices(joint: Joint, values: np.ndarray) -> np.ndarray:
    """(n, 4, 4): `joint_matrix` of each of (n,) values."""
    turns, slides = (np.broadcast_to(way, values.shape) for way in motion(joint, values))
    x, y, z = axis = unit(joint.axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    found = np.tile(np.eye(4), (len(values), 1, 1))
    found[:, :3, :3] += np.sin(turns)[:, None, None] * cross + (1 - np.cos(turns))[:, None, None] * (cross @ cross)
    origin = np.asarray(joint.origin, float)
    found[:, :3, 3] = slides[:, None] * axis + origin - found[:, :3, :3] @ origin
    return found


def poses(articulation: Articulation, values: Mapping[int, float]) -> dict[int, np.ndarray]:
    """World motion (4, 4) of every part, by part id. values: joint value by child id; a joint not named stays at 0."""
    motions = {articulation.root: np.eye(4)}
    for child in articulation.from_root()[1:]:
        joint = articulation.joint_of(child)
        motions[child] = motions[joint.parent] @ joint_matrix(joint, values.get(child, 0.0))
    return motions


def opened(joint: Joint, fraction: float = 0.7) -> float:
    """A value that shows the motion: this share of the way to the farther limit; a continuous one's is 90 degrees."""
    if joint.type is JointType.CONTINUOUS:
        return fraction * math.pi / 2
    far = joint.upper if abs(joint.upper) >= abs(joint.lower) else joint.lower
    return clamp(joint, fraction * far)


def at_share(joint: Joint, share: float) -> float:
    """The value at a share of the way from closed, 0, to wide open, 1; 0 for what turns for ever."""
    if joint.type is JointType.CONTINUOUS:
        return 0.0
    return joint.closed + share * (joint.open - joint.closed)
