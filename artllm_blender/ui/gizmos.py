"""The handles of the active joint, and parts to be grasped: gizmos that leave all work to the drags' operators."""

from __future__ import annotations

import bpy
import numpy as np

from ..core.colours import part_colour
from ..core.frames import apply
from ..ops.drag_axis import snap_now
from ..ops.handles import Handle, handle_at, handles, hover, hovered, joint_seen, part_at, shown
from ..ops.seen import moment
from .overlay import paint

OPERATORS = {
    Handle.PIVOT: ("artllm.move_pivot", {}),
    Handle.AXIS: ("artllm.turn_axis", {}),
    Handle.LOWER: ("artllm.pull_limit", {"end": "LOWER"}),
    Handle.UPPER: ("artllm.pull_limit", {"end": "UPPER"}),
}
# Pixels: of a handle, and of one under the mouse.
SIZE, GRASPED = 6.0, 8.0
CORNERS = {Handle.PIVOT: 24, Handle.AXIS: 3, Handle.LOWER: 4, Handle.UPPER: 4}


class ARTLLM_GT_handle(bpy.types.Gizmo):
    """One handle. It is wherever `ops.handles` says, so it keeps nothing but which one it is."""

    bl_idname = "ARTLLM_GT_handle"
    __slots__ = ("handle",)

    def draw(self, context: bpy.types.Context) -> None:
        place = handles(context).get(self.handle)
        if place is not None:
            draw_handle(context, self.handle, place, self.is_highlight or self.is_modal)

    def test_select(self, context: bpy.types.Context, location: tuple[int, int]) -> int:
        return 0 if handle_at(context, location) == self.handle else -1


class ARTLLM_GT_part(bpy.types.Gizmo):
    """The surface of whatever part of the active asset is under the mouse and moves."""

    bl_idname = "ARTLLM_GT_part"

    def draw(self, context: bpy.types.Context) -> None:
        """Nothing: the part is there, and its joint is drawn by the overlay."""
        if hovered() is not None and not self.is_highlight:
            hover(None)
            context.area.tag_redraw()  # the overlay was drawn before

    def test_select(self, context: bpy.types.Context, location: tuple[int, int]) -> int:
        hit = part_at(context, location) if handle_at(context, location) is None else None
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


def draw_handle(context: bpy.types.Context, handle: Handle, place: np.ndarray, grasped: bool) -> None:
    """In the 3D view, facing the eye. place: (3,) in the world."""
    asset, seen = joint_seen(context)
    view = context.region_data
    across = np.array(view.view_rotation.to_matrix())[:, :2].T
    matrix = np.array(view.perspective_matrix)
    depth = abs(matrix[3, :3] @ place + matrix[3, 3])
    pixel = depth * 2 / (context.region.width * np.linalg.norm(matrix[0, :3])) * context.preferences.system.ui_scale
    turn = np.linspace(0, 2 * np.pi, CORNERS[handle], endpoint=False) + (np.pi / 4 if CORNERS[handle] == 4 else 0)
    if handle is Handle.AXIS:
        ends = seen.form.moved(moment(context, asset).motions[seen.joint.parent]).axis
        way = across @ (ends[1] - ends[0])
        turn = turn + np.arctan2(way[1], way[0])
    ring = (GRASPED if grasped else SIZE) * pixel * (np.stack([np.cos(turn), np.sin(turn)], axis=1) @ across)
    corners = place + ring
    fill = (1.0, 1.0, 1.0, 1.0) if grasped else (*part_colour(seen.joint.child), 1.0)
    triangles = np.stack([np.broadcast_to(place, corners.shape), corners, np.roll(corners, -1, axis=0)], axis=1)
    paint.draw_faces(paint.faces(triangles, np.tile(fill, (len(triangles), 1))))
    outline = np.stack([corners, np.roll(corners, -1, axis=0)], axis=1)
    paint.draw_strokes(paint.strokes(outline, np.tile((0.0, 0.0, 0.0, 0.9), (len(outline), 1))), 1.5, context)
    if grasped and (snap := snap_now()) and snap.line is not None:
        line = apply(moment(context, asset).motions[seen.joint.parent], snap.line)[None]
        paint.draw_strokes(paint.strokes(line, np.array([(1.0, 1.0, 1.0, 0.8)])), 2.0, context)
