"""Which columns of a grid triangles cover, listed in one go."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

TINY = 1e-12


def columns(
    triangles: np.ndarray, margin: float, shape: tuple[int, int], chunk: int
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """All nodes of a flat grid in (m, 3, 2) triangles, or beside them by no more than a margin off each side; yields
    (n,) the triangle and twice (n,) where the node is, about chunk at a time."""
    edges = np.roll(triangles, -1, axis=1) - triangles
    inward = np.stack([-edges[:, :, 1], edges[:, :, 0]], axis=2)
    area = edges[:, 0, 0] * edges[:, 1, 1] - edges[:, 0, 1] * edges[:, 1, 0]
    inward *= np.where(area < 0, -1, 1)[:, None, None]
    inward /= np.maximum(np.linalg.norm(inward, axis=2, keepdims=True), TINY)
    off = (inward * triangles).sum(axis=2) - margin
    low = np.maximum(np.ceil(triangles.min(axis=1) - margin).astype(int), 0)
    high = np.minimum(np.floor(triangles.max(axis=1) + margin).astype(int), np.array(shape) - 1)
    for which, row in _spans(low[:, 0], high[:, 0], chunk):
        # Each side says from where on, or up to where, the nodes of a row are near enough.
        slope = inward[which, :, 1]
        along = np.abs(slope) < TINY
        bounds = (off[which] - inward[which, :, 0] * row[:, None]) / np.where(along, 1.0, slope)
        first = np.where(along | (slope < 0), -np.inf, bounds).max(axis=1)
        last = np.where(along | (slope > 0), np.inf, bounds).min(axis=1)
        first = np.maximum(np.ceil(first), low[which, 1]).astype(int)
        last = np.minimum(np.floor(last), high[which, 1]).astype(int)
        for of_row, column in _spans(first, last, chunk):
            yield which[of_row], row[of_row], column


def _spans(low: np.ndarray, high: np.ndarray, chunk: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """All numbers from low to high, (m,) int and inclusive; (n,) of which of them, and (n,) the number."""
    counts = np.maximum(high - low + 1, 0)
    ends = np.cumsum(counts)
    start = 0
    while start < len(counts):
        before = ends[start] - counts[start]
        stop = max(start + 1, int(np.searchsorted(ends, before + chunk, side="right")))
        first = low[start:stop] - (ends[start:stop] - counts[start:stop] - before)
        which = np.repeat(np.arange(start, stop), counts[start:stop])
        yield which, np.arange(len(which)) + np.repeat(first, counts[start:stop])
        start = stop
