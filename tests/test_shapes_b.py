"""Household things, containers, tools and vehicles: every shape is whole, repeatable and stays so when it moves."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.lab.shapes import generate
from runtime.lab.shapes.families._pose import posed

FAMILIES = (
    "bottle", "box", "bucket", "camera", "cart", "chair", "coffee_machine", "dispenser", "door", "eyeglasses", "fan",
    "faucet", "globe", "kitchen_pot", "knife", "lamp", "laptop", "scissors", "sensor_head", "stapler", "suitcase",
    "switch", "toaster", "toilet", "trash_can", "valve", "vehicle",
)  # fmt: skip
SEEDS = range(40)


def extent(vertices: np.ndarray) -> float:
    return float((vertices.max(0) - vertices.min(0)).max())


@pytest.mark.parametrize("family", FAMILIES)
def test_equal_seeds_give_equal_shapes(family):
    for seed in SEEDS:
        one, two = generate(family, seed), generate(family, seed)
        np.testing.assert_array_equal(one.vertices, two.vertices)
        np.testing.assert_array_equal(one.faces, two.faces)
        assert one.parts == two.parts and [j.upper for j in one.joints] == [j.upper for j in two.joints]


@pytest.mark.parametrize("family", FAMILIES)
def test_shapes_articulate(family):
    for seed in SEEDS:
        shape = generate(family, seed)
        assert shape.family == family
        assert 1 <= len(shape.joints) <= 20
        size = extent(shape.vertices)
        for index, joint in enumerate(shape.joints):
            low, high = (0.0, np.pi) if joint.type == "continuous" else (joint.lower, joint.upper)
            for value in np.linspace(low, high, 5):
                moved = posed(shape, {index: value})
                child = moved.vertices[np.unique(moved.faces[moved.face_part == joint.child])]
                assert np.isfinite(child).all()
                assert extent(np.concatenate([child, shape.vertices])) < 3 * size


@pytest.mark.parametrize("family", FAMILIES)
def test_an_axis_of_turning_passes_through_its_part(family):
    """Or close by: pivots do not lie somewhere in the room."""
    for seed in SEEDS:
        shape = generate(family, seed)
        size = extent(shape.vertices)
        for joint in shape.joints:
            if joint.type in ("revolute", "continuous"):
                child = shape.vertices[np.unique(shape.faces[shape.face_part == joint.child])]
                line = joint.origin + np.linspace(-size, size, 401)[:, None] * joint.axis
                near = (line > child.min(0) - 0.08 * size) & (line < child.max(0) + 0.08 * size)
                assert near.all(1).any()
