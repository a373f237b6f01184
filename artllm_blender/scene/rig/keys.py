"""Keys of the joints' values."""

from __future__ import annotations

from collections.abc import Collection

import bpy

from .curves import curves_of, make_own, users
from .read_rig import gone_parts
from .values import value_key


def moving_bones(armature: bpy.types.Object) -> list[tuple[int, bpy.types.Bone]]:
    """(part id, bone) of every joint whose part is still there."""
    bones, gone = armature.data.bones, gone_parts(armature)
    moving = ((bone["artllm_part"]["id"], bone) for bone in bones if "artllm_part" in bone and "artllm_joint" in bone)
    return [(id, bone) for id, bone in moving if id not in gone]


def insert_keys(armature: bpy.types.Object, frame: float, only: Collection[int] | None = None) -> None:
    """Key every joint's value at a frame, or those of some children only. A duplicate that shares the action so far
    keeps its own keys."""
    make_own(armature, [user for user in users(armature) if isinstance(user, bpy.types.AnimData)])
    for child, _ in moving_bones(armature):
        if only is None or child in only:
            armature.keyframe_insert(f'["{value_key(child)}"]', frame=frame)


def has_key_before(armature: bpy.types.Object, child: int, frame: float) -> bool:
    """Whether a joint has a key that is earlier than a frame."""
    user = armature.animation_data
    if user is None or user.action is None:
        return False
    path = f'["{value_key(child)}"]'
    return any(
        point.co.x < frame for curve in curves_of(user) if curve.data_path == path for point in curve.keyframe_points
    )
