"""What is taken apart to measure: closed solids, and dirty meshes that stand for them."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.lab.measure.apart_cases import FURNITURE, case
from runtime.lab.measure.apart_furniture import MAKERS
from runtime.lab.measure.winding import winding


@pytest.mark.parametrize("name", MAKERS)
def test_parts_are_solids_that_face_outward_and_make_one_thing(name):
    for seed in range(3):
        solids = MAKERS[name](np.random.default_rng(seed))
        boxes = np.array([[np.min(solid.vertices, axis=0), np.max(solid.vertices, axis=0)] for solid in solids])
        for number, solid in enumerate(solids):
            triangles = solid.vertices[solid.faces]
            assert np.einsum("ij,ij->i", triangles[:, 0], np.cross(triangles[:, 1], triangles[:, 2])).sum() > 0
            meets = (boxes[:, 0] <= boxes[number, 1] + 0.01).all(axis=1)
            assert (meets & (boxes[:, 1] >= boxes[number, 0] - 0.01).all(axis=1)).sum() > 1


def test_a_case_is_the_same_every_time_and_lacks_faces_of_what_it_stands_for():
    one, again = case(FURNITURE + 2), case(FURNITURE + 2)
    assert all(np.array_equal(a, b) for a, b in zip(one.parts, again.parts, strict=True))
    assert len(one.parts) == len(one.solids)
    assert any(len(part) != len(solid.faces) for part, solid in zip(one.parts, one.solids, strict=True))


def test_triangles_wind_once_round_what_they_enclose():
    ends = np.array([(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)], float)
    triangles = ends[[(0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3)]]
    assert winding(np.array([(0.1, 0.1, 0.1), (1.0, 1.0, 1.0)]), triangles) == pytest.approx((1, 0), abs=1e-9)
