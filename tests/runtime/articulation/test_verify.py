"""How likely parts and joints are right: what the others say counts, and probabilities are learnt from rights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from answered import FRAME, ranked

from runtime.articulation import blueprint as B
from runtime.articulation.verify import JOINT, PART, features_of, learnt, verified
from runtime.articulation.views import Ranked
from runtime.lab.measure.verifier import area, fitted


def confidence(one: Ranked, others: list[Ranked]) -> float:
    return verified(one, [other.said for other in others], FRAME)[1][0]["confidence"]


def test_a_joint_is_surer_the_more_say_the_same():
    one, slide = ranked(), ranked(B.JointBins("prismatic", 0, 1, 1, None, (32, 40)))
    alone, halved, together = (confidence(one, [one] * n + [slide] * (8 - n)) for n in (1, 4, 8))
    assert 0 < alone < halved < together < 1
    assert confidence(replace(one, sureness=-2.0), [one] * 8) < together


def test_there_is_a_number_for_all_that_is_learnt_from():
    one = ranked()
    parts, joints = features_of(one, [one.said] * 8, FRAME)
    assert parts.shape == (2, len(PART)) and joints.shape == (1, len(JOINT))
    assert np.isfinite(parts).all() and np.isfinite(joints).all()
    assert [of.names for of in learnt()] == [PART, JOINT]


def test_what_was_given_is_left_alone():
    one = replace(ranked(), by_part=None)
    assert verified(one, [one.said], FRAME) == (one.said.parts, one.said.joints)


def test_probabilities_are_learnt_from_rights():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(3000, 2))
    right = rng.random(3000) < 1 / (1 + np.exp(-2 * x[:, 0]))
    likely = fitted(("tells", "does_not"), x, right).likely(x)
    assert likely.mean() == pytest.approx(right.mean(), abs=1e-6)
    assert right[likely > 0.8].mean() == pytest.approx(likely[likely > 0.8].mean(), abs=0.05)
    assert area(right, likely) > 0.8 and area(right, rng.random(3000)) == pytest.approx(0.5, abs=0.05)
