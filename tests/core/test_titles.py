"""Titles of answers: short, and where two would read the same, what differs between them."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.titles import titles

BODY = Part(0, "Body", Box((0, 0, 0), (1, 0.6, 1)))
DOOR = Part(1, "Door", Box((0, -0.02, 0), (1, 0, 1)), "door")
HINGE = Joint(JointType.REVOLUTE, 0, 1, (0, 0, -1), (0, 0, 0.5), 0.0, math.pi / 2)


def cabinet(joint: Joint, *parts: Part) -> Articulation:
    return Articulation((BODY, *(parts or (DOOR,))), (joint,))


def wings(left: float, right: float) -> Articulation:
    """Two doors side by side, hinged so far to the right."""
    parts = [replace(DOOR, id=i, box=Box((x, -0.02, 0), (x + 0.5, 0, 1))) for i, x in ((1, 0.0), (2, 0.5))]
    joints = [replace(HINGE, child=i, origin=(x, 0, 0.5)) for i, x in ((1, left), (2, right))]
    return Articulation((BODY, *parts), tuple(joints))


def test_what_reads_differently_says_no_more():
    slide = Joint(JointType.PRISMATIC, 0, 1, (0, -1, 0), (0.5, 0, 0.5), 0.0, 0.4)
    assert titles([cabinet(HINGE), cabinet(slide)]) == ["door turns", "door slides"]


def test_hinges_at_other_edges_are_told_apart():
    right = replace(HINGE, axis=(0, 0, 1), origin=(1, 0, 0.5))
    assert titles([cabinet(HINGE), cabinet(right)]) == ["door turns at left edge", "door turns at right edge"]
    middle = replace(HINGE, origin=(0.5, -0.01, 0.5))
    assert titles([cabinet(HINGE), cabinet(middle)])[1] == "door turns about the middle"


def test_wings_turn_at_their_outer_or_inner_edges():
    outer, inner = wings(0.0, 1.0), wings(0.5, 0.5)
    assert titles([outer, inner]) == ["2 doors turn at outer edges", "2 doors turn at inner edges"]
    assert titles([outer, wings(0.0, 0.5)])[1] == "2 doors turn at left edges"
    three = replace(
        outer,
        parts=(*outer.parts, replace(DOOR, id=3, box=Box((1.1, -0.02, 0), (1.6, 0, 1)))),
        joints=(*outer.joints, replace(HINGE, child=3, origin=(1.1, 0, 0.5))),
    )
    other = replace(three, joints=(*outer.joints, replace(three.joints[2], origin=(1.6, 0, 0.5))))
    assert titles([three, other]) == ["3 doors turn (at 2 left, right)", "3 doors turn (at 2 right, left)"]


def test_as_few_differences_are_told_as_tell_them_apart():
    far, inward = replace(HINGE, upper=math.radians(120)), replace(HINGE, axis=(0, 0, 1))
    assert titles([cabinet(HINGE), cabinet(far)]) == ["door turns by 90°", "door turns by 120°"]
    assert titles([cabinet(HINGE), cabinet(inward)]) == ["door turns outwards", "door turns inwards"]
    assert titles([cabinet(HINGE), cabinet(far), cabinet(inward)]) == [
        "door turns outwards by 90°", "door turns by 120°", "door turns inwards",
    ]  # fmt: skip
    small = replace(DOOR, box=Box((0, -0.02, 0.8), (0.2, 0, 1)))
    at = replace(HINGE, origin=(0, 0, 0.9))
    assert titles([cabinet(HINGE), cabinet(at, small)]) == ["lower door turns", "upper door turns"]


def test_only_of_what_differs_more_is_said():
    drawer = Part(2, "Drawer", Box((0, 0, 1), (1, 0.5, 1.2)), "drawer")
    slide = Joint(JointType.PRISMATIC, 0, 2, (0, -1, 0), (0.5, 0, 0.5), 0.0, 0.4)
    both = Articulation((BODY, DOOR, drawer), (HINGE, slide))
    far = replace(both, joints=(HINGE, replace(slide, upper=0.5)))
    assert titles([both, far]) == ["door turns, drawer slides by 40 cm", "door turns, drawer slides by 50 cm"]
    right = replace(both, joints=(replace(HINGE, axis=(0, 0, 1), origin=(1, 0, 0.5)), slide))
    assert titles([both, right]) == ["door turns at left edge, drawer", "door turns at right edge, drawer"]
    assert titles([both, replace(both, joints=(HINGE, replace(slide, axis=(-1, 0, 0))))])[1] == (
        "drawer slides to the left, door"
    )
    named = [replace(one, parts=(BODY, DOOR, replace(drawer, label="compartment"))) for one in (both, right)]
    assert titles(named) == ["door turns at left edge, …", "door turns at right edge, …"]


def test_what_is_on_another_part_is_told_by_what_carries_it():
    knob = Part(2, "Knob", Box((0.9, -0.1, 0.9), (1, 0, 1)), "knob")
    spins = Joint(JointType.CONTINUOUS, 0, 2, (0, 1, 0), (0.95, 0, 0.95), 0.0, 0.0)
    both = Articulation((BODY, DOOR, knob), (HINGE, spins))
    on_door = replace(both, joints=(HINGE, replace(spins, parent=1)))
    assert titles([both, on_door]) == ["door turns, knob spins on the body", "door turns, knob spins on the door"]


@pytest.mark.parametrize(("axis", "words"), [(2, ("lower", "middle", "upper")), (0, ("left", "middle", "right"))])
def test_which_of_several_it_is_is_said_by_where_they_are(axis, words):
    slide = Joint(JointType.PRISMATIC, 0, 1, (0, -1, 0), (0.5, 0, 0.5), 0.0, 0.4)
    places = [np.eye(3)[axis] * 0.1 * k for k in range(1, 5)]
    drawers = [Part(1, "Drawer", Box(tuple(at), tuple(at + (0.1, 0.5, 0.1))), "drawer") for at in places]
    found = [cabinet(slide, part) for part in drawers]
    assert titles(found[:2]) == [f"{words[0]} drawer slides", f"{words[2]} drawer slides"]
    assert titles(found[:3]) == [f"{word} drawer slides" for word in words]
    unit = "up" if axis == 2 else "from the left"
    assert titles(found) == [f"drawer slides {size} cm {unit}" for size in (15, 25, 35, 45)]


def test_a_centimetre_tells_nothing_apart():
    near = replace(DOOR, box=Box((0, -0.02, 0.01), (1, 0, 1)))
    assert titles([cabinet(HINGE), cabinet(replace(HINGE, origin=(0.01, 0, 0.5)), near)]) == ["door turns"] * 2


def test_hinges_at_the_same_edge_are_told_apart_by_how_far_out_they_are():
    further_in = replace(HINGE, origin=(0.1, 0, 0.5))
    found = titles([cabinet(HINGE), cabinet(further_in)])
    assert found == ["door turns hinged further left", "door turns hinged further right"]
    deeper = replace(DOOR, box=Box((0, -0.3, 0), (1, 0, 1)))
    front = replace(HINGE, origin=(0, -0.3, 0.5))
    found = titles([cabinet(HINGE, deeper), cabinet(front, deeper)])
    assert found == ["door turns hinged further back", "door turns hinged further front"]
    assert titles([wings(0.0, 1.0), wings(0.1, 0.9)]) == [
        "2 doors turn hinged further out", "2 doors turn hinged further in",
    ]  # fmt: skip


def test_parts_in_one_place_are_told_apart_by_their_size():
    wide = replace(DOOR, box=Box((-0.2, -0.02, 0), (1.2, 0, 1)))
    slide = Joint(JointType.PRISMATIC, 0, 1, (0, -1, 0), (0.5, 0, 0.5), 0.0, 0.4)
    assert titles([cabinet(slide), cabinet(slide, wide)]) == ["narrower door slides", "wider door slides"]


def test_equal_answers_have_equal_titles():
    assert titles([cabinet(HINGE), cabinet(HINGE)]) == ["door turns", "door turns"]
    assert titles([Articulation((BODY,), ())] * 2) == ["nothing moves"] * 2 and titles([]) == []
