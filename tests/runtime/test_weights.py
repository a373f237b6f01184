"""Weights that are missing, truncated or altered are refused with a sentence on what to do."""

from __future__ import annotations

import hashlib
import json

import pytest

from runtime.errors import BadWeights
from runtime.weights import SHIPPED, locate, verify

DATA = bytes(range(256)) * 5000


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "encoder.onnx").write_bytes(DATA)
    describe(tmp_path, {"encoder.onnx": {"sha256": hashlib.sha256(DATA).hexdigest(), "bytes": len(DATA)}})
    return tmp_path


def describe(folder, files) -> None:
    model = {"name": "seed", "version": "1", "files": files, "config": {"width": 8}}
    (folder / "model.json").write_text(json.dumps(model), encoding="utf-8")


def refused(folder, words: str) -> None:
    with pytest.raises(BadWeights, match=words) as caught:
        verify(folder)
    assert caught.value.code == "bad_weights" and "another folder" in caught.value.hint


def test_whole(folder):
    manifest = verify(locate(folder))
    assert (manifest.name, manifest.version, manifest.config) == ("seed", "1", {"width": 8})
    assert manifest.files == {"encoder.onnx": folder / "encoder.onnx"}


def test_shipped_is_the_default():
    assert locate() == SHIPPED and SHIPPED.name == "weights_data"


def test_missing_folder(tmp_path):
    refused(tmp_path / "none", "weights are missing")


def test_missing_file(folder):
    (folder / "encoder.onnx").unlink()
    refused(folder, "encoder.onnx cannot be read: No such file")


@pytest.mark.parametrize("data", [b"", DATA[:-1], DATA + b"x"])
def test_truncated(folder, data):
    (folder / "encoder.onnx").write_bytes(data)
    refused(folder, f"encoder.onnx has {len(data):,} bytes instead of 1,280,000")


@pytest.mark.parametrize("at", [0, 640_000, 1_279_999])
def test_one_bit_altered(folder, at):
    data = bytearray(DATA)
    data[at] ^= 1
    (folder / "encoder.onnx").write_bytes(data)
    refused(folder, "encoder.onnx was altered")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"name": "a", "version": "1", "config": {}, "files": []}',
        '{"name": "a", "version": "1", "config": {}, "files": {"a": {}}}',
        "\ud800",
    ],
)
def test_damaged_description(folder, text):
    (folder / "model.json").write_bytes(text.encode("utf-8", "surrogatepass"))
    refused(folder, "model.json is damaged")


def test_no_file_outside_the_folder(folder):
    describe(folder, {"../encoder.onnx": {"sha256": "", "bytes": 1}})
    refused(folder, "outside its folder")
