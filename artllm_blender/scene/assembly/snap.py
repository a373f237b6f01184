"""Objects as Snap sees them: a rigid pose, and features in numbers that have the object's scale already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import bpy
import numpy as np
from mathutils import Matrix

from ...core.assembly.features import Features, features
from ...core.errors import InputError
from ...core.frames import apply, inverse
from ..mesh.triangles import object_triangles
from ..rig.read_rig import rig_of

NEIGHBOURS = 12  # objects about the one that is brought, where none are selected


@dataclass(frozen=True)
class Stand:
    """pose: (4, 4) rigid, where an object stands. own: (4, 4) its scale: pose @ own is its matrix in the world."""

    pose: np.ndarray
    own: np.ndarray


def stand_of(thing: bpy.types.Object) -> Stand:
    place, turn, _ = thing.matrix_world.decompose()
    pose = np.array(Matrix.LocRotScale(place, turn, None))
    return Stand(pose, inverse(pose) @ np.array(thing.matrix_world))


def features_of(thing: bpy.types.Object, depsgraph: bpy.types.Depsgraph) -> Features | None:
    """What of an object others fit, in the numbers that its pose moves; None where it has no surface."""
    points, faces = object_triangles(thing, depsgraph)
    own = stand_of(thing).own
    if np.linalg.det(own[:3, :3]) < 0:
        faces = faces[:, ::-1]
    return features(apply(own, points), faces)


def put(thing: bpy.types.Object, pose: np.ndarray, own: np.ndarray) -> None:
    """Bring an object to a rigid pose, (4, 4), its scale as it was."""
    thing.matrix_world = Matrix(pose @ own)


def check_free(thing: bpy.types.Object) -> None:
    """Raises InputError where an object is not to be moved by hand."""
    if thing.library:
        raise InputError(f"{thing.name} is linked from another file.", "Make it local first.")
    if rig_of(thing) is not None:
        raise InputError(
            f"{thing.name} is a part of an articulated object.", "Pose its joint, or select loose objects."
        )
    if any(one.enabled for one in thing.constraints):
        raise InputError(f"{thing.name} is held by constraints.", "Remove them, or select another object.")


def neighbours(context: bpy.types.Context, thing: bpy.types.Object, selected: Sequence[bpy.types.Object]) -> list:
    """The objects that it may be brought to: the other selected ones or, else, the nearest that are seen, without what
    hangs on it. Raises InputError where there is none."""
    own = {thing, *thing.children_recursive}
    chosen = [one for one in selected if one.type == "MESH" and one not in own]
    if not chosen:
        low, high = _box(thing)
        seen = [one for one in context.visible_objects if one.type == "MESH" and one not in own]
        apart = {one: float(np.maximum(0, np.maximum(a - high, low - b)).max()) for one in seen for a, b in [_box(one)]}
        reach = 0.25 * float(np.linalg.norm(high - low))
        near = sorted((one for one in seen if apart[one] <= reach), key=apart.__getitem__)
        chosen = near[:NEIGHBOURS]
    if not chosen:
        raise InputError("There is nothing near to snap to.", "Move it near another object, or select that one too.")
    return chosen


def _box(thing: bpy.types.Object) -> tuple[np.ndarray, np.ndarray]:
    corners = apply(np.array(thing.matrix_world), np.array(thing.bound_box))
    return corners.min(axis=0), corners.max(axis=0)
