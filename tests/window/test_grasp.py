"""Parts and joints are grasped in the 3D view and dragged: one drag is one undo step, Esc puts everything back."""

from __future__ import annotations

import math

import in_window
import props

# On the door near its free edge, on the drawer's front, on the side of the body.
EDGE, FRONT, SIDE = (0.3, -0.275, 0.5), (0.2, -0.275, 0.95), (0.4, 0.0, 0.5)


def places(window, child: int, place: tuple[float, float, float], value: float) -> list[tuple[float, float]]:
    """Where a point of a part is now and would be at another value of its joint."""
    start = window.call(props.seen_at, child, place)
    window.call(props.put, child, value)
    end = window.call(props.seen_at, child, place)
    window.call(in_window.undo)
    return [start, end]


def test_a_door_is_dragged_open_in_one_undo_step(window):
    window.call(props.cabinet)
    way, before = places(window, 1, EDGE, 0.8), window.call(props.state)
    window.drag(way)
    assert math.isclose(window.call(props.value, 1), 0.8, abs_tol=0.03)
    after = window.call(props.state)
    window.key("Z", ctrl=True)
    assert window.call(props.state) == before
    window.key("Z", ctrl=True, shift=True)
    assert window.call(props.state) == after


def test_any_part_of_the_asset_is_dragged_and_is_active_then(window):
    window.call(props.cabinet)
    window.drag(places(window, 2, FRONT, 0.2))
    assert math.isclose(window.call(props.value, 2), 0.2, abs_tol=0.01)
    assert window.call(props.value, 1) == 0
    assert window.call(in_window.active) == "Cabinet.Drawer"


def test_a_click_on_a_part_selects_and_a_drag_from_the_body_moves_nothing(window):
    window.call(props.cabinet)
    window.click(window.pixel((-0.3, -0.275, 0.9)))
    assert window.call(in_window.active) == "Cabinet.Drawer"
    window.drag([window.pixel(SIDE), window.pixel((0.4, 0.2, 0.2))])
    assert [window.call(props.value, child) for child in (1, 2)] == [0, 0]


def test_esc_puts_a_part_back(window):
    window.call(props.cabinet)
    before, way = window.call(props.state), places(window, 1, EDGE, 0.8)
    for button in ("ESC", "RIGHTMOUSE"):
        window.begin_drag(way)
        assert window.call(props.value, 1) > 0.5
        window.press(button)
        window.release(button)
        window.release()
        assert window.call(props.state) == before


def test_ctrl_snaps_and_numbers_are_typed(window):
    window.call(props.cabinet)
    window.begin_drag(places(window, 1, EDGE, 0.78), ctrl=True)
    assert math.isclose(window.call(props.value, 1), math.radians(45), abs_tol=1e-6)
    window.type("30")
    assert math.isclose(window.call(props.value, 1), math.radians(30), abs_tol=1e-6)
    window.key("RET")
    window.release()
    assert math.isclose(window.call(props.value, 1), math.radians(30), abs_tol=1e-6)


def test_a_limit_is_pulled_and_the_value_stays(window):
    window.call(props.cabinet)
    window.call(props.put, 1, 0.3)
    before = window.call(props.state)
    upper = window.call(props.handle, "upper")
    edge = window.call(props.track_at, 1, 2.0)
    window.drag([upper, edge])
    joint = window.call(props.joint, 1)
    assert math.isclose(joint["upper"], 2.0, abs_tol=0.03) and joint["lower"] == 0
    assert math.isclose(window.call(props.value, 1), 0.3, abs_tol=1e-6) and joint["locked"]
    window.call(in_window.undo)
    assert window.call(props.state) == before
    window.begin_drag([upper, edge])
    assert window.call(props.value, 1) > 1.8
    window.key("ESC")
    window.release()
    assert window.call(props.state) == before


def test_a_limit_pulled_across_rest_opens_to_the_other_side(window):
    window.call(props.cabinet)
    axis = window.call(props.joint, 1)["axis"]
    window.begin_drag([window.call(props.handle, "upper"), window.call(props.track_at, 1, 0.5)])
    window.type("-60")
    window.key("RET")
    window.release()
    joint = window.call(props.joint, 1)
    assert (joint["lower"], joint["axis"]) == (0, [-x for x in axis])
    assert math.isclose(joint["upper"], math.radians(60), abs_tol=1e-6)


def test_a_pivot_is_dragged_to_the_other_edge_and_the_door_opens_to_the_same_side(window):
    window.call(props.cabinet)
    before = window.call(props.state)
    window.drag([window.call(props.handle, "pivot"), window.pixel((0.4, -0.275, 0.34))], steps=12)
    joint = window.call(props.joint, 1)
    assert all(math.isclose(a, b, abs_tol=1e-5) for a, b in zip(joint["origin"][:2], (0.4, -0.275), strict=True)), joint
    assert joint["axis"] == [0, 0, 1] and (joint["lower"], joint["locked"]) == (0, True)
    window.key("Z", ctrl=True)
    assert window.call(props.state) == before
    window.begin_drag([window.call(props.handle, "pivot"), window.pixel((0.4, -0.275, 0.34))])
    window.key("ESC")
    window.release()
    assert window.call(props.state) == before


def test_ctrl_leaves_the_pivot_free(window):
    window.call(props.cabinet)
    window.drag([window.call(props.handle, "pivot"), window.pixel((0.38, -0.275, 0.0))], ctrl=True)
    x, y, z = window.call(props.joint, 1)["origin"]
    assert math.isclose(x, 0.38, abs_tol=0.01) and math.isclose(y, -0.275, abs_tol=0.01) and abs(z) < 1e-5


def test_an_axis_is_turned_to_the_nearest_of_what_is_there(window):
    window.call(props.cabinet)
    before = window.call(props.state)
    tip = window.call(props.handle, "axis")
    end = window.call(props.tip_at, 1, (0.995, 0.0, 0.1))
    window.drag([tip, end], steps=16)
    joint = window.call(props.joint, 1)
    assert all(math.isclose(a, b, abs_tol=1e-6) for a, b in zip(joint["axis"], (1, 0, 0), strict=True))
    window.key("Z", ctrl=True)
    assert window.call(props.state) == before
    window.begin_drag([tip, end])
    window.press("RIGHTMOUSE")
    window.release("RIGHTMOUSE")
    window.release()
    assert window.call(props.state) == before


def test_a_press_on_a_handle_changes_nothing(window):
    window.call(props.cabinet)
    before = window.call(props.state)
    for name in ("pivot", "axis", "lower", "upper"):
        window.click(window.call(props.handle, name))
    assert window.call(props.state) == before


def test_handles_give_way_to_tools_modes_and_what_plays(window):
    window.call(props.cabinet)
    assert window.call(props.grasped) == ["ARTLLM_GGT_joint", "ARTLLM_GGT_part"]
    window.call(props.set_tool, "builtin.move")
    assert window.call(props.grasped) == []
    window.call(props.set_tool, "builtin.select_lasso")
    assert len(window.call(props.grasped)) == 2
    window.move(window.pixel(EDGE))
    window.key("TAB")
    assert window.call(props.grasped) == []
    window.key("TAB")
    window.call(props.play)
    assert window.call(props.grasped) == []
    window.key("ESC")
    assert len(window.call(props.grasped)) == 2


def test_from_the_menu_a_drag_ends_with_a_press(window):
    window.call(props.cabinet)
    window.move(window.pixel((0.3, -0.275, 0.3)))
    window.call(props.begin, "pull_limit")
    window.type("100")
    window.press()
    window.release()
    assert math.isclose(window.call(props.joint, 1)["upper"], math.radians(100), abs_tol=1e-6)


def test_an_axis_is_laid_through_two_points_that_are_clicked(window):
    window.call(props.cabinet)
    lower, upper = (0.4, -0.275, 0.0), (0.4, -0.275, 0.68)
    window.move(window.pixel((0.3, -0.275, 0.3)))
    window.call(props.begin, "axis_through")
    for place in (lower, upper):
        window.click(window.pixel(place))
    joint = window.call(props.joint, 1)
    assert joint["axis"] == [0, 0, -1]
    assert all(math.isclose(a, b, abs_tol=1e-5) for a, b in zip(joint["origin"], lower, strict=True))
