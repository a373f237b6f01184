"""The sidebar's tab: articulate, follow the work, the joints' values, refine, export."""

from __future__ import annotations

import textwrap

import bpy

from ..ops.active import active_joint_note, active_notes, active_part_name, active_rig, sliders
from ..ops.articulate import arranged, selected
from ..ops.task import described
from .icons import icon
from .units import draw_size

PIXELS_PER_LETTER = 7


class Sidebar:
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "ArtLLM"


class RigPanel(Sidebar):
    """There only where a rig is active."""

    bl_parent_id = "ARTLLM_PT_main"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return active_rig(context) is not None


class ARTLLM_PT_main(Sidebar, bpy.types.Panel):
    bl_label = "ArtLLM"

    def draw_header(self, context: bpy.types.Context) -> None:
        self.layout.label(icon_value=icon())

    def draw(self, context: bpy.types.Context) -> None:
        layout, state = self.layout, context.window_manager.artllm
        if state.status == "IDLE":
            objects = selected(context)
            button = layout.row()
            button.scale_y = 1.5
            wanted = button.operator(
                "artllm.articulate", text=f"Articulate {described(objects)}" if objects else "Articulate"
            )
            wanted.part_count, wanted.category = state.part_count, state.category
            wanted.interiors, wanted.thickness = state.interiors, state.thickness
            wanted.min_confidence = state.min_confidence
            if arranged(context) > 1:
                layout.row().prop(state, "together", expand=True)
                wanted.together = state.together
            row = layout.row(align=True)
            row.prop(state, "category", text="", placeholder="Kind, if you know")
            row.prop(state, "part_count")
            layout.prop(state, "min_confidence")
            draw_size(layout, context)
        else:
            layout.label(text=state.target)
            row = layout.row(align=True)
            row.progress(factor=state.fraction, text=state.stage)
            row.operator("artllm.cancel", text="", icon="X")
        if state.status == "READY":
            layout.operator("artllm.build")
        if trouble := state.trouble(context):
            _paragraph(layout.box(), context, trouble)
        if state.provider:
            details = layout.column()
            details.active = False
            _paragraph(details, context, f"Runs on {state.provider}", icon="INFO")


class ARTLLM_PT_cut(Sidebar, bpy.types.Panel):
    bl_label = "Cut"
    bl_parent_id = "ARTLLM_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        layout, state = self.layout, context.window_manager.artllm
        layout.use_property_split = True
        layout.prop(state, "interiors")
        layout.prop(state, "thickness")


class ARTLLM_PT_rig(RigPanel, bpy.types.Panel):
    bl_label = "Joints"

    def draw(self, context: bpy.types.Context) -> None:
        layout, armature = self.layout, active_rig(context)
        column = layout.column(align=True)
        for slider in sliders(armature):
            row = column.row(align=True)
            row.prop(armature, slider.path, text=slider.name, slider=True)
            row.operator("artllm.open_close", text="", icon="PLAY").child = slider.child
            lock = row.operator("artllm.lock_joint", text="", icon="LOCKED" if slider.locked else "UNLOCKED")
            lock.child, lock.locked = slider.child, not slider.locked
            if slider.unsure:
                column.label(text="the model doubts this joint", icon="QUESTION")
            if slider.needs:
                column.label(text=f"needs {slider.needs}", icon="LINKED")
        if note := active_joint_note(context):
            _paragraph(layout, context, f"{active_part_name(context)}: {note}", icon="INFO")
        row = layout.row(align=True)
        row.operator("artllm.refine_limits").widen = False
        row.operator("artllm.refine_limits", text="Widen").widen = True
        layout.operator("artllm.export", text="Export...")


class ARTLLM_PT_notes(RigPanel, bpy.types.Panel):
    """What could not be kept or done."""

    bl_label = ""
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return bool(active_notes(context))

    def draw_header(self, context: bpy.types.Context) -> None:
        self.layout.label(text=f"Notes ({len(active_notes(context))})")

    def draw(self, context: bpy.types.Context) -> None:
        for note in active_notes(context):
            _paragraph(self.layout, context, note, icon="INFO")


def _paragraph(layout: bpy.types.UILayout, context: bpy.types.Context, text: str, icon: str = "ERROR") -> None:
    """Text over as many lines as the sidebar's width asks for."""
    letters = context.region.width / context.preferences.system.ui_scale / PIXELS_PER_LETTER
    column = layout.column(align=True)
    for number, line in enumerate(textwrap.wrap(text, max(20, int(letters) - 6))):
        column.label(text=line, icon="BLANK1" if number else icon)
