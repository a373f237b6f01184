"""Finds what is written on a picture of the window, as an artist finds a button: by reading."""

from __future__ import annotations

import numpy as np
from PIL import Image
from scipy.signal import fftconvolve

# From how much likeness on, 1 being the same, a place is where the text stands; and how much what is written differs
# in brightness from what it is written on, at least, in the mean of the label.
ALIKE, CONTRAST = 0.9, 10.0
# What is so much less like than the likest is another text that begins or ends so.
LESS = 0.04


def places(picture: Image.Image, text: np.ndarray) -> list[tuple[float, tuple[float, float]]]:
    """Where a label (h, w) is on a picture: likeness, and the middle in pixels from the upper left; the likest first.

    Dark on light is as good as light on dark. The likeness is that of the normalised cross-correlation.
    """
    seen = np.asarray(picture.convert("L"), dtype=np.float32)
    sought = text.astype(np.float32) - text.mean()
    tall, wide = sought.shape
    if seen.shape[0] < tall or seen.shape[1] < wide:
        return []
    products = fftconvolve(seen, sought[::-1, ::-1], mode="valid")
    spread = _sums(seen**2, tall, wide) - _sums(seen, tall, wide) ** 2 / sought.size
    likeness = np.abs(products) / np.sqrt(np.maximum(spread, CONTRAST**2 * sought.size) * (sought**2).sum())
    found = []
    least = max(ALIKE, likeness.max() - LESS)
    while (best := likeness.max()) >= least:
        y, x = np.unravel_index(likeness.argmax(), likeness.shape)
        found.append((float(best), (x + wide / 2, y + tall / 2)))
        likeness[max(0, y - tall // 2) : y + tall // 2 + 1, max(0, x - wide // 2) : x + wide // 2 + 1] = 0
    return found


def _sums(values: np.ndarray, tall: int, wide: int) -> np.ndarray:
    """Of each window of that size."""
    total = np.pad(values.astype(np.float64), ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    return total[tall:, wide:] - total[:-tall, wide:] - total[tall:, :-wide] + total[:-tall, :-wide]
