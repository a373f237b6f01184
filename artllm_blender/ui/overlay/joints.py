"""The active asset's joints as lines: the active one's big, with all of its range; the others' thin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import bpy
import numpy as np
from mathutils import Matrix

from ...core.articulation import JointType
from ...core.colours import DOUBT, Colour, part_colour
from ...core.kinematics import joint_matrix
from ...core.motion.drawn import Form, dashed, ends, strokes
from ...ops.seen import Asset, Moment, SeenJoint, kept_assets, spelt, value_now
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
class Lines:
    """All joints of an asset at rest, as arrays, so that a pose moves them at once.

    children: the parts that the joints move, which number them. lines: (n, 2, 3) of all axes; owner: (n,) of which
    joint each is; colours: (n, 4).
    """

    asset: Asset
    children: tuple[int, ...]
    lines: np.ndarray
    owner: np.ndarray
    colours: np.ndarray

    @cached_property
    def pivots(self) -> np.ndarray:
        """(joints, 3)"""
        return np.reshape([self.asset.joints[child].form.pivot for child in self.children], (-1, 3))

    @cached_property
    def marks(self) -> np.ndarray:
        """(joints, 4) colours of what marks each joint."""
        return np.reshape([(*lit(child), 1.0) for child in self.children], (-1, 4))

    @cached_property
    def axes(self) -> np.ndarray:
        """(joints, 2, 3)"""
        return np.reshape([self.asset.joints[child].form.axis for child in self.children], (-1, 2, 3))

    def carriers(self, moment: Moment) -> np.ndarray:
        """(joints, 4, 4) where what carries each joint is."""
        parents = (self.asset.joints[child].joint.parent for child in self.children)
        return np.reshape([moment.motions[parent] for parent in parents], (-1, 4, 4))


@dataclass(frozen=True)
class Drawn:
    """What one pose of an asset is drawn with, until the pose or what is big changes.

    about: what it depends on. pivots: (n, 3) of the joints of the parts children, where they are now; marks: (n, 4)
    their colours. Of those that are drawn whole, big: (n,) which; tips: (m, 5, 3) the end of the hand, both places that
    limits are written at, and a point beyond each; said: their name and value, and their limits if any; ghosts: by
    child, what moves the part from where it is to the far ends of its range. thin: lines of the others, which stay
    while what thin_about tells does: which they are, and where what carries them is.
    """

    lines: Lines
    about: tuple
    children: tuple[int, ...]
    pivots: np.ndarray
    marks: np.ndarray
    big: np.ndarray
    tips: np.ndarray
    said: tuple[tuple[str, ...], ...]
    ghosts: dict[int, tuple[Matrix, ...]]
    thin: object | None
    thin_about: bytes
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
    if known is None or known.lines.asset is not frame.asset or known.about != about:
        for other in _drawn.keys() - kept_assets():
            del _drawn[other]
        known = _drawn[uid] = _made(context, frame, lines_of(frame.asset), about, known)
    return known


def lines_of(asset: Asset) -> Lines:
    """Of an asset, made only if it was read anew."""
    known = _drawn.get(asset.armature)
    if known and known.lines.asset is asset:
        return known.lines
    axes, colours = [np.zeros((0, 2, 3))], [np.zeros((0, 4))]
    for child, seen in asset.joints.items():
        axes.append(dashed(seen.form.axis, DASHES) if seen.unsure else strokes(seen.form.axis))
        colours.append(np.tile((*_line_colour(child, seen), FAINT), (len(axes[-1]), 1)))
    owner = np.repeat(np.arange(len(axes) - 1), [len(axis) for axis in axes[1:]])
    return Lines(asset, tuple(asset.joints), np.concatenate(axes), owner, np.concatenate(colours))


def draw(context: bpy.types.Context, frame: Frame) -> None:
    """Lines and ranges, in front of everything."""
    one = drawn(context, frame)
    paint.draw_faces(one.fan)
    paint.draw_strokes(one.thin, THIN, context)
    paint.draw_strokes(one.thick, HALO, context, DARK)
    paint.draw_strokes(one.thick, THICK, context)


def lit(child: int) -> Colour:
    """A part's colour as lines have it, which are seen on dark ground and on the part itself."""
    red, green, blue = ((1 - LIGHT) * value + LIGHT for value in part_colour(child))
    return red, green, blue


def moved(matrices: np.ndarray, points: np.ndarray) -> np.ndarray:
    """(n, k, 3) points, each group by its own of (n, 4, 4) matrices."""
    return points @ matrices[:, :3, :3].swapaxes(1, 2) + matrices[:, None, :3, 3]


def _line_colour(child: int, seen: SeenJoint) -> Colour:
    return DOUBT if seen.unsure else lit(child)


def _made(context: bpy.types.Context, frame: Frame, rest: Lines, about: tuple, last: Drawn | None) -> Drawn:
    motions, carriers = frame.moment.motions, rest.carriers(frame.moment)
    small = np.array([child in frame.small for child in rest.children], dtype=bool)
    thin_about = small.tobytes() + carriers[small].tobytes()
    if last and last.lines is rest and last.thin_about == thin_about:
        thin = last.thin
    else:
        some = small[rest.owner]
        thin = paint.strokes(moved(carriers[rest.owner[some]], rest.lines[some]), rest.colours[some])
    thick, fans, tips, said = _Shapes(2), _Shapes(3), [], []
    for child in sorted(frame.big):
        seen = frame.asset.joints[child]
        form = seen.form.moved(motions[seen.joint.parent], motions[child])
        axis = dashed(form.axis, DASHES) if seen.unsure else strokes(form.axis)
        lines = np.concatenate([axis, strokes(form.track), form.ticks, form.arrow, form.hand])
        thick.add(lines, (*_line_colour(child, seen), 1.0))
        value = value_now(context, seen)
        tips.append([form.hand[:, 1].mean(axis=0), *_limit_places(form, seen.joint.type)])
        said.append(_said(seen, value))
        gone = _gone(seen, len(form.fan), value)
        fans.add(form.fan[~gone], (*lit(child), RANGE))
        fans.add(form.fan[gone], (*lit(child), GONE))
    seen = np.array([child in frame.big or child in frame.small for child in rest.children], dtype=bool)
    children = tuple(child for child, one in zip(rest.children, seen, strict=True) if one)
    return Drawn(
        rest,
        about,
        children,
        moved(carriers, rest.pivots[:, None])[seen, 0],
        rest.marks[seen],
        np.array([child in frame.big for child in children], dtype=bool),
        np.reshape(tips, (-1, 5, 3)),
        tuple(said),
        {child: _ghosts(frame.asset.joints[child], frame.moment) for child in frame.big},
        thin,
        thin_about,
        paint.strokes(*thick.all()),
        paint.faces(*fans.all()),
    )


def _ghosts(seen: SeenJoint, moment: Moment) -> tuple[Matrix, ...]:
    motions, joint = moment.motions, seen.joint
    back = Matrix(motions[joint.child]).inverted_safe()
    return tuple(Matrix(motions[joint.parent] @ joint_matrix(joint, value)) @ back for value in ends(joint))


def _limit_places(form: Form, kind: JointType) -> np.ndarray:
    """(4, 3) where the lower and the upper limit are written, and a point beyond each, where no line of the form is."""
    line = form.axis if kind is JointType.PRISMATIC else form.track
    return np.array([line[0], line[-1], 2 * line[0] - line[1], 2 * line[-1] - line[-2]])


def _said(seen: SeenJoint, value: float) -> tuple[str, ...]:
    limited = seen.joint.type is not JointType.CONTINUOUS
    limits = (spelt(seen, limit) for limit in (seen.joint.lower, seen.joint.upper)) if limited else ()
    return f"{seen.name}  {spelt(seen, value)}", *limits


def _gone(seen: SeenJoint, count: int, value: float) -> np.ndarray:
    """(count,) which of a fan's triangles lie between closed and a value."""
    lower, upper, closed = seen.joint.lower, seen.joint.upper, seen.joint.closed
    middle = lower + (np.arange(count) + 0.5) / max(count, 1) * (upper - lower)
    return (middle > min(value, closed)) & (middle < max(value, closed))


class _Shapes:
    """Lines or triangles, and a colour for each."""

    def __init__(self, corners: int):
        self._shapes, self._colours = [np.zeros((0, corners, 3))], [np.zeros((0, 4))]

    def add(self, shapes: np.ndarray, colour: tuple[float, ...]) -> None:
        self._shapes.append(shapes)
        self._colours.append(np.broadcast_to(colour, (len(shapes), 4)))

    def all(self) -> tuple[np.ndarray, np.ndarray]:
        return np.concatenate(self._shapes), np.concatenate(self._colours)
