"""Titles of answers: short, and where two would read the same, what differs between them."""

from __future__ import annotations

import math
from dataclasses import replace

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.titles import titles

BODY = Part(0, "Body", Box((0, 0, 0), (1, 0.6, 1)))
DOOR = Part(1, "Door", Box((0, -0.02, 0), (1, 0, 1)), "door")
HINGE = Joint(JointType.REVOLUTE, 0, 1, (0, 0, -1), (0, 0, 0.5), 0.0, math.pi / 2)


def cabinet(joint: Joint, *parts: Part) -> Articulation:
    return Articulation((BODY, *(parts or (DOOR,))), (joint,))


def test_what_reads_differently_says_no_more():
    slide = Joint(JointType.PRISMATIC, 0, 1, (0, -1, 0), (0.5, 0, 0.5), 0.0, 0.4)
    assert titles([cabinet(HINGE), cabinet(slide)]) == ["door turns", "door slides"]


def test_hinges_at_other_sides_are_told_apart():
    right = replace(HINGE, axis=(0, 0, 1), origin=(1, 0, 0.5))
    assert titles([cabinet(HINGE), cabinet(right)]) == [
        "hinge at the left: door turns", "hinge at the right: door turns",
    ]  # fmt: skip


def test_as_few_differences_are_told_as_tell_them_apart():
    far, inward = replace(HINGE, upper=math.radians(120)), replace(HINGE, axis=(0, 0, 1))
    assert titles([cabinet(HINGE), cabinet(far)]) == ["by 90°: door turns", "by 120°: door turns"]
    assert titles([cabinet(HINGE), cabinet(inward)]) == ["opening out: door turns", "opening in: door turns"]
    small = replace(DOOR, box=Box((0, -0.02, 0.8), (0.2, 0, 1)))
    at = replace(HINGE, origin=(0, 0, 0.9))
    assert titles([cabinet(HINGE), cabinet(at, small)]) == ["at the middle: door turns", "at the top: door turns"]


def test_what_moves_is_said_shortly_where_that_fits():
    drawer = Part(2, "Drawer", Box((0, 0, 1), (1, 0.5, 1.2)), "drawer")
    slide = Joint(JointType.PRISMATIC, 0, 2, (0, -1, 0), (0.5, 0, 0.5), 0.0, 0.4)
    both = Articulation((BODY, DOOR, drawer), (HINGE, slide))
    far = replace(both, joints=(HINGE, replace(slide, upper=0.5)))
    assert titles([both, far]) == ["by 40 cm, 90°: door, drawer", "by 50 cm, 90°: door, drawer"]


def test_parts_at_several_places_are_counted():
    knob = Part(2, "Knob", Box((0.9, -0.1, 0.9), (1, 0, 1)), "knob")
    both = Articulation(
        (BODY, DOOR, knob), (HINGE, Joint(JointType.CONTINUOUS, 0, 2, (0, 1, 0), (0.95, 0, 0.95), 0.0, 0.0))
    )
    other = replace(both, parts=(BODY, DOOR, replace(knob, box=Box((0.9, -0.1, 0), (1, 0, 0.1)))))
    assert titles([both, other]) == ["1 at the middle, 1 at the top", "1 at the bottom, 1 at the middle"]


def test_what_is_at_the_same_side_is_told_apart_by_its_height():
    parts = [Part(1, "Drawer", Box((0, 0, z), (1, 0.5, z + 0.1)), "drawer") for z in (0.42, 0.48)]
    slide = Joint(JointType.PRISMATIC, 0, 1, (0, -1, 0), (0.5, 0, 0.5), 0.0, 0.4)
    assert titles([cabinet(slide, part) for part in parts]) == ["47 cm up: drawer slides", "53 cm up: drawer slides"]


def test_hinges_at_the_same_side_are_told_apart_by_how_far_out_they_are():
    further_in = replace(HINGE, origin=(0.1, 0, 0.5))
    found = titles([cabinet(HINGE), cabinet(further_in)])
    assert found == ["50 cm off the middle: door turns", "40 cm off the middle: door turns"]


def test_equal_answers_have_equal_titles():
    assert titles([cabinet(HINGE), cabinet(HINGE)]) == ["door turns", "door turns"]


def test_what_would_not_fit_a_row_is_the_difference_alone():
    low, high = (Part(i, f"Door {i}", Box((0, -0.02, z), (1, 0, z + 0.5)), "door") for i, z in ((1, 0), (2, 0.5)))
    joints = HINGE, replace(HINGE, child=2)
    left = Articulation((BODY, low, high), joints)
    right = replace(left, joints=tuple(replace(joint, axis=(0, 0, 1), origin=(1, 0, 0.5)) for joint in joints))
    far = replace(left, joints=tuple(replace(joint, upper=2.0) for joint in joints))
    assert titles([left, right]) == ["hinges at the left: 2 doors turn", "hinges at the right: 2 doors turn"]
    assert titles([left, right, far]) == [
        "hinges at the left, by 90°",
        "hinges at the right: 2 doors turn",
        "by 115°: 2 doors turn",
    ]
