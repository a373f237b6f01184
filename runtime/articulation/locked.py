"""Locked: a blueprint decoded around what is known.

Where parts are known, the model first writes the object's boxes freely. Those that stand for known parts give way to
them, the others stay, and with all boxes given the model writes the joints, which is a task that it has learnt.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from . import blueprint as B
from . import tokens as T
from .articulate import box_bins, limit_bins, origin_bins
from .categories import lean
from .decode import Decoded, Sequences, decode
from .fit import overlap
from .grammar import Given, GivenJoint
from .known import Known
from .points import Normalisation

LIKE = 0.25  # overlap from which a box of the model can stand for a known one
SAME = 0.5  # the same of bodies and frames; and above it two boxes are as large, so neither is a piece of the other
FILLED = 0.7  # share of a box that known ones fill, from which they are it in other pieces
PIECE = 0.2  # share of a known box from which what covers it is more than a detail on it
WHOLE = ("body", "frame")  # labels of parts whose boxes hold other parts' boxes


def decode_known(
    read: Sequences,
    task: T.Task,
    cancelled: threading.Event,
    known: Known,
    extent: np.ndarray,
    frames: Sequence[Normalisation],
) -> list[tuple[Decoded, list[int | None]]]:
    """The most likely blueprints that say what is known, one from each side, and which known part each of its parts
    is, if any.

    read: sequences that have read what the sides show; extent: lower and upper corner (2, 3) of the object, world;
    frames: those of the points of each side.
    """
    leaning = lean(known.category)
    count = known.part_count
    if not known.parts:
        given = Given(least=count or 1, most=count or B.MAX_PARTS)
        found = decode(read, task, cancelled, [given] * len(frames), leaning)
        return [(decoded, [None] * len(decoded.queries)) for decoded in found]

    locked = [_tokens(known, frame) for frame in frames]
    own, certainty = [[] for _ in frames], [[] for _ in frames]
    if not known.complete(no_more=task is T.Task.JOINTS):
        rivals = [_Rivals(known, extent, frame) for frame in frames]
        least = max((count or 0) - len(known.parts), int(known.rootless))
        most = (count or B.MAX_PARTS) - len(known.parts)
        givens = [Given(least=least, most=most, counts=those.admit) for those in rivals]
        for side, free in enumerate(decode(read, T.Task.ALL, cancelled, givens, leaning, last=T.SEPARATOR)):
            for at in (1 + place * T.BOX_LENGTH for place in sorted(rivals[side].own)):
                own[side].append(tuple(free.tokens[at : at + T.BOX_LENGTH]))
                certainty[side].append(free.certainty[at : at + T.BOX_LENGTH])

    boxes = [[*those, *free] for those, free in zip(locked, own, strict=True)]
    orders = [sorted(range(len(those)), key=lambda i: those[i][2::-1]) for those in boxes]
    sources = [[i if i < len(known.parts) else None for i in order] for order in orders]
    givens = [
        Given(tuple(those[i] for i in order), _given_joints(known, source, frame))
        for those, order, source, frame in zip(boxes, orders, sources, frames, strict=True)
    ]
    task = T.Task.BOXES if task is T.Task.BOXES else T.Task.JOINTS
    found = decode(read, task, cancelled, givens, leaning)
    for side, decoded in enumerate(found):
        for place, i in enumerate(orders[side]):
            if i >= len(known.parts):  # the model was free when it wrote this one
                at = 1 + place * T.BOX_LENGTH
                decoded.certainty[at : at + T.BOX_LENGTH] = certainty[side][i - len(known.parts)]
    return list(zip(found, sources, strict=True))


def _tokens(known: Known, frame: Normalisation) -> list[tuple[int | None, ...]]:
    """The known parts' tokens, the label open where none that the model knows is given."""
    lower, upper, _ = box_bins(np.array([part.box for part in known.parts]), frame)
    labels = [T.LABEL[B.LABELS.index(part.label)] if part.label in B.LABELS else None for part in known.parts]
    return [
        (*(T.POSITION[b] for b in (*low, *high)), label) for low, high, label in zip(lower, upper, labels, strict=True)
    ]


def _given_joints(known: Known, source: list[int | None], frame: Normalisation) -> dict[int, GivenJoint]:
    """The known joints' tokens, by the child's number in the sequence."""
    place = {i: at for at, i in enumerate(source) if i is not None}
    given = {}
    for joint in known.joints:
        axis, limits = None, ()
        if joint.axis is not None:
            code, sign = B.axis_bin(frame.apply_axis(joint.axis, joint.type))
            axis = T.AXIS[code]
            if joint.limits is not None:
                span = T.limit_span(joint.type)
                limits = tuple(span[b] for b in limit_bins(joint.type, joint.limits, sign, frame))
        given[place[joint.child]] = GivenJoint(
            None if joint.type is None else T.TYPE[B.JOINT_TYPES.index(joint.type)],
            None if joint.parent is None else T.PART[place[joint.parent]],
            axis,
            () if joint.origin is None else tuple(T.POSITION[b] for b in origin_bins(joint.origin, frame)),
            limits,
        )
    return given


class _Rivals:
    """Tells the model's boxes, one after the other, its versions of known parts from parts of its own.

    A known part has one version, the box that overlaps it most. A box that several known parts fill, or that is a large
    piece of one, is no part of its own either; but bodies and frames hold others. own: places of the boxes that stay.
    """

    def __init__(self, known: Known, extent: np.ndarray, frame: Normalisation):
        self.own: list[int] = []
        self._known = frame.apply_boxes(np.array([part.box for part in known.parts]))
        whole = frame.apply_boxes(extent)
        self._solid = np.array([
            part.label not in WHOLE and overlap(box, whole) < SAME
            for part, box in zip(known.parts, self._known, strict=True)
        ])  # fmt: skip
        self._versions: dict[int, tuple[float, int, bool]] = {}
        self._seen = 0

    def admit(self, tokens: list[int]) -> bool:
        """Take the next box's tokens; whether there is one more box that stays."""
        box = B.position_value([t - T.POSITION.start for t in tokens[:6]]).reshape(2, 3)
        solid = B.LABELS[tokens[6] - T.LABEL.start] not in WHOLE
        alike = np.array([overlap(box, other) for other in self._known])
        stays = not solid or alike.max() > SAME or not self._made_of_known(box)
        rival = alike.max(), self._seen, stays
        self._seen += 1
        for i in np.argsort(-alike, kind="stable"):
            if alike[i] <= (LIKE if solid and self._solid[i] else SAME):
                continue
            if i not in self._versions:
                self._versions[i] = rival
                return False
            if alike[i] > self._versions[i][0]:
                self._versions[i], rival = rival, self._versions[i]
                break
        _, place, stays = rival
        if stays:
            self.own.append(place)
        return stays

    def _made_of_known(self, box: np.ndarray) -> bool:
        common = np.stack([np.maximum(box[0], self._known[:, 0]), np.minimum(box[1], self._known[:, 1])], 1)
        shared = np.where((common[:, 0] < common[:, 1]).all(1), _volume(common), 0.0)
        fills = self._solid & (shared > PIECE * _volume(self._known))
        return bool(shared[fills].sum() >= FILLED * _volume(box))


def _volume(boxes: np.ndarray) -> np.ndarray:
    """Of boxes (..., 2, 3); flat sides count as 0.01."""
    return np.maximum(boxes[..., 1, :] - boxes[..., 0, :], 0.01).prod(-1)


def restore(parts: list[dict[str, Any]], joints: list[dict[str, Any]], known: Known) -> None:
    """Make what is known exact again, which bins have rounded; the known parts are the first, in their order."""
    for part, given in zip(parts, known.parts, strict=False):
        part["box"] = given.box.tolist()
        part["label"] = given.label or part["label"]
    by_child = {joint["child"]: joint for joint in joints}
    for given in known.joints:
        if not (joint := by_child.get(given.child)):
            continue
        if given.axis is not None:
            if np.dot(given.axis, joint["axis"]) < 0 and joint["lower"] is not None:
                joint["lower"], joint["upper"] = 0.0 - joint["upper"], 0.0 - joint["lower"]
            joint["axis"] = given.axis.tolist()
        if given.origin is not None:
            joint["origin"] = given.origin.tolist()
        if given.limits is not None:
            joint["lower"], joint["upper"] = given.limits
        joint["pitch"] = given.pitch
        if given.type is not None and given.axis is not None:
            joint["confidence"] = 1.0


def give_ids(parts: list[dict[str, Any]], joints: list[dict[str, Any]], known: Known) -> None:
    """Give the known parts, which are the first, their ids, and the others the smallest that are free."""
    taken = [part.id for part in known.parts]
    free = (id for id in range(len(parts) + len(taken)) if id not in taken)
    ids = [*taken, *(next(free) for _ in parts[len(taken) :])]
    for part in parts:
        part["id"] = ids[part["id"]]
    for joint in joints:
        joint["parent"], joint["child"] = ids[joint["parent"]], ids[joint["child"]]
