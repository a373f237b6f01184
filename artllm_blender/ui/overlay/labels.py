"""What is drawn flat over the view: pivots, question marks where the model doubts, values of the joint that is big."""

from __future__ import annotations

import blf
import bpy
import numpy as np

from ...core.articulation import JointType
from ...core.colours import DOUBT
from ...core.motion.drawn import Form
from ...ops.seen import SeenJoint, spelt, value_now
from . import paint
from .frame import Frame
from .joints import drawn, lit

# Pixels.
RING, BIG_RING, LINE, HALO, TEXT = 4.0, 6.0, 2.0, 4.0, 13.0
SIDES = 16
WHITE, DIM, DARK = (1.0, 1.0, 1.0, 1.0), (1.0, 1.0, 1.0, 0.7), (0.0, 0.0, 0.0, 0.5)
FONT = 0


def draw(context: bpy.types.Context, frame: Frame) -> None:
    """Of all joints that this view shows."""
    scale, forms = context.preferences.system.ui_scale, drawn(context, frame).forms
    if not forms:
        return
    pivots = paint.on_screen(np.array([form.pivot for form in forms.values()]), context)
    _rings(context, list(forms), pivots, frame.big)
    for (child, form), pivot in zip(forms.items(), pivots, strict=True):
        seen = frame.asset.joints[child]
        if seen.unsure:
            _write("?", pivot + (8 * scale, 6 * scale), (*DOUBT, 1.0), 1.4 * TEXT * scale)
        if child in frame.big:
            _values(context, seen, form, scale)


def _values(context: bpy.types.Context, seen: SeenJoint, form: Form, scale: float) -> None:
    value = value_now(context, seen)
    tip = form.hand[:, 1].mean(axis=0)
    limits = () if seen.joint.type is JointType.CONTINUOUS else (seen.joint.lower, seen.joint.upper)
    places = paint.on_screen(np.array([tip, form.track[0], form.track[-1]]), context)
    size, away = TEXT * scale, np.array([10, 8]) * scale
    for limit, at in zip(limits, places[1:], strict=False):
        # A limit where the part is now is said by its value.
        if not np.linalg.norm(at - places[0]) < 3 * size:
            _write(spelt(seen, limit), at + away, DIM, size)
    _write(f"{seen.name}  {spelt(seen, value)}", places[0] + away, WHITE, 1.2 * size)


def _rings(context: bpy.types.Context, children: list[int], pivots: np.ndarray, big: frozenset[int]) -> None:
    """A ring around each pivot. pivots: (n, 2)."""
    turn = np.linspace(0, 2 * np.pi, SIDES + 1)
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    size = np.array([BIG_RING if child in big else RING for child in children]) * context.preferences.system.ui_scale
    seen = ~np.isnan(pivots).any(axis=1)
    points = pivots[seen, None] + size[seen, None, None] * circle
    lines = np.stack([points[:, :-1], points[:, 1:]], axis=2).reshape(-1, 2, 2)
    colours = np.repeat([(*lit(child), 1.0) for child in children], SIDES, axis=0)[np.repeat(seen, SIDES)]
    paint.draw_strokes(paint.strokes(lines, np.tile(DARK, (len(lines), 1))), HALO, context)
    paint.draw_strokes(paint.strokes(lines, colours), LINE, context)


def _write(text: str, place: np.ndarray, colour: tuple[float, ...], size: float) -> None:
    """From (2,) on; nothing where that is behind the eye."""
    if np.isnan(place).any():
        return
    blf.size(FONT, size)
    blf.position(FONT, *place, 0)
    blf.color(FONT, *colour)
    blf.enable(FONT, blf.SHADOW)
    blf.shadow(FONT, 5, 0.0, 0.0, 0.0, 0.9)
    blf.draw(FONT, text)
    blf.disable(FONT, blf.SHADOW)
