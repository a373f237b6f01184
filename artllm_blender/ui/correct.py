"""The panel of corrections: of the active part and the faces that are selected."""

from __future__ import annotations

import bpy

from ..ops.active import active_joint_type, active_part_name
from .panel import RigPanel


class ARTLLM_PT_correct(RigPanel, bpy.types.Panel):
    bl_label = "Correct"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        faces = layout.column(align=True)
        faces.label(text="Selected Faces" if context.mode == "EDIT_MESH" else "Selected Objects")
        faces.operator_menu_enum("artllm.assign_to_part", "part", icon="MOD_DATA_TRANSFER")
        faces.operator_menu_enum("artllm.new_part", "type", icon="ADD")
        layout.operator("artllm.draw_part", icon="SELECT_SET")
        if name := active_part_name(context):
            part = layout.column(align=True)
            row = part.row(align=True)
            row.label(text=name, icon="OBJECT_DATA")
            row.operator("artllm.rename_part", text="", icon="GREASEPENCIL")
            part.operator("artllm.merge_parts", text="Merge Selected into It", icon="AUTOMERGE_ON")
            part.operator("artllm.split_part", icon="MOD_EXPLODE")
        if active_joint_type(context):
            part.operator("artllm.dissolve_part", icon="TRASH")
            part.operator("artllm.bound_part", icon="MOD_LATTICE")
        layout.operator("artllm.predict_joints", icon="FILE_REFRESH")
