"""Parts that are one thing: two that the model tells apart, but whose pieces lie across both."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np

from ..corrections import merged
from ..prediction import Prediction

# A piece lies across two parts if each has this share of what the two have of it, and at least so many points; the two
# are one if TORN of the points of either are on such pieces.
ACROSS, LEAST, TORN = 0.2, 8, 0.6


def torn(prediction: Prediction, votes: np.ndarray, whole: np.ndarray) -> tuple[int, int] | None:
    """Ids of two parts with one parent that share most of their pieces, as the two doors share the slats that the model
    sees in one louvred door; the surer joint's first. None where no two do, but for parts that were given.

    votes: (c, p) points on each piece, by part, in the order of the articulation's; whole: (c,) bool, pieces that are
    not to be cut, for in those that are each part has its own place.
    """
    ids = [part.id for part in prediction.articulation.parts]
    total = np.maximum(votes.sum(axis=0), 1)
    worst, found = TORN, None
    for a, b in combinations(range(len(ids)), 2):
        first, second = (prediction.articulation.joint_of(ids[column]) for column in (a, b))
        if first is None or second is None or first.parent != second.parent or {ids[a], ids[b]} <= prediction.given:
            continue
        both = votes[:, [a, b]]
        least = np.maximum(ACROSS * both.sum(axis=1), LEAST)
        across = whole & (both.min(axis=1) >= least)
        share = float((both[across].sum(axis=0) / total[[a, b]]).min())
        if share >= worst:
            surer = [(id in prediction.given, joint.confidence) for id, joint in ((ids[a], first), (ids[b], second))]
            worst, found = share, (a, b) if surer[0] >= surer[1] else (b, a)
    return None if found is None else (ids[found[0]], ids[found[1]])


def united(prediction: Prediction, into: int, gone: int) -> Prediction:
    """The prediction with one part of two, which moves as `into` did; its points are those of both."""
    ids = [part.id for part in prediction.articulation.parts]
    kept, lost = ids.index(into), ids.index(gone)
    scores = prediction.point_scores.copy()
    scores[:, kept] += scores[:, lost]
    return replace(
        prediction,
        articulation=merged(prediction.articulation, into, gone),
        point_scores=np.delete(scores, lost, axis=1),
    )
