"""What a click on a surface means."""

from __future__ import annotations

import numpy as np
import scenes

from artllm_blender.core.cut.connectivity import neighbours, triangle_edges, weld
from artllm_blender.core.cut.regions import region_at


def surface(*solids, part):
    """What region_at is to know of solids whose polygons, quads, are of the parts given for each solid."""
    vertices, faces, parts = [], [], []
    for (points, quads), id in zip(solids, part, strict=True):
        faces += [[len(vertices) + i for i in quad] for quad in quads]
        vertices += points
        parts += [id] * len(quads)
    points, quads = np.array(vertices, float), np.array(faces)
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]], axis=1).reshape(-1, 3)
    polygon = np.repeat(np.arange(len(quads)), 2)
    pairs, _ = neighbours(triangle_edges(weld(points)[triangles]), triangle_edges(triangles), np.repeat(polygon, 3))
    corners = points[quads]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(cross, axis=1)
    boxes = np.stack([corners.min(axis=1), corners.max(axis=1)], axis=1)
    return {
        "part": np.array(parts), "pairs": pairs[pairs[:, 0] != pairs[:, 1]], "separation": np.zeros(len(parts), int),
        "normals": cross / area[:, None], "area": area, "boxes": boxes, "root": 0,
    }  # fmt: skip


BODY = scenes.box((0, 0, 0), (1, 1, 1))
FRONT = scenes.box((0.1, -0.05, 0.1), (0.9, -0.01, 0.5))
HANDLE = scenes.box((0.45, -0.08, 0.28), (0.55, -0.06, 0.32))
OTHER = scenes.box((0.1, -0.05, 0.6), (0.9, -0.01, 0.9))
ALL = surface(BODY, FRONT, HANDLE, OTHER, part=(0, 0, 0, 0))


def numbers(region) -> list[int]:
    return np.flatnonzero(region).tolist()


def test_a_loose_piece_is_meant_with_what_lies_on_it():
    assert numbers(region_at(7, **ALL)) == [*range(6, 18)]
    assert numbers(region_at(20, **ALL)) == [*range(18, 24)]


def test_what_the_model_sees_there_comes_first():
    both = np.isin(np.arange(24), range(6, 24))
    assert numbers(region_at(7, **ALL, seen=[np.ones(24, bool), both])) == numbers(both)


def test_other_parts_are_not_touched():
    some = surface(BODY, FRONT, HANDLE, OTHER, part=(0, 0, 1, 0))
    assert numbers(region_at(7, **some)) == [*range(6, 12)]


def test_of_what_hangs_together_a_smooth_face_is_meant():
    alone = surface(BODY, part=(0,))
    assert numbers(region_at(2, **alone)) == [2]


def test_what_the_artist_parted_is_a_piece():
    alone = surface(BODY, part=(0,))
    alone["separation"] = np.array([0, 0, 1, 1, 0, 1])  # three sides that meet
    assert numbers(region_at(2, **alone)) == [2, 3, 5]


def test_a_whole_part_is_no_region_of_it():
    assert region_at(7, **surface(BODY, FRONT, HANDLE, OTHER, part=(0, 1, 0, 0))) is None
