"""Files are written whole, or what was there stays."""

from __future__ import annotations

import pytest

from artllm_blender.core.errors import ExportError
from artllm_blender.core.files import clear_aside, write_whole


def test_files_take_the_place_of_older_ones_and_nothing_else_is_left(tmp_path):
    write_whole(tmp_path / "a" / "b", {"x.json": b"old"})
    write_whole(tmp_path / "a" / "b", {"x.json": b"new", "y.svg": b"y"})
    assert {path.name: path.read_bytes() for path in (tmp_path / "a" / "b").iterdir()} == {
        "x.json": b"new",
        "y.svg": b"y",
    }


def test_where_one_cannot_be_written_all_stay_as_they_were(tmp_path):
    (tmp_path / "x").write_bytes(b"old")
    with pytest.raises(ExportError, match="Could not write to"):
        write_whole(tmp_path, {"x": b"new", "y" * 300: b""})
    assert [path.name for path in tmp_path.iterdir()] == ["x"] and (tmp_path / "x").read_bytes() == b"old"
    with pytest.raises(ExportError) as caught:
        write_whole(tmp_path / "x", {"z": b""})
    assert caught.value.hint.endswith(".")


def test_what_one_that_was_killed_left_is_cleared_and_nothing_else(tmp_path):
    (tmp_path / "answers" / "2" / ".artllm-x" / "new").mkdir(parents=True)
    (tmp_path / ".artllm-y").mkdir()
    (tmp_path / ".mine").mkdir()
    clear_aside(tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == [".mine", "2", "answers"]
    clear_aside(tmp_path / "nowhere")
