"""Mouse and keys reach Blender's window."""

from __future__ import annotations

import in_window
import rigs
import scenes


def cabinet() -> None:
    rigs.rigged(scenes.cabinet(), name="Cabinet")
    in_window.look((0, 0, 0.5), (0.76, 0.48, 0.23, 0.36), 3.0)
    in_window.push_undo("Cabinet")


def test_a_click_makes_the_part_under_the_mouse_active(window):
    window.call(cabinet)
    window.click(window.pixel((0, -0.275, 0.3)))
    assert window.call(in_window.active) == "Cabinet.Door"
    window.click(window.pixel((-0.3, -0.275, 0.9)))
    assert window.call(in_window.active) == "Cabinet.Drawer"
    window.key("Z", ctrl=True)
    assert window.call(in_window.active) == "Cabinet.Door"
