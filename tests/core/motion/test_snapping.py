"""What pivots and axes snap to: what is seen under the mouse, in a sensible order."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from views import view_from

from artllm_blender.core.articulation import Joint, JointType
from artllm_blender.core.frames import unit
from artllm_blender.core.motion.hinges import box_lines
from artllm_blender.core.motion.snapping import (
    BOX,
    CENTRE,
    CORNER,
    LINE,
    MIDDLE,
    REACH,
    Targets,
    Wires,
    border,
    directions,
    snapped,
    targets,
    turned_to,
)

HINGE = Joint(JointType.REVOLUTE, 0, 1, (0, 0, 1), (-0.4, 0, 0), 0, 1.5)
VIEW = view_from((1.5, -3, 1.2), (0, 0, 0.3))


def block(lower, upper) -> Wires:
    corners = np.array(list(product(*zip(lower, upper, strict=True))), dtype=np.float64)
    edges = [(a, b) for a in range(8) for b in range(a) if bin(a ^ b).count("1") == 1]
    faces = [corners[corners[:, axis] == end] for axis in range(3) for end in (lower[axis], upper[axis])]
    return Wires(corners, np.array(edges), np.array([face.mean(axis=0) for face in faces]))


DOOR, BODY = block((-0.4, -0.02, 0), (0.4, 0, 0.6)), block((-0.4, 0, 0), (0.4, 0.5, 0.6))


def found(place, view=VIEW, off=(0.5, -0.5)) -> list:
    """Targets with the mouse a few pixels beside a place of the world."""
    all_of_them = targets(DOOR, BODY, box_lines(HINGE, DOOR.vertices), view)
    return all_of_them.near(view.pixels(np.array([place], dtype=np.float64))[0] + off)


@pytest.mark.parametrize(
    ("place", "kind"),
    [((0.4, -0.02, 0.6), CORNER), ((0.4, -0.02, 0.3), MIDDLE), ((0.4, 0.25, 0.3), CENTRE), ((0.0, -0.02, 0.15), BOX)],
)
def test_what_is_under_the_mouse_is_snapped_to(place, kind):
    best = found(place)[0]
    assert best.kind == kind
    np.testing.assert_allclose(best.place, place, atol=0.03 if kind == BOX else 1e-12)
    assert (best.line is not None) == (kind == BOX)


def test_far_from_everything_there_is_nothing():
    assert found((0, 0, 3)) == []
    assert found((0.4, -0.02, 0.6), off=(2 * REACH, 3 * REACH)) == []


def test_what_is_seen_at_one_place_is_the_foremost_first():
    front = view_from((0, -3, 0.3), (0, 0, 0.3), wide=2.0)
    best = found((0.4, -0.02, 0.6), front)
    np.testing.assert_allclose(best[0].place, (0.4, -0.02, 0.6), atol=1e-12)
    assert {target.place[1] for target in best} >= {-0.02, 0.5}


def test_the_place_on_a_line_is_the_one_that_is_seen():
    line = np.array([[[0.0, -2.5, 0.2], [0.0, 4.0, 0.2]]])
    view = view_from((0.7, -3, 0.6), (0, 0, 0.3))
    place = np.array((0.0, 0.5, 0.2))
    best = Targets({}, {LINE: line}, view).near(view.pixels(place[None])[0])[0]
    np.testing.assert_allclose(best.place, place, atol=1e-9)


def test_what_is_behind_the_eye_is_not_snapped_to():
    behind = np.array([[0.0, -6.0, 0.3]])
    view = view_from((0, -3, 0.3), (0, 0, 0.3))
    lines = {LINE: np.array([[[0.0, -6.0, 0.3], [1.0, -6.0, 0.3]]])}
    assert Targets({CORNER: behind}, lines, view).near(np.array((400.0, 300.0))) == []


def test_edges_that_part_and_parent_share_are_the_border():
    ends = border(DOOR, BODY)
    assert len(ends) == 4 and not ends[:, :, 1].any()
    noise = np.random.default_rng(0).uniform(-1e-8, 1e-8, BODY.vertices.shape)
    assert len(border(DOOR, replace(BODY, vertices=BODY.vertices + noise))) == 4
    assert len(border(DOOR, replace(BODY, vertices=BODY.vertices + (0, 0.01, 0)))) == 0


def test_hinge_lines_go_round_the_box_as_it_stands_turned():
    turn = math.radians(30)
    matrix = np.array([[math.cos(turn), -math.sin(turn), 0], [math.sin(turn), math.cos(turn), 0], [0, 0, 1]])
    lines = box_lines(HINGE, DOOR.vertices @ matrix.T) @ matrix
    assert lines.shape == (9, 2, 3)
    np.testing.assert_allclose(np.ptp(lines[:, :, 2], axis=1), 0.6)
    middles = {tuple(np.round(ends.mean(axis=0)[:2], 3).tolist()) for ends in lines}
    assert middles == set(product((-0.4, 0.0, 0.4), (-0.02, -0.01, 0.0)))


def test_an_axis_snaps_to_the_way_that_most_edges_go():
    slanted = np.array(((0, 0, 0), (0, 0.3, 0.4), (0.5, 0, 0), (0.5, 0.3, 0.4), (0.001, 0.02, 0.1)), dtype=np.float64)
    ways = directions(Wires(slanted, np.array(((0, 1), (2, 3), (0, 2), (1, 3), (0, 4))), np.zeros((0, 3))))
    np.testing.assert_allclose(np.abs(ways[:2]), [(0, 0.6, 0.8), (1, 0, 0)], atol=1e-9)
    assert snapped(unit((0.03, -0.62, -0.78)), ways) is not None
    assert snapped(unit((1, 1, 0)), np.eye(3)) is None
    assert snapped(unit((0.05, 0, -1)), np.eye(3)) == 2
    assert snapped(np.array((1.0, 0, 0)), np.zeros((0, 3))) is None


def test_an_axis_turns_with_the_mouse_and_stays_on_its_side():
    pivot, axis = np.array((-0.4, 0, 0.2)), np.array((0.0, 0, 1))
    for wanted in (unit((0.3, -0.2, 1)), unit((0, -1, 0.2)), unit((1, 0.4, 0.1))):
        mouse = VIEW.pixels((pivot + 0.5 * wanted)[None])[0]
        np.testing.assert_allclose(turned_to(pivot, 0.5, mouse, VIEW, wanted)[0], wanted, atol=1e-6)
        assert len(turned_to(pivot, 0.5, mouse, VIEW, axis)) == 2
    away = turned_to(pivot, 0.5, np.array((790.0, 400.0)), VIEW, axis)[0]
    assert np.linalg.norm(away) == pytest.approx(1) and away @ VIEW.towards(pivot) == pytest.approx(0)
