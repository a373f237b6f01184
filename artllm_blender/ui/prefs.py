"""Preferences of the extension: what the model runs on, its weights and log, and whether all of it works."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty, EnumProperty, IntProperty, StringProperty

from ..ops.self_test import MANIFEST, manifest
from ..ops.settings import device, log_folder, weights_fault
from .panel import paragraph


class ArtLLMPreferences(bpy.types.AddonPreferences):
    bl_idname = __package__.rpartition(".artllm_blender")[0] or "artllm_blender"

    seed: IntProperty(name="Seed", default=0, min=0, description="Same mesh, same seed, same result")
    provider: EnumProperty(
        name="Run the model on",
        items=[
            ("AUTO", "Fastest available", "A graphics card where the extension can use one, else the processor"),
            ("CPU", "Processor", "The processor even where there is a graphics card"),
        ],
    )
    threads: IntProperty(
        name="Threads",
        min=0,
        max=64,
        description="How many of the processor's cores the model uses at once; 0 for as many as serve it",
    )
    weights_folder: StringProperty(
        name="Weights folder",
        subtype="DIR_PATH",
        description="Other weights for the model, with their model.json. Empty: those that came with the extension",
    )
    log_folder: StringProperty(
        name="Log folder",
        subtype="DIR_PATH",
        description="Where the model's process keeps its log. Empty: Blender's folder for the files of extensions",
    )
    use_language_model: BoolProperty(
        name="Ask a language model",
        description="Offer to put a sentence, with the parts' names, to a language model of your choice",
    )
    language_url: StringProperty(
        name="Address",
        default="http://localhost:11434/v1",
        description="Of a server that speaks OpenAI's protocol, such as llama.cpp or Ollama on this machine",
    )
    language_model: StringProperty(name="Model", default="", description="What the server calls it")
    language_key: StringProperty(name="Key", subtype="PASSWORD", description="Empty where the server wants none")
    language_pictures: BoolProperty(name="Send pictures", description="Of the object, its parts in colours")

    def draw(self, context: bpy.types.Context) -> None:
        layout, state = self.layout, context.window_manager.artllm
        layout.use_property_split = True
        column = layout.column(heading="Model")
        column.prop(self, "provider")
        found = device()
        _said(column, f"Found: {found}" if found else "What there is shows once the model has run", "INFO")
        column.prop(self, "threads")
        column.prop(self, "weights_folder")
        if fault := weights_fault(context):
            _said(column, fault, "ERROR")
        column.prop(self, "seed")
        column = layout.column()
        column.prop(self, "log_folder")
        folder = log_folder(context)
        row = _said(column, str(folder), "BLANK1").row()
        row.enabled = folder.is_dir()
        row.operator("wm.path_open", text="", icon="FILE_FOLDER").filepath = str(folder)
        column = layout.column(heading="Pose by Words")
        column.prop(self, "use_language_model")
        if self.use_language_model:
            for name in ("language_url", "language_model", "language_key", "language_pictures"):
                column.prop(self, name)
            if not bpy.app.online_access:
                _said(column, "Blender is offline: allow online access in Preferences, System", "ERROR")
        row = layout.row(align=True)
        row.operator("artllm.self_test", icon="PLAY")
        row.operator("artllm.copy_report", icon="COPYDOWN")
        if state.self_test:
            icon = {"P": "CHECKMARK", "F": "ERROR"}.get(state.self_test[0], "TIME")
            paragraph(layout.box(), context, state.self_test, icon=icon)
        row = layout.row(align=True)
        row.operator("wm.path_open", text="Read Me", icon="HELP").filepath = str(MANIFEST.with_name("README.md"))
        if page := manifest().get("website"):
            row.operator("wm.url_open", text="Website", icon="URL").url = page


def _said(column: bpy.types.UILayout, text: str, icon: str) -> bpy.types.UILayout:
    """A line below a property's value; the row that it is in."""
    split = column.split(factor=0.4)
    split.label()
    row = split.row()
    row.label(text=text, icon=icon)
    return row
