"""The closed end is where the whole is smaller, and positive values open."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from solids import articulated, boxes, slide

from artllm_blender.core.articulation import Articulation, Joint
from artllm_blender.core.kinematics import joint_matrix
from artllm_blender.core.motion.closed import opening, turned

BODY = ((0, 0, 0), (1, 1, 1))
DRAWER = ((0.1, 0.02, 0.1), (0.9, 0.98, 0.9))  # inside, out by -Y
LID = ((0, 0, 1), (1, 1, 1.05))
UPRIGHT = ((0, 0.95, 1), (1, 1, 2))  # the same, opened by a quarter


def found(meshes, joint: dict, label: str = "", **options) -> Joint:
    tree = articulated(meshes, joint)
    parts = tuple(replace(part, label=label) if part.id == 1 else part for part in tree.parts)
    return opening(Articulation(parts, tree.joints), meshes, **options).joint_of(1)


def hinge(lower: float, upper: float, **more) -> dict:
    """Of a lid at the back's upper edge; positive values close it."""
    axis, origin = (1, 0, 0), (0.5, 1, 1)
    return {"type": "revolute", "child": 1, "axis": axis, "origin": origin, "lower": lower, "upper": upper, **more}


@pytest.mark.parametrize(("axis", "lower", "upper"), [((0, -1, 0), 0, 0.8), ((0, 1, 0), -0.8, 0)])
def test_a_closed_drawer_opens_by_positive_values(axis, lower, upper):
    joint = found(boxes(BODY, DRAWER), slide(lower=lower, upper=upper, axis=axis))
    assert (joint.axis, joint.lower, joint.upper, joint.ajar) == ((0, -1, 0), 0, 0.8, False)
    assert (joint.closed, joint.open) == (0, 0.8)


@pytest.mark.parametrize("signs", [1, -1])
def test_what_was_modelled_half_open_is_closed_at_its_lower_limit(signs):
    closing = hinge(-0.8, math.pi / 2) if signs > 0 else hinge(-math.pi / 2, 0.8, axis=(-1, 0, 0))
    joint = found(boxes(BODY, UPRIGHT), closing)
    assert joint.axis == (-1, 0, 0) and (joint.lower, joint.upper) == (-math.pi / 2, 0.8)
    assert joint.ajar and (joint.closed, joint.open) == (-math.pi / 2, 0.8)


def test_what_was_modelled_wide_open_rests_at_its_upper_limit():
    joint = found(boxes(BODY, UPRIGHT), hinge(0, math.pi / 2))
    assert joint.ajar and (joint.lower, joint.upper) == (-math.pi / 2, 0)


def test_a_little_play_at_the_closed_end_does_not_make_it_ajar():
    joint = found(boxes(BODY, LID), hinge(-1.9, 0.05))
    assert not joint.ajar and (joint.closed, joint.lower, joint.upper) == (0, -0.05, 1.9)


def test_under_a_table_top_what_carries_a_drawer_tells():
    """The whole's box stays the same all the way."""
    under = boxes(BODY, DRAWER, ((-1, -2, 1.1), (2, 2, 1.2)))
    top = slide(child=2, lower=0, upper=0.3)
    out = slide(lower=-0.8, upper=0.3, axis=(0, 1, 0))
    joint = opening(articulated(under, out, top), under).joint_of(1)
    assert (joint.axis, joint.lower, joint.upper, joint.ajar) == ((0, -1, 0), -0.3, 0.8, False)


def test_a_swing_door_is_closed_as_modelled_and_stays_as_it_is():
    leaf = boxes(((1, 0, 0), (1.1, 0.04, 1)), ((0, 0, 0), (1, 0.04, 1)))
    swings = {"type": "revolute", "child": 1, "axis": (0, 0, 1), "origin": (0, 0, 0), "lower": -1.6, "upper": 1.5}
    joint = found(leaf, swings)
    assert (joint.axis, joint.lower, joint.upper, joint.closed) == ((0, 0, 1), -1.6, 1.5, 0)


def test_what_is_pressed_rests_as_it_was_modelled():
    button = boxes(BODY, ((0.4, 0.4, 1), (0.6, 0.6, 1.1)))
    pressed = slide(lower=-0.1, upper=0.0)
    assert found(button, pressed).ajar
    joint = found(button, pressed, label="button")
    assert (joint.axis, joint.lower, joint.upper, joint.ajar) == ((0, 0, -1), 0, 0.1, False)


@pytest.mark.parametrize("known", ["axis", "limits"])
def test_known_axes_and_limits_stay_to_the_letter(known):
    out = slide(lower=-0.8, upper=0, axis=(0, 1, 0), known=frozenset((known,)))
    joint = found(boxes(BODY, DRAWER), out)
    assert (joint.axis, joint.lower, joint.upper) == ((0, 1, 0), -0.8, 0)
    told = hinge(-math.pi / 2, 0.8, axis=(-1, 0, 0), known=frozenset((known,)))
    assert found(boxes(BODY, UPRIGHT), told).ajar  # which changes neither


def test_a_locked_joint_stays():
    backwards = slide(lower=-0.8, upper=0, axis=(0, 1, 0))
    meshes = boxes(BODY, DRAWER)
    assert found(meshes, backwards, locked={1}) == articulated(meshes, backwards).joint_of(1)


def test_wheels_and_what_has_no_surface_stay():
    wheel = {"type": "continuous", "child": 1, "axis": (0, 0, 1), "lower": 0, "upper": 0}
    assert found(boxes(BODY, DRAWER), wheel).axis == (0, 0, 1)
    assert found(boxes(BODY, []), slide(lower=-2, upper=0.1)).axis == (0, 0, -1)  # the greater way opens


def test_turning_keeps_the_motion_also_of_screws_and_twice_is_nothing():
    screw = Joint("screw", 0, 1, (0, 0, 1), (0.1, 0.2, 0), -0.01, 0.03, pitch=0.005)
    there = turned(screw)
    assert turned(there) == screw and (there.lower, there.upper) == (-0.03, 0.01)
    assert joint_matrix(there, -0.012) == pytest.approx(joint_matrix(screw, 0.012))


def test_limits_without_rest_between_them_are_closed_at_the_nearer_end():
    joint = found(boxes(BODY, []), slide(lower=-0.8, upper=-0.2))
    assert (joint.lower, joint.upper, joint.closed, joint.ajar) == (0.2, 0.8, 0.2, False)
