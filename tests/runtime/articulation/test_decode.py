"""Decoding: whatever the model prefers, the answer is a blueprint, and what is known stays as it is."""

from __future__ import annotations

import copy
import threading

import numpy as np
import pytest

from runtime.articulation import blueprint as B
from runtime.articulation import tokens as T
from runtime.articulation.articulate import parts_and_joints, renumbered
from runtime.articulation.decode import Decoded, decode, decode_forks, judge, mean_sureness
from runtime.articulation.grammar import Given
from runtime.articulation.known import Known
from runtime.articulation.locked import decode_known, restore
from runtime.articulation.points import Normalisation
from runtime.errors import Cancelled

FRAME = Normalisation(np.array([1.0, -2.0, 3.0]), 2.5)
WIDTH = 8


class Dice:
    """What wants anything at all to follow; closing: how much it likes to come to an end."""

    def __init__(self, seed: int, closing: float = 1.0):
        self.seed, self.closing = seed, closing
        self.taken: list[int] = []

    def begun(self) -> Dice:
        self.rng = np.random.default_rng(self.seed)
        self.taken = []
        return self

    def rows(self, which: list[int]) -> Beside:
        return Beside([self.begun(), *(copy.copy(self).begun() for _ in which[1:])])

    def step(self, ids: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        self.taken += ids
        logits = self.rng.normal(size=(len(ids), T.VOCABULARY)).astype(np.float32)
        logits[:, [T.SEPARATOR, T.END]] += self.closing
        return logits, self.rng.uniform(-1, 1, (len(ids), 3)), self.rng.normal(size=(len(ids), WIDTH))


class Beside:
    """Sequences that know nothing of each other."""

    def __init__(self, dice: list[Dice]):
        self.dice = dice

    def rows(self, which: list[int]) -> Beside:
        return Beside([self.dice[i] for i in which])

    def step(self, ids: list[list[int]]) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        return [one.step(own) for one, own in zip(self.dice, ids, strict=True)]


def roll(
    seed: int, task: T.Task = T.Task.ALL, given: Given | None = None, closing: float = 1.0
) -> tuple[Decoded, Dice]:
    backend = Dice(seed, closing)
    return decode(backend, task, threading.Event(), [given])[0], backend


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


@pytest.mark.parametrize("seed", range(5))
def test_a_fork_goes_the_other_way_and_on_to_a_blueprint(seed):
    out, backend = roll(seed, closing=3.0)
    assert out.forks
    for fork in out.forks:
        assert 0 < fork.likely < 1 and fork.token != out.tokens[fork.place]
        (other,) = decode_forks(backend, out, [fork], threading.Event())
        assert backend.taken == other.tokens
        assert other.tokens[: fork.place] == out.tokens[: fork.place] and other.tokens[fork.place] == fork.token
        blueprint = T.decode(other.tokens)
        assert T.encode(blueprint, T.Task.ALL) == other.tokens
        assert len(other.queries) == len(blueprint.boxes)
        assert len(other.offsets) == len(other.certainty) == len(other.tokens)


def test_forks_keep_what_is_given():
    out, backend = roll(1, given=Given(least=3, most=3))
    for fork in out.forks:
        (other,) = decode_forks(backend, out, [fork], threading.Event())
        assert len(T.decode(other.tokens).boxes) == 3


def test_side_by_side_each_writes_what_it_would_alone():
    givens = [Given(least=count, most=count) for count in (3, 1, 4, 1)]
    together = decode(Dice(7), T.Task.ALL, threading.Event(), givens)
    for given, out in zip(givens, together, strict=True):
        alone, _ = roll(7, given=given)
        assert (out.tokens, out.certainty, out.forks) == (alone.tokens, alone.certainty, alone.forks)
        np.testing.assert_array_equal(out.queries, alone.queries)


def test_equal_preferences_give_equal_answers():
    one, two, other = roll(3)[0], roll(3)[0], roll(4)[0]
    assert one.tokens == two.tokens != other.tokens
    np.testing.assert_array_equal(one.offsets, two.offsets)


def boxes_anywhere(seed: int, count: int) -> np.ndarray:
    """Boxes (count, 2, 3), world frame, in no order."""
    rng = np.random.default_rng(seed)
    lower = rng.uniform(-0.9, 0.5, (count, 3))
    return FRAME.undo(np.stack([lower, lower + rng.uniform(0.02, 0.4, (count, 3))], 1))


EXTENT = FRAME.undo(np.array([[-0.9] * 3, [0.9] * 3]))


def around(known: Known, seed: int, task: T.Task = T.Task.ALL, closing: float = 1.0) -> tuple[Decoded, list]:
    return decode_known(Dice(seed, closing), task, threading.Event(), known, EXTENT, [FRAME])[0]


@pytest.mark.parametrize("count", [1, 2, 7, B.MAX_PARTS])
def test_given_boxes_are_all_the_parts(count):
    boxes = boxes_anywhere(count, count)
    out, source = around(Known.of_boxes(boxes), count, T.Task.JOINTS)
    blueprint = T.decode(out.tokens)
    assert sorted(source) == list(range(count)) and len(blueprint.joints) == count - 1
    for mine, box in zip(blueprint.boxes, FRAME.apply(boxes)[source], strict=True):
        written = B.position_value([mine.lower, mine.upper])
        assert (written[0] <= box[0] + 1e-9).all() and (box[1] <= written[1] + 1e-9).all()
        assert np.abs(written - box).max() <= 2 / B.POSITION_BINS
    corners = np.array(out.certainty[1 : 1 + T.BOX_LENGTH * count]).reshape(count, -1)[:, :6]
    np.testing.assert_array_equal(corners, 1)


def test_a_box_beyond_the_object_is_cut_to_what_can_be_written():
    boxes = FRAME.undo(np.array([[[2.0, 0, 0], [3, 0, 0.5]], [[-9, -9, -9], [9, 9, 9]]]))
    out, source = around(Known.of_boxes(boxes), 0, T.Task.JOINTS)
    assert source == [1, 0] and len(T.decode(out.tokens).boxes) == 2


@pytest.mark.parametrize("closing", [-9.0, 1.0, 9.0])
@pytest.mark.parametrize("count", [1, 2, 9, B.MAX_PARTS])
def test_as_many_parts_as_are_asked_for(count, closing):
    for seed in range(5):
        assert len(T.decode(around(Known(part_count=count), seed, closing=closing)[0].tokens).boxes) == count
        some = Known.of({
            "parts": [{"box": box.tolist()} for box in boxes_anywhere(seed, (count + 1) // 2)], "part_count": count
        })  # fmt: skip
        out, source = around(some, seed, closing=closing)
        assert len(T.decode(out.tokens).boxes) == count and source.count(None) == count // 2


@pytest.mark.parametrize("seed", range(30))
def test_any_preference_says_what_is_known(seed):
    """Known boxes, and joints of which any field is known, whatever else the model would rather write."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 9))
    boxes, joints = boxes_anywhere(seed, count), []
    hung = rng.permutation(count)
    for i in range(1, count):
        kind = str(rng.choice(B.JOINT_TYPES))
        joint = {
            "parent": int(hung[rng.integers(i)]), "type": kind, "axis": rng.normal(size=3).tolist(),
            "origin": FRAME.undo(rng.uniform(-0.9, 0.9, 3)).tolist(), "lower": -0.25, "upper": 1.5,
        }  # fmt: skip
        keep = [name for name in joint if rng.random() < 0.6]
        if not {"type", "axis", "lower", "upper"} <= set(keep):
            keep = [name for name in keep if name not in ("lower", "upper")]
        if keep and rng.random() < 0.8:
            joints.append({"child": int(hung[i]), **{name: joint[name] for name in keep}})
    known = Known.of({"parts": [{"box": box.tolist(), "label": "lever"} for box in boxes], "joints": joints})
    out, source = around(known, seed, T.Task.JOINTS if seed % 2 else T.Task.ALL)
    assert [i for i in sorted(source, key=lambda i: (i is None, i)) if i is not None] == list(range(count))
    blueprint = T.decode(out.tokens)
    place = {i: at for at, i in enumerate(source)}
    assert all(blueprint.boxes[place[i]].label == B.LABELS.index("lever") for i in range(count))
    written = {j.child: j for j in blueprint.joints}
    assert len(written) == len(blueprint.boxes) - 1
    for joint in known.joints:
        mine = written[place[joint.child]]
        assert joint.type in (None, mine.type) and joint.parent in (None, source[mine.parent])
        assert joint.axis is None or mine.axis == B.axis_bin(joint.axis)[0]
        if joint.origin is not None and mine.position is not None:
            assert mine.position == tuple(B.position_bin(FRAME.apply(joint.origin)))
    parts, found = parts_and_joints(out, FRAME)
    number = np.array([i if i is not None else -1 for i in source])
    number[number < 0] = np.arange(count, len(source))
    parts, found, _ = renumbered(parts, found, np.zeros((1, len(source))), number)
    restore(parts, found, known)
    np.testing.assert_array_equal([part["box"] for part in parts[:count]], [part.box for part in known.parts])
    by_child = {j["child"]: j for j in found}
    for joint in known.joints:
        mine = by_child[joint.child]
        assert joint.axis is None or mine["axis"] == joint.axis.tolist()
        assert joint.origin is None or mine["origin"] == joint.origin.tolist()
        assert joint.limits is None or (mine["lower"], mine["upper"]) == joint.limits


class Wish(Dice):
    """A backend that wants to write one sequence, and its own order of preference where it must not."""

    def __init__(self, wanted: list[int]):
        super().__init__(0)
        self.wanted = wanted

    def step(self, ids):
        logits, offsets, queries = super().step(ids)
        if self.taken == self.wanted[: len(self.taken)] and len(self.taken) < len(self.wanted):
            logits[-1, self.wanted[len(self.taken)]] += 50
        return logits, offsets, queries


def box_of(lower, upper, label: str = "drawer") -> B.BoxBins:
    return B.BoxBins(tuple(lower), tuple(upper), B.LABELS.index(label))


@pytest.mark.parametrize(
    ("written", "locked", "kept"),
    [
        ((20, 20, 20, 60, 60, 60), [(22, 21, 19, 61, 59, 60)], False),  # nearly the same
        ((20, 20, 20, 60, 60, 60), [(20, 20, 20, 60, 60, 40), (20, 20, 40, 60, 60, 60)], False),  # two made of one
        ((20, 20, 20, 60, 60, 40), [(20, 20, 20, 60, 60, 60)], False),  # one made of two
        ((20, 20, 20, 60, 60, 60), [(20, 20, 20, 60, 60, 36)], False),  # much larger than it is
        ((20, 20, 20, 60, 60, 40), [(20, 20, 42, 60, 60, 60)], True),  # a neighbour
        ((20, 20, 20, 60, 60, 60), [(18, 58, 36, 22, 62, 44)], True),  # a thing with a knob on it
        ((30, 30, 30, 33, 33, 33), [(20, 20, 20, 60, 60, 60)], True),  # a knob on a thing
    ],
)
def test_the_models_own_version_of_a_known_part_gives_way(written, locked, kept):
    boxes = sorted(
        [box_of((6, 6, 6), (122, 122, 122), "body"), box_of(written[:3], written[3:])], key=lambda b: b.lower[::-1]
    )
    wish = [int(T.Task.ALL), *T.box_tokens(B.Blueprint(tuple(boxes), ()))]
    given = B.position_value(np.array(locked)).reshape(-1, 2, 3)
    known = Known.of_boxes(FRAME.undo(given))
    out, source = decode_known(Wish(wish), T.Task.ALL, threading.Event(), known, EXTENT, [FRAME])[0]
    mine = [box for box, i in zip(T.decode(out.tokens).boxes, source, strict=True) if i is None]
    assert mine == [box for box in boxes if kept or box.label == B.LABELS.index("body")]


def test_of_two_alike_the_nearer_gives_way():
    """As of two blades of scissors, whose boxes are nearly one."""
    blades = [box_of((20, 20, 20), (60, 60, 24), "blade"), box_of((22, 20, 20), (62, 60, 24), "blade")]
    wish = [int(T.Task.ALL), *T.box_tokens(B.Blueprint((*blades,), ()))]
    for locked, left in ((0, 1), (1, 0)):
        corners = B.position_value([[blades[locked].lower, blades[locked].upper]])
        known = Known.of_boxes(FRAME.undo(corners))
        out, source = decode_known(Wish(wish), T.Task.ALL, threading.Event(), known, EXTENT, [FRAME])[0]
        assert T.decode(out.tokens).boxes[source.index(None)] == blades[left] and len(source) == 2


def test_parts_and_joints_are_renumbered_together():
    boxes = boxes_anywhere(5, 6)
    out, source = around(Known.of_boxes(boxes), 8, T.Task.JOINTS)
    order = np.array(source)
    assert order.tolist() != list(range(6))
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


@pytest.mark.parametrize("task", list(T.Task))
def test_what_the_model_wants_to_write_is_judged_best(task):
    boxes = tuple(sorted((box_of((9, 9, 9), (99, 99, 99), "body"), box_of((9, 5, 9), (50, 9, 50))), key=_minimum))
    joints = () if task is T.Task.BOXES else (B.JointBins("prismatic", 1, 0, 1, None, (32, 40)),)
    wanted = T.encode(B.Blueprint(boxes, joints), task)

    class Reader(Wish):
        def step(self, ids):
            read = [super(Reader, self).step([id]) for id in ids]
            return tuple(np.concatenate(rows) for rows in zip(*read, strict=True))

    at = 2 if task is T.Task.BOXES else wanted.index(T.AXIS[1])
    off = [*wanted[:at], wanted[at] + 4, *wanted[at + 1 :]]
    certainty = judge(Reader(wanted), [wanted, off], threading.Event())
    found = [mean_sureness(*both) for both in zip((wanted, off), certainty, strict=True)]
    assert found[0] == pytest.approx(0, abs=1e-6) and found[1] < -0.1


def _minimum(box: B.BoxBins) -> tuple[int, ...]:
    return box.lower[::-1]


def test_cancel_is_heard_between_two_tokens():
    cancelled = threading.Event()

    class Impatient(Dice):
        def step(self, ids):
            if len(self.taken) == 20:
                cancelled.set()
            return super().step(ids)

    backend = Impatient(0, closing=-9)
    with pytest.raises(Cancelled):
        decode(backend, T.Task.ALL, cancelled)
    assert len(backend.taken) == 21
