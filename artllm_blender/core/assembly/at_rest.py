"""Parts as they lie at rest, and which of them one would take off first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from .blocking import Way
from .clearance import Pair
from .solid import Solid

SUNK = 0.003  # of the diagonal that parts are in each other, from which on they should come out the short way
LAX = (0.0, 0.15, 0.3, 0.6, 0.9, 1.2, 3.0, 6.0, 9.0)  # what a way costs that is free only so little strictly
GRAIN = 0.15  # cosine by which the normals of contacts may be off where faces end


class AtRest:
    """solids: of the parts. pairs: of each two, the larger number first. diagonal: of the whole."""

    def __init__(self, solids: Sequence[Solid], pairs: Mapping[tuple[int, int], Pair], diagonal: float):
        self._solids, self._pairs, self._diagonal = solids, pairs, diagonal
        self._boxes: dict[frozenset[int], tuple[np.ndarray, np.ndarray]] = {}

    def costs(self, found: list[Way], parts: frozenset[int]) -> np.ndarray:
        """Of each a number, small for what one would take off first: a small single part, straight off the few that it
        touches."""
        costs, of_group = np.zeros(len(found)), {}
        for k, one in enumerate(found):
            of_group.setdefault(one.parts, []).append(k)
        for group, which in of_group.items():
            rest, ways = parts - group, np.stack([found[k].way for k in which])
            touching = [(i, j) for i in group for j in rest if len(self.normals(i, j))]
            against, off, length = np.zeros((3, len(ways)))
            if touching:
                along = np.concatenate([self.normals(i, j) for i, j in touching]) @ ways.T
                against, off = np.maximum(-along - GRAIN, 0).mean(axis=0), along.mean(axis=0)
                length = np.max([self.out(i, j, ways) for i, j in touching], axis=0) / self._diagonal
            lower, upper = self.box(group)
            low, high = self.box(rest)
            outward = ways @ ((lower + upper) - (low + high)) / 2 / self._diagonal
            large = float(np.linalg.norm(upper - lower)) / self._diagonal
            sunk = max(self._pairs[max(i, j), min(i, j)].depth for i in group for j in rest) > SUNK * self._diagonal
            easy = 4 * against - 0.3 * off + (8.0 if sunk else 0.5) * length - 0.1 * outward
            held = len({j for _, j in touching})
            own = np.array([0.3 * found[k].rank + LAX[found[k].strictness] for k in which])
            costs[which] = easy + 0.4 * (len(group) - 1) + 0.5 * large + 0.1 * held + own
        return costs

    def out(self, i: int, j: int, ways: np.ndarray) -> np.ndarray:
        """(m,) how far i goes along each of (m, 3) ways until its box is past that of j."""
        one, other = self._solids[i], self._solids[j]
        moves = np.abs(ways) > 1e-6
        exits = np.where(ways > 0, other.upper - one.lower, other.lower - one.upper) / np.where(moves, ways, 1.0)
        return np.maximum(np.where(moves, exits, np.inf).min(axis=1), 0.0)

    def normals(self, i: int, j: int) -> np.ndarray:
        """(c, 3) which way j pushes i where they touch."""
        return self._pairs[i, j].normals if i > j else -self._pairs[j, i].normals

    def box(self, parts: frozenset[int]) -> tuple[np.ndarray, np.ndarray]:
        """Lower and upper, (3,) each, of some parts."""
        if parts not in self._boxes:
            solids = [self._solids[part] for part in parts]
            lower, upper = (np.array(sides) for sides in zip(*((s.lower, s.upper) for s in solids), strict=True))
            self._boxes[parts] = lower.min(axis=0), upper.max(axis=0)
        return self._boxes[parts]
