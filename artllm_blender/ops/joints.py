"""Corrections by hand of joints: type, axis, origin, limits, the lock; and the model asked for the others again."""

from __future__ import annotations

import math
from dataclasses import replace

import bmesh
import bpy
import numpy as np
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty

from ..core.articulation import Joint, JointType
from ..core.errors import InputError
from ..core.frames import apply
from ..scene.rig import correct
from ..scene.rig.read_rig import Rig, part_of, read_rig
from ..scene.rig.rest import motions
from ..scene.rig.update_rig import lock_joint
from . import task
from .active import (
    CHILD,
    OnRig,
    active_joint_type,
    active_part_name,
    active_rig,
    chosen_joint,
    needs_joint,
    needs_own_rig,
    spelt,
)
from .correct import TYPES, Correction

AXES = [
    ("X", "X", "Along the world's X axis"),
    ("Y", "Y", "Along the world's Y axis"),
    ("Z", "Z", "Along the world's Z axis"),
    ("FLIP", "Flip", "The other way round, so that it opens to the other side"),
    ("EDGE", "Selected Edge", "Along the edge or the two vertices selected in Edit Mode, and through it"),
]
ORIGINS = [
    ("CURSOR", "3D Cursor", "Through the 3D cursor"),
    ("SELECTION", "Selection", "Through the middle of the vertices selected in Edit Mode"),
    ("BOX", "Middle of Part", "Through the middle of the part"),
]


class JointCorrection(Correction):
    """A correction of the active part's joint, grey where it has none. Its `changed` gives the joint as it is to be."""

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return super().poll(context) and needs_joint(cls, context)

    def correct(self, context: bpy.types.Context, armature: bpy.types.Object) -> str:
        rig, joint = _active_joint(context)
        correct.set_joint(armature, self.changed(context, rig, joint))
        return f"{joint.name} is changed"


def _active_joint(context: bpy.types.Context) -> tuple[Rig, Joint]:
    rig = read_rig(active_rig(context))
    return rig, rig.articulation.joint_of(part_of(context.active_object))


def _at_rest(rig: Rig, part: int) -> np.ndarray:
    """(4, 4) from where a part is now to where it is at rest."""
    return np.linalg.inv(motions(rig, bpy.context.evaluated_depsgraph_get())[part])


def selected_points(context: bpy.types.Context) -> np.ndarray:
    """(n, 3) world, at rest: the vertices selected in Edit Mode."""
    found = [np.empty((0, 3))]
    for thing in context.objects_in_mode if context.mode == "EDIT_MESH" else ():
        part, armature = part_of(thing), active_rig(context)
        back = _at_rest(read_rig(armature), part) if part is not None else np.eye(4)
        points = [vertex.co[:] for vertex in bmesh.from_edit_mesh(thing.data).verts if vertex.select]
        found.append(apply(back @ np.array(thing.matrix_world), np.array(points).reshape(-1, 3)))
    return np.concatenate(found)


class ARTLLM_OT_joint_type(JointCorrection, bpy.types.Operator):
    bl_idname = "artllm.joint_type"
    bl_label = "Joint Type"
    bl_description = "Have the active part move in another way, and lock its joint"

    type: EnumProperty(name="Type", items=TYPES)

    def correct(self, context: bpy.types.Context, armature: bpy.types.Object) -> str:
        correct.retype(armature, part_of(context.active_object), JointType(self.type))
        return f"{active_part_name(context)} is {self.type}"


class ARTLLM_OT_joint_axis(JointCorrection, bpy.types.Operator):
    bl_idname = "artllm.joint_axis"
    bl_label = "Joint Axis"
    bl_description = "Have the active part turn about, or slide along, another axis, and lock its joint"

    axis: EnumProperty(name="Axis", items=AXES)

    def prepare(self, context: bpy.types.Context) -> None:
        self.points = selected_points(context) if self.axis == "EDGE" else None

    def changed(self, context: bpy.types.Context, rig: Rig, joint: Joint) -> Joint:
        if self.axis == "FLIP":
            return replace(joint, axis=tuple(-x for x in joint.axis))
        if self.axis == "EDGE":
            return self._along_selection(joint)
        return replace(joint, axis=tuple(float(name == self.axis) for name in "XYZ"))

    def _along_selection(self, joint: Joint) -> Joint:
        length = np.linalg.norm(self.points[1] - self.points[0]) if len(self.points) == 2 else 0.0
        if not length:
            raise InputError("The axis needs one edge or two vertices.", "Select them in Edit Mode.")
        axis = (self.points[1] - self.points[0]) / length
        if axis @ np.array(joint.axis) < 0:
            axis = -axis
        return replace(joint, axis=tuple(axis.tolist()), origin=tuple(self.points.mean(axis=0).tolist()))


class ARTLLM_OT_joint_origin(JointCorrection, bpy.types.Operator):
    bl_idname = "artllm.joint_origin"
    bl_label = "Joint Origin"
    bl_description = "Have the active part's axis pass through another point, and lock its joint"

    origin: EnumProperty(name="Origin", items=ORIGINS)

    def prepare(self, context: bpy.types.Context) -> None:
        self.points = selected_points(context) if self.origin == "SELECTION" else None

    def changed(self, context: bpy.types.Context, rig: Rig, joint: Joint) -> Joint:
        if self.origin == "SELECTION" and not len(self.points):
            raise InputError("No vertices are selected.", "Select some in Edit Mode.")
        box = rig.articulation.part(joint.child).box
        place = {
            "CURSOR": lambda: apply(_at_rest(rig, joint.parent), context.scene.cursor.location[:]),
            "SELECTION": lambda: self.points.mean(axis=0),
            "BOX": lambda: np.add(box.lower, box.upper) / 2,
        }[self.origin]()
        return replace(joint, origin=tuple(place.tolist()))


class ARTLLM_OT_joint_limits(JointCorrection, bpy.types.Operator):
    bl_idname = "artllm.joint_limits"
    bl_label = "Joint Limits"
    bl_description = "Set how far the active part goes, and lock its joint"

    lower_angle: FloatProperty(name="Lower", subtype="ANGLE", min=-math.tau, max=math.tau)
    upper_angle: FloatProperty(name="Upper", subtype="ANGLE", min=-math.tau, max=math.tau)
    lower_way: FloatProperty(name="Lower", subtype="DISTANCE")
    upper_way: FloatProperty(name="Upper", subtype="DISTANCE")
    pitch: FloatProperty(name="Pitch", subtype="DISTANCE", description="How far a screw goes in one turn")

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if not super().poll(context):
            return False
        if active_joint_type(context) == JointType.CONTINUOUS:
            cls.poll_message_set(f"{active_part_name(context)} turns without end: make its joint revolute first")
            return False
        return True

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        _, joint = _active_joint(context)
        ends = joint.lower - joint.closed, joint.upper - joint.closed
        if joint.type.slides:
            self.lower_way, self.upper_way, self.pitch = *ends, joint.pitch
        else:
            self.lower_angle, self.upper_angle = ends
        return context.window_manager.invoke_props_dialog(self)

    def draw(self, context: bpy.types.Context) -> None:
        _, joint = _active_joint(context)
        unit = "way" if joint.type.slides else "angle"
        self.layout.prop(self, f"lower_{unit}")
        self.layout.prop(self, f"upper_{unit}")
        if joint.type is JointType.SCREW:
            self.layout.prop(self, "pitch")

    def changed(self, context: bpy.types.Context, rig: Rig, joint: Joint) -> Joint:
        ends = (self.lower_way, self.upper_way) if joint.type.slides else (self.lower_angle, self.upper_angle)
        lower, upper = (end + joint.closed for end in ends)
        slack = 1e-6 * (upper - lower)  # Blender's properties are coarser than ours
        if not (lower <= slack and upper >= -slack):
            modelled = spelt(joint.type, 0.0 - joint.closed)
            raise InputError(f"It was modelled at {modelled}, outside these limits.", f"Have them include {modelled}.")
        lower, upper = min(lower, 0.0), max(upper, 0.0)
        pitch = self.pitch or joint.pitch if joint.type is JointType.SCREW else 0.0
        return replace(joint, lower=lower, upper=upper, pitch=pitch, note="")


class ARTLLM_OT_lock_joint(OnRig, bpy.types.Operator):
    bl_idname = "artllm.lock_joint"
    bl_label = "Lock Joint"
    bl_description = "Keep this joint as it is when joints are predicted again; one that was doubtful is taken as right"
    bl_options = {"REGISTER", "UNDO"}

    child: IntProperty(**CHILD)
    locked: BoolProperty(name="Locked", default=True, options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        lock_joint(armature, chosen_joint(context, self.child), self.locked)


class ARTLLM_OT_predict_joints(bpy.types.Operator):
    bl_idname = "artllm.predict_joints"
    bl_label = "Re-predict Joints"
    bl_description = "Ask the model for the joints of the parts as they are now; locked joints stay"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if context.window_manager.artllm.status != "IDLE":
            cls.poll_message_set("The model is at work: wait for it or cancel it")
            return False
        if context.mode != "OBJECT":
            cls.poll_message_set("Go to Object Mode first")
            return False
        return needs_own_rig(cls, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        return task.carry_out(self, context, lambda: task.begin_joints(context, active_rig(context)))


CLASSES = (
    ARTLLM_OT_joint_type,
    ARTLLM_OT_joint_axis,
    ARTLLM_OT_joint_origin,
    ARTLLM_OT_joint_limits,
    ARTLLM_OT_lock_joint,
    ARTLLM_OT_predict_joints,
)
