"""Parts as they lie at rest, and which of them one would take off first, which way."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np

from ..frames import inverse
from .blocking import Way
from .clearance import Pair
from .solid import Solid

SUNK = 0.003  # of the diagonal that parts are in each other, from which on they should come out the short way
# What a way costs that is free only so little strictly; of those that pass through something first by how deep.
LAX = (0.0, 0.15, 0.3, 0.6, 0.9, 1.2, 1.5, 1.8, 4.0, 8.0, 12.0, 16.0, 20.0)
# What it costs to brush past edges, if that is seen ten to the power of so many times; of how many ways it is asked.
BRUSH, FULLY, ASKED = 0.6, 2.5, 12
AGAIN = 0.15  # what it is worth to leave as a part that is the same has left
GRAIN = 0.15  # cosine by which the normals of contacts may be off where faces end


class AtRest:
    """solids: of the parts. pairs: of each two, the larger number first. diagonal: of the whole."""

    def __init__(self, solids: Sequence[Solid], pairs: Mapping[tuple[int, int], Pair], diagonal: float):
        self._solids, self._pairs, self._diagonal = solids, pairs, diagonal
        self._boxes: dict[frozenset[int], tuple[np.ndarray, np.ndarray]] = {}
        self._leans: dict[tuple[int, int], np.ndarray] = {}
        self._brushed: dict[tuple[int, int, int], int] = {}  # by pair and number of the way
        self._left: list[tuple[Solid, int]] = []  # single parts, and the number of the way that they went

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
            sunk = self._sunk(group, rest)
            easy = 4 * against - 0.3 * off + (8.0 if sunk else 0.5) * length - 0.1 * outward
            held = len({j for _, j in touching})
            own = np.array([0.3 * found[k].rank + LAX[found[k].strictness] for k in which])
            own -= AGAIN * np.isin(numbers, self._alike_went(group))
            costs[which] = easy + 0.4 * (len(group) - 1) + 0.5 * large + 0.1 * held + own
        return costs

    def remember(self, one: Way) -> None:
        """That a way was taken: of a row of bars not some should leave forward and some back."""
        if len(one.parts) == 1:
            self._left.append((self._solids[min(one.parts)], one.number))

    def _alike_went(self, group: frozenset[int]) -> list[int]:
        """The numbers of the ways that parts which are the same as a single one went."""
        own = self._solids[min(group)]
        return [number for solid, number in self._left if len(group) == 1 and solid.is_like(own)]

    def least_brushing(self, found: list[Way], costs: np.ndarray, parts: frozenset[int]) -> Way:
        """The best of ways that have such costs, (n,), where it costs something too to brush past what stays, but not
        for what is sunk in it: that should come out the short way."""
        best, least = -1, np.inf
        for k in np.argsort(costs, kind="stable")[:ASKED]:
            if costs[k] >= least:
                break
            one, cost = found[k], costs[k]
            rest = parts - one.parts
            if not self._sunk(one.parts, rest):
                cost += BRUSH * min(np.log10(1 + self.brushes(one, rest)) / FULLY, 1.0)
            if cost < least:
                best, least = k, cost
        return found[best]

    def _sunk(self, group: frozenset[int], rest: frozenset[int]) -> bool:
        deepest = max(self._pairs[max(i, j), min(i, j)].depth for i, j in itertools.product(group, rest))
        return deepest > SUNK * self._diagonal

    def brushes(self, one: Way, rest: frozenset[int]) -> int:
        """How often what leaves along a way, after its motion if it has one, is seen to brush past edges of the rest,
        or the rest past its."""
        start, total = one.motions[-1] if one.motions else np.eye(4), 0
        for i, j in itertools.product(one.parts, rest):
            a, b, number = (i, j, one.number) if i > j else (j, i, one.number ^ 1)
            seen = None if one.motions else self._brushed.get((a, b, number))
            if seen is None:
                between, way = (start, one.way) if i > j else (inverse(start), -one.way @ start[:3, :3])
                seen = self._pairs[a, b].brushes(way, between)
            if not one.motions:
                self._brushed[a, b, number] = seen
            total += seen
        return total

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
