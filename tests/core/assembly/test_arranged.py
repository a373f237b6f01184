"""Furniture from shapes alone."""

from __future__ import annotations

import numpy as np

from artllm_blender.core.assembly.arranged import arranged
from artllm_blender.core.assembly.loose import loose_parts
from artllm_blender.core.frames import apply, rotation

FACES = np.array(
    [[0, 2, 3], [0, 3, 1], [4, 5, 7], [4, 7, 6], [0, 1, 5], [0, 5, 4], [2, 6, 7], [2, 7, 3], [0, 4, 6], [0, 6, 2],
     [1, 3, 7], [1, 7, 5]]
)  # fmt: skip


def box(*size: float) -> np.ndarray:
    return np.array([(x, y, z) for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)]) * size


def lying_anyhow(vertices: np.ndarray, seed: int) -> np.ndarray:
    turn = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))[0]
    return vertices @ (turn * np.sign(np.linalg.det(turn))).T


def stood(seed: int) -> list[np.ndarray]:
    """The boards of a table in their places, made of parts that lie anyhow."""
    sizes = [(1.2, 0.7, 0.03), *[(0.05, 0.05, 0.7)] * 4]
    meshes = [(lying_anyhow(box(*size), seed + k), FACES) for k, size in enumerate(sizes)]
    poses, _ = arranged(loose_parts(meshes))
    assert np.allclose(np.linalg.det(poses[:, :3, :3]), 1)
    return [apply(pose, vertices) for pose, (vertices, _) in zip(poses, meshes, strict=True)]


def test_a_table_stands_on_its_legs_however_its_parts_lay():
    for seed in (0, 100):
        top, *legs = stood(seed)
        assert np.allclose(np.ptp(top, axis=0), (1.2, 0.7, 0.03), atol=1e-6)
        corners = {tuple(np.sign(leg.mean(axis=0)[:2])) for leg in legs}
        assert len(corners) == 4
        for leg in legs:
            assert np.isclose(leg[:, 2].max(), top[:, 2].min())
            assert np.isclose(np.ptp(leg[:, 2]), 0.7)


def test_one_turn_about_the_vertical_is_no_other_table():
    meshes = [(box(1, 0.6, 0.03) @ rotation((0, 0, 1), 1.0).T, FACES), *[(box(0.05, 0.05, 0.5), FACES)] * 4]
    assert arranged(loose_parts(meshes))[0].shape == (5, 4, 4)


def together(sizes: list[tuple[float, float, float]]) -> list[np.ndarray]:
    meshes = [(lying_anyhow(box(*size), 7 * k), FACES) for k, size in enumerate(sizes)]
    poses, _ = arranged(loose_parts(meshes))
    return [apply(pose, vertices) for pose, (vertices, _) in zip(poses, meshes, strict=True)]


def test_what_is_as_long_as_the_gap_between_two_sides_goes_between_them():
    left, right, *boards = together([(0.02, 0.5, 1.2), (0.02, 0.5, 1.2), *[(0.6, 0.5, 0.018)] * 3])
    gap = abs(left.mean(axis=0)[0] - right.mean(axis=0)[0]) - 0.02
    assert np.isclose(gap, 0.6, atol=1e-6)
    heights = np.sort([board.mean(axis=0)[2] for board in boards])
    assert all(np.allclose(np.ptp(board, axis=0), (0.6, 0.5, 0.018), atol=1e-6) for board in boards)
    assert np.diff(heights).min() > 0.1


def test_late_or_with_nothing_to_lie_against_no_part_is_left_out():
    rng = np.random.default_rng(3)
    meshes = [(lying_anyhow(box(*rng.uniform(0.05, 1.0, 3)), k), FACES) for k in range(5)]
    poses, _ = arranged(loose_parts(meshes), seconds=0.0)
    assert np.allclose(np.linalg.det(poses[:, :3, :3]), 1)
