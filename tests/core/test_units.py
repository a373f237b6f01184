"""Units: sizes that no prop has, and what they would be in another unit; articulations and what is known in another."""

from __future__ import annotations

import math

import pytest

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.known import Known, KnownJoint, KnownPart
from artllm_blender.core.units import guesses, is_doubtful, question, said

BOX = Box((0, 0, 0), (1, 2, 4))


@pytest.mark.parametrize(("size", "doubtful"), [(0.0008, True), (0.006, False), (2.0, False), (19, False), (38, True)])
def test_only_sizes_that_no_prop_has_are_doubted(size, doubtful):
    assert is_doubtful(size) == doubtful


def test_guesses_say_what_the_object_would_be():
    assert [(guess.unit, pytest.approx(guess.size)) for guess in guesses(80)] == [
        ("mm", 0.08), ("cm", 0.8), ("in", 2.032)
    ]  # fmt: skip
    assert [guess.unit for guess in guesses(800)] == ["mm", "cm"]
    assert [(guess.unit, pytest.approx(guess.size)) for guess in guesses(0.0008)] == [("100", 0.08), ("1000", 0.8)]
    (guess,) = (guess for guess in guesses(0.0008, metres=0.001) if guess.unit == "m")
    assert guess.size == pytest.approx(0.8) and guess.factor == pytest.approx(1000)


@pytest.mark.parametrize(
    ("size", "text"),
    [(38, "38 m"), (800, "800 m"), (5312, "5,312 m"), (0.8, "80 cm"), (0.0721, "7.2 cm"), (8e-4, "0.8 mm")],
)
def test_lengths_are_said_in_the_unit_that_suits_them(size, text):
    assert said(size) == text


def test_the_question_names_the_options():
    assert question(800) == ("It is 800 m large, which no prop is: --scale mm makes it 80 cm, --scale cm makes it 8 m.")


def test_an_articulation_in_another_unit():
    """Lengths change, angles stay."""
    parts = tuple(Part(id, f"Part {id}", BOX) for id in range(5))
    joints = (
        Joint(JointType.REVOLUTE, 0, 1, (0, 0, 1), (1, 2, 3), -1, 2),
        Joint(JointType.PRISMATIC, 0, 2, (0, 0, 1), (1, 2, 3), -1, 2),
        Joint(JointType.SCREW, 0, 3, (0, 0, 1), (1, 2, 3), -1, 2, pitch=0.5),
        Joint(JointType.CONTINUOUS, 0, 4, (0, 0, 1), (1, 2, 3), 0, 0),
    )
    scaled = Articulation(parts, joints).scaled(0.1)
    assert scaled.part(0).box.upper == pytest.approx((0.1, 0.2, 0.4))
    assert all(joint.origin == pytest.approx((0.1, 0.2, 0.3)) and joint.axis == (0, 0, 1) for joint in scaled.joints)
    assert [(joint.lower, joint.upper) for joint in scaled.joints] == [
        (-1, 2), pytest.approx((-0.1, 0.2)), pytest.approx((-0.1, 0.2)), (-math.inf, math.inf)
    ]  # fmt: skip
    assert scaled.joint_of(3).pitch == pytest.approx(0.05)


def test_what_is_known_in_another_unit():
    joints = (
        KnownJoint(1, 0, JointType.PRISMATIC, (0, 0, 1), (1, 2, 3), -1, 2),
        KnownJoint(2, 0, JointType.REVOLUTE, (0, 0, 1), None, -1, 2),
        KnownJoint(3),
    )
    known = Known(tuple(KnownPart(id, BOX) for id in range(4)), joints, 4, "cabinet").scaled(10)
    assert known.parts[0].box.upper == pytest.approx((10, 20, 40)) and known.part_count == 4
    slide, hinge, free = known.joints
    assert slide.origin == pytest.approx((10, 20, 30)) and (slide.lower, slide.upper) == (-10, 20)
    assert (hinge.origin, hinge.lower, hinge.upper) == (None, -1, 2) and free == KnownJoint(3)
