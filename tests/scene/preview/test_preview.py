"""Joints are tried out: Play All never collides, contacts are found where they are, and buttons do what they say."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise

import bpy
import numpy as np
import pytest
import scenes
from rigs import rigged

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.frames import apply
from artllm_blender.core.kinematics import poses
from artllm_blender.core.motion.contact import crossings
from artllm_blender.core.motion.interplay import Need
from artllm_blender.core.motion.playback import Player, moves
from artllm_blender.core.motion.timeline import Timeline, Timing
from artllm_blender.ops import active, contacts
from artllm_blender.scene.mesh.overlap import Trees
from artllm_blender.scene.preview.contact import Contacts
from artllm_blender.scene.preview.preview import Preview
from artllm_blender.scene.rig.build_rig import set_limits, value_key
from artllm_blender.scene.rig.needs import write_needs
from artllm_blender.scene.rig.read_rig import read_rig, set_value

Boxes = dict[int, list[tuple]]


def boxes(parts: Boxes, joints: list[Joint]) -> tuple[Articulation, Contacts]:
    """An asset of boxes (lower, upper)."""
    meshes, found = {}, []
    for id, pieces in parts.items():
        vertices, faces = scenes._merged([scenes.box(*piece) for piece in pieces])
        triangles = [(face[0], *pair) for face in faces for pair in pairwise(face[1:])]
        meshes[id] = np.array(vertices), np.array(triangles)
        found.append(Part(id, f"P{id}", Box(tuple(np.min(vertices, axis=0)), tuple(np.max(vertices, axis=0)))))
    articulation = Articulation(tuple(found), tuple(joints))
    return articulation, Contacts(articulation, Trees(meshes))


def grid(side: int) -> tuple[np.ndarray, np.ndarray]:
    """A square of side x side x 2 triangles, 1 m wide."""
    x, y = np.divmod(np.arange((side + 1) ** 2), side + 1)
    corner = np.flatnonzero((x < side) & (y < side))[:, None]
    triangles = np.concatenate([corner + (0, side + 1, side + 2), corner + (0, side + 2, 1)])
    return np.stack([x / side, y / side, 0 * x], axis=1), triangles


def deepest(parts: Boxes, articulation: Articulation, values: Mapping[int, float]) -> float:
    """How far any point of one part's boxes is inside another part's: an independent look at a pose."""
    grid = np.array(list(np.ndindex(9, 9, 9))) / 8
    motions, deep = poses(articulation, values), 0.0
    for one, pieces in parts.items():
        points = np.concatenate([np.array(low) + grid * np.subtract(high, low) for low, high in pieces])
        for other, others in parts.items():
            for low, high in others if other != one else ():
                there = apply(np.linalg.inv(motions[other]) @ motions[one], points)
                deep = max(deep, np.minimum(there - low, high - there).min(axis=1).max())
    return deep


def shown(player: Player) -> list[dict[int, float]]:
    """Poses of all that is opened, 24 a joint."""
    timeline, timing = Timeline(player.values), Timing()
    for move in moves(player.open_all()):
        timeline.add(move)
    steps = np.arange(24 * timeline.length(timing) + 1) / 24
    return [timeline.at(second, timing) for second in steps]


def slide(child: int, axis: tuple, upper: float) -> Joint:
    return Joint(JointType.PRISMATIC, 0, child, axis, (0, 0, 0), 0, upper)


def turn(child: int, axis: tuple, origin: tuple, upper: float) -> Joint:
    return Joint(JointType.REVOLUTE, 0, child, axis, origin, 0, upper)


# The left door has a strip before the right one's edge, so the right one cannot open first.
LAPPING = (
    {
        0: [((0, 0.05, 0), (2, 0.5, 1))],
        1: [((1.005, 0, 0), (2, 0.04, 1))],
        2: [((0, 0, 0), (0.995, 0.04, 1)), ((0.9, -0.05, 0), (1.1, -0.01, 1))],
    },
    [turn(1, (0, 0, 1), (2, 0, 0), 2.4), turn(2, (0, 0, -1), (0, 0, 0), 1.5)],
)
# Two drawers at an inner corner: each in the other's way when it is out.
CORNER = (
    {
        0: [((0, 0.6, 0), (1, 0.7, 1)), ((1.6, -1, 0), (1.7, 0, 1))],
        1: [((0.5, 0.02, 0.2), (0.98, 0.5, 0.8))],
        2: [((1.0, -0.5, 0.2), (1.5, -0.02, 0.8))],
    },
    [slide(1, (0, -1, 0), 0.4), slide(2, (-1, 0, 0), 0.4)],
)


@pytest.mark.parametrize(("parts", "joints"), [LAPPING, CORNER])
@pytest.mark.parametrize("reversed_ids", [False, True])
def test_play_all_opens_everything_and_never_collides(parts, joints, reversed_ids):
    if reversed_ids:
        swap = {0: 0, 1: 2, 2: 1}
        parts = {swap[id]: pieces for id, pieces in parts.items()}
        joints = [Joint(j.type, 0, swap[j.child], j.axis, j.origin, j.lower, j.upper) for j in joints]
    articulation, found = boxes(parts, joints)
    player = Player(articulation, (), lambda values, child: found.touching(values, child, [1, 2]))
    poses = shown(player)
    assert poses[0] == {1: 0, 2: 0}
    for joint in joints:
        assert max(values[joint.child] for values in poses) == joint.upper
    assert max(deepest(parts, articulation, values) for values in poses) < 0.01 * 2


def never(values: Mapping[int, float], child: int) -> Iterable[tuple[int, int]]:
    return ()


def test_what_a_joint_needs_is_done_first_and_undone_last():
    articulation, _ = boxes(*LAPPING)
    player = Player(articulation, [Need(1, 2, 0.1)], never)
    assert [m.child for m in moves(player.open_all())] == [2, 1]
    assert [m.child for m in moves(player.close_all())] == [1, 2]
    assert [m.child for m in moves(Player(articulation, [Need(2, 1, 0.1)], never).open(2))] == [1, 2]
    assert [m.child for m in moves(Player(articulation, [Need(2, 1, 0.1)], never, {1: 1, 2: 1}).close(1))] == [2, 1]
    closed = Player(articulation, [Need(2, 1, 0.1, open=False)], never, {1: 1})
    assert [(m.child, m.end) for m in moves(closed.open(2))] == [(1, 0), (2, 1.5)]
    # Joints that wait for each other do not wait for ever.
    both = Player(articulation, [Need(1, 2, 0.1), Need(2, 1, 0.1)], never)
    assert sorted(m.child for m in moves(both.open_all())) == [1, 2]


def test_some_joints_are_opened_or_closed_together():
    articulation, _ = boxes(*LAPPING)
    player = Player(articulation, (), never, {1: 0.5})
    assert [(m.child, m.end) for m in moves(player.toggle({1, 2}))] == [(2, 1.5)]  # one is open already
    assert sorted((m.child, m.end) for m in moves(player.toggle({1, 2}))) == [(1, 0), (2, 0)]
    assert moves(Player(articulation, (), never).open_all({2}))[0].child == 2


def test_what_was_modelled_ajar_is_played_from_where_it_is_closed():
    articulation, _ = boxes(*LAPPING)
    joints = [replace(articulation.joint_of(1), lower=-1.0, ajar=True), articulation.joint_of(2)]
    player = Player(Articulation(articulation.parts, tuple(joints)), (), never, {1: 0.0})
    assert player.is_open(1) and [(m.start, m.end) for m in moves(player.toggle({1}))] == [(0, -1)]
    assert [(m.start, m.end) for m in moves(player.toggle({1}))] == [(-1, 2.4)]


def test_a_move_that_nothing_can_free_ends_before_contact():
    articulation, _ = boxes(*CORNER)
    player = Player(articulation, (), lambda values, child: [(1, 2)] if child == 1 and values[1] > 0.3 else [])
    (move,) = (move for move in moves(player.open(1)) if move.child == 1)
    assert 0.29 < move.end <= 0.3


def test_a_wheel_is_played_once_round_and_ends_where_it_began():
    parts = {0: [((0, 0, 0), (1, 1, 1))], 1: [((0, 0, 2), (1, 1, 3))]}
    articulation, _ = boxes(parts, [Joint(JointType.CONTINUOUS, 0, 1, (0, 0, 1), (0.5, 0.5, 0), 0, 0)])
    player = Player(articulation, (), never)
    (move,) = moves(player.toggle({1}))
    assert (move.start, move.end, move.is_round) == (0, math.tau, True)
    assert player.values == {1: 0}


def test_triangles_cross_along_the_segment_that_they_share():
    flat = np.array([[(0, 0, 0), (4, 0, 0), (0, 4, 0)]] * 3, dtype=float)
    upright = np.array([
        [(1, 1, -1), (1, 1, 1), (1, 9, 0)],
        [(5, 5, -1), (5, 5, 1), (5, 9, 0)],
        [(0.5, 0.5, 1), (1, 1, 1), (1, 0, 2)],
    ], dtype=float)  # fmt: skip
    segments, pair = crossings(flat, upright)
    assert pair.tolist() == [0]
    np.testing.assert_allclose(sorted(segments[0].tolist()), [(1, 1, 0), (1, 3, 0)], atol=1e-12)


def test_contact_is_where_parts_cross_and_not_where_they_already_did():
    parts = {0: [((0, 0, 0), (1, 1, 1))], 1: [((1.2, 0.2, 0.2), (1.8, 0.8, 0.8)), ((1.2, 0.4, 0.4), (0.995, 0.6, 0.6))]}
    _, found = boxes(parts, [slide(1, (-1, 0, 0), 0.5)])
    assert found.at({1: 0}) == found.at({1: 0.003}) == []
    for value in (0.02, 0.19):
        (contact,) = found.at({1: value})
        assert contact.parts == (1, 0)
        np.testing.assert_allclose(contact.segments[:, :, 0], 1, atol=1e-9)
        np.testing.assert_allclose(contact.segments.min(axis=(0, 1)), (1, 0.4, 0.4), atol=1e-9)
    (deep,) = found.at({1: 0.3})
    np.testing.assert_allclose(deep.segments.min(axis=(0, 1)), (1, 0.2, 0.2), atol=1e-9)


@pytest.fixture
def cabinet(addon) -> bpy.types.Object:
    armature = rigged(scenes.cabinet())
    for joint, upper in zip(read_rig(armature).articulation.joints, (math.pi / 2, 0.35), strict=True):
        assert joint.upper == pytest.approx(upper)
    bpy.context.view_layer.objects.active = armature
    return armature


def test_all_of_a_rig_is_opened(cabinet):
    preview = Preview(cabinet)
    poses = shown(preview.player({1: 0.0, 2: 0.0}))
    assert max(values[1] for values in poses) == pytest.approx(math.pi / 2)
    assert max(values[2] for values in poses) == pytest.approx(0.35)
    assert all(cabinet[value_key(child)] == 0 for child in (1, 2))


def test_open_close_all_and_keys_by_the_buttons(cabinet):
    for child, value in ((1, math.pi / 2), (2, 0.35), (1, 0.0)):
        assert bpy.ops.artllm.open_close(child=child) == {"FINISHED"}
        assert cabinet[value_key(child)] == pytest.approx(value)
    assert bpy.ops.artllm.insert_keys() == {"FINISHED"}
    bpy.context.scene.frame_set(20)
    assert bpy.ops.artllm.rest() == {"FINISHED"}
    assert cabinet[value_key(2)] == 0 and bpy.ops.artllm.insert_keys() == {"FINISHED"}
    bpy.context.scene.frame_set(1)
    assert cabinet[value_key(2)] == pytest.approx(0.35)
    assert not bpy.ops.artllm.play_all.poll()  # without a window
    bpy.context.view_layer.objects.active = None
    assert not bpy.ops.artllm.open_close.poll() and not bpy.ops.artllm.rest.poll()


def test_needs_are_shown_beside_the_slider_and_honoured(cabinet):
    write_needs(cabinet, [Need(2, 1, 0.1), Need(1, 7, 0.1)])
    assert [slider.needs for slider in active.sliders(cabinet)] == ["", "Door open"]
    assert bpy.ops.artllm.open_close(child=2) == {"FINISHED"}
    assert cabinet[value_key(1)] == pytest.approx(math.pi / 2) and cabinet[value_key(2)] == pytest.approx(0.35)
    assert bpy.ops.artllm.open_close(child=1) == {"FINISHED"}
    assert cabinet[value_key(1)] == cabinet[value_key(2)] == 0


def test_the_note_of_the_active_part_s_joint_is_shown(cabinet):
    assert active.active_joint_note(bpy.context) == ""
    bpy.context.view_layer.objects.active = read_rig(cabinet).objects[2][0]
    set_limits(cabinet, 2, 0.0, 0.3, "limited by collision")
    assert active.active_joint_note(bpy.context) == "limited by collision"


def drawer_pushed_in(armature: bpy.types.Object) -> None:
    """Let the drawer, whose back is 30 mm before the cabinet's, go 100 mm in."""
    bone = armature.pose.bones["Drawer_joint"]
    bone.constraints["Limit Location"].min_y = -0.1
    armature.id_properties_ui(value_key(2)).update(min=-0.1)


def test_contacts_are_said_and_follow_the_pose_the_place_and_the_mesh(cabinet):
    drawer_pushed_in(cabinet)
    contacts.ready(cabinet)
    assert contacts.said(cabinet) == []
    set_value(cabinet, 2, -0.06)
    assert contacts.said(cabinet) == [("Drawer is in Body", True)]
    (found,) = contacts.contacts(cabinet)
    cabinet.location.x += 3
    bpy.context.view_layer.update()
    (moved,) = contacts.contacts(cabinet)
    np.testing.assert_allclose(moved.segments, found.segments + (3, 0, 0), atol=1e-5)
    set_value(cabinet, 2, 0)
    bpy.context.view_layer.update()
    assert contacts.contacts(cabinet) == []
    body = read_rig(cabinet).objects[0][0]
    for vertex in body.data.vertices:
        vertex.co.y -= 0.1
    body.data.update()
    bpy.context.view_layer.update()
    set_value(cabinet, 2, 0.01)
    contacts.ready(cabinet)
    assert contacts.said(cabinet) != []


def test_where_contact_starts_is_looked_for_while_nothing_moves(cabinet):
    drawer_pushed_in(cabinet)
    bpy.context.window_manager.artllm.show_contacts = True
    contacts.forget()
    for value in (0.0, 0.05, 0.1):
        contacts._look_on()
        set_value(cabinet, 2, value)
    assert contacts._look_on() == contacts.SETTLE and contacts._starts == {}
    while contacts._look_on() is not None:
        pass
    assert set(contacts._starts) == {1, 2} and ("Drawer: contact from -5 mm", False) in contacts.said(cabinet)
    bpy.context.window_manager.artllm.show_contacts = False


def test_scrubbing_keeps_what_is_known(cabinet):
    known = contacts.ready(cabinet)
    for value in (0.1, 0.2):
        set_value(cabinet, 1, value)
        bpy.context.view_layer.update()
    assert contacts.ready(cabinet) is known
    cabinet.location.z += 1
    bpy.context.view_layer.update()
    assert contacts.ready(cabinet) is known


def test_where_contact_starts(cabinet):
    drawer_pushed_in(cabinet)
    (stop,) = Preview(cabinet).starts(2)
    # The front, 5 mm before the body.
    assert stop.value == pytest.approx(-0.005, abs=0.0005)
    np.testing.assert_allclose(stop.points[:, 1], -0.25, atol=0.02)


def test_every_slider_has_its_part(cabinet):
    assert [(slider.child, slider.name) for slider in active.sliders(cabinet)] == [(1, "Door"), (2, "Drawer")]


def test_a_large_part_is_looked_at_in_small_steps_and_found_where_it_is():
    square, bar = grid(200), (np.array([(0.3, 0.7, -1), (0.31, 0.7, 0.5), (0.3, 0.71, 0.5)]), np.array([(0, 1, 2)]))
    parts = (Part(0, "Square", Box((0, 0, 0), (1, 1, 0))), Part(1, "Bar", Box((0.3, 0.7, -1), (0.31, 0.71, 0.5))))
    joint = Joint(JointType.PRISMATIC, 0, 1, (0, 0, 1), (0, 0, 0), -1.0, 1.0)
    trees, most, before = Trees({0: square, 1: bar}), 0, 0
    looking = Contacts.looking(Articulation(parts, (joint,)), trees)
    while True:
        try:
            next(looking)
        except StopIteration as end:
            found = end.value
            break
        made = sum(tree.bvh is not None for tree in trees._of((0,)))
        most, before = max(most, made - before), made
    assert most == 1 and before == 3
    (contact,) = found.at({1: 0.2})
    np.testing.assert_allclose(contact.segments.mean(axis=(0, 1))[2], 0.0, atol=1e-6)
    assert not found.at({1: -0.9})
