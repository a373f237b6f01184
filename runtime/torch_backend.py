"""The model run by PyTorch, at any size, on a processor or a CUDA GPU: for developers, and for GPUs that have torch.

It reads the safetensors file alone, as training and `export` write it. Nothing imports this module
before it is asked for: artists' Blenders have no torch.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch

from .articulation.side_by_side import SideBySide
from .errors import BadWeights
from .model import ArtLLM, load
from .weights import REINSTALL, safetensors_in, verify


class TorchModel:
    """`decode.Backend` over a model in memory, on the device that it is on."""

    lanes = 1

    def __init__(self, model: ArtLLM, name: str = ""):
        self._model, self.name = model.eval(), name
        self.provider, self.provider_note = next(model.parameters()).device.type, ""

    @torch.inference_mode()
    def encode(self, features: np.ndarray, curve: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        model = self._model
        tokens, hidden = model.encoder.read(self._on_device(features)[None], self._on_device(curve)[None])
        found = model.projector(tokens), hidden[0], model.encoder.motions(hidden)[0]
        return tuple(t.cpu().numpy() for t in found)

    def begin(self, prefix: np.ndarray) -> SideBySide:
        c = self._model.config
        nothing = torch.zeros(len(prefix), c.kv_heads, 0, c.head_dim, device=self.provider)
        return SideBySide(self._run, torch.cat, prefix, [nothing] * (2 * c.layers))

    @torch.inference_mode()
    def _run(self, *inputs: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[torch.Tensor]]:
        """As `side_by_side.Run`."""
        *arrays, seen, own = inputs
        model, given = self._model, map(self._on_device, arrays)
        hidden, kept = model.read(*given, seen, own)
        return *(t.cpu().numpy() for t in (model.logits(hidden), model.offset(hidden), model.ask(hidden))), kept

    def _on_device(self, array: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(array).to(self.provider)


class TorchBackend(TorchModel):
    """The model of a folder with PyTorch. provider: "cuda", "cpu" or another device of torch's."""

    def __init__(self, weights: Path, provider: str | None = None):
        file = safetensors_in(weights)
        if file is None:
            raise BadWeights(f"There is no one safetensors file in {weights}.", "Name the file itself.")
        name = file.stem
        if (weights / "model.json").exists():
            manifest = verify(weights)
            name = f"{manifest.name} {manifest.version}"
        wanted, note = provider or ("cuda" if torch.cuda.is_available() else "cpu"), ""
        try:
            model, _ = load(file)
        except Exception as problem:  # a header that is none, no config in it, tensors of another model
            raise BadWeights(f"The weights file {file.name} cannot be used: {problem}.", REINSTALL) from problem
        try:
            model = model.to(wanted)
        except (RuntimeError, AssertionError) as problem:  # torch asserts that it was built for a device
            model, wanted = model.to("cpu"), "cpu"
            note = f"{provider} is not usable on this machine ({problem}), so cpu is used."
        super().__init__(model, name)
        self.provider, self.provider_note = wanted, note
