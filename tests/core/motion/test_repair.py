"""Joints from numbers that make no sense: kept or put right, with a note, and never farther than what was given."""

from __future__ import annotations

import math

import bpy
import pytest
import scenes
from rigs import rigged
from solids import boxes, stops_of
from wire_frames import joint, result

from artllm_blender.client.answer import prediction_of
from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.motion.limits import refine
from artllm_blender.core.motion.repair import repaired
from artllm_blender.scene.rig.read_rig import read_rig

NAN, CHILD = math.nan, Part(1, "Door", Box((0, 0, 0), (2, 4, 6)))


def made(kind: JointType = JointType.REVOLUTE, **changes) -> Joint:
    given = {"axis": (0, 0, 1), "origin": (0, 0, 0), "lower": -0.5, "upper": 1.0, **changes}
    return repaired(kind, 0, CHILD, **given)


def test_what_makes_sense_stays_without_a_note():
    assert made() == Joint(JointType.REVOLUTE, 0, 1, (0, 0, 1), (0, 0, 0), -0.5, 1.0)
    assert made(axis=(0, 0, 3)).axis == (0, 0, 1)
    wheel = made(JointType.CONTINUOUS, lower=NAN, upper=NAN)
    assert math.isinf(wheel.upper) and not wheel.note


@pytest.mark.parametrize("axis", [(0, 0, 0), (NAN, 0, 1), (math.inf, 0, 0), (1e-200, 0, 0)])
@pytest.mark.parametrize("kind", list(JointType))
def test_without_an_axis_it_is_kept_still(axis, kind):
    joint = made(kind, axis=axis)
    assert (joint.lower, joint.upper) == (0, 0) and "no axis" in joint.note


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ((NAN, 1.0), (0, 1.0)),
        ((-0.5, NAN), (-0.5, 0)),
        ((NAN, NAN), (0, 0)),
        ((-math.inf, math.inf), (0, 0)),
        ((NAN, -0.5), (-0.5, 0)),
        ((1.0, -0.5), (-0.5, 1.0)),
    ],
)
def test_limits_are_never_wider_than_given(limits, expected):
    joint = made(lower=limits[0], upper=limits[1])
    assert (joint.lower, joint.upper) == expected and "limit" in joint.note


@pytest.mark.parametrize("turns", [-2, -1, 1])
def test_limits_whole_turns_away_are_brought_back(turns):
    joint = made(lower=turns * math.tau - 0.01, upper=turns * math.tau + 3)
    assert (joint.lower, joint.upper) == pytest.approx((-0.01, 3)) and "whole turns" in joint.note
    apart = made(lower=0.5 + math.tau * turns, upper=1 + math.tau * turns)  # rest is in none of its turns
    assert (apart.lower, apart.upper) == pytest.approx((0.5 + math.tau * turns, 1 + math.tau * turns))


def test_an_origin_that_is_no_point_is_in_the_middle():
    joint = made(origin=(NAN, 0, 0))
    assert joint.origin == (1, 2, 3) and "origin" in joint.note


@pytest.mark.parametrize("pitch", [0.0, NAN, math.inf])
def test_a_screw_without_a_pitch_gets_one(pitch):
    assert made(JointType.SCREW, lower=0, upper=0.3, pitch=pitch).pitch == pytest.approx(0.3)
    assert made(JointType.SCREW, lower=0, upper=0, pitch=pitch).pitch == pytest.approx(0.6)
    assert "guess" in made(JointType.SCREW, pitch=pitch).note
    flat = Part(1, "Dot", Box((0, 0, 0), (0, 0, 0)))
    assert repaired(JointType.SCREW, 0, flat, (0, 0, 1), (0, 0, 0), 0, 0).pitch > 0


def test_an_answer_with_bad_numbers_is_a_rig_with_notes():
    articulation = prediction_of(result(joints=[joint(axis=[0, 0, 0], lower=NAN, upper=-1.0)])).articulation
    (still,) = articulation.joints
    assert (still.lower, still.upper) == (0, 0) and "no axis" in still.note
    meshes = boxes(*(((0, 0, i), (1, 1, i + 0.5)) for i in range(len(articulation.parts))))
    (refined,) = refine(articulation, stops_of(meshes)).articulation.joints
    assert (refined.lower, refined.upper) == (0, 0) and "no axis" in refined.note


def test_a_note_outlasts_the_refinement_of_its_limits():
    meshes = boxes(((0, 0, 0.6), (1, 1, 0.8)), ((0, 0, 0), (1, 1, 0.1)))
    joint = repaired(JointType.PRISMATIC, 0, CHILD, (0, 0, 2), (0, 0, 0), 2.0, NAN)
    parts = (Part(0, "Body", CHILD.box), CHILD)
    refined = refine(Articulation(parts, (joint,)), stops_of(meshes)).articulation
    again = refine(refined, stops_of(meshes)).articulation.joints[0]
    assert again.upper == pytest.approx(0.5, abs=1e-6) and again.lower == 0
    assert again.note == "a limit is no finite number, so it does not go that way; limited by collision with Body"


def test_a_rig_whose_limits_were_edited_the_wrong_way_round_is_read():
    scenes.empty_scene()
    armature = rigged(scenes.cabinet())
    limit = armature.pose.bones["Drawer_joint"].constraints["Limit Location"]
    limit.min_y, limit.max_y = 0.3, -0.1
    drawer = read_rig(armature).articulation.joint_of(2)
    assert (drawer.lower, drawer.upper) == pytest.approx((-0.1, 0.3)) and "wrong way round" in drawer.note


def test_a_rig_scaled_to_nothing_is_kept_still():
    scenes.empty_scene()
    armature = rigged(scenes.cabinet())
    armature.scale = (0, 0, 0)
    bpy.context.view_layer.update()
    assert all("no axis" in joint.note for joint in read_rig(armature).articulation.joints)
