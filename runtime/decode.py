"""Decode: greedy tokens under the grammar, with what is known forced, and the numbers that each token stands for."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from . import tokens as T
from .errors import Cancelled
from .grammar import Grammar

CLOSING = [T.SEPARATOR, T.END]


class Backend(Protocol):
    """What runs the model; see `backend.OnnxBackend`."""

    def begin(self, prefix: np.ndarray) -> None: ...

    def step(self, ids: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]: ...


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
    forced: list[int | None],
    cancelled: threading.Event,
) -> Decoded:
    """The most likely blueprint, token by token. forced: tokens after the task's, None where the model chooses.

    Raises Cancelled between tokens, and ValueError if a forced token breaks the grammar.
    """
    grammar = Grammar(task)
    out = Decoded([int(task)], certainty=[1.0])
    backend.begin(prefix)
    logits, offset, _ = backend.step([int(task)])
    out.offsets.append(offset[-1])
    while not grammar.done:
        if cancelled.is_set():
            raise Cancelled
        allowed = grammar.allowed()
        scores = np.where(allowed, logits.astype(np.float64), -np.inf)
        place = len(out.tokens) - 1
        known = forced[place] if place < len(forced) else None
        token = _most_likely(scores) if known is None else known
        grammar.push(token)
        out.tokens.append(token)
        out.certainty.append(1.0 if known is not None else _certainty(scores, token))
        logits, offset, query = backend.step([token])
        out.offsets.append(offset[-1])
        if grammar.at_box_end:
            out.queries.append(query[-1])
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
