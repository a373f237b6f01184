"""Decode: greedy tokens under the grammar, the numbers that each token stands for, and where it could have gone on
otherwise."""

from __future__ import annotations

import threading
from collections.abc import Sequence
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
# Sequences so much as long as the longest are judged beside it.
ALIKE_LENGTH = 0.8


class Sequences(Protocol):
    """Sequences being written side by side."""

    def step(self, ids: Sequence[Sequence[int]]) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """Take ids (s) of each in -> of each logits (s, vocabulary) after each id, offsets (s, 3) and queries
        (s, w + 1) at each, as `point_logits` takes them."""

    def rows(self, which: Sequence[int]) -> Sequences:
        """Others that have read the same so far as those of that number, one of which may come more than once."""

    def beside(self, others: Sequence[Sequences]) -> Sequences:
        """These and others in one; all have read equally much."""


class Backend(Protocol):
    """What runs the model: encode clouds, then begin sequences. lanes: how many threads may do so at once."""

    name: str
    provider: str
    provider_note: str
    lanes: int

    def encode(self, features: np.ndarray, curve: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """features (n, 12) float32, curve (GROUPS,) int64 -> prefix (1, p, width), point features (n, w), and
        motions (n, 8): how likely each point's part is static or moves by each joint type, and its axis's direction."""

    def begin(self, prefix: np.ndarray) -> Sequences:
        """Sequences that follow prefixes (b, p, width), which they have read."""


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
    probability on the token and its neighbours. queries: (parts, w + 1), what each part asks of the points.
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
    read: Sequences,
    task: T.Task,
    cancelled: threading.Event,
    givens: Sequence[Given] = (Given(),),
    lean: np.ndarray | None = None,
    last: int = T.END,
) -> list[Decoded]:
    """The most likely blueprints, token by token, after what each of the sequences has read, which stay as they are;
    where only one token may come, the model is not asked.

    givens: what each blueprint must say. lean (VOCABULARY,): added to the model's scores. last: the token to stop
    after. Raises Cancelled between tokens.
    """
    begun = [Decoded([int(task)], certainty=[1.0], given=given, lean=lean) for given in givens]
    return _written(read, begun, cancelled, last)


def decode_forks(read: Sequences, decoded: Decoded, forks: Sequence[Fork], cancelled: threading.Event) -> list[Decoded]:
    """The most likely blueprints that are as `decoded` up to a fork and there go the other way, one for each fork.

    read: the one sequence that has read what `decoded` followed. Raises Cancelled.
    """
    begun = [
        Decoded(
            [*decoded.tokens[: fork.place], fork.token],
            certainty=[*decoded.certainty[: fork.place], fork.likely],
            given=decoded.given,
            lean=decoded.lean,
        )
        for fork in forks
    ]
    return _written(read.rows([0] * len(begun)), begun, cancelled)


def _written(read: Sequences, begun: Sequence[Decoded], cancelled: threading.Event, last: int = T.END) -> list[Decoded]:
    """The sequences begun written to their ends, side by side; those that are done leave the others alone."""
    writers = [_Writer(out, last) for out in begun]
    left = list(range(len(writers)))
    read = read.rows(left)
    while left:
        if cancelled.is_set():
            raise Cancelled
        for i, said in zip(left, read.step([writers[i].unread for i in left]), strict=True):
            writers[i].take(*said)
        staying = [row for row, i in enumerate(left) if writers[i].unread]
        if len(staying) < len(left):
            left, read = [left[row] for row in staying], read.rows(staying)
    return list(begun)


class _Writer:
    """One sequence. unread: its tokens that the model has not read; empty once all is written and read."""

    def __init__(self, out: Decoded, last: int):
        self._out, self._last = out, last
        self._grammar = Grammar(T.Task(out.tokens[0]), out.given)
        self.unread, self._box_ends = list(out.tokens), [False]
        for token in out.tokens[1:]:
            self._grammar.push(token)
            self._box_ends.append(self._grammar.at_box_end)
        self._follow()

    def take(self, logits: np.ndarray, offsets: np.ndarray, queries: np.ndarray) -> None:
        """What the model says of what was unread; choose what comes next."""
        out, grammar = self._out, self._grammar
        out.offsets.extend(offsets)
        out.queries.extend(queries[self._box_ends])
        self.unread, self._box_ends = [], []
        if self._ended:
            return
        scores = logits[-1].astype(np.float64) + (0 if out.lean is None else out.lean)
        scores = np.where(self._allowed, scores, -np.inf)
        token = _most_likely(scores)
        if grammar.tells:
            out.forks += _fork(scores, token, len(out.tokens))
        self._push(token, float(certainties(scores[None], [token])[0]))
        self._follow()

    def _follow(self) -> None:
        """Write what is the only thing that may come, up to where there is a choice."""
        while not self._ended:
            self._allowed = self._grammar.allowed()
            if self._allowed.sum() > 1:
                break
            self._push(int(self._allowed.argmax()), 1.0)

    def _push(self, token: int, certainty: float) -> None:
        self._grammar.push(token)
        self._out.tokens.append(token)
        self._out.certainty.append(certainty)
        self.unread.append(token)
        self._box_ends.append(self._grammar.at_box_end)

    @property
    def _ended(self) -> bool:
        return self._grammar.done or self._out.tokens[-1] == self._last


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


def judge(read: Sequences, sequences: list[list[int]], cancelled: threading.Event) -> list[np.ndarray]:
    """How sure the model is of sequences, task token first, after what the one sequence of `read` has read: of each the
    certainty (t - 1,) of each token but the first. Those of about one length are read side by side: what fills up the
    shorter ones takes as long as what they say. Raises Cancelled."""
    found: dict[int, np.ndarray] = {}
    left = sorted(range(len(sequences)), key=lambda i: -len(sequences[i]))
    while left:
        if cancelled.is_set():
            raise Cancelled
        least = ALIKE_LENGTH * len(sequences[left[0]])
        some = [i for i in left if len(sequences[i]) >= least]
        left = left[len(some) :]
        said = read.rows([0] * len(some)).step([sequences[i][:-1] for i in some])
        for i, (logits, _, _) in zip(some, said, strict=True):
            found[i] = certainties(logits.astype(np.float64), sequences[i][1:])
    return [found[i] for i in range(len(sequences))]


def point_logits(features: np.ndarray, queries: Sequence[np.ndarray]) -> np.ndarray:
    """How much points of given features (n, w) are what each of queries (p, w + 1) asks for: (n, p), logits."""
    each = np.stack(queries)
    return features @ each[:, :-1].T + each[:, -1]


def mean_sureness(tokens: list[int], certainty: np.ndarray) -> float:
    """Mean logarithm of the certainty (t - 1,) of those tokens of a sequence, but the first, that its task asks for."""
    asked = tokens.index(T.SEPARATOR) if tokens[0] == T.Task.JOINTS else 0
    return float(np.log(np.maximum(certainty[asked:], 1e-9)).mean())
