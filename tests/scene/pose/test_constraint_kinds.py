"""Each kind of constraint that is about a place in the scene: kept when it moves, and made by words."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
from desk_lamp import lamp, mug, solid

from artllm_blender.scene.pose import live
from artllm_blender.scene.pose.places import now, part_surface, places
from artllm_blender.scene.pose.spoken import tell
from artllm_blender.scene.pose.write import add
from artllm_blender.scene.rig.read_rig import read_rig


@pytest.fixture
def armature(addon) -> bpy.types.Object:
    return lamp()


def place_of(armature: bpy.types.Object, part: int, name: str) -> np.ndarray:
    bpy.context.view_layer.update()
    return now(armature, part, places(armature, part)[name]).point


def span(armature: bpy.types.Object, part: int, axis: int) -> tuple[float, float]:
    """The least and the greatest coordinate of a part as it stands."""
    bpy.context.view_layer.update()
    thing = read_rig(armature).objects[part][0]
    matrix = np.array(thing.evaluated_get(bpy.context.evaluated_depsgraph_get()).matrix_world)
    corners = np.array(thing.bound_box) @ matrix[:3, :3].T + matrix[:3, 3]
    return float(corners[:, axis].min()), float(corners[:, axis].max())


def test_a_part_keeps_clear_of_a_wall_that_comes_nearer(armature):
    wall = solid("Wall", (0.0, -1.0, 0.0), (0.02, 1.0, 2.0))
    wall.location.x = -0.4
    one = add(armature, "CLEAR", 3, "OBJECT", wall, amount=0.1)
    assert one.length == pytest.approx(0.1) and one.name == "Head clear of Wall"
    bpy.context.view_layer.update()
    assert read_rig(armature).values == {1: 0, 2: 0, 3: 0}
    wall.location.x = 0.1
    low, high = span(armature, 3, 0)
    assert (low >= 0.22 - 2e-3 or high <= 2e-3) and live.said(armature) == [""]


def test_a_part_keeps_clear_of_the_cursor_and_of_the_floor(armature):
    bpy.context.scene.cursor.location = (0.15, 0.0, 0.7)
    add(armature, "CLEAR", 3, "CURSOR", amount=0.2)
    bpy.context.view_layer.update()
    head = read_rig(armature).objects[3][0].evaluated_get(bpy.context.evaluated_depsgraph_get()).matrix_world
    points, _ = part_surface(armature, 3)
    there = points + np.array(armature.matrix_world)[:3, 3]
    moved = there @ np.array(head)[:3, :3].T + np.array(head)[:3, 3]
    assert np.linalg.norm(moved - (0.15, 0, 0.7), axis=1).min() >= 0.2 - 5e-3
    armature.artllm_constraints.clear()
    add(armature, "CLEAR", 3, "Z", amount=0.7)
    assert span(armature, 3, 2)[0] >= 0.7 - 2e-3 or "short" in live.said(armature)[0]


def test_words_say_how_high_over_what(armature):
    mug((0.3, 0.1, 0.05))
    told = tell(armature, bpy.context.scene, "keep the tip of the head 20 cm above the mug")
    assert told.asked is None and told.unmet == ()
    assert place_of(armature, 3, "tip")[2] == pytest.approx(0.3, abs=1e-3)


def test_what_aims_elsewhere_is_let_go_and_what_is_said_twice_stands_once(armature):
    mug((0.3, 0.1, 0.05))
    for _ in range(2):
        tell(armature, bpy.context.scene, "aim the head at the mug")
    assert [one.name for one in armature.artllm_constraints] == ["Head aims at Mug"]
    told = tell(armature, bpy.context.scene, "aim the head at the camera")
    assert [one.target for one in armature.artllm_constraints] == ["CAMERA"]
    assert told.notes[-1] == "No longer kept: Head aims at Mug."


def test_words_say_straight_above_what(armature):
    mug((0.3, 0.1, 0.05))
    told = tell(armature, bpy.context.scene, "keep the head's tip straight above the mug")
    assert told.asked is None and told.unmet == ()
    assert place_of(armature, 3, "tip")[:2] == pytest.approx((0.3, 0.1), abs=1e-3)


def test_a_reach_may_be_off_its_target_by_so_much(armature):
    cup = mug((0.3, 0.1, 0.3))
    add(armature, "REACH", 3, "OBJECT", cup).offset = (0.0, 0.0, 0.1)
    assert place_of(armature, 3, places_used(armature)) == pytest.approx((0.3, 0.1, 0.4), abs=1e-3)


def places_used(armature: bpy.types.Object) -> str:
    return armature.artllm_constraints[0].region


def test_a_joint_stays_so_far_open(armature):
    one = add(armature, "SHARE", 2)
    one.share = 1.0
    bpy.context.view_layer.update()
    joint = read_rig(armature).articulation.joint_of(2)
    assert read_rig(armature).values[2] == pytest.approx(joint.open, abs=1e-3)


def test_what_is_part_of_the_same_rig_may_be_named(armature):
    told = tell(armature, bpy.context.scene, "keep the head 25 cm clear of the base")
    assert told.asked is None
    assert [one.name for one in armature.artllm_constraints] == ["Head clear of Base"]
