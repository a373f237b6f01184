"""Answers: what the model may have meant beside its best answer: ranked, and each another articulation than the others.

They come of the views, each of which has given one, and of forks in the best one's tokens, where the model nearly said
another thing: one part more or less, another joint type, axis or pivot.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from . import blueprint as B
from . import points as P
from .articulate import blueprint_of
from .decode import Decoded, Fork, decode_forks
from .fit import overlaps
from .known import Known
from .locked import give_ids, restore
from .pooled import pooled
from .still import moving
from .verify import verified
from .views import Answer, Articulated, Ranked, by_part

# So many answers, if they can be had.
MOST, LEAST = 6, 4
# Tokens that forks may have the model write, as a share of those that the views wrote; and how likely a fork is to be
# followed for its own sake, not only for want of other answers.
WRITTEN, LIKELY = 0.2, 0.01
# Parts with boxes that overlap so much are the same, as are axes so many degrees apart, and pivots so far apart as a
# share of the object's longest side.
SAME_BOX, SAME_AXIS, SAME_PIVOT = 0.6, 10.0, 0.06
# For this boxes are grown on all sides by this share of their longest, so that a plate a little thicker is the same.
MARGIN = 0.05


@dataclass(frozen=True)
class Said:
    """One answer, world frame. blueprint: the paper's text; parts and joints as the wire carries them; scores (n, p) of
    the best answer's points in their order, rows sum to 1. surest: the confidence of its best joint, 0 without any."""

    blueprint: str
    parts: list[dict[str, Any]]
    joints: list[dict[str, Any]]
    scores: np.ndarray

    @property
    def surest(self) -> float:
        return max((joint["confidence"] for joint in self.joints), default=0.0)


def distinct_answers(
    ranked: Sequence[Ranked],
    known: Known,
    frame: P.Normalisation,
    cancelled: threading.Event,
    alone: bool = False,
) -> list[Said]:
    """The best answer and, unless it is wanted alone, at most MOST - 1 others, the surest first.

    ranked: those of the views, the surest first; frame: that of the object's own cloud. Raises Cancelled.
    """

    def decoded(forks: Sequence[Fork]) -> list[Ranked]:
        answer = ranked[0].answer
        written = decode_forks(answer.read, answer.decoded, forks, cancelled)
        return [_forked(ranked[0], other, known, frame) for other in written]

    found = [_said(ranked[0], ranked, known, frame)]
    if not alone:
        likely, unlikely = _forks(ranked)
        _add_distinct(found, [*ranked[1:], *decoded(likely)], MOST, ranked, known, frame)
        for fork in unlikely:
            if len(found) >= LEAST:
                break
            _add_distinct(found, decoded([fork]), LEAST, ranked, known, frame)
    for said in found:
        give_ids(said.parts, said.joints, known)
    return found


def likely_moving(found: Sequence[Said], known: Known, still: float) -> float:
    """How likely anything of an object moves, by the answers, the best first, and the log odds that nothing does, which
    count where no part is known of it. No joint is surer from then on."""
    if known != Known(category=known.category):
        return found[0].surest
    moves = moving(found[0].surest, still)
    for joint in (joint for said in found for joint in said.joints):
        joint["confidence"] = min(joint["confidence"], moves)
    return moves


def _add_distinct(
    found: list[Said],
    candidates: list[Ranked],
    most: int,
    ranked: Sequence[Ranked],
    known: Known,
    frame: P.Normalisation,
) -> None:
    """Add those of the candidates, the surest first, that are like none that was found, up to so many in all."""
    size = frame.scale * P.LONGEST_SIDE
    for one in sorted(candidates, key=lambda one: -one.sureness):
        if len(found) >= most:
            return
        said = _said(one, ranked, known, frame)
        if not any(alike(said, other, size) for other in found):
            found.append(said)


def _said(one: Ranked, ranked: Sequence[Ranked], known: Known, frame: P.Normalisation) -> Said:
    one = pooled(one, ranked, known, frame)
    answer, best, scores = one.answer, ranked[0].answer, one.said.scores
    parts, joints = verified(one, [other.said for other in ranked], frame)
    restore(parts, joints, known)
    if answer.cloud is not best.cloud:
        place = np.empty(len(scores), int)
        place[answer.cloud.place] = np.arange(len(scores))
        scores = scores[place[best.cloud.place]]
    blueprint, _ = blueprint_of(parts, joints, frame)
    return Said(B.to_text(blueprint), parts, joints, scores)


def _forks(ranked: Sequence[Ranked]) -> tuple[list[Fork], list[Fork]]:
    """Forks of the best answer that there is time for, the likeliest first; those that are likely, and the others."""
    decoded = ranked[0].answer.decoded
    room = WRITTEN * sum(len(one.answer.decoded.tokens) for one in ranked)
    chosen = []
    for fork in sorted(decoded.forks, key=lambda fork: -fork.likely):
        room -= len(decoded.tokens) - fork.place
        if room < 0:
            break
        chosen.append(fork)
    return [fork for fork in chosen if fork.likely >= LIKELY], [fork for fork in chosen if fork.likely < LIKELY]


def _forked(best: Ranked, decoded: Decoded, known: Known, frame: P.Normalisation) -> Ranked:
    """What the best answer would have been had the model gone the other way at a fork and written `decoded`."""
    count = len(decoded.queries)
    answer = replace(best.answer, decoded=decoded, source=_source(best.answer, count))
    # As all views judge the best answer, and how much less sure the view is that wrote both.
    lost = best.answer.decoded.sureness - decoded.sureness
    sureness = best.sureness - best.answer.sureness() + answer.sureness() - lost
    alone = by_part(decoded.tokens, np.array(decoded.certainty[1:]), np.arange(count))[None]
    return Ranked(answer, sureness, alone, answer.articulated(known, frame))


def _source(best: Answer, count: int) -> list[int | None]:
    """Which known part each of so many is: known ones are forced, and then a fork has as many as the best."""
    return best.source if len(best.source) == count else [None] * count


def shared(said: Sequence[Articulated], frame: P.Normalisation) -> list[bool]:
    """Which of several answers are the same articulation as another, and with these at least half of all. frame: that
    of the object's own cloud. Boxes are not grown here: what is agreed on is how thick a plate is, too."""
    size = frame.scale * P.LONGEST_SIDE
    return [sum(alike(one, other, size, margin=0.0) for other in said) >= max(2, len(said) / 2) for one in said]


def alike(one: Said | Articulated, two: Said | Articulated, size: float, margin: float = MARGIN) -> bool:
    """Whether two answers are the same articulation: the same parts, and joints that move them the same way.

    size: the object's longest side. margin: as MARGIN.
    """
    count = len(one.parts)
    if len(two.parts) != count:
        return False
    common = overlaps(*(_grown(np.array([part["box"] for part in said.parts]), margin) for said in (one, two)))
    match = np.full(count, -1)
    for _ in range(count):
        i, k = np.unravel_index(common.argmax(), common.shape)
        if common[i, k] < SAME_BOX:
            return False
        match[i] = k
        common[i, :], common[:, k] = -1, -1
    place = [{part["id"]: i for i, part in enumerate(said.parts)} for said in (one, two)]
    joints = {place[1][joint["child"]]: joint for joint in two.joints}
    for joint in one.joints:
        other = joints.get(match[place[0][joint["child"]]])
        if other is None or match[place[0][joint["parent"]]] != place[1][other["parent"]]:
            return False
        if not alike_joints(joint, other, size):
            return False
    return True


def _grown(boxes: np.ndarray, margin: float) -> np.ndarray:
    """Boxes (p, 2, 3), on every side farther out by so much of their longest."""
    out = margin * np.ptp(boxes, axis=1).max(axis=1)[:, None, None]
    return boxes + out * np.array([[-1.0], [1.0]])


def alike_joints(one: dict[str, Any], two: dict[str, Any], size: float) -> bool:
    """Whether two joints move a part along or about the same line; to which side and how far is not asked."""
    if one["type"] != two["type"]:
        return False
    if abs(np.dot(one["axis"], two["axis"])) < np.cos(np.radians(SAME_AXIS)):
        return False
    if one["type"] == "prismatic":
        return True
    apart = np.subtract(one["origin"], two["origin"])
    apart = apart - np.dot(apart, one["axis"]) * np.array(one["axis"])
    return bool(np.linalg.norm(apart) <= SAME_PIVOT * size)
