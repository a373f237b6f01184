"""Parts placed by the pages of a manual that the project draws itself."""

from __future__ import annotations

import numpy as np
import pytest

from artllm_blender.core.assembly.by_pages import by_pages
from artllm_blender.core.assembly.camera import anchors
from artllm_blender.core.assembly.contour import contour
from artllm_blender.core.assembly.edge_fit import Ink, Laid, edge_fit
from artllm_blender.core.assembly.ink import picture
from artllm_blender.core.assembly.likeness import kinds_of
from artllm_blender.core.assembly.line_art import draw
from artllm_blender.core.assembly.loose import TURNS, loose_parts
from artllm_blender.core.assembly.mended import Stood, hidden, mended
from artllm_blender.core.assembly.page import Page, new_ink
from artllm_blender.core.assembly.together import BY_SHAPES, Loose, assembled
from artllm_blender.core.assembly.viewpoint import View, found_views
from artllm_blender.core.assembly.wire import Wire
from artllm_blender.core.frames import apply, transform
from artllm_blender.core.picture.raster import Camera

FACES = np.array(
    [[0, 2, 3], [0, 3, 1], [4, 5, 7], [4, 7, 6], [0, 1, 5], [0, 5, 4], [2, 6, 7], [2, 7, 3], [0, 4, 6], [0, 6, 2],
     [1, 3, 7], [1, 7, 5]]
)  # fmt: skip
CORNERS = np.array([(x, y, z) for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)])
SIZES = np.array([(0.9, 0.35, 0.03), (0.03, 0.35, 0.8), (0.03, 0.35, 0.8)])
PLACES = np.array([(0.0, 0.0, 0.4), (-0.465, 0.0, 0.4), (0.465, 0.0, 0.4)])


def page(count: int, azimuth: float = 0.6, elevation: float = 0.5, places: np.ndarray = PLACES) -> np.ndarray:
    """A shelf's first parts, drawn in parallel, the camera framed on the whole."""
    points = np.concatenate([CORNERS * size + place for size, place in zip(SIZES, places, strict=True)])
    back = (np.cos(azimuth) * np.cos(elevation), np.sin(azimuth) * np.cos(elevation), np.sin(elevation))
    camera = Camera.around(points, np.array(back), 256, 300)
    wires = [Wire.of(CORNERS * size, FACES) for size in SIZES[:count]]
    return picture(draw(wires, np.array([transform(move=place) for place in places[:count]]), camera))


def test_a_view_is_found_from_the_lines():
    views = found_views(Page.of(page(3)), 3)
    assert min(abs(view.azimuth - 0.6) + abs(view.elevation - 0.5) for view in views) < 0.12


def test_the_camera_and_a_part_are_found_from_the_lines():
    parts = loose_parts([(CORNERS * size, FACES) for size in SIZES])
    last = Page.of(page(3))
    (found,) = anchors(kinds_of(parts), parts, (last,), found_views(last, 3), 1)
    view = found.view
    around = (view.azimuth - 0.6 + np.pi / 4) % (np.pi / 2) - np.pi / 4
    assert abs(around) < 0.02 and abs(view.elevation - 0.5) < 0.02

    true = View(0.6, 0.5)
    seen = np.concatenate([true.project(CORNERS * s + p)[:, :2] for s, p in zip(SIZES, PLACES, strict=True)])
    scale = float((np.ptp(last.places, axis=0) / np.ptp(seen, axis=0)).mean())
    assert np.isclose(view.scale, scale, rtol=0.04)
    middles = (true.project(PLACES)[:, :2] - (seen.min(axis=0) + seen.max(axis=0)) / 2) * scale
    assert np.linalg.norm(middles - found.place, axis=1).min() < 0.03


def drawn_view(last: Page, count: int = 3) -> View:
    """From where a page of the shelf is drawn, and how large."""
    true = View(0.6, 0.5)
    stand = list(zip(SIZES, PLACES, strict=True))[:count]
    seen = np.concatenate([true.project(CORNERS * s + p)[:, :2] for s, p in stand])
    scale = float((np.ptp(last.places, axis=0) / np.ptp(seen, axis=0)).mean())
    shown = (last.places.min(axis=0) + last.places.max(axis=0)) / 2
    right, up = shown - scale * (seen.min(axis=0) + seen.max(axis=0)) / 2
    return View(0.6, 0.5, 0.0, scale, right, up)


def test_a_camera_a_little_off_is_laid_onto_the_lines():
    last = Page.of(page(1))
    true, board = drawn_view(last, 1), Wire.of(CORNERS * SIZES[0], FACES)
    off = View(0.62, 0.485, 0.01, true.scale * 1.03, true.right + 0.01, true.up - 0.02)
    view, _, (share,) = edge_fit(off, [Laid(board, np.eye(3), PLACES[0], Ink.of(last), turned=1e-3, moved=1e-3)])
    assert np.allclose((view.azimuth, view.elevation), (0.6, 0.5), atol=0.01)
    assert np.isclose(view.scale, true.scale, rtol=0.015) and share > 0.6


def test_parts_a_little_off_are_laid_onto_the_lines():
    parts = loose_parts([(CORNERS * size, FACES) for size in SIZES])
    kinds, last = kinds_of(parts), Page.of(page(3))
    of = {kind.kind: k for k, kind in kinds.items()}
    stand = []
    for part, size, place, up in zip(parts, SIZES, PLACES, (0.03, 0.0, 0.0), strict=True):
        number = next(k for k, turn in enumerate(TURNS) if np.allclose(np.abs(turn @ part.half), size / 2))
        stand.append(Stood(len(stand), of[part.kind], number, TURNS[number], place + (0, 0, up), 0))
    true = drawn_view(last)
    view, found = mended(true, stand, kinds, [Ink.of(last)])
    begun, ended = (
        np.array([camera.project(one.middle)[:2] for one in of]) - true.project(PLACES)[:, :2]
        for camera, of in ((true, stand), (view, found))
    )
    assert np.abs(ended).max() < 0.5 * np.abs(begun).max()
    assert min(one.share for one in found) > 0.5
    # What is out of place is moved, not turned.
    assert max(np.abs(one.turn - TURNS[one.number]).max() for one in found) < np.sin(np.radians(0.5))
    # The sides, which are the same, stay level.
    assert np.abs(found[1].middle[1:] - found[2].middle[1:]).max() < 0.004


def test_edges_behind_another_part_are_hidden():
    view = View(0.6, 0.5)
    small, large = Wire.of(CORNERS / 2, FACES), Wire.of(CORNERS, FACES)
    ink = Ink.of(Page.of(page(3)))
    wires, middles = (small, large), (-0.5 * view.turn[2], view.turn[2])
    laid = [Laid(wire, np.eye(3), middle, ink) for wire, middle in zip(wires, middles, strict=True)]
    lines = [contour(wire, np.eye(3), view) for wire in wires]
    behind, before = hidden(view, laid, lines, [0, 0])
    assert behind.length == 0 and np.isclose(before.length, lines[1].length)
    alone, _ = hidden(view, laid, lines, [0, 1])
    assert alone.length == lines[0].length


def test_what_is_beside_a_drawing_is_white():
    white = Page.of(page(3)).white
    assert white[0, 0] and not white[128, 128] and 0.3 < white.mean() < 0.9


def test_a_mesh_with_seams_shows_the_lines_of_a_whole_one():
    view, middle = View(0.6, 0.5), (FACES[0, 0], FACES[0, 1])
    corners = np.append(CORNERS, [CORNERS[list(middle)].mean(axis=0)], axis=0)
    cut = np.concatenate([[[8, *FACES[0, 1:]], [FACES[0, 0], 8, FACES[0, 2]]], FACES[1:], FACES[3:6, ::-1]])
    whole, seamed = (contour(Wire.of(v, f), np.eye(3), view) for v, f in ((CORNERS, FACES), (corners, cut)))
    assert np.isclose(whole.length, seamed.length, rtol=0.06)


def test_a_place_seen_is_lifted_back_to_where_it_is():
    view = View(0.7, 0.4, 0.2, 1.3)
    points = np.random.default_rng(1).normal(size=(20, 3)) * 0.3
    depth = points @ view.turn[2]
    lifted = np.stack([view.lift(view.project(p)[:2], d) for p, d in zip(points, depth, strict=True)])
    assert np.allclose(lifted, points)


def test_new_ink_is_what_an_earlier_page_did_not_have():
    first, both = Page.of(page(1)), Page.of(page(2))
    assert not new_ink(both, both).any()
    assert 0.2 < new_ink(both, first).mean() < 0.9


def test_an_empty_page_has_a_usual_camera():
    assert found_views(Page.of(np.ones((64, 64))))[0].elevation == pytest.approx(0.49, abs=0.2)


def test_a_shelf_is_put_together_as_its_pages_show_it():
    parts = loose_parts([(CORNERS * size, FACES) for size in SIZES])
    poses, sure = by_pages(parts, [page(2), page(3)], [(1, 1), (1,)])
    assert np.allclose(np.linalg.det(poses[:, :3, :3]), 1) and sure.max() > 0.4
    stood = [apply(pose, CORNERS * size) for pose, size in zip(poses, SIZES, strict=True)]
    middles = np.array([points.mean(axis=0) for points in stood])
    apart = np.linalg.norm(middles[:, None] - middles, axis=2)
    assert np.allclose(apart[1, 2], 0.93, atol=0.03) and np.allclose(apart[0, 1:], 0.465, atol=0.03)


def test_a_page_says_how_high_a_board_is_between_two_sides():
    parts = loose_parts([(CORNERS * size, FACES) for size in SIZES])
    for height in (0.25, 0.58):
        places = PLACES.copy()
        places[0, 2] = height
        poses, _ = by_pages(parts, [page(3, places=places)], [(2, 1)])
        board, *sides = [apply(pose, CORNERS * size) for pose, size in zip(poses, SIZES, strict=True)]
        floor = min(side[:, 2].min() for side in sides)
        assert np.isclose(board[:, 2].mean() - floor, height, atol=0.02)


def test_blank_pages_are_as_none_and_it_is_said():
    triangles = tuple((CORNERS * size)[FACES] for size in SIZES)
    blank, none = (assembled(Loose(triangles, pages)) for pages in ((np.ones((64, 64)),), ()))
    assert "blank" in blank.notes[0] and not none.notes
    assert np.allclose(blank.poses, none.poses)


def test_parts_of_different_things_are_put_by_a_guess_and_it_is_said():
    """Of a shelf whose pages are there it is no guess; of its pages and what is no part of it, it is, and without any
    pages still less is known of these."""
    random, pages = np.random.default_rng(3), (page(2), page(3))
    shelf = tuple((CORNERS * size)[FACES] for size in SIZES)
    others = tuple((CORNERS * size)[FACES] for size in random.uniform(0.05, 2.0, (5, 3)))
    known, guessed = (assembled(Loose(triangles, pages)) for triangles in (shelf, others))
    assert not known.doubt and known.sure.mean() > 0.5
    assert guessed.doubt.startswith(f"This is a guess, {guessed.sure.mean():.0%} sure") and guessed.sure.mean() < 0.3
    assert "\n" not in guessed.doubt and guessed.doubt.endswith(".")
    table = tuple((CORNERS * size)[FACES] for size in ((1.2, 0.7, 0.03), *[(0.05, 0.05, 0.7)] * 4))
    fitting, strange = (assembled(Loose(triangles)) for triangles in (table, others))
    assert strange.doubt and strange.sure.max() < fitting.sure.min() == BY_SHAPES and fitting.doubt
    assert not assembled(Loose(others, pinned=tuple(range(5)))).doubt, "the artist has put them there"
