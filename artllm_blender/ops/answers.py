"""The model's other answers: stepped through in place, each an undo step; they were computed with the first."""

from __future__ import annotations

from functools import partial

import bpy
from bpy.props import IntProperty

from ..core.errors import ArtLLMError, InputError
from ..core.kit import Kit
from ..core.prediction import Prediction
from ..core.steps import Steps, within
from ..scene.mesh.mesh_in import Source
from ..scene.rig.made_of import MadeOf, kept_answers, made_of, originals
from ..scene.rig.read_rig import part_of, read_rig
from ..scene.rig.take_up import taking_up
from ..scene.rig.try_joint import tried, try_joint
from . import ahead
from .active import CHILD, OnRig, active_joint_type, active_rig, chosen_joint, needs_joint
from .parting import parted_aside
from .rows import activate_again
from .slices import InSlices
from .views import redraw

# What the panel last said of a joint, by what that hangs on: it is drawn whenever the mouse moves over it.
_counted: dict[tuple, tuple[int, int]] = {}


class ARTLLM_OT_try_another(InSlices, OnRig, bpy.types.Operator):
    bl_idname = "artllm.try_another"
    bl_label = "Try Another"
    bl_description = "Take up another of the model's answers. What you corrected and locked stays"
    bl_options = {"REGISTER", "UNDO"}

    step: IntProperty(
        name="Step", default=1, options={"SKIP_SAVE"}, description="1 for the next answer, -1 for the one before"
    )
    number: IntProperty(
        name="Number", default=0, min=0, options={"SKIP_SAVE"}, description="Which answer, from 1; 0 to step"
    )

    @classmethod
    def description(cls, context: bpy.types.Context, wanted: bpy.types.OperatorProperties) -> str:
        """With the answer's title, which a narrow button cuts off."""
        made = active_answers(context)
        title = made.summaries[wanted.number - 1] if made and 0 < wanted.number <= len(made.summaries) else ""
        return f"{title[:1].upper()}{title[1:]}. {cls.bl_description}" if title else cls.bl_description

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not super().poll(context):
            return False
        made = made_of(active_rig(context))
        if made is None or len(made.summaries) < 2:
            cls.poll_message_set("This rig keeps no other answers of the model")
            return False
        try:
            originals(made)
        except InputError as error:
            cls.poll_message_set(str(error))
            return False
        return True

    def steps(self, context: bpy.types.Context) -> Steps[None]:
        armature = active_rig(context)
        self._active, self._as_bone = part_of(context.active_object), context.active_object == armature
        made = made_of(armature)
        number = (self.number - 1 if self.number else made.number + self.step) % len(made.summaries)
        parted, about = ahead.parted(armature, number)
        if parted is None:
            aside = parted_aside(armature, partial(_answer, armature, number))
            parted, about = yield from within(aside, 0.0, 0.4)
        yield from within(taking_up(armature, number, parted, about), 0.4, 1.0)

    def end(self, context: bpy.types.Context, result: None) -> set[str]:
        armature = active_rig(context)
        activate_again(context, armature, self._active, self._as_bone)
        self.report({"INFO"}, said(made_of(armature)))
        redraw()
        return {"FINISHED"}


class ARTLLM_OT_try_joint(OnRig, bpy.types.Operator):
    bl_idname = "artllm.try_joint"
    bl_label = "Try Another Joint"
    bl_description = (
        "Have the active part move as another answer has it, hung at another edge, by another type, the other way"
    )
    bl_options = {"REGISTER", "UNDO"}

    child: IntProperty(**CHILD)
    step: IntProperty(
        name="Step", default=1, options={"SKIP_SAVE"}, description="1 for the next joint, -1 for the one before"
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return super().poll(context) and needs_joint(cls, context)

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        child = chosen_joint(context, self.child)
        at, count = try_joint(armature, child, self.step)
        part = read_rig(armature).articulation
        kind = part.joint_of(child).type.value
        self.report({"INFO"}, f"{part.part(child).name} is {kind}, {at + 1} of {count}")


def active_tried(context: bpy.types.Context) -> tuple[str, int, int] | None:
    """The active part's name, and which of how many its joint is of itself and its alternatives; None without one, and
    of a rig that is broken."""
    if not active_joint_type(context):
        return None
    armature, child = active_rig(context), part_of(context.active_object)
    try:
        rig = read_rig(armature)
    except ArtLLMError:
        return None
    key = armature.session_uid, rig.articulation.joint_of(child), rig.articulation.part(child).box
    if key not in _counted:
        joints, at = tried(rig, child)
        _counted.clear()
        _counted[key] = at, len(joints)
    return rig.articulation.part(child).name, *_counted[key]


def active_answers(context: bpy.types.Context) -> MadeOf | None:
    """What the active rig was made of, if it keeps more than one answer."""
    made = made_of(active_rig(context))
    return made if made and len(made.summaries) > 1 else None


def _answer(armature: bpy.types.Object, number: int, made: MadeOf, source: Source) -> tuple[Prediction, Kit | None]:
    """As `parted_aside` asks."""
    return kept_answers(armature, source)[number], source.kit if made.settings.is_kit else None


def said(made: MadeOf) -> str:
    """'Answer 2 of 5: 2 doors, drawer'."""
    return f"Answer {made.number + 1} of {len(made.summaries)}: {made.summaries[made.number]}"


CLASSES = (ARTLLM_OT_try_another, ARTLLM_OT_try_joint)
