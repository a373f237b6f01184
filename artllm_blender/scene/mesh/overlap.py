"""The parts of an asset as trees that rays are cast into; the trees stay where the parts rest, what moves is points."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from functools import cached_property

import bpy  # noqa: F401 - mathutils is there only once this is loaded, where Blender is a module
import numpy as np
from mathutils.bvhtree import BVHTree

from ...core.motion.samples import Mesh

# Triangles of one tree.
MOST = 30_000
# The bits of 0 to 7, two apart.
_SPREAD = np.array([0, 1, 8, 9, 64, 65, 72, 73], np.uint16)


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
    """`core.motion.stops.Surfaces` by Blender's BVH trees. meshes: (vertices (n, 3), triangles (m, 3)) of each part.

    A large part has several trees, side by side, each made when something first comes near it: most never are.
    """

    def __init__(self, meshes: Mapping[int, Mesh]):
        self.meshes = meshes
        self._trees: dict[int, list[_Tree]] = {}

    def cast(self, parts: tuple[int, ...], starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(n,) how far along each segment its first triangle is, nan where none; (n, 3) unit normals."""
        ways = ends - starts
        lengths = np.sqrt(np.einsum("ni,ni->n", ways, ways))
        lower, upper = np.minimum(starts, ends), np.maximum(starts, ends)
        share, normals = np.full(len(starts), np.nan), np.zeros((len(starts), 3))
        for tree in self._of(parts):
            for row in np.flatnonzero(((lower <= tree.upper) & (upper >= tree.lower)).all(axis=1) & (lengths > 0)):
                _, normal, _, distance = tree.bvh.ray_cast(starts[row], ways[row], lengths[row])
                if normal is not None and not distance / lengths[row] >= share[row]:
                    share[row], normals[row] = distance / lengths[row], normal
        return share, normals

    def near(self, parts: tuple[int, ...], points: np.ndarray, radius: float) -> np.ndarray:
        """(n,) bool: which of (n, 3) points have a triangle within radius, metres."""
        near = np.zeros(len(points), bool)
        for tree in self._of(parts):
            close = ((points >= tree.lower - radius) & (points <= tree.upper + radius)).all(axis=1)
            for row in np.flatnonzero(close & ~near):
                near[row] = tree.bvh.find_nearest(points[row], radius)[0] is not None
        return near

    def _of(self, parts: tuple[int, ...]) -> Iterator[_Tree]:
        for part in parts:
            if part not in self._trees:
                vertices, triangles = self.meshes[part]
                self._trees[part] = [_Tree(vertices, some) for some in _side_by_side(vertices, triangles)]
            yield from self._trees[part]


class _Tree:
    def __init__(self, vertices: np.ndarray, triangles: np.ndarray):
        self._used, corners = np.unique(triangles, return_inverse=True)
        self._vertices, self._triangles = vertices, corners.reshape(-1, 3)
        used = vertices[self._used]
        self.lower, self.upper = used.min(axis=0), used.max(axis=0)

    @cached_property
    def bvh(self) -> BVHTree:
        return tree_of(self._vertices[self._used], self._triangles)


def _side_by_side(vertices: np.ndarray, triangles: np.ndarray) -> list[np.ndarray]:
    """(k, 3) triangles each, about MOST at most, near each other: in the order of a Z-shaped curve through 8 x 8 x 8
    cells (G. M. Morton, 1966)."""
    if len(triangles) <= MOST:
        return [triangles] if len(triangles) else []
    place = vertices[triangles[:, 0]]
    lower = place.min(axis=0)
    cell = ((place - lower) * (7.99 / max(float((place.max(axis=0) - lower).max()), 1e-30))).astype(np.uint8)
    x, y, z = (_SPREAD[cell[:, axis]] for axis in range(3))
    order = np.argsort(x << 2 | y << 1 | z, kind="stable")
    return np.array_split(triangles[order], -(-len(triangles) // MOST))
