"""What mates while a part is snapped, drawn over the 3D view."""

from __future__ import annotations

import bpy
import numpy as np

from ...ops.snap import marks
from . import paint

COLOUR, DARK = (0.25, 0.9, 0.55, 1.0), (0.0, 0.0, 0.0, 0.55)
LINE, HALO = 2.5, 5.0  # pixels


def draw(context: bpy.types.Context) -> None:
    """Flat over the view."""
    lines = marks()
    if lines is None or not len(lines):
        return
    places = paint.on_screen(lines.reshape(-1, 3), context).reshape(-1, 2, 2)
    places = places[np.isfinite(places).all(axis=(1, 2))]
    if len(places):
        for shade, width in ((DARK, HALO), (COLOUR, LINE)):
            paint.draw_strokes(paint.strokes(places, np.tile(shade, (len(places), 1))), width, context)
