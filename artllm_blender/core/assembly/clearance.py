"""Whether one part passes another: how deep and how much of it gets inside, measured against how it is at rest."""

from __future__ import annotations

import numpy as np

from ..frames import apply, inverse
from .solid import Solid

# How far parts may come at most, of the diagonal. At best no nearer than at rest, where that is less than KEPT; else no
# deeper than at rest, and a little deeper at the worst.
KEPT = 0.002
TIGHT, FAIR, LOOSE = 0.0002, 0.0003, 0.0007
CLOSE = 0.0012  # of the diagonal within which points count as touching
BURIED = 0.001  # of the diagonal, deeper than which a point counts as inside
STRIDE = 0.002  # of the diagonal between two looks on the way


class Pair:
    """One part against another that stays, both in the world and at rest. diagonal: of the whole thing."""

    def __init__(self, one: Solid, other: Solid, diagonal: float):
        self._one, self._other = one, other
        self._stride, self._buried = STRIDE * diagonal, BURIED * diagonal
        depths = one_in_other, other_in_one = other.depth(one.points), one.depth(other.points)
        self.depth = max(0.0, *(float(d.max()) for d in depths))
        gap = max(max(float(d.max()) for d in depths), -KEPT * diagonal)
        # By how strict one is, the strictest first.
        self._limits = [gap + TIGHT * diagonal, *(self.depth + more * diagonal for more in (FAIR, LOOSE))]
        # As much of a part as at rest may be inside, and a little more for the grain of the points.
        share = max(float((d > self._buried).mean()) for d in depths)
        self._shares = [share + 0.004, share + 0.004, 1.15 * share + 0.01]
        near = -CLOSE * diagonal
        normals = other.outward(one.points[one_in_other > near]), -one.outward(other.points[other_in_one > near])
        self.normals = np.concatenate(normals)  # (c, 3) which way the one is pushed by the other

    def reach(self, ways: np.ndarray, strictness: int, offset: np.ndarray | None = None) -> np.ndarray:
        """(m,) how far along each of (m, 3) unit ways the one gets before it is stopped; infinite if it gets away.

        strictness: 0 for no nearer than at rest, 1 for no deeper, 2 for a little deeper. offset: (3,) that it is moved
        by beforehand; it is stopped at 0 where it cannot be there.
        """
        start = np.zeros(3) if offset is None else offset
        away = self._apart_at(ways, start)
        found = np.full(len(ways), np.inf)
        meets = np.flatnonzero(away > 0)
        if not len(meets):
            return found
        ways, counts = ways[meets], np.ceil(away[meets] / self._stride).astype(int)
        limit = self._limits[strictness]
        most = self._shares[strictness]
        stop = self._march(self._one.points + start, self._other, ways, counts, limit, most)
        stop = self._march(self._other.points - start, self._one, -ways, np.minimum(stop, counts), limit, most)
        found[meets] = np.where(stop < counts, np.maximum(stop - 1, 0) * self._stride, np.inf)
        return found

    def clear(self, motions: np.ndarray, strictness: int) -> bool:
        """Whether the one, at every of (k, 4, 4) motions of it against the other, is clear of it, as strictly."""
        limit = self._limits[strictness]
        for moved, still, there in ((self._one, self._other, motions), (self._other, self._one, None)):
            for motion in motions if there is not None else map(inverse, motions):
                places = apply(motion, moved.points)
                if (places.min(axis=0) > still.upper).any() or (places.max(axis=0) < still.lower).any():
                    continue
                depth = still.depth(places)
                if depth.max() > limit or (depth > self._buried).mean() > self._shares[strictness]:
                    return False
        return True

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

    def _march(
        self, points: np.ndarray, still: Solid, ways: np.ndarray, ends: np.ndarray, limit: float, most: float
    ) -> np.ndarray:
        """(m,) at which step of each way a point is deeper in what is still than the limit, or a larger share of
        them than `most` is inside; else the end.

        Each point steps by as much as it is away, so few of them step often.
        """
        ends = ends.copy()
        buried = np.zeros((len(ways), int(ends.max()) + 1), np.int32)
        way, point = (index.ravel() for index in np.indices((len(ways), len(points))))
        step, last = self._between(points, still, ways, ends)
        step, last = step.ravel(), last.ravel()
        keep = step <= last
        way, point, step, last = way[keep], point[keep], step[keep], last[keep]
        while len(step):
            places = points[point] + (step * self._stride)[:, None] * ways[way]
            depth = still.depth(places)
            np.add.at(buried, (way, step), depth > self._buried)
            deep = depth > limit
            np.minimum.at(ends, way[deep], step[deep])
            step += np.maximum(1, (-depth / self._stride).astype(int))
            keep = (step <= last) & (step < ends[way])
            way, point, step, last = way[keep], point[keep], step[keep], last[keep]
        many = buried > most * len(points)
        first = np.where(many.any(axis=1), many.argmax(axis=1), ends)
        return np.minimum(first, ends)

    def _between(self, points: np.ndarray, still: Solid, ways: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, ...]:
        """Two (m, n): the first and the last step at which each point, on each way, is in the box of what is still."""
        low = (still.lower - points) / self._stride
        high = (still.upper - points) / self._stride
        first, last = np.zeros((len(ways), len(points))), np.repeat(ends[:, None].astype(float), len(points), axis=1)
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
