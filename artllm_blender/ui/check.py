"""The sidebar's panel on which an asset is checked before it leaves, each thing found with a button that mends it."""

from __future__ import annotations

import bpy

from ..core.formats.check import Finding
from ..core.units import UNITS
from ..ops.active import active_rig
from ..ops.check import MENDING, found_in, has_own_colliders, is_past
from .panel import RigPanel, paragraph

# What mends the whole rig, by the code of what was found.
OF_RIG = {
    "blocked": "artllm.refine_limits",
    "picture": "file.find_missing_files",
    "overlap": "artllm.remove_colliders",
}
WEIGHS = ("light", "heavy")


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
            paragraph(box, context, one.says)
            if one.fix:
                paragraph(box, context, one.fix, icon="BLANK1")
            _draw_fixes(box, context, one)


def _draw_fixes(layout: bpy.types.UILayout, context: bpy.types.Context, found: Finding) -> None:
    if found.code in OF_RIG and (found.code != "overlap" or has_own_colliders(context)):
        layout.operator(OF_RIG[found.code])
    if found.code in MENDING:
        button = layout.operator("artllm.mend", text=MENDING[found.code][0])
        button.code, button.part = found.code, found.part
    if found.code in WEIGHS:
        button = layout.operator("artllm.set_density")
        button.code, button.part = found.code, found.part
    if found.code == "size":
        row = layout.row(align=True)
        for unit in UNITS:
            row.operator("artllm.scene_unit", text=unit).unit = unit


CLASSES = (ARTLLM_PT_check,)
