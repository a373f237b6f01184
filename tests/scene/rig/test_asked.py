"""Joints that the model was asked for, taken over: what slides then has a box behind its front."""

from __future__ import annotations

from dataclasses import replace

import bpy
import numpy as np
import pytest
import scenes
from rigs import assert_moves_as_calculated
from skins import wardrobe

from artllm_blender.core.articulation import Articulation, JointType
from artllm_blender.core.corrections import with_joint
from artllm_blender.core.cut.united import united
from artllm_blender.core.steps import exhausted
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.rig.asked import adopting
from artllm_blender.scene.rig.asset import build_asset, notes_of
from artllm_blender.scene.rig.build_rig import bone_of
from artllm_blender.scene.rig.correct import rename
from artllm_blender.scene.rig.correct_joints import give_type
from artllm_blender.scene.rig.drawn_part import draw_part
from artllm_blender.scene.rig.made_of import Settings
from artllm_blender.scene.rig.read_rig import read_rig

NOT = np.nan
DRAWER = 2
# In the world, of which the armature is not turned.
ROUND = np.array([(0.55, NOT, 0.31), (0.93, NOT, 0.52)])


@pytest.fixture
def drawn() -> tuple[bpy.types.Object, int]:
    """A wardrobe's skin, rigged, whose drawer was drawn round as a part that was missing; and that part's id."""
    scenes.empty_scene()
    skin = wardrobe()
    thing = scenes.mesh_object("Wardrobe", skin.vertices, skin.faces.tolist())
    source = gather([thing], bpy.context.evaluated_depsgraph_get())
    armature = build_asset(bpy.context, source, united(skin.prediction(), 0, DRAWER), kept=Settings())
    return armature, draw_part(armature, ROUND - np.array(armature.matrix_world)[:3, 3], False)


def sliding(armature: bpy.types.Object, id: int) -> Articulation:
    """The rig's, the part being found to slide out of the front."""
    tree = read_rig(armature).articulation
    joint = replace(
        tree.joint_of(id), type=JointType.PRISMATIC, axis=(0.0, -1.0, 0.0), origin=(0.0, 0.0, 0.0), lower=0.0, upper=0.3
    )
    return with_joint(tree, joint)


def depth(armature: bpy.types.Object, id: int) -> float:
    box = read_rig(armature).articulation.part(id).box
    return box.upper[1] - box.lower[1]


def test_what_was_drawn_round_and_is_found_to_slide_gets_a_drawers_box(drawn):
    armature, id = drawn
    assert depth(armature, id) < 0.05
    exhausted(adopting(armature, sliding(armature, id), only=[id]))
    joint = read_rig(armature).articulation.joint_of(id)
    assert joint.type is JointType.PRISMATIC and depth(armature, id) > 0.2
    assert_moves_as_calculated(armature)


def test_without_the_original_it_slides_as_it_is_and_a_note_says_so(drawn):
    armature, id = drawn
    bpy.data.objects.remove(bpy.data.objects["Wardrobe"])
    before = depth(armature, id)
    exhausted(adopting(armature, sliding(armature, id), only=[id]))
    assert read_rig(armature).articulation.joint_of(id).type is JointType.PRISMATIC
    assert depth(armature, id) == before
    assert any("not closed for that" in note for note in notes_of(armature))


def test_a_part_that_nobody_named_is_called_by_what_it_turns_out_to_be(drawn):
    armature, id = drawn
    assert names(armature, id) == ["Flap_2", "Flap_2_joint", "Wardrobe.Flap_2"]
    exhausted(adopting(armature, sliding(armature, id), only=[id]))
    assert names(armature, id) == ["Slider", "Slider_joint", "Wardrobe.Slider"]
    told = sliding(armature, id)
    parts = tuple(replace(part, label="drawer") if part.id == id else part for part in told.parts)
    exhausted(adopting(armature, replace(told, parts=parts), only=[id]))
    assert names(armature, id) == ["Drawer", "Drawer_joint", "Wardrobe.Drawer"]
    assert read_rig(armature).articulation.part(id).label == "drawer"


@pytest.mark.parametrize("name, label", [("Till", ""), ("Flap_2", "tray")])
def test_a_name_or_label_of_the_artists_stays(drawn, name, label):
    armature, id = drawn
    rename(armature, id, name, label)
    exhausted(adopting(armature, sliding(armature, id), only=[id]))
    part = read_rig(armature).articulation.part(id)
    assert (part.name, part.label) == (name, label)


def test_its_name_follows_the_type_that_the_artist_gives_it_too(drawn):
    armature, id = drawn
    assert give_type(armature, [id], "prismatic") == ["Slider"]
    assert names(armature, id)[0] == "Slider"


def names(armature: bpy.types.Object, id: int) -> list[str]:
    """Of a part, its bone and its object."""
    rig = read_rig(armature)
    return [rig.articulation.part(id).name, bone_of(armature, id).name, *(thing.name for thing in rig.objects[id])]
