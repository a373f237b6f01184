"""Convex solids that are cylinders: told by their corners, which then lie on two equal circles."""

from __future__ import annotations

import math

import numpy as np

from .convex import Convex
from .description import Collider, CylinderShape

ROUND = 0.01  # of its radius: how far from the circle a corner may lie
FLAT = 0.003  # of its height or radius, the larger: how far from its end
WIDEST = math.radians(36)  # between two corners, seen along the axis
WIDEST_END = math.radians(60)  # between two of one end


def cylinder(solid: Convex) -> Collider | None:
    """The cylinder, in the world, that a solid's corners lie on; None where they lie on none."""
    if len(solid.points) < 20:
        return None
    for axis in _flat_along(solid):
        along = solid.points @ axis
        low, high = along.min(), along.max()
        upper = along > (low + high) / 2
        across = _across(axis)
        flat = solid.points @ across
        middle = (flat[upper].min(axis=0) + flat[upper].max(axis=0)) / 2
        radius = float(np.linalg.norm(flat - middle, axis=1).max())
        near = FLAT * max(high - low, radius)
        if (np.minimum(along - low, high - along) > near).any():
            continue
        ends = [flat[rows] - middle for rows in (upper, ~upper)]
        if _widest(flat - middle) > WIDEST or max(map(_widest, ends)) > WIDEST_END:
            continue
        if np.linalg.norm(flat - middle, axis=1).min() > (1 - ROUND) * radius:
            turn = np.column_stack([across, axis])
            centre = across @ middle + axis * (low + high) / 2
            return Collider(CylinderShape(radius, float(high - low)), centre, turn)
    return None


def _flat_along(solid: Convex) -> np.ndarray:
    """(k, 3) those of a solid's normals along which all its corners may lie at one of two ends."""
    along = solid.points @ solid.normals.T
    to_end = np.minimum(along - along.min(axis=0), along.max(axis=0) - along)
    most = 2 * FLAT * np.linalg.norm(np.ptp(solid.points, axis=0))  # of no cylinder's height or radius is that less
    return solid.normals[to_end.max(axis=0) <= most]


def _widest(points: np.ndarray) -> float:
    """Radians between two of (n, 2) points with no other between them, seen from the origin."""
    angle = np.sort(np.arctan2(points[:, 1], points[:, 0]))
    return float(np.diff(angle, append=angle[0] + math.tau).max())


def _across(axis: np.ndarray) -> np.ndarray:
    """(3, 2) two axes, in columns, that are right-handed with a third."""
    x = np.cross(axis, np.eye(3)[np.abs(axis).argmin()])
    x /= np.linalg.norm(x)
    return np.column_stack([x, np.cross(axis, x)])
