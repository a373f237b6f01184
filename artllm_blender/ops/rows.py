"""The rows of the lists of parts and joints: what they show, which one is active, and that a new name is the part's."""

from __future__ import annotations

from dataclasses import dataclass

import bpy
from bpy.props import BoolProperty, IntProperty, StringProperty

from ..core.part_names import free_name
from ..scene.homes import check_here
from ..scene.rig import correct
from ..scene.rig.asset import select
from ..scene.rig.build_rig import bone_of
from ..scene.rig.read_rig import objects_of, part_bone, part_of
from ..scene.rig.values import has_room
from .active import CHILD, OnRig, active_rig, sliders


@dataclass(frozen=True)
class Row:
    """A part, and how it moves, as lists show it.

    part: its id; type: of its joint, or fixed, empty for what carries all others; path: RNA path of its value on the
    armature object, empty likewise; confidence: the model's, of the joint or else of the part; unsure: whether it
    doubts the joint; locked: whether predictions leave that as it is; needs: what it needs of others, in words; hidden:
    whether none of its objects is shown.
    """

    part: int
    name: str
    type: str
    path: str
    confidence: float
    unsure: bool
    locked: bool
    needs: str
    hidden: bool


# Of the armature with this session id, as long as nothing but its pose changes.
_known: tuple[int, dict[int, Row]] | None = None


def rows(armature: bpy.types.Object) -> dict[int, Row]:
    """By the index of their bones in the armature's; parts whose objects were deleted are left out. Kept for drawing,
    which asks often."""
    global _known
    if _known is None or _known[0] != armature.session_uid:
        _known = armature.session_uid, _read(armature)
    return _known[1]


@bpy.app.handlers.persistent
def forget(*_: object) -> None:
    """Rows are read again when they are asked for."""
    global _known
    _known = None


@bpy.app.handlers.persistent
def forget_changed(scene: bpy.types.Scene, depsgraph: bpy.types.Depsgraph) -> None:
    """After every update: likewise, except where objects were merely moved, as they are while joints play."""
    if not all(isinstance(update.id, bpy.types.Object) for update in depsgraph.updates):
        forget()


def _read(armature: bpy.types.Object) -> dict[int, Row]:
    objects, own = objects_of(armature), {slider.child: slider for slider in sliders(armature)}
    found = {}
    for index, bone in enumerate(armature.data.bones):
        part, joint = bone.get("artllm_part"), bone.get("artllm_joint")
        if part is None or (joint and part["id"] not in own):
            continue
        slider, things = own.get(part["id"]), objects.get(bone.name, ())
        found[index] = Row(
            part["id"],
            part["name"],
            "" if joint is None else joint["type"] if has_room(armature, part["id"]) else "fixed",
            slider.path if slider else "",
            joint["confidence"] if joint else part["confidence"],
            bool(slider and slider.unsure),
            bool(slider and slider.locked),
            slider.needs if slider else "",
            bool(things) and all(thing.hide_get() for thing in things),
        )
    return found


def activate(context: bpy.types.Context, armature: bpy.types.Object, part: int) -> None:
    """Make a part's objects the selected ones, one of them active. In Pose Mode, and where none can be seen, its bone
    becomes active instead: of an object that is hidden, a window does not say that it is active."""
    bone = bone_of(armature, part)
    if context.mode == "POSE" and context.active_object == armature:
        armature.data.bones.active = bone
        return
    if context.mode != "OBJECT":
        bpy.ops.object.mode_set(mode="OBJECT")
    layer = context.view_layer.objects
    own = objects_of(armature).get(bone.name, ())
    things = [thing for thing in own if layer.get(thing.name) == thing and thing.visible_get()]
    if not things:
        if not armature.visible_get():
            return
        armature.data.bones.active = bone
        things = [armature]
    select(context, things)


def activate_most_doubtful(context: bpy.types.Context, armature: bpy.types.Object, as_bone: bool = False) -> None:
    """The joint that the model is least sure of, so that it is the first to be looked at. as_bone: by its bone, all of
    the rig being selected, so that what is moved then leaves no part behind."""
    moving = [row for row in rows(armature).values() if row.type]
    if not moving:
        return
    part = min(moving, key=lambda row: row.confidence).part
    if as_bone:
        armature.data.bones.active = bone_of(armature, part)
        select(context, [armature])
    else:
        activate(context, armature, part)


def activate_again(context: bpy.types.Context, armature: bpy.types.Object, part: int | None, as_bone: bool) -> None:
    """The part that was active, by its bone where it was so, or the most doubtful joint where there is no such part any
    more: some joint is to be active for what corrects it."""
    if part is None or bone_of(armature, part) is None:
        activate_most_doubtful(context, armature, as_bone)
    elif as_bone:
        armature.data.bones.active = bone_of(armature, part)


def _index(state: bpy.types.PropertyGroup) -> int:
    bone = part_bone(bpy.context.view_layer.objects.active)
    return bone.id_data.bones.find(bone.name) if bone else -1


def _activate_index(state: bpy.types.PropertyGroup, index: int) -> None:
    armature = active_rig(bpy.context)
    bones = armature.data.bones if armature else ()
    if 0 <= index < len(bones) and "artllm_part" in bones[index] and index != _index(state):
        activate(bpy.context, armature, bones[index]["artllm_part"]["id"])
        bpy.ops.ed.undo_push(message="Select Part")


ACTIVE_ROW = {
    "name": "Active Part",
    "description": "Click to make it the active part, double-click to rename it",
    "get": _index,
    "set": _activate_index,
}


def _name(bone: bpy.types.Bone) -> str:
    return bone["artllm_part"]["name"] if "artllm_part" in bone else bone.name


def _rename(bone: bpy.types.Bone, name: str) -> None:
    """Of the part, its bone and objects. A name that another part has is numbered, an empty one changes nothing."""
    armature = active_rig(bpy.context)
    if armature is None or armature.data != bone.id_data or not name.strip():
        return
    part = bone["artllm_part"]
    taken = {other["artllm_part"]["name"] for other in armature.data.bones if "artllm_part" in other} - {part["name"]}
    correct.rename(armature, part["id"], free_name(name.strip(), taken), part["label"])


NAME = StringProperty(name="Part", description="Double-click to rename the part", get=_name, set=_rename)


class ARTLLM_OT_hide_part(OnRig, bpy.types.Operator):
    bl_idname = "artllm.hide_part"
    bl_label = "Hide Part"
    bl_description = "Hide the part's objects in the viewport, or show them"
    bl_options = {"REGISTER", "UNDO"}

    child: IntProperty(**CHILD)
    hidden: BoolProperty(name="Hidden", default=True, options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        active = part_of(context.active_object)
        part = self.child if self.child >= 0 else active
        bone = None if part is None else bone_of(armature, part)
        things = objects_of(armature).get(bone.name, ()) if bone else ()
        here = [thing for thing in things if thing.name in context.view_layer.objects]
        if not here:
            check_here(things)
        for thing in here:
            thing.hide_set(self.hidden)
        if bone and part == active and context.mode == "OBJECT":
            # Where nothing that is seen is active the sidebar is empty, with no eye in it to show the part again.
            seen = [row.part for row in _read(armature).values() if not row.hidden]
            hidden_with_bone = part not in seen and not armature.visible_get()
            activate(context, armature, seen[0] if hidden_with_bone and seen else part)
