"""Names say what a part is and where; corrections of an articulation keep it a tree."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.corrections import adopted, fixed, merged, moved_along, retyped, usual_joint, with_joint
from artllm_blender.core.errors import ArticulationError
from artllm_blender.core.part_names import called, named


def furniture(groups: dict[str, list[tuple[float, float, float]]], front=(0, -1, 0), size: float = 0.4) -> Articulation:
    """A body of 2 m a side about 0 and parts that slide out of it; groups: middles by label."""
    parts, joints = [Part(0, "", Box((-1, -1, -1), (1, 1, 1)), "body")], []
    for label, middles in groups.items():
        for middle in middles:
            id, at = len(parts), np.array(middle)
            parts.append(Part(id, "", Box(tuple(at - size), tuple(at + size)), label))
            joints.append(Joint(JointType.PRISMATIC, 0, id, front, middle, 0, 1))
    return Articulation(tuple(parts), tuple(joints))


def names(*args, **options) -> list[str]:
    return [part.name for part in named(furniture(*args, **options)).parts[1:]]


@pytest.mark.parametrize(
    ("label", "middles", "wanted"),
    [
        ("door", [(0, -1, 0)], ["Door"]),
        ("door", [(-1, -1, 0), (1, -1, 0)], ["Door_Left", "Door_Right"]),
        ("drawer", [(0, -1, z) for z in (1, 0, -1)], ["Drawer_Upper", "Drawer_Middle", "Drawer_Lower"]),
        ("drawer", [(0, -1, z) for z in range(5)], [f"Drawer_{n}" for n in (5, 4, 3, 2, 1)]),
        ("door", [(x, -1, z) for z in (1, -1) for x in (-1, 1)],
         ["Door_Upper_Left", "Door_Upper_Right", "Door_Lower_Left", "Door_Lower_Right"]),
        ("wheel", [(x, y, -1) for y in (-1, 1) for x in (-1, 1)],
         ["Wheel_Front_Left", "Wheel_Front_Right", "Wheel_Back_Left", "Wheel_Back_Right"]),
        ("drawer", [(x, -1, z) for x in (-1, 1) for z in range(4)],
         [f"Drawer_{side}_{n}" for side in ("Left", "Right") for n in (4, 3, 2, 1)]),
        ("other", [(0, 0, 0)], ["Slider"]),
        ("", [(-1, -1, 0), (1, -1, 0)], ["Slider_Left", "Slider_Right"]),
        ("coffee pot", [(0, 0, 0)], ["Coffee_Pot"]),
        ("knob", [(0, 0, 0), (0, 0, 0)], ["Knob_1", "Knob_2"]),
    ],
)  # fmt: skip
def test_names_tell_where(label, middles, wanted):
    assert names({label: middles}) == wanted


def test_left_is_the_viewers_who_looks_at_the_front():
    doors = {"door": [(-1, -1, 0), (-1, 1, 0)]}
    assert names(doors, front=(-1, 0, 0)) == ["Door_Right", "Door_Left"]
    assert names({"door": [(1, -1, 0), (1, 1, 0)]}, front=(1, 0, 0)) == ["Door_Left", "Door_Right"]


@pytest.mark.parametrize(
    ("kind", "size", "wanted"),
    [
        (JointType.REVOLUTE, (1, 0.1, 1), "flap"),
        (JointType.REVOLUTE, (0.1, 0.1, 1), "arm"),
        (JointType.REVOLUTE, (1, 1, 1), "swivel"),
        (JointType.CONTINUOUS, (1, 0.1, 1), "rotor"),
        (JointType.SCREW, (1, 1, 1), "screw"),
    ],
)
def test_what_has_no_label_is_called_by_its_shape_and_joint(kind, size, wanted):
    pitch = 0.1 if kind is JointType.SCREW else 0.0
    part = Part(1, "", Box((0, 0, 0), size), "other")
    joint = Joint(kind, 0, 1, (0, 0, 1), (0, 0, 0), 0, 1, pitch=pitch)
    assert called(part, joint) == wanted
    assert called(replace(part, label="door"), joint) == "door"
    assert called(part, fixed(joint)) == "part" and called(part, None) == "body"


def test_joints_are_named_after_their_parts():
    articulation = named(furniture({"door": [(0, -1, 0)], "lid": [(0, 0, 1)]}))
    assert [joint.name for joint in articulation.joints] == ["Door_joint", "Lid_joint"]


CHAIN = Articulation(
    tuple(Part(i, f"P{i}", Box((i, 0, 0), (i + 1, 1, 1))) for i in range(4)),
    tuple(Joint(JointType.REVOLUTE, i, i + 1, (0, 0, 1), (i, 0, 0), 0, i + 1) for i in range(3)),
)


@pytest.mark.parametrize(
    ("into", "gone", "parents", "moves_as"),
    [(1, 2, {1: 0, 3: 1}, {1: 1, 3: 3}), (2, 1, {2: 0, 3: 2}, {2: 1, 3: 3}), (2, 0, {1: 2, 3: 2}, {1: 1, 3: 3}),
     (3, 1, {3: 0, 2: 3}, {3: 1, 2: 2}), (1, 3, {1: 0, 2: 1}, {1: 1, 2: 2})],
)  # fmt: skip
def test_merging_keeps_a_tree(into, gone, parents, moves_as):
    result = merged(CHAIN, into, gone)
    assert {joint.child: joint.parent for joint in result.joints} == parents
    assert {joint.child: joint.upper for joint in result.joints} == moves_as
    low, high = sorted((into, gone))
    assert result.part(into).box == Box((low, 0, 0), (high + 1, 1, 1))


def test_predicted_joints_never_break_the_tree():
    turned = Articulation(
        CHAIN.parts, tuple(Joint(JointType.PRISMATIC, i + 1, i, (1, 0, 0), (0, 0, 0), 0, 9) for i in range(3))
    )
    result = adopted(CHAIN, turned, locked={2})
    assert result.root == 0 and result.joint_of(2) == CHAIN.joint_of(2)
    other = Articulation(
        CHAIN.parts, tuple(Joint(JointType.PRISMATIC, 0, i, (1, 0, 0), (0, 0, 0), 0, 9) for i in (1, 2, 3))
    )
    assert [joint.parent for joint in adopted(CHAIN, other, locked={2}).joints] == [0, 1, 0]
    with pytest.raises(ArticulationError, match="no joint"):
        with_joint(CHAIN, Joint(JointType.REVOLUTE, 1, 0, (0, 0, 1), (0, 0, 0), 0, 1))


def test_usual_joints_open_outwards():
    body = Part(0, "Body", Box((0, 0, 0), (1, 1, 2)))
    door = Part(1, "Door", Box((0, -0.05, 0), (1, 0, 2)))
    slide = usual_joint(JointType.PRISMATIC, body, door)
    assert slide.axis == (0, -1, 0) and slide.upper == pytest.approx(0.8)
    hinge = usual_joint(JointType.REVOLUTE, body, door)
    assert hinge.origin[0] == 0 and abs(hinge.axis[2]) == 1
    free_edge = np.cross(hinge.axis, (1, 0, 0))  # which way it sets out
    assert free_edge[1] < 0
    assert usual_joint(JointType.SCREW, body, door).pitch > 0
    assert retyped(Articulation((body, door), (hinge,)), 1, JointType.CONTINUOUS).axis == hinge.axis
    moved = moved_along(hinge, door.box, Part(2, "Other", Box((2, -0.05, 0), (3, 0, 2))))
    assert moved.origin[0] == pytest.approx(2.0) and (moved.child, moved.name) == (2, "Other_joint")


def test_what_the_artist_calls_a_part_is_its_name():
    wanted = named(furniture({"door": [(-1, -1, 0), (1, -1, 0)]}), {2: "Door"})
    assert [part.name for part in wanted.parts] == ["Body", "Door_2", "Door"]
    assert wanted.joint_of(2).name == "Door_joint"
