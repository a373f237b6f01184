"""The active asset's joints as lines: the active one's big, with all of its range; the others' thin."""

from __future__ import annotations

from dataclasses import dataclass

import bpy
import numpy as np

from ...core.colours import DOUBT, part_colour
from ...core.motion.drawn import Form, dashed, strokes
from ...ops.seen import Asset, SeenJoint, kept_assets, value_now
from . import paint
from .frame import Frame

# Pixels.
THIN, THICK, HALO = 1.5, 3.0, 6.0
# Of the colour: a thin line, the range, and the share of the range that the part has gone.
FAINT, RANGE, GONE = 0.75, 0.25, 0.5
# How much whiter lines are than parts.
LIGHT = 0.45
DASHES = 12
DARK = (0.0, 0.0, 0.0, 0.45)


@dataclass(frozen=True)
class Drawn:
    """What one pose of an asset is drawn with, until the pose or what is big changes. about: what it depends on; forms:
    of each joint that is drawn, where it is now, by child."""

    asset: Asset
    about: tuple
    forms: dict[int, Form]
    thin: object | None
    halo: object | None
    thick: object | None
    fan: object | None


_drawn: dict[int, Drawn] = {}


def forget() -> None:
    """Give what was drawn last back to the graphics card."""
    _drawn.clear()


def drawn(context: bpy.types.Context, frame: Frame) -> Drawn:
    """What a frame's joints are drawn with, made only if something moved."""
    uid, about = frame.asset.armature, (frame.moment.key, frame.big, frame.small)
    known = _drawn.get(uid)
    if known is None or known.asset is not frame.asset or known.about != about:
        for other in _drawn.keys() - kept_assets():
            del _drawn[other]
        known = _drawn[uid] = _made(context, frame, about)
    return known


def draw(context: bpy.types.Context, frame: Frame) -> None:
    """Lines and ranges, in front of everything."""
    one = drawn(context, frame)
    paint.draw_faces(one.fan)
    paint.draw_strokes(one.thin, THIN, context)
    paint.draw_strokes(one.halo, HALO, context)
    paint.draw_strokes(one.thick, THICK, context)


def lit(child: int) -> tuple[float, ...]:
    """A part's colour as lines have it, which are seen on dark ground and on the part itself."""
    return tuple((1 - LIGHT) * value + LIGHT for value in part_colour(child))


def _made(context: bpy.types.Context, frame: Frame, about: tuple) -> Drawn:
    thin, thick, fans, forms = _Shapes(2), _Shapes(2), _Shapes(3), {}
    motions = frame.moment.motions
    for child in sorted(frame.big | frame.small):
        seen = frame.asset.joints[child]
        form = forms[child] = seen.form.moved(motions[seen.joint.parent], motions[child])
        axis, colour = (dashed(form.axis, DASHES), DOUBT) if seen.unsure else (strokes(form.axis), lit(child))
        if child in frame.small:
            thin.add(axis, (*colour, FAINT))
            continue
        for lines in (axis, strokes(form.track), form.ticks, form.arrow, form.hand):
            thick.add(lines, (*colour, 1.0))
        gone = _gone(seen, len(form.fan), value_now(context, seen))
        fans.add(form.fan[~gone], (*lit(child), RANGE))
        fans.add(form.fan[gone], (*lit(child), GONE))
    lines, colours = thick.all()
    halo = paint.strokes(lines, np.tile(DARK, (len(lines), 1)))
    return Drawn(
        frame.asset,
        about,
        forms,
        paint.strokes(*thin.all()),
        halo,
        paint.strokes(lines, colours),
        paint.faces(*fans.all()),
    )


def _gone(seen: SeenJoint, count: int, value: float) -> np.ndarray:
    """(count,) which of a fan's triangles lie between rest and a value."""
    middle = seen.joint.lower + (np.arange(count) + 0.5) / max(count, 1) * (seen.joint.upper - seen.joint.lower)
    return (middle > min(value, 0)) & (middle < max(value, 0))


class _Shapes:
    """Lines or triangles, and a colour for each."""

    def __init__(self, corners: int):
        self._shapes, self._colours = [np.zeros((0, corners, 3))], [np.zeros((0, 4))]

    def add(self, shapes: np.ndarray, colour: tuple[float, ...]) -> None:
        self._shapes.append(shapes)
        self._colours.append(np.tile(colour, (len(shapes), 1)))

    def all(self) -> tuple[np.ndarray, np.ndarray]:
        return np.concatenate(self._shapes), np.concatenate(self._colours)
