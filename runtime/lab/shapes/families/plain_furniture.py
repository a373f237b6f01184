"""Sofas, beds, benches, plain chairs, stools, tables, open shelves and racks: furniture on which nothing moves."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, plate, rounded_rectangle, tube
from ._noise import lumpy


def make(rng: np.random.Generator) -> Shape:
    b = Builder("plain_furniture")
    body = b.part("body")
    kinds = {"sofa": 0.25, "table": 0.2, "shelf": 0.2, "chair": 0.2, "bed": 0.15}
    b.add(body, *_KINDS[str(rng.choice(list(kinds), p=list(kinds.values())))](rng))
    return b.finish()


def _cushion(rng, lower, upper) -> Mesh:
    """A soft block between two corners."""
    lower, upper = np.asarray(lower, float), np.asarray(upper, float)
    wide, deep, high = upper - lower
    edge = rng.uniform(0.05, 0.45) * min(wide, deep, high)
    block = plate(rounded_rectangle(wide, deep, edge, 4), lower[2], upper[2], 0.8 * edge)
    block = block.moved((*((lower + upper)[:2] / 2), 0))
    return lumpy(rng, block, 0.015) if rng.random() < 0.3 else block


def _legs(rng, lower, upper, high: float) -> list[Mesh]:
    """Four legs, two sledges or a plinth below a rectangle between corners (2,), from the floor to high."""
    (x0, y0), (x1, y1) = lower, upper
    r = rng.uniform(0.015, 0.04)
    kind = rng.choice(["round", "square", "splayed", "sledge", "plinth"], p=[0.25, 0.3, 0.2, 0.15, 0.1])
    if kind == "plinth":
        return [box((x0 + r, y0 + r, 0), (x1 - r, y1 - r, high))]
    spots = [(x, y) for x in (x0 + 1.5 * r, x1 - 1.5 * r) for y in (y0 + 1.5 * r, y1 - 1.5 * r)]
    if kind == "sledge":
        runners = [box((x - r, y0, 0), (x + r, y1, 2 * r)) for x in (x0 + 1.5 * r, x1 - 1.5 * r)]
        return runners + [box((x - r, y - r, r), (x + r, y + r, high)) for x, y in spots]
    if kind == "square":
        return [box((x - r, y - r, 0), (x + r, y + r, high)) for x, y in spots]
    out = rng.uniform(0.0, 0.25) * high if kind == "splayed" else 0.0
    middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2])
    return [
        cylinder((*(np.array(p) + out * np.sign(np.array(p) - middle)), 0), (*p, high), 0.7 * r, 10, r) for p in spots
    ]


def _sofa(rng) -> list[Mesh]:
    """One to four seats, perhaps with a corner, arms and loose cushions."""
    seats = int(rng.choice([1, 2, 3, 4]))
    wide, deep, high = rng.uniform(0.5, 0.75), rng.uniform(0.7, 1.0), rng.uniform(0.35, 0.48)
    back, arm, foot = (
        rng.uniform(0.65, 1.1),
        rng.choice([0.0, rng.uniform(0.1, 0.25)], p=[0.2, 0.8]),
        rng.uniform(0.03, 0.16),
    )
    half, thick = seats * wide / 2, rng.uniform(0.12, 0.25)
    base = high - rng.uniform(0.1, 0.2)
    meshes = [_cushion(rng, (-half - arm, 0, foot), (half + arm, deep, base))]
    meshes.append(_cushion(rng, (-half - arm, deep - thick, foot), (half + arm, deep, back)))
    meshes += _legs(rng, (-half - arm, 0), (half + arm, deep), foot)
    together = rng.random() < 0.25  # one long cushion
    edges = [-half, half] if together else np.linspace(-half, half, seats + 1)
    gap = rng.choice([0.0, 0.004, 0.015])
    for left, right in zip(edges[:-1], edges[1:], strict=True):
        meshes.append(_cushion(rng, (left + gap, -0.02, base), (right - gap, deep - thick, high)))
        if rng.random() < 0.6:
            meshes.append(
                _cushion(rng, (left + gap, deep - 1.8 * thick, high), (right - gap, deep - thick, back - 0.02))
            )
    if arm:
        top = high + rng.uniform(0.08, 0.25)
        meshes += [_cushion(rng, (x, -0.03, foot), (x + arm, deep, top)) for x in (-half - arm, half)]
    if rng.random() < 0.2:
        meshes.append(_cushion(rng, (half - wide, -rng.uniform(0.4, 0.8), foot), (half + arm, 0.05, high)))
    return meshes


def _table(rng) -> list[Mesh]:
    wide, deep, high = rng.uniform(0.3, 2.2), rng.uniform(0.3, 1.1), rng.uniform(0.3, 1.1)
    thick, kind = rng.uniform(0.015, 0.06), rng.choice(["legs", "column", "trestle", "block"])
    round_top = rng.random() < 0.3
    corner = 0.5 * min(wide, deep) if round_top else rng.uniform(0.002, 0.1) * min(wide, deep)
    meshes = [plate(rounded_rectangle(wide, deep, corner, 8), high - thick, high, rng.choice([0, 0.2]) * thick)]
    half, apron = np.array([wide, deep]) / 2 * (0.68 if round_top else 0.95), rng.uniform(0.04, 0.12)
    if kind == "legs":
        meshes += _legs(rng, -half, half, high - thick)
        if rng.random() < 0.6:
            x, y = half - 0.02
            meshes += [box((-x, s * y - 0.01, high - thick - apron), (x, s * y + 0.01, high - thick)) for s in (-1, 1)]
            meshes += [box((s * x - 0.01, -y, high - thick - apron), (s * x + 0.01, y, high - thick)) for s in (-1, 1)]
        if rng.random() < 0.25:
            meshes.append(box((*-half, 0.3 * high), (*half, 0.3 * high + 0.02)))
    elif kind == "column":
        r = 0.06 * min(wide, deep)
        meshes += [
            cylinder((0, 0, 0), (0, 0, high - thick), r, 16),
            cylinder((0, 0, 0), (0, 0, 0.04 * high), 0.35 * min(wide, deep), 24, 3 * r),
        ]
    elif kind == "trestle":
        for s in (-1, 1):
            x = s * 0.7 * half[0]
            meshes += [
                box((x - 0.03, -half[1], 0), (x + 0.03, half[1], 0.05)),
                box((x - 0.03, -0.05, 0.05), (x + 0.03, 0.05, high - thick)),
            ]
        meshes.append(box((-0.7 * half[0], -0.02, 0.35 * high), (0.7 * half[0], 0.02, 0.45 * high)))
    else:
        meshes.append(box((-0.8 * half[0], -0.8 * half[1], 0), (0.8 * half[0], 0.8 * half[1], high - thick)))
    for _ in range(int(rng.choice([0, 0, 0, 2, 4]))):  # things that lie on it
        at, size = rng.uniform(-0.7, 0.7, 2) * half, rng.uniform(0.03, 0.1)
        meshes.append(cylinder((*at, high), (*at, high + size * rng.uniform(0.2, 3)), size, 14) if rng.random() < 0.5
                      else box((*(at - size), high), (*(at + size), high + size * rng.uniform(0.2, 2))))  # fmt: skip
    return meshes


def _shelf(rng) -> list[Mesh]:
    """Open shelves, cubes, wine racks, ladders, coat stands; some filled."""
    wide, deep, high, t = rng.uniform(0.4, 1.8), rng.uniform(0.2, 0.45), rng.uniform(0.5, 2.2), rng.uniform(0.01, 0.04)
    if rng.random() < 0.12:
        meshes = [cylinder((0, 0, 0), (0, 0, high), 0.02, 12), cylinder((0, 0, 0), (0, 0, 0.03), 0.2, 20)]
        for k in range(int(rng.integers(3, 9))):
            a, z = 2.4 * k, high * rng.uniform(0.6, 0.95)
            meshes.append(
                tube(
                    np.array(
                        [
                            [0, 0, z],
                            [0.1 * np.cos(a), 0.1 * np.sin(a), z + 0.02],
                            [0.14 * np.cos(a), 0.14 * np.sin(a), z + 0.1],
                        ]
                    ),
                    0.008,
                    6,
                )
            )
        return meshes
    meshes, rows, columns = [], int(rng.integers(1, 7)), int(rng.choice([1, 1, 2, 3]))
    posts = rng.random() < 0.3
    for x in np.linspace(-wide / 2, wide / 2, columns + 1):
        if posts:
            meshes += [box((x - t, y - t, 0), (x + t, y + t, high)) for y in (t, deep - t)]
        else:
            meshes.append(box((x - t / 2, 0, 0), (x + t / 2, deep, high)))
    lowest = rng.uniform(0.02, 0.3) * high
    for z in np.linspace(lowest, high - t, rows + 1):
        meshes.append(box((-wide / 2, 0, z), (wide / 2, deep, z + t)))
        if posts or rng.random() > 0.7:
            continue
        for _ in range(int(rng.integers(0, 6))):  # books, boxes and vases
            x, size = rng.uniform(-0.42, 0.42) * wide, rng.uniform(0.03, 0.1)
            tall = min(0.8 * (high - lowest) / rows, rng.uniform(0.1, 0.4))
            meshes.append(box((x, 0.1 * deep, z + t), (x + size, rng.uniform(0.5, 0.9) * deep, z + t + tall)))
    if not posts and rng.random() < 0.6:
        meshes.append(box((-wide / 2, deep - 0.01, lowest), (wide / 2, deep, high)))
    return meshes


def _chair(rng) -> list[Mesh]:
    """Chairs, stools and benches that neither turn nor fold."""
    wide, deep, high = (
        rng.choice([rng.uniform(0.35, 0.55), rng.uniform(0.9, 1.8)], p=[0.75, 0.25]),
        rng.uniform(0.33, 0.55),
        rng.uniform(0.3, 0.75),
    )
    t, back = rng.uniform(0.02, 0.09), rng.choice([0.0, rng.uniform(0.3, 0.7)], p=[0.35, 0.65])
    meshes = [_cushion(rng, (-wide / 2, 0, high - t), (wide / 2, deep, high))]
    meshes += _legs(rng, (-wide / 2, 0), (wide / 2, deep), high - t)
    if rng.random() < 0.3:
        meshes += [
            box((-wide / 2, y, 0.35 * high), (wide / 2, y + 0.02, 0.35 * high + 0.03)) for y in (0.02, deep - 0.04)
        ]
    if back:
        lean, kind = rng.uniform(0, 0.12), rng.choice(["board", "slats", "bars"])
        top, y = high + back, deep - 0.02
        panels: list[Mesh] = []
        if kind == "board":
            panels.append(_cushion(rng, (-wide / 2, y - 0.03, high), (wide / 2, y + 0.02, top)))
        else:
            panels += [
                box((s * wide / 2 - 0.02, y - 0.02, high - t), (s * wide / 2 + 0.02, y + 0.02, top))
                for s in (-0.95, 0.95)
            ]
            if kind == "slats":
                panels += [
                    box((-wide / 2, y - 0.01, z), (wide / 2, y + 0.01, z + 0.06))
                    for z in np.linspace(high + 0.1, top - 0.07, int(rng.integers(1, 5)))
                ]
            else:
                panels += [box((-wide / 2, y - 0.015, top - 0.04), (wide / 2, y + 0.015, top))]
                panels += [
                    cylinder((x, y, high), (x, y, top), 0.01, 8)
                    for x in np.linspace(-0.4, 0.4, int(rng.integers(3, 8))) * wide
                ]
        meshes += [p.rotated((1, 0, 0), -lean, (0, y, high)) for p in panels]
        if rng.random() < 0.35:
            z = high + rng.uniform(0.15, 0.25)
            for s in (-1, 1):
                x = s * (wide / 2 - 0.02)
                meshes += [
                    box((x - 0.025, 0, z), (x + 0.025, deep, z + 0.03)),
                    box((x - 0.02, 0.02, high), (x + 0.02, 0.06, z)),
                ]
    return meshes


def _bed(rng) -> list[Mesh]:
    wide, long, high = rng.uniform(0.8, 2.0), rng.uniform(1.8, 2.2), rng.uniform(0.2, 0.5)
    meshes = [
        box((-wide / 2, 0, high - 0.15), (wide / 2, long, high)),
        *_legs(rng, (-wide / 2, 0), (wide / 2, long), high - 0.15),
    ]
    mattress = high + rng.uniform(0.12, 0.28)
    meshes.append(_cushion(rng, (-wide / 2 + 0.03, 0.03, high), (wide / 2 - 0.03, long - 0.03, mattress)))
    meshes.append(box((-wide / 2, long, 0.0), (wide / 2, long + 0.05, rng.uniform(0.7, 1.3))))
    if rng.random() < 0.5:
        meshes.append(box((-wide / 2, -0.05, 0.0), (wide / 2, 0, rng.uniform(0.4, 0.8))))
    pillows = 1 if wide < 1.2 else 2
    for k in range(pillows):
        x = (k - (pillows - 1) / 2) * wide / pillows
        meshes.append(_cushion(rng, (x - 0.33, long - 0.5, mattress), (x + 0.33, long - 0.08, mattress + 0.13)))
    if rng.random() < 0.5:
        meshes.append(
            _cushion(rng, (-wide / 2 - 0.02, -0.02, mattress - 0.1), (wide / 2 + 0.02, 0.65 * long, mattress + 0.05))
        )
    if rng.random() < 0.2:  # a bunk above
        up = rng.uniform(1.0, 1.3)
        meshes += [
            box((s * wide / 2 - 0.03, y, 0), (s * wide / 2 + 0.03, y + 0.06, high + up))
            for s in (-1, 1)
            for y in (0, long - 0.06)
        ]
        meshes.append(box((-wide / 2, 0, up), (wide / 2, long, up + 0.15)))
    return meshes


_KINDS = {"sofa": _sofa, "table": _table, "shelf": _shelf, "chair": _chair, "bed": _bed}
