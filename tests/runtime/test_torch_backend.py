"""The torch backend computes what ONNX Runtime computes, and runs models of any size from their safetensors alone."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from runtime import backend as onnx
from runtime.articulation import blueprint as B
from runtime.articulation import points as P
from runtime.articulation import tokens as T
from runtime.articulation.known import Known
from runtime.engine import Engine
from runtime.errors import BadWeights
from runtime.lab.learn.dataset import part_boxes
from runtime.lab.shapes import generate
from runtime.weights import SHIPPED

torch = pytest.importorskip("torch", reason="only developers' machines and some with a GPU have torch")
from safetensors.torch import save_file  # noqa: E402

from runtime.model import PRESETS, ArtLLM  # noqa: E402
from runtime.torch_backend import TorchBackend  # noqa: E402

CABINET = generate("storage_furniture", 1)


def random_weights(folder: Path) -> Path:
    """The paper's widths with few layers, as training writes its weights."""
    torch.manual_seed(0)
    model = ArtLLM(replace(PRESETS["paper"], group_layers=1, token_layers=1, layers=2))
    path = folder / "ema.safetensors"
    save_file({k: v.half() for k, v in model.state_dict().items()}, path, {"config": json.dumps(model.describe())})
    return path


def test_both_backends_say_the_same_of_a_shape():
    one, two = onnx.load_backend(SHIPPED, onnx.CPU), onnx.load_backend(SHIPPED, kind="torch", provider="cpu")
    assert (type(one), type(two), one.name) == (onnx.OnnxBackend, TorchBackend, two.name)
    cloud, _ = P.cloud(CABINET.vertices, CABINET.faces, 0)
    encoded = one.encode(cloud.features, cloud.curve)
    prefix = encoded[0]
    for found, wanted in zip(two.encode(cloud.features, cloud.curve), encoded, strict=True):
        np.testing.assert_allclose(found, wanted, atol=2e-3 * np.abs(wanted).max())
    ids = [int(T.Task.ALL), *np.random.default_rng(0).integers(6, T.VOCABULARY, 30).tolist()]
    for steps in ([ids], [ids[:1], ids[1:9], *([i] for i in ids[9:])]):  # at once, and as decoding goes
        first, second = one.begin(prefix), two.begin(prefix)
        for step in steps:
            for wanted, found in zip(first.step([step])[0], second.step([step])[0], strict=True):
                largest = np.abs(wanted).max()  # offsets within a bin may all be small, but are not 0
                assert found.shape == wanted.shape and largest > 1e-4
                np.testing.assert_allclose(found, wanted, atol=2e-3 * max(largest, 0.05))
    forks = [sequence.rows([0, 0]).step([ids[:3], ids[3:9]]) for sequence in (first, second)]
    for wanted, found in zip(*forks, strict=True):
        np.testing.assert_allclose(found[0], wanted[0], atol=2e-3 * np.abs(wanted[0]).max())


def test_both_backends_find_the_same_points_of_known_parts():
    rows = zip(CABINET.parts, *part_boxes(CABINET), strict=True)
    parts = [{"box": [*map(list, box)], "label": p.label} for p, *box in rows]
    joints = [{"child": j.child, "parent": j.parent, "type": "prismatic", "axis": list(j.axis), "lower": 0, "upper": 1}
              for j in CABINET.joints]  # fmt: skip
    known = Known.of({"parts": parts, "joints": joints, "part_count": len(parts)})
    engines = Engine(SHIPPED, onnx.CPU), Engine(SHIPPED, "cpu", "torch")
    one, two = (engine.articulate(CABINET.vertices, CABINET.faces, known=known) for engine in engines)
    assert one.blueprint == two.blueprint and one.point_scores.max(0).min() > 0.5
    np.testing.assert_allclose(two.point_scores, one.point_scores, atol=0.01)


def test_a_model_of_the_papers_widths_is_read_from_a_training_run(tmp_path):
    file = random_weights(tmp_path)
    engine = Engine(tmp_path, "cpu")
    assert (engine.provider, engine.provider_note, engine.weights_name) == ("cpu", "", "ema")
    answer = engine.articulate(CABINET.vertices, CABINET.faces, known=Known(part_count=3))
    assert len(B.from_text(answer.blueprint).boxes) == len(answer.parts) == 3 and len(answer.joints) == 2
    assert answer.point_scores.shape == (len(answer.points), 3)
    assert type(onnx.load_backend(file)) is TorchBackend


def test_a_device_that_is_not_there_is_told(tmp_path):
    shutil.copy(SHIPPED / "artllm.safetensors", tmp_path)
    backend = TorchBackend(tmp_path, "xpu:99")
    assert backend.provider == "cpu" and "xpu:99 is not usable" in backend.provider_note


@pytest.mark.parametrize(("content", "words"), [(None, "missing"), (b"no tensors", "a.safetensors cannot be used")])
def test_weights_that_cannot_be_used_are_told(tmp_path, content, words):
    if content:
        (tmp_path / "a.safetensors").write_bytes(content)
    with pytest.raises(BadWeights, match=words) as caught:
        onnx.load_backend(tmp_path)
    assert caught.value.hint.endswith(".")


def test_which_of_two_files_is_asked(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.safetensors").touch()
    with pytest.raises(BadWeights, match="no one safetensors file"):
        onnx.load_backend(tmp_path, kind="torch")
