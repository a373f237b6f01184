"""Convex solids that colliders fill, and which of them touch."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np

from .description import BoxShape, Collider, CylinderShape, HullShape, Link

Hull = Callable[[np.ndarray], HullShape]
_SIDES = 24  # of the prism that stands for a cylinder


@dataclass(frozen=True)
class Convex:
    """points: (n, 3) corners. normals: (k, 3) outward, of its sides; offsets: (k,) of these along them."""

    points: np.ndarray
    normals: np.ndarray
    offsets: np.ndarray


def solids(link: Link, hull: Hull) -> list[Convex]:
    """What a link's colliders fill, in the world at rest. hull: the convex hull of (n, 3) points."""
    return [_solid(link, collider, hull) for collider in link.colliders]


def _solid(link: Link, collider: Collider, hull: Hull) -> Convex:
    shape = collider.shape
    if isinstance(shape, BoxShape):
        points = np.array(list(product((-0.5, 0.5), repeat=3))) * shape.size
        normals = np.concatenate([np.eye(3), -np.eye(3)])
    elif isinstance(shape, CylinderShape):
        angle = np.arange(_SIDES) * math.tau / _SIDES
        ring = np.column_stack([np.cos(angle), np.sin(angle)]) * shape.radius
        points = np.concatenate([np.column_stack([ring, np.full(_SIDES, z)]) for z in (-0.5, 0.5)])
        points[:, 2] *= shape.length
        normals = np.concatenate([np.column_stack([ring / shape.radius, np.zeros(_SIDES)]), [[0, 0, 1], [0, 0, -1]]])
    else:
        around = shape if isinstance(shape, HullShape) else hull(link.visual.vertices)
        points, corners = around.vertices, around.vertices[around.triangles]
        cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        length = np.linalg.norm(cross, axis=1)
        normals = np.unique(np.round(cross[length > 0] / length[length > 0, None], 6), axis=0)
        if not len(normals):
            normals = np.concatenate([np.eye(3), -np.eye(3)])
    points = points @ collider.turn.T + collider.centre + link.origin
    normals = normals @ collider.turn.T
    return Convex(points, normals, (normals @ points.T).max(axis=1))


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
