"""Cells of a grid gathered into few convex pieces: the largest boxes first, then what joins without filling hollows."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from ..steps import Steps
from .grid import Grid

STAGE = "Colliders"
SEEDS = 2  # cells that a next box is grown from
MOST_BOXES = 160
FILLS = 0.08  # of a joined piece's volume: free space that joining may fill
MOST_PIECES = 24
AT_MOST_FILLS = 0.35  # where there are more
EVEN = 1e-4  # of a piece's size: what lies no higher over its lowest point is its underside,
BROAD = 0.03  # where that is so broad
LOOKED_AT = 12  # places along each side of what two pieces would become, at most
SPREAD = np.array([(0.5, 0.5, 0.5), *product((0.05, 0.95), repeat=3)])  # of a cell


AXES = np.concatenate([np.eye(3), -np.eye(3)])
_WAYS = ([0, 0, 1], [0, 1, 1], [1, 1, 1], [0, 1, 2])
_ALL = np.array([way for way in product((-2, -1, 0, 1, 2), repeat=3) if sorted(map(abs, way)) in _WAYS], float)
ROUND = _ALL / np.linalg.norm(_ALL, axis=1)[:, None]


@dataclass(frozen=True)
class Piece:
    """points: (n, 3) corners in grid axes. reach: (d,) of these along the directions, (d, 3), that its hull is told by,
    first the one that points down. cells: (2, 3) of its grid, the end excluded."""

    points: np.ndarray
    reach: np.ndarray
    cells: np.ndarray
    directions: np.ndarray

    @classmethod
    def of(cls, points: np.ndarray, cells: np.ndarray, directions: np.ndarray) -> Piece:
        along = directions @ points.T
        farthest = along.argmax(axis=1)
        reach = along[np.arange(len(farthest)), farthest]
        # An underside narrower than what lies over it keeps its outline too, or what stands on it would rock.
        size = float(np.ptp(points, axis=0).max())
        under = np.flatnonzero(along[0] >= reach[0] - EVEN * size)
        if np.sort(np.ptp(points[under], axis=0))[1] > BROAD * size:
            farthest = np.concatenate([farthest, under[along[:, under].argmax(axis=1)]])
        return cls(points[np.unique(farthest)], reach, cells, directions)

    def joined(self, other: Piece) -> Piece:
        cells = np.array([np.minimum(self.cells[0], other.cells[0]), np.maximum(self.cells[1], other.cells[1])])
        return Piece.of(np.concatenate([self.points, other.points]), cells, self.directions)


def boxes(filled: np.ndarray) -> Steps[list[np.ndarray]]:
    """Boxes of cells, which may overlap, that cover all filled ones and no others: (2, 3) each, the end excluded."""
    left, found = filled.copy(), []
    random = np.random.default_rng(0)
    runs = [_runs(filled, axis) for axis in range(3)]
    while len(found) < MOST_BOXES:
        yield STAGE, 0.0
        cells = np.flatnonzero(left)
        if not len(cells):
            break
        best, most = None, 0
        for cell in cells[random.choice(len(cells), min(SEEDS, len(cells)), replace=False)]:
            seed = [int(at) for at in np.unravel_index(cell, filled.shape)]
            for box in {box: None for axis in range(3) for box in _grown(runs[axis], seed, axis)}:
                covers = int(np.count_nonzero(left[tuple(slice(*ends) for ends in box)]))
                if covers > most:
                    best, most = box, covers
        left[tuple(slice(*ends) for ends in best)] = False
        found.append(np.array(best).T)
    return found


def _runs(filled: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Where the run of filled cells that each is in begins along an axis, and its end, which is 0 for those not
    filled; both with that axis first and the others in order."""
    lines = np.moveaxis(filled, axis, 0)
    begin, end = np.zeros(lines.shape, np.int32), np.zeros(lines.shape, np.int32)
    count = len(lines)
    for at in range(count):
        begin[at] = np.where(lines[at - 1], begin[at - 1], at) if at else 0
        back = count - 1 - at
        end[back] = np.where(lines[back], np.maximum(end[back + 1], back + 1) if at else count, 0)
    return begin, end


def _grown(runs: tuple[np.ndarray, np.ndarray], seed: list[int], first: int) -> Iterator[tuple]:
    """The (begin, end) by axis of boxes of filled cells around one, grown as far as they go along an axis first, whose
    runs are given, and then along the others in either order."""
    second, third = (axis for axis in range(3) if axis != first)
    at, here, there = seed[first], seed[second], seed[third]
    begin, end = int(runs[0][at, here, there]), int(runs[1][at, here, there])
    full = runs[1][begin] >= end  # which lines across are filled from one end to the other
    wide = _span(full[:, there], here)
    deep = _span(full[slice(*wide)].all(axis=0), there)
    yield tuple({first: (begin, end), second: wide, third: deep}[axis] for axis in range(3))
    deep = _span(full[here], there)
    wide = _span(full[:, slice(*deep)].all(axis=1), here)
    yield tuple({first: (begin, end), second: wide, third: deep}[axis] for axis in range(3))


def _span(full: np.ndarray, at: int) -> tuple[int, int]:
    """Begin and end of what is true around a place."""
    told = full.tobytes()
    end = told.find(b"\0", at)
    return told.rfind(b"\0", 0, at) + 1, end if end >= 0 else len(told)


def pieces(
    grid: Grid,
    filled: np.ndarray,
    solid: np.ndarray,
    closed: np.ndarray,
    points: np.ndarray,
    cell: np.ndarray,
    directions: np.ndarray,
) -> Steps[list[Piece]]:
    """Convex pieces of a part. filled: cells that it takes up, of them solid: those without surface; closed: cells that
    no piece may reach. points: (n, 3) on its surface; cell: (n,) the flat number of the cell of each."""
    directions = directions[np.argsort(directions @ grid.turn[2], kind="stable")]
    kept = (cell >= 0) & filled.reshape(-1)[np.maximum(cell, 0)]
    points, cell = points[kept], cell[kept]
    whole = Piece.of(
        np.concatenate([points, _corners(grid, solid, np.zeros(3, int))]),
        np.array([(0, 0, 0), grid.shape]),
        directions,
    )
    alone = _Joining([whole], grid, filled, closed)
    if alone.share(whole, whole) <= FILLS and not alone.reaches_closed(whole):
        return [whole]
    found = []
    for box in (yield from boxes(filled)):
        within = np.zeros(grid.shape, bool)
        within[tuple(map(slice, *box))] = True
        mine = points[within.reshape(-1)[cell]]
        lower, upper = grid.bounds(box[:1])[0][0], grid.bounds(box[1:] - 1)[1][0]
        inner = _corners(grid, solid[tuple(map(slice, *box))], box[0])
        every = np.concatenate([np.clip(mine, lower, upper), inner])
        if len(every):
            found.append(Piece.of(every, box, directions))
    return (yield from _Joining(found, grid, filled, closed).joined())


def _corners(grid: Grid, cells: np.ndarray, begin: np.ndarray) -> np.ndarray:
    """(n, 3) corners of those of the cells (x, y, z), the first at begin (3,), that their hull is told by."""
    if not cells.any():
        return np.zeros((0, 3))
    lines = cells.any(axis=2)
    ends = [cells.argmax(axis=2)[lines], cells.shape[2] - 1 - cells[..., ::-1].argmax(axis=2)[lines]]
    across = np.argwhere(lines)
    found = np.concatenate([np.column_stack([across, end]) for end in ends]) + begin
    low, high = grid.bounds(found)
    return np.concatenate([np.where(corner, high, low) for corner in product((0, 1), repeat=3)])


class _Joining:
    """Pieces that are joined two by two while that fills little space that was free."""

    def __init__(self, found: list[Piece], grid: Grid, filled: np.ndarray, closed: np.ndarray):
        self._grid, self._closed, self._is_closed = grid, closed, bool(closed.any())
        self._alive = dict(enumerate(found))
        low, high = grid.bounds(np.argwhere(np.ones(grid.shape, bool)))
        directions = found[0].directions if found else AXES
        self._along = ((low + high) / 2 @ directions.T).astype(np.float32).reshape(*grid.shape, -1)
        self._empty = ~filled
        # Of pairs, how much joining them would fill at least, and whether that is known.
        self._queue: list[tuple[float, int, int, bool]] = []

    def joined(self) -> Steps[list[Piece]]:
        for key in self._alive:
            yield STAGE, 0.5
            self._pair(key, range(key))
        next = len(self._alive)
        while self._queue and (self._queue[0][0] <= FILLS or len(self._alive) > MOST_PIECES):
            _, a, b, known = heapq.heappop(self._queue)
            if a not in self._alive or b not in self._alive:
                continue
            yield STAGE, 0.5
            one, other = self._alive[a], self._alive[b]
            if not known and (share := self.share(one, other)):
                if share <= AT_MOST_FILLS:
                    heapq.heappush(self._queue, (share, a, b, True))
                continue
            both = one.joined(other)
            if self.reaches_closed(both):
                continue
            del self._alive[a], self._alive[b]
            self._alive[next] = both
            self._pair(next, [key for key in self._alive if key != next])
            next += 1
        return sorted(self._alive.values(), key=lambda piece: -np.prod(np.ptp(piece.points, axis=0)))

    def _pair(self, key: int, others: Iterable[int]) -> None:
        """Have joining one piece with each of those that it touches weighed, once its turn comes: most are joined with
        another before."""
        others = np.array(list(others), int)
        if not len(others):
            return
        piece, cells = self._alive[key], np.array([self._alive[other].cells for other in others])
        near = (cells[:, 0] <= piece.cells[1]).all(axis=1) & (piece.cells[0] <= cells[:, 1]).all(axis=1)
        for other in others[near].tolist():
            heapq.heappush(self._queue, (0.0, other, key, False))

    def share(self, one: Piece, other: Piece) -> float:
        """How much of the hull of two pieces, about, is free; infinite where it reaches closed cells."""
        reach = np.maximum(one.reach, other.reach).astype(np.float32)
        low, high = np.minimum(one.cells[0], other.cells[0]), np.maximum(one.cells[1], other.cells[1])
        places = [_places(*each) for each in zip(self._grid.lines, low, high, strict=True)]
        part = np.ix_(*(index for index, _ in places))
        empty = self._empty[part]
        if not empty.any():
            return 0.0
        within = (self._along[part] <= reach).all(axis=3)
        if self._is_closed and (within & self._closed[part]).any():
            return math.inf
        x, y, z = (length for _, length in places)
        volumes = (x[:, None, None] * y[:, None] * z)[within]
        return float(volumes[empty[within]].sum() / max(volumes.sum(), 1e-30))

    def reaches_closed(self, piece: Piece) -> bool:
        if not self._is_closed:
            return False
        part = tuple(map(slice, *piece.cells))
        lower, upper = self._grid.bounds(np.argwhere(self._closed[part]) + piece.cells[0])
        for share in SPREAD:
            probes = lower + share * (upper - lower)
            if (probes @ piece.directions.T <= piece.reach - 1e-9).all(axis=1).any():
                return True
        return False


def _places(line: np.ndarray, low: int, high: int) -> tuple[np.ndarray, np.ndarray]:
    """Cells from one to another along a line, all of them or those that lie as far apart as each other, and the length
    that each stands for. Every second or third cell would not do: walls are thin cells, hollows few thick ones."""
    if high - low <= LOOKED_AT:
        return np.arange(low, high), np.diff(line[low : high + 1])
    length = (line[high] - line[low]) / LOOKED_AT
    at = line[low] + length * (np.arange(LOOKED_AT) + 0.5)
    return np.searchsorted(line, at, side="right") - 1, np.full(LOOKED_AT, length)
