"""Taking apart: everything comes free without passing through anything, in an order that can be done."""

from __future__ import annotations

import numpy as np
import pytest
from boxes import box, boxes, ring, table

from artllm_blender.core.assembly.clearance import Pair
from artllm_blender.core.assembly.directions import around
from artllm_blender.core.assembly.easing import asides
from artllm_blender.core.assembly.removal import removal
from artllm_blender.core.assembly.solid import Solid
from artllm_blender.core.frames import transform
from runtime.lab.shapes import kits


def assert_clear(plan, parts):
    """No two parts are at any time deeper in each other than at rest, and at the end their boxes are apart."""
    size = float(np.linalg.norm(np.ptp(np.concatenate([p.reshape(-1, 3) for p in parts]), axis=0)))
    solids = [Solid(part, 0.005 * size, 0.002 * size, 300) for part in parts]
    at = [np.eye(4) for _ in parts]
    for frame in plan.frames()[1:]:
        after = [frame.get(part, motion) for part, motion in enumerate(at)]
        for i in range(len(parts)):
            for j in range(i):
                shares = np.linspace(0, 1, 15)[:, None, None]
                ways = [(1 - shares) * at[k] + shares * after[k] for k in (i, j)]
                between = np.linalg.inv(ways[1]) @ ways[0]
                assert Pair(solids[i], solids[j], size).clear(between, 1) == len(between), (i, j)
        at = after
    ends = [part.reshape(-1, 3) @ motion[:3, :3].T + motion[:3, 3] for part, motion in zip(parts, at, strict=True)]
    for i, one in enumerate(ends):
        for other in ends[:i]:
            assert (one.min(axis=0) > other.max(axis=0)).any() or (other.min(axis=0) > one.max(axis=0)).any()


def test_a_table_comes_apart_leg_by_leg():
    parts = table()
    plan = removal(parts)
    assert sorted(plan.order) == [(1,), (2,), (3,), (4,)]
    assert not plan.notes("abc")
    for step in plan.steps:
        assert step.path[-1][2, 3] < -0.01 and abs(step.path[-1][:2, 3]).max() < 1e-9
    assert_clear(plan, parts)


def test_what_is_shut_in_leaves_after_its_lid():
    case = boxes(((0, 0, 0), (1, 1, 0.1)), ((0, 0, 0.1), (0.1, 1, 0.6)), ((0.9, 0, 0.1), (1, 1, 0.6)),
                 ((0.1, 0, 0.1), (0.9, 0.1, 0.6)), ((0.1, 0.9, 0.1), (0.9, 1, 0.6)))  # fmt: skip
    parts = [case, box((0.3, 0.3, 0.1), (0.6, 0.6, 0.4)), box((0, 0, 0.6), (1, 1, 0.65))]
    plan = removal(parts)
    assert plan.order == ((2,), (1,))
    assert_clear(plan, parts)


def test_what_locks_each_other_leaves_together_first():
    # A tongue slides out of its channel along y alone, where walls stop it until both are lifted from between them.
    walls = boxes(((0, 0, 0), (1, 1, 0.1)), ((0, 0, 0.1), (1, 0.1, 0.8)), ((0, 0.9, 0.1), (1, 1, 0.8)))
    channel = boxes(((0.3, 0.1, 0.1), (0.7, 0.9, 0.2)), ((0.3, 0.1, 0.2), (0.4, 0.9, 0.5)),
                    ((0.6, 0.1, 0.2), (0.7, 0.9, 0.5)), ((0.4, 0.1, 0.4), (0.45, 0.9, 0.5)),
                    ((0.55, 0.1, 0.4), (0.6, 0.9, 0.5)))  # fmt: skip
    tongue = boxes(((0.4, 0.1, 0.2), (0.6, 0.9, 0.4)), ((0.45, 0.1, 0.4), (0.55, 0.9, 0.6)))
    parts = [walls, channel, tongue]
    plan = removal(parts)
    assert plan.order[0] in ((0,), (1, 2)) and len(plan.order) == 2
    assert_clear(plan, parts)


def test_links_of_a_chain_stay_whole_and_that_is_said():
    parts = [ring((0, 0, 0), (1, 0.2, 0.6), 0.15, 1), ring((0.75, -0.2, 0.2), (1.7, 0.4, 0.4), 0.12, 2)]
    plan = removal([*parts, box((3, 0, 0), (3.5, 0.5, 0.5))])
    assert plan.whole == ((0, 1),)
    assert plan.notes(("link", "other link", "box"))[0].startswith("link, other link do not come apart")


@pytest.mark.parametrize("flaw", ["open", "turned", "doubled"])
def test_broken_meshes_come_apart_alike(flaw):
    parts = table()
    broken = {"open": parts[1][2:], "turned": parts[1][:, ::-1], "doubled": np.concatenate([parts[1], parts[1]])}
    parts[1] = broken[flaw]
    plan = removal(parts)
    assert len(plan.steps) == 4 and not plan.whole
    for step in plan.steps:
        assert step.path[-1][2, 3] < -0.01


def test_all_strictnesses_are_told_in_one_look():
    parts = [box((0, 0, 0), (1, 1, 0.2)), box((0.3, 0.3, 0.19), (0.5, 0.5, 0.8))]
    pair = Pair(*(Solid(part, 0.01, 0.003, 800) for part in parts[::-1]), 1.5)
    ways = np.array([(0, 0, 1), (0, 0, -1), (1, 0, 0), (1, 0, -0.001), (1, 0, -0.004)], float)
    least = pair.least(ways, np.zeros(len(ways), int), 8)
    away = np.array([pair.leaves(ways, strictness) for strictness in range(9)])
    assert least.tolist() == np.where(away.any(axis=0), away.argmax(axis=0), 9).tolist()
    assert least[0] == 0 and least[1] == 9
    assert pair.least(ways[:1], np.array([3]), 8).tolist() == [3]


def test_what_is_lifted_off_brushes_past_no_edge_and_what_slides_over_one_does():
    plate, block = box((0, 0, 0), (1, 1, 0.2)), box((0.3, 0.3, 0.2), (0.5, 0.5, 0.8))
    pair = Pair(*(Solid(part, 0.004, 0.003, 3000) for part in (block, plate)), 1.6)
    up, along = np.eye(3)[2], np.eye(3)[0]
    assert pair.brushes(up, np.eye(4)) < 0.1 * pair.brushes(along, np.eye(4))
    assert pair.brushes(along, transform(move=(0, 0, 0.0064))) == 0


def test_the_bars_of_a_back_all_leave_the_same_way():
    chair = kits.make(47)
    plan = removal([part.vertices[part.faces] for part in chair.parts])
    bars = [step.path[-1] - step.path[0] for step in plan.steps if chair.names[step.parts[0]] == "bar"]
    ways = np.array([motion[:3, 3] / np.linalg.norm(motion[:3, 3]) for motion in bars])
    assert len(ways) == 5 and (ways @ ways[0] > 0.999).all()


def test_what_slides_in_a_corner_is_first_taken_off_both_sides():
    normals = np.repeat([(0, 1.0, 0), (0, 0, 1.0), (1.0, 0, 0)], (90, 10, 20), axis=0)
    ways = asides(normals, np.array([1.0, 0, 0]))
    assert any(np.allclose(way, (0, np.sqrt(0.5), np.sqrt(0.5)), atol=1e-6) for way in ways)
    assert not asides(np.array([(1.0, 0, 0)]), np.array([1.0, 0, 0]))
    assert not asides(np.array([(0, 1.0, 0), (0, -1.0, 0)]), np.array([1.0, 0, 0]))


def test_ways_round_about_lie_evenly_around_each_and_a_little_off_it():
    ways = np.array([(0.6, 0.8, 0), (0, 0, -1.0)])
    ring = around(ways, 0.1).reshape(2, 6, 3)
    assert np.allclose(np.linalg.norm(ring, axis=2), 1)
    assert np.allclose(np.einsum("mkd,md->mk", ring, ways), np.cos(0.1))
    assert np.allclose(ring.sum(axis=1), 6 * np.cos(0.1) * ways)
    assert around(np.zeros((0, 3)), 0.1).shape == (0, 3)
