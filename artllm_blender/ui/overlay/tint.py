"""The active asset's parts in their colours, over whatever they are made of, and ghosts of the active one."""

from __future__ import annotations

import time
from collections.abc import Iterator

import bpy
from mathutils import Matrix

from ...core.colours import part_colour
from ...ops.seen import edits, kept, triangles
from ...ops.views import redraw
from .frame import Frame
from .joints import drawn

TINT, ACTIVE_TINT, GHOST = 0.35, 0.5, 0.22
# In depth from -1 to 1: nearer than the surface itself by what numbers are rounded to, and no more.
NEARER = 4e-6
# Seconds that one redraw may spend on surfaces that are drawn for the first time.
BUDGET = 0.02

# By session id: how often the surface had been edited when it was taken over, and itself.
_surfaces: dict[int, tuple[int, object | None]] = {}


def forget() -> None:
    """Give the surfaces back to the graphics card."""
    _surfaces.clear()


def draw(context: bpy.types.Context, frame: Frame) -> None:
    """All parts but the body, then the ghosts of those whose joints are drawn whole."""
    if context.space_data.shading.type == "WIREFRAME":
        return
    import gpu

    surfaces = list(_shown(context, frame))
    shader = gpu.shader.from_builtin("UNIFORM_COLOR")
    gpu.state.blend_set("ALPHA")
    gpu.state.depth_test_set("LESS_EQUAL")
    shader.bind()
    view = gpu.matrix.get_model_view_matrix()
    with gpu.matrix.push_pop(), gpu.matrix.push_pop_projection():
        gpu.matrix.load_projection_matrix(Matrix.Translation((0, 0, -NEARER)) @ gpu.matrix.get_projection_matrix())
        for part, thing, surface in surfaces:
            shader.uniform_float("color", (*part_colour(part), ACTIVE_TINT if part == frame.active else TINT))
            _draw_at(surface, shader, view @ thing.matrix_world)
    with gpu.matrix.push_pop():
        for child, ghosts in drawn(context, frame).ghosts.items():
            carried = frame.asset.joints[child].carried
            shader.uniform_float("color", (*part_colour(child), GHOST))
            for there in ghosts:
                for part, thing, surface in surfaces:
                    if part in carried:
                        matrix = there @ thing.matrix_world
                        # Front faces alone, or what is behind them shines through.
                        gpu.state.face_culling_set("FRONT" if matrix.is_negative else "BACK")
                        _draw_at(surface, shader, view @ matrix)
    gpu.state.face_culling_set("NONE")
    gpu.state.depth_test_set("NONE")
    gpu.state.blend_set("NONE")


def _draw_at(surface: object, shader: object, matrix: Matrix) -> None:
    """matrix: (4, 4) from the surface's frame to the eye's."""
    import gpu

    gpu.matrix.load_matrix(matrix)
    surface.draw(shader)


def _shown(context: bpy.types.Context, frame: Frame) -> Iterator[tuple[int, bpy.types.Object, object]]:
    """(part, object, surface) of what moves, nobody edits and this view shows solid; those yet to be made follow."""
    begin, waiting = time.perf_counter(), False
    for own, thing in frame.things:
        if own.part == frame.asset.root or thing.mode != "OBJECT" or thing.display_type not in ("SOLID", "TEXTURED"):
            continue
        known, edited = _surfaces.get(own.uid), edits(own.uid)
        if known is None or known[0] != edited:
            if time.perf_counter() - begin > BUDGET:
                waiting = True
                continue
            known = _surfaces[own.uid] = edited, _surface(context, thing)
        if known[1]:
            yield own.part, thing, known[1]
    for uid in _surfaces.keys() - kept():
        del _surfaces[uid]
    if waiting and not bpy.app.timers.is_registered(redraw):
        bpy.app.timers.register(redraw, first_interval=0.01)


def _surface(context: bpy.types.Context, thing: bpy.types.Object) -> object | None:
    import gpu
    from gpu_extras.batch import batch_for_shader

    points, corners = triangles(context, thing)
    if not len(corners):
        return None
    return batch_for_shader(gpu.shader.from_builtin("UNIFORM_COLOR"), "TRIS", {"pos": points}, indices=corners)
