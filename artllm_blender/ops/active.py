"""The articulated object that buttons and sliders are about: the one that the active object belongs to."""

from __future__ import annotations

from dataclasses import dataclass

import bpy

from ..scene.build_rig import value_key
from ..scene.read_rig import rig_of


@dataclass(frozen=True)
class Slider:
    """A joint's value as a layout draws it. path: RNA path of the property on the armature object."""

    name: str
    path: str


def active_rig(context: bpy.types.Context) -> bpy.types.Object | None:
    """Its armature, or None."""
    return rig_of(context.active_object)


def needs_rig(operator: type[bpy.types.Operator], context: bpy.types.Context) -> bool:
    """For poll: whether there is one; if not, the button says what to select."""
    if active_rig(context) is None:
        operator.poll_message_set("Select a part or the armature of an articulated object")
        return False
    return True


def sliders(armature: bpy.types.Object) -> list[Slider]:
    """One for each joint, parents before children, named after the part that it moves."""
    bones = [bone for bone in armature.data.bones if "artllm_joint" in bone and "artllm_part" in bone]
    parts = [bone["artllm_part"] for bone in bones]
    return [Slider(part["name"], f'["{value_key(part["id"])}"]') for part in parts]
