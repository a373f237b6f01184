"""What plays leaves the scene, undo steps and files as they were."""

from __future__ import annotations

import math

import bpy
import pytest
import scenes
from rigs import rigged

from artllm_blender.core.motion.timeline import Timing
from artllm_blender.ops import playing
from artllm_blender.ops.contacts import ready
from artllm_blender.scene.rig import correct
from artllm_blender.scene.rig.read_rig import find_rigs, read_rig, set_value


class Clock:
    """Stands for the time module: it is as late as `now` says."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    one = Clock()
    monkeypatch.setattr(playing, "time", one)
    return one


@pytest.fixture
def cabinet(addon, clock) -> bpy.types.Object:
    armature = rigged(scenes.cabinet())
    set_value(armature, 1, 0.25)
    return armature


def play(armature: bpy.types.Object) -> playing.Show:
    about = ready(armature)
    player = about.player({1: 0.0, 2: 0.0})
    return playing.Show(about, armature, {1: 0.0, 2: 0.0}, player.open_all())


def values(armature: bpy.types.Object) -> dict[int, float]:
    return read_rig(armature).values


def test_it_goes_by_the_clock_and_not_by_frames(cabinet, clock):
    show, timing = play(cabinet), Timing(1.0)
    begin = clock.now
    while not show._planned:
        show._look_ahead(float("inf"))
    for second in (0.0, 0.5, 0.9, 1.5, 2.5, 3.9):  # as a slow machine would ask
        clock.now = begin + second
        assert show.tick(timing)
        assert values(cabinet) == pytest.approx(show.timeline.at(min(second, 4 - second), timing))
    clock.now = begin + 4.01
    assert not show.tick(timing)


def test_it_is_put_back_but_for_what_was_changed_meanwhile(cabinet, clock):
    show = play(cabinet)
    clock.now += 0.7
    assert show.tick(Timing()) and values(cabinet) != {1: 0.25, 2: 0.0}
    show.put_back()
    assert values(cabinet) == {1: 0.25, 2: 0.0}
    clock.now += 0.1
    show.tick(Timing())
    set_value(cabinet, 2, 0.11)  # by a slider
    clock.now += 0.1
    show.tick(Timing())
    show.put_back()
    assert values(cabinet) == {1: 0.25, 2: 0.11}


def test_it_is_scrubbed_and_goes_on_from_there(cabinet, clock):
    show, timing = play(cabinet), Timing(ping_pong=False)
    show.seek(0.25, timing)
    while not show._planned:
        clock.now += 1
        assert show.tick(timing)
    clock.now += 5
    assert show.tick(timing) and show.second(timing) == pytest.approx(0.5)
    assert values(cabinet) == pytest.approx(show.timeline.at(0.5, timing))
    show.go_on()
    clock.now += 1
    assert show.tick(timing) and show.second(timing) == pytest.approx(1.5)


@pytest.mark.parametrize("save", [bpy.ops.wm.save_as_mainfile, bpy.ops.wm.save_mainfile])
def test_a_file_saved_amid_a_play_holds_the_pose_from_before(cabinet, clock, tmp_path, monkeypatch, save):
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "a.blend"))
    show = play(cabinet)
    monkeypatch.setattr(playing, "_show", show)
    cabinet.name = "Renamed"
    clock.now += 0.5
    assert show.tick(Timing()) and values(cabinet) != {1: 0.25, 2: 0.0}
    save(filepath=str(tmp_path / "a.blend"))
    clock.now += 0.1
    assert show.tick(Timing()) and values(cabinet) != {1: 0.25, 2: 0.0}  # it goes on
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "a.blend"))
    (armature,) = find_rigs(bpy.context.scene)
    assert values(armature) == {1: 0.25, 2: 0.0}
    assert playing._show is None and not show.tick(Timing())


def test_it_ends_where_the_joints_became_others(cabinet, clock):
    show = play(cabinet)
    clock.now += 0.5
    assert show.tick(Timing())
    correct.dissolve(cabinet, 2)
    assert not show.tick(Timing())
    show.put_back()
    assert "artllm_value_2" not in cabinet


def test_selected_joints_are_opened_and_closed(cabinet):
    things = read_rig(cabinet).objects
    bpy.context.view_layer.objects.active = things[1][0]
    for thing in (things[1][0], things[2][0]):
        thing.select_set(True)
    set_value(cabinet, 1, 0.0)
    assert bpy.ops.artllm.open_close() == {"FINISHED"}
    assert values(cabinet) == pytest.approx({1: math.pi / 2, 2: 0.35}, rel=1e-5)
    assert bpy.ops.artllm.open_close() == {"FINISHED"} and values(cabinet) == {1: 0.0, 2: 0.0}


def test_all_joints_are_posed_by_name(cabinet):
    bpy.context.view_layer.objects.active = cabinet
    for pose, share in (("HALF", 0.5), ("OPEN", 1.0), ("CLOSED", 0.0)):
        assert bpy.ops.artllm.pose_all(pose=pose) == {"FINISHED"}
        assert values(cabinet) == pytest.approx({1: share * math.pi / 2, 2: share * 0.35}, rel=1e-5)
