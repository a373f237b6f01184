"""Which end of a joint is the closed one, and the joint turned so that positive values open it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from ..articulation import Articulation, Joint, JointType
from ..frames import apply, box_around
from ..kinematics import clamp, joint_matrix, motion
from ..steps import Steps, exhausted
from .hinges import LESSER
from .samples import Mesh

# Boxes whose sides' sums differ by less than this share of how far the part goes are of one size.
CLEAR = 0.05
# What was modelled nearer to its closed end, of its range, was modelled closed.
NEARLY = 0.05
# What is pressed or turned by hand does not open: it rests as it was modelled.
CONTROLS = frozenset(("button", "knob", "lever", "pump", "switch", "trigger"))


def opening(articulation: Articulation, meshes: Mapping[int, Mesh], locked: Collection[int] = ()) -> Articulation:
    """The articulation with every joint turned so that positive values open it, `ajar` where its rest is not closed.

    Closed is the limit at which the box around the whole asset, the other joints at rest, is smaller than at the other
    limit and at rest; where that box says nothing, the box around the part and what carries it; where that says
    nothing either, the rest pose, from which the greater way opens. What goes nearly as far both ways then stays as it
    is. So do axes and limits that are known, and all of the joints of locked parts. meshes: of the parts, at rest.
    """
    return exhausted(opening_each(articulation, meshes, ("", 0.0), locked))


def opening_each(
    articulation: Articulation,
    meshes: Mapping[int, Mesh],
    told: tuple[str, float],
    locked: Collection[int] = (),
) -> Steps[Articulation]:
    """`opening` in steps, each of which tells the same."""
    boxes, joints = _Boxes(articulation, meshes), []
    for joint in articulation.joints:
        if joint.child not in locked:
            yield told
            joint = _opening(joint, articulation.part(joint.child).label, boxes)
        joints.append(joint)
    return Articulation(articulation.parts, tuple(joints))


def turned(joint: Joint) -> Joint:
    """The same motion about the axis the other way round: each value becomes its negative."""
    axis = tuple(-x for x in joint.axis)
    return replace(joint, axis=axis, lower=-joint.upper, upper=-joint.lower)


def _opening(joint: Joint, label: str, boxes: _Boxes) -> Joint:
    if joint.type is JointType.CONTINUOUS:
        return joint
    end = None if label in CONTROLS else boxes.closed_end(joint)
    if end is None:
        near, far = sorted((joint.lower, joint.upper), key=abs)
        # Ends of the same sign go one way only.
        one_way = near * far > 0 or abs(near) <= LESSER * abs(far)
        backwards, ajar = one_way and far < 0, False
    else:
        backwards = end == joint.upper
        ajar = abs(end) > NEARLY * (joint.upper - joint.lower)
    if not backwards:
        return replace(joint, ajar=ajar)
    return joint if joint.known & {"axis", "limits"} else replace(turned(joint), ajar=ajar)


class _Boxes:
    """Boxes around parts in the poses that a joint gives them."""

    def __init__(self, articulation: Articulation, meshes: Mapping[int, Mesh]):
        self._articulation = articulation
        self._points = {id: _used(*meshes[id]) for id in articulation.from_root() if id in meshes}
        self._at_rest = {id: box_around(points) for id, points in self._points.items() if len(points)}

    def closed_end(self, joint: Joint) -> float | None:
        """The limit at which the box is smaller; None where it is at neither, or no smaller than at rest."""
        moving = self._articulation.subtree(joint.child)
        points = np.concatenate([np.zeros((0, 3)), *(self._points[id] for id in moving if id in self._points)])
        if not len(points):
            return None
        # Column by column: along rows of three NumPy is several times slower.
        (x, y, z), (a, b, c) = (points - joint.origin).T, joint.axis
        arm = np.sqrt(((y * c - z * b) ** 2 + (z * a - x * c) ** 2 + (x * b - y * a) ** 2).max())
        angle, slide = motion(joint, joint.upper - joint.lower)
        clear = CLEAR * float(np.hypot(arm * angle, slide))
        ends = joint.lower, joint.upper
        moved = [box_around(apply(joint_matrix(joint, value), points)) for value in (*ends, clamp(joint, 0.0))]
        for still in (self._at_rest.keys() - moving, {joint.parent}):
            fixed = [self._at_rest[id] for id in still if id in self._at_rest]
            lower, upper, rest = (float(np.ptp(np.concatenate([box, *fixed]), axis=0).sum()) for box in moved)
            if abs(lower - upper) > clear:
                end, size = min(zip(ends, (lower, upper), strict=True), key=lambda one: one[1])
                near = abs(end) <= NEARLY * (joint.upper - joint.lower)
                return end if near or size < rest - clear else None
        return None


def _used(vertices: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """(n, 3) the vertices that triangles have."""
    used = np.zeros(len(vertices), dtype=bool)
    used[np.asarray(triangles, dtype=int)] = True
    vertices = np.asarray(vertices, dtype=np.float64)
    return vertices if used.all() else vertices[used]
