"""The view goes to the front of the active asset when it is asked to."""

from __future__ import annotations

import bpy
import in_window
import props

BEHIND = (0.26, 0.2, 0.6, 0.72)


def cabinet(turned: float) -> None:
    """Its rig turned so far about the vertical, seen from afar and behind."""
    props.cabinet()
    props.armature().rotation_euler.z += turned
    bpy.context.view_layer.update()
    in_window.look((0, 0, 0.5), BEHIND, 30.0)


def view_front() -> tuple[list[float], float]:
    """The way from what is seen to the eye, and how far that is."""
    with bpy.context.temp_override(**in_window.view()):
        bpy.ops.artllm.view_front()
    view = in_window.view()["area"].spaces.active.region_3d
    return list(view.view_rotation.to_matrix().col[2]), view.view_distance


def test_it_shows_the_front_from_a_little_to_the_right_and_above(window):
    for turned, front, right in ((0.0, (0, -1), (1, 0)), (1.5707963, (1, 0), (0, 1))):
        window.call(in_window.new_scene)
        window.call(in_window.settled)
        window.call(cabinet, turned)
        (x, y, z), _ = window.call(view_front)
        assert x * front[0] + y * front[1] > 0.8 and 0.3 < x * right[0] + y * right[1] < 0.5 and 0.2 < z < 0.5


def test_all_of_it_is_in_the_view_and_the_selection_stays(window):
    window.call(cabinet, 0.0)
    window.call(view_front)
    window.call(in_window.settled)
    assert window.call(in_window.active) == "Cabinet.Door"
    assert 1.0 < window.call(view_front)[1] < 10.0
