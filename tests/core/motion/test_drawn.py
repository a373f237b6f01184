"""How joints are drawn: on their axes, from limit to limit, with the hand where the part is."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from artllm_blender.core.articulation import Joint, JointType
from artllm_blender.core.frames import apply, transform, turn_about
from artllm_blender.core.motion.drawn import MOST, dashed, ends, form, strokes

# A door 0.8 wide and 2 high in the plane of X and Z, hinged at its left edge.
DOOR = np.array(list(product((0, 0.8), (-0.02, 0.02), (0, 2))))
HINGE = Joint(JointType.REVOLUTE, 0, 1, (0, 0, 1), (0, 0, 0.3), -0.5, math.pi / 2)
SLIDE = Joint(JointType.PRISMATIC, 0, 1, (0, -1, 0), (0, 0, 0), -0.1, 0.4)
SCREW = Joint(JointType.SCREW, 0, 1, (0, 0, 1), (0.4, 0, 0), 0, 0.05, pitch=0.01)
WHEEL = Joint(JointType.CONTINUOUS, 0, 1, (0, 1, 0), (0.4, 0, 1), 0, 0)
ALL = (HINGE, SLIDE, SCREW, WHEEL)


def off_axis(joint: Joint, points: np.ndarray) -> np.ndarray:
    return np.linalg.norm(np.cross(points - joint.origin, joint.axis), axis=-1)


@pytest.mark.parametrize("joint", ALL, ids=lambda joint: joint.type)
def test_the_axis_points_where_the_joint_says(joint):
    drawn = form(joint, DOOR)
    way = drawn.axis[1] - drawn.axis[0]
    np.testing.assert_allclose(way / np.linalg.norm(way), joint.axis, atol=1e-12)


@pytest.mark.parametrize("joint", (HINGE, SCREW, WHEEL), ids=lambda joint: joint.type)
def test_the_axis_stands_out_of_the_part_and_reaches_the_pivot(joint):
    drawn = form(joint, DOOR)
    assert off_axis(joint, drawn.axis) == pytest.approx(0, abs=1e-12)
    np.testing.assert_array_equal(drawn.pivot, joint.origin)
    heights = np.array([*DOOR, drawn.pivot]) @ joint.axis
    assert drawn.axis[0] @ joint.axis < heights.min() and heights.max() < drawn.axis[1] @ joint.axis


@pytest.mark.parametrize("joint", ALL, ids=lambda joint: joint.type)
def test_the_hand_meets_the_track_at_any_value(joint):
    drawn = form(joint, DOOR)
    lower, upper = (0, math.tau) if joint.type is JointType.CONTINUOUS else (joint.lower, joint.upper)
    for share in (0.0, 0.3, 1.0):
        value = lower + share * (upper - lower)
        hand = drawn.at(joint, value).hand
        tip = hand.mean(axis=(0, 1)) if joint is SLIDE else hand[0, 1]
        place = share * (len(drawn.track) - 1)
        one, other = drawn.track[math.floor(place)], drawn.track[math.ceil(place)]
        # Between its points the track is a chord of the arc.
        np.testing.assert_allclose(tip, one + place % 1 * (other - one), atol=2e-3)


def test_a_doors_arc_is_where_its_edge_goes():
    drawn = form(HINGE, DOOR)
    assert off_axis(HINGE, drawn.track) == pytest.approx(math.hypot(0.8, 0.02))
    assert len(drawn.ticks) == 2
    ends = apply(turn_about(HINGE.axis, HINGE.origin, HINGE.upper), DOOR)
    assert np.linalg.norm((ends - drawn.track[-1])[:, :2], axis=1).min() < 1e-12
    area = np.linalg.norm(np.cross(*(drawn.fan[:, i] - drawn.fan[:, 0] for i in (1, 2))), axis=1).sum() / 2
    assert area == pytest.approx((0.8**2 + 0.02**2) * (HINGE.upper - HINGE.lower) / 2, rel=0.01)


def test_a_drawers_track_starts_at_its_front_and_ends_where_that_goes():
    drawn = form(SLIDE, DOOR)
    np.testing.assert_allclose(drawn.pivot, (0.4, -0.02, 1))
    np.testing.assert_allclose(drawn.track, [(0.4, 0.08, 1), (0.4, -0.42, 1)])
    assert len(drawn.ticks) == 2 and not len(drawn.fan)
    inwards = form(Joint(JointType.PRISMATIC, 0, 1, (0, 1, 0), (0, 0, 0), -0.4, 0.1), DOOR)
    np.testing.assert_allclose(inwards.pivot, drawn.pivot)


def test_a_screw_is_a_helix_and_a_wheel_a_circle():
    helix, circle = form(SCREW, DOOR), form(WHEEL, DOOR)
    assert helix.track[-1, 2] - helix.track[0, 2] == pytest.approx(0.05)
    assert len(helix.track) == 5 * 64 + 1
    np.testing.assert_allclose(circle.track[0], circle.track[-1], atol=1e-12)
    assert not len(circle.ticks) and not len(circle.fan) and len(circle.arrow) == 2
    fine = form(Joint(JointType.SCREW, 0, 1, (0, 0, 1), (0, 0, 0), 0, 1, pitch=1e-5), DOOR)
    assert len(fine.track) == MOST


@pytest.mark.parametrize("joint", (HINGE, SCREW, WHEEL), ids=lambda joint: joint.type)
def test_what_is_moved_is_drawn_moved(joint):
    matrix = transform(turn_about((1, 2, 3), (0, 0, 0), 1.0)[:3, :3], (4, 5, 6))
    there = Joint(joint.type, 0, 1, tuple(matrix[:3, :3] @ joint.axis), tuple(apply(matrix, joint.origin)),
                  joint.lower, joint.upper, joint.pitch)  # fmt: skip
    one, other = form(joint, DOOR).moved(matrix), form(there, apply(matrix, DOOR))
    for name in ("pivot", "axis", "track", "ticks", "hand", "fan"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=1e-6)


@pytest.mark.parametrize("joint", ALL, ids=lambda joint: joint.type)
def test_parts_without_extent_and_joints_without_range_are_drawn_too(joint):
    still = joint.with_limits(0, 0)
    for points in (DOOR[:1], np.array([joint.origin]), np.array(joint.origin) + np.outer((0, 1), joint.axis)):
        drawn = form(still, points)
        assert all(np.isfinite(shape).all() for shape in vars(drawn).values())
        assert len(drawn.hand) and np.linalg.norm(drawn.hand[0, 1] - drawn.hand[0, 0]) > 0


def test_dashes_are_as_long_as_their_gaps():
    found = dashed(np.array([(0, 0, 0), (1, 0, 0), (1, 2, 0)], float), 5)
    assert found.shape == (5, 2, 3)
    np.testing.assert_allclose(found[0], [(0, 0, 0), (1 / 3, 0, 0)])
    np.testing.assert_allclose(found[-1, 1], (1, 2, 0))
    assert strokes(form(HINGE, DOOR).track).shape[1:] == (2, 3)


def test_a_range_ends_where_the_part_is_not_already():
    assert ends(HINGE) == (HINGE.lower, HINGE.upper) and ends(SCREW) == (0.05,) and ends(WHEEL) == ()
    assert ends(SLIDE.with_limits(-0.001, 0.4)) == (0.4,)
