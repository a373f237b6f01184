"""Explode: what is selected shown taken apart, by one slider, and put back as it was."""

from __future__ import annotations

import bpy
from bpy.props import BoolProperty, EnumProperty, FloatProperty, IntProperty

from ..core.assembly.plan import Plan
from ..core.assembly.removal import removing
from ..core.errors import ArtLLMError
from ..core.steps import Steps
from ..scene.assembly.explode import (
    Look,
    at_rest,
    explode,
    exploded_by,
    followers,
    look_of,
    notes_of,
    remove_explode,
    remove_left,
    restyle,
    was_exploded,
    write_keys,
)
from ..scene.assembly.parts import Parts, parts_of, without_faces
from ..scene.assembly.pieces import PIECE, made_pieces
from ..scene.homes import check_here
from .slices import InSlices, is_free
from .views import redraw

DIRECTION = {
    "name": "Direction",
    "items": [
        ("STEPS", "Step by Step", "One after the other by paths on which nothing passes through anything"),
        ("RADIAL", "Radial", "All at once away from the middle"),
        ("X", "Along X", "All at once along X, in the order in which they lie along it"),
        ("Y", "Along Y", "All at once along Y, in the order in which they lie along it"),
        ("Z", "Along Z", "All at once along Z, in the order in which they lie along it"),
    ],
}
STRENGTH = {
    "name": "Strength",
    "default": 1.0,
    "min": 0.0,
    "soft_max": 3.0,
    "description": "How many times as far as parts need to go to lie apart",
}
TRAILS = {"name": "Trails", "default": True, "description": "Draw lines along which the parts go"}


def exploded(context: bpy.types.Context) -> bpy.types.Object | None:
    """The armature that shows the active object, or a selected one, taken apart."""
    things = [thing for thing in (context.active_object, *context.selected_objects) if thing]
    return next(filter(None, map(exploded_by, things)), None)


def is_left(context: bpy.types.Context) -> bool:
    """Whether the active object, or a selected one, was shown taken apart by an armature that was deleted."""
    return any(was_exploded(thing) for thing in (context.active_object, *context.selected_objects) if thing)


def look_shown(armature: bpy.types.Object) -> tuple[Look, tuple[str, ...]]:
    """For the panel: how it looks, and what should be known."""
    return look_of(armature), notes_of(armature)


def needs_faces(operator: type[bpy.types.Operator], context: bpy.types.Context) -> bool:
    """For poll, where something is selected: whether it can have a surface."""
    if without_faces(context.selected_objects):
        operator.poll_message_set("What is selected has no faces: select something that has a surface")
        return False
    return True


class GreyOutsideObjectMode:
    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if context.mode != "OBJECT":
            cls.poll_message_set("Go to Object Mode first")
            return False
        return is_free(cls, context) and cls.ready(context)


class InObjectMode(GreyOutsideObjectMode):
    """ArtLLM's errors as reports."""

    def execute(self, context: bpy.types.Context) -> set[str]:
        try:
            self.act(context)
        except ArtLLMError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        redraw()
        return {"FINISHED"}


class Selected(GreyOutsideObjectMode):
    @classmethod
    def ready(cls, context: bpy.types.Context) -> bool:
        if not context.selected_objects:
            cls.poll_message_set("Select the parts")
            return False
        return needs_faces(cls, context)


class OnParts(Selected, InObjectMode):
    """Done at once to what is selected."""


class _OnExploded(InObjectMode):
    @classmethod
    def ready(cls, context: bpy.types.Context) -> bool:
        if exploded(context) is None:
            cls.poll_message_set("Select something that is exploded")
            return False
        return True


class ARTLLM_OT_explode(Selected, InSlices, bpy.types.Operator):
    bl_idname = "artllm.explode"
    bl_label = "Explode"
    bl_description = (
        "Show the selected objects, articulated object, or loose pieces of one mesh taken apart: which part comes "
        "free, which way and in which order is found by their shapes. One slider moves all; it can be keyed"
    )
    bl_options = {"UNDO"}

    direction: EnumProperty(**DIRECTION)
    strength: FloatProperty(**STRENGTH)
    trails: BoolProperty(**TRAILS)

    def steps(self, context: bpy.types.Context) -> Steps[tuple[list[bpy.types.Object], Parts, Plan]]:
        before = exploded(context)
        with at_rest(context, before):
            chosen = [thing for thing in context.selected_objects if thing.type == "MESH" or not before]
            objects = originals(followers(before)) if before else chosen
            parts = parts_of(objects, context.evaluated_depsgraph_get())
        check_here(thing for things in parts.objects or () for thing in things)
        plan = yield from removing(parts.triangles, parts.joints)
        return objects, parts, plan

    def end(self, context: bpy.types.Context, result: tuple[list[bpy.types.Object], Parts, Plan]) -> set[str]:
        objects, parts, plan = result
        if before := exploded(context):
            remove_explode(before)
            context.view_layer.update()
        armature = explode(
            context, parts, _things(context, objects, parts), plan, Look(self.direction, self.strength, self.trails)
        )
        for thing in followers(armature):
            thing.select_set(True)
        context.view_layer.objects.active = followers(armature)[0]
        for note in plan.notes(parts.names):
            self.report({"WARNING"}, note)
        redraw()
        return {"FINISHED"}


class ARTLLM_OT_explode_look(_OnExploded, bpy.types.Operator):
    bl_idname = "artllm.explode_look"
    bl_label = "Exploded Look"
    bl_description = "Change how far, which way and with which lines the parts go; what comes off when stays found"
    bl_options = {"REGISTER", "UNDO"}

    direction: EnumProperty(**DIRECTION)
    strength: FloatProperty(**STRENGTH)
    trails: BoolProperty(**TRAILS)

    def act(self, context: bpy.types.Context) -> None:
        restyle(exploded(context), Look(self.direction, self.strength, self.trails))


class ARTLLM_OT_key_explode(_OnExploded, bpy.types.Operator):
    bl_idname = "artllm.key_explode"
    bl_label = "Key Explode"
    bl_description = "Key the slider from together to apart, from the current frame on"
    bl_options = {"REGISTER", "UNDO"}

    frames: IntProperty(name="Frames", default=96, min=1, description="From together to apart")
    together: BoolProperty(name="Put Together", description="From apart to together instead")

    def act(self, context: bpy.types.Context) -> None:
        write_keys(exploded(context), context.scene.frame_current, self.frames, self.together)


class ARTLLM_OT_remove_explode(_OnExploded, bpy.types.Operator):
    bl_idname = "artllm.remove_explode"
    bl_label = "Remove Explode"
    bl_description = "Everything as it was before it was exploded"
    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def ready(cls, context: bpy.types.Context) -> bool:
        return is_left(context) or super().ready(context)

    def act(self, context: bpy.types.Context) -> None:
        armature = exploded(context)
        left = [*(remove_explode(armature) if armature else []), *remove_left()]
        for thing in left:
            if thing.name in context.view_layer.objects:
                thing.select_set(True)
        context.view_layer.objects.active = next((one for one in left if one.select_get()), None)


def originals(things: list[bpy.types.Object]) -> list[bpy.types.Object]:
    """The objects, the mesh that was cut in place of its pieces."""
    return list(dict.fromkeys(thing.get(PIECE) or thing for thing in things))


def _things(context: bpy.types.Context, objects: list[bpy.types.Object], parts: Parts) -> list[list[bpy.types.Object]]:
    """The objects of each part, made where they are pieces of one mesh."""
    if parts.objects:
        return [list(things) for things in parts.objects]
    (thing,) = (one for one in objects if one.type == "MESH")
    return made_pieces(context, thing, parts)


CLASSES = (ARTLLM_OT_explode, ARTLLM_OT_explode_look, ARTLLM_OT_key_explode, ARTLLM_OT_remove_explode)
