"""What else a joint may be."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from test_hints import CABINET, DOOR, HINGE

from artllm_blender.core.alternatives import MOST, alike, alternatives
from artllm_blender.core.articulation import Articulation, JointType
from artllm_blender.core.frames import apply
from artllm_blender.core.kinematics import joint_matrix

FOUND = alternatives(CABINET, 1)


def test_the_joint_itself_comes_first_and_no_two_are_alike():
    assert FOUND[0] == HINGE and 5 <= len(FOUND) <= MOST
    for i, one in enumerate(FOUND):
        assert (one.child, one.parent, one.name) == (1, 0, "Door_joint")
        assert not any(alike(one, other, 1.0) for other in FOUND[:i])


def test_a_door_may_hang_at_each_edge_and_then_opens_outwards():
    hinges = [joint for joint in FOUND if joint.type is JointType.REVOLUTE and joint.upper > 1]
    lines = {
        (abs(round(j.axis[0])), abs(round(j.axis[2])), round(j.origin[0], 2), round(j.origin[2], 2)) for j in hinges
    }
    assert {(0, 1, -0.4, 0.0), (0, 1, 0.4, 0.35), (1, 0, 0.0, 0.0), (1, 0, 0.0, 0.7)} <= lines
    middle = np.add(DOOR.box.lower, DOOR.box.upper) / 2
    for joint in hinges[1:4]:
        assert apply(joint_matrix(joint, 1.0), middle)[1] < middle[1] - 0.1


def test_it_may_slide_and_turn_for_ever():
    kinds = {joint.type for joint in FOUND}
    assert {JointType.PRISMATIC, JointType.CONTINUOUS} <= kinds
    slide = next(joint for joint in FOUND if joint.type is JointType.PRISMATIC)
    assert slide.axis == (0, -1, 0)


def test_what_other_answers_have_comes_next():
    said = replace(HINGE, type=JointType.PRISMATIC, axis=(1.0, 0.0, 0.0), lower=0.0, upper=0.3, child=7, parent=5)
    parts = replace(CABINET.parts[0], id=5), replace(DOOR, id=7)
    found = alternatives(CABINET, 1, [Articulation(parts, (said,))])
    assert found[1].axis == (1, 0, 0) and (found[1].child, found[1].parent, found[1].upper) == (1, 0, 0.3)


@pytest.mark.parametrize("kind", list(JointType))
def test_every_type_has_alternatives(kind):
    bounds = {"lower": -math.inf, "upper": math.inf} if kind is JointType.CONTINUOUS else {}
    joint = replace(HINGE, type=kind, pitch=0.01 if kind is JointType.SCREW else 0.0, **bounds)
    tree = Articulation(CABINET.parts, (joint, CABINET.joints[1]))
    assert len(alternatives(tree, 1)) >= 5
