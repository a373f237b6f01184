"""The export button: what it names the files after, and what it says of those that it could not write."""

from __future__ import annotations

from xml.etree import ElementTree

import bpy
import pytest
import scenes
from rigs import rigged

from artllm_blender.scene.formats.export import exporting
from artllm_blender.scene.rig.asset import notes_of
from artllm_blender.scene.rig.read_rig import asset_name


@pytest.mark.parametrize(
    ("given", "renamed", "name"),
    [
        ("Cabinet", None, "Cabinet"),
        ("Cabinet", "Cabinet Rig.001", "Cabinet.001"),
        ("Cabinet", "Fridge", "Fridge"),
        ("Oil Rig", None, "Oil Rig"),
        ("Cabinet", "Wardrobe Rig", "Wardrobe Rig"),
    ],
)
def test_an_asset_is_called_as_it_was_selected_or_renamed(addon, given, renamed, name):
    armature = rigged(scenes.cabinet(), name=given)
    armature.name = renamed or armature.name
    assert asset_name(armature) == name


def test_the_folder_and_files_are_named_after_the_asset(addon, tmp_path):
    armature = rigged(scenes.cabinet(), name="Cabinet")
    bpy.context.view_layer.objects.active = armature
    assert bpy.ops.artllm.export(directory=str(tmp_path), formats={"glb"}, glb_skinned=True) == {"FINISHED"}
    assert b'"skins":' in (tmp_path / "Cabinet" / "Cabinet.glb").read_bytes()
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")] == ["Cabinet/Cabinet.glb"]
    bpy.context.window_manager.artllm.playing = True
    try:
        assert not bpy.ops.artllm.export.poll()
    finally:
        bpy.context.window_manager.artllm.playing = False


def test_what_is_denser_weighs_more(addon, tmp_path):
    bpy.context.view_layer.objects.active = rigged(scenes.cabinet(), name="Cabinet")
    weights = []
    for folder, density in (("wood", 700), ("steel", 7800)):
        how = {"formats": {"urdf"}, "colliders": "none", "density": density}
        assert bpy.ops.artllm.export(directory=str(tmp_path / folder), **how) == {"FINISHED"}
        tree = ElementTree.parse(tmp_path / folder / "Cabinet" / "Cabinet.urdf")
        weights.append(sum(float(mass.get("value")) for mass in tree.iter("mass")))
    assert weights[1] == pytest.approx(weights[0] * 7800 / 700)


def test_what_could_not_be_written_is_in_the_notes_until_the_next_export(addon, tmp_path):
    armature = rigged(scenes.cabinet(), name="Cabinet")
    bpy.context.view_layer.objects.active = armature
    (tmp_path / "Cabinet" / "Cabinet.png").mkdir(parents=True)
    assert bpy.ops.artllm.export(directory=str(tmp_path), formats={"glb", "png"}) == {"FINISHED"}
    assert (tmp_path / "Cabinet" / "Cabinet.glb").is_file()
    (note,) = notes_of(armature)
    assert note.startswith("PNG was not written: ") and "a folder named Cabinet.png is in the way" in note
    (tmp_path / "Cabinet" / "Cabinet.png").rmdir()
    assert bpy.ops.artllm.export(directory=str(tmp_path), formats={"glb", "png"}) == {"FINISHED"}
    assert notes_of(armature) == []


def test_an_export_that_ends_early_leaves_nothing_on_the_disk(addon, tmp_path):
    armature = rigged(scenes.cabinet(), name="Cabinet")
    before = set(bpy.data.user_map())
    for count in (1, 5, 12, 17):
        steps = exporting(armature, tmp_path / "new" / "Cabinet", "Cabinet", ["urdf", "glb", "png"])
        shares = [next(steps)[1] for _ in range(count)]
        assert shares == sorted(shares)
        steps.close()
        assert not list(tmp_path.iterdir()) and set(bpy.data.user_map()) == before


def test_without_a_format_nothing_is_written_and_it_says_so(addon, tmp_path):
    bpy.context.view_layer.objects.active = rigged(scenes.cabinet())
    with pytest.raises(RuntimeError, match="No format is chosen"):
        bpy.ops.artllm.export(directory=str(tmp_path), formats=set())
    assert not list(tmp_path.iterdir())
