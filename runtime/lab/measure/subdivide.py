"""Meshes made finer, for measuring what more faces cost."""

from __future__ import annotations

import numpy as np


def subdivided(vertices: np.ndarray, faces: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The same surface in `count` triangles or one more: quartered throughout, then the largest split at their middle.

    Neighbours keep sharing whole edges. Raises ValueError if the mesh has more than count triangles already.
    """
    if len(faces) > count:
        raise ValueError(f"the object has {len(faces)} faces already, more than {count}")
    while 4 * len(faces) <= count:
        a, b, c = faces.T
        ab, bc, ca = len(vertices) + np.arange(3 * len(faces)).reshape(3, -1)
        vertices = np.concatenate([vertices, *((vertices[i] + vertices[k]) / 2 for i, k in ((a, b), (b, c), (c, a)))])
        faces = np.concatenate([np.stack(f, 1) for f in ((a, ab, ca), (b, bc, ab), (c, ca, bc), (ab, bc, ca))])
    while len(faces) < count:
        corners = vertices[faces]
        area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
        order = np.argsort(-area, kind="stable")
        split, kept = np.split(order, [min(len(faces), (count - len(faces) + 1) // 2)])
        a, b, c = faces[split].T
        middle = len(vertices) + np.arange(len(split))
        vertices = np.concatenate([vertices, corners[split].mean(1)])
        thirds = (np.stack(f, 1) for f in ((a, b, middle), (b, c, middle), (c, a, middle)))
        faces = np.concatenate([faces[kept], *thirds])
    return vertices, faces
