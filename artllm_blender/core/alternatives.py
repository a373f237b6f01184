"""What else a single joint may be: as other answers have it, hung at another edge, another type, the other way."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from .articulation import Articulation, Box, Joint, JointType
from .corrections import usual_joint

MOST = 10
# Parts of two answers are one where their boxes have so much in common. Axes so many degrees apart, and pivots so far
# apart as a share of the object's size, are the same.
SAME_BOX, SAME_AXIS, SAME_PIVOT = 0.5, 8.0, 0.03


def alternatives(articulation: Articulation, child: int, others: Sequence[Articulation] = ()) -> list[Joint]:
    """The joint of a part, and at most MOST - 1 others that it may be instead, the likeliest first.

    others: what the model answered as well, the surest first.
    """
    found = [articulation.joint_of(child)]
    corners = np.array([corner for part in articulation.parts for corner in (part.box.lower, part.box.upper)])
    size = float(np.ptp(corners, axis=0).max())
    for joint in _candidates(articulation, child, others):
        if not any(alike(joint, other, size) for other in found):
            found.append(joint)
    return found[:MOST]


def alike(one: Joint, two: Joint, size: float) -> bool:
    """Whether two joints move a part to the same side along or about the same line. size: the object's."""
    if one.type is not two.type or np.dot(_opening(one), _opening(two)) < math.cos(math.radians(SAME_AXIS)):
        return False
    apart = np.subtract(one.origin, two.origin)
    apart = apart - apart @ one.axis * np.array(one.axis)
    return one.type is JointType.PRISMATIC or bool(np.linalg.norm(apart) <= SAME_PIVOT * size)


def _opening(joint: Joint) -> np.ndarray:
    """(3,) the axis, so that the part goes farther in the positive sense; of an endless one either."""
    axis = np.array(joint.axis)
    if joint.type is JointType.CONTINUOUS:
        return axis * np.sign(axis[np.abs(axis).argmax()])
    return -axis if -joint.lower > joint.upper else axis


def _candidates(articulation: Articulation, child: int, others: Sequence[Articulation]) -> Iterator[Joint]:
    joint = articulation.joint_of(child)
    part, carrier = articulation.part(child), articulation.part(joint.parent)
    for other in others:
        if (found := _version(other, part.box)) is not None:
            yield replace(found, parent=joint.parent, child=child, name=joint.name)
    hinge, slide = (usual_joint(kind, carrier, part) for kind in (JointType.REVOLUTE, JointType.PRISMATIC))
    reach = joint if joint.type is JointType.REVOLUTE and not joint.still else hinge
    yield from _hinges(hinge, part.box, reach)
    yield replace(slide, name=joint.name)
    if joint.type is not JointType.CONTINUOUS and not joint.still:
        yield _other_way(joint)
    yield replace(usual_joint(JointType.CONTINUOUS, carrier, part), name=joint.name)
    for axis in np.concatenate([np.eye(3), -np.eye(3)]):
        yield replace(slide, axis=tuple(axis.tolist()), name=joint.name)
    for axis in np.eye(3):
        yield replace(usual_joint(JointType.CONTINUOUS, carrier, part), axis=tuple(axis.tolist()), name=joint.name)


def _version(other: Articulation, box: Box) -> Joint | None:
    """The joint of the part of another answer that has most in common with a box, if it has enough."""
    shares = {joint.child: _overlap(other.part(joint.child).box, box) for joint in other.joints}
    best = max(shares, key=shares.get, default=None)
    return other.joint_of(best) if best is not None and shares[best] >= SAME_BOX else None


def _overlap(one: Box, two: Box) -> float:
    """Intersection over union; flat sides count as a hundredth of the longest."""
    lower, upper = np.maximum(one.lower, two.lower), np.minimum(one.upper, two.upper)
    sides = [np.subtract(box.upper, box.lower) for box in (one, two)]
    least = 0.01 * max(float(side.max()) for side in sides)
    if (upper < lower).any():
        return 0.0
    common, first, second = (float(np.maximum(side, least).prod()) for side in (upper - lower, *sides))
    return common / (first + second - common)


def _hinges(hinge: Joint, box: Box, reach: Joint) -> Iterator[Joint]:
    """At each of the four edges of a box's flat side, opening to the side that the usual hinge opens to."""
    lower, upper = np.array(box.lower), np.array(box.upper)
    flat = int((upper - lower).argmin())
    out = np.zeros(3)
    # The usual hinge lies on the face that it opens with.
    out[flat] = 1.0 if hinge.origin[flat] > (lower[flat] + upper[flat]) / 2 else -1.0
    far = max(abs(reach.lower), abs(reach.upper)) or math.pi / 2
    for across in sorted((axis for axis in range(3) if axis != flat), key=lambda axis: upper[axis] - lower[axis]):
        for edge in (lower, upper):
            origin = np.array(hinge.origin)
            along = 3 - flat - across
            origin[along], origin[across] = (lower[along] + upper[along]) / 2, edge[across]
            toward = np.zeros(3)
            toward[across] = 1.0 if edge is lower else -1.0
            axis = np.cross(toward, out)
            yield replace(
                hinge, axis=tuple(axis.tolist()), origin=tuple(origin.tolist()), lower=0.0, upper=far, name=reach.name
            )


def _other_way(joint: Joint) -> Joint:
    axis = tuple(-x for x in joint.axis)
    return replace(joint, axis=axis)
