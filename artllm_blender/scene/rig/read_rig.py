"""A rig back from the scene: what exporters and previews work on. `build_rig` says what is stored where."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import product

import bpy
import numpy as np

from ...core.articulation import Articulation, Joint, JointType, Part, without_part
from ...core.boxes import box_of
from ...core.errors import ArticulationError
from ...core.frames import apply
from ...core.kinematics import clamp
from ...core.motion.repair import repaired
from ..mesh.split import SOURCE
from .build_rig import bone_of
from .values import read_value, value_scale, write_value


@dataclass(frozen=True)
class Rig:
    """One articulated asset as it stands in the scene now; world frame, metres, radians.

    objects: those that follow each part, by part id. values: each joint's present value, by child id. gone: the names
    of parts whose objects were deleted; what they carried hangs on what carried them.
    """

    armature: bpy.types.Object
    name: str
    articulation: Articulation
    objects: dict[int, list[bpy.types.Object]]
    values: dict[int, float]
    gone: tuple[str, ...] = ()


def find_rigs(scene: bpy.types.Scene) -> list[bpy.types.Object]:
    """The armatures of all rigs in the scene."""
    return [thing for thing in scene.objects if _is_rig(thing)]


def rig_of(thing: bpy.types.Object | None) -> bpy.types.Object | None:
    """The armature of the rig that an object is, or follows; None if it is no part of one."""
    if thing is None or _is_rig(thing):
        return thing
    return next((armature for armature, _ in _followed(thing) if _is_rig(armature)), None)


def rig_made_of(thing: bpy.types.Object) -> bpy.types.Object | None:
    """The armature of a rig in the scene that was cut from an object; None if there is none."""
    cut = (other for other in bpy.data.objects if other.get(SOURCE) == thing.name and other.users_scene)
    return next(filter(None, map(rig_of, cut)), None)


def part_of(thing: bpy.types.Object | None) -> int | None:
    """The id of the part that an object belongs to, or an armature's active bone is of; None if of none."""
    bone = part_bone(thing)
    stored = bone and bone.get("artllm_part")
    gone = stored and thing.type == "ARMATURE" and stored["id"] in gone_parts(rig_of(thing))
    return stored["id"] if stored and not gone else None


def part_bone(thing: bpy.types.Object | None) -> bpy.types.Bone | None:
    """The bone of a rig that an object follows, or that is active in the armature that it is; quick."""
    if thing is None:
        return None
    if _is_rig(thing):
        return thing.data.bones.active
    named = (armature.data.bones.get(bone) for armature, bone in _followed(thing) if _is_rig(armature))
    return next(filter(None, named), None)


def gone_parts(armature: bpy.types.Object) -> frozenset[int]:
    """The ids of parts that move and whose last object was deleted; none of a rig that has no objects at all."""
    moving = {bone.name: bone["artllm_part"]["id"] for bone in armature.data.bones if "artllm_part" in bone}
    roots = {bone.name for bone in armature.data.bones if "artllm_joint" not in bone}
    left = moving.keys() - objects_of(armature).keys()
    return frozenset(moving[bone] for bone in left - roots) if len(left) < len(moving) else frozenset()


def without_object(part: str) -> str:
    """What is said of such a part."""
    return f"{part} has no object left and is left out."


def read_rig(armature: bpy.types.Object) -> Rig:
    """Everything about a rig, wherever its armature was moved, turned or scaled to and whatever was renamed.

    Raises ArticulationError if the armature is no rig of ours or bones of it were removed or doubled.
    """
    rig = read_whole(armature)
    gone = gone_parts(armature)
    articulation, objects, values = rig.articulation, rig.objects, rig.values
    for id in gone:
        articulation = without_part(articulation, id)
    return replace(
        rig,
        articulation=articulation,
        objects={id: things for id, things in objects.items() if id not in gone},
        values={id: value for id, value in values.items() if id not in gone},
        gone=tuple(part.name for part in rig.articulation.parts if part.id in gone),
    )


def read_whole(armature: bpy.types.Object) -> Rig:
    """Likewise, with the parts that have no objects."""
    if not _is_rig(armature):
        raise ArticulationError(f"{armature.name} is not an articulated object.", "Select one made by Articulate.")
    matrix = np.array(armature.matrix_world, dtype=np.float64)
    parts, joints, objects, values = {}, [], {}, {}
    for bone in armature.data.bones:
        if stored := bone.get("artllm_part"):
            parts[bone.name] = _part(stored, matrix)
            objects[stored["id"]] = []
    for bone in armature.data.bones:
        if "artllm_joint" in bone:
            joints.append(_joint(armature, bone, parts, matrix, value_scale(armature, bone)))
            child = joints[-1].child
            values[child] = read_value(armature, bone)
    for bone, things in objects_of(armature).items():
        if bone in parts:
            objects[parts[bone].id] += things
    articulation = _tree(parts, joints)
    return Rig(armature, armature.get("artllm_name", armature.name), articulation, objects, values)


def check_not_flat(armature: bpy.types.Object) -> None:
    """Raises ArticulationError where a rig is scaled to nothing along an axis: nothing can be told in its frame."""
    if not abs(armature.matrix_world.determinant()) > 0:
        raise ArticulationError(f"{armature.name} is flattened: its scale is 0.", "Give it a scale other than 0.")


def read_own(armature: bpy.types.Object) -> Articulation:
    """All parts and joints in the armature's own frame and unit, wherever and however large it stands: a joint's value
    is its slider's and `closed_at`. Raises ArticulationError as `read_whole`."""
    parts = {bone.name: _part(stored, np.eye(4)) for bone in armature.data.bones if (stored := bone.get("artllm_part"))}
    joints = [_joint(armature, bone, parts, np.eye(4), 1.0) for bone in armature.data.bones if "artllm_joint" in bone]
    return _tree(parts, joints)


def _tree(parts: dict[str, Part], joints: list[Joint]) -> Articulation:
    by_id = sorted(parts.values(), key=lambda part: part.id)
    return Articulation(tuple(by_id), tuple(sorted(joints, key=lambda joint: joint.child)))


def read_joint(armature: bpy.types.Object, part: int) -> Joint | None:
    """The joint that moves a part, alone and therefore quick; None where it has none."""
    bone = bone_of(armature, part)
    if bone is None or "artllm_joint" not in bone:
        return None
    matrix = np.array(armature.matrix_world, dtype=np.float64)
    pair = [one for one in (bone, bone.parent) if one and "artllm_part" in one]
    return _joint(
        armature,
        bone,
        {one.name: _part(one["artllm_part"], matrix) for one in pair},
        matrix,
        value_scale(armature, bone),
    )


def objects_of(armature: bpy.types.Object) -> dict[str, list[bpy.types.Object]]:
    """The objects in scenes that follow each bone of an armature, by the bone's name."""
    found: dict[str, list[bpy.types.Object]] = {}
    inside = {thing for scene in bpy.data.scenes for thing in scene.objects}
    for thing in bpy.data.objects:
        for followed, bone in _followed(thing):
            if followed == armature and thing in inside:
                found.setdefault(bone, []).append(thing)
    return found


def asset_name(armature: bpy.types.Object) -> str:
    """What a rig's asset is called: as its armature is, but for the Rig that was put behind its name."""
    given = armature.get("artllm_name", "")
    return (
        armature.name.replace(f"{given} Rig", given, 1) if armature.name.startswith(f"{given} Rig") else armature.name
    )


def set_value(armature: bpy.types.Object, child: int, value: float) -> float:
    """Move a joint to a value (world metres or radians) within its limits; what it was set to."""
    joint = read_rig(armature).articulation.joint_of(child)
    if joint is None:
        raise ArticulationError(f"Part {child} has no joint.", "Choose a part that moves.")
    value = clamp(joint, value)
    write_value(armature, bone_of(armature, child), value)
    return value


def _is_rig(thing: bpy.types.Object) -> bool:
    return thing.type == "ARMATURE" and "artllm_rig" in thing


def _followed(thing: bpy.types.Object) -> list[tuple[bpy.types.Object, str]]:
    """(armature, bone name) of each of an object's Armature constraints."""
    return [
        (target.target, target.subtarget)
        for constraint in thing.constraints
        if constraint.type == "ARMATURE"
        for target in constraint.targets
        if target.target
    ]


def _part(stored: dict, matrix: np.ndarray) -> Part:
    lower, upper = np.reshape(stored["box"], (2, 3))
    corners = apply(matrix, list(product(*zip(lower, upper, strict=True))))
    box = box_of(corners)
    return Part(stored["id"], stored["name"], box, stored["label"], stored["confidence"])


def _joint(
    armature: bpy.types.Object, bone: bpy.types.Bone, parts: dict[str, Part], matrix: np.ndarray, scale: float
) -> Joint:
    """scale: how many units of the wanted frame a slider's unit of length has."""
    stored = bone["artllm_joint"]
    if bone.parent is None or bone.parent.name not in parts or bone.name not in parts:
        raise ArticulationError(f"The bone {bone.name} lost its parent.", "Undo that, or articulate again.")
    kind = JointType(stored["type"])
    lower, upper = (-math.inf, math.inf) if kind is JointType.CONTINUOUS else _limits(armature, bone, kind)
    joint = repaired(
        kind,
        parts[bone.parent.name].id,
        parts[bone.name],
        _axis(bone, matrix, kind),
        tuple(apply(matrix, bone.head_local).tolist()),
        lower * scale,
        upper * scale,
        # A mirrored armature turns a right-handed screw into a left-handed one.
        stored["pitch"] * scale * float(np.sign(np.linalg.det(matrix[:3, :3]))),
        stored["name"],
        stored["confidence"],
        stored["note"],
        filter(None, stored.get("known", "").split(",")),
    )
    return replace(joint, ajar=bool(stored.get("ajar", False)))


def _axis(bone: bpy.types.Bone, matrix: np.ndarray, kind: JointType) -> tuple[float, ...]:
    """The bone's +Y in the world, of any length. A mirrored armature turns the other way about it."""
    axis = matrix[:3, :3] @ np.array(bone.matrix_local.col[1][:3])
    mirrored = np.linalg.det(matrix[:3, :3]) < 0
    return tuple((-axis if mirrored and not kind.slides else axis).tolist())


def _limits(armature: bpy.types.Object, bone: bpy.types.Bone, kind: JointType) -> tuple[float, float]:
    """(lower, upper) in the armature's frame, from the constraints; a screw's slide."""
    wanted = "LIMIT_LOCATION" if kind.slides else "LIMIT_ROTATION"
    for constraint in armature.pose.bones[bone.name].constraints:
        if constraint.type == wanted:
            return constraint.min_y, constraint.max_y
    raise ArticulationError(f"The bone {bone.name} lost its limits.", "Undo that, or articulate again.")
