"""Pianos: uprights with a fallboard and a top lid, grands with a large lid, keyboards on stands; keys stay still."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, boxes, cylinder, extruded
from ._bodies import leg
from ._pose import left_open


def make(rng: np.random.Generator) -> Shape:
    b = Builder("piano")
    body = b.part("body")
    (_upright if rng.random() < 0.6 else _grand)(rng, b, body)
    return left_open(rng, b.finish(), chance=0.3)


def _keys(rng: np.random.Generator, x0: float, x1: float, y0: float, y1: float, z: float) -> list[Mesh]:
    """White keys side by side from y0 (front) to y1, black ones on their rear."""
    count = int(rng.integers(20, 53))
    x = np.linspace(x0, x1, count + 1)
    gap, thick = 0.06 * (x[1] - x[0]), 0.015
    white = boxes(
        np.c_[x[:-1] + gap, np.full(count, y0), np.full(count, z)],
        np.c_[x[1:] - gap, np.full(count, y1), np.full(count, z + thick)],
    )
    at = x[1:-1][np.isin(np.arange(count - 1) % 7, (0, 1, 3, 4, 5))]
    half, n = 0.28 * (x[1] - x[0]), len(at)
    black = boxes(
        np.c_[at - half, np.full(n, y0 + 0.35 * (y1 - y0)), np.full(n, z + thick)],
        np.c_[at + half, np.full(n, y1), np.full(n, z + 1.8 * thick)],
    )
    return [white, black]


def _upright(rng, b: Builder, body: int) -> None:
    width, deep, high = rng.uniform(1.2, 1.55), rng.uniform(0.25, 0.4), rng.uniform(1.0, 1.35)
    wall, bed, reach = rng.uniform(0.02, 0.05), rng.uniform(0.6, 0.7), rng.uniform(0.24, 0.34)
    b.add(body, *(box((x, 0, 0), (x + wall, deep, high)) for x in (0, width - wall)))
    b.add(body, box((wall, deep - wall, 0), (width - wall, deep, high)), box((wall, 0, 0), (width - wall, wall, bed)))
    b.add(body, box((wall, 0.02, bed + 0.1), (width - wall, 0.02 + wall, high)))
    b.add(body, box((0, -reach, bed - 0.06), (width, 0.0, bed)))
    b.add(body, *(box((x, -reach, bed), (x + wall, 0, bed + 0.09)) for x in (0, width - wall)))
    b.add(body, *_keys(rng, wall + 0.03, width - wall - 0.03, -reach + 0.05, -0.03, bed))
    if rng.random() < 0.7:
        b.add(body, *(leg("block", 0.06, (x, -reach + 0.05), 0, bed - 0.06) for x in (0.06, width - 0.06)))
    pedals = (-0.08, 0.0, 0.08)[: int(rng.integers(2, 4))]
    b.add(body, *(box((width / 2 + x - 0.015, -0.08, 0.04), (width / 2 + x + 0.015, 0, 0.05)) for x in pedals))
    board = b.part("lid", "fallboard")  # open it stands against the front, closed it lies on the keys
    thick = 0.015
    lower = (wall + 0.004, -thick, bed + 0.09)
    b.add(board, box(lower, (width - wall - 0.004, 0.0, bed + 0.09 + reach - 0.04)))
    b.revolute(body, board, (1, 0, 0), (width / 2, -thick, bed + 0.09), 0.0, rng.uniform(1.35, np.pi / 2))
    if rng.random() < 0.7:
        top, over = b.part("lid"), rng.uniform(0.0, 0.03)
        b.add(top, box((-over, -over, high), (width + over, deep, high + wall)))
        b.revolute(body, top, (-1, 0, 0), (width / 2, deep, high), 0.0, rng.uniform(1.2, np.pi))


def _grand(rng, b: Builder, body: int) -> None:
    width, long, rim = rng.uniform(1.35, 1.6), rng.uniform(1.4, 2.6), rng.uniform(0.22, 0.32)
    floor, t = rng.uniform(0.55, 0.7), np.linspace(0, 1, 14)
    # the bass side is straight; the treble side curves in towards the tail
    curve = np.c_[width - 0.45 * width * np.sin(0.5 * np.pi * t) ** 2, 0.35 * long + t * 0.6 * long]
    outline = np.concatenate(
        [[[0, 0], [width, 0]], curve, [[0.35 * width, long], [0.08 * width, long], [0, 0.93 * long]]]
    )
    top = floor + rim
    b.add(body, extruded(outline, floor, floor + 0.3 * rim))
    middle = outline.mean(0)
    inner = middle + (outline - middle) * 0.95
    for k in range(len(outline)):
        j = (k + 1) % len(outline)
        if k:  # the front is open for the keys
            wall = np.array([outline[k], outline[j], inner[j], inner[k]])
            b.add(body, extruded(wall, floor + 0.3 * rim, top))
    b.add(body, box((0, -0.3, floor), (width, 0, floor + 0.12)))
    b.add(body, *(box((x, -0.3, floor + 0.12), (x + 0.05, 0, floor + 0.2)) for x in (0, width - 0.05)))
    b.add(body, *_keys(rng, 0.07, width - 0.07, -0.25, -0.03, floor + 0.12))
    spots = ((0.1 * width, 0.05), (0.9 * width, 0.05), (0.3 * width, 0.85 * long))
    b.add(body, *(leg(str(rng.choice(["round", "tapered", "turned"])), 0.12, at, 0, floor) for at in spots))
    b.add(body, cylinder((width / 2, 0.1, 0.05), (width / 2, 0.1, floor), 0.03, 10))
    lid = b.part("lid")
    b.add(lid, extruded(outline, top + 0.001, top + 0.02))
    b.revolute(body, lid, (0, -1, 0), (0, long / 2, top + 0.001), 0.0, rng.uniform(0.5, 1.2))
