"""Projected Levenberg-Marquardt on the rows of constraints, several poses side by side."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .rows import Place, Rows

# A row that is off by less is met: shares of the object's size, radians.
MET = 2e-4
# Where the rows' length is less, nothing is asked any nearer: shares of the object's size, radians.
ARRIVED = 2e-5
# As long as so many steps together make it better by this share, it goes on.
WHILE, WORTH = 3, 0.2
STEPS = 40
# What a radian away from where it began costs, as a share of one that a row is off, where a pose near there is wanted:
# at first where the rows' squares are more than this.
PULL, FAR = 0.01, 0.05
# Where it cannot be met a pose near the start will do that is off by so much more: sizes, radians.
ABOUT = 0.01
# Others join where so many steps leave more than this share.
SLOW = 0.5
# What cannot be met promises little after a few steps: where one promises less than this share of the cost, others join
# at once; these are left where they promise less than the other share and would not be worth the leap either.
SETTLED, KEEN = 0.1, 0.7
# Where something is beyond all reach, and no pose meets all that is asked, the first goes on alone as long as this.
ALONE = 0.01
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
# A step that is worth less than this share of all before it is the last where a pose near the start is wanted, and
# where it may be wanted.
NEAR_ENOUGH, ROUGHLY = 0.02, 0.1


class Others(NamedTuple):
    """(poses, joints) values to begin from, and their motions."""

    values: np.ndarray
    motions: np.ndarray


def descended(
    rows: Rows,
    begun: np.ndarray,
    low: np.ndarray,
    high: np.ndarray,
    near: bool = False,
    others: Callable[[], Others] | None = None,
) -> tuple[np.ndarray, np.ndarray, int]:
    """(joints,) values from which no step leads further down, their (rows,), and how many steps it took. begun:
    (1, joints). near: of the poses that do it, one near there. others: poses that join where it gets on slowly."""
    poses, count, beside = _Poses(rows, begun, low, high), 0, None
    if near or poses.cost[0] > FAR:
        count = _near(poses, NEAR_ENOUGH if near else ROUGHLY)
        beside = poses.values[0], poses.off[0]
    values, off, more = _down(rows, poses, others)
    count += more
    if np.abs(off).max() > MET:  # it does as well near the start, where it comes about as near
        if beside is None:
            poses = _Poses(rows, begun, low, high)
            count += _near(poses, NEAR_ENOUGH)
            beside = poses.values[0], poses.off[0]
        if math.sqrt(beside[1] @ beside[1]) <= math.sqrt(off @ off) + ABOUT:
            values, off = beside
    return values, off, count


def _near(poses: _Poses, enough: float) -> int:
    """One pose down, pulled back to where it began, until a step is worth less than a share of all before it. How many
    steps it took."""
    poses.pulled(PULL)
    first, was, count = poses.cost[0], math.inf, 0
    while count < STEPS and poses.cost[0] > ARRIVED**2 and poses.hope():
        was = poses.cost[0]
        poses.step()
        count += 1
        if 0 < was - poses.cost[0] < enough * (first - poses.cost[0]):
            break
    poses.pulled(0.0)
    return count


def _down(rows: Rows, poses: _Poses, others: Callable[[], Others] | None) -> tuple[np.ndarray, np.ndarray, int]:
    """As `descended`. The first pose that arrives ends it, else one of the others must be worth the leap."""
    count, last, trial, before, settled = 0, STEPS, 0, poses.cost, SETTLED
    while count < last and poses.cost.min() > ARRIVED**2:
        if others and rows.least > MET**2 and not poses.hope():
            others = None
            settled = ALONE
        hopeless = not poses.hope(settled)
        if hopeless or count and count % WHILE == 0:
            if others and (hopeless or poses.cost[0] > SLOW * before[0]):
                poses.join(others())
                others, last, trial = None, count + STEPS, count + TRIAL
            elif hopeless or not poses.get_on(before):
                break
            before = poses.cost
        if count == trial and len(poses.cost) > 1 + GO_ON:
            poses.leave_behind(GO_ON)
            before = before[: 1 + GO_ON]
        poses.step()
        count += 1
    best = int(poses.cost.argmin())
    best = best if poses.cost[best] < LEAP * poses.cost[0] else 0
    return poses.values[best], poses.off[best], count


class _Poses:
    """Poses on their way down, the first and those that have joined it. values: (poses, joints); off: (poses, rows);
    cost: (poses,), the rows' squares and what the pull adds."""

    def __init__(self, rows: Rows, begun: np.ndarray, low: np.ndarray, high: np.ndarray):
        self._rows, self._low, self._high, self._pull = rows, low, high, 0.0
        self._unit, self._begun = rows.tree.unit, begun
        self._rise = self._square = np.empty(0)
        self._begin(begun, *rows.off(begun))
        self._damping = _eased(self.cost, DAMPING)

    def _begin(self, values: np.ndarray, off: np.ndarray, place: Place) -> None:
        """All at new values."""
        self.values, self.off, self._place = values, off, place
        self.cost = self._cost(values, off)
        # Of the cost, what the first step from here would take off it were the rows as straight as they seem.
        self._promise = np.ones(len(values))
        self._fresh: np.ndarray | bool = True

    def _cost(self, values: np.ndarray, off: np.ndarray) -> np.ndarray:
        cost = _squares(off)
        return cost + self._pull * _squares((values - self._begun) / self._unit) if self._pull else cost

    def pulled(self, pull: float) -> None:
        """From now on to where they began. pull: what a radian costs, as a share of one that a row is off."""
        self._pull, self._promise = pull, np.ones(len(self.values))
        self.cost = self._cost(self.values, self.off)
        if self._fresh is False:  # the normal equations have the pull in them
            self._place, self._fresh = self._rows.off(self.values)[1], True
        self._damping = _eased(self.cost, DAMPING)

    def join(self, others: Others) -> None:
        """The best few of the others beside the first."""
        if self._rows.costly:
            best = np.arange(JOIN)
        else:
            best = _squares(self._rows.off(*others)[0]).argsort()[:JOIN]
        values = np.concatenate([self.values, others.values[best]])
        motions = np.concatenate([self._rows.tree.motions(self.values), others.motions[:, best]], axis=1)
        self._begin(values, *self._rows.off(values, motions))
        self._damping = np.concatenate([self._damping, _eased(self.cost[1:], DAMPING)])

    def leave_behind(self, count: int) -> None:
        """All but the first and the best so many others."""
        self._see()
        on = np.r_[0, 1 + self.cost[1:].argsort()[:count]]
        self.values, self.off, self.cost, self._promise = (
            kept[on] for kept in (self.values, self.off, self.cost, self._promise)
        )
        self._damping, self._rise, self._square = self._damping[on], self._rise[on], self._square[on]

    def hope(self, settled: float = SETTLED) -> bool:
        """Whether the first may still get on, or one of the others be worth the leap, by what the last step promised:
        what cannot be met promises little soon."""
        if self._promise[0] > settled:
            return True
        cost, promise = self.cost[1:], self._promise[1:]
        return bool(((promise > KEEN) | (cost * (1 - promise) < LEAP * self.cost[0])).any())

    def get_on(self, before: np.ndarray) -> bool:
        """Whether it is worth going on, by what the costs were."""
        return bool(((self.cost < (1 - WORTH) * before) & (self._damping < STUCK)).any())

    def step(self) -> None:
        """Each to where it is better, or not at all, but then with more damping the next time."""
        fresh = self._see()
        values, promise = self._ahead()
        if fresh is not False:
            self._promise = promise if fresh is True else np.where(fresh[:, 0], promise, self._promise)
        off, self._place = self._rows.off(values)
        cost = self._cost(values, off)
        better = cost < self.cost
        count = np.count_nonzero(better)
        if not count:
            self._damping, self._fresh = self._damping * HARDER, False
            return
        eased = _eased(cost, self._damping * np.where(cost < GOOD * self.cost, EASIER, 1.0))
        if count == len(cost):
            self._damping, self._fresh = eased, True
            self.values, self.off, self.cost = values, off, cost
            return
        self._damping = np.where(better, eased, self._damping * HARDER)
        self._fresh = better[:, None]
        self.values, self.off = np.where(self._fresh, values, self.values), np.where(self._fresh, off, self.off)
        self.cost = np.minimum(cost, self.cost)

    def _see(self) -> np.ndarray | bool:
        """The normal equations, of those that are at new values. Which are."""
        fresh, self._fresh = self._fresh, False
        if fresh is False:
            return fresh
        slopes = self._rows.slopes(self._place)
        rise = (self.off[:, None] @ slopes)[:, 0]
        if self._pull:
            rise += self._pull * (self.values - self._begun) / self._unit
        square = slopes.swapaxes(1, 2) @ slopes
        if fresh is not True:
            rise, square = np.where(fresh, rise, self._rise), np.where(fresh[..., None], square, self._square)
        self._rise, self._square = rise, square
        return fresh

    def _ahead(self) -> tuple[np.ndarray, np.ndarray]:
        """(poses, joints) a damped step on, within the limits, and what it promises."""
        # A joint at a limit that would go beyond it stays there.
        stays = within(self.values - self._rise, self._low, self._high) == self.values
        damping = self._damping[:, None] + self._pull
        while True:
            matrix = self._square.copy()
            diagonal = matrix.reshape(len(matrix), -1)[:, :: matrix.shape[1] + 1]
            diagonal += np.where(stays, STIFF, damping)
            step = np.linalg.solve(matrix, self._rise[..., None])[..., 0]
            # Each joint by itself: a far one must not hold up the others.
            ahead = within(self.values - within(step, -LONGEST, LONGEST) * self._unit, self._low, self._high)
            beyond = (ahead == self.values) & ~stays
            if not np.count_nonzero(beyond):
                return ahead, np.einsum("ij,ij->i", self._rise, step) / np.maximum(self.cost, ARRIVED**2)
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
