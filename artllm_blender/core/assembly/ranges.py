"""The nodes of many boxes of a grid, listed in one go."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def boxes_of(low: np.ndarray, high: np.ndarray, chunk: int) -> Iterator[tuple[np.ndarray, list[np.ndarray]]]:
    """All nodes from low to high, (m, d) int and inclusive, of each box; yields (n,) the box and d times (n,) the
    node's place along an axis, about chunk at a time."""
    low = low.astype(np.int32)
    sides = np.maximum(high - low + 1, 0).astype(np.int32)
    counts = sides.prod(axis=1, dtype=np.int64)
    ends = np.cumsum(counts)
    start = 0
    while start < len(counts):
        before = ends[start] - counts[start]
        stop = max(start + 1, int(np.searchsorted(ends, before + chunk, side="right")))
        which = np.repeat(np.arange(start, stop, dtype=np.int32), counts[start:stop])
        first = (ends[start:stop] - counts[start:stop] - before).astype(np.int32)
        number = np.arange(len(which), dtype=np.int32) - np.repeat(first, counts[start:stop])
        node = []
        for axis in reversed(range(low.shape[1])):
            side = sides[which, axis]
            whole = number // side
            node.insert(0, low[which, axis] + (number - whole * side))
            number = whole
        yield which, node
        start = stop
