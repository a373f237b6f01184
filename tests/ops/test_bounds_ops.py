"""Draw Round Part, with the numbers that a drawing gives; the drawing itself is done in a window."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
import scenes
from mathutils import Euler

from artllm_blender.ops import task
from artllm_blender.ops.bounds import along_axis, first_side
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.rig.asset import build_asset
from artllm_blender.scene.rig.made_of import Settings
from artllm_blender.scene.rig.read_rig import find_rigs, read_rig


@pytest.fixture(autouse=True)
def scene(warm_addon) -> None:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)


def test_the_view_is_turned_to_the_nearest_axis_along_which_the_part_is_large_another_one_upright():
    aslant = Euler((1.2, 0.1, 0.4)).to_quaternion()
    front = Euler((np.pi / 2, 0, 0)).to_quaternion()
    assert abs(along_axis(np.eye(3), aslant, np.ones(3)).dot(front)) == pytest.approx(1, abs=1e-6)
    turned = np.array(Euler((0, 0, 0.5)).to_matrix())
    seen = np.array(along_axis(turned, aslant, np.ones(3)).to_matrix())
    assert np.abs(seen[:, 2] @ turned).max() == pytest.approx(1, abs=1e-6) and seen[2, 1] == pytest.approx(1, abs=1e-6)
    side = Euler((np.pi / 2, 0, np.pi / 2)).to_quaternion()
    assert abs(along_axis(np.eye(3), aslant, np.array((1, 0.1, 0.1))).dot(side)) == pytest.approx(1, abs=1e-6)


def test_a_box_is_drawn_along_one_side_first_or_straight_across():
    shaken = np.random.default_rng(0).normal(0, 3, (3, 20, 2))
    across = np.stack([np.linspace(10, 210, 20), np.linspace(300, 150, 20)], axis=1)
    level = np.stack([np.r_[np.linspace(10, 210, 15), [210] * 5], np.r_[[300] * 15, np.linspace(300, 150, 5)]], axis=1)
    ways = (across, level, level[::-1])
    assert [first_side(way + one) for way, one in zip(ways, shaken, strict=True)] == [None, 0, 1]


def test_a_part_ends_where_a_box_was_drawn():
    prop = scenes.cabinet()
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    build_asset(bpy.context, source, scenes.predict(prop, source), kept=Settings())
    assert not bpy.ops.artllm.bound_part.poll(), "no part that moves is active"

    def door() -> tuple[bpy.types.Object, np.ndarray]:
        (armature,) = find_rigs(bpy.context.scene)
        rig = read_rig(armature)
        box = rig.articulation.part(1).box
        return rig.objects[1][0], np.array([box.lower, box.upper])

    thing, before = door()
    bpy.context.view_layer.objects.active = thing
    (armature,) = find_rigs(bpy.context.scene)
    corners = before - np.array(armature.matrix_world)[:3, 3]
    middle = corners.mean(axis=0)
    assert bpy.ops.artllm.bound_part(along="Y", lower=corners[0], upper=(corners[1, 0], 0, middle[2])) == {"FINISHED"}
    now = door()[1]
    assert now[1, 2] == pytest.approx(before.mean(axis=0)[2], abs=1e-3) and now[0] == pytest.approx(before[0], abs=1e-3)
    drawn = {"along": "Y", "lower": corners[0], "upper": (corners[1, 0], 0, middle[2])}
    assert bpy.ops.artllm.bound_part(**drawn, hung=True, begun=(corners[1, 0], 0, middle[2])) == {"FINISHED"}
    joint = read_rig(find_rigs(bpy.context.scene)[0]).articulation.joint_of(1)
    assert joint.origin[0] == pytest.approx(before[1, 0], abs=1e-3) and "origin" in joint.known
    with pytest.raises(RuntimeError, match="nothing of Door"):
        bpy.ops.artllm.bound_part(along="Y", lower=corners[1] + 1, upper=corners[1] + 2)


def test_the_model_finds_anew_how_the_part_moves_where_that_is_wished(monkeypatch):
    prop = scenes.cabinet()
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    armature = build_asset(bpy.context, source, scenes.predict(prop, source), kept=Settings())
    asked = []
    monkeypatch.setattr(task, "begin_joints", lambda context, rig, only: asked.append((rig, only)))
    rig = read_rig(armature)
    bpy.context.view_layer.objects.active = rig.objects[1][0]
    box = rig.articulation.part(1).box
    corners = np.array([box.lower, box.upper]) - np.array(armature.matrix_world)[:3, 3]
    drawn = {"along": "Y", "lower": corners[0], "upper": (corners[1, 0], 0, corners.mean(axis=0)[2])}
    assert bpy.ops.artllm.bound_part(**drawn) == {"FINISHED"} and not asked
    assert bpy.ops.artllm.bound_part(**drawn, ask=True) == {"FINISHED"}
    assert asked == [(armature, [1])]
