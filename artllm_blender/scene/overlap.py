"""How deep a moved part is in the parts that carry it, by the overlap of Blender's BVH trees."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from mathutils.bvhtree import BVHTree

from ..core.articulation import Articulation
from ..core.frames import apply
from ..core.kinematics import joint_matrix

Mesh = tuple[np.ndarray, np.ndarray]


class Overlap:
    """Depths for one articulation.

    meshes: (vertices (n, 3), triangles (m, 3)) of each part at rest, world frame, metres. A part is measured against
    its ancestors only: what hangs elsewhere, as the closed door before a drawer, can be moved out of the way.
    """

    def __init__(self, articulation: Articulation, meshes: Mapping[int, Mesh]):
        self._articulation = articulation
        self._meshes = meshes
        self._still: dict[tuple[int, ...], _Body] = {}
        self._moving: dict[int, tuple[Mesh, list]] = {}
        self._at_rest: dict[int, float] = {}

    def depth(self, child: int, value: float) -> float:
        """Metres by which the child's subtree, moved by its joint alone, is deeper in its ancestors than at rest.

        Only triangles that cross count, and how far each is through the other: unlike inside and outside, that is known
        for the open, doubled and inside-out surfaces that props are made of. Small triangles show little depth.
        """
        if child not in self._at_rest:
            self._at_rest[child] = self._crossing(child, 0.0)
        return self._crossing(child, value) - self._at_rest[child]

    def _crossing(self, child: int, value: float) -> float:
        if child not in self._moving:
            mesh = _together(self._meshes, sorted(self._articulation.subtree(child)))
            self._moving[child] = mesh, mesh[1].tolist()
        (vertices, triangles), corners = self._moving[child]
        moved = apply(joint_matrix(self._articulation.joint_of(child), value), vertices)
        # From lists, which the tree reads ten times faster than arrays.
        still = self._carriers(child)
        pairs = BVHTree.FromPolygons(moved.tolist(), corners, all_triangles=True).overlap(still.tree)
        if not pairs:
            return 0.0
        ours, theirs = np.array(pairs).T
        a, b = moved[triangles[ours]], still.corners[theirs]
        return float(np.minimum(_through(a, b), _through(b, a)).max())

    def _carriers(self, child: int) -> _Body:
        ancestors = []
        while joint := self._articulation.joint_of(child):
            child = joint.parent
            ancestors.append(child)
        key = tuple(ancestors)
        if key not in self._still:
            self._still[key] = _Body(*_together(self._meshes, ancestors))
        return self._still[key]


class _Body:
    def __init__(self, vertices: np.ndarray, triangles: np.ndarray):
        self.corners = vertices[triangles]
        self.tree = BVHTree.FromPolygons(vertices.tolist(), triangles.tolist(), all_triangles=True)


def _through(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(n,) how far each triangle of a, (n, 3, 3), is through the plane of b's, on the side where that is less."""
    normal = np.cross(b[:, 1] - b[:, 0], b[:, 2] - b[:, 0])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-300)
    side = np.einsum("nij,nj->ni", a - b[:, :1], normal)
    return np.minimum(side.max(axis=1), -side.min(axis=1)).clip(0)


def _together(meshes: Mapping[int, Mesh], parts: list[int]) -> Mesh:
    starts = np.cumsum([0, *(len(meshes[part][0]) for part in parts)])
    triangles = [meshes[part][1] + start for part, start in zip(parts, starts, strict=False)]
    return np.concatenate([meshes[part][0] for part in parts]), np.concatenate(triangles)
