"""Closed parts and interiors: watertight, the volume shared out, nothing that opens runs into anything."""

from __future__ import annotations

import numpy as np
import pytest
import skins
import trimesh

from artllm_blender.core.cut.caps import Added, caps, triangles
from artllm_blender.core.cut.inside import Inside
from artllm_blender.core.cut.interior import interior
from artllm_blender.core.cut.rims import Skin
from artllm_blender.core.cut.rings import bridged
from artllm_blender.core.cut.seam import Cut, seam
from artllm_blender.core.cut.seam import whole as uncut
from artllm_blender.core.cut.unwrap import unwrapped


def cut(skin: skins.Skin) -> tuple[np.ndarray, Cut]:
    done = seam(skin.vertices, skin.faces.ravel(), np.full(len(skin.faces), 3), skin.face_part, skin.evidence())
    return done.positions(skin.vertices), done


def solid(positions: np.ndarray, done: Cut, added: Added, part: int) -> trimesh.Trimesh:
    """All of a part, welded."""
    every = np.concatenate([positions, added.positions])
    faces = []
    for whole in (done, added):
        first = np.cumsum(whole.polygon_size) - whole.polygon_size
        for a, n, owner in zip(first, whole.polygon_size, whole.polygon_part, strict=True):
            if owner == part:
                outline = whole.corner_vertex[a : a + n]
                points = every[outline].astype(float)
                normal = np.cross(points - points[0], np.roll(points, -1, axis=0) - points[0]).sum(axis=0)
                faces += [outline[triangle] for triangle in triangles(points, normal / np.linalg.norm(normal))]
    return trimesh.Trimesh(every, np.array(faces))


@pytest.mark.parametrize("make", [skins.jar, skins.wardrobe])
def test_capped_parts_are_closed_and_share_the_volume(make):
    skin = make()
    positions, done = cut(skin)
    order = skin.articulation.from_root()
    added = caps(positions, done.corner_vertex, done.polygon_size, done.polygon_part, order)
    parts = [solid(positions, done, added, part) for part in order]
    assert all(part.is_watertight and part.is_winding_consistent for part in parts)
    assert sum(part.volume for part in parts) == pytest.approx(0.48, rel=1e-5)


def test_sheets_get_a_thickness_and_a_hollow_to_lie_in():
    skin = skins.wardrobe()
    positions, done = cut(skin)
    added = caps(positions, done.corner_vertex, done.polygon_size, done.polygon_part, [0, 1, 2], thickness=0.02)
    body, door, drawer = (solid(positions, done, added, part) for part in (0, 1, 2))
    assert body.is_watertight and door.is_watertight and drawer.is_watertight
    assert door.volume == pytest.approx(0.41 * 0.58 * 0.02, rel=0.03)
    assert body.volume < 0.48 - door.volume - drawer.volume
    assert door.bounds[1, 1] == pytest.approx(0.02, abs=1e-4)


def test_what_is_added_looks_like_what_is_beside_it():
    skin = skins.wardrobe()
    positions, done = cut(skin)
    added = interior(positions, done.corner_vertex, done.polygon_size, done.polygon_part, skin.articulation)
    np.testing.assert_array_equal(done.polygon_part[added.polygon_reference], added.polygon_part)
    assert added.corner_reference.max() < len(done.corner_vertex) and added.vertex_reference.max() < len(positions)
    assert len(added.corner_vertex) == added.polygon_size.sum() == len(added.corner_reference)


def test_holes_of_the_artist_stay():
    skin = skins.wardrobe()
    floor = (skin.vertices[skin.faces][:, :, 2] < 1e-5).all(axis=1)
    faces, part = skin.faces[~floor], skin.face_part[~floor]
    added = caps(skin.vertices, faces.ravel(), np.full(len(faces), 3), part, [0, 1, 2])
    low = skin.vertices[added.corner_vertex][:, 2] < 1e-5
    assert not low.any() and len(added.polygon_size) == 4


def test_nothing_is_added_where_nothing_was_cut():
    vertices, faces = skins.block(4)
    two = np.concatenate([faces, faces + len(vertices)])
    positions = np.concatenate([vertices, vertices + 2])
    added = caps(positions, two.ravel(), np.full(len(two), 3), np.repeat([0, 1], len(faces)), [0, 1])
    assert len(added.polygon_size) == 0


def test_a_door_gets_a_cavity_and_a_drawer_its_box():
    skin = skins.wardrobe()
    positions, done = cut(skin)
    added = interior(positions, done.corner_vertex, done.polygon_size, done.polygon_part, skin.articulation)
    body, door, drawer = (solid(positions, done, added, part) for part in (0, 1, 2))
    assert body.is_watertight and door.is_watertight and drawer.is_watertight
    cavity = 0.48 - body.volume
    assert cavity > 0.5 * 0.41 * 0.58 * 0.6  # most of the room behind the door
    assert door.bounds[1, 1] < 0.03
    # The drawer is as deep as its way, and no deeper than the wardrobe.
    assert 0.3 <= drawer.bounds[1, 1] < 0.58


def test_what_is_inside_keeps_clear_of_walls():
    skin = skins.wardrobe()
    positions, done = cut(skin)
    added = interior(positions, done.corner_vertex, done.polygon_size, done.polygon_part, skin.articulation)
    body, drawer = (solid(positions, done, added, part) for part in (0, 2))
    inside = drawer.vertices[drawer.vertices[:, 1] > 0.05]
    for way in (0, 0.15, 0.3):
        moved = inside - (0, way, 0)
        moved = moved[moved[:, 1] > 0.01]
        assert not body.contains(moved).any()
        assert np.abs(trimesh.proximity.signed_distance(body, moved)).min() > 0.004


def test_a_jar_is_hollow_under_its_lid():
    skin = skins.jar()
    positions, done = cut(skin)
    added = interior(positions, done.corner_vertex, done.polygon_size, done.polygon_part, skin.articulation)
    jar, lid = (solid(positions, done, added, part) for part in (0, 1))
    assert jar.is_watertight and lid.is_watertight
    assert jar.bounds[0, 2] == 0 and jar.volume < 0.3  # of 0.37


def _with_uv(tile: float) -> tuple[np.ndarray, np.ndarray, Cut, Added]:
    """A wardrobe with a hollow inside, closed, and UVs (c, 2) that its skin has by XZ, so many to a metre."""
    skin = skins.wardrobe()
    positions, done = cut(skin)
    added = interior(positions, done.corner_vertex, done.polygon_size, done.polygon_part, skin.articulation)
    uv = tile * (positions[done.corner_vertex][:, [0, 2]] - positions.min(axis=0)[[0, 2]])
    return uv, np.concatenate([positions, added.positions]), done, added


def _areas(outlines: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """(m,) areas of outlines (c, 2 or 3) of such sizes."""
    split = np.split(outlines, np.cumsum(sizes)[:-1])
    return np.array([np.linalg.norm(np.cross(p - p[0], np.roll(p, -1, axis=0) - p[0]).sum(axis=0)) / 2 for p in split])


def test_a_texture_that_repeats_goes_on_inside_undistorted():
    uv, points, done, added = _with_uv(3.0)
    got = unwrapped(uv, points, done.corner_vertex, done.polygon_size, added)
    outlines = points[added.corner_vertex].astype(float)
    front = np.isin(added.polygon_part, (1, 2))  # doors and drawers look at Y, where the skin's UVs lie undistorted
    wanted = 9 * _areas(outlines, added.polygon_size)[front]
    flat = np.concatenate([got, np.zeros((len(got), 1))], axis=1)
    np.testing.assert_allclose(_areas(flat, added.polygon_size)[front], wanted, rtol=1e-3, atol=1e-6)


def test_on_an_atlas_what_is_added_has_a_colour_of_what_is_beside_it():
    uv, points, done, added = _with_uv(0.5)
    got = unwrapped(uv, points, done.corner_vertex, done.polygon_size, added)
    first = np.cumsum(done.polygon_size) - done.polygon_size
    for part in np.split(np.arange(len(got)), np.cumsum(added.polygon_size)[:-1]):
        assert np.ptp(got[part], axis=0).max() == 0
    owner = np.repeat(added.polygon_reference, added.polygon_size)
    own = np.stack([uv[first[like] : first[like] + done.polygon_size[like]].mean(axis=0) for like in owner])
    np.testing.assert_allclose(got, own, atol=1e-7)


def test_a_polygon_beside_another_in_its_plane_goes_on_with_its_texture():
    points = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [2, 0, 0], [2, 1, 0]], float)
    uv = 5 * points[:4, :2] + (0.3, 0.7)
    added = Added(points[4:], np.array([1, 2]), np.array([1, 4, 5, 2]), np.array([1, 1, 2, 2]), np.array([4]),
                  np.array([0]), np.array([0]))  # fmt: skip
    got = unwrapped(uv, points, np.arange(4), np.array([4]), added)
    np.testing.assert_allclose(got, 5 * points[[1, 4, 5, 2], :2] + (0.3, 0.7), atol=1e-9)
    assert np.isnan(unwrapped(uv * np.nan, points, np.arange(4), np.array([4]), added)).all(), "as broken as they were"


def halves(mesh: trimesh.Trimesh, way, order=(0, 1)) -> tuple[list[trimesh.Trimesh], Added]:
    """A mesh cut in two by a plane through the origin, each closed: part 1 is what lies ahead of it."""
    part = (mesh.triangles_center @ np.array(way) > 0).astype(np.int32)
    vertices, faces = mesh.vertices.astype(np.float32), mesh.faces
    added = caps(vertices, faces.ravel(), np.full(len(faces), 3), part, order)
    done = uncut(faces.ravel(), np.full(len(faces), 3), part)
    return [solid(vertices, done, added, id) for id in (0, 1)], added


def turned(sides: int = 20, profile: int = 8) -> trimesh.Trimesh:
    return trimesh.creation.torus(1.0, 0.25, major_sections=sides, minor_sections=profile)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_ring_that_is_cut_through_keeps_its_hole(order):
    ring = turned()
    parts, _ = halves(ring, (0, 0, 1), order)
    for part in parts:
        assert part.is_watertight and part.euler_number == 0  # a ring again
        hits = part.ray.intersects_any([[x, y, -5] for x in (-0.3, 0, 0.3) for y in (-0.3, 0, 0.3)], [[0, 0, 1]] * 9)
        assert not hits.any()
    assert sum(part.volume for part in parts) == pytest.approx(ring.volume, rel=1e-5)


def test_a_ring_that_is_cut_across_gets_an_end_on_each_side():
    ring = turned()
    parts, added = halves(ring, (1, 0.02, 0))
    assert all(part.is_watertight and part.euler_number == 2 for part in parts)
    assert sum(part.volume for part in parts) == pytest.approx(ring.volume, rel=1e-5)


def test_a_tube_with_a_wall_stays_open():
    tube = trimesh.creation.annulus(r_min=0.4, r_max=0.5, height=1.0, sections=16).subdivide()
    parts, _ = halves(tube, (0, 0, 1))
    assert all(part.is_watertight and part.euler_number == 0 for part in parts)
    assert sum(part.volume for part in parts) == pytest.approx(tube.volume, rel=1e-5)


def test_a_plate_with_two_holes_keeps_both():
    outer = np.array([(np.cos(t), np.sin(t)) for t in np.linspace(0, 2 * np.pi, 24, endpoint=False)])
    rings = [outer, 0.2 * outer[::-1] + (0.5, 0), 0.2 * outer[::-1] - (0.5, 0.1)]
    points = np.column_stack([np.concatenate(rings), np.zeros(72)])
    outline = bridged(points, (24, 24, 24))
    found = triangles(points[outline], np.array([0, 0, 1.0]))
    area = trimesh.Trimesh(points, [[outline[i] for i in t] for t in found], process=False).area
    one = 12 * np.sin(2 * np.pi / 24)
    assert area == pytest.approx(one * (1 - 2 * 0.04), rel=1e-9)


def test_what_lines_a_hole_is_not_closed_across_it():
    ring = turned()
    part = (np.linalg.norm(ring.triangles_center[:, :2], axis=1) < 0.95).astype(np.int32)
    vertices, faces = ring.vertices.astype(np.float32), ring.faces
    added = caps(vertices, faces.ravel(), np.full(len(faces), 3), part, [0, 1])
    assert len(added.polygon_size) == 0


def test_inside_is_where_a_closed_skin_goes_round():
    ring = turned()
    skin = Skin.of(ring.vertices, ring.faces.ravel(), np.full(len(ring.faces), 3), np.zeros(len(ring.faces), int))
    held = Inside.of(skin).holds(np.array([(1, 0, 0), (0, -1, 0.1), (0, 0, 0), (0.6, 0, 0), (1, 0, 0.3), (0, 0, -9)]))
    assert held.tolist() == [True, True, False, False, False, False]
    half = Skin.of(
        ring.vertices, ring.faces[9:].ravel(), np.full(len(ring.faces) - 9, 3), np.zeros(len(ring.faces) - 9)
    )
    assert Inside.of(half) is None
