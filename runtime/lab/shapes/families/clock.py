"""Clocks and gauges: hands that turn about the face's middle, pendulums, bells' knobs, case doors."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import box, cylinder, frame, lathe, prism, rotation, sphere, tube
from ._pose import left_open
from ._vessel import section

_FORWARD = rotation((1, 0, 0), np.pi / 2)  # turns +Z to -Y


def make(rng: np.random.Generator) -> Shape:
    b = Builder("clock")
    body = b.part("body")
    radius = rng.uniform(0.06, 0.2)
    kind = str(rng.choice(["wall", "alarm", "case", "tower"], p=[0.42, 0.2, 0.2, 0.18]))
    deep = radius * rng.uniform(0.1, 0.6)
    outline = section(48, 2.0) if rng.random() < 0.65 else section(48, rng.uniform(4, 16))
    face = -deep / 2
    if kind in ("wall", "alarm"):
        b.add(body, prism(outline * radius, "y", face, deep / 2, 0.1 * deep))
        if kind == "alarm":
            b.add(
                body,
                *(
                    cylinder(
                        (s * 0.4 * radius, 0, -0.85 * radius), (s * 0.7 * radius, 0, -1.25 * radius), 0.06 * radius, 10
                    )
                    for s in (-1, 1)
                ),
            )
            if rng.random() < 0.7:
                b.add(
                    body,
                    *(sphere((s * 0.5 * radius, 0, 1.05 * radius), 0.32 * radius, 14) for s in (-1, 1)),
                    cylinder((0, 0, 0.9 * radius), (0, 0, 1.3 * radius), 0.04 * radius, 8),
                )
    else:
        long = radius * (rng.uniform(1.5, 3) if kind == "case" else rng.uniform(5, 9))
        _case(rng, b, body, radius * 1.2, deep, long, kind)
        face = -deep / 2 - 0.002
        b.add(body, prism(section(36) * radius * 0.98, "y", face, 0))
    _rim(rng, b, body, radius, face, outline if kind in ("wall", "alarm") else section(48))
    _hands(rng, b, body, radius * 0.85, face)
    return left_open(rng, b.finish(), chance=0.6, each=0.9)


def _rim(rng, b: Builder, body: int, radius: float, face: float, outline: np.ndarray) -> None:
    """A bezel and the hours' marks."""
    if rng.random() < 0.7:
        ring = np.c_[outline[:, 0] * radius, np.full(len(outline), face), outline[:, 1] * radius]
        b.add(body, tube(ring, radius * rng.uniform(0.03, 0.08), 6, closed=True))
    if rng.random() < 0.7:
        count = int(rng.choice([4, 12]))
        mark = box((-0.015 * radius, face - 0.006 * radius, 0.72 * radius), (0.015 * radius, face, 0.85 * radius))
        b.add(body, *(mark.rotated((0, 1, 0), 2 * np.pi * k / count) for k in range(count)))


def _hands(rng, b: Builder, body: int, radius: float, face: float) -> None:
    """Hour, minute and perhaps second hand; each is a part that turns."""
    count = int(rng.choice([1, 2, 3], p=[0.12, 0.5, 0.38]))
    step = radius * rng.uniform(0.03, 0.06)
    style = rng.choice(["bar", "taper", "spade"])
    turning = rng.choice(["continuous", "revolute"], p=[0.85, 0.15])
    for n in range(count):
        hand = b.part("other", "hand")
        long, wide = radius * (0.6, 0.9, 0.95)[n], radius * (0.07, 0.05, 0.02)[n] * rng.uniform(0.8, 1.5)
        tail = long * rng.choice([0.0, rng.uniform(0.1, 0.3)])
        outline = {
            "bar": np.array([[-wide, -tail], [wide, -tail], [wide, long], [-wide, long]]),
            "taper": np.array([[-wide, -tail], [wide, -tail], [0.25 * wide, long], [-0.25 * wide, long]]),
            "spade": np.array(
                [[-0.5 * wide, -tail], [0.5 * wide, -tail], [0.5 * wide, 0.7 * long], [2 * wide, 0.75 * long],
                 [0, long], [-2 * wide, 0.75 * long], [-0.5 * wide, 0.7 * long]]
            ),
        }[str(style)]  # fmt: skip
        y = face - (n + 0.6) * step
        meshes = [
            prism(outline, "y", y - 0.6 * step, y),
            cylinder((0, y - 0.7 * step, 0), (0, face if n == 0 else y, 0), 1.6 * wide + 0.01 * radius, 14),
        ]
        turn = rng.uniform(0, 2 * np.pi)
        b.add(hand, *(m.rotated((0, 1, 0), turn) for m in meshes))
        if turning == "continuous":
            b.continuous(body, hand, (0, 1, 0), (0, y, 0))
        else:
            b.revolute(body, hand, (0, 1, 0), (0, y, 0), 0.0, 2 * np.pi)


def _case(rng, b: Builder, body: int, half: float, deep: float, long: float, kind: str) -> None:
    """A housing with a roof or an arch; a pendulum below, a glazed door in tall ones."""
    low = -half - long
    y0, y1 = -deep / 2, deep / 2 + half * rng.uniform(0.2, 0.6)
    wall = 0.06 * half
    b.add(body, box((-half, y0, -half), (half, y1, half)))
    roof = np.array([[-1.1 * half, half], [1.1 * half, half], [0, half * rng.uniform(1.2, 1.9)]])
    if rng.random() < 0.6:
        b.add(body, prism(roof, "y", y0 - 0.02, y1))
    waist = half * rng.uniform(0.7, 1.0)
    b.add(
        body,
        box((-waist, y1 - wall, low), (waist, y1, -half)),
        *(box((s * waist, y0, low), (s * (waist - wall), y1, -half)) for s in (-1, 1)),
    )
    b.add(body, box((-waist, y0, low - 0.12 * long), (waist, y1, low)))
    if kind == "tower":
        b.add(body, box((-1.1 * half, y0 - 0.02, low - 0.2 * long), (1.1 * half, y1, low - 0.1 * long)))
    swing = rng.uniform(0.08, 0.35)
    pendulum = b.part("other", "pendulum")
    bob, y = low + rng.uniform(0.2, 0.4) * long, (y0 + y1) / 2
    b.add(pendulum, box((-0.03 * half, y - 0.02 * half, bob), (0.03 * half, y + 0.02 * half, -0.9 * half)))
    disc = lathe(
        np.array([[0, -0.06], [0.2, -0.05], [0.28, 0], [0.2, 0.05], [0, 0.06]]) * half * rng.uniform(0.8, 1.4), 24
    )
    b.add(pendulum, disc.transformed(_FORWARD).moved((0, y, bob)))
    b.revolute(body, pendulum, (0, 1, 0), (0, y, -0.9 * half), -swing, swing)
    if rng.random() < 0.5:
        door = b.part("door")
        rim = 0.12 * waist
        b.add(
            door,
            frame(
                (-waist, y0 - wall, low), (waist, y0, -half), "y", (-waist + rim, low + rim), (waist - rim, -half - rim)
            ),
        )
        if rng.random() < 0.6:
            b.add(door, box((-waist + rim, y0 - 0.6 * wall, low + rim), (waist - rim, y0 - 0.4 * wall, -half - rim)))
        s = rng.choice([-1, 1])
        b.revolute(body, door, (0, 0, s), (s * waist, y0, (low - half) / 2), 0.0, rng.uniform(1.4, 2.2))
