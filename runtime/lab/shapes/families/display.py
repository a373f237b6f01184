"""Screens on stands that tilt, turn, rise or fold: monitors, televisions, tablets on easels, mirrors with a foot."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, frame, plate, prism, rounded_rectangle
from ._pose import left_open


def make(rng: np.random.Generator) -> Shape:
    b = Builder("display")
    body = b.part("body")
    wide = rng.uniform(0.3, 0.8)
    tall = wide * rng.choice([rng.uniform(0.5, 0.65), rng.uniform(0.7, 0.85)])
    thick = rng.choice([rng.uniform(0.012, 0.04), rng.uniform(0.04, 0.3)], p=[0.8, 0.2])
    lift = rng.uniform(0.04, 0.16)
    z = lift + rng.uniform(0.35, 0.6) * tall
    neck = _foot(rng, b, body, wide)
    r = rng.uniform(0.012, 0.03)
    parent, low = body, neck
    if rng.random() < 0.25:
        b.add(body, box((-1.6 * r, -0.8 * r, low), (1.6 * r, 0.8 * r, 0.6 * z)))
        parent = b.part("other", "post")
        b.add(parent, box((-1.2 * r, -0.6 * r, 0.3 * z), (1.2 * r, 0.6 * r, z)))
        b.prismatic(body, parent, (0, 0, 1), -rng.uniform(0, 0.25) * z, rng.uniform(0.1, 0.35) * z)
    elif rng.random() < 0.35:
        parent = b.part("other", "post")
        b.add(
            parent,
            cylinder((0, 0, low), (0, 0, low + 0.02), 2.5 * r, 20),
            box((-1.5 * r, -0.8 * r, low), (1.5 * r, 0.8 * r, z)),
        )
        if rng.random() < 0.4:
            b.continuous(body, parent, (0, 0, 1), (0, 0, low))
        else:
            q = rng.uniform(0.4, 1.6)
            b.revolute(body, parent, (0, 0, 1), (0, 0, low), -q, q)
    else:
        shape = rng.choice(["slab", "pole", "lean"])
        if shape == "slab":
            half = rng.uniform(1.2, 5) * r
            b.add(body, box((-half, -0.6 * r, low), (half, 0.6 * r, z)))
        elif shape == "pole":
            b.add(body, cylinder((0, 0, low), (0, 0, z), r, 16))
        else:
            outline = np.array([[-r, low], [r, low], [-0.5 * r, z], [-2 * r, z]]) * (-1, 1)
            b.add(body, prism(outline[::-1], "x", -2.5 * r, 2.5 * r))
    screen = b.part("screen")
    face = -2.5 * r
    b.add(screen, *_screen(rng, wide, tall, thick, face, lift))
    b.add(screen, box((-2 * r, face - 0.002, z - 2 * r), (2 * r, 0.3 * r, z + 2 * r)))
    kind = rng.choice(["tilt", "turn", "roll"], p=[0.7, 0.18, 0.12])
    if kind == "tilt":
        b.revolute(parent, screen, (-1, 0, 0), (0, 0, z), -rng.uniform(0.05, 0.4), rng.uniform(0.2, 0.8))
    elif kind == "turn" or z < 0.6 * wide:  # too low to stand on end
        q = rng.uniform(0.5, np.pi)
        b.revolute(parent, screen, (0, 0, 1), (0, 0, z), -q, q)
    else:
        b.revolute(parent, screen, (0, 1, 0), (0, 0, z), 0.0, np.pi / 2)
    return left_open(rng, b.finish(), chance=0.35)


def _foot(rng, b: Builder, body: int, wide: float) -> float:
    kind = rng.choice(["plate", "disc", "vee", "box"], p=[0.4, 0.25, 0.2, 0.15])
    half, high = wide * rng.uniform(0.16, 0.35), rng.uniform(0.006, 0.03)
    if kind == "disc":
        b.add(body, cylinder((0, 0, 0), (0, 0, high), half * 0.8, 32, half * rng.uniform(0.5, 0.8)))
    elif kind == "vee":
        bar = box((-0.012, -half, 0), (0.012, 0.02, high))
        b.add(
            body,
            bar.rotated((0, 0, 1), 0.7),
            bar.rotated((0, 0, 1), -0.7),
            cylinder((0, 0, 0), (0, 0, 1.5 * high), 0.03, 14),
        )
    else:
        deep = half * rng.uniform(0.5, 1.0)
        outline = rounded_rectangle(2 * half, 2 * deep, rng.uniform(0.01, 0.6) * deep, 5)
        high *= 2.5 if kind == "box" else 1
        b.add(body, plate(outline, 0, high, 0.2 * high))
    return high * 0.9


def _screen(rng, wide: float, tall: float, thick: float, back: float, lift: float) -> list[Mesh]:
    """A panel whose back is at y = back, with a rim and perhaps a bulge or a speaker bar."""
    x, front = wide / 2, back - thick
    top = lift + tall
    outline = rounded_rectangle(wide, tall, rng.uniform(0.001, 0.03), 4) + (0, lift + tall / 2)
    if thick > 0.06:  # a tube set: the case narrows to the rear
        shallow = front + 0.3 * thick
        rear = box((-0.6 * x, shallow, lift + 0.15 * tall), (0.6 * x, back, lift + 0.8 * tall))
        meshes = [prism(outline, "y", front, shallow, 0.01), rear]
    else:
        meshes = [prism(outline, "y", front, back, rng.uniform(0, 0.4) * thick)]
    rim, out = rng.uniform(0.008, 0.04), rng.uniform(0.001, 0.008)
    if rng.random() < 0.7:
        chin = rim * rng.choice([1.0, rng.uniform(1, 4)])
        meshes.append(
            frame((-x, front - out, lift), (x, front + 0.001, top), "y", (-x + rim, lift + chin), (x - rim, top - rim))
        )
    if rng.random() < 0.15:
        meshes.append(box((-x, front, lift - 0.04), (x, back, lift)))
    return meshes
