"""Constraints from the selection, by clicks and by words; removed and undone."""

from __future__ import annotations

import math

import bpy
import numpy as np
import pytest
from desk_lamp import lamp, mug

from artllm_blender.ops.click_constraint import shown
from artllm_blender.ops.constraints import said
from artllm_blender.scene.pose.live import GONE
from artllm_blender.scene.pose.places import now, places
from artllm_blender.scene.rig.read_rig import read_rig


@pytest.fixture
def armature(addon) -> bpy.types.Object:
    found = lamp()
    mug((0.5, 0.3, 0.05))
    select("Head")
    return found


def select(active: str, *others: str) -> None:
    for thing in bpy.context.view_layer.objects:
        thing.select_set(thing.name in (active, *others))
    bpy.context.view_layer.objects.active = bpy.data.objects[active]


def off(armature: bpy.types.Object) -> float:
    """Degrees between where the head looks and where the mug is."""
    bpy.context.view_layer.update()
    head = now(armature, 3, places(armature, 3)["opening"])
    way = np.array(bpy.data.objects["Mug"].matrix_world.translation) - head.point
    return math.degrees(math.acos(min(1.0, float(way @ head.direction / np.linalg.norm(way)))))


def test_the_active_part_aims_at_the_other_selected_object(armature):
    select("Head", "Mug")
    assert bpy.ops.artllm.constrain(kind="AIM") == {"FINISHED"}
    assert [one.name for one in armature.artllm_constraints] == ["Head aims at Mug"]
    assert off(armature) < 0.1


def test_without_another_object_it_is_about_the_cursor(armature):
    bpy.ops.artllm.constrain(kind="AIM")
    assert armature.artllm_constraints[0].target == "CURSOR"
    with pytest.raises(RuntimeError, match="no camera"):
        bpy.ops.artllm.constrain(kind="AIM", target="CAMERA")


def test_a_joint_is_as_far_as_the_other_selected_part(armature):
    select("Head", "Arm")
    bpy.ops.artllm.constrain(kind="EQUAL")
    one = armature.artllm_constraints[0]
    assert (one.part, one.other) == (3, 2)
    select("Head")
    with pytest.raises(RuntimeError, match="no second joint"):
        bpy.ops.artllm.constrain(kind="EQUAL")


def test_words_make_constraints(armature):
    for text, name in (
        ("aim the lamp at the mug", "Head aims at Mug"),
        ("aim the head at the cursor", "Head aims at 3D Cursor"),
        ("keep the arm where it is", "Arm held"),
    ):
        assert bpy.ops.artllm.constrain_by_words(text=text) == {"FINISHED"}
        assert armature.artllm_constraints[-1].name == name
    with pytest.raises(RuntimeError, match='no "zebra"'):
        bpy.ops.artllm.constrain_by_words(text="aim the head at the zebra")


def test_a_clicked_place_is_kept_and_a_target_is_where_it_was_clicked(armature):
    head = places(armature, 3)["opening"]
    bpy.ops.artllm.click_constraint(
        part=3, region="opening", point=head.point, direction=head.direction, thing="Mug", place=(0.5, 0.3, 0.05)
    )
    assert armature.artllm_constraints[0].kind == "AIM" and off(armature) < 0.1
    with pytest.raises(RuntimeError, match="Nothing was clicked"):
        bpy.ops.artllm.click_constraint()


def test_removed_it_lets_go_and_the_joints_stay(armature):
    select("Head", "Mug")
    bpy.ops.artllm.constrain(kind="AIM")
    bpy.context.view_layer.update()
    before = read_rig(armature).values
    bpy.ops.artllm.remove_constraint()
    bpy.data.objects["Mug"].location.x = -1
    bpy.context.view_layer.update()
    assert read_rig(armature).values == before and said(armature) == []
    assert not bpy.ops.artllm.remove_constraint.poll()


def test_one_undo_takes_a_constraint_and_its_pose_back(armature):
    select("Head", "Mug")
    bpy.ops.ed.undo_push(message="before")
    bpy.ops.artllm.constrain("EXEC_DEFAULT", True, kind="AIM")
    bpy.context.view_layer.update()
    bpy.ops.ed.undo()
    rig = bpy.data.objects["Lamp Rig"]
    bpy.context.view_layer.update()
    assert len(rig.artllm_constraints) == 0
    assert read_rig(rig).values == {1: 0, 2: 0, 3: 0}


def test_undone_to_before_the_solving_it_is_solved_again(armature):
    select("Head", "Mug")
    bpy.ops.ed.undo_push(message="before")
    # The operator's undo step is pushed before anything is solved.
    bpy.ops.artllm.constrain("EXEC_DEFAULT", True, kind="AIM")
    bpy.context.view_layer.update()
    before = read_rig(armature).values
    bpy.data.objects["Mug"].location.x = -1
    bpy.context.view_layer.update()
    bpy.ops.ed.undo_push(message="moved")
    bpy.ops.ed.undo()
    bpy.context.view_layer.update()
    assert read_rig(bpy.data.objects["Lamp Rig"]).values == before


def test_a_target_that_is_deleted_is_gone(armature):
    select("Head", "Mug")
    bpy.ops.artllm.constrain(kind="AIM")
    bpy.context.view_layer.update()
    assert said(armature) == [""]
    select("Mug")
    bpy.ops.object.delete()
    select("Head")
    bpy.context.view_layer.update()
    assert said(armature) == [GONE]
    assert len(shown(bpy.context)) == 1, "of the part alone"
    values = read_rig(armature).values
    bpy.data.objects["Mug"].location.x += 1
    bpy.context.view_layer.update()
    assert read_rig(armature).values == values


def test_a_target_that_is_renamed_is_called_so(armature):
    select("Head", "Mug")
    bpy.ops.artllm.constrain(kind="AIM")
    bpy.ops.artllm.constrain(kind="AIM")
    mine = armature.artllm_constraints[1]
    mine.name = "my own"
    bpy.data.objects["Mug"].name = "Cup"
    bpy.context.view_layer.update()
    assert [one.name for one in armature.artllm_constraints] == ["Head aims at Cup", "my own"]
    select("Head")
    bpy.context.window_manager.artllm.active_constraint = 0
    assert shown(bpy.context)[0].said == "Head aims at Cup"
