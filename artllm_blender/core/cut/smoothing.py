"""A smooth labelling of polygons: what each would rather be against what its neighbours are."""

from __future__ import annotations

import numpy as np

# The steps of the annealing: how sharply each round prefers the better label, then rounds of plain best choices.
SHARPNESS, ROUNDS = np.geomspace(1.0, 12.0, 18), 8


def smooth(cost: np.ndarray, pairs: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """(n,) labels that make the sum of each node's own cost (n, p) and of the weights (k,) of those pairs (k, 2) whose
    ends differ small.

    Mean-field annealing (Geiger and Girosi, 1991): shares of labels instead of labels, each round sharper, which like a
    graph cut and unlike best choices alone moves borders over many nodes at once; whole-array steps. Best choices
    end it.
    """
    count, width = cost.shape
    a, b = np.concatenate([pairs, pairs[:, ::-1]]).T
    order = np.argsort(a, kind="stable")
    a, b, weight = a[order], b[order], np.tile(weight, 2)[order].astype(np.float32)
    nodes, starts = np.unique(a, return_index=True)
    if not len(nodes):
        return cost.argmin(axis=1)
    total = np.maximum(np.add.reduceat(weight, starts), 1e-20)
    share = weight / np.repeat(total, np.diff(starts, append=len(a)))
    own = np.zeros((count, width), np.float32)
    own[nodes] = (cost[nodes] - cost[nodes].min(axis=1, keepdims=True)) / total[:, None]
    labels = np.exp(-SHARPNESS[0] * own)
    labels /= labels.sum(axis=1, keepdims=True)
    for sharpness in SHARPNESS:
        agreed = np.add.reduceat(labels[b] * share[:, None], starts)
        odds = sharpness * (agreed - own[nodes])
        odds = np.exp(odds - odds.max(axis=1, keepdims=True))
        # Half of the old keeps two sets of neighbours from swapping for ever.
        labels[nodes] = 0.5 * labels[nodes] + 0.5 * odds / odds.sum(axis=1, keepdims=True)
    column = cost.argmin(axis=1)
    column[nodes] = labels[nodes].argmax(axis=1)
    for turn in range(ROUNDS):
        # All at once would let two neighbours swap labels for ever: in each round another half of them stays.
        moves = (np.arange(len(nodes)) * 2654435761 >> 8 + turn % 8) & 1 == turn & 1
        agreed = np.bincount(a * width + column[b], share, count * width).reshape(-1, width)[nodes]
        column[nodes] = np.where(moves, (own[nodes] - agreed).argmin(axis=1), column[nodes])
    return column
