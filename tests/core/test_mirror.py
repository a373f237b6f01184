"""Twins: found where a mirror through the middle says so, and moving as in it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from artllm_blender.core.articulation import Joint, JointType
from artllm_blender.core.frames import apply
from artllm_blender.core.kinematics import joint_matrix
from artllm_blender.core.mirror import Mirror, image_of, twin

BOXES = {
    0: np.array([[-1.0, -0.5, 0], [1.0, 0.5, 1]]),
    1: np.array([[-1.0, -0.6, 0], [-0.02, -0.5, 1]]),
    2: np.array([[0.0, -0.6, 0], [1.0, -0.5, 1]]),
    3: np.array([[-0.2, -0.7, 0.4], [-0.1, -0.6, 0.6]]),
}


def test_the_twin_is_what_is_in_the_mirror_and_what_has_none_has_none():
    id, mirror = twin(BOXES, 0, 1)
    assert (id, mirror) == (2, Mirror(0, 0.0))
    assert twin(BOXES, 0, 2)[0] == 1
    assert twin(BOXES, 0, 3) is None
    assert image_of(BOXES, 0, mirror) == 0 and image_of(BOXES, 2, mirror) == 1 and image_of(BOXES, 3, mirror) is None
    assert twin({0: BOXES[0], 1: BOXES[1]}, 0, 1) is None


@pytest.mark.parametrize(
    ("kind", "axis", "pitch"),
    [("revolute", (0, 0, -1), 0), ("prismatic", (0.6, -0.8, 0), 0), ("revolute", (1, 0, 0), 0)],
)
def test_a_twin_moves_as_in_the_mirror(kind, axis, pitch):
    joint = Joint(JointType(kind), 0, 1, axis, (-1, -0.55, 0), 0.0, math.pi / 2)
    mirror = Mirror(0, 0.25)
    image = mirror.joint(joint)
    points = np.random.default_rng(0).random((5, 3))
    for value in (0.3, 1.2):
        moved = apply(joint_matrix(joint, value), points)
        np.testing.assert_allclose(apply(joint_matrix(image, value), mirror.point(points)), mirror.point(moved))


def test_a_twin_screw_goes_out_as_in_the_mirror_and_keeps_its_hand():
    joint = Joint(JointType.SCREW, 0, 1, (-1, 0, 0), (-1, 0, 0), 0.0, 0.02, 0.005)
    image = Mirror(0, 0.0).joint(joint)
    assert image.axis == (1, 0, 0) and image.origin == (1, 0, 0) and image.pitch == joint.pitch
