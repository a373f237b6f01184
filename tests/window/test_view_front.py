"""The view goes to the front of the active asset when it is asked to."""

from __future__ import annotations

import bpy
import in_window
import numpy as np
import props

BEHIND = (0.26, 0.2, 0.6, 0.72)


def cabinet(turned: float) -> None:
    """Its rig turned so far about the vertical, seen from afar and behind, the sidebar open."""
    props.cabinet()
    props.armature().rotation_euler.z += turned
    bpy.context.view_layer.update()
    in_window.look((0, 0, 0.5), BEHIND, 30.0)
    in_window.view()["area"].spaces.active.show_region_ui = True


def view_front() -> tuple[list[float], list[float], str]:
    """The ways from what is seen to the eye and up, and how it is seen."""
    with bpy.context.temp_override(**in_window.view()):
        bpy.ops.artllm.view_front()
    view = in_window.view()["area"].spaces.active.region_3d
    _, up, towards = np.array(view.view_rotation.to_matrix()).T.tolist()
    return towards, up, view.view_perspective


def is_of_blenders() -> bool:
    """Whether it is one of the views along an axis that Blender has by itself."""
    return in_window.view()["area"].spaces.active.region_3d.is_orthographic_side_view


def test_it_shows_the_front_straight_and_all_of_it_beside_the_bars(window):
    for turned in (0.0, np.pi / 2, 0.5):
        window.call(in_window.new_scene)
        window.call(in_window.settled)
        window.call(cabinet, turned)
        window.call(in_window.settled)
        towards, up, seen = window.call(view_front)
        window.call(in_window.settled)
        assert np.allclose(towards, (np.sin(turned), -np.cos(turned), 0), atol=1e-6)
        assert np.allclose(up, (0, 0, 1), atol=1e-6) and seen == "ORTHO"
        low, high = window.call(props.free)
        lower, upper = window.call(props.seen_box)
        assert (np.array(lower) > low).all() and (np.array(upper) < high).all()
        assert 0.85 < (np.subtract(upper, lower) / np.subtract(high, low)).max() < 0.91
        assert np.abs(np.add(lower, upper) - np.add(low, high)).max() < 4, "in the middle"


def test_the_selection_stays_and_the_front_that_was_said_is_shown(window):
    window.call(cabinet, 0.0)
    for side, way in (("+X", (1, 0, 0)), ("-X", (-1, 0, 0)), ("+Y", (0, 1, 0)), ("-Y", (0, -1, 0))):
        window.call(props.say_front, side)
        assert np.allclose(window.call(view_front)[0], way, atol=1e-6)
        assert window.call(is_of_blenders), side
    assert window.call(in_window.active) == "Cabinet.Door"
