"""A ray meets a surface where it is, and nothing beside it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from artllm_blender.core.motion.rays import BLOCK, Surface


def sheet(steps: int) -> Surface:
    """A square from -1 to 1 in X and Y at Z = 0, in steps * steps quads."""
    at = np.linspace(-1, 1, steps + 1)
    vertices = np.stack([*np.meshgrid(at, at, indexing="ij"), np.zeros((steps + 1, steps + 1))], axis=-1).reshape(-1, 3)
    first = (np.arange(steps)[:, None] * (steps + 1) + np.arange(steps)).ravel()
    quads = np.stack([first, first + steps + 1, first + steps + 2, first + 1], axis=1)
    return Surface(vertices.astype(np.float32), np.concatenate([quads[:, :3], quads[:, (0, 2, 3)]]).astype(np.int32))


@pytest.mark.parametrize("steps", (1, 7, 40))
def test_a_ray_meets_the_surface_where_it_is(steps):
    assert 2 * steps**2 > BLOCK or steps < 40
    surface, rng = sheet(steps), np.random.default_rng(0)
    for _ in range(50):
        there = np.array([*rng.uniform(-0.99, 0.99, 2), 0])
        start = there + rng.uniform(-1, 1, 3) + (0, 0, rng.choice((-2.0, 2.0)))
        assert surface.first(start, (there - start) / 2) == pytest.approx(2, abs=1e-5)


def test_what_is_beside_or_behind_is_not_met():
    surface = sheet(7)
    down = np.array((0.0, 0.0, -1.0))
    assert surface.first(np.array((1.01, 0.0, 3.0)), down) == math.inf
    assert surface.first(np.array((0.3, 0.2, -1.0)), down) == math.inf
    assert surface.first(np.array((0.3, 0.2, 3.0)), down) == pytest.approx(3)
    assert surface.first(np.array((-3.0, 0.2, 0.1)), np.array((1.0, 0.0, 0.0))) == math.inf


def test_no_triangles_are_never_met():
    nothing = Surface(np.zeros((0, 3), np.float32), np.zeros((0, 3), np.int32))
    assert nothing.first(np.zeros(3), np.ones(3)) == math.inf


def test_the_first_of_several_is_met():
    flat = sheet(3)
    twice = Surface(
        np.concatenate([flat._vertices, flat._vertices + (0, 0, 1)]),
        np.concatenate([flat._triangles, flat._triangles + len(flat._vertices)]),
    )
    assert twice.first(np.array((0.3, 0.2, 3.0)), np.array((0.0, 0.0, -1.0))) == pytest.approx(2)
