"""Mechanisms that are nobody's: a random body with random movers on it, and movers on those, to depth four.

Where an object moves is told by hinges, rails, axles and gaps, not by what kind of object it is; these shapes have
nothing else to go by. Rows of equal movers, mirrored twins, and hardware that stands still are among them.
"""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from . import _linkages as linkages
from . import _movers as movers
from ._details import details
from ._pose import left_open
from ._seats import Seat, body

MOST, DEEPEST = 12, 4
# What may sit on the body, and on what moves already.
MOVERS = {
    movers.flap: (0.2, 0.12), movers.drawer: (0.12, 0.02), movers.rod: (0.08, 0.12), movers.rotor: (0.12, 0.14),
    movers.knob: (0.07, 0.14), movers.cap: (0.05, 0.06), movers.button: (0.05, 0.08), movers.carriage: (0.08, 0.06),
    linkages.lever: (0.09, 0.1), linkages.yoke: (0.05, 0.04), linkages.gripper: (0.03, 0.06),
    linkages.chain: (0.06, 0.06),
}  # fmt: skip


def make(rng: np.random.Generator) -> Shape:
    b = Builder("mechanism")
    seats = body(rng, b, b.part("body"))
    wanted = int(rng.choice([1, 2, 3, 4], p=[0.4, 0.3, 0.2, 0.1]))
    first = rng.random() < 0.5  # the front, or any place
    chosen = seats[:1] * first + [seats[i] for i in rng.permutation(np.arange(int(first), len(seats)))]
    for seat in chosen[:wanted]:
        _fill(rng, b, seat, 1)
    for seat in chosen[wanted:]:
        if rng.random() < 0.25:
            seat.put(b, seat.part, *details(rng, 0.8 * seat.half))
    return left_open(rng, b.finish(), chance=0.4)


def _fill(rng: np.random.Generator, b: Builder, seat: Seat, depth: int) -> None:
    """One mover, a row of equal ones or two mirrored ones; on a moving part perhaps none."""
    if b.parts > MOST or (depth > 1 and rng.random() < 0.45):
        return
    kind = rng.choice(["one", "row", "twins"], p=[0.6, 0.22, 0.18])
    cells = [seat]
    if kind == "row":
        cells = seat.row(int(rng.integers(2, 5)), rng.uniform(0.03, 0.3))
    elif kind == "twins":
        cells = seat.twins(rng.uniform(0.02, 0.3))
    chance = np.array([c[min(depth, 2) - 1] for c in MOVERS.values()])
    seed = rng.integers(2**63)
    for cell in cells:
        if b.parts > MOST + 4:
            return
        same = np.random.default_rng(seed)
        mover = list(MOVERS)[same.choice(len(MOVERS), p=chance / chance.sum())]
        for next_seat in mover(same, b, cell):
            if depth < DEEPEST:
                _fill(same, b, next_seat, depth + 1)
            elif same.random() < 0.2:
                next_seat.put(b, next_seat.part, *details(same, 0.8 * next_seat.half))
