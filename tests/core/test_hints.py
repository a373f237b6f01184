"""Hints: what the model is told of them, and what comes of its answer."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.errors import ArticulationError
from artllm_blender.core.hints import Stroke, answered, asked, stroked

BODY = Part(0, "Body", Box((-0.4, -0.25, 0), (0.4, 0.25, 1)), "body")
DOOR = Part(1, "Door", Box((-0.4, -0.28, 0), (0.4, -0.26, 0.7)), "door")
DRAWER = Part(4, "Drawer", Box((-0.4, -0.28, 0.7), (0.4, 0.2, 1)), "drawer")
HINGE = Joint(JointType.REVOLUTE, 0, 1, (0, 0, -1), (-0.4, -0.27, 0), 0, 1.5, name="Door_joint", confidence=0.6)
SLIDE = Joint(JointType.PRISMATIC, 0, 4, (0, -1, 0), (0, 0, 0.8), 0, 0.3, name="Drawer_joint", confidence=0.7)
CABINET = Articulation((BODY, DOOR, DRAWER), (HINGE, SLIDE))
UPWARDS = Stroke(1, JointType.PRISMATIC, (0.0, 0.0, 1.0))
OTHER_SIDE = Stroke(1, JointType.REVOLUTE, (0.0, 0.0, 1.0), (0.4, -0.27, 0.3))


def test_all_parts_and_what_was_drawn_are_known_and_nothing_else():
    known = asked(CABINET, (), OTHER_SIDE)
    assert [(part.id, part.box, part.label) for part in known.parts] == [
        (part.id, part.box, part.label) for part in CABINET.parts
    ]
    (joint,) = known.joints
    assert (joint.child, joint.type, joint.axis, joint.origin) == (1, "revolute", (0, 0, 1), (0.4, -0.27, 0.3))
    assert joint.lower is joint.upper is None and (joint.parent, known.part_count) == (0, 3)


def test_locked_joints_are_known_but_not_the_one_that_is_drawn_anew():
    known = asked(CABINET, {1, 4}, UPWARDS)
    by_child = {joint.child: joint for joint in known.joints}
    assert by_child[4].axis == SLIDE.axis and by_child[4].upper == SLIDE.upper
    assert by_child[1].axis == (0, 0, 1) and by_child[1].origin is None


def test_the_answer_counts_but_for_what_was_said():
    answer = Articulation(
        CABINET.parts,
        (
            replace(HINGE, type=JointType.PRISMATIC, axis=(0.0, 0.0, 1.0), lower=-0.5, upper=0.1, confidence=0.9),
            replace(SLIDE, axis=(1.0, 0.0, 0.0), upper=0.6),
        ),
    )
    after = answered(CABINET, answer, (), UPWARDS)
    door = after.joint_of(1)
    assert (door.type, door.axis, door.lower, door.upper) == ("prismatic", (0, 0, 1), -0.1, 0.5), "it opens as drawn"
    assert door.confidence == 1 and door.name == "Door_joint" and {"type", "axis"} <= door.known
    assert after.joint_of(4).axis == (1, 0, 0)
    assert answered(CABINET, answer, {4}, UPWARDS).joint_of(4) == SLIDE
    assert answered(CABINET, answer, (), UPWARDS, about=()).joint_of(4) == SLIDE
    assert answered(CABINET, answer, (), about={4}).joint_of(1) == HINGE


def test_before_the_model_is_asked_it_moves_as_is_usual():
    door = stroked(CABINET, UPWARDS).joint_of(1)
    assert (door.type, door.axis, door.lower) == ("prismatic", (0, 0, 1), 0) and door.upper > 0
    door = stroked(CABINET, OTHER_SIDE).joint_of(1)
    assert (door.axis, door.origin, door.lower, door.upper) == ((0, 0, 1), (0.4, -0.27, 0.3), 0, 1.5)
    wheel = stroked(CABINET, replace(OTHER_SIDE, type=JointType.CONTINUOUS)).joint_of(1)
    assert wheel.upper == math.inf


def test_the_body_does_not_move():
    with pytest.raises(ArticulationError, match="Body is what everything hangs on"):
        asked(CABINET, (), replace(UPWARDS, child=0))
