"""Constraints met as well as joints allow: projected Levenberg-Marquardt, many poses at once, with restarts."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..articulation import Articulation
from .constraints import Constraint
from .rows import Rows
from .tree import Tree

# A row that is off by less is met, and is not asked to be nearer: shares of the object's size, radians.
MET, ARRIVED = 2e-4, 1e-6
# As long as so many steps together make it better by this share, it goes on.
WHILE, WORTH = 4, 0.25
STEPS = 40
# Of so many other poses the best few are tried beside the first; after each while the better half of all goes on, and
# so many at least.
RESTARTS, JOIN, GO_ON = 32, 4, 3
# What is added to the normal equations' diagonal: this share of the rows' squares, at first and after a good step at
# most, and at least; times what after a good step and after a bad one.
OF_COST, DAMPING, LEAST, EASIER, HARDER = 0.5, 0.1, 1e-9, 0.3, 4.0
# Of each joint's way, where a pose near the start is wanted; and a step that is worth less than this share of all
# before it ends that.
PULL, NEAR_ENOUGH = 0.01, 0.02
# Where it cannot be met a pose near the start will do that is off by so much more: sizes, radians.
ABOUT = 0.01
# Of joints that stay where they are.
STIFF = 1e12
# Radians, or sizes, that one step turns or slides a joint at most.
LONGEST = 1.2
# A restart must be this much better to be worth the leap to another pose.
LEAP = 0.5
# They join at once where the rows' squares are more than this, later where so many steps leave more than this share.
FAR, SLOW = 0.05, 0.1


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
        near: bool = False,
    ) -> Solved:
        """The pose nearest to what is asked, from where the joints are, by child id. free: the joints that may move;
        None: all that the constraints are about. restarts: whether other poses are tried where that leads nowhere.
        limits: of joints that go less far now than they could. near: of the poses that do it, one near the start."""
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
        begun, steps, pulled = np.clip(before, low, high)[None], 0, None
        if near:
            pulled, pulled_off, steps = _descended(rows, begun, low, high, PULL)
        others = np.clip(np.where(may, self._starts, before), low, high) if restarts else None
        values, off, more = _descended(rows, begun if pulled is None else pulled[None], low, high, others=others)
        steps += more
        if np.abs(off).max() > MET:  # it does as well near the start, where it comes about as near
            if pulled is None:
                pulled, pulled_off, more = _descended(rows, begun, low, high, PULL)
                steps += more
            if math.sqrt(pulled_off @ pulled_off) <= math.sqrt(off @ off) + ABOUT:
                values, off = pulled, pulled_off
        return self._solved(rows, values, off, steps)

    def about(self, asked: Sequence[Constraint]) -> set[int]:
        """Child ids of the joints that have room to move and move what the constraints are about."""
        tree = self.tree
        moves = Rows(tree, asked, np.zeros(len(tree.children))).moves() & (tree.high > tree.low)
        return {id for id, may in zip(tree.children, moves, strict=True) if may}

    def array(self, values: Mapping[int, float]) -> np.ndarray:
        """(joints,) values in the tree's order; 0 where none is given."""
        return np.array([values.get(id, 0.0) for id in self.tree.children], dtype=np.float64)

    def _solved(self, rows: Rows, values: np.ndarray, off: np.ndarray, steps: int) -> Solved:
        squares = np.bincount(rows.owner, off * off, len(rows.asked))
        weights = np.array([max(one.weight, 0.0) for one in rows.asked])
        plain = np.sqrt(squares / np.where(weights > 0, weights, 1.0))
        met = bool(np.abs(off).max(initial=0.0) <= MET)
        return Solved(dict(zip(self.tree.children, values.tolist(), strict=True)), tuple(plain.tolist()), met, steps)


def _descended(
    rows: Rows,
    values: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    pull: float = 0.0,
    others: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray, int]:
    """(joints,) values from which no step leads further down, their (rows,), and how many steps it took. values:
    (1, joints) to begin from. pull: how much a radian away from there costs, as a share of one that a row is off.
    others: (poses, joints) that join where it gets on slowly: the better half of them goes on, again and again, and
    the first that arrives ends it; else one of them must be much better to be worth the leap."""
    unit, count, last = rows.tree.unit, 0, STEPS
    lowest, highest = low + 1e-9 * unit, high - 1e-9 * unit
    # What has no room stays where it is.
    fixed = np.where(low >= high, STIFF, pull)
    off, place = rows.off(values)
    cost, first, better = _squares(off), values, np.ones(len(values), dtype=bool)
    at_first = cost
    rise, square, before, damping = None, None, cost, np.minimum(np.maximum(OF_COST * cost, LEAST), DAMPING)
    while count < last and cost.min() > ARRIVED**2:
        far = cost[0] > FAR if not count else count % WHILE == 0 and cost[0] > SLOW * before[0]
        if others is not None and far:
            if not rows.costly:
                others = others[_squares(rows.off(others)[0]).argsort()]
            values, others, last = np.concatenate([values, others[:JOIN]]), None, count + STEPS
            off, place = rows.off(values)
            cost, better, first = _squares(off), np.ones(len(values), dtype=bool), values
            eased = np.minimum(np.maximum(OF_COST * cost, LEAST), DAMPING)
            damping = np.concatenate([damping, eased[1:]])
            before = np.concatenate([before, np.full(len(cost) - 1, np.inf)])
        if better.any():
            slope = rows.slopes(place)
            rise = _put(better, (off[:, None] @ slope)[:, 0] + pull * (values - first) / unit, rise)
            square = _put(better, slope.swapaxes(1, 2) @ slope, square)
        if count and count % WHILE == 0:
            on = (cost < (1 - WORTH) * before) & (damping < 1e3)
            if not on.any():
                break
            if len(values) > GO_ON:
                best = np.concatenate([[0], 1 + cost[1:].argsort()[: max(len(cost) // 2, GO_ON) - 1]])
                poses = (values, off, cost, first, rise, square, damping)
                values, off, cost, first, rise, square, damping = (of_all[best] for of_all in poses)
            before = cost
        count += 1
        side = (values >= highest).astype(float) - (values <= lowest)
        stays = side * rise < 0
        for _ in range(2):
            matrix = square.copy()
            diagonal = matrix.reshape(len(values), -1)[:, :: values.shape[1] + 1]
            diagonal += damping[:, None] + np.where(stays, STIFF, fixed)
            step = np.linalg.solve(matrix, rise[..., None])[..., 0]
            # Joints at a limit that would go beyond it stay there.
            beyond = (side * step < 0) & ~stays
            if not beyond.any():
                break
            stays |= beyond
        # Each joint by itself: a far one must not hold up the others.
        step = np.minimum(np.maximum(step, -LONGEST), LONGEST)
        there = np.minimum(np.maximum(values - step * unit, low), high)
        new_off, place = rows.off(there)
        new_cost = _squares(new_off) + pull * _squares((there - first) / unit)
        better = new_cost < cost
        eased = np.maximum(np.minimum(OF_COST * new_cost, damping * EASIER), LEAST)
        damping = np.where(better, eased, damping * HARDER)
        little = bool(pull) and better.all() and (cost - new_cost < NEAR_ENOUGH * (at_first - new_cost)).all()
        values, off, cost = _put(better, there, values), _put(better, new_off, off), _put(better, new_cost, cost)
        if little:
            break
    best = int(cost.argmin())
    best = best if cost[best] < LEAP * cost[0] else 0
    return values[best], off[best], count


def _squares(rows: np.ndarray) -> np.ndarray:
    """(n,) sums of squares of (n, m)."""
    return np.einsum("ij,ij->i", rows, rows)


def _put(which: np.ndarray, new: np.ndarray, old: np.ndarray) -> np.ndarray:
    """The new where a pose is one of (poses,) which, the old elsewhere."""
    return new if which.all() else np.where(which.reshape(-1, *[1] * (new.ndim - 1)), new, old)
