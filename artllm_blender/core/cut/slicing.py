"""Polygons cut where a plane goes through them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .border import next_corner, numbered
from .cutting import ON, Cut, Polygons, assembled, convex

_WITHIN, _BEYOND = 0, 1


@dataclass(frozen=True)
class Mesh:
    """positions: (v, 3); corner_vertex: (c,) int; polygon_size, polygon_part: (n,) int."""

    positions: np.ndarray
    corner_vertex: np.ndarray
    polygon_size: np.ndarray
    polygon_part: np.ndarray

    def after(self, cut: Cut) -> Mesh:
        return Mesh(cut.positions(self.positions), cut.corner_vertex, cut.polygon_size, cut.polygon_part)

    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """As `seam` and what comes after it take them."""
        return self.positions, self.corner_vertex, self.polygon_size, self.polygon_part

    def starts(self) -> np.ndarray:
        """(n,) the first corner of each polygon."""
        return np.cumsum(self.polygon_size) - self.polygon_size

    def of_polygons(self, values: np.ndarray, ufunc: np.ufunc) -> np.ndarray:
        """(n, ...) what a ufunc makes of the values (v, ...) at each polygon's corners."""
        return ufunc.reduceat(values[self.corner_vertex], self.starts())

    def centres(self, places: np.ndarray) -> np.ndarray:
        """(n, 3) the mean of each polygon's corners, where vertices are at places (v, 3)."""
        return self.of_polygons(places, np.add) / self.polygon_size[:, None]

    def some(self, polygons: np.ndarray) -> Mesh:
        """Of some polygons, (n,) bool, alone."""
        used, corner_vertex = np.unique(self.corner_vertex[np.repeat(polygons, self.polygon_size)], return_inverse=True)
        return Mesh(self.positions[used], corner_vertex, self.polygon_size[polygons], self.polygon_part[polygons])

    def crosses(self) -> np.ndarray:
        """(n, 3) each polygon's normal, twice as long as its area."""
        corners = self.positions[self.corner_vertex].astype(np.float64)
        from_first = corners - corners[np.repeat(self.starts(), self.polygon_size)]
        return np.add.reduceat(np.cross(from_first, from_first[next_corner(self.polygon_size)]), self.starts())

    def convex(self) -> np.ndarray:
        """(n,) bool: polygons in which a straight cut from edge to edge stays inside."""
        points = self.positions[self.corner_vertex].astype(np.float64)
        points /= max(float(np.ptp(points, axis=0).max()), 1e-30)
        normals = self.crosses()
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-30)
        return convex(points, normals, self.polygon_size)


def sliced(mesh: Mesh, beyond: np.ndarray, among: np.ndarray) -> Cut:
    """The mesh with polygons, (n,) bool, cut where (v,) distances beyond a plane are 0; all pieces keep their part."""
    sizes, following = mesh.polygon_size, next_corner(mesh.polygon_size)
    here = beyond[mesh.corner_vertex]
    there = here[following]
    # An edge is cut in all its polygons, also in those that are not among the ones to be cut.
    across = np.flatnonzero(here * there < 0)
    edges = numbered(mesh.corner_vertex, following, across)
    crossed = across[np.isin(edges, edges[np.repeat(among, sizes)[across]])]
    t = np.zeros(len(here))
    t[crossed] = here[crossed] / (here[crossed] - there[crossed])
    side = np.where(here == 0, ON, np.where(here > 0, _BEYOND, _WITHIN))
    least, most = (mesh.of_polygons(beyond, ends) for ends in (np.minimum, np.maximum))
    splits = among & (least < 0) & (most > 0)
    changed = splits | np.logical_or.reduceat(t > 0, mesh.starts())
    if splits.any():
        splits[splits] = mesh.some(splits).convex()
    polygons = Polygons(mesh.corner_vertex, following, t, side)
    cut = assembled(polygons, sizes, mesh.polygon_part, splits, np.flatnonzero(changed).tolist(), len(mesh.positions))
    return replace(cut, polygon_part=mesh.polygon_part[cut.polygon_source])
