"""Colliders in the viewport: shown as wires that can be edited, and removed again."""

from __future__ import annotations

import bpy
from bpy.props import EnumProperty

from ..core.steps import Steps
from ..scene.formats.shown import remove_colliders, showing_colliders
from .active import OnRig, active_rig, needs_object_undo
from .export import COLLIDERS
from .slices import InSlices


class ARTLLM_OT_show_colliders(InSlices, bpy.types.Operator):
    bl_idname = "artllm.show_colliders"
    bl_label = "Show Colliders"
    bl_description = "Put what each part collides with into the scene, as wires; what you change there is exported"
    bl_options = {"REGISTER", "UNDO"}

    colliders: EnumProperty(name="Colliders", description="What links collide with", items=COLLIDERS[:3])

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return needs_object_undo(cls, context)

    def steps(self, context: bpy.types.Context) -> Steps[int]:
        return showing_colliders(active_rig(context), self.colliders)

    def end(self, context: bpy.types.Context, result: int) -> set[str]:
        self.report({"INFO"}, f"{result} colliders are shown" if result else "Every part has its colliders already")
        return {"FINISHED"}


class ARTLLM_OT_remove_colliders(OnRig, bpy.types.Operator):
    bl_idname = "artllm.remove_colliders"
    bl_label = "Remove Colliders"
    bl_description = "Remove the objects that are this asset's colliders; exports make their own then"
    bl_options = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        count = remove_colliders(armature)
        self.report({"INFO"}, f"{count} colliders are removed")


CLASSES = (ARTLLM_OT_show_colliders, ARTLLM_OT_remove_colliders)
