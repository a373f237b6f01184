"""Backend: the model's two graphs run by ONNX Runtime, on the best device that this machine's wheel offers.

What runs the same weights with PyTorch is in `torch_backend`.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort

from .articulation.decode import Backend
from .articulation.points import FEATURES, GROUPS
from .articulation.side_by_side import SideBySide
from .articulation.tokens import PAD
from .errors import BadWeights
from .weights import REINSTALL, safetensors_in, verify

# best first; what a wheel does not have is passed over
CPU = "CPUExecutionProvider"
MOST_LANES = 4  # each holds a quarter of a gigabyte
PREFERRED = ("CUDAExecutionProvider", "DmlExecutionProvider", "CoreMLExecutionProvider", CPU)
log = logging.getLogger("runtime")
ort.disable_telemetry_events()  # on Windows; see runtime/__init__.py for the others


def load_backend(
    weights: Path, provider: str | None = None, kind: str | None = None, threads: int | None = None
) -> Backend:
    """The model of a folder of weights, or of a safetensors file as training leaves it.

    kind: "onnx" or "torch"; left out, ONNX Runtime, or PyTorch where there are weights without graphs. provider: what
    to run on (the fastest that works). threads: how many of a processor's cores at once. Raises BadWeights.
    """
    if not kind:
        exported = any(weights.glob("*.onnx")) or (weights / "model.json").exists()
        kind = "onnx" if exported or not safetensors_in(weights) else "torch"
    if kind == "onnx":
        return OnnxBackend(weights, provider, threads)
    try:
        from .torch_backend import TorchBackend
    except ImportError as problem:
        raise BadWeights(
            f"PyTorch cannot run the model here: {problem}.", "Install torch, transformers and safetensors."
        ) from problem
    return TorchBackend(weights, provider)


class OnnxBackend:
    """`decode.Backend` over the graphs of a folder of weights."""

    def __init__(self, folder: Path, provider: str | None = None, threads: int | None = None):
        manifest = verify(folder)
        self.name = f"{manifest.name} {manifest.version}"
        c = manifest.config
        self._keys = c["kv_heads"], 0, c["head_dim"]
        self._kinds = [f"{i}.{kind}" for i in range(c["layers"]) for kind in ("key", "value")]
        self.provider_note, self._threads = "", threads or min(os.cpu_count() or 1, MOST_LANES)
        offered = [p for p in PREFERRED if p in ort.get_available_providers()]
        first = provider or offered[0]
        try:
            self._load(manifest.files, first if first in offered else CPU)
        except Exception as problem:  # every provider has exceptions of its own
            if first == CPU:
                raise
            log.warning("%s: %s", first, problem)
            self._load(manifest.files, CPU)
        self.provider = self._encoder.get_providers()[0]
        if first != self.provider:
            self.provider_note = f"{first} is not usable on this machine, so {self.provider} is used."

    def _load(self, files: dict[str, Path], provider: str) -> None:
        # Views run side by side, a core each: so small a model gains less from cores that share its products. What is
        # no processor is asked for one thing at a time.
        self.lanes = self._threads if provider == CPU else 1
        options = ort.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        providers = list(dict.fromkeys([provider, CPU]))
        try:
            self._encoder = ort.InferenceSession(files["encoder.onnx"], options, providers=providers)
            self._decoder = ort.InferenceSession(files["decoder.onnx"], options, providers=providers)
        except KeyError as problem:
            raise BadWeights(f"The weights have no {problem.args[0]}.", REINSTALL) from problem
        if provider != CPU:  # some accept a graph and fail when it runs
            prefix, *_ = self.encode(np.zeros((GROUPS, FEATURES), np.float32), np.arange(GROUPS))
            self.begin(prefix).step([[PAD]])

    def encode(self, features: np.ndarray, curve: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        prefix, points, motions = self._encoder.run(None, {"features": features[None], "curve": curve[None]})
        return prefix, points[0], motions[0]

    def begin(self, prefix: np.ndarray) -> SideBySide:
        nothing = np.zeros((len(prefix), *self._keys), np.float32)
        return SideBySide(self._run, np.concatenate, prefix, [nothing] * len(self._kinds))

    def _run(self, *inputs: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[np.ndarray]]:
        """As `side_by_side.Run`."""
        *arrays, seen, own = inputs
        given = dict(zip(("prefix", "ids", "positions", "mask"), arrays, strict=True))
        for of, keys in (("seen", seen), ("own", own)):
            given |= {f"{of}.{kind}": one for kind, one in zip(self._kinds, keys, strict=True)}
        logits, offsets, queries, *kept = self._decoder.run(None, given)
        return logits, offsets, queries, kept
