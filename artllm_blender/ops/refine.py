"""Refine Limits: each joint's range made what its parts can do without running into each other."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty

from ..core.errors import ArtLLMError
from ..scene.rig.asset import refine_limits
from .active import active_rig, needs_object_undo


class ARTLLM_OT_refine_limits(bpy.types.Operator):
    bl_idname = "artllm.refine_limits"
    bl_label = "Refine Limits"
    bl_description = "Move every joint until its parts would collide, and set its limits there"
    bl_options = {"REGISTER", "UNDO"}

    widen: BoolProperty(
        name="Widen to the Stops",
        description="Also make limits longer: a drawer's to the end of its rails, a door's to what stops it",
        default=False,
        options={"SKIP_SAVE"},
    )
    selected: BoolProperty(
        name="Selected Objects Are Obstacles",
        description="Stop at the other selected objects too, such as a wall or a floor",
        default=False,
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return needs_object_undo(cls, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        window = context.window_manager
        window.progress_begin(0, 1)
        try:
            surroundings = context.selected_objects if self.selected else ()
            notes = refine_limits(active_rig(context), window.progress_update, self.widen, surroundings)
        except ArtLLMError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        finally:
            window.progress_end()
        self.report({"INFO"}, "; ".join(notes) or "Every limit stays as it is")
        return {"FINISHED"}
