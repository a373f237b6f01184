"""Constraints met as well as joints allow, from where the joints are or, where that leads nowhere, from elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..articulation import Articulation
from .constraints import Constraint
from .descent import MET, Others, descended, within
from .rows import Rows
from .tree import Tree

# Of so many other poses the best few are tried where the first leads nowhere.
RESTARTS = 32


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
        self._others: tuple[bytes, Others] | None = None

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
            return self._solved(rows, before, rows.off(before[None])[0][0], 0)
        begun = within(before, low, high)[None]
        others = (lambda: self._beside(begun, low, high)) if restarts else None
        return self._solved(rows, *descended(rows, begun, low, high, near, others))

    def _beside(self, begun: np.ndarray, low: np.ndarray, high: np.ndarray) -> Others:
        """The other poses to begin from. Their motions are kept, for mostly the next time they are the same."""
        key = begun.tobytes() + low.tobytes() + high.tobytes()
        if self._others is None or self._others[0] != key:
            values = within(np.where(high > low, self._starts, begun), low, high)
            self._others = key, Others(values, self.tree.motions(values))
        return self._others[1]

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
        if rows.weighted:
            squares /= [one.weight if one.weight > 0 else 1.0 for one in rows.asked]
        met = bool(np.abs(off).max(initial=0.0) <= MET)
        by_child = dict(zip(self.tree.children, values.tolist(), strict=True))
        return Solved(by_child, tuple(np.sqrt(squares).tolist()), met, steps)
