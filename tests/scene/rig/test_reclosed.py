"""Parts of a skin that are said to slide, or to slide no more: they are closed for that."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
import scenes
from rigs import assert_moves_as_calculated, rigged
from skins import wardrobe

from artllm_blender.core.articulation import JointType
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.rig.asset import build_asset, notes_of
from artllm_blender.scene.rig.correct_joints import give_type
from artllm_blender.scene.rig.made_of import Settings
from artllm_blender.scene.rig.read_rig import read_rig
from artllm_blender.scene.rig.update_rig import locked_joints

DOOR, DRAWER = 1, 2


def skin_rig(**settings: bool) -> bpy.types.Object:
    """A wardrobe's skin, rigged: a door and a drawer."""
    scenes.empty_scene()
    skin = wardrobe()
    thing = scenes.mesh_object("Wardrobe", skin.vertices, skin.faces.tolist())
    source = gather([thing], bpy.context.evaluated_depsgraph_get())
    kept = Settings(**settings)
    return build_asset(bpy.context, source, skin.prediction(), interiors=kept.interiors, kept=kept)


def depth(armature: bpy.types.Object, id: int) -> float:
    """How deep a part's own faces are, at rest, from the front backwards."""
    things = read_rig(armature).objects[id]
    return float(np.ptp([(thing.matrix_world @ v.co).y for thing in things for v in thing.data.vertices]))


def test_a_door_that_slides_gets_a_drawers_box_and_loses_it_when_it_turns_again():
    armature = skin_rig()
    door, drawer = depth(armature, DOOR), depth(armature, DRAWER)
    assert door < 0.05 < drawer
    give_type(armature, [DOOR], "prismatic")
    joint = read_rig(armature).articulation.joint_of(DOOR)
    assert joint.type is JointType.PRISMATIC and DOOR in locked_joints(armature)
    assert depth(armature, DOOR) > 0.15
    assert depth(armature, DRAWER) == pytest.approx(drawer, abs=1e-5)
    assert_moves_as_calculated(armature)
    give_type(armature, [DOOR], "revolute")
    assert depth(armature, DOOR) == pytest.approx(door, abs=1e-5)
    assert_moves_as_calculated(armature)


def test_a_drawer_that_turns_is_a_door():
    armature = skin_rig()
    give_type(armature, [DRAWER], "revolute")
    assert depth(armature, DRAWER) < 0.05
    assert_moves_as_calculated(armature)


def test_modelled_parts_stay_as_they_are():
    scenes.empty_scene()
    armature = rigged(scenes.cabinet())
    before = {thing: np.array([v.co for v in thing.data.vertices]) for thing in read_rig(armature).objects[DOOR]}
    give_type(armature, [DOOR], "prismatic")
    assert read_rig(armature).objects[DOOR] == list(before)
    assert all(np.array_equal([v.co for v in thing.data.vertices], rows) for thing, rows in before.items())


def test_nothing_is_closed_where_no_interiors_are_wanted():
    armature = skin_rig(interiors=False)
    before = depth(armature, DOOR)
    give_type(armature, [DOOR], "prismatic")
    assert depth(armature, DOOR) == before


def test_without_the_original_it_slides_as_it_is_and_a_note_says_so():
    armature = skin_rig()
    bpy.data.objects.remove(bpy.data.objects["Wardrobe"])
    before = depth(armature, DOOR)
    give_type(armature, [DOOR], "prismatic")
    assert read_rig(armature).articulation.joint_of(DOOR).type is JointType.PRISMATIC
    assert depth(armature, DOOR) == before
    assert any("not closed for that" in note for note in notes_of(armature))
