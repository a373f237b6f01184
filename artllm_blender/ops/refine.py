"""Refine Limits: each joint's range made what its parts can do without running into each other."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty

from ..core.steps import Steps
from ..scene.rig.asset import refining_limits
from .active import active_rig, needs_object_undo
from .slices import InSlices


class ARTLLM_OT_refine_limits(InSlices, bpy.types.Operator):
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

    def steps(self, context: bpy.types.Context) -> Steps[list[str]]:
        return refining_limits(active_rig(context), self.widen, context.selected_objects if self.selected else ())

    def end(self, context: bpy.types.Context, result: list[str]) -> set[str]:
        self.report({"INFO"}, "; ".join(result) or "Every limit stays as it is")
        return {"FINISHED"}
