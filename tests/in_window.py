"""What runs in the Blender that `windows.py` opened: it does what it is called for, between two redraws.

Functions here and in modules beside the tests of windows are called by `Window.call`; they give plain Python back.
"""

from __future__ import annotations

import traceback
from multiprocessing.connection import Connection, Listener

import bpy
from mathutils import Vector

TICK = 0.005


def serve(address: str, register: bool) -> None:
    """Answer calls until the other end hangs up, then quit. register: the checkout's add-on, for none is installed."""
    bpy.context.preferences.view.show_splash = False
    if register:
        import artllm_blender

        artllm_blender.register()
    with Listener(address) as listener:
        connection = listener.accept()
    bpy.app.timers.register(lambda: _answer(connection), first_interval=0.5, persistent=True)


def _answer(connection: Connection) -> float | None:
    """Timer: one call, so that events and redraws come between any two."""
    if not connection.poll():
        return TICK
    try:
        function, arguments = connection.recv()
    except EOFError:
        bpy.ops.wm.quit_blender()
        return None
    try:
        answer = True, function(*arguments)
    except Exception:  # whatever it is, the test is to say it
        answer = False, traceback.format_exc()
    connection.send(answer)
    return TICK


def event(kind: str, value: str, x: float, y: float, more: dict) -> None:
    window = bpy.context.window_manager.windows[0]
    window.event_simulate(kind, value, x=round(x), y=round(y), **more)


def settled() -> None:
    """Nothing: Blender answers this after it has handled all events before and drawn what they changed."""


def new_scene() -> None:
    """An empty scene in the factory's window, the only one, drawn as quickly as a processor can."""
    for other in bpy.context.window_manager.windows[1:]:
        with bpy.context.temp_override(window=other):
            bpy.ops.wm.window_close()
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    bpy.context.preferences.view.show_splash = False
    bpy.context.preferences.system.viewport_aa = "OFF"


def view() -> dict[str, object]:
    """The context of the 3D view, for temp_override."""
    window = bpy.context.window_manager.windows[0]
    area = next(area for area in window.screen.areas if area.type == "VIEW_3D")
    region = next(region for region in area.regions if region.type == "WINDOW")
    return {"window": window, "screen": window.screen, "area": area, "region": region}


def look(point: tuple, rotation: tuple, distance: float, perspective: str = "PERSP") -> None:
    """Look at a point from a distance; rotation: a quaternion; perspective: PERSP or ORTHO."""
    space = view()["area"].spaces.active.region_3d
    space.view_perspective, space.view_rotation = perspective, rotation
    space.view_location, space.view_distance = point, distance
    space.update()  # its matrices, which else wait for a redraw


def pixel(point: tuple[float, float, float]) -> tuple[float, float]:
    """Where on the window a point of the world is seen."""
    where = view()
    region, space = where["region"], where["area"].spaces.active.region_3d
    x, y, _, w = space.perspective_matrix @ Vector((*point, 1.0))
    return region.x + (x / w + 1) / 2 * region.width, region.y + (y / w + 1) / 2 * region.height


def push_undo(message: str) -> None:
    with bpy.context.temp_override(**view()):
        bpy.ops.ed.undo_push(message=message)


def undo() -> None:
    with bpy.context.temp_override(**view()):
        bpy.ops.ed.undo()


def redo() -> None:
    with bpy.context.temp_override(**view()):
        bpy.ops.ed.redo()


def activate(name: str) -> None:
    """Select an object, and no other, and have it active."""
    for thing in bpy.context.view_layer.objects:
        thing.select_set(thing.name == name)
    bpy.context.view_layer.objects.active = bpy.data.objects[name]


def active() -> str:
    """The active object's name; empty where there is none."""
    return bpy.context.active_object.name if bpy.context.active_object else ""
