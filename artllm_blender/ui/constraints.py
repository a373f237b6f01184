"""The sidebar's panel of what is asked of a rig's pose: a list, and the active one's target, amount and shortfall."""

from __future__ import annotations

import bpy

from ..ops.active import active_rig
from ..ops.constraints import TO_TARGET, active_constraint, part_name, said
from .panel import RigPanel, paragraph

ICONS = {
    "AIM": "LIGHT_SPOT", "REACH": "SNAP_ON", "DISTANCE": "DRIVER_DISTANCE", "PARALLEL": "SNAP_EDGE",
    "ON_LINE": "SNAP_EDGE", "ON_PLANE": "SNAP_FACE", "CLEAR": "MOD_PHYSICS", "SHARE": "DRIVER_DISTANCE",
    "PERPENDICULAR": "SNAP_PERPENDICULAR", "ANGLE": "DRIVER_ROTATIONAL_DIFFERENCE", "FACING": "MOD_MIRROR",
    "UPRIGHT": "EMPTY_SINGLE_ARROW", "LEVEL": "MESH_PLANE", "VALUE": "CON_ROTLIMIT", "EQUAL": "LINKED",
    "MIRRORED": "ARROW_LEFTRIGHT", "HOLD": "LOCKED",
}  # fmt: skip
AMOUNTS = {
    "DISTANCE": ("length",), "ON_PLANE": ("length",), "CLEAR": ("length",), "ANGLE": ("angle",), "SHARE": ("share",),
    "REACH": ("offset",),
}  # fmt: skip
ROWS = 3


class ARTLLM_UL_constraints(bpy.types.UIList):
    def draw_item(self, context, layout, data, one, icon, state, active_property, index=0, flag=0) -> None:
        line = layout.row(align=True)
        line.active = one.use
        line.label(text="", icon=ICONS[one.kind])
        line.prop(one, "name", text="", emboss=False)
        if one.use and said(data)[index]:
            line.label(text="", icon="ERROR")
        line.prop(one, "use", text="", icon="HIDE_OFF" if one.use else "HIDE_ON", emboss=False)


class ARTLLM_PT_constraints(RigPanel, bpy.types.Panel):
    bl_label = "Constraints"

    def draw(self, context: bpy.types.Context) -> None:
        layout, state, armature = self.layout, context.window_manager.artllm, active_rig(context)
        if len(armature.artllm_constraints):
            count = max(ROWS, min(len(armature.artllm_constraints), 8))
            layout.template_list(
                "ARTLLM_UL_constraints", "", armature, "artllm_constraints", state, "active_constraint",
                rows=count, maxrows=count,
            )  # fmt: skip
        row = layout.row(align=True)
        row.operator_menu_enum("artllm.constrain", "kind", text="Add", icon="ADD")
        row.operator("artllm.click_constraint", text="Click", icon="RESTRICT_SELECT_OFF")
        row.operator("artllm.remove_constraint", text="", icon="REMOVE")
        row.operator("artllm.apply_constraints", text="", icon="CHECKMARK")
        row = layout.row(align=True)
        row.prop(state, "constraint_text", text="", placeholder="aim the lamp at the mug")
        row.operator("artllm.constrain_by_words", text="", icon="PLAY").text = state.constraint_text
        number = active_constraint(context)
        if number is not None:
            self._draw_active(context, armature, number)

    def _draw_active(self, context: bpy.types.Context, armature: bpy.types.Object, number: int) -> None:
        one = armature.artllm_constraints[number]
        if short := said(armature)[number]:
            paragraph(self.layout.box(), context, short)
        column = self.layout.column()
        column.use_property_split, column.use_property_decorate = True, False
        column.label(text=f"{part_name(armature, one.part)}{f': {one.region}' if one.region else ''}")
        if one.kind in TO_TARGET:
            column.prop(one, "target")
            if one.target == "OBJECT":
                column.prop(one, "object")
        if one.kind in ("EQUAL", "MIRRORED"):
            column.label(text=f"as {part_name(armature, one.other)}")
        for name in self._amounts(armature, one):
            column.prop(one, name)
        column.prop(one, "weight")

    def _amounts(self, armature: bpy.types.Object, one: bpy.types.PropertyGroup) -> tuple[str, ...]:
        """Which of the amounts it has."""
        if one.kind in ("VALUE", "EQUAL"):
            slides = armature.id_properties_ui(f"artllm_value_{one.part}").as_dict()["subtype"] == "DISTANCE"
            return ("length",) if slides else ("angle",)
        return AMOUNTS.get(one.kind, ())


CLASSES = (ARTLLM_UL_constraints, ARTLLM_PT_constraints)
