"""The sidebar's panel on which joints are tried."""

from __future__ import annotations

import bpy

from ..ops.contacts import said, shown
from ..ops.playing import clock, timing
from .panel import RigPanel


class ARTLLM_PT_preview(RigPanel, bpy.types.Panel):
    bl_label = "Preview"

    def draw(self, context: bpy.types.Context) -> None:
        layout, state = self.layout, context.window_manager.artllm
        row = layout.row(align=True)
        if state.playing:
            paused = state.play.paused
            row.prop(state.play, "paused", text="Go On" if paused else "Pause", icon="PLAY" if paused else "PAUSE")
            row.prop(state, "playing", text="Stop", icon="SNAP_FACE", toggle=True)
        else:
            row.operator("artllm.play_all", icon="PLAY")
        second, length = clock(timing())
        layout.prop(state.play, "scrub", text=f"{second:.1f} of {length:.1f} s" if length else "Scrub", slider=True)
        row = layout.row(align=True)
        for pose, text in (("CLOSED", "Closed"), ("HALF", "Half"), ("OPEN", "Open")):
            row.operator("artllm.pose_all", text=text).pose = pose
        row.operator("artllm.rest", text="", icon="LOOP_BACK")
        row.operator("artllm.pose_assets", text="", icon="ASSET_MANAGER")
        row = layout.row(align=True)
        row.operator("artllm.insert_keys", icon="KEY_HLT")
        row.operator_menu_enum("artllm.bake", "actions", icon="NLA")
        row = layout.row(align=True)
        row.prop(state, "show_overlay", text="Overlay", icon="HIDE_OFF", toggle=True)
        row.prop(state, "show_handles", icon="GIZMO", toggle=True)
        layout.prop(state, "show_contacts", icon="MOD_PHYSICS", toggle=True)
        if armature := shown(context):
            column = layout.column(align=True)
            for line, is_now in said(armature):
                column.label(text=line, icon="ERROR" if is_now else "BLANK1")


class ARTLLM_PT_timing(RigPanel, bpy.types.Panel):
    bl_label = "Timing"
    bl_parent_id = "ARTLLM_PT_preview"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        layout, play = self.layout, context.window_manager.artllm.play
        layout.use_property_split = True
        layout.use_property_decorate = False
        for name in ("which", "seconds", "easing", "ping_pong", "loops"):
            layout.prop(play, name)
