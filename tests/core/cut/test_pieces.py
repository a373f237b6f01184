"""Loose pieces: what a selection means of them."""

from __future__ import annotations

import numpy as np

from artllm_blender.core.cut.pieces import whole_pieces, with_small_ones

PIECE = np.repeat([0, 1, 2], [10, 8, 80])
AREAS = np.ones(len(PIECE))


def chosen(*counts: int) -> np.ndarray:
    """So many polygons of each piece."""
    return np.concatenate([np.arange(size) < count for size, count in zip((10, 8, 80), counts, strict=True)])


def meant(*counts: int) -> list[int]:
    return np.bincount(PIECE[whole_pieces(chosen(*counts), PIECE, AREAS)], minlength=3).tolist()


def test_a_box_that_holds_pieces_and_a_corner_of_another_means_the_pieces():
    assert meant(10, 7, 12) == [10, 8, 0]


def test_half_a_piece_beside_whole_ones_is_meant_as_it_is_selected():
    assert meant(10, 4, 0) == [10, 4, 0]


def test_some_faces_of_one_piece_are_meant_as_they_are_selected():
    assert meant(0, 0, 12) == [0, 0, 12]
    assert meant(2, 0, 0) == [2, 0, 0]


def test_what_has_no_area_counts_by_its_number():
    assert whole_pieces(chosen(9, 0, 0), PIECE, AREAS * 0).sum() == 10


def test_small_pieces_go_with_the_large_one_that_is_nearest():
    boxes = np.array([[[0, 0, 0], [1, 1, 1]], [[5, 0, 0], [7, 1, 1]], [[4.5, 0, 0], [4.6, 0.1, 0.1]]], float)
    assert with_small_ones(np.array([6.0, 10.0, 0.06]), boxes, 0.02).tolist() == [1, 0, 0]
