"""Whether one part passes another: how deep and how much of it gets inside, measured against how it is at rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..frames import apply
from .solid import Solid

# How far parts may come at most, of the diagonal. At best no nearer than at rest, where that is less than KEPT; else no
# deeper than at rest, or a little deeper; at the worst so deep that it can be seen.
KEPT = 0.002
TIGHT, FAIR, LOOSE, SCRAPING, CROSSING = 0.0002, 0.0003, 0.0007, 0.0015, 0.006
CLOSE = 0.0012  # of the diagonal within which points count as touching
BURIED = 0.001  # of the diagonal, deeper than which a point counts as inside
STRIDE = 0.002  # of the diagonal between two looks on the way
# Every so manyeth point goes first, which stops most ways; and is looked at where it need not be exact.
FEW, HALF = 16, 2
AT_ONCE, MOST_LOOKS = 30_000, 16  # looks in one go, and how many of them on one point
COARSE = 1.5  # times as far between two looks where it need not be exact
DEEPEST = 3  # the so many deepest points are left out: other points on the same faces need not be as deep


class Pair:
    """One part against another that stays, both in the world and at rest. diagonal: of the whole thing.

    A point is stopped where it would be deeper than the deepest are at rest, itself too, so that no other points on
    the same faces would find another answer.
    """

    def __init__(self, one: Solid, other: Solid, diagonal: float):
        self._one, self._other = one, other
        self._stride, self._buried = STRIDE * diagonal, BURIED * diagonal
        depths = one_in_other, other_in_one = other.exact(one.points), one.exact(other.points)
        self.depth = max(0.0, *(float(d.max()) for d in depths))
        gap = max(float(np.sort(d)[-DEEPEST]) for d in depths)
        sunk = max(gap, 0.0)
        levels = [(max(gap, -KEPT * diagonal), TIGHT), *((sunk, more) for more in (FAIR, LOOSE, SCRAPING, CROSSING))]
        # By how strict one is, the strictest first, and by point of the one and of the other.
        self._limits = [[np.maximum(level, d) + more * diagonal for d in depths] for level, more in levels]
        # As much of a part as at rest may be inside, and a little more for the grain of the points.
        share = max(float((d > self._buried).mean()) for d in depths)
        self._shares = [share + 0.004, share + 0.004, 1.15 * share + 0.01, 1.25 * share + 0.03, 1.5 * share + 0.1]
        near = -CLOSE * diagonal
        normals = other.outward(one.points[one_in_other > near]), -one.outward(other.points[other_in_one > near])
        self.normals = np.concatenate(normals)  # (c, 3) which way the one is pushed by the other

    def reach(
        self, ways: np.ndarray, strictness: int, offset: np.ndarray | None = None, fine: bool = False
    ) -> np.ndarray:
        """(m,) how far along each of (m, 3) unit ways the one gets before it is stopped; infinite if it gets away.

        strictness: 0 for no nearer than at rest, 1 for no deeper, 2 to 4 for ever more than that. offset: (3,) that it
        is moved by beforehand; it is stopped at 0 where it cannot be there. fine: at every point, and as exactly as
        may be; else a way along which thin parts are crossed may be taken for free.
        """
        start = np.zeros(3) if offset is None else offset
        stride = self._stride if fine else COARSE * self._stride
        away = self._apart_at(ways, start)
        found = np.full(len(ways), np.inf)
        meets = np.flatnonzero(away > 0)
        if not len(meets):
            return found
        ways, counts = ways[meets], np.ceil(away[meets] / stride).astype(int)
        (mine, its), most = self._limits[strictness], self._shares[strictness]
        stop = counts
        for few, share in ((slice(None, None, FEW), 1.0), (slice(None, None, None if fine else HALF), most)):
            for moved, still, limit, way, shift in (
                (self._one, self._other, mine, ways, start),
                (self._other, self._one, its, -ways, -start),
            ):
                march = _March(moved.points[few] + shift, still, limit[few], share, self._buried, stride, fine)
                stop = march.stops(way, stop)
        found[meets] = np.where(stop < counts, np.maximum(stop - 1, 0) * stride, np.inf)
        return found

    def clear(self, motions: np.ndarray, strictness: int) -> int:
        """Of (k, 4, 4) motions of the one against the other how many, from the first on, are clear, as strictly."""
        mine, its = self._limits[strictness]
        most, count = self._shares[strictness], len(motions)
        for moved, still, limit, there in (
            (self._one, self._other, mine, motions),
            (self._other, self._one, its, np.linalg.inv(motions)),
        ):
            for k in range(count):
                places = apply(there[k], moved.points)
                if (places.min(axis=0) > still.upper).any() or (places.max(axis=0) < still.lower).any():
                    continue
                depth = still.depth_against(places, limit, True)
                if (depth > limit).any() or (depth > self._buried).mean() > most:
                    count = k
                    break
        return count

    def _apart_at(self, ways: np.ndarray, start: np.ndarray) -> np.ndarray:
        """(m,) how far along each way until the boxes are apart for good; 0 where they never meet."""
        margin = 2 * self._stride
        low = self._other.lower - self._one.upper - start - margin
        high = self._other.upper - self._one.lower - start + margin
        with np.errstate(divide="ignore", invalid="ignore"):
            one, other = low / ways, high / ways
        still = np.abs(ways) < 1e-9
        outside = (still & ((low > 0) | (high < 0))).any(axis=1)
        near = np.where(still, -np.inf, np.minimum(one, other)).max(axis=1)
        far = np.where(still, np.inf, np.maximum(one, other)).min(axis=1)
        return np.where(outside | (near > far) | (far < 0), 0.0, far)


@dataclass(frozen=True)
class _March:
    """Points, (n, 3), on their way through what is still. Each has a limit, (n,), of depth; no larger share of them
    than `most` may be deeper than `buried`. stride: between two looks."""

    points: np.ndarray
    still: Solid
    limit: np.ndarray
    most: float
    buried: float
    stride: float
    fine: bool

    def stops(self, ways: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """(m,) at which step of each of (m, 3) ways they are stopped; else the end, (m,).

        Each point steps by as much as it is away, so few of them step often.
        """
        ends = ends.copy()
        buried = np.zeros((len(ways), int(ends.max()) + 1), np.int32)
        way, point = (index.ravel() for index in np.indices((len(ways), len(self.points))))
        step, last = (found.ravel() for found in self._between(ways, ends))
        keep = step <= last
        way, point, step, last = way[keep], point[keep], step[keep], last[keep]
        while len(step):
            looks = min(max(AT_ONCE // len(step), 1), MOST_LOOKS)
            steps = step[:, None] + np.arange(looks)
            row, column = np.nonzero((steps <= last[:, None]) & (steps < ends[way][:, None]))
            at, on, limit = steps[row, column], way[row], self.limit[point[row]]
            places = self.points[point[row]] + (at * self.stride)[:, None] * ways[on]
            depth = self.still.depth_against(places, limit, self.fine)
            np.add.at(buried, (on, at), depth > self.buried)
            deep = depth > limit
            np.minimum.at(ends, on[deep], at[deep])
            ahead = np.zeros(steps.shape)
            ahead[row, column] = -depth / self.stride
            step = steps[:, -1] + np.maximum(1, ahead[:, -1].astype(int))
            keep = (step <= last) & (step < ends[way])
            way, point, step, last = way[keep], point[keep], step[keep], last[keep]
        many = buried > self.most * len(self.points)
        return np.minimum(np.where(many.any(axis=1), many.argmax(axis=1), ends), ends)

    def _between(self, ways: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Two (m, n): the first and the last step at which each point, on each way, is in the box of what is still."""
        low = (self.still.lower - self.points) / self.stride
        high = (self.still.upper - self.points) / self.stride
        first = np.zeros((len(ways), len(self.points)))
        last = np.repeat(ends[:, None].astype(float), len(self.points), axis=1)
        for axis in range(3):
            speed = ways[:, axis, None]
            moves = np.abs(speed) > 1e-9
            speed = np.where(moves, speed, 1.0)
            one, other = low[:, axis] / speed, high[:, axis] / speed
            outside = ~moves & ((low[:, axis] > 0) | (high[:, axis] < 0))
            first = np.maximum(first, np.where(moves, np.minimum(one, other), np.where(outside, np.inf, 0)))
            last = np.minimum(last, np.where(moves, np.maximum(one, other), np.inf))
        never = first > last
        first, last = np.where(never, 1, np.floor(first)), np.where(never, 0, np.ceil(last))
        return first.astype(int), last.astype(int)
