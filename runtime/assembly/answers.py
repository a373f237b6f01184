"""Answers of the model of assemblies, part after part under the grammar: the likeliest, and others drawn beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from .places import CENTRES, FIRST, ITEM, placed

SPREAD = 1  # bins beside the one that is drawn, of which the mean is the place
WARMTH = 0.7  # of what is drawn; the first answer takes what is likeliest


class Backend(Protocol):
    """The model's three stages; see `KitModel`."""

    def read(self, points: np.ndarray, half: np.ndarray, count: np.ndarray, items: np.ndarray) -> list[np.ndarray]: ...

    def next(self, prefix: np.ndarray, query: np.ndarray, copy: np.ndarray, before: np.ndarray) -> np.ndarray: ...

    def say(self, known: np.ndarray, half: np.ndarray, turn: np.ndarray, place: np.ndarray) -> list[np.ndarray]: ...


@dataclass(frozen=True)
class Answers:
    """Side by side, in the order of what was asked: turn (b, n) of the 24, place (b, n, 3) in scales, tilt (b, n, 3)
    rotation vector after the turn, sure (b, n) logarithms of how likely each part's turn and place are."""

    turn: np.ndarray
    place: np.ndarray
    tilt: np.ndarray
    sure: np.ndarray


def answers(
    backend: Backend,
    points: np.ndarray,
    half: np.ndarray,
    kind: np.ndarray,
    items: np.ndarray,
    turns: np.ndarray,
    rows: int = 1,
    seed: int = 0,
    allowed: np.ndarray | None = None,
) -> Answers:
    """points (k, p, 6), half (k, 3), items (m, 7); kind (n,) of the parts as they are written; turns (24, 3, 3);
    allowed (k, 24) bool."""
    rng = np.random.default_rng(seed)
    n = len(kind)
    count = np.bincount(kind, minlength=len(half))
    # A graph takes no arrays without rows: where nothing is said, what it makes of a thing is left out.
    something = items if len(items) else np.zeros((1, ITEM), np.int64)
    tokens, words, query = backend.read(points, half, np.minimum(count, 23), something)
    prefix = np.concatenate([tokens, words[: len(items)]])
    copy = np.array([min(int((kind[:i] == kind[i]).sum()), 23) for i in range(n)])
    turn, sure = np.zeros((rows, n), np.int64), np.zeros((rows, n))
    place, tilt = np.zeros((rows, n, 3), np.float32), np.zeros((rows, n, 3), np.float32)
    before = np.zeros((rows, n, len(turns) + 9), np.float32)
    for i in range(n):
        asked = np.broadcast_to(query[kind[: i + 1]], (rows, i + 1, query.shape[1]))
        known = backend.next(prefix, asked, np.broadcast_to(copy[: i + 1], (rows, i + 1)), before[:, : i + 1])
        mine = np.broadcast_to(half[kind[i]], (rows, 3))
        logits = backend.say(known, mine, turn[:, i], place[:, i])[0]
        if allowed is not None:
            logits = np.where(allowed[kind[i]], logits, -np.inf)
        turn[:, i], said = drawn(logits, rng)
        sure[:, i] += said
        for number, axis in enumerate(FIRST):
            if i == 0 and axis:
                continue
            logits = backend.say(known, mine, turn[:, i], place[:, i])[1][:, number]
            spot, said = drawn(logits, rng)
            sure[:, i] += said
            place[:, i, axis] = mean_near(logits, spot)
        tilt[:, i] = backend.say(known, mine, turn[:, i], place[:, i])[2]
        if i + 1 < n:
            before[:, i + 1] = placed(turn[:, i], place[:, i], mine, tilt[:, i], turns)
    return Answers(turn, place, tilt, sure)


def drawn(logits: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """(b,) one of (b, v), the first row the likeliest, and the logarithm of how likely it is."""
    share = logits - logits.max(axis=1, keepdims=True)
    share = share - np.log(np.exp(share).sum(axis=1, keepdims=True))
    luck = rng.gumbel(size=logits.shape) * WARMTH
    luck[0] = 0.0
    found = (share + luck).argmax(axis=1)
    return found, share[np.arange(len(found)), found]


def mean_near(logits: np.ndarray, spot: np.ndarray) -> np.ndarray:
    """(b,) the mean place of the bins about those that were drawn."""
    near = np.clip(spot[:, None] + np.arange(-SPREAD, SPREAD + 1), 0, logits.shape[1] - 1)
    some = np.take_along_axis(logits, near, axis=1)
    share = np.exp(some - some.max(axis=1, keepdims=True))
    return (share * CENTRES[near]).sum(axis=1) / share.sum(axis=1)
