"""Printers and copiers: a scanner lid on top, a paper drawer or tray below, doors in front, an output flap."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import box, frame, open_box
from ._appliance import display, pads
from ._fronts import HingeLine, hang
from ._pose import left_open


def make(rng: np.random.Generator) -> Shape:
    b = Builder("printer")
    body = b.part("body")
    width, depth = rng.uniform(0.3, 0.6), rng.uniform(0.28, 0.5)
    height = rng.uniform(0.12, 0.4) if rng.random() < 0.8 else rng.uniform(0.6, 1.0)
    wall, gap = 0.012, rng.choice([0.0, 0.002])
    z = _drawers(rng, b, body, width, depth, height, wall, gap)
    slot = rng.uniform(0.25, 0.6) * (height - z)  # the mouth that paper comes out of
    b.add(body, box((0, 0, z), (width, depth, z + 0.2 * slot)), box((0, 0.7 * depth, z), (width, depth, z + slot)))
    b.add(body, *(box((x, 0, z), (x + wall, depth, z + slot)) for x in (0, width - wall)))
    b.add(body, box((0, 0, z + slot), (width, depth, height)))
    if rng.random() < 0.35:
        flap = b.part("flap")
        lower, upper = np.array([wall + gap, -0.008, z + 0.2 * slot]), np.array([width - wall - gap, 0.0, z + slot])
        b.add(flap, box(lower, upper))
        hang(b, body, flap, lower, upper, "bottom", rng.uniform(1.2, np.pi / 2), HingeLine(0.0, 0.0))
    elif rng.random() < 0.5:  # a tray that stays out
        b.add(
            body, box((0.2 * width, -rng.uniform(0.1, 0.4) * depth, z + 0.2 * slot), (0.8 * width, 0, z + 0.25 * slot))
        )
    top, back = height, depth
    if rng.random() < 0.5:  # a panel with keys, which the lid leaves free
        strip = rng.uniform(0.15, 0.3) * width
        x0 = rng.choice([0.0, width - strip])
        b.add(body, box((x0, 0, top), (x0 + strip, depth, top + 0.02)))
        b.add(body, *pads(rng, (x0 + 0.15 * strip, 0.5 * height), (x0 + 0.85 * strip, 0.8 * height), 0.0))
        b.add(body, display(x0 + 0.15 * strip, x0 + 0.85 * strip, 0.0, 0.82 * height, 0.95 * height))
        left, right = (strip, width) if x0 == 0 else (0.0, width - strip)
    else:
        left, right = 0.0, width
    if rng.random() < 0.75:
        lid, thick = b.part("lid"), rng.uniform(0.012, 0.06)
        b.add(lid, box((left + gap, gap, top), (right - gap, back, top + thick)))
        if rng.random() < 0.4:
            b.add(
                lid,
                box(
                    (left + 0.1 * width, 0.1 * depth, top + thick),
                    (right - 0.1 * width, 0.6 * depth, top + thick + 0.02),
                ),
            )
        b.revolute(body, lid, (-1, 0, 0), ((left + right) / 2, back, top), 0.0, rng.uniform(0.9, 1.6))
    else:
        rest = b.part("tray", "paper rest")
        high = rng.uniform(0.1, 0.25)
        b.add(rest, box((0.15 * width, back - 0.03, top + 0.002), (0.85 * width, back - 0.02, top + high)))
        b.revolute(body, rest, (-1, 0, 0), (width / 2, back - 0.02, top + 0.002), 0.0, rng.uniform(0.2, 0.7))
    return left_open(rng, b.finish(), chance=0.2)


def _drawers(rng, b: Builder, body: int, width, depth, height, wall, gap) -> float:
    """Paper drawers at the foot, one or more; returns the height at which they end."""
    count = int(rng.choice([0, 1, 1, 2])) if height < 0.5 else int(rng.integers(2, 5))
    tall = rng.uniform(0.05, 0.09) if height < 0.5 else 0.55 * height / count
    tall = min(tall, 0.6 * height / max(count, 1))
    for k in range(count):
        low, high = k * tall, (k + 1) * tall
        b.add(body, *(box((x, 0, low), (x + wall, depth, high)) for x in (0, width - wall)))
        b.add(body, box((wall, depth - wall, low), (width - wall, depth, high)))
        drawer, deep = b.part("drawer"), rng.uniform(0.6, 0.9) * depth
        b.add(drawer, box((gap, -0.015, low + gap), (width - gap, 0.0, high - gap)))
        b.add(drawer, open_box((wall + 0.003, 0, low + 0.004), (width - wall - 0.003, deep, high - 0.01), 0.004))
        if rng.random() < 0.6:
            rim = (0.3 * width, -0.022, low + 0.35 * tall), (0.7 * width, -0.015, high - 0.25 * tall)
            edge = 0.08 * tall
            b.add(drawer, frame(*rim, "y", (rim[0][0] + edge, rim[0][2] + edge), (rim[1][0] - edge, rim[1][2] - edge)))
        b.prismatic(body, drawer, (0, -1, 0), 0.0, rng.uniform(0.6, 0.95) * deep)
    return count * tall
