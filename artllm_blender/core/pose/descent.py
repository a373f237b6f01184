"""Projected Levenberg-Marquardt on the rows of constraints, several poses side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .rows import Place, Rows

# Where the rows' length is less, nothing is asked any nearer: shares of the object's size, radians.
ARRIVED = 2e-5
# As long as so many steps together make it better by this share, it goes on.
WHILE, WORTH = 3, 0.2
STEPS = 40
# Others join at once where the rows' squares are more than this, later where so many steps leave more than this share.
FAR, SLOW = 0.05, 0.1
# The best few of them do, and after so many steps the best of these go on alone.
JOIN, TRIAL, GO_ON = 5, 3, 2
# One of them must be this much better than the first to be worth the leap to another pose.
LEAP = 0.5
# What is added to the normal equations' diagonal: this share of the rows' squares at most, and no more at first and no
# less ever than these. A step that leaves less than the share GOOD of the cost makes it easier, a bad one harder; where
# it is more than STUCK, no step leads anywhere.
OF_COST, DAMPING, LEAST = 0.2, 0.1, 1e-9
GOOD, EASIER, HARDER, STUCK = 0.5, 0.3, 4.0, 1e3
# The same of joints that stay where they are.
STIFF = 1e12
# Radians, or sizes, that one step turns or slides a joint at most.
LONGEST = 1.2
# A step that is worth less than this share of all before it is the last where a pose near the start is wanted.
NEAR_ENOUGH = 0.02


class Others(NamedTuple):
    """(poses, joints) values to begin from, and their motions."""

    values: np.ndarray
    motions: np.ndarray


def descended(
    rows: Rows,
    begun: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    pull: float = 0.0,
    others: Callable[[], Others] | None = None,
) -> tuple[np.ndarray, np.ndarray, int]:
    """(joints,) values from which no step leads further down, their (rows,), and how many steps it took. begun:
    (1, joints). pull: how much a radian away from there costs, as a share of one that a row is off. others: poses that
    join where it gets on slowly; the first that arrives ends it, else one of them must be worth the leap."""
    poses, count, last, trial = _Poses(rows, begun, low, high, pull), 0, STEPS, 0
    before = at_first = poses.cost
    while count < last and poses.cost.min() > ARRIVED**2:
        if count % WHILE == 0:
            if others and poses.cost[0] > (SLOW * before[0] if count else FAR):
                poses.join(others())
                others, last, trial = None, count + STEPS, count + TRIAL
            elif count and not poses.get_on(before):
                break
            before = poses.cost
        if count == trial and len(poses.cost) > 1 + GO_ON:
            poses.leave_behind(GO_ON)
            before = before[: 1 + GO_ON]
        was = poses.cost
        poses.step()
        count += 1
        if pull and 0 < was[0] - poses.cost[0] < NEAR_ENOUGH * (at_first[0] - poses.cost[0]):
            break
    best = int(poses.cost.argmin())
    best = best if poses.cost[best] < LEAP * poses.cost[0] else 0
    return poses.values[best], poses.off[best], count


class _Poses:
    """Poses on their way down, the first and those that have joined it. values: (poses, joints); off: (poses, rows);
    cost: (poses,), the rows' squares and what the pull adds."""

    def __init__(self, rows: Rows, begun: np.ndarray, low: np.ndarray, high: np.ndarray, pull: float):
        self._rows, self._low, self._high, self._pull = rows, low, high, pull
        self._unit, self._begun = rows.tree.unit, begun
        self._rise = self._square = np.empty(0)
        self._arrive(begun, *rows.off(begun))
        self._damping = _eased(self.cost, DAMPING)

    def _arrive(self, values: np.ndarray, off: np.ndarray, place: Place) -> None:
        """All at new values."""
        self.values, self.off, self._place = values, off, place
        self.cost = self._cost(values, off)
        self._fresh = np.ones(len(values), dtype=bool)

    def _cost(self, values: np.ndarray, off: np.ndarray) -> np.ndarray:
        cost = _squares(off)
        return cost + self._pull * _squares((values - self._begun) / self._unit) if self._pull else cost

    def join(self, others: Others) -> None:
        """The best few of the others beside the first."""
        if self._rows.costly:
            best = np.arange(JOIN)
        else:
            best = _squares(self._rows.off(*others)[0]).argsort()[:JOIN]
        values = np.concatenate([self.values, others.values[best]])
        motions = np.concatenate([self._rows.tree.motions(self.values), others.motions[best]])
        self._arrive(values, *self._rows.off(values, motions))
        self._damping = np.concatenate([self._damping, _eased(self.cost[1:], DAMPING)])

    def leave_behind(self, count: int) -> None:
        """All but the first and the best so many others."""
        self._see()
        on = np.r_[0, 1 + self.cost[1:].argsort()[:count]]
        self.values, self.off, self.cost = self.values[on], self.off[on], self.cost[on]
        self._damping, self._fresh = self._damping[on], self._fresh[on]
        self._rise, self._square = self._rise[on], self._square[on]

    def get_on(self, before: np.ndarray) -> bool:
        """Whether it is worth going on, by what the costs were."""
        return bool(((self.cost < (1 - WORTH) * before) & (self._damping < STUCK)).any())

    def step(self) -> None:
        """Each to where it is better, or not at all, but then with more damping the next time."""
        self._see()
        values = self._ahead()
        off, self._place = self._rows.off(values)
        cost = self._cost(values, off)
        self._fresh = better = cost < self.cost
        eased = self._damping * np.where(cost < GOOD * self.cost, EASIER, 1.0)
        self._damping = np.where(better, _eased(cost, eased), self._damping * HARDER)
        self.values, self.off = _put(better, values, self.values), _put(better, off, self.off)
        self.cost = np.minimum(cost, self.cost)

    def _see(self) -> None:
        """The normal equations, of those that are at new values."""
        if not np.count_nonzero(self._fresh):
            return
        slopes = self._rows.slopes(self._place)
        rise = (self.off[:, None] @ slopes)[:, 0]
        if self._pull:
            rise += self._pull * (self.values - self._begun) / self._unit
        self._rise = _put(self._fresh, rise, self._rise)
        self._square = _put(self._fresh, slopes.swapaxes(1, 2) @ slopes, self._square)
        self._fresh = np.zeros(len(self.values), dtype=bool)

    def _ahead(self) -> np.ndarray:
        """(poses, joints) a damped step on, within the limits."""
        # A joint at a limit that would go beyond it stays there.
        stays = within(self.values - self._rise, self._low, self._high) == self.values
        while True:
            matrix = self._square.copy()
            diagonal = matrix.reshape(len(matrix), -1)[:, :: matrix.shape[1] + 1]
            diagonal += np.where(stays, STIFF, self._damping[:, None] + self._pull)
            step = np.linalg.solve(matrix, self._rise[..., None])[..., 0]
            # Each joint by itself: a far one must not hold up the others.
            step = within(step, -LONGEST, LONGEST) * self._unit
            ahead = within(self.values - step, self._low, self._high)
            beyond = (ahead == self.values) & ~stays
            if not np.count_nonzero(beyond):
                return ahead
            stays |= beyond


def within(values: np.ndarray, low: np.ndarray | float, high: np.ndarray | float) -> np.ndarray:
    """As `np.clip`, which takes twice as long."""
    return np.minimum(np.maximum(values, low), high)


def _eased(cost: np.ndarray, most: np.ndarray | float) -> np.ndarray:
    """(poses,) damping after a good step."""
    return np.maximum(np.minimum(OF_COST * cost, most), LEAST)


def _squares(rows: np.ndarray) -> np.ndarray:
    """(n,) sums of squares of (n, m)."""
    return np.einsum("ij,ij->i", rows, rows)


def _put(which: np.ndarray, new: np.ndarray, old: np.ndarray) -> np.ndarray:
    """The new where a pose is one of (poses,) which, the old elsewhere."""
    if np.count_nonzero(which) == len(which):
        return new
    return np.where(which.reshape(-1, *[1] * (new.ndim - 1)), new, old)
