"""What an answer of the model says of moving, and when it is taken to mean that nothing does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from artllm_blender.core.articulation import MOVES, Articulation, Box, Joint, Part, doubts, unplaced, without_part
from artllm_blender.core.errors import NothingMoves
from artllm_blender.core.prediction import Prediction


def answer(*confidences: float, given: set[int] = frozenset()) -> Prediction:
    """A body and a part for each joint's confidence; given: ids of parts that the artist said are there."""
    box = Box((0, 0, 0), (1, 1, 1))
    parts = [Part(i, f"Part_{i}", box) for i in range(len(confidences) + 1)]
    joints = [
        Joint("revolute", 0, i, (0, 0, 1), (0, 0, 0), 0, 1, confidence=confidence)
        for i, confidence in enumerate(confidences, 1)
    ]
    points = np.zeros((1, 3), np.float32)
    scores = np.ones((1, len(parts)), np.float32) / len(parts)
    articulation, moving = Articulation(tuple(parts), tuple(joints)), max(confidences, default=0.0)
    return Prediction(articulation, points, np.zeros(1, np.int32), scores, "", moving=moving, given=frozenset(given))


def test_an_answer_is_dropped_where_likely_nothing_moves():
    assert not answer().moves() and not answer(0.2, MOVES - 0.01).moves()
    assert answer(MOVES).moves() and answer(0.1, MOVES + 0.1).moves()


def test_that_something_moves_may_be_surer_than_each_joint():
    cap = replace(answer(0.2), moving=0.8)
    assert cap.moves() and not cap.moves(0.9)
    assert not replace(answer(), moving=0.9).moves(), "it has no joint"


def test_how_sure_the_model_must_be_can_be_said():
    assert answer(0.6).moves(0.6) and not answer(0.6).moves(0.7)
    assert answer(0.01).moves(0.0) and not answer().moves(0.0)


def test_what_the_artist_said_is_there_is_never_dropped():
    assert answer(0.1, 0.1, given={0, 1, 2}).moves() and answer(0.1, 0.1, given={2}).moves(1.0)
    assert not answer(0.1, given={0}).moves(), "that the body is known says nothing of what moves"


def test_the_words_say_how_sure_the_model_is_and_what_to_do():
    answer(0.6).require_motion()
    with pytest.raises(NothingMoves) as found:
        answer(0.2, 0.4).require_motion(0.75)
    assert "is 40% likely" in found.value.args[0] and "75%" in found.value.args[0]
    assert "how many parts" in found.value.hint and found.value.code == "nothing_moves"
    with pytest.raises(NothingMoves, match=r"^Nothing here moves\. "):
        answer().require_motion(0.0)


def test_where_any_joint_will_do_the_surest_answer_that_moves_comes_first():
    asked = replace(answer(), others=(answer(0.3), answer(0.2, 0.1)))
    with pytest.raises(NothingMoves):
        asked.require_motion(0.25)
    answers = asked.require_motion(0.0).answers()
    assert [[joint.confidence for joint in one.articulation.joints] for one in answers] == [[0.3], [], [0.2, 0.1]]


def test_joints_in_doubt_beside_a_sure_one_are_kept_and_counted():
    assert doubts(answer(0.9, 0.2, 0.3).articulation) == ["The model doubts 2 of 3 joints: Part_2, Part_3."]
    assert doubts(answer(0.2).articulation) == ["The model doubts the only joint: Part_1."]
    assert doubts(answer(0.9).articulation) == []


def test_what_no_faces_were_found_for_is_said():
    predicted = answer(0.9, 0.9).articulation
    assert unplaced(predicted, predicted) == []
    (said,) = unplaced(predicted, without_part(predicted, 1))
    assert said.startswith("The model also sees Part_1, but no faces")
