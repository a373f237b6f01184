"""Predictions kept as few bytes, and read again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skins import wardrobe

from artllm_blender.core.articulation import JointType
from artllm_blender.core.corrections import with_joint
from artllm_blender.core.cut.labels import label
from artllm_blender.core.cut.united import united
from artllm_blender.core.stored import KEPT, STEP, packed, unpacked

SKIN = wardrobe()
FIRST = SKIN.prediction(count=32_768, wrong=0.05)


def endless(prediction):
    door = prediction.articulation.joint_of(1)
    turns = replace(door, type=JointType.CONTINUOUS, known=frozenset(("type", "axis")))
    return replace(prediction, articulation=with_joint(prediction.articulation, turns), given=frozenset((1,)))


ANSWERS = FIRST, united(FIRST, 0, 2), endless(FIRST)
DATA = packed(ANSWERS, SKIN.vertices, SKIN.faces)


def test_articulations_are_the_same_to_the_number():
    for one, again in zip(ANSWERS, unpacked(DATA, SKIN.vertices, SKIN.faces), strict=True):
        assert again.articulation == one.articulation and again.given == one.given


def test_points_and_scores_are_there_to_the_step():
    order = np.argsort(FIRST.point_triangle, kind="stable")[::KEPT]
    for one, again in zip(ANSWERS, unpacked(DATA, SKIN.vertices, SKIN.faces), strict=True):
        np.testing.assert_array_equal(again.point_triangle, one.point_triangle[order])
        assert np.abs(again.points - one.points[order]).max() <= STEP * 0.51
        assert np.abs(again.point_scores - one.point_scores[order]).max() < 0.03
        np.testing.assert_allclose(again.point_scores.sum(axis=1), 1, atol=1e-5)


def test_what_is_cut_by_them_is_the_same_but_at_borders():
    polygon = np.arange(len(SKIN.faces))
    for one, again in zip(ANSWERS[:2], unpacked(DATA, SKIN.vertices, SKIN.faces), strict=False):
        first, second = (label(SKIN.vertices, SKIN.faces, polygon, p).polygon_part for p in (one, again))
        assert (first == second).mean() > 0.99


def test_they_are_small():
    assert len(DATA) < 80_000


def test_of_another_mesh_they_are_refused():
    with pytest.raises(ValueError, match="another mesh"):
        unpacked(DATA, SKIN.vertices, SKIN.faces[:100])
