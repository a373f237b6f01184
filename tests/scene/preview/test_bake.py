"""What is baked plays in the timeline what Play shows."""

from __future__ import annotations

import math

import bpy
import numpy as np
import pytest
import scenes
from rigs import rigged

from artllm_blender.core.motion.playback import moves
from artllm_blender.core.motion.timeline import Easing, Timeline, Timing
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.preview.bake import bake
from artllm_blender.scene.preview.preview import Preview
from artllm_blender.scene.rig.asset import build_asset
from artllm_blender.scene.rig.build_rig import set_limits
from artllm_blender.scene.rig.curves import curves_of, users
from artllm_blender.scene.rig.keys import insert_keys
from artllm_blender.scene.rig.read_rig import read_rig, set_value

RATE = 24
TIMINGS = [
    Timing(1.0, Easing.IN_OUT, ping_pong=True, loops=1),
    Timing(0.5, Easing.IN, ping_pong=True, loops=3),
    Timing(2.0, Easing.LINEAR, ping_pong=False, loops=1),
    Timing(0.75, Easing.OUT, ping_pong=False, loops=2),
]


@pytest.fixture
def cabinet() -> bpy.types.Object:
    scenes.empty_scene()
    armature = rigged(scenes.cabinet())
    bpy.context.scene.render.fps = RATE
    return armature


def planned(armature: bpy.types.Object) -> tuple[Preview, Timeline]:
    preview = Preview(armature)
    closed = {joint.child: joint.closed for joint in preview.articulation.joints}
    timeline = Timeline(closed)
    for move in moves(preview.player(closed).open_all()):
        timeline.add(move)
    return preview, timeline


def baked(armature: bpy.types.Object, timing: Timing, together: bool, start: int = 1) -> tuple[Timeline, int]:
    preview, timeline = planned(armature)
    return timeline, bake(armature, preview, timeline, timing, start, together)


@pytest.mark.parametrize(
    ("timing", "together"), [*((one, True) for one in TIMINGS), *((one, False) for one in TIMINGS[:3])]
)
def test_the_timeline_shows_what_play_does(cabinet, timing, together):
    timeline, last = baked(cabinet, timing, together, start=11)
    assert last == 11 + RATE * timing.seconds * 2 * (2 if timing.ping_pong else 1) * timing.loops
    for frame in range(11, last):
        second = timeline.second((frame - 11) / RATE, timing)
        bpy.context.scene.frame_set(frame)
        assert read_rig(cabinet).values == pytest.approx(timeline.at(second, timing), abs=1e-4), frame


def test_one_action_holds_a_key_at_the_ends_of_each_move_alone(cabinet):
    baked(cabinet, Timing(1.0), together=True)
    (track,) = cabinet.animation_data.nla_tracks
    (strip,) = track.strips
    assert track.name == "Play" and strip.action.name == "Asset Play"
    (user,) = users(cabinet)
    counts = {curve.data_path: len(curve.keyframe_points) for curve in curves_of(user)}
    assert counts == {'["artllm_value_1"]': 4, '["artllm_value_2"]': 3}  # the last one turns round at once


def test_each_joint_gets_an_action_from_closed_to_open_that_plays_back_reversed(cabinet):
    baked(cabinet, Timing(1.0, loops=2), together=False)
    tracks = {track.name: list(track.strips) for track in cabinet.animation_data.nla_tracks}
    assert set(tracks) == {"Door", "Drawer"}
    for name, strips in tracks.items():
        assert {strip.action.name for strip in strips} == {name}
        assert [strip.use_reverse for strip in strips] == [False, True] * 2
        assert strips[0].action.frame_range[:] == (0, RATE)


def test_baking_again_replaces_what_was_baked_and_leaves_what_was_not(cabinet):
    own = cabinet.animation_data_create().nla_tracks.new()
    own.name = "Mine"
    own.strips.new("Mine", 1, bpy.data.actions.new("Mine"))
    insert_keys(cabinet, 1)
    keyed = cabinet.animation_data.action
    for together in (True, False, True):
        baked(cabinet, Timing(), together)
    assert [track.name for track in cabinet.animation_data.nla_tracks] == ["Mine", "Play"]
    assert cabinet.animation_data.action == keyed
    assert {action.name for action in bpy.data.actions} == {"Mine", "Asset Play", keyed.name}


def test_wheels_go_round_and_screws_both_ways():
    scenes.empty_scene()
    armature = rigged(scenes.bottle())
    bpy.context.scene.render.fps = RATE
    timeline, last = baked(armature, Timing(1.0), together=True)
    found = []
    for frame in range(1, last + 1):
        bpy.context.scene.frame_set(frame)
        found.append(read_rig(armature).values[1])
    assert max(found) == pytest.approx(0.025) and found[0] == found[-1] == pytest.approx(0, abs=1e-6)
    assert np.diff(found[: RATE + 1]).min() > 0


def test_what_was_modelled_ajar_is_baked_from_closed_and_keeps_its_poses_when_limits_change():
    scenes.empty_scene()
    prop = scenes.laptop()
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    armature = build_asset(bpy.context, source, scenes.predict(prop, source))
    bpy.context.scene.render.fps = RATE
    baked(armature, Timing(1.0, Easing.LINEAR), together=False)
    bpy.context.scene.frame_set(1)
    assert armature["artllm_value_1"] == pytest.approx(0, abs=1e-6)
    set_limits(armature, 1, -1.2, 0.6)
    for frame, value in ((1, -math.pi / 2), (RATE + 1, 0.6)):
        bpy.context.scene.frame_set(frame)
        assert read_rig(armature).values[1] == pytest.approx(value, abs=1e-5)


def test_the_pose_of_now_is_not_touched(cabinet):
    set_value(cabinet, 1, 0.25)
    baked(cabinet, Timing(), together=True)
    assert read_rig(cabinet).values == {1: 0.25, 2: 0.0}


def test_the_button_bakes_what_the_panel_says(addon):
    armature = rigged(scenes.cabinet())
    play = bpy.context.window_manager.artllm.play
    things = read_rig(armature).objects
    bpy.context.view_layer.objects.active = things[2][0]
    play.which, play.seconds, play.ping_pong = "SELECTED", 0.5, False
    bpy.ops.object.select_all(action="DESELECT")
    with pytest.raises(RuntimeError, match="No part that moves is selected"):
        bpy.ops.artllm.bake(actions="EACH")
    things[2][0].select_set(True)
    assert bpy.ops.artllm.bake(actions="EACH") == {"FINISHED"}
    assert [track.name for track in armature.animation_data.nla_tracks] == ["Drawer"]
    play.which = "ALL"
    assert bpy.ops.artllm.bake(actions="ALL") == {"FINISHED"}
    assert [track.name for track in armature.animation_data.nla_tracks] == ["Play"]
