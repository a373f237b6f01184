"""The extension as Blender holds it: built, installed from disk, registered; its buttons, and when they are grey."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import bpy
import pytest
import scenes

import build_addon
from artllm_blender import client
from artllm_blender.ops import active, task
from artllm_blender.scene.rig.read_rig import read_rig

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def archives() -> list[Path]:
    return build_addon.build()


def test_the_zip_holds_what_an_artist_needs_and_no_more(archives):
    assert [path.name.rsplit("-", 1)[1] for path in archives] == ["linux_x64.zip", "macos_arm64.zip", "windows_x64.zip"]
    for archive in archives:
        names = set(zipfile.ZipFile(archive).namelist())
        top = {name.split("/")[0] for name in names}
        code = {"__init__.py", "artllm_blender", "runtime", "wheels"}
        assert top == code | {"LICENSE", "README.md", "docs", "icons", "blender_manifest.toml"}
        assert not [name for name in names if name.startswith("docs/") and not name.endswith((".md", "/"))]
        assert not [name for name in names if name.startswith("runtime/lab/") or "__pycache__" in name]
        pythons = {name.split("-")[2] for name in names if name.startswith("wheels/onnxruntime-")}
        assert pythons == {"cp311", "cp313", "cp314"}
        assert any(name.startswith("runtime/weights_data/") for name in names)


INSTALL = """
import json, sys
from pathlib import Path
import build_addon
module = build_addon.install(Path(sys.argv[1]), Path(sys.argv[2]))
import addon_utils
import bpy
import importlib
here = Path(sys.argv[2], "extensions", "user_default", "artllm")
shipped = set(here.rglob("*"))
cli = importlib.import_module(module + ".artllm_blender.__main__")
status = cli.main([sys.argv[3], "--out", sys.argv[4], "--formats", "glb"])
seed = bpy.context.preferences.addons[module].preferences.seed
loaded = sorted(name for name in ("onnxruntime", "trimesh", "torch") if name in sys.modules)
wheels = len(list(Path(sys.argv[2]).glob("extensions/.local/lib/python3.*/site-packages/onnxruntime")))
settings = importlib.import_module(module + ".artllm_blender.ops.settings")
log = str(settings.runtime(bpy.context).log_folder)
policy = addon_utils._extensions_warnings_get().get(module, [])
bpy.ops.preferences.addon_disable(module=module)
written = [str(path) for path in here.rglob("*") if path not in shipped and "__pycache__" not in path.parts]
left = [name for name in dir(bpy.types) if name.startswith("ARTLLM_")]
facts = {"status": status, "seed": seed, "loaded": loaded, "left": left, "wheels": wheels, "file": cli.__file__}
facts |= {"log": log, "policy": policy, "written": written}
Path(sys.argv[5]).write_text(json.dumps(facts))
"""


def test_installed_from_disk_it_does_the_main_job(archives, tmp_path):
    archive = next(path for path in archives if build_addon.PLATFORM in path.name)
    mesh = tmp_path / "cabinet.obj"
    mesh.write_text(scenes.OBJ)
    answer = tmp_path / "answer.json"
    user = tmp_path / "user"
    done = subprocess.run(
        [sys.executable, "-c", INSTALL, archive, user, mesh, tmp_path / "out", answer],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        env=os.environ | {"HOME": str(tmp_path)},
    )
    assert answer.exists(), done.stdout + done.stderr
    facts = json.loads(answer.read_text())
    assert facts["status"] == 0, done.stderr
    assert (tmp_path / "out" / "cabinet" / "cabinet.glb").stat().st_size
    assert Path(facts["file"]).is_relative_to(user)
    assert (facts["seed"], facts["wheels"], facts["loaded"], facts["left"]) == (0, 1, [], [])
    assert facts["policy"] == [], "Blender's own look at an extension's modules and at sys.path"
    assert facts["written"] == [] and Path(facts["log"]).is_relative_to(user / "extensions" / ".user")


def test_register_and_unregister_leave_nothing_behind():
    import artllm_blender

    for _ in range(2):
        artllm_blender.register()
        assert bpy.context.window_manager.artllm.status == "IDLE"
        artllm_blender.unregister()
        assert not [name for name in dir(bpy.types) if name.startswith("ARTLLM_")]
        assert not hasattr(bpy.types.WindowManager, "artllm")


def test_importing_the_addon_does_not_need_blender():
    script = "import sys, artllm_blender, artllm_blender.core.articulation; sys.exit('bpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT).returncode == 0


def test_buttons_are_grey_until_they_can_work(addon):
    assert not bpy.ops.artllm.articulate.poll()
    assert not bpy.ops.artllm.refine_limits.poll()
    assert not bpy.ops.artllm.export.poll()
    scenes.cabinet()
    assert bpy.ops.artllm.articulate.poll()
    bpy.ops.object.mode_set(mode="EDIT")
    assert not bpy.ops.artllm.articulate.poll()
    bpy.ops.object.mode_set(mode="OBJECT")
    with pytest.raises(RuntimeError, match="Select a part or the armature"):
        bpy.ops.artllm.export()


def test_articulate_refine_slide_and_export_by_the_buttons(addon, tmp_path):
    prop = scenes.cabinet(joined=False)
    assert bpy.ops.artllm.articulate() == {"FINISHED"}
    armature = active.active_rig(bpy.context)
    assert armature is not None and all(thing.hide_get() for thing in prop.objects)
    for slider in active.sliders(armature):
        assert armature.path_resolve(slider.path) == 0
    assert bpy.context.window_manager.artllm.status == "IDLE"
    assert bpy.context.window_manager.artllm.provider
    built = [(joint.lower, joint.upper, joint.origin) for joint in read_rig(armature).articulation.joints]
    assert bpy.ops.artllm.refine_limits() == {"FINISHED"}
    again = [(joint.lower, joint.upper, joint.origin) for joint in read_rig(armature).articulation.joints]
    assert len(built) and again == built  # they are refined as they are built
    assert bpy.ops.artllm.export(directory=str(tmp_path), formats={"urdf", "glb"}) == {"FINISHED"}
    assert {path.suffix for path in tmp_path.rglob("*")} >= {".urdf", ".glb"}


def test_what_the_artist_knows_is_honoured(addon):
    scenes.cabinet()
    assert bpy.ops.artllm.articulate(part_count=3, category="cabinet") == {"FINISHED"}
    blueprint_parts = len(active.sliders(active.active_rig(bpy.context))) + 1
    assert blueprint_parts <= 3  # a part that no face belongs to is dropped
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    scenes.cabinet()
    assert bpy.ops.artllm.articulate(category="zeppelin") == {"FINISHED"}
    assert any("zeppelin" in note for note in active.active_notes(bpy.context)), "said, and else passed over"


def test_a_mesh_without_faces_is_refused_in_words_and_the_scene_kept(addon):
    scenes.mesh_object("Dust", [(0, 0, 0)], [])
    before = sorted(thing.name for thing in bpy.data.objects)
    with pytest.raises(RuntimeError, match="no faces"):
        bpy.ops.artllm.articulate()
    assert sorted(thing.name for thing in bpy.data.objects) == before
    state = bpy.context.window_manager.artllm
    assert state.status == "IDLE" and "no faces" in state.error


def test_cancel_and_loading_a_file_drop_the_work(addon):
    for drop in (bpy.ops.artllm.cancel, lambda: bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)):
        scenes.cabinet()
        job = task.begin(bpy.context, list(bpy.context.selected_objects), seed=0)
        assert not bpy.ops.artllm.articulate.poll() and bpy.ops.artllm.cancel.poll()
        drop()
        assert job.state == "cancelled"
        assert bpy.context.window_manager.artllm.status == "IDLE"
        assert not bpy.ops.artllm.cancel.poll()


def test_the_runtime_is_started_as_the_preferences_say(tmp_path):
    assert bpy.ops.preferences.addon_enable(module="artllm_blender") == {"FINISHED"}
    try:
        bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
        preferences = bpy.context.preferences.addons["artllm_blender"].preferences
        preferences.log_folder, preferences.provider = str(tmp_path), "CPU"
        scenes.cabinet()
        assert bpy.ops.artllm.articulate() == {"FINISHED"}
        assert (tmp_path / "runtime.log").exists()
        assert client.runtime().command()[-2:] == ["--provider", "CPUExecutionProvider"]
    finally:
        bpy.ops.preferences.addon_disable(module="artllm_blender")


def test_menus_offer_the_operators(addon):
    menus = (bpy.types.VIEW3D_MT_object, bpy.types.VIEW3D_MT_object_context_menu, bpy.types.TOPBAR_MT_file_export)
    for menu in menus:
        assert any(draw.__module__ == "artllm_blender.ui.menus" for draw in menu._dyn_ui_initialize())


def test_unregister_ends_the_child(addon):
    client.runtime().start()
    pid = client.runtime().pid
    client.shutdown()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
