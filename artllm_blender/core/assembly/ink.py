"""Line art as pixels: dark strokes on white, smooth at their borders."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .line_art import CREASE, OUTLINE, SILHOUETTE, LineArt

# Stroke widths in pixels of a picture of 512, by weight; the tone that marked parts have.
WIDTHS = {CREASE: 0.9, OUTLINE: 1.4, SILHOUETTE: 2.4}
TONE = 0.82


def picture(art: LineArt, marked: Sequence[int] = (), widths: dict[int, float] | None = None) -> np.ndarray:
    """(size, size) float, 1 white to 0 black. marked: parts that are toned, as what is new on a page is."""
    size = len(art.parts)
    width = np.array([(widths or WIDTHS)[weight] for weight in (CREASE, OUTLINE, SILHOUETTE)]) * size / 512
    canvas = np.where(np.isin(art.parts, list(marked)), TONE, 1.0)
    return np.minimum(canvas, 1 - _strokes(art.segments, width[art.weight - 1], size))


def _strokes(segments: np.ndarray, width: np.ndarray, size: int) -> np.ndarray:
    """(size, size) how much of each pixel strokes of (k, 2, 2) segments, (k,) wide, cover."""
    reach = int(np.ceil(width.max(initial=1.0) / 2 + 1))
    cover = np.zeros((size + 2 * reach) ** 2)
    along = segments[:, 1] - segments[:, 0]
    count = np.ceil(np.abs(along).max(axis=1, initial=0) / 2).astype(int) + 1
    line = np.repeat(np.arange(len(segments)), count)
    rank = np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
    near = segments[line, 0] + along[line] * (rank / np.maximum(count[line] - 1, 1))[:, None]
    fine = ((near >= 0) & (near < size)).all(axis=1)
    line, corner = line[fine], near[fine].astype(int)
    length = np.maximum(np.einsum("ij,ij->i", along, along), 1e-12)
    for down in range(-reach, reach + 1):
        for across in range(-reach, reach + 1):
            pixel = corner + (across, down)
            off = pixel + 0.5 - segments[line, 0]
            share = np.clip(np.einsum("ij,ij->i", off, along[line]) / length[line], 0, 1)
            far = np.linalg.norm(off - share[:, None] * along[line], axis=1)
            inked = np.clip(width[line] / 2 - far + 0.5, 0, 1) * np.minimum(width[line], 1)
            index = (pixel[:, 1] + reach) * (size + 2 * reach) + pixel[:, 0] + reach
            np.maximum.at(cover, index, inked)
    return cover.reshape(size + 2 * reach, -1)[reach:-reach, reach:-reach]
