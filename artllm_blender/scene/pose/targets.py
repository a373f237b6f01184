"""What a rig's constraints are about, as features in the armature's own frame: its parts, and what is elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

import bpy
import numpy as np

from ...core.articulation import Articulation
from ...core.frames import apply, unit
from ...core.pose import constraints as c
from ..rig.build_rig import bone_of
from ..rig.read_rig import part_of, rig_of
from .stored import ON_JOINT, TO_TARGET, ArtLLMConstraint

_AXES = {"X": (1.0, 0.0, 0.0), "Y": (0.0, 1.0, 0.0), "Z": c.UP}


def carrier(thing: bpy.types.Object) -> tuple[bpy.types.Object, int] | None:
    """The armature and the part's id of the rig that an object is a part of or hangs on; None where it is on none."""
    seen = set()
    while thing and thing not in seen:
        seen.add(thing)
        armature = rig_of(thing)
        if armature and armature != thing and (part := part_of(thing)) is not None:
            return armature, part
        if thing.parent_type == "BONE" and rig_of(thing.parent) and thing.parent_bone in thing.parent.data.bones:
            stored = thing.parent.data.bones[thing.parent_bone].get("artllm_part")
            return (thing.parent, stored["id"]) if stored else None
        thing = thing.parent
    return None


def target_object(one: ArtLLMConstraint, scene: bpy.types.Scene) -> bpy.types.Object | None:
    """The object that a constraint is about; None where it is about none."""
    return {"OBJECT": one.object, "CAMERA": scene.camera}.get(one.target) if one.kind in TO_TARGET else None


def target_matrix(one: ArtLLMConstraint, scene: bpy.types.Scene, depsgraph: bpy.types.Depsgraph) -> np.ndarray | None:
    """(4, 4) where a constraint's target stands in the world; None where it has none, or that is gone."""
    if one.kind not in TO_TARGET:
        return None
    if one.target == "CURSOR":
        return np.array(scene.cursor.matrix)
    if one.target in _AXES:
        return np.eye(4)
    thing = target_object(one, scene)
    # One that was deleted stays in the file for as long as a constraint is about it.
    there = thing and (depsgraph.view_layer.objects.get(thing.name) == thing or thing.users_scene)
    return np.array(thing.evaluated_get(depsgraph).matrix_world) if there else None


def target_name(one: ArtLLMConstraint, armature: bpy.types.Object) -> str:
    """What the object that it is about is called now, of a part of the same rig the part; empty where it is none."""
    if one.kind not in TO_TARGET or one.target != "OBJECT" or one.object is None:
        return ""
    part = part_of(one.object) if rig_of(one.object) == armature else None
    return one.object.name if part is None else bone_of(armature, part)["artllm_part"]["name"]


def is_whole(one: ArtLLMConstraint, parts: frozenset[int], target: np.ndarray | None) -> bool:
    """Whether all that it is about is still there. parts: ids of the rig's, the root left out where joints count;
    target: where its target stands."""
    if one.part not in parts or (one.kind in ("EQUAL", "MIRRORED") and one.other not in parts):
        return False
    return one.kind not in TO_TARGET or target is not None


def as_asked(
    one: ArtLLMConstraint,
    matrix: np.ndarray | None,
    back: np.ndarray,
    on: int | None,
    articulation: Articulation,
    closed: Mapping[int, float],
) -> c.Constraint:
    """A constraint, Hold aside, as the solver takes it. matrix: (4, 4) of the target; back: (4, 4) from the world to
    the armature's frame and, where the target is on a part of it, on, back to that one's rest. articulation: in that
    frame. closed: where each joint's slider is 0, by child id."""
    # Of a joint it is said by its part's name where it stops.
    common = {"weight": one.weight, "name": "" if one.kind in ON_JOINT else one.name}
    if one.kind in ON_JOINT:
        amount = one.length if articulation.joint_of(one.part).type.slides else one.angle
        return _of_joint(one, amount, common, closed)
    own = c.Feature(one.part, tuple(one.point), _way(np.array(one.direction)), one.region)
    to = None if matrix is None else _feature(one, back @ matrix, on)
    up = c.Feature(None, (0.0, 0.0, 0.0), _way(back[:3, :3] @ c.UP))
    match one.kind:
        case "UPRIGHT":
            return c.Perpendicular(one=own, to=up, **common)
        case "LEVEL":
            return c.Parallel(one=own, to=up, **common)
        case "ON_PLANE":
            return c.PointOnPlane(one=own, to=to, height=one.length, **common)
        case "REACH":
            return c.Offset(one=own, to=to, vector=tuple((back[:3, :3] @ one.offset).tolist()), **common)
        case "DISTANCE":
            return c.Distance(one=own, to=to, metres=one.length, **common)
        case "ANGLE":
            return c.Angle(one=own, to=to, radians=one.angle, **common)
    kinds = {"AIM": c.Aim, "ON_LINE": c.PointOnLine, "PARALLEL": c.Parallel, "PERPENDICULAR": c.Perpendicular}
    return kinds.get(one.kind, c.Facing)(one=own, to=to, **common)


def _of_joint(one: ArtLLMConstraint, amount: float, common: dict, closed: Mapping[int, float]) -> c.Constraint:
    if one.kind == "VALUE":
        return c.JointValue(child=one.part, value=closed[one.part] + amount, **common)
    if one.kind == "SHARE":
        return c.JointShare(child=one.part, share=one.share, **common)
    if one.kind == "EQUAL":
        more = closed[one.part] - closed[one.other] + amount
        return c.Equal(child=one.part, other=one.other, more=more, **common)
    return c.Mirrored(child=one.part, other=one.other, **common)


def _feature(one: ArtLLMConstraint, matrix: np.ndarray, on: int | None) -> c.Feature:
    if one.target in _AXES:
        place, way = (0.0, 0.0, 0.0), _AXES[one.target]
    elif one.target == "CAMERA":
        place, way = (0.0, 0.0, 0.0), (0.0, 0.0, -1.0)
    elif one.target == "CURSOR":
        place, way = (0.0, 0.0, 0.0), c.UP
    else:
        place, way = one.place, one.way
    return c.Feature(on, tuple(apply(matrix, place).tolist()), _way(matrix[:3, :3] @ way), one.target)


def _way(vector: np.ndarray) -> tuple[float, ...]:
    """Of length 1; upwards where it has no direction."""
    return tuple(unit(vector).tolist()) if np.linalg.norm(vector) > 1e-12 else c.UP
