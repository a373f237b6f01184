"""Make Manual: files in a folder, pages in the scene where wanted, nothing else changed."""

from __future__ import annotations

import bpy
import pytest
from boxes import box
from test_explode_ops import chosen, made


@pytest.fixture(autouse=True)
def scene(addon) -> None:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)


def two() -> list[bpy.types.Object]:
    return [made("Base", box((0, 0, 0), (1, 1, 0.5))), made("Lid", box((0.1, 0.1, 0.5), (0.9, 0.9, 0.6)))]


def test_pages_are_written_into_a_folder_of_the_things_name(tmp_path):
    chosen(*two())
    before = set(bpy.data.objects)
    assert bpy.ops.artllm.make_manual(directory=str(tmp_path)) == {"FINISHED"}
    assert {"page_00.svg", "page_01.svg", "step_01.png", "manual.json"} <= {
        path.name for path in (tmp_path / "Base_manual").iterdir()
    }
    assert set(bpy.data.objects) == before


def test_pages_are_drawn_in_the_scene_too(tmp_path):
    chosen(*two())
    bpy.ops.artllm.make_manual(directory=str(tmp_path), title="Box", curves=True)
    collection = bpy.data.collections["Box Manual"]
    assert len(collection.children) == 2
    assert {thing.type for thing in collection.all_objects} == {"CURVE", "FONT"}
    words = [thing.data.body for thing in collection.all_objects if thing.type == "FONT"]
    assert "Attach the lid to the base." in words


def test_one_part_has_no_manual(tmp_path):
    chosen(two()[0])
    with pytest.raises(RuntimeError, match="only one part"):
        bpy.ops.artllm.make_manual(directory=str(tmp_path))
    assert not list(tmp_path.iterdir())


def test_it_is_grey_without_parts():
    bpy.ops.object.select_all(action="DESELECT")
    assert not bpy.ops.artllm.make_manual.poll()
