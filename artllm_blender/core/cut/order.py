"""A mesh in an order that hangs on where its polygons are alone, not on how a file or a reader lists them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Directions that no sides of made things are square to: one that sorts, one that tells apart what is in one place.
_SWEEP, _BESIDE = np.array([0.6132, 0.5347, 0.5814]), np.array([0.0017, -0.0011, 0.0023])


@dataclass(frozen=True)
class Ordered:
    """vertices: (v, 3) those that faces use; faces: (m, 3) triangles, each from its lowest corner on; polygon: (m,)
    ascending. Of the mesh as it was: triangle: (m,) the number of each triangle, polygons: (n,) of each polygon."""

    vertices: np.ndarray
    faces: np.ndarray
    polygon: np.ndarray
    triangle: np.ndarray
    polygons: np.ndarray


def in_order(vertices: np.ndarray, faces: np.ndarray, polygon: np.ndarray | None = None) -> Ordered:
    """vertices: (v, 3); faces: (m, 3); polygon: (m,) ascending, without gaps; None where each triangle is one.

    Along a line rather than by cells, since there rounding changes places only with what is next to it.
    """
    polygon = np.arange(len(faces)) if polygon is None else polygon
    height, beside = ((vertices.astype(np.float64) * along).sum(axis=1) for along in (_SWEEP, _BESIDE))
    first = height[faces].argmin(axis=1)
    faces = np.take_along_axis(faces, (first[:, None] + np.arange(3)) % 3, axis=1)
    key = height[faces].sum(axis=1) + beside[faces[:, 1]] - beside[faces[:, 2]]
    polygons = np.argsort(np.minimum.reduceat(key, np.flatnonzero(np.diff(polygon, prepend=-1))), kind="stable")
    rank = inverse(polygons)[polygon]
    triangle = polygons if len(polygons) == len(faces) else np.lexsort((key, rank))
    faces = faces[triangle]
    corners = faces.ravel()
    first = np.empty(len(vertices), np.int64)
    first[corners[::-1]] = np.arange(len(corners))[::-1]  # of a vertex that comes again, the last written stays
    used = corners[first[corners] == np.arange(len(corners))]
    number = np.empty(len(vertices), faces.dtype)
    number[used] = np.arange(len(used))
    return Ordered(vertices[used], number[faces], rank[triangle], triangle, polygons)


def inverse(order: np.ndarray) -> np.ndarray:
    """(n,) the place of each number in an order (n,) of 0, 1, ..."""
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return place
