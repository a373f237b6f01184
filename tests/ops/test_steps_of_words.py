"""What a sentence was read as: shown as steps before anything moves, changed, left out and carried out again."""

from __future__ import annotations

import math

import bpy
import pytest
import scenes
from desk_lamp import lamp, mug
from rigs import rigged

from artllm_blender.scene.rig.read_rig import read_rig


@pytest.fixture
def armature(addon) -> bpy.types.Object:
    found = rigged(scenes.cabinet())
    bpy.context.view_layer.objects.active = found
    return found


def saying():
    return bpy.context.window_manager.artllm.saying


def values(armature: bpy.types.Object) -> dict[int, float]:
    return read_rig(armature).values


def test_it_is_read_before_anything_moves_and_then_carried_out(armature):
    saying().text = "open the drawer halfway, then the door 30 degrees"
    assert bpy.ops.artllm.read_steps() == {"FINISHED"}
    assert [step.name for step in saying().steps] == ["open Drawer to 50%", "put Door to 30°"]
    assert values(armature) == {1: 0, 2: 0}
    assert bpy.ops.artllm.do_steps() == {"FINISHED"}
    assert values(armature) == pytest.approx({1: math.radians(30), 2: 0.175}, abs=1e-6)


def test_a_step_is_changed_and_carried_out_again_from_where_the_joints_were(armature):
    bpy.ops.artllm.say(text="open the drawer by 10 cm and the door 30 degrees")
    first, second = saying().steps
    first.parts, first.measure, first.share = "Door", "fraction", 0.5
    second.use = False
    bpy.ops.artllm.do_steps()
    assert values(armature) == pytest.approx({1: math.radians(45), 2: 0}, abs=1e-6)
    bpy.ops.artllm.remove_step(number=1)
    assert [step.name for step in saying().steps] == ["open Door to 50%"]
    first.parts = "Nose"
    with pytest.raises(RuntimeError, match="no part Nose"):
        bpy.ops.artllm.do_steps()


def test_joints_that_were_moved_since_stay_where_they_are(armature):
    bpy.ops.artllm.say(text="open the drawer by 10 cm")
    armature["artllm_value_1"] = 0.3
    bpy.ops.artllm.do_steps()
    assert values(armature) == pytest.approx({1: 0.3, 2: 0.2}, abs=1e-6)


def test_without_steps_there_is_nothing_to_carry_out(armature):
    saying().steps.clear()
    assert not bpy.ops.artllm.do_steps.poll() and not bpy.ops.artllm.remove_step.poll()


def test_a_target_is_changed_and_the_constraint_made_anew(addon):
    rig = lamp()
    mug((0.5, 0.3, 0.05))
    mug((-0.5, 0.3, 0.05), "Ball")
    bpy.context.view_layer.objects.active = rig
    bpy.ops.artllm.say(text="aim the lamp at the mug")
    assert [one.name for one in rig.artllm_constraints] == ["Head aims at Mug"]
    saying().steps[0].target = "Ball"
    bpy.ops.artllm.do_steps()
    assert [one.name for one in rig.artllm_constraints] == ["Head aims at Ball"]


def test_a_sentence_about_two_rigs_is_steps_of_each_and_one_undo_takes_both_back(armature):
    shelf = rigged(scenes.cabinet(), name="Wardrobe")
    other = lamp(at=(3.0, 0.0))
    bpy.context.view_layer.objects.active = armature
    bpy.ops.ed.undo_push(message="before")
    bpy.ops.artllm.say("EXEC_DEFAULT", True, text="open the wardrobe's drawer, tilt the lamp's arm 30 degrees")
    assert saying().asked == "" and saying().moved.splitlines() == ["Wardrobe, Drawer: 35 cm", "Lamp, Arm: 30°"]
    assert [step.name for step in saying().steps] == ["Wardrobe: open Drawer", "Lamp: turn Arm by 30°"]
    assert values(shelf)[2] > 0.3 and values(other)[2] != 0 and values(armature) == {1: 0, 2: 0}
    saying().steps[0].use = False
    bpy.ops.artllm.do_steps()
    assert values(shelf)[2] == pytest.approx(0, abs=1e-6) and values(other)[2] == pytest.approx(math.radians(30))
    bpy.ops.ed.undo()
    rigs = [thing for thing in bpy.context.scene.objects if thing.type == "ARMATURE"]
    assert all(value == 0 for rig in rigs for value in values(rig).values())
    assert len(rigs) == 3


def test_what_must_be_asked_of_one_rig_moves_no_other(armature):
    other = lamp(at=(3.0, 0.0))
    bpy.context.view_layer.objects.active = armature
    bpy.ops.artllm.say(text="tilt the lamp's arm 30 degrees and aim the drawer at the zebra")
    assert "zebra" in saying().asked
    assert values(other)[2] == 0 and values(armature) == {1: 0, 2: 0}
