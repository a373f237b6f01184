"""Tokens: a compact vocabulary, one token a field, and blueprints written as token ids."""

from __future__ import annotations

from enum import IntEnum

from .blueprint import (
    AXIS_BINS,
    JOINT_TYPES,
    LABELS,
    MAX_PARTS,
    POSITION_BINS,
    ROTATION_BINS,
    TRANSLATION_BINS,
    Blueprint,
    BoxBins,
    JointBins,
)


class Task(IntEnum):
    """The paper's three tasks; the value is the token that asks for it."""

    BOXES = 1
    JOINTS = 2
    ALL = 3


PAD, SEPARATOR, END = 0, 4, 5
_NEXT = 6


def _span(count: int) -> range:
    global _NEXT
    _NEXT += count
    return range(_NEXT - count, _NEXT)


TYPE = _span(len(JOINT_TYPES))
PART = _span(MAX_PARTS)
LABEL = _span(len(LABELS))
POSITION = _span(POSITION_BINS)
AXIS = _span(AXIS_BINS)
ROTATION = _span(ROTATION_BINS)
TRANSLATION = _span(TRANSLATION_BINS)
VOCABULARY = _NEXT

BOX_LENGTH = 7  # six coordinates and the label


def limit_span(joint_type: str) -> range | None:
    """The bins that a joint type's limits are written in; None where it has none."""
    return {"revolute": ROTATION, "continuous": None}.get(joint_type, TRANSLATION)


def box_tokens(blueprint: Blueprint) -> list[int]:
    """Seven tokens a part, then the separator."""
    out = []
    for b in blueprint.boxes:
        out += [POSITION[i] for i in (*b.lower, *b.upper)] + [LABEL[b.label]]
    return [*out, SEPARATOR]


def joint_tokens(blueprint: Blueprint) -> list[int]:
    """Type, parent, child, axis, then position and limits where the type has them; the end token closes."""
    out = []
    for j in blueprint.joints:
        out += [TYPE[JOINT_TYPES.index(j.type)], PART[j.parent], PART[j.child], AXIS[j.axis]]
        out += [POSITION[i] for i in j.position or ()]
        span = limit_span(j.type)
        out += [span[i] for i in j.limit or ()] if span else []
    return [*out, END]


def encode(blueprint: Blueprint, task: Task) -> list[int]:
    """The whole sequence for a task, the task's own token first."""
    if task is Task.BOXES:
        return [task, *box_tokens(blueprint)[:-1], END]
    return [task, *box_tokens(blueprint), *joint_tokens(blueprint)]


def decode(tokens: list[int]) -> Blueprint:
    """The blueprint that a sequence accepted by the grammar stands for; task token included or not."""
    ids = iter(tokens[1:] if tokens and tokens[0] in list(Task) else tokens)
    boxes, joints = [], []
    for first in ids:
        if first in (SEPARATOR, END):
            break
        corner = [first - POSITION.start, *(next(ids) - POSITION.start for _ in range(5))]
        boxes.append(BoxBins(tuple(corner[:3]), tuple(corner[3:]), next(ids) - LABEL.start))
    for first in ids:
        if first == END:
            break
        kind = JOINT_TYPES[first - TYPE.start]
        parent, child, axis = next(ids) - PART.start, next(ids) - PART.start, next(ids) - AXIS.start
        position = tuple(next(ids) - POSITION.start for _ in range(3)) if kind != "prismatic" else None
        span = limit_span(kind)
        limit = (next(ids) - span.start, next(ids) - span.start) if span else None
        joints.append(JointBins(kind, parent, child, axis, position, limit))
    return Blueprint(tuple(boxes), tuple(joints))
