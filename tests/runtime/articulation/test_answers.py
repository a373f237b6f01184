"""Which answers are the same articulation, and so one of the list."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.articulation.answers import alike
from runtime.articulation.views import Articulated

BODY = ((0, 0, 0), (1, 0.6, 1))
DOOR = ((0, -0.01, 0), (0.5, 0, 1))


def answer(*moving: tuple, axis: tuple = (0, 0, -1), size: float = 1.0) -> Articulated:
    """Of a body and parts with boxes that turn about their own left edge. size: that of the body's longest side."""
    boxes = size * np.array([BODY, *moving], float)
    parts = [{"id": i, "box": box.tolist()} for i, box in enumerate(boxes)]
    joints = [
        {"type": "revolute", "parent": 0, "child": i, "axis": axis, "origin": boxes[i, 0].tolist()}
        for i in range(1, len(boxes))
    ]
    return Articulated(parts, joints, np.zeros((0, len(parts))), None)


def moved(box: tuple, lower: tuple, upper: tuple) -> tuple:
    return tuple(np.add(box[0], lower)), tuple(np.add(box[1], upper))


@pytest.mark.parametrize("size", [0.05, 1.0, 20.0])
@pytest.mark.parametrize(
    "other",
    [
        moved(DOOR, (0, -0.02, 0), (0, 0, 0)),  # three times as thick
        moved(DOOR, (0, -0.015, 0), (0, -0.015, 0)),  # farther out than it is thick
        moved(DOOR, (0, 0, 0.02), (-0.02, 0.005, 0)),
    ],
)
def test_a_thin_part_a_little_thicker_or_farther_out_is_the_same(other, size):
    assert alike(answer(DOOR, size=size), answer(other, size=size), size)


@pytest.mark.parametrize(
    "other",
    [
        moved(DOOR, (0, 0, 0), (0.5, 0, 0)),  # both wings in one
        moved(DOOR, (0, 0, 0.5), (0, 0, 0)),  # its upper half
        moved(DOOR, (0.5, 0, 0), (0.5, 0, 0)),  # the other wing
        moved(DOOR, (0, 0, 0), (0, 0.3, 0)),  # as deep as a drawer
    ],
)
def test_another_part_is_another_answer(other):
    assert not alike(answer(DOOR), answer(other), 1.0)
    assert not alike(answer(DOOR), answer(DOOR, axis=(1, 0, 0)), 1.0)


def test_small_parts_beside_each_other_are_not_the_same():
    knobs = [moved(((0.1, -0.03, 0.9), (0.14, 0, 0.94)), (x, 0, 0), (x, 0, 0)) for x in (0.0, 0.03, 0.06)]
    assert not alike(answer(knobs[0]), answer(knobs[1]), 1.0)
    assert not alike(answer(*knobs[:2]), answer(*knobs[1:]), 1.0)


def test_which_part_is_which_is_found_where_thin_ones_do_not_meet():
    boards = [moved(((0, -0.01, 0), (1, 0, 0.1)), (0, 0, z), (0, 0, z)) for z in (0.0, 0.1, 0.2)]
    out = [moved(board, (0, -0.02, 0), (0, -0.02, 0)) for board in boards]
    assert alike(answer(*boards), answer(*out[::-1]), 1.0)
