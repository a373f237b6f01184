"""The rims that cutting left: closed runs of edges at which a part hung together with other parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .border import next_corner, numbered
from .connectivity import components, neighbours, weld


def newell(points: np.ndarray) -> np.ndarray:
    """(3,) along the normal of an outline (r, 3), after Newell, twice as long as its area."""
    points = points.astype(np.float64) - points[0]
    return np.cross(points, np.roll(points, -1, axis=0)).sum(axis=0)


def within(points: np.ndarray, outline: np.ndarray) -> np.ndarray:
    """(q,) bool: points (q, 2) inside an outline (r, 2), by the even-odd rule."""
    x, y = points[:, :1], points[:, 1:]
    a, b = outline, np.roll(outline, -1, axis=0)
    crosses = (a[:, 1] > y) != (b[:, 1] > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
    return (crosses & (x < at)).sum(axis=1) % 2 == 1


@dataclass(frozen=True)
class Rim:
    """corners: (r,) of the part's polygons, in the order of its surface, each where an edge of the rim starts; across:
    (r,) the corner at the same place of the polygon across the edge before; beyond: (r,) the part across each edge.
    points: (r, 3) metres; normal: (3,) unit, of the plane that fits best, pointing out of the part once it is closed;
    waviness: how far points are off that plane, as a share of the rim's length. loops: the corners of each of its
    runs, where there are holes in it, the outer one first; empty for one run.
    """

    part: int
    piece: int
    corners: np.ndarray
    across: np.ndarray
    beyond: np.ndarray
    points: np.ndarray
    normal: np.ndarray
    waviness: float
    loops: tuple[int, ...] = ()

    @property
    def centre(self) -> np.ndarray:
        return (self.points.min(axis=0) + self.points.max(axis=0)) / 2

    @property
    def reach(self) -> np.ndarray:
        """(r,) how far its points are from its centre, across the normal."""
        outwards = self.points - self.centre
        return np.linalg.norm(outwards - np.outer(outwards @ self.normal, self.normal), axis=1)

    def behind(self, depth: float, shrink: float = 0.0) -> np.ndarray:
        """(r, 3) its points moved along the normal into the plane so far, metres, behind its farthest point; and
        towards its centre by a share of their way to it."""
        height = self.points @ self.normal
        moved = self.points + np.outer(height.max() + depth - height, self.normal)
        inwards = self.centre - self.points
        return moved + shrink * (inwards - np.outer(inwards @ self.normal, self.normal))


@dataclass(frozen=True)
class Skin:
    """A mesh after the cut. piece: (n,) what of a part hangs together; rims: in the order of their parts."""

    positions: np.ndarray
    corner_vertex: np.ndarray
    polygon_size: np.ndarray
    polygon_part: np.ndarray
    polygon: np.ndarray
    piece: np.ndarray
    rims: tuple[Rim, ...]

    @classmethod
    def of(
        cls, positions: np.ndarray, corner_vertex: np.ndarray, polygon_size: np.ndarray, polygon_part: np.ndarray
    ) -> Skin:
        """The arguments are those of `caps`."""
        following = next_corner(polygon_size)
        polygon = np.repeat(np.arange(len(polygon_size)), polygon_size)
        place = weld(positions)[corner_vertex]
        edges, own_edges = numbered(place, following), numbered(corner_vertex, following)
        pairs, corners = neighbours(edges, own_edges, polygon)
        parted = polygon_part[pairs[:, 0]] != polygon_part[pairs[:, 1]]
        piece = components(pairs[~parted], len(polygon_size))
        half = np.concatenate([corners[parted], corners[parted, ::-1]])
        half = half[np.argsort(half[:, 0], kind="stable")]
        # The polygon across walks the edge the other way, unless it is turned inside out.
        end = place[following[half[:, 0]]]
        other = np.where(place[half[:, 1]] == end, half[:, 1], following[half[:, 1]])
        across = dict(zip(half[:, 0].tolist(), other.tolist(), strict=True))
        rims = []
        for run in _runs(half[:, 0], place, following, piece[polygon]):
            first = polygon[run[0]]
            points = positions[corner_vertex[run]].astype(np.float64)
            normal, waviness = _plane(points)
            opposite = np.array([across[corner] for corner in run])
            beyond = polygon_part[polygon[opposite]]
            part, own = int(polygon_part[first]), int(piece[first])
            rims.append(Rim(part, own, np.array(run), np.roll(opposite, 1), beyond, points, normal, waviness))
        rims.sort(key=lambda rim: (rim.part, rim.corners[0]))
        return cls(positions, corner_vertex, polygon_size, polygon_part, polygon, piece, tuple(rims))


def _runs(corners: np.ndarray, place: np.ndarray, following: np.ndarray, piece: np.ndarray) -> list[list[int]]:
    """Closed runs of edges, each starting at one of the corners and ending where the next starts; what does not close,
    as at a hole that was there before, is left out."""
    leaving: dict[tuple[int, int], list[int]] = {}
    for corner in corners.tolist():
        leaving.setdefault((int(piece[corner]), int(place[corner])), []).append(corner)
    runs, used = [], set()
    for start in corners.tolist():
        if start in used:
            continue
        run, visited, corner = [], {}, start
        while corner is not None:
            used.add(corner)
            spot = int(place[corner])
            visited[spot] = len(run)
            run.append(corner)
            to = int(place[following[corner]])
            if to in visited:  # closed; what led there may close with something else
                begin = visited[to]
                if len(run) - begin > 2:
                    runs.append(run[begin:])
                run = run[:begin]
                visited = {int(place[c]): i for i, c in enumerate(run)}
            options = [c for c in leaving.get((int(piece[corner]), to), ()) if c not in used]
            corner = options[0] if options else None
    return runs


def _plane(points: np.ndarray) -> tuple[np.ndarray, float]:
    """Normal of the outline walked backwards, and its waviness."""
    offset = points - points.mean(axis=0)
    area = np.cross(np.roll(offset, -1, axis=0), offset).sum(axis=0)
    length = np.linalg.norm(np.roll(offset, -1, axis=0) - offset, axis=1).sum()
    size = np.linalg.norm(area)
    if size < 1e-12 * length**2 or length == 0:
        return np.array([0.0, 0.0, 1.0]), np.inf
    normal = area / size
    return normal, float(np.ptp(offset @ normal) / length)
