"""Colliders of parts: hollows stay open, walls keep their thickness, and what moves has its way."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import solids

from artllm_blender.core.articulation import Articulation
from artllm_blender.core.formats import trimming
from artllm_blender.core.formats.clearance import Passage, passages
from artllm_blender.core.formats.colliders import KINDS, THINNEST, _collider, colliders, flat_box
from artllm_blender.core.formats.convex import Convex, apart, filled_by, of_points
from artllm_blender.core.formats.cylinders import cylinder
from artllm_blender.core.formats.description import BoxShape, Collider, CylinderShape, HullShape, Visual
from artllm_blender.core.formats.grid import Grid
from artllm_blender.core.formats.pieces import AXES, Piece, _Joining
from artllm_blender.core.frames import rotation
from artllm_blender.core.steps import exhausted
from artllm_blender.scene.formats.hulls import hull

WALL = 0.02


def visual(mesh: tuple[np.ndarray, np.ndarray]) -> Visual:
    vertices, triangles = mesh
    count = len(triangles)
    return Visual(vertices, triangles, np.zeros((count, 3, 3)), np.zeros((count, 3, 2)), np.zeros(count, int))


def shell(lower, upper) -> list:
    """A box's five walls, open to -y."""
    (x0, y0, z0), (x1, y1, z1) = lower, upper
    return [
        ((x0, y0, z0), (x0 + WALL, y1, z1)),
        ((x1 - WALL, y0, z0), (x1, y1, z1)),
        ((x0, y0, z0), (x1, y1, z0 + WALL)),
        ((x0, y0, z1 - WALL), (x1, y1, z1)),
        ((x0, y1 - WALL, z0), (x1, y1, z1)),
    ]


def cabinet(overlap: float = 0.0) -> tuple[Articulation, dict[int, Visual]]:
    """A hollow body with a drawer that fills it, and overlaps its walls by so much."""
    inner = WALL - overlap
    drawer = ((inner, 0.0, inner), (0.6 - inner, 0.5, 0.4 - inner))
    meshes = solids.boxes(shell((0, 0, 0), (0.6, 0.6, 0.4)), drawer)
    articulation = solids.articulated(meshes, solids.slide(axis=(0, -1, 0), lower=0.0, upper=0.4))
    return articulation, {id: visual(mesh) for id, mesh in meshes.items()}


def filled(found: dict[int, tuple[Collider, ...]]) -> dict[int, list[Convex]]:
    return {id: [filled_by(collider, hull) for collider in mine] for id, mine in found.items()}


def holds(convex: list[Convex], point) -> bool:
    return any((solid.normals @ np.asarray(point) <= solid.offsets).all() for solid in convex)


def test_a_hollow_body_becomes_its_walls_and_stays_open():
    meshes = solids.boxes(shell((0, 0, 0), (0.6, 0.6, 0.4)), ((0, -0.1, 0), (0.6, -0.05, 0.4)))
    articulation = solids.articulated(meshes, solids.slide(axis=(0, -1, 0), lower=0.0, upper=0.1))
    found = colliders(articulation, {id: visual(mesh) for id, mesh in meshes.items()}, hull)
    body = filled(found)[0]
    assert 5 <= len(body) <= 8 and all(isinstance(collider.shape, BoxShape) for collider in found[0])
    assert not holds(body, (0.3, 0.3, 0.2)) and not holds(body, (0.3, 0.0, 0.2))
    assert holds(body, (0.3, 0.59, 0.2)) and holds(body, (0.01, 0.3, 0.2)) and holds(body, (0.3, 0.3, 0.39))
    assert len(found[1]) == 1


def test_thin_walls_do_not_hide_the_hollows_between_them():
    """Of cells in turns thin and thick, as a rack's boards and hollows are, every second were all boards."""
    line = np.cumsum([0.0, *[0.01, 1.0] * 12])
    grid = Grid(np.eye(3), (line, np.array([0.0, 1.0]), np.array([0.0, 1.0])))
    boards = np.zeros(grid.shape, bool)
    boards[::2] = True
    corners = np.array(list(product((0.0, line[-1]), (0.0, 1.0), (0.0, 1.0))))
    whole = Piece.of(corners, np.array([(0, 0, 0), grid.shape]), AXES)
    joining = _Joining([whole], grid, boards, np.zeros(grid.shape, bool))
    assert joining.share(whole, whole) > 0.9


@pytest.mark.parametrize("overlap", [0.0, 0.005])
@pytest.mark.parametrize("kind", ["automatic", "boxes"])
def test_nothing_is_in_the_way_of_a_drawer(overlap, kind):
    articulation, seen = cabinet(overlap)
    found = filled(colliders(articulation, seen, hull, kind=kind))
    (passage,) = passages(articulation, [], 1, 0, found[1], 0.05, hull)
    assert all(apart(wall, solid) > 0 for wall in found[0] for solid in passage.solids)
    assert len(found[0]) >= 5


def test_every_part_collides_as_asked_for():
    articulation, seen = cabinet()
    for kind in KINDS:
        count = {id: len(mine) for id, mine in colliders(articulation, seen, hull, kind=kind).items()}
        wanted = {"none": {0: 0, 1: 0}, "hulls": {0: 1, 1: 1}, "mesh": {0: 1, 1: 1}}.get(kind)
        assert count == wanted if wanted else min(count.values()) > 0


def test_what_stands_on_the_ground_does_so_in_one_plane():
    legs = [((x, y, 0.0004 * x), (x + 0.05, y + 0.05, 0.4)) for x in (0.0, 0.55) for y in (0.0, 0.55)]
    meshes = solids.boxes([((0, 0, 0.4), (0.6, 0.6, 0.42)), *legs], ((0.1, -0.1, 0.5), (0.5, -0.05, 0.6)))
    articulation = solids.articulated(meshes, solids.slide(axis=(0, -1, 0), lower=0.0, upper=0.1))
    table, panel = filled(colliders(articulation, {id: visual(mesh) for id, mesh in meshes.items()}, hull)).values()
    low = np.concatenate([leg.points[leg.points[:, 2] < 0.01] for leg in table])
    assert (
        len(low) >= 16 and (low[:, 2] == 0).all() and np.ptp(low[:, :2], axis=0) == pytest.approx([0.6, 0.6], abs=3e-3)
    )
    assert min(solid.points[:, 2].min() for solid in panel) == pytest.approx(0.5, abs=1e-3)


def test_a_body_of_uneven_legs_stands_on_all_and_a_door_near_the_ground_stays_over_it():
    legs = [((x, y, 0.003 * x), (x + 0.05, y + 0.05, 0.4)) for x in (0.0, 0.55) for y in (0.0, 0.55)]
    meshes = solids.boxes([((0, 0, 0.4), (0.6, 0.6, 0.42)), *legs], ((0.1, -0.1, 0.0015), (0.5, -0.05, 0.3)))
    articulation = solids.articulated(meshes, solids.slide(axis=(0, -1, 0), lower=0.0, upper=0.1))
    table, panel = filled(colliders(articulation, {id: visual(mesh) for id, mesh in meshes.items()}, hull)).values()
    low = np.concatenate([leg.points[leg.points[:, 2] < 0.01] for leg in table])
    assert (low[:, 2] == 0).all() and np.ptp(low[:, :2], axis=0) == pytest.approx([0.6, 0.6], abs=3e-3)
    assert min(solid.points[:, 2].min() for solid in panel) > 0.001


def test_a_pot_stands_on_all_of_its_foot_though_its_belly_is_wider():
    rings = np.array([(0.3, 0.0), (0.5, 0.08), (0.5, 0.5)])
    angle = np.arange(96) * np.pi / 48 + 0.01
    round_ = np.column_stack([np.cos(angle), np.sin(angle)])
    vertices = np.concatenate([np.column_stack([r * round_, np.full(96, z)]) for r, z in rings])
    pot = hull(vertices)
    meshes = {0: (pot.vertices, pot.triangles), 1: solids.boxes([], ((-0.2, -0.2, 0.51), (0.2, 0.2, 0.6)))[1]}
    articulation = solids.articulated(meshes, solids.slide(lower=0.0, upper=0.3))
    found = filled(colliders(articulation, {id: visual(mesh) for id, mesh in meshes.items()}, hull))
    feet = np.concatenate([solid.points[solid.points[:, 2] < 1e-6] for solid in found[0]])
    assert np.ptp(feet[:, :2], axis=0) == pytest.approx([0.6, 0.6], abs=0.02)


def test_the_box_of_what_is_flat_is_no_larger_than_it():
    turn = rotation((1, 2, 3), 0.7)
    square = np.array([(x, y, 0.0) for x in (0, 0.2, 0.5, 1) for y in (0, 0.7, 1)]) @ turn.T
    box = flat_box(square, 0.01)
    assert sorted(box.shape.size) == pytest.approx([0.01, 1, 1])
    assert (np.abs((square - box.centre) @ box.turn).max(axis=0) <= box.shape.size / 2 + 1e-9).all()


def drum(radius: float, height: float, sides: int) -> np.ndarray:
    angle = np.arange(sides) * 2 * np.pi / sides
    ring = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return np.concatenate([np.column_stack([ring, np.full(sides, z)]) for z in (0.0, height)])


@pytest.mark.parametrize("sides", [12, 32])
def test_what_is_round_becomes_a_cylinder(sides):
    turn = rotation((1, -2, 0.5), 1.1)
    found = cylinder(of_points(drum(0.3, 0.1, sides) @ turn.T + [1, 2, 3], hull))
    assert (found.shape.radius, found.shape.length) == pytest.approx((0.3, 0.1), rel=1e-3)
    assert found.centre == pytest.approx(turn @ [0, 0, 0.05] + [1, 2, 3], abs=1e-4)
    assert abs(found.turn[:, 2] @ turn[:, 2]) == pytest.approx(1) and np.linalg.det(found.turn) == pytest.approx(1)


def test_what_is_not_quite_round_stays_a_hull():
    cone, oval, coarse = drum(0.3, 0.1, 24), drum(0.3, 0.1, 24), drum(0.3, 0.1, 8)
    cone[24:, :2] *= 0.9
    oval[:, 0] *= 1.1
    assert not any(cylinder(of_points(points, hull)) for points in (cone, oval, coarse))


@pytest.mark.parametrize("cut", [0.0, 0.02])
def test_a_box_without_a_corner_is_no_box(cut):
    """A door of which it was taken off is a thousandth of it, and would run into it."""
    corners = np.array(list(product((0.0, 0.2), (0.0, 0.2), (0.0, 0.2))))
    ends = np.array([(0.2 - cut, 0.2, 0.2), (0.2, 0.2 - cut, 0.2), (0.2, 0.2, 0.2 - cut)])
    solid = of_points(np.concatenate([corners[:-1], ends]), hull)
    assert solid.volume > 0.999 * 0.2**3
    assert isinstance(_collider(solid, np.eye(3)).shape, HullShape if cut else BoxShape)


def test_a_wheel_on_a_body_collides_as_a_cylinder():
    body = solids.boxes([((-0.5, 0.2, 0.05), (0.5, 0.6, 0.4))])[0]
    upright = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
    around = hull(drum(0.2, 0.05, 24) @ upright.T + [0, 0.15, 0.2])
    meshes = {0: body, 1: (around.vertices, around.triangles)}
    axle = {"type": "continuous", "child": 1, "axis": (0, 1, 0), "origin": (0, 0.12, 0.2), "lower": 0, "upper": 0}
    articulation = solids.articulated(meshes, axle)
    (wheel,) = colliders(articulation, {id: visual(mesh) for id, mesh in meshes.items()}, hull)[1]
    assert isinstance(wheel.shape, CylinderShape) and wheel.shape.radius == pytest.approx(0.2, rel=0.01)


def test_what_a_door_only_brushes_as_it_leaves_its_frame_makes_way():
    """A strike in its way for the first few millimetres, between two of the poses that the whole way is seen at."""
    posts = [((-0.1, 0, 0), (0, 0.1, 2)), ((1.002, 0, 0), (1.1, 0.1, 2)), ((0.97, -0.012, 0.9), (1.1, -0.006, 1.1))]
    meshes = solids.boxes(posts, ((0.002, 0, 0.01), (1, 0.04, 1.99)))
    articulation = solids.articulated(
        meshes, {"type": "revolute", "child": 1, "axis": (0, 0, -1), "lower": 0.0, "upper": 1.57}
    )
    found = filled(colliders(articulation, {id: visual(mesh) for id, mesh in meshes.items()}, hull))
    door = [solid.points for solid in found[1]]
    for angle in np.linspace(0, 0.05, 100):
        turned = [of_points(points @ rotation((0, 0, -1), angle).T, hull) for points in door]
        assert all(apart(fixed, leaf) > 0 for fixed in found[0] for leaf in turned)


def test_near_its_rest_a_door_is_seen_so_often_that_no_sheet_passes_a_sheet_between():
    """A safe's door, a sheet, stood before a sheet that it was modelled to pass through."""
    size, door = 2.0, ((0.0, 0.0, 0.0), (1.0, 0.01, 2.0))
    meshes = solids.boxes(((-0.1, 0, 0), (0, 0.1, 2)), door)
    hinge = {"type": "revolute", "child": 1, "axis": (0, 0, -1), "lower": 0.0, "upper": 1.57}
    leaf = of_points(np.array(list(product(*zip(*door, strict=True)))), hull)
    (passage,) = passages(solids.articulated(meshes, hinge), (), 1, 0, [leaf], size / 80, hull)
    edge = passage.motions[:, :3, 0]  # a metre from the hinge
    angle = -np.arctan2(edge[:, 1], edge[:, 0])
    apart = np.linalg.norm(np.diff(edge, axis=0), axis=1)[angle[1:] < 0.1 * 1.57]
    assert len(apart) > 10 and apart.max() < 2 * THINNEST * size


def test_what_passes_between_two_poses_makes_way_too():
    """A blade, a tenth as thick as the way of its tip between its poses is long, and a lip that its tip passes."""
    blade, lip = (
        np.array(list(product(*zip(*ends, strict=True))))
        for ends in (((0, -0.005, 0), (1, 0.005, 1)), ((0.97, -0.003, 0.2), (1.2, 0.003, 0.8)))
    )
    blade, fixed = of_points(blade, hull), of_points(lip @ rotation((0, 0, 1), 0.05).T, hull)
    motions = np.tile(np.eye(4), (16, 1, 1))
    motions[:, :3, :3] = [rotation((0, 0, 1), angle) for angle in np.linspace(0, 1.5, 16)]
    assert all(apart(fixed, of_points(blade.points @ m[:3, :3].T, hull)) > 0 for m in motions)
    (left,) = exhausted(trimming.trimmed([fixed], Passage((blade,), motions), 1e-3, hull))
    for angle in np.linspace(0, 0.1, 200):
        assert apart(left, of_points(blade.points @ rotation((0, 0, 1), angle).T, hull)) > 0
    assert 0.8 * fixed.volume < left.volume < fixed.volume


def test_what_touches_by_less_than_numbers_tell_is_not_tried_for_ever(monkeypatch):
    """Hulls are of single precision: what two ways of reckoning say differs in the ninth digit."""
    touch, looks = trimming._touch, []

    def counted(*given):
        looks.append(1)
        assert len(looks) < 2 * trimming.MOST_CUTS
        return touch(*given)

    monkeypatch.setattr(trimming, "_touch", counted)
    cube = np.array(list(product((-0.5, 0.5), repeat=3)))
    rng = np.random.default_rng(1)
    for _ in range(40):
        turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
        turn *= np.sign(np.linalg.det(turn))
        piece = of_points((cube * rng.uniform(0.1, 1, 3)).astype(np.float32), hull)
        solid = of_points((cube * rng.uniform(0.1, 1, 3) @ turn.T).astype(np.float32), hull)
        motions = np.tile(np.eye(4), (12, 1, 1))
        motions[:, :3, 3] = rng.uniform(-0.4, 0.4, 3) + np.linspace(0, 0.3, 12)[:, None] * rng.normal(size=3)
        looks.clear()
        exhausted(trimming.trimmed([piece], Passage((solid,), motions), 1e-3, hull))


def test_a_post_that_is_trimmed_all_round_stays_a_few_triangles(monkeypatch):
    """Each cut goes through the slivers of the one before; they doubled, to gigabytes."""
    cut, sizes = trimming._cut, []

    def counted(*given):
        found = cut(*given)
        sizes.append(len(found.corners))
        assert sizes[-1] < 10 * trimming.MOST_TRIANGLES
        return found

    monkeypatch.setattr(trimming, "_cut", counted)
    around = np.arange(8) * np.pi / 4
    ring = 0.5 * np.stack([np.cos(around), np.sin(around)], axis=1)
    post = np.concatenate([np.insert(ring, 2, z, axis=1) for z in (0.0, 1.0)])
    slab = np.stack(np.meshgrid((0.3, 0.5), (-1, 1), (-0.1, 1.1)), axis=-1).reshape(-1, 3)
    motions = np.tile(np.eye(4), (80, 1, 1))
    motions[:, :3, :3] = [rotation((0, 0, 1), angle) for angle in np.linspace(0, 2 * np.pi, 80)]
    passage = Passage((of_points(slab, hull),), motions)
    (left,) = exhausted(trimming.trimmed([of_points(post, hull)], passage, 0.001, hull))
    assert len(sizes) > 40 and left.volume == pytest.approx(np.pi * 0.3**2, rel=0.01)
