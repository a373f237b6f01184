"""The parts of an asset as trees that rays are cast into; the trees stay where the parts rest, what moves is points."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping

import bpy  # noqa: F401 - mathutils is there only once this is loaded, where Blender is a module
import numpy as np
from mathutils.bvhtree import BVHTree

from ...core.frames import box_around
from ...core.motion.samples import Mesh
from ...core.steps import Enough, Steps

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


def nearest_triangle(place: np.ndarray, vertices: np.ndarray, triangles: np.ndarray) -> int:
    """Which of (m, 3) triangles is nearest to a place, (3,).

    None that has its box farther away than the nearest corner is; so a tree of the few others does.
    """
    away, least = np.zeros(len(triangles)), np.zeros(len(triangles))
    for column, at in zip(np.ascontiguousarray(vertices.T, np.float64), place, strict=True):
        one, two, three = (column - at)[triangles.T]
        lower, upper = np.minimum(np.minimum(one, two), three), np.maximum(np.maximum(one, two), three)
        away += np.maximum(np.maximum(lower, -upper), 0) ** 2
        least += one**2
    near = np.flatnonzero(away <= least.min())
    used, few = np.unique(triangles[near], return_inverse=True)
    return int(near[tree_of(vertices[used], few.reshape(-1, 3)).find_nearest(place)[2]])


class Trees:
    """`core.motion.stops.Surfaces` by Blender's BVH trees. meshes: (vertices (n, 3), triangles (m, 3)) of each part.

    A large part has several trees, side by side, each made when something first comes near it: most never are.
    at_once: how many triangles' trees are made before `Enough` is raised; None: all.
    """

    def __init__(self, meshes: Mapping[int, Mesh], at_once: int | None = None):
        self.meshes, self._at_once, self._made = meshes, at_once, 0
        self._trees: dict[int, list[_Tree]] = {}

    def cast(self, parts: tuple[int, ...], starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(n,) how far along each segment its first triangle is, nan where none; (n, 3) unit normals."""
        ways = ends - starts
        lengths = np.sqrt(np.einsum("ni,ni->n", ways, ways))
        lower, upper = np.minimum(starts, ends), np.maximum(starts, ends)
        share, normals = np.full(len(starts), np.nan), np.zeros((len(starts), 3))
        for tree, rows in self._met(parts, lower, upper):
            for row in rows[lengths[rows] > 0]:
                _, normal, _, distance = tree.bvh.ray_cast(starts[row], ways[row], lengths[row])
                if normal is not None and not distance / lengths[row] >= share[row]:
                    share[row], normals[row] = distance / lengths[row], normal
        return share, normals

    def near(self, parts: tuple[int, ...], points: np.ndarray, radius: float) -> np.ndarray:
        """(n,) bool: which of (n, 3) points have a triangle within radius, metres."""
        near = np.zeros(len(points), bool)
        for tree, rows in self._met(parts, points - radius, points + radius):
            rows = rows[~near[rows]]
            for row, point in zip(rows.tolist(), points[rows].tolist(), strict=True):
                near[row] = tree.bvh.find_nearest(point, radius)[0] is not None
        return near

    def making(self, part: int, told: tuple[str, float]) -> Steps[None]:
        """All trees of a part, in steps, each of which tells the same."""
        for tree in self._of((part,)):
            yield told
            self._make(tree)

    def crossed(self, part: int, tree: BVHTree, lower: np.ndarray, upper: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(k,) triangles of a tree in the box of (3,) corners that cross triangles of a part, and (k, 3) these."""
        ours, theirs = [np.zeros(0, int)], [np.zeros((0, 3), int)]
        for other, _ in self._met((part,), lower[None], upper[None]):
            pairs = np.array(tree.overlap(other.bvh), dtype=int).reshape(-1, 2)
            ours.append(pairs[:, 0])
            theirs.append(other.triangles[pairs[:, 1]])
        return np.concatenate(ours), np.concatenate(theirs)

    def _met(self, parts: tuple[int, ...], lower: np.ndarray, upper: np.ndarray) -> list[tuple[_Tree, np.ndarray]]:
        """The parts' trees that any of n boxes meets, with (n, 3) corners each, and (k,) which of them do."""
        found = []
        for tree in self._of(parts):
            rows = np.flatnonzero(((lower <= tree.upper) & (upper >= tree.lower)).all(axis=1))
            if len(rows):
                found.append((tree, rows))
        for tree, _ in found:
            self._make(tree)
        return found

    def _make(self, tree: _Tree) -> None:
        if tree.bvh is not None:
            return
        tree.make()
        self._made += len(tree.triangles)
        if self._at_once is not None and self._made >= self._at_once:
            self._made = 0
            raise Enough

    def _of(self, parts: tuple[int, ...]) -> Iterator[_Tree]:
        for part in parts:
            if part not in self._trees:
                vertices, triangles = self.meshes[part]
                own = self._trees[part] = [_Tree(vertices, some) for some in _side_by_side(vertices, triangles)]
                if self._at_once is not None and len(own) > 1:
                    raise Enough
            yield from self._trees[part]


class _Tree:
    """bvh: None before it is made."""

    def __init__(self, vertices: np.ndarray, triangles: np.ndarray):
        self._vertices, self.triangles = vertices, triangles
        self.lower, self.upper = box_around(np.take(vertices, triangles.ravel(), axis=0))
        self.bvh: BVHTree | None = None

    def make(self) -> None:
        has = np.zeros(len(self._vertices), bool)
        has[self.triangles] = True
        used = np.flatnonzero(has)
        number = np.empty(len(has), np.int32)
        number[used] = np.arange(len(used))
        self.bvh = tree_of(self._vertices[used], number[self.triangles])


def _side_by_side(vertices: np.ndarray, triangles: np.ndarray) -> list[np.ndarray]:
    """(k, 3) triangles each, about MOST at most, near each other: in the order of a Z-shaped curve through 8 x 8 x 8
    cells (G. M. Morton, 1966)."""
    if len(triangles) <= MOST:
        return [triangles] if len(triangles) else []
    first = np.ascontiguousarray(triangles[:, 0])
    corners = [np.ascontiguousarray(vertices[:, axis])[first] for axis in range(3)]
    lower, upper = np.array([[places.min(), places.max()] for places in corners]).T
    scale = 7.99 / max(float((upper - lower).max()), 1e-30)
    x, y, z = (_SPREAD[((places - low) * scale).astype(np.uint8)] for places, low in zip(corners, lower, strict=True))
    order = np.argsort(x << 2 | y << 1 | z, kind="stable")
    return np.array_split(np.take(triangles, order, axis=0), -(-len(triangles) // MOST))
