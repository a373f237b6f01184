"""What the 3D view shows of the active asset, read from what is drawn over it."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import bpy
import gpu
import in_window
import numpy as np
import rigs
import scenes

from artllm_blender.core.colours import part_colour
from artllm_blender.ops.seen import active_asset
from artllm_blender.scene.rig.read_rig import read_rig, set_value
from artllm_blender.ui import overlay

DOOR, DRAWER = 1, 2
# Points of the cabinet's front: of the door, of where the door is when it stands open, of the drawer, of the carcass.
ON_DOOR, OPEN_DOOR, ON_DRAWER, ON_BODY = (0.1, -0.275, 0.2), (-0.4, -0.6, 0.2), (-0.2, -0.275, 0.9), (0.3, 0, 1.0)


def cabinet() -> None:
    """A cabinet whose drawer is active, seen from the front and right."""
    armature = rigs.rigged(scenes.cabinet(), name="Cabinet")
    bpy.context.preferences.inputs.use_mouse_emulate_3_button = False
    in_window.look((0, 0, 0.5), (0.74, 0.52, 0.24, 0.35), 4.0)
    in_window.activate(object_of(armature, DRAWER).name)
    in_window.push_undo("Cabinet")


def rig() -> bpy.types.Object:
    return next(thing for thing in bpy.context.scene.objects if "artllm_rig" in thing)


def object_of(armature: bpy.types.Object, part: int) -> bpy.types.Object:
    return read_rig(armature).objects[part][0]


def drawn(*points: tuple) -> list[tuple[float, ...]]:
    """(red, green, blue, alpha) of what is drawn over the view at points of the world. Fails where Python complains."""
    found, said = [], io.StringIO()
    where = in_window.view()
    region = where["region"]

    def read() -> None:
        if bpy.context.region == region:
            buffer = gpu.state.active_framebuffer_get()
            for point in points:
                x, y = in_window.pixel(point)
                pixel = buffer.read_color(round(x - region.x), round(y - region.y), 1, 1, 4, 0, "FLOAT")
                found.append(tuple(np.array(pixel.to_list()).ravel().tolist()))

    handle = bpy.types.SpaceView3D.draw_handler_add(read, (), "WINDOW", "POST_PIXEL")
    try:
        with contextlib.redirect_stderr(said), bpy.context.temp_override(**where):
            bpy.ops.wm.redraw_timer(type="DRAW_WIN", iterations=1)
    finally:
        bpy.types.SpaceView3D.draw_handler_remove(handle, "WINDOW")
    assert "Traceback" not in said.getvalue(), said.getvalue()
    return found[: len(points)]


def parts_at(*points: tuple) -> list[int | None]:
    """Which part's colour is drawn at each of these points, or None."""
    found = []
    for *colour, alpha in drawn(*points):
        shares = {part: np.array(part_colour(part)) for part in (0, DOOR, DRAWER)}
        hue = np.array(colour) / max(np.linalg.norm(colour), 1e-6)
        near = min(shares, key=lambda part: np.linalg.norm(shares[part] / np.linalg.norm(shares[part]) - hue))
        found.append(near if alpha > 0.1 else None)
    return found


def front() -> list[int | None]:
    return parts_at(ON_DOOR, ON_DRAWER, ON_BODY, OPEN_DOOR)


def show(on: bool, overlays: bool = True) -> None:
    bpy.context.window_manager.artllm.show_overlay = on
    in_window.view()["area"].spaces.active.overlay.show_overlays = overlays


def open_door(value: float) -> None:
    set_value(rig(), DOOR, value)
    bpy.context.view_layer.update()


def set_mode(mode: str, part: int) -> None:
    in_window.activate(object_of(rig(), part).name)
    with bpy.context.temp_override(**in_window.view()):
        bpy.ops.object.mode_set(mode=mode)


def hide(part: int, hidden: bool) -> None:
    object_of(rig(), part).hide_set(hidden)


def local_view(part: int) -> None:
    in_window.activate(object_of(rig(), part).name)
    with bpy.context.temp_override(**in_window.view()):
        bpy.ops.view3d.localview(frame_selected=False)


def delete(part: int) -> None:
    bpy.data.objects.remove(object_of(rig(), part))


def squash(part: int) -> None:
    """Bring a part's surface down to half of its height, as an artist who edits it."""
    in_window.activate(object_of(rig(), part).name)
    for vertex in bpy.context.object.data.vertices:
        vertex.co.z /= 2
    bpy.context.object.data.update()
    in_window.push_undo("Squash")


def save_and_load(path: str) -> None:
    bpy.ops.wm.save_as_mainfile(filepath=path)
    bpy.ops.wm.open_mainfile(filepath=path, load_ui=False)


def contents() -> list:
    """All that tinting could have touched."""
    things = [
        (thing.name, tuple(thing.color), thing.display_type, thing.show_wire, sorted(thing.keys()))
        for thing in bpy.data.objects
    ]
    slots = [(thing.name, [slot.name for slot in thing.material_slots]) for thing in bpy.data.objects]
    meshes = [
        (mesh.name, sorted(mesh.attributes.keys()), [tuple(vertex.co) for vertex in mesh.vertices])
        for mesh in bpy.data.meshes
    ]
    return [things, slots, meshes, len(bpy.data.materials), len(bpy.data.node_groups), bpy.data.is_dirty]


def second_scene() -> None:
    """Another scene with a cabinet of its own, in the window."""
    bpy.context.window.scene = bpy.data.scenes.new("Other")
    armature = rigs.rigged(scenes.cabinet(), name="Other")
    bpy.context.view_layer.objects.active = object_of(armature, DOOR)


def second_window() -> None:
    """One that keeps that scene; the first has its own again."""
    with bpy.context.temp_override(**in_window.view()):
        bpy.ops.wm.window_new_main()
    first, second = bpy.context.window_manager.windows
    first.scene, second.scene = bpy.data.scenes["Scene"], bpy.data.scenes["Other"]


def armatures_shown() -> list[str]:
    """The rig of the active asset in each window."""
    found = []
    for window in bpy.context.window_manager.windows:
        with bpy.context.temp_override(window=window):
            asset = active_asset(bpy.context)
            found.append(next(t.name for t in bpy.data.objects if asset and t.session_uid == asset.armature))
    return found


def axis_of(part: int) -> list[float]:
    """The middle of a joint's axis."""
    return active_asset(bpy.context).joints[part].form.axis.mean(axis=0).tolist()


def drawn_whole() -> list[int]:
    drawn()
    return sorted(overlay._frame.big)


def test_moving_parts_are_tinted_where_they_are_and_the_body_is_not(window):
    window.call(cabinet)
    assert window.call(front) == [DOOR, DRAWER, None, None]
    window.call(open_door, 1.5)
    assert window.call(front) == [None, DRAWER, None, DOOR]


def test_it_goes_with_the_switch_and_with_blenders_overlays(window):
    window.call(cabinet)
    for on, overlays in ((False, True), (True, False)):
        window.call(show, on, overlays)
        assert window.call(front)[:2] == [None, None]
    window.call(show, True, True)
    assert window.call(front)[:2] == [DOOR, DRAWER]


def test_who_edits_a_parts_faces_sees_these(window):
    window.call(cabinet)
    window.call(set_mode, "EDIT", DOOR)
    assert window.call(front)[1] == DRAWER
    assert window.call(drawn_whole) == []
    alpha = window.call(drawn, (0.2, -0.275, 0.5))[0][3]
    window.call(show, False)
    assert window.call(drawn, (0.2, -0.275, 0.5))[0][3] == alpha
    window.call(show, True)
    window.call(set_mode, "OBJECT", DOOR)
    assert window.call(front)[:2] == [DOOR, DRAWER]


def test_hidden_parts_and_those_out_of_the_local_view_are_not_there(window):
    window.call(cabinet)
    window.call(hide, DOOR, True)
    assert window.call(front)[:2] == [None, DRAWER]
    window.call(hide, DOOR, False)
    window.call(local_view, DOOR)
    assert window.call(front)[:2] == [DOOR, None]
    window.call(local_view, DOOR)
    assert window.call(front)[:2] == [DOOR, DRAWER]


def test_a_deleted_part_goes_and_undo_brings_it_back(window):
    window.call(cabinet)
    window.call(front)
    window.call(delete, DOOR)
    assert window.call(front)[:2] == [None, DRAWER]
    window.call(in_window.push_undo, "Delete")
    window.call(in_window.undo)
    assert window.call(front)[:2] == [DOOR, DRAWER]
    window.call(in_window.redo)
    assert window.call(front)[:2] == [None, DRAWER]


def test_an_edited_surface_is_followed_and_so_is_its_undo(window):
    window.call(cabinet)
    assert window.call(parts_at, (0.1, -0.275, 0.6)) == [DOOR]
    window.call(squash, DOOR)
    assert window.call(parts_at, (0.1, -0.275, 0.6), ON_DOOR) == [None, DOOR]
    window.call(in_window.undo)
    assert window.call(parts_at, (0.1, -0.275, 0.6), ON_DOOR) == [DOOR, DOOR]


def test_it_is_there_again_after_a_file_is_loaded(window, tmp_path: Path):
    window.call(cabinet)
    assert window.call(front)[:2] == [DOOR, DRAWER]
    window.call(save_and_load, str(tmp_path / "cabinet.blend"))
    window.call(in_window.settled)
    assert window.call(front)[:2] == [DOOR, DRAWER]


def test_windows_show_each_its_own_scenes_asset(window):
    window.call(cabinet)
    window.call(second_scene)
    window.call(second_window)
    window.call(in_window.settled)
    assert len(set(window.call(armatures_shown))) == 2
    assert window.call(front)[:2] == [DOOR, DRAWER]


def test_the_joint_under_the_mouse_is_drawn_whole(window):
    window.call(cabinet)
    assert window.call(drawn_whole) == [DRAWER]
    window.move(window.pixel(window.call(axis_of, DOOR)))
    assert window.call(drawn_whole) == [DOOR, DRAWER]
    window.move(window.pixel(ON_BODY))
    assert window.call(drawn_whole) == [DRAWER]
    window.click(window.pixel(window.call(axis_of, DOOR)))  # which goes to what lies below
    assert window.call(drawn_whole) == [DOOR]


def test_drawing_touches_no_object_mesh_or_material(window):
    window.call(cabinet)
    window.call(show, False)
    before = window.call(contents)
    window.call(show, True)
    assert window.call(front)[:2] == [DOOR, DRAWER]
    assert window.call(contents) == before
