"""Convex solids that colliders fill, and which of them touch."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from .description import BoxShape, Collider, CylinderShape, HullShape, Link, Visual

Hull = Callable[[np.ndarray], HullShape]
_SIDES = 24  # of the prism that stands for a cylinder
# Corners of a box, numbered as `product` gives them.
_SIDES_OF_BOX = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))


@dataclass(frozen=True)
class Convex:
    """points: (n, 3) corners. normals: (k, 3) outward, of its sides; offsets: (k,) of these along them. corners:
    (m, 3, 3) triangles of its surface."""

    points: np.ndarray
    normals: np.ndarray
    offsets: np.ndarray
    corners: np.ndarray

    @cached_property
    def volume(self) -> float:
        """Cubic metres."""
        return float(np.abs(np.linalg.det(self.corners - self.points.mean(axis=0))).sum() / 6)


def of_points(points: np.ndarray, hull: Hull) -> Convex | None:
    """The hull of (n, 3) points; None where they lie in a plane."""
    around = hull(points)
    if len(around.triangles) < 4:
        return None
    normals = _normals(around.vertices[around.triangles])
    return Convex(
        around.vertices, normals, (normals @ around.vertices.T).max(axis=1), around.vertices[around.triangles]
    )


def _normals(corners: np.ndarray) -> np.ndarray:
    """(k, 3) the distinct unit normals of triangles (m, 3, 3)."""
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    length = np.linalg.norm(cross, axis=1)
    unit = cross[length > 0] / length[length > 0, None]
    # One number tells three, each -10,000 to 10,000.
    _, first = np.unique(np.round(unit * 1e4).astype(np.int64) @ (1 << 40, 1 << 20, 1), return_index=True)
    return unit[first]


def solids(link: Link, hull: Hull) -> list[Convex]:
    """What a link's colliders fill, in the world at rest. hull: the convex hull of (n, 3) points."""
    return [filled_by(collider, hull, link.visual, link.origin) for collider in link.colliders]


def filled_by(
    collider: Collider, hull: Hull, visual: Visual | None = None, origin: Sequence[float] = (0, 0, 0)
) -> Convex:
    """What a collider fills, from its own frame to where an origin (3,) lies. visual: where its shape is a mesh."""
    shape = collider.shape
    if isinstance(shape, BoxShape):
        points = np.array(list(product((-0.5, 0.5), repeat=3))) * shape.size
        normals = np.concatenate([np.eye(3), -np.eye(3)])
        triangles = np.concatenate([_quads(*side) for side in _SIDES_OF_BOX])
    elif isinstance(shape, CylinderShape):
        angle = np.arange(_SIDES) * math.tau / _SIDES
        # Around it rather than within: nothing that is clear of the prism touches the cylinder.
        ring = np.column_stack([np.cos(angle), np.sin(angle)]) * shape.radius / math.cos(math.pi / _SIDES)
        points = np.concatenate([np.column_stack([ring, np.full(_SIDES, z)]) for z in (-0.5, 0.5)])
        points[:, 2] *= shape.length
        facing = angle + math.pi / _SIDES
        here, on = np.arange(_SIDES), np.roll(np.arange(_SIDES), -1)
        fans = [np.stack([np.full(_SIDES, start), here + start, on + start], axis=1) for start in (0, _SIDES)]
        triangles = np.concatenate([*fans, _quads(here, on, on + _SIDES, here + _SIDES)])
        sides = np.column_stack([np.cos(facing), np.sin(facing), np.zeros(_SIDES)])
        normals = np.concatenate([sides, [[0, 0, 1], [0, 0, -1]]])
    else:
        around = shape if isinstance(shape, HullShape) else hull(visual.vertices)
        points, triangles = around.vertices, around.triangles
        normals = _normals(points[triangles])
        if not len(normals):
            normals = np.concatenate([np.eye(3), -np.eye(3)])
    points = points @ collider.turn.T + collider.centre + origin
    normals = normals @ collider.turn.T
    return Convex(points, normals, (normals @ points.T).max(axis=1), points[triangles])


def _quads(a, b, c, d) -> np.ndarray:
    """(2 n, 3) triangles of quadrilaterals, whose corners' numbers are given."""
    return np.concatenate([np.stack([a, b, c], axis=-1).reshape(-1, 3), np.stack([a, c, d], axis=-1).reshape(-1, 3)])


def apart(a: Convex, b: Convex) -> float:
    """Metres between two solids along the side of either that parts them farthest; below 0 they may overlap so deep."""
    first = (a.normals @ b.points.T).min(axis=1) - a.offsets
    second = (b.normals @ a.points.T).min(axis=1) - b.offsets
    return float(max(first.max(), second.max()))


def touching(links: list[list[Convex]], margin: float) -> set[tuple[int, int]]:
    """The pairs of links, by number, any of whose solids come within a margin, metres, of each other."""
    low = [[solid.points.min(axis=0) - margin for solid in link] for link in links]
    high = [[solid.points.max(axis=0) for solid in link] for link in links]
    found = set()
    for first in range(len(links)):
        for second in range(first + 1, len(links)):
            for i, j in product(range(len(links[first])), range(len(links[second]))):
                far = (low[first][i] > high[second][j]).any() or (low[second][j] > high[first][i]).any()
                if not far and apart(links[first][i], links[second][j]) <= margin:
                    found.add((first, second))
                    break
    return found
