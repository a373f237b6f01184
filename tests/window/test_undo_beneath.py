"""An undo or another file, by a script, while something is done in slices: that is dropped, said, and goes again."""

from __future__ import annotations

import time

import bpy
import in_window
import props
import scenes

from artllm_blender import client
from artllm_blender.ops import slices, task
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.rig.asset import whole_asset
from artllm_blender.scene.rig.read_rig import find_rigs

SECONDS = 60.0


def cabinet() -> None:
    """A cabinet that was moved."""
    slices.SLICE = 0.0  # each step is one
    thing = scenes.cabinet().objects[0]
    in_window.activate(thing.name)
    in_window.push_undo("Cabinet")
    thing.location.x = 0.5
    in_window.push_undo("Moved")


def build() -> None:
    """What is built when a model has answered about it."""
    prop = scenes.cabinet()
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    answer = scenes.predict(prop, source)

    def ask() -> client.Job:
        job = client.Job(1, None, lambda timeout: None, lambda job: None)
        job.finish(answer)
        return job

    about = task.Task("Cabinet", ask, lambda context, job: whole_asset(context, source, job.prediction))
    with bpy.context.temp_override(**in_window.view()):
        task._start(bpy.context, [about])
    task.watch()


def rig() -> None:
    """A rig, twice as it is."""
    slices.SLICE = 0.0
    props.cabinet()
    in_window.push_undo("Rigged again")


def press(name: str) -> None:
    with bpy.context.temp_override(**in_window.view()):
        getattr(bpy.ops.artllm, name)("INVOKE_DEFAULT")


def undo_far_on() -> bool:
    """Undo, where something is done in slices; whether that is so."""
    slicing = bpy.context.window_manager.artllm.slicing
    if slicing:
        in_window.undo()
    return slicing


def load_far_on() -> bool:
    """Likewise open another file."""
    slicing = bpy.context.window_manager.artllm.slicing
    if slicing:
        bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    return slicing


def is_over() -> bool:
    state = bpy.context.window_manager.artllm
    return not state.slicing and state.status == "IDLE"


def found() -> list:
    """What the panel says went wrong, whether a rig is taken to be built, and how many rigs and objects there are."""
    error = bpy.context.window_manager.artllm.error
    return [error, task._building, len(find_rigs(bpy.context.scene)), len(bpy.data.objects)]


def settled(window) -> list:
    time.sleep(0.2)
    window.wait(is_over, SECONDS)
    return window.call(found)


def test_an_undo_while_a_rig_is_built(window):
    window.call(cabinet)
    window.call(build)
    window.wait(undo_far_on, SECONDS)
    error, *left = settled(window)
    assert "was dropped, for an undo came" in error and left[:2] == [False, 0]
    window.call(in_window.new_scene)
    window.call(build)
    assert settled(window)[:3] == ["", False, 1]


def test_an_undo_while_limits_are_refined(window):
    window.call(rig)
    before = window.call(found)
    window.call(press, "refine_limits")
    window.wait(undo_far_on, SECONDS)
    assert settled(window) == before
    window.call(press, "refine_limits")
    assert settled(window) == before


def test_another_file_while_a_rig_is_built(window):
    window.call(cabinet)
    window.call(build)
    window.wait(load_far_on, SECONDS)
    assert settled(window) == ["", False, 0, 0]
