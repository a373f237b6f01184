"""What a link collides with."""

from __future__ import annotations

import numpy as np

from .convex import Hull
from .description import BoxShape, Collider, MeshShape, Visual

# MuJoCo reads no mesh of more.
MOST_TRIANGLES = 200_000
# A part this much flatter than it is wide has no hull that every simulator can build.
FLATTEST = 1e-3


def colliders(visual: Visual, hull: Hull) -> tuple[Collider, ...]:
    """hull: the convex hull of (n, 3) points."""
    points = visual.vertices[np.unique(visual.triangles)]
    flat = flat_box(points)
    if flat is not None:
        return (flat,)
    return (Collider(hull(points) if len(visual.triangles) > MOST_TRIANGLES else MeshShape()),)


def flat_box(points: np.ndarray) -> Collider | None:
    """The box along the principal axes of (n, 3) points, given some thickness; None where they are not flat."""
    middle = points.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov((points - middle).T))
    axes[:, 0] *= np.sign(np.linalg.det(axes))
    along = (points - middle) @ axes
    lower, upper = along.min(axis=0), along.max(axis=0)
    size = upper - lower
    least = FLATTEST * size.max()
    if size.min() > least:
        return None
    return Collider(BoxShape(np.maximum(size, max(least, 1e-6))), middle + axes @ ((lower + upper) / 2), axes)
