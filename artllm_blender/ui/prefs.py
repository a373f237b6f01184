"""Preferences of the extension."""

from __future__ import annotations

import bpy
from bpy.props import EnumProperty, IntProperty, StringProperty


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
    log_folder: StringProperty(
        name="Log folder",
        subtype="DIR_PATH",
        description="Where the model's process keeps its log. Empty: Blender's folder for the files of extensions",
    )

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        layout.use_property_split = True
        layout.prop(self, "seed")
        layout.prop(self, "provider")
        layout.prop(self, "log_folder")
