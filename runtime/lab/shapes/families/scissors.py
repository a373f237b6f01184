"""Scissors, shears and pliers: two halves that cross at a pin; they lie flat, point to +X and turn about Z."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, cylinder, plate, smooth, tube
from ._pose import posed


@dataclass(frozen=True)
class HalfStyle:
    """What both halves share. Lengths in metres; root: the blade's width at the pin; loop: half axes of a bow."""

    kind: str
    blade: float
    grip: float
    thick: float
    root: float
    loop: tuple[float, float]
    ring: float
    flat: float
    bend: float


def make(rng: np.random.Generator) -> Shape:
    kind = str(rng.choice(["scissors", "shears", "pliers"], p=[0.72, 0.12, 0.16]))
    blade, grip = rng.uniform(0.05, 0.13), rng.uniform(0.06, 0.11)
    if kind == "pliers":
        blade, grip = 0.45 * blade, 1.3 * grip
    if kind == "shears":
        blade, grip = 1.4 * blade, 2.2 * grip
    style = HalfStyle(
        kind, blade, grip,
        thick=blade * (rng.uniform(0.12, 0.22) if kind == "pliers" else rng.uniform(0.02, 0.06)),
        root=blade * (rng.uniform(0.3, 0.5) if kind == "pliers" else rng.uniform(0.1, 0.22)),
        loop=(grip * rng.uniform(0.22, 0.4), grip * rng.uniform(0.14, 0.26)),
        ring=grip * rng.uniform(0.035, 0.075),
        flat=rng.uniform(0.4, 1.4),
        bend=rng.uniform(-0.2, 0.2),
    )  # fmt: skip
    b = Builder("scissors")
    halves = b.part("blade"), b.part("blade")
    lap = style.thick * rng.choice([1.05, 0.0], p=[0.8, 0.2])
    larger = rng.choice([1.0, rng.uniform(1.1, 1.6)], p=[0.6, 0.4])
    b.add(halves[0], *_half(style, 1.0))
    mirrored = _half(style, larger)
    b.add(halves[1], *(Mesh(m.vertices * (1, -1, 1) + (0, 0, lap), m.faces[:, ::-1]) for m in mirrored))
    r, deep = style.root * rng.uniform(0.2, 0.4), style.thick * rng.uniform(0.6, 1.1)
    b.add(halves[int(rng.integers(2))], cylinder((0, 0, -deep), (0, 0, lap + deep), r, 14))
    widest = rng.uniform(0.5, 1.7) if kind != "pliers" else rng.uniform(0.4, 1.0)
    b.revolute(*halves, (0, 0, -1), (0, 0, 0), 0.0, widest)
    rest = rng.choice([0.0, rng.uniform(0.1, 1.0)], p=[0.3, 0.7]) * widest
    return posed(b.finish(), {0: rest})


def _half(style: HalfStyle, larger: float) -> list[Mesh]:
    """One half, shut: its cutting edge on the X axis, its blade above, its handle below and behind the pin."""
    long, w, t = style.blade, style.root, style.thick / 2
    if style.kind == "pliers":
        jaw = np.array(
            [
                [-w, -0.9 * w],
                [0.2 * w, -0.2 * w],
                [0.5 * w, 0.02 * w],
                [long, 0.02 * w],
                [long, 0.35 * w],
                [0.4 * long, 0.7 * w],
                [-0.3 * w, 0.6 * w],
            ]
        )
        meshes = [plate(jaw, -t, t, 0.3 * t)]
    else:
        edge = [
            [-1.2 * w, -0.75 * w],
            [-0.2 * w, -0.45 * w],
            [0.5 * w, -0.02 * w],
            [0.8 * long, -0.01 * w],
            [long, 0.0],
        ]
        back = [[0.95 * long, 0.12 * w], [0.6 * long, 0.5 * w], [0.2 * long, 0.72 * w], [-0.3 * w, 0.6 * w]]
        meshes = [plate(np.array(edge + back), -t, t)]
    r = style.ring
    if style.kind != "scissors":  # long plain grips
        spread = 1.2 * w + 0.12 * style.grip
        points = [
            [-0.5 * w, -0.4 * w, 0],
            [-0.35 * style.grip, -spread, 0],
            [-0.7 * style.grip, -1.1 * spread, 0],
            [-style.grip, -0.9 * spread, 0],
        ]
        grip = tube(smooth(np.array(points), 5), 1.4 * r, 8)
        return [*meshes, Mesh(grip.vertices * (1, 1, style.flat), grip.faces)]
    a, c = style.loop[0] * larger, style.loop[1]
    centre = np.array([-style.grip + style.loop[0] - (a - style.loop[0]), -c - 1.3 * r, 0])
    angle = np.linspace(0, 2 * np.pi, 25)[:-1]
    loop = np.c_[a * np.cos(angle), c * np.sin(angle) * (1 + style.bend * np.cos(angle)), 0 * angle] + centre
    bow = tube(loop, r, 8, closed=True)
    shank = smooth(
        np.array(
            [[-0.5 * w, -0.35 * w, 0], [-0.4 * style.grip, -0.5 * c - 0.3 * w, 0], centre + (0.93 * a, 0.1 * c, 0)]
        ),
        5,
    )
    arm = tube(shank, 0.9 * r, 8)
    squeeze = np.array([1, 1, style.flat])
    return [*meshes, Mesh(bow.vertices * squeeze, bow.faces), Mesh(arm.vertices * squeeze, arm.faces)]
