"""A box drawn round a door of a fused skin: cut there, hung where the drawing began; the view comes back."""

from __future__ import annotations

from dataclasses import replace

import bpy
import in_window
import numpy as np
import props
import scenes
from skins import wardrobe

from artllm_blender.core.cut.united import united
from artllm_blender.ops import in_view
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.rig import correct
from artllm_blender.scene.rig.asset import build_asset
from artllm_blender.scene.rig.made_of import Settings
from artllm_blender.scene.rig.read_rig import part_of, read_rig

DOOR = 1
LOWER, UPPER = (0.15, 0.0, 0.05), (0.5, 0.0, 0.6)


def rigged() -> None:
    """A wardrobe's skin, its door active, seen from the left and above."""
    skin = wardrobe()
    thing = scenes.mesh_object("Wardrobe", skin.vertices, skin.faces.tolist())
    source = gather([thing], bpy.context.evaluated_depsgraph_get())
    first = skin.prediction()
    armature = build_asset(bpy.context, source, replace(first, others=(united(first, 0, 2),)), kept=Settings())
    thing.hide_set(True)
    in_window.activate(read_rig(armature).objects[DOOR][0].name)
    in_window.look((0.5, 0.3, 0.4), (0.76, 0.48, 0.23, 0.36), 2.6)
    in_window.push_undo("Wardrobe")


def door() -> list[list[float]]:
    """Lower and upper corner of its box."""
    box = read_rig(props.armature()).articulation.part(DOOR).box
    return [list(box.lower), list(box.upper)]


def looks() -> list:
    space = in_window.view()["area"].spaces.active.region_3d
    return [space.view_perspective, *map(list, (space.view_rotation, space.view_location)), [space.view_distance]]


def dissolve() -> None:
    correct.dissolve(props.armature(), DOOR)
    in_window.activate(props.armature().name)
    in_window.push_undo("Dissolved")


def parts() -> list[str]:
    return sorted(part.name for part in read_rig(props.armature()).articulation.parts)


def newest() -> dict:
    """The joint of the part that is active, which was drawn last, and its box."""
    id = part_of(bpy.context.active_object)
    box = read_rig(props.armature()).articulation.part(id).box
    return props.joint(id) | {"box": [list(box.lower), list(box.upper)]}


def draw(window, *places, tool: str = "bound_part", **held: bool) -> None:
    window.call(props.begin, tool)
    window.call(in_window.settled)
    window.drag([window.pixel(place) for place in places], **held)
    window.wait(props.is_idle)


def at_work() -> tuple[bool, str, int]:
    """Whether it is in slices, what is said of it, and of how many places the line is that is drawn."""
    state, region = bpy.context.window_manager.artllm, in_window.view()["region"]
    return state.slicing, state.target, len(in_view.drawn(region))


def test_a_door_ends_where_it_was_drawn_round_and_its_hinge_goes_along(window):
    window.call(rigged)
    before, view = window.call(door), window.call(looks)
    draw(window, LOWER, UPPER)
    now, joint = window.call(door), window.call(props.joint, DOOR)
    assert np.allclose(np.array(now)[:, [0, 2]], np.array([LOWER, UPPER])[:, [0, 2]], atol=0.01)
    assert abs(joint["origin"][0] - LOWER[0]) < 0.01 and joint["axis"] == [0, 0, -1]
    assert window.call(looks)[0] == view[0]
    assert np.allclose(np.concatenate(window.call(looks)[1:]), np.concatenate(view[1:]), atol=1e-5)
    window.key("Z", ctrl=True)
    assert window.call(door) == before


def test_with_alt_it_turns_about_the_side_where_the_drawing_began(window):
    window.call(rigged)
    draw(window, UPPER, LOWER, alt=True)
    joint = window.call(props.joint, DOOR)
    assert abs(joint["origin"][0] - UPPER[0]) < 0.01 and joint["axis"] == [0, 0, 1]
    window.key("Z", ctrl=True)
    assert abs(window.call(props.joint, DOOR)["origin"][0] - 0.07) < 1e-4


def test_with_alt_it_turns_about_the_side_that_is_drawn_along_first(window):
    window.call(rigged)
    draw(window, LOWER, (UPPER[0], 0, LOWER[2]), UPPER, alt=True)
    joint = window.call(props.joint, DOOR)
    assert joint["axis"] == [1, 0, 0] and abs(joint["origin"][2] - LOWER[2]) < 0.01, "a flap that opens downwards"


def test_a_door_that_is_no_part_is_one_once_it_was_drawn_round(window):
    window.call(rigged)
    window.call(dissolve)
    before = window.call(parts)
    draw(window, UPPER, LOWER, tool="draw_part", alt=True)
    found = window.call(newest)
    assert len(window.call(parts)) == len(before) + 1
    assert np.allclose(np.array(found["box"])[:, [0, 2]], np.array([LOWER, UPPER])[:, [0, 2]], atol=0.01)
    assert abs(found["origin"][0] - UPPER[0]) < 0.01 and found["axis"] == [0, 0, 1]
    window.key("Z", ctrl=True)
    assert window.call(parts) == before


def look_along(x: float, z: float, distance: float) -> None:
    """Along Y at a place of the front, the sidebar open."""
    in_window.look((x, 0.0, z), (0.5**0.5, 0.5**0.5, 0, 0), distance, "ORTHO")
    in_window.view()["area"].spaces.active.show_region_ui = True


def view_of_drawing(window) -> list:
    """How the view is while a box could be drawn."""
    window.call(props.begin, "bound_part")
    window.call(in_window.settled)
    seen = window.call(looks), window.call(props.seen_box, DOOR), window.call(props.seen_box)
    window.key("ESC")
    return seen


def within(inner, outer) -> bool:
    return bool(np.all(np.array(inner[0]) >= outer[0]) and np.all(np.array(inner[1]) <= outer[1]))


def test_a_view_along_an_axis_that_shows_the_part_is_left_as_it_is(window):
    window.call(rigged)
    window.call(look_along, 0.45, 0.5, 3.0)
    window.call(in_window.settled)
    before = window.call(looks)
    assert view_of_drawing(window)[0] == before


def test_a_part_behind_the_sidebar_is_brought_out_and_the_view_comes_back(window):
    window.call(rigged)
    window.call(look_along, -0.5, 0.4, 2.0)
    window.call(in_window.settled)
    before, free = window.call(looks), window.call(props.free)
    assert not within(window.call(props.seen_box, DOOR), free)
    (_, rotation, *_), door, _ = view_of_drawing(window)
    assert within(door, free) and rotation == before[1]
    assert window.call(looks) == before


def test_a_view_that_is_turned_shows_what_the_part_may_reach_into_too(window):
    window.call(rigged)
    window.call(look_along, 0.5, 0.4, 3.0)
    window.call(in_window.look, (0.5, 0.3, 0.4), (0.76, 0.48, 0.23, 0.36), 4.0)
    window.call(in_window.settled)
    free = window.call(props.free)
    _, door, whole = view_of_drawing(window)
    assert within(door, free) and within(whole, free)


def test_from_the_release_on_it_is_at_work_and_escape_stops_it(window):
    window.call(rigged)
    before, view = window.call(door), window.call(looks)
    window.call(props.begin, "bound_part")
    window.call(in_window.settled)
    window.begin_drag([window.pixel(LOWER), window.pixel(UPPER)])
    is_at_work, _, corners = window.call(at_work)
    assert not is_at_work and corners == 5
    window.call(release_and_escape, *window.pixel(UPPER))  # before the work can be done
    window.call(in_window.settled)
    assert window.call(at_work)[2] == 0 and window.call(props.is_idle)
    assert window.call(door) == before and np.allclose(window.call(looks)[1], view[1], atol=1e-5)


def release_and_escape(x: int, y: int) -> None:
    in_window.event("LEFTMOUSE", "RELEASE", x, y, {})
    in_window.event("ESC", "PRESS", x, y, {})
    in_window.event("ESC", "RELEASE", x, y, {})


def test_escape_changes_nothing_and_the_view_comes_back(window):
    window.call(rigged)
    before, view = window.call(door), window.call(looks)
    window.call(props.begin, "bound_part")
    window.call(in_window.settled)
    assert window.call(looks)[0] == "ORTHO"
    window.begin_drag([window.pixel(LOWER), window.pixel(UPPER)])
    window.key("ESC")
    window.release()
    assert window.call(door) == before and window.call(looks)[0] == view[0]
