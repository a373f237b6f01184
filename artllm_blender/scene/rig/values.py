"""What a joint's slider shows: its value, counted from where the part is closed, on the armature and in its keys.

A joint's value is 0 in the pose that was modelled; its slider is 0 where `artllm_joint["closed"]` is, which rigs made
by 0.7 and earlier do not have: there the two are one. All that reads or writes sliders goes through here.
"""

from __future__ import annotations

import bpy

from ...core.articulation import JointType
from .curves import User, curves_of, make_own, users


def value_key(child: int) -> str:
    """The armature's custom property that is the slider of the joint that moves part child."""
    return f"artllm_value_{child}"


def value_scale(armature: bpy.types.Object, bone: bpy.types.Bone) -> float:
    """World units per unit of a joint's slider: a scaled armature slides farther, and turns as ever."""
    if not JointType(bone["artllm_joint"]["type"]).slides:
        return 1.0
    return (armature.matrix_world.to_3x3() @ bone.matrix_local.col[1].to_3d()).length


def closed_at(bone: bpy.types.Bone) -> float:
    """The joint's value where its slider is 0, in the armature's units."""
    return bone["artllm_joint"].get("closed", 0.0)


def has_room(armature: bpy.types.Object, child: int) -> bool:
    """Whether a joint's slider can be moved at all."""
    ends = armature.id_properties_ui(value_key(child)).as_dict()
    return ends["max"] - ends["min"] > 1e-6


def read_value(armature: bpy.types.Object, bone: bpy.types.Bone) -> float:
    """The joint's present value, world metres or radians."""
    closed = closed_at(bone)
    shown = float(armature.get(value_key(bone["artllm_part"]["id"]), -closed))
    return (shown + closed) * value_scale(armature, bone)


def write_value(armature: bpy.types.Object, bone: bpy.types.Bone, value: float) -> None:
    """Put a joint at a value, world metres or radians, whatever its limits are."""
    shown = value / value_scale(armature, bone) - closed_at(bone)
    armature[value_key(bone["artllm_part"]["id"])] = shown
    armature.update_tag()


def reckon(armature: bpy.types.Object, child: int, factor: float, offset: float) -> None:
    """Make of a slider's value, and of all its keys, factor * value + offset."""
    key = value_key(child)
    armature[key] = factor * armature[key] + offset
    make_own(armature, [user for user in users(armature) if _curve(user, key)])
    for curve in {_curve(user, key) for user in users(armature)} - {None}:
        for point in curve.keyframe_points:
            for place in (point.co, point.handle_left, point.handle_right):
                place[1] = factor * place[1] + offset
        curve.update()
    armature.update_tag()


def _curve(user: User, key: str) -> bpy.types.FCurve | None:
    """That of a slider in a user's action."""
    return next((curve for curve in curves_of(user) if curve.data_path == f'["{key}"]'), None)
