"""Directions worth trying, the likeliest first; each set holds the opposite of each of its directions."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

ALIKE = 0.9995  # cosine from which two directions are one, 1.8 degrees
SPHERE = 50  # directions all round, when nothing better came free
AXES = np.eye(3)


def levels(parts: Sequence[np.ndarray], contacts: Sequence[np.ndarray], axes: np.ndarray) -> list[np.ndarray]:
    """Three times (k, 3): the world's axes, joints' and what faces and contacts point along; diagonals and the same of
    each part and pair; along edges and all round. parts: (m, 3, 3) triangles each; contacts: (c, 3) unit normals of
    each pair; axes: (j, 3) of joints."""
    of_all = np.concatenate([np.zeros((0, 3)), *contacts])
    likely = [AXES, axes, faces_of(np.concatenate(parts), 6), clustered(of_all, np.ones(len(of_all)), 8)]
    of_parts, of_pairs = [faces_of(part, 3) for part in parts], [clustered(c, np.ones(len(c)), 3) for c in contacts]
    round_about = [crossings(clustered(of_all, np.ones(len(of_all)), 5)), sphere()]
    return [np.concatenate(one) for one in (likely, [diagonals(AXES), *of_parts, *of_pairs], round_about)]


def closed(ways: np.ndarray, known: np.ndarray) -> np.ndarray:
    """(m, 3) unit: of (n, 3) ways those that differ from each other and the known, each before its opposite."""
    found: list[np.ndarray] = []
    for way in ways:
        length = np.linalg.norm(way)
        if length < 1e-9:
            continue
        way = way / length
        both = np.concatenate([known, *found]) if found else known
        if not len(both) or (both @ way).max() < ALIKE:
            found.append(np.stack([way, -way]))
    return np.concatenate(found) if found else np.zeros((0, 3))


def clustered(ways: np.ndarray, weights: np.ndarray, count: int) -> np.ndarray:
    """(k, 3), k <= count: the means of the heaviest bundles of (n, 3) unit ways that differ by less than 8 degrees; a
    way and its opposite are one."""
    found = []
    left = weights * (np.linalg.norm(ways, axis=1) > 0.5)
    while len(found) < count and len(left) and left.max() > 0:
        alike = ways @ ways[left.argmax()]
        bundle = np.abs(alike) > 0.99
        # A bundle is as heavy as all in it; the heaviest single way leads it.
        mean = (ways[bundle] * (np.sign(alike[bundle]) * weights[bundle])[:, None]).sum(axis=0)
        found.append((left[bundle].sum(), mean / max(np.linalg.norm(mean), 1e-12)))
        left = np.where(bundle, 0, left)
    return np.array([way for _, way in sorted(found, key=lambda one: -one[0])]).reshape(-1, 3)


def faces_of(triangles: np.ndarray, count: int) -> np.ndarray:
    """(k, 3): which ways most of the area of (m, 3, 3) triangles faces."""
    normals = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    area = np.linalg.norm(normals, axis=1)
    return clustered(normals / np.maximum(area, 1e-12)[:, None], area, count)


def diagonals(frame: np.ndarray) -> np.ndarray:
    """(26, 3): all ways between the axes, the rows of a (3, 3) frame."""
    signs = [s for s in itertools.product((-1, 0, 1), repeat=3) if any(s)]
    return np.array(sorted(signs, key=lambda s: sum(map(abs, s))), float) @ frame


def around(ways: np.ndarray, tilt: float) -> np.ndarray:
    """(6 m, 3) unit: six ways round each of (m, 3) unit ways, so many radians off it."""
    found = [np.zeros((0, 3))]
    for way in ways:
        across = np.cross(way, AXES[np.abs(way).argmin()])
        across /= np.linalg.norm(across)
        angle = np.arange(6)[:, None] * np.pi / 3
        aside = np.cos(angle) * across + np.sin(angle) * np.cross(way, across)
        found.append(np.cos(tilt) * way + np.sin(tilt) * aside)
    return np.concatenate(found)


def crossings(ways: np.ndarray) -> np.ndarray:
    """(n, 3): along the edges where faces of such normals meet, and midway between two of them."""
    pairs = itertools.combinations(ways, 2)
    return np.array([way for a, b in pairs for way in (np.cross(a, b), a + b, a - b)]).reshape(-1, 3)


def sphere() -> np.ndarray:
    """(SPHERE, 3): ways all round, evenly (a Fibonacci spiral)."""
    number = np.arange(SPHERE) + 0.5
    height, angle = 1 - 2 * number / SPHERE, number * np.pi * (3 - np.sqrt(5))
    radius = np.sqrt(1 - height**2)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle), height], axis=1)
