"""Generated shapes: every one is whole, repeatable, within its joints' promise, and stays so when it moves."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.lab.shapes import Shape, generate, registry
from runtime.lab.shapes.families._pose import posed

FAMILIES = tuple(registry())
SEEDS = range(25)


def extent(vertices: np.ndarray) -> float:
    return float(np.linalg.norm(np.ptp(vertices, axis=0)))


def part_vertices(shape: Shape, part: int) -> np.ndarray:
    return shape.vertices[np.unique(shape.faces[shape.face_part == part])]


def test_the_families_that_the_weights_must_know():
    wanted = {
        "storage_furniture", "table", "refrigerator", "dishwasher", "oven", "washing_machine", "microwave", "laptop",
        "box", "door", "safe", "bucket", "bottle", "cart",
    }  # fmt: skip
    assert wanted <= set(FAMILIES)


@pytest.mark.parametrize("family", FAMILIES)
def test_equal_seeds_give_equal_shapes(family):
    for seed in SEEDS[:5]:
        one, other = generate(family, seed), generate(family, seed)
        assert np.array_equal(one.vertices, other.vertices)
        assert np.array_equal(one.faces, other.faces)
        assert [p.label for p in one.parts] == [p.label for p in other.parts]


@pytest.mark.parametrize("family", FAMILIES)
def test_joints_move_their_parts_within_reach(family):
    for seed in SEEDS:
        shape = generate(family, seed)
        size = extent(shape.vertices)
        assert 1 <= len(shape.joints) <= 20
        for index, joint in enumerate(shape.joints):
            low, high = (-np.pi, np.pi) if joint.type == "continuous" else (joint.lower, joint.upper)
            for value in np.linspace(low, high, 5):
                child = part_vertices(posed(shape, {index: value}), joint.child)
                assert np.isfinite(child).all()
                assert np.abs(child - shape.vertices.mean(0)).max() < 3 * size


@pytest.mark.parametrize("family", FAMILIES)
def test_an_axis_of_turning_passes_through_its_part_or_close_by(family):
    for seed in SEEDS:
        shape = generate(family, seed)
        size = extent(shape.vertices)
        for joint in shape.joints:
            if joint.type in ("revolute", "continuous"):
                child = part_vertices(shape, joint.child)
                line = joint.origin + np.linspace(-size, size, 401)[:, None] * joint.axis
                near = (line > child.min(0) - 0.08 * size) & (line < child.max(0) + 0.08 * size)
                assert near.all(1).any()


def test_posing_is_undone_by_the_opposite_value():
    shape = generate("safe", 1)
    values = {i: 0.4 for i in range(len(shape.joints))}
    back = posed(posed(shape, values), {i: -v for i, v in values.items()})
    np.testing.assert_allclose(back.vertices, shape.vertices[np.unique(shape.faces)], atol=1e-9)
    for a, b in zip(shape.joints, back.joints, strict=True):
        np.testing.assert_allclose(b.axis, a.axis, atol=1e-9)
        np.testing.assert_allclose(b.origin, a.origin, atol=1e-9)


def test_a_posed_joint_keeps_its_absolute_limits():
    shape = generate("storage_furniture", 3)
    joint, moved = shape.joints[0], posed(shape, {0: 0.1}).joints[0]
    assert moved.lower == pytest.approx(joint.lower - 0.1)
    assert moved.upper == pytest.approx(joint.upper - 0.1)
