"""The sidebar's panel in which loose parts are put together and corrected."""

from __future__ import annotations

import bpy

from ..ops.together import model_lacking, open_step, pages, shown_together
from .panel import Sidebar, paragraph

# What the names take of a row of the table.
NAMES = 0.7


class ARTLLM_PT_assemble(Sidebar, bpy.types.Panel):
    bl_label = "Assemble"
    bl_parent_id = "ARTLLM_PT_assembly"

    def draw(self, context: bpy.types.Context) -> None:
        layout, state = self.layout, context.window_manager.artllm
        shown = shown_together(context)
        loaded = pages(context)
        row = layout.row(align=True)
        row.operator("artllm.load_pages", text=f"{len(loaded)} Pages" if loaded else "Load Pages", icon="IMAGE_DATA")
        if loaded:
            row.operator("artllm.forget_pages", text="", icon="X")
        words = layout.column(align=True)
        words.label(text="Words, a line for each step")
        words.template_ID(state, "assembly_words", new="text.new", open="text.open")
        problem, row = model_lacking(), layout.row()
        row.enabled = not loaded and not problem
        row.prop(state, "assembly_model")
        if problem:
            paragraph(layout, context, problem)
        layout.operator("artllm.assemble", text="Assemble Again" if shown else "Assemble", icon="MOD_BUILD")
        if not shown:
            return
        step = open_step(context)
        row = layout.row(align=True)
        text = "All Steps Accepted" if step is None else f"Accept Step {step + 1}"
        row.operator("artllm.accept_step", text=text, icon="CHECKMARK")
        row.operator("artllm.put_back", text="", icon="LOOP_BACK")
        row = layout.row(align=True)
        row.operator("artllm.next_place", icon="FORWARD")
        row.operator("artllm.exchange_parts", text="Exchange", icon="ARROW_LEFTRIGHT")
        column = layout.box().column(align=True)
        for thing, place in shown:
            line = column.split(factor=NAMES, align=True)
            line.active = thing.select_get()
            line.label(text=f"{place.step + 1}. {thing.name}")
            row = line.row(align=True)
            row.alignment = "RIGHT"
            row.label(text=f"{place.sure:.0%}")
            button = row.operator(
                "artllm.pin_parts", text="", icon="PINNED" if place.pinned else "UNPINNED", emboss=False
            )
            button.name, button.pinned = thing.name, not place.pinned


CLASSES = (ARTLLM_PT_assemble,)
