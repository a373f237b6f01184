"""Pens, markers, lipsticks and syringes: rods with a cap that pulls off, a button, a plunger or a twisting end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..builder import Builder, Shape
from ..solids import box, cylinder, lathe, rotation
from ._pose import left_open
from ._vessel import section, solid, vessel


def make(rng: np.random.Generator) -> Shape:
    b = Builder("pen")
    body = b.part("body")
    long = rng.uniform(0.08, 0.16)
    r = long * rng.uniform(0.025, 0.09)
    kind = str(rng.choice(["cap", "click", "twist", "syringe"], p=[0.45, 0.27, 0.14, 0.14]))
    outline = section(24, rng.choice([2.0, rng.uniform(3, 8)], p=[0.85, 0.15]))
    grip = rng.uniform(0.85, 1.0)
    tip = rng.uniform(0.1, 0.22) * long
    profile = np.array(
        [
            [0.12 * r, -tip],
            [0.3 * r, -0.8 * tip],
            [grip * r, 0],
            [grip * r, 0.2 * long],
            [r, 0.3 * long],
            [r * rng.uniform(0.85, 1), 0.8 * long],
        ]
    )
    end = profile[-1, 1]
    if kind == "syringe":
        profile = np.array(
            [
                [0.06 * r, -2 * tip],
                [0.08 * r, -0.6 * tip],
                [0.3 * r, -0.5 * tip],
                [0.3 * r, 0],
                [r, 0.01 * long],
                [r, end],
            ]
        )
        b.add(body, box((-2.2 * r, -0.8 * r, end), (2.2 * r, 0.8 * r, end + 0.15 * r)))
    b.add(body, vessel(solid(profile), outline))
    if rng.random() < 0.3:
        b.add(
            body,
            *(
                lathe(np.array([[0.9 * r, z], [1.06 * r, z], [1.06 * r, z + 0.15 * r], [0.9 * r, z + 0.15 * r]]), 20)
                for z in np.linspace(0.05, 0.18, 3) * long
            ),
        )
    moving = b.part("cap" if kind in ("cap", "twist") else "button")
    if kind == "cap":
        reach, wide = rng.uniform(0.3, 0.6) * long, r * rng.uniform(1.05, 1.3)
        nose = -tip - rng.uniform(0.02, 0.2) * long
        edge = rng.uniform(0.1, 0.9) * r
        b.add(
            moving,
            vessel(
                np.array(
                    [
                        [0, nose],
                        [wide - edge, nose],
                        [wide, nose + edge],
                        [wide, nose + reach],
                        [0.95 * r, nose + reach],
                    ]
                ),
                outline,
            ),
        )
        b.add(moving, *_clip(rng, wide, nose + 0.1 * reach, nose + reach, 0.9))
        kinds = rng.choice(["prismatic", "screw"], p=[0.75, 0.25])
        travel = reach * rng.uniform(0.6, 1.2)
        if kinds == "screw":
            b.screw(body, moving, (0, 0, -1), (0, 0, nose), 0.0, travel)
        else:
            b.prismatic(body, moving, (0, 0, -1), 0.0, travel)
    elif kind == "click":
        out, thin = long * rng.uniform(0.03, 0.1), r * rng.uniform(0.35, 0.75)
        b.add(moving, cylinder((0, 0, end - 0.02 * long), (0, 0, end + out), thin, 16, thin * rng.uniform(0.8, 1.1)))
        b.add(body, *_clip(rng, r, 0.5 * long, end - 0.02 * long, rng.uniform(0.4, 0.9)))
        b.prismatic(body, moving, (0, 0, -1), 0.0, out * rng.uniform(0.4, 0.9))
    elif kind == "twist":
        out = long * rng.uniform(0.08, 0.3)
        b.add(
            moving,
            vessel(np.array([[0, end], [r, end], [r * rng.uniform(0.7, 1.05), end + out], [0, end + out]]), outline),
        )
        if rng.random() < 0.5:
            b.continuous(body, moving, (0, 0, 1), (0, 0, end))
        else:
            b.screw(body, moving, (0, 0, 1), (0, 0, end), 0.0, out * rng.uniform(0.3, 1))
    else:
        out = rng.uniform(0.15, 0.6) * long
        b.add(
            moving,
            box((-0.15 * r, -0.6 * r, 0.3 * long), (0.15 * r, 0.6 * r, end + out)),
            cylinder((0, 0, 0.25 * long), (0, 0, 0.3 * long), 0.9 * r, 16),
        )
        b.add(moving, cylinder((0, 0, end + out), (0, 0, end + out + 0.2 * r), rng.uniform(1, 1.6) * r, 20))
        b.prismatic(body, moving, (0, 0, -1), -rng.choice([0.0, 0.2 * long]), 0.95 * out)
    return left_open(rng, _lying(rng, b), chance=0.3)


def _clip(rng, r: float, low: float, high: float, share: float) -> list:
    if rng.random() < 0.3:
        return []
    start = high - share * (high - low)
    y = -r * rng.uniform(1.15, 1.5)
    return [
        box((-0.25 * r, y - 0.12 * r, start), (0.25 * r, y, high)),
        box((-0.25 * r, y - 0.12 * r, high - 0.05 * (high - low)), (0.25 * r, 0, high)),
    ]


def _lying(rng, b: Builder) -> Shape:
    """Standing or, as often, lying along X."""
    shape = b.finish()
    if rng.random() < 0.5:
        return shape
    turn = rotation((0, 1, 0), np.pi / 2)
    joints = tuple(replace(j, axis=turn @ j.axis, origin=turn @ j.origin) for j in shape.joints)
    return replace(shape, vertices=shape.vertices @ turn.T, joints=joints)
