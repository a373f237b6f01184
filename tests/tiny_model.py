"""A model that trains in a moment."""

from __future__ import annotations

from runtime.model import ModelConfig

TINY = ModelConfig(
    point_width=16, group_width=64, width=64, group_layers=2, token_layers=1, layers=2, heads=2, kv_heads=1,
    head_dim=32, window=64, pool=16, mask_width=16,
)  # fmt: skip
