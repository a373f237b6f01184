"""UVs of the polygons that are added to a mesh: the texture goes on where it repeats, or else gives one colour."""

from __future__ import annotations

from functools import cache

import numpy as np

from .border import next_corner
from .caps import Added
from .rims import newell

# An atlas, where every place has its own colour, lies in the unit square, and nothing in it lies on anything else.
_OUTSIDE = 0.01
# Across the plane of a polygon that is so much narrower than long, its UVs tell nothing.
_NARROW = 1e-4


def unwrapped(
    uv: np.ndarray, points: np.ndarray, corner_vertex: np.ndarray, polygon_size: np.ndarray, added: Added
) -> np.ndarray:
    """(k, 2) UVs at the corners of what is added to a mesh with UVs (c, 2) at its own corners.

    points: (v, 3) the mesh's vertices and then the added ones, in one frame, any unit. Each polygon is laid out as if
    the one that it takes its looks from had been folded over into its plane. On an atlas, where the neighbouring
    places show something else, all of it has the colour of that polygon's middle.
    """
    first = np.cumsum(polygon_size) - polygon_size
    starts = np.cumsum(added.polygon_size) - added.polygon_size
    on_atlas = is_atlas(uv, polygon_size)

    @cache
    def plan(polygon: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        corners = slice(first[polygon], first[polygon] + polygon_size[polygon])
        return _plan(points[corner_vertex[corners]].astype(np.float64), uv[corners].astype(np.float64))

    result = np.empty((len(added.corner_vertex), 2))
    for begin, size, like in zip(starts, added.polygon_size, added.polygon_reference.tolist(), strict=True):
        place, middle, gradient, normal = plan(like)
        result[begin : begin + size] = middle
        if not on_atlas:
            outline = points[added.corner_vertex[begin : begin + size]] - place
            result[begin : begin + size] += outline @ _turn(normal, _normal(outline)) @ gradient
    return result


def is_atlas(uv: np.ndarray, polygon_size: np.ndarray) -> bool:
    """Whether UVs (c, 2) of polygons lie in the unit square, over no more of it than there is."""
    if not len(uv) or not (-_OUTSIDE <= uv.min() and uv.max() <= 1 + _OUTSIDE):
        return False
    u, v = uv.T.astype(np.float64)
    following = next_corner(polygon_size)
    doubled = np.add.reduceat(u * v[following] - v * u[following], np.cumsum(polygon_size) - polygon_size)
    return float(np.abs(doubled).sum() / 2) <= 1


def _plan(points: np.ndarray, uv: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Of one polygon: its middle (3,) and that of its UVs (2,), their gradient (3, 2), and its unit normal (3,)."""
    place, middle = points.mean(axis=0), uv.mean(axis=0)
    if not (np.isfinite(place).all() and np.isfinite(middle).all()):
        return np.zeros(3), middle, np.zeros((3, 2)), np.zeros(3)
    gradient = np.linalg.lstsq(points - place, uv - middle, rcond=_NARROW)[0]
    return place, middle, gradient, _normal(points)


def _normal(points: np.ndarray) -> np.ndarray:
    """(3,) unit normal of an outline (r, 3); 0 if it has no area."""
    normal = newell(points)
    return normal / max(float(np.linalg.norm(normal)), 1e-30)


def _turn(to: np.ndarray, of: np.ndarray) -> np.ndarray:
    """(3, 3) that turns row vectors the short way, so that the unit vector `of` comes to lie on `to`."""
    cosine = float(of @ to)
    if cosine < -0.9999:  # any axis square to both does
        axis = np.cross(of, np.eye(3)[np.abs(of).argmin()])
        axis /= np.linalg.norm(axis)
        return 2 * np.outer(axis, axis) - np.eye(3)
    cross = np.cross(np.eye(3), np.cross(to, of))
    return np.eye(3) + cross + cross @ cross / (1 + cosine)
