"""Constraints on poses: slopes, what is met, what cannot be met and is said."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from artllm_blender.core.articulation import Articulation, Box, Joint, Part
from artllm_blender.core.frames import apply
from artllm_blender.core.kinematics import poses
from artllm_blender.core.pose import constraints as c
from artllm_blender.core.pose.rows import Rows
from artllm_blender.core.pose.said import unmet
from artllm_blender.core.pose.solve import Solver
from artllm_blender.core.pose.tree import Tree

BOX = Box((-0.1, -0.1, -0.1), (0.1, 0.1, 0.1))
X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def lamp() -> Articulation:
    """A foot that turns, two arms, a head; and a slide and a screw beside them."""
    kinds = [
        ("continuous", 0, 1, Z, (0, 0, 0), 0, 0, 0),
        ("revolute", 1, 2, Y, (0, 0, 0.1), -1.5, 1.5, 0),
        ("revolute", 2, 3, Y, (0, 0, 0.6), -2.0, 2.0, 0),
        ("revolute", 3, 4, Y, (0, 0, 1.1), -1.5, 1.5, 0),
        ("prismatic", 0, 5, X, (0.5, 0, 0), 0, 0.3, 0),
        ("screw", 5, 6, Z, (0.5, 0, 0), 0, 0.1, 0.02),
    ]
    parts = tuple(Part(id, f"part {id}", BOX) for id in range(7))
    joints = tuple(Joint(k, p, ch, a, o, lo, up, pitch) for k, p, ch, a, o, lo, up, pitch in kinds)
    return Articulation(parts, joints)


LAMP = lamp()
HEAD = c.Feature(4, (0.0, 0.0, 1.2), X, "head")


def every(rng: np.random.Generator) -> list[c.Constraint]:
    def feature() -> c.Feature:
        way = rng.normal(size=3)
        return c.Feature(int(rng.integers(1, 7)), tuple(rng.uniform(-1, 1, 3)), tuple(way / np.linalg.norm(way)))

    def pair() -> dict:
        return {"one": feature(), "to": feature()}

    return [
        *(kind(**pair()) for kind in (c.PointOnPoint, c.Reach, c.PointOnLine, c.PointOnPlane, c.Parallel)),
        *(kind(**pair()) for kind in (c.Perpendicular, c.Facing, c.Aim)),
        c.Distance(**pair(), metres=0.3),
        c.Offset(**pair(), vector=(1.0, 2.0, 3.0)),
        c.Angle(**pair(), radians=1.0),
        c.Upright(one=feature()),
        c.Upright(one=feature(), axis=True),
        c.JointValue(child=2, value=0.4),
        c.JointShare(child=5, share=0.5),
        c.JointLimit(child=6),
        c.Hold(child=3),
        c.Equal(child=2, other=3, more=0.2),
        c.Mirrored(child=3, other=4),
        c.KeepClear(child=4, sides=(c.Side(np.array([(0, 0, 1.2)]), 4, c.Spot((0.5, 0, 0)), 5),), margin=3.0),
    ]


def test_a_tree_moves_its_parts_as_the_kinematics_say():
    tree = Tree(LAMP, 1.0)
    values = np.random.default_rng(1).uniform(-0.5, 0.5, (3, 6))
    motions = tree.motions(values)
    for number, row in enumerate(values):
        for id, want in poses(LAMP, dict(zip(tree.children, row, strict=True))).items():
            assert np.allclose(motions[tree.row(id), number], want, atol=1e-12)


def test_every_constraint_has_the_slope_that_small_steps_show():
    rng = np.random.default_rng(2)
    tree = Tree(LAMP, 1.3)
    asked = every(rng)
    assert {type(one) for one in asked} >= {
        kind for kind in vars(c).values() if isinstance(kind, type) and issubclass(kind, c.Constraint)
    } - {c.Constraint, c._Between}
    values = rng.uniform(0.01, 0.09, (2, 6))
    rows = Rows(tree, asked, values[0])
    slope, step = rows.at(values)[1], 1e-6
    for i, unit in enumerate(tree.unit):
        aside = np.zeros(6)
        aside[i] = step * unit
        seen = (rows.at(values + aside)[0] - rows.at(values - aside)[0]) / (2 * step)
        assert np.allclose(seen, slope[:, :, i], atol=1e-6)


def test_a_head_is_aimed_at_a_point_and_follows_it():
    solver, values = Solver(LAMP, 1.2), {}
    for angle in np.linspace(0, 5, 40):
        ball = (math.cos(angle), math.sin(angle), 0.2)
        solved = solver.solve([c.Aim(one=HEAD, to=c.Feature(None, ball))], values)
        assert solved.met
        values = solved.values
        head = poses(LAMP, values)[4]
        way = np.array(ball) - apply(head, HEAD.point)
        assert way @ head[:3, :3] @ X == pytest.approx(np.linalg.norm(way), rel=1e-5)


def test_a_tip_reaches_what_it_can_reach_from_any_pose():
    solver, rng = Solver(LAMP, 1.2), np.random.default_rng(3)
    for _ in range(20):
        pose = {1: rng.uniform(-3, 3), 2: rng.uniform(-1.4, 1.4), 3: rng.uniform(-1.9, 1.9), 4: rng.uniform(-1.4, 1.4)}
        target = tuple(apply(poses(LAMP, pose)[4], HEAD.point).tolist())
        assert solver.solve([c.Reach(one=HEAD, to=c.Feature(None, target))], {}).met


def test_limits_hold_and_what_falls_short_is_said_in_words():
    solver = Solver(LAMP, 1.2)
    asked = [
        c.JointValue(child=2, value=2.0, weight=1e4, name="the arm"),
        c.Reach(one=HEAD, to=c.Feature(None, (9, 0, 0)), name="tip"),
    ]
    solved = solver.solve(asked, {})
    assert not solved.met
    for id, value in solved.values.items():
        joint = LAMP.joint_of(id)
        assert joint.lower <= value <= joint.upper
    arm, tip = unmet(solver, asked, solved)
    assert arm == "29° short: the arm stops at 86°."
    assert tip.startswith("7.") and "m short: tip" in tip


def test_only_what_may_move_moves():
    solver = Solver(LAMP, 1.2)
    start = {3: 0.3, 5: 0.1}
    solved = solver.solve([c.Aim(one=HEAD, to=c.Feature(None, (1, 1, 0)))], start, free={1, 4})
    assert {id: solved.values[id] for id in (2, 3, 5, 6)} == {2: 0.0, 3: 0.3, 5: 0.1, 6: 0.0}
    assert solver.solve([], start).values[3] == 0.3


def test_a_screw_turns_as_it_slides():
    solver = Solver(LAMP, 1.2)
    nut = c.Feature(6, (0.6, 0.0, 0.0), X)
    solved = solver.solve([c.PointOnPlane(one=nut, to=c.Feature(None, (0, 0, 0), Z), height=0.005)], {})
    assert solved.values[6] == pytest.approx(0.005, abs=2e-5)
    assert poses(LAMP, solved.values)[6][:3, 0] == pytest.approx((0, 1, 0), abs=1e-2)


def test_a_part_keeps_clear_of_a_plane_that_may_stand_on_another_part():
    solver = Solver(LAMP, 1.2)
    corners = np.array(list(product((-0.1, 0.1), (-0.1, 0.1), (1.0, 1.2))))
    turned = c.Placed(c.Flat((0, 0, 0), Z), np.eye(3)[[2, 1, 0]], np.array((0.05, 0, 0)))  # what is behind x = 0.05
    solved = solver.solve([c.KeepClear(child=4, sides=(c.Side(corners, 4, turned, None),), margin=0.05)], {2: 0.1})
    assert solved.met
    assert apply(poses(LAMP, solved.values)[4], corners)[:, 0].min() >= 0.1 - 1e-3
    both = c.KeepClear(child=4, sides=(c.Side(corners, 4, c.Spot((0, 0, 1.3)), 4),), margin=9.0)
    assert not Rows(solver.tree, [both], np.zeros(6)).moves().any()


def test_of_the_poses_that_do_it_one_near_the_start_is_found():
    solver, start = Solver(LAMP, 1.2), {2: 0.2, 3: -0.3, 4: 0.1}
    for angle in np.linspace(0.2, 1.0, 5):
        asked = [c.Aim(one=HEAD, to=c.Feature(None, (1.5 * math.cos(angle), 1.5 * math.sin(angle), 0.3)))]
        values = solver.solve(asked, start, near=True)
        assert values.met
        ways = {id: values.values[id] - start.get(id, 0.0) for id in (2, 3, 4)}
        # A turn of one alone would do; shared among them it is less.
        assert max(map(abs, ways.values())) < 0.7


def test_what_cannot_be_met_is_neared_without_swings():
    solver, start = Solver(LAMP, 1.2), {1: 0.4, 2: 0.3, 3: 0.5, 4: -0.2}
    ways = [np.array((math.cos(turn), math.sin(turn), 0.2)) for turn in np.linspace(0.3, 0.6, 7)]
    found = [solver.solve([c.Reach(one=HEAD, to=c.Feature(None, tuple(2 * way)))], start, near=True) for way in ways]
    values = np.array([solver.array(solved.values) for solved in found])
    assert not any(solved.met for solved in found)
    assert np.abs(np.diff(values, axis=0)).max() < 0.2
    tips = np.array([apply(poses(LAMP, solved.values)[4], np.array([HEAD.point]))[0] for solved in found])
    # The arm is 1.1 long, from 0.1 over the foot.
    assert (np.linalg.norm(tips - 2 * np.array(ways), axis=1) < 0.95).all()


def test_what_is_beyond_all_reach_is_known_and_never_more_than_any_pose_leaves():
    rng, tree = np.random.default_rng(5), Tree(LAMP, 1.0)
    for _ in range(40):
        tip = c.Feature(int(rng.integers(1, 7)), tuple(rng.uniform(-1, 1, 3)))
        to = c.Feature(None, tuple(rng.uniform(-3, 3, 3)))
        rows = Rows(tree, [c.Reach(one=tip, to=to)], np.zeros(6))
        low, high = np.where(np.isfinite(tree.low), tree.low, -9), np.where(np.isfinite(tree.high), tree.high, 9)
        left = (rows.off(rng.uniform(low, high, (200, 6)))[0] ** 2).sum(axis=1)
        assert rows.least <= left.min() + 1e-12
    far = c.Feature(None, (0.0, 0.0, 9.0))
    assert Rows(tree, [c.Reach(one=HEAD, to=far)], np.zeros(6)).least == pytest.approx(7.8**2)


def test_what_is_out_of_reach_is_stretched_for():
    solved = Solver(LAMP, 1.0).solve([c.Reach(one=HEAD, to=c.Feature(None, (5.0, 0.0, 0.1)))], {})
    assert not solved.met
    assert solved.off[0] == pytest.approx(5.0 - 1.1, abs=0.03)
