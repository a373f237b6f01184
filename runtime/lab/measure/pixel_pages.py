"""Pages of a manual drawn another way than the project's own: a line is wherever neighbouring pixels show other parts,
other depths or faces that bend, so styles, gaps and weights differ from those of `core.assembly.line_art`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from artllm_blender.core.picture.raster import Camera, depth_slopes, visible
from runtime.lab.shapes.solids import Mesh, joined

FINE = 2  # pixels drawn to one of the page


def page(parts: Sequence[Mesh], camera: Camera, bend: float, thick: int, jump: float = 0.012) -> np.ndarray:
    """(size, size) 0 black to 1 white. camera: at FINE times the page's pixels; bend: radians between faces that make a
    line; thick: fine pixels that lines are broad; jump: of the picture's range of depths that makes one."""
    whole = joined(list(parts))
    owner = np.repeat(np.arange(len(parts)), [len(part.faces) for part in parts])
    flat = camera.project(whole.vertices)
    front = visible(flat, whole.faces, camera.size)
    corners, flat_corners = whole.vertices[whole.faces], flat[whole.faces]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-30)
    row, column = np.indices(front.shape)
    at = np.stack([column + 0.5, row + 0.5], axis=2)
    off = at - flat_corners[front, 0, :2]
    slopes = depth_slopes(flat_corners)[front]
    depth = 1 / np.maximum(flat_corners[front, 0, 2] + (off * slopes).sum(axis=2), 1e-12)
    low, high = 1 / flat_corners[..., 2].max(axis=1)[front], 1 / flat_corners[..., 2].min(axis=1)[front]
    depth = np.clip(depth, low, high)
    span = float(np.ptp(1 / flat[:, 2]))
    lines = np.zeros(front.shape, bool)
    for axis in (0, 1):
        a, b = (slice(None, -1), slice(None)) if axis == 0 else (slice(None), slice(None, -1)), None
        b = (slice(1, None), slice(None)) if axis == 0 else (slice(None), slice(1, None))
        one, other = front[a], front[b]
        both = (one >= 0) & (other >= 0)
        edge = (one >= 0) != (other >= 0)
        edge |= both & (owner[one] != owner[other])
        cosine = np.abs((normals[one] * normals[other]).sum(axis=2))
        edge |= both & (one != other) & (cosine < np.cos(bend))
        # A depth that neither face's slope leads to.
        step = slopes[a][..., 1 - axis]
        reached = 1 / np.maximum(1 / depth[a] + step, 1e-12)
        step = slopes[b][..., 1 - axis]
        back = 1 / np.maximum(1 / depth[b] - step, 1e-12)
        gap = np.minimum(np.abs(reached - depth[b]), np.abs(back - depth[a]))
        edge |= both & (gap > jump * span)
        lines[a] |= edge
    lines = _broad(lines, thick)
    ink = lines.reshape(camera.size // FINE, FINE, -1, FINE).mean(axis=(1, 3))
    return 1 - ink


def _broad(lines: np.ndarray, thick: int) -> np.ndarray:
    found = lines.copy()
    for down in range(-(thick // 2), (thick + 1) // 2):
        for right in range(-(thick // 2), (thick + 1) // 2):
            found |= np.roll(lines, (down, right), axis=(0, 1))
    return found
