"""What the scored points around a place say, without a tree: finer and coarser grids, the finest with enough points."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

LEVELS, ENOUGH = (64, 32, 16, 8, 4, 1), 8


def local_scores(
    points: np.ndarray, group: np.ndarray, scores: np.ndarray, places: np.ndarray, place_group: np.ndarray
) -> np.ndarray:
    """(q, p) mean score of the points near each place, of its own group only; zero where a group has no point.

    points: (k, 3) and places: (q, 3) in [0, 1]; group: (k,), place_group: (q,) int; scores: (k, p). On each level a
    place looks into the 2 x 2 x 2 cells nearest to it.
    """
    result = np.zeros((len(places), scores.shape[1]))
    open_ = np.arange(len(places))
    for level in LEVELS:
        keys = _cells(np.floor(points * level), group, level)
        order = np.argsort(keys, kind="stable")
        cells, starts = np.unique(keys[order], return_index=True)
        sums = np.add.reduceat(scores[order], starts) if len(order) else np.zeros((0, scores.shape[1]))
        counts = np.diff(starts, append=len(order))
        total, number = np.zeros((len(open_), scores.shape[1])), np.zeros(len(open_))
        corner = np.floor(places[open_] * level - 0.5)
        for step in np.ndindex(2, 2, 2):
            wanted = _cells(corner + step, place_group[open_], level)
            at = np.minimum(np.searchsorted(cells, wanted), len(cells) - 1)
            hit = cells[at] == wanted
            total[hit] += sums[at[hit]]
            number[hit] += counts[at[hit]]
        done = number >= (ENOUGH if level > 1 else 1)
        result[open_[done]] = total[done] / number[done, None]
        open_ = open_[~done]
    return result


def _cells(cell: np.ndarray, group: np.ndarray, level: int) -> np.ndarray:
    """(n,) int64: a number for each group's cell. cell: (n, 3), from -1 to level + 1."""
    x, y, z = (cell + 1).astype(np.int64).clip(0, level + 2).T
    return ((group * (level + 3) + x) * (level + 3) + y) * (level + 3) + z


def around(points: np.ndarray, places: np.ndarray, reach: float) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Blocks of (i,) places and (j,) points, such that every point within reach of a place is in its block.

    points: (k, 3); places: (q, 3), same units as reach. Each place comes once; those without a point do not come.
    """
    if not len(points) or not len(places):
        return
    lower = np.minimum(points.min(axis=0), places.min(axis=0)) - 2 * reach
    of_points = np.floor((points - lower) / reach).astype(np.int64)
    of_places = np.floor((places - lower) / reach).astype(np.int64)
    high = np.maximum(of_points.max(axis=0), of_places.max(axis=0)) + 2
    stride = np.array([high[1] * high[2], high[2], 1])
    keys = of_points @ stride
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    cells, block = np.unique(of_places @ stride, return_inverse=True)
    places_by_cell = np.split(np.argsort(block, kind="stable"), np.cumsum(np.bincount(block))[:-1])
    columns = np.array([(x, y, 0) for x in (-1, 0, 1) for y in (-1, 0, 1)]) @ stride
    begin = np.searchsorted(keys, cells[:, None] + columns - 1, side="left")
    end = np.searchsorted(keys, cells[:, None] + columns + 1, side="right")
    for own, firsts, lasts in zip(places_by_cell, begin, end, strict=True):
        near = np.concatenate([order[a:b] for a, b in zip(firsts, lasts, strict=True)])
        if len(near):
            yield own, near
