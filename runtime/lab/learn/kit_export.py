"""Export a trained model of assemblies for the shipped runtime: three ONNX graphs in half precision, and model.json.

python -m runtime.lab.learn.kit_export runs/kits/kits.pt [--out runtime/weights_data/kits]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from artllm_blender.core.assembly.asking import FIELDS, POINTS
from artllm_blender.core.assembly.loose import TURNS

from .export import to_onnx
from .kit_model import KitConfig, KitModel


class Stage(nn.Module):
    """One stage of the model as a graph."""

    def __init__(self, model: KitModel, name: str):
        super().__init__()
        self.model, self.name = model, name

    def forward(self, *inputs: torch.Tensor):
        return getattr(self.model, self.name)(*inputs)


def load(path: Path) -> tuple[KitModel, dict]:
    """The averaged model of a run, and its facts."""
    saved = torch.load(path, map_location="cpu", weights_only=True)
    model = KitModel(KitConfig(**saved["facts"]["config"]))
    model.load_state_dict(saved["weights"])
    return model.eval(), saved["facts"]


def halved(path: Path) -> None:
    """The graph's weights in half precision, cast where they are used; and nothing said of the machine it ran on."""
    model = onnx.load(path)
    graph, casts = model.graph, []
    for tensor in graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < 64:
            continue
        value, name = numpy_helper.to_array(tensor), tensor.name
        tensor.CopyFrom(numpy_helper.from_array(value.astype(np.float16), f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend(casts + nodes)
    del graph.value_info[:]
    for node in graph.node:
        del node.metadata_props[:]
        node.ClearField("doc_string")
    path.write_bytes(model.SerializeToString())


def export(weights: Path, out: Path, version: str) -> None:
    """Write read.onnx, next.onnx, say.onnx and model.json; all of them, or none."""
    model, facts = load(weights)
    d = model.config.width
    dynamic = torch.export.Dim.DYNAMIC
    k, m, b, n, s = 5, 6, 3, 4, 11
    whole, many = {0: dynamic}, {0: dynamic, 1: dynamic}
    stages = {
        "read": ((torch.randn(k, POINTS, 6), torch.rand(k, 3), torch.ones(k, dtype=torch.long),
                  torch.zeros(m, FIELDS, dtype=torch.long)), ["points", "half", "count", "items"],
                 ["tokens", "words", "query"], [whole] * 4),
        "next": ((torch.randn(s, d), torch.randn(b, n, d), torch.zeros(b, n, dtype=torch.long),
                  torch.rand(b, n, len(TURNS) + 9)), ["prefix", "query", "copy", "before"], ["known"],
                 [whole, many, many, many]),
        "say": ((torch.randn(b, d), torch.rand(b, 3), torch.zeros(b, dtype=torch.long), torch.randn(b, 3)),
                ["known", "half", "turn", "place"], ["turns", "places", "tilt"], [whole] * 4),
    }  # fmt: skip
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        files = {}
        for name, (inputs, given, said, shapes) in stages.items():
            path = Path(folder) / f"{name}.onnx"
            to_onnx(Stage(model, name), inputs, given, said, {"inputs": tuple(shapes)}, path)
            halved(path)
            content = path.read_bytes()
            files[path.name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        manifest = {"name": "artllm-kits", "version": version, "files": files, "config": facts.pop("config"),
                    "training": facts}  # fmt: skip
        (Path(folder) / "model.json").write_text(json.dumps(manifest, indent=1) + "\n")
        out.mkdir(exist_ok=True)
        for file in (*files, "model.json"):
            (Path(folder) / file).replace(out / file)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("weights", type=Path)
    p.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[2] / "weights_data" / "kits")
    p.add_argument("--version", default="0.1.0")
    a = p.parse_args()
    export(a.weights, a.out, a.version)


if __name__ == "__main__":
    main()
