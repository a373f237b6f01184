"""The command line's import: rigs of others in, any format out."""

from __future__ import annotations

import json

import makers

from artllm_blender.core.formats.glb import packed
from artllm_blender.import_command import main


def test_files_of_others_become_files_of_ours(tmp_path, capfd):
    files = makers.write(tmp_path / "in")
    missing = tmp_path / "nope.urdf"
    given = [str(files["partnet"]), str(missing)]
    assert main([*given, "--out", str(tmp_path / "out"), "--formats", "glb,mjcf", "--colliders", "none", "--json"]) == 1
    made, failed = json.loads(capfd.readouterr().out)["objects"]
    assert made["ok"] and made["joints"] == 1 and set(made["files"]) == {"glb", "mjcf"}
    assert (tmp_path / "out" / "mobility" / "mobility.glb").is_file()
    assert not failed["ok"] and "nope.urdf cannot be read" in failed["error"]["message"]


def test_a_file_that_is_cut_short_is_said_to_be(tmp_path, capfd):
    whole = packed({"scenes": [{"nodes": [0]}], "nodes": [{"name": "mug"}]}, bytes(400))
    said = {
        0: "it is empty.",
        10: "it is cut short after 10 bytes.",
        300: f"it is cut short, 300 of its {len(whole)} bytes are there.",
        len(whole): "it has no joint data of ArtLLM.",
    }
    for size, words in said.items():
        (tmp_path / "mug.glb").write_bytes(whole[:size])
        assert main([str(tmp_path / "mug.glb"), "--out", str(tmp_path / "out"), "--json"]) == 1
        (failed,) = json.loads(capfd.readouterr().out)["objects"]
        assert failed["error"]["message"] == f"mug.glb cannot be read: {words}"
