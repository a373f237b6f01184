"""A part bounded by what was drawn round it: cut there, closed again, and so it stays."""

from __future__ import annotations

from dataclasses import replace

import bpy
import numpy as np
import pytest
import scenes
from rigs import assert_moves_as_calculated
from skins import Skin, chest, jar, wardrobe

from artllm_blender.core.articulation import Box, Joint, JointType, Part
from artllm_blender.core.cut.united import united
from artllm_blender.core.errors import InputError
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.rig.asset import build_asset
from artllm_blender.scene.rig.bound import bound
from artllm_blender.scene.rig.made_of import Settings, kept_outlines
from artllm_blender.scene.rig.mesh_out import part_meshes
from artllm_blender.scene.rig.read_rig import read_rig
from artllm_blender.scene.rig.take_up import take_up
from artllm_blender.scene.rig.update_rig import lock_joint

NOT = np.nan
DOOR, DRAWER = 1, 2
RING = 1


@pytest.fixture
def armature() -> bpy.types.Object:
    return rigged(wardrobe())


def rigged(skin: Skin) -> bpy.types.Object:
    """As articulated; the other answer is one without the last part."""
    scenes.empty_scene()
    thing = scenes.mesh_object("Skin", skin.vertices, skin.faces.tolist())
    source = gather([thing], bpy.context.evaluated_depsgraph_get())
    first = skin.prediction()
    other = united(first, 0, len(first.articulation.parts) - 1)
    return build_asset(bpy.context, source, replace(first, others=(other,)), kept=Settings())


def bounded(armature: bpy.types.Object, part: int, corners: tuple, alike: bool = False, hinge=None) -> list[int]:
    """By a box in the world, of which the armature is not turned."""
    at = np.array(armature.matrix_world)[:3, 3]
    return bound(armature, part, np.array(corners) - at, alike, None if hinge is None else np.array(hinge) - at)


def joint(armature: bpy.types.Object, part: int) -> Joint:
    return read_rig(armature).articulation.joint_of(part)


def box(armature: bpy.types.Object, part: int) -> np.ndarray:
    """(2, 3) around what the part has, as the armature stands at first."""
    bpy.context.view_layer.update()
    mesh = part_meshes(read_rig(armature), bpy.context.evaluated_depsgraph_get())[part]
    corners = mesh.vertices[mesh.triangles].reshape(-1, 3)
    return np.stack([corners.min(axis=0), corners.max(axis=0)])


def test_a_part_ends_where_it_was_drawn_round_and_the_next_drawing_adds_to_that(armature):
    before, drawer, tree = box(armature, DOOR), box(armature, DRAWER), read_rig(armature).articulation
    assert bounded(armature, DOOR, ((0.15, NOT, 0.05), (0.50, NOT, 0.60))) == [DOOR]
    now = box(armature, DOOR)
    assert now[:, [0, 2]] == pytest.approx(np.array([[0.15, 0.05], [0.50, 0.60]]), abs=2e-3)
    rig = read_rig(armature)
    kept = rig.articulation.part(DOOR).box
    assert np.array([kept.lower, kept.upper]) == pytest.approx(now)
    assert box(armature, DRAWER) == pytest.approx(drawer, abs=0.01)
    assert np.allclose([j.axis for j in rig.articulation.joints], [j.axis for j in tree.joints], atol=1e-6)
    assert_moves_as_calculated(armature)
    assert not any(thing.data.validate() for things in rig.objects.values() for thing in things)
    bounded(armature, DOOR, ((0.2, before[0, 1], NOT), (0.5, before[1, 1], NOT)))
    again = box(armature, DOOR)
    assert again[0, 0] == pytest.approx(0.2, abs=2e-3) and again[:, 2] == pytest.approx(now[:, 2], abs=2e-3)


def test_a_box_that_holds_none_of_the_parts_skin_is_refused_and_all_stays():
    skin = jar()
    body, lid = skin.articulation.parts
    tree = replace(skin.articulation, parts=(body, replace(lid, box=Box((0, 0, 0.3), (1, 0.6, 0.5)))))
    armature = rigged(
        replace(skin, articulation=tree, part_at=lambda places: (abs(places[:, 2] - 0.4) < 0.1).astype(np.int32))
    )
    before, objects = box(armature, RING), set(bpy.data.objects)
    with pytest.raises(InputError, match="leaves nothing"):
        bounded(armature, RING, ((0.3, 0.2, NOT), (0.6, 0.4, NOT)))
    assert set(bpy.data.objects) == objects and not kept_outlines(armature)
    assert box(armature, RING) == pytest.approx(before)


def test_a_drawer_seen_from_above_is_as_deep_as_it_was_drawn(armature):
    before, body = box(armature, DRAWER), box(armature, 0)
    for deep in (0.45, 0.2):
        bounded(armature, DRAWER, ((0.55, -0.1, NOT), (0.93, deep, NOT)))
        now = box(armature, DRAWER)
        assert now[1, 1] == pytest.approx(deep, abs=2e-3) and now[0, 1] == pytest.approx(before[0, 1])
        assert now[:, 2] == pytest.approx(before[:, 2], abs=0.04)  # where nothing was drawn, as the seam goes
        assert box(armature, 0) == pytest.approx(body)


def test_what_is_alike_is_cut_likewise_where_it_is():
    armature = rigged(chest())
    assert sorted(bounded(armature, 1, ((0.15, NOT, 0.08), (0.85, NOT, 0.22)), alike=True)) == [1, 2, 3]
    for drawer in (1, 2, 3):
        up = 0.25 * (drawer - 1)
        now = box(armature, drawer)[:, [0, 2]]
        assert now == pytest.approx(np.array([[0.15, 0.08 + up], [0.85, 0.22 + up]]), abs=4e-3)
    assert_moves_as_calculated(armature)


def test_drawers_of_a_stack_are_as_deep_as_one_was_drawn_from_above_however_high_they_are():
    skin = chest()
    body, low, *_ = skin.articulation.parts
    parts = (body, low, Part(2, "Drawer 2", Box((0.1, 0, 0.3), (0.9, 0, 0.75))))
    tree = replace(skin.articulation, parts=parts, joints=skin.articulation.joints[:2])

    def part_at(places: np.ndarray) -> np.ndarray:
        return np.where(skin.part_at(places) > 1, 2, skin.part_at(places))

    armature = rigged(replace(skin, articulation=tree, part_at=part_at))
    assert sorted(bounded(armature, 1, ((0.1, -0.1, NOT), (0.9, 0.4, NOT)), alike=True)) == [1, 2]
    assert [box(armature, id)[1, 1] for id in (1, 2)] == pytest.approx([0.4, 0.4], abs=2e-3)


def test_a_hinge_goes_along_with_the_side_of_the_door_unless_it_is_locked(armature):
    assert joint(armature, DOOR).origin[:2] == pytest.approx((0.07, 0), abs=1e-3)
    bounded(armature, DOOR, ((0.2, NOT, 0.05), (0.5, NOT, 0.6)))
    found = joint(armature, DOOR)
    assert found.origin[:2] == pytest.approx((0.2, 0), abs=1e-3) and found.axis == pytest.approx((0, 0, -1))
    assert_moves_as_calculated(armature)
    lock_joint(armature, DOOR)
    bounded(armature, DOOR, ((0.35, NOT, 0.05), (0.5, NOT, 0.6)))
    assert joint(armature, DOOR).origin[:2] == pytest.approx((0.2, 0), abs=1e-3)


def test_a_door_is_hung_where_the_drawing_began_and_opens_to_the_same_side(armature):
    bounded(armature, DOOR, ((0.15, NOT, 0.05), (0.5, NOT, 0.6)), hinge=(0.5, NOT, 0.05))
    found = joint(armature, DOOR)
    assert found.origin[:2] == pytest.approx((0.5, 0), abs=1e-3) and found.axis == pytest.approx((0, 0, 1))
    assert found.known == {"type", "origin"} and found.upper > 1.0
    assert_moves_as_calculated(armature)


def test_what_slid_turns_about_the_side_where_the_drawing_began(armature):
    bounded(armature, DRAWER, ((0.55, NOT, 0.3), (0.9, NOT, 0.5)), hinge=(0.55, NOT, 0.3))
    found = joint(armature, DRAWER)
    assert found.type is JointType.REVOLUTE and found.origin[2] == pytest.approx(0.3, abs=1e-3)
    assert np.abs(found.axis) == pytest.approx((1, 0, 0), abs=1e-6)
    assert_moves_as_calculated(armature)


def test_another_answer_keeps_what_was_drawn(armature):
    bounded(armature, DOOR, ((0.15, NOT, 0.05), (0.50, NOT, 0.60)))
    now = box(armature, DOOR)
    take_up(armature, 1)
    assert len(read_rig(armature).articulation.parts) == 2
    assert box(armature, DOOR) == pytest.approx(now, abs=5e-3)


def test_what_leaves_nothing_of_a_part_or_has_no_joint_is_refused(armature):
    before = {part: box(armature, part) for part in (0, DOOR, DRAWER)}
    with pytest.raises(InputError, match="nothing of Flap"):
        bounded(armature, DOOR, ((0.8, NOT, 0.05), (0.9, NOT, 0.60)))
    with pytest.raises(InputError, match="no joint"):
        bounded(armature, 0, ((0.1, NOT, 0.1), (0.9, NOT, 0.60)))
    with pytest.raises(InputError, match="No part is like"):
        bounded(armature, DOOR, ((0.1, NOT, 0.1), (0.4, NOT, 0.60)), alike=True)
    assert all(np.array_equal(before[part], box(armature, part)) for part in before)
