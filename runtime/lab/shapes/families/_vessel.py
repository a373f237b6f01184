"""Vessels: lathe-like skins whose section need not be round, closed or hollow."""

from __future__ import annotations

import numpy as np

from ..solids import Mesh, lofted


def section(segments: int, power: float = 2.0, aspect: float = 1.0) -> np.ndarray:
    """Superellipse (segments, 2) of half width 1 and half depth aspect; power 2 is round, 4 and more nearly square."""
    t = (np.arange(segments) + 0.5) * 2 * np.pi / segments
    c, s = np.cos(t), np.sin(t)
    r = (np.abs(c) ** power + np.abs(s) ** power) ** (-1 / power)
    return np.c_[r * c, aspect * r * s]


def vessel(profile: np.ndarray, outline: np.ndarray, blend=1.0) -> Mesh:
    """Skin around Z through profile (k, 2) of (radius, z), outside first; a radius near 0 closes an end.

    outline: section (n, 2) for radius 1. blend: how far each of the k rings is from a circle towards the outline, 0..1.
    """
    r, z = np.asarray(profile, float).T
    circle = section(len(outline))
    weight = np.broadcast_to(blend, r.shape)[:, None, None]
    rings = r[:, None, None] * ((1 - weight) * circle + weight * outline)
    rings = np.concatenate([rings, np.broadcast_to(z[:, None, None], (*rings.shape[:2], 1))], 2)
    return lofted(rings, caps=False)


def shell(profile: np.ndarray, wall: float, floor: float | None = None) -> np.ndarray:
    """Outer profile (k, 2), from its foot to its open mouth, continued down the inside to a closed floor."""
    profile = np.asarray(profile, float)
    inner = profile[::-1] - (wall, 0)
    low = profile[0, 1] + (wall if floor is None else floor)
    inner = inner[(inner[:, 1] > low) & (inner[:, 0] > wall)]
    bottom = np.array([[inner[-1, 0], low], [0, low]])
    return np.concatenate([[[0, profile[0, 1]]], profile, inner, bottom])


def solid(profile: np.ndarray) -> np.ndarray:
    """Outer profile (k, 2) closed at both ends on the axis."""
    profile = np.asarray(profile, float)
    return np.concatenate([[[0, profile[0, 1]]], profile, [[0, profile[-1, 1]]]])


def free_swing(bail: np.ndarray, skin: np.ndarray, z: float, power: float = 2.0, aspect: float = 1.0) -> float:
    """How far (radians) an upright bail turns about the level line at height z before it meets a vessel's skin.

    bail, skin: vertices (n, 3). power, aspect: the vessel's section, as `section` has them.
    """

    def distance(v: np.ndarray) -> np.ndarray:
        return (np.abs(v[..., 0]) ** power + np.abs(v[..., 1] / aspect) ** power) ** (1 / power)

    levels, level = np.unique(skin[:, 2].round(6), return_inverse=True)
    widest = np.zeros(len(levels))
    np.maximum.at(widest, level, distance(skin))
    high = bail[:, 2] - z
    arm = bail[high > 0.2 * high.max()]
    angles = np.linspace(0.5, 2.6, 60)
    for before, angle in zip(np.r_[angles[0], angles], angles, strict=False):
        turned = np.c_[arm[:, 0], (arm[:, 2] - z) * np.sin(angle), z + (arm[:, 2] - z) * np.cos(angle)]
        beside = (turned[:, 2] > levels[0]) & (turned[:, 2] < levels[-1])
        if (distance(turned) < np.interp(turned[:, 2], levels, widest))[beside].any():
            return before
    return angles[-1]
