"""The sub-panel of the model's answers: which one the rig has, the others a click away, and hints to it."""

from __future__ import annotations

import bpy

from ..ops.answers import active_answers, active_tried
from .panel import RigPanel


class ARTLLM_PT_answers(RigPanel, bpy.types.Panel):
    bl_label = "Answers"

    def draw_header_preset(self, context: bpy.types.Context) -> None:
        if (made := active_answers(context)) is None:
            return
        row = self.layout.row(align=True)
        row.operator("artllm.try_another", text="", icon="TRIA_LEFT").step = -1
        row.label(text=f"{made.number + 1} of {len(made.summaries)}")
        row.operator("artllm.try_another", text="", icon="TRIA_RIGHT").step = 1

    def draw(self, context: bpy.types.Context) -> None:
        if made := active_answers(context):
            column = self.layout.column(align=True)
            for number, summary in enumerate(made.summaries):
                chosen = number == made.number
                button = column.operator("artllm.try_another", text=f"{number + 1}: {summary}", depress=chosen)
                button.number = number + 1
        if told := active_tried(context):
            name, at, count = told
            row = self.layout.row(align=True)
            row.operator("artllm.try_joint", text="", icon="TRIA_LEFT").step = -1
            row.operator("artllm.try_joint", text=f"{name}: joint {at + 1} of {count}").step = 1
            row.operator("artllm.try_joint", text="", icon="TRIA_RIGHT").step = 1
        row = self.layout.row(align=True)
        row.operator("artllm.draw_motion", text="Draw", icon="GREASEPENCIL")
        row.operator("artllm.click_part", text="Click", icon="RESTRICT_SELECT_OFF")
        row.operator("artllm.say_kind", text="Say...", icon="OUTLINER_DATA_FONT")
