"""Decoding: whatever the model prefers, the answer is a blueprint, and what is known stays as it is."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from runtime import blueprint as B
from runtime import tokens as T
from runtime.articulate import forced_boxes, parts_and_joints, renumbered
from runtime.decode import Decoded, decode
from runtime.errors import Cancelled
from runtime.points import Normalisation

FRAME = Normalisation(np.array([1.0, -2.0, 3.0]), 2.5)
WIDTH = 8


class Dice:
    """A backend that wants anything at all; closing: how much it likes to come to an end."""

    def __init__(self, seed: int, closing: float = 1.0):
        self.seed, self.closing = seed, closing
        self.taken: list[int] = []

    def begin(self, prefix: np.ndarray) -> None:
        self.rng = np.random.default_rng(self.seed)
        self.taken = []

    def step(self, ids: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        self.taken += ids
        logits = self.rng.normal(size=T.VOCABULARY).astype(np.float32)
        logits[[T.SEPARATOR, T.END]] += self.closing
        return logits, self.rng.uniform(-1, 1, (len(ids), 3)), self.rng.normal(size=(len(ids), WIDTH))


def roll(
    seed: int, task: T.Task = T.Task.ALL, forced: list[int | None] | None = None, closing: float = 1.0
) -> tuple[Decoded, Dice]:
    backend = Dice(seed, closing)
    return decode(backend, np.zeros((1, 0, 1)), task, forced or [], threading.Event()), backend


@pytest.mark.parametrize("closing", [-9.0, 1.0])
@pytest.mark.parametrize("task", [T.Task.BOXES, T.Task.ALL])
@pytest.mark.parametrize("seed", range(5))
def test_any_preference_gives_a_blueprint(seed, task, closing):
    out, backend = roll(seed, task, closing=closing)
    assert backend.taken == out.tokens, "the model sees each of its tokens, once"
    blueprint = T.decode(out.tokens)
    assert T.encode(blueprint, task) == out.tokens
    n = len(blueprint.boxes)
    assert len(out.queries) == n and len(blueprint.joints) == (n - 1) * (task is T.Task.ALL)
    assert len(out.offsets) == len(out.certainty) == len(out.tokens)
    assert all(0 < c <= 1 + 1e-9 for c in out.certainty)
    parts, joints = parts_and_joints(out, FRAME)
    assert [p["id"] for p in parts] == list(range(n)) and len(joints) == len(blueprint.joints)
    for part in parts:
        lower, upper = part["box"]
        assert (np.array(lower) < upper).all() and 0 < part["confidence"] <= 1 + 1e-9
    for joint in joints:
        assert np.linalg.norm(joint["axis"]) == pytest.approx(1)
        assert (joint["lower"] is None) == (joint["type"] == "continuous")
        assert joint["type"] == "continuous" or joint["lower"] <= 0 <= joint["upper"]


def test_equal_preferences_give_equal_answers():
    one, two, other = roll(3)[0], roll(3)[0], roll(4)[0]
    assert one.tokens == two.tokens != other.tokens
    np.testing.assert_array_equal(one.offsets, two.offsets)


def given_boxes(seed: int, count: int) -> np.ndarray:
    """Boxes (count, 2, 3), world frame, in no order."""
    rng = np.random.default_rng(seed)
    lower = rng.uniform(-0.9, 0.5, (count, 3))
    return FRAME.undo(np.stack([lower, lower + rng.uniform(0.02, 0.4, (count, 3))], 1))


@pytest.mark.parametrize("count", [1, 2, 7, B.MAX_PARTS])
def test_given_boxes_are_kept(count):
    boxes = given_boxes(count, count)
    forced, order = forced_boxes(boxes, FRAME)
    out, _ = roll(count, T.Task.JOINTS, forced)
    blueprint = T.decode(out.tokens)
    assert len(blueprint.boxes) == count and len(blueprint.joints) == count - 1
    for mine, box in zip(blueprint.boxes, FRAME.apply(boxes)[order], strict=True):
        written = B.position_value([mine.lower, mine.upper])
        assert (written[0] <= box[0] + 1e-9).all() and (box[1] <= written[1] + 1e-9).all()
        assert np.abs(written - box).max() <= 2 / B.POSITION_BINS
    known = [token is not None for token in forced]
    assert np.array(out.certainty[1 : len(forced) + 1])[known] == pytest.approx(1)


def test_a_box_beyond_the_object_is_cut_to_what_can_be_written():
    boxes = FRAME.undo(np.array([[[2.0, 0, 0], [3, 0, 0.5]], [[-9, -9, -9], [9, 9, 9]]]))
    forced, order = forced_boxes(boxes, FRAME)
    assert order.tolist() == [1, 0]
    assert len(T.decode(roll(0, T.Task.JOINTS, forced)[0].tokens).boxes) == 2


def test_a_forced_token_that_breaks_the_grammar_is_refused():
    with pytest.raises(ValueError, match="does not continue"):
        roll(0, T.Task.JOINTS, [T.SEPARATOR])


def test_parts_and_joints_are_renumbered_together():
    boxes = given_boxes(5, 6)
    forced, order = forced_boxes(boxes, FRAME)
    assert order.tolist() != list(range(6))
    out, _ = roll(8, T.Task.JOINTS, forced)
    parts, joints = parts_and_joints(out, FRAME)
    scores = np.tile(np.arange(6.0), (4, 1))  # column i is about the blueprint's part i
    new_parts, new_joints, columns = renumbered(parts, joints, scores, order)
    assert [p["id"] for p in new_parts] == list(range(6))
    for number, part in enumerate(new_parts):
        was = int(np.flatnonzero(order == number)[0])
        assert np.abs(np.array(parts[was]["box"]) - boxes[number]).max() < 2 * FRAME.scale * 2 / B.POSITION_BINS
        assert part["label"] == parts[was]["label"]
        np.testing.assert_array_equal(columns[:, number], was)
    for old, new in zip(sorted(joints, key=lambda j: order[j["child"]]), new_joints, strict=True):
        assert (new["parent"], new["child"]) == (order[old["parent"]], order[old["child"]])
        assert {**new, "parent": 0, "child": 0} == {**old, "parent": 0, "child": 0}


def test_cancel_is_heard_between_two_tokens():
    cancelled = threading.Event()

    class Impatient(Dice):
        def step(self, ids):
            if len(self.taken) == 20:
                cancelled.set()
            return super().step(ids)

    backend = Impatient(0, closing=-9)
    with pytest.raises(Cancelled):
        decode(backend, np.zeros((1, 0, 1)), T.Task.ALL, [], cancelled)
    assert len(backend.taken) == 21
