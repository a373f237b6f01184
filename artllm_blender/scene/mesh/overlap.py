"""The parts of an asset as trees that rays are cast into; the trees stay where the parts rest, what moves is points."""

from __future__ import annotations

import gc
from collections.abc import Mapping

import bpy  # noqa: F401 - mathutils is there only once this is loaded, where Blender is a module
import numpy as np
from mathutils.bvhtree import BVHTree

from ...core.motion.samples import Mesh


def tree_of(vertices: np.ndarray, triangles: np.ndarray) -> BVHTree:
    """The tree of (n, 3) vertices and (m, 3) triangles; from lists, which it reads ten times faster than arrays."""
    was_enabled = gc.isenabled()
    gc.disable()  # it would look again and again at so many new lists, none of them garbage
    try:
        return BVHTree.FromPolygons(vertices.tolist(), triangles.tolist(), all_triangles=True)
    finally:
        if was_enabled:
            gc.enable()


class Trees:
    """`core.motion.stops.Surfaces` by Blender's BVH trees. meshes: (vertices (n, 3), triangles (m, 3)) of each part."""

    def __init__(self, meshes: Mapping[int, Mesh]):
        self.meshes = meshes
        self._trees: dict[int, _Tree | None] = {}

    def cast(self, parts: tuple[int, ...], starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(n,) how far along each segment its first triangle is, nan where none; (n, 3) unit normals."""
        ways = ends - starts
        lengths = np.sqrt(np.einsum("ni,ni->n", ways, ways))
        lower, upper = np.minimum(starts, ends), np.maximum(starts, ends)
        share, normals = np.full(len(starts), np.nan), np.zeros((len(starts), 3))
        for tree in map(self._tree, parts):
            if tree is None:
                continue
            ray_cast = tree.bvh.ray_cast
            for row in np.flatnonzero(((lower <= tree.upper) & (upper >= tree.lower)).all(axis=1) & (lengths > 0)):
                _, normal, _, distance = ray_cast(starts[row], ways[row], lengths[row])
                if normal is not None and not distance / lengths[row] >= share[row]:
                    share[row], normals[row] = distance / lengths[row], normal
        return share, normals

    def near(self, parts: tuple[int, ...], points: np.ndarray, radius: float) -> np.ndarray:
        """(n,) bool: which of (n, 3) points have a triangle within radius, metres."""
        near = np.zeros(len(points), bool)
        for tree in map(self._tree, parts):
            if tree is None:
                continue
            close = ((points >= tree.lower - radius) & (points <= tree.upper + radius)).all(axis=1)
            for row in np.flatnonzero(close & ~near):
                near[row] = tree.bvh.find_nearest(points[row], radius)[0] is not None
        return near

    def _tree(self, part: int) -> _Tree | None:
        if part not in self._trees:
            vertices, triangles = self.meshes[part]
            self._trees[part] = _Tree(vertices, triangles) if len(triangles) else None
        return self._trees[part]


class _Tree:
    def __init__(self, vertices: np.ndarray, triangles: np.ndarray):
        used = vertices[triangles.ravel()]
        self.lower, self.upper = used.min(axis=0), used.max(axis=0)
        self.bvh = tree_of(vertices, triangles)
