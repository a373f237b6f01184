"""Limits by collision: shrunk, widened, turned round, and in the scene."""

from __future__ import annotations

import math
from dataclasses import replace
from xml.etree import ElementTree

import bpy
import numpy as np
import pytest
import scenes
from rigs import rigged
from solids import articulated, boxes, slide, stops_of

from artllm_blender.core.frames import apply
from artllm_blender.core.kinematics import joint_matrix
from artllm_blender.core.motion.hinges import seats
from artllm_blender.core.motion.interplay import Need, opening_order
from artllm_blender.core.motion.limits import refine
from artllm_blender.scene.formats.export import export
from artllm_blender.scene.rig.asset import refine_limits
from artllm_blender.scene.rig.build_rig import set_limits
from artllm_blender.scene.rig.correct import question
from artllm_blender.scene.rig.needs import read_needs, write_needs
from artllm_blender.scene.rig.read_rig import read_rig
from artllm_blender.scene.rig.update_rig import lock_joint

SLAB = ((0, 0, 0), (1, 1, 0.1))


def refined(meshes, *joints, **options):
    return refine(articulated(meshes, *joints), stops_of(meshes), **options)


def limits(result, index: int = 0) -> tuple[float, float]:
    joint = result.articulation.joints[index]
    return joint.lower, joint.upper


def test_both_ways_end_at_contact_and_rest_stays():
    floor_and_ceiling = [((0, 0, -0.5), (1, 1, -0.3)), ((0, 0, 0.6), (1, 1, 0.8))]
    result = refined(boxes(floor_and_ceiling, SLAB), slide(name="Slide"))
    assert limits(result) == pytest.approx((-0.3, 0.5), abs=1e-6)
    assert result.notes == ("Slide: limited by collision with Part 0",)


def test_a_free_way_changes_nothing():
    result = refined(boxes(((3, 3, 3), (4, 4, 4)), SLAB), slide())
    assert limits(result) == (-1, 1) and not result.notes and not result.needs


def test_a_way_too_short_to_be_seen_is_none():
    """As a drawer's that was modelled a hair in front of where it ends."""
    for gap, lower in ((0.002, 0.0), (0.02, -0.02)):
        back_and_front = [((0, 0, -0.5), (1, 1, -gap)), ((0, 0, 0.6), (1, 1, 0.8))]
        assert limits(refined(boxes(back_and_front, SLAB), slide())) == pytest.approx((lower, 0.5), abs=1e-6)


def test_a_joint_that_is_free_again_says_so():
    meshes = boxes(((3, 3, 3), (4, 4, 4)), SLAB)
    before = articulated(meshes, slide(name="Slide")).joint_of(1)
    freed = refined(meshes, slide(name="Slide", note="needs Lid open"), before={1: before})
    assert freed.notes == ("Slide: nothing is in its way",)


def test_what_can_only_open_the_other_way_is_turned_round():
    result = refined(boxes(((0, 0, -2), (1, 1, 0)), SLAB), slide(lower=-1, upper=0))
    assert limits(result) == (0, 1) and "other way" in result.articulation.joints[0].note


def test_a_joint_never_loses_its_range():
    jammed = [((0, 0, -2), (1, 1, 0)), ((0, 0, 0.1), (1, 1, 2))]
    result = refined(boxes(jammed, SLAB), slide())
    assert limits(result) == (-1, 1) and "as predicted" in result.notes[0]


def test_wider_limits_only_when_asked():
    ceiling = boxes(((0, 0, 0.6), (1, 1, 0.8)), SLAB)
    assert limits(refined(ceiling, slide(lower=0, upper=0.2))) == (0, 0.2)
    assert limits(refined(ceiling, slide(lower=0, upper=0.3), widen=True)) == pytest.approx((0, 0.5), abs=1e-6)


def test_a_drawer_stays_on_its_rails():
    shaft = [((0, 0, 0), (0.17, 1, 1)), ((0.83, 0, 0), (1, 1, 1))]
    meshes = boxes(shaft, ((0.2, 0, 0), (0.8, 1, 1)))
    assert limits(refined(meshes, slide(lower=0, upper=2))) == pytest.approx((0, 0.9))
    assert limits(refined(meshes, slide(lower=0, upper=0.5), widen=True))[1] == pytest.approx(0.9)


def test_no_rails_guide_a_mere_front():
    shaft = [((0, 0, 0), (0.17, 1, 1)), ((0.83, 0, 0), (1, 1, 1))]
    assert limits(refined(boxes(shaft, ((0.2, 0, 0.95), (0.8, 1, 1))), slide(lower=0, upper=0.4))) == (0, 0.4)


def test_a_drawer_goes_in_until_it_is_flush():
    shaft = [((0, 0, 0), (0.17, 1, 1)), ((0.83, 0, 0), (1, 1, 1))]
    meshes = boxes(shaft, ((0.2, 0, 0.3), (0.8, 1, 1.1)))
    assert limits(refined(meshes, slide(lower=-0.5, upper=0.6))) == pytest.approx((-0.1, 0.6))


def hinge(lower: float, upper: float, **more) -> dict:
    """Of a leaf at (0..1, 0..0.04, 0..1), upright at its edge."""
    return {
        "type": "revolute", "child": 1, "axis": (0, 0, -1), "origin": (0, 0, 0), "lower": lower, "upper": upper, **more,
    }  # fmt: skip


LEAF = ((0, 0, 0), (1, 0.04, 1))
FAR = ((5, 5, 5), (6, 6, 6))


def test_a_hinge_that_nothing_stops_turns_half_a_turn():
    free = boxes(FAR, LEAF)
    assert limits(refined(free, hinge(-math.pi, math.pi))) == pytest.approx((-math.pi / 2, math.pi / 2))
    assert limits(refined(free, hinge(-0.5, 3.5))) == pytest.approx((1.5 - math.pi / 2, 1.5 + math.pi / 2))
    assert limits(refined(free, hinge(0, 4))) == pytest.approx((0.0, math.pi), abs=0.5)
    assert limits(refined(free, hinge(-1.5, 1.5))) == (-1.5, 1.5)


def test_a_door_in_its_frame_opens_one_way():
    frame = [((1.01, 0, 0), (1.05, 0.04, 1)), ((0, 0, 1.01), (1.05, 0.04, 1.05))]
    closed = refined(boxes(frame, LEAF), hinge(-0.5, 1.5))
    assert limits(closed) == (0, 1.5) and "closed as modelled" in closed.notes[0]
    side = ((0.05, 0.5, 0), (0.1, 0.9, 1))  # what it would come to beyond half a turn, if its hinge let it
    assert limits(refined(boxes([*frame, side], LEAF), hinge(-1, 4.9))) == (0, math.pi)
    assert limits(refined(boxes(frame, LEAF), hinge(-1.5, 1.5))) == (-1.5, 1.5)  # a swing door
    half_open = [((0.2, -0.9, 0), (0.24, -0.8, 1))]
    assert limits(refined(boxes([*half_open, FAR], LEAF), hinge(-0.5, 1.5)))[0] == -0.5


def test_a_predicted_hinge_that_jams_its_door_is_moved_to_the_edge():
    behind = boxes(((-0.5, 0.1, 0), (2, 0.3, 1)), LEAF)
    jammed = hinge(0, math.pi / 2, origin=(0.25, 0.04, 0))
    certain = refined(behind, jammed)
    assert 0.1 < limits(certain)[1] < 0.8 and certain.articulation.joints[0].origin == jammed["origin"]
    freed = refined(behind, jammed | {"confidence": 0.9})
    (joint,) = freed.articulation.joints
    assert limits(freed) == (0, math.pi / 2) and "moved to an edge" in freed.notes[0]
    again = refine(freed.articulation, stops_of(behind))
    assert "moved to an edge" in again.articulation.joints[0].note  # of how it came to be
    assert joint.origin == pytest.approx((0, 0.04, 0))
    knob = hinge(0, math.pi / 2, origin=(0.45, 0.04, 0), confidence=0.9)
    assert refined(behind, knob).articulation.joints[0].origin == knob["origin"]


@pytest.mark.parametrize(("middle", "edge"), [(0.4, 0.0), (0.6, 1.0)])
def test_no_door_is_left_to_turn_about_its_midst(middle, edge):
    behind = boxes(((-0.5, 0.1, 0), (2, 0.3, 1)), LEAF)
    tree = articulated(behind, hinge(0, math.pi / 2, origin=(middle, 0.04, 0), confidence=0.9))
    door = replace(tree, parts=tuple(replace(part, label="door") for part in tree.parts))
    (joint,) = refine(door, stops_of(behind)).articulation.joints
    assert joint.origin == pytest.approx((edge, 0.04, 0)) and "moved to an edge" in joint.note
    assert (joint.lower, joint.upper) == pytest.approx((0, math.pi / 2) if edge == 0 else (-math.pi / 2, 0))
    (joint,) = refine(door, stops_of(behind), locked={1}).articulation.joints
    assert joint.origin == (middle, 0.04, 0)


def test_a_predicted_hinge_that_is_stopped_early_goes_the_other_way_if_that_is_free():
    before = boxes(((0.2, -0.5, 0), (1, -0.3, 1)), LEAF)  # in the way it opens, at about 30 degrees
    early = hinge(0, math.pi / 2)
    assert 0.2 < limits(refined(before, early))[1] < 0.9
    turned = refined(before, early | {"confidence": 0.9})
    assert limits(turned) == (-math.pi / 2, 0) and "other way" in turned.notes[0]
    frame = [((1.01, 0, 0), (1.05, 0.04, 1)), ((0, 0, 1.01), (1.05, 0.04, 1.05))]
    bar = ((0.2, -0.5, 0), (1, -0.3, 1))
    closed = refined(boxes([*frame, bar], LEAF), early | {"confidence": 0.9})
    assert limits(closed)[0] == 0 and 0.2 < limits(closed)[1] < 0.9  # inside there is room, but it opens outwards


def test_a_locked_hinge_stays_though_it_jams():
    before, jammed = boxes(((0.2, -0.5, 0), (1, -0.3, 1)), LEAF), hinge(0, math.pi / 2, confidence=0.9)
    assert limits(refined(before, jammed, locked={1}))[1] > 0.2


@pytest.mark.parametrize("widen", [False, True])
def test_known_limits_stay_to_the_letter(widen):
    wall = boxes(((-0.5, 0.1, 0), (2, 0.3, 1)), LEAF)
    for lower, upper in ((-2.6, 2.6), (0.0, 5.5), (-0.1, 0.2)):
        for certain in ({"known": frozenset(("type", "axis", "limits"))}, {}):
            joint = hinge(lower, upper, confidence=0.9, **certain)
            result = refined(wall, joint, widen=widen, locked=() if certain else {1})
            (after,) = result.articulation.joints
            assert (after.type, after.lower, after.upper) == ("revolute", lower, upper)
            assert after.origin == joint["origin"] and "half" not in after.note
    (met,) = refined(wall, hinge(-2.6, 2.6, known=frozenset(("limits",)))).articulation.joints
    assert "it meets Part 0 at -" in met.note and "known or locked and stay" in met.note and met.known == {"limits"}
    free = refined(boxes(FAR, LEAF), hinge(-2.6, 2.6, known=frozenset(("limits",))))
    assert limits(free) == (-2.6, 2.6) and not free.notes


def test_a_known_origin_or_type_stays():
    behind = boxes(((-0.5, 0.1, 0), (2, 0.3, 1)), LEAF)
    jammed = hinge(0, math.pi / 2, origin=(0.25, 0.04, 0), confidence=0.9)
    assert "moved" in refined(behind, jammed).notes[0]
    stays = refined(behind, jammed | {"known": frozenset(("origin",))})
    assert stays.articulation.joints[0].origin == jammed["origin"]
    spoke, post = ((-0.05, 0, 0), (0.05, 1, 0.1)), ((-0.2, -1, -1), (0.2, -0.4, 1))
    turn = {"type": "continuous", "child": 1, "axis": (0, 0, 1), "lower": 0, "upper": 0}
    (known,) = refined(boxes(post, spoke), turn | {"known": frozenset(("type",))}).articulation.joints
    assert known.type == "continuous" and "it meets Part 0 at" in known.note
    (locked,) = refined(boxes(post, spoke), turn, locked={1}).articulation.joints
    assert locked.type == "continuous"


def test_a_reason_is_given_only_where_there_is_one():
    free = boxes(FAR, LEAF)
    assert "collision" not in refined(free, hinge(-math.pi, math.pi)).notes[0]
    shaft = [((0, 0, 0), (0.17, 1, 1)), ((0.83, 0, 0), (1, 1, 1))]
    rails = refined(boxes(shaft, ((0.2, 0, 0), (0.8, 1, 1))), slide(lower=0, upper=2))
    assert rails.articulation.joints[0].note == "it stops at the end of its rails"
    three = boxes(((3, 3, 3), (4, 4, 4)), SLAB, ((0, 0, 0.6), (1, 1, 0.8)))
    tree = articulated(three, slide(parent=2, lower=0), slide(child=2, lower=0, upper=0.01))
    assert refine(tree, stops_of(three)).articulation.joints[0].note == "limited by collision with Part 2"


def test_no_hinge_is_moved_far():
    (joint,) = articulated(boxes(FAR, LEAF), hinge(0, 1, origin=(0, 0.5, 0))).joints
    leaf = boxes(FAR, LEAF)[1][0]
    assert all(np.linalg.norm(np.subtract(seat, joint.origin)) <= 0.3 for seat in seats(joint, leaf))
    near = seats(replace(joint, origin=(0.1, 0.03, 0)), leaf)
    np.testing.assert_allclose(near, [(0.1, 0, 0), (0, 0.03, 0), (0, 0, 0)], atol=1e-12)


def test_a_moved_hinge_moves_its_bone():
    scenes.empty_scene()
    prop = scenes.cabinet()
    door, drawer = prop.articulation.joints
    inset = tuple(np.add(door.origin, 0.53 * np.subtract(_middle(prop, 1), door.origin) * (1, 0, 0)))
    jammed = replace(door, origin=inset, confidence=0.9)
    armature = rigged(prop, replace(prop.articulation, joints=(jammed, drawer)))
    (body,) = read_rig(armature).objects[0]
    for vertex in body.data.vertices:
        vertex.co.y += 0.1
    bpy.context.view_layer.update()
    wall = scenes.mesh_object("Wall", *scenes.box((-2, -0.18, 0.05), (2, -0.16, 0.6)))
    lock_joint(armature, 1)
    assert not any("moved to an edge" in note for note in refine_limits(armature, surroundings=[wall]))
    lock_joint(armature, 1, False)
    set_limits(armature, 1, door.lower, door.upper)
    notes = refine_limits(armature, surroundings=[wall])
    assert any("moved to an edge" in note for note in notes), notes
    joint = read_rig(armature).articulation.joint_of(1)
    assert abs(joint.origin[0] - door.origin[0]) < 0.2 * abs(inset[0] - door.origin[0]) and "moved" in joint.note


def _middle(prop, id: int) -> np.ndarray:
    box = prop.articulation.part(id).box
    return np.add(box.lower, box.upper) / 2


def test_rest_in_the_middle_has_limits_on_both_sides():
    stops = [((-0.9, -0.95, 0), (-0.8, -0.85, 1)), ((0.6, 0.9, 0), (0.7, 1.0, 1))]
    low, high = limits(refined(boxes(stops, LEAF), hinge(-1.4, 2.5)))
    assert -1.2 < low < -0.6 and 1.8 < high < 2.5


def test_what_touches_both_ways_goes_the_freer_way():
    """A door on a solid block, with a bar modelled against its front."""
    around = [((0, 0.04, 0), (1, 1, 1)), ((0.6, -0.04, 0), (0.8, 0, 1))]
    result = refined(boxes(around, LEAF), hinge(-1.2, 1.4))
    assert limits(result) == (0, 1.4) and "freer way" in result.notes[0]


def test_a_range_that_leaves_rest_out_is_turned_round_too():
    below = boxes(((0, 0, -2), (1, 1, 0)), SLAB)
    assert limits(refined(below, slide(lower=-0.8, upper=-0.4))) == pytest.approx((0.4, 0.8))
    assert limits(refined(below, slide(lower=-1.2, upper=0.3))) == pytest.approx((0, 1.2), abs=0.01)


def test_an_obstructed_wheel_becomes_a_hinge_and_a_free_one_turns_on():
    spoke = ((-0.05, 0, 0), (0.05, 1, 0.1))
    turn = {"type": "continuous", "child": 1, "axis": (0, 0, 1), "lower": 0, "upper": 0}
    free = refined(boxes(((3, 3, 3), (4, 4, 4)), spoke), turn).articulation.joints[0]
    assert free.type == "continuous" and not free.note
    post = refined(boxes(((-0.2, -1, -1), (0.2, -0.4, 1)), spoke), turn).articulation.joints[0]
    assert post.type == "revolute" and -math.pi < post.lower < -2 and 2 < post.upper < math.pi
    assert "obstructed" in post.note


def test_surroundings_stop_too():
    meshes = boxes(((3, 3, 3), (4, 4, 4)), SLAB)
    walls = {-1: boxes(((0, 0, 0.4), (1, 1, 0.5)))[0]}
    stops = stops_of(meshes | walls)
    result = refine(articulated(meshes, slide()), stops, surroundings=(-1,))
    assert limits(result) == pytest.approx((-1, 0.3), abs=1e-6)


def test_a_lid_over_a_drawer_is_needed_open_and_limits_nothing():
    meshes = boxes(((3, 3, 3), (4, 4, 4)), SLAB, ((0, 0, 0.3), (1, 1, 0.4)))
    lid = {"type": "revolute", "child": 2, "axis": (0, -1, 0), "origin": (0, 0, 0.3), "lower": 0.0, "upper": 3.0}
    result = refined(meshes, slide(lower=0), lid)
    assert limits(result) == (0, 1)
    assert result.needs[0] == Need(1, 2, pytest.approx(0.2, abs=1e-6))
    assert result.articulation.joints[0].note == "needs Part 2 open"
    assert opening_order(result.articulation, result.needs) == (2, 1)


def test_what_cannot_move_out_of_the_way_is_a_stop():
    meshes = boxes(((3, 3, 3), (4, 4, 4)), SLAB, ((0, 0, 0.3), (1, 1, 0.4)))
    knob = {"type": "prismatic", "child": 2, "axis": (1, 0, 0), "lower": 0, "upper": 0.05}
    result = refined(meshes, slide(lower=0), knob)
    assert limits(result) == pytest.approx((0, 0.2), abs=1e-6) and not result.needs
    assert result.articulation.joints[0].note == "stopped by Part 2"


def test_odd_parts_get_a_note_and_keep_their_limits():
    empty = boxes(((0, 0, -2), (1, 1, 0)), [])
    result = refined(empty, slide())
    assert limits(result) == (-1, 1) and "no surface" in result.notes[0]
    inside = refined(boxes(((-9, -9, -9), (9, 9, 9)), SLAB), slide())
    assert limits(inside) == (-1, 1) and "inside other parts" in inside.notes[0]
    assert limits(refined(boxes(((3, 3, 3), (4, 4, 4)), SLAB), slide(lower=0, upper=0))) == (0, 0)


def test_a_deep_tree_and_progress():
    solids = [((0, 0, z), (1, 1, z + 0.5)) for z in range(25)]
    told = []
    joints = [slide(child=i, lower=0, upper=0.2, parent=i - 1) for i in range(1, 25)]
    result = refined(boxes(*solids), *joints, tell=lambda _, share: told.append(share))
    assert [bool(joint.note) for joint in result.articulation.joints] == [False] * 20 + [True] * 4
    assert "more than 20" in result.notes[0] and all((j.lower, j.upper) == (0, 0.2) for j in result.articulation.joints)
    assert told == sorted(told) and told[-1] == 1


def test_a_cabinet_keeps_its_right_limits_and_loses_wrong_ones():
    scenes.empty_scene()
    prop = scenes.cabinet()
    assert refine_limits(rigged(prop)) == []
    door, drawer = prop.articulation.joints
    wrong = replace(prop.articulation, joints=(door, drawer.with_limits(-0.35, 0.35)))
    scenes.empty_scene()
    armature = rigged(scenes.cabinet(), wrong)
    assert refine_limits(armature) == ["Drawer_joint: limited by collision with Body"]
    joint = read_rig(armature).articulation.joint_of(2)
    assert (
        -0.006 < joint.lower <= 0
        and joint.upper == pytest.approx(0.35)
        and joint.note == "limited by collision with Body"
    )
    assert armature.id_properties_ui("artllm_value_2").as_dict()["min"] == pytest.approx(joint.lower)


def test_a_door_modelled_half_open_keeps_its_pose_as_0_through_to_the_file(tmp_path):
    scenes.empty_scene()
    prop = scenes.cabinet()
    door, drawer = prop.articulation.joints
    wide = replace(door, lower=-1.2, upper=0.9)
    armature = rigged(prop, replace(prop.articulation, joints=(wide, drawer)))
    (thing,) = read_rig(armature).objects[1]
    opened = np.linalg.inv(thing.matrix_world) @ joint_matrix(door, 0.6) @ np.array(thing.matrix_world)
    for vertex in thing.data.vertices:
        vertex.co = apply(opened, vertex.co)
    bpy.context.view_layer.update()
    refine_limits(armature)
    rig = read_rig(armature)
    joint = rig.articulation.joint_of(1)
    assert -0.65 < joint.lower < -0.5 and joint.upper == pytest.approx(0.9) and rig.values[1] == 0
    root = ElementTree.parse(export(armature, tmp_path, "half", ["urdf"]).files["urdf"]).getroot()
    (limit,) = (j.find("limit") for j in root.iter("joint") if j.get("name") == "Door_joint")
    assert [float(limit.get(key)) for key in ("lower", "upper")] == pytest.approx([joint.lower, joint.upper], abs=1e-6)


def test_the_button_widens_and_minds_what_is_selected(addon):
    prop = scenes.cabinet()
    door, drawer = prop.articulation.joints
    armature = rigged(prop, replace(prop.articulation, joints=(door, drawer.with_limits(0, 0.1))))
    bpy.context.view_layer.objects.active = armature
    assert bpy.ops.artllm.refine_limits() == {"FINISHED"}
    assert read_rig(armature).articulation.joint_of(2).upper == pytest.approx(0.1)
    assert bpy.ops.artllm.refine_limits(widen=True) == {"FINISHED"}
    drawer = read_rig(armature).articulation.joint_of(2)
    assert drawer.upper > 0.15 and drawer.note.startswith("widened to its stops")
    for source in prop.objects:
        source.select_set(False)
    wall = scenes.mesh_object("Wall", *scenes.box((-2, -0.6, -2), (2, -0.55, 2)))
    bpy.context.view_layer.objects.active = armature
    assert bpy.ops.artllm.refine_limits(selected=True) == {"FINISHED"}
    assert read_rig(armature).articulation.joint_of(2).upper < drawer.upper and wall.select_get()


def test_needs_are_stored_on_the_bones_and_scale_with_the_rig():
    scenes.empty_scene()
    armature = rigged(scenes.cabinet())
    write_needs(armature, [Need(2, 1, 0.1), Need(1, 2, 0.5, open=False)])
    armature.scale = (2, 2, 2)
    bpy.context.view_layer.update()
    assert read_needs(armature) == (Need(1, 2, 0.5, open=False), Need(2, 1, pytest.approx(0.2)))
    write_needs(armature, [])
    assert read_needs(armature) == ()


def wrong_ways(prop, share: float):
    """The prop's joints, as a model could have them wrong."""
    wrong = []
    for joint in prop.articulation.joints:
        lower, upper = sorted((joint.lower - share * joint.upper, (1 + share) * joint.upper))
        wrong.append(replace(joint, lower=lower, upper=upper, confidence=0.9))
    return replace(prop.articulation, joints=tuple(wrong))


@pytest.mark.parametrize("share", [0.0, 0.3, 2.0, -1.5])
@pytest.mark.parametrize("scale", [1.0, 0.37])
def test_refining_again_changes_nothing(share, scale):
    scenes.empty_scene()
    prop = scenes.cabinet()
    armature = rigged(prop, wrong_ways(prop, share))
    armature.scale = (scale,) * 3
    bpy.context.view_layer.update()
    for widen in (False, True):
        refine_limits(armature, widen=widen)
        before, needs = read_rig(armature).articulation, read_needs(armature)
        for again in {False, widen}:
            assert refine_limits(armature, widen=again) == []
            assert read_rig(armature).articulation == before and read_needs(armature) == needs


def test_what_an_artist_changes_after_refining_is_refined_from_there():
    scenes.empty_scene()
    armature = rigged(scenes.cabinet(), wrong_ways(scenes.cabinet(), 2.0))
    refine_limits(armature)
    set_limits(armature, 2, 0.0, 0.1)
    refine_limits(armature)
    assert read_rig(armature).articulation.joint_of(2).upper == pytest.approx(0.1)


def test_what_is_known_is_stored_and_stays_in_the_scene():
    scenes.empty_scene()
    prop = scenes.cabinet()
    door, drawer = prop.articulation.joints
    known = replace(drawer, lower=-0.2, upper=0.3, known=frozenset(("type", "axis", "limits")))
    armature = rigged(prop, replace(prop.articulation, joints=(door, known)))
    for widen in (False, True):
        refine_limits(armature, widen=widen)
        joint = read_rig(armature).articulation.joint_of(2)
        assert (joint.lower, joint.upper) == pytest.approx((-0.2, 0.3)) and joint.known == known.known
        assert "it meets Body at" in joint.note and "known or locked and stay" in joint.note
    (told,) = question(armature)[2].joints
    assert (told.child, told.lower, told.upper) == (2, pytest.approx(-0.2), pytest.approx(0.3))
    assert told.origin is None and told.parent is None
