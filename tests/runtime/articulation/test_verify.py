"""How likely parts and joints are right: what the others say counts, and probabilities are learnt from rights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from runtime.articulation import blueprint as B
from runtime.articulation import points as P
from runtime.articulation import tokens as T
from runtime.articulation.decode import Decoded
from runtime.articulation.known import Known
from runtime.articulation.verify import JOINT, PART, features_of, learnt, verified
from runtime.articulation.views import FIELDS, Answer, Ranked
from runtime.lab.measure.verifier import area, fitted

FRAME = P.Normalisation(np.array([0.3, -7.0, 1.5]), 0.4)
BODY, DOOR = ((4, 4, 4), (124, 124, 124)), ((4, 2, 4), (124, 6, 124))
HINGE = B.JointBins("revolute", 0, 1, 2, (6, 4, 64), (24, 30))


def ranked(joint: B.JointBins = HINGE, sureness: float = -0.3) -> Ranked:
    """An answer that a body has a door, as the object's own view gives it, of points that all lie on them."""
    blueprint = B.Blueprint(
        tuple(B.BoxBins(*box, 0) for box in sorted((BODY, DOOR), key=lambda b: b[0][::-1])), (joint,)
    )
    tokens = T.encode(blueprint, T.Task.ALL)
    rng = np.random.default_rng(0)
    boxes = [B.position_value(np.array([b.lower, b.upper])) for b in blueprint.boxes]
    features = np.zeros((400, 12), np.float32)
    features[:, :3] = np.concatenate([rng.uniform(*box, (200, 3)) for box in boxes])
    cloud = P.Cloud(features, np.arange(1), np.zeros(400, np.int32), np.arange(400))
    own = np.repeat(np.eye(2, dtype=np.float32) * 9, 200, axis=0)
    motions = np.tile(np.float32([0.2, 0.2, 0.2, 0.2, 0.2, 0, 0, 1]), (400, 1))
    decoded = Decoded(tokens, [np.zeros(3)] * len(tokens), [0.9] * len(tokens), list(np.eye(2, dtype=np.float32) * 2))
    answer = Answer(decoded, [None, None], np.zeros((1, 0, 1)), own, motions, cloud, FRAME)
    by_part = np.full((8, 2, FIELDS), -0.1)
    return Ranked(answer, sureness, by_part, answer.articulated(Known(), FRAME))


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
