"""Line art: what is hidden is not drawn, what is no line is none, and weights say where parts and the whole end."""

from __future__ import annotations

import numpy as np

from artllm_blender.core.assembly.ink import picture
from artllm_blender.core.assembly.line_art import CREASE, SILHOUETTE, draw
from artllm_blender.core.assembly.wire import Wire
from artllm_blender.core.frames import transform
from artllm_blender.core.picture.raster import Camera

CORNERS = np.array([(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)], float)
SIDES = np.array([(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)])
BOX = np.concatenate([SIDES[:, [0, 1, 2]], SIDES[:, [0, 2, 3]]])


def box(lower=(0, 0, 0), sides=(1, 1, 1)) -> Wire:
    return Wire.of(CORNERS * sides + lower, BOX)


def drawn(*wires, at=None, alone=()):
    camera = Camera.around(np.concatenate([w.vertices for w in wires]), np.array([1, -2, 1.3]), 256)
    poses = np.tile(np.eye(4), (len(wires), 1, 1)) if at is None else at
    return draw(wires, poses, camera, alone)


def length(art, weight):
    return np.linalg.norm(np.diff(art.segments[art.weight == weight], axis=1), axis=2).sum()


def test_a_box_shows_nine_of_its_edges_and_six_are_its_silhouette():
    art = drawn(box())
    corners = Camera.around(CORNERS, np.array([1, -2, 1.3]), 256).project(CORNERS)[:, :2]
    away = np.linalg.norm(art.segments.reshape(-1, 1, 2) - corners, axis=2)
    assert away.min(axis=1).max() < 0.01  # segments end at corners
    assert (away.min(axis=0) < 0.01).sum() == 7
    assert len({tuple(sorted(pair)) for pair in away.argmin(axis=1).reshape(-1, 2).tolist()}) == 9
    assert 1.8 < length(art, SILHOUETTE) / length(art, CREASE) < 1.9
    assert set(art.weight) == {CREASE, SILHOUETTE}


def test_what_stands_behind_is_not_drawn():
    art = drawn(box(), box((0.3, 0.3, 0.2), (0.4, 0.4, 0.4)), alone=[0, 1])
    assert not (art.part == 1).any()
    assert art.visible.tolist() == [1.0, 0.0]


def test_faces_turned_round_and_divided_unevenly_give_the_same_picture():
    points = np.concatenate([CORNERS, [(0.5, 0, 1), (0.4, 0, 0)]])
    kept = [t for t in BOX.tolist() if set(t) - {0, 1, 4, 5}]
    # The front is divided at points that its neighbours do not have, and some faces look inwards.
    front = [(0, 9, 1), (1, 9, 8), (9, 5, 8), (9, 4, 5)]
    uneven = Wire.of(points, np.array([t[::-1] if i % 2 else t for i, t in enumerate(kept + front)]))
    one, other = picture(drawn(box())), picture(drawn(uneven))
    assert np.abs(one - other).mean() < 0.002


def test_a_line_is_drawn_where_parts_sink_into_each_other():
    art = drawn(box(), box((0.3, -0.2, 0.3), (0.4, 0.4, 0.4)))
    without = drawn(box((0.3, -0.2, 0.3), (0.4, 0.4, 0.4)))
    assert length(art, 2) > length(without, 2) + 50


def test_poses_move_the_parts():
    art = drawn(box(), at=transform(move=(0.2, 0, 0))[None])
    assert art.segments.mean(axis=(0, 1))[0] > drawn(box()).segments.mean(axis=(0, 1))[0] + 5


def test_marked_parts_are_toned_and_strokes_are_dark():
    art = drawn(box(), box((2, 0, 0)))
    image = picture(art, marked=[1])
    assert image.shape == (256, 256) and image.min() < 0.1 and image[0, 0] == 1.0
    toned = np.isclose(image, 0.82).sum()
    assert toned > 2000 and not np.isclose(picture(art), 0.82).sum() > toned / 10


def test_nothing_at_all_is_a_white_page():
    camera = Camera.around(CORNERS, np.array([1, -2, 1.3]), 64)
    art = draw([Wire.of(np.zeros((0, 3)), np.zeros((0, 3), int))], np.eye(4)[None], camera)
    assert (picture(art) == 1).all()
