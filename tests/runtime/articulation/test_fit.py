"""Boxes and axes move onto the geometry, and only a little."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.articulation.fit import REACH, away_from_handle, fitted_boxes, fitted_origin, on_edge, overlap
from runtime.articulation.points import quarter_turned

DOOR = np.array([[-0.4, -0.02, -0.9], [0.4, 0.02, 0.9]])


def cloud_in(box: np.ndarray, count: int = 2000) -> np.ndarray:
    return np.random.default_rng(0).uniform(box[0], box[1], (count, 3))


def test_a_box_takes_the_extent_of_its_points():
    xyz = cloud_in(DOOR)
    rough = DOOR + np.array([[0.03, -0.01, 0.02], [-0.04, 0.01, -0.03]])
    box = fitted_boxes(rough[None], xyz, np.ones((len(xyz), 1)))[0]
    np.testing.assert_allclose(box, [xyz.min(0), xyz.max(0)])


def test_a_box_stays_where_points_are_few_or_elsewhere():
    far = DOOR + 2
    xyz = cloud_in(DOOR)
    assert np.array_equal(fitted_boxes(far[None], xyz, np.ones((len(xyz), 1)))[0], far)
    few = xyz[:10]
    assert np.array_equal(fitted_boxes(DOOR[None] * 0.9, few, np.ones((10, 1)))[0], DOOR * 0.9)


def test_overlap():
    assert overlap(DOOR, DOOR) == pytest.approx(1)
    assert overlap(DOOR, DOOR + 5) == 0


def test_a_hinge_moves_into_its_box_and_a_wheel_to_its_middle():
    z = np.array([0, 0, 1.0])
    hinge = fitted_origin("revolute", z, np.array([0.44, 0.01, 0.9]), DOOR)
    np.testing.assert_allclose(hinge, [0.4, 0.01, 0.9])
    wheel = np.array([[-0.1, -0.02, -0.1], [0.1, 0.02, 0.1]])
    axle = fitted_origin("continuous", np.array([0, 1.0, 0]), np.array([0.02, 0.3, -0.03]), wheel)
    np.testing.assert_allclose(axle, [0, 0.3, 0])


def test_nothing_moves_far_and_oblique_axes_stay():
    off = np.array([0.4 + 2 * REACH, 0.0, 0.0])
    assert fitted_origin("revolute", np.array([0, 0, 1.0]), off, DOOR)[0] == off[0]
    oblique = np.array([0.6, 0.0, 0.8])
    assert np.array_equal(fitted_origin("revolute", oblique, np.array([0.44, 0, 0]), DOOR), [0.44, 0, 0])


def leaf(handle: list[float] | None, out: float = 0.05) -> np.ndarray:
    """Points of DOOR and, on its front, which is towards -Y, of a small handle at (x, z)."""
    panel = cloud_in(DOOR)
    panel[:1000, 1] = -0.02
    if handle is None:
        return panel
    low = np.array([handle[0] - 0.03, -0.02 - out, handle[1] - 0.05])
    return np.concatenate([panel, cloud_in(np.array([low, [handle[0] + 0.03, -0.02, handle[1] + 0.05]]), 60)])


@pytest.mark.parametrize("at_the_back", [0.0, 0.6])  # a door of its own, and one in front of a body
@pytest.mark.parametrize("turns", range(4))
def test_a_door_hangs_on_the_edge_that_its_handle_is_not_on(turns, at_the_back):
    away = np.array([0, at_the_back, 0])

    def turned(x: np.ndarray) -> np.ndarray:
        return quarter_turned(x - away, turns)

    box, up = np.sort(turned(DOOR), axis=0), np.array([0, 0, 1.0])
    right, left = (turned(np.array([x, 0.02, 0.3])) for x in (0.4, -0.4))
    xyz = turned(leaf([0.33, 0.1]))
    np.testing.assert_allclose(away_from_handle(up, right, box, xyz), left)
    assert away_from_handle(up, left, box, xyz) is None  # as it should be


@pytest.mark.parametrize(
    ("handle", "why"),
    [(None, "no handle"), ([0.05, 0.1], "in the middle"), ([0.33, 0.1], "no hinge at an edge")],
)
def test_a_hinge_stays_where_no_handle_tells(handle, why):
    hinge = np.array([0.1 if why == "no hinge at an edge" else 0.4, 0.02, 0.3])
    assert away_from_handle(np.array([0, 0, 1.0]), hinge, DOOR, leaf(handle)) is None


@pytest.mark.parametrize(("x", "expected"), [(0.1, 0.4), (-0.05, -0.4), (0.39, 0.39), (-0.5, -0.5)])
def test_no_door_hangs_on_a_hinge_in_its_midst(x, expected):
    origin = np.array([x, 0.02, 0.3])
    np.testing.assert_allclose(on_edge(np.array([0, 0, 1.0]), origin, DOOR), (expected, 0.02, 0.3))
    cube, askew = np.array([[-0.4, -0.4, -0.4], [0.4, 0.4, 0.4]]), np.array([0, 0.6, 0.8])
    for kept in (on_edge(np.array([0, 0, 1.0]), origin, cube), on_edge(askew, origin, DOOR)):
        np.testing.assert_array_equal(kept, origin)


def test_a_relief_is_no_handle_and_a_lid_as_thick_as_wide_no_leaf():
    up, hinge = np.array([0, 0, 1.0]), np.array([0.4, 0.02, 0.3])
    relief = cloud_in(np.array([[0.1, -0.07, -0.9], [0.4, -0.02, 0.9]]), 1500)
    assert away_from_handle(up, hinge, DOOR, np.concatenate([leaf(None), relief])) is None
    cube = np.array([[-0.4, -0.4, -0.4], [0.4, 0.4, 0.4]])
    assert away_from_handle(up, hinge, cube, leaf([0.33, 0.1])) is None
