"""The pivot and the axis of a joint dragged by the mouse, snapping to what is there."""

from __future__ import annotations

from dataclasses import replace

import bpy
import numpy as np
from bpy.props import FloatVectorProperty

from ..core.articulation import Joint
from ..core.corrections import rehung
from ..core.errors import InputError
from ..core.frames import apply, unit
from ..core.motion.hinges import box_lines
from ..core.motion.snapping import BOX, LINE, Target, directions, in_plane, snapped, targets, turned_to
from ..scene.mesh.wires import joined, object_wires
from ..scene.rig import correct
from ..scene.rig.hold import Hold
from ..scene.rig.read_rig import Rig, part_of, read_rig
from ..scene.rig.rest import rest_matrices
from .active import active_joint_type, active_part_name, active_rig, needs_joint
from .drag import Dragging, seen_from
from .pointing import first
from .seen import as_if, asset_of, moment, suppose

# An axis seen more from the side than this (cosine) does not say in which plane its pivot moves freely.
FLAT = 0.3
# Of the part's size: what is no deeper below a surface lies on it.
NEAR = 2e-3
# Pixels: an axis that ends nearer to its pivot turns as if it were so long, or it would turn wildly.
LEVER = 100.0

# What the pivot or the axis being dragged snaps to, and (k, 2, 3) lines along which it could: in the parent at rest.
_snap: Target | None = None
_offered = np.zeros((0, 2, 3))


def snap_now() -> Target | None:
    """What is snapped to, for drawing."""
    return _snap


def offered_now() -> np.ndarray:
    """(k, 2, 3) what it could be, for drawing."""
    return _offered


class OfAxis(Dragging):
    """Moves the active joint's axis. The part is as it was modelled meanwhile."""

    keys = "Ctrl: do not snap"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return super().poll(context) and needs_joint(cls, context)

    def begin(self, context: bpy.types.Context, mouse: np.ndarray) -> None:
        self._rig, asset = read_rig(active_rig(context)), asset_of(context)
        self.seen = asset.joints[part_of(context.active_object)]
        self.joint = self.before = self.seen.joint
        self.view = seen_from(context, asset, self.before.parent)
        self._matrices = rest_matrices(self._rig, context.evaluated_depsgraph_get())
        self._motion = moment(context, asset).motions[self.before.parent]
        self._hold = Hold(self._rig.armature, self.before.child)
        self._hold.put(0.0)
        context.view_layer.update()

    def wires(self, context: bpy.types.Context, part: int):
        """A part's mesh at rest."""
        depsgraph = context.evaluated_depsgraph_get()
        return joined([object_wires(thing, self._matrices[thing], depsgraph) for thing in self._rig.objects[part]])

    def put(self, joint: Joint, snap: Target | None) -> None:
        global _snap
        self.joint, _snap = joint, snap
        suppose(as_if(self.seen, joint))

    def put_back(self, context: bpy.types.Context) -> None:
        global _snap, _offered
        _snap, _offered = None, np.zeros((0, 2, 3))
        self._hold.put_back()

    def changed(self) -> bool:
        return self.joint != self.before

    def visible(self, context: bpy.types.Context, place: np.ndarray) -> bool:
        """Whether no part of the asset hides a place, (3,), of what moves with the parent."""
        start, _ = self.view.ray(self.view.pixels(place[None])[0])
        start, there = apply(self._motion, np.array([start, place]))
        hit = first(context, asset_of(context), start, there - start)
        near = NEAR * np.ptp(self.seen.points, axis=0).max() / np.linalg.norm(there - start)
        return hit is None or hit.times > 1 - near


class ARTLLM_OT_move_pivot(OfAxis, bpy.types.Operator):
    bl_idname = "artllm.move_pivot"
    bl_label = "Move Pivot"
    bl_description = "Drag the active joint's axis to another place, such as another edge; it opens to the same side"

    place: FloatVectorProperty(name="Pivot", subtype="TRANSLATION", options={"SKIP_SAVE"})

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not super().poll(context):
            return False
        if active_joint_type(context) == "prismatic":
            cls.poll_message_set(f"{active_part_name(context)} slides: it turns about nothing")
            return False
        return True

    def begin(self, context: bpy.types.Context, mouse: np.ndarray) -> None:
        global _offered
        super().begin(context, mouse)
        part, parent = (self.wires(context, id) for id in (self.before.child, self.before.parent))
        _offered = box_lines(self.before, self.seen.points)
        self._targets = targets(part, parent, _offered, self.view)
        self._off = self.view.pixels(np.array([self.before.origin]))[0] - mouse

    def follow(self, context: bpy.types.Context, mouse: np.ndarray, snap: bool, fine: bool) -> None:
        mouse = mouse + self._off
        near = [] if snap else self._targets.near(mouse)
        best = next((target for target in near if self.visible(context, target.place)), None)
        # Where hinges may be is seldom seen: of these also what is hidden.
        best = best or next((target for target in near if target.kind in (LINE, BOX)), None)
        place = best.place if best else self._free(mouse)
        self.place = place.tolist()
        self.put(_rehung(self._rig, self.before, place), best)

    def said(self, context: bpy.types.Context) -> str:
        return f"{self.seen.name}: pivot{f' at {_snap.kind}' if _snap else ''}"

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        rig = read_rig(armature)
        joint = rig.articulation.joint_of(part_of(context.active_object))
        correct.set_joint(armature, _rehung(rig, joint, np.array(self.place)))

    def _free(self, mouse: np.ndarray) -> np.ndarray:
        """(3,) in the plane across the axis, or where this is seen from its edge, across the view."""
        pivot, axis = np.array(self.before.origin), np.array(self.before.axis)
        towards = self.view.towards(pivot)
        return in_plane(pivot, axis if abs(axis @ towards) > FLAT else towards, mouse, self.view)


class ARTLLM_OT_turn_axis(OfAxis, bpy.types.Operator):
    bl_idname = "artllm.turn_axis"
    bl_label = "Turn Axis"
    bl_description = "Drag the end of the active joint's axis to where it is to point"

    axis: FloatVectorProperty(name="Axis", subtype="XYZ", options={"SKIP_SAVE"})

    def begin(self, context: bpy.types.Context, mouse: np.ndarray) -> None:
        super().begin(context, mouse)
        form, self._free = self.seen.form, np.array(self.before.axis)
        self._pivot = form.pivot
        self._length = max(float((form.axis[1] - form.pivot) @ self._free), LEVER * self.view.metres(form.pivot))
        self._off = self.view.pixels((form.pivot + self._length * self._free)[None])[0] - mouse
        world = self._motion[:3, :3].T
        boxes = [self._matrices[thing][:3, :3].T for thing in self._rig.objects[self.before.child]]
        edges = directions(joined([self.wires(context, id) for id in (self.before.child, self.before.parent)]))
        ways = [(f"world {name}", way) for name, way in zip("XYZ", world, strict=True)]
        ways += [("box", way) for box in boxes for way in box] + [("edges", way) for way in edges]
        self._names, self._ways = [name for name, _ in ways], np.array([unit(way) for _, way in ways])

    def follow(self, context: bpy.types.Context, mouse: np.ndarray, snap: bool, fine: bool) -> None:
        ends = turned_to(self._pivot, self._length, mouse + self._off, self.view, self._free)
        # Of the two ways that are seen alike, the one that snaps is meant.
        numbers = [None if snap else snapped(end, self._ways) for end in ends]
        best = next((one for one, number in enumerate(numbers) if number is not None), 0)
        self._free, number = ends[best], numbers[best]
        axis, target = self._free, None
        if number is not None:
            axis = self._ways[number] * np.sign(self._ways[number] @ self._free)
            ends = self._pivot + np.outer((-1, 2), axis * self._length)
            target = Target(self._names[number], ends[1], ends)
        self.axis = axis.tolist()
        self.put(replace(self.before, axis=tuple(axis.tolist())), target)

    def said(self, context: bpy.types.Context) -> str:
        return f"{self.seen.name}: axis{f' along {_snap.kind}' if _snap else ''}"

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        joint = read_rig(armature).articulation.joint_of(part_of(context.active_object))
        if not any(self.axis):
            raise InputError("The axis points nowhere.", "Drag its end to where it is to point.")
        correct.set_joint(armature, replace(joint, axis=tuple(unit(self.axis).tolist())))


def _rehung(rig: Rig, joint: Joint, place: np.ndarray) -> Joint:
    return rehung(joint, rig.articulation.part(joint.child).box, tuple(place.tolist()))
