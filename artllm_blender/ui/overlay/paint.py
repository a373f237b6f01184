"""Strokes and triangles in the 3D view, by Blender's own shaders. Lengths and widths on the screen are pixels."""

from __future__ import annotations

import bpy
import numpy as np


def strokes(lines: np.ndarray, colours: np.ndarray) -> object | None:
    """A batch of (n, 2, 3) lines, or (n, 2, 2) on the screen, with (n, 4) colours; None of none."""
    return _batch("POLYLINE_FLAT_COLOR", "LINES", lines, colours)


def faces(triangles: np.ndarray, colours: np.ndarray) -> object | None:
    """A batch of (n, 3, 3) triangles with (n, 4) colours; None of none."""
    return _batch("FLAT_COLOR", "TRIS", triangles, colours)


def draw_strokes(
    batch: object | None, width: float, context: bpy.types.Context, colour: tuple[float, ...] | None = None
) -> None:
    """In front of everything. width: at the interface's usual scale; colour: in place of the lines' own."""
    if batch is None:
        return
    import gpu

    shader = gpu.shader.from_builtin("POLYLINE_UNIFORM_COLOR" if colour else "POLYLINE_FLAT_COLOR")
    gpu.state.blend_set("ALPHA")
    gpu.state.depth_test_set("NONE")
    shader.bind()
    shader.uniform_float("viewportSize", (context.region.width, context.region.height))
    shader.uniform_float("lineWidth", width * context.preferences.system.ui_scale)
    if colour:
        shader.uniform_float("color", colour)
    batch.draw(shader)
    gpu.state.blend_set("NONE")


def draw_faces(batch: object | None) -> None:
    """In front of everything."""
    if batch is None:
        return
    import gpu

    gpu.state.blend_set("ALPHA")
    gpu.state.depth_test_set("NONE")
    batch.draw(gpu.shader.from_builtin("FLAT_COLOR"))
    gpu.state.blend_set("NONE")


def on_screen(points: np.ndarray, context: bpy.types.Context) -> np.ndarray:
    """(n, 2) where (n, 3) points are in the region; not a number behind the eye."""
    window = np.array(context.region_data.perspective_matrix)
    x, y, _, w = window[:, :3] @ points.T + window[:, 3:]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(w > 0, np.stack([x, y]) / w, np.nan)
    return ((share.T + 1) / 2) * (context.region.width, context.region.height)


def _batch(shader: str, kind: str, shapes: np.ndarray, colours: np.ndarray) -> object | None:
    if not len(shapes):
        return None
    import gpu
    from gpu_extras.batch import batch_for_shader

    corners = shapes.shape[1]
    points = np.zeros((len(shapes) * corners, 3), np.float32)
    points[:, : shapes.shape[2]] = shapes.reshape(len(points), -1)
    content = {"pos": points, "color": np.repeat(colours.astype(np.float32), corners, axis=0)}
    return batch_for_shader(gpu.shader.from_builtin(shader), kind, content)
