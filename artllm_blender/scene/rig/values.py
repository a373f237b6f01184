"""What a joint's slider shows: its value, counted from where the part is closed, on the armature and in its keys.

A joint's value is 0 in the pose that was modelled; its slider is 0 where `artllm_joint["closed"]` is, which rigs made
by 0.7 and earlier do not have: there the two are one. All that reads or writes sliders goes through here.
"""

from __future__ import annotations

from collections.abc import Iterator

import bpy

from ...core.articulation import JointType


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
    for curve in _curves(armature, f'["{key}"]'):
        for point in curve.keyframe_points:
            for place in (point.co, point.handle_left, point.handle_right):
                place[1] = factor * place[1] + offset
        curve.update()
    armature.update_tag()


def own_action(armature: bpy.types.Object) -> None:
    """A copy of its action for an armature that shares it with its duplicate, whose keys are not to change with it."""
    animation = armature.animation_data
    if animation and animation.action and animation.action.users > 1:
        _replace(animation, animation.action.copy())


def _curves(armature: bpy.types.Object, path: str) -> Iterator[bpy.types.FCurve]:
    """Those of a property in the armature's own action and those of its NLA strips, made its own."""
    animation = armature.animation_data
    if not animation:
        return
    own_action(armature)
    strips = [strip for track in animation.nla_tracks for strip in track.strips if strip.action]
    actions = {}
    for user in (animation, *strips):
        if user.action is None:
            continue
        if user.action.name_full not in actions:
            if user is not animation and user.action.users > sum(strip.action == user.action for strip in strips):
                shared = user.action
                copy = shared.copy()
                for strip in strips:
                    if strip.action == shared:
                        _replace(strip, copy)
            actions[user.action.name_full] = user
    for user in actions.values():
        yield from (curve for curve in curves_of(user) if curve.data_path == path)


def curves_of(user: bpy.types.AnimData | bpy.types.NlaStrip) -> list[bpy.types.FCurve]:
    """The curves that an action has for its user, also before actions had slots."""
    if not hasattr(user, "action_slot"):
        return list(user.action.fcurves)
    if user.action_slot is None:
        return []
    bags = (strip.channelbag(user.action_slot) for layer in user.action.layers for strip in layer.strips)
    return [curve for bag in bags if bag for curve in bag.fcurves]


def _replace(user: bpy.types.AnimData | bpy.types.NlaStrip, action: bpy.types.Action) -> None:
    slot = getattr(user, "action_slot", None)
    user.action = action
    if slot:
        user.action_slot = action.slots[slot.identifier]
