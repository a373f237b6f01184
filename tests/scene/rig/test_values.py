"""Sliders count from closed, rest stays the input, and rigs of older versions are read as they were meant."""

from __future__ import annotations

import math
from dataclasses import replace

import bpy
import numpy as np
import pytest
import scenes
from rigs import assert_moves_as_calculated, rigged, standing

from artllm_blender.core.articulation import Articulation, JointType
from artllm_blender.core.motion.closed import turned
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.preview.preview import POSES, Preview, pose_all, reset
from artllm_blender.scene.rig import correct
from artllm_blender.scene.rig.asset import build_asset, refine_limits
from artllm_blender.scene.rig.build_rig import VERSION, set_limits, value_key
from artllm_blender.scene.rig.keys import insert_keys
from artllm_blender.scene.rig.read_rig import find_rigs, read_rig, set_value
from artllm_blender.scene.rig.rest import astray

UPRIGHT = math.pi / 2
LID = value_key(1)


@pytest.fixture
def laptop() -> bpy.types.Object:
    """A rig of a laptop that was modelled with its lid upright: its slider goes from 0 to upright + 0.6."""
    scenes.empty_scene()
    prop = scenes.laptop()
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    return build_asset(bpy.context, source, scenes.predict(prop, source))


def high(armature: bpy.types.Object) -> float:
    return max(points[:, 2].max() for points in standing(read_rig(armature)).values())


def keyed(armature: bpy.types.Object, *poses: float) -> None:
    for frame, value in enumerate(poses, 1):
        set_value(armature, 1, value)
        insert_keys(armature, frame)


def played(armature: bpy.types.Object, frames: int) -> list[float]:
    """The lid's values on frames 1, 2, ..."""
    found = []
    for frame in range(1, frames + 1):
        bpy.context.scene.frame_set(frame)
        found.append(read_rig(armature).values[1])
    return found


def test_the_slider_of_what_was_modelled_half_open_is_0_where_it_is_closed(laptop):
    slider = laptop.id_properties_ui(LID).as_dict()
    assert (slider["min"], slider["max"]) == pytest.approx((0, UPRIGHT + 0.6))
    assert slider["default"] == laptop[LID] == pytest.approx(UPRIGHT)
    assert read_rig(laptop).values == {1: 0.0} and high(laptop) == pytest.approx(0.22)
    joint = read_rig(laptop).articulation.joint_of(1)
    assert joint.ajar and (joint.closed, joint.upper) == pytest.approx((-UPRIGHT, 0.6))
    laptop[LID] = 0.0
    laptop.update_tag()
    assert high(laptop) == pytest.approx(0.03)
    assert_moves_as_calculated(laptop)
    drivers = laptop.animation_data.drivers
    assert drivers and all(curve.driver.is_simple_expression for curve in drivers)


def test_its_rest_pose_is_the_input_exactly(laptop):
    depsgraph = bpy.context.evaluated_depsgraph_get()
    rest = np.array(read_rig(laptop).objects[1][0].evaluated_get(depsgraph).matrix_world)
    set_value(laptop, 1, 0.3)
    reset(laptop)
    bpy.context.view_layer.update()
    pose = laptop.evaluated_get(depsgraph).pose.bones["Lid_joint"]
    assert pose.matrix_basis == pose.matrix_basis.Identity(4)
    assert (np.array(read_rig(laptop).objects[1][0].evaluated_get(depsgraph).matrix_world) == rest).all()
    assert astray(read_rig(laptop), depsgraph) == []


def test_close_all_closes_and_reset_goes_back_to_modelled(addon, laptop):
    bpy.context.view_layer.objects.active = laptop
    assert bpy.ops.artllm.pose_all(pose="CLOSED") == {"FINISHED"} and laptop[LID] == 0
    assert high(laptop) == pytest.approx(0.03)
    assert bpy.ops.artllm.rest() == {"FINISHED"} and read_rig(laptop).values == {1: 0}
    assert high(laptop) == pytest.approx(0.22)


def test_it_is_open_as_modelled_so_the_button_closes_it_first(addon, laptop):
    bpy.context.view_layer.objects.active = laptop
    for expected in (0.0, UPRIGHT + 0.6, 0.0):
        assert bpy.ops.artllm.open_close(child=1) == {"FINISHED"}
        assert laptop[LID] == pytest.approx(expected, abs=1e-6)


def test_a_preview_speaks_of_the_same_values(laptop):
    preview = Preview(laptop)
    assert preview.values(laptop) == {1: 0} and preview.slider(1, 0.0) == pytest.approx(UPRIGHT)
    preview.pose(laptop, {1: -UPRIGHT})
    assert laptop[LID] == pytest.approx(0, abs=1e-6)
    set_limits(laptop, 1, -0.5, 0.6)
    assert not preview.fits(laptop)


@pytest.mark.parametrize("scale", [1.0, 0.01, 30.0])
def test_in_a_scaled_armature_too(laptop, scale):
    laptop.scale = (scale,) * 3
    bpy.context.view_layer.update()
    pose_all(laptop, POSES["CLOSED"])
    assert laptop[LID] == 0 and read_rig(laptop).values[1] == pytest.approx(-UPRIGHT)


def test_pose_and_keys_stay_where_they_are_when_the_closed_end_moves(laptop):
    keyed(laptop, 0.0, -1.0, 0.5)
    set_value(laptop, 1, 0.25)
    laptop.animation_data.action.use_fake_user = False
    set_limits(laptop, 1, -1.2, 0.6)
    assert laptop[LID] == pytest.approx(1.45) and read_rig(laptop).values[1] == pytest.approx(0.25)
    assert played(laptop, 3) == pytest.approx([0, -1, 0.5], abs=1e-6)
    track = laptop.animation_data.nla_tracks.new()
    action = laptop.animation_data.action
    slot = getattr(laptop.animation_data, "action_slot", None)
    strip = track.strips.new("Keys", 1, action)
    if slot:
        strip.action_slot = slot
    laptop.animation_data.action = None
    set_limits(laptop, 1, -1.1, 0.6)
    assert played(laptop, 3) == pytest.approx([0, -1, 0.5], abs=1e-6)


def test_keys_that_a_duplicate_shares_stay_its_own(laptop):
    keyed(laptop, 0.0, -1.0)
    other = laptop.copy()
    other.data = laptop.data.copy()
    bpy.context.scene.collection.objects.link(other)
    assert other.animation_data.action == laptop.animation_data.action
    set_limits(laptop, 1, -1.2, 0.6)
    assert played(laptop, 2) == played(other, 2) == pytest.approx([0, -1], abs=1e-6)


def test_another_type_or_axis_keeps_pose_and_slider_apart(laptop):
    set_value(laptop, 1, -0.3)
    joint = read_rig(laptop).articulation.joint_of(1)
    correct.set_joint(laptop, replace(joint, origin=(0.15, 0.21, 0.02)))
    rig = read_rig(laptop)
    assert rig.articulation.joint_of(1).ajar and rig.values[1] == pytest.approx(-0.3)
    assert laptop.id_properties_ui(LID).as_dict()["min"] == pytest.approx(0, abs=1e-6)
    correct.retype(laptop, 1, JointType.CONTINUOUS)
    assert read_rig(laptop).values[1] == pytest.approx(-0.3) == laptop[LID]


def test_limits_are_typed_as_sliders_show_them_and_include_the_pose_that_was_modelled(addon, laptop):
    bpy.context.view_layer.objects.active = read_rig(laptop).objects[1][0]
    with pytest.raises(RuntimeError, match="It was modelled at 90°, outside these limits. Have them include 90°"):
        bpy.ops.artllm.joint_limits(lower_angle=0, upper_angle=1.5)
    assert bpy.ops.artllm.joint_limits(lower_angle=0, upper_angle=UPRIGHT) == {"FINISHED"}
    joint = read_rig(laptop).articulation.joint_of(1)
    assert joint.ajar and (joint.lower, joint.upper) == pytest.approx((-UPRIGHT, 0), abs=1e-6)
    assert laptop.id_properties_ui(LID).as_dict()["max"] == pytest.approx(UPRIGHT)


def of_version_1(armature: bpy.types.Object) -> None:
    """Make a rig what 0.7 made."""
    armature["artllm_rig"] = 1
    for bone in armature.data.bones:
        if "artllm_joint" in bone:
            del bone["artllm_joint"]["closed"], bone["artllm_joint"]["ajar"]


def backwards(prop: scenes.Prop, child: int) -> Articulation:
    """Its true joints, one turned so that negative values open it, as half of those of 0.7 were."""
    tree = prop.articulation
    return replace(tree, joints=tuple(turned(joint) if joint.child == child else joint for joint in tree.joints))


def test_a_rig_of_0_7_reads_and_works_as_it_did(tmp_path):
    scenes.empty_scene()
    prop = scenes.cabinet()
    of_version_1(rigged(prop, backwards(prop, 2)))
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "old.blend"))
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "old.blend"))
    (armature,) = find_rigs(bpy.context.scene)
    joint = read_rig(armature).articulation.joint_of(2)
    assert (joint.lower, joint.upper, joint.closed, joint.open) == pytest.approx((-0.35, 0, 0, -0.35))
    armature[value_key(2)] = -0.2
    assert read_rig(armature).values[2] == -0.2
    assert_moves_as_calculated(armature)


def test_refining_a_rig_of_0_7_turns_its_sliders_and_keeps_pose_and_keys():
    scenes.empty_scene()
    prop = scenes.cabinet()
    armature = rigged(prop, backwards(prop, 2))
    of_version_1(armature)
    set_value(armature, 2, -0.3)
    insert_keys(armature, 1)
    set_value(armature, 2, -0.1)
    insert_keys(armature, 2)
    bpy.context.scene.frame_set(2)
    out = {id: points for id, points in standing(read_rig(armature)).items()}
    refine_limits(armature)
    joint = read_rig(armature).articulation.joint_of(2)
    assert (joint.lower, joint.upper) == pytest.approx((0, 0.35), abs=1e-6) and armature["artllm_rig"] == VERSION
    for id, points in standing(read_rig(armature)).items():
        np.testing.assert_allclose(points, out[id], atol=1e-6)
    bpy.context.scene.frame_set(1)
    assert armature[value_key(2)] == pytest.approx(0.3) == read_rig(armature).values[2]
    before = read_rig(armature).articulation
    assert refine_limits(armature) == [] and read_rig(armature).articulation == before


def test_a_rig_of_0_7_that_was_modelled_half_open_counts_from_closed_once_it_is_refined():
    scenes.empty_scene()
    prop = scenes.laptop()
    armature = rigged(prop)
    of_version_1(armature)
    keyed(armature, 0.3, 0.0)
    bpy.context.scene.frame_set(2)
    high_before = high(armature)
    refine_limits(armature)
    joint = read_rig(armature).articulation.joint_of(1)
    assert joint.ajar and joint.axis == pytest.approx((-1, 0, 0)) and high(armature) == pytest.approx(high_before)
    assert played(armature, 2) == pytest.approx([-0.3, 0], abs=1e-6)
    assert armature[LID] == pytest.approx(-joint.lower, abs=1e-6)
