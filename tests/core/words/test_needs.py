"""What must be open before a part can move."""

from __future__ import annotations

import pytest
from word_rigs import Making

from artllm_blender.core.words.needs import before_it

DRAWER, DOOR = 1, 2


def behind(x: float = 0.0, width: float = 0.3):
    """A drawer in a cabinet with a door of 0.5 m before its middle."""
    return Making("cabinet", (1.2, 0.4, 0.6)).drawer("drawer", x, 0, width).door("door", 0, 0, 0.5).done()


@pytest.mark.parametrize(
    ("rig", "values", "wanted"),
    [
        (behind(), {DRAWER: 0.0, DOOR: 0.0}, [DOOR]),
        (behind(), {DRAWER: 0.0, DOOR: 1.6}, []),
        (behind(), {DRAWER: 0.4, DOOR: 0.0}, []),
        (behind(x=0.45), {DRAWER: 0.0, DOOR: 0.0}, []),
        (behind(width=1.0), {DRAWER: 0.0, DOOR: 0.0}, []),
    ],
    ids=["behind it", "door open", "drawer out already", "beside it", "wider than it"],
)
def test_a_closed_door_before_a_drawer_comes_first(rig, values, wanted):
    assert before_it(rig, values, DRAWER) == wanted


def test_a_door_needs_nothing():
    assert before_it(behind(), {DRAWER: 0.0, DOOR: 0.0}, DOOR) == []
