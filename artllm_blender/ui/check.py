"""The sidebar's panel on which an asset is checked before it leaves."""

from __future__ import annotations

import bpy

from ..ops.active import active_rig
from ..ops.check import found_in, is_past
from .panel import RigPanel, paragraph

# Operators that mend what was found, by its code.
FIXES = {"blocked": "artllm.refine_limits", "picture": "file.find_missing_files"}


class ARTLLM_PT_check(RigPanel, bpy.types.Panel):
    bl_label = "Check"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        armature = active_rig(context)
        layout, found = self.layout, found_in(armature)
        layout.operator("artllm.check", icon="CHECKMARK")
        row = layout.row(align=True)
        row.operator("artllm.show_colliders", icon="MESH_ICOSPHERE")
        row.operator("artllm.remove_colliders", text="", icon="X")
        if found is not None and is_past(context, armature):
            layout.label(text="Joints have changed since", icon="FILE_REFRESH")
            layout = layout.column()
            layout.active = False
        if found == []:
            layout.label(text="Nothing was found", icon="CHECKMARK")
        for one in found or ():
            box = layout.box()
            paragraph(box, context, one["says"])
            if one["fix"]:
                paragraph(box, context, one["fix"], icon="BLANK1")
            if one["code"] in FIXES:
                box.operator(FIXES[one["code"]])


CLASSES = (ARTLLM_PT_check,)
