"""Hints that cost one gesture: an arrow drawn on a part, a click on a piece, a word; the model does the rest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from itertools import product

import bpy
import numpy as np
from bpy.props import BoolProperty, EnumProperty, FloatVectorProperty, IntProperty, StringProperty
from bpy_extras.view3d_utils import region_2d_to_origin_3d, region_2d_to_vector_3d

from .. import client
from ..core.articulation import Box, JointType
from ..core.errors import InputError
from ..core.frames import apply, unit
from ..core.hints import Stroke
from ..core.kinds import understood
from ..core.kit import heeded
from ..core.known import Known
from ..core.motion.strokes import read_stroke
from ..core.motion.view import View
from ..core.prediction import Prediction
from ..core.steps import Steps, within
from ..scene.rig import hint
from ..scene.rig.asset import add_notes, select
from ..scene.rig.correct_joints import move_likewise, twins_of
from ..scene.rig.made_of import made_of, originals
from ..scene.rig.read_rig import part_of, read_rig, rig_of
from ..scene.rig.rest import motions
from . import task
from .active import CHILD, active_rig, chosen_joint, needs_own_rig
from .correct import TYPES
from .in_view import SHORTEST, DrawnInView
from .parting import parted_aside
from .state import CATEGORY, PART_COUNT


def needs_original(operator: type[bpy.types.Operator], context: bpy.types.Context) -> bool:
    """For poll: whether there is a rig that the model can be asked about now; if not, the button says why."""
    if context.window_manager.artllm.status != "IDLE":
        operator.poll_message_set("The model is at work: wait for it or cancel it")
        return False
    if context.mode != "OBJECT":
        operator.poll_message_set("Go to Object Mode first")
        return False
    if not needs_own_rig(operator, context):
        return False
    made = made_of(active_rig(context))
    if made is None:
        operator.poll_message_set("This rig does not know what it was made of: articulate the original again")
        return False
    try:
        originals(made)
    except InputError as error:
        operator.poll_message_set(str(error))
        return False
    return True


class Hint:
    """A hint to the active rig: grey with a reason, the model asked, and one undo step when it has answered."""

    bl_options = {"REGISTER"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return needs_original(cls, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        return task.carry_out(self, context, lambda: self.begin(context, active_rig(context)))


class OnSurface(DrawnInView, Hint):
    """One that is drawn or clicked on a part in the viewport."""

    bl_options = {"REGISTER", "BLOCKING"}
    cursor = "PAINT_CROSS"

    def pressed(self, context: bpy.types.Context, region: bpy.types.Region, place: tuple[int, int]) -> bool:
        self._hit = hit_at(context, region, place)
        if self._hit is None:
            self.report({"WARNING"}, "There is no part of this object.")
        return self._hit is not None


class ARTLLM_OT_draw_motion(OnSurface, bpy.types.Operator):
    bl_idname = "artllm.draw_motion"
    bl_label = "Draw How It Moves"
    bl_description = (
        "Draw an arrow on a part: straight, and it slides along it; curved, and it turns. The model finds the rest."
        " With Shift all that are like it move likewise"
    )
    words = "Draw from a part the way it goes: straight, and it slides; curved, and it turns. Shift: all alike"

    child: IntProperty(**CHILD)
    type: EnumProperty(name="Type", items=[(*item, number) for number, item in enumerate(TYPES)])
    axis: FloatVectorProperty(
        name="Axis", subtype="XYZ", default=(0, 0, 1), description="In the armature's frame, at rest"
    )
    origin: FloatVectorProperty(name="Origin", subtype="XYZ", description="A point of the axis, likewise")
    alike: BoolProperty(name="All Alike", description="Also the parts that are like it, on another side or in its row")

    def take(
        self, context: bpy.types.Context, event: bpy.types.Event, region: bpy.types.Region, pixels: np.ndarray
    ) -> None:
        hit = self._hit
        if np.ptp(pixels, axis=0).max(initial=0) < SHORTEST:
            raise InputError("That was a click.", "Draw an arrow: press, draw, release.")
        matrix = np.array(active_rig(context).matrix_world)
        frame = (matrix[:3, :3] / np.linalg.norm(matrix[:3, :3], axis=0)).T
        corners = np.array(list(product(*zip(hit.box.lower, hit.box.upper, strict=True)))) @ frame.T
        box = np.stack([corners.min(axis=0), corners.max(axis=0)])
        drawn = read_stroke(pixels, hit.place, hit.view, box, frame)
        stroke = hint.in_armature(Stroke(hit.part, drawn.type, drawn.axis, drawn.origin), active_rig(context))
        self.child, self.type, self.axis, self.origin = hit.part, drawn.type.value, stroke.axis, stroke.origin
        self.alike = event.shift
        select(context, read_rig(active_rig(context)).objects[hit.part])  # whose joint is seen from now on

    def begin(self, context: bpy.types.Context, armature: bpy.types.Object) -> client.Job:
        turns = JointType(self.type).turns
        child = chosen_joint(context, self.child)
        stroke = Stroke(
            child, JointType(self.type), tuple(unit(self.axis).tolist()), tuple(self.origin) if turns else None
        )
        images = twins_of(armature, child) if self.alike else {}
        question = hint.ask_stroke(armature, stroke)

        def take(armature: bpy.types.Object, answer: Prediction) -> Steps[None]:
            yield from hint.taking_stroke(armature, answer, stroke)
            move_likewise(armature, child, images)

        return task.begin_hint(context, armature, f"{armature.name}, as drawn", question, take)


class ARTLLM_OT_click_part(OnSurface, bpy.types.Operator):
    bl_idname = "artllm.click_part"
    bl_label = "Click a Part"
    bl_description = (
        "Click what is a part of its own; with Ctrl, what belongs to the active part. The model finds how it moves"
    )
    words = "Click what is a part of its own; Ctrl: what belongs to the active part"

    place: FloatVectorProperty(name="Place", subtype="XYZ", description="In the armature's frame, at rest")
    into: IntProperty(name="Part", default=-1, description="Id of the part that it belongs to; -1: one of its own")

    def take(
        self, context: bpy.types.Context, event: bpy.types.Event, region: bpy.types.Region, pixels: np.ndarray
    ) -> None:
        into = part_of(context.active_object) if event.ctrl else None
        if event.ctrl and into is None:
            raise InputError("No part is active.", "Click a part first, then with Ctrl what belongs to it.")
        self.into = -1 if into is None else into
        self.place = apply(np.linalg.inv(np.array(active_rig(context).matrix_world)), self._hit.at_rest)

    def begin(self, context: bpy.types.Context, armature: bpy.types.Object) -> client.Job:
        into = None if self.into < 0 else self.into
        question, click = hint.ask_click(armature, np.array(self.place), into)
        take = partial(hint.taking_click, click=click)
        return task.begin_hint(context, armature, f"{armature.name}, as clicked", question, take)


class ARTLLM_OT_say_kind(Hint, bpy.types.Operator):
    bl_idname = "artllm.say_kind"
    bl_label = "Say What It Is"
    bl_description = (
        "Tell the model what kind of object this is, or how many parts it has, and have it find them anew. What you"
        " corrected and locked stays"
    )

    category: StringProperty(**CATEGORY)
    part_count: IntProperty(**PART_COUNT)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        words = json.loads(made_of(active_rig(context)).settings.words)
        self.category, self.part_count = words.get("category", ""), words.get("part_count", 0)
        return context.window_manager.invoke_props_dialog(self, confirm_text="Ask Again")

    def begin(self, context: bpy.types.Context, armature: bpy.types.Object) -> client.Job:
        words, notes = understood(Known(part_count=self.part_count or None, category=self.category.strip() or None))
        question = hint.ask_word(armature, words)
        said = ", ".join(filter(None, (words.category, words.part_count and f"{words.part_count} parts")))

        def take(armature: bpy.types.Object, answer: Prediction) -> Steps[None]:
            aside = parted_aside(armature, lambda made, source: (answer, heeded(source.kit, words)))
            parted, about = yield from within(aside, 0.0, 0.4)
            yield from within(hint.taking_word(armature, answer, words, parted, about), 0.4, 1.0)
            add_notes(armature, notes)

        return task.begin_hint(context, armature, f"{armature.name}, {said or 'whatever it is'}", question, take)


@dataclass(frozen=True)
class Hit:
    """What is under the mouse. part: its id; place: (3,) there, as the part's carrier stands at rest; at_rest: (3,) as
    the part itself does; box: the part's; view: as the carrier is seen at rest."""

    part: int
    place: np.ndarray
    at_rest: np.ndarray
    box: Box
    view: View


def hit_at(context: bpy.types.Context, region: bpy.types.Region, place: tuple[int, int]) -> Hit | None:
    """The part of the active rig at a place of a region of the 3D view, pixels; None where there is none."""
    space, depsgraph = context.space_data.region_3d, context.evaluated_depsgraph_get()
    start, way = region_2d_to_origin_3d(region, space, place), region_2d_to_vector_3d(region, space, place)
    armature = active_rig(context)
    is_hit, where, _, _, thing, _ = context.scene.ray_cast(depsgraph, start, way)
    if not is_hit or rig_of(thing.original) != armature or (part := part_of(thing.original)) is None:
        return None
    rig = read_rig(armature)
    moved, joint = motions(rig, depsgraph), rig.articulation.joint_of(part)
    carrier = moved[joint.parent if joint else part]
    view = View(np.array(space.perspective_matrix) @ carrier, (region.width, region.height))
    back, own = np.linalg.inv(carrier), np.linalg.inv(moved[part])
    where = np.array(where)
    return Hit(part, apply(back, where), apply(own, where), rig.articulation.part(part).box, view)


CLASSES = (ARTLLM_OT_draw_motion, ARTLLM_OT_click_part, ARTLLM_OT_say_kind)
