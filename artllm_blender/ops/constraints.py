"""Constraints on the active rig's pose: added from the selection, edited in the panel, kept up by the scene."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty, EnumProperty, IntProperty, StringProperty

from ..core.errors import InputError
from ..scene.pose import live
from ..scene.pose.spoken import constrain
from ..scene.pose.stored import KINDS, TARGETS, TO_OTHER, TO_TARGET, constraints_of
from ..scene.pose.write import add, apply_pose, remove
from ..scene.rig.build_rig import bone_of
from ..scene.rig.read_rig import part_of, rig_of
from .active import OnRig, active_rig, needs_object_undo, needs_part
from .entered import ENTERED, by_enter

REGIONS = [
    ("AUTO", "Usual", "What such a constraint is mostly about: of an aim the opening, of a reach the tip"),
    *(
        (name.upper().replace(" ", "_"), name.title(), "")
        for name in ("centre", "face", "tip", "handle", "rim", "opening", "corner", "hinge edge", "axis", "thread axis")
    ),
]


@bpy.app.handlers.persistent
def follow(scene: bpy.types.Scene, depsgraph: bpy.types.Depsgraph | None = None) -> None:
    """After every update and new frame. While joints are played, what is shown is not to be put right."""
    if not depsgraph or bpy.context.window_manager.artllm.playing:
        return
    try:
        live.follow(scene, depsgraph)
    except AttributeError as error:
        # What draws may update the scene but not write to it, and so says Blender; it is done right after that.
        if "not allowed" not in str(error):
            raise
        if not bpy.app.timers.is_registered(live.again):
            bpy.app.timers.register(live.again)


@bpy.app.handlers.persistent
def forget(*_: object) -> None:
    live.forget()


@bpy.app.handlers.persistent
def again(*_: object) -> None:
    """After an undo or a redo."""
    live.again()


def active_constraint(context: bpy.types.Context) -> int | None:
    """The number of the one that is active in the active rig's list; None where there is none."""
    armature, number = active_rig(context), context.window_manager.artllm.active_constraint
    return number if armature and 0 <= number < len(constraints_of(armature)) else None


def said(armature: bpy.types.Object) -> list[str]:
    """What each of a rig's constraints falls short by, in words; "" where it is met."""
    return live.said(armature)


def part_name(armature: bpy.types.Object, part: int) -> str:
    bone = bone_of(armature, part)
    return bone["artllm_part"]["name"] if bone else "gone"


class ARTLLM_OT_constrain(OnRig, bpy.types.Operator):
    bl_idname = "artllm.constrain"
    bl_label = "Add Constraint"
    bl_description = (
        "Ask something of the active part's pose that is kept whatever moves: about the other selected object or part, "
        "or else the 3D cursor"
    )
    bl_options = {"REGISTER", "UNDO"}

    kind: EnumProperty(name="Kind", items=KINDS)
    target: EnumProperty(
        name="Target", items=[("AUTO", "Selected", "The other selected object, or else the 3D cursor"), *TARGETS]
    )
    region: EnumProperty(name="Region", items=REGIONS)

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return needs_object_undo(cls, context) and needs_part(cls, context)

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        part, others = part_of(context.active_object), self._others(context, armature)
        target, thing, other = self.target, None, -1
        if self.kind in TO_OTHER:
            ids = [id for one in others if rig_of(one) == armature and (id := part_of(one)) is not None]
            other = next(iter(ids), -1)
        elif self.kind in TO_TARGET and target in ("AUTO", "OBJECT"):
            thing = next(iter(others), None)
            target = "OBJECT" if thing or target == "OBJECT" else "CURSOR"
        if self.kind in TO_TARGET and target == "CAMERA" and context.scene.camera is None:
            raise InputError("The scene has no camera.", "Add one, or choose another target.")
        region = "" if self.region == "AUTO" else self.region.lower().replace("_", " ")
        one = add(armature, self.kind, part, target, thing, region, other)
        if region and one.region != region:
            self.report({"WARNING"}, f"{part_name(armature, part)} has no {region}: its {one.region} is taken.")
        context.window_manager.artllm.active_constraint = len(constraints_of(armature)) - 1

    def _others(self, context: bpy.types.Context, armature: bpy.types.Object) -> list[bpy.types.Object]:
        """What else is selected: objects of another kind first, then other parts of the rig."""
        own = part_of(context.active_object)
        found = [
            thing
            for thing in context.selected_objects
            if thing not in (armature, context.active_object)
            and not (rig_of(thing) == armature and part_of(thing) == own)
        ]
        return sorted(found, key=lambda thing: (rig_of(thing) == armature, thing.name))


class ARTLLM_OT_constrain_by_words(OnRig, bpy.types.Operator):
    bl_idname = "artllm.constrain_by_words"
    bl_label = "Constrain by Words"
    bl_description = "Make constraints of a sentence, such as: aim the lamp at the mug, or: lid upright"
    bl_options = {"REGISTER", "UNDO"}

    text: StringProperty(name="Constraint", description="What should be kept; empty for the line in the panel")
    entered: BoolProperty(**ENTERED)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if self.entered and not (by_enter(event) and context.window_manager.artllm.constraint_text.strip()):
            return {"CANCELLED"}
        if self.entered or not self.text:  # else it is what was said last, which Blender keeps
            self.text = context.window_manager.artllm.constraint_text
        if not self.text:
            return context.window_manager.invoke_props_dialog(self, width=420)
        return self.execute(context)

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        if not self.text.strip():
            raise InputError("Nothing was said.", 'Say what should be kept, such as "aim the lamp at the mug".')
        spoken = constrain(armature, context.scene, self.text.strip())
        if not spoken.made:
            raise InputError(" ".join(spoken.missing) or "Nothing was asked for.")
        if spoken.missing:
            self.report({"WARNING"}, " ".join(spoken.missing))
        elif spoken.gone:
            self.report({"INFO"}, f"No longer kept: {', '.join(spoken.gone)}")
        context.window_manager.artllm.active_constraint = len(constraints_of(armature)) - 1


class ARTLLM_OT_remove_constraint(OnRig, bpy.types.Operator):
    bl_idname = "artllm.remove_constraint"
    bl_label = "Remove Constraint"
    bl_description = "Ask it no longer; the joints stay where they are"
    bl_options = {"REGISTER", "UNDO"}

    number: IntProperty(name="Constraint", default=-1, options={"SKIP_SAVE"}, description="-1: the active one")

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return needs_object_undo(cls, context) and needs_constraints(cls, context)

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        number = active_constraint(context) if self.number < 0 else self.number
        if number is None or number >= len(constraints_of(armature)):
            raise InputError("No constraint is active.", "Click one in the list.")
        remove(armature, number)
        state = context.window_manager.artllm
        state.active_constraint = max(0, min(state.active_constraint, len(constraints_of(armature)) - 1))


class ARTLLM_OT_apply_constraints(OnRig, bpy.types.Operator):
    bl_idname = "artllm.apply_constraints"
    bl_label = "Apply All Constraints"
    bl_description = "Remove all constraints and leave the joints where these have put them"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return needs_object_undo(cls, context) and needs_constraints(cls, context)

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        apply_pose(armature)


def needs_constraints(operator: type[bpy.types.Operator], context: bpy.types.Context) -> bool:
    """For poll, where there is a rig: whether it has any."""
    if not constraints_of(active_rig(context)):
        operator.poll_message_set("This object has no constraints")
        return False
    return True


CLASSES = (ARTLLM_OT_constrain, ARTLLM_OT_constrain_by_words, ARTLLM_OT_remove_constraint, ARTLLM_OT_apply_constraints)
