"""The sidebar's panel on which joints are tried."""

from __future__ import annotations

import bpy

from ..ops.contacts import said, shown
from .panel import RigPanel


class ARTLLM_PT_preview(RigPanel, bpy.types.Panel):
    bl_label = "Preview"

    def draw(self, context: bpy.types.Context) -> None:
        layout, state = self.layout, context.window_manager.artllm
        if state.playing:
            layout.prop(state, "playing", text="Stop", icon="PAUSE", toggle=True)
        else:
            layout.operator("artllm.play_all", icon="PLAY")
        row = layout.row(align=True)
        row.operator("artllm.close_all")
        row.operator("artllm.rest", icon="LOOP_BACK")
        row.operator("artllm.insert_keys", icon="KEY_HLT")
        layout.prop(state, "show_overlay", icon="HIDE_OFF", toggle=True)
        layout.prop(state, "show_contacts", icon="OVERLAY", toggle=True)
        if armature := shown(context):
            column = layout.column(align=True)
            for line, is_now in said(armature):
                column.label(text=line, icon="ERROR" if is_now else "BLANK1")
