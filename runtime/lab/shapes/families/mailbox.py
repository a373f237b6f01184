"""Mailboxes: a barrel or a box on a post with a front door and a flag, wall boxes with a flap, rows of lockers."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, frame, lofted, prism
from ._fronts import HingeLine, hang, hinge_line
from ._pose import left_open


def make(rng: np.random.Generator) -> Shape:
    b = Builder("mailbox")
    body = b.part("body")
    rng.choice([_post_box, _post_box, _wall_box, _lockers])(rng, b, body)
    return left_open(rng, b.finish(), chance=0.2)


def _arch(half: float, side: float, rise: float, steps: int = 12) -> np.ndarray:
    """Outline (n, 2) of (x, z), counter-clockwise: a rectangle up to height side with an arch of rise on it."""
    t = np.linspace(0, np.pi, steps)
    return np.concatenate([[[-half, 0], [half, 0]], np.c_[half * np.cos(t), side + rise * np.sin(t)]])


def _post_box(rng, b: Builder, body: int) -> None:
    half, deep = rng.uniform(0.07, 0.14), rng.uniform(0.3, 0.6)
    side, wall, thick = rng.uniform(0.06, 0.16), rng.uniform(0.003, 0.01), rng.uniform(0.004, 0.02)
    post = rng.choice([0.0, rng.uniform(0.5, 1.2)])
    rise = half * rng.choice([0.15, rng.uniform(0.5, 1.0)])
    outer = _arch(half, side, rise) + (0, post)
    middle = np.array([0, post + 0.5 * (side + rise)])
    inner = middle + (outer - middle) * (1 - wall / half)
    ring = [np.c_[line[:, 0], np.full(len(line), y), line[:, 1]]
            for line, y in ((outer, 0), (outer, deep), (inner, deep), (inner, 0), (outer, 0))]  # fmt: skip
    skin = lofted(np.stack(ring)[:, ::-1], caps=False)
    b.add(body, Mesh(skin.vertices, skin.faces), prism(outer, "y", deep - wall, deep))
    if post:
        r = rng.uniform(0.03, 0.06)
        b.add(body, box((-r, 0.5 * deep - r, 0), (r, 0.5 * deep + r, post)))
        b.add(body, box((-0.8 * half, 0.1 * deep, post - 0.03), (0.8 * half, 0.9 * deep, post)))
    door = b.part("door")
    b.add(door, prism(outer, "y", -thick, -0.001))
    b.add(door, box((-0.012, -thick - 0.02, post + side), (0.012, -thick, post + side + 0.3 * rise + 0.02)))
    lower, upper = np.array([-half, -thick, post]), np.array([half, 0.0, post + side + rise])
    hang(b, body, door, lower, upper, "bottom" if rng.random() < 0.75 else "right", np.pi / 2, HingeLine(0.0, 0.0))
    if rng.random() < 0.7:
        flag, s = b.part("lever", "flag"), rng.choice([-1, 1])
        long, y, z = rng.uniform(0.1, 0.18), rng.uniform(0.15, 0.5) * deep, post + 0.6 * side
        x = s * (half + 0.004)
        b.add(flag, box((x, y, z - 0.008), (x + s * 0.006, y + long, z + 0.008)))
        b.add(flag, box((x, y + 0.7 * long, z), (x + s * 0.006, y + long, z + 0.3 * long)))
        b.add(flag, cylinder((s * half, y, z), (x + s * 0.01, y, z), 0.01, 10))
        b.revolute(body, flag, (1, 0, 0), (x, y, z), 0.0, np.pi / 2)


def _wall_box(rng, b: Builder, body: int) -> None:
    width, deep, high = rng.uniform(0.25, 0.42), rng.uniform(0.08, 0.2), rng.uniform(0.2, 0.5)
    wall, lid = rng.uniform(0.004, 0.015), b.part("lid")
    cut = rng.uniform(0.65, 0.85) * high
    b.add(body, box((0, deep - wall, 0), (width, deep, high)), box((wall, 0, 0), (width - wall, deep - wall, wall)))
    side = np.array([[0, 0], [deep - wall, 0], [deep - wall, high], [0, cut]])
    b.add(body, *(prism(side, "x", x, x + wall) for x in (0, width - wall)))
    slope = np.array(
        [[-0.02, cut + 0.001], [deep - wall, high + 0.001], [deep - wall, high + wall], [-0.02, cut + wall]]
    )
    b.add(lid, prism(slope, "x", -0.01, width + 0.01))
    b.revolute(body, lid, (-1, 0, 0), (width / 2, deep - wall, high + wall), 0.0, rng.uniform(0.6, 1.5))
    lower, upper = np.array([wall, 0.0, wall]), np.array([width - wall, wall, cut - 0.004])
    if rng.random() < 0.5:
        door = b.part("door")
        b.add(door, box(lower, upper))
        hang(b, body, door, lower, upper, str(rng.choice(["left", "right", "bottom"])), np.pi / 2, HingeLine(0.0, 0.0))
    else:
        b.add(body, box(lower, upper))


def _lockers(rng, b: Builder, body: int) -> None:
    """A block of small doors alike."""
    across, up = int(rng.integers(2, 5)), int(rng.integers(2, 5))
    wide, high, deep = rng.uniform(0.15, 0.4), rng.uniform(0.12, 0.4), rng.uniform(0.2, 0.45)
    wall, thick, gap = rng.uniform(0.008, 0.02), rng.uniform(0.004, 0.02), rng.choice([0.0, 0.002, 0.006])
    total = np.array([across * wide, up * high])
    b.add(body, box((0, deep - wall, 0), (total[0], deep, total[1])))
    rim = np.array([wall, wall]) / 2
    side, line = str(rng.choice(["left", "right"])), hinge_line(rng, 0.1, 0.02)
    slot = rng.random() < 0.5
    for i in range(across):
        for k in range(up):
            low, far = np.array([i * wide, k * high]), np.array([(i + 1) * wide, (k + 1) * high])
            b.add(body, frame((low[0], 0, low[1]), (far[0], deep - wall, far[1]), "y", low + rim, far - rim))
            lower = np.array([low[0] + gap, -thick, low[1] + gap])
            upper = np.array([far[0] - gap, 0.0, far[1] - gap])
            door = b.part("door")
            b.add(door, box(lower, upper))
            if slot:
                z = upper[2] - 0.25 * high
                b.add(door, box((lower[0] + 0.2 * wide, -thick - 0.004, z), (upper[0] - 0.2 * wide, -thick, z + 0.02)))
            x = upper[0] - 0.15 * wide if side == "left" else lower[0] + 0.15 * wide
            z = (lower[2] + upper[2]) / 2
            b.add(door, cylinder((x, -thick, z), (x, -thick - 0.01, z), 0.012, 10))
            hang(b, body, door, lower, upper, side, np.pi / 2, line)
