"""A mesh in an order that hangs on where its polygons are alone, not on how a file or a reader lists them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..steps import Steps, exhausted

STAGE = "Ordering"
# Directions that no sides of made things are square to: one that sorts, one that tells apart what is in one place.
_SWEEP, _BESIDE = np.array([0.6132, 0.5347, 0.5814]), np.array([0.0017, -0.0011, 0.0023])
# A triangle's corners from each of them on.
_TURNED = np.array([(0, 1, 2), (1, 2, 0), (2, 0, 1)])


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
    """All steps of `ordering` at once."""
    return exhausted(ordering(vertices, faces, polygon))


def ordering(vertices: np.ndarray, faces: np.ndarray, polygon: np.ndarray | None = None) -> Steps[Ordered]:
    """vertices: (v, 3); faces: (m, 3); polygon: (m,) ascending, without gaps; None where each triangle is one.

    Along a line rather than by cells, since there rounding changes places only with what is next to it.
    """
    x, y, z = vertices.T.astype(np.float64)
    height, beside = (x * along[0] + y * along[1] + z * along[2] for along in (_SWEEP, _BESIDE))
    lowest = height[faces].argmin(axis=1)
    yield STAGE, 0.2
    faces = np.take_along_axis(faces, _TURNED[lowest], axis=1)
    one, two, three = faces.T
    key = height[one] + height[two] + height[three] + beside[two] - beside[three]
    yield STAGE, 0.4
    if polygon is None or polygon[-1] + 1 == len(polygon):
        triangle = polygons = np.argsort(key, kind="stable")
        place = np.arange(len(faces))
    else:
        least = np.minimum.reduceat(key, np.flatnonzero(np.diff(polygon, prepend=-1)))
        polygons = np.argsort(least, kind="stable")
        rank = inverse(polygons)[polygon]
        triangle = polygons if len(polygons) == len(faces) else np.lexsort((key, rank))
        place = rank[triangle]
    yield STAGE, 0.7
    faces = np.take(faces, triangle, axis=0)
    yield STAGE, 0.8
    corners, count = faces.ravel(), np.arange(faces.size, dtype=np.int32)
    first = np.empty(len(vertices), np.int32)
    first[corners[::-1]] = count[::-1]  # of a vertex that comes again, the last written stays
    used = corners[first[corners] == count]
    number = np.empty(len(vertices), faces.dtype)
    number[used] = count[: len(used)]
    return Ordered(vertices[used], number[faces], place, triangle, polygons)


def inverse(order: np.ndarray) -> np.ndarray:
    """(n,) the place of each number in an order (n,) of 0, 1, ..."""
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return place
