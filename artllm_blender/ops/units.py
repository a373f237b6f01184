"""The source put right before it is articulated: its size, which way is up, and where it stands."""

from __future__ import annotations

import bpy
from bpy.props import EnumProperty
from mathutils import Matrix, Vector

from ..core.units import UNITS, Guess, guess_of, guesses
from ..scene.rig.read_rig import rig_of
from ..scene.units import bounds, metres, rounding, transform, turn_up
from .articulate import selected

_measured: dict[tuple[int, ...], tuple[float, float]] = {}


def measured(context: bpy.types.Context) -> tuple[float, float]:
    """The longest side of the selected objects, and how coarsely Blender's numbers are spaced there if that shows, else
    0; metres. Both 0 for parts of a rig, which are no source. Measured again only after something changed."""
    things = selected(context)
    uids = tuple(thing.session_uid for thing in things)
    if uids not in _measured:
        box = None if any(map(rig_of, things)) else bounds(things)
        sizes = (0.0, 0.0) if box is None else (float((box[1] - box[0]).max()), rounding(box))
        _measured[uids] = tuple(size * metres(context.scene) for size in sizes)
    return _measured[uids]


def guessed(context: bpy.types.Context) -> list[Guess]:
    """What the selected objects would be if their numbers were in another unit."""
    return guesses(measured(context)[0], metres(context.scene))


@bpy.app.handlers.persistent
def forget_measures(*_: object) -> None:
    _measured.clear()


class _OfSource:
    """Changes the selected objects as one, about the middle of their foot."""

    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        things = selected(context)
        if context.mode != "OBJECT":
            cls.poll_message_set("Go to Object Mode first")
        elif not things:
            cls.poll_message_set("Select the mesh that is to be articulated")
        elif any(rig_of(thing) for thing in things):
            cls.poll_message_set("This is articulated already: move, turn and scale its rig")
        else:
            return True
        return False

    def execute(self, context: bpy.types.Context) -> set[str]:
        things = selected(context)
        foot = _foot(things)
        if foot is None:
            self.report({"ERROR"}, "The selected objects have no size. Select a mesh.")
            return {"CANCELLED"}
        transform(things, Matrix.Translation(foot) @ self.change(context) @ Matrix.Translation(-foot))
        transform(things, Matrix.Translation(self.place(foot) - _foot(things)))
        return {"FINISHED"}

    def change(self, context: bpy.types.Context) -> Matrix:
        return Matrix()

    def place(self, foot: Vector) -> Vector:
        """Where the foot comes to be."""
        return foot


class ARTLLM_OT_scale_source(_OfSource, bpy.types.Operator):
    bl_idname = "artllm.scale_source"
    bl_label = "Set Unit of Source"
    bl_description = "Scale the selected objects to the size that they have if their numbers are in another unit"

    unit: EnumProperty(
        name="Unit",
        items=[
            *((name, name, f"The numbers are {name}") for name in UNITS),
            ("100", "100 m", "A hundred times larger"),
            ("1000", "1000 m", "A thousand times larger"),
        ],
    )

    def change(self, context: bpy.types.Context) -> Matrix:
        return Matrix.Scale(guess_of(self.unit) / metres(context.scene), 4)


class ARTLLM_OT_turn_up(_OfSource, bpy.types.Operator):
    bl_idname = "artllm.turn_up"
    bl_label = "Set Up Axis of Source"
    bl_description = "Turn the selected objects so that the axis that is their up points up"

    axis: EnumProperty(
        name="Up", items=[(name, name, f"{name} is up in the object") for name in ("Y", "-Y", "X", "-X", "-Z")]
    )

    def change(self, context: bpy.types.Context) -> Matrix:
        return turn_up(self.axis)


class ARTLLM_OT_move_to_origin(_OfSource, bpy.types.Operator):
    bl_idname = "artllm.move_to_origin"
    bl_label = "Move Source to Origin"
    bl_description = "Move the selected objects to the middle of the scene, where Blender's numbers are finest"

    def place(self, foot: Vector) -> Vector:
        return Vector()


def _foot(things: list[bpy.types.Object]) -> Vector | None:
    box = bounds(things)
    return None if box is None else Vector((*box.mean(axis=0)[:2], box[0, 2]))


CLASSES = (ARTLLM_OT_scale_source, ARTLLM_OT_turn_up, ARTLLM_OT_move_to_origin)
