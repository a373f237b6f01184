"""Playing in a window: it leaves the artist's pose alone, whatever is done meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable

import in_window
import players
import pytest

EMPTY = (-0.3, -0.275, 2.0)  # nothing is there


def until(window, found: Callable[[list], bool]) -> list:
    """The state once it is such, or after long."""
    end = time.monotonic() + 20
    while not found(now := window.call(players.state)) and time.monotonic() < end:
        time.sleep(0.05)
    return now


HALF, OPEN = [False, pytest.approx(0.7854, abs=1e-3), pytest.approx(0.175)], [1.5708, 0.35]


@pytest.fixture
def playing(window):
    window.call(players.cabinet)
    window.move(window.pixel(EMPTY))
    window.call(players.play, 6.0)
    now = until(window, lambda now: 0 < now[1] < 0.7 and now[2] == 0)
    assert now[0] and 0 < now[1] < 0.7 and now[2] == 0
    return window


def test_escape_puts_back_the_pose_and_looking_around_does_not_stop_it(playing):
    playing.event("WHEELUPMOUSE", "PRESS")
    assert playing.call(players.state)[0]
    playing.key("ESC")
    assert playing.call(players.state) == HALF


def test_undo_and_redo_amid_it_know_nothing_of_it(playing):
    playing.key("Z", ctrl=True)
    assert playing.call(players.state) == [False, pytest.approx(OPEN[0], abs=1e-3), pytest.approx(OPEN[1])]
    playing.key("Z", ctrl=True, shift=True)
    assert playing.call(players.state) == HALF


def test_a_click_stops_it_and_its_undo_step_holds_the_pose(playing):
    playing.click(playing.pixel((0.4, 0.0, 0.5)))  # the body's side
    assert playing.call(players.state) == HALF and playing.call(in_window.active) == "Cabinet.Body"
    playing.call(in_window.undo)
    assert playing.call(players.state) == HALF and playing.call(in_window.active) == "Cabinet Rig"


def test_it_ends_by_itself_in_the_pose_from_before(window):
    window.call(players.cabinet)
    window.call(players.play, 0.5)
    assert until(window, lambda now: not now[0]) == HALF


def test_it_is_scrubbed_and_goes_on_when_it_is_told_to(window):
    window.call(players.cabinet)
    window.move(window.pixel(EMPTY))
    window.call(players.scrub, 0.75)
    assert until(window, lambda now: now[1] > 1.5) == [True, pytest.approx(1.5708, abs=1e-3), pytest.approx(0.175)]
    window.key("ESC")
    assert window.call(players.state) == HALF


def test_a_pose_is_seen_as_soon_as_it_is_there(window):
    window.call(players.cabinet)
    window.move(window.pixel(EMPTY))
    window.call(players.watched)
    for _ in range(3):
        window.call(in_window.settled)
    before = window.call(players.drawn)
    window.call(players.posed, "CLOSED")
    window.call(in_window.settled)
    assert window.call(players.drawn) > before
