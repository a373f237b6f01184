"""Fans and other things with a rotor: desk, stand, ceiling and box fans, windmills, propellers, mixers' blades."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, frame, lathe, lofted, plate, rotation, rounded_rectangle, sphere, tube
from ._pose import left_open

_FORWARD = rotation((1, 0, 0), np.pi / 2)  # turns +Z to -Y


def make(rng: np.random.Generator) -> Shape:
    kinds = {"stand": 0.5, "ceiling": 0.2, "box": 0.16, "mill": 0.14}
    b = Builder("fan")
    body = b.part("body")
    _KINDS[str(rng.choice(list(kinds), p=list(kinds.values())))](rng, b, body)
    return left_open(rng, b.finish(), chance=0.5)


def _rotor(rng, radius: float, straight: bool = False) -> list[Mesh]:
    """Blades and hub about Z at the origin."""
    count = int(rng.choice([2, 3, 3, 4, 5, 6, 8]))
    hub, deep = radius * rng.uniform(0.1, 0.25), radius * rng.uniform(0.05, 0.2)
    root, tip = radius * rng.uniform(0.08, 0.2), radius * rng.uniform(0.08, 0.4)
    twist, lean = rng.uniform(0.1, 0.8), rng.uniform(-0.3, 0.5) * (not straight)
    thick = 0.008 * radius
    rings = []
    for t in np.linspace(0.06, 1, 7):
        wide = root + (tip - root) * np.sin(np.pi / 2 * t) if not straight else root
        if t == 1 and not straight:
            wide *= 0.7
        a = twist * (1 - 0.6 * t)
        across, up = np.array([-np.sin(lean * t), np.cos(lean * t), 0]), np.array([0, 0, 1.0])
        u, v = np.cos(a) * across + np.sin(a) * up, np.cos(a) * up - np.sin(a) * across
        centre = radius * t * np.array([np.cos(lean * t), np.sin(lean * t), 0])
        rings.append([centre + s * wide * u + w * thick * v for s, w in ((-1, -1), (1, -1), (1, 1), (-1, 1))])
    blade = lofted(np.array(rings))
    meshes = [blade.rotated((0, 0, 1), 2 * np.pi * k / count) for k in range(count)]
    meshes.append(
        lathe(np.array([[0, -deep], [hub, -deep], [hub, 0.6 * deep], [0.5 * hub, deep], [0, 1.1 * deep]]), 20)
    )
    return meshes


def _cage(rng, radius: float, front: float, back: float) -> list[Mesh]:
    """Wire guard about Z between z = -back and front."""
    r = rng.uniform(0.004, 0.012) * radius
    t = np.linspace(0, 2 * np.pi, 37)[:-1]
    meshes = [tube(np.c_[radius * np.cos(t), radius * np.sin(t), 0 * t], 2 * r, 6, closed=True)]
    spokes = int(rng.choice([8, 16, 24, 32]))
    for z in (front, -back):
        for f in np.linspace(0.2, 0.85, int(rng.integers(1, 4))):
            meshes.append(
                tube(np.c_[f * radius * np.cos(t), f * radius * np.sin(t), 0 * t + z * (1 - f**3)], r, 4, closed=True)
            )
        points = np.array(
            [[0.1 * radius, 0, z], [0.6 * radius, 0, z * 0.9], [0.9 * radius, 0, 0.5 * z], [radius, 0, 0]]
        )
        wire = tube(points, r, 4)
        meshes += [wire.rotated((0, 0, 1), 2 * np.pi * k / spokes) for k in range(spokes)]
        meshes.append(cylinder((0, 0, z - r), (0, 0, z + r), 0.18 * radius, 20))
    return meshes


def _stand(rng, b: Builder, body: int) -> None:
    """A head with cage and motor on a stem: it tilts or swings in some."""
    radius = rng.uniform(0.1, 0.24)
    stem = rng.choice([rng.uniform(0.05, 0.2), rng.uniform(0.5, 1.0)])
    foot = radius * rng.uniform(0.6, 1.1)
    kind = rng.choice(["disc", "block", "cross"])
    if kind == "disc":
        b.add(body, cylinder((0, 0, 0), (0, 0, 0.12 * radius), foot, 32, 0.85 * foot))
    elif kind == "block":
        b.add(body, plate(rounded_rectangle(2 * foot, 1.6 * foot, 0.3 * foot, 4), 0, 0.3 * radius, 0.05 * radius))
    else:
        b.add(
            body,
            *(
                box((-foot, -0.06 * foot, 0), (foot, 0.06 * foot, 0.08 * foot)).rotated((0, 0, 1), a)
                for a in (0.8, 2.4)
            ),
        )
    top = stem + 0.1 * radius
    b.add(body, cylinder((0, 0, 0), (0, 0, top), rng.uniform(0.05, 0.12) * radius, 14))
    z = top + radius * rng.uniform(0.1, 1.05)
    b.add(body, cylinder((0, 0, top), (0, 0.12 * radius, z), 0.07 * radius, 12))
    head = body
    if rng.random() < 0.45:
        head = b.part("other", "head")
        if rng.random() < 0.5:
            b.revolute(body, head, (0, 0, 1), (0, 0.12 * radius, z), -rng.uniform(0.4, 1.2), rng.uniform(0.4, 1.2))
        else:
            b.revolute(body, head, (1, 0, 0), (0, 0.12 * radius, z), -rng.uniform(0.2, 0.8), rng.uniform(0.2, 0.9))
    at = np.array([0, -rng.uniform(0.1, 0.4) * radius, z])
    b.add(head, cylinder((0, 0.4 * radius, z), at, 0.25 * radius, 20, 0.2 * radius))
    deep = radius * rng.uniform(0.2, 0.4)
    if rng.random() < 0.8:
        b.add(head, *(m.transformed(_FORWARD).moved(at) for m in _cage(rng, radius * 1.06, deep, 0.8 * deep)))
    blades = b.part("blade", "rotor")
    b.add(blades, *(m.transformed(_FORWARD).moved(at) for m in _rotor(rng, radius * 0.96)))
    b.continuous(head, blades, (0, -1, 0), at)


def _ceiling(rng, b: Builder, body: int) -> None:
    radius, drop = rng.uniform(0.4, 0.75), rng.uniform(0.1, 0.5)
    b.add(body, cylinder((0, 0, -0.05), (0, 0, 0), 0.05, 20, 0.08), cylinder((0, 0, -drop), (0, 0, 0), 0.013, 10))
    fixed = rng.random() < 0.5
    hub = 0.09
    if fixed:
        b.add(body, cylinder((0, 0, -drop - 0.06), (0, 0, -drop), hub, 24, 0.7 * hub))
    blades = b.part("blade", "rotor")
    z = -drop - (0.08 if fixed else 0.0)
    b.add(blades, *(m.moved((0, 0, z)) for m in _rotor(rng, radius, straight=rng.random() < 0.7)))
    b.continuous(body, blades, (0, 0, 1), (0, 0, z))
    if rng.random() < 0.5 and fixed:
        b.add(body, cylinder((0, 0, z - 0.15), (0, 0, z), 0.02, 10), sphere((0, 0, z - 0.16), 0.07, 18))


def _box(rng, b: Builder, body: int) -> None:
    """A square housing with one or two rotors: box fans, extractor and computer fans."""
    half, deep = rng.uniform(0.04, 0.3), rng.uniform(0.2, 0.5)
    deep *= half
    count = int(rng.choice([1, 1, 2]))
    wide = half * count
    b.add(
        body,
        frame((-wide, -deep, -half), (wide, deep, half), "y", (-wide * 0.96, -0.92 * half), (wide * 0.96, 0.92 * half)),
    )
    for k in range(count):
        x = (2 * k - (count - 1)) * half
        t = np.linspace(0, 2 * np.pi, 25)[:-1]
        for y in (-deep, deep):
            for f in (0.4, 0.65, 0.9):
                b.add(
                    body,
                    tube(
                        np.c_[x + f * half * np.cos(t), 0 * t + y, f * half * np.sin(t)], 0.012 * half, 4, closed=True
                    ),
                )
            b.add(
                body,
                *(
                    box((-0.9 * half, -0.01 * half, -0.02 * half), (0.9 * half, 0.01 * half, 0.02 * half))
                    .rotated((0, 1, 0), a)
                    .moved((x, y, 0))
                    for a in (0, np.pi / 2)
                ),
            )
        blades = b.part("blade", "rotor")
        b.add(blades, *(m.transformed(_FORWARD).moved((x, 0, 0)) for m in _rotor(rng, 0.86 * half)))
        b.continuous(body, blades, (0, -1, 0), (x, 0, 0))
    if rng.random() < 0.4:
        b.add(
            body,
            *(
                box(
                    (s * 0.7 * wide - 0.05 * half, -1.4 * deep, -1.1 * half),
                    (s * 0.7 * wide + 0.05 * half, 1.4 * deep, -half),
                )
                for s in (-1, 1)
            ),
        )


def _mill(rng, b: Builder, body: int) -> None:
    """A windmill or wind turbine: a tower, perhaps with a cap that turns into the wind."""
    high = rng.uniform(0.8, 1.6)
    radius = high * rng.uniform(0.35, 0.6)
    wide = high * rng.choice([rng.uniform(0.02, 0.04), rng.uniform(0.12, 0.2)])
    b.add(body, cylinder((0, 0, 0), (0, 0, high), wide, int(rng.choice([6, 8, 24])), wide * rng.uniform(0.5, 0.8)))
    cap = b.part("other", "cap") if rng.random() < 0.5 else body
    length = max(wide, 0.05 * high) * 1.2
    b.add(cap, box((-0.6 * length, -length, high), (0.6 * length, length, high + length)))
    if cap != body:
        b.continuous(body, cap, (0, 0, 1), (0, 0, high))
    at = (0, -1.25 * length, high + 0.5 * length)
    b.add(cap, cylinder((0, 0, at[2]), at, 0.15 * length, 12))
    blades = b.part("blade", "rotor")
    b.add(blades, *(m.transformed(_FORWARD).moved(at) for m in _rotor(rng, radius, straight=rng.random() < 0.6)))
    b.continuous(cap, blades, (0, -1, 0), at)


_KINDS = {"stand": _stand, "ceiling": _ceiling, "box": _box, "mill": _mill}
