"""A part that was missing, by one box drawn round it: the faces that are seen there, cut straight at the box's sides.

As other corrections this needs Object Mode, and like `bound` the original.
"""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from ...core.articulation import JointType
from ...core.corrections import beside, with_joint
from ...core.cut.inside import fans
from ...core.cut.pieces import HELD, WHOLES
from ...core.errors import InputError
from ...core.frames import apply
from ...core.picture.foreground import foreground
from ...core.picture.raster import visible
from ...core.steps import Steps, Stopped, exhausted, within
from ..mesh.split import STAGE
from .asset import add_notes
from .bound import bounding
from .correct import call_anew, new_part
from .faces import Faces, laid_out
from .read_rig import read_rig
from .update_rig import check_ready, update_rig

# Of the picture in which is looked what is seen.
PIXELS = 384
# A step in depth, as a share of the box's longer side, behind which something else is seen.
STEP = 0.05


def draw_part(armature: bpy.types.Object, *which: Any, **how: Any) -> int:
    """All steps of `drawing_part` at once."""
    return exhausted(drawing_part(armature, *which, **how))


def drawing_part(
    armature: bpy.types.Object,
    box: np.ndarray,
    above: bool,
    kind: JointType | None = None,
    hinge: np.ndarray | None = None,
    about: int | None = None,
) -> Steps[int]:
    """What is seen in a box, and not farther behind, as a part of its own, which hangs on the part that most of it was
    of, or beside that where it moves and is about as large; its id.

    box, hinge, about: as `bound` has them; kind: as `new_part` has it; above: it was seen from where the axis goes that
    it was seen along. Loose pieces that are seen and lie in the box are the part as they are; a skin is cut along the
    box and closed. Raises InputError where nothing is seen there. Where its steps are stopped, the skin may be left
    uncut, the part being the faces that were seen, and a note says so.
    """
    check_ready(armature)
    yield STAGE, 0.0
    faces, is_pieces = seen_in(armature, box, above)
    yield STAGE, 0.1
    id = new_part(armature, faces, kind, on_it=True)
    if hinge is not None or not is_pieces:
        try:
            yield from within(bounding(armature, id, box, hinge=hinge, about=about), 0.2, 1.0)
        except Stopped:
            name = read_rig(armature).articulation.part(id).name
            add_notes(armature, [f"{name} was not cut to the end: undo, or draw round it again."])
    articulation = read_rig(armature).articulation
    update_rig(armature, with_joint(articulation, beside(articulation, id)))
    call_anew(armature)
    return id


def seen_in(armature: bpy.types.Object, box: np.ndarray, above: bool) -> tuple[Faces, bool]:
    """The faces that a box means, as of `draw_part`, and whether they are loose pieces as wholes."""
    rig, axis = read_rig(armature), int(np.isnan(box[0]).argmax())
    if not np.nanmin(box[1] - box[0]) > 0:
        raise InputError("The box is as thin as a line.", "Draw it round what is to be a part.")
    back, across = np.linalg.inv(np.array(armature.matrix_world)), [i for i in range(3) if i != axis]
    things = laid_out(rig, (thing for own in rig.objects.values() for thing in own))
    triangles, polygon, start = [], [], 0
    for one in things.values():
        places = apply(back, one.corners)[:, [*across, axis]]
        triangles.append(places[fans(np.arange(len(places)), one.size)])
        polygon.append(np.repeat(np.arange(len(one.size)), one.size - 2) + start)
        start += len(one.size)
    seen = _seen(np.concatenate(triangles) * (1, 1, 1 if above else -1), np.concatenate(polygon), start, box[:, across])
    whole, caught, wholes, start = {}, {}, 0.0, 0
    for thing, one in things.items():
        own = seen[start : start + len(one.size)]
        start += len(one.size)
        if not own.any():
            continue
        inside, wholly = _inside(apply(back, one.corners)[:, across], one.size, box[:, across])
        held = np.bincount(one.piece, one.area * wholly) > HELD * np.bincount(one.piece, one.area)
        held &= np.bincount(one.piece, own & inside) > 0
        whole[thing], caught[thing] = np.flatnonzero(held[one.piece]), np.flatnonzero(own & inside)
        wholes += float(one.area[own & inside & held[one.piece]].sum() - WHOLES * one.area[own & inside].sum())
    if not any(map(len, caught.values())):
        raise InputError("Nothing is seen in the box.", "Draw it round what is to be a part.")
    return ({thing: own for thing, own in (whole if wholes >= 0 else caught).items() if len(own)}), wholes >= 0


def _inside(corners: np.ndarray, size: np.ndarray, box: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(n,) bool twice: polygons whose middle is in a box, (2, 2), and those that are as wholes. corners: (c, 2)"""
    first = np.cumsum(size) - size
    middle = np.add.reduceat(corners, first) / size[:, None]
    lower, upper = np.minimum.reduceat(corners, first), np.maximum.reduceat(corners, first)
    return ((middle > box[0]) & (middle < box[1])).all(axis=1), ((lower > box[0]) & (upper < box[1])).all(axis=1)


def _seen(triangles: np.ndarray, polygon: np.ndarray, count: int, box: np.ndarray) -> np.ndarray:
    """(count,) bool: polygons that are seen in a box, (2, 2), and not farther behind. triangles: (t, 3, 3) right, up
    and towards the eye; polygon: (t,) that each is of."""
    near = (triangles[:, :, :2].max(axis=1) > box[0]) & (triangles[:, :, :2].min(axis=1) < box[1])
    some = np.flatnonzero(near.all(axis=1))
    points = triangles[some].reshape(-1, 3)
    zoom = PIXELS / (box[1] - box[0]).max()
    points = (points - (*box[0], 0.0)) * zoom
    front = visible(points, np.arange(len(points)).reshape(-1, 3), PIXELS)
    rows, columns = np.ceil((box[1] - box[0])[::-1] * zoom).astype(int)
    found = front[:rows, :columns]
    near = foreground(found, points.reshape(-1, 3, 3), STEP * PIXELS)
    pixels = np.zeros((2, count), int)
    for i, where in enumerate((near, ~near & (found >= 0))):
        pixels[i] = np.bincount(polygon[some[found[where]]], minlength=count)
    return (pixels[0] > 0) & (pixels[0] >= pixels[1])
