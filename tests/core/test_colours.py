"""The parts' colours: told apart by all eyes, calm. Distances are CIE 1976's in Lab, white D65."""

from __future__ import annotations

import numpy as np
import pytest

from artllm_blender.core.colours import BODY, DOUBT, part_colour
from artllm_blender.core.picture.colour import linear

XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
# Linear sRGB as it is seen; Machado, Oliveira and Fernandes (2009), severity 1.
EYES = {
    "all cones": np.eye(3),
    "no red cones": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no green cones": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}


def lab(colours: list, eyes: str) -> np.ndarray:
    """(n, 3) of n sRGB colours."""
    seen = np.clip(linear(np.array(colours)) @ EYES[eyes].T, 0, 1) @ XYZ.T / XYZ.sum(axis=1)
    f = np.where(seen > (6 / 29) ** 3, np.cbrt(seen), seen / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)


def nearest(eyes: str, apart: int) -> float:
    """The least distance between colours of 21 parts whose ids are so far apart."""
    seen = lab([part_colour(id) for id in range(21)], eyes)
    return float(np.linalg.norm(seen[apart:] - seen[:-apart], axis=1).min())


@pytest.mark.parametrize("eyes", EYES)
def test_parts_next_to_each_other_in_the_list_are_told_apart_by_all_eyes(eyes):
    assert nearest(eyes, 1) > 40  # 2.3 is just seen
    assert min(nearest(eyes, apart) for apart in range(1, 9)) > 20


@pytest.mark.parametrize("eyes", EYES)
def test_no_part_looks_like_the_body(eyes):
    seen = lab([BODY, *(part_colour(id) for id in range(21))], eyes)
    assert np.linalg.norm(seen[1:] - seen[0], axis=1).min() > 20


def test_parts_are_calmer_than_what_is_marked():
    strength = np.linalg.norm(lab([DOUBT, *(part_colour(id) for id in range(21))], "all cones")[:, 1:], axis=1)
    assert strength[0] > 70 > 50 > strength[1:].max()


def test_any_id_has_a_colour():
    assert all(0 <= value <= 1 for id in (-1, 0, 20, 1000) for value in part_colour(id))
