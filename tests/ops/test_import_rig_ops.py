"""Import Rig: files dropped or chosen become rigs; one undo takes them back; what cannot be read is said."""

from __future__ import annotations

import bpy
import makers
import pytest

from artllm_blender.ops.active import active_joint_type
from artllm_blender.ops.import_rig import ARTLLM_FH_rig
from artllm_blender.scene.formats.rig_in import SUFFIXES
from artllm_blender.scene.rig.read_rig import find_rigs


def drop(path, *others) -> set[str]:
    files = [{"name": one.name} for one in (path, *others)]
    return bpy.ops.artllm.import_rig("INVOKE_DEFAULT", True, directory=str(path.parent), files=files)


def test_a_file_that_is_dropped_becomes_a_rig_that_is_selected(addon, tmp_path):
    assert drop(makers.write(tmp_path)["partnet"]) == {"FINISHED"}
    (rig,) = find_rigs(bpy.context.scene)
    assert bpy.context.object == rig and rig.select_get()


def test_a_joint_is_active_so_that_what_is_about_one_has_one(addon, tmp_path):
    drop(makers.write(tmp_path)["partnet"])
    assert active_joint_type(bpy.context)


def test_its_collection_is_numbered_only_where_something_of_the_name_is_left(addon, tmp_path):
    path = makers.write(tmp_path)["partnet"]
    names = []
    for _ in range(2):
        drop(path)
        names.append(bpy.context.object.users_collection[0].name)
        bpy.data.batch_remove(list(bpy.context.object.users_collection[0].objects))
    drop(path)
    drop(path)
    assert names == ["partnet_x", "partnet_x"] and bpy.context.object.users_collection[0].name == "partnet_x.001"


def test_what_cannot_be_read_is_said(addon, tmp_path):
    path = tmp_path / "x.urdf"
    path.write_text("<robot/>")
    with pytest.raises(RuntimeError, match="it has no body"):
        drop(path)
    assert "no body" in bpy.context.window_manager.artllm.trouble(bpy.context)
    assert not bpy.data.objects


def test_it_is_grey_elsewhere_than_in_object_mode(addon, tmp_path):
    drop(makers.write(tmp_path)["partnet"])
    bpy.ops.object.mode_set(mode="POSE")
    assert not bpy.ops.artllm.import_rig.poll()


def test_all_that_is_read_may_be_dropped(addon):
    assert set(ARTLLM_FH_rig.bl_file_extensions.split(";")) == set(SUFFIXES)
