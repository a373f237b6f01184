"""The sidebar's box in which parts are brought together."""

from __future__ import annotations

import bpy

from .panel import Sidebar


class ARTLLM_PT_snap(Sidebar, bpy.types.Panel):
    bl_label = "Snap"
    bl_parent_id = "ARTLLM_PT_assembly"

    def draw(self, context: bpy.types.Context) -> None:
        row = self.layout.row(align=True)
        row.operator("artllm.snap_parts", icon="SNAP_ON")
        row.operator("artllm.drag_snapping", text="Drag", icon="VIEW_PAN")


CLASSES = (ARTLLM_PT_snap,)
