"""Decode: greedy tokens under the grammar, the numbers that each token stands for, and where it could have gone on
otherwise."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from ..errors import Cancelled
from . import blueprint as B
from . import tokens as T
from .grammar import Given, Grammar

CLOSING = [T.SEPARATOR, T.END]
# From where on another token in the same place says another thing: bins of coordinates, cosine of axes.
FAR_BINS, FAR_AXIS = 8, 0.9


class Sequence(Protocol):
    """One sequence being written."""

    def step(self, ids: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Take ids (s) in -> logits (s, vocabulary) after each, offsets (s, 3) and queries (s, mask_width) at each."""

    def fork(self) -> Sequence:
        """Another sequence that has read the same so far."""


class Backend(Protocol):
    """What runs the model: encode a cloud, then begin a sequence. lanes: how many threads may do so at once."""

    name: str
    provider: str
    provider_note: str
    lanes: int

    def encode(self, features: np.ndarray, curve: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """features (n, 12) float32, curve (GROUPS,) int64 -> prefix (1, p, width), point features (n, mask_width), and
        motions (n, 8): how likely each point's part is static or moves by each joint type, and its axis's direction."""

    def begin(self, prefix: np.ndarray) -> Sequence:
        """A sequence that follows the prefix."""


@dataclass(frozen=True)
class Fork:
    """A place in a sequence where the model might have said another thing, the likeliest that differs.

    token: what; likely: the model's probability of it.
    """

    place: int
    token: int
    likely: float


@dataclass
class Decoded:
    """tokens: the sequence, task token first. offsets: (t, 3), within each token's bin. certainty: (t,), the share of
    probability on the token and its neighbours. queries: (parts, mask_width), what each part asks of the points.
    forks: where it might have gone on otherwise. given, lean: as they were for `decode`."""

    tokens: list[int]
    offsets: list[np.ndarray] = field(default_factory=list)
    certainty: list[float] = field(default_factory=list)
    queries: list[np.ndarray] = field(default_factory=list)
    forks: list[Fork] = field(default_factory=list)
    given: Given | None = None
    lean: np.ndarray | None = None

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
    begun = Decoded([int(task)], certainty=[1.0], given=given, lean=lean)
    return _written(backend, prefix, begun, cancelled, last)


def decode_fork(
    backend: Backend, prefix: np.ndarray, decoded: Decoded, fork: Fork, cancelled: threading.Event
) -> Decoded:
    """The most likely blueprint that is as `decoded` up to a fork and there goes the other way. Raises Cancelled."""
    tokens = [*decoded.tokens[: fork.place], fork.token]
    certainty = [*decoded.certainty[: fork.place], fork.likely]
    begun = Decoded(tokens, certainty=certainty, given=decoded.given, lean=decoded.lean)
    return _written(backend, prefix, begun, cancelled)


def _written(
    backend: Backend, prefix: np.ndarray, out: Decoded, cancelled: threading.Event, last: int = T.END
) -> Decoded:
    """The sequence begun in `out` written to its end."""
    grammar, lean = Grammar(T.Task(out.tokens[0]), out.given), out.lean
    unread, box_ends = list(out.tokens), [False]
    for token in out.tokens[1:]:
        grammar.push(token)
        box_ends.append(grammar.at_box_end)
    sequence = backend.begin(prefix)

    def read() -> np.ndarray:
        logits, offsets, queries = sequence.step(unread)
        out.offsets.extend(offsets)
        out.queries.extend(queries[box_ends])
        unread.clear()
        box_ends.clear()
        return logits[-1]

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
            certainty = float(certainties(scores[None], [token])[0])
            if grammar.tells:
                out.forks += _fork(scores, token, len(out.tokens))
        grammar.push(token)
        out.tokens.append(token)
        out.certainty.append(certainty)
        unread.append(token)
        box_ends.append(grammar.at_box_end)
    read()
    return out


def _fork(scores: np.ndarray, token: int, place: int) -> list[Fork]:
    """The likeliest token by scores (VOCABULARY,) that says another thing than the one chosen, if any does."""
    alike = [token]
    if token in T.POSITION:
        alike = slice(token - FAR_BINS, token + FAR_BINS + 1)
    elif token in T.AXIS:
        alike = T.AXIS.start + np.flatnonzero(np.abs(B.AXES @ B.AXES[token - T.AXIS.start]) > FAR_AXIS)
    others = scores.copy()
    others[alike] = -np.inf
    other = int(others.argmax())
    if others[other] == -np.inf:
        return []
    # Going on is shared among many tokens, closing is a single one.
    chosen, likely = certainties(scores[None].repeat(2, 0), [token, other])
    return [Fork(place, other, float(1 - chosen if token in CLOSING else likely))]


def _most_likely(scores: np.ndarray) -> int:
    """First whether the sequence goes on, then how: going on is shared among many tokens, closing is a single one."""
    p = np.exp(scores - scores.max())
    if p[CLOSING].sum() <= p.sum() / 2:
        p[CLOSING] = 0
    return int(p.argmax())


def certainties(logits: np.ndarray, tokens: list[int]) -> np.ndarray:
    """Probability of each of tokens (t) by logits (t, vocabulary); of a coordinate, with the bins up to two away."""
    p = np.exp(logits - logits.max(1, keepdims=True))
    below = np.concatenate([np.zeros((len(p), 1)), (p / p.sum(1, keepdims=True)).cumsum(1)], 1)
    row, token = np.arange(len(p)), np.array(tokens)
    reach = 2 * ((token >= T.POSITION.start) & (token < T.POSITION.stop))
    return below[row, np.minimum(token + reach + 1, T.VOCABULARY)] - below[row, np.maximum(token - reach, 0)]


def judge(
    backend: Backend, prefix: np.ndarray, sequences: list[list[int]], cancelled: threading.Event
) -> list[np.ndarray]:
    """How sure the model is of sequences, task token first, seeing what the prefix (1, p, width) shows: of each the
    certainty (t - 1,) of each token but the first. Raises Cancelled."""
    start = backend.begin(prefix)
    first, *_ = start.step(sequences[0][:1])
    found = []
    for tokens in sequences:
        if cancelled.is_set():
            raise Cancelled
        logits, *_ = start.fork().step(tokens[1:-1])
        found.append(certainties(np.concatenate([first, logits]).astype(np.float64), tokens[1:]))
    return found


def mean_sureness(tokens: list[int], certainty: np.ndarray) -> float:
    """Mean logarithm of the certainty (t - 1,) of those tokens of a sequence, but the first, that its task asks for."""
    asked = tokens.index(T.SEPARATOR) if tokens[0] == T.Task.JOINTS else 0
    return float(np.log(np.maximum(certainty[asked:], 1e-9)).mean())
