"""How places are written: each coordinate as one of even bins, in scales of the object."""

from __future__ import annotations

import numpy as np

REACH, BINS = 1.32, 132
STEP = 2 * REACH / BINS
CENTRES = (np.arange(BINS) + 0.5) * STEP - REACH
FIRST = (2, 1, 0)  # of a place: the height first
ITEM = 7  # so many numbers tell one thing that the words say


def placed(turn: np.ndarray, place: np.ndarray, half: np.ndarray, tilt: np.ndarray, turns: np.ndarray) -> np.ndarray:
    """(..., 33) what is told of parts that stand: (...) of `turns` (24, 3, 3); (..., 3) place, half of the box in the
    part's frame, tilt."""
    one_hot = (turn[..., None] == np.arange(len(turns))).astype(np.float32)
    reach = (np.abs(turns[turn]) * half[..., None, :]).sum(-1)
    return np.concatenate([one_hot, place - reach, place + reach, 5 * tilt], -1).astype(np.float32)
