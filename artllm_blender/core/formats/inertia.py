"""Mass properties of a part from its triangles. SI units.

Second moments follow J. Blow and A. J. Binstock, "How to find the inertia tensor (or other mass properties) of a 3D
solid body represented by a triangle mesh" (2004): integrate over the tetrahedra that a closed surface spans with any
one point. A connected surface that is not closed counts as a sheet, integrated over its triangles.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..cut.connectivity import components, triangle_edges, weld

DENSITY = 700.0  # kg/m3, wood and hollow plastic alike
SHEET_THICKNESS = 0.004  # metres
LEAST_MASS = 1e-3  # kg; simulators refuse or blow up bodies without mass
LEAST_RADIUS = 1e-4  # metres of gyration, so that a flat or needle-thin part still resists every turn


@dataclass(frozen=True)
class Inertial:
    """mass: kg. centre: (3,) metres. tensor: (3, 3) kg m2 about the centre, along the axes of the given vertices.

    The tensor is positive definite and its principal moments satisfy the triangle inequality.
    """

    mass: float
    centre: np.ndarray
    tensor: np.ndarray


LEAST = Inertial(LEAST_MASS, np.zeros(3), 2 * LEAST_MASS * LEAST_RADIUS**2 * np.eye(3))


def inertial(vertices: np.ndarray, triangles: np.ndarray) -> Inertial:
    """vertices: (n, 3) metres; triangles: (m, 3) int. LEAST for no triangles."""
    corners = np.asarray(vertices, dtype=np.float64)[triangles]
    if not len(corners):
        return LEAST
    middle = (corners.min(axis=(0, 1)) + corners.max(axis=(0, 1))) / 2
    corners = corners - middle
    solid, sheet = _volumes(corners, *_closed_components(vertices, triangles))
    total, first, second = 0.0, np.zeros(3), np.zeros((3, 3))
    # A tetrahedron's fourth corner, the middle, is 0 and adds nothing to the sums over corners.
    for volume, count in ((solid, 4), (sheet, 3)):
        summed = corners.sum(axis=1)
        outer = np.einsum("i,ika,ikb->ab", volume, corners, corners) + np.einsum("i,ia,ib->ab", volume, summed, summed)
        total += float(volume.sum())
        first += volume @ summed / count
        second += outer / (count * (count + 1))
    if not total > 0:
        return Inertial(LEAST.mass, middle, LEAST.tensor)
    centre = first / total
    # Floored second moments keep the inertia definite and inside the triangle inequality, whatever the rounding.
    moments, axes = np.linalg.eigh(second / total - np.outer(centre, centre))
    moments = np.maximum(moments, max(LEAST_RADIUS**2, 1e-6 * moments.max()))
    mass = max(total * DENSITY, LEAST_MASS)
    return Inertial(mass, centre + middle, mass * (moments.sum() * np.eye(3) - (axes * moments) @ axes.T))


def _volumes(corners: np.ndarray, component: np.ndarray, closed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(m,) signed volume between each triangle and the middle, 0 in sheets; (m,) its volume as a sheet, 0 in solids.

    A closed surface that holds less than a sheet of its area is a folded sheet, or half of it is inside out.
    """
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    volume = np.einsum("ij,ij->i", corners[:, 0], cross) / 6
    sheet = np.linalg.norm(cross, axis=1) / 2 * min(SHEET_THICKNESS, float(np.ptp(corners, axis=(0, 1)).max()) / 20)
    held = np.bincount(component, volume)
    solid = (closed & (np.abs(held) > np.bincount(component, sheet) / 2))[component]
    return np.where(solid, volume * np.sign(held)[component], 0), np.where(solid, 0, sheet)


def _closed_components(vertices: np.ndarray, triangles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(m,) int: the connected component of each triangle; (c,) bool: whether it passes each edge as often both ways."""
    place = weld(np.asarray(vertices))[triangles]
    following = np.roll(place, -1, axis=1)
    component = components(np.stack([place, following], axis=2).reshape(-1, 2), place.max() + 1)[place[:, 0]]
    component = np.unique(component, return_inverse=True)[1]
    _, edge = np.unique(triangle_edges(place), return_inverse=True)
    uneven = np.bincount(edge, np.sign(following - place).reshape(-1)) != 0
    open = np.bincount(component, uneven[edge].reshape(-1, 3).any(axis=1))
    return component, open == 0
