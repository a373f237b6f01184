"""The active joint in a popover, at the mouse or from the sidebar: what it is, to be changed where it is read."""

from __future__ import annotations

import bpy

from ..core.articulation import Joint, JointType
from ..ops.active import active_part_name, active_rig
from ..ops.joint_values import active_joint
from .icons import swatch
from .panel import paragraph

# Width of the popover, and what its labels take of it.
WIDTH, LABEL = 16, 0.22
SELECTED = {"EDGE": "Edge", "FACE": "Face", "CIRCLE": "Circle"}


class ARTLLM_PT_joint(bpy.types.Panel):
    bl_label = "Joint"
    bl_space_type = "VIEW_3D"
    bl_region_type = "HEADER"
    bl_ui_units_x = WIDTH

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        armature = active_rig(context)
        return armature is not None and active_joint(armature) is not None

    def draw(self, context: bpy.types.Context) -> None:
        layout, armature = self.layout, active_rig(context)
        joint, state = active_joint(armature), context.window_manager.artllm
        title = layout.row(align=True)
        title.label(text=active_part_name(context), icon_value=swatch(joint.child, False))
        title.operator("artllm.open_close", text="", icon="PLAY")
        title.operator("artllm.rename_part", text="", icon="GREASEPENCIL")
        if state.joint_error:
            box = layout.box()
            box.alert = True
            paragraph(box, context, state.joint_error)
        values = layout.column()
        values.enabled = context.mode == "OBJECT"
        types = _labelled(values, "Type")
        types.prop(armature, "artllm_type", expand=True, icon_only=True)
        types.label(text=armature.artllm_type.capitalize())
        _labelled(values, "Parent").prop(armature, "artllm_parent", text="")
        self._draw_axis(layout, armature, joint, context)
        self._draw_limits(layout, armature, joint, state, context)
        row = layout.row(align=True)
        row.operator("artllm.mirror_joint", icon="MOD_MIRROR")
        row.operator("artllm.dissolve_part", text="Dissolve Part", icon="TRASH")

    def _draw_axis(self, layout, armature: bpy.types.Object, joint: Joint, context: bpy.types.Context) -> None:
        column, selecting = layout.column(align=True), context.mode == "EDIT_MESH"
        values = _labelled(column, "Axis")
        values.enabled = not selecting
        values.prop(armature, "artllm_axis", text="")
        buttons = _labelled(column)
        for axis in "XYZ":
            buttons.operator("artllm.joint_axis", text=axis).axis = axis
        for axis, text in {"FLIP": "Flip", "VIEW": "View"}.items():
            buttons.operator("artllm.joint_axis", text=text).axis = axis
        buttons.operator("artllm.axis_through", text="Points")
        if selecting:
            buttons = _labelled(column)
            for axis, text in SELECTED.items():
                buttons.operator("artllm.joint_axis", text=text).axis = axis
        column = layout.column(align=True)
        values = _labelled(column, "Pivot")
        values.enabled = not selecting
        values.prop(armature, "artllm_origin", text="")
        buttons = _labelled(column)
        origins = {"CURSOR": "Cursor", "BOX": "Middle"} | (
            {"SELECTION": "Selection", "CIRCLE": "Circle"} if selecting else {}
        )
        for origin, text in origins.items():
            buttons.operator("artllm.joint_origin", text=text).origin = origin

    def _draw_limits(self, layout, armature: bpy.types.Object, joint: Joint, state, context: bpy.types.Context) -> None:
        if joint.type is JointType.CONTINUOUS or joint.still:
            return
        column = layout.column(align=True)
        column.enabled = context.mode == "OBJECT"
        unit = "angle"
        if joint.type.slides:
            unit = state.limits_unit.lower()
            if unit == "turns" and joint.type is not JointType.SCREW:
                unit = "length"
            units = _labelled(column, "Limits in")
            for name in ("LENGTH", "MM", *(("TURNS",) if joint.type is JointType.SCREW else ())):
                units.prop_enum(state, "limits_unit", name)
        row = _labelled(column, "" if joint.type.slides else "Limits")
        row.prop(armature, f"artllm_lower_{unit}", text="")
        row.prop(armature, f"artllm_upper_{unit}", text="")
        if joint.type is JointType.SCREW:
            _labelled(column, "Pitch").prop(armature, "artllm_pitch", text="")
        _labelled(column).operator("artllm.copy_limits", icon="PASTEDOWN")


def _labelled(layout: bpy.types.UILayout, text: str = "") -> bpy.types.UILayout:
    """A row behind a label."""
    split = layout.split(factor=LABEL)
    label = split.row()
    label.alignment = "RIGHT"
    label.label(text=text)
    return split.row(align=True)
