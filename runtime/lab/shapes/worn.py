"""Meshes as artists leave them: doubled and missing faces, inside-out shells, open seams, overlaps, uneven triangles.

A generated shape is closed and tidy; what users bring is not. `worn` spoils a shape's mesh and keeps its parts and
joints, so that its labels stay true.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .builder import Shape

DEFECTS = ("doubled", "missing", "inside_out", "seams", "overlap", "uneven")


def worn(shape: Shape, rng: np.random.Generator, defects: tuple[str, ...] | None = None) -> Shape:
    """The shape with some of DEFECTS, or with the given ones, in random places; every part keeps some faces."""
    chosen = defects or tuple(rng.choice(DEFECTS, rng.integers(1, 4), replace=False))
    for name in DEFECTS:  # always in this order
        if name in chosen:
            shape = _MAKERS[name](shape, rng)
    return shape


def _runs(shape: Shape, rng: np.random.Generator, share: float) -> np.ndarray:
    """Faces (m,) chosen in runs of neighbours, as solids follow each other in a mesh; about share of them."""
    count = len(shape.faces)
    chosen = np.zeros(count, bool)
    for _ in range(int(rng.integers(1, 6))):
        long = max(1, int(share * count * rng.uniform(0.1, 0.5)))
        start = int(rng.integers(max(1, count - long)))
        chosen[start : start + long] = True
    return chosen


def _doubled(shape: Shape, rng: np.random.Generator) -> Shape:
    """Some faces twice, the copy turned over or not, as a thin board made of one sheet."""
    again = _runs(shape, rng, 0.4)
    copy = shape.faces[again]
    if rng.random() < 0.5:
        copy = copy[:, ::-1]
    return replace(
        shape,
        faces=np.concatenate([shape.faces, copy]),
        face_part=np.concatenate([shape.face_part, shape.face_part[again]]),
    )


def _missing(shape: Shape, rng: np.random.Generator) -> Shape:
    """No backs: faces that look one way are gone from some of the shape, and single faces here and there."""
    a, b, c = shape.vertices[shape.faces].swapaxes(0, 1)
    normal = np.cross(b - a, c - a)
    axis = int(rng.integers(3))
    away = normal[:, axis] * rng.choice([-1, 1]) > 0.9 * np.linalg.norm(normal, axis=1)
    gone = (away & _runs(shape, rng, 0.6)) | (rng.random(len(normal)) < rng.choice([0.0, 0.02]))
    part = shape.face_part
    area = np.linalg.norm(normal, axis=1)
    kept = np.bincount(part[~gone], area[~gone], len(shape.parts)) > 0.5 * np.bincount(part, area, len(shape.parts))
    gone &= kept[part]  # a part that would all but vanish stays whole
    return replace(shape, faces=shape.faces[~gone], face_part=part[~gone])


def _inside_out(shape: Shape, rng: np.random.Generator) -> Shape:
    """Whole stretches of faces wound the wrong way round."""
    turned = _runs(shape, rng, 0.5)
    faces = shape.faces.copy()
    faces[turned] = faces[turned, ::-1]
    return replace(shape, faces=faces)


def _seams(shape: Shape, rng: np.random.Generator) -> Shape:
    """Some faces no longer share vertices with their neighbours."""
    loose = _runs(shape, rng, 0.7)
    faces, vertices = shape.faces.copy(), shape.vertices
    corners = faces[loose].ravel()
    faces[loose] = len(vertices) + np.arange(len(corners)).reshape(-1, 3)
    return replace(shape, faces=faces, vertices=np.concatenate([vertices, vertices[corners]]))


def _overlap(shape: Shape, rng: np.random.Generator) -> Shape:
    """Parts a little too large, so that they reach into each other."""
    of_vertex = np.full(len(shape.vertices), -1)
    of_vertex[shape.faces] = shape.face_part[:, None]
    vertices = shape.vertices.copy()
    for part in range(1, len(shape.parts)):
        own = of_vertex == part
        low, high = vertices[own].min(0), vertices[own].max(0)
        vertices[own] = (low + high) / 2 + (vertices[own] - (low + high) / 2) * rng.uniform(1.0, 1.025, 3)
    return replace(shape, vertices=vertices)


def _uneven(shape: Shape, rng: np.random.Generator) -> Shape:
    """Some faces cut in four, some of those again, beside others left large."""
    for _ in range(int(rng.integers(1, 3))):
        fine = _runs(shape, rng, 0.3)
        a, b, c = shape.faces[fine].T
        n, k = len(shape.vertices), len(a)
        ab, bc, ca = n + np.arange(k), n + k + np.arange(k), n + 2 * k + np.arange(k)
        v = shape.vertices
        middles = np.concatenate([(v[a] + v[b]) / 2, (v[b] + v[c]) / 2, (v[c] + v[a]) / 2])
        quarters = [np.c_[a, ab, ca], np.c_[ab, b, bc], np.c_[ca, bc, c], np.c_[ab, bc, ca]]
        shape = replace(
            shape,
            vertices=np.concatenate([v, middles]),
            faces=np.concatenate([shape.faces[~fine], *quarters]),
            face_part=np.concatenate([shape.face_part[~fine], *[shape.face_part[fine]] * 4]),
        )
    return shape


_MAKERS = {
    "doubled": _doubled,
    "missing": _missing,
    "inside_out": _inside_out,
    "seams": _seams,
    "overlap": _overlap,
    "uneven": _uneven,
}
