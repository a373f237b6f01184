"""Generated shapes: every one is whole, repeatable, within its joints' promise, and stays so when it moves."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.lab.shapes import STILL, Builder, Shape, generate, registry
from runtime.lab.shapes.check import collisions, tree_problems
from runtime.lab.shapes.families._pose import posed
from runtime.lab.shapes.solids import box, open_box
from runtime.lab.shapes.worn import DEFECTS, worn

FAMILIES = tuple(registry())
MOVING = tuple(f for f in FAMILIES if f not in STILL)
SEEDS = range(8)


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
    for seed in SEEDS[:2]:
        one, other = generate(family, seed), generate(family, seed)
        assert np.array_equal(one.vertices, other.vertices)
        assert np.array_equal(one.faces, other.faces)
        assert [p.label for p in one.parts] == [p.label for p in other.parts]


@pytest.mark.parametrize("family", STILL)
def test_what_stands_still_is_one_part_without_a_joint(family):
    for seed in SEEDS:
        shape = generate(family, seed)
        assert (len(shape.parts), shape.joints) == (1, ())


@pytest.mark.parametrize("family", MOVING)
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


@pytest.mark.parametrize("family", MOVING)
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


def drawer_in_a_case(out: float, blocked: bool) -> Shape:
    """A drawer in a box that is open at its front, -Y; it slides out by so many metres, perhaps into a board."""
    b = Builder("case")
    body, drawer = b.part("body"), b.part("drawer")
    b.add(body, open_box((0, 0, 0), (1, 1, 1), 0.05, "-y"))
    if blocked:
        b.add(body, box((0, -0.4, 0), (1, -0.35, 1)))
    b.add(drawer, open_box((0.06, 0, 0.06), (0.94, 0.9, 0.9), 0.02))
    b.prismatic(body, drawer, (0, -1, 0), min(out, 0.0), max(out, 0.0))
    return b.finish()


@pytest.mark.parametrize(("out", "blocked", "collides"), [(0.8, False, False), (0.8, True, True), (-0.5, False, True)])
def test_the_self_check_sees_a_drawer_run_into_its_case(out, blocked, collides):
    assert bool(collisions(drawer_in_a_case(out, blocked))) == collides


def test_the_self_check_sees_a_door_that_opens_into_the_wall():
    for sign, collides in ((-1, False), (1, True)):
        b = Builder("cupboard")
        body, door = b.part("body"), b.part("door")
        b.add(body, box((0, 0, 0), (1, 1, 1)))
        b.add(door, box((0, -0.05, 0), (1, 0, 1)))
        b.revolute(body, door, (0, 0, sign), (0, 0, 0), 0.0, 1.5)
        assert bool(collisions(b.finish())) == collides


@pytest.mark.parametrize("family", FAMILIES)
def test_shapes_pass_their_own_check(family):
    shapes = [generate(family, seed) for seed in range(100, 103)]
    assert not [p for shape in shapes for p in tree_problems(shape)]
    assert sum(bool(collisions(shape)) for shape in shapes) <= 1


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_worn_mesh_keeps_its_parts_joints_and_extent(defect):
    for family in ("storage_furniture", "bucket", "scissors"):
        shape = generate(family, 4)
        spoilt = worn(shape, np.random.default_rng(1), (defect,))
        assert tree_problems(spoilt) == []
        assert (spoilt.parts, spoilt.joints) == (shape.parts, shape.joints)
        assert not (np.array_equal(spoilt.faces, shape.faces) and np.array_equal(spoilt.vertices, shape.vertices))
        for part in range(len(shape.parts)):
            before, after = np.ptp(part_vertices(shape, part), axis=0), np.ptp(part_vertices(spoilt, part), axis=0)
            assert (np.abs(after - before) <= 0.03 * before + 1e-9).all() or defect == "missing"
