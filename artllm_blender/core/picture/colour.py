"""Colours as displays take them, sRGB, and as light adds up, linear (IEC 61966-2-1)."""

from __future__ import annotations

import numpy as np


def srgb(linear: np.ndarray) -> np.ndarray:
    """Values from 0 to 1, others clipped."""
    values = np.clip(linear, 0, 1)
    return np.where(values <= 0.0031308, 12.92 * values, 1.055 * values ** (1 / 2.4) - 0.055)


def linear(srgb: np.ndarray) -> np.ndarray:
    """The inverse of `srgb`."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((np.maximum(srgb, 0) + 0.055) / 1.055) ** 2.4).astype(np.float32)
