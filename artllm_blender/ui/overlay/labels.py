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
RING, BIG_RING, LINE, HALO, TEXT, GAP = 4.0, 6.0, 2.0, 4.0, 13.0, 18.0
SIDES = 12
WHITE, DARK = (1.0, 1.0, 1.0, 1.0), (0.0, 0.0, 0.0, 0.5)
FONT = 0

_turn = np.linspace(0, 2 * np.pi, SIDES + 1)
# (SIDES, 2, 2) strokes of radius 1.
_CIRCLE = np.stack([np.cos((_turn[:-1], _turn[1:])).T, np.sin((_turn[:-1], _turn[1:])).T], axis=2)

# The last rings, and what they are of.
_kept: tuple[tuple, object | None] | None = None


def forget() -> None:
    """Give the rings back to the graphics card."""
    global _kept
    _kept = None


def draw(context: bpy.types.Context, frame: Frame) -> None:
    """Of all joints that this view shows."""
    one, scale = drawn(context, frame), context.preferences.system.ui_scale
    if not one.children:
        return
    places = paint.on_screen(np.concatenate([one.pivots, *one.tips]), context)
    pivots, places = places[: len(one.pivots)], places[len(one.pivots) :].reshape(-1, 5, 2)
    _rings(context, one, pivots)
    blf.enable(FONT, blf.SHADOW)
    blf.shadow(FONT, 5, 0.0, 0.0, 0.0, 0.9)
    for child, pivot in zip(one.children, pivots, strict=True):
        if frame.asset.joints[child].unsure:
            _write("?", pivot + (8 * scale, 6 * scale), (*DOUBT, 1.0), 1.4 * TEXT * scale)
    for said, around in zip(one.said, places, strict=True):
        _values(said, around, scale)
    blf.disable(FONT, blf.SHADOW)


def _values(said: tuple[str, ...], around: np.ndarray, scale: float) -> None:
    """The present value at the tip of the hand, the limits, if any, beyond the ends. around: (5, 2) `Drawn.tips`."""
    size, place = TEXT * scale, around[0] + np.array([10, 8]) * scale
    value, *limits = said
    written = _size(value, 1.2 * size)
    for limit, end, beyond in zip(limits, around[1:3], around[3:], strict=False):
        own = _size(limit, size)
        start = _beyond(end, beyond, own, GAP * scale)
        # The value is to be read, so a limit that would be written over it is not.
        if not ((start < place + written) & (place < start + own)).all():
            _write(limit, start, WHITE, size)
    _write(value, place, WHITE, 1.2 * size)


def _beyond(end: np.ndarray, beyond: np.ndarray, size: np.ndarray, gap: float) -> np.ndarray:
    """From where on what is so large, (2,), is written to lie at a distance from an end, on the side of a point beyond;
    above it where that point cannot be seen apart."""
    way = beyond - end
    length = float(np.linalg.norm(way))
    way = way / length if length > 1e-3 else np.array([0.0, 1.0])
    return end + way * (gap + np.abs(way) @ size / 2) - size / 2


def _size(text: str, size: float) -> np.ndarray:
    """(2,) of what is written."""
    blf.size(FONT, size)
    return np.array(blf.dimensions(FONT, text))


def _rings(context: bpy.types.Context, one: Drawn, pivots: np.ndarray) -> None:
    """A ring around each pivot, the same ones for as long as these stay. pivots: (n, 2); not a number where none is
    drawn."""
    global _kept
    scale, seen = context.preferences.system.ui_scale, np.isfinite(pivots[:, 0])
    about = scale, pivots.tobytes(), one.big.tobytes(), one.marks.tobytes()
    if _kept is None or _kept[0] != about:
        size = scale * np.where(one.big, BIG_RING, RING)[seen]
        lines = pivots[seen, None, None] + size[:, None, None, None] * _CIRCLE
        _kept = about, paint.strokes(lines.reshape(-1, 2, 2), np.repeat(one.marks[seen], SIDES, axis=0))
    paint.draw_strokes(_kept[1], HALO, context, DARK)
    paint.draw_strokes(_kept[1], LINE, context)


def _write(text: str, place: np.ndarray, colour: tuple[float, ...], size: float) -> None:
    """From (2,) on; nothing where that is behind the eye."""
    if np.isnan(place).any():
        return
    blf.size(FONT, size)
    blf.position(FONT, *place, 0)
    blf.color(FONT, *colour)
    blf.draw(FONT, text)
