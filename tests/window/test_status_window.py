"""The status bar tells what is at work, and no more once that is over, whichever workspace is shown then."""

from __future__ import annotations

import time

import in_window
import numpy as np
import props
import pytest
import windows
from PIL import ImageGrab
from test_round_window import rigged

# Pixels: how high the status bar is, and how much of it what is told begins in, reports being farther right. Seconds
# until what is drawn is seen.
HIGH, WIDE, GLANCE = 20, 120, 0.3


@pytest.fixture
def display(window) -> str:
    """The window's own, at whose foot is its status bar."""
    found = window.call(props.display)
    if windows.has_display() or not found:
        pytest.skip("only on a display of its own is it known where the window is")
    return found


def bar(window, display: str) -> np.ndarray:
    """The brightness of what is seen of the status bar's left end."""
    window.call(in_window.settled)
    time.sleep(GLANCE)
    picture = ImageGrab.grab(xdisplay=display).convert("L")
    return np.array(picture.crop((0, picture.height - HIGH, WIDE, picture.height)), float)


def test_a_workspace_that_was_left_meanwhile_says_nothing_any_more(window, display):
    window.call(rigged)
    empty = bar(window, display)
    window.call(props.begin, "draw_part")
    assert np.ptp(bar(window, display) - empty) > 50, "it says what to do"
    window.key("ESC")
    assert np.abs(bar(window, display) - empty).max() < 5
    for operator in ("draw_part", "refine_limits"):
        window.call(props.begin_and_leave, operator, "Modeling")
        window.key("ESC")
        window.wait(props.is_idle)
        window.call(props.go_to, "Layout")
        assert np.abs(bar(window, display) - empty).max() < 5, operator
