"""Rigs that were torn apart, flattened or put elsewhere: every button says what is wrong, and nothing is changed."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
import scenes
from rigs import rigged

from artllm_blender.core.errors import InputError
from artllm_blender.scene.rig.asset import select
from artllm_blender.scene.rig.drawn_part import seen_in
from artllm_blender.scene.rig.read_rig import read_rig


@pytest.fixture
def armature(addon) -> bpy.types.Object:
    """The cabinet's, active."""
    scenes.empty_scene()
    made = rigged(scenes.cabinet(), name="Cabinet")
    bpy.context.view_layer.objects.active = made
    made.select_set(True)
    return made


def door(armature: bpy.types.Object) -> bpy.types.Object:
    """The door's object, active."""
    (thing,) = read_rig(armature).objects[1]
    bpy.context.view_layer.objects.active = thing
    return thing


def test_a_rig_whose_parts_are_all_deleted(armature, tmp_path):
    armature.data.bones.active = armature.data.bones["Door_joint"]
    bpy.data.batch_remove([thing for things in read_rig(armature).objects.values() for thing in things])
    for press in (
        lambda: bpy.ops.artllm.export(directory=str(tmp_path), formats={"urdf", "png"}),
        bpy.ops.artllm.pose_assets,
    ):
        with pytest.raises(RuntimeError, match="No part has a mesh that could be drawn. Undo the deletion"):
            press()
    assert not list(tmp_path.iterdir())
    with pytest.raises(RuntimeError, match="Door has no object left. Undo its deletion"):
        bpy.ops.artllm.split_part()


def test_a_part_whose_faces_are_all_deleted_has_no_pieces(armature):
    door(armature).data.clear_geometry()
    with pytest.raises(RuntimeError, match="Door is in one piece"):
        bpy.ops.artllm.split_part()


def test_a_flattened_rig_says_so_and_is_whole_again_with_its_scale(armature):
    thing, before = door(armature), read_rig(armature).articulation
    armature.scale = 1, 1, 0
    bpy.context.view_layer.update()
    select(bpy.context, [thing, armature])
    for press in (
        lambda: bpy.ops.artllm.joint_type(type="prismatic"),
        bpy.ops.artllm.make_base,
        bpy.ops.artllm.show_colliders,
        bpy.ops.artllm.explode,
    ):
        with pytest.raises(RuntimeError, match="is flattened: its scale is 0. Give it a scale other than 0"):
            press()
    armature.scale = 1, 1, 1
    bpy.context.view_layer.update()
    assert read_rig(armature).articulation == before


def test_what_is_flattened_to_nothing_is_not_exploded(armature):
    thing = door(armature)
    others = [bpy.data.objects.new("Flat", thing.data) for _ in range(2)]
    for place, other in enumerate(others):
        bpy.context.scene.collection.objects.link(other)
        other.location.x, other.scale = 5.0 * place, (0, 0, 0)
    bpy.context.view_layer.update()
    select(bpy.context, others)
    with pytest.raises(RuntimeError, match="What is selected has no surface"):
        bpy.ops.artllm.explode()


def test_parts_that_are_only_in_another_scene_cannot_be_hidden_here(armature):
    thing, other = door(armature), bpy.data.scenes.new("Other")
    other.collection.objects.link(thing)
    armature.users_collection[0].objects.unlink(thing)
    bpy.context.view_layer.objects.active = armature
    with pytest.raises(RuntimeError, match="is not in this view layer. Include its collection"):
        bpy.ops.artllm.hide_part(child=1)


def test_what_was_not_chosen_or_drawn_is_asked_for(armature):
    door(armature)
    with pytest.raises(RuntimeError, match="The axis points nowhere"):
        bpy.ops.artllm.turn_axis()
    with pytest.raises(InputError, match="The box is as thin as a line"):
        seen_in(armature, np.array([[np.nan, 0, 0], [np.nan, 1, 0]]), True)
    bpy.context.view_layer.objects.active = next(iter(read_rig(armature).objects[0]))
    with pytest.raises(RuntimeError, match="No part is chosen|has no joint"):
        bpy.ops.artllm.joint_parent()
