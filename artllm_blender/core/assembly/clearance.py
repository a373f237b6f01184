"""Whether one part passes another: how deep and how much of it gets inside, measured against how it is at rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..frames import apply, inverse
from .solid import Solid

# How far parts may come at most, the strictest first: more than they are at rest, of the diagonal; and what share of a
# part may be inside, as at rest, times the one and more by the other, for the grain of the points. How deep they are at
# rest is told with what is deepest left out; or, less strictly, as who looks at few points finds it; or as it is, where
# what comes through is as deep as that all the way. At the worst parts come so deep that it can be seen.
SURELY, SEEN, AT_ALL = range(3)
STRICTNESS = (
    (SURELY, 0.0003, 1.0, 0.004), (SURELY, 0.0005, 1.1, 0.008), (SURELY, 0.0008, 1.2, 0.012),
    (SEEN, 0.0003, 1.2, 0.012), (SEEN, 0.0008, 1.2, 0.015), (SEEN, 0.0011, 1.25, 0.02),
    (AT_ALL, 0.0003, 1.25, 0.02), (AT_ALL, 0.0008, 1.25, 0.02), (AT_ALL, 0.0012, 1.25, 0.02),
    (AT_ALL, 0.0016, 1.25, 0.03), (AT_ALL, 0.0022, 1.25, 0.04), (AT_ALL, 0.003, 1.3, 0.05), (AT_ALL, 0.006, 1.5, 0.1),
)  # fmt: skip
CROSSES = 8  # so little strict that what passes is said to pass through something
FAR = 0.005  # of the diagonal from a part's box, from which on nothing touches it
CLOSE = 0.0012  # of the diagonal within which points count as touching
BURIED = 0.001  # of the diagonal, deeper than which a point counts as inside
STRIDE = 0.002  # of the diagonal between two looks on the way
# Every so manyeth point goes first, which stops most ways; is looked at where it need not be exact; and where it does.
FEW, SOME, ALL = 64, 8, 1
# Every so manyeth point tells how much brushes past edges, so much of the diagonal from them; at so many looks, and
# then at every other.
BRUSHING, BRUSHED, CLOSELY = 16, 0.0022, 10
TOUCHING = 4  # every so manyeth point tells where parts touch
AT_ONCE, MOST_LOOKS = 30_000, 16  # looks in one go, and how many of them on one point
COARSE = 1.5  # times as far between two looks where it need not be exact
# The share of a surface that is left out where it is deepest, for who looks at fewer points may find none there; and so
# many points at all.
DEEPEST, OUT = 1 / 300, 2
SAMPLES = 4


class Pair:
    """One part against another that stays, both in the world and at rest. diagonal: of the whole thing.

    A point is stopped where it would be deeper than nearly the deepest are at rest, itself too, so that no other points
    on the same faces would find another answer.
    """

    def __init__(self, one: Solid, other: Solid, diagonal: float):
        self._one, self._other = one, other
        self._stride, self._buried, self._brushed = STRIDE * diagonal, BURIED * diagonal, BRUSHED * diagonal
        one_in_other, other_in_one = (
            _depths(other, one.points, FAR * diagonal),
            _depths(one, other.points, FAR * diagonal),
        )
        depths = one_in_other, other_in_one
        self.depth = max(0.0, *(float(d.max()) for d in depths))
        even = one_in_other[: one.spread], other_in_one[: other.spread]
        gap = max(float(np.sort(d)[-1 - max(OUT, round(DEEPEST * len(d)))]) for d in even)
        seen = max(_seen(one_in_other, one), _seen(other_in_one, other))
        levels = [max(gap, 0.0), max(gap, seen, 0.0), self.depth]
        buried = zip(depths, (one.weights, other.weights), strict=True)
        share = max(float((d > self._buried) @ weights) for d, weights in buried)
        self._depths = depths
        self._told: tuple[set[int], set[int]] = set(), set()  # points of each that stopped it at a close look
        # None is stricter than the one before it, whatever it takes for the depth at rest.
        self._most = np.maximum.accumulate([levels[told] + more * diagonal for told, more, _, _ in STRICTNESS])
        self._more = np.maximum.accumulate([more * diagonal for _, more, _, _ in STRICTNESS])
        self._shares = [times * share + more for _, _, times, more in STRICTNESS]
        near = -CLOSE * diagonal
        normals = other.outward(one.points[one_in_other > near]), -one.outward(other.points[other_in_one > near])
        self.normals = np.concatenate(normals)  # (c, 3) which way the one is pushed by the other

    def _limits(self, strictness: int) -> list[np.ndarray]:
        """How deep each point of the one, and of the other, may be."""
        return [np.maximum(self._most[strictness], d + self._more[strictness]) for d in self._depths]

    def reach(self, ways: np.ndarray, strictness: int, start: np.ndarray | None = None) -> np.ndarray:
        """(m,) how far along each of (m, 3) unit ways the one gets before it is stopped; infinite if it gets away.

        strictness: 0 for no deeper than at rest, then for ever more than that. start: (4, 4) motion of
        the one beforehand; it is stopped at 0 where it cannot be there.
        """
        return self._reach(ways, [strictness], start, SOME, False)[0]

    def leaves(
        self, ways: np.ndarray, strictness: int, start: np.ndarray | None = None, every: int = SOME
    ) -> np.ndarray:
        """(m,) bool whether it gets away, which is sooner told than how far it gets. every: ALL for a close look at
        every point, as exactly as may be; SOME for one at which a way along which thin parts are crossed may be taken
        for free; FEW for one that only tells what surely is stopped."""
        return np.isinf(self._reach(ways, [strictness], start, every, True)[0])

    def least(self, ways: np.ndarray, strictest: np.ndarray, laxest: int) -> np.ndarray:
        """(m,) the strictest with which it gets away along each of (m, 3) ways, from (m,) strictest on; above laxest if
        with none up to that. Looked at as with SOME."""
        strictnesses = range(int(strictest.min()), laxest + 1)
        found = self._reach(ways, strictnesses, None, SOME, True, strictest - strictnesses[0])
        return np.where(np.isinf(found[0]), found[1] + strictnesses[0], laxest + 1)

    def _reach(
        self,
        ways: np.ndarray,
        strictnesses: Sequence[int],
        start: np.ndarray | None,
        look: int,
        whether: bool,
        first: np.ndarray | None = None,
    ) -> tuple[np.ndarray, np.ndarray]:
        """As reach, with the laxest of ascending strictnesses; and (m,) which of them will do, from the (m,) first on.
        If only whether it gets away is asked, the first stop found ends it."""
        start, fine = np.eye(4) if start is None else start, look == ALL
        back = inverse(start)
        stride = self._stride if fine else COARSE * self._stride
        away = self._apart_at(ways, start)
        found = np.full(len(ways), np.inf)
        held = np.zeros(len(ways), int) if first is None else first.copy()
        meets = np.flatnonzero(away > 0)
        if not len(meets):
            return found, held
        ways, counts, held_there = ways[meets], np.ceil(away[meets] / stride).astype(int), held[meets]
        mine, its = (np.stack(limits) for limits in zip(*map(self._limits, strictnesses), strict=True))
        most = np.array([self._shares[strictness] for strictness in strictnesses])
        stop, asked = counts.copy(), np.arange(len(ways))
        for every, shares in ((FEW, np.full(len(most), np.inf)), (look, most))[: 1 if look == FEW else 2]:
            for moved, still, limit, way, there in (
                (self._one, self._other, mine, ways, start),
                (self._other, self._one, its, -ways @ start[:3, :3], back),
            ):
                points, weights = apply(there, moved.points[::every]), moved.weights[::every]
                march = _March(
                    points, still, limit[:, ::every], weights / weights.sum(), shares, self._buried, stride, fine
                )
                stop[asked], held_there[asked] = march.stops(way[asked], stop[asked], held_there[asked])
                if fine and march.stopped_at is not None:
                    self._told[moved is self._other].add(march.stopped_at * every)
                if whether:
                    asked = asked[stop[asked] == counts[asked]]
                    if not len(asked):
                        break
            if not len(asked):
                break
        found[meets] = np.where(stop < counts, np.maximum(stop - 1, 0) * stride, np.inf)
        held[meets] = held_there
        return found, held

    def stopped_again(self, ways: np.ndarray, strictness: int) -> np.ndarray:
        """(m,) bool whether one of the points that close looks have stopped at stops it on one of (m, 3) ways too."""
        counts = np.ceil(self._apart_at(ways, np.eye(4)) / self._stride).astype(int)
        stop = counts.copy()
        sides = (self._one, self._other, 1), (self._other, self._one, -1)
        for told, limit, (moved, still, sign) in zip(self._told, self._limits(strictness), sides, strict=True):
            if told:
                which = np.array(sorted(told))
                points, none = moved.points[which], np.zeros(len(which))
                march = _March(points, still, limit[None, which], none, np.ones(1), self._buried, self._stride, True)
                stop = march.stops(sign * ways, stop, np.zeros(len(ways), int))[0]
        return stop < counts

    def clear(self, motions: np.ndarray, strictness: int) -> int:
        """Of (k, 4, 4) motions of the one against the other how many, from the first on, are clear, as strictly."""
        mine, its = self._limits(strictness)
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
                if (depth > limit).any() or (depth > self._buried) @ moved.weights > most:
                    count = k
                    break
        return count

    def brushes(self, way: np.ndarray, start: np.ndarray) -> int:
        """How many times points of either are seen near edges of the other, as the one leaves along a (3,) way from
        where a (4, 4) start has brought it: there depth is told least surely, and it looks as if they touched."""
        count = int(self._apart_at(way[None], start)[0] / self._stride)
        moves = self._stride * np.r_[1 : min(count, CLOSELY) + 1, CLOSELY + 2 : count + 1 : 2]
        total = 0
        for moved, still, along, there in (
            (self._one, self._other, way, start),
            (self._other, self._one, -way @ start[:3, :3], inverse(start)),
        ):
            points = apply(there, moved.points[: moved.spread : BRUSHING])
            places = points + moves[:, None, None] * along
            near = ((places > still.lower - self._brushed) & (places < still.upper + self._brushed)).all(axis=2)
            total += still.beside_edges(places[near], self._brushed)
        return total

    def contacts(self, motion: np.ndarray, strictness: int, band: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What touches, within a band, when a (4, 4) motion has brought the one to the other: (k, 3) points, (k, 3)
        which way the other pushes the one there, (k,) how much deeper they may get, below 0 if they are too deep."""
        found = []
        mine, its = self._limits(strictness)
        for moved, still, limit, there in (
            (self._one, self._other, mine, motion),
            (self._other, self._one, its, inverse(motion)),
        ):
            places, limit = apply(there, moved.points[::TOUCHING]), limit[::TOUCHING]
            near = np.flatnonzero(((places > still.lower - band) & (places < still.upper + band)).all(axis=1))
            slack = limit[near] - still.depth_against(places[near], limit[near] - band, True)
            touches = slack < band
            places, slack = places[near[touches]], slack[touches]
            normals = still.outward(places)
            if still is self._one:
                places, normals = apply(motion, places), -normals @ motion[:3, :3].T
            told = np.linalg.norm(normals, axis=1) > 0.5
            found.append((places[told], normals[told], slack[told]))
        return tuple(np.concatenate(column) for column in zip(*found, strict=True))

    def _apart_at(self, ways: np.ndarray, start: np.ndarray) -> np.ndarray:
        """(m,) how far along each way until the boxes are apart for good; 0 where they never meet."""
        margin = 2 * self._stride
        middle = apply(start, (self._one.lower + self._one.upper) / 2)
        half = np.abs(start[:3, :3]) @ (self._one.upper - self._one.lower) / 2
        low = self._other.lower - (middle + half) - margin
        high = self._other.upper - (middle - half) + margin
        with np.errstate(divide="ignore", invalid="ignore"):
            one, other = low / ways, high / ways
        still = np.abs(ways) < 1e-9
        outside = (still & ((low > 0) | (high < 0))).any(axis=1)
        near = np.where(still, -np.inf, np.minimum(one, other)).max(axis=1)
        far = np.where(still, np.inf, np.maximum(one, other)).min(axis=1)
        return np.where(outside | (near > far) | (far < 0), 0.0, far)


def _seen(depths: np.ndarray, solid: Solid) -> float:
    """How deep the deepest of a solid's points is, for who looks at its corners and at few others: the least that one
    part of SAMPLES of them tells."""
    spread, corners = (depths[which] for which in solid.even)
    few = [float(spread[k::SAMPLES].max(initial=-np.inf)) for k in range(SAMPLES)]
    return max(min(few), float(corners.max(initial=-np.inf)))


def _depths(solid: Solid, points: np.ndarray, far: float) -> np.ndarray:
    """(n,) how deep (n, 3) points are in a solid; -far for those that are farther off its box than that."""
    near = ((points > solid.lower - far) & (points < solid.upper + far)).all(axis=1)
    if not near.any():
        return np.broadcast_to(-far, len(points))  # most pairs of many parts: no memory for them
    found = np.full(len(points), -far)
    found[near] = solid.exact(points[near])
    return found


@dataclass
class _March:
    """Points, (n, 3), on their way through what is still. Each has limits, (s, n), of depth, the strictest first; no
    larger share of them, by their weights, (n,), than `most`, (s,), may be deeper than `buried`. stride: between two
    looks. stopped_at: the number of a point that was too deep at last."""

    points: np.ndarray
    still: Solid
    limits: np.ndarray
    weights: np.ndarray
    most: np.ndarray
    buried: float
    stride: float
    fine: bool
    stopped_at: int | None = None

    def stops(self, ways: np.ndarray, ends: np.ndarray, held: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(m,) at which step of each of (m, 3) ways they are stopped; else the end, (m,). And which of the limits will
        do, from the (m,) that each is held to on.

        Each point steps by as much as it is away, so few of them step often.
        """
        ends, held = ends.copy(), held.copy()
        buried = np.zeros((len(ways), int(ends.max()) + 1))
        way, point = (index.ravel() for index in np.indices((len(ways), len(self.points))))
        step, last = (found.ravel() for found in self._between(ways, ends))
        keep = step <= last
        way, point, step, last = way[keep], point[keep], step[keep], last[keep]
        while len(step):
            looks = min(max(AT_ONCE // len(step), 1), MOST_LOOKS)
            steps = step[:, None] + np.arange(looks)
            row, column = np.nonzero((steps <= last[:, None]) & (steps < ends[way][:, None]))
            at, on = steps[row, column], way[row]
            limit = self.limits[np.minimum(held, len(self.limits) - 1)[on], point[row]]
            places = self.points[point[row]] + (at * self.stride)[:, None] * ways[on]
            depth = self.still.depth_against(places, limit, self.fine)
            inside = depth > self.buried
            shares = self.weights[point[row[inside]]]
            np.add.at(buried.reshape(-1), on[inside] * buried.shape[1] + at[inside], shares)
            deep = np.flatnonzero(depth > limit)
            if len(deep):
                passed = (self.limits[:, point[row[deep]]] < depth[deep]).sum(axis=0)
                np.maximum.at(held, on[deep], passed)
                deep = deep[passed == len(self.limits)]
            if len(deep):
                np.minimum.at(ends, on[deep], at[deep])
                self.stopped_at = int(point[row[deep[at[deep].argmin()]]])
            ahead = np.zeros(steps.shape)
            ahead[row, column] = -depth / self.stride
            step = steps[:, -1] + np.maximum(1, ahead[:, -1].astype(int))
            keep = (step <= last) & (step < ends[way])
            way, point, step, last = way[keep], point[keep], step[keep], last[keep]
        many = buried > self.most[-1]
        held = np.maximum(held, (buried.max(axis=1)[:, None] > self.most).sum(axis=1))
        return np.minimum(np.where(many.any(axis=1), many.argmax(axis=1), ends), ends), held

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
