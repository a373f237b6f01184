"""What is saved while joints are played."""

from __future__ import annotations

import bpy
import pytest
import scenes
from rigs import rigged

from artllm_blender.ops import preview
from artllm_blender.ops.contacts import ready
from artllm_blender.scene.rig.read_rig import find_rigs, read_rig, set_value


@pytest.mark.parametrize("save", [bpy.ops.wm.save_as_mainfile, bpy.ops.wm.save_mainfile])
def test_a_file_saved_amid_a_play_holds_the_pose_from_before(addon, tmp_path, monkeypatch, save):
    armature = rigged(scenes.cabinet())
    set_value(armature, 1, 0.25)
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "a.blend"))
    about = ready(armature)
    show = preview.Show(about, armature.session_uid, about.values(armature))
    monkeypatch.setattr(preview, "_show", show)
    armature.name = "Renamed"
    assert show.pose({1: 1.0, 2: 0.2})
    save(filepath=str(tmp_path / "a.blend"))
    assert show.pose({1: 1.1, 2: 0.1})  # it goes on
    monkeypatch.setattr(preview, "_show", None)
    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "a.blend"))
    (armature,) = find_rigs(bpy.context.scene)
    assert read_rig(armature).values == pytest.approx({1: 0.25, 2: 0.0})
    assert not show.pose({1: 1.0})
