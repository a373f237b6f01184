"""Decode: greedy tokens under the grammar, and the numbers that each token stands for."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from . import tokens as T
from .errors import Cancelled
from .grammar import Given, Grammar

CLOSING = [T.SEPARATOR, T.END]


class Sequence(Protocol):
    """One sequence being written."""

    def step(self, ids: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Take ids (s) in -> logits (vocabulary,) after them, offsets (s, 3) and queries (s, mask_width) at them."""


class Backend(Protocol):
    """What runs the model: encode a cloud, then begin a sequence. lanes: how many threads may do so at once."""

    name: str
    provider: str
    provider_note: str
    lanes: int

    def encode(self, features: np.ndarray, curve: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """features (n, 12) float32, curve (GROUPS,) int64 -> prefix (1, p, width), point features (n, mask_width), and
        motions (n, 5): how likely each point's part is static or moves by each joint type."""

    def begin(self, prefix: np.ndarray) -> Sequence:
        """A sequence that follows the prefix."""


@dataclass
class Decoded:
    """tokens: the sequence, task token first. offsets: (t, 3), within each token's bin. certainty: (t,), the share of
    probability on the token and its neighbours. queries: (parts, mask_width), what each part asks of the points."""

    tokens: list[int]
    offsets: list[np.ndarray] = field(default_factory=list)
    certainty: list[float] = field(default_factory=list)
    queries: list[np.ndarray] = field(default_factory=list)

    @property
    def sureness(self) -> float:
        """Mean logarithm of the certainty, by which sequences of different length compare."""
        return float(np.log(np.maximum(self.certainty, 1e-9)).mean())


def decode(
    backend: Backend,
    prefix: np.ndarray,
    task: T.Task,
    cancelled: threading.Event,
    given: Given | None = None,
    lean: np.ndarray | None = None,
    last: int = T.END,
) -> Decoded:
    """The most likely blueprint, token by token; where only one token may come, the model is not asked.

    given: what the blueprint must say. lean (VOCABULARY,): added to the model's scores. last: the token to stop after.
    Raises Cancelled between tokens.
    """
    grammar = Grammar(task, given)
    out = Decoded([int(task)], certainty=[1.0])
    unread, box_ends = [int(task)], [False]
    sequence = backend.begin(prefix)

    def read() -> np.ndarray:
        logits, offsets, queries = sequence.step(unread)
        out.offsets.extend(offsets)
        out.queries.extend(queries[box_ends])
        unread.clear()
        box_ends.clear()
        return logits

    while not grammar.done and out.tokens[-1] != last:
        if cancelled.is_set():
            raise Cancelled
        allowed = grammar.allowed()
        if allowed.sum() == 1:
            token, certainty = int(allowed.argmax()), 1.0
        else:
            scores = read().astype(np.float64) + (0 if lean is None else lean)
            scores = np.where(allowed, scores, -np.inf)
            token = _most_likely(scores)
            certainty = _certainty(scores, token)
        grammar.push(token)
        out.tokens.append(token)
        out.certainty.append(certainty)
        unread.append(token)
        box_ends.append(grammar.at_box_end)
    read()
    return out


def _most_likely(scores: np.ndarray) -> int:
    """First whether the sequence goes on, then how: going on is shared among many tokens, closing is a single one."""
    p = np.exp(scores - scores.max())
    if p[CLOSING].sum() <= p.sum() / 2:
        p[CLOSING] = 0
    return int(p.argmax())


def _certainty(scores: np.ndarray, token: int) -> float:
    """Probability of a token; of a coordinate, together with the bins up to two away."""
    p = np.exp(scores - scores.max())
    reach = 2 if token in T.POSITION else 0
    return float(p[max(token - reach, 0) : token + reach + 1].sum() / p.sum())
