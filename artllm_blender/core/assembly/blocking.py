"""Sets of parts that stop only each other, the closed sets of blocking graphs (R. H. Wilson, J.-C. Latombe, 1994)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Way:
    """A set of parts that can leave, and how: by motions, (4, 4), one after the other, then on along way.

    number: of the way. rank: how unlikely it was, 0 for the axes, 2 for the last found. strictness: with which nothing
    stops it."""

    parts: frozenset[int]
    way: np.ndarray
    number: int
    rank: float
    strictness: int
    motions: tuple[np.ndarray, ...] = ()


def leaving(least: np.ndarray, strictnesses: range) -> Iterator[tuple[int, int, np.ndarray]]:
    """Every smallest set that leaves the others some way: with which strictness, which way, and (n,) bool its parts.

    least: (m, n, n) of each of m ways how little strictly the second part lets the first pass. Of a way sets come once
    for each strictness with which more is free than before.
    """
    for strictness in strictnesses:
        news = np.arange(len(least))
        if strictness > strictnesses[0]:
            news = np.flatnonzero((least == strictness).any(axis=(1, 2)))
        for way, matrix in zip(news, _reachable(least[news] > strictness), strict=True):
            for row in {row.tobytes(): row for row in matrix if not row.all()}.values():
                yield strictness, int(way), row


def _reachable(blocked: np.ndarray) -> np.ndarray:
    """(m, n, n) bool: what each has to take with it, itself too, of what stops it and what stops that."""
    reach = (blocked | np.eye(blocked.shape[1], dtype=bool)).astype(np.float32)
    for _ in range(int(np.ceil(np.log2(max(blocked.shape[1], 2))))):
        reach = np.minimum(reach @ reach, 1)
    return reach > 0
