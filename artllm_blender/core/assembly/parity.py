"""Which nodes of a grid lie inside, by how often the lines through them cross triangles; all in pitches of the grid."""

from __future__ import annotations

import numpy as np

from .ranges import columns

CHUNK = 40_000  # lines looked at at once, which bounds the memory
SLACK = 1e-6  # pitches by which a line may miss a triangle and be looked at
AGREED = 0.02  # of what is inside, that lines of two directions have inside


def voted(pieces: np.ndarray, shape: tuple[int, ...]) -> tuple[np.ndarray, bool]:
    """(i, j, k) bool of each node: by the vote of the lines through it; and whether lines of two directions say so
    anywhere. pieces: (p, 3, 3) triangles."""
    votes = np.zeros(shape, np.int8)
    for axis in range(3):
        order = [*(k for k in range(3) if k != axis), axis]
        along = votes.transpose(order)
        along += _parity(pieces[:, :, order], along.shape, axis)
    inside = votes > 0
    return inside, bool((votes > 1).sum() >= AGREED * inside.sum())


def _parity(pieces: np.ndarray, shape: tuple[int, ...], axis: int) -> np.ndarray:
    """(i, j, k) int8: 1 inside, -1 outside by crossings along the third axis; 0 on lines with none or an odd count."""
    # A little off the nodes, so that no line runs through an edge.
    off = np.array([[0.000137, 0.000251], [0.000193, 0.000317], [0.000227, 0.000151]])[axis]
    flat = pieces[:, :, :2] - off
    crossings = np.zeros(shape, np.uint8)  # of which only whether they are even counts
    for which, *place in columns(flat, SLACK, shape[:2], CHUNK):
        node = np.stack(place, axis=1)
        corner = flat[which] - node[:, None, :]
        x, y = corner[:, :, 0], corner[:, :, 1]
        area = x * np.roll(y, -1, axis=1) - y * np.roll(x, -1, axis=1)
        hit = (area > 0).all(axis=1) | (area < 0).all(axis=1)
        which, node, area = which[hit], node[hit], area[hit]
        weight = area / area.sum(axis=1, keepdims=True)
        # area k is that of the corners k and k + 1 with the node: the weight of the third.
        height = (weight * np.roll(pieces[which, :, 2], 1, axis=1)).sum(axis=1)
        level = np.clip(np.ceil(height).astype(int), 0, shape[2] - 1)
        flat_node = (node[:, 0].astype(np.int64) * shape[1] + node[:, 1]) * shape[2] + level
        np.add.at(crossings.reshape(-1), flat_node, 1)
    np.cumsum(crossings, axis=2, dtype=np.uint8, out=crossings)
    crossings &= 1
    vote = crossings.view(np.int8)
    # A line that meets nothing may run through a part that is open at both ends: it tells nothing.
    counts = (vote[:, :, -1:] == 0) & (vote.any(axis=2, keepdims=True))
    vote += vote - 1
    vote *= counts
    return vote
