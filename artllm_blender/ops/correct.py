"""Corrections by hand of parts: selected faces and parts change hands, new parts, names; the rig follows at once."""

from __future__ import annotations

from collections.abc import Iterable

import bmesh
import bpy
import numpy as np
from bpy.props import BoolProperty, EnumProperty, FloatProperty, StringProperty

from ..core.articulation import Articulation, JointType, Part
from ..core.errors import ArtLLMError, InputError
from ..scene.rig import correct
from ..scene.rig.asset import select
from ..scene.rig.read_rig import part_of, read_rig
from . import task
from .active import active_part_name, active_rig, needs_own_rig, needs_part

TYPES = [
    (JointType.REVOLUTE.value, "Revolute", "Turns between limits, as a door", "CON_ROTLIMIT"),
    (JointType.CONTINUOUS.value, "Continuous", "Turns without end, as a wheel", "CON_ROTLIKE"),
    (JointType.PRISMATIC.value, "Prismatic", "Slides, as a drawer", "CON_LOCLIMIT"),
    (JointType.SCREW.value, "Screw", "Turns and slides, as a cap", "MOD_SCREW"),
]
LABEL = {"name": "Label", "description": "What it is: door, drawer, lid, knob...", "options": {"SKIP_SAVE"}}
# Blender points at the texts of items that are made as they are shown, even when another button has them made anew.
_texts: dict[str, str] = {}


class Correction:
    """What all corrections have in common: an undo step, errors in words, and Object Mode for the time of the work.

    Each has its `correct`, which says what it did. They end in Object Mode: Edit Mode's own undo steps would not bring
    back the rig.
    """

    bl_options = {"REGISTER", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return needs_own_rig(cls, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        armature, was_editing = active_rig(context), context.mode == "EDIT_MESH"
        try:
            self.prepare(context)
            if context.mode != "OBJECT":
                bpy.ops.object.mode_set(mode="OBJECT")
            said = self.correct(context, armature)
        except ArtLLMError as error:
            if was_editing and context.mode == "OBJECT":
                bpy.ops.object.mode_set(mode="EDIT")
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self.report({"INFO"}, said)
        return {"FINISHED"}

    def prepare(self, context: bpy.types.Context) -> None:
        """Take note of what is selected before the mode is left."""


class FacesCorrection(Correction):
    """One of the selected faces, which are its `faces`."""

    whole: BoolProperty(
        name="Whole Pieces", default=True,
        description="Take a loose piece that is all but selected as a whole, and leave one that is only touched, as a "
        "box through everything selects them",
    )  # fmt: skip

    def prepare(self, context: bpy.types.Context) -> None:
        self.faces = selected_faces(context)

    def meant(self, armature: bpy.types.Object) -> dict[bpy.types.Object, np.ndarray]:
        """The faces that the selection means."""
        return correct.meant(armature, self.faces) if self.whole else self.faces


class ThenAsks:
    """A correction after which the model finds how its parts, `ids`, move, where that is wished."""

    ask: BoolProperty(
        name="Ask the Model", options={"SKIP_SAVE"},
        description="Have the model find how that moves; all other joints stay, and those that you locked",
    )  # fmt: skip

    def execute(self, context: bpy.types.Context) -> set[str]:
        done = super().execute(context)
        if done == {"FINISHED"}:
            self.then_ask(context)
        return done

    def then_ask(self, context: bpy.types.Context) -> None:
        """Where that is wished."""
        if self.ask:
            if context.window_manager.artllm.status == "IDLE":
                task.carry_out(self, context, lambda: task.begin_joints(context, active_rig(context), self.ids))
            else:
                self.report({"INFO"}, "The model is at work, so the joint is a usual one: Re-predict Joints asks later")


class PartCorrection(Correction):
    """One of the active part: grey where none is."""

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return super().poll(context) and needs_part(cls, context)


def selected_faces(context: bpy.types.Context) -> dict[bpy.types.Object, np.ndarray]:
    """In Edit Mode the selected faces of all objects in it; else all faces of the selected objects."""
    if context.mode == "EDIT_MESH":
        found = {}
        for thing in context.objects_in_mode:
            faces = [i for i, face in enumerate(bmesh.from_edit_mesh(thing.data).faces) if face.select]
            if faces:
                found[thing] = np.array(faces)
        return found
    return {thing: np.arange(len(thing.data.polygons)) for thing in context.selected_objects if thing.type == "MESH"}


def part_items(parts: Iterable[Part]) -> list[tuple[str, str, str, int]]:
    """Parts to choose from, for an EnumProperty; their texts are kept for good."""
    kept = [[_texts.setdefault(text, text) for text in (str(part.id), part.name, part.label)] for part in parts]
    return [(identifier, name, label, int(identifier)) for identifier, name, label in kept]


def chosen_part(identifier: str) -> int:
    """The id of what was chosen of `part_items`. InputError: nothing was."""
    if not identifier:
        raise InputError("No part is chosen.", "Choose one.")
    return int(identifier)


def active_articulation(context: bpy.types.Context | None) -> Articulation | None:
    """The active rig's; None without one, and of one that is broken, as buttons say that need it."""
    armature = context and active_rig(context)
    try:
        return read_rig(armature).articulation if armature else None
    except ArtLLMError:
        return None


def _parts(self: bpy.types.Operator, context: bpy.types.Context | None) -> list[tuple[str, str, str, int]]:
    articulation = active_articulation(context)
    return part_items(articulation.parts if articulation else ())


class ARTLLM_OT_assign_to_part(FacesCorrection, bpy.types.Operator):
    bl_idname = "artllm.assign_to_part"
    bl_label = "Assign to Part"
    bl_description = "Have the selected faces, or in Object Mode the selected objects, belong to another part"

    part: EnumProperty(name="Part", items=_parts)

    def correct(self, context: bpy.types.Context, armature: bpy.types.Object) -> str:
        part = chosen_part(self.part)
        faces = self.meant(armature)
        count = sum(len(own) for thing, own in faces.items() if part_of(thing) != part)
        if faces and not count:
            raise InputError("They belong to that part already.", "Select faces of others.")
        correct.assign(armature, faces, part)
        return f"Faces moved: {count}"


class ARTLLM_OT_new_part(ThenAsks, FacesCorrection, bpy.types.Operator):
    bl_idname = "artllm.new_part"
    bl_label = "New Part from Selection"
    bl_description = (
        "Make the selected faces a part of their own, with a joint to the part that they were of; the model finds how"
        " it moves"
    )

    type: EnumProperty(name="Joint", items=[(*item, number) for number, item in enumerate(TYPES)])
    name: StringProperty(name="Name", description="Empty for one made from the label", options={"SKIP_SAVE"})
    label: StringProperty(**LABEL)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if not self.properties.is_property_set("ask"):
            self.ask = not bpy.app.background
        return self.execute(context)

    def correct(self, context: bpy.types.Context, armature: bpy.types.Object) -> str:
        faces, kind = self.meant(armature), JointType(self.type)
        id = correct.new_part(armature, faces, kind, self.name.strip(), self.label.strip())
        rig = read_rig(armature)
        select(context, rig.objects[id])
        self.ids = [id]
        return f"{rig.articulation.part(id).name} is a part"


class ARTLLM_OT_merge_parts(PartCorrection, bpy.types.Operator):
    bl_idname = "artllm.merge_parts"
    bl_label = "Merge Parts"
    bl_description = "Make the parts of all selected objects one with the active part"

    def correct(self, context: bpy.types.Context, armature: bpy.types.Object) -> str:
        into = part_of(context.active_object)
        owner = {thing: id for id, things in read_rig(armature).objects.items() for thing in things}
        gone = {owner[thing] for thing in context.selected_objects if thing in owner} - {into}
        if not gone:
            raise InputError("Only one part is selected.", "Select objects of several parts, the one to keep last.")
        for id in sorted(gone):
            correct.merge(armature, into, id)
        return f"{len(gone) + 1} parts are one"


class ARTLLM_OT_split_part(PartCorrection, bpy.types.Operator):
    bl_idname = "artllm.split_part"
    bl_label = "Split by Loose Parts"
    bl_description = "Make each loose piece of the active part a part of its own that moves like it"

    smallest: FloatProperty(
        name="Smallest", default=0.02, min=0, max=1, subtype="FACTOR",
        description="Pieces of less than this share of the area go along with the piece nearest to them",
    )  # fmt: skip

    def correct(self, context: bpy.types.Context, armature: bpy.types.Object) -> str:
        more = correct.split_loose(armature, part_of(context.active_object), self.smallest)
        return f"It is {len(more) + 1} parts now"


class ARTLLM_OT_dissolve_part(PartCorrection, bpy.types.Operator):
    bl_idname = "artllm.dissolve_part"
    bl_label = "Dissolve into Parent"
    bl_description = "Make the active part one with the part that carries it"

    def correct(self, context: bpy.types.Context, armature: bpy.types.Object) -> str:
        correct.dissolve(armature, part_of(context.active_object))
        return "Part dissolved"


class ARTLLM_OT_rename_part(PartCorrection, bpy.types.Operator):
    bl_idname = "artllm.rename_part"
    bl_label = "Rename Part"
    bl_description = "Give the active part another name, its joint, bone and objects too, and another label"

    name: StringProperty(name="Name", options={"SKIP_SAVE"})
    label: StringProperty(**LABEL)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        part = read_rig(active_rig(context)).articulation.part(part_of(context.active_object))
        self.name, self.label = part.name, part.label
        return context.window_manager.invoke_props_dialog(self)

    def correct(self, context: bpy.types.Context, armature: bpy.types.Object) -> str:
        correct.rename(armature, part_of(context.active_object), self.name, self.label)
        return f"It is {active_part_name(context)} now"


CLASSES = (
    ARTLLM_OT_assign_to_part,
    ARTLLM_OT_new_part,
    ARTLLM_OT_merge_parts,
    ARTLLM_OT_split_part,
    ARTLLM_OT_dissolve_part,
    ARTLLM_OT_rename_part,
)
