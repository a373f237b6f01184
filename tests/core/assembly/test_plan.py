"""Plans: what moves when, and where it lies at the end."""

from __future__ import annotations

import numpy as np
import pytest

from artllm_blender.core.assembly.plan import Plan, Step
from artllm_blender.core.frames import transform


def moved(*places):
    return np.stack([transform(move=place) for place in places])


def test_frames_have_all_at_rest_then_what_moves():
    up = Step((0,), moved((0, 0, 0), (0, 0, 1)), 0)
    aside = Step((1, 2), moved((0, 0, 0), (0, 0, 0.1), (3, 0, 0.1)), 1)
    plan = Plan(4, (up, aside))
    assert [sorted(frame) for frame in plan.frames()] == [[0, 1, 2, 3], [0], [1, 2], [1, 2]]
    assert [motion[0, 3] for motion in plan.final()] == [0, 3, 3, 0]
    assert plan.order == ((0,), (1, 2))


def test_steps_of_a_stage_move_at_once():
    left = Step((0,), moved((0, 0, 0), (-1, 0, 0)), 0)
    right = Step((1,), moved((0, 0, 0), (1, 0, 0)), 0)
    assert [sorted(frame) for frame in Plan(3, (left, right)).frames()] == [[0, 1, 2], [0, 1]]


def test_a_step_moves_parts_that_exist_along_a_path():
    with pytest.raises(ValueError):
        Plan(1, (Step((1,), moved((0, 0, 0), (1, 0, 0)), 0),))
    with pytest.raises(ValueError):
        Plan(1, (Step((0,), moved((0, 0, 0)), 0),))
