"""Convex hulls, by Blender's own."""

from __future__ import annotations

import bmesh
import numpy as np

from ...core.formats.description import HullShape


def hull(points: np.ndarray) -> HullShape:
    """The convex hull of (n, 3) points; without triangles where they lie in a plane."""
    built = bmesh.new()
    try:
        for point in points.tolist():
            built.verts.new(point)
        result = bmesh.ops.convex_hull(built, input=built.verts, use_existing_faces=False)
        inside = {*result["geom_interior"], *result["geom_unused"]}
        bmesh.ops.delete(built, geom=[item for item in inside if isinstance(item, bmesh.types.BMVert)], context="VERTS")
        built.verts.index_update()
        vertices = np.array([vertex.co for vertex in built.verts]).reshape(-1, 3)
        triangles = np.array([[vertex.index for vertex in face.verts] for face in built.faces], int).reshape(-1, 3)
    finally:
        built.free()
    return HullShape(vertices, triangles)
