"""Corrections by hand of joints: type, parent, limits, twins, the lock; and the model asked for the others again."""

from __future__ import annotations

import math
from dataclasses import replace

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty

from ..core.articulation import Joint, JointType
from ..core.errors import InputError
from ..scene.rig import correct
from ..scene.rig.correct_joints import copy_limits, give_type, make_base, mirror, rehang
from ..scene.rig.read_rig import Rig, objects_of, part_of, read_rig
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
from .correct import TYPES, Correction, active_articulation, chosen_part, part_items

FIXED = ("fixed", "Fixed", "Stays a part of its own and does not move", "PINNED")


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


def chosen_parts(context: bpy.types.Context, armature: bpy.types.Object) -> list[int]:
    """The active part, then the others that are selected."""
    own = {thing for things in objects_of(armature).values() for thing in things}
    others = sorted({part_of(thing) for thing in context.selected_objects if thing in own})
    return [part for part in dict.fromkeys((part_of(context.active_object), *others)) if part is not None]


def carriers(self: bpy.types.bpy_struct, context: bpy.types.Context | None) -> list[tuple[str, str, str, int]]:
    """Parts that the active one may hang on: all but those that hang on it."""
    articulation = active_articulation(context)
    part = part_of(context.active_object) if articulation else None
    if part is None:
        return []
    hang = articulation.subtree(part)
    return part_items(one for one in articulation.parts if one.id not in hang)


class ARTLLM_OT_edit_joint(bpy.types.Operator):
    bl_idname = "artllm.edit_joint"
    bl_label = "Edit Joint"
    bl_description = (
        "Show the active part's joint at the mouse: type, parent, axis, pivot and limits, to be changed there"
    )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return needs_own_rig(cls, context) and needs_joint(cls, context)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        return bpy.ops.wm.call_panel(name="ARTLLM_PT_joint", keep_open=True)


class ARTLLM_OT_joint_type(JointCorrection, bpy.types.Operator):
    bl_idname = "artllm.joint_type"
    bl_label = "Joint Type"
    bl_description = (
        "Have the active part, and others that are selected, move in another way, as each did when it last had that "
        "type, and lock their joints"
    )

    type: EnumProperty(name="Type", items=[(*item, number) for number, item in enumerate([*TYPES, FIXED])])

    def correct(self, context: bpy.types.Context, armature: bpy.types.Object) -> str:
        parts = chosen_parts(context, armature)
        return f"{', '.join(give_type(armature, parts, self.type))}: {self.type}"


class ARTLLM_OT_joint_parent(JointCorrection, bpy.types.Operator):
    bl_idname = "artllm.joint_parent"
    bl_label = "Joint Parent"
    bl_description = "Have another part carry the active one, and lock its joint"

    parent: EnumProperty(name="Parent", items=carriers)

    def correct(self, context: bpy.types.Context, armature: bpy.types.Object) -> str:
        rehang(armature, part_of(context.active_object), chosen_part(self.parent))
        return f"{active_part_name(context)} hangs on another part"


class ARTLLM_OT_make_base(JointCorrection, bpy.types.Operator):
    bl_idname = "artllm.make_base"
    bl_label = "Make Base"
    bl_description = "Have the active part stand still, and what carries it move instead"

    def correct(self, context: bpy.types.Context, armature: bpy.types.Object) -> str:
        name = active_part_name(context)
        make_base(armature, part_of(context.active_object))
        return f"{name} stands still"


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


class ARTLLM_OT_copy_limits(JointCorrection, bpy.types.Operator):
    bl_idname = "artllm.copy_limits"
    bl_label = "Copy Limits to Selected"
    bl_description = "Give the selected parts that move in the same way the active part's limits, and lock their joints"

    def correct(self, context: bpy.types.Context, armature: bpy.types.Object) -> str:
        part, *others = chosen_parts(context, armature)
        done, unlike = copy_limits(armature, part, others)
        said = f"{', '.join(done)}: same limits"
        return f"{said}. Moves otherwise, and keeps its own: {', '.join(unlike)}" if unlike else said


class ARTLLM_OT_mirror_joint(JointCorrection, bpy.types.Operator):
    bl_idname = "artllm.mirror_joint"
    bl_label = "Mirror to Twin"
    bl_description = "Have the part on the other side move as the active one does, mirrored, and lock its joint"

    def correct(self, context: bpy.types.Context, armature: bpy.types.Object) -> str:
        return f"{mirror(armature, part_of(context.active_object))} moves likewise"


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
    ARTLLM_OT_edit_joint,
    ARTLLM_OT_joint_type,
    ARTLLM_OT_joint_parent,
    ARTLLM_OT_make_base,
    ARTLLM_OT_joint_limits,
    ARTLLM_OT_copy_limits,
    ARTLLM_OT_mirror_joint,
    ARTLLM_OT_lock_joint,
    ARTLLM_OT_predict_joints,
)
