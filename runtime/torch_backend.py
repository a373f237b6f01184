"""The model run by PyTorch, at any size, on a processor or a CUDA GPU: for developers, and for GPUs that have torch.

It reads the safetensors file alone, as training and `export` write it. Nothing imports this module
before it is asked for: artists' Blenders have no torch.
"""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import torch
from transformers.cache_utils import DynamicCache

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
        tokens, points, hidden = model.encoder(self._on_device(features)[None], self._on_device(curve)[None])
        found = model.projector(tokens), points[0], model.encoder.motions(hidden)[0]
        return tuple(t.cpu().numpy() for t in found)

    def begin(self, prefix: np.ndarray) -> TorchSequence:
        return TorchSequence(self._model, self._on_device(prefix))

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


class TorchSequence:
    """A model with the keys and values of what it has read."""

    def __init__(self, model: ArtLLM, prefix: torch.Tensor):
        self._model, self._prefix, self._past = model, prefix, DynamicCache()

    def fork(self) -> TorchSequence:
        other = copy.copy(self)
        other._past = copy.deepcopy(self._past)
        return other

    @torch.inference_mode()
    def step(self, ids: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        model = self._model
        own = model.decoder.embed_tokens(torch.tensor([ids], device=self._prefix.device))
        embeds = torch.cat([self._prefix, own], 1)
        out = model.decoder(inputs_embeds=embeds, past_key_values=self._past, use_cache=True)
        hidden = out.last_hidden_state[0, self._prefix.shape[1] :]
        self._prefix = self._prefix[:, :0]
        return tuple(t.cpu().numpy() for t in (model.logits(hidden), model.offset(hidden), model.query(hidden)))
