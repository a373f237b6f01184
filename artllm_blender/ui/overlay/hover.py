"""Which joint the mouse is at. Blender tells gizmos alone where the mouse is, so one listens and takes nothing."""

from __future__ import annotations

import bpy
import numpy as np

from ...ops.seen import Asset, active_asset, moment
from . import paint
from .joints import lines_of, moved

# Pixels.
NEAR = 10.0

# The region that the mouse was in last, and the part whose joint it was at.
_at: tuple[int, int | None] = (0, None)


def forget() -> None:
    global _at
    _at = 0, None


def hovered(context: bpy.types.Context) -> int | None:
    """The part whose joint the mouse is at in this region, or None."""
    region, part = _at
    return part if region == context.region.as_pointer() else None


def joint_at(context: bpy.types.Context, asset: Asset, mouse: tuple[float, float]) -> int | None:
    """The part whose joint's axis is nearest to a place in the region, and near."""
    rest = lines_of(asset)
    if not rest.children:
        return None
    axes = moved(rest.carriers(moment(context, asset)), rest.axes)
    ends = paint.on_screen(axes.reshape(-1, 3), context).reshape(-1, 2, 2)
    away = _distance(np.array(mouse), ends[:, 0], ends[:, 1])
    nearest = int(np.argmin(np.where(np.isnan(away), np.inf, away)))
    return rest.children[nearest] if away[nearest] <= NEAR * context.preferences.system.ui_scale else None


def _distance(point: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """(n,) of a (2,) point from lines between (n, 2) points."""
    way = end - start
    share = ((point - start) * way).sum(axis=1) / np.maximum((way**2).sum(axis=1), 1e-12)
    return np.linalg.norm(start + np.clip(share, 0, 1)[:, None] * way - point, axis=1)


class ARTLLM_GT_hover(bpy.types.Gizmo):
    bl_idname = "ARTLLM_GT_hover"

    def draw(self, context: bpy.types.Context) -> None:
        pass

    def test_select(self, context: bpy.types.Context, location: tuple[int, int]) -> int:
        global _at
        asset = active_asset(context)
        at = context.region.as_pointer(), joint_at(context, asset, location) if asset else None
        if at != _at:
            _at = at
            context.region.tag_redraw()
        return -1


class ARTLLM_GGT_hover(bpy.types.GizmoGroup):
    bl_idname = "ARTLLM_GGT_hover"
    bl_label = "Joint under the Mouse"
    bl_space_type = "VIEW_3D"
    bl_region_type = "WINDOW"
    bl_options = {"3D", "PERSISTENT"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return context.space_data.overlay.show_overlays and active_asset(context) is not None

    def setup(self, context: bpy.types.Context) -> None:
        self.gizmos.new(ARTLLM_GT_hover.bl_idname)


CLASSES = (ARTLLM_GT_hover, ARTLLM_GGT_hover)
