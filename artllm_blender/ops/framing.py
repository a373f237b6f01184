"""The view on all of an asset: of its armature Blender itself frames the bones alone."""

from __future__ import annotations

import bpy

from ..scene.rig.read_rig import objects_of
from .active import active_rig


class ARTLLM_OT_frame_asset(bpy.types.Operator):
    bl_idname = "artllm.frame_asset"
    bl_label = "Frame Asset"
    bl_description = "Move the view so that all parts of the selected rig are in it"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if context.mode != "OBJECT" or context.active_object not in context.selected_objects:
            cls.poll_message_set("Select an armature of ArtLLM's in Object Mode")
        elif active_rig(context) != context.active_object:
            cls.poll_message_set("Select the armature: parts are framed by Blender's View Selected")
        elif context.area is None or context.area.type != "VIEW_3D":
            cls.poll_message_set("Use it in a 3D view")
        else:
            return True
        return False

    def execute(self, context: bpy.types.Context) -> set[str]:
        parts = [thing for things in objects_of(active_rig(context)).values() for thing in things]
        added = [thing for thing in parts if thing.visible_get() and not thing.select_get()]
        region = next(region for region in context.area.regions if region.type == "WINDOW")
        try:
            for thing in added:
                thing.select_set(True)
            with context.temp_override(region=region):
                bpy.ops.view3d.view_selected()
        finally:
            for thing in added:
                thing.select_set(False)
        return {"FINISHED"}


CLASSES = (ARTLLM_OT_frame_asset,)
