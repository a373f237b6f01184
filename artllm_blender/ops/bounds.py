"""A part's bounds by hand: a box drawn round it, as it is seen along an axis; so a part that is missing, too."""

from __future__ import annotations

import bpy
import numpy as np
from bpy.props import BoolProperty, EnumProperty, FloatVectorProperty
from bpy_extras.view3d_utils import region_2d_to_location_3d
from mathutils import Matrix, Quaternion

from ..core.articulation import JointType
from ..core.errors import ArtLLMError, InputError
from ..core.frames import apply
from ..core.steps import Steps, Stopped
from ..scene.rig.asset import select
from ..scene.rig.bound import bounding
from ..scene.rig.drawn_part import drawing_part
from ..scene.rig.read_rig import part_of, read_rig
from ..scene.rig.rest import motions
from .active import active_rig
from .correct import TYPES, Correction, ThenAsks
from .hints import needs_original
from .in_sight import box_corners, bring, fits, is_seen
from .in_view import SHORTEST, DrawnInView, Pixel
from .joints import JointCorrection
from .slices import InSlices

# How nearly along an axis the view has to go: a cosine, of about a degree.
ALONG = 0.9998
# Who is so far along one side of a box before the other, of each, draws along that first.
FIRST = 0.5
AXES = [(name, name, f"It was seen along {name}, and stays as deep as it is that way") for name in "XYZ"]
FOUND = ("FOUND", "As Found", "The model says how it moves", "QUESTION")
ABOUT = [("NONE", "As So Far", "The axis stays"), *((name, name, f"It turns about {name}") for name in "XYZ")]


class DrawsBox(DrawnInView, InSlices, ThenAsks):
    """A correction by a box drawn along an axis of what is to be a part. `towards_rest` tells in which frame, `around`
    what is looked at meanwhile, `room` what else where there is room; `correcting` is what it does then, in steps, and
    gives what it did in words."""

    bl_options = {"REGISTER", "UNDO", "BLOCKING"}

    along: EnumProperty(name="Seen Along", items=AXES, description="In the armature's frame")
    lower: FloatVectorProperty(name="From", subtype="XYZ", description="In the armature's frame, at rest")
    upper: FloatVectorProperty(name="To", subtype="XYZ", description="Likewise")
    hung: BoolProperty(name="Hung Where Begun", description="It turns about the corner that it was drawn from")
    begun: FloatVectorProperty(name="Begun", subtype="XYZ", description="That corner, likewise")
    about: EnumProperty(name="About", items=ABOUT, description="What its axis goes along then")

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return super().poll(context) and needs_original(cls, context)

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        return (InSlices if self.in_slices else DrawnInView).modal(self, context, event)

    def cancel(self, context: bpy.types.Context) -> None:
        if self.in_slices:
            super().cancel(context)

    def carry_out(self, context: bpy.types.Context) -> set[str]:
        self._end(context, set())
        self.take_slices(context)
        return {"RUNNING_MODAL"}

    def steps(self, context: bpy.types.Context) -> Steps[str]:
        was_editing = context.mode == "EDIT_MESH"
        try:
            if context.mode != "OBJECT":
                bpy.ops.object.mode_set(mode="OBJECT")
            return (yield from self.correcting(context, active_rig(context)))
        except (ArtLLMError, Stopped):
            if was_editing and context.mode == "OBJECT":
                bpy.ops.object.mode_set(mode="EDIT")
            raise

    def end(self, context: bpy.types.Context, result: str) -> set[str]:
        self.report({"INFO"}, result)
        self.then_ask(context)
        return {"FINISHED"}

    def correcting(self, context: bpy.types.Context, armature: bpy.types.Object) -> Steps[str]:
        raise NotImplementedError

    def drawn(self) -> tuple[np.ndarray, np.ndarray | None, int | None]:
        """(2, 3) the box, NaN along the axis that it was seen on; (3,) where the part is hung, likewise, if it is; and
        along which axis, if along another than so far."""
        drawn = np.array([self.lower, self.upper, self.begun], dtype=np.float64)
        drawn[:, "XYZ".index(self.along)] = np.nan
        about = None if self.about == "NONE" else "XYZ".index(self.about)
        return drawn[:2], drawn[2] if self.hung else None, about

    def towards_rest(self, context: bpy.types.Context) -> np.ndarray:
        """(4, 4) from the world to the armature's frame, where what is drawn round is at rest."""
        return np.linalg.inv(np.array(active_rig(context).matrix_world))

    def around(self, context: bpy.types.Context) -> np.ndarray:
        """(n, 3) world, corners of what is to be seen."""
        return box_corners(thing for own in read_rig(active_rig(context)).objects.values() for thing in own)

    def room(self, context: bpy.types.Context) -> np.ndarray:
        """(n, 3) likewise, of what a box may reach into."""
        return self.around(context)

    def begins(self, context: bpy.types.Context) -> None:
        """Have the view look along an axis, until a box is drawn. One that does and shows what is drawn round is left
        as it is."""
        area, view = context.area, context.space_data.region_3d
        self._before = (view.view_perspective, view.view_rotation.copy(), view.view_location.copy(), view.view_distance)
        corners = self.around(context)
        away = np.linalg.inv(self.towards_rest(context)[:3, :3])
        axes = away / np.linalg.norm(away, axis=0)
        view.view_perspective = "ORTHO"
        turned = not is_along(axes, view.view_rotation)
        if turned:
            wide, deep, high = np.ptp(corners @ axes, axis=0)
            view.view_rotation = along_axis(axes, view.view_rotation, np.array((deep * high, wide * high, wide * deep)))
        view.update()
        wanted = np.concatenate([corners, self.room(context)])
        if turned and fits(area, wanted):
            corners = wanted
        if not is_seen(area, corners):
            bring(area, corners)

    def ended(self, area: bpy.types.Area) -> None:
        view = area.spaces.active.region_3d
        view.view_perspective, view.view_rotation, view.view_location, view.view_distance = self._before

    def pressed(self, context: bpy.types.Context, region: bpy.types.Region, place: Pixel) -> bool:
        try:
            self.seen_along(context)
        except InputError as error:
            self.report({"ERROR"}, str(error))
            return False
        return True

    def shown(self, pixels: list[Pixel]) -> list[Pixel]:
        (x, y), (right, top) = pixels[0], pixels[-1]
        return [(x, y), (right, y), (right, top), (x, top), (x, y)]

    def seen_along(self, context: bpy.types.Context) -> tuple[int, bool]:
        """0, 1 or 2, and whether from where that axis goes."""
        towards = np.array(context.space_data.region_3d.view_rotation.to_matrix().col[2])
        there = self.towards_rest(context)[:3, :3] @ towards
        axis = int(np.abs(there).argmax())
        if abs(there[axis]) < ALONG * np.linalg.norm(there):
            raise InputError("You do not look along an axis.", "Press 1, 3 or 7 on the number pad first.")
        return axis, bool(there[axis] > 0)

    def take(
        self, context: bpy.types.Context, event: bpy.types.Event, region: bpy.types.Region, pixels: np.ndarray
    ) -> None:
        if np.abs(pixels[-1] - pixels[0]).min() < SHORTEST:
            raise InputError("That was no box.", "Press at one corner, draw to the other, release.")
        first, pixels = first_side(pixels), pixels[[0, -1]]
        back, (axis, _) = self.towards_rest(context), self.seen_along(context)
        view = context.space_data.region_3d
        corners = [region_2d_to_location_3d(region, view, pixel, view.view_location) for pixel in pixels.tolist()]
        corners = apply(back, np.array(corners))
        self.along, self.hung = "XYZ"[axis], event.alt
        self.lower, self.upper, self.begun = corners.min(axis=0), corners.max(axis=0), corners[0]
        sides = np.array(view.view_rotation.to_matrix()).T[:2] @ back[:3, :3].T
        self.about = "NONE" if first is None else "XYZ"[int(np.abs(sides[first]).argmax())]


class ARTLLM_OT_bound_part(DrawsBox, JointCorrection, bpy.types.Operator):
    bl_idname = "artllm.bound_part"
    bl_label = "Draw Round Part"
    bl_description = (
        "Draw a box round what is to be the active part, as it is seen along the axis that you look along most: the "
        "skin is cut there, and closed, and its hinge goes along. With Alt it turns about the side that you draw along "
        "first, or where you began; with Shift all that look like it from there too; with Ctrl the model finds anew "
        "how it moves"
    )
    words = (
        "Draw a box round what is to be the part. Alt: it turns about the side that you draw along first. "
        "Shift: all that look like it from there too. Ctrl: how it moves is found anew"
    )

    alike: BoolProperty(
        name="All Alike", description="Also the parts that look like it from there, on another side or in its row"
    )

    def correcting(self, context: bpy.types.Context, armature: bpy.types.Object) -> Steps[str]:
        box, hinge, about = self.drawn()
        part = part_of(context.active_object)
        self.ids = yield from bounding(armature, part, box, self.alike, hinge, about)
        articulation = read_rig(armature).articulation
        return f"{', '.join(articulation.part(id).name for id in self.ids)}: cut as drawn"

    def towards_rest(self, context: bpy.types.Context) -> np.ndarray:
        armature = active_rig(context)
        moved = motions(read_rig(armature), context.evaluated_depsgraph_get())[part_of(context.active_object)]
        return np.linalg.inv(moved @ np.array(armature.matrix_world))

    def around(self, context: bpy.types.Context) -> np.ndarray:
        return box_corners([context.active_object])

    def room(self, context: bpy.types.Context) -> np.ndarray:
        rig = read_rig(active_rig(context))
        return box_corners(rig.objects[rig.articulation.joint_of(part_of(context.active_object)).parent])

    def take(self, context: bpy.types.Context, event: bpy.types.Event, *drawn: object) -> None:
        super().take(context, event, *drawn)
        self.alike, self.ask = event.shift, event.ctrl


class ARTLLM_OT_draw_part(DrawsBox, Correction, bpy.types.Operator):
    bl_idname = "artllm.draw_part"
    bl_label = "Draw New Part"
    bl_description = (
        "Draw a box round what moves but is no part yet, as it is seen along the axis that you look along most: a skin "
        "is cut there and closed, of what was modelled the pieces that you see in the box are the part, and the model "
        "finds how it moves. With Alt it turns about the side that you draw along first, or where you began"
    )
    words = "Draw a box round what is to be a part. Alt: it turns about the side that you draw along first"

    type: EnumProperty(name="Joint", items=[(*item, number) for number, item in enumerate((FOUND, *TYPES))])
    above: BoolProperty(name="From Where It Goes", description="It was seen from where that axis goes")

    def correcting(self, context: bpy.types.Context, armature: bpy.types.Object) -> Steps[str]:
        box, hinge, about = self.drawn()
        kind = None if self.type == FOUND[0] else JointType(self.type)
        id = yield from drawing_part(armature, box, self.above, kind, hinge, about)
        rig = read_rig(armature)
        select(context, rig.objects[id])
        self.ids = [id]
        return f"{rig.articulation.part(id).name} is a part"

    def take(self, context: bpy.types.Context, event: bpy.types.Event, *drawn: object) -> None:
        super().take(context, event, *drawn)
        self.above, self.ask = self.seen_along(context)[1], not event.alt


def first_side(pixels: np.ndarray) -> int | None:
    """Along which side of its box, 0 or 1, a line (n, 2) from corner to corner goes first; None: it goes straight."""
    shares = (pixels - pixels[0]) / (pixels[-1] - pixels[0])
    ahead = shares[:, 0] - shares[:, 1]
    most = ahead[np.abs(ahead).argmax()]
    return None if abs(most) < FIRST else int(most < 0)


def is_along(axes: np.ndarray, rotation: Quaternion) -> bool:
    """Whether a view looks along one of these axes, columns (3, 3), and has another one upright."""
    seen = np.abs(axes.T @ np.array(rotation.to_matrix()))
    return bool((seen.max(axis=0) > ALONG).all())


def along_axis(axes: np.ndarray, rotation: Quaternion, seen: np.ndarray) -> Quaternion:
    """The rotation of a view that looks along one of these axes, columns (3, 3), and has another one upright: those
    that the view is turned the least by, and rather along which the part is large. seen: (3,) area along each."""
    _, up, towards = np.array(rotation.to_matrix()).T
    best = int((np.abs(towards @ axes) * seen).argmax())
    nearest = axes[:, best] * (1 if axes[:, best] @ towards > 0 else -1)
    others = [sign * axis for axis in axes.T for sign in (1, -1) if abs(axis @ nearest) < 0.5]
    upright = max(others, key=lambda axis: axis @ up)
    return Matrix(np.stack([np.cross(upright, nearest), upright, nearest], axis=1).tolist()).to_quaternion()


CLASSES = (ARTLLM_OT_bound_part, ARTLLM_OT_draw_part)
