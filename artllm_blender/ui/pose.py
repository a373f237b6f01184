"""The sidebar's panel in which one says what should happen."""

from __future__ import annotations

import bpy

from ..core.words.completing import with_name
from ..ops.active import active_rig
from ..ops.saying import front_said, part_names
from ..ops.settings import language_model
from .panel import RigPanel, paragraph

STEPS, MOST_STEPS = 2, 8
# What the first button takes of its row, and the second of the rest.
MOVE, READ = 0.25, 0.62
# The field of each measure of an amount.
AMOUNTS = {"fraction": "share", "angle": "angle", "length": "length", "factor": "factor"}


class ARTLLM_UL_steps(bpy.types.UIList):
    def draw_item(self, context, layout, data, step, icon, state, active_property, index=0, flag=0) -> None:
        line = layout.row(align=True)
        line.active = step.use
        line.label(text=f"{index + 1}. {step.name}")
        line.prop(step, "use", text="", icon="CHECKBOX_HLT" if step.use else "CHECKBOX_DEHLT", emboss=False)


class ARTLLM_MT_said(bpy.types.Menu):
    bl_label = "Names and Lines"
    bl_description = "Put a part's name into the line, or say again what was said before, the last first"

    def draw(self, context: bpy.types.Context) -> None:
        layout, saying = self.layout, context.window_manager.artllm.saying
        for name in part_names(active_rig(context)):
            button = layout.operator("wm.context_set_string", text=name)
            button.data_path, button.value = "window_manager.artllm.saying.text", with_name(saying.text, name)
        layout.separator()
        for line in saying.history.splitlines():
            button = layout.operator("artllm.say", text=line)
            button.text, button.key = line, saying.key


class ARTLLM_PT_pose(RigPanel, bpy.types.Panel):
    bl_label = "Pose by Words"

    def draw(self, context: bpy.types.Context) -> None:
        layout, saying = self.layout, context.window_manager.artllm.saying
        armature = active_rig(context)
        column = layout.column(align=True)
        row = column.row(align=True)
        row.prop(saying, "text", text="", placeholder="open the top drawer a third")
        row.menu("ARTLLM_MT_said", text="", icon="DOWNARROW_HLT")
        row = column.split(factor=MOVE, align=True)
        button = row.operator("artllm.say", text="Move")
        button.text, button.key = saying.text, saying.key
        row = row.split(factor=READ, align=True)
        row.operator("artllm.read_steps")
        row.prop(saying, "key", toggle=True)
        if language_model(context) is not None:
            layout.operator("artllm.ask_model", icon="URL")
        if saying.about == armature.session_uid:
            self._draw_answer(layout, context, saying)
        layout.operator_menu_enum("artllm.set_front", "side", text=front_said(context, armature))

    def _draw_answer(
        self, layout: bpy.types.UILayout, context: bpy.types.Context, saying: bpy.types.PropertyGroup
    ) -> None:
        """What came of the line; a question holds the steps as well, which answer it as another line does."""
        column = layout.column()
        if saying.asked:
            column = layout.box()
            paragraph(column, context, saying.asked, icon="QUESTION")
            if len(saying.steps):
                paragraph(column, context, "Say it anew, or mend the steps:", icon="BLANK1")
        for line in saying.moved.splitlines():
            column.label(text=line, icon="CHECKMARK")
        for line in saying.said.splitlines():
            paragraph(column, context, line, icon="INFO")
        if len(saying.steps):
            if not saying.asked:
                column.label(text="Read as")
            self._draw_steps(column, saying)

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
        row.operator("artllm.remove_step", text="Remove")


CLASSES = (ARTLLM_UL_steps, ARTLLM_MT_said, ARTLLM_PT_pose)
