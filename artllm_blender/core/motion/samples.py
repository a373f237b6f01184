"""Points that stand for a part's surface: spread evenly over it, and its corners and edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..steps import Steps, exhausted

Mesh = tuple[np.ndarray, np.ndarray]
# Details of each kind, where it is not said.
MOST = 2000


@dataclass(frozen=True)
class Probes:
    """Points of a surface. points, normals: (n, 3); area: of the surface that each point stands for, square metres."""

    points: np.ndarray
    normals: np.ndarray
    area: float

    def only(self, keep: np.ndarray) -> Probes:
        """Those of a (n,) mask or of (k,) indices."""
        return Probes(self.points[keep], self.normals[keep], self.area)


def triangle_boxes(vertices: np.ndarray, triangles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(3, m) lower and (3, m) upper corners of the boxes of (m, 3) triangles."""
    lower, upper = np.empty((2, 3, len(triangles)))
    for axis, (a, b, c) in enumerate(_corners(vertices, triangles)):
        lower[axis], upper[axis] = np.minimum(np.minimum(a, b), c), np.maximum(np.maximum(a, b), c)
    return lower, upper


def _corners(vertices: np.ndarray, triangles: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Of each axis where the (m,) first, second and third corners are: of many, a row is much quicker than a column."""
    of = np.ascontiguousarray(triangles.T)
    for places in np.ascontiguousarray(vertices.T):
        yield places[of[0]], places[of[1]], places[of[2]]


def spread(mesh: Mesh, count: int) -> Probes:
    """Count points, as many a square metre everywhere, the same every time; none where the mesh has no area."""
    vertices, triangles = mesh
    vertices = vertices.astype(np.float64, copy=False)
    one, two = zip(*((b - a, c - a) for a, b, c in _corners(vertices, triangles)), strict=True)
    normals = [one[i] * two[j] - one[j] * two[i] for i, j in ((1, 2), (2, 0), (0, 1))]
    twice = np.sqrt(normals[0] ** 2 + normals[1] ** 2 + normals[2] ** 2)
    whole = float(twice.sum()) / 2
    if not whole > 0:
        return Probes(np.empty((0, 3)), np.empty((0, 3)), 0.0)
    rng = np.random.default_rng(0)
    # One point in each of `count` equal stretches of the area: evener than free draws.
    at = (np.arange(count) + rng.random(count)) / count * twice.sum()
    chosen = np.minimum(np.searchsorted(np.cumsum(twice), at), np.flatnonzero(twice)[-1])
    a, b = np.sort(rng.random((2, count)), axis=0)
    points = np.einsum("nk,nkd->nd", np.stack([a, b - a, 1 - b], axis=1), vertices[triangles[chosen]])
    return Probes(points, np.stack([along[chosen] for along in normals], axis=1) / twice[chosen, None], whole / count)


def details(mesh: Mesh, spacing: float, most: int = MOST) -> np.ndarray:
    """(n, 3) where contact can start: the vertices, the edges in steps of spacing or less, and points spread between.

    Of each kind about `most` at most; then steps are longer and vertices are left out evenly.
    """
    return np.concatenate([outlines(mesh, spacing, most), spread(mesh, most).points])


def outlines(mesh: Mesh, spacing: float, most: int = MOST) -> np.ndarray:
    """Those of `details` that are vertices or on edges."""
    return exhausted(outlining(mesh, spacing, ("", 0.0), most))


def outlining(mesh: Mesh, spacing: float, told: tuple[str, float], most: int = MOST) -> Steps[np.ndarray]:
    """`outlines` in steps, each of which tells the same."""
    vertices, triangles = mesh
    triangles = np.asarray(triangles, dtype=np.int64)
    has = np.zeros(len(vertices), bool)
    has[triangles] = True
    used, ends = np.flatnonzero(has), []
    squares = np.zeros((3, len(triangles)))
    for one, two, three in _corners(vertices, triangles):
        for square, along in zip(squares, (two - one, three - two, one - three), strict=True):
            square += along**2
    yield told
    for a, square in enumerate(squares):
        long = np.sqrt(square) > spacing
        ends.append(triangles[long][:, [a, (a + 1) % 3]])
    ends = np.concatenate(ends)
    yield told
    pairs = np.unique(ends.min(axis=1) * len(vertices) + ends.max(axis=1))  # each edge once
    yield told
    a, b = (vertices[side].astype(np.float64) for side in np.divmod(pairs, len(vertices)))
    lengths = np.linalg.norm(b - a, axis=1)
    inner = np.maximum(np.ceil(lengths / max(spacing, float(lengths.sum()) / most)).astype(int) - 1, 0)
    edge = np.repeat(np.arange(len(a)), inner)
    rank = np.arange(len(edge)) - np.repeat(np.cumsum(inner) - inner, inner) + 1
    share = (rank / (inner[edge] + 1))[:, None]
    between = a[edge] * (1 - share) + b[edge] * share
    return np.concatenate([vertices[used[:: len(used) // most + 1]], between])
