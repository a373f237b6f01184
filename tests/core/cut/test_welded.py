"""Which polygons hang together where parts meet, and how large polygons are, where they are and how they face."""

import numpy as np

from artllm_blender.core.cut.welded import Welded

SQUARE = np.array([(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)], np.float32)


def grid(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A plane of n x n quads, each with vertices of its own, and one more on edge at every inner line."""
    vertices, faces, polygon = [], [], []
    for x in range(n):
        for y in range(n):
            corners = [SQUARE + (x, y, 0)]
            if x:
                corners.append(np.stack([SQUARE[:, 2] + x, SQUARE[:, 1] + y, SQUARE[:, 0]], axis=1))
            for square in corners:
                first = 4 * len(vertices)
                faces += [(first, first + 1, first + 2), (first, first + 2, first + 3)]
                polygon += [len(vertices)] * 2
                vertices.append(square)
    return np.concatenate(vertices), np.array(faces, np.int32), np.array(polygon, np.int32)


def test_borders_are_the_pairs_that_are_of_different_parts():
    vertices, faces, polygon = grid(6)
    own = Welded.of(vertices, faces, polygon)
    shared = Welded.of(vertices, own.places[faces], polygon)  # more than two at an edge, told apart no more
    for welded in (own, shared):
        pairs = welded.pairs()
        assert len(pairs)
        for seed in range(20):
            rng = np.random.default_rng(seed)
            part = rng.integers(0, 3, polygon.max() + 1) if seed % 2 else (vertices[::4, seed % 3] > 2).astype(int)
            wanted = pairs[part[pairs[:, 0]] != part[pairs[:, 1]]]
            assert sorted(map(tuple, welded.borders(part))) == sorted(map(tuple, wanted))


def test_one_part_has_no_borders():
    welded = Welded.of(*grid(3))
    assert not len(welded.borders(np.zeros(welded.polygon.max() + 1, int)))


def test_areas():
    vertices, faces, polygon = grid(2)
    welded = Welded.of(vertices * (2, 1, 1), faces, polygon)
    assert np.allclose(welded.areas(7), [2, 2, 2, 1, 2, 1, 0])


def test_normals_and_boxes():
    vertices, faces, polygon = grid(3)
    tilted = vertices @ np.array([(0.6, 0.8, 0), (-0.8, 0.6, 0), (0, 0, 1)])
    welded = Welded.of(tilted, faces, polygon)
    corners = tilted.reshape(-1, 4, 3)
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    assert np.allclose(welded.normals(len(corners)), cross / np.linalg.norm(cross, axis=1, keepdims=True))
    assert np.array_equal(welded.boxes(), np.stack([corners.min(axis=1), corners.max(axis=1)], axis=1))
