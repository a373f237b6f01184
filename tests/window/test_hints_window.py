"""Hints given with the mouse: an arrow drawn on a door, a click on its handle."""

from __future__ import annotations

import time
from dataclasses import replace

import bpy
import in_window
import numpy as np
import scenes
from echo import Echo

from artllm_blender import client
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.rig.asset import build_asset
from artllm_blender.scene.rig.made_of import Settings
from artllm_blender.scene.rig.read_rig import find_rigs, read_rig


def cabinet(prop: str = "cabinet") -> None:
    """The rig of a cabinet or another prop, its door active, and a model that answers with what it is told."""
    client._runtime = Echo()
    prop = getattr(scenes, prop)()
    source = gather(prop.objects, bpy.context.evaluated_depsgraph_get())
    first = scenes.predict(prop, source)
    armature = build_asset(bpy.context, source, replace(first, others=(first,)), kept=Settings())
    in_window.activate(read_rig(armature).objects[1][0].name)
    in_window.look((0, 0, 0.5), (0.76, 0.48, 0.23, 0.36), 3.0)
    in_window.push_undo("Cabinet")


def begin(name: str) -> None:
    with bpy.context.temp_override(**in_window.view()):
        getattr(bpy.ops.artllm, name)("INVOKE_DEFAULT")


def door(part: int = 1) -> tuple[str, list[float], list[float]]:
    joint = read_rig(find_rigs(bpy.context.scene)[0]).articulation.joint_of(part)
    return joint.type.value, np.round(joint.axis, 3).tolist(), np.round(joint.origin, 3).tolist()


def parts() -> list[str]:
    return [part.name for part in read_rig(find_rigs(bpy.context.scene)[0]).articulation.parts]


def is_idle() -> bool:
    return bpy.context.window_manager.artllm.status == "IDLE"


def forget_model() -> None:
    client._runtime = None


def wait(window) -> None:
    for _ in range(200):
        if window.call(is_idle):
            return
        time.sleep(0.05)
    raise AssertionError("the hint was not taken")


def test_a_straight_arrow_on_a_door_makes_it_slide(window):
    window.call(cabinet)
    window.call(begin, "draw_motion")
    window.drag([window.pixel((0.1, -0.275, 0.35)), window.pixel((-0.4, -0.275, 0.35))])
    wait(window)
    kind, axis, _ = window.call(door)
    assert kind == "prismatic" and axis == [-1, 0, 0]
    window.key("Z", ctrl=True)
    assert window.call(door)[0] == "revolute"
    window.call(forget_model)


def test_with_shift_its_twin_slides_the_other_way(window):
    window.call(cabinet, "wardrobe")
    window.call(begin, "draw_motion")
    window.drag([window.pixel((-0.1, -0.3, 0.5)), window.pixel((-0.5, -0.3, 0.5))], shift=True)
    wait(window)
    left, right = window.call(door, 1), window.call(door, 2)
    assert left[:2] == ("prismatic", [-1, 0, 0]) and right[:2] == ("prismatic", [1, 0, 0])
    window.key("Z", ctrl=True)
    assert window.call(door, 1)[0] == window.call(door, 2)[0] == "revolute", "one step takes both back"
    window.call(forget_model)


def test_a_curved_arrow_hangs_a_door_at_its_other_side(window):
    window.call(cabinet)
    window.call(begin, "draw_motion")
    centre, start = np.array((0.4, -0.265, 0.35)), np.array((-0.2, -0.275, 0.35))
    arm = start - centre
    turn = [
        centre + np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]]) @ arm
        for a in np.linspace(0, 1.2, 8)
    ]
    window.drag([window.pixel(point.tolist()) for point in turn], steps=2)
    wait(window)
    kind, axis, origin = window.call(door)
    assert kind == "revolute" and axis == [0, 0, 1] and abs(origin[0] - 0.4) < 0.01
    window.call(forget_model)


def test_a_click_makes_a_handle_a_part(window):
    window.call(cabinet)
    window.call(begin, "click_part")
    window.click(window.pixel((0.35, -0.31, 0.4)))
    wait(window)
    assert len(window.call(parts)) == 4
    window.key("Z", ctrl=True)
    assert len(window.call(parts)) == 3
    window.call(forget_model)


def test_escape_ends_it_and_nothing_has_happened(window):
    window.call(cabinet)
    before = window.call(door)
    window.call(begin, "draw_motion")
    window.begin_drag([window.pixel((0.1, -0.275, 0.35)), window.pixel((-0.4, -0.275, 0.35))])
    window.key("ESC")
    window.release()
    assert window.call(door) == before and window.call(is_idle)
    window.call(forget_model)
