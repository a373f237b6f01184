"""What is drawn over the 3D view: the active asset's parts, joints and their values, and contacts."""

from __future__ import annotations

import bpy

from ...ops.handles import hovered
from ...ops.seen import active_asset
from . import arrow, asked, contacts, hover, joints, labels, snapped, tint
from .frame import Frame, frame_of

CLASSES = hover.CLASSES

_handles: list[object] = []
# What is being drawn, from the lines in space on to what lies flat over them.
_frame: Frame | None = None


def register() -> None:
    """Draw from now on, where there is a window; only there is Blender's gpu module sure to work."""
    if not bpy.app.background:
        for draw, moment in ((_draw, "POST_VIEW"), (_draw_flat, "POST_PIXEL")):
            _handles.append(bpy.types.SpaceView3D.draw_handler_add(draw, (), "WINDOW", moment))


def unregister() -> None:
    global _frame
    for handle in _handles:
        bpy.types.SpaceView3D.draw_handler_remove(handle, "WINDOW")
    _handles.clear()
    _frame = None
    for room in (tint, joints, labels, hover):
        room.forget()


def _draw() -> None:
    global _frame
    context, _frame = bpy.context, None
    if not context.space_data.overlay.show_overlays:
        return
    if asset := active_asset(context):
        at = hover.hovered(context)
        _frame = frame_of(context, asset, hovered() if at is None else at)
        tint.draw(context, _frame)
        joints.draw(context, _frame)
    contacts.draw(context)


def _draw_flat() -> None:
    arrow.draw(bpy.context)
    snapped.draw(bpy.context)
    if bpy.context.space_data.overlay.show_overlays and bpy.context.window_manager.artllm.show_overlay:
        asked.draw(bpy.context)
    if _frame:
        labels.draw(bpy.context, _frame)
