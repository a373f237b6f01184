"""A part's bounds by hand: a box drawn round it, as it is seen along an axis."""

from __future__ import annotations

import bpy
import numpy as np
from bpy.props import BoolProperty, EnumProperty, FloatVectorProperty
from bpy_extras.view3d_utils import region_2d_to_location_3d
from mathutils import Matrix, Quaternion

from ..core.errors import InputError
from ..core.frames import apply
from ..scene.rig.bound import bound
from ..scene.rig.read_rig import part_of, read_rig
from ..scene.rig.rest import motions
from .active import active_rig
from .correct import ThenAsks
from .hints import needs_original
from .in_view import SHORTEST, DrawnInView, Pixel
from .joints import JointCorrection

# How nearly along an axis the view has to go: a cosine, of about a degree.
ALONG = 0.9998
# Who is so far along one side of a box before the other, of each, draws along that first.
FIRST = 0.5
AXES = [(name, name, f"It was seen along {name}, and stays as deep as it is that way") for name in "XYZ"]
ABOUT = [("NONE", "As So Far", "The axis stays"), *((name, name, f"It turns about {name}") for name in "XYZ")]


class ARTLLM_OT_bound_part(DrawnInView, ThenAsks, JointCorrection, bpy.types.Operator):
    bl_idname = "artllm.bound_part"
    bl_label = "Draw Round Part"
    bl_description = (
        "Draw a box round what is to be the active part, as it is seen along the axis that you look along most: the "
        "skin is cut there, and closed, and its hinge goes along. With Alt it turns about the side that you draw along "
        "first, or where you began; with Shift its twin too; with Ctrl the model finds anew how it moves"
    )
    bl_options = {"REGISTER", "UNDO", "BLOCKING"}
    words = (
        "Draw a box round what is to be the part. Alt: it turns about the side that you draw along first. "
        "Shift: its twin too. Ctrl: how it moves is found anew"
    )

    along: EnumProperty(name="Seen Along", items=AXES, description="In the armature's frame")
    lower: FloatVectorProperty(name="From", subtype="XYZ", description="In the armature's frame, at rest")
    upper: FloatVectorProperty(name="To", subtype="XYZ", description="Likewise")
    hung: BoolProperty(name="Hung Where Begun", description="It turns about the corner that it was drawn from")
    begun: FloatVectorProperty(name="Begun", subtype="XYZ", description="That corner, likewise")
    about: EnumProperty(name="About", items=ABOUT, description="What its axis goes along then")
    twins: BoolProperty(name="Its Twin Too", description="Also the part on the other side, in the mirror")

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return super().poll(context) and needs_original(cls, context)

    def correct(self, context: bpy.types.Context, armature: bpy.types.Object) -> str:
        drawn = np.array([self.lower, self.upper, self.begun], dtype=np.float64)
        drawn[:, "XYZ".index(self.along)] = np.nan
        hinge = drawn[2] if self.hung else None
        about = None if self.about == "NONE" else "XYZ".index(self.about)
        self.ids = bound(armature, part_of(context.active_object), drawn[:2], self.twins, hinge, about)
        articulation = read_rig(armature).articulation
        return f"{', '.join(articulation.part(id).name for id in self.ids)}: cut as drawn"

    def begins(self, context: bpy.types.Context) -> None:
        """Have the view look along an axis at the part, until that is drawn round."""
        view = context.space_data.region_3d
        self._before = (view.view_perspective, view.view_rotation.copy(), view.view_location.copy())
        matrix = np.array(context.active_object.matrix_world)
        corners = apply(matrix, np.array(context.active_object.bound_box))
        away = np.linalg.inv(self._to_rest(context)[:3, :3])
        axes = away / np.linalg.norm(away, axis=0)
        wide, deep, high = np.ptp(corners @ axes, axis=0)
        seen = np.array((deep * high, wide * high, wide * deep))
        view.view_perspective = "ORTHO"
        view.view_rotation = along_axis(axes, view.view_rotation, seen)
        view.view_location = corners.mean(axis=0)
        view.update()

    def ended(self, context: bpy.types.Context) -> None:
        view = context.space_data.region_3d
        view.view_perspective, view.view_rotation, view.view_location = self._before

    def pressed(self, context: bpy.types.Context, region: bpy.types.Region, place: Pixel) -> bool:
        try:
            self._seen_along(context)
        except InputError as error:
            self.report({"ERROR"}, str(error))
            return False
        return True

    def shown(self, pixels: list[Pixel]) -> list[Pixel]:
        (x, y), (right, top) = pixels[0], pixels[-1]
        return [(x, y), (right, y), (right, top), (x, top), (x, y)]

    def _to_rest(self, context: bpy.types.Context) -> np.ndarray:
        """(4, 4) from the world to the armature's frame, with the active part where it is at rest."""
        armature = active_rig(context)
        moved = motions(read_rig(armature), context.evaluated_depsgraph_get())[part_of(context.active_object)]
        return np.linalg.inv(moved @ np.array(armature.matrix_world))

    def _seen_along(self, context: bpy.types.Context) -> int:
        """0, 1 or 2."""
        towards = np.array(context.space_data.region_3d.view_rotation.to_matrix().col[2])
        there = self._to_rest(context)[:3, :3] @ towards
        axis = int(np.abs(there).argmax())
        if abs(there[axis]) < ALONG * np.linalg.norm(there):
            raise InputError("You do not look along an axis.", "Press 1, 3 or 7 on the number pad first.")
        return axis

    def take(
        self, context: bpy.types.Context, event: bpy.types.Event, region: bpy.types.Region, pixels: np.ndarray
    ) -> None:
        if np.abs(pixels[-1] - pixels[0]).min() < SHORTEST:
            raise InputError("That was no box.", "Press at one corner, draw to the other, release.")
        first, pixels = first_side(pixels), pixels[[0, -1]]
        back, axis = self._to_rest(context), self._seen_along(context)
        box = read_rig(active_rig(context)).articulation.part(part_of(context.active_object)).box
        middle = np.add(box.lower, box.upper) / 2
        view = context.space_data.region_3d
        corners = [region_2d_to_location_3d(region, view, pixel, middle) for pixel in pixels.tolist()]
        corners = apply(back, np.array(corners))
        self.along, self.hung, self.twins, self.ask = "XYZ"[axis], event.alt, event.shift, event.ctrl
        self.lower, self.upper, self.begun = corners.min(axis=0), corners.max(axis=0), corners[0]
        sides = np.array(view.view_rotation.to_matrix()).T[:2] @ back[:3, :3].T
        self.about = "NONE" if first is None else "XYZ"[int(np.abs(sides[first]).argmax())]


def first_side(pixels: np.ndarray) -> int | None:
    """Along which side of its box, 0 or 1, a line (n, 2) from corner to corner goes first; None: it goes straight."""
    shares = (pixels - pixels[0]) / (pixels[-1] - pixels[0])
    ahead = shares[:, 0] - shares[:, 1]
    most = ahead[np.abs(ahead).argmax()]
    return None if abs(most) < FIRST else int(most < 0)


def along_axis(axes: np.ndarray, rotation: Quaternion, seen: np.ndarray) -> Quaternion:
    """The rotation of a view that looks along one of these axes, columns (3, 3), and has another one upright: those
    that the view is turned the least by, and rather along which the part is large. seen: (3,) area along each."""
    _, up, towards = np.array(rotation.to_matrix()).T
    best = int((np.abs(towards @ axes) * seen).argmax())
    nearest = axes[:, best] * (1 if axes[:, best] @ towards > 0 else -1)
    others = [sign * axis for axis in axes.T for sign in (1, -1) if abs(axis @ nearest) < 0.5]
    upright = max(others, key=lambda axis: axis @ up)
    return Matrix(np.stack([np.cross(upright, nearest), upright, nearest], axis=1).tolist()).to_quaternion()


CLASSES = (ARTLLM_OT_bound_part,)
