"""A part that was missing, by a box drawn round it."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
import scenes
from rigs import assert_moves_as_calculated, rigged
from skins import wardrobe

from artllm_blender.core.articulation import JointType
from artllm_blender.core.errors import InputError
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.rig.asset import build_asset
from artllm_blender.scene.rig.bound import bound
from artllm_blender.scene.rig.correct import dissolve
from artllm_blender.scene.rig.drawn_part import draw_part, seen_in
from artllm_blender.scene.rig.made_of import Settings
from artllm_blender.scene.rig.mesh_out import part_meshes
from artllm_blender.scene.rig.read_rig import read_rig

NOT = np.nan
DOOR = 1


def drawn(armature: bpy.types.Object, corners: tuple, above: bool = False, hinge=None, **more) -> int:
    """By a box in the world, of which the armature is not turned."""
    at = np.array(armature.matrix_world)[:3, 3]
    return draw_part(armature, np.array(corners) - at, above, hinge=None if hinge is None else hinge - at, **more)


def box(armature: bpy.types.Object, part: int) -> np.ndarray:
    bpy.context.view_layer.update()
    mesh = part_meshes(read_rig(armature), bpy.context.evaluated_depsgraph_get())[part]
    corners = mesh.vertices[mesh.triangles].reshape(-1, 3)
    return np.stack([corners.min(axis=0), corners.max(axis=0)])


def fused() -> bpy.types.Object:
    """A wardrobe's skin, rigged."""
    scenes.empty_scene()
    skin = wardrobe()
    thing = scenes.mesh_object("Wardrobe", skin.vertices, skin.faces.tolist())
    source = gather([thing], bpy.context.evaluated_depsgraph_get())
    return build_asset(bpy.context, source, skin.prediction(), kept=Settings())


def test_a_skin_is_cut_where_a_missing_door_was_drawn_round_and_it_hangs_where_that_began():
    armature = fused()
    before = box(armature, DOOR)
    dissolve(armature, DOOR)
    wanted = np.array([(0.1, NOT, 0.08), (0.45, NOT, 0.7)])
    id = drawn(armature, wanted, hinge=np.array((0.45, NOT, 0.08)), about=2)
    rig, now = read_rig(armature), box(armature, id)
    joint = rig.articulation.joint_of(id)
    assert now[:, [0, 2]] == pytest.approx(wanted[:, [0, 2]], abs=2e-3)
    assert np.ptp(now[:, 1]) == pytest.approx(np.ptp(before[:, 1]), abs=0.02), "the front and what closes it, no more"
    assert joint.type is JointType.REVOLUTE and joint.parent == rig.articulation.root
    assert joint.origin[0] == pytest.approx(0.45, abs=1e-3) and np.abs(joint.axis) == pytest.approx((0, 0, 1), abs=1e-6)
    assert_moves_as_calculated(armature)
    assert not any(thing.data.validate() for things in rig.objects.values() for thing in things)


def test_what_a_drawing_took_from_a_part_may_be_another_one():
    armature = fused()
    at = np.array(armature.matrix_world)[:3, 3]
    bound(armature, DOOR, np.array([(0.05, NOT, 0.09), (0.25, NOT, 0.7)]) - at)
    wanted = np.array([(0.27, NOT, 0.12), (0.45, NOT, 0.68)])
    id = drawn(armature, wanted)
    assert box(armature, id)[:, [0, 2]] == pytest.approx(wanted[:, [0, 2]], abs=2e-3)
    assert box(armature, DOOR)[1, 0] == pytest.approx(0.25, abs=2e-3)


def test_half_of_a_door_is_a_door_beside_it():
    armature = fused()
    id = drawn(armature, ((0.28, NOT, 0.09), (0.52, NOT, 0.72)), hinge=np.array((0.52, NOT, 0.09)), about=2)
    rig = read_rig(armature)
    joint = rig.articulation.joint_of(id)
    assert joint.parent == rig.articulation.root and joint.axis == pytest.approx((0, 0, 1), abs=1e-6), "outwards"
    mesh = part_meshes(rig, bpy.context.evaluated_depsgraph_get())[DOOR]
    middles = mesh.vertices[mesh.triangles].mean(axis=1)[:, [0, 2]]
    assert not ((middles > (0.282, 0.092)) & (middles < (0.518, 0.718))).all(axis=1).any(), (
        "nothing of it is in the box"
    )


def test_of_what_was_modelled_the_pieces_that_are_seen_in_the_box_are_the_part():
    scenes.empty_scene()
    armature = rigged(scenes.cabinet(), name="Cabinet")
    dissolve(armature, DOOR)
    around = np.array([(-0.45, NOT, -0.05), (0.45, NOT, 0.69)])
    assert not seen_in(armature, around - np.array(armature.matrix_world)[:3, 3], above=True)[1], "no piece of the back"
    id = drawn(armature, around, kind=JointType.PRISMATIC)
    rig = read_rig(armature)
    assert sum(len(thing.data.polygons) for thing in rig.objects[id]) == 12, "the door's panel and its handle"
    assert rig.articulation.joint_of(id).type is JointType.PRISMATIC
    assert_moves_as_calculated(armature)


def test_a_box_in_which_nothing_is_seen_is_refused():
    scenes.empty_scene()
    armature = rigged(scenes.cabinet(), name="Cabinet")
    with pytest.raises(InputError, match="Nothing is seen"):
        drawn(armature, ((2.0, NOT, 0.0), (3.0, NOT, 1.0)))
