"""Pooled: what the other views say of which points are of an answer's parts, put together with what its own view says.

Each view parts the points a little differently at the borders, and what one of them errs in the others mostly do not.
The tree, and how many parts there are, stay the answer's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from . import points as P
from .known import Known
from .views import Ranked

# Parts of two answers are the same from this overlap of their points on, if each is the other's nearest.
SAME_POINTS = 0.5
# What an answer's own masks weigh against those of one other, chosen on generated shapes.
OWN = 2.0


def pooled(one: Ranked, ranked: Sequence[Ranked], known: Known, frame: P.Normalisation) -> Ranked:
    """An answer with the masks of those others that have all its parts too added to its own, and with boxes and joints
    fitted to them. ranked: the answers of all views; frame: the object's own."""
    own = one.in_place
    total, weight = OWN * own, OWN
    for other in ranked:
        if other.answer is one.answer:
            continue
        match = same_parts(one, other)
        if (match < 0).any():
            continue
        theirs = other.in_place[:, match]
        total = total + theirs + (1 - theirs.sum(1, keepdims=True)) * own  # parts that only they have are no matter
        weight += 1
    if weight == OWN:
        return one
    scores = (total / weight)[one.answer.cloud.place][:, one.said.number]
    return replace(one, said=one.answer.articulated(known, frame, scores))


def same_parts(one: Ranked, other: Ranked) -> np.ndarray:
    """Which part of another answer each part (p,) is; -1 where it has none such."""
    mine, theirs = one.likeliest, other.likeliest
    count, width = len(one.said.parts), len(other.said.parts)
    both = np.bincount(mine * width + theirs, minlength=count * width).reshape(count, width)
    common = both / np.maximum(both.sum(1)[:, None] + both.sum(0)[None] - both, 1)
    match = common.argmax(1)
    same = (common.max(1) > SAME_POINTS) & (common.argmax(0)[match] == np.arange(count))
    return np.where(same, match, -1)
