"""Constraints met as well as joints allow: projected Levenberg-Marquardt, many poses at once, with restarts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..articulation import Articulation
from .constraints import Constraint
from .rows import Rows
from .tree import Tree

# A row that is off by less is met: a share of the object's size, radians.
MET = 2e-5
# As long as each step is better by this share, it goes on.
WORTH = 1e-3
STEPS, RESTARTS = 40, 6
# Radians, or sizes, that one step turns or slides a joint at most.
LONGEST = 1.2
# A restart must be this much better to be worth the leap to another pose.
LEAP = 0.5


@dataclass(frozen=True)
class Solved:
    """values: of every joint, by child id. off: how far off each constraint is, as asked: its rows' length, lengths as
    shares of the object's size. met: whether all are. steps: how many it took."""

    values: Mapping[int, float]
    off: tuple[float, ...]
    met: bool
    steps: int


class Solver:
    """Solves for one rig again and again. size: metres, of the whole object: what lengths are measured by."""

    def __init__(self, articulation: Articulation, size: float):
        self.tree = Tree(articulation, max(size, 1e-9))
        low, high = self.tree.low, self.tree.high
        endless = ~np.isfinite(low)
        low, high = np.where(endless, -np.pi, low), np.where(endless, np.pi, high)
        shares = np.random.default_rng(0).uniform(0.1, 0.9, (RESTARTS - 1, len(low)))
        self._starts = low + (high - low) * np.concatenate([np.full((1, len(low)), 0.5), shares])

    def solve(
        self,
        asked: Sequence[Constraint],
        start: Mapping[int, float],
        free: Collection[int] | None = None,
        restarts: bool = True,
        limits: Mapping[int, tuple[float, float]] | None = None,
    ) -> Solved:
        """The pose nearest to what is asked, from where the joints are, by child id. free: the joints that may move;
        None: all that the constraints are about. restarts: whether other poses are tried where that leads nowhere.
        limits: of joints that go less far now than they could."""
        tree, before = self.tree, self.array(start)
        rows = Rows(tree, asked, before)
        may = rows.moves() if free is None else np.isin(tree.children, list(free))
        may &= tree.high > tree.low
        # What may not move stays where it is, even outside its limits.
        low, high = np.where(may, tree.low, before), np.where(may, tree.high, before)
        for id, (lower, upper) in (limits or {}).items():
            low[tree.column[id]] = max(low[tree.column[id]], lower)
            high[tree.column[id]] = min(high[tree.column[id]], upper)
        if not len(rows) or not may.any():
            off = rows.at(before[None])[0][0]
            return self._solved(rows, before, off, 0)
        values, off, steps = _descended(rows, np.clip(before, low, high)[None], low, high, may)
        if restarts and np.abs(off[0]).max() > 10 * MET:
            starts = np.clip(np.where(may, self._starts, before), low, high)
            others, other_off, more = _descended(rows, starts, low, high, may)
            steps += more
            cost, best = (off[0] ** 2).sum(), int((other_off**2).sum(axis=1).argmin())
            if (other_off[best] ** 2).sum() < LEAP * cost:
                values, off = others[best : best + 1], other_off[best : best + 1]
        return self._solved(rows, values[0], off[0], steps)

    def about(self, asked: Sequence[Constraint]) -> set[int]:
        """Child ids of the joints that have room to move and move what the constraints are about."""
        tree = self.tree
        moves = Rows(tree, asked, np.zeros(len(tree.children))).moves() & (tree.high > tree.low)
        return {id for id, may in zip(tree.children, moves, strict=True) if may}

    def array(self, values: Mapping[int, float]) -> np.ndarray:
        """(joints,) values in the tree's order; 0 where none is given."""
        return np.array([values.get(id, 0.0) for id in self.tree.children], dtype=np.float64)

    def _solved(self, rows: Rows, values: np.ndarray, off: np.ndarray, steps: int) -> Solved:
        squares = np.zeros(len(rows.asked))
        np.add.at(squares, rows.owner, off**2)
        weights = np.array([max(one.weight, 0.0) for one in rows.asked])
        plain = np.sqrt(squares / np.where(weights > 0, weights, 1.0))
        met = bool(np.abs(off).max(initial=0.0) <= 10 * MET)
        return Solved(dict(zip(self.tree.children, values.tolist(), strict=True)), tuple(plain.tolist()), met, steps)


def _descended(
    rows: Rows, values: np.ndarray, low: np.ndarray, high: np.ndarray, may: np.ndarray
) -> tuple[np.ndarray, np.ndarray, int]:
    """(poses, joints) values from which no step leads further down, their (poses, rows), and how many steps it took."""
    unit = rows.tree.unit
    off, slope = rows.at(values)
    cost = (off**2).sum(axis=1)
    damping = np.full(len(values), 1e-4)
    done, count = np.abs(off).max(axis=1) <= MET, 0
    diagonal = np.arange(values.shape[1])
    while not done.all() and count < STEPS:
        count += 1
        down = -(off[:, None] @ slope)[:, 0]
        square = slope.transpose(0, 2, 1) @ slope
        # Joints at a limit that would go beyond it stay there.
        stuck = ~may | (values <= low) & (down < 0) | (values >= high) & (down > 0)
        for _ in range(2):
            keep = ~stuck
            matrix = square * (keep[:, :, None] & keep[:, None])
            matrix[:, diagonal, diagonal] += np.where(keep, damping[:, None], 1.0)
            step = np.linalg.solve(matrix, (down * keep)[..., None])[..., 0]
            step = np.clip(step, -LONGEST, LONGEST)  # each by itself: a far one must not hold up the others
            there = values + step * unit
            beyond = (there < low) & (values <= low + 1e-9 * unit) | (there > high) & (values >= high - 1e-9 * unit)
            if not (beyond & keep).any():
                break
            stuck |= beyond
        there = np.clip(there, low, high)
        new_off, new_slope = rows.at(there)
        new_cost = (new_off**2).sum(axis=1)
        better = new_cost < cost
        take = better & ~done
        little = cost - new_cost < WORTH * cost
        values = np.where(take[:, None], there, values)
        off = np.where(take[:, None], new_off, off)
        slope = np.where(take[:, None, None], new_slope, slope)
        cost = np.where(take, new_cost, cost)
        damping = np.where(better, np.maximum(damping * 0.1, 1e-9), damping * 10)
        done |= (np.abs(off).max(axis=1) <= MET) | better & little | (damping > 1e3)
    return values, off, count
