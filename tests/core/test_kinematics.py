"""How joints move parts."""

from __future__ import annotations

import math

import numpy as np
import pytest

from artllm_blender.core.articulation import Joint, JointType
from artllm_blender.core.frames import apply, halfway, rotation, transform, turn_about, unit
from artllm_blender.core.kinematics import carried, joint_matrix

MIRROR = np.array([[-2.0, 0, 0, 1], [0, 2.0, 0, 2], [0, 0, 2.0, 3], [0, 0, 0, 1]])


@pytest.mark.parametrize("kind", JointType)
@pytest.mark.parametrize("matrix", [MIRROR, np.abs(MIRROR)], ids=["mirrored", "scaled"])
def test_a_joint_that_was_carried_moves_what_was_carried_as_it_did(kind, matrix):
    pitch = 0.1 if kind is JointType.SCREW else 0.0
    joint = Joint(kind, 0, 1, (0.6, 0.0, 0.8), (0.1, 0.2, 0.3), -0.2, 0.4, name="j", pitch=pitch)
    there = carried(joint, matrix)
    point, value = np.array([0.5, 0.6, 0.7]), 0.3
    wanted = apply(matrix, apply(joint_matrix(joint, value), point))
    length = 2.0 if kind.slides else 1.0
    np.testing.assert_allclose(apply(joint_matrix(there, value * length), apply(matrix, point)), wanted, atol=1e-12)
    if kind is not JointType.CONTINUOUS:
        assert [there.lower, there.upper] == pytest.approx([-0.2 * length, 0.4 * length])
    assert math.hypot(*there.axis) == pytest.approx(1)


def test_halfway_of_a_motion_twice_is_the_motion():
    first = np.array([turn_about(axis, (1.0, 2.0, 3.0), 0.3) for axis in np.eye(3)])
    between = np.array([transform(rotation(unit((1, 2, k)), 2.5 * k), (k, 0.5, -k)) for k in (0.0, 1e-9, 1.0)])
    half = halfway(first, between @ first) @ np.linalg.inv(first)
    np.testing.assert_allclose(half @ half, between, atol=1e-12)
