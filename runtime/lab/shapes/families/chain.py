"""Chains of three to six links with pins: snakes, arms, fingers, folding rules, tails, chains that hang or stand."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import box, cylinder, plate, rounded_rectangle, sphere
from ._linkages import gripper, link_style, links
from ._pose import left_open
from ._seats import Seat


def make(rng: np.random.Generator) -> Shape:
    b = Builder("chain")
    body, r = b.part("body"), rng.uniform(0.02, 0.08)
    style = link_style(rng, r, r * rng.uniform(3, 9))
    out, up = _direction(rng)
    seat = Seat(
        body, np.column_stack([np.cross(up, out), up, out]), np.zeros(3), np.array([2.0, 2.0]) * r, 8 * r, 4 * r
    )
    foot = r * rng.uniform(1.1, 2)
    _root(rng, b, seat, r)
    count = int(rng.choice([2, 3, 4, 5, 6], p=[0.15, 0.25, 0.25, 0.2, 0.15]))
    fingers = int(rng.choice([1, 2, 3], p=[0.8, 0.12, 0.08])) if count <= 3 else 1
    for k in range(fingers):
        place = seat.on(body, ((k - (fingers - 1) / 2) * 4 * r, 0, 0), (r, r))
        if fingers > 1:
            seat.put(
                b,
                body,
                box(
                    ((k - (fingers - 1) / 2) * 4 * r - 2.1 * r, -r, -r),
                    ((k - (fingers - 1) / 2) * 4 * r + 2.1 * r, r, 0),
                ),
            )
        end = links(rng, b, place, style, count, foot, rng.random() < 0.2 and fingers == 1, "arm")
        _tip(rng, b, end, r, fingers > 1)
    return left_open(rng, b.finish(), chance=0.5, each=0.8)


def _direction(rng) -> tuple[np.ndarray, np.ndarray]:
    """Which way the chain goes from its root: up, down, to the front or the side; and up as its seat has it."""
    out = np.array([[0, 0, 1], [0, -1, 0], [1, 0, 0], [0, 0, -1]], float)[rng.choice(4, p=[0.4, 0.3, 0.2, 0.1])]
    helper = np.array([[0, 0, 1], [0, 1, 0], [1, 0, 0]], float)
    helper = helper[np.abs(helper @ out) < 0.5]
    return out, helper[int(rng.integers(len(helper)))]


def _root(rng, b: Builder, seat: Seat, r: float) -> None:
    """What the first bracket stands on: a plate, a block, a ball, a beam, or a first link that is like the rest."""
    kind = rng.choice(["plate", "block", "ball", "beam", "link"], p=[0.3, 0.2, 0.1, 0.15, 0.25])
    wide = r * rng.uniform(2, 7)
    if kind == "plate":
        outline = rounded_rectangle(2 * wide, 2 * wide * rng.uniform(0.5, 1), 0.3 * wide, 4)
        seat.put(b, seat.part, plate(outline, -r * rng.uniform(0.3, 1), 0))
    elif kind == "block":
        seat.put(b, seat.part, box((-wide, -wide * rng.uniform(0.4, 1), -wide), (wide, 0.7 * wide, 0)))
    elif kind == "ball":
        seat.put(b, seat.part, sphere((0, 0, -0.9 * wide), wide, 18))
    elif kind == "beam":
        seat.put(b, seat.part, cylinder((-3 * wide, 0, -r), (3 * wide, 0, -r), r, 14))
    else:
        seat.put(b, seat.part, box((-1.3 * r, -0.6 * r, -r), (1.3 * r, 0.6 * r, 0)))
        long = r * rng.uniform(2, 8)
        seat.put(b, seat.part, cylinder((0, 0, -long), (0, 0, -0.9 * r), 0.7 * r, 12))
        if rng.random() < 0.5:
            seat.put(b, seat.part, cylinder((-1.3 * r, 0, -long), (1.3 * r, 0, -long), r, 14))


def _tip(rng, b: Builder, end: Seat, r: float, plain: bool) -> None:
    """What the last link ends in: nothing, a head, a hook, a plate, or jaws that move."""
    kind = rng.choice(["none", "head", "plate", "jaws"], p=[0.4, 0.25, 0.15, 0.2])
    if kind == "head":
        end.put(b, end.part, sphere((0, 0, 0.6 * r), np.array([1, 0.8, 1.2]) * r * rng.uniform(0.7, 1.6), 14))
    elif kind == "plate":
        end.put(b, end.part, box((-1.5 * r, -1.2 * r, 0), (1.5 * r, 1.2 * r, 0.4 * r)))
    elif kind == "jaws" and not plain:
        gripper(rng, b, end.on(end.part, (0, 0, 0), (1.6 * r, r), 4 * r))
