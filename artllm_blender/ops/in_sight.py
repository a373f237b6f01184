"""What of a 3D view none of its bars lies on, and the view moved so that something is wholly in that."""

from __future__ import annotations

from collections.abc import Iterable

import bpy
import numpy as np
from mathutils import Vector

from ..core.frames import apply
from ..core.motion.view import View
from .views import window_region

# Of what is left free: so much of it is filled where all of something is to be seen.
FILL = 0.9


def box_corners(things: Iterable[bpy.types.Object]) -> np.ndarray:
    """(8 n, 3) world, of the boxes of objects."""
    found = [apply(np.array(thing.matrix_world), np.array(thing.bound_box)) for thing in things]
    return np.concatenate([np.zeros((0, 3)), *found])


def free(area: bpy.types.Area) -> np.ndarray:
    """(2, 2) lower left and upper right corner, pixels of its region, of what sidebar, toolbar and headers leave."""
    whole = window_region(area)
    free = np.array([(0.0, 0.0), (whole.width, whole.height)])
    for bar in area.regions:
        low = np.array((bar.x - whole.x, bar.y - whole.y), dtype=np.float64)
        high = low + (bar.width, bar.height)
        if min(bar.width, bar.height) <= 1 or (high <= free[0]).any() or (low >= free[1]).any():
            continue
        if bar.alignment == "LEFT":
            free[0, 0] = high[0]
        elif bar.alignment == "RIGHT":
            free[1, 0] = low[0]
        elif bar.alignment == "BOTTOM":
            free[0, 1] = high[1]
        elif bar.alignment == "TOP":
            free[1, 1] = low[1]
    return free


def is_seen(area: bpy.types.Area, points: np.ndarray) -> bool:
    """Whether (n, 3) points of the world are in what is free of the view."""
    (low, high), seen = free(area), _view(area).pixels(points)
    return bool((seen >= low).all() and (seen <= high).all())


def fits(area: bpy.types.Area, points: np.ndarray) -> bool:
    """Whether (n, 3) points of the world, seen orthographically as large as now, could be in what is free."""
    return _too_large(area, points) <= 1


def bring(area: bpy.types.Area, points: np.ndarray, nearer: bool = False) -> None:
    """Move an orthographic view so that (n, 3) points of the world are in the middle of what is free, from as far off
    as they need. nearer: from no farther than that."""
    space = area.spaces.active.region_3d
    larger = _too_large(area, points)
    if larger > 1 or nearer:
        space.view_distance *= larger
        space.update()
    view = _view(area)
    seen = view.pixels(points)
    off = (seen.min(axis=0) + seen.max(axis=0)) / 2 - free(area).mean(axis=0)
    right, up, towards = np.array(space.view_rotation.to_matrix()).T
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    along = (middle - space.view_location) @ towards
    moved = view.metres(middle) * (off[0] * right + off[1] * up) + along * towards
    space.view_location += Vector(moved.tolist())
    space.update()


def _too_large(area: bpy.types.Area, points: np.ndarray) -> float:
    """How many times as large as they may be points are seen."""
    room = FILL * np.maximum(np.ptp(free(area), axis=0), 1.0)
    return max(float((np.ptp(_view(area).pixels(points), axis=0) / room).max()), 1e-6)


def _view(area: bpy.types.Area) -> View:
    region = window_region(area)
    return View(np.array(area.spaces.active.region_3d.perspective_matrix), (region.width, region.height))
