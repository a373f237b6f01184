"""Points: the curve, the sampling, the frame, and normals that point out of what is seen."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.articulation import points as P
from runtime.lab.shapes.solids import Mesh, box, cylinder, joined, open_box, rotation

CELLS = 1024


def turned_over(mesh: Mesh) -> Mesh:
    return Mesh(mesh.vertices, mesh.faces[:, ::-1])


def facing(mesh: Mesh, seed: int = 0) -> np.ndarray:
    """Normals' components (k,) away from the middle, at the points of a mesh centred at 0."""
    cloud, _ = P.cloud(mesh.vertices, mesh.faces, seed)
    return np.einsum("ij,ij->i", cloud.features[:, :3], cloud.features[:, 3:6])


@pytest.mark.parametrize("corner", [(0, 0, 0), (512, 496, 1008), (16, 640, 368)])
def test_the_curve_goes_from_each_cell_to_a_neighbour(corner):
    cells = np.array(corner) + np.array(list(np.ndindex(16, 16, 16)))
    index = P.hilbert_index((cells + 0.5) * 2 / CELLS - 1).astype(np.int64)
    order = np.argsort(index)
    assert (np.diff(index[order]) == 1).all()
    assert (np.abs(np.diff(cells[order], axis=0)).sum(1) == 1).all()


def test_serialise_orders_points_and_groups():
    xyz = np.random.default_rng(0).uniform(-0.9, 0.9, (4 * P.GROUPS, 3))
    order, curve = P.serialise(xyz)
    assert sorted(order) == list(range(len(xyz))) and sorted(curve) == list(range(P.GROUPS))
    steps = np.linalg.norm(np.diff(xyz[order], axis=0), axis=1)
    assert np.median(steps) < 0.2 * np.median(np.linalg.norm(np.diff(xyz, axis=0), axis=1))
    centres = xyz[order].reshape(P.GROUPS, -1, 3).mean(1)
    assert (np.diff(curve) != 1).mean() > 0.5, "the second curve is another one"
    assert np.median(np.linalg.norm(np.diff(centres[curve], axis=0), axis=1)) < 0.3


def test_sampling_is_proportional_to_area():
    rng = np.random.default_rng(1)
    vertices = rng.normal(size=(60, 3))
    faces = np.r_[rng.integers(0, 60, (40, 3)), [[0, 0, 1]]]
    areas = P.triangle_normals(vertices, faces)[1]
    xyz, triangle = P.sample(vertices, faces, areas, 10_000, rng)
    share = np.bincount(triangle, minlength=len(faces)) - 10_000 * areas / areas.sum()
    assert np.abs(share).max() < 2
    a, b, c = (vertices[faces[triangle, i]] for i in range(3))
    inside = P.triangle_normals(np.stack([a, b, xyz], 1).reshape(-1, 3), np.arange(30_000).reshape(-1, 3))[1]
    inside += P.triangle_normals(np.stack([b, c, xyz], 1).reshape(-1, 3), np.arange(30_000).reshape(-1, 3))[1]
    inside += P.triangle_normals(np.stack([c, a, xyz], 1).reshape(-1, 3), np.arange(30_000).reshape(-1, 3))[1]
    np.testing.assert_allclose(inside, areas[triangle], rtol=1e-6)


def test_thin_pieces_get_more_than_their_share():
    """A cube of 100 times a handle's area: by their roots alone the handle would get 1 point of 11."""
    areas, piece = np.array([50.0, 50.0, 1.0, 0.0]), np.array([0, 0, 1, 2])
    weights = P.sampling_weights(areas, piece)
    assert weights.sum() == pytest.approx(1) and weights[0] == pytest.approx(weights[1]) and weights[3] == 0
    assert weights[2] == pytest.approx((1 - P.BY_PIECE) / 101 + P.BY_PIECE / 11)
    np.testing.assert_allclose(P.sampling_weights(areas, np.zeros(4, int)), areas / 101)


def test_equal_seeds_give_equal_clouds():
    mesh = joined([box((0, 0, 0), (1, 2, 3)), cylinder((2, 0, 0), (2, 0, 1), 0.4)])
    one, two, other = (P.cloud(mesh.vertices, mesh.faces, seed)[0] for seed in (7, 7, 8))
    assert one.features.shape == (P.POINTS, P.FEATURES) and one.curve.shape == (P.GROUPS,)
    for name in ("features", "curve", "triangle"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))
    assert (one.features != other.features).any()


def shuffled(mesh: Mesh, seed: int = 0) -> tuple[Mesh, np.ndarray]:
    """The same with its vertices, triangles and corners in another order; and the old number (m,) of each triangle."""
    rng = np.random.default_rng(seed)
    vertex, triangle = rng.permutation(len(mesh.vertices)), rng.permutation(len(mesh.faces))
    first = rng.integers(0, 3, (len(triangle), 1))
    turned = np.take_along_axis(mesh.faces, (first + np.arange(3)) % 3, axis=1)
    return Mesh(mesh.vertices[vertex], np.argsort(vertex)[turned[triangle]]), triangle


def cupboard() -> Mesh:
    """Solids, one of them inside out, and a sheet that is there twice, once each way round."""
    sheet = Mesh(np.array([(0, 0, 4), (1, 0, 4), (1, 1, 4), (0, 1, 4)], float), np.array([(0, 1, 2), (0, 2, 3)]))
    solids = [box((0, 0, 0), (1, 2, 3)), cylinder((2, 0, 0), (2, 0, 1), 0.4), turned_over(box((0, 3, 0), (1, 4, 1)))]
    return joined([*solids, sheet, turned_over(sheet)])


def test_the_order_of_vertices_and_faces_changes_nothing():
    mesh = cupboard()
    cloud, frame = P.cloud(mesh.vertices, mesh.faces, 3)
    for seed in range(3):
        other, numbers = shuffled(mesh, seed)
        again, other_frame = P.cloud(other.vertices, other.faces, 3)
        np.testing.assert_array_equal(again.features, cloud.features)
        np.testing.assert_array_equal(again.curve, cloud.curve)
        np.testing.assert_array_equal(numbers[again.triangle], cloud.triangle)
        assert other_frame.scale == frame.scale


def test_rounding_changes_hardly_a_point():
    """As another format rounds: to single precision, or to the 14 bits of a compressed file."""
    mesh = cupboard()
    cloud, _ = P.cloud(mesh.vertices, mesh.faces, 0)
    for step, least in ((1e-6, 0.999), (4 / 2**14, 0.98)):
        rounded, _ = P.cloud(np.round(mesh.vertices / step) * step + 0.3 * step, mesh.faces, 0)
        some = cloud.features[::160, None, :3]
        apart = np.abs(some - rounded.features[None, :, :3]).max(axis=2).min(axis=1)
        assert (apart < 4 * step).mean() >= least


def test_points_lie_on_their_triangles():
    mesh = box((-1, -2, 5), (0, 2, 6))
    cloud, frame = P.cloud(mesh.vertices, mesh.faces, 0, 2048)
    normals = P.triangle_normals(mesh.vertices, mesh.faces)[0][cloud.triangle]
    away = frame.undo(cloud.features[:, :3]) - mesh.vertices[mesh.faces[cloud.triangle, 0]]
    assert np.abs(np.einsum("ij,ij->i", away, normals)).max() < 1e-6


def test_a_point_knows_the_box_of_its_connected_piece():
    mesh = joined([box((0, 0, 0), (1, 2, 3)), box((5, 0, 0), (6, 1, 1))])
    cloud, frame = P.cloud(mesh.vertices, mesh.faces, 0, 2048)
    for turns, mirrored in np.ndindex(4, 2):
        view, view_frame = P.seen_as(cloud, frame, turns, bool(mirrored))
        centre, half = view.features[:, 6:9], view.features[:, 9:]
        corners = view_frame.undo_boxes(np.stack([centre - half, centre + half], 1))
        first = (view.triangle < 12)[:, None, None]
        expected = np.where(first, [[0, 0, 0], [1, 2, 3]], [[5, 0, 0], [6, 1, 1]])
        np.testing.assert_allclose(corners, expected, atol=1e-5)


def test_the_frame_is_centred_and_undone():
    vertices = np.random.default_rng(2).normal([3, -2, 9], [1, 5, 2], (100, 3))
    frame = P.Normalisation.of(vertices)
    inside = frame.apply(vertices)
    np.testing.assert_allclose(inside.min(0), -inside.max(0), atol=1e-12)
    assert np.ptp(inside, axis=0).max() == pytest.approx(1.8)
    np.testing.assert_allclose(frame.undo(inside), vertices, atol=1e-12)


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("kind", ["revolute", "continuous", "prismatic", "screw"])
def test_a_joint_moves_alike_in_every_view(kind, mirrored):
    """Into the view, moved there, and back again is as moved where it is; a screw's turn keeps its slide instead."""
    rng = np.random.default_rng(4)
    frame = P.Normalisation(rng.normal(size=3), 2.5, 3, mirrored)
    axis, origin, point = rng.normal(size=(3, 3))
    axis /= np.linalg.norm(axis)
    seen = frame.apply_axis(axis, kind)
    np.testing.assert_allclose(frame.undo_axis(seen, kind), axis, atol=1e-12)
    if kind in ("prismatic", "screw"):
        moved, in_view = point + 0.5 * axis, frame.apply(point) + 0.5 / frame.scale * seen
    else:
        moved = origin + rotation(axis, 0.7) @ (point - origin)
        in_view = frame.apply(origin) + rotation(seen, 0.7) @ (frame.apply(point) - frame.apply(origin))
    np.testing.assert_allclose(frame.undo(in_view), moved, atol=1e-9)


def test_vertices_that_no_face_uses_do_not_count():
    mesh = box((0, 0, 0), (1, 1, 1))
    cloud, frame = P.cloud(np.r_[mesh.vertices, [[50, 0, 0]]], mesh.faces, 0, 1024)
    alone, same = P.cloud(mesh.vertices, mesh.faces, 0, 1024)
    np.testing.assert_array_equal(cloud.features, alone.features)
    assert frame.scale == same.scale


@pytest.mark.parametrize("size", [2.0**-30, 2.0**30])
def test_size_does_not_matter(size):
    mesh = open_box((-1, -1, -1), (1, 1, 1), 0.1)
    usual, _ = P.cloud(mesh.vertices, mesh.faces, 0, 2048)
    scaled, frame = P.cloud(mesh.vertices * size, mesh.faces, 0, 2048)
    np.testing.assert_array_equal(usual.features, scaled.features)
    assert frame.scale == pytest.approx(size * 2 / 1.8)


@pytest.mark.parametrize(
    "vertices",
    [
        [(1, 1, 1)] * 3,
        [(0, 0, 0), (1, 1, 1), (2, 2, 2)],
        [(0, 0, 0), (1, 0, 0), (0, np.nan, 0)],
        [(0, 0, 0), (1, 0, 0), (0, 1e400, 0)],
    ],
)
def test_a_mesh_without_area_is_refused(vertices):
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match="area|size"):
        P.cloud(np.array(vertices), np.array([[0, 1, 2]]), 0)


def test_weld_merges_by_position_and_tells_pieces_apart():
    one, two = box((0, 0, 0), (0.1, 0.1, 0.1)), box((0.5, 0, 0), (0.6, 0.1, 0.1))
    mesh = joined([one, two, one])
    loose = mesh.vertices[mesh.faces].reshape(-1, 3)  # every triangle with vertices of its own
    welded, piece = P.weld(loose, np.arange(len(loose)).reshape(-1, 3))
    assert len(np.unique(welded)) == 16
    assert len(np.unique(piece)) == 2 and piece.min() == 0
    np.testing.assert_array_equal(piece[:12], piece[24:])
    assert (piece[:12] == piece[0]).all() and (piece[12:24] == piece[12]).all() and piece[0] != piece[12]


def test_pieces_of_a_long_chain():
    """Vertices in an order that makes every step of the joining hard."""
    corners = np.random.default_rng(0).permutation(3000)
    faces = np.stack([corners[:-2], corners[1:-1], corners[2:]], 1)
    vertices = np.random.default_rng(1).uniform(-1, 1, (3000, 3))
    assert (P.weld(vertices, faces)[1] == 0).all()


def test_an_inside_out_closed_cube_is_found():
    mesh = joined([box((0, 0, 0), (0.1, 0.1, 0.1)), turned_over(box((0.5, 0, 0), (0.6, 0.1, 0.1)))])
    flipped, sure = P.oriented(mesh.vertices, mesh.faces)
    assert sure.all()
    np.testing.assert_array_equal(flipped, np.repeat([False, True], 12))


def test_an_open_or_inconsistent_piece_is_not_certain():
    cube = box((0, 0, 0), (0.1, 0.1, 0.1))
    odd = cube.faces.copy()
    odd[3] = odd[3, ::-1]
    meshes = [Mesh(cube.vertices, cube.faces[:-1]), Mesh(cube.vertices + 0.3, odd), cube.moved((0.6, 0, 0))]
    mesh = joined(meshes)
    flipped, sure = P.oriented(mesh.vertices, mesh.faces)
    np.testing.assert_array_equal(sure, np.repeat([False, False, True], [11, 12, 12]))
    assert not flipped.any()


def test_triangles_that_welding_closes_do_not_open_a_cube():
    cube = turned_over(box((0, 0, 0), (0.1, 0.1, 0.1)))
    a, b, c = cube.faces[0]
    doubled = len(cube.vertices)  # a second vertex at b, with a triangle of no area between them
    vertices = np.r_[cube.vertices, cube.vertices[b : b + 1]]
    faces = np.r_[[[a, doubled, c]], cube.faces[1:], [[c, doubled, b]]]
    flipped, sure = P.oriented(vertices, faces)
    assert sure.all() and flipped.all()


def test_closed_pieces_face_out():
    assert (facing(box((-1, -1, -1), (1, 1, 1))) > 0).all()
    assert (facing(turned_over(box((-1, -1, -1), (1, 1, 1)))) > 0).all()


def test_doubled_faces_face_out():
    cube = box((-1, -1, -1), (1, 1, 1))
    assert (facing(joined([cube, turned_over(cube)])) > 0).all()


@pytest.mark.parametrize("inside_out", [False, True])
def test_an_open_box_faces_out(inside_out):
    cube = box((-1, -1, -1), (1, 1, 1))
    top = (cube.vertices[cube.faces][..., 2] == 1).all(1)
    sheet = Mesh(cube.vertices, cube.faces[~top])
    assert (facing(turned_over(sheet) if inside_out else sheet) > 0).mean() > 0.999


def test_seen_from_outside():
    hidden, around = box((-0.3, -0.3, -0.3), (0.3, 0.3, 0.3)), box((-0.9, -0.9, -0.9), (0.9, 0.9, 0.9))
    mesh = joined([hidden, around])
    areas = P.triangle_normals(mesh.vertices, mesh.faces)[1]
    xyz, triangle = P.sample(mesh.vertices, mesh.faces, areas, 30_000, np.random.default_rng(0))
    seen = P.seen(xyz).any(0)
    assert seen[triangle >= 12].all() and seen[triangle < 12].mean() < 0.2
