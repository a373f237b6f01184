"""Where the active joint's handles are in the 3D view, and what of an asset lies under the mouse."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import bpy
import numpy as np

from ..core.articulation import JointType
from ..core.frames import apply
from ..core.motion.drawn import Form
from ..core.motion.view import View
from ..scene.rig.read_rig import part_of, rig_of
from .active import active_rig
from .seen import Asset, SeenJoint, active_part, asset_of, moment

# Pixels, at the interface's usual scale: how near to a handle the mouse takes hold of it; a joint that is seen smaller
# has none.
HOLD, SMALLEST = 11.0, 40.0
# Tools that leave the mouse to the handles: those that select.
TOOLS = "builtin.select"


# The part under the mouse that could be dragged; None where there is none.
_hovered: int | None = None


class Handle(StrEnum):
    PIVOT = "pivot"
    AXIS = "axis"
    LOWER = "lower"
    UPPER = "upper"


@dataclass(frozen=True)
class Hit:
    """Something of the active asset under the mouse. place: (3,) in the world."""

    part: int
    place: np.ndarray


def shown(context: bpy.types.Context) -> bool:
    """Whether handles and parts may be grasped now: not where other tools, modes or what plays have the mouse."""
    state, armature = context.window_manager.artllm, active_rig(context)
    if armature is None or armature.library or state.playing or not state.show_handles or context.mode != "OBJECT":
        return False
    tool = context.workspace.tools.from_space_view3d_mode("OBJECT", create=False)
    return tool is not None and tool.idname.startswith(TOOLS)


def view_of(context: bpy.types.Context) -> View:
    """The region's."""
    matrix = np.array(context.region_data.perspective_matrix, dtype=np.float64)
    return View(matrix, (context.region.width, context.region.height))


def joint_seen(context: bpy.types.Context) -> tuple[Asset, SeenJoint] | None:
    """The active joint; None where there is none."""
    asset = asset_of(context)
    seen = asset and asset.joints.get(active_part(context, asset))
    return (asset, seen) if seen else None


def handles(context: bpy.types.Context) -> dict[Handle, np.ndarray]:
    """(3,) in the world, where the active joint's are; none where it is seen too small."""
    found = joint_seen(context)
    if found is None:
        return {}
    asset, seen = found
    form = seen.form.moved(moment(context, asset).motions[seen.joint.parent])
    places = _places(form, seen.joint.type)
    seen_at = view_of(context).pixels(np.concatenate([form.axis, form.track]))
    seen_at = seen_at[np.isfinite(seen_at).all(axis=1)]
    large = len(seen_at) and np.ptp(seen_at, axis=0).max() > _pixels(SMALLEST)
    return places if large else {}


def _places(form: Form, kind: JointType) -> dict[Handle, np.ndarray]:
    places = {Handle.AXIS: form.axis[1]}
    if kind.turns:
        places[Handle.PIVOT] = form.pivot
    if kind is not JointType.CONTINUOUS:
        places |= {Handle.LOWER: form.track[0], Handle.UPPER: form.track[-1]}
    return places


def handle_at(context: bpy.types.Context, mouse: tuple[float, float]) -> Handle | None:
    """The handle under a place in the region; the nearest of several."""
    places = handles(context)
    if not places:
        return None
    away = np.linalg.norm(view_of(context).pixels(np.array(list(places.values()))) - mouse, axis=1)
    return list(places)[away.argmin()] if away.min() <= _pixels(HOLD) else None


def part_at(context: bpy.types.Context, mouse: tuple[float, float]) -> Hit | None:
    """What is seen at a place in the region, if it is a part of the active asset that moves."""
    start, way = view_of(context).ray(np.array(mouse))
    hit, place, _, _, thing, _ = context.scene.ray_cast(context.evaluated_depsgraph_get(), start, way)
    if not hit or rig_of(thing.original) != active_rig(context):
        return None
    part, asset = part_of(thing.original), asset_of(context)
    return Hit(part, np.array(place)) if asset and part in asset.joints else None


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


def _pixels(number: float) -> float:
    return number * bpy.context.preferences.system.ui_scale
