"""What must be open before a part can move: a door that shuts in the drawer behind it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..articulation import JointType
from ..frames import apply
from .described import Described

# A door shuts in what it covers to this share, and what begins within this share of its way.
COVERED = 0.8


def before_it(rig: Described, values: Mapping[int, float], id: int) -> list[int]:
    """Ids of the closed doors and lids that cover the whole of the way that a part slides out on."""
    joint = rig.joint(id)
    if joint.type is not JointType.PRISMATIC or rig.is_open(id, values):
        return []
    closed, wide = rig.ends[id]
    way = np.array(joint.axis) * np.sign(wide - closed)
    axis = int(np.abs(way).argmax())
    if abs(way[axis]) < 0.98:
        return []
    low, high = _box(rig, values, id)
    across = [i for i in range(3) if i != axis]
    found = []
    for other in rig.moving:
        door = rig.joint(other)
        if (
            other == id
            or door.type is not JointType.REVOLUTE
            or door.parent != joint.parent
            or rig.is_open(other, values)
        ):
            continue
        if not rig.words(other) & {"door", "lid", "flap"}:
            continue
        lower, upper = _box(rig, values, other)
        shared = [min(high[i], upper[i]) - max(low[i], lower[i]) for i in across]
        covers = all(share >= COVERED * (high[i] - low[i]) for share, i in zip(shared, across, strict=True))
        front = high[axis] if way[axis] > 0 else -low[axis]
        gap = (lower[axis] if way[axis] > 0 else -upper[axis]) - front
        thin = upper[axis] - lower[axis] < 0.5 * max(upper[i] - lower[i] for i in across)
        if covers and thin and -0.5 * (upper[axis] - lower[axis]) <= gap < abs(wide - closed):
            found.append(other)
    return found


def _box(rig: Described, values: Mapping[int, float], id: int) -> tuple[np.ndarray, np.ndarray]:
    points = apply(rig.moved(id, values), rig.around(id))
    return points.min(axis=0), points.max(axis=0)
