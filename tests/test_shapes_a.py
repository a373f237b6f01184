"""Case furniture, appliances, safes and windows: every shape is whole, repeatable and stays so when it moves."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.lab.shapes import Shape, generate
from runtime.lab.shapes.families._pose import posed

FAMILIES = (
    "dishwasher",
    "kitchen_unit",
    "microwave",
    "oven",
    "refrigerator",
    "safe",
    "storage_furniture",
    "table",
    "washing_machine",
    "window",
)
SEEDS = range(40)


def extent(vertices: np.ndarray) -> float:
    return float((vertices.max(0) - vertices.min(0)).max())


def child_vertices(shape: Shape, part: int) -> np.ndarray:
    return shape.vertices[np.unique(shape.faces[shape.face_part == part])]


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
                child = child_vertices(posed(shape, {index: value}), joint.child)
                assert np.isfinite(child).all()
                assert extent(np.concatenate([child, shape.vertices])) < 3 * size


def test_posing_is_undone_by_the_opposite_value():
    shape = generate("safe", 1)
    values = {i: 0.4 for i in range(len(shape.joints))}
    there = posed(shape, values)
    back = posed(there, {i: -v for i, v in values.items()})
    used = np.unique(shape.faces)
    np.testing.assert_allclose(back.vertices, shape.vertices[used], atol=1e-9)
    for a, b in zip(shape.joints, back.joints, strict=True):
        np.testing.assert_allclose(b.axis, a.axis, atol=1e-9)
        np.testing.assert_allclose(b.origin, a.origin, atol=1e-9)


def test_a_posed_joint_keeps_its_absolute_limits():
    shape = generate("storage_furniture", 3)
    joint, moved = shape.joints[0], posed(shape, {0: 0.1}).joints[0]
    assert moved.lower == pytest.approx(joint.lower - 0.1)
    assert moved.upper == pytest.approx(joint.upper - 0.1)
