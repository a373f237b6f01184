"""Views: the object seen from each side and in a mirror; each view gives an answer, and all of them judge all answers.

The model learnt all directions, but not equally well. That answer counts most that it is surest of: of the tokens where
they were written, of the same blueprint seen from everywhere else, and of how its points say that the parts move.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from . import blueprint as B
from . import points as P
from . import tokens as T
from .articulate import blueprint_of, box_bins, parts_and_joints, renumbered
from .decode import Backend, Decoded, Sequences, judge, mean_sureness, point_logits
from .known import Known
from .locked import decode_known
from .still import odds, summary

VIEWS = [(turns, mirrored) for mirrored in (False, True) for turns in range(4)]
# What points say of their parts' joint types and axes, against what the tokens do; chosen on generated shapes.
TYPES_SAY, AXES_SAY = 0.5, 0.5
# After so many sides it may be asked whether that is enough; chosen on generated shapes and on half of the bench.
FEW = (2, 4)
# Sides that judge before it is looked which answers may yet come first.
AT_ONCE = 2


@dataclass(frozen=True)
class Answer:
    """What the model said of one view. source: which known part each part is, if any; read: the one sequence that has
    read what the view shows; features (n, w) and motions (n, 8): those of the cloud's points."""

    decoded: Decoded
    source: list[int | None]
    read: Sequences
    features: np.ndarray
    motions: np.ndarray
    cloud: P.Cloud
    frame: P.Normalisation

    @cached_property
    def scores(self) -> np.ndarray:
        """How likely each point belongs to each part: (n, p), rows sum to 1."""
        logits = point_logits(self.features, self.decoded.queries)
        likely = np.exp(logits - logits.max(1, keepdims=True))
        return likely / likely.sum(1, keepdims=True)

    def likely_motions(self, scores: np.ndarray) -> np.ndarray:
        """How likely each part moves as its joint says, or is static as it has none, by its points: (p,)."""
        motion = np.zeros(scores.shape[1], int)
        for joint in T.decode(self.decoded.tokens).joints:
            motion[joint.child] = 1 + B.JOINT_TYPES.index(joint.type)
        of_part = scores.T @ self.motions[:, :-3] / np.maximum(scores.sum(0), 1e-6)[:, None]
        return of_part[np.arange(len(motion)), motion]

    def alike_axes(self, scores: np.ndarray) -> np.ndarray:
        """How near the axis of each joint is to what its part's points say, 0 across it to 1 along it: (j,)."""
        joints = T.decode(self.decoded.tokens).joints
        axes = B.AXES[[joint.axis for joint in joints]].reshape(-1, 3)
        of_part = scores[:, [joint.child for joint in joints]]
        return (of_part * np.abs(self.motions[:, -3:] @ axes.T)).sum(0) / np.maximum(of_part.sum(0), 1e-6)

    def sureness(self) -> float:
        """How sure the model is of its tokens, and its points of their parts' moving as the tokens say."""
        if self.decoded.tokens[0] == T.Task.BOXES:
            return self.decoded.sureness
        scores = self.scores
        types = np.log(np.maximum(self.likely_motions(scores), 1e-3)).mean()
        axes = np.log(np.maximum(self.alike_axes(scores), 0.05))
        return self.decoded.sureness + TYPES_SAY * float(types) + AXES_SAY * float(axes.mean() if len(axes) else 0)

    def seen_in(self, frame: P.Normalisation) -> tuple[list[int], np.ndarray]:
        """The tokens that say the same in another view's frame, and the order (p,) in which they have the parts."""
        blueprint, order = blueprint_of(*parts_and_joints(self.decoded, self.frame), frame)
        return T.encode(blueprint, T.Task(self.decoded.tokens[0])), order

    def articulated(self, known: Known, frame: P.Normalisation, scores: np.ndarray | None = None) -> Articulated:
        """First the known parts as they were given, then the model's own in the order that a blueprint in this frame
        has them. scores (n, p): other ones than the answer's own."""
        scores = self.scores if scores is None else scores
        given = {i: known.parts[k].box for i, k in enumerate(self.source) if k is not None}
        evidence = self.cloud.features[:, :3], scores
        pivots = {joint.child for joint in known.joints if joint.origin is not None}
        kept = [i for i, k in enumerate(self.source) if k in pivots]
        parts, joints = parts_and_joints(self.decoded, self.frame, evidence, given, kept)
        likely = self.likely_motions(scores)
        for joint in joints:
            joint["confidence"] *= float(likely[joint["child"]])
        order = box_bins(np.array([part["box"] for part in parts]), frame)[2]
        own = [i for i in order if self.source[i] is None]
        number = np.array(self.source, object)
        number[own] = np.arange(len(own)) + len(known.parts)
        number = number.astype(int)
        return Articulated(*renumbered(parts, joints, scores, number), number)


@dataclass(frozen=True)
class Articulated:
    """An answer in the world frame. parts and joints as the wire carries them; scores (n, p) of the answer's points;
    number (p,): which part each is that the answer's tokens write."""

    parts: list[dict[str, Any]]
    joints: list[dict[str, Any]]
    scores: np.ndarray
    number: np.ndarray

    def boxes(self, frame: P.Normalisation) -> np.ndarray:
        """(p, 2, 3), normalised."""
        return frame.apply_boxes(np.array([part["box"] for part in self.parts]))


@dataclass(frozen=True)
class Sight:
    """The object from one side. told: (3 * width,) the `summary` of it; the other fields are those of an `Answer`."""

    read: Sequences
    features: np.ndarray
    motions: np.ndarray
    cloud: P.Cloud
    frame: P.Normalisation
    told: np.ndarray


class Looks:
    """An object's cloud, and what encoder and decoder have read of it from each side that it was looked at from: what
    is asked about it next need not look again. extent: the object's corners (2, 3), world."""

    def __init__(self, cloud: P.Cloud, frame: P.Normalisation, extent: np.ndarray):
        self.cloud, self.frame, self.extent = cloud, frame, extent
        self._sights: dict[tuple[int, bool], Sight] = {}

    def sight(self, backend: Backend, turns: int, mirrored: bool) -> Sight:
        """From one side; each side in one thread at a time."""
        if (turns, mirrored) not in self._sights:
            view, frame = P.seen_as(self.cloud, self.frame, turns, mirrored)
            prefix, *found = backend.encode(view.features, view.curve)
            self._sights[turns, mirrored] = Sight(backend.begin(prefix), *found, view, frame, summary(prefix[0]))
        return self._sights[turns, mirrored]

    @property
    def told(self) -> np.ndarray:
        """(3 * width,) the mean of the summaries of the sides looked from so far."""
        return np.mean([sight.told for sight in self._sights.values()], axis=0)

    @property
    def still(self) -> float:
        """The log odds that nothing of it moves, by all sides looked from so far."""
        return odds(self.told)


@dataclass(frozen=True)
class Ranked:
    """sureness: how sure the model is of the answer, from all sides; what it means is only how it compares. by_part
    (views, p, FIELDS): how sure it is of each part's tokens from each side, logarithms, as `by_part` has them; None
    where all was known. said: the answer in the world frame, in which all views' answers compare."""

    answer: Answer
    sureness: float
    by_part: np.ndarray | None
    said: Articulated

    @cached_property
    def in_place(self) -> np.ndarray:
        """The scores (n, p) of what is said, its points in the order of the object's own cloud."""
        scores = np.empty_like(self.said.scores)
        scores[self.answer.cloud.place] = self.said.scores
        return scores

    @cached_property
    def likeliest(self) -> np.ndarray:
        """The part (n,) that each point of the object's own cloud likeliest belongs to."""
        return self.in_place.argmax(1)


# What `by_part` tells apart: a part's box and label, and its joint's type, parent, axis, position and limits.
FIELDS = 7


def by_part(tokens: list[int], certainty: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Mean logarithms (p, FIELDS) of the certainty (t - 1,) of a sequence's tokens but the first; 0 where a part has no
    such tokens. order (p,): which part each of the sequence's is."""
    log = np.concatenate([[0.0], np.log(np.maximum(certainty, 1e-9))])
    out = np.zeros((len(order), FIELDS))
    for place, part in enumerate(order):
        at = 1 + place * T.BOX_LENGTH
        out[part, :2] = log[at : at + T.BOX_LENGTH - 1].mean(), log[at + T.BOX_LENGTH - 1]
    if tokens[0] == T.Task.BOXES:
        return out
    at = 2 + len(order) * T.BOX_LENGTH
    for joint in T.decode(tokens).joints:
        turns, limited = 3 * (joint.position is not None), 2 * (joint.limit is not None)
        here = log[at : at + 4 + turns + limited]
        row = out[order[joint.child]]
        row[2:5] = here[0], here[1], here[3]
        row[5] = here[4 : 4 + turns].mean() if turns else 0.0
        row[6] = here[4 + turns :].mean() if limited else 0.0
        at += len(here)
    return out


def ranked_answers(
    backend: Backend,
    looks: Looks,
    task: T.Task,
    known: Known,
    on_progress: Callable[[float], None],
    cancelled: threading.Event,
    sides: Sequence[tuple[int, bool]] = VIEWS,
    shared: Callable[[Sequence[Articulated]], Sequence[bool]] | None = None,
) -> list[Ranked]:
    """One answer for each side that is looked from, that which the model is surest of first. Where all was known there
    is but one. shared: given where the first alone is wanted: which of some answers half of them say, at least two. If
    one of those is the first of the first few sides', the others are not looked from.

    Raises Cancelled.
    """
    answers: list[Answer] = []

    def look(some: Sequence[tuple[int, bool]]) -> list[Answer]:
        seen = [looks.sight(backend, *side) for side in some]
        read, *others = (sight.read for sight in seen)
        frames = [sight.frame for sight in seen]
        written = decode_known(read.beside(others), task, cancelled, known, looks.extent, frames)
        return [
            Answer(decoded, source, sight.read, sight.features, sight.motions, sight.cloud, sight.frame)
            for (decoded, source), sight in zip(written, seen, strict=True)
        ]

    if known.parts and known.complete(no_more=task is T.Task.JOINTS):  # then one side may be enough
        answers += look(sides[:1])
        on_progress(len(answers) / len(sides) / 2)
        if answers[0].decoded.sureness == 0:  # nothing was open
            return [Ranked(answers[0], 0.0, None, answers[0].articulated(known, looks.frame))]
    few = [count for count in FEW if len(answers) < count < len(sides)] if shared else []
    with ThreadPoolExecutor(backend.lanes) as pool:
        court = Court(pool, cancelled)
        for count in [*few, len(sides)]:
            others, before = sides[len(answers) : count], len(court.said)
            each = max(1, -(-len(others) // backend.lanes))
            views = [pool.submit(look, others[i : i + each]) for i in range(0, len(others), each)]
            try:
                for pending in views:
                    answers += pending.result()
                    on_progress((before + len(answers)) / len(sides) / 2)
            finally:
                for pending in views:
                    pending.cancel()
            for answer in answers[before:]:
                court.hear(answer, answer.articulated(known, looks.frame))
            by_many = shared(court.said) if count < len(sides) else []
            if any(by_many) or count == len(sides):
                court.judge(shared is not None, lambda share, at=count: on_progress((1 + share) * at / len(sides) / 2))
                best, *_ = order = court.order()
                if count == len(sides) or by_many[best]:
                    break
    return [court.ranked(i) for i in order]


class Court:
    """The answers of several sides, each of which judges all of them."""

    def __init__(self, pool: ThreadPoolExecutor, cancelled: threading.Event):
        self.said: list[Articulated] = []  # by answer, in the world frame
        self._pool, self._cancelled = pool, cancelled
        self._answers: list[Answer] = []
        self._own: list[float] = []  # how sure each answer's own side is of it
        # By side, of answers that it has judged how sure it is of them, and what `by_part` has.
        self._judged: list[dict[int, tuple[float, np.ndarray]]] = []

    def hear(self, answer: Answer, said: Articulated) -> None:
        self.said.append(said)
        self._answers.append(answer)
        self._own.append(answer.sureness())
        self._judged.append({})

    def judge(self, alone: bool, on_progress: Callable[[float], None]) -> None:
        """Have every side judge every answer or, where the first alone is wanted, as many as it takes to know it: an
        answer is left alone once it would not come first even if all sides that are still to judge it were certain."""
        every = range(len(self._answers))
        some, left = AT_ONCE if alone else len(every), list(every)
        for begin in every[::some]:
            self._ask(every[begin : begin + some], left)
            self._ask(every, [max(left, key=self._sureness)])
            least = max(self._sureness(i) for i in left if len(self._by(i)) == len(every))
            left = [i for i in left if self._at_most(i) >= least]
            on_progress(min((begin + some) / len(every), 1.0))

    def order(self) -> list[int]:
        """The answers, the surest first; those that not all sides have judged last."""
        return sorted(range(len(self._answers)), key=lambda i: (-len(self._by(i)), -self._sureness(i)))

    def ranked(self, i: int) -> Ranked:
        by_part = np.stack([parts for _, parts in self._by(i)])
        return Ranked(self._answers[i], self._sureness(i), by_part, self.said[i])

    def _by(self, i: int) -> list[tuple[float, np.ndarray]]:
        return [judged[i] for judged in self._judged if i in judged]

    def _sureness(self, i: int) -> float:
        return self._over(i, len(self._by(i)))

    def _at_most(self, i: int) -> float:
        """How sure of an answer all sides may be: to the last bit its sureness, once all have judged it."""
        return self._over(i, len(self._answers))

    def _over(self, i: int, count: int) -> float:
        return sum(mean for mean, _ in self._by(i)) / count + self._own[i]

    def _ask(self, sides: Sequence[int], of: Sequence[int]) -> None:
        """Have sides judge those of these answers that they have not."""
        for by, more in zip(sides, self._pool.map(partial(self._judgement, of=of), sides), strict=True):
            self._judged[by] |= more

    def _judgement(self, by: int, of: Sequence[int]) -> dict[int, tuple[float, np.ndarray]]:
        side = self._answers[by]
        new = [i for i in of if i not in self._judged[by]]
        seen = [self._answers[i].seen_in(side.frame) for i in new]
        certainty = judge(side.read, [tokens for tokens, _ in seen], self._cancelled)
        return {
            i: (mean_sureness(tokens, sure), by_part(tokens, sure, order))
            for i, (tokens, order), sure in zip(new, seen, certainty, strict=True)
        }
