"""An export by another Blender: the files are those of an export in place, whatever the scene holds."""

from __future__ import annotations

import os
from pathlib import Path

import bpy
import numpy as np
import pytest
import scenes
from places import ROOT
from rigs import rigged

from artllm_blender.client import work
from artllm_blender.client.child import boot_command
from artllm_blender.core.errors import RuntimeFailure
from artllm_blender.core.steps import Steps, exhausted
from artllm_blender.ops import elsewhere
from artllm_blender.scene.formats.export import exporting
from artllm_blender.scene.rig.read_rig import read_rig, set_value

FORMATS = ["urdf", "glb", "png", "usda"]


@pytest.fixture
def another(monkeypatch):
    """The wheel stands in for the other Blender, which it is but for its name and its command line, and for NumPy's
    threads, of which it is given as many as there are here."""
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", os.environ.get("OPENBLAS_NUM_THREADS", str(os.cpu_count())))
    monkeypatch.setattr(elsewhere, "MANY_FACES", 0)
    monkeypatch.setattr(work, "blender_command", lambda blender, module: boot_command([], module))
    bpy.app.binary_path = "blender"
    yield
    bpy.app.binary_path = ""


def demanding(folder: Path) -> bpy.types.Object:
    """A rig that needs of its scene what another could lack: in centimetres, moved, with a picture named from beside
    the .blend, a live modifier that another object steers, a hidden part, a clip, colliders, the frame at hand."""
    armature = rigged(scenes.cabinet(), name="Cabinet")
    scene, rig = bpy.context.scene, read_rig(armature)
    scene.unit_settings.scale_length, scene.render.fps = 0.01, 30
    picture = bpy.data.images.new("Oak", 4, 4)
    picture.pixels.foreach_set(np.linspace(0, 1, 64, dtype=np.float32))
    picture.filepath_raw, picture.file_format = str(folder / "oak.png"), "PNG"
    picture.save()
    bpy.ops.wm.save_as_mainfile(filepath=str(folder / "kitchen.blend"))
    picture.filepath = "//oak.png"
    material = bpy.data.materials.new("Oak")
    material.use_nodes = True
    shader = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    texture = material.node_tree.nodes.new("ShaderNodeTexImage")
    texture.image = picture
    material.node_tree.links.new(texture.outputs["Color"], shader.inputs["Base Color"])
    body, door, drawer = (rig.objects[id][0] for id in (0, 1, 2))
    body.data.materials.append(material)
    cutter = bpy.data.objects.new("Cutter", bpy.data.meshes.new_from_object(door))
    cutter.location = (0.3, -0.3, 0.3)
    hole = body.modifiers.new("Hole", "BOOLEAN")
    hole.object, hole.operation, hole.solver = cutter, "UNION", "EXACT"
    drawer.modifiers.new("Fine", "SUBSURF").levels = 1
    drawer.hide_set(True)
    collider = bpy.data.objects.new("UCX_Door", door.data.copy())
    collider.scale = (0.5, 0.5, 0.5)
    scene.collection.objects.link(collider)
    key = '["artllm_value_1"]'
    for frame, value in ((1, 0.0), (20, 1.0)):
        set_value(armature, 1, value)
        armature.keyframe_insert(key, frame=frame)
    scene.frame_set(12)
    bpy.context.view_layer.update()
    return armature


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def export(armature: bpy.types.Object, folder: Path, write=None, formats=FORMATS, **how: object) -> tuple:
    """What was written, the notes and the failures."""
    done = exhausted(exporting(armature, folder, "cabinet", formats, write, **how))
    return files(folder), done.notes, {format: str(error) for format, error in done.failures.items()}


def listed(path: str) -> dict[str, list[str]]:
    """What a .blend holds."""
    with bpy.data.libraries.load(path) as (found, _):
        return {kind: sorted(getattr(found, kind)) for kind in dir(found)}


def test_another_blender_writes_the_same_files(addon, another, tmp_path):
    armature = demanding(tmp_path)
    how = {"glb_physics": True, "package": "cabinet"}
    before, shown = set(bpy.data.user_map()), bpy.context.scene
    there = export(armature, tmp_path / "there", elsewhere.writing, **how)
    assert (set(bpy.data.user_map()), bpy.context.scene) == (before, shown)
    here = export(armature, tmp_path / "here", **how)
    assert here[1:] == there[1:] and len(here[0]) > 9 and here[0].keys() == there[0].keys()
    assert not [name for name, data in here[0].items() if data != there[0][name]]


def test_another_blender_writes_the_same_blend_and_failures(addon, another, tmp_path):
    armature = demanding(tmp_path)
    texture = bpy.data.images["Oak"]
    Path(bpy.path.abspath(texture.filepath)).unlink()
    texture.reload()
    found = []
    for name, write in (("here", None), ("there", elsewhere.writing)):
        wrote, *said = export(armature, tmp_path / name, write, ["blend", "glb"])
        found.append((listed(str(tmp_path / name / "cabinet.blend")), wrote["cabinet.glb"], *said))
    assert found[0] == found[1] and "missing" in found[0][2][0] and found[0][0]["actions"]


def steps(armature: bpy.types.Object, folder: Path) -> Steps:
    return exporting(armature, folder, "cabinet", ["urdf", "glb"], elsewhere.writing)


def test_closed_it_leaves_neither_files_nor_a_process(addon, another, tmp_path, monkeypatch):
    armature, started = rigged(scenes.cabinet()), []
    start = work.start
    monkeypatch.setattr(work, "start", lambda *how: started.append(start(*how)) or started[-1])
    before = set(bpy.data.user_map())
    running = steps(armature, tmp_path / "new" / "here")
    stages = [next(running)[0]]
    while stages[-1] in ("Starting Blender", "Starting"):
        stages.append(next(running)[0])
    running.close()
    assert started[0].process.returncode is not None and len(started) == 1
    assert set(bpy.data.user_map()) == before and not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [["/no/such/blender"], ["true"], ["echo", "no"]])
def test_where_none_can_be_started_it_is_done_here_and_said(addon, another, tmp_path, monkeypatch, command):
    monkeypatch.setattr(work, "blender_command", lambda *_: command)
    _, notes, failures = export(rigged(scenes.cabinet()), tmp_path, elsewhere.writing, ["glb"])
    assert (tmp_path / "cabinet.glb").is_file() and not failures
    assert len(notes) == 1 and notes[0].startswith("Blender stood still meanwhile, for no second one could be started")


def test_one_that_ends_early_is_an_error_and_leaves_nothing(addon, another, tmp_path, monkeypatch):
    given_up = (
        r"import sys; sys.stdout.buffer.write(b'Blender\0artllm\0'); from artllm_blender.client.worker import *; "
    )
    given_up += "write(sys.stdout.buffer, ('progress', 'Reading', 0.1)); sys.exit('out of memory')"
    command = [*boot_command([], "-")[:1], "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {given_up}"]
    monkeypatch.setattr(work, "blender_command", lambda *_: command)
    with pytest.raises(RuntimeFailure, match="out of memory"):
        exhausted(steps(rigged(scenes.cabinet()), tmp_path / "new"))
    assert not list(tmp_path.iterdir())


def test_what_a_file_would_lack_is_exported_here(addon, another, tmp_path, monkeypatch):
    monkeypatch.setattr(work, "blender_command", lambda *_: pytest.fail("another Blender was started"))
    armature = demanding(tmp_path)
    bpy.data.images["Oak"].pixels[0] = 0.5
    assert "cabinet.glb" in export(armature, tmp_path / "painted", elsewhere.writing, ["glb"])[0]
    bpy.data.images["Oak"].reload()
    bpy.context.view_layer.layer_collection.children["Cabinet"].exclude = True
    bpy.context.view_layer.update()
    assert "cabinet.glb" in export(armature, tmp_path / "left out", elsewhere.writing, ["glb"])[0]
