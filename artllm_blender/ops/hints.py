"""Hints that cost one gesture: an arrow drawn on a part, a click on a piece, a word; the model does the rest."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from itertools import product

import bpy
import numpy as np
from bpy.props import EnumProperty, FloatVectorProperty, IntProperty, StringProperty
from bpy_extras.view3d_utils import region_2d_to_origin_3d, region_2d_to_vector_3d

from .. import client
from ..core.articulation import Box, JointType
from ..core.errors import ArtLLMError, InputError
from ..core.frames import apply, unit
from ..core.hints import Stroke
from ..core.kinds import understood
from ..core.known import Known
from ..core.motion.strokes import read_stroke
from ..core.motion.view import View
from ..scene.rig import hint
from ..scene.rig.made_of import made_of, originals
from ..scene.rig.read_rig import part_of, read_rig, rig_of
from ..scene.rig.rest import motions
from . import task
from .active import CHILD, active_rig, chosen_joint, needs_own_rig
from .correct import TYPES
from .state import CATEGORY, PART_COUNT

# A shorter arrow, in pixels, is a click that was not held still.
SHORTEST = 12
# The arrow that is being drawn, in pixels, and the region that it is drawn in, by its address.
_arrow: list[tuple[int, int]] = []
_region: list[int] = []


def drawn(region: bpy.types.Region) -> list[tuple[int, int]]:
    """The line that is being drawn in a region, pixels: an arrow, or closed; empty where none is."""
    return _arrow if _region == [region.as_pointer()] else []


def draw(line: list[tuple[int, int]], region: bpy.types.Region) -> None:
    """Have a line be drawn in a region, or none."""
    _arrow[:], _region[:] = line, [region.as_pointer()]
    region.tag_redraw()


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


class OnSurface(Hint):
    """One that is drawn or clicked in the viewport: modal until the mouse is released, Esc or the right button. `take`
    makes its properties of what was hit and drawn."""

    bl_options = {"REGISTER", "BLOCKING"}
    words = ""

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if context.area is None or context.area.type != "VIEW_3D":
            self.report({"WARNING"}, "Draw in a 3D view.")
            return {"CANCELLED"}
        self._hit = None
        self._region = next(region for region in context.area.regions if region.type == "WINDOW")
        context.window.cursor_modal_set("PAINT_CROSS")
        context.workspace.status_text_set(f"{self.words}. Esc: cancel")
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        # From a button in the sidebar, the event's own region is the sidebar.
        region = self._region
        place = event.mouse_x - region.x, event.mouse_y - region.y
        if event.type in ("ESC", "RIGHTMOUSE"):
            return self._end(context, {"CANCELLED"})
        if self._hit is None:
            if event.type != "LEFTMOUSE" or event.value != "PRESS" or over_others(context.area, region, event):
                return {"PASS_THROUGH"}
            self._hit = hit_at(context, region, place)
            _arrow[:], _region[:] = [place], [region.as_pointer()]
            if self._hit is None:
                self.report({"WARNING"}, "There is no part of this object.")
                return self._end(context, {"CANCELLED"})
        elif event.type == "MOUSEMOVE":
            _arrow.append(place)
            region.tag_redraw()
        elif event.type == "LEFTMOUSE" and event.value == "RELEASE":
            try:
                self.take(context, event, self._hit, np.array(_arrow, np.float64))
                return self._end(context, self.execute(context))
            except ArtLLMError as error:
                self.report({"ERROR"}, str(error))
                return self._end(context, {"CANCELLED"})
        return {"RUNNING_MODAL"}

    def _end(self, context: bpy.types.Context, result: set[str]) -> set[str]:
        _arrow.clear()
        context.window.cursor_modal_restore()
        context.workspace.status_text_set(None)
        context.area.tag_redraw()
        return result


class ARTLLM_OT_draw_motion(OnSurface, bpy.types.Operator):
    bl_idname = "artllm.draw_motion"
    bl_label = "Draw How It Moves"
    bl_description = (
        "Draw an arrow on a part: straight, and it slides along it; curved, and it turns. The model finds the rest"
    )
    words = "Draw from a part the way it goes: straight, and it slides; curved, and it turns"

    child: IntProperty(**CHILD)
    type: EnumProperty(name="Type", items=[(*item, number) for number, item in enumerate(TYPES)])
    axis: FloatVectorProperty(
        name="Axis", subtype="XYZ", default=(0, 0, 1), description="In the armature's frame, at rest"
    )
    origin: FloatVectorProperty(name="Origin", subtype="XYZ", description="A point of the axis, likewise")

    def take(self, context: bpy.types.Context, event: bpy.types.Event, hit: Hit, pixels: np.ndarray) -> None:
        if np.ptp(pixels, axis=0).max(initial=0) < SHORTEST:
            raise InputError("That was a click.", "Draw an arrow: press, draw, release.")
        matrix = np.array(active_rig(context).matrix_world)
        frame = (matrix[:3, :3] / np.linalg.norm(matrix[:3, :3], axis=0)).T
        corners = np.array(list(product(*zip(hit.box.lower, hit.box.upper, strict=True)))) @ frame.T
        box = np.stack([corners.min(axis=0), corners.max(axis=0)])
        drawn = read_stroke(pixels, hit.place, hit.view, box, frame)
        stroke = hint.in_armature(Stroke(hit.part, drawn.type, drawn.axis, drawn.origin), active_rig(context))
        self.child, self.type, self.axis, self.origin = hit.part, drawn.type.value, stroke.axis, stroke.origin

    def begin(self, context: bpy.types.Context, armature: bpy.types.Object) -> client.Job:
        turns = JointType(self.type).turns
        child = chosen_joint(context, self.child)
        stroke = Stroke(
            child, JointType(self.type), tuple(unit(self.axis).tolist()), tuple(self.origin) if turns else None
        )
        question = hint.ask_stroke(armature, stroke)
        take = partial(hint.take_stroke, stroke=stroke)
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

    def take(self, context: bpy.types.Context, event: bpy.types.Event, hit: Hit, pixels: np.ndarray) -> None:
        into = part_of(context.active_object) if event.ctrl else None
        if event.ctrl and into is None:
            raise InputError("No part is active.", "Click a part first, then with Ctrl what belongs to it.")
        self.into = -1 if into is None else into
        self.place = apply(np.linalg.inv(np.array(active_rig(context).matrix_world)), hit.at_rest)

    def begin(self, context: bpy.types.Context, armature: bpy.types.Object) -> client.Job:
        into = None if self.into < 0 else self.into
        question, click = hint.ask_click(armature, np.array(self.place), into)
        take = partial(hint.take_click, click=click)
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
        for note in notes:
            self.report({"WARNING"}, note)
        question = hint.ask_word(armature, words)
        said = ", ".join(filter(None, (self.category.strip(), self.part_count and f"{self.part_count} parts")))
        take = partial(hint.take_word, words=words)
        return task.begin_hint(context, armature, f"{armature.name}, {said or 'whatever it is'}", question, take)


def over_others(area: bpy.types.Area, region: bpy.types.Region, event: bpy.types.Event) -> bool:
    """Whether the mouse is not over a region, or over what lies on it: header, toolbar, sidebar."""

    def over(one: bpy.types.Region) -> bool:
        return 0 <= event.mouse_x - one.x < one.width and 0 <= event.mouse_y - one.y < one.height

    return not over(region) or any(
        over(other) for other in area.regions if other != region and min(other.width, other.height) > 1
    )


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
