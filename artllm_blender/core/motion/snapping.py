"""What a joint's pivot and axis snap to while they are dragged: the parts' vertices, edges, faces, and their box."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .view import View

# Pixels from the mouse within which things are snapped to; how much nearer a target of the rank below has to be.
REACH, RANK = 14.0, 1.0
# So many of the targets that are nearest are given, the best first.
MOST = 8
# Parts with more vertices than this are so dense that their vertices stand for their edges and faces.
DENSE = 100_000
# Directions so near to each other are one (cosine of 3 degrees); one is an edge's where so much of all edges goes that
# way, and so many are taken.
SAME, SHARE, DIRECTIONS = 0.9986, 0.04, 8
# An axis snaps to a direction within 7 degrees (cosine).
NEAR = 0.9925
# Points so near to each other, of the parts' size, are the same.
TOUCHING = 1e-5

CORNER, MIDDLE, CENTRE, LINE, BOX = "vertex", "edge middle", "face centre", "hinge edge", "its box"
# Of what is about as near to the mouse, the first.
RANKS = (CORNER, MIDDLE, LINE, BOX, CENTRE)


@dataclass(frozen=True)
class Wires:
    """A part's mesh, in the world. vertices: (n, 3); edges: (m, 2) into them; centres: (f, 3) of its faces."""

    vertices: np.ndarray
    edges: np.ndarray
    centres: np.ndarray


@dataclass(frozen=True)
class Target:
    """Something to snap to. kind: one of RANKS; place: (3,); line: (2, 3) of an edge, else None."""

    kind: str
    place: np.ndarray
    line: np.ndarray | None = None


class Targets:
    """All that may be snapped to, as seen in one view.

    points: (n, 3) by kind; lines: (k, 2, 3) by kind, to any place of which one snaps.
    """

    def __init__(self, points: dict[str, np.ndarray], lines: dict[str, np.ndarray], view: View):
        self._view = view
        self._points, self._lines = points, {kind: ends for kind, ends in lines.items() if len(ends)}
        self._seen = {kind: _Grid(view.pixels(places)) for kind, places in points.items()}
        self._ends = {kind: view.pixels(ends.reshape(-1, 3)).reshape(-1, 2, 2) for kind, ends in self._lines.items()}

    def near(self, mouse: np.ndarray) -> list[Target]:
        """Those within reach of a place on the view, the best first: the nearest, corners before what is beside."""
        found = []
        for kind, grid in self._seen.items():
            for number, away in grid.near(mouse):
                place = self._points[kind][number]
                found.append((away + RANK * RANKS.index(kind), self._view.depth(place[None])[0], kind, place, None))
        for kind, ends in self._ends.items():
            away, shares = _from_segments(mouse, ends)
            for number in _least(away):
                line = self._lines[kind][number]
                place = self._on(line, float(shares[number]))
                rank = float(away[number]) + RANK * RANKS.index(kind)
                found.append((rank, self._view.depth(place[None])[0], kind, place, line))
        # Of what is seen at the same place, the foremost.
        found.sort(key=lambda one: (round(one[0]), one[1]))
        return [Target(kind, place, line) for _, _, kind, place, line in found[:MOST]]

    def _on(self, line: np.ndarray, share: float) -> np.ndarray:
        """(3,) the place on a line, (2, 3), that is seen at this share of it: a perspective view foreshortens."""
        here, there = np.column_stack([line, (1.0, 1.0)]) @ self._view.matrix[3]
        share = share * here / (there + share * (here - there))
        return line[0] + share * (line[1] - line[0])


class _Grid:
    """Places on a view, (n, 2), found quickly."""

    def __init__(self, places: np.ndarray):
        shown = np.flatnonzero(np.isfinite(places).all(axis=1) & (np.abs(places) < 1e5).all(axis=1))
        cell = np.floor(places[shown] / REACH).astype(np.int64)
        order = np.lexsort((cell[:, 1], cell[:, 0]))
        self._number, self._place = shown[order], places[shown[order]]
        self._key = cell[order, 0] * (1 << 32) + cell[order, 1]

    def near(self, mouse: np.ndarray) -> list[tuple[int, float]]:
        """(number, pixels away) of the nearest within reach."""
        column, row = np.floor(np.asarray(mouse) / REACH).astype(int).tolist()
        found = []
        for x in (column - 1, column, column + 1):
            first, last = (x * (1 << 32) + y for y in (row - 1, row + 1))
            found.append(np.arange(np.searchsorted(self._key, first), np.searchsorted(self._key, last, "right")))
        some = np.concatenate(found)
        away = np.linalg.norm(self._place[some] - mouse, axis=1)
        return [(int(self._number[some[one]]), float(away[one])) for one in _least(away)]


def _least(away: np.ndarray) -> list[int]:
    """The numbers of the least distances within reach, the least first."""
    within = np.flatnonzero(away <= REACH)
    return within[np.argsort(away[within], kind="stable")[:MOST]].tolist()


def _from_segments(place: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(k,) how far a place, (2,), is from segments (k, 2, 2), and (k,) at which share of each it is nearest."""
    with np.errstate(invalid="ignore"):  # what is behind the eye is nowhere
        way = ends[:, 1] - ends[:, 0]
        share = ((place - ends[:, 0]) * way).sum(axis=1) / np.maximum((way**2).sum(axis=1), 1e-12)
        share = np.clip(share, 0.0, 1.0)
        away = np.linalg.norm(ends[:, 0] + share[:, None] * way - place, axis=1)
    return np.where(np.isfinite(away), away, np.inf), share


def targets(part: Wires, parent: Wires, box: np.ndarray, view: View) -> Targets:
    """For the pivot of a part's joint. box: (k, 2, 3) lines along which hinges of such a part may be."""
    points = {CORNER: np.concatenate([part.vertices, parent.vertices])}
    wires = [one for one in (part, parent) if len(one.vertices) <= DENSE]
    points[MIDDLE] = np.concatenate([np.zeros((0, 3)), *(one.vertices[one.edges].mean(axis=1) for one in wires)])
    points[CENTRE] = np.concatenate([np.zeros((0, 3)), *(one.centres for one in wires)])
    return Targets(points, {LINE: border(part, parent), BOX: box}, view)


def border(part: Wires, parent: Wires) -> np.ndarray:
    """(k, 2, 3) the edges of a part where it was cut out of its parent, which has their ends too."""
    both = np.concatenate([part.vertices, parent.vertices])
    if not len(part.edges) or not len(parent.vertices):
        return np.zeros((0, 2, 3))
    lower = both.min(axis=0)
    cell = TOUCHING * max(float(np.ptp(part.vertices, axis=0).max()), 1e-12)
    shared = np.zeros(len(part.vertices), dtype=bool)
    for shift in (0.0, 0.5):  # of a cell, so that what is parted by the sides of one grid is not by the other's
        cells = np.floor((both - lower) / cell + shift).astype(np.int64)
        key = (cells[:, 0] * 73_856_093) ^ (cells[:, 1] * 19_349_663) ^ (cells[:, 2] * 83_492_791)
        shared |= np.isin(key[: len(shared)], key[len(shared) :])
    return part.vertices[part.edges[shared[part.edges].all(axis=1)]]


def directions(wires: Wires) -> np.ndarray:
    """(k, 3) unit vectors along which most of a part's edges go, the longest first."""
    way = wires.vertices[wires.edges[:, 1]] - wires.vertices[wires.edges[:, 0]]
    length = np.linalg.norm(way, axis=1)
    way, length = way[length > 0] / length[length > 0, None], length[length > 0]
    total, found = length.sum(), []
    for _ in range(DIRECTIONS):
        if not len(way):
            break
        longest = way[length.argmax()]
        same = np.abs(way @ longest) > SAME
        if length[same].sum() >= SHARE * total:
            found.append(longest)
        way, length = way[~same], length[~same]
    return np.array(found).reshape(-1, 3)


def snapped(axis: np.ndarray, ways: np.ndarray) -> int | None:
    """Which of the directions (k, 3) an axis, (3,), snaps to, either way along it; the first of those as near."""
    if not len(ways):
        return None
    along = np.round(np.abs(ways @ axis), 6)
    best = int(along.argmax())
    return best if along[best] >= NEAR else None


def turned_to(pivot: np.ndarray, length: float, mouse: np.ndarray, view: View, before: np.ndarray) -> np.ndarray:
    """(k, 3) unit axes whose end, so far from the pivot, is seen at the mouse, or as near to it as it goes.

    They are two where the mouse is on the sphere about the pivot, one towards the eye and one away from it; the first
    is that on the side where the axis was before, (3,).
    """
    start, way = view.ray(mouse)
    off = start + (pivot - start) @ way * way - pivot
    room = length**2 - off @ off
    if room <= 0:
        off = in_plane(pivot, view.towards(pivot), mouse, view) - pivot
        return off[None] / np.linalg.norm(off)
    ends = np.array([off - np.sqrt(room) * way, off + np.sqrt(room) * way]) / length
    return ends[np.argsort(-ends @ before, kind="stable")]


def in_plane(point: np.ndarray, normal: np.ndarray, mouse: np.ndarray, view: View) -> np.ndarray:
    """(3,) what is seen at the mouse in the plane through a point, (3,)."""
    start, way = view.ray(mouse)
    return start + (point - start) @ normal / (way @ normal) * way
