"""Boxes, cylinders, ellipsoids and capsules as meshes, about their own centres."""

from __future__ import annotations

import math

import numpy as np

from .description import BoxShape, CylinderShape
from .model import CapsuleShape, EllipsoidShape

AROUND, RINGS = 32, 16
Faces = list[tuple[int, ...]]


def primitive(shape: BoxShape | CylinderShape | EllipsoidShape | CapsuleShape) -> tuple[np.ndarray, Faces]:
    """(n, 3) vertices and the polygons' corners, outward."""
    match shape:
        case BoxShape():
            return _box(np.asarray(shape.size))
        case CylinderShape():
            return _turned([(shape.radius, -shape.length / 2), (shape.radius, shape.length / 2)], capped=True)
        case EllipsoidShape():
            ring = [(math.cos(a), math.sin(a)) for a in np.linspace(-math.pi / 2, math.pi / 2, RINGS + 1)[1:-1]]
            vertices, faces = _turned(ring, ends=(-1.0, 1.0))
            return vertices * shape.radii, faces
        case CapsuleShape():
            half, r = shape.length / 2, shape.radius
            lower = [
                (r * math.cos(a), r * math.sin(a) - half) for a in np.linspace(-math.pi / 2, 0, RINGS // 2 + 1)[1:]
            ]
            return _turned([*lower, *((x, -z) for x, z in reversed(lower))], ends=(-half - r, half + r))


def _box(size: np.ndarray) -> tuple[np.ndarray, Faces]:
    signs = [(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    return np.array(signs) * size / 2, faces


def _turned(
    outline: list[tuple[float, float]], capped: bool = False, ends: tuple[float, float] | None = None
) -> tuple[np.ndarray, Faces]:
    """An outline of (radius, height), upward, turned about Z; closed by discs, or by points at two heights."""
    angles = np.arange(AROUND) * math.tau / AROUND
    around = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    vertices = np.concatenate([np.column_stack([around * r, np.full(AROUND, z)]) for r, z in outline])
    then = [(i + 1) % AROUND for i in range(AROUND)]
    faces: Faces = []
    for ring in range(len(outline) - 1):
        low, high = ring * AROUND, (ring + 1) * AROUND
        faces += [(low + i, low + then[i], high + then[i], high + i) for i in range(AROUND)]
    last = (len(outline) - 1) * AROUND
    if capped:
        faces += [tuple(reversed(range(AROUND))), tuple(range(last, last + AROUND))]
    if ends:
        below = len(vertices)
        vertices = np.concatenate([vertices, [(0, 0, ends[0]), (0, 0, ends[1])]])
        faces += [(below, then[i], i) for i in range(AROUND)]
        faces += [(below + 1, last + i, last + then[i]) for i in range(AROUND)]
    return vertices, faces
