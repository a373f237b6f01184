"""The sidebar's panel in which one says what should happen."""

from __future__ import annotations

import bpy

from ..ops.active import active_rig
from ..ops.saying import front_said
from ..ops.settings import language_model
from .panel import RigPanel, paragraph

STEPS, MOST_STEPS = 2, 8
# The field of each measure of an amount.
AMOUNTS = {"fraction": "share", "angle": "angle", "length": "length", "factor": "factor"}


class ARTLLM_UL_steps(bpy.types.UIList):
    def draw_item(self, context, layout, data, step, icon, state, active_property, index=0, flag=0) -> None:
        line = layout.row(align=True)
        line.active = step.use
        line.label(text=f"{index + 1}. {step.name}")
        line.prop(step, "use", text="", icon="CHECKBOX_HLT" if step.use else "CHECKBOX_DEHLT", emboss=False)


class ARTLLM_PT_pose(RigPanel, bpy.types.Panel):
    bl_label = "Pose by Words"

    def draw(self, context: bpy.types.Context) -> None:
        layout, saying = self.layout, context.window_manager.artllm.saying
        armature = active_rig(context)
        row = layout.row(align=True)
        row.prop(saying, "text", text="", placeholder="open the top drawer a third")
        row.prop(saying, "key", text="", icon="KEY_HLT" if saying.key else "KEY_DEHLT")
        button = row.operator("artllm.say", text="", icon="PLAY")
        button.text, button.key = saying.text, saying.key
        row.operator("artllm.read_steps", text="", icon="PRESET")
        if language_model(context) is not None:
            layout.operator("artllm.ask_model", icon="URL")
        if saying.about == armature.session_uid:
            if saying.asked:
                paragraph(layout.box(), context, saying.asked, icon="QUESTION")
            for line in saying.moved.splitlines():
                layout.label(text=line, icon="CHECKMARK")
            for line in saying.said.splitlines():
                paragraph(layout.column(), context, line, icon="INFO")
            if len(saying.steps):
                self._draw_steps(layout.column(), saying)
        layout.operator_menu_enum("artllm.set_front", "side", text=front_said(armature))

    def _draw_steps(self, column: bpy.types.UILayout, saying: bpy.types.PropertyGroup) -> None:
        """What the line was read as, to be changed and carried out again."""
        count = max(STEPS, min(len(saying.steps), MOST_STEPS))
        column.template_list(
            "ARTLLM_UL_steps", "", saying, "steps", saying, "active_step", rows=count, maxrows=count
        )  # fmt: skip
        if 0 <= saying.active_step < len(saying.steps):
            step = saying.steps[saying.active_step]
            fields = column.column()
            fields.use_property_split, fields.use_property_decorate = True, False
            fields.prop(step, "parts")
            if step.target:
                fields.prop(step, "target")
            else:
                fields.prop(step, "goal")
                fields.prop(step, "way")
            fields.prop(step, "measure")
            if name := AMOUNTS.get(step.measure):
                fields.prop(step, name)
        row = column.row(align=True)
        row.operator("artllm.do_steps", icon="PLAY").key = saying.key
        row.operator("artllm.remove_step", text="", icon="REMOVE")


CLASSES = (ARTLLM_UL_steps, ARTLLM_PT_pose)
