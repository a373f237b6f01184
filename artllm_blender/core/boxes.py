"""Boxes of parts, around what they have."""

from __future__ import annotations

import numpy as np

from .articulation import Box
from .frames import box_around


def box_of(vertices: np.ndarray, faces: np.ndarray | None = None) -> Box:
    """Around (n, 3) vertices, or only those that (m, 3) faces have; one at least."""
    if faces is not None:
        used = np.zeros(len(vertices), bool)
        for corner in faces.T:
            used[corner] = True
        vertices = vertices[used]
    return Box(*map(tuple, box_around(vertices).tolist()))
