"""The runtime's result message as a Prediction: pitches, and answers that do not fit."""

from __future__ import annotations

import numpy as np
import pytest
from wire_frames import PARTS, joint, result

from artllm_blender.client.answer import prediction_of
from artllm_blender.core.errors import ArticulationError, RuntimeFailure


def test_scores_of_a_point_sum_to_1():
    message = result()
    message.arrays["point_scores"] = np.ones((2, len(message.fields["parts"])), "<f2")
    assert np.allclose(prediction_of(message).point_scores.sum(axis=1), 1)


def test_other_answers_are_about_the_same_points():
    prediction = prediction_of(result(), {"parts": [{"id": 0}]})
    (other,) = prediction.others
    assert other.articulation.joints[0].type == "prismatic" and prediction.articulation.joints[0].type == "revolute"
    assert other.points is prediction.points and np.allclose(other.point_scores, 0.5)
    assert other.given == {0} and other.blueprint == "other" and not other.others
    first, second = prediction.answers()
    assert first.articulation is prediction.articulation and second is other and not first.others


def test_an_answer_without_others_is_alone():
    message = result(others=[])
    message.arrays["other_scores"] = np.zeros((2, 0), "|u1")
    assert prediction_of(message).others == ()


def test_scores_of_other_answers_have_to_fit_their_parts():
    message = result()
    message.arrays["other_scores"] = np.zeros((2, 3), "|u1")
    with pytest.raises(RuntimeFailure, match="do not fit"):
        prediction_of(message)


def test_parts_that_were_asked_for_are_told():
    assert prediction_of(result()).given == frozenset()
    assert prediction_of(result(), {"parts": [{"id": 0}], "category": "box"}).given == {0}
    assert prediction_of(result(), {"part_count": 2}).given == {part["id"] for part in PARTS}


def test_a_part_that_is_said_to_be_there_moves_for_certain():
    assert prediction_of(result()).moving == 0.75
    assert prediction_of(result(), {"parts": [{"id": 0}]}).moving == 0.75, "it is the body"
    assert prediction_of(result(), {"part_count": 2}).moving == 1.0


def test_what_was_known_of_a_joint_is_told():
    said = {"child": 1, "type": "revolute", "axis": [0, 0, 1], "lower": 0.0, "upper": 1.0, "pitch": None}
    (told,) = prediction_of(result(), {"joints": [said]}).articulation.joints
    assert told.known == {"type", "axis", "limits"}
    (told,) = prediction_of(result(), {"joints": [{"child": 1, "origin": [0, 0, 0]}]}).articulation.joints
    assert told.known == {"origin"}
    assert prediction_of(result()).articulation.joints[0].known == frozenset()


def test_continuous_has_no_limits():
    prediction = prediction_of(result(joints=[joint(type="continuous", lower=None, upper=None)]))
    assert prediction.articulation.joints[0].upper == np.inf


@pytest.mark.parametrize(
    ("given", "pitch"),
    [({"upper": 0.5, "pitch": 0.125}, 0.125), ({"upper": 0.5, "pitch": 0.0}, 0.5), ({"upper": 0.0, "pitch": 0.0}, 0.2)],
)
def test_a_screw_always_has_a_pitch(given, pitch):
    prediction = prediction_of(result(joints=[joint(type="screw", **given)]))
    assert prediction.articulation.joints[0].pitch == pitch


@pytest.mark.parametrize(
    "fields",
    [
        {"joints": None},
        {"parts": [{}]},
        {"joints": [joint(type="ball")]},
        {"joints": [joint(child=7)]},
        {"parts": PARTS + [{**PARTS[1], "id": 2}]},
    ],
)
def test_an_answer_that_does_not_fit(fields):
    with pytest.raises(RuntimeFailure) as caught:
        prediction_of(result(**fields))
    assert caught.value.code == "bad_answer"


def test_an_answer_that_is_no_tree():
    with pytest.raises(ArticulationError):
        prediction_of(result(joints=[]))
