"""Globes in meridians, gimbals and armillary spheres, mirrors and boards that turn in a stand."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import arc, box, cylinder, lathe, plate, prism, rotation, rounded_rectangle, sphere, tube
from ._pose import left_open
from ._vessel import section


def make(rng: np.random.Generator) -> Shape:
    b = Builder("globe")
    body = b.part("body")
    (_globe if rng.random() < 0.68 else _mirror)(rng, b, body)
    return left_open(rng, b.finish(), chance=0.3)


def _foot(rng, b: Builder, body: int, size: float, high: float) -> None:
    kind = rng.choice(["disc", "turned", "legs", "block"])
    if kind == "disc":
        b.add(
            body,
            lathe(
                np.array(
                    [
                        [0, 0],
                        [size, 0],
                        [0.9 * size, 0.12 * size],
                        [0.2 * size, 0.25 * size],
                        [0.12 * size, high],
                        [0, high],
                    ]
                ),
                28,
            ),
        )
    elif kind == "turned":
        points = np.array(
            [[0, 0], [1, 0], [0.95, 0.1], [0.3, 0.25], [0.2, 0.4], [0.35, 0.55], [0.15, 0.7], [0.2, 1], [0, 1]]
        )
        b.add(body, lathe(points * (size, high), 24))
    elif kind == "legs":
        b.add(
            body,
            *(
                cylinder((size * np.cos(a), size * np.sin(a), 0), (0, 0, high), 0.08 * size, 10)
                for a in (0.5, 2.6, 4.7)
            ),
        )
    else:
        b.add(
            body,
            plate(rounded_rectangle(1.8 * size, 1.4 * size, 0.1 * size), 0, 0.2 * size, 0.02 * size),
            cylinder((0, 0, 0.2 * size), (0, 0, high), 0.12 * size, 14),
        )


def _globe(rng, b: Builder, body: int) -> None:
    r = rng.uniform(0.08, 0.2)
    high = r * rng.uniform(0.25, 1.2)
    _foot(rng, b, body, r * rng.uniform(0.5, 0.9), high)
    ring = r * rng.uniform(1.07, 1.2)
    wire = r * rng.uniform(0.02, 0.06)
    centre = np.array([0, 0, high + ring])
    tilt = rng.choice([0.41, rng.uniform(0, 0.6), 0.0])
    axis = rotation((0, 1, 0), tilt) @ [0, 0, 1.0]
    side = rotation((0, 1, 0), tilt) @ [1.0, 0, 0]
    full = rng.random() < 0.35
    start = centre - ring * axis
    kind = rng.choice(["ring", "fork", "stem"], p=[0.7, 0.18, 0.12])
    holder = body
    if kind == "ring":
        if rng.random() < 0.25:
            holder = b.part("frame", "meridian")
            if rng.random() < 0.6:
                b.revolute(body, holder, (0, 1, 0), centre, -rng.uniform(0.3, 1), rng.uniform(0.3, 1))
            else:
                b.continuous(body, holder, (0, 0, 1), centre - (0, 0, ring))
            if rng.random() < 0.5:
                b.add(body, tube(arc(centre, centre - (0, ring * 1.08, 0), np.pi, (-1, 0, 0), 21), wire, 8))
        path = arc(centre, start, 2 * np.pi * 35 / 36 if full else np.pi, np.cross(axis, side), 36)
        b.add(holder, tube(path, wire, 8, closed=full))
        b.add(
            holder,
            *(
                cylinder(centre + s * 0.97 * r * axis, centre + s * (ring + 2 * wire) * axis, 0.8 * wire, 10)
                for s in (-1, 1)
            ),
        )
    elif kind == "fork":
        tilt_axis = np.array([1.0, 0, 0])
        axis = tilt_axis
        b.add(body, tube(arc(centre, centre - (ring, 0, 0), -np.pi, (0, 1, 0), 21), wire, 8))
        b.add(
            body,
            *(
                cylinder(centre + s * 0.97 * r * axis, centre + s * (ring + wire) * axis, 0.8 * wire, 10)
                for s in (-1, 1)
            ),
        )
    else:
        axis = np.array([0, 0, 1.0])
        b.add(body, cylinder((0, 0, 0.9 * high), centre - (0, 0, 0.97 * r), 0.8 * wire, 10))
    if rng.random() < 0.2:
        t = np.linspace(0, 2 * np.pi, 41)[:-1]
        b.add(body, tube(np.c_[1.3 * r * np.cos(t), 1.3 * r * np.sin(t), 0 * t + centre[2]], wire, 6, closed=True))
        b.add(
            body,
            *(
                cylinder(
                    (1.3 * r * np.cos(a), 1.3 * r * np.sin(a), centre[2]),
                    (0.5 * r * np.cos(a), 0.5 * r * np.sin(a), 0),
                    wire,
                    8,
                )
                for a in np.arange(4) * np.pi / 2
            ),
        )
    ball = b.part("other", "globe")
    b.add(ball, sphere(centre, r, int(rng.choice([16, 24, 32]))))
    if rng.random() < 0.8:
        b.continuous(holder, ball, axis, centre)
    else:
        b.revolute(holder, ball, axis, centre, -np.pi, np.pi)


def _mirror(rng, b: Builder, body: int) -> None:
    """A mirror, board, seat or drum between two posts, turning about the line that joins them."""
    half, tall = rng.uniform(0.1, 0.5), rng.uniform(0.12, 0.7)
    foot_high = rng.uniform(0.02, 0.15)
    z = foot_high + tall * rng.uniform(0.95, 1.2)
    gap, post = half * 0.04 + 0.01, 0.02 * rng.uniform(0.6, 1.5)
    x = half + gap
    yoke = body
    if rng.random() < 0.3:
        yoke = b.part("frame", "yoke")
        b.add(body, cylinder((0, 0, 0), (0, 0, foot_high), 0.6 * half, 28))
        b.continuous(body, yoke, (0, 0, 1), (0, 0, foot_high))
        b.add(yoke, box((-x - post, -post, foot_high), (x + post, post, foot_high + 2 * post)))
    else:
        deep = rng.uniform(0.15, 0.4) * tall
        b.add(
            body,
            *(box((s * x - post, -deep, 0), (s * x + post, deep, 2 * post)) for s in (-1, 1)),
            box((-x, -post, 0), (x, post, 2 * post)),
        )
    b.add(
        yoke,
        *(
            box(
                (s * x - 0.7 * post, -0.7 * post, foot_high if yoke != body else 0),
                (s * x + 0.7 * post, 0.7 * post, z + post),
            )
            for s in (-1, 1)
        ),
    )
    part = b.part("panel")
    thick = rng.uniform(0.008, 0.03)
    shape = rng.choice(["oval", "square", "drum"], p=[0.4, 0.4, 0.2])
    if shape == "drum":
        b.add(part, cylinder((-half, 0, z), (half, 0, z), min(0.42 * tall, half), int(rng.choice([6, 8, 24]))))
    else:
        outline = section(36, 2 if shape == "oval" else 12) * (half, 0.85 * tall)
        b.add(part, prism(outline + (0, z), "y", -thick, thick, 0.4 * thick))
        if rng.random() < 0.5:
            b.add(part, prism(outline * 0.88 + (0, z), "y", -thick - 0.003, -thick + 0.001))
    b.add(part, *(cylinder((s * 0.95 * half, 0, z), (s * (x + post), 0, z), 0.5 * post, 12) for s in (-1, 1)))
    if rng.random() < 0.3:
        b.continuous(yoke, part, (1, 0, 0), (0, 0, z))
    else:
        q = rng.uniform(0.4, np.pi)
        b.revolute(yoke, part, (1, 0, 0), (0, 0, z), -q, q)
