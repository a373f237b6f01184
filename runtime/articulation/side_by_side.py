"""Side by side: what a decoder has read of several sequences, and the next tokens of all of them in one run.

A small decoder's single step is mostly overhead, which so many sequences share. Shorter ones leave room among the
others' keys, which a mask keeps from being seen.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .tokens import PAD

# (prefix (b, p, width), ids (b, s), positions (b, p + s), mask (b, p + s, q + l + p + s), keys and values of
# prefixes (b, heads, q, d) and of ids read since (b, heads, l, d)) -> logits, offsets and queries (b, s, ...), and the
# keys and values (b, heads, l + p + s, d).
Run = Callable[..., tuple[np.ndarray, np.ndarray, np.ndarray, list[Any]]]
HIDDEN = np.finfo(np.float32).min


class SideBySide:
    """`decode.Sequences` over a function that runs the decoder."""

    def __init__(self, run: Run, joined: Callable[[list[Any]], Any], prefix: np.ndarray, nothing: list[Any]):
        """joined: one array of several, along their first axis. prefix (b, p, width): what the sequences follow.
        nothing: no keys and values (b, heads, 0, d)."""
        count, length = prefix.shape[:2]
        causal = np.where(np.tri(length, dtype=bool), np.float32(0), HIDDEN)[None].repeat(count, 0)
        places = np.arange(length)[None].repeat(count, 0)
        self._run, self._joined, self._own = run, joined, nothing
        self._length, self._width = prefix.shape[1:]
        self._seen = run(prefix, np.zeros((count, 0), np.int64), places, causal, nothing, nothing)[3]
        self._filled = np.zeros((count, 0), bool)  # which keys of its own each sequence has

    def rows(self, which: Sequence[int]) -> SideBySide:
        other, which = copy.copy(self), list(which)
        other._seen, other._own = ([one[which] for one in kept] for kept in (self._seen, self._own))
        other._filled = self._filled[which]
        return other

    def beside(self, others: Sequence[SideBySide]) -> SideBySide:
        found = copy.copy(self)
        all_of = [self, *others]
        found._seen = [self._joined(list(those)) for those in zip(*(one._seen for one in all_of), strict=True)]
        found._own = [self._joined(list(those)) for those in zip(*(one._own for one in all_of), strict=True)]
        found._filled = np.concatenate([one._filled for one in all_of])
        return found

    def step(self, ids: Sequence[Sequence[int]]) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        count = max(map(len, ids))
        new = np.arange(count) < np.array([len(own) for own in ids])[:, None]
        padded = np.array([[*own, *[int(PAD)] * (count - len(own))] for own in ids], np.int64)
        positions = self._length + self._filled.sum(1, keepdims=True) + np.arange(count)
        shown = np.concatenate(
            [
                np.ones((len(ids), count, self._length), bool),
                self._filled[:, None].repeat(count, 1),
                np.tri(count, dtype=bool)[None].repeat(len(ids), 0),
            ],
            axis=2,
        )
        mask = np.where(shown, np.float32(0), HIDDEN)
        no_prefix = np.zeros((len(ids), 0, self._width), np.float32)
        *said, self._own = self._run(no_prefix, padded, positions, mask, self._seen, self._own)
        self._filled = np.concatenate([self._filled, new], axis=1)
        return [tuple(one[row, : len(own)] for one in said) for row, own in enumerate(ids)]
