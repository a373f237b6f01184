"""Folders of weights judged at first sight."""

from __future__ import annotations

import json

import pytest

from artllm_blender.client.weights import fault


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "encoder.onnx").write_bytes(b"12345")
    (tmp_path / "model.json").write_text(json.dumps({"files": {"encoder.onnx": {"bytes": 5, "sha256": ""}}}))
    return tmp_path


def test_a_whole_folder_has_no_fault(folder):
    assert fault(folder) == ""


def test_what_is_wrong_is_said(folder):
    (folder / "encoder.onnx").write_bytes(b"1")
    assert "encoder.onnx is not as large" in fault(folder)
    (folder / "encoder.onnx").unlink()
    assert "encoder.onnx is missing" in fault(folder)
    (folder / "model.json").write_text("{}")
    assert "model.json is damaged" in fault(folder)
    (folder / "model.json").unlink()
    assert "no model.json" in fault(folder) and fault(folder / "nowhere") == fault(folder)
