"""The lists of joints and parts: a row each, in the part's colour, active as the part is in the viewport."""

from __future__ import annotations

from fnmatch import fnmatch

import bpy
from bpy.props import BoolProperty

from ..ops.active import active_joint_note, active_rig
from ..ops.answers import active_tried
from ..ops.correct import TYPES
from ..ops.joints import FIXED
from ..ops.rows import Row, rows
from .icons import swatch
from .panel import RigPanel, paragraph

ICONS = {"": "MESH_CUBE"} | {kind: icon for kind, _, _, icon in (*TYPES, FIXED)}
# Pixels at 1x of a row and of what else is in the sidebar; the fewest rows; how much of one is the name.
ROW, AROUND, FEWEST, NAME = 20, 340, 6, 0.64

# Of the list that is being drawn: its armature, and its rows by index. A list filters before it draws.
_armature: bpy.types.Object | None = None
_rows: dict[int, Row] = {}


class _List:
    doubtful_first: BoolProperty(
        name="Doubtful First", default=True, description="Begin with the joints that the model is least sure of"
    )

    def draw_filter(self, context: bpy.types.Context, layout: bpy.types.UILayout) -> None:
        row = layout.row(align=True)
        row.prop(self, "filter_name", text="")
        row.prop(self, "use_filter_invert", text="", icon="ARROW_LEFTRIGHT")
        row.prop(self, "doubtful_first", text="", icon="QUESTION")
        row.prop(self, "use_filter_sort_alpha", text="", icon="SORTALPHA")

    def filter_items(
        self, context: bpy.types.Context, armature: bpy.types.Armature, name: str
    ) -> tuple[list[int], list[int]]:
        """What is shown of the bones, and in which order."""
        global _armature, _rows
        _armature = active_rig(context)
        _rows = rows(_armature)
        pattern = f"*{self.filter_name.lower()}*"
        shown = [
            i in _rows and fnmatch(_rows[i].name.lower(), pattern) != self.use_filter_invert
            for i in range(len(armature.bones))
        ]
        return [self.bitflag_filter_item * one for one in shown], self._places(len(shown))

    def _places(self, count: int) -> list[int]:
        """The place of each bone in the list."""
        order = list(range(count))
        if self.use_filter_sort_alpha:
            order.sort(key=lambda i: _rows[i].name.lower() if i in _rows else "")
        if self.doubtful_first:
            order.sort(key=lambda i: _rows[i].confidence if i in _rows and _rows[i].unsure else 1.0)
        places = [0] * count
        for place, i in enumerate(order):
            places[i] = place
        return places

    def draw_item(self, context, layout, data, bone, icon, state, active_property, index=0, flag=0) -> None:
        row = _rows[index]
        line = layout.row(align=True)
        line.label(text="", icon_value=swatch(row.part, not row.type))
        self.draw_row(line, _armature, bone, row)


class ARTLLM_UL_joints(_List, bpy.types.UIList):
    def draw_row(self, line, armature: bpy.types.Object, bone: bpy.types.Bone, row: Row) -> None:
        line.label(text="", icon=ICONS[row.type])
        if not row.type:
            return _draw_name(line, armature, bone, row)
        split = line.split(factor=NAME, align=True)
        _draw_name(split, armature, bone, row)
        if row.type == "fixed":
            split.label(text="fixed")
        else:
            split.prop(armature, row.path, text="", slider=True)
        # Who looks at a doubtful joint and finds it right locks it, and it is doubtful no more.
        icon = "LOCKED" if row.locked else "QUESTION" if row.unsure else "UNLOCKED"
        lock = line.operator("artllm.lock_joint", text="", icon=icon, emboss=False)
        lock.child, lock.locked = row.part, not row.locked


class ARTLLM_UL_parts(_List, bpy.types.UIList):
    def draw_row(self, line, armature: bpy.types.Object, bone: bpy.types.Bone, row: Row) -> None:
        _draw_name(line, armature, bone, row)
        sure = line.row()
        sure.alignment = "RIGHT"
        sure.active = row.unsure
        sure.label(text=f"{row.confidence:.0%}")
        hide = line.operator("artllm.hide_part", text="", icon="HIDE_ON" if row.hidden else "HIDE_OFF", emboss=False)
        hide.child, hide.hidden = row.part, not row.hidden


def _draw_name(line: bpy.types.UILayout, armature: bpy.types.Object, bone: bpy.types.Bone, row: Row) -> None:
    if armature.library or armature.override_library:
        line.label(text=row.name)
    else:
        line.prop(bone, "artllm_name", text="", emboss=False)


class ARTLLM_PT_rig(RigPanel, bpy.types.Panel):
    bl_label = "Parts and Joints"

    def draw_header_preset(self, context: bpy.types.Context) -> None:
        self.layout.operator("artllm.view_front")

    def draw(self, context: bpy.types.Context) -> None:
        layout, armature, state = self.layout, active_rig(context), context.window_manager.artllm
        layout.row().prop(state, "listed", expand=True)
        count = rows_that_fit(context, len(armature.data.bones))
        kind = f"ARTLLM_UL_{state.listed.lower()}"
        layout.template_list(kind, "", armature.data, "bones", state, "active_row", rows=count, maxrows=count)
        self._draw_active(context, armature)
        row = layout.row(align=True)
        row.operator("artllm.open_close", icon="PLAY")
        row.popover("ARTLLM_PT_joint", text="Edit Joint", icon="CONSTRAINT_BONE")
        row = layout.row(align=True)
        row.operator("artllm.refine_limits").widen = False
        row.operator("artllm.refine_limits", text="Widen").widen = True
        layout.operator("artllm.export", text="Export...")

    def _draw_active(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        """What there is to know of the active joint."""
        row = rows(armature).get(context.window_manager.artllm.active_row)
        if row is None:
            return
        column = self.layout.column(align=True)
        if row.unsure:
            paragraph(column, context, f"The model doubts this joint: {row.confidence:.0%}", icon="QUESTION")
            line = column.row(align=True)
            lock = line.operator("artllm.lock_joint", text="It Is Right", icon="CHECKMARK")
            lock.child, lock.locked = row.part, True
            if active_tried(context):
                line.operator("artllm.try_joint", text="Try Another", icon="TRIA_RIGHT").step = 1
        if row.needs:
            paragraph(column, context, f"{row.name} needs {row.needs}", icon="LINKED")
        if note := active_joint_note(context):
            paragraph(column, context, f"{row.name}: {note}", icon="INFO")


def rows_that_fit(context: bpy.types.Context, count: int) -> int:
    """Of a list of so many: all, or as many as leave room for the buttons below."""
    room = context.region.height / context.preferences.system.ui_scale - AROUND
    return min(count, max(FEWEST, int(room / ROW)))


CLASSES = (ARTLLM_UL_joints, ARTLLM_UL_parts, ARTLLM_PT_rig)
