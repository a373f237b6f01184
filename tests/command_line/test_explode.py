"""python -m artllm_blender explode: a file of parts in, how they come apart out."""

from __future__ import annotations

import json

import numpy as np
import pytest
from boxes import box, write_obj

from artllm_blender.core.assembly.plan import Plan, Step
from artllm_blender.core.frames import transform
from artllm_blender.explode_command import TO_Y_UP, main, told


@pytest.mark.parametrize("objects", [True, False], ids=["objects", "pieces"])
def test_a_lid_is_lifted_off(tmp_path, objects):
    parts = {"base": box((0, 0, 0), (1, 1, 0.5)), "lid": box((0.1, 0.1, 0.5), (0.9, 0.9, 0.6))}
    write_obj(tmp_path / "thing.obj", parts, objects)
    assert main([str(tmp_path / "thing.obj"), "--out", str(tmp_path / "out")]) == 0
    found = json.loads((tmp_path / "out" / "explode.json").read_text())
    lid = "lid" if objects else "thing 2"
    assert found["order"] == [[lid]]
    assert np.allclose(found["frames"][0][lid], np.eye(4))
    assert found["frames"][-1][lid][2][3] > 0.01
    assert found["seconds"] > 0 and found["whole"] == [] and found["notes"] == []


def test_motions_are_in_the_files_frame():
    up = Step((1,), np.stack([np.eye(4), transform(move=(0, 0, 2))]), 0)
    found = told(Plan(2, (up,)), ("0", "1"), TO_Y_UP)
    assert found["order"] == [[1]]
    assert np.allclose(np.array(found["frames"][1]["1"])[:3, 3], (0, 2, 0))


def test_one_part_is_an_error_in_words(tmp_path, capsys):
    write_obj(tmp_path / "thing.obj", {"only": box((0, 0, 0), (1, 1, 1))}, True)
    assert main([str(tmp_path / "thing.obj"), "--out", str(tmp_path)]) == 1
    assert "only one part" in capsys.readouterr().err
