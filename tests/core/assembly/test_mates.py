"""Parts near where they belong are brought there exactly."""

from __future__ import annotations

import boxes as solids
import numpy as np
import pytest

from artllm_blender.core.assembly.features import Features, features
from artllm_blender.core.assembly.mates import Mate, mates
from artllm_blender.core.frames import apply, transform, turn_about
from runtime.lab.shapes.solids import Mesh, cylinder, joined, lathe, sphere

STILL = np.eye(4)


def part_of(triangles: np.ndarray) -> Features:
    return features(triangles.reshape(-1, 3), np.arange(3 * len(triangles)).reshape(-1, 3))


def part_of_mesh(mesh: Mesh) -> Features:
    return features(mesh.vertices, mesh.faces)


def ring(inner: float, outer: float, low: float, high: float) -> Mesh:
    """A round plate with a hole in its middle."""
    return lathe(np.array([(inner, low), (outer, low), (outer, high), (inner, high), (inner, low)]), 24)


def disturbed(part: Features, size: float, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    axis, angle = rng.normal(size=3), np.radians(rng.uniform(-10, 10))
    return transform(move=rng.uniform(-0.03, 0.03, 3) * size) @ turn_about(axis, part.centre, angle)


def put_back(part: Features, others: list[Features], seed: int = 0) -> list[Mate]:
    size = float(np.linalg.norm(np.ptp([p for one in (part, *others) for p in (one.lower, one.upper)], axis=0)))
    return mates(part, disturbed(part, size, seed), [(one, STILL) for one in others])


@pytest.mark.parametrize("seed", range(3))
def test_a_leg_goes_under_its_corner_of_the_top(seed):
    top, leg = part_of(solids.box((0, 0, 0.7), (1.2, 0.8, 0.74))), part_of(solids.box((0, 0, 0), (0.06, 0.06, 0.7)))
    found = put_back(leg, [top], seed)
    assert np.abs(found[0].pose - STILL).max() < 1e-6
    assert "face to face" in found[0].kind and "flush" in found[0].kind


def test_a_peg_goes_into_its_hole_up_to_the_shoulder():
    plate = part_of_mesh(ring(0.102, 0.5, -0.15, 0.0))
    shank, head = cylinder((0, 0, -0.1), (0, 0, 0), 0.1), ring(0.0, 0.25, 0.0, 0.2)
    found = put_back(part_of_mesh(joined([shank, head])), [plate], 1)
    assert np.abs(apply(found[0].pose, np.zeros(3))).max() < 2e-5
    assert found[0].pose[2, 2] == pytest.approx(1.0)
    assert found[0].kind.startswith("peg in hole")


def test_several_holes_are_met_at_once():
    """Three pegs on a round plate: only their pattern tells how far it is turned."""
    spots = np.array([(0.3, 0.0, 0.0), (-0.2, 0.25, 0.0), (-0.1, -0.3, 0.0)])
    pegs = joined([ring(0.0, 0.5, 0.0, 0.1), *(cylinder(at, at - (0, 0, 0.1), 0.05) for at in spots)])
    sockets = joined([ring(0.0, 0.5, -0.4, -0.3), *(ring(0.051, 0.1, -0.3, 0.0).moved(at) for at in spots)])
    found = put_back(part_of_mesh(pegs), [part_of_mesh(sockets)], 2)
    assert np.abs(found[0].pose - STILL).max() < 1e-3
    assert "3 of 3" in found[0].kind


def test_a_board_goes_into_its_groove():
    sides = ((0, 0, 0), (0.05, 0.4, 0.3)), ((0, 0, 0.32), (0.05, 0.4, 0.6)), ((-0.03, 0, 0), (0, 0.4, 0.6))
    board = part_of(solids.box((0, 0, 0.3), (0.4, 0.4, 0.32)))
    found = put_back(board, [part_of(solids.boxes(*sides))], 3)
    assert np.abs(found[0].pose - STILL).max() < 1e-6
    assert "groove" in found[0].kind


def test_candidates_differ_and_the_likeliest_is_first():
    top, leg = part_of(solids.box((0, 0, 0.7), (1.2, 0.8, 0.74))), part_of(solids.box((0, 0, 0), (0.06, 0.06, 0.7)))
    found = put_back(leg, [top])
    assert len(found) > 2
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    poses = np.array([one.pose for one in found])
    apart = np.abs(poses[:, None] - poses).max(axis=(2, 3)) + np.eye(len(poses))
    assert apart.min() > 1e-4


def test_the_answer_does_not_depend_on_how_the_whole_lies():
    top, leg = solids.box((0, 0, 0.7), (1.2, 0.8, 0.74)), solids.box((0, 0, 0), (0.06, 0.06, 0.7))
    lain = turn_about((1, 2, 3), (0.1, 0.2, 0.3), 1.0)
    one = put_back(part_of(leg), [part_of(top)])
    pose = disturbed(part_of(leg), 1.6)
    other = mates(part_of(leg), lain @ pose, [(part_of(top), lain)])
    straight = mates(part_of(leg), pose, [(part_of(top), STILL)])
    assert len(one) > 0
    assert np.abs(lain @ straight[0].pose - other[0].pose).max() < 1e-5


def test_what_is_too_far_away_is_left():
    far = part_of(solids.box((5, 5, 5), (6, 6, 6)))
    assert mates(part_of(solids.box((0, 0, 0), (1, 1, 1))), STILL, [(far, STILL)], reach=0.1) == []


def test_what_has_no_surface_has_no_features():
    assert features(np.zeros((3, 3)), np.array([(0, 1, 2)])) is None


def test_round_things_without_faces_or_edges_are_no_trouble():
    ball = part_of_mesh(sphere((0, 0, 0.52), 0.5))
    for other in (part_of(solids.box((-1, -1, -1), (1, 1, 0))), part_of_mesh(sphere((0, 0, -0.5), 0.5))):
        for one, rest in ((ball, other), (other, ball)):
            assert all(np.isfinite(found.pose).all() for found in mates(one, STILL, [(rest, STILL)]))


def test_a_peg_over_its_hole_is_not_said_to_be_in_it():
    plate, peg = part_of_mesh(ring(0.102, 0.5, -0.15, 0.0)), part_of_mesh(cylinder((0, 0, 0), (0, 0, 0.3), 0.1))
    found = mates(peg, STILL, [(plate, STILL)])
    over = [one for one in found if one.pose[2, 3] > -1e-4]
    assert over and not any("peg in hole" in one.kind for one in over)


def test_a_splayed_leg_goes_where_the_others_say():
    """Nothing but the three others tells how far a splayed leg stands from the corner."""
    top = part_of(solids.box((-0.5, -0.4, 0.7), (0.5, 0.4, 0.74)))
    leg = cylinder((0.4, 0.31, 0.0), (0.35, 0.27, 0.71), 0.02)
    legs = [part_of_mesh(leg.transformed(np.diag([x, y, 1.0]))) for x, y in ((1, 1), (-1, 1), (1, -1), (-1, -1))]
    found = put_back(legs[0], [top, *legs[1:]], 4)
    assert np.abs(apply(found[0].pose, legs[0].centre) - legs[0].centre).max() < 1e-3
    assert "like the others" in found[0].kind


def test_a_slat_goes_on_with_its_row():
    slats = [part_of(solids.box((-0.4, y, 0.5), (0.4, y + 0.04, 0.52))) for y in (0.0, 0.071, 0.142, 0.213)]
    rail = part_of(solids.box((-0.02, -0.1, 0.4), (0.02, 0.5, 0.5)))
    for number in (0, 1, 3):
        found = put_back(slats[number], [rail, *(one for k, one in enumerate(slats) if k != number)], number)
        assert np.abs(found[0].pose - STILL).max() < 2e-3


def test_a_part_that_is_symmetric_stands_in_the_middle_of_a_whole_that_is():
    """A round cushion's own plane, and that of two legs apart and a rail, which it does not touch."""
    legs = [part_of(solids.box((x - 0.03, -0.2, 0.0), (x + 0.03, 0.2, 0.5))) for x in (-0.4, 0.4)]
    legs.append(part_of(solids.box((-0.37, -0.2, 0.45), (0.37, -0.18, 0.5))))
    cushion = part_of_mesh(sphere((0, 0, 0), 0.2).transformed(np.diag([1.4, 0.8, 0.3])).moved((0, 0, 0.4)))
    found = put_back(cushion, legs, 1)
    assert abs(apply(found[0].pose, cushion.centre)[0]) < 1e-3


def test_the_place_of_another_slat_is_taken():
    slat = lambda at: part_of(solids.box((at, 0, 0.04), (at + 0.03, 0.5, 0.05)))  # noqa: E731
    rails = [part_of(solids.box((0, y, 0), (0.6, y + 0.04, 0.04))) for y in (0.0, 0.46)]
    others = [*rails, *(slat(at) for at in (0.0, 0.1, 0.3, 0.4))]
    found = mates(slat(0.2), transform(move=(0.06, 0.002, 0.004)), [(one, STILL) for one in others])
    assert np.abs(found[0].pose - STILL).max() < 1e-6
    moved = np.array([mate.pose[:3, 3] for mate in found])
    assert (np.linalg.norm(moved - (0.1, 0, 0), axis=1) > 0.003).all()
