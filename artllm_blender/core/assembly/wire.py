"""A part as a drawing needs it: its triangles, and the edges that may show as lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Positions closer than this share of the part's size are one vertex; faces that meet more sharply make a line.
WELD, CREASE = 1e-4, np.radians(32)


@dataclass(frozen=True)
class Wire:
    """vertices: (n, 3), equal positions joined; triangles: (m, 3); normals: (m, 3).

    edges: (e, 2) vertices; faces: (e, 2) the triangles at each, the same one twice at a border; sharp: (e,) bool,
    creases and borders, which are lines from wherever one looks; others only where they are an outline.
    """

    vertices: np.ndarray
    triangles: np.ndarray
    normals: np.ndarray
    edges: np.ndarray
    faces: np.ndarray
    sharp: np.ndarray

    @classmethod
    def of(cls, vertices: np.ndarray, triangles: np.ndarray) -> Wire:
        """From any triangle mesh, (n, 3) and (m, 3): open, turned inside out, with faces doubled, all of it can be."""
        vertices, triangles = _welded(np.asarray(vertices, dtype=np.float64), np.asarray(triangles, dtype=np.int64))
        corners = vertices[triangles]
        normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        length = np.linalg.norm(normals, axis=1)
        solid = length > 1e-14 * max(float(length.max(initial=0.0)), 1e-300)
        triangles, normals = triangles[solid], normals[solid] / length[solid, None]
        edges, faces, many = _edges(triangles)
        cosine = np.abs(np.einsum("ij,ij->i", normals[faces[:, 0]], normals[faces[:, 1]]))
        # Faces folded back on each other have parallel normals, but the edge lies to one side of both.
        sharp = (cosine < np.cos(CREASE)) | (faces[:, 0] == faces[:, 1]) | many
        return cls(vertices, triangles, normals, edges, faces, sharp)


def _welded(vertices: np.ndarray, triangles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if not len(triangles):
        return vertices.reshape(-1, 3), triangles.reshape(-1, 3)
    size = float(np.ptp(vertices, axis=0).max()) or 1.0
    cell = np.rint((vertices - vertices.min(axis=0)) / (WELD * size)).astype(np.int64)
    key = (cell[:, 0] << 42) | (cell[:, 1] << 21) | cell[:, 2]
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    triangles = number.ravel()[triangles]
    whole = (triangles != np.roll(triangles, 1, axis=1)).all(axis=1)
    return vertices[first], triangles[whole]


def _edges(triangles: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(e, 2) vertices of each edge once, (e, 2) two of its faces, (e,) whether it has more than two."""
    a, b = triangles.ravel(), np.roll(triangles, -1, axis=1).ravel()
    key = (np.minimum(a, b) << 32) | np.maximum(a, b)
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    count = np.diff(starts, append=len(order))
    face = order // 3
    found = key[order[starts]]
    edges = np.stack([found >> 32, found & 0xFFFFFFFF], axis=1)
    return edges, np.stack([face[starts], face[starts + count - 1]], axis=1), count > 2
