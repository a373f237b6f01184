"""The view on all of an asset: of its armature Blender itself frames the bones alone, and knows no front."""

from __future__ import annotations

import math

import bpy
import numpy as np
from mathutils import Euler, Quaternion

from ..scene.rig.read_rig import objects_of
from .active import active_rig, needs_rig
from .in_sight import box_corners, bring
from .saying import front
from .views import window_region

# The cosine of how far a front may be off an axis to be along it.
ALONG = 1 - 1e-6


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
        _frame(context)
        return {"FINISHED"}


class ARTLLM_OT_view_front(bpy.types.Operator):
    bl_idname = "artllm.view_front"
    bl_label = "View Front"
    bl_description = "Look straight at the asset's front, with all of it in what the sidebar and other bars leave free"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not needs_rig(cls, context):
            return False
        if context.mode != "OBJECT":
            cls.poll_message_set("Go to Object Mode first")
        elif context.area is None or context.area.type != "VIEW_3D":
            cls.poll_message_set("Use it in a 3D view")
        elif context.space_data.region_3d.lock_rotation:
            cls.poll_message_set("This view cannot be turned: unlock its rotation")
        else:
            return True
        return False

    def execute(self, context: bpy.types.Context) -> set[str]:
        armature, view = active_rig(context), context.space_data.region_3d
        view.view_perspective = "ORTHO"
        way = front(context, armature)
        view.view_rotation = looking_at(way)
        if np.abs(way).max() > ALONG:  # it is one of Blender's own then, from which orbiting leads back to perspective
            view.is_orthographic_side_view = True
        view.update()
        bring(context.area, _corners(armature), nearer=True)
        return {"FINISHED"}


def looking_at(way: np.ndarray) -> Quaternion:
    """How a view is turned that looks straight at what faces a horizontal way, (3,)."""
    return Euler((math.pi / 2, 0.0, math.atan2(way[1], way[0]) + math.pi / 2)).to_quaternion()


def _corners(armature: bpy.types.Object) -> np.ndarray:
    """(8 n, 3) world, of the boxes of what is seen of a rig's parts, or of all where none is seen."""
    parts = [thing for things in objects_of(armature).values() for thing in things if thing.type == "MESH"]
    shown = [thing for thing in parts if thing.visible_get()] or parts or [armature]
    depsgraph = bpy.context.view_layer.depsgraph
    return box_corners(thing.evaluated_get(depsgraph) for thing in shown)


def _frame(context: bpy.types.Context) -> None:
    parts = [thing for things in objects_of(active_rig(context)).values() for thing in things]
    added = [thing for thing in parts if thing.visible_get() and not thing.select_get()]
    region = window_region(context.area)
    try:
        for thing in added:
            thing.select_set(True)
        with context.temp_override(region=region):
            bpy.ops.view3d.view_selected()
    finally:
        for thing in added:
            thing.select_set(False)


CLASSES = (ARTLLM_OT_frame_asset, ARTLLM_OT_view_front)
