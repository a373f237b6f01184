"""Pose by Words on a rig in the scene: what is said moves it, is keyed, undone, asked about and told."""

from __future__ import annotations

import math

import bpy
import numpy as np
import pytest
import scenes
from rigs import rigged

from artllm_blender.ops.saying import front_said
from artllm_blender.scene.pose.words import given_front, set_front
from artllm_blender.scene.pose.write import add
from artllm_blender.scene.rig.read_rig import read_rig
from artllm_blender.scene.units import set_metres


@pytest.fixture
def armature(addon) -> bpy.types.Object:
    return active(rigged(scenes.cabinet()))


def active(armature: bpy.types.Object) -> bpy.types.Object:
    bpy.context.view_layer.objects.active = armature
    return armature


def values(armature: bpy.types.Object) -> dict[int, float]:
    return read_rig(armature).values


def saying():
    return bpy.context.window_manager.artllm.saying


def test_a_sentence_moves_what_it_names_and_says_so(armature):
    assert bpy.ops.artllm.say(text="open the drawer halfway and the door 30 degrees") == {"FINISHED"}
    assert values(armature) == pytest.approx({1: math.radians(30), 2: 0.175}, abs=1e-6)
    assert saying().moved.splitlines() == ["Door: 30°", "Drawer: 17.5 cm"]
    assert saying().history == "open the drawer halfway and the door 30 degrees"


def test_a_line_that_a_script_sets_moves_nothing(armature):
    saying().text = "open the drawer"
    assert values(armature)[2] == pytest.approx(0, abs=1e-6)


def test_it_is_about_what_was_said_before(armature):
    bpy.ops.artllm.say(text="open the drawer")
    bpy.ops.artllm.say(text="now close it")
    assert values(armature)[2] == pytest.approx(0, abs=1e-6)


def test_what_cannot_be_met_or_must_be_asked_is_told(armature):
    bpy.ops.artllm.say(text="open the door 120 degrees")
    assert values(armature)[1] == pytest.approx(math.pi / 2, abs=1e-6)
    assert "stops at 90°" in saying().said
    two = active(rigged(scenes.wardrobe()))
    for bone in two.data.bones:
        if "artllm_joint" in bone:
            bone["artllm_part"]["label"] = "door"
    bpy.ops.artllm.say(text="open the door")
    assert "Which one" in saying().asked and not saying().moved
    assert values(two) == pytest.approx({1: 0, 2: 0}, abs=1e-6)
    bpy.ops.artllm.say(text="xyzzy plugh")
    assert saying().said or saying().asked
    assert values(two) == pytest.approx({1: 0, 2: 0}, abs=1e-6)


def test_left_is_told_by_the_front_that_was_set(armature):
    two = active(rigged(scenes.wardrobe()))
    for bone in two.data.bones:
        if "artllm_joint" in bone:
            bone["artllm_part"]["label"] = "door"
    assert front_said(bpy.context, two) == "Front: -Y (guessed)"
    bpy.ops.artllm.say(text="open the left door")
    assert values(two)[1] > 1 and values(two)[2] == 0
    bpy.ops.artllm.rest()
    bpy.ops.artllm.set_front(side="+Y")
    assert front_said(bpy.context, two) == "Front: +Y"
    bpy.ops.artllm.say(text="open the left door")
    assert values(two)[2] > 1 and values(two)[1] == 0


def test_a_front_turns_with_the_rig_and_can_be_guessed_again(armature):
    set_front(armature, np.array((0.0, -1.0, 0.5)))
    armature.rotation_euler.z = math.pi / 2
    bpy.context.view_layer.update()
    assert given_front(armature) == pytest.approx((1, 0, 0), abs=1e-6)
    bpy.ops.artllm.set_front(side="GUESS")
    assert given_front(armature) is None


def test_lengths_are_metres_whatever_the_scene_counts_in(armature):
    set_metres(0.01)
    bpy.ops.artllm.say(text="open the drawer 1 mm")
    assert values(armature)[2] == pytest.approx(0.1, rel=1e-5)


def test_key_it_keys_at_the_frame_or_at_those_named(armature):
    bpy.context.scene.frame_set(7)
    bpy.ops.artllm.say(text="open the drawer", key=True)
    curves = {curve.data_path: curve for curve in _curves(armature)}
    assert [tuple(point.co) for point in curves['["artllm_value_2"]'].keyframe_points] == [(7, pytest.approx(0.35))]
    bpy.ops.artllm.say(text="close the drawer at frame 20", key=True)
    assert curves_of_drawer(armature) == [7, 20]


def test_key_it_keys_what_was_said_alone_and_begins_where_the_joint_was(armature):
    bpy.context.scene.frame_set(1)
    bpy.ops.artllm.say(text="open the drawer by frame 24", key=True)
    assert keys_of(armature, 2) == {1: 0.0, 24: pytest.approx(0.35)}
    bpy.context.scene.frame_set(24)
    bpy.ops.artllm.say(text="close the door at frame 1 and open it at frame 30", key=True)
    assert keys_of(armature, 2) == {1: 0.0, 24: pytest.approx(0.35)}
    assert keys_of(armature, 1).keys() == {1, 30} and keys_of(armature, 1)[30] > 1
    said = bpy.context.window_manager.artllm.saying.said
    assert "Nothing had to move" not in said
    bpy.ops.artllm.say(text="close the drawer at frame 40")
    assert keys_of(armature, 2).keys() == {1, 24}
    assert "press Key It" in bpy.context.window_manager.artllm.saying.said


def keys_of(armature: bpy.types.Object, child: int) -> dict[float, float]:
    curve = next(curve for curve in _curves(armature) if curve.data_path == f'["artllm_value_{child}"]')
    return {point.co[0]: point.co[1] for point in curve.keyframe_points}


def curves_of_drawer(armature: bpy.types.Object) -> list[float]:
    curve = next(curve for curve in _curves(armature) if curve.data_path == '["artllm_value_2"]')
    return [point.co[0] for point in curve.keyframe_points]


def _curves(armature: bpy.types.Object) -> list[bpy.types.FCurve]:
    action = armature.animation_data.action
    if hasattr(action, "fcurves"):
        return list(action.fcurves)
    return [curve for bag in action.layers[0].strips[0].channelbags for curve in bag.fcurves]


def test_nothing_said_is_an_error_and_one_undo_takes_a_pose_back(armature):
    with pytest.raises(RuntimeError, match="Nothing was said"):
        bpy.ops.artllm.say()
    bpy.ops.ed.undo_push(message="before")
    bpy.ops.artllm.say("EXEC_DEFAULT", True, text="open everything")
    bpy.ops.ed.undo()
    rig = next(thing for thing in bpy.context.scene.objects if thing.type == "ARMATURE")
    assert values(rig) == pytest.approx({1: 0, 2: 0}, abs=1e-6)


def test_where_what_is_kept_has_a_joint_elsewhere_than_it_was_put_both_are_told(armature):
    add(armature, "VALUE", 1)
    bpy.context.view_layer.update()
    bpy.ops.artllm.say(text="open the door 60 degrees and the drawer 10 cm")
    assert values(armature) == pytest.approx({1: 0, 2: 0.1}, abs=1e-3)
    assert saying().moved.splitlines() == ["Door: 60° asked, 0° with what is kept", "Drawer: 10 cm"]
