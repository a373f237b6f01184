"""The clean cut: where it runs, that it tears nothing, and that what it does not touch stays as it was."""

from __future__ import annotations

import numpy as np
import pytest
import skins

from artllm_blender.core.cut.connectivity import neighbours
from artllm_blender.core.cut.seam import Cut, seam

TRUTH = {
    skins.jar: lambda x: np.abs(x[:, 2] + 0.1 * x[:, 0] - 0.63) / np.hypot(1, 0.1),
    skins.wardrobe: lambda x: np.minimum(
        *(_to_outline(x, part.box) for part in skins.wardrobe().articulation.parts[1:])
    ),
}


def _to_outline(x: np.ndarray, box) -> np.ndarray:
    lower, upper = np.array(box.lower)[[0, 2]], np.array(box.upper)[[0, 2]]
    over = np.maximum(lower - x[:, [0, 2]], x[:, [0, 2]] - upper)
    outside = np.linalg.norm(over.clip(0), axis=1)
    return np.hypot(np.where(outside > 0, outside, -over.max(axis=1)), x[:, 1])


def cut(skin: skins.Skin, part: np.ndarray, **options) -> Cut:
    size = np.full(len(skin.faces), 3)
    return seam(skin.vertices, skin.faces.ravel(), size, part, skin.evidence(**options))


def following(size: np.ndarray) -> np.ndarray:
    return np.concatenate([np.roll(np.arange(n), -1) + a for n, a in zip(size, np.cumsum(size) - size, strict=True)])


def off(skin: skins.Skin, positions, corner_vertex, size, part) -> float:
    """Mean distance of the border to the true one, over its length."""
    ends = np.stack([corner_vertex, corner_vertex[following(size)]], axis=1).astype(np.int64)
    edges = ends.min(axis=1) << 32 | ends.max(axis=1)
    pairs, at = neighbours(edges, edges, np.repeat(np.arange(len(size)), size))
    a, b = positions[ends[at[part[pairs[:, 0]] != part[pairs[:, 1]], 0]]].swapaxes(0, 1)
    places = [a + s * (b - a) for s in (0.1, 0.3, 0.5, 0.7, 0.9)]
    truth = next(
        distance for make, distance in TRUTH.items() if make().part_at.__qualname__ == skin.part_at.__qualname__
    )
    return float(np.average(np.mean([truth(p) for p in places], axis=0), weights=np.linalg.norm(b - a, axis=1)))


@pytest.mark.parametrize("make", TRUTH)
@pytest.mark.parametrize("cells", [12, 24, 40])
def test_the_cut_runs_along_the_true_seam(make, cells):
    skin = make(cells)
    before = off(skin, skin.vertices, skin.faces.ravel(), np.full(len(skin.faces), 3), skin.face_part)
    done = cut(skin, skin.face_part, wrong=0.05)
    after = off(skin, done.positions(skin.vertices), done.corner_vertex, done.polygon_size, done.polygon_part)
    assert after < 0.005 and after < 0.6 * before


@pytest.mark.parametrize("make", TRUTH)
def test_nothing_tears_and_no_area_is_lost(make):
    skin = make()
    done = cut(skin, skin.face_part)
    positions = done.positions(skin.vertices)
    ends = np.stack([done.corner_vertex, done.corner_vertex[following(done.polygon_size)]], axis=1)
    once = {tuple(edge) for edge in ends.tolist()}
    assert len(once) == len(ends) and {(b, a) for a, b in once} == once  # closed: each edge once either way
    for part in np.unique(done.polygon_part):
        assert (done.polygon_part == part).any()
    first = np.cumsum(done.polygon_size) - done.polygon_size
    area = 0.0
    for a, n in zip(first, done.polygon_size, strict=True):
        points = positions[done.corner_vertex[a : a + n]].astype(float)
        area += np.linalg.norm(np.cross(points[1:-1] - points[0], points[2:] - points[0]).sum(axis=0)) / 2
    assert area == pytest.approx(2 * (1 * 0.6 + 0.6 * 0.8 + 0.8 * 1), rel=1e-6)


def test_every_corner_says_where_it_comes_from():
    skin = skins.wardrobe()
    done = cut(skin, skin.face_part)
    positions, old = done.positions(skin.vertices), skin.vertices[skin.faces.ravel()]
    t = done.corner_t[:, None]
    np.testing.assert_allclose(
        positions[done.corner_vertex], (1 - t) * old[done.corner[:, 0]] + t * old[done.corner[:, 1]], atol=1e-6
    )
    np.testing.assert_array_equal(
        done.corner // 3, np.repeat(done.polygon_source, done.polygon_size)[:, None].repeat(2, 1)
    )
    assert set(np.unique(done.polygon_source)) == set(range(len(skin.faces)))
    after = following(done.polygon_size)
    on_old = done.corner_edge >= 0
    assert (~on_old).sum() > 0 and (done.corner_edge[on_old] // 3 == done.corner[on_old, 0] // 3).all()
    start = old[done.corner_edge[on_old]]
    end = skin.vertices[np.roll(skin.faces, -1, axis=1).ravel()][done.corner_edge[on_old]]
    for corner in (done.corner_vertex, done.corner_vertex[after]):
        offset = np.cross(positions[corner][on_old] - start, end - start)
        assert np.abs(offset).max() < 1e-6


def test_what_is_not_cut_stays_as_it_was():
    skin = skins.wardrobe()
    done = cut(skin, skin.face_part)
    pieces = np.bincount(done.polygon_source, minlength=len(skin.faces))
    whole = (pieces[done.polygon_source] == 1) & (done.polygon_size == 3)
    first = (np.cumsum(done.polygon_size) - done.polygon_size)[whole]
    np.testing.assert_array_equal(
        done.corner_vertex[first[:, None] + np.arange(3)], skin.faces[done.polygon_source[whole]]
    )
    assert not done.corner_t[first[:, None] + np.arange(3)].any() and whole.mean() > 0.8


def test_twice_the_same():
    skin = skins.wardrobe()
    one, two = (cut(skin, skin.face_part, wrong=0.1) for _ in range(2))
    for name in ("vertex", "vertex_t", "corner_vertex", "polygon_part"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))


def test_a_border_along_modelled_edges_stays():
    x, y = np.meshgrid(np.linspace(0, 1, 21), np.linspace(0, 1, 21))
    vertices = np.stack([x.ravel(), y.ravel(), 0 * x.ravel()], axis=1).astype(np.float32)
    a = (np.arange(20)[:, None] * 21 + np.arange(20)).ravel()
    quads = np.stack([a, a + 1, a + 22, a + 21], axis=1)
    middle = vertices[quads].mean(axis=1)
    part = ((np.abs(middle - 0.5) < (0.2, 0.3, 1)).all(axis=1)).astype(np.int32)
    skin = skins.Skin(vertices, quads[:, :3].astype(np.int32), skins.jar().part_at, skins.jar().articulation)
    done = seam(vertices, quads.ravel(), np.full(len(quads), 4), part, skin.evidence(wrong=0.5))
    np.testing.assert_array_equal(done.corner_vertex, quads.ravel())
    np.testing.assert_array_equal(done.polygon_part, part)


def test_what_the_artist_parted_is_cut_there():
    skin = skins.jar()
    done = seam(
        skin.vertices, skin.faces.ravel(), np.full(len(skin.faces), 3), skin.face_part, skin.evidence(), skin.face_part
    )  # fmt: skip
    np.testing.assert_array_equal(done.polygon_part, skin.face_part)
    assert len(done.vertex) == 0


def test_a_mesh_of_one_part_or_of_none():
    skin = skins.jar(4)
    done = cut(skin, np.zeros(len(skin.faces), np.int32))
    np.testing.assert_array_equal(done.corner_vertex, skin.faces.ravel())
    empty = seam(
        skin.vertices[:0], skin.faces[:0].ravel(), np.zeros(0, int), np.zeros(0, int), skin.evidence().of(0, 0)
    )
    assert len(empty.polygon_part) == 0
