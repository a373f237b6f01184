"""A rig changed to another articulation: bones, sliders and limits where the two differ, and nothing elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import bpy
import numpy as np
from mathutils import Vector

from ...core.articulation import Articulation, Joint, Part
from ...core.errors import ArticulationError
from ...core.frames import apply
from ...core.kinematics import clamp
from .build_rig import VERSION, add_motion, bone_of, set_limits
from .read_rig import check_not_flat, read_whole
from .values import closed_at, reckon, value_key, write_value


def update_rig(armature: bpy.types.Object, articulation: Articulation) -> None:
    """Values, keys, names and limits of all that stays the same stay. Raises what `check_ready` raises.

    Objects are left on the bones that they follow, except that those of parts that are gone follow nothing.
    """
    check_ready(armature)
    make_own(armature)
    armature["artllm_rig"] = VERSION
    before = read_whole(armature).articulation
    old_parts = {part.id: part for part in before.parts}
    old_joints = {joint.child: joint for joint in before.joints}
    ids, joints = {part.id for part in articulation.parts}, {joint.child: joint for joint in articulation.joints}
    changed = {child for child, joint in joints.items() if old_joints.get(child) != joint}
    locks = locked_joints(armature)
    for id in [*old_joints.keys() - joints.keys(), *(changed & old_joints.keys())]:
        _remove_motion(armature, id, for_good=id not in joints)
    names = _reshape(armature, articulation, old_parts.keys() - ids, changed | (ids - old_parts.keys()))
    for part in articulation.parts:
        if old_parts.get(part.id) != part:
            _store(armature, names[part.id], part)
    for child in sorted(changed):
        _put_motion(armature, names[child], joints[child], child in locks)


def check_ready(armature: bpy.types.Object) -> None:
    """Raises ArticulationError where `update_rig` could not do its work."""
    if bpy.context.mode != "OBJECT":
        raise ArticulationError("A rig can only be changed in Object Mode.", "Leave the mode you are in.")
    check_own(armature)
    check_not_flat(armature)
    with _shown(armature) as visible:
        if not visible:
            raise ArticulationError(f"The armature {armature.name} is hidden.", "Show it, then try again.")


def check_own(armature: bpy.types.Object) -> None:
    """Raises ArticulationError where what changes would be another file's, and lost when this one is opened again."""
    if armature.library or armature.data.library or armature.override_library:
        raise ArticulationError(f"{armature.name} is linked from another file.", "Make it local first.")


def make_own(armature: bpy.types.Object) -> None:
    """A copy of its bones for an armature that shares them with its duplicate, which is not to change with it.

    They are about to change, which what is drawn of them learns by Blender's next update. Raises ArticulationError
    where they are another file's.
    """
    check_own(armature)
    data = armature.data
    if data.users - data.use_fake_user > 1:
        armature.data = data.copy()
    armature.data.update_tag()


def locked_joints(armature: bpy.types.Object) -> frozenset[int]:
    """The ids of the parts whose joints the artist has locked."""
    bones = [bone for bone in armature.data.bones if "artllm_joint" in bone and "artllm_part" in bone]
    return frozenset(bone["artllm_part"]["id"] for bone in bones if bone["artllm_joint"].get("locked"))


def lock_joint(armature: bpy.types.Object, child: int, locked: bool = True) -> None:
    """Have predictions leave the joint as it is, or no longer."""
    make_own(armature)
    bone = bone_of(armature, child)
    if bone is None or "artllm_joint" not in bone:
        raise ArticulationError(f"Part {child} has no joint.", "Choose a part that moves.")
    bone["artllm_joint"]["locked"] = locked


def _remove_motion(armature: bpy.types.Object, child: int, for_good: bool) -> None:
    """Take a joint off its bone; its slider, with value and keys, only for good."""
    bone = bone_of(armature, child)
    pose = armature.pose.bones[bone.name]
    pose.driver_remove("rotation_euler", 1)
    pose.driver_remove("location", 1)
    for constraint in [c for c in pose.constraints if c.type in ("LIMIT_ROTATION", "LIMIT_LOCATION")]:
        pose.constraints.remove(constraint)
    pose.location, pose.rotation_euler = (0, 0, 0), (0, 0, 0)
    if for_good:
        del bone["artllm_joint"]
        del armature[value_key(child)]


def _reshape(armature: bpy.types.Object, articulation: Articulation, gone: set[int], moved: set[int]) -> dict[int, str]:
    """The names of all bones, by part id, after removing, adding and moving some."""
    inverse = np.linalg.inv(np.array(armature.matrix_world, dtype=np.float64))
    names = {bone["artllm_part"]["id"]: bone.name for bone in armature.data.bones if "artllm_part" in bone}
    lengths = [bone.length for bone in armature.data.bones]
    length = float(np.median(lengths)) if lengths else 1.0
    with _edit_bones(armature) as bones:
        for id in sorted(moved - names.keys()):
            joint = articulation.joint_of(id)
            bone = bones.new(joint.name if joint and joint.name else articulation.part(id).name)
            bone.head, bone.tail = (0, 0, 0), (0, 0, length)
            names[id] = bone.name
        for id in articulation.from_root():
            joint, bone = articulation.joint_of(id), bones[names[id]]
            parent = bones[names[joint.parent]] if joint else None
            if bone.parent != parent:
                bone.use_connect = False
                bone.parent = parent
            if id in moved and joint:
                head = apply(inverse, joint.origin)
                along = apply(inverse, np.add(joint.origin, _bone_axis(joint, inverse))) - head
                size = bone.length or length
                bone.head, bone.tail = Vector(head), Vector(head + along / np.linalg.norm(along) * size)
        for id in gone:
            bones.remove(bones[names.pop(id)])
        # A name may have been changed to be unlike all others.
        return {id: bones[name].name for id, name in names.items()}


def _bone_axis(joint: Joint, inverse: np.ndarray) -> np.ndarray:
    """(3,) in the world, along which the bone lies: a mirrored armature turns the other way about it."""
    mirrored = np.linalg.det(inverse[:3, :3]) < 0
    return np.array(joint.axis) * (-1 if mirrored and not joint.type.slides else 1)


@contextmanager
def _shown(armature: bpy.types.Object) -> Iterator[bool]:
    """An armature that the artist has closed the eye on, with it open: whether it is visible then."""
    there = armature.name in bpy.context.view_layer.objects
    hidden = there and armature.hide_get()
    if hidden:
        armature.hide_set(False)
    try:
        yield there and armature.visible_get()
    finally:
        if hidden:
            armature.hide_set(True)


@contextmanager
def _edit_bones(armature: bpy.types.Object) -> Iterator[bpy.types.ArmatureEditBones]:
    layer = bpy.context.view_layer
    active = layer.objects.active
    with _shown(armature):
        layer.objects.active = armature
        bpy.ops.object.mode_set(mode="EDIT")
        try:
            yield armature.data.edit_bones
        finally:
            bpy.ops.object.mode_set(mode="OBJECT")
            layer.objects.active = active


def _store(armature: bpy.types.Object, bone: str, part: Part) -> None:
    inverse = armature.matrix_world.inverted()
    box = [Vector(corner) for corner in (part.box.lower, part.box.upper)]
    corners = np.array(
        [inverse @ Vector((box[i].x, box[j].y, box[k].z)) for i in (0, 1) for j in (0, 1) for k in (0, 1)]
    )
    armature.data.bones[bone]["artllm_part"] = {
        "id": part.id,
        "name": part.name,
        "label": part.label,
        "confidence": part.confidence,
        "box": [*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist()],
    }


def _put_motion(armature: bpy.types.Object, name: str, joint: Joint, locked: bool) -> None:
    """Write a joint to its bone. The value that its slider had stays, as far as the new limits allow."""
    key, bone, matrix = value_key(joint.child), armature.data.bones[name], armature.matrix_world.to_3x3()
    scale = (matrix @ bone.matrix_local.col[1].to_3d()).length if joint.type.slides else 1.0
    value = 0.0
    if key in armature:
        reckon(armature, joint.child, 1.0, closed_at(bone))  # from rest, as the new slider at first
        value = armature[key] * scale
        armature.id_properties_ui(key).clear()
    handed = 1 if matrix.determinant() > 0 else -1
    add_motion(armature, name, replace(joint, pitch=joint.pitch / scale * handed))
    bone["artllm_joint"]["locked"] = locked
    set_limits(armature, joint.child, joint.lower, joint.upper, joint.note)
    if value:  # 0 is the pose that was modelled, whatever the limits say
        write_value(armature, bone, clamp(joint, value))
    armature.update_tag()
