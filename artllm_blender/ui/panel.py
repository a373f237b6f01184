"""The sidebar's tab: articulate, follow the work, what is to be known."""

from __future__ import annotations

import textwrap

import bpy

from ..ops.active import active_notes, active_rig
from ..ops.articulate import arranged, selected
from ..ops.settings import ADDON
from ..ops.task import described
from .icons import icon
from .units import draw_size

PIXELS_PER_LETTER = 7
# Errors of the model's process, not of what it was given.
FAULTS = ("runtime_failure", "missing_package", "protocol_mismatch", "not_loaded", "internal", "out_of_memory")


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
        if state.status == "IDLE" and not state.slicing:
            if active_rig(context) is None or bpy.ops.artllm.articulate.poll():
                _draw_articulate(layout, context)
        else:
            layout.label(text=state.target)
            row = layout.row(align=True)
            row.progress(factor=state.fraction, text=state.stage)
            if not state.slicing:  # which Esc ends
                row.operator("artllm.cancel", text="", icon="X")
        if state.status == "READY" and not state.slicing:
            layout.operator("artllm.build")
        if trouble := state.trouble(context):
            _draw_trouble(layout.box(), context, trouble, state.error_code)
        if state.provider and state.status != "IDLE":
            details = layout.column()
            details.active = False
            paragraph(details, context, f"Runs on {state.provider}", icon="INFO")


class ARTLLM_PT_cut(Sidebar, bpy.types.Panel):
    """Of what is about to be articulated: gone where that is done."""

    bl_label = "Cut"
    bl_parent_id = "ARTLLM_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return active_rig(context) is None or bpy.ops.artllm.articulate.poll()

    def draw(self, context: bpy.types.Context) -> None:
        layout, state = self.layout, context.window_manager.artllm
        layout.use_property_split = True
        layout.prop(state, "interiors")
        layout.prop(state, "thickness")


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
            paragraph(self.layout, context, note, icon="INFO")


def _draw_articulate(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """The button, and what may be said to the model before it looks."""
    objects, state = selected(context), context.window_manager.artllm
    button = layout.row()
    button.scale_y = 1.5
    title = f"Articulate {described(objects)}" if objects else "Select a Mesh to Articulate"
    wanted = button.operator("artllm.articulate", text=title)
    wanted.part_count, wanted.category = state.part_count, state.category
    wanted.interiors, wanted.thickness = state.interiors, state.thickness
    wanted.min_confidence = state.min_confidence
    if bpy.ops.artllm.articulate.poll() and arranged(context) > 1:
        layout.row().prop(state, "together", expand=True)
        wanted.together = state.together
    row = layout.row(align=True)
    row.prop(state, "category", text="", placeholder="Kind, if you know")
    row.prop(state, "part_count")
    layout.prop(state, "min_confidence")
    draw_size(layout, context)


def _draw_trouble(layout: bpy.types.UILayout, context: bpy.types.Context, text: str, code: str) -> None:
    """An error with what mends it, where a button does, and a report of it."""
    is_still = code == "nothing_moves"
    paragraph(layout, context, text, icon="QUESTION" if is_still else "ERROR")
    row = layout.row(align=True)
    if is_still:
        row.operator("artllm.take_any")
        return
    if code == "bad_weights":
        row.operator("preferences.addon_show", text="Preferences", icon="PREFERENCES").module = ADDON
    elif code in FAULTS:
        row.operator("artllm.self_test")
    row.operator("artllm.copy_report", icon="COPYDOWN")


def paragraph(layout: bpy.types.UILayout, context: bpy.types.Context, text: str, icon: str = "ERROR") -> None:
    """Text over as many lines as the sidebar's width asks for."""
    letters = context.region.width / context.preferences.system.ui_scale / PIXELS_PER_LETTER
    column = layout.column(align=True)
    for number, line in enumerate(textwrap.wrap(text, max(20, int(letters) - 6))):
        column.label(text=line, icon="BLANK1" if number else icon)
