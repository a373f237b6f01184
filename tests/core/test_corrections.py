"""What an artist's hand does to a joint: its limits pulled, its axis hung elsewhere."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.corrections import beside, drawn_round, hung_along, leaf, rehung, with_end

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


def test_a_hinge_stays_beside_its_side_where_a_rough_hand_drew_the_part_as_it_is():
    body = np.array([(-0.5, -0.02, -0.1), (0.5, 0.5, 0.7)])
    rng = np.random.default_rng(0)
    for place in (-0.4, -0.37, 0.0, 0.4):
        door = replace(DOOR, origin=(place, -0.01, 0.3))
        for _ in range(20):
            drawn = np.array((BOX.lower, BOX.upper)) + rng.uniform(-0.04, 0.04, (2, 3)) * (1, np.nan, 0.75)
            side = {-0.4: drawn[0, 0], -0.37: drawn[0, 0] + 0.03, 0.0: drawn[:, 0].mean(), 0.4: drawn[1, 0]}[place]
            now = drawn_round(door, np.array((BOX.lower, BOX.upper)), body, drawn)
            assert now.origin == pytest.approx((side, -0.01, 0.3)) and replace(now, origin=door.origin) == door
    locked = replace(DOOR, known=frozenset(("origin",)))
    assert drawn_round(locked, np.array((BOX.lower, BOX.upper)), body, drawn) == locked


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


RIGHT, LEFT = Box((0, -0.02, 0), (0.4, 0, 0.6)), Box((-0.4, -0.02, 0), (0, 0, 0.6))
CARCASS = Box((-0.5, 0, 0), (0.5, 0.4, 0.7))


def made_of(old: Joint, rest: Box, piece: Box, kind: JointType, carrier: Box = CARCASS):
    """The joint of a piece, part 2, that was of part 1."""
    parts = Part(0, "Body", carrier), Part(1, "Door", rest), Part(2, "", piece)
    joint = Joint(kind, 1, 2, old.axis, piece.lower, 0, 1, known=frozenset(("type",)))
    return beside(Articulation(parts, (old, joint)), 2)


@pytest.mark.parametrize(("piece", "rest", "hinge", "axis"), [
    (RIGHT, LEFT, 0.4, (0, 0, 1)),
    (LEFT, RIGHT, -0.4, (0, 0, -1)),
])  # fmt: skip
def test_half_of_a_door_is_a_leaf_that_hangs_on_what_the_other_hangs_on(piece, rest, hinge, axis):
    found = made_of(DOOR, rest, piece, JointType.REVOLUTE)
    assert (found.parent, found.origin[0], found.axis, found.upper) == (0, hinge, axis, 1.5)
    assert found.known == {"parent", "type"}


def test_the_other_leaf_keeps_its_hinge_unless_that_went_with_the_piece():
    kept, moved = (leaf(DOOR, piece, Part(1, "Door", rest)) for piece, rest in ((RIGHT, LEFT), (LEFT, RIGHT)))
    assert (kept.origin, kept.axis) == (DOOR.origin, DOOR.axis)
    assert (moved.origin[0], moved.axis) == (0.4, (0, 0, 1))


def test_the_lower_half_of_a_stable_door_turns_about_the_same_line():
    upper, lower = Box((-0.4, -0.02, 0.3), (0.4, 0, 0.6)), Box((-0.4, -0.02, 0), (0.4, 0, 0.3))
    found = made_of(DOOR, upper, lower, JointType.REVOLUTE)
    assert (found.parent, found.origin, found.axis) == (0, DOOR.origin, DOOR.axis)


def test_of_two_drawers_in_one_each_slides_out_of_the_body():
    block = replace(DOOR, type=JointType.PRISMATIC, axis=(0, -1, 0), upper=0.3)
    found = made_of(block, LEFT, RIGHT, JointType.PRISMATIC)
    assert (found.parent, found.axis, found.upper) == (0, (0, -1, 0), 0.3)


def test_a_knob_hangs_on_its_door_and_a_forearm_on_its_arm():
    knob = Box((0.3, -0.06, 0.3), (0.35, -0.02, 0.35))
    assert made_of(DOOR, BOX, knob, JointType.REVOLUTE).parent == 1
    arm = replace(DOOR, axis=(0, 1, 0), origin=(0.0, 0.0, 0.1))
    upper, fore = Box((-0.05, -0.05, 0), (0.05, 0.05, 0.5)), Box((-0.05, -0.05, 0.5), (0.05, 0.05, 0.9))
    assert made_of(arm, upper, fore, JointType.REVOLUTE, carrier=Box((-0.2, -0.2, -0.2), (0.2, 0.2, 0.05))).parent == 1
