"""Slivers beyond a part's box go to what they lie on; what ends freely there stays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skins import jar

from artllm_blender.core.cut.evidence import Evidence
from artllm_blender.core.cut.slicing import Mesh
from artllm_blender.core.cut.trim import LEAST, trimmed

JAR, LID = 0, 1
TOP = 0.63  # of the jar's box
DEEP = 0.04  # the door in its frame


def with_tooth() -> Mesh:
    """The jar with a tooth of its lid's front."""
    skin = jar()
    centre = skin.vertices[skin.faces].mean(axis=1)
    tooth = (np.abs(centre[:, 0] - 0.5) < 0.06) & (centre[:, 1] < 1e-3) & (centre[:, 2] > 0.5) & (centre[:, 2] < 0.75)
    part = np.where(tooth, JAR, skin.face_part)
    return Mesh(skin.vertices, skin.faces.ravel(), np.full(len(part), 3), part)


def after_trimming(mesh: Mesh, separation: np.ndarray | None = None, shrunk: tuple = ()) -> Mesh:
    """shrunk: part, side and axis of boxes that are too small, and by how much."""
    evidence = jar().evidence()
    boxes = evidence.boxes.copy()
    for part, side, axis, by in shrunk:
        boxes[part, side, axis] += by * (1 - 2 * side)
    keys = np.zeros(len(mesh.polygon_part), int) if separation is None else separation
    for cut in trimmed(mesh, replace(evidence, boxes=boxes), keys):
        mesh = mesh.after(cut)
    return mesh


def top_of(mesh: Mesh, part: int) -> float:
    return float(mesh.positions[mesh.corner_vertex[np.repeat(mesh.polygon_part == part, mesh.polygon_size)], 2].max())


def area(mesh: Mesh) -> float:
    return float(np.linalg.norm(mesh.crosses(), axis=1).sum() / 2)


def test_a_tooth_is_of_what_it_lies_on():
    before = with_tooth()
    assert top_of(before, JAR) > TOP + 0.1
    after = after_trimming(before)
    assert top_of(after, JAR) <= TOP + LEAST
    assert area(after) == pytest.approx(area(before), rel=1e-5)
    ends = np.sort(np.stack([after.corner_vertex, after.corner_vertex[following(after.polygon_size)]], axis=1), axis=1)
    assert (np.unique(ends, axis=0, return_counts=True)[1] == 2).all(), "the skin is still closed"


def test_what_ends_freely_beyond_its_box_stays():
    before = after_trimming(with_tooth())
    for side, axis in ((1, 2), (0, 0), (1, 0), (0, 1)):
        after = after_trimming(before, shrunk=[(LID, side, axis, 0.02)])
        assert np.array_equal(after.polygon_part, before.polygon_part), (side, axis)


def test_what_the_artist_parted_stays_parted():
    before = with_tooth()
    after = after_trimming(before, separation=before.polygon_part)
    assert np.array_equal(after.polygon_part, before.polygon_part)


def test_a_polygon_that_cannot_be_cut_stays():
    corners = np.array([(0, 0, 0), (0.5, 0, 0.2), (1, 0, 0), (0.5, 0, 0.7), (0, 0, 1)], np.float32)
    dart, roof = [0, 1, 2, 3], [0, 3, 4]
    mesh = Mesh(corners, np.array(dart + roof), np.array([4, 3]), np.array([JAR, LID]))
    after = after_trimming(mesh)
    assert after.polygon_part.tolist() == [JAR, LID]


def test_a_plate_ends_at_its_face_where_its_box_reaches_too_far():
    frame, door = 0, 1
    outer, inner = (
        np.array([(0, 0), (1, 0), (1, 1), (0, 1)]),
        np.array([(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)]),
    )
    places = np.concatenate(
        [np.insert(outer, 1, 0, axis=1), np.insert(inner, 1, 0, axis=1), np.insert(inner, 1, DEEP, axis=1)]
    )
    ring = [(i, (i + 1) % 4, (i + 1) % 4 + 4, i + 4) for i in range(4)]
    reveal = [tuple(corner + 4 for corner in square) for square in ring]
    part = np.array([frame] * 4 + [door] * 5)
    mesh = Mesh(places.astype(np.float32), np.array([*ring, *reveal, (8, 9, 10, 11)]).ravel(), np.full(9, 4), part)
    boxes = np.array([[(0, 0, 0), (1, 0.2, 1)], [(0.1, 0, 0.1), (0.9, 0.15, 0.9)]])
    nothing = np.zeros((0, 3))
    evidence = Evidence(nothing, np.zeros(0, int), np.zeros((0, 2)), np.array([frame, door], np.int32), boxes, 1.0)
    for cut in trimmed(mesh, evidence, np.zeros(9, int)):
        mesh = mesh.after(cut)
    of_door = mesh.positions[mesh.corner_vertex[np.repeat(mesh.polygon_part == door, mesh.polygon_size)]]
    assert of_door[:, 1].min() == pytest.approx(DEEP, abs=2 * LEAST)


def following(sizes: np.ndarray) -> np.ndarray:
    after = np.arange(1, sizes.sum() + 1)
    ends = np.cumsum(sizes)
    after[ends - 1] = ends - sizes
    return after
