"""Limits by collision: the search on its own, and with the overlap of real parts."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import bpy
import numpy as np
import pytest
import scenes
from rigs import rigged

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.limits import STOP, refine
from artllm_blender.scene.asset import refine_limits
from artllm_blender.scene.overlap import Overlap
from artllm_blender.scene.read_rig import read_rig


def one_joint(kind: str = "prismatic", lower: float = -1, upper: float = 1) -> Articulation:
    parts = tuple(Part(i, f"Part {i}", Box((0, 0, 0), (1, 1, 1))) for i in range(2))
    return Articulation(parts, (Joint(JointType(kind), 0, 1, (0, 0, 1), (0, 0, 0), lower, upper, name="Slide"),))


def wall(at: float):
    """Depth behind a wall that stands at a value, towards larger ones."""
    return lambda child, value: value - at


def test_a_limit_moves_to_the_first_contact_and_never_beyond():
    refined, notes = refine(one_joint(), wall(0.3), 0.01)
    joint = refined.joints[0]
    assert joint.lower == -1 and 0.3 < joint.upper <= 0.31 and "collision" in joint.note
    assert notes == ["Slide: limited by collision"]


def test_a_free_way_changes_nothing():
    articulation = one_joint()
    assert refine(articulation, wall(2), 0.01) == (articulation, [])


def test_grazing_stops_nothing():
    graze = 0.01 * STOP * 0.9
    articulation = one_joint()
    assert refine(articulation, lambda child, value: graze if abs(value) > 0.5 else 0.0, 0.01) == (articulation, [])


def test_a_joint_never_loses_its_range():
    articulation = one_joint(lower=0)
    refined, notes = refine(articulation, wall(0.0), 0.01)
    assert (refined.joints[0].lower, refined.joints[0].upper) == (0, 1)
    assert "as predicted" in refined.joints[0].note and len(notes) == 1


def test_rest_may_be_outside_the_limits_and_ranges_empty():
    refined, _ = refine(one_joint(lower=0.2, upper=1), wall(0.5), 0.01)
    assert refined.joints[0].lower == 0.2 and 0.5 < refined.joints[0].upper < 0.52
    still = one_joint(lower=0, upper=0)
    assert refine(still, wall(-1), 0.01) == (still, [])


def test_a_continuous_joint_turns_on_and_progress_is_told():
    articulation = one_joint("continuous", -math.inf, math.inf)
    told = []
    assert refine(articulation, wall(0.0), 0.01, told.append) == (articulation, [])
    assert told == [1.0]


def boxes(*corners: tuple) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    meshes = {}
    for id, (lower, upper) in enumerate(corners):
        vertices, quads = scenes.box(lower, upper)
        meshes[id] = np.array(vertices, float), np.array([t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))])
    return meshes


def test_depth_is_how_far_a_part_went_in():
    overlap = Overlap(one_joint(), boxes(((0, 0, 2), (4, 4, 6)), ((1, 1, 0), (3, 3, 1))))
    assert overlap.depth(1, 0.9) == 0
    assert overlap.depth(1, 1.3) == pytest.approx(0.3)
    assert overlap.depth(1, 1.5) == pytest.approx(0.5)


def test_what_overlaps_at_rest_may_go_on_doing_so():
    """A drawer that slides out of a solid block it was modelled into."""
    overlap = Overlap(one_joint(), boxes(((0, 0, 0), (4, 4, 4)), ((1, 1, 1), (3, 3, 5))))
    assert all(overlap.depth(1, value) <= 1e-9 for value in (0.2, 0.7, 1.5, 2.9))


def test_flush_walls_are_no_contact():
    overlap = Overlap(one_joint(), boxes(((0, 0, 0), (1, 1, 4)), ((1, 0, 0), (2, 1, 1))))
    assert all(abs(overlap.depth(1, value)) < 1e-9 for value in (-1, 0.3, 1, 2))


def test_a_part_stops_at_its_ancestors_only():
    """A drawer behind a closed door is not stopped by the door."""
    parts = tuple(Part(i, f"Part {i}", Box((0, 0, 0), (1, 1, 1))) for i in range(3))
    slide = Joint(JointType.PRISMATIC, 0, 1, (0, 0, 1), (0, 0, 0), 0, 3)
    articulation = Articulation(parts, (slide, replace(slide, child=2)))
    overlap = Overlap(articulation, boxes(((9, 0, 0), (10, 1, 1)), ((0, 0, 0), (1, 1, 1)), ((-1, -1, 2), (2, 2, 2.5))))
    assert overlap.depth(1, 1.2) == 0


def test_a_cabinet_keeps_its_right_limits_and_loses_wrong_ones():
    scenes.empty_scene()
    prop = scenes.cabinet()
    armature = rigged(prop)
    assert refine_limits(armature) == []
    door, drawer = prop.articulation.joints
    wrong = replace(prop.articulation, joints=(door, drawer.with_limits(-0.35, 0.35)))
    scenes.empty_scene()
    armature = rigged(scenes.cabinet(), wrong)
    assert refine_limits(armature) == ["Drawer_joint: limited by collision"]
    joint = read_rig(armature).articulation.joint_of(2)
    assert -0.06 < joint.lower <= 0 and joint.upper == pytest.approx(0.35) and joint.note == "limited by collision"
    assert armature.id_properties_ui("artllm_value_2").as_dict()["min"] == pytest.approx(joint.lower)


def test_twenty_joints_of_a_hundred_thousand_faces_take_seconds():
    bpy.ops.mesh.primitive_uv_sphere_add(segments=50, ring_count=51)
    mesh = bpy.context.object.data
    mesh.calc_loop_triangles()
    vertices = np.array([v.co for v in mesh.vertices])
    triangles = np.array([t.vertices for t in mesh.loop_triangles])
    meshes = {i: (vertices * 0.1 + (0.21 * i, 0, 0), triangles) for i in range(21)}
    parts = tuple(Part(i, f"Part {i}", Box((0, 0, 0), (1, 1, 1))) for i in range(21))
    kinds = (JointType.PRISMATIC, JointType.REVOLUTE)
    joints = tuple(Joint(kinds[i % 2], 0, i, (0, 0, 1), (0.21 * i, 0.3, 0), -1, 1) for i in range(1, 21))
    begin = time.perf_counter()
    refine(Articulation(parts, joints), Overlap(Articulation(parts, joints), meshes).depth, 0.01)
    assert time.perf_counter() - begin < 12
