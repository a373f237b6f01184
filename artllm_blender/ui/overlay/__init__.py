"""What is drawn over the 3D view: the active asset's parts, joints and their values, and contacts."""

from __future__ import annotations

import bpy

from ...ops.seen import active_asset, active_part, moment
from . import contacts, joints, labels, tint

_handles: list[object] = []


def register() -> None:
    """Draw from now on, where there is a window; only there is Blender's gpu module sure to work."""
    if not bpy.app.background:
        for draw, moment_of in ((_draw, "POST_VIEW"), (_draw_flat, "POST_PIXEL")):
            _handles.append(bpy.types.SpaceView3D.draw_handler_add(draw, (), "WINDOW", moment_of))


def unregister() -> None:
    for handle in _handles:
        bpy.types.SpaceView3D.draw_handler_remove(handle, "WINDOW")
    _handles.clear()
    tint.forget()
    joints.forget()


def _draw() -> None:
    context = bpy.context
    if not context.space_data.overlay.show_overlays:
        return
    if asset := active_asset(context):
        now, active = moment(context, asset), active_part(context, asset)
        tint.draw(context, asset, now, active)
        joints.draw(context, asset, now, frozenset((active,)))
    contacts.draw(context)


def _draw_flat() -> None:
    context = bpy.context
    if context.space_data.overlay.show_overlays and (asset := active_asset(context)):
        labels.draw(context, asset, moment(context, asset), frozenset((active_part(context, asset),)))
