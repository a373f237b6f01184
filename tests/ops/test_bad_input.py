"""What an artist may select that must be refused or may go wrong, through the operators and the real model: one clear
sentence, Blender alive, the scene as it was, nothing half-written, no orphan. Of files, see test_formats.
"""

from __future__ import annotations

import math
import os
import shutil
import signal
import sys
import time
from pathlib import Path

import bpy
import pytest
import scenes
from children import alive
from disks import full_disk

from artllm_blender import client
from artllm_blender.client.process import Runtime
from artllm_blender.client.wire import Message
from artllm_blender.ops import task
from runtime.weights import SHIPPED

POSIX = pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
TRIANGLE = [(0, 0, 0), (1, 0, 0), (0, 1, 0)]
FORMATS = {"urdf", "glb", "blend", "png"}


@pytest.fixture(autouse=True)
def scene(warm_addon) -> None:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)


def snapshot() -> tuple:
    """All data there is, and all that an artist sees of the scene."""
    objects = bpy.context.view_layer.objects
    bpy.context.view_layer.update()
    return set(bpy.data.user_map()), objects.active, bpy.context.mode, bpy.context.scene, [
        (thing, thing.select_get(), thing.hide_get(), thing.hide_render, thing.parent, thing.matrix_world.copy())
        for thing in objects
    ]  # fmt: skip


def refusal(operator, **arguments) -> str:
    """What the operator says as it refuses, after which everything is as it was and can be used."""
    before = snapshot()
    with pytest.raises(RuntimeError) as failure:
        operator(**arguments)
    assert snapshot() == before
    assert bpy.context.window_manager.artllm.status == "IDLE"
    (line,) = str(failure.value).strip().splitlines()
    return line.removeprefix("Error: ")


# ----- what has no surface


@pytest.mark.parametrize(
    ("vertices", "faces", "says"),
    [
        ([], [], "The mesh is empty."),
        ([(0, 0, 0)], [], "The mesh has a single vertex but no faces."),
        (TRIANGLE, [], "The mesh has 3 vertices but no faces."),
        ([(math.nan, 0, 0), *TRIANGLE], [(0, 1, 2), (1, 2, 3)], "coordinates that are infinite or not numbers."),
        ([(math.inf, 0, 0), *TRIANGLE], [(0, 1, 2), (1, 2, 3)], "coordinates that are infinite or not numbers."),
        ([(0, 0, 0), (1, 0, 0), (2, 0, 0)], [(0, 1, 2)], "All faces of the mesh have zero area."),
        ([(1, 1, 1)] * 3, [(0, 1, 2)], "All faces of the mesh have zero area."),
        ([(1e20 * x, 1e20 * y, 0) for x, y, _ in TRIANGLE], [(0, 1, 2)], "The mesh is 1e+20 m large"),
    ],
    ids=["empty", "vertex", "no faces", "nan", "infinite", "line", "point", "too large"],
)
def test_what_has_no_surface_is_refused(vertices, faces, says):
    scenes.mesh_object("Bad", vertices, faces)
    assert says in refusal(bpy.ops.artllm.articulate)


def test_several_things_without_a_surface_are_refused():
    scenes.mesh_object("Dust", [(0, 0, 0)], [])
    scenes.mesh_object("Line", TRIANGLE, [])
    assert "The mesh has 4 vertices but no faces." in refusal(bpy.ops.artllm.articulate)


def test_a_parent_that_flattens_the_mesh_is_refused():
    prop = scenes.cabinet()
    parent = bpy.data.objects.new("Parent", None)
    bpy.context.scene.collection.objects.link(parent)
    prop.objects[0].parent, parent.scale = parent, (0, 0, 0)
    assert "zero area" in refusal(bpy.ops.artllm.articulate)


# ----- what does not move


def test_where_nothing_moves_the_scene_is_left_alone():
    bpy.ops.mesh.primitive_torus_add()
    before, state = snapshot(), bpy.context.window_manager.artllm
    assert bpy.ops.artllm.articulate() == {"CANCELLED"}
    assert snapshot() == before and state.status == "IDLE"
    assert state.error.startswith("Nothing here moves") and "how many parts" in state.error
    bpy.ops.object.select_all(action="DESELECT")
    assert bpy.ops.artllm.take_any() == {"FINISHED"} and not state.error
    assert not bpy.ops.artllm.take_any.poll()


def test_where_nothing_moves_under_the_timer():
    bpy.ops.mesh.primitive_torus_add()
    before, state = snapshot(), bpy.context.window_manager.artllm
    task.begin(bpy.context, list(bpy.context.selected_objects), seed=0)
    while task._tick() is not None:
        time.sleep(0.001)
    assert snapshot() == before and state.status == "IDLE"
    assert state.error.startswith("Nothing here moves")
    assert bpy.ops.artllm.take_any() == {"FINISHED"} and not state.error


# ----- folders that cannot be written, through the button


def test_export_into_a_full_or_forbidden_folder(tmp_path):
    scenes.cabinet()
    assert bpy.ops.artllm.articulate() == {"FINISHED"}
    (tmp_path / "file").write_text("mine")
    forbidden = [tmp_path / "file", tmp_path / "file" / "below"]
    if sys.platform == "linux":
        forbidden.append(Path("/proc/artllm"))
    for folder in forbidden:
        said = refusal(bpy.ops.artllm.export, directory=str(folder), formats=FORMATS)
        assert said.startswith(f"Could not write to {folder}") and "Choose another folder" in said
        assert ("is a file." in said) == (tmp_path / "file" in (folder, folder.parent))
    with full_disk(700):
        said = refusal(bpy.ops.artllm.export, directory=str(tmp_path / "new"), formats=FORMATS)
    assert said.startswith(f"URDF was not written: Could not write to {tmp_path / 'new'}")
    assert list(tmp_path.iterdir()) == [tmp_path / "file"] and (tmp_path / "file").read_text() == "mine"


# ----- weights that are not as they were shipped


@pytest.mark.parametrize(
    ("file", "damage", "says"),
    [
        ("decoder.onnx", lambda data: data[: len(data) // 2], "decoder.onnx has"),
        ("encoder.onnx", lambda data: data[:5000] + bytes([data[5000] ^ 1]) + data[5001:], "encoder.onnx was altered."),
        ("artllm.safetensors", lambda data: data[:-1] + bytes([data[-1] ^ 1]), "artllm.safetensors was altered."),
        ("decoder.onnx", None, "decoder.onnx cannot be read"),
        ("model.json", None, "The model's weights are missing"),
        ("model.json", lambda data: data[:100], "model.json is damaged."),
        ("model.json", lambda data: data.replace(b'"layers"', b'"lawyers"'), "The model cannot be loaded"),
    ],
    ids=["truncated", "altered", "altered data", "missing", "none", "truncated json", "other json"],
)
def test_damaged_weights(monkeypatch, tmp_path, file, damage, says):
    folder = shutil.copytree(SHIPPED, tmp_path / "weights", copy_function=os.link)
    data = (folder / file).read_bytes()
    (folder / file).unlink()
    if damage:
        (folder / file).write_bytes(damage(data))
    damaged = Runtime(weights=folder, log_folder=tmp_path)
    monkeypatch.setattr(client, "_runtime", damaged)
    scenes.cabinet()
    said = refusal(bpy.ops.artllm.articulate)
    assert says in said and said.endswith(
        ("Reinstall the extension.", "Choose another folder of weights in the preferences.")
    )
    assert bpy.context.window_manager.artllm.error == said
    assert damaged.pid is None


# ----- the child killed


def kill(runtime: Runtime) -> None:
    os.kill(runtime.pid, signal.SIGKILL)


@pytest.fixture(params=["start", "points", "prediction", "articulation"])
def deadly(request, monkeypatch) -> list[int]:
    """Has the child killed when it reaches this stage. Gets its process id."""
    pids: list[int] = []
    start, take = Runtime.start, Runtime._take

    def starts(runtime: Runtime) -> None:
        start(runtime)
        if not pids:
            pids.append(runtime.pid)
            kill(runtime)

    def takes(runtime: Runtime, event: Message | str) -> None:
        if isinstance(event, Message):
            if not pids and event.fields.get("stage") == request.param:
                pids.append(runtime.pid)
                kill(runtime)
            if pids == [runtime.pid]:
                return  # what a quick child had said before the signal reached it
        take(runtime, event)

    if request.param == "start":
        client.shutdown()
        monkeypatch.setattr(Runtime, "start", starts)
    else:
        monkeypatch.setattr(Runtime, "_take", takes)
    return pids


@POSIX
def test_child_killed_under_the_operator(deadly):
    scenes.cabinet()
    said = refusal(bpy.ops.artllm.articulate)
    assert said.startswith("The model runtime stopped with exit code -9 (SIGKILL)") and "Try again" in said
    assert not alive(deadly[0])
    assert bpy.ops.artllm.articulate() == {"FINISHED"}


@POSIX
def test_child_killed_under_the_timer(deadly):
    """As with a window: the timer polls, nobody waits."""
    scenes.cabinet()
    before = snapshot()
    task.begin(bpy.context, list(bpy.context.selected_objects), seed=0)
    while task._tick() is not None:
        time.sleep(0.001)
    state = bpy.context.window_manager.artllm
    assert state.status == "IDLE" and "exit code -9 (SIGKILL)" in state.error
    assert snapshot() == before and not alive(deadly[0])
    assert bpy.ops.artllm.articulate() == {"FINISHED"} and not state.error
