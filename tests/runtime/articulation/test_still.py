"""What likely stands still is doubted: by the encoder's tokens, where nothing is known of it."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.articulation.still import FROM, doubted, learnt, odds, summary
from runtime.lab.measure.stillness import held_out
from runtime.lab.shapes import STILL, registry


def test_a_joint_is_doubted_more_the_likelier_all_stands_still():
    said = [doubted(0.8, FROM + more) for more in (-3.0, 0.0, 1.0, 4.0)]
    assert said[0] == said[1] == 0.8 > said[2] > said[3] > 0
    assert doubted(0.0, 9.0) == 0.0 and doubted(1.0, 9.0) == 1.0


def test_a_number_of_the_summary_has_a_weight():
    tokens = np.random.default_rng(0).normal(size=(128, 256))
    assert summary(tokens).shape == learnt()[0].shape
    assert odds(tokens) == pytest.approx(odds(tokens[::-1]))
    assert odds(tokens[:, :100]) == FROM


def test_families_are_held_out_whole():
    rng = np.random.default_rng(0)
    families = np.repeat([*STILL, *(name for name in registry() if name not in STILL)], 6)
    stands = np.isin(families, STILL)
    rows = rng.normal(size=(len(families), 3)) + np.outer(stands, [2.0, 0.0, 0.0])
    found = held_out(rows, families)
    assert found[stands].mean() > found[~stands].mean() and np.isfinite(found).all()
