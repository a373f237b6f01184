"""Joints given another type and back, hung elsewhere, fixed, mirrored, and with another's limits."""

from __future__ import annotations

import math
from dataclasses import replace

import bpy
import numpy as np
import pytest
import scenes
from rigs import assert_moves_as_calculated, rigged

from artllm_blender.core.articulation import Joint, JointType
from artllm_blender.core.errors import ArtLLMError
from artllm_blender.core.frames import apply, inverse
from artllm_blender.core.kinematics import poses
from artllm_blender.scene.rig.correct import retype, set_joint
from artllm_blender.scene.rig.correct_joints import copy_limits, give_type, make_base, mirror, rehang
from artllm_blender.scene.rig.read_rig import read_rig
from artllm_blender.scene.rig.update_rig import locked_joints


@pytest.fixture
def armature() -> bpy.types.Object:
    scenes.empty_scene()
    return rigged(scenes.cabinet())


def joint(armature: bpy.types.Object, part: int = 1) -> Joint:
    return read_rig(armature).articulation.joint_of(part)


def alike(one: Joint, other: Joint) -> bool:
    numbers = [(*j.axis, *j.origin, j.lower, j.upper, j.pitch) for j in (one, other)]
    return (one.type, one.parent) == (other.type, other.parent) and np.allclose(*numbers, atol=1e-5)


def test_a_type_brings_back_the_joint_that_the_part_had_with_it(armature):
    set_joint(armature, replace(joint(armature), axis=(0, 0.6, -0.8), upper=0.7))
    before = joint(armature)
    for kind in (JointType.PRISMATIC, JointType.SCREW, JointType.REVOLUTE):
        retype(armature, 1, kind)
    assert alike(joint(armature), before)
    give_type(armature, [1], "fixed")
    assert joint(armature).still
    give_type(armature, [1], "revolute")
    assert alike(joint(armature), before)


def test_the_joint_that_a_type_brings_back_stands_where_the_rig_does_now(armature):
    before, there = joint(armature), np.array(armature.matrix_world)
    retype(armature, 1, JointType.PRISMATIC)
    armature.location.x += 2
    armature.scale = (2, 2, 2)
    bpy.context.view_layer.update()
    retype(armature, 1, JointType.REVOLUTE)
    place = apply(np.array(armature.matrix_world) @ np.linalg.inv(there), before.origin)
    assert joint(armature).origin == pytest.approx(place, abs=1e-5)
    assert joint(armature).upper == pytest.approx(math.pi / 2)


def test_what_turns_keeps_an_axis_that_was_corrected_meanwhile(armature):
    retype(armature, 1, JointType.CONTINUOUS)
    set_joint(armature, replace(joint(armature), axis=(1.0, 0.0, 0.0)))
    retype(armature, 1, JointType.REVOLUTE)
    assert joint(armature).axis == pytest.approx((1, 0, 0), abs=1e-6) and joint(armature).upper == pytest.approx(
        math.pi / 2
    )


@pytest.mark.parametrize("kind", JointType)
def test_what_is_fixed_stays_a_part_and_does_not_move(armature, kind):
    retype(armature, 1, kind)
    give_type(armature, [1], "fixed")
    assert joint(armature).still and len(read_rig(armature).articulation.parts) == 3 and 1 in locked_joints(armature)
    assert_moves_as_calculated(armature)


def test_a_part_hangs_on_another_and_never_on_one_that_it_carries(armature):
    rehang(armature, 2, 1)
    assert joint(armature, 2).parent == 1
    assert_moves_as_calculated(armature)
    with pytest.raises(ArtLLMError, match="Door carries Drawer itself"):
        rehang(armature, 1, 2)
    with pytest.raises(ArtLLMError, match="Body has no joint"):
        rehang(armature, 0, 1)


def test_limits_are_copied_to_what_moves_alike(armature):
    assert copy_limits_of_two_drawers(armature) == (["Door"], [])
    assert joint(armature).upper == pytest.approx(0.35)
    with pytest.raises(ArtLLMError, match="No other part"):
        copy_limits(armature, 2, [2, 0])
    retype(armature, 1, JointType.CONTINUOUS)
    with pytest.raises(ArtLLMError, match="Door turns without end"):
        copy_limits(armature, 1, [2])


def copy_limits_of_two_drawers(armature: bpy.types.Object) -> tuple[list[str], list[str]]:
    retype(armature, 1, JointType.PRISMATIC)
    return copy_limits(armature, 2, [1, 2])


@pytest.mark.parametrize("turn", [0.0, 0.5])
def test_a_joint_is_mirrored_to_its_twin_however_the_rig_stands(turn):
    scenes.empty_scene()
    armature = rigged(scenes.wardrobe())
    armature.rotation_euler.z = turn
    armature.location.x = 3
    bpy.context.view_layer.update()
    retype(armature, 2, JointType.PRISMATIC)
    assert mirror(armature, 1) == "Right"
    left, right = joint(armature, 1), joint(armature, 2)
    assert right.type is JointType.REVOLUTE and (right.lower, right.upper) == pytest.approx((left.lower, left.upper))
    np.testing.assert_allclose(right.axis, -np.array(left.axis), atol=1e-5)
    back = np.linalg.inv(np.array(armature.matrix_world))
    places = [(back @ [*one.origin, 1])[:3] for one in (left, right)]
    np.testing.assert_allclose(places[1], places[0] * (-1, 1, 1), atol=1e-5)
    retype(armature, 2, JointType.PRISMATIC)
    assert_moves_as_calculated(armature)


def test_what_has_no_twin_says_so(armature):
    with pytest.raises(ArtLLMError, match="Door has no twin"):
        mirror(armature, 1)


def test_what_was_carried_stands_still_and_moves_what_carried_it_the_other_way(armature):
    before = read_rig(armature).articulation
    set_joint(armature, replace(joint(armature), lower=-0.2, upper=0.9))
    hinge = joint(armature)
    make_base(armature, 1)
    rig = read_rig(armature)
    after = rig.articulation
    assert after.root == 1 and (joint(armature, 0).parent, joint(armature, 2).parent) == (1, 0)
    assert (joint(armature, 0).lower, joint(armature, 0).upper) == pytest.approx((-0.2, 0.9))
    assert alike(after.joint_of(2), before.joint_of(2)) and locked_joints(armature) == {0}
    assert {bone.name for bone in armature.data.bones} >= {"Door", "Body_joint"}
    turned = poses(after, {0: 0.5, 2: 0.0})
    door = inverse(turned[0]) @ turned[1]
    assert door == pytest.approx(
        poses(replace(before, joints=(hinge, before.joints[1])), {1: 0.5, 2: 0.0})[1], abs=1e-5
    )
    assert_moves_as_calculated(armature)
    with pytest.raises(ArtLLMError):
        make_base(armature, 1)
    make_base(armature, 0)
    assert alike(joint(armature), hinge) and read_rig(armature).articulation.root == 0
    assert_moves_as_calculated(armature)
