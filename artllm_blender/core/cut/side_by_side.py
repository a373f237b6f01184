"""Parts that are several things: two drawers that the model takes for one, though each is made of the same pieces.

The other way round from `united`: there one thing lies across two parts, here one part holds a thing twice or more,
shifted or mirrored along one axis, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..articulation import Articulation, Box, Joint, JointType
from ..corrections import with_part
from ..prediction import Prediction

# In units of the object's longest side: pieces are alike whose boxes' sides differ by less than this, and in the same
# place of their things if they are nearer to it; their areas differ by less than AREA of them.
ALIKE, AREA = 0.006, 0.04
# So much of the part's area has its counterpart in every thing. Of more things than MOST each is a key, of more than
# BOARDS that are but one piece a slat.
SAME, MOST, BOARDS = 0.93, 8, 2


@dataclass(frozen=True)
class Pieces:
    """What hangs together of an object, in units of its longest side from its lower corner on. boxes: (c, 2, 3); area:
    (c,); column: (c,) by its place the part that each is of as a whole, -1 for those that are to be cut."""

    boxes: np.ndarray
    area: np.ndarray
    column: np.ndarray

    @property
    def middles(self) -> np.ndarray:
        return self.boxes.mean(axis=1)

    @property
    def sides(self) -> np.ndarray:
        return np.ptp(self.boxes, axis=1)

    def alike(self, one: int) -> np.ndarray:
        """(c,) bool: which have the same sides and area as one."""
        same = (np.abs(self.sides - self.sides[one]) < ALIKE).all(axis=1)
        return same & (np.abs(self.area - self.area[one]) <= AREA * self.area[one])


@dataclass(frozen=True)
class Several:
    """A part that is several things. column: its place; axis: along which they stand; things: the pieces of each."""

    column: int
    axis: int
    things: tuple[tuple[int, ...], ...]


def several(prediction: Prediction, pieces: Pieces) -> Several | None:
    """The first part that is several things; None where none is, but for parts that were given or carry others.

    Two wheels on one axle are one part, and nothing slides out of where another is.
    """
    tree = prediction.articulation
    carriers = {joint.parent for joint in tree.joints}
    for column, part in enumerate(tree.parts):
        joint = tree.joint_of(part.id)
        if joint is None or part.id in carriers | prediction.given or joint.type.turns and joint.type.slides:
            continue
        found = _things(pieces, np.flatnonzero(pieces.column == column))
        if found is None or joint.type is JointType.CONTINUOUS:
            continue
        axis, things = found
        if joint.type.turns or abs(joint.axis[axis]) < 0.5:
            return Several(column, axis, things)
    return None


def _things(pieces: Pieces, own: np.ndarray) -> tuple[int, tuple[tuple[int, ...], ...]] | None:
    """Along which axis the same things stand side by side that (k,) pieces make up, and the pieces of each."""
    if len(own) < 2:
        return None
    main = own[pieces.area[own].argmax()]
    heads = own[pieces.alike(main)[own]]
    middles = pieces.middles
    along = np.flatnonzero(np.ptp(middles[heads], axis=0) > ALIKE)
    if not 2 <= len(heads) <= MOST or len(along) != 1:
        return None
    axis = int(along[0])
    heads = heads[np.argsort(middles[heads, axis], kind="stable")]
    nearest = np.abs(middles[own, axis][:, None] - middles[heads, axis]).argmin(axis=1)
    things = [own[nearest == k] for k in range(len(heads))]
    if len(things) > BOARDS and max(map(len, things)) == 1:
        return None
    ends = np.array([(pieces.boxes[thing, 0, axis].min(), pieces.boxes[thing, 1, axis].max()) for thing in things])
    if (ends[1:, 0] < ends[:-1, 1] - ALIKE).any():
        return None
    if (
        min(_common(pieces, things[0], heads[0], thing, head, axis) for thing, head in zip(things, heads, strict=True))
        < SAME
    ):
        return None
    return axis, tuple(tuple(thing.tolist()) for thing in things)


def _common(pieces: Pieces, one: np.ndarray, head: int, two: np.ndarray, other: int, axis: int) -> float:
    """How much of two things' area is alike and in the same place, shifted or mirrored along an axis. head, other:
    their largest pieces."""
    middles, best = pieces.middles, 0.0
    for mirrored in (False, True):
        places = middles[one].copy()
        places[:, axis] = middles[other, axis] + (places[:, axis] - middles[head, axis]) * (-1 if mirrored else 1)
        free, same = list(two), 0.0
        for piece, place in zip(one, places, strict=True):
            near = [q for q in free if np.abs(middles[q] - place).max() < ALIKE and pieces.alike(piece)[q]]
            if near:
                free.remove(near[0])
                same += pieces.area[near[0]]
        best = max(best, same)
    return float(best / max(pieces.area[one].sum(), pieces.area[two].sum(), 1e-30))


def parted(
    prediction: Prediction, found: Several, pieces: Pieces, piece_of: np.ndarray, lower: np.ndarray, size: float
) -> Prediction:
    """The prediction with a part for each of the things. piece_of: (k,) of each point; lower: (3,) the object's corner,
    size: its longest side, world."""
    tree = prediction.articulation
    part = tree.parts[found.column]
    joint = tree.joint_of(part.id)
    boxes = []
    for thing in found.things:
        corners = pieces.boxes[list(thing), 0].min(axis=0), pieces.boxes[list(thing), 1].max(axis=0)
        boxes.append(np.array(corners) * size + lower)
    first = 0
    if joint.type.turns:  # that at which the hinge is keeps it
        first = int(np.argmin([abs(joint.origin[found.axis] - box[:, found.axis].mean()) for box in boxes]))
    scores = prediction.point_scores.copy()
    columns = []
    number = max(one.id for one in tree.parts) + 1
    for place, (thing, box) in enumerate(zip(found.things, boxes, strict=True)):
        its = replace(part, box=Box(tuple(box[0].tolist()), tuple(box[1].tolist())))
        if place == first:
            tree = Articulation(tuple(its if one.id == part.id else one for one in tree.parts), tree.joints)
            continue
        moved = _moved(joint, number, found.axis, boxes[first], box, mirrored=len(boxes) == 2)
        tree = with_part(tree, replace(its, id=number), moved)
        on = np.isin(piece_of, thing)
        columns.append(np.where(on, scores[:, found.column], 0))
        scores[on, found.column] = 0
        number += 1
    scores = np.concatenate([scores, np.stack(columns, axis=1)], axis=1)
    return replace(prediction, articulation=tree, point_scores=scores)


def _moved(joint: Joint, child: int, axis: int, old: np.ndarray, new: np.ndarray, mirrored: bool) -> Joint:
    """How a thing moves beside one that a joint moves; boxes (2, 3) of both. The leaves of a pair that hang on upright
    hinges side by side hang on their outer edges, so one mirrors the other."""
    origin, direction = np.array(joint.origin, float), np.array(joint.axis, float)
    if mirrored and joint.type.turns and abs(direction[axis]) < 0.5:
        origin[axis] = old[:, axis].mean() + new[:, axis].mean() - origin[axis]
        direction = -direction
        direction[axis] *= -1
    else:
        origin[axis] += new[:, axis].mean() - old[:, axis].mean()
    place = {"origin": tuple(origin.tolist()), "axis": tuple(direction.tolist())}
    return replace(joint, child=child, name="", note="", **place)
