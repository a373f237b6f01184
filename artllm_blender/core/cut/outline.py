"""A box drawn round a part: at its sides the skin is cut between the part and what carries it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..frames import apply
from .border import next_corner, numbered
from .cutting import ON, Cut, Polygons, assembled, convex

# Vertices so near to a side, of the size of the box, are on it.
NEAR = 1e-4
# How nearly a front faces the way that it slides: a cosine.
_FACING = 0.7
_WITHIN, _BEYOND = 0, 1


@dataclass(frozen=True)
class Outline:
    """part, carrier: ids; frame: (4, 4) from the world to where the box is square to the axes; lower, upper: (3,) its
    corners there, infinite along the axis that it was not seen on. slides: the axis along which the part slides, -1
    where it does along none: there the box says how deep it is behind its front, and no skin is cut."""

    part: int
    carrier: int
    frame: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    slides: int = -1

    def cuts(self) -> np.ndarray:
        """(3,) bool: along which axes the skin is cut."""
        return np.isfinite(self.lower) & (np.arange(3) != self.slides)

    def behind(self, points: np.ndarray, normal: np.ndarray) -> float:
        """How far, metres, the box goes behind the farthest of points (r, 3) along their plane's normal, which points
        inwards; 0 where the part does not slide that way, or nothing was drawn."""
        if self.slides < 0 or not np.isfinite(self.lower[self.slides]):
            return 0.0
        way = self.frame[self.slides, :3]
        scale = float(np.linalg.norm(way))
        along, places = float(way @ normal) / scale, apply(self.frame, points)[:, self.slides]
        if abs(along) < _FACING:
            return 0.0
        ahead = self.upper[self.slides] - places.max() if along > 0 else places.min() - self.lower[self.slides]
        return max(0.0, float(ahead) / scale)


def outlined(
    positions: np.ndarray,
    corner_vertex: np.ndarray,
    polygon_size: np.ndarray,
    polygon_part: np.ndarray,
    outline: Outline,
) -> list[Cut]:
    """Cuts to be made one after the other, after which the part has what it had in the box and what its carrier had
    there, as deep as the part goes; its carrier has the rest. None where
    nothing is drawn or the part has nothing. The arrays are those of `seam`."""
    part = np.asarray(polygon_part)
    mesh = _Mesh(np.asarray(positions), np.asarray(corner_vertex), np.asarray(polygon_size), part, outline.frame)
    across = outline.cuts()
    drawn = np.flatnonzero(across).tolist()
    if not (drawn and (part == outline.part).any()):
        return []
    deep = mesh.box(part == outline.part)
    lower, upper = np.where(across, outline.lower, deep[0]), np.where(across, outline.upper, deep[1])
    near = NEAR * float((upper - lower).max())
    cuts = []
    for axis in drawn:
        for position, sense in ((lower[axis], -1.0), (upper[axis], 1.0)):
            beyond = sense * (mesh.points[:, axis] - position)
            beyond[np.abs(beyond) < near] = 0.0
            cuts.append(_split(mesh, beyond, mesh.concerned(outline, lower - near, upper + near)))
            mesh = mesh.after(cuts[-1])
    centres = mesh.centres()
    inside = ((centres > lower - near) & (centres < upper + near)).all(axis=1)
    part = mesh.polygon_part
    home = np.where((part == outline.part) & ~inside, outline.carrier, part)
    home[(part == outline.carrier) & inside] = outline.part
    return [*cuts[:-1], replace(cuts[-1], polygon_part=home)]


@dataclass(frozen=True)
class _Mesh:
    positions: np.ndarray
    corner_vertex: np.ndarray
    polygon_size: np.ndarray
    polygon_part: np.ndarray
    frame: np.ndarray

    @property
    def points(self) -> np.ndarray:
        """(v, 3) in the frame."""
        return apply(self.frame, self.positions)

    def after(self, cut: Cut) -> _Mesh:
        return _Mesh(cut.positions(self.positions), cut.corner_vertex, cut.polygon_size, cut.polygon_part, self.frame)

    def _starts(self) -> np.ndarray:
        return np.cumsum(self.polygon_size) - self.polygon_size

    def box(self, polygons: np.ndarray) -> np.ndarray:
        """(2, 3) around some polygons, (n,) bool."""
        corners = self.points[self.corner_vertex[np.repeat(polygons, self.polygon_size)]]
        return np.stack([corners.min(axis=0), corners.max(axis=0)])

    def centres(self) -> np.ndarray:
        """(n, 3) of the polygons."""
        return np.add.reduceat(self.points[self.corner_vertex], self._starts()) / self.polygon_size[:, None]

    def concerned(self, outline: Outline, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
        """(n,) bool: polygons of the part, and those of its carrier that reach into a box."""
        corners = self.points[self.corner_vertex]
        low, high = (ends.reduceat(corners, self._starts()) for ends in (np.minimum, np.maximum))
        reaches = ((high > lower) & (low < upper)).all(axis=1)
        return (self.polygon_part == outline.part) | ((self.polygon_part == outline.carrier) & reaches)


def _split(mesh: _Mesh, beyond: np.ndarray, among: np.ndarray) -> Cut:
    """The mesh with polygons, (n,) bool, cut where (v,) distances beyond a plane are 0."""
    sizes, following = mesh.polygon_size, next_corner(mesh.polygon_size)
    here, there = beyond[mesh.corner_vertex], beyond[mesh.corner_vertex[following]]
    edges, corner = numbered(mesh.corner_vertex, following), np.repeat(among, sizes)
    crossed = (here * there < 0) & np.isin(edges, edges[corner & (here * there < 0)])
    t = np.zeros(len(here))
    t[crossed] = here[crossed] / (here[crossed] - there[crossed])
    side = np.where(here == 0, ON, np.where(here > 0, _BEYOND, _WITHIN))
    starts = np.cumsum(sizes) - sizes
    least, most = (ends.reduceat(here, starts) for ends in (np.minimum, np.maximum))
    changed = (among & (least < 0) & (most > 0)) | np.logical_or.reduceat(crossed, starts)
    points = mesh.positions[mesh.corner_vertex].astype(np.float64)
    points /= max(float(np.ptp(points, axis=0).max()), 1e-30)
    from_first = points - points[np.repeat(starts, sizes)]
    normals = np.add.reduceat(np.cross(from_first, from_first[following]), starts)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-30)
    splits = among & convex(points, normals, sizes)
    polygons = Polygons(mesh.corner_vertex, following, t, side)
    cut = assembled(polygons, sizes, mesh.polygon_part, splits, np.flatnonzero(changed).tolist(), len(mesh.positions))
    return replace(cut, polygon_part=mesh.polygon_part[cut.polygon_source])
