"""Which part of the active asset a ray meets. Blender's own rays take seconds to make a million faces ready."""

from __future__ import annotations

from dataclasses import dataclass

import bpy
import numpy as np

from ..core.frames import apply
from ..core.motion.rays import Surface, meets
from .handles import view_of
from .seen import Asset, asset_of, edits, kept, triangles

# Pixels beside the mouse where a part may be that is thin: none first.
AIM = np.array(((0, 0), (3, 0), (-3, 0), (0, 3), (0, -3)), dtype=np.float64)

# By session id: how often the surface had been edited when it was made ready, and itself.
_surfaces: dict[int, tuple[int, Surface]] = {}


@dataclass(frozen=True)
class Hit:
    """A part that a ray meets. times: how many times its way the ray goes there; place: (3,) in the world."""

    part: int
    times: float
    place: np.ndarray


@bpy.app.handlers.persistent
def forget(*_: object) -> None:
    """Drop all surfaces, as another file's objects may have the same ids."""
    _surfaces.clear()


def part_at(context: bpy.types.Context, place: np.ndarray) -> Hit | None:
    """What is seen at a place, (2,), in the view, if it is a part of the active asset that moves. Where none of it is
    seen, it may be as near as a hand aims.

    Things that are no part of it hide nothing: see `is_hidden`.
    """
    asset, view = asset_of(context), view_of(context)
    hits = (first(context, asset, *view.ray(place + off)) for off in AIM) if asset else ()
    hit = next(filter(None, hits), None)
    return hit if hit and hit.part in asset.joints else None


def first(context: bpy.types.Context, asset: Asset, start: np.ndarray, way: np.ndarray) -> Hit | None:
    """The part that a ray from a start, (3,), meets first among those that the view shows solid."""
    best = None
    for own in asset.things:
        thing = own.again()
        if thing is None or thing.type != "MESH" or not _is_solid(context, thing):
            continue
        here, there = _in_frame(thing, start, way)
        if not _meets_box(thing, here, there):
            continue
        times = _surface(context, thing).first(here, there)
        if times < (best.times if best else np.inf):
            best = Hit(own.part, times, start + times * way)
    for uid in _surfaces.keys() - kept():
        del _surfaces[uid]
    return best


def is_hidden(context: bpy.types.Context, asset: Asset, start: np.ndarray, way: np.ndarray, times: float) -> bool:
    """Whether something that is no part of the asset is in the ray's way before it has gone so many times its way."""
    parts = {own.uid for own in asset.things}
    depsgraph = context.evaluated_depsgraph_get()
    for thing in context.visible_objects:
        if thing.type != "MESH" or thing.session_uid in parts or not _is_solid(context, thing):
            continue
        here, there = _in_frame(thing, start, way)
        if _meets_box(thing, here, there):
            far = times * float(np.linalg.norm(there))
            if thing.ray_cast(here, there, distance=far, depsgraph=depsgraph)[0]:
                return True
    return False


def _is_solid(context: bpy.types.Context, thing: bpy.types.Object) -> bool:
    solid = thing.display_type in ("SOLID", "TEXTURED")
    return solid and thing.visible_get(viewport=context.space_data)


def _in_frame(thing: bpy.types.Object, start: np.ndarray, way: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A ray as it is in an object's own frame."""
    back = np.linalg.pinv(np.array(thing.matrix_world, dtype=np.float64))
    return apply(back, start), back[:3, :3] @ way


def _meets_box(thing: bpy.types.Object, start: np.ndarray, way: np.ndarray) -> bool:
    corners = np.array(thing.bound_box)
    return bool(meets(corners.min(axis=0)[None], corners.max(axis=0)[None], start, way)[0])


def _surface(context: bpy.types.Context, thing: bpy.types.Object) -> Surface:
    uid, edited = thing.session_uid, edits(thing.session_uid)
    if uid not in _surfaces or _surfaces[uid][0] != edited:
        _surfaces[uid] = edited, Surface(*triangles(context, thing))
    return _surfaces[uid][1]
