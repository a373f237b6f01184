"""The command line's import: rigs of others in, any format out."""

from __future__ import annotations

import json

import makers

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
