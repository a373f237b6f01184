"""python -m artllm_blender manual: a file of parts in, pages out."""

from __future__ import annotations

import json
from xml.etree import ElementTree

from boxes import box, write_obj

from artllm_blender.manual_command import main

PARTS = {"base": box((0, 0, 0), (1, 1, 0.5)), "lid": box((0.1, 0.1, 0.5), (0.9, 0.9, 0.6))}


def test_a_box_and_its_lid_have_a_manual(tmp_path):
    write_obj(tmp_path / "sewing_box.obj", PARTS)
    assert main([str(tmp_path / "sewing_box.obj"), "--out", str(tmp_path / "out")]) == 0
    told = json.loads((tmp_path / "out" / "manual.json").read_text())
    assert told["steps"] == [{"new": ["lid"], "words": "Attach the lid to the base.", "visible": 1.0}]
    pages = sorted((tmp_path / "out").glob("page_*.svg"))
    assert len(pages) == told["pages"] == 2
    assert "Sewing box" in ElementTree.parse(pages[0]).getroot().itertext()
    assert (tmp_path / "out" / "step_01.png").read_bytes().startswith(b"\x89PNG")


def test_an_order_of_others_is_taken_and_one_that_does_not_fit_is_an_error(tmp_path, capsys):
    write_obj(tmp_path / "box.obj", PARTS)
    order = tmp_path / "order.json"
    order.write_text('{"order": [["base"]]}')
    assert main([str(tmp_path / "box.obj"), "--out", str(tmp_path / "out"), "--order", str(order)]) == 0
    assert json.loads((tmp_path / "out" / "manual.json").read_text())["steps"][0]["new"] == ["base"]
    order.write_text('[["roof"]]')
    assert main([str(tmp_path / "box.obj"), "--out", str(tmp_path / "out"), "--order", str(order)]) == 1
    assert "no order of these parts" in capsys.readouterr().err
