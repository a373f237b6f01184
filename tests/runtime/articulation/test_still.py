"""How likely anything moves: by the encoder's tokens and the surest joint, where nothing is known of it."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.articulation.answers import Said, likely_moving
from runtime.articulation.known import Known
from runtime.articulation.still import learnt, moving, odds, summary
from runtime.lab.measure.generated import draw
from runtime.lab.measure.recorded import bare_of
from runtime.lab.measure.stillness import Told, held_out
from runtime.lab.shapes import STILL, registry


def said(*confidences: float) -> Said:
    return Said("", [], [{"confidence": confidence} for confidence in confidences], np.zeros((0, 1)))


def test_a_sure_joint_speaks_for_moving_and_the_tokens_of_what_stands_still_against():
    assert moving(0.9, -2.0) > moving(0.9, 0.0) > moving(0.9, 3.0)
    assert moving(0.9, 0.0) > moving(0.2, 0.0) > moving(0.0, 0.0) > 0
    assert moving(1.0, 0.0) < 1


def test_no_joint_is_surer_than_that_anything_moves():
    found = [said(0.9, 0.2), said(0.5)]
    moves = likely_moving(found, Known(), 4.0)
    assert moves == moving(0.9, 4.0) < 0.5
    assert [joint["confidence"] for one in found for joint in one.joints] == [moves, min(0.2, moves), moves]


def test_where_parts_are_known_the_tokens_do_not_count():
    found = [said(0.9, 0.2)]
    assert likely_moving(found, Known(part_count=3), 9.0) == 0.9
    assert likely_moving([said()], Known(part_count=3), -9.0) == 0.0
    assert likely_moving(found, Known(category="cabinet"), 9.0) < 0.5


def test_a_number_of_the_summary_has_a_weight():
    tokens = np.random.default_rng(0).normal(size=(128, 256))
    assert summary(tokens).shape == learnt()["weight"].shape
    assert odds(summary(tokens)) == pytest.approx(odds(summary(tokens[::-1])))
    assert odds(summary(tokens[:, :100])) == 0.0


def test_families_are_held_out_whole():
    rng = np.random.default_rng(0)
    families = np.repeat([*STILL, *(name for name in registry() if name not in STILL)], 6)
    stands = np.isin(families, STILL)
    rows = rng.normal(size=(len(families), 3)) + np.outer(stands, [2.0, 0.0, 0.0])
    told = Told(rows, stands, families)
    found = held_out(told, told)
    assert found[stands].mean() > found[~stands].mean() and np.isfinite(found).all()


def test_a_shape_without_what_moves_is_its_body():
    shape = draw("microwave", 3, 0)
    bare = bare_of(shape)
    moves = np.isin(shape.face_part, [joint.child for joint in shape.joints])
    assert len(bare.faces) == (~moves).sum() > 0 and not bare.joints
    corners = shape.vertices[shape.faces[~moves]]
    assert np.array_equal(bare.vertices[bare.faces], corners)
