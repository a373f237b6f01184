"""The ends of a constraint in the 3D view: the region of the part with its direction, and the target."""

from __future__ import annotations

import blf
import bpy
import numpy as np

from ...ops.click_constraint import Spot, shown
from . import paint

FIRST, SECOND = (0.25, 0.9, 0.55, 1.0), (1.0, 0.75, 0.2, 1.0)
DARK = (0.0, 0.0, 0.0, 0.55)
# Pixels.
LINE, HALO, RING, ARROW, TEXT, DASH = 2.5, 5.0, 5.0, 46.0, 13.0, 7.0
SIDES, FONT = 16, 0

_turn = np.linspace(0, 2 * np.pi, SIDES + 1)
_CIRCLE = np.stack([np.cos((_turn[:-1], _turn[1:])).T, np.sin((_turn[:-1], _turn[1:])).T], axis=2)


def draw(context: bpy.types.Context) -> None:
    """Flat over the view."""
    spots, scale = shown(context), context.preferences.system.ui_scale
    if not spots:
        return
    places = [paint.on_screen(one.region.point[None], context)[0] for one in spots]
    if len(spots) == 2 and np.isfinite(places).all():
        _stroke(_dashes(*places, DASH * scale), (*SECOND[:3], 0.8), context)
    for number, (spot, place) in enumerate(zip(spots, places, strict=True)):
        if np.isfinite(place).all():
            _spot(context, spot, place, SECOND if number else FIRST, scale)


def _spot(context: bpy.types.Context, spot: Spot, place: np.ndarray, colour: tuple[float, ...], scale: float) -> None:
    outline = paint.on_screen(spot.region.outline, context)
    lines = np.stack([outline[:-1], outline[1:]], axis=1)
    lines = lines[np.isfinite(lines).all(axis=(1, 2))]
    rings = place + RING * scale * _CIRCLE
    _stroke(np.concatenate([lines, rings, _arrow(context, spot, place, scale)]), colour, context)
    if spot.said:
        blf.enable(FONT, blf.SHADOW)
        blf.shadow(FONT, 5, 0.0, 0.0, 0.0, 0.9)
        blf.size(FONT, TEXT * scale)
        blf.color(FONT, *colour)
        blf.position(FONT, *(place + (12 * scale, -24 * scale)), 0)
        blf.draw(FONT, spot.said)
        blf.disable(FONT, blf.SHADOW)


def _arrow(context: bpy.types.Context, spot: Spot, place: np.ndarray, scale: float) -> np.ndarray:
    """(3, 2, 2) strokes of the direction as it is seen; none where it points at the eye or there is none."""
    size = float(np.linalg.norm(np.ptp(spot.region.outline, axis=0))) or 0.1
    end = paint.on_screen((spot.region.point + 0.5 * size * spot.region.direction)[None], context)[0]
    way, length = end - place, float(np.linalg.norm(end - place))
    if not length > 4:
        return np.zeros((0, 2, 2))
    tip = place + way / length * ARROW * scale
    back = (place - tip) * 0.25
    side = np.array([-back[1], back[0]]) * 0.6
    return np.array([[place, tip], [tip, tip + back + side], [tip, tip + back - side]])


def _dashes(start: np.ndarray, end: np.ndarray, size: float) -> np.ndarray:
    """(n, 2, 2) strokes from a place to another, with gaps as long as they are."""
    count = max(int(np.linalg.norm(end - start) / (2 * size)), 1)
    at = (np.arange(count)[:, None] + np.array([0.0, 0.5])) / count
    return start + at[..., None] * (end - start)


def _stroke(lines: np.ndarray, colour: tuple[float, ...], context: bpy.types.Context) -> None:
    if len(lines):
        for shade, width in ((DARK, HALO), (colour, LINE)):
            paint.draw_strokes(paint.strokes(lines, np.tile(shade, (len(lines), 1))), width, context)
