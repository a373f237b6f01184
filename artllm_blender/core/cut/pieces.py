"""Loose pieces of a mesh: which small ones go along with which, and which of them a selection means."""

from __future__ import annotations

import numpy as np

# A piece is meant as a whole where more than HELD of it is selected, and not at all where less than TOUCHED is; but if
# wholes are less than this share of the selection, some faces of a piece are meant.
HELD, TOUCHED, WHOLES = 0.75, 0.25, 0.5


def with_small_ones(areas: np.ndarray, boxes: np.ndarray, smallest: float) -> np.ndarray:
    """(p,) pieces numbered from 0, the largest, on; a small one, of less than this share of the area of all, has the
    number of the large one that it is nearest to. areas: (p,); boxes: (p, 2, 3)."""
    if not len(areas):
        return np.zeros(0, int)
    large = np.flatnonzero(areas >= min(smallest * areas.sum(), areas.max(initial=0.0)))
    large = large[np.argsort(-areas[large], kind="stable")]
    gap = np.maximum(boxes[:, None, 0] - boxes[None, large, 1], boxes[None, large, 0] - boxes[:, None, 1]).clip(0)
    number = np.linalg.norm(gap, axis=2).argmin(axis=1)
    number[large] = np.arange(len(large))
    return number


def whole_pieces(chosen: np.ndarray, piece: np.ndarray, areas: np.ndarray) -> np.ndarray:
    """(n,) bool: the polygons that a selection, (n,) bool, means: the pieces of which most is selected as wholes, and
    none of those that it only caught a corner of. Where it is not mostly of such pieces, it is meant as it is.

    piece: (n,) 0, 1, ...; areas: (n,).
    """
    areas = areas + 1e-30  # so that what has no area counts by its number
    total = np.bincount(piece, areas)
    selected = np.bincount(piece, areas * chosen, len(total))
    whole, touched = selected > HELD * total, selected < TOUCHED * total
    if selected[whole].sum() < WHOLES * selected.sum():
        return chosen
    return whole[piece] | (chosen & ~touched[piece])
