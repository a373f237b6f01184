"""Rows of the list are clicked, renamed and dragged, and follow what is clicked in the 3D view."""

from __future__ import annotations

import in_window
import lists
import props

# Where the panel is opened; pixels at 1x: how far below are its rows, how high is one, how far to the right are values.
AT, FIRST, ROW, VALUE = (250, 420), 30, 20, 67


def opened_rows(window) -> dict[str, tuple[float, float]]:
    """Where the rows of a cabinet's list are, by the parts' names; the panel is open."""
    window.call(props.cabinet)
    window.move(AT)
    window.call(lists.pop_up)
    window.call(in_window.settled)
    scale = window.call(lists.scale)
    rows = enumerate(("Body", "Door", "Drawer"))
    return {name: (AT[0] - 10, AT[1] - (FIRST + ROW * number) * scale) for number, name in rows}


def undo(window) -> None:
    """By its key, in the 3D view, the panel being closed."""
    window.key("ESC")
    window.move(window.pixel((0, 0, 2)))
    window.key("Z", ctrl=True)


def test_a_click_on_a_row_selects_its_part_and_undo_the_one_before(window):
    for name, place in opened_rows(window).items():
        window.click(place)
        assert window.call(in_window.active) == f"Cabinet.{name}"
    undo(window)
    assert window.call(in_window.active) == "Cabinet.Door"


def test_a_click_on_a_part_makes_its_row_active(window):
    window.call(props.cabinet)
    for place, name in (((-0.3, -0.275, 0.9), "Drawer"), ((-0.3, -0.275, 0.3), "Door")):
        window.click(window.pixel(place))
        assert window.call(lists.active_row) == name


def test_the_name_in_a_row_is_the_part_s_and_its_objects_and_one_undo_step(window):
    window.click(opened_rows(window)["Drawer"], ctrl=True)  # as a double click, which cannot be simulated
    window.key("A", ctrl=True)
    window.type("tray")
    window.key("RET")
    assert window.call(lists.names) == {"Body": ["Cabinet.Body"], "Door": ["Cabinet.Door"], "tray": ["Cabinet.tray"]}
    undo(window)
    assert window.call(lists.names)["Drawer"] == ["Cabinet.Drawer"]


def test_the_list_stays_while_the_active_part_is_hidden_and_shows_it_again(window):
    opened_rows(window)
    window.key("ESC")
    window.call(lists.hide, 1)
    assert window.call(lists.active_row) == "Door" and window.call(lists.hidden) == ["Door"]
    assert window.call(props.handle, "pivot") is None
    window.call(lists.hide, 1, False)
    assert window.call(lists.active_row) == "Door" and window.call(in_window.active) == "Cabinet.Door"


def test_a_value_is_dragged_in_its_row(window):
    row = opened_rows(window)["Drawer"][1]
    window.drag([(AT[0] + VALUE, row), (AT[0] + VALUE + 12, row)])
    assert 0.02 < window.call(props.value, 2) <= 0.35
    undo(window)
    assert window.call(props.value, 2) == 0
