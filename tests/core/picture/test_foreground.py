"""The foreground: what a box was drawn round, whatever is seen past it."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_array_equal

from artllm_blender.core.picture.foreground import foreground
from artllm_blender.core.picture.raster import visible

SIZE = 64


def square(lower: tuple[float, float], upper: tuple[float, float], near: float, tilt: float = 0.0) -> np.ndarray:
    """(2, 3, 3) two triangles, so near at the left and by `tilt` a pixel nearer towards the right."""
    (left, low), (right, high) = lower, upper
    a, b, c, d = ((x, y, near + tilt * (x - left)) for x, y in ((left, low), (right, low), (right, high), (left, high)))
    return np.array([(a, b, c), (a, c, d)])


def seen(*squares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which square is in each pixel, -1 for none, and which pixels are the foreground's."""
    corners = np.concatenate(squares)
    found = visible(corners.reshape(-1, 3), np.arange(3 * len(corners)).reshape(-1, 3), SIZE)
    return np.where(found < 0, -1, found // 2), foreground(found, corners, 3.0)


def test_the_wall_behind_a_lever_is_not_drawn_round():
    lever, wall = square((16, 8), (48, 56), 30), square((0, 0), (64, 64), 0)
    which, near = seen(lever, wall)
    assert_array_equal(near, which == 0)


def test_what_is_too_small_is_a_grip_and_not_the_thing():
    grip, door = square((20, 10), (25, 50), 30), square((0, 0), (64, 64), 0)
    which, near = seen(grip, door)
    assert near.all() and set(which.ravel()) == {0, 1}


def test_what_leans_hangs_together_and_a_step_within_its_depth_is_its_own():
    leaning, beside = square((0, 0), (40, 64), 0, 1.5), square((44, 0), (64, 64), 20)
    which, near = seen(leaning, beside)
    assert_array_equal(near, which >= 0)
    which, near = seen(leaning, square((44, 0), (64, 64), -20))
    assert_array_equal(near, which == 0)


def test_where_nothing_is_seen_nothing_is_near():
    assert not foreground(np.full((4, 4), -1), np.zeros((0, 3, 3)), 3.0).any()
