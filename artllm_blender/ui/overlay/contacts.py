"""Contacts in the 3D view: red where parts are in each other now, amber where contact starts."""

from __future__ import annotations

import bpy
import numpy as np

from ...ops.contacts import contacts, shown, start_points
from . import paint

RED, AMBER = (1.0, 0.05, 0.03, 1.0), (1.0, 0.6, 0.05, 1.0)
# Pixels.
LINE, CROSS = 4.0, 5.0


def draw(context: bpy.types.Context) -> None:
    """Where the artist wants to see contacts."""
    armature = shown(context)
    if armature is None:
        return
    now = contacts(armature)
    if now is None:
        return
    lines = np.concatenate([np.zeros((0, 2, 3)), *(contact.segments for contact in now)])
    starts = crosses(start_points(armature), context.region_data)
    for found, colour in ((starts, AMBER), (lines, RED)):
        paint.draw_strokes(paint.strokes(found, np.tile(colour, (len(found), 1))), LINE, context)


def crosses(points: np.ndarray, view: bpy.types.RegionView3D) -> np.ndarray:
    """(2 n, 2, 3) the two strokes of a cross that faces the view at each of (n, 3) points."""
    across = np.array(view.view_rotation.to_matrix())[:, :2].T
    # World length of a pixel at each point, in perspective farther points' being longer.
    window = np.array(view.perspective_matrix)
    depth = points @ window[3, :3] + window[3, 3]
    size = CROSS * np.abs(depth) * 2 / (bpy.context.region.width * np.linalg.norm(window[0, :3]))
    strokes = [sign * across[0] + across[1] for sign in (1, -1)]
    ends = [np.stack([points - size[:, None] * s, points + size[:, None] * s], axis=1) for s in strokes]
    return np.concatenate(ends)
