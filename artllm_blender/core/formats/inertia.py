"""Mass properties of a part from its triangles. SI units.

Second moments follow J. Blow and A. J. Binstock, "How to find the inertia tensor (or other mass properties) of a 3D
solid body represented by a triangle mesh" (2004): integrate over the tetrahedra that a closed surface spans with any
one point. A connected surface that is not closed counts as a sheet, integrated over its triangles. Closed ones that lie
in each other or overlap are taken together: cavities are subtracted, and what is there twice counts once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..cut.connectivity import components, triangle_edges, weld
from ..steps import Steps, exhausted
from .united import enclosed, moments, outward, signed, tangled

STAGE = "Masses"
DENSITY = 700.0  # kg/m3, wood and hollow plastic alike
SHEET_THICKNESS = 0.004  # metres
FOLDED = 0.05  # of what its area would be as a sheet: a closed surface that holds less is no wall
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


def inertial(*given: Any) -> Inertial:
    """All steps of `weighing` at once."""
    return exhausted(weighing(*given))


def weighing(vertices: np.ndarray, triangles: np.ndarray, density: np.ndarray | None = None) -> Steps[Inertial]:
    """vertices: (n, 3) metres; triangles: (m, 3) int; density: (m,) kg/m3 of what lies behind each, DENSITY where it is
    not given. LEAST for no triangles."""
    if not len(triangles):
        return LEAST
    vertices = np.asarray(vertices, dtype=np.float64)
    density = np.full(len(triangles), DENSITY) if density is None else np.asarray(density, np.float64)
    yield STAGE, 0.0
    single = _single(weld(vertices)[triangles])
    yield STAGE, 0.3
    triangles, density = triangles[single], density[single]
    corners = vertices[triangles]
    middle = (corners.min(axis=(0, 1)) + corners.max(axis=(0, 1))) / 2
    corners = corners - middle
    component, closed = _closed_components(vertices, triangles)
    yield STAGE, 0.6
    solid, sheet = _volumes(corners, component, closed)
    yield STAGE, 0.7
    held = np.bincount(component, solid)
    together = tangled(corners, component, held > 0)[component]
    total, first, second = 0.0, np.zeros(3), np.zeros((3, 3))
    if together.any():
        one, number = corners[together], np.unique(component[together], return_inverse=True)[1]
        turns = outward(one, number, np.bincount(number, signed(one)))[number] < 0
        volume, first, second = enclosed(np.where(turns[:, None, None], one[:, ::-1], one))
        area = np.linalg.norm(np.cross(one[:, 1] - one[:, 0], one[:, 2] - one[:, 0]), axis=1)
        mean = float(area @ density[together] / area.sum())
        total, first, second = mean * volume, mean * first, mean * second
        solid = np.where(together, 0, solid)
    yield STAGE, 0.8
    # One density for a whole solid, by the area of what it shows.
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) + 1e-30
    solid = solid * (np.bincount(component, area * density) / np.bincount(component, area))[component]
    sheet = sheet * density
    # A tetrahedron's fourth corner, the middle, is 0 and adds nothing to the sums over corners.
    for volume, count in ((solid, 4), (sheet, 3)):
        total, first, second = (
            sum(both) for both in zip((total, first, second), moments(corners, volume, count), strict=True)
        )
    if not total > 0:
        return Inertial(LEAST.mass, middle, LEAST.tensor)
    centre = first / total
    # Floored second moments keep the inertia definite and inside the triangle inequality, whatever the rounding.
    radii, axes = np.linalg.eigh(second / total - np.outer(centre, centre))
    radii = np.maximum(radii, max(LEAST_RADIUS**2, 1e-6 * radii.max()))
    mass = max(total, LEAST_MASS)
    return Inertial(mass, centre + middle, mass * (radii.sum() * np.eye(3) - (axes * radii) @ axes.T))


def _volumes(corners: np.ndarray, component: np.ndarray, closed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(m,) signed volume between each triangle and the middle, 0 in sheets; (m,) its volume as a sheet, 0 in solids.

    A closed surface that holds next to nothing is a folded sheet, or half of it is inside out.
    """
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    volume = signed(corners)
    sheet = np.linalg.norm(cross, axis=1) / 2 * min(SHEET_THICKNESS, float(np.ptp(corners, axis=(0, 1)).max()) / 20)
    held = np.bincount(component, volume)
    solid = (closed & (np.abs(held) > FOLDED * np.bincount(component, sheet)))[component]
    return np.where(solid, volume * np.sign(held)[component], 0), np.where(solid, 0, sheet)


def _single(triangles: np.ndarray) -> np.ndarray:
    """Indices of (m, 3) triangles without those that are there before, facing the same way."""
    first = triangles.argmin(axis=1)
    turned = np.take_along_axis(triangles, (first[:, None] + np.arange(3)) % 3, axis=1)
    # Up to two million vertices one number tells three.
    count = int(triangles.max()) + 1
    rows = turned.astype(np.int64) @ (count * count, count, 1) if count < 2_000_000 else turned
    return np.sort(np.unique(rows, axis=0, return_index=True)[1])


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
