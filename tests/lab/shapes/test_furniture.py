"""Furniture as loose parts: whole, standing, and the same for the same number."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.lab.shapes import furniture


def test_kits_stand_on_the_floor_in_parts_that_touch():
    for seed in range(24):
        kit = furniture.make(seed, rough=False)
        assert 2 <= len(kit.parts) <= furniture.MOST_PARTS == 20
        assert sorted(sum(kit.steps, ())) == list(range(len(kit.parts))) and kit.title
        boxes = np.array([(mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)) for mesh in kit.parts])
        assert np.isfinite(boxes).all() and abs(boxes[:, 0, 2].min()) < 0.03
        gap = np.maximum(boxes[:, None, 0] - boxes[:, 1], boxes[:, 0] - boxes[:, None, 1]).max(axis=2)
        np.fill_diagonal(gap, np.inf)
        assert gap.min(axis=1).max() < 0.05, kit.title


@pytest.mark.parametrize("maker", furniture.MAKERS)
def test_every_maker_makes_triangles(maker):
    for seed in range(6):
        for mesh in furniture.MAKERS[maker][0](np.random.default_rng(seed)).parts:
            assert np.isfinite(mesh.vertices).all() and mesh.faces.max() < len(mesh.vertices)


def test_a_number_is_one_kit():
    for one, other in zip(furniture.make(7).parts, furniture.make(7).parts, strict=True):
        assert np.array_equal(one.vertices, other.vertices) and np.array_equal(one.faces, other.faces)
