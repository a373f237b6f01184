"""A part's bounds by hand: a box drawn round it, as it is seen along an axis."""

from __future__ import annotations

import bpy
import numpy as np
from bpy.props import BoolProperty, EnumProperty, FloatVectorProperty
from bpy_extras.view3d_utils import region_2d_to_location_3d

from ..core.errors import ArtLLMError, InputError
from ..core.frames import apply
from ..scene.rig.bound import bound
from ..scene.rig.read_rig import part_of, read_rig
from ..scene.rig.rest import motions
from . import hints
from .active import active_rig
from .joints import JointCorrection

# How nearly along an axis the view has to go: a cosine, of about a degree.
ALONG = 0.9998
AXES = [(name, name, f"It was seen along {name}, and stays as deep as it is that way") for name in "XYZ"]


class ARTLLM_OT_bound_part(JointCorrection, bpy.types.Operator):
    bl_idname = "artllm.bound_part"
    bl_label = "Draw Round Part"
    bl_description = (
        "Look along an axis and draw a box round what is to be the active part; the skin is cut there, and closed"
    )
    bl_options = {"REGISTER", "UNDO", "BLOCKING"}

    along: EnumProperty(name="Seen Along", items=AXES, description="In the armature's frame")
    lower: FloatVectorProperty(name="From", subtype="XYZ", description="In the armature's frame, at rest")
    upper: FloatVectorProperty(name="To", subtype="XYZ", description="Likewise")
    twins: BoolProperty(name="Its Twin Too", description="Also the part on the other side, in the mirror")

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return super().poll(context) and hints.needs_original(cls, context)

    def correct(self, context: bpy.types.Context, armature: bpy.types.Object) -> str:
        box = np.array([self.lower, self.upper], dtype=np.float64)
        box[:, "XYZ".index(self.along)] = np.nan
        names = bound(armature, part_of(context.active_object), box, self.twins)
        return f"{', '.join(names)}: cut as drawn"

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if context.area is None or context.area.type != "VIEW_3D":
            self.report({"WARNING"}, "Draw in a 3D view.")
            return {"CANCELLED"}
        self._region = next(region for region in context.area.regions if region.type == "WINDOW")
        self._start = None
        try:
            self._seen_along(context)
        except ArtLLMError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        context.window.cursor_modal_set("CROSSHAIR")
        context.workspace.status_text_set("Draw a box round what is to be the part. Shift: its twin too. Esc: cancel")
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        region = self._region
        place = event.mouse_x - region.x, event.mouse_y - region.y
        if event.type in ("ESC", "RIGHTMOUSE"):
            return self._end(context, {"CANCELLED"})
        if self._start is None:
            if event.type != "LEFTMOUSE" or event.value != "PRESS" or hints.over_others(context.area, region, event):
                return {"PASS_THROUGH"}
            self._start = place
        elif event.type == "MOUSEMOVE":
            (x, y), (right, top) = self._start, place
            hints.draw([(x, y), (right, y), (right, top), (x, top), (x, y)], region)
        elif event.type == "LEFTMOUSE" and event.value == "RELEASE":
            try:
                self._take(context, np.array([self._start, place], np.float64))
            except ArtLLMError as error:
                self.report({"ERROR"}, str(error))
                return self._end(context, {"CANCELLED"})
            self.twins = event.shift
            return self._end(context, self.execute(context))
        return {"RUNNING_MODAL"}

    def _end(self, context: bpy.types.Context, result: set[str]) -> set[str]:
        hints.draw([], self._region)
        context.window.cursor_modal_restore()
        context.workspace.status_text_set(None)
        return result

    def _to_rest(self, context: bpy.types.Context) -> np.ndarray:
        """(4, 4) from the world to the armature's frame, with the active part where it is at rest."""
        armature = active_rig(context)
        moved = motions(read_rig(armature), context.evaluated_depsgraph_get())[part_of(context.active_object)]
        return np.linalg.inv(moved @ np.array(armature.matrix_world))

    def _seen_along(self, context: bpy.types.Context) -> int:
        """0, 1 or 2."""
        towards = np.array(context.space_data.region_3d.view_rotation.to_matrix().col[2])
        there = self._to_rest(context)[:3, :3] @ towards
        axis = int(np.abs(there).argmax())
        if abs(there[axis]) < ALONG * np.linalg.norm(there):
            raise InputError("You do not look along an axis.", "Press 1, 3 or 7 on the number pad first.")
        return axis

    def _take(self, context: bpy.types.Context, pixels: np.ndarray) -> None:
        if np.abs(pixels[1] - pixels[0]).min() < hints.SHORTEST:
            raise InputError("That was no box.", "Press at one corner, draw to the other, release.")
        back, axis = self._to_rest(context), self._seen_along(context)
        box = read_rig(active_rig(context)).articulation.part(part_of(context.active_object)).box
        middle = np.add(box.lower, box.upper) / 2
        view = context.space_data.region_3d
        corners = [region_2d_to_location_3d(self._region, view, pixel, middle) for pixel in pixels.tolist()]
        corners = apply(back, np.array(corners))
        self.along = "XYZ"[axis]
        self.lower, self.upper = corners.min(axis=0), corners.max(axis=0)


CLASSES = (ARTLLM_OT_bound_part,)
