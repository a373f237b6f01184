"""A box drawn round a part: there the skin is cut, between the part and what carries it alone."""

from __future__ import annotations

import numpy as np
import pytest
from skins import wardrobe

from artllm_blender.core.cut.outline import Outline, outlined
from artllm_blender.core.frames import transform

DOOR, DRAWER = 1, 2


def cut(lower, upper, frame=None, part=None, slides=-1):
    """Positions, corners, sizes and parts of the wardrobe after a box was drawn round its door. part: of each face."""
    skin = wardrobe()
    part = skin.face_part if part is None else part
    mesh = skin.vertices, skin.faces.ravel(), np.full(len(skin.faces), 3), part
    frame = np.eye(4) if frame is None else frame
    for one in outlined(*mesh, Outline(DOOR, 0, frame, np.array(lower, float), np.array(upper, float), slides)):
        mesh = one.positions(mesh[0]), one.corner_vertex, one.polygon_size, one.polygon_part
    return mesh


def corners_of(mesh, part: int) -> np.ndarray:
    positions, corner, size, parts = mesh
    return positions[corner[np.repeat(parts == part, size)]]


def area(mesh, part: int | None = None) -> float:
    positions, corner, size, parts = mesh
    total, first = 0.0, 0
    for count, home in zip(size, parts, strict=True):
        ring = positions[corner[first : first + count]].astype(float)
        first += count
        if part in (None, home):
            total += np.linalg.norm(np.cross(ring[1:-1] - ring[0], ring[2:] - ring[0]), axis=1).sum() / 2
    return total


def test_the_part_ends_at_the_box_wherever_its_border_ran():
    mesh = cut((0.15, -np.inf, 0.05), (0.50, np.inf, 0.60))
    door = corners_of(mesh, DOOR)
    assert door[:, [0, 2]].min(axis=0) == pytest.approx((0.15, 0.05), abs=1e-5)
    assert door[:, [0, 2]].max(axis=0) == pytest.approx((0.50, 0.60), abs=1e-5)
    assert area(mesh, DOOR) == pytest.approx(0.35 * 0.55, rel=1e-4)


def test_nothing_is_lost_and_no_other_part_is_touched():
    before, after = cut((np.inf,) * 3, (np.inf,) * 3), cut((0.3, -np.inf, -1), (0.9, np.inf, 2))
    assert area(after) == pytest.approx(area(before), rel=1e-5)
    assert area(after, DRAWER) == pytest.approx(area(before, DRAWER), rel=1e-6)
    used = after[1]
    edges = np.sort(np.stack([used, used[following(after[2])]], axis=1), axis=1)
    assert (np.unique(edges, axis=0, return_counts=True)[1] == 2).all(), "the skin is still closed"


def following(sizes: np.ndarray) -> np.ndarray:
    after = np.arange(1, sizes.sum() + 1)
    ends = np.cumsum(sizes)
    after[ends - 1] = ends - sizes
    return after


def test_the_box_is_drawn_in_its_own_frame():
    frame = transform(move=(10.0, 0.0, 0.0))
    door = corners_of(cut((10.2, -np.inf, 0.2), (10.4, np.inf, 0.4), frame), DOOR)
    assert (door[:, 0].min(), door[:, 0].max()) == pytest.approx((0.2, 0.4), abs=1e-5)


def test_what_lies_past_a_box_along_the_way_that_it_slides_is_its_carriers():
    skin = wardrobe()
    behind = skin.vertices[skin.faces][:, :, 1].min(axis=1) > 0.599
    part = np.where(behind, DOOR, skin.face_part)
    for lower, upper in ((0.02, 0.4), (-0.1, 0.4)):  # the front may lie a little before what is drawn
        door = corners_of(cut((0.15, lower, -np.inf), (0.5, upper, np.inf), part=part, slides=1), DOOR)
        assert door[:, 1].max() == pytest.approx(0.0, abs=1e-6) and door[:, 0].min() == pytest.approx(0.15)
    deep = corners_of(cut((0.15, -np.inf, 0.05), (0.5, np.inf, 0.6), part=part, slides=1), DOOR)
    assert deep[:, 1].max() == pytest.approx(0.6), "where nothing is drawn it goes as deep as it did"


def test_a_part_that_is_not_there_is_cut_nowhere():
    skin = wardrobe()
    mesh = skin.vertices, skin.faces.ravel(), np.full(len(skin.faces), 3), np.zeros(len(skin.faces), int)
    assert outlined(*mesh, Outline(DOOR, 0, np.eye(4), np.zeros(3), np.ones(3))) == []
