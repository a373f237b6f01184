"""Boxes and axes move onto the geometry, and only a little."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.fit import REACH, fitted_boxes, fitted_origin, overlap

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


def test_a_hinge_moves_to_the_edge_and_a_wheel_to_its_middle():
    z = np.array([0, 0, 1.0])
    hinge = fitted_origin("revolute", z, np.array([0.36, 0.01, 0.2]), DOOR)
    np.testing.assert_allclose(hinge, [0.4, 0.01, 0.2])
    wheel = np.array([[-0.1, -0.02, -0.1], [0.1, 0.02, 0.1]])
    axle = fitted_origin("continuous", np.array([0, 1.0, 0]), np.array([0.02, 0.3, -0.03]), wheel)
    np.testing.assert_allclose(axle, [0, 0.3, 0])


def test_nothing_moves_far_and_oblique_axes_stay():
    middle = np.array([0.0, 0.0, 0.0])
    assert np.array_equal(fitted_origin("revolute", np.array([0, 0, 1.0]), middle, DOOR), middle)
    off = np.array([0.4 + 2 * REACH, 0.0, 0.0])
    assert fitted_origin("revolute", np.array([0, 0, 1.0]), off, DOOR)[0] == off[0]
    oblique = np.array([0.6, 0.0, 0.8])
    assert np.array_equal(fitted_origin("revolute", oblique, np.array([0.36, 0, 0]), DOOR), [0.36, 0, 0])
