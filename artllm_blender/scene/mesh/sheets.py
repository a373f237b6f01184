"""Parts that were modelled as mere sheets get a thickness: a Solidify modifier, which the artist can change."""

from __future__ import annotations

import bpy
import numpy as np

from ...core.frames import apply
from .raw import corner_edges, positions

# What is flatter than this share of the thickness that it shall get is a sheet.
FLAT = 0.5


def thicken(thing: bpy.types.Object, thickness: float) -> bool:
    """Whether the object, where it stands, is an open sheet, and so has now got the thickness, metres, inwards."""
    if any(modifier.type == "SOLIDIFY" for modifier in thing.modifiers) or not _is_open(thing.data):
        return False
    matrix = np.array(thing.matrix_world, dtype=np.float64)
    points = apply(matrix, positions(thing.data))
    points = points[np.isfinite(points).all(axis=1)]
    across = np.linalg.eigh(np.cov(points.T))[1] if len(points) > 2 else np.eye(3)
    if not np.ptp(points @ across, axis=0).min() < FLAT * thickness:
        return False
    modifier = thing.modifiers.new("Thickness", "SOLIDIFY")
    modifier.thickness = thickness / max(abs(np.linalg.det(matrix[:3, :3])) ** (1 / 3), 1e-12)
    return True


def _is_open(mesh: bpy.types.Mesh) -> bool:
    """Whether it has an edge with one polygon only."""
    return bool((np.bincount(corner_edges(mesh)) == 1).any())
