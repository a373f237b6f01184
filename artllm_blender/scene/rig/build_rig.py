"""An articulation as a rig: a bone a part, a slider a joint, limits, and parts that follow.

What is stored where, so that `read_rig` finds everything again in the scene alone:
- armature object: `artllm_rig` (version of this layout), `artllm_name`, and per joint `artllm_value_<child>`, its
  slider, which is the joint's value counted from where it is closed (see `values`) and all that drivers read;
- bone: rest frame (head = origin, +Y = axis), parent = parent part, `artllm_part` and `artllm_joint` groups, and
  `artllm_called` where its part was named by what it seemed to be, and not by the artist;
- pose bone: limits, as its Limit Rotation or Limit Location constraint;
- part object: an Armature constraint that names its bone.
"""

from __future__ import annotations

import math

import bpy
import numpy as np
from mathutils import Matrix, Vector

from ...core.articulation import Articulation, Joint, JointType
from .values import closed_at, reckon, value_key, value_scale

# 2: sliders count from `artllm_joint["closed"]`; bones without it are of layout 1, where they count from rest.
VERSION = 2
# Y is the middle axis of Blender's default XYZ order, where it cannot pass 90 degrees.
_ORDER = "YXZ"
# Limit Rotation wraps angles: it clamps nothing where limits are a whole turn apart or more, and where they are less
# than its rounding short of one it takes every pose for one beyond them, and moves it.
_WHOLE_TURN = math.tau - 1e-4
_BONE_LENGTH, _SHORTEST_BONE = 0.15, 1e-4


def build_rig(
    articulation: Articulation,
    parts: dict[int, list[bpy.types.Object]],
    collection: bpy.types.Collection,
    name: str = "",
    parent: bpy.types.Object | None = None,
) -> bpy.types.Object:
    """The new armature, linked to the collection, at the foot of the asset; its parts hang on it. Needs Object Mode.

    parent: what the armature in its turn hangs on, staying where it is.
    """
    name = name or articulation.part(articulation.root).name
    armature = bpy.data.objects.new(f"{name} Rig", bpy.data.armatures.new(f"{name} Rig"))
    collection.objects.link(armature)
    lower = np.min([part.box.lower for part in articulation.parts], axis=0)
    upper = np.max([part.box.upper for part in articulation.parts], axis=0)
    foot = Vector(((lower[0] + upper[0]) / 2, (lower[1] + upper[1]) / 2, lower[2]))
    armature.matrix_basis = Matrix.Translation(foot)
    if parent and abs(parent.matrix_world.determinant()) > 0:
        armature.parent, armature.matrix_parent_inverse = parent, parent.matrix_world.inverted()
    armature["artllm_rig"], armature["artllm_name"] = VERSION, name
    length = max(_BONE_LENGTH * float((upper - lower).max()), _SHORTEST_BONE)
    bones = _add_bones(armature, articulation, foot, length)
    bpy.context.view_layer.update()
    for part in articulation.parts:
        bone = armature.data.bones[bones[part.id]]
        bone["artllm_part"] = {
            "id": part.id,
            "name": part.name,
            "label": part.label,
            "confidence": part.confidence,
            "box": [*(Vector(part.box.lower) - foot), *(Vector(part.box.upper) - foot)],
        }
        for thing in parts.get(part.id, []):
            attach(thing, armature, bone.name)
    for joint in articulation.joints:
        add_motion(armature, bones[joint.child], joint)
        set_limits(armature, joint.child, joint.lower, joint.upper, joint.note)
    armature.show_in_front = True
    armature.data.display_type = "STICK"
    return armature


def attach(thing: bpy.types.Object, armature: bpy.types.Object, bone: str) -> None:
    """Have an object follow a bone, staying where it is at rest, and go along when the armature is moved.

    Its location, rotation and scale stay, also where a parent made something else of them, a shear even.
    """
    offset = thing.matrix_world @ thing.matrix_basis.inverted() if thing.parent else Matrix()
    thing.parent, thing.parent_type = armature, "OBJECT"
    thing.matrix_parent_inverse = armature.matrix_world.inverted() @ offset
    target = thing.constraints.new("ARMATURE").targets.new()
    target.target, target.subtarget = armature, bone


def bone_of(armature: bpy.types.Object, part: int) -> bpy.types.Bone | None:
    """The bone that carries a part, by the id stored on it."""
    return next((b for b in armature.data.bones if (stored := b.get("artllm_part")) and stored["id"] == part), None)


def set_limits(armature: bpy.types.Object, child: int, lower: float, upper: float, note: str = "") -> None:
    """Write a joint's limits, world metres or radians, to constraints and slider; note: what the artist should know.

    One that a constraint could not hold without moving the rest pose is written there, but only the slider holds it.
    Pose and keys stay where they are, also where the slider counts from another end now.
    """
    bone = bone_of(armature, child)
    scale = value_scale(armature, bone)
    lower, upper = lower / scale, upper / scale
    kind = JointType(bone["artllm_joint"]["type"])
    bone["artllm_joint"]["note"] = note
    closed = _count_from(armature, bone, lower if bone["artllm_joint"].get("ajar") else min(max(0.0, lower), upper))
    slider = armature.id_properties_ui(value_key(child))
    if kind is JointType.CONTINUOUS:
        slider.update(soft_min=-math.tau, soft_max=math.tau)
        return
    first, last = float(np.float32(lower)) - closed, upper - closed
    slider.update(min=first, max=last, soft_min=first, soft_max=last, default=-closed)
    for constraint in armature.pose.bones[bone.name].constraints:
        if constraint.type == "LIMIT_ROTATION":
            turns = math.tau / bone["artllm_joint"]["pitch"] if kind is JointType.SCREW else 1.0
            first, last = sorted((lower * turns, upper * turns))
            constraint.min_y, constraint.max_y = first, last
            constraint.use_limit_y = bool(first <= 0 <= last and last - first < _WHOLE_TURN)
        elif constraint.type == "LIMIT_LOCATION":
            constraint.min_y, constraint.max_y = lower, upper
            constraint.use_min_y, constraint.use_max_y = bool(lower <= 0), bool(upper >= 0)


def _count_from(armature: bpy.types.Object, bone: bpy.types.Bone, closed: float) -> float:
    """Have a joint's slider be 0 at a value, in the armature's units; that value as drivers can hold it."""
    closed, before = float(np.float32(closed)), closed_at(bone)  # sliders are read in single precision
    bone["artllm_joint"]["closed"] = closed
    if closed != before:
        _write_drivers(armature, bone)
        reckon(armature, bone["artllm_part"]["id"], 1.0, before - closed)
    return closed


def _add_bones(armature: bpy.types.Object, articulation: Articulation, foot: Vector, length: float) -> dict[int, str]:
    """A bone per part, by part id; the root's stands upright at the armature's origin."""
    layer = bpy.context.view_layer
    active, layer.objects.active = layer.objects.active, armature
    bpy.ops.object.mode_set(mode="EDIT")
    try:
        bones = {}
        for id in articulation.from_root():
            joint, name = articulation.joint_of(id), articulation.part(id).name
            bone = armature.data.edit_bones.new(joint.name or f"{name}_joint" if joint else name)
            bone.head = Vector(joint.origin) - foot if joint else (0, 0, 0)
            bone.tail = bone.head + Vector(joint.axis if joint else (0, 0, 1)) * length
            bone.parent = bones[joint.parent] if joint else None
            bones[id] = bone
        return {id: bone.name for id, bone in bones.items()}
    finally:
        bpy.ops.object.mode_set(mode="OBJECT")
        layer.objects.active = active


def add_motion(armature: bpy.types.Object, bone: str, joint: Joint) -> None:
    """Store a joint on its bone; give it its slider, drivers and limits, which `set_limits` fills in."""
    armature.data.bones[bone]["artllm_joint"] = {
        "type": joint.type.value,
        "name": joint.name,
        "pitch": joint.pitch,
        "confidence": joint.confidence,
        "known": ",".join(sorted(joint.known)),
        "ajar": joint.ajar,
        "closed": 0.0,
    }
    armature[value_key(joint.child)] = 0.0
    slider = armature.id_properties_ui(value_key(joint.child))
    slider.update(default=0.0, subtype="DISTANCE" if joint.type.slides else "ANGLE", description=joint.name)
    pose = armature.pose.bones[bone]
    pose.rotation_mode = _ORDER
    pose.lock_location = pose.lock_rotation = pose.lock_scale = (True, True, True)
    if joint.type.turns:
        _drive(armature, pose, "rotation_euler", joint)
        if joint.type is not JointType.CONTINUOUS:
            _limit(pose, "LIMIT_ROTATION").euler_order = _ORDER
    if joint.type.slides:
        _drive(armature, pose, "location", joint)
        _limit(pose, "LIMIT_LOCATION")
    _write_drivers(armature, armature.data.bones[bone])


def _drive(armature: bpy.types.Object, pose: bpy.types.PoseBone, channel: str, joint: Joint) -> None:
    """Have the Y channel follow the slider, as `_write_drivers` says."""
    curve = pose.driver_add(channel, 1)
    # Blender's new driver curves have keys at 0 and 1, to which values within 0.0001 would snap.
    curve.keyframe_points.clear()
    variable = curve.driver.variables.new()
    variable.name = "value"
    variable.targets[0].id = armature
    variable.targets[0].data_path = f'["{value_key(joint.child)}"]'


def _write_drivers(armature: bpy.types.Object, bone: bpy.types.Bone) -> None:
    """Y channel = joint's value * factor; expressions this simple also run where scripts are disabled."""
    closed, pitch = closed_at(bone), bone["artllm_joint"]["pitch"]
    value = f"(value {'-' if closed < 0 else '+'} {abs(closed)!r})" if closed else "value"
    pose = armature.pose.bones[bone.name]
    for channel, factor in (("rotation_euler", math.tau / pitch if pitch else 1.0), ("location", 1.0)):
        if curve := armature.animation_data.drivers.find(pose.path_from_id(channel), index=1):
            curve.driver.type, curve.driver.expression = "SCRIPTED", f"{value} * {factor!r}"


def _limit(pose: bpy.types.PoseBone, kind: str) -> bpy.types.Constraint:
    constraint = pose.constraints.new(kind)
    constraint.owner_space = "LOCAL"
    if kind == "LIMIT_ROTATION":
        constraint.use_legacy_behavior = False
    return constraint
