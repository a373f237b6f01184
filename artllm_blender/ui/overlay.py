"""The overlay of contacts in the 3D view: red where parts are in each other now, amber where contact starts."""

from __future__ import annotations

import bpy
import numpy as np

from ..ops.contacts import contacts, shown, start_points

RED, AMBER = (1.0, 0.05, 0.03, 1.0), (1.0, 0.6, 0.05, 1.0)
# Pixels.
LINE, CROSS = 4.0, 5.0

_handle: object | None = None


def register() -> None:
    """Draw from now on, where there is a window; only there is Blender's gpu module sure to work."""
    global _handle
    if not bpy.app.background:
        _handle = bpy.types.SpaceView3D.draw_handler_add(_draw, (), "WINDOW", "POST_VIEW")


def unregister() -> None:
    global _handle
    if _handle:
        bpy.types.SpaceView3D.draw_handler_remove(_handle, "WINDOW")
    _handle = None


def _draw() -> None:
    context = bpy.context
    armature = shown(context)
    if armature is None or not context.space_data.overlay.show_overlays:
        return
    lines = np.concatenate([np.zeros((0, 2, 3)), *(contact.segments for contact in contacts(armature))])
    _draw_lines(crosses(start_points(armature), context.region_data), AMBER, context)
    _draw_lines(lines, RED, context)


def crosses(points: np.ndarray, view: bpy.types.RegionView3D) -> np.ndarray:
    """(2 n, 2, 3) the two strokes of a cross that faces the view at each of (n, 3) points."""
    across = np.array(view.view_rotation.to_matrix())[:, :2].T
    # World length of a pixel at each point, in perspective farther points' being longer.
    window = np.array(view.perspective_matrix)
    depth = points @ window[3, :3] + window[3, 3]
    size = CROSS * np.abs(depth) * 2 / (bpy.context.region.width * np.linalg.norm(window[0, :3]))
    strokes = [sign * across[0] + across[1] for sign in (1, -1)]
    ends = [np.stack([points - size[:, None] * s, points + size[:, None] * s], axis=1) for s in strokes]
    return np.concatenate(ends)


def _draw_lines(lines: np.ndarray, color: tuple[float, ...], context: bpy.types.Context) -> None:
    """(n, 2, 3) in front of everything."""
    if not len(lines):
        return
    import gpu
    from gpu_extras.batch import batch_for_shader

    shader = gpu.shader.from_builtin("POLYLINE_UNIFORM_COLOR")
    batch = batch_for_shader(shader, "LINES", {"pos": lines.reshape(-1, 3).astype(np.float32)})
    gpu.state.blend_set("ALPHA")
    gpu.state.depth_test_set("NONE")
    shader.bind()
    shader.uniform_float("viewportSize", (context.region.width, context.region.height))
    shader.uniform_float("lineWidth", LINE * context.preferences.system.ui_scale)
    shader.uniform_float("color", color)
    batch.draw(shader)
    gpu.state.blend_set("NONE")
