"""The sidebar's panel in which one says what should happen."""

from __future__ import annotations

import bpy

from ..ops.active import active_rig
from ..ops.saying import front_said
from .panel import RigPanel, paragraph


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
        if saying.about == armature.session_uid:
            if saying.asked:
                paragraph(layout.box(), context, saying.asked, icon="QUESTION")
            for line in saying.moved.splitlines():
                layout.label(text=line, icon="CHECKMARK")
            for line in saying.said.splitlines():
                paragraph(layout.column(), context, line, icon="INFO")
        layout.operator_menu_enum("artllm.set_front", "side", text=front_said(armature))


CLASSES = (ARTLLM_PT_pose,)
