"""Arrows drawn on parts: what a door's and a drawer's own motions look like is read as these motions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from views import view_from

from artllm_blender.core.frames import rotation
from artllm_blender.core.motion.strokes import read_stroke

FRONT = view_from((1.5, -3, 1.8), (0, 0, 0.5))
VIEWS = [FRONT, view_from((-2, -2.5, 2.5), (0, 0, 0.5)), view_from((0.6, -4, 1), (0, 0, 0.5), wide=3.0)]
DOOR = np.array([(-0.4, -0.28, 0.0), (0.4, -0.26, 0.7)])
KNOB = np.array([(0.1, -0.3, 0.4), (0.2, -0.26, 0.5)])


def drawn(view, points, noise: float = 1.5) -> np.ndarray:
    """Pixels of a hand that follows points in the world, shaking a little."""
    return view.pixels(np.array(points)) + np.random.default_rng(0).normal(0, noise, (len(points), 2))


def turned(start, axis, origin, angle: float, count: int = 30) -> np.ndarray:
    """Where a point goes that turns about a line."""
    arm = np.subtract(start, origin)
    return np.array([origin + rotation(axis, a) @ arm for a in np.linspace(0, angle, count)])


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("way", [(0, -1, 0), (1, 0, 0), (0, 0, 1), (0, 0, -1)])
def test_a_straight_arrow_slides_along_an_axis(view, way):
    start = np.array((0.1, -0.28, 0.4))
    points = start + np.linspace(0, 0.4, 20)[:, None] * np.array(way, float)
    found = read_stroke(drawn(view, points), start, view, DOOR)
    assert found.type == "prismatic"
    np.testing.assert_allclose(found.axis, way, atol=1e-9)


def test_a_straight_arrow_along_no_axis_goes_across_the_view():
    start, view = np.array((0.1, -0.28, 0.4)), view_from((0, -4, 0.4), (0, 0, 0.4), wide=3.0)
    found = read_stroke([(400, 300), (450, 350)], start, view, DOOR)
    np.testing.assert_allclose(found.axis, (0.5**0.5, 0, 0.5**0.5), atol=1e-9)


@pytest.mark.parametrize("view", VIEWS[:2])
@pytest.mark.parametrize(
    ("axis", "origin"),
    [
        ((0, 0, -1), (-0.4, -0.26, 0.35)),  # hung at the left
        ((0, 0, 1), (0.4, -0.26, 0.35)),  # at the right
        ((1, 0, 0), (0, -0.26, 0.0)),  # below, as an oven's
        ((-1, 0, 0), (0, -0.26, 0.7)),  # above
    ],
)
def test_a_curved_arrow_turns_about_an_edge(view, axis, origin):
    start = np.array((0.15 if origin[0] <= 0 else -0.15, -0.28, 0.5 if origin[2] < 0.5 else 0.15))
    found = read_stroke(drawn(view, turned(start, axis, origin, 1.2)), start, view, DOOR)
    assert found.type == "revolute"
    np.testing.assert_allclose(found.axis, axis, atol=1e-9)
    across = np.cross(np.subtract(found.origin, origin), axis)
    assert np.linalg.norm(across) < 0.03, "on the door's edge, if not on the same side of its thickness"


def test_a_curved_arrow_on_a_knob_turns_about_its_middle():
    start = np.array((0.195, -0.3, 0.45))
    view = view_from((0.15, -3, 0.45), (0.15, 0, 0.45))
    found = read_stroke(drawn(view, turned(start, (0, 1, 0), KNOB.mean(axis=0), 2.5), 0.3), start, view, KNOB)
    assert abs(found.axis[1]) == pytest.approx(1)
    np.testing.assert_allclose(np.delete(found.origin, 1), np.delete(KNOB.mean(axis=0), 1), atol=1e-6)


@pytest.mark.parametrize("sense", [1, -1])
def test_a_curved_arrow_along_no_line_of_the_box_turns_across_the_view(sense):
    start, view = np.array((0.15, -0.28, 0.3)), view_from((1.5, -2, 3), (0, 0, 0.5))
    axis, middle = sense * view.towards(start), start + 0.05 * np.array((1.0, 0.75, 0.0))
    found = read_stroke(drawn(view, turned(start, axis, middle, 4.5), 0.5), start, view, DOOR)
    assert found.type == "revolute" and np.dot(found.axis, axis) > 0.95
    off = np.cross(np.subtract(found.origin, middle), axis)
    assert np.linalg.norm(off) < 0.05


def test_an_assets_own_axes_count_where_it_was_turned():
    """As with a rig that was turned by 40 degrees."""
    frame = rotation((0, 0, 1), math.radians(-40)).T
    start = np.array((0.1, -0.28, 0.4)) @ frame
    points = start + np.linspace(0, 0.4, 20)[:, None] * -frame[1]
    found = read_stroke(drawn(FRONT, points), start, FRONT, DOOR, frame)
    np.testing.assert_allclose(found.axis, -frame[1], atol=1e-9)
