"""What is usual in furniture, as counted on furniture that the project generates: how parts of a shape and number are
turned, and how high up they are."""

from __future__ import annotations

import numpy as np

from .loose import TURNS, LoosePart

STICK = 0.35  # of its length, that a stick is broad at most; and of its breadth, that a board is thick
NEVER, SELDOM = 0.02, 0.05  # added to how often, before the logarithm
MANY = 5  # so many and more are counted together
FIFTHS = 5


def shape_of(part: LoosePart) -> str:
    """A board, a stick or a block."""
    long, broad, thin = part.half
    if broad < STICK * long:
        return "stick"
    return "board" if thin < STICK * broad else "block"


def turned_so(part: LoosePart, count: int, turn: int) -> float:
    """How usual it is, as a logarithm, that one of so many such parts is in one of TURNS: by which of its
    axes is up, and which goes from left to right."""
    upright, across = (int(np.abs(TURNS[turn][axis]).argmax()) for axis in (2, 0))
    table = USUALLY.get((shape_of(part), min(count, MANY)), {})
    return float(np.log(table.get((upright, across), NEVER) + NEVER))


def so_high(part: LoosePart, count: int, turn: int, height: np.ndarray) -> np.ndarray:
    """(v,) how usual it is, as logarithms, that one of so many such parts is at (v,) heights, from 0 to 1."""
    upright = int(np.abs(TURNS[turn][2]).argmax())
    table = HEIGHTS.get((shape_of(part), min(count, MANY), upright))
    if table is None:
        return np.zeros(len(height))
    return np.log(np.array(table)[np.clip((height * FIFTHS).astype(int), 0, FIFTHS - 1)] + SELDOM)


# How often parts of a shape and number have which of their axes upright, and across.
USUALLY: dict[tuple[str, int], dict[tuple[int, int], float]] = {
    ("block", 1): {(2, 1): 0.88, (2, 0): 0.12},
    ("block", 4): {(0, 2): 1.00},
    ("board", 1): {(2, 0): 0.67, (2, 1): 0.16, (1, 0): 0.15, (0, 1): 0.02},
    ("board", 2): {(0, 2): 0.74, (1, 2): 0.22, (2, 0): 0.04},
    ("board", 3): {(2, 0): 1.00},
    ("board", 4): {(2, 0): 1.00},
    ("board", 5): {(2, 0): 1.00},
    ("stick", 1): {(1, 0): 0.88, (2, 0): 0.12},
    ("stick", 2): {(1, 0): 0.47, (0, 2): 0.23, (1, 2): 0.20, (0, 1): 0.06, (2, 0): 0.04},
    ("stick", 3): {(1, 0): 0.42, (2, 0): 0.31, (0, 1): 0.23, (0, 2): 0.04},
    ("stick", 4): {(0, 2): 0.43, (0, 1): 0.42, (1, 0): 0.09, (2, 0): 0.05},
    ("stick", 5): {(0, 1): 1.00},
}
# And how often they are how high up, by which axis is upright, in fifths of the whole.
HEIGHTS: dict[tuple[str, int, int], tuple[float, ...]] = {
    ("block", 1, 2): (0.00, 0.00, 0.00, 1.00, 0.00),
    ("board", 1, 1): (0.00, 0.00, 0.20, 0.40, 0.40),
    ("board", 1, 2): (0.04, 0.04, 0.57, 0.01, 0.34),
    ("board", 2, 0): (0.00, 0.00, 1.00, 0.00, 0.00),
    ("board", 2, 1): (0.05, 0.15, 0.75, 0.05, 0.00),
    ("board", 3, 2): (0.17, 0.17, 0.33, 0.17, 0.17),
    ("stick", 1, 1): (0.00, 0.08, 0.66, 0.14, 0.11),
    ("stick", 1, 2): (0.00, 0.00, 0.20, 0.00, 0.80),
    ("stick", 2, 0): (0.00, 0.30, 0.41, 0.25, 0.05),
    ("stick", 2, 1): (0.00, 0.03, 0.45, 0.09, 0.44),
    ("stick", 2, 2): (0.00, 0.00, 0.00, 0.22, 0.78),
    ("stick", 3, 0): (0.00, 0.00, 0.00, 0.86, 0.14),
    ("stick", 3, 1): (0.00, 0.00, 0.03, 0.36, 0.61),
    ("stick", 3, 2): (0.00, 0.00, 0.00, 0.13, 0.88),
    ("stick", 4, 0): (0.04, 0.34, 0.52, 0.10, 0.01),
    ("stick", 4, 1): (0.03, 0.06, 0.06, 0.44, 0.42),
    ("stick", 4, 2): (0.05, 0.05, 0.00, 0.20, 0.70),
}
