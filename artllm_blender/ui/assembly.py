"""The sidebar's panel in which things are taken apart."""

from __future__ import annotations

import bpy

from ..ops.explode import exploded, is_left, look_shown
from .panel import Sidebar, paragraph


class ARTLLM_PT_assembly(Sidebar, bpy.types.Panel):
    bl_label = "Assembly"
    bl_parent_id = "ARTLLM_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        layout, armature = self.layout, exploded(context)
        if armature is None:
            row = layout.row(align=True)
            row.operator("artllm.explode", icon="MOD_EXPLODE")
            if is_left(context):
                row.operator("artllm.remove_explode", text="", icon="X")
            layout.operator("artllm.make_manual", icon="DOCUMENTS")
            return
        layout.prop(armature, '["exploded"]', text="Exploded", slider=True)
        look, notes = look_shown(armature)
        row = layout.row(align=True)
        for direction, text in (("STEPS", "By Step"), ("RADIAL", "Radial"), ("X", "X"), ("Y", "Y"), ("Z", "Z")):
            button = row.operator("artllm.explode_look", text=text, depress=direction == look.direction)
            button.direction, button.strength, button.trails = direction, look.strength, look.trails
        row = layout.row(align=True)
        for strength, text in ((look.strength / 1.25, "Nearer"), (look.strength * 1.25, "Farther")):
            button = row.operator("artllm.explode_look", text=text)
            button.direction, button.strength, button.trails = look.direction, strength, look.trails
        button = row.operator("artllm.explode_look", text="Trails", depress=look.trails)
        button.direction, button.strength, button.trails = look.direction, look.strength, not look.trails
        row = layout.row(align=True)
        row.operator("artllm.key_explode", icon="KEY_HLT")
        row.operator("artllm.explode", text="Again", icon="FILE_REFRESH")
        row.operator("artllm.remove_explode", text="", icon="X")
        for note in notes:
            paragraph(layout, context, note, icon="INFO")
        layout.operator("artllm.make_manual", icon="DOCUMENTS")


CLASSES = (ARTLLM_PT_assembly,)
