"""Export of a large rig from a window: by a second Blender, whole or not at all, while the window goes on."""

from __future__ import annotations

import time
from pathlib import Path

import bpy
import in_window
import props
from windows import Window

SECONDS = 120.0


def large() -> None:
    """A cabinet of more faces than are exported in place, its door active."""
    props.cabinet()
    for thing in bpy.context.scene.objects:
        if thing.type == "MESH" and thing.name.startswith("Cabinet."):
            fine = thing.modifiers.new("Fine", "SUBSURF")
            fine.subdivision_type, fine.levels = "SIMPLE", 4
    bpy.context.view_layer.update()


def press_export(folder: str) -> None:
    with bpy.context.temp_override(**in_window.view()):
        bpy.ops.artllm.export("INVOKE_DEFAULT", directory=folder, formats={"urdf", "glb"})


def in_place(folder: str) -> None:
    with bpy.context.temp_override(**in_window.view()):
        bpy.ops.artllm.export("EXEC_DEFAULT", directory=folder, formats={"urdf", "glb"})


def stage() -> str:
    """What the panel tells of the work at hand; empty where there is none."""
    state = bpy.context.window_manager.artllm
    return f"{state.target}: {state.stage}" if state.slicing else ""


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def told(window: Window) -> list[str]:
    """What was told until the work was over."""
    said, end = [window.call(stage)], time.monotonic() + SECONDS
    while said[-1]:
        assert time.monotonic() < end, said[-1]
        said.append(window.call(stage))
    return list(dict.fromkeys(said))


def test_a_second_blender_writes_what_is_written_in_place(window, tmp_path):
    window.call(large)
    window.call(press_export, str(tmp_path / "there"))
    assert len(told(window)) > 3
    window.call(in_place, str(tmp_path / "here"))
    here, there = files(tmp_path / "here"), files(tmp_path / "there")
    assert len(here) > 5 and here == there


def test_escape_ends_it_and_leaves_nothing(window, tmp_path):
    window.call(large)
    window.call(press_export, str(tmp_path / "there"))
    assert window.call(stage)
    window.key("ESC")
    assert not window.call(stage) and not list(tmp_path.iterdir())
