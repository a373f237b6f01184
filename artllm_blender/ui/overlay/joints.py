"""The active asset's joints as lines: the active one's big, with all of its range; the others' thin."""

from __future__ import annotations

from dataclasses import dataclass

import bpy
import numpy as np

from ...core.colours import DOUBT, part_colour
from ...core.motion.drawn import Form, dashed, strokes
from ...ops.seen import Asset, Moment, SeenJoint, value_now
from . import paint

# Pixels.
THIN, THICK, HALO = 1.5, 3.0, 6.0
# Of the colour: a thin line, the range, and the share of the range that the part has gone.
FAINT, RANGE, GONE = 0.75, 0.14, 0.38
# How much whiter lines are than parts.
LIGHT = 0.45
DASHES = 12
DARK = (0.0, 0.0, 0.0, 0.45)


@dataclass(frozen=True)
class Drawn:
    """What one pose of an asset is drawn with, until the pose or what is big changes. about: what it depends on."""

    asset: Asset
    about: tuple
    thin: object | None
    halo: object | None
    thick: object | None
    fan: object | None


_drawn: dict[int, Drawn] = {}


def forget() -> None:
    _drawn.clear()


def draw(context: bpy.types.Context, asset: Asset, moment: Moment, big: frozenset[int]) -> None:
    """big: the parts whose joints are drawn whole."""
    known = _drawn.get(asset.armature)
    if known is None or known.asset is not asset or known.about != (moment.key, big):
        known = _drawn[asset.armature] = _made(context, asset, moment, big)
    paint.draw_faces(known.fan)
    paint.draw_strokes(known.thin, THIN, context)
    paint.draw_strokes(known.halo, HALO, context)
    paint.draw_strokes(known.thick, THICK, context)


def place(seen: SeenJoint, moment: Moment) -> Form:
    """A joint's form where it is now."""
    form = seen.form.moved(moment.motions[seen.joint.parent])
    return Form(**vars(form) | {"hand": seen.form.moved(moment.motions[seen.joint.child]).hand})


def lit(child: int) -> tuple[float, ...]:
    """A part's colour as lines have it, which are seen on dark ground and on the part itself."""
    return tuple((1 - LIGHT) * value + LIGHT for value in part_colour(child))


def _made(context: bpy.types.Context, asset: Asset, moment: Moment, big: frozenset[int]) -> Drawn:
    thin, thick, fans = _Shapes(2), _Shapes(2), _Shapes(3)
    for child, seen in asset.joints.items():
        form, colour = place(seen, moment), lit(child)
        axis = strokes(form.axis)
        if seen.unsure:
            axis, colour = dashed(form.axis, DASHES), DOUBT
        if child not in big:
            thin.add(axis, (*colour, FAINT))
            continue
        for lines in (axis, strokes(form.track), form.ticks, form.arrow, form.hand):
            thick.add(lines, (*colour, 1.0))
        gone = _gone(seen, len(form.fan), value_now(context, seen))
        fans.add(form.fan[~gone], (*lit(child), RANGE))
        fans.add(form.fan[gone], (*lit(child), GONE))
    dark = np.tile(DARK, (len(thick.all()[0]), 1))
    return Drawn(
        asset,
        (moment.key, big),
        paint.strokes(*thin.all()),
        paint.strokes(thick.all()[0], dark),
        paint.strokes(*thick.all()),
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
