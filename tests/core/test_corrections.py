"""What an artist's hand does to a joint: its limits pulled, its axis hung elsewhere."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from artllm_blender.core.articulation import Box, Joint, JointType
from artllm_blender.core.corrections import drawn_round, hung_along, rehung, with_end

# Hung at its left edge, it opens towards -Y.
DOOR = Joint(JointType.REVOLUTE, 0, 1, (0, 0, -1), (-0.4, 0, 0), 0, 1.5, note="widened")
BOX = Box((-0.4, -0.02, 0), (0.4, 0, 0.6))


def test_a_limit_goes_where_it_is_pulled_and_its_note_is_over():
    assert with_end(DOOR, True, 2.0) == replace(DOOR, upper=2.0, note="")
    assert with_end(DOOR, False, -0.5) == replace(DOOR, lower=-0.5, note="")


def test_the_pose_that_was_modelled_stays_between_limits():
    both = replace(DOOR, lower=-1.0)
    assert with_end(both, True, -0.3) == replace(both, upper=0.0, note="")
    assert with_end(both, False, 0.3) == replace(both, lower=0.0, note="")


def test_what_goes_one_way_is_turned_round_by_a_pull_across_rest():
    found = with_end(DOOR, True, -0.7)
    assert (found.lower, found.upper, found.axis) == (0, 0.7, (0, 0, 1))
    back = with_end(replace(DOOR, lower=-1.5, upper=0.0), False, 0.7)
    assert (back.lower, back.upper, back.axis) == (-0.7, 0, (0, 0, 1))


def test_a_door_hung_at_its_other_edge_opens_to_the_same_side():
    assert rehung(DOOR, BOX, (0.4, 0, 0.1)) == replace(DOOR, axis=(0, 0, 1), origin=(0.4, 0, 0.1))
    assert rehung(DOOR, BOX, (-0.38, -0.02, 0.1)) == replace(DOOR, origin=(-0.38, -0.02, 0.1))


def test_a_door_whose_box_becomes_another_opens_to_the_same_side():
    beyond = Box((-2.0, -0.02, 0), (-1.0, 0, 0.6))
    assert rehung(DOOR, BOX, (-1.0, 0, 0.1), beyond) == replace(DOOR, axis=(0, 0, 1), origin=(-1.0, 0, 0.1))
    assert rehung(DOOR, BOX, (-2.0, 0, 0.1), beyond) == replace(DOOR, origin=(-2.0, 0, 0.1))


def test_a_hinge_goes_along_with_the_side_that_it_is_at():
    wider, higher = Box((-1.0, -0.02, 0), (0.4, 0, 0.6)), Box((-0.4, -0.02, 0), (0.4, 0, 1.6))
    assert hung_along(DOOR, BOX, wider) == replace(DOOR, origin=(-1.0, 0, 0))
    assert hung_along(replace(DOOR, origin=(0.38, 0, 0)), BOX, wider).origin == (0.38, 0, 0)
    assert hung_along(replace(DOOR, origin=(0.0, 0, 0)), BOX, wider).origin == pytest.approx((-0.3, 0, 0))
    assert hung_along(DOOR, BOX, higher) == DOOR
    assert hung_along(replace(DOOR, known=frozenset(("origin",))), BOX, wider).origin == DOOR.origin
    assert hung_along(replace(DOOR, type=JointType.PRISMATIC), BOX, wider).origin == DOOR.origin


def test_a_side_that_moves_a_little_leaves_the_hinge_unless_that_would_be_beside_the_part():
    assert hung_along(DOOR, BOX, Box((-0.5, -0.02, 0), (0.4, 0, 0.6))) == DOOR
    assert hung_along(DOOR, BOX, Box((-0.35, -0.02, 0), (0.4, 0, 0.6))).origin == (-0.35, 0, 0)


@pytest.mark.parametrize("kind", (JointType.REVOLUTE, JointType.PRISMATIC))
def test_a_flap_turns_about_the_side_that_was_drawn_first_and_opens_outwards(kind):
    box, body = np.array([BOX.lower, BOX.upper]), np.array([(-0.5, -0.02, -0.1), (0.5, 0.8, 0.7)])
    drawn = np.array([(-0.3, np.nan, 0.1), (0.3, np.nan, 0.5)])
    for edge, sense in ((0.1, 1), (0.5, -1)):
        found = drawn_round(replace(DOOR, type=kind), box, body, drawn, np.array((-0.3, np.nan, edge)), 0)
        assert found.type is JointType.REVOLUTE and found.axis == pytest.approx((sense, 0, 0))
        assert found.origin[2] == pytest.approx(edge) and found.upper == pytest.approx(math.pi / 2)
        assert found.known == {"type", "axis", "origin"}


@pytest.mark.parametrize("kind", (JointType.CONTINUOUS, JointType.SCREW))
def test_what_turns_about_itself_keeps_its_axis(kind):
    knob = replace(DOOR, type=kind, pitch=0.01 * (kind is JointType.SCREW), upper=math.pi)
    assert rehung(knob, BOX, (0.4, 0, 0)).axis == knob.axis
