"""Where the active joint's handles are in the 3D view, and when.

Pixels are those of an interface at its usual scale: where it is drawn twice as large, they are twice as large too.
"""

from __future__ import annotations

from enum import StrEnum

import bpy
import numpy as np

from ..core.articulation import JointType
from ..core.frames import apply
from ..core.motion.drawn import Form
from ..core.motion.view import View
from .active import active_rig
from .seen import SeenJoint, active_part, asset_of, is_apart, moment

# Pixels: how near to a handle the mouse takes hold of it; a joint that is seen smaller has none.
HOLD, SMALLEST = 11.0, 40.0
# Tools that leave the mouse to the handles: those that select.
TOOLS = "builtin.select"


class Handle(StrEnum):
    """Of two that are seen at the same place, the first is taken."""

    UPPER = "upper"
    LOWER = "lower"
    PIVOT = "pivot"
    AXIS = "axis"


# The part under the mouse that could be dragged; None where there is none.
_hovered: int | None = None


def shown(context: bpy.types.Context) -> bool:
    """Whether handles and parts may be grasped now: not where other tools, modes or what plays have the mouse, nor
    while parts are taken apart."""
    state, armature = context.window_manager.artllm, active_rig(context)
    if armature is None or armature.library or state.playing or not state.show_handles or context.mode != "OBJECT":
        return False
    tool = context.workspace.tools.from_space_view3d_mode("OBJECT", create=False)
    if tool is None or not tool.idname.startswith(TOOLS):
        return False
    asset = asset_of(context)
    return not (asset and is_apart(asset))


def view_of(context: bpy.types.Context) -> View:
    """The region's."""
    scale = context.preferences.system.ui_scale
    matrix = np.array(context.region_data.perspective_matrix, dtype=np.float64)
    return View(matrix, (context.region.width / scale, context.region.height / scale))


def place_in(context: bpy.types.Context, mouse: tuple[float, float]) -> np.ndarray:
    """(2,) in the view, of where the mouse is in the region in Blender's pixels."""
    return np.array(mouse, dtype=np.float64) / context.preferences.system.ui_scale


def active_form(context: bpy.types.Context) -> tuple[SeenJoint, Form] | None:
    """The active joint, and its form where it is now, the hand left out; None where there is none."""
    asset = asset_of(context)
    seen = asset and asset.joints.get(active_part(context, asset))
    return (seen, seen.form.moved(moment(context, asset).motions[seen.joint.parent])) if seen else None


def handles(context: bpy.types.Context) -> dict[Handle, np.ndarray]:
    """(3,) in the world, where the active joint's are; none where it is seen too small or its part is hidden."""
    found = active_form(context)
    if found is None or _is_hidden(context, found[0].joint.child):
        return {}
    (seen, form), view = found, view_of(context)
    ends = view.pixels(np.concatenate([form.axis, form.track]))
    ends = ends[np.isfinite(ends).all(axis=1)]
    if not len(ends) or np.ptp(ends, axis=0).max() < SMALLEST:
        return {}
    return _places(form, seen.joint.type)


def _is_hidden(context: bpy.types.Context, part: int) -> bool:
    """Whether this view shows none of a part's objects; one that has none is not hidden."""
    own = [thing for one in asset_of(context).things if one.part == part and (thing := one.again())]
    return bool(own) and not any(thing.visible_get(viewport=context.space_data) for thing in own)


def _places(form: Form, kind: JointType) -> dict[Handle, np.ndarray]:
    places = {Handle.UPPER: form.track[-1], Handle.LOWER: form.track[0]} if kind is not JointType.CONTINUOUS else {}
    if kind.turns:
        places[Handle.PIVOT] = form.pivot
    return places | {Handle.AXIS: form.axis[1]}


def handle_at(context: bpy.types.Context, place: np.ndarray) -> Handle | None:
    """The handle at a place, (2,), in the view; the nearest of several."""
    places = handles(context)
    if not places:
        return None
    seen = view_of(context).pixels(np.array(list(places.values())))
    away = np.linalg.norm(seen - place, axis=1)
    return list(places)[away.argmin()] if away.min() <= HOLD else None


def hover(part: int | None) -> None:
    """Have a part be known as the one under the mouse."""
    global _hovered
    _hovered = part


def hovered() -> int | None:
    """The part under the mouse that could be dragged."""
    return _hovered


def at_rest(point: np.ndarray, motion: np.ndarray) -> np.ndarray:
    """(3,) where a point of what was moved by a (4, 4) was before."""
    return apply(np.linalg.inv(motion), point)
