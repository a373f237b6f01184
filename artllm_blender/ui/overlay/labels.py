"""What is drawn flat over the view: pivots, question marks where the model doubts, values of the joint that is big."""

from __future__ import annotations

import blf
import bpy
import numpy as np

from ...core.colours import DOUBT
from . import paint
from .frame import Frame
from .joints import Drawn, drawn

# Pixels.
RING, BIG_RING, LINE, HALO, TEXT = 4.0, 6.0, 2.0, 4.0, 13.0
SIDES = 12
WHITE, DARK = (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 0.5)
FONT = 0

_turn = np.linspace(0, 2 * np.pi, SIDES + 1)
# (SIDES, 2, 2) strokes of radius 1.
_CIRCLE = np.stack([np.cos((_turn[:-1], _turn[1:])).T, np.sin((_turn[:-1], _turn[1:])).T], axis=2)


def draw(context: bpy.types.Context, frame: Frame) -> None:
    """Of all joints that this view shows."""
    one, scale = drawn(context, frame), context.preferences.system.ui_scale
    if not one.children:
        return
    places = paint.on_screen(np.concatenate([one.pivots, *one.tips]), context)
    pivots, places = places[: len(one.pivots)], places[len(one.pivots) :].reshape(-1, 3, 2)
    _rings(context, one, pivots)
    blf.enable(FONT, blf.SHADOW)
    blf.shadow(FONT, 5, 0.0, 0.0, 0.0, 0.9)
    for child, pivot in zip(one.children, pivots, strict=True):
        if frame.asset.joints[child].unsure:
            _write("?", pivot + (8 * scale, 6 * scale), (*DOUBT, 1.0), 1.4 * TEXT * scale)
    for said, (tip, *ends) in zip(one.said, places, strict=True):
        _values(said, tip, ends, scale)
    blf.disable(FONT, blf.SHADOW)


def _values(said: tuple[str, ...], tip: np.ndarray, ends: list[np.ndarray], scale: float) -> None:
    """The present value at the tip of the hand, the limits, if any, at both ends of the track; all (2,)."""
    size, away = TEXT * scale, np.array([10, 8]) * scale
    value, *limits = said
    lower, upper = _box(value, tip + away, 1.2 * size)
    for limit, end in zip(limits, ends, strict=False):
        # The value is to be read, so a limit that would be written over it is not.
        low, high = _box(limit, end + away, size)
        if not ((low < upper) & (lower < high)).all():
            _write(limit, end + away, WHITE, size)
    _write(value, tip + away, WHITE, 1.2 * size)


def _box(text: str, place: np.ndarray, size: float) -> tuple[np.ndarray, np.ndarray]:
    """The corners, (2,) each, of what is written from a place on."""
    blf.size(FONT, size)
    return place, place + blf.dimensions(FONT, text)


def _rings(context: bpy.types.Context, one: Drawn, pivots: np.ndarray) -> None:
    """A ring around each pivot. pivots: (n, 2); not a number where none is drawn."""
    scale, seen = context.preferences.system.ui_scale, np.isfinite(pivots[:, 0])
    size = scale * np.where(one.big, BIG_RING, RING)[seen]
    lines = pivots[seen, None, None] + size[:, None, None, None] * _CIRCLE
    batch = paint.strokes(lines.reshape(-1, 2, 2), np.repeat(one.marks[seen], SIDES, axis=0))
    paint.draw_strokes(batch, HALO, context, DARK)
    paint.draw_strokes(batch, LINE, context)


def _write(text: str, place: np.ndarray, colour: tuple[float, ...], size: float) -> None:
    """From (2,) on; nothing where that is behind the eye."""
    if np.isnan(place).any():
        return
    blf.size(FONT, size)
    blf.position(FONT, *place, 0)
    blf.color(FONT, *colour)
    blf.draw(FONT, text)
