"""Export trained weights for the shipped runtime: two ONNX graphs over one half-precision safetensors file.

    python -m runtime.lab.learn.export runs/first/ema.safetensors [--out runtime/weights_data] [--version 0.1.0]

The graphs hold no weights: their initializers point into the safetensors file, which the torch backend reads as well.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import struct
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from runtime.articulation.points import FEATURES, GROUPS
from runtime.model import ArtLLM, load

WEIGHTS = "artllm.safetensors"
OPSET = 20


class Encode(nn.Module):
    """features (1, n, 12), curve (1, GROUPS) -> prefix (1, p, width), point features (1, n, 128), motions (1, n, 8)."""

    def __init__(self, model: ArtLLM):
        super().__init__()
        self.model = model

    def forward(self, features, curve):
        encoder = self.model.encoder
        tokens, hidden = encoder.read(features, curve)
        return self.model.projector(tokens), hidden, encoder.motions(hidden)


class Decode(nn.Module):
    """What `ArtLLM.read` takes -> logits (b, s, v), offsets (b, s, 3) and queries (b, s, 129) at each id, and
    the keys and values that were its own."""

    def __init__(self, model: ArtLLM):
        super().__init__()
        self.model = model

    def forward(self, prefix, ids, positions, mask, seen, own):
        m = self.model
        hidden, kept = m.read(prefix, ids, positions, mask, seen, own)
        return m.logits(hidden), m.offset(hidden), m.ask(hidden), *kept


def to_onnx(module: nn.Module, inputs: tuple, names: list[str], outputs: list[str], shapes: dict, path: Path) -> None:
    """One graph at path, single precision, weights inside."""
    with torch.no_grad():
        program = torch.onnx.export(
            module.eval(), inputs, dynamo=True, input_names=names, output_names=outputs, dynamic_shapes=shapes,
            opset_version=OPSET, optimize=False, verbose=False, report=False,
        )  # fmt: skip
    program.save(path)


def refer_to_weights(path: Path, weights: Path) -> None:
    """Make the graph's initializers that are the model's weights point into the half-precision file, and cast them."""
    raw = weights.read_bytes()
    header_length = struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8 : 8 + header_length])
    by_content = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            half = np.frombuffer(raw[8 + header_length + begin : 8 + header_length + end], np.float16)
            key = (tuple(entry["shape"]), hashlib.sha256(half.astype(np.float32).tobytes()).digest())
            by_content[key] = (8 + header_length + begin, end - begin)
    model = onnx.load(path)
    graph, casts = model.graph, []
    for tensor in graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < 2:
            continue
        value = numpy_helper.to_array(tensor)
        key = (tuple(value.shape), hashlib.sha256(np.ascontiguousarray(value).tobytes()).digest())
        if key not in by_content:
            continue
        offset, length = by_content[key]
        name, half = tensor.name, f"{tensor.name}.half"
        tensor.ClearField("raw_data")
        tensor.ClearField("float_data")
        tensor.name, tensor.data_type, tensor.data_location = half, TensorProto.FLOAT16, TensorProto.EXTERNAL
        del tensor.external_data[:]
        for k, v in (("location", WEIGHTS), ("offset", str(offset)), ("length", str(length))):
            tensor.external_data.add(key=k, value=v)
        casts.append(helper.make_node("Cast", [half], [name], to=TensorProto.FLOAT))
    nodes = list(graph.node)
    del graph.node[:]
    graph.node.extend(casts + nodes)
    del graph.value_info[:]
    for node in graph.node:  # the exporter's notes name files of the machine it ran on
        del node.metadata_props[:]
        node.ClearField("doc_string")
    path.write_bytes(model.SerializeToString())


def export(weights: Path, out: Path, name: str, version: str) -> None:
    """Write encoder.onnx, decoder.onnx, artllm.safetensors and model.json; all of them, or none."""
    model, facts = load(weights)
    c = model.config
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        work = Path(folder)
        shutil.copyfile(weights, work / WEIGHTS)
        dynamic = torch.export.Dim.DYNAMIC
        points = torch.rand(1, 8 * GROUPS, FEATURES) - 0.5
        curve = torch.randperm(GROUPS)[None]
        to_onnx(
            Encode(model), (points, curve), ["features", "curve"], ["prefix", "point_features", "motions"],
            {"features": {1: GROUPS * torch.export.Dim("each", min=1, max=64)}, "curve": None}, work / "encoder.onnx",
        )  # fmt: skip
        kinds = [f"{i}.{k}" for i in range(c.layers) for k in ("key", "value")]
        rows, first, new, prefix, own = 3, 5, 4, 6, 7
        keys = [[torch.randn(rows, c.kv_heads, n, c.head_dim) for _ in kinds] for n in (prefix, own)]
        positions = torch.arange(first + new).repeat(rows, 1)
        mask = torch.zeros(rows, first + new, prefix + own + first + new)
        to_onnx(
            Decode(model),
            (torch.randn(rows, first, c.width), torch.randint(6, 99, (rows, new)), positions, mask, *keys),
            ["prefix", "ids", "positions", "mask", *(f"{of}.{k}" for of in ("seen", "own") for k in kinds)],
            ["logits", "offsets", "queries", *(f"kept.{k}" for k in kinds)],
            {
                "prefix": {0: dynamic, 1: dynamic}, "ids": {0: dynamic, 1: dynamic},
                "positions": {0: dynamic, 1: dynamic}, "mask": {0: dynamic, 1: dynamic, 2: dynamic},
                "seen": [{0: dynamic, 2: dynamic} for _ in kinds], "own": [{0: dynamic, 2: dynamic} for _ in kinds],
            },
            work / "decoder.onnx",
        )  # fmt: skip
        for graph in ("encoder.onnx", "decoder.onnx"):
            refer_to_weights(work / graph, work / WEIGHTS)
        files = {}
        for file in (WEIGHTS, "encoder.onnx", "decoder.onnx"):
            content = (work / file).read_bytes()
            files[file] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        del facts["config"]
        manifest = {"name": name, "version": version, "files": files, "config": model.describe(), "training": facts}
        (work / "model.json").write_text(json.dumps(manifest, indent=1) + "\n")
        out.mkdir(parents=True, exist_ok=True)
        for file in (*files, "model.json"):
            (work / file).replace(out / file)


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("weights", type=Path)
    p.add_argument("--out", type=Path, default=Path(__file__).resolve().parents[2] / "weights_data")
    p.add_argument("--name", default="artllm-small")
    p.add_argument("--version", default="0.1.0")
    a = p.parse_args()
    export(a.weights, a.out, a.name, a.version)


if __name__ == "__main__":
    main()
