"""Views: the object seen from each side and in a mirror; each view gives an answer, and all of them judge all answers.

The model learnt all directions, but not equally well. That answer counts most that it is surest of: of the tokens where
they were written, of the same blueprint seen from everywhere else, and of how its points say that the parts move.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from . import blueprint as B
from . import points as P
from . import tokens as T
from .articulate import blueprint_of, box_bins, parts_and_joints, renumbered
from .decode import Backend, Decoded, Sequences, judge, mean_sureness
from .known import Known
from .locked import decode_known
from .still import odds

VIEWS = [(turns, mirrored) for mirrored in (False, True) for turns in range(4)]
# What points say of their parts' joint types and axes, against what the tokens do; chosen on generated shapes.
TYPES_SAY, AXES_SAY = 0.5, 0.5
# After so many sides it may be asked whether that is enough; chosen on generated shapes and on half of the bench.
FEW = (2, 4)


@dataclass(frozen=True)
class Answer:
    """What the model said of one view. source: which known part each part is, if any; read: the one sequence that has
    read what the view shows; features (n, mask_width) and motions (n, 8): those of the cloud's points."""

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
        logits = self.features @ np.stack(self.decoded.queries).T * np.float32(self.features.shape[1] ** -0.5)
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
    """The object from one side. still: the log odds that nothing moves; the other fields are those of an `Answer`."""

    read: Sequences
    features: np.ndarray
    motions: np.ndarray
    cloud: P.Cloud
    frame: P.Normalisation
    still: float


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
            self._sights[turns, mirrored] = Sight(backend.begin(prefix), *found, view, frame, odds(prefix[0]))
        return self._sights[turns, mirrored]

    @property
    def still(self) -> float:
        """The log odds that nothing of it moves, the mean of the sides looked from so far."""
        return float(np.mean([sight.still for sight in self._sights.values()]))


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
    enough: Callable[[Sequence[Ranked]], bool] | None = None,
) -> list[Ranked]:
    """One answer for each side that is looked from, that which the model is surest of first. Where all was known there
    is but one. enough: asked of the answers of the first few sides whether the others need not be looked from.

    Raises Cancelled.
    """
    answers: list[Answer] = []
    said: list[tuple[Articulated, float]] = []  # each answer in the world frame, and how sure its side is of it
    judgements: list[list[tuple[float, np.ndarray]]] = []  # by side, of each answer

    def look(some: Sequence[tuple[int, bool]]) -> list[Answer]:
        seen = [looks.sight(backend, *side) for side in some]
        read, *others = (sight.read for sight in seen)
        frames = [sight.frame for sight in seen]
        written = decode_known(read.beside(others), task, cancelled, known, looks.extent, frames)
        return [
            Answer(decoded, source, sight.read, sight.features, sight.motions, sight.cloud, sight.frame)
            for (decoded, source), sight in zip(written, seen, strict=True)
        ]

    def judged(by: int) -> list[tuple[float, np.ndarray]]:
        """What a side says of the answers that it has not judged."""
        unseen = answers[len(judgements[by]) :]
        seen = [answer.seen_in(answers[by].frame) for answer in unseen]
        certainty = judge(answers[by].read, [tokens for tokens, _ in seen], cancelled)
        return [
            (mean_sureness(tokens, sure), by_part(tokens, sure, order))
            for (tokens, order), sure in zip(seen, certainty, strict=True)
        ]

    if known.parts and known.complete(no_more=task is T.Task.JOINTS):  # then one side may be enough
        answers += look(sides[:1])
        on_progress(len(answers) / len(sides) / 2)
        if answers[0].decoded.sureness == 0:  # nothing was open
            return [Ranked(answers[0], 0.0, None, answers[0].articulated(known, looks.frame))]
    few = [count for count in FEW if len(answers) < count < len(sides)] if enough else []
    with ThreadPoolExecutor(backend.lanes) as pool:
        for count in [*few, len(sides)]:
            others, before = sides[len(answers) : count], len(judgements)
            each = max(1, -(-len(others) // backend.lanes))
            views = [pool.submit(look, others[i : i + each]) for i in range(0, len(others), each)]
            try:
                for pending in views:
                    answers += pending.result()
                    on_progress((before + len(answers)) / len(sides) / 2)
            finally:
                for pending in views:
                    pending.cancel()
            judgements += [[] for _ in answers[before:]]
            for by, more in enumerate(pool.map(judged, range(len(answers)))):
                judgements[by] += more
                on_progress((count + max(before, by + 1)) / len(sides) / 2)
            said += [(one.articulated(known, looks.frame), one.sureness()) for one in answers[len(said) :]]
            ranked = _ranked(answers, judgements, said)
            if enough and count < len(sides) and enough(ranked):
                break
    return ranked


def _ranked(
    answers: Sequence[Answer],
    judgements: Sequence[Sequence[tuple[float, np.ndarray]]],
    said: Sequence[tuple[Articulated, float]],
) -> list[Ranked]:
    """The surest first. judgements: by side, of each answer its sureness and what `by_part` has; said: of each answer
    what it says in the world frame, and how sure its own side is of it."""
    of_answers = list(zip(*judgements, strict=True))
    sureness = np.array([
        np.mean([mean for mean, _ in seen]) + own for (_, own), seen in zip(said, of_answers, strict=True)
    ])  # fmt: skip
    return [
        Ranked(answers[i], float(sureness[i]), np.stack([parts for _, parts in of_answers[i]]), said[i][0])
        for i in np.argsort(-sureness, kind="stable")
    ]
