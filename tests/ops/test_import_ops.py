"""Import and Articulate: files dropped or chosen are read, each an asset, and what cannot be read is said."""

from __future__ import annotations

import bpy
import pytest
import scenes

from artllm_blender.ops.import_file import ARTLLM_FH_mesh
from artllm_blender.scene.mesh.import_file import SUFFIXES
from artllm_blender.scene.rig.read_rig import find_rigs, rig_made_of


@pytest.fixture
def folder(addon, tiny, tmp_path):
    """With a box that has a door, twice, and a file of something else."""
    for name in ("one.obj", "two.obj"):
        (tmp_path / name).write_text(scenes.OBJ)
    (tmp_path / "notes.obj").write_text("no mesh at all")
    return tmp_path


def drop(folder, *names: str) -> set[str]:
    files = [{"name": name} for name in names]
    return bpy.ops.artllm.import_articulate("INVOKE_DEFAULT", directory=str(folder), files=files)


def test_each_file_that_is_dropped_becomes_a_rig(folder):
    assert drop(folder, "one.obj", "two.obj") == {"FINISHED"}
    assert len(find_rigs(bpy.context.scene)) == 2
    assert all(rig_made_of(bpy.data.objects[name]) for name in ("one", "two"))


def test_what_cannot_be_read_is_said_and_the_others_are_articulated(folder):
    with pytest.raises(RuntimeError, match="no mesh in notes.obj"):
        drop(folder, "notes.obj")
    assert not bpy.data.objects
    state = bpy.context.window_manager.artllm
    assert "no mesh in notes.obj" in state.trouble(bpy.context)
    assert drop(folder, "notes.obj", "one.obj") == {"FINISHED"}
    assert len(find_rigs(bpy.context.scene)) == 1 and "no mesh in notes.obj" in state.trouble(bpy.context)
    assert drop(folder, "two.obj") == {"FINISHED"} and state.trouble(bpy.context) == ""


def test_all_that_the_command_line_reads_may_be_dropped(folder):
    assert set(ARTLLM_FH_mesh.bl_file_extensions.split(";")) == set(SUFFIXES)
    assert bpy.types.ARTLLM_FH_mesh.bl_import_operator == "artllm.import_articulate"
