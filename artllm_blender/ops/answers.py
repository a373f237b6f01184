"""The model's other answers: stepped through in place, each an undo step; they were computed with the first."""

from __future__ import annotations

import bpy
from bpy.props import IntProperty

from ..core.errors import InputError
from ..scene.rig.made_of import MadeOf, made_of, originals
from ..scene.rig.take_up import take_up
from .active import OnRig, active_rig


class ARTLLM_OT_try_another(OnRig, bpy.types.Operator):
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

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        made = made_of(armature)
        take_up(armature, self.number - 1 if self.number else made.number + self.step)
        self.report({"INFO"}, said(made_of(armature)))


def active_answers(context: bpy.types.Context) -> MadeOf | None:
    """What the active rig was made of, if it keeps more than one answer."""
    made = made_of(active_rig(context))
    return made if made and len(made.summaries) > 1 else None


def said(made: MadeOf) -> str:
    """'Answer 2 of 5: 2 doors, drawer'."""
    return f"Answer {made.number + 1} of {len(made.summaries)}: {made.summaries[made.number]}"


CLASSES = (ARTLLM_OT_try_another,)
