"""A joint's axis through two points that are clicked in the 3D view, snapping to what is there."""

from __future__ import annotations

from dataclasses import replace

import bpy
import numpy as np
from bpy.props import FloatVectorProperty

from ..core.articulation import Joint
from ..core.errors import InputError
from ..core.frames import apply, unit
from ..core.motion.snapping import Target, targets
from ..scene.rig import correct
from ..scene.rig.read_rig import part_of, read_rig
from .drag_axis import OfAxis, snap_now
from .pointing import first
from .seen import asset_of


class ARTLLM_OT_axis_through(OfAxis, bpy.types.Operator):
    bl_idname = "artllm.axis_through"
    bl_label = "Axis through Two Points"
    bl_description = "Click two points that the active joint's axis passes through"

    keys = "Click two points. Ctrl: do not snap"

    first: FloatVectorProperty(name="First", subtype="TRANSLATION", options={"SKIP_SAVE"})
    second: FloatVectorProperty(name="Second", subtype="TRANSLATION", options={"SKIP_SAVE"})

    def begin(self, context: bpy.types.Context, mouse: np.ndarray) -> None:
        super().begin(context, mouse)
        part, parent = (self.wires(context, id) for id in (self.before.child, self.before.parent))
        self._targets = targets(part, parent, np.zeros((0, 2, 3)), self.view)
        self._start_point = self._place = None

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if self._start_point is None and event.type == "LEFTMOUSE" and event.value == "PRESS":
            self._start_point = self._place
            return {"RUNNING_MODAL"}
        return super().modal(context, event)

    def follow(self, context: bpy.types.Context, mouse: np.ndarray, snap: bool, fine: bool) -> None:
        near = [] if snap else self._targets.near(mouse)
        target = next((one for one in near if self.visible(context, one.place)), None)
        self._place = target.place if target else self._surface(context, mouse)
        if self._place is None:
            return
        target = Target(target.kind if target else "surface", self._place)
        if self._start_point is None:
            return self.put(self.before, target)
        self.first, self.second = self._start_point.tolist(), self._place.tolist()
        if not np.allclose(self.first, self.second):
            self.put(_through(self.before, self.first, self.second), target)

    def said(self, context: bpy.types.Context) -> str:
        which, snap = "second" if self._start_point is not None else "first", snap_now()
        return f"{self.seen.name}: {which} point{f' at {snap.kind}' if snap else ''}"

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        joint = read_rig(armature).articulation.joint_of(part_of(context.active_object))
        if np.allclose(self.first, self.second):
            raise InputError("The two points are one.", "Click two.")
        correct.set_joint(armature, _through(joint, self.first, self.second))

    def _surface(self, context: bpy.types.Context, mouse: np.ndarray) -> np.ndarray | None:
        """(3,) what of the asset is seen at a place in the view, in the parent at rest."""
        start, way = self.view.ray(mouse)
        hit = first(context, asset_of(context), apply(self._motion, start), self._motion[:3, :3] @ way)
        return start + hit.times * way if hit else None


def _through(joint: Joint, first: tuple[float, ...], second: tuple[float, ...]) -> Joint:
    """The joint about a line through two points, or along it, its sense as it was."""
    axis = unit(np.subtract(second, first))
    axis = axis if axis @ np.array(joint.axis) >= 0 else -axis
    return replace(joint, axis=tuple(axis.tolist()), origin=tuple(first))
