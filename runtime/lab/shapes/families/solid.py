"""Plain solids, and blocks that carry what looks like hardware and stands still: bolts, ribs, bosses, rings, grips."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import (
    Mesh,
    box,
    cylinder,
    frame_along,
    joined,
    lathe,
    plate,
    rotation,
    rounded_rectangle,
    sphere,
    tube,
)
from ._details import details
from ._noise import bent, lumpy
from ._vessel import section


def make(rng: np.random.Generator) -> Shape:
    b = Builder("solid")
    body = b.part("body")
    if rng.random() < 0.55:
        one = joined([primitive(rng) for _ in range(int(rng.choice([1, 1, 1, 2, 3])))])
        b.add(
            body, one.transformed(rotation(rng.normal(size=3), rng.uniform(0, 6)) if rng.random() < 0.3 else np.eye(3))
        )
    else:
        b.add(body, *_part(rng))
    return b.finish()


def primitive(rng: np.random.Generator) -> Mesh:
    """One solid near the origin: box, round, torus, cone, sphere, tube, prism, ring, wedge, star, heart."""
    size, n = rng.uniform(0.3, 1, 3), int(rng.choice([3, 5, 6, 8, 16, 32]))
    kind = rng.choice(
        ["box", "plate", "cylinder", "torus", "cone", "sphere", "tube", "prism", "star", "knot", "egg", "arch"]
    )
    if kind == "box":
        return box(-size, size)
    if kind == "plate":
        outline = rounded_rectangle(2 * size[0], 2 * size[1], rng.uniform(0.02, 0.5) * size[:2].min(), 6)
        return plate(outline, 0, size[2] * rng.uniform(0.05, 1), rng.uniform(0, 0.1) * size[2])
    if kind == "cylinder":
        return cylinder((0, 0, -size[2]), (0, 0, size[2]), size[0] * rng.uniform(0.1, 1), n)
    if kind == "torus":
        t = np.linspace(0, 2 * np.pi, 33)[:-1]
        return tube(np.c_[np.cos(t), np.sin(t), 0 * t] * size[0], size[0] * rng.uniform(0.08, 0.45), 14, closed=True)
    if kind == "cone":
        return cylinder((0, 0, 0), (0, 0, 1.5 * size[2]), size[0], n, rng.choice([0.0, 0.5]) * size[0])
    if kind == "sphere":
        return lumpy(
            rng,
            sphere((0, 0, 0), size if rng.random() < 0.5 else size[0], int(rng.choice([8, 16, 28]))),
            rng.choice([0, 0.1]),
        )
    if kind == "tube":
        inner = rng.uniform(0.3, 0.92) * size[0]
        profile = np.array(
            [[inner, -size[2]], [size[0], -size[2]], [size[0], size[2]], [inner, size[2]], [inner, -size[2]]]
        )
        return lathe(profile, n)
    if kind == "prism":
        return plate(section(n) * size[:2], 0, size[2] * rng.uniform(0.1, 2), rng.uniform(0, 0.1))
    if kind == "star":
        a = np.arange(2 * n) * np.pi / n
        r = np.where(np.arange(2 * n) % 2, rng.uniform(0.4, 0.95), 1.0) * size[0]
        return plate(np.c_[r * np.cos(a), r * np.sin(a)], 0, rng.uniform(0.1, 1) * size[0], 0.02)
    if kind == "knot":
        t, p = np.linspace(0, 2 * np.pi, 97)[:-1], int(rng.choice([2, 3]))
        r = 1 + 0.4 * np.cos(5 * t)
        return tube(
            np.c_[r * np.cos(p * t), r * np.sin(p * t), -0.4 * np.sin(5 * t)] * size[0], 0.12 * size[0], 8, closed=True
        )
    if kind == "egg":
        t = np.linspace(0, np.pi, 14)
        return lathe(np.c_[np.sin(t) * (1 + 0.2 * np.cos(t)), -np.cos(t) * 1.3] * size[0], 24)
    slab = plate(rounded_rectangle(size[0], 0.3 * size[1], 0.05, 3), 0, 2.5)
    slab = joined(
        [
            slab.moved((0, 0, 0)),
            *(
                box((-size[0] / 2, -0.15 * size[1], z), (size[0] / 2, 0.15 * size[1], z + 0.1))
                for z in np.arange(0, 2.5, 0.1)
            ),
        ]
    )
    return bent(slab, rng.uniform(0.3, 3))


def _part(rng) -> list[Mesh]:
    """A machined block, crate or plate with what looks like hardware on its faces."""
    size = rng.uniform(0.2, 1, 3)
    if rng.random() < 0.4:
        size[int(rng.integers(3))] *= 0.15
    round_body = rng.random() < 0.3
    body = cylinder((0, 0, -size[2]), (0, 0, size[2]), size[0], 28) if round_body else box(-size, size)
    meshes = [body]
    if round_body:
        size[1] = size[0]
    for axis, side in [(a, s) for a in range(3) for s in (-1, 1)]:
        if rng.random() < 0.55 or (round_body and axis < 2):
            continue
        normal = np.eye(3)[axis] * side
        local = frame_along(normal)
        half = np.abs(local.T @ size)[:2] * (0.6 if round_body else 0.85)
        for detail in details(rng, half):
            meshes.append(detail.transformed(local).moved(normal * size))
    return meshes
