"""Chests with curved, ridged or flat lids, bands, locks and feet: treasure chests, trunks, coffins, jewel boxes."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, lofted, open_box, sphere, tube
from ._pose import left_open


def make(rng: np.random.Generator) -> Shape:
    b = Builder("chest")
    body, lid = b.part("body"), b.part("lid")
    half, deep, high = rng.uniform(0.25, 0.7), rng.uniform(0.2, 0.5), rng.uniform(0.15, 0.5)
    wall = rng.uniform(0.015, 0.04)
    b.add(
        body,
        open_box((-half, -deep, 0), (half, deep, high), wall)
        if rng.random() < 0.8
        else box((-half, -deep, 0), (half, deep, high)),
    )
    arch = _arch(rng, deep)
    gap = rng.choice([0.0, 0.004])
    outer = np.c_[arch[:, 0], high + gap + arch[:, 1]]
    b.add(lid, _along(outer, -half, half))
    over = 1 + rng.uniform(0.01, 0.05)
    bands = np.linspace(-0.85, 0.85, int(rng.integers(2, 6))) * half if rng.random() < 0.7 else []
    wide = rng.uniform(0.02, 0.06)
    for x in bands:
        b.add(lid, _along(np.c_[arch[:, 0] * over, high + gap + arch[:, 1] * over], x - wide, x + wide))
        if rng.random() < 0.8:
            b.add(
                body,
                box((x - wide, -deep * over, 0), (x + wide, -deep, high)),
                box((x - wide, deep, 0), (x + wide, deep * over, high)),
            )
    _front(rng, b, body, lid, high, deep, over)
    if rng.random() < 0.5:
        b.add(body, *(_grip(s * half, high, s, rng.uniform(0.2, 0.5) * deep) for s in (-1, 1)))
    if rng.random() < 0.4:
        r = rng.uniform(0.02, 0.05)
        b.add(body, *(sphere((x, y, 0), r, 10) for x in (-0.9 * half, 0.9 * half) for y in (-0.9 * deep, 0.9 * deep)))
    r = rng.uniform(0.008, 0.02)
    pin = np.array([0, deep * over + 0.3 * r, high + gap])
    if rng.random() < 0.7:
        owner = (body, lid)[int(rng.integers(2))]
        b.add(
            owner,
            *(cylinder((x - 2 * wide, *pin[1:]), (x + 2 * wide, *pin[1:]), r, 10) for x in (-0.6 * half, 0.6 * half)),
        )
    b.revolute(body, lid, (-1, 0, 0), pin, 0.0, rng.uniform(1.2, 1.9))
    return left_open(rng, b.finish(), chance=0.5, each=1.0)


def _arch(rng, deep: float) -> np.ndarray:
    """Half outline (n, 2) of (y, z) over a lid's base, from front to back: round, flat with bevels, gabled, low arc."""
    kind = rng.choice(["round", "arc", "flat", "gable"], p=[0.35, 0.3, 0.2, 0.15])
    t = np.linspace(np.pi, 0, 11)
    if kind in ("round", "arc"):
        rise = deep * (rng.uniform(0.75, 1.0) if kind == "round" else rng.uniform(0.25, 0.6))
        foot = rng.uniform(0.0, 0.3) * deep
        return np.concatenate([[[-deep, 0]], np.c_[deep * np.cos(t), foot + rise * np.sin(t)], [[deep, 0]]])
    rise, inner = deep * rng.uniform(0.15, 0.8), deep * (rng.uniform(0.5, 0.98) if kind == "flat" else 0.02)
    return np.array([[-deep, 0], [-deep, 0.2 * rise], [-inner, rise], [inner, rise], [deep, 0.2 * rise], [deep, 0]])


def _along(outline: np.ndarray, left: float, right: float) -> Mesh:
    """A closed prism along X over an outline (n, 2) of (y, z) that runs clockwise seen from +X."""
    ring = outline[::-1]
    return lofted(np.stack([np.c_[np.full(len(ring), x), ring] for x in (left, right)]))


def _front(rng, b: Builder, body: int, lid: int, high: float, deep: float, over: float) -> None:
    """A lock's plate with a hasp, a knob, or nothing."""
    kind, y = rng.choice(["lock", "hasp", "knob", "none"], p=[0.4, 0.25, 0.15, 0.2]), -deep * over
    size = rng.uniform(0.03, 0.08)
    if kind in ("lock", "hasp"):
        b.add(body, box((-size, y - 0.4 * size, high - 1.8 * size), (size, y, high - 0.05 * size)))
    if kind == "hasp":
        b.add(
            lid,
            box((-0.5 * size, y - 0.7 * size, high - size), (0.5 * size, y - 0.42 * size, high + size)),
            box((-0.5 * size, y - 0.6 * size, high + 0.6 * size), (0.5 * size, y + 0.2 * deep, high + size)),
        )
    elif kind == "lock":
        b.add(lid, box((-0.6 * size, y - 0.4 * size, high + 0.1 * size), (0.6 * size, y + 0.1 * deep, high + size)))
    elif kind == "knob":
        b.add(
            lid,
            sphere((0, y - 0.4 * size, high + 0.8 * size), 0.5 * size, 10),
            cylinder((0, y - 0.4 * size, high + 0.8 * size), (0, -0.8 * deep, high + 0.8 * size), 0.25 * size, 8),
        )


def _grip(x: float, high: float, side: int, half: float) -> Mesh:
    """A bow on an end wall."""
    z, out = 0.65 * high, 0.25 * half * side
    return tube(
        np.array([[x, -half, z], [x + out, -0.8 * half, z], [x + out, 0.8 * half, z], [x, half, z]]), 0.08 * half, 6
    )
