"""The nearest triangle to a place, beside the tree of all of them."""

import numpy as np
import pytest

from artllm_blender.scene.mesh.overlap import nearest_triangle, tree_of


@pytest.mark.parametrize("seed", range(5))
def test_nearest_triangle(seed: int):
    rng = np.random.default_rng(seed)
    vertices = rng.normal(size=(300, 3)).astype(np.float32)
    triangles = rng.integers(0, 280, (500, 3))  # some corners are no triangle's
    tree = tree_of(vertices, triangles)
    for place in [*rng.normal(size=(40, 3)), *(3 * rng.normal(size=(10, 3))), vertices[triangles[7]].mean(axis=0)]:
        _, _, _, least = tree.find_nearest(place)
        found = nearest_triangle(place, vertices, triangles)
        _, _, _, away = tree_of(vertices, triangles[found : found + 1]).find_nearest(place)
        assert away == pytest.approx(least, abs=1e-6)
