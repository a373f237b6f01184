"""Folding knives and multi-tools (blades turn) and cutters (the blade slides)."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, boxes, cylinder, plate, rounded_rectangle
from ._pose import posed


def make(rng: np.random.Generator) -> Shape:
    kinds = {"folding": 0.55, "cutter": 0.33, "multi": 0.12}
    b = Builder("knife")
    body = b.part("handle")
    return _KINDS[str(rng.choice(list(kinds), p=list(kinds.values())))](rng, b, body)


def blade_outline(rng: np.random.Generator, long: float, wide: float) -> np.ndarray:
    """A blade in (x, y) along +X from its root at 0, its edge at low y."""
    kind = rng.choice(["drop", "clip", "sheep", "spear", "chisel", "long"])
    top = {
        "drop": [(0.6, 0.95), (0.85, 0.7)], "clip": [(0.6, 1.0), (0.75, 0.7)], "sheep": [(0.8, 1.0), (0.95, 0.6)],
        "spear": [(0.6, 0.95), (0.85, 0.75)], "chisel": [(0.75, 1.0), (0.76, 1.0)], "long": [(0.5, 0.9), (0.8, 0.8)],
    }[str(kind)]  # fmt: skip
    tip = {"drop": 0.4, "clip": 0.3, "sheep": 0.1, "spear": 0.5, "chisel": 0.05, "long": 0.6}[str(kind)]
    edge = [(0, 0.05), (0.3, 0.0), (0.7, 0.02), (0.9, 0.12 if kind != "sheep" else 0.0)]
    points = np.array([*edge, (1, tip), *top[::-1], (0.3, 1.0), (0, 0.95)]) - (0, 0.5)
    return points * (long, wide)


def _folding(rng, b: Builder, body: int) -> Shape:
    long = rng.uniform(0.08, 0.14)
    wide, thick = long * rng.uniform(0.16, 0.32), long * rng.uniform(0.06, 0.14)
    b.add(body, *_scales(rng, long, wide, thick))
    pivot = np.array([long * rng.uniform(0.42, 0.48), 0, 0])
    blade = b.part("blade")
    blade_long, blade_wide = long * rng.uniform(0.75, 0.98), wide * rng.uniform(0.45, 0.75)
    outline = blade_outline(rng, blade_long, blade_wide) + (-0.1 * wide, 0)
    half = thick * rng.uniform(0.08, 0.25)
    b.add(blade, plate(outline, -half, half, rng.choice([0.0, 0.8 * half])).moved(pivot))
    if rng.random() < 0.3:
        b.add(
            blade,
            cylinder(
                pivot + (0.2 * blade_long, 0.3 * blade_wide, -2.5 * half),
                pivot + (0.2 * blade_long, 0.3 * blade_wide, 2.5 * half),
                0.12 * blade_wide,
                10,
            ),
        )
    if rng.random() < 0.6:
        b.add(body, cylinder(pivot - (0, 0, 0.56 * thick), pivot + (0, 0, 0.56 * thick), 0.16 * wide, 12))
    side = rng.choice([-1, 1])
    total = rng.uniform(2.8, np.pi)
    b.revolute(body, blade, (0, 0, side), pivot, 0.0, total)
    rest = rng.choice([0.0, rng.uniform(0.1, 0.9), 1.0], p=[0.5, 0.42, 0.08])
    return posed(b.finish(), {0: rest * total})


def _scales(rng, long: float, wide: float, thick: float) -> list[Mesh]:
    """The handle along X about the origin: two scales with a slot between, or one grooved piece."""
    bend = rng.uniform(-0.15, 0.25) * wide
    x = np.linspace(-1, 1, 13)
    grips = rng.choice([0.0, rng.uniform(0.02, 0.12)])
    upper = 0.5 * (1 - 0.25 * np.abs(x) ** 6) * wide + bend * (1 - x**2)
    lower = -0.5 * (1 - 0.3 * np.abs(x) ** 6) * wide + bend * (1 - x**2) + grips * wide * np.sin(6 * x)
    outline = np.concatenate([np.c_[x, lower], np.c_[x, upper][::-1]]) * (long / 2, 1)
    if rng.random() < 0.4:
        outline = rounded_rectangle(long, wide, rng.uniform(0.1, 0.5) * wide, 5)
    slot = thick * rng.uniform(0.15, 0.35)
    bevel = rng.uniform(0, 0.25) * thick
    meshes = [plate(outline, slot, thick / 2, bevel, below=False)]
    mirrored = Mesh(meshes[0].vertices * (1, 1, -1), meshes[0].faces[:, ::-1])
    meshes.append(mirrored)
    if rng.random() < 0.75:  # the spine closes the slot
        meshes.append(box((-0.48 * long, 0.36 * wide, -slot), (0.3 * long, 0.46 * wide, slot)))
    if rng.random() < 0.4:
        meshes += [
            cylinder((k * long, 0, -0.53 * thick), (k * long, 0, 0.53 * thick), 0.08 * wide, 10) for k in (-0.35, -0.05)
        ]
    if rng.random() < 0.3:
        meshes.append(box((-0.3 * long, -0.2 * wide, 0.5 * thick), (0.1 * long, 0.2 * wide, 0.6 * thick)))
    return meshes


def _cutter(rng, b: Builder, body: int) -> Shape:
    """A snap-off or trimming knife: the blade and its thumb slide run along X in the handle."""
    long = rng.uniform(0.11, 0.18)
    wide, thick = long * rng.uniform(0.1, 0.24), long * rng.uniform(0.05, 0.13)
    outline = rounded_rectangle(long, wide, rng.uniform(0.05, 0.5) * wide, 4)
    if rng.random() < 0.5:
        outline[:, 1] += rng.uniform(-0.8, 0.8) * wide * (outline[:, 0] / long) ** 2
    slot = 0.14 * thick
    upper = plate(outline, slot, thick / 2, rng.uniform(0, 0.2) * thick, below=False)
    b.add(body, upper, Mesh(upper.vertices * (1, 1, -1), upper.faces[:, ::-1]))
    b.add(body, box((-0.48 * long, 0.2 * wide, -slot), (0.47 * long, 0.4 * wide, slot)))
    if rng.random() < 0.5:
        x = np.linspace(-0.4, 0.1, int(rng.integers(4, 10))) * long
        n = len(x)
        b.add(
            body,
            boxes(
                np.c_[x, [-0.52 * wide] * n, [-0.3 * thick] * n],
                np.c_[x + 0.01 * long, [-0.45 * wide] * n, [0.3 * thick] * n],
            ),
        )
    blade = b.part("blade")
    reach, out = rng.uniform(0.4, 0.8) * long, rng.choice([0.0, rng.uniform(0.1, 0.4)]) * long
    half = 0.6 * slot
    slant = rng.uniform(0.3, 1.0) * wide
    tip = long / 2 + out
    low, high = -0.3 * wide, 0.25 * wide
    b.add(
        blade, plate(np.array([[tip - reach, low], [tip - slant, low], [tip, high], [tip - reach, high]]), -half, half)
    )
    at, size = tip - reach + rng.uniform(0, 0.15) * long, rng.uniform(0.05, 0.1) * long
    knob = rounded_rectangle(size * 1.5, 0.5 * wide, 0.1 * wide, 3) + (at, 0)
    side = rng.choice(["face", "edge"])
    if side == "face":
        b.add(blade, plate(knob, 0, 0.5 * thick + 0.25 * thick, 0.05 * thick))
    else:
        b.add(blade, box((at - size / 2, 0, -0.3 * thick), (at + size / 2, 0.65 * wide, 0.3 * thick)))
    travel = rng.uniform(0.25, 0.6) * long
    b.prismatic(body, blade, (1, 0, 0), -out if out else 0.0, max(travel - out, 0.1 * long))
    return b.finish()


def _multi(rng, b: Builder, body: int) -> Shape:
    """Several tools folded between the scales, each about a pin at one of the ends."""
    long = rng.uniform(0.08, 0.1)
    wide = long * rng.uniform(0.22, 0.3)
    count = int(rng.integers(2, 6))
    layer = rng.uniform(0.003, 0.005)
    thick = (count + 1.2) * layer
    outline = rounded_rectangle(long, wide, 0.5 * wide, 6)
    for s in (-1, 1):
        b.add(body, plate(outline, s * thick / 2, s * (thick / 2 + 1.2 * layer)) if s > 0
              else plate(outline, -thick / 2 - 1.2 * layer, -thick / 2))  # fmt: skip
    b.add(
        body,
        *(cylinder((s * 0.4 * long, 0, -thick / 2), (s * 0.4 * long, 0, thick / 2), 0.1 * wide, 10) for s in (-1, 1)),
    )
    values = {}
    for n in range(count):
        end = rng.choice([-1, 1])
        z = -thick / 2 + (n + 1.1) * layer
        blade = b.part("blade")
        points = blade_outline(rng, rng.uniform(0.55, 0.85) * long, rng.uniform(0.3, 0.5) * wide)
        if end < 0:
            points = (points * (-1, 1))[::-1]
        b.add(blade, plate(points + (end * 0.4 * long, 0), z - 0.3 * layer, z + 0.3 * layer))
        side = rng.choice([-1, 1])
        b.revolute(body, blade, (0, 0, side), (end * 0.4 * long, 0, z), 0.0, np.pi)
        values[n] = rng.choice([0.0, rng.uniform(0.2, np.pi), np.pi], p=[0.3, 0.4, 0.3])
    return posed(b.finish(), values)


_KINDS = {"folding": _folding, "cutter": _cutter, "multi": _multi}
