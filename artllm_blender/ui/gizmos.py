"""The handles of the active joint, and parts to be grasped: gizmos that leave all work to the drags' operators."""

from __future__ import annotations

import bpy
import numpy as np

from ..core.colours import part_colour
from ..core.frames import apply
from ..core.motion.drawn import strokes
from ..core.motion.view import View
from ..ops.drag_axis import offered_now, snap_now
from ..ops.handles import Handle, active_form, handle_at, handles, hover, hovered, place_in, shown, view_of
from ..ops.pointing import part_at
from ..ops.seen import active_asset, asset_of, moment
from .overlay import paint

OPERATORS = {
    Handle.UPPER: ("artllm.pull_limit", {"end": "UPPER"}),
    Handle.LOWER: ("artllm.pull_limit", {"end": "LOWER"}),
    Handle.PIVOT: ("artllm.move_pivot", {}),
    Handle.AXIS: ("artllm.turn_axis", {}),
}
# Pixels: of a handle, and of the ring about one that snaps. How much larger one under the mouse is.
SIZES = {Handle.UPPER: 7.0, Handle.LOWER: 7.0, Handle.PIVOT: 6.0, Handle.AXIS: 9.0}
RING, GRASPED = 12.0, 1.3
CORNERS = {Handle.UPPER: 4, Handle.LOWER: 4, Handle.PIVOT: 24, Handle.AXIS: 3}
WHITE, DARK, FAINT = (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 0.9), (1.0, 1.0, 1.0, 0.35)


class ARTLLM_GT_handle(bpy.types.Gizmo):
    """One handle. It is wherever `ops.handles` says, so it keeps nothing but which one it is."""

    bl_idname = "ARTLLM_GT_handle"
    __slots__ = ("handle",)

    def draw(self, context: bpy.types.Context) -> None:
        place = handles(context).get(self.handle)
        if place is None:
            return
        if self.handle is Handle.AXIS and active_asset(context) is None:
            _draw_joint(context)
        if self.is_modal:
            _draw_snapping(context, place)
        _draw_handle(context, self.handle, place, self.is_highlight or self.is_modal)

    def test_select(self, context: bpy.types.Context, location: tuple[int, int]) -> int:
        return 0 if handle_at(context, place_in(context, location)) == self.handle else -1


class ARTLLM_GT_part(bpy.types.Gizmo):
    """The surface of whatever part of the active asset is under the mouse and moves."""

    bl_idname = "ARTLLM_GT_part"

    def draw(self, context: bpy.types.Context) -> None:
        """Nothing: the part is there, and its joint is drawn by the overlay."""
        if hovered() is not None and not self.is_highlight:
            hover(None)
            context.area.tag_redraw()  # the overlay was drawn before

    def test_select(self, context: bpy.types.Context, location: tuple[int, int]) -> int:
        place = place_in(context, location)
        hit = part_at(context, place) if handle_at(context, place) is None else None
        if hovered() != (part := hit.part if hit else None):
            hover(part)
            context.area.tag_redraw()
        return 0 if hit else -1


class Grasping:
    bl_space_type = "VIEW_3D"
    bl_region_type = "WINDOW"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return shown(context)


class ARTLLM_GGT_joint(Grasping, bpy.types.GizmoGroup):
    bl_idname = "ARTLLM_GGT_joint"
    bl_label = "Joint"
    bl_options = {"3D", "PERSISTENT", "SHOW_MODAL_ALL"}

    def setup(self, context: bpy.types.Context) -> None:
        for handle, (operator, settings) in OPERATORS.items():
            gizmo = self.gizmos.new(ARTLLM_GT_handle.bl_idname)
            gizmo.handle = handle
            gizmo.use_draw_modal = True
            wanted = gizmo.target_set_operator(operator)
            for name, value in settings.items():
                setattr(wanted, name, value)


class ARTLLM_GGT_part(Grasping, bpy.types.GizmoGroup):
    bl_idname = "ARTLLM_GGT_part"
    bl_label = "Part"
    bl_options = {"3D", "PERSISTENT"}

    @classmethod
    def setup_keymap(cls, keyconfig: bpy.types.KeyConfig) -> bpy.types.KeyMap:
        """A click selects as ever; only a drag is taken."""
        return bpy.context.window_manager.keyconfigs.default.keymaps["Generic Gizmo Drag"]

    def setup(self, context: bpy.types.Context) -> None:
        gizmo = self.gizmos.new(ARTLLM_GT_part.bl_idname)
        gizmo.use_tooltip = False
        gizmo.target_set_operator("artllm.pose_part")


CLASSES = (ARTLLM_GT_handle, ARTLLM_GT_part, ARTLLM_GGT_joint, ARTLLM_GGT_part)


def _draw_handle(context: bpy.types.Context, handle: Handle, place: np.ndarray, grasped: bool) -> None:
    """Facing the eye. place: (3,) in the world."""
    seen, form = active_form(context)
    view, across = view_of(context), _across(context)
    first = np.pi / 4 if CORNERS[handle] == 4 else 0.0
    if handle is Handle.AXIS:  # it points where the axis does
        way = across @ (form.axis[1] - form.axis[0])
        first = np.arctan2(way[1], way[0])
    ring = _ring(view, across, place, SIZES[handle] * (GRASPED if grasped else 1.0), CORNERS[handle], first)
    triangles = np.stack([np.broadcast_to(place, ring.shape), ring, np.roll(ring, -1, axis=0)], axis=1)
    fill = WHITE if grasped else (*part_colour(seen.joint.child), 1.0)
    paint.draw_faces(paint.faces(triangles, np.tile(fill, (len(triangles), 1))))
    _draw_lines(context, _closed(ring), DARK, 1.5)


def _draw_snapping(context: bpy.types.Context, place: np.ndarray) -> None:
    """What the handle at a place, (3,), snaps to, and where a hinge could be."""
    seen, _ = active_form(context)
    motion = moment(context, asset_of(context)).motions[seen.joint.parent]
    snap, lines = snap_now(), offered_now()
    _draw_lines(context, apply(motion, lines.reshape(-1, 3)).reshape(-1, 2, 3), FAINT, 1.0)
    if snap:
        _draw_lines(context, _closed(_ring(view_of(context), _across(context), place, RING, 32)), WHITE, 2.0)
        if snap.line is not None:
            _draw_lines(context, apply(motion, snap.line)[None], WHITE, 2.0)


def _draw_joint(context: bpy.types.Context) -> None:
    """The lines on which the handles are, where the overlay does not draw them."""
    seen, form = active_form(context)
    lines = np.concatenate([strokes(form.axis), strokes(form.track)])
    _draw_lines(context, lines, (*part_colour(seen.joint.child), 1.0), 2.0)


def _across(context: bpy.types.Context) -> np.ndarray:
    """(2, 3) to the right and up in the view."""
    return np.array(context.region_data.view_rotation.to_matrix())[:, :2].T


def _ring(view: View, across: np.ndarray, place: np.ndarray, size: float, count: int, first: float = 0.0) -> np.ndarray:
    """(count, 3) corners about a place, (3,), in pixels."""
    turn = first + np.linspace(0, 2 * np.pi, count, endpoint=False)
    return place + size * view.metres(place) * (np.stack([np.cos(turn), np.sin(turn)], axis=1) @ across)


def _closed(ring: np.ndarray) -> np.ndarray:
    return np.stack([ring, np.roll(ring, -1, axis=0)], axis=1)


def _draw_lines(context: bpy.types.Context, lines: np.ndarray, colour: tuple[float, ...], width: float) -> None:
    paint.draw_strokes(paint.strokes(lines, np.tile(colour, (len(lines), 1))), width, context)
