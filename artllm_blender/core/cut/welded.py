"""A mesh of triangles whose vertices are one where they coincide: which of its polygons hang together, how large they
are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .connectivity import neighbours, triangle_edges, weld

_AT_ONCE = 1 << 14  # triangles whose corners stay in the processor's cache


@dataclass(frozen=True)
class Welded:
    """vertices: (v, 3); faces: (m, 3) triangles; polygon: (m,) ascending, theirs. places: (v,) as of `weld`."""

    vertices: np.ndarray
    faces: np.ndarray
    polygon: np.ndarray
    places: np.ndarray

    @classmethod
    def of(cls, vertices: np.ndarray, faces: np.ndarray, polygon: np.ndarray) -> Welded:
        return cls(vertices, faces, polygon, weld(vertices))

    def pairs(self) -> np.ndarray:
        """(k, 2) polygons that hang together at an edge."""
        return self._pairs(self.faces, self.polygon)

    def borders(self, polygon_part: np.ndarray) -> np.ndarray:
        """(k, 2) those of the pairs that are of different parts. polygon_part: (n,) int, of each polygon.

        An edge between two parts has both its ends where parts meet: only triangles there are looked at.
        """
        part, of_corner = polygon_part[self.polygon], self.places[self.faces.T]
        some = np.empty(len(self.places), part.dtype)
        for corner in of_corner:
            some[corner] = part
        where_they_meet = np.zeros(len(self.places), bool)
        for corner in of_corner:
            where_they_meet[corner[some[corner] != part]] = True
        near = np.flatnonzero(where_they_meet[of_corner].sum(axis=0) > 1)
        pairs = self._pairs(self.faces[near], self.polygon[near])
        return pairs[polygon_part[pairs[:, 0]] != polygon_part[pairs[:, 1]]]

    def areas(self, count: int) -> np.ndarray:
        """(count,) of the polygons, of which there are so many."""
        found = np.empty(len(self.faces))
        for some, cross in self._crosses():
            found[some] = sum(column**2 for column in cross)
        return np.bincount(self.polygon, np.sqrt(found) / 2, count)

    def normals(self, count: int) -> np.ndarray:
        """(count, 3) unit, likewise; of what has no area, nought."""
        found = np.empty((3, len(self.faces)))
        for some, cross in self._crosses():
            found[:, some] = cross
        whole = np.array([np.bincount(self.polygon, column, count) for column in found])
        whole /= np.maximum(np.sqrt((whole**2).sum(axis=0)), 1e-30)
        return whole.T

    def boxes(self) -> np.ndarray:
        """(n, 2, 3) around each polygon; each has a triangle."""
        first, corners = np.flatnonzero(np.diff(self.polygon, prepend=-1)), self.faces.T
        found = np.empty((len(first), 2, 3))
        for axis, column in enumerate(np.ascontiguousarray(self.vertices.T, np.float64)):
            one, two, three = column[corners]
            found[:, 0, axis] = np.minimum.reduceat(np.minimum(np.minimum(one, two), three), first)
            found[:, 1, axis] = np.maximum.reduceat(np.maximum(np.maximum(one, two), three), first)
        return found

    def _crosses(self) -> Iterator[tuple[slice, list[np.ndarray]]]:
        """Some triangles at once, and the cross products of their sides, by column."""
        columns = np.ascontiguousarray(self.vertices.T, np.float64)
        for begin in range(0, len(self.faces), _AT_ONCE):
            one, two, three = self.faces[begin : begin + _AT_ONCE].T
            (a, b, c), (d, e, f) = ([x[end] - x[one] for x in columns] for end in (two, three))
            yield slice(begin, begin + _AT_ONCE), [b * f - c * e, c * d - a * f, a * e - b * d]

    def _pairs(self, faces: np.ndarray, polygon: np.ndarray) -> np.ndarray:
        edges = triangle_edges(self.places[faces])
        pairs, _ = neighbours(edges, triangle_edges(faces), np.repeat(polygon, 3))
        return pairs[pairs[:, 0] != pairs[:, 1]]
