"""What drags write, as their operators do it when they are run with numbers; the mouse moves in tests/window."""

from __future__ import annotations

import math

import bpy
import numpy as np
import pytest
import scenes
from rigs import assert_moves_as_calculated, rigged
from test_correct_ops import activate, edit

from artllm_blender.core.articulation import JointType
from artllm_blender.ops.drag import number
from artllm_blender.scene.rig.curves import curves_of
from artllm_blender.scene.rig.hold import Hold
from artllm_blender.scene.rig.read_rig import find_rigs, read_rig, set_value
from artllm_blender.scene.rig.update_rig import locked_joints

DRAGS = ("pose_part", "pull_limit", "move_pivot", "turn_axis")


@pytest.fixture
def armature(addon) -> bpy.types.Object:
    made = rigged(scenes.cabinet(), name="Cabinet")
    activate(rig().objects[1][0])
    return made


def rig():
    return read_rig(find_rigs(bpy.context.scene)[0])


def test_each_writes_what_it_was_given_and_locks_the_joint(armature):
    assert bpy.ops.artllm.pose_part("EXEC_DEFAULT", angle=0.5) == {"FINISHED"}
    assert rig().values[1] == pytest.approx(0.5) and not locked_joints(armature)
    bpy.ops.artllm.pull_limit("EXEC_DEFAULT", end="UPPER", angle=2.0)
    bpy.ops.artllm.move_pivot("EXEC_DEFAULT", place=(0.4, -0.275, 0.2))
    bpy.ops.artllm.turn_axis("EXEC_DEFAULT", axis=(0, 0, 3))
    joint = rig().articulation.joint_of(1)
    assert joint.upper == pytest.approx(2.0) and joint.axis == pytest.approx((0, 0, 1), abs=1e-6)
    assert joint.origin == pytest.approx((0.4, -0.275, 0.2), abs=1e-6)
    assert locked_joints(rig().armature) == {1} and rig().values[1] == pytest.approx(0.5)
    assert_moves_as_calculated(rig().armature)


def test_a_dragged_pose_is_keyed_where_auto_keying_is_on(armature):
    bpy.context.scene.frame_set(7)
    bpy.ops.artllm.pose_part("EXEC_DEFAULT", angle=0.25)
    assert armature.animation_data.action is None
    bpy.context.scene.tool_settings.use_keyframe_insert_auto = True
    bpy.ops.artllm.pose_part("EXEC_DEFAULT", angle=0.5)
    (curve,) = curves_of(armature.animation_data)
    assert [tuple(key.co) for key in curve.keyframe_points] == [(7, pytest.approx(0.5))]


def test_a_door_that_is_rehung_opens_to_the_same_side(armature):
    bpy.ops.artllm.move_pivot("EXEC_DEFAULT", place=(0.4, -0.275, 0.2))
    set_value(rig().armature, 1, 1.0)
    bpy.context.view_layer.update()
    door = rig().objects[1][0].evaluated_get(bpy.context.evaluated_depsgraph_get())
    outwards = np.array([(door.matrix_world @ vertex.co)[:] for vertex in door.data.vertices])
    assert outwards[:, 1].min() < -0.6


def test_another_part_becomes_active_with_its_drag(armature):
    bpy.ops.artllm.pose_part("EXEC_DEFAULT", child=2, way=0.2)
    assert rig().values == {1: 0, 2: pytest.approx(0.2)}
    assert bpy.context.active_object == rig().objects[2][0]


def test_they_are_grey_where_they_could_only_fail(armature):
    body, door, drawer = (rig().objects[id][0] for id in (0, 1, 2))
    assert all(getattr(bpy.ops.artllm, name).poll() for name in DRAGS)
    edit(door, "polygons", [0])
    assert not any(getattr(bpy.ops.artllm, name).poll() for name in DRAGS)
    bpy.ops.object.mode_set(mode="OBJECT")
    activate(body)
    assert [name for name in DRAGS if getattr(bpy.ops.artllm, name).poll()] == ["pose_part"]
    activate(drawer)
    with pytest.raises(RuntimeError, match="Drawer slides: it turns about nothing"):
        bpy.ops.artllm.move_pivot()
    bpy.ops.artllm.joint_type(type="continuous")
    with pytest.raises(RuntimeError, match="Drawer turns without end"):
        bpy.ops.artllm.pull_limit()
    bpy.context.window_manager.artllm.playing = True
    assert not any(getattr(bpy.ops.artllm, name).poll() for name in DRAGS)
    bpy.context.window_manager.artllm.playing = False


def test_what_is_held_moves_beyond_its_limits_and_comes_back_to_the_letter(armature):
    set_value(armature, 1, 0.3)
    before = armature["artllm_value_1"]
    pose = next(bone for bone in armature.pose.bones if bone.constraints)
    hold = Hold(armature, 1)
    hold.put(math.radians(170))
    bpy.context.view_layer.update()
    moved = pose.matrix @ pose.bone.matrix_local.inverted()
    assert moved.to_quaternion().angle == pytest.approx(math.radians(170), abs=1e-5)
    hold.put_back()
    assert armature["artllm_value_1"] == before and not any(limit.mute for limit in pose.constraints)


def test_numbers_are_typed_as_they_are_shown(addon):
    assert number(bpy.context, "90", JointType.REVOLUTE) == pytest.approx(math.pi / 2)
    assert number(bpy.context, "25mm", JointType.PRISMATIC) == pytest.approx(0.025)
    assert number(bpy.context, "0.2", JointType.PRISMATIC) == pytest.approx(0.2)
    assert (
        number(bpy.context, "-", JointType.REVOLUTE) is None and number(bpy.context, "x", JointType.PRISMATIC) is None
    )
