"""The arrow that is being drawn on a part, or the box round it."""

from __future__ import annotations

import bpy
import numpy as np

from ...core.colours import DOUBT
from ...ops.in_view import drawn
from . import paint

# Pixels.
LINE, HALO, HEAD = 3.0, 6.0, 14.0
DARK = (0.0, 0.0, 0.0, 0.5)


def draw(context: bpy.types.Context) -> None:
    points = np.array(drawn(context.region), np.float64)
    if len(points) < 2:
        return
    lines = np.concatenate([np.stack([points[:-1], points[1:]], axis=1), _head(points, context)])
    for colour, width in ((DARK, HALO), ((*DOUBT, 1.0), LINE)):
        paint.draw_strokes(paint.strokes(lines, np.tile(colour, (len(lines), 1))), width, context)


def _head(points: np.ndarray, context: bpy.types.Context) -> np.ndarray:
    """(2, 2, 2) lines of its head, which points where the last bit of it goes; (0, 2, 2) of a dot or what is closed."""
    size = HEAD * context.preferences.system.ui_scale
    away = np.linalg.norm(points - points[-1], axis=1)
    if away.max() < size or (points[0] == points[-1]).all():
        return np.zeros((0, 2, 2))
    back = points[np.flatnonzero(away >= size)[-1]] - points[-1]
    back *= size / np.linalg.norm(back)
    side = np.array([-back[1], back[0]]) / 2
    return np.array([[points[-1], points[-1] + back + turn * side] for turn in (-1, 1)])
