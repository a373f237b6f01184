"""What the walk asks of the Blender in whose window it is; runs there, so it imports nothing that Blender has not.

The add-on is the installed one: nothing of the checkout's is imported here.
"""

from __future__ import annotations

import importlib
import os
from math import radians

import blf
import bpy
import gpu
import in_window
import numpy as np
from mathutils import Euler, Matrix, Vector

MODULE = "bl_ext.user_default.artllm"
# Of the interface's text at 1x, as Blender's own styles have it; how much room is around a label.
POINTS, PAD = 11, 4
LIGHT = "Blender_Light.xml"


def display() -> str:
    """Where the window is, for who takes its picture."""
    return os.environ.get("DISPLAY", "")


def prepare(light: bool, scale: float) -> None:
    """The factory's window with nothing in it, its interface so large, in one of the two themes that ship."""
    bpy.ops.wm.read_homefile(use_empty=True)
    preferences = bpy.context.preferences
    preferences.view.show_splash, preferences.view.ui_scale = False, scale
    preferences.view.show_tooltips, preferences.view.filebrowser_display_type = False, "SCREEN"
    preferences.system.viewport_aa = "FXAA"  # one pass: what is drawn by a processor takes its time
    preferences.filepaths.use_auto_save_temporary_files = False
    theme(light)


def theme(light: bool) -> None:
    """One of the two themes that ship."""
    bpy.ops.preferences.reset_default_theme()
    if light:
        path = os.path.join(bpy.utils.preset_paths("interface_theme")[0], LIGHT)
        bpy.ops.script.execute_preset(filepath=path, menu_idname="USERPREF_MT_interface_theme_presets")


def label(text: str) -> tuple[int, int, bytes]:
    """Width, height and the brightness of each pixel, from below, of a label as the interface would write it."""
    size = POINTS * bpy.context.preferences.system.ui_scale
    blf.size(0, size)
    width = int(blf.dimensions(0, text)[0]) + 2 * PAD
    height = int(size * 1.4)
    target = gpu.types.GPUOffScreen(width, height)
    with target.bind():
        frame = gpu.state.active_framebuffer_get()
        frame.clear(color=(0, 0, 0, 1))
        with gpu.matrix.push_pop(), gpu.matrix.push_pop_projection():
            gpu.matrix.load_matrix(Matrix.Identity(4))
            gpu.matrix.load_projection_matrix(_pixels(width, height))
            gpu.state.blend_set("ALPHA")
            blf.color(0, 1, 1, 1, 1)
            blf.position(0, PAD, int(size * 0.35), 0)
            blf.draw(0, text)
        values = frame.read_color(0, 0, width, height, 4, 0, "UBYTE")
    target.free()
    values.dimensions = width * height * 4
    return width, height, bytes(values.to_list())[::4]


def _pixels(width: int, height: int):
    """The projection under which a unit is a pixel from the lower left corner."""
    return Matrix(((2 / width, 0, 0, -1), (0, 2 / height, 0, -1), (0, 0, -1, 0), (0, 0, 0, 1)))


def region(kind: str, area: str = "VIEW_3D") -> tuple[int, int, int, int]:
    """Left, bottom, width, height on the window of a region of the first editor of a kind."""
    window = bpy.context.window_manager.windows[0]
    place = next(one for one in window.screen.areas if one.type == area)
    found = next(one for one in place.regions if one.type == kind)
    return found.x, found.y, found.width, found.height


def only_view() -> None:
    """The window's other editors closed, as by who wants room to see."""
    with bpy.context.temp_override(**in_window.view()):
        bpy.ops.screen.screen_full_area(use_hide_panels=False)


def busy() -> bool:
    """Whether the add-on has something in hand, in its processes or in slices."""
    window = bpy.context.window_manager.windows[0]
    running = any(one.bl_idname.startswith("ARTLLM") for one in window.modal_operators)
    return running or bpy.context.window_manager.artllm.status != "IDLE"


def trouble() -> str:
    return bpy.context.window_manager.artllm.error


def ours(name: str):
    """A module of the installed add-on."""
    return importlib.import_module(f"{MODULE}.artllm_blender.{name}")


def look(point: tuple, turn: float, above: float, distance: float) -> None:
    """At a point of the world from a distance, so many degrees turned from the front to the right, and from above."""
    rotation = Euler((radians(90 - above), 0, radians(turn))).to_quaternion()
    in_window.look(point, tuple(rotation), distance)
    in_window.view()["area"].tag_redraw()


def value(part: str) -> float:
    """Of the joint that moves a part, in radians or metres."""
    armature, bone = _bone(part)
    return armature[f"artllm_value_{bone['artllm_part']['id']}"]


def pivot(part: str) -> tuple[float, float, float]:
    """Of the joint that moves a part, in the world."""
    armature, bone = _bone(part)
    return ours("scene.rig.read_rig").read_rig(armature).articulation.joint_of(bone["artllm_part"]["id"]).origin


def place(part: str, share: tuple[float, float, float]) -> tuple[float, float]:
    """Where on the window a place in the box around a part's objects, as they are now, is; share: of its sides."""
    objects = [thing for thing in bpy.context.scene.objects if thing.type == "MESH" and thing.name.endswith(part)]
    corners = np.array([thing.matrix_world @ Vector(corner) for thing in objects for corner in thing.bound_box])
    low, high = corners.min(0), corners.max(0)
    return in_window.pixel(tuple(low + np.array(share) * (high - low)))


def handle(name: str) -> tuple[float, float]:
    """Where on the window a handle of the active joint is."""
    found = ours("ops.handles")
    with bpy.context.temp_override(**in_window.view()):
        return in_window.pixel(tuple(found.handles(bpy.context)[found.Handle(name)]))


def _bone(part: str):
    for thing in bpy.context.scene.objects:
        if thing.type == "ARMATURE":
            for bone in thing.data.bones:
                if "artllm_part" in bone and bone["artllm_part"]["name"] == part:
                    return thing, bone
    raise KeyError(part)


def get(path: str) -> None:
    """A mesh file's object, selected."""
    bpy.ops.import_scene.gltf(filepath=path)
