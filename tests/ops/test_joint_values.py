"""The active joint's values as properties: they show what the rig is, and what is typed becomes the rig."""

from __future__ import annotations

import math

import bpy
import numpy as np
import pytest
import scenes
from rigs import assert_moves_as_calculated, rigged

from artllm_blender.core.articulation import Joint
from artllm_blender.ops.joint_values import active_joint
from artllm_blender.scene.rig.asset import select
from artllm_blender.scene.rig.read_rig import find_rigs, read_rig
from artllm_blender.scene.rig.update_rig import locked_joints


@pytest.fixture
def armature(addon) -> bpy.types.Object:
    armature = rigged(scenes.cabinet())
    activate(armature, 1)
    return armature


def activate(armature: bpy.types.Object, part: int) -> None:
    """Select one of a part's objects, and no other."""
    select(bpy.context, read_rig(armature).objects[part][:1])


def joint(part: int = 1) -> Joint:
    return read_rig(find_rigs(bpy.context.scene)[0]).articulation.joint_of(part)


def test_values_are_shown_of_the_active_joint_alone(armature):
    assert (armature.artllm_type, armature.artllm_parent) == ("revolute", "0")
    assert tuple(armature.artllm_axis) == (0, 0, -1)
    assert tuple(armature.artllm_origin) == pytest.approx((-0.4, -0.275, 0), abs=1e-6)
    assert (armature.artllm_lower_angle, armature.artllm_upper_angle) == pytest.approx((0, math.pi / 2))
    activate(armature, 2)
    assert armature.artllm_type == "prismatic" and armature.artllm_upper_length == pytest.approx(0.35)
    assert armature.artllm_upper_mm == pytest.approx(350)
    other = rigged(scenes.bottle())
    assert active_joint(other) is None and other.artllm_upper_angle == 0
    assert joint() == active_joint_after(armature, 1)


def active_joint_after(armature: bpy.types.Object, part: int) -> Joint:
    activate(armature, part)
    return active_joint(armature)


def test_what_is_typed_becomes_the_joint_which_is_locked(armature):
    armature.artllm_axis = (0, 0.5, -0.5)
    armature.artllm_origin = (0.1, 0.2, 0.3)
    armature.artllm_lower_angle, armature.artllm_upper_angle = -0.25, 0.75
    found = joint()
    np.testing.assert_allclose(found.axis, (0, math.sqrt(0.5), -math.sqrt(0.5)), atol=1e-6)
    assert found.origin == pytest.approx((0.1, 0.2, 0.3), abs=1e-6)
    assert (found.lower, found.upper) == pytest.approx((-0.25, 0.75))
    armature.artllm_lower_angle, armature.artllm_axis = 0.5, (0, 0, 0)
    assert joint().lower == 0 and joint().axis == pytest.approx(found.axis)
    armature.artllm_type = "prismatic"
    armature.artllm_upper_mm = 120
    armature.artllm_parent = "2"
    assert (joint().type, joint().parent, joint().upper) == ("prismatic", 2, pytest.approx(0.12))
    assert locked_joints(armature) == {1}
    assert_moves_as_calculated(armature)


def test_a_screw_s_limits_are_typed_in_turns(addon):
    armature = rigged(scenes.bottle())
    activate(armature, 1)
    assert armature.artllm_upper_turns == pytest.approx(5)
    armature.artllm_upper_turns = 2
    assert joint().upper == pytest.approx(0.01) and armature.artllm_pitch == pytest.approx(0.005)
    armature.artllm_pitch = 0.01
    assert joint().pitch == pytest.approx(0.01) and armature.artllm_upper_turns == pytest.approx(1)


def test_what_cannot_be_is_said_until_something_can(armature):
    state = bpy.context.window_manager.artllm
    armature.hide_viewport = True
    armature.artllm_upper_angle = 0.5
    assert "is hidden" in state.joint_error and joint().upper == pytest.approx(math.pi / 2)
    armature.hide_viewport = False
    armature.artllm_upper_angle = 0.5
    assert state.joint_error == "" and joint().upper == pytest.approx(0.5)


def test_fixed_is_a_type_and_its_way_back_too(armature):
    armature.artllm_type = "fixed"
    assert joint().still and armature.artllm_type == "fixed"
    armature.artllm_type = "revolute"
    assert joint().upper == pytest.approx(math.pi / 2)
