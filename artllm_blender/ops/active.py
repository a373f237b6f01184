"""The articulated object that buttons and sliders are about: the one that the active object belongs to."""

from __future__ import annotations

import math
from dataclasses import dataclass

import bpy

from ..core.articulation import UNSURE, JointType
from ..core.errors import ArtLLMError, InputError
from ..scene.rig.asset import notes_of
from ..scene.rig.build_rig import bone_of, value_key
from ..scene.rig.needs import read_needs
from ..scene.rig.read_rig import gone_parts, part_of, rig_of, without_object
from ..scene.rig.update_rig import locked_joints
from ..scene.units import metres
from .slices import is_free
from .views import redraw

# Property of operators on one joint.
CHILD = {
    "name": "Part",
    "default": -1,
    "options": {"SKIP_SAVE", "HIDDEN"},
    "description": "Id of the part that the joint moves; -1 for the active part",
}

# Less is what numbers lose on their way through the scene: metres, radians.
LEAST = {"LENGTH": 1e-6, "ROTATION": math.radians(0.005)}


@dataclass(frozen=True)
class Slider:
    """A joint's value as a layout draws it. path: RNA path of the property on the armature object; child: part id;
    locked: whether predictions leave the joint as it is; needs: what it needs of others, in words; unsure: whether the
    model doubts the joint."""

    child: int
    name: str
    path: str
    locked: bool
    needs: str
    unsure: bool


def active_rig(context: bpy.types.Context) -> bpy.types.Object | None:
    """Its armature, or None."""
    return rig_of(context.active_object)


def needs_rig(operator: type[bpy.types.Operator], context: bpy.types.Context) -> bool:
    """For poll: whether there is one; if not, the button says what to select."""
    if active_rig(context) is None:
        operator.poll_message_set("Select a part or the armature of an articulated object")
        return False
    return True


def needs_still_rig(operator: type[bpy.types.Operator], context: bpy.types.Context) -> bool:
    """For poll: likewise, and nothing plays, for the end of that would put back values of joints that are no more."""
    if context.window_manager.artllm.playing:
        operator.poll_message_set("Something is playing: press Esc to stop it")
        return False
    return is_free(operator, context) and needs_rig(operator, context)


def needs_own_rig(operator: type[bpy.types.Operator], context: bpy.types.Context) -> bool:
    """For poll: likewise, and the rig is this file's to change: what changes in another's would be lost."""
    if not needs_still_rig(operator, context):
        return False
    armature = active_rig(context)
    if armature.library:
        operator.poll_message_set(f"{armature.name} is linked from another file: make it local first")
        return False
    return True


def needs_object_undo(operator: type[bpy.types.Operator], context: bpy.types.Context) -> bool:
    """For poll: likewise, and no Edit Mode, whose own undo steps would not bring back the rig."""
    if context.mode.startswith("EDIT"):
        operator.poll_message_set("Go to Object Mode first")
        return False
    return needs_own_rig(operator, context)


def needs_part(operator: type[bpy.types.Operator], context: bpy.types.Context) -> bool:
    """For poll, where there is a rig: whether a part of it is active."""
    if _active_bone(context) is None:
        operator.poll_message_set("Click a part, or one of the armature's bones")
        return False
    return True


def needs_joint(operator: type[bpy.types.Operator], context: bpy.types.Context) -> bool:
    """For poll, where there is a rig: whether the active part has a joint."""
    if not needs_part(operator, context):
        return False
    if not active_joint_type(context):
        operator.poll_message_set(f"{active_part_name(context)} has no joint: choose a part that moves")
        return False
    return True


class OnRig:
    """An operator on the active rig: grey without one, and ArtLLM's errors as reports. `act` is what it does."""

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return needs_object_undo(cls, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        try:
            self.act(context, active_rig(context))
        except ArtLLMError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        redraw()  # changed values alone do not have the view drawn again
        return {"FINISHED"}


def sliders(armature: bpy.types.Object) -> list[Slider]:
    """One for each joint, parents before children, named after the part that it moves."""
    bones = [bone for bone in armature.data.bones if "artllm_joint" in bone and "artllm_part" in bone]
    locks, gone = locked_joints(armature), gone_parts(armature)
    parts = [bone["artllm_part"] for bone in bones if bone["artllm_part"]["id"] not in gone]
    names = {part["id"]: part["name"] for part in parts}
    doubted = {bone["artllm_part"]["id"] for bone in bones if bone["artllm_joint"]["confidence"] < UNSURE} - locks
    needs: dict[int, dict[str, None]] = {}
    for need in read_needs(armature):
        if need.needs in names:
            words = f"{names[need.needs]} {'open' if need.open else 'closed'}"
            needs.setdefault(need.child, {})[words] = None
    return [
        Slider(id, name, f'["{value_key(id)}"]', id in locks, ", ".join(needs.get(id, ())), id in doubted)
        for id, name in names.items()
    ]


def spelt(kind: JointType, shown: float, pitch: float = 0.0) -> str:
    """What a slider shows, with its unit; of a screw, where its pitch is given, the turns too."""
    units = bpy.context.scene.unit_settings
    unit, factor = ("LENGTH", metres()) if kind.slides else ("ROTATION", 1.0)
    value = shown * factor if abs(shown * factor) > LEAST[unit] else 0.0
    said = bpy.utils.units.to_string(units.system, unit, value, precision=3).strip()
    return f"{said}, {value / (abs(pitch) * factor):.2f} turns" if pitch else said


def chosen_joint(context: bpy.types.Context, child: int) -> int:
    """The part that an operator's `child` means. Raises InputError where it means the active one and that is none."""
    if child >= 0:
        return child
    if not active_joint_type(context):
        raise InputError("No part that moves is active.", "Click one, or one of the armature's bones.")
    return part_of(context.active_object)


def active_part_name(context: bpy.types.Context) -> str:
    """The active part's; empty where no part is active."""
    bone = _active_bone(context)
    return bone["artllm_part"]["name"] if bone else ""


def active_joint_type(context: bpy.types.Context) -> str:
    """How the active part moves; empty where none is active or it does not."""
    bone = _active_bone(context)
    return bone["artllm_joint"]["type"] if bone and "artllm_joint" in bone else ""


def active_joint_note(context: bpy.types.Context) -> str:
    """What the artist should know about the active part's joint, besides its needs, which its row says; empty where
    there is nothing."""
    bone = _active_bone(context)
    note = bone["artllm_joint"].get("note", "") if bone and "artllm_joint" in bone else ""
    return "; ".join(words for words in note.split("; ") if not words.startswith("needs "))


def active_notes(context: bpy.types.Context) -> list[str]:
    """What the artist should know about how the active rig was built and exported, in sentences; none without a rig."""
    armature = active_rig(context)
    if armature is None:
        return []
    gone = (bone_of(armature, id)["artllm_part"]["name"] for id in sorted(gone_parts(armature)))
    return list(dict.fromkeys([*(without_object(name) for name in gone), *notes_of(armature)]))


def _active_bone(context: bpy.types.Context) -> bpy.types.Bone | None:
    part = part_of(context.active_object)
    return None if part is None else bone_of(active_rig(context), part)
