"""Plans as they are shown: stretched, at once, and as keys of a slider."""

from __future__ import annotations

import numpy as np
import pytest

from artllm_blender.core.assembly.plan import Plan, Step
from artllm_blender.core.assembly.showing import along, between, keyed, radial, stretched
from artllm_blender.core.frames import transform, turn_about


def moved(*places):
    return np.stack([transform(move=place) for place in places])


def test_what_left_with_others_stretches_from_where_they_are():
    both = Step((0, 1), moved((0, 0, 0), (0, 0, 1)), 0)
    one = Step((1,), moved((0, 0, 1), (0.5, 0, 1), (0.5, 2, 1)), 1)
    end = stretched(Plan(3, (both, one)), 2.0).final()
    assert end[0][:3, 3] == pytest.approx((0, 0, 2))
    assert end[1][:3, 3] == pytest.approx((0.5, 4, 2))


def test_parts_in_a_row_are_drawn_apart_along_it():
    boxes = np.array([[(0, 0, z), (1, 1, z + 1)] for z in range(3)], float)
    for plan in (radial(boxes), along(boxes, np.array((0, 0, 1)))):
        ends = np.array([end[:3, 3] for end in plan.final()])
        assert np.allclose(ends[:, :2], 0)
        assert (np.diff(ends[:, 2]) > 0).all()
    assert len(plan.stages()) == 1


def test_steps_follow_each_other_over_the_slider():
    up = Step((0,), moved((0, 0, 0), (0, 0, 1)), 0)
    aside = Step((1,), moved((0, 0, 0), (0, 0, 1), (3, 0, 1)), 1)
    keys = keyed(Plan(2, (up, aside)))
    assert keys[0].times.tolist() == [0, 0.5]
    assert keys[1].times == pytest.approx([0.5, 0.625, 1])


def test_between_two_motions_lies_a_screw():
    start = transform(move=(1, 2, 3))
    axis, place = np.array((0, 0.6, 0.8)), (0.3, -1, 2)
    end = transform(move=0.4 * axis) @ turn_about(axis, place, 1.2) @ start
    half = transform(move=0.2 * axis) @ turn_about(axis, place, 0.6) @ start
    assert np.allclose(between(start, end, 0.5), half)
    assert np.allclose(between(start, end, 1.0), end)
