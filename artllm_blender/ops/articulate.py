"""Articulate: the selected mesh to the model and, when it answers, the rig; and the way to stop it."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty, FloatProperty, IntProperty, StringProperty

from ..core.errors import ArtLLMError
from ..core.known import Known
from ..scene.rig.asset import notes_of
from . import task
from .state import CATEGORY, INTERIORS, PART_COUNT, THICKNESS

MESHES = ("MESH", "CURVE", "SURFACE", "FONT", "META")


class ARTLLM_OT_articulate(bpy.types.Operator):
    bl_idname = "artllm.articulate"
    bl_label = "Articulate"
    bl_description = "Find the moving parts of the selected mesh, cut it into them and rig them. The original is kept"

    seed: IntProperty(name="Seed", default=0, min=0, description="Other seeds sample other points of the surface")
    part_count: IntProperty(**PART_COUNT)
    category: StringProperty(**CATEGORY)
    interiors: BoolProperty(**INTERIORS)
    thickness: FloatProperty(**THICKNESS)

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if context.window_manager.artllm.status != "IDLE":
            cls.poll_message_set("The model is at work on another object: wait for it or cancel it")
        elif context.mode != "OBJECT":
            cls.poll_message_set("Go to Object Mode first")
        elif not selected(context):
            cls.poll_message_set("Select the mesh to articulate")
        else:
            return True
        return False

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        settings = task.preferences(context)
        if settings and not self.properties.is_property_set("seed"):
            self.seed = settings.seed
        return self.execute(context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        known = Known(part_count=self.part_count or None, category=self.category.strip() or None)
        return task.carry_out(
            self,
            context,
            lambda: task.begin(context, selected(context), self.seed, known, self.interiors, self.thickness),
        )


class ARTLLM_OT_build(bpy.types.Operator):
    bl_idname = "artllm.build"
    bl_label = "Build"
    bl_description = "Cut the mesh and rig it as the model proposed"
    bl_options = {"INTERNAL", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if context.mode != "OBJECT":
            cls.poll_message_set("Go to Object Mode first")
            return False
        return context.window_manager.artllm.status == "READY"

    def execute(self, context: bpy.types.Context) -> set[str]:
        try:
            armature = task.finish(context)
        except ArtLLMError as error:
            # Not as an error report: that would raise in the timer that calls this. The panel shows it.
            context.window_manager.artllm.fail(error)
            return {"CANCELLED"}
        self.report({"INFO"}, " ".join([f"{armature.name} is rigged.", *notes_of(armature)]))
        return {"FINISHED"}


class ARTLLM_OT_cancel(bpy.types.Operator):
    bl_idname = "artllm.cancel"
    bl_label = "Cancel"
    bl_description = "Stop articulating; the scene stays as it is"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return context.window_manager.artllm.status != "IDLE"

    def execute(self, context: bpy.types.Context) -> set[str]:
        task.forget()
        return {"FINISHED"}


def selected(context: bpy.types.Context) -> list[bpy.types.Object]:
    """The selected objects that can have a mesh, the active one first."""
    things = [thing for thing in context.selected_objects if thing.type in MESHES or thing.instance_collection]
    return sorted(things, key=lambda thing: thing != context.active_object)
