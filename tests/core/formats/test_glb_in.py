"""GLB of ours as a model: joints go along with nodes that others moved; what is no such file is refused."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest

from artllm_blender.core.errors import InputError
from artllm_blender.core.formats.glb_in import at_rest
from artllm_blender.core.formats.read_model import read_model


def glb(path, document) -> None:
    text = json.dumps(document).encode()
    path.write_bytes(struct.pack("<4sIIII", b"glTF", 2, 20 + len(text), len(text), 0x4E4F534A) + text)


def document(**root) -> dict:
    joint = {"name": "j", "type": "prismatic", "axis": [0, 1, 0], "lower": 0, "upper": 0.5, "closed": 0}
    return {
        "scenes": [{"nodes": [0]}],
        "nodes": [
            {"name": "Body", "extras": {"artllm_part": {"id": 0, "label": "body"}}, "children": [1]} | root,
            {"name": "Lid", "translation": [0, 1, 0], "extras": {"artllm_part": {"id": 1}, "artllm_joint": joint}},
        ],
        "animations": [{}],
    }


def test_joints_go_where_their_nodes_went(tmp_path):
    glb(
        tmp_path / "x.glb",
        document(rotation=[np.sqrt(0.5), 0, 0, np.sqrt(0.5)], scale=[2, 2, 2], translation=[0, 0, 3]),
    )
    (joint,) = read_model(tmp_path / "x.glb").joints
    np.testing.assert_allclose(joint.axis, (0, -1, 0), atol=1e-12)  # Y-up (0, 1, 0) turned to (0, 0, 1)
    np.testing.assert_allclose(joint.origin, (0, -5, 0), atol=1e-12)
    assert joint.upper == pytest.approx(1.0)


def test_animations_are_left_out(tmp_path):
    glb(tmp_path / "x.glb", document())
    assert b"animations" not in at_rest(tmp_path / "x.glb")


def broken(change) -> dict:
    made = document()
    change(made["nodes"][1]["extras"]["artllm_joint"], made["nodes"])
    return made


REFUSED = {
    "no nodes": {},
    "not ours": {"scenes": [{"nodes": [0]}], "nodes": [{"name": "x"}]},
    "a circle": broken(lambda joint, nodes: nodes[1].update(children=[0])),
    "no such node": broken(lambda joint, nodes: nodes[1].update(children=[7])),
    "no axis": broken(lambda joint, nodes: joint.update(axis=[0, 0, 0])),
    "words": broken(lambda joint, nodes: joint.update(axis="up")),
    "nan": broken(lambda joint, nodes: joint.update(upper=float("nan"))),
    "type": broken(lambda joint, nodes: joint.update(type="ball")),
    "upside down": broken(lambda joint, nodes: joint.update(lower=1)),
    "twice": broken(lambda joint, nodes: nodes[1]["extras"]["artllm_part"].update(id=0)),
    "scale": broken(lambda joint, nodes: nodes[0].update(scale=[0, 0, 0])),
    "a list": [],
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_in_a_sentence_with_a_hint(tmp_path, what):
    glb(tmp_path / "x.glb", REFUSED[what])
    with pytest.raises(InputError) as caught:
        read_model(tmp_path / "x.glb")
    assert caught.value.args[0].endswith(".") and caught.value.hint
