"""How deep points lie in parts, exact where a grid alone is not."""

from __future__ import annotations

import numpy as np
import pytest
from boxes import box

from artllm_blender.core.assembly.copies import motion_to
from artllm_blender.core.assembly.removal import removing
from artllm_blender.core.assembly.solid import Solid
from artllm_blender.core.frames import apply, rotation, transform

PITCH = 0.01
TURN = rotation(np.array([0.6, 0.48, 0.64]), 0.7)
HALF = np.array((0.2, 0.12, 0.012))


def depths(places: np.ndarray) -> np.ndarray:
    """In a board of such half sides."""
    off = np.abs(places) - HALF
    return np.where((off < 0).all(axis=1), -off.max(axis=1), -np.linalg.norm(np.maximum(off, 0), axis=1))


@pytest.mark.parametrize("turn", [np.eye(3), TURN], ids=["along the grid", "turned"])
def test_depth_is_exact_amid_a_thin_board(turn):
    solid = Solid(box(-HALF, HALF) @ turn.T, PITCH, 0.002)
    places = np.random.default_rng(0).uniform(-HALF - 0.008, HALF + 0.008, (2000, 3))
    off = np.abs(solid.exact(places @ turn.T) - depths(places))
    assert np.percentile(off, 99) < 1e-6 and off.max() < 0.05 * PITCH


def test_what_lies_halfway_between_two_faces_is_told_exactly_by_either_look():
    solid = Solid(box(-HALF, HALF), PITCH, 0.002)
    middle = np.array([[0.003, 0.001, 0.0]])
    assert solid.depth_against(middle, np.array([0.011]), True) == pytest.approx(0.012, abs=1e-6)


@pytest.mark.parametrize("sides", [24, 48])
def test_narrow_sides_of_an_open_tube_are_no_sheets(sides):
    angle = np.arange(sides + 1) * 2 * np.pi / sides
    low, high = (np.c_[0.036 * np.cos(angle), 0.036 * np.sin(angle), np.full(sides + 1, z)] for z in (0.0, 0.4))
    tube = np.concatenate(
        [np.stack([low[:-1], low[1:], high[:-1]], axis=1), np.stack([high[:-1], low[1:], high[1:]], axis=1)]
    )
    beside = np.c_[0.042 * np.cos(angle), 0.042 * np.sin(angle), np.linspace(0.1, 0.3, sides + 1)]
    assert Solid(tube, PITCH, 0.008).exact(beside).max() < 0


def test_what_is_in_front_of_a_board_is_not_in_it_though_a_narrow_fin_beside_has_its_back_to_it():
    high = 0.0188
    fin = [[(-0.008, z), (0, z + 0.2), (0, z)] for z in (0, 0.2)] + [
        [(-0.008, z), (-0.02, z + 0.2), (0, z + 0.2)] for z in (0, 0.2)
    ]
    fin = np.array([[(x, high, z) for x, z in corners] for corners in fin])
    solid = Solid(np.concatenate([box((0, 0, 0), (0.5, 0.02, 0.4)), fin]), PITCH, 0.002, 0)
    places = np.random.default_rng(0).uniform((-0.02, 0, 0.02), (-0.003, high - 0.0025, 0.38), (5000, 3))
    depth = solid.exact(places)
    # Nearest to them is the fin; that it is 0.9 pitches deep behind it was taken for depth in the board.
    assert depth.max() < 0.65 * PITCH and (depth > 0).mean() < 0.04


def test_a_part_that_is_like_another_is_known_without_looking():
    one = box(-HALF, HALF)
    motion = transform(TURN, (0.3, 0.1, -0.2))
    other = apply(motion, one)
    found = motion_to(one, other)
    assert np.allclose(found, motion) and motion_to(one, other * 1.001) is None
    places = np.random.default_rng(0).uniform(-HALF - 0.008, HALF + 0.008, (500, 3))
    solid, moved = Solid(one, PITCH, 0.002, 100), Solid(one, PITCH, 0.002, 100).moved(found)
    assert np.allclose(moved.exact(apply(motion, places)), solid.exact(places), atol=1e-9)
    assert np.allclose(moved.lower, other.min(axis=(0, 1))) and np.allclose(moved.points, apply(motion, solid.points))


def test_a_missing_end_is_closed_where_the_mesh_ends():
    bar = box((-0.2, -0.05, -0.05), (0.2, 0.05, 0.05))
    normals = np.cross(bar[:, 1] - bar[:, 0], bar[:, 2] - bar[:, 0])
    solid = Solid(bar[normals[:, 0] > -1e-9], PITCH, 0.002)
    ends = np.array([(-0.17, 0, 0), (-0.22, 0, 0), (0.17, 0, 0)])
    assert solid.exact(ends)[[0, 2]] == pytest.approx((0.03, 0.03), abs=1e-4)
    rim = np.array([(-0.2001, y, 0.013) for y in (0.0, 0.03, 0.042, 0.046)])
    assert solid.exact(rim).max() < 2e-4 and solid.points[:, 0].min() < -0.2 + 1e-6


def test_a_sheet_is_thick_and_so_is_a_board_too_thin_for_the_grid_or_it_would_be_crossed_unnoticed():
    sheet = box((-0.2, -0.1, 0), (0.2, 0.1, 0.001))
    up = np.cross(sheet[:, 1] - sheet[:, 0], sheet[:, 2] - sheet[:, 0])[:, 2] > 1e-9
    middle = np.array([(0.01, 0.02, 0.0005)])
    assert Solid(sheet[up], PITCH, 0.004).exact(middle) == pytest.approx(0.0035, abs=1e-6)
    assert Solid(sheet, PITCH, 0.004).exact(middle) == pytest.approx(0.0035, abs=1e-4)


def without(block: np.ndarray, *sides: tuple[int, int, int]) -> np.ndarray:
    normals = np.cross(block[:, 1] - block[:, 0], block[:, 2] - block[:, 0])
    return block[(normals @ np.array(sides).T <= 1e-9).all(axis=1)]


def test_a_bent_sheet_is_no_solid_but_a_block_with_two_sides_missing_is():
    trough = without(box((-0.2, -0.1, 0), (0.2, 0.1, 0.06)), (0, 0, 1), (1, 0, 0), (-1, 0, 0))
    block = without(box((-0.2, -0.1, 0), (0.2, 0.1, 0.2)), (0, 0, 1), (1, 0, 0))
    for part, deep in ((trough, False), (block, True)):
        assert (Solid(part, PITCH, 0.004).exact(np.array([(0.011, 0.003, 0.03)])) > 0) == deep
    assert Solid(trough, PITCH, 0.004).exact(np.array([(0.011, 0.1, 0.03)])) == pytest.approx(0.004, abs=1e-4)


def test_planning_tells_how_far_it_is_and_can_be_stopped():
    steps = removing([box((0, 0, 0), (1, 0.03, 0.03)), box((0, 0, 0.03), (0.9, 0.03, 0.06))])
    shares = [next(steps)[1] for _ in range(12)]
    assert shares == sorted(shares) and shares[-1] < 1
    steps.close()
