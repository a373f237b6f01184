"""Parts as they lie at rest, and which of them one would take off first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from .blocking import Way
from .clearance import Pair
from .solid import Solid

SUNK = 0.003  # of the diagonal that parts are in each other, from which on they should come out the short way
# What a way costs that is free only so little strictly; of those that pass through something first by how deep.
LAX = (0.0, 0.15, 0.3, 0.6, 0.9, 1.2, 1.5, 1.8, 4.0, 8.0, 12.0, 16.0, 20.0)
GRAIN = 0.15  # cosine by which the normals of contacts may be off where faces end


class AtRest:
    """solids: of the parts. pairs: of each two, the larger number first. diagonal: of the whole."""

    def __init__(self, solids: Sequence[Solid], pairs: Mapping[tuple[int, int], Pair], diagonal: float):
        self._solids, self._pairs, self._diagonal = solids, pairs, diagonal
        self._boxes: dict[frozenset[int], tuple[np.ndarray, np.ndarray]] = {}
        self._leans: dict[tuple[int, int], np.ndarray] = {}

    def costs(self, found: list[Way], parts: frozenset[int], ways: np.ndarray) -> np.ndarray:
        """Of each a number, small for what one would take off first: a small single part, straight off the few that it
        touches. ways: (m, 3), all of which each has its number; of an earlier call they are the first."""
        costs, of_group = np.zeros(len(found)), {}
        for k, one in enumerate(found):
            of_group.setdefault(one.parts, []).append(k)
        for group, which in of_group.items():
            rest, numbers = parts - group, [found[k].number for k in which]
            touching = [(i, j) for i in group for j in rest if len(self.normals(i, j))]
            against, off, length = np.zeros((3, len(numbers)))
            if touching:
                leans = np.stack([self._lean(i, j, ways)[:, numbers] for i, j in touching])
                against, off = leans[:, :2].sum(axis=0) / sum(len(self.normals(i, j)) for i, j in touching)
                length = leans[:, 2].max(axis=0)
            lower, upper = self.box(group)
            low, high = self.box(rest)
            outward = ways[numbers] @ ((lower + upper) - (low + high)) / 2 / self._diagonal
            large = float(np.linalg.norm(upper - lower)) / self._diagonal
            sunk = max(self._pairs[max(i, j), min(i, j)].depth for i in group for j in rest) > SUNK * self._diagonal
            easy = 4 * against - 0.3 * off + (8.0 if sunk else 0.5) * length - 0.1 * outward
            held = len({j for _, j in touching})
            own = np.array([0.3 * found[k].rank + LAX[found[k].strictness] for k in which])
            costs[which] = easy + 0.4 * (len(group) - 1) + 0.5 * large + 0.1 * held + own
        return costs

    def _lean(self, i: int, j: int, ways: np.ndarray) -> np.ndarray:
        """(3, m) of all ways how much j pushes i back, and off, where they touch, and how far i goes past j, of the
        diagonal."""
        found = self._leans.get((i, j))
        if found is None or found.shape[1] < len(ways):
            along = self.normals(i, j) @ ways.T
            back = np.maximum(-along - GRAIN, 0).sum(axis=0)
            found = np.stack([back, along.sum(axis=0), self.out(i, j, ways) / self._diagonal])
            self._leans[i, j] = found
        return found

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
