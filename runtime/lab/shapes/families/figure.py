"""Statues, dolls, animals, busts, chess pieces and trophies, as sculpted, without any joint."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, lathe, rotation, smooth, sphere
from ._noise import bent, lumpy


def make(rng: np.random.Generator) -> Shape:
    b = Builder("figure")
    body = b.part("body")
    kinds = {"person": 0.35, "animal": 0.25, "turned": 0.2, "bust": 0.1, "abstract": 0.1}
    meshes = _KINDS[str(rng.choice(list(kinds), p=list(kinds.values())))](rng)
    low = min(m.vertices[:, 2].min() for m in meshes)
    if rng.random() < 0.4:
        wide = max(np.abs(m.vertices[:, :2]).max() for m in meshes) * rng.uniform(0.6, 1.2)
        high = wide * rng.uniform(0.1, 1.5)
        plinth = [
            box((-wide, -wide, low - high), (wide, wide, low)),
            cylinder((0, 0, low - high), (0, 0, low), wide, 24),
        ]
        meshes.append(plinth[int(rng.integers(2))])
        if rng.random() < 0.4:
            meshes.append(box((-1.15 * wide, -1.15 * wide, low - 1.2 * high), (1.15 * wide, 1.15 * wide, low - high)))
    b.add(body, *meshes)
    return b.finish()


def _limb(rng, start, end, r: float) -> list[Mesh]:
    """From start over a bend to end, with a ball at each."""
    start, end = np.asarray(start, float), np.asarray(end, float)
    middle = (start + end) / 2 + rng.normal(0, 0.15, 3) * np.linalg.norm(end - start)
    n = int(rng.choice([6, 8, 12]))
    return [cylinder(start, middle, r, n, 0.85 * r), cylinder(middle, end, 0.85 * r, n, 0.6 * r),
            sphere(middle, 0.88 * r, 8), sphere(end, rng.uniform(0.7, 1.1) * r, 8)]  # fmt: skip


def _person(rng) -> list[Mesh]:
    high, blocky = rng.uniform(0.1, 2), rng.random() < 0.25
    leg, wide, r = high * rng.uniform(0.38, 0.5), high * rng.uniform(0.09, 0.15), high * rng.uniform(0.03, 0.06)
    head, neck = high * rng.uniform(0.07, 0.16), high * rng.uniform(0.76, 0.84)
    if blocky:
        meshes = [
            box((-wide, -0.6 * wide, leg), (wide, 0.6 * wide, neck)),
            box((-head, -head, neck), (head, head, neck + 2 * head)),
        ]
        meshes += [box((min(s * wide, 0), -0.5 * wide, 0), (max(s * wide, 0), 0.5 * wide, leg)) for s in (-0.95, 0.95)]
        meshes += [
            box((s * wide - 0.35 * wide, -0.35 * wide, leg), (s * wide + 0.35 * wide, 0.35 * wide, neck))
            for s in (-1.4, 1.4)
        ]
        return meshes
    waist = np.array(
        [
            [0, leg - r],
            [0.9 * wide, leg],
            [0.7 * wide, leg + 0.15 * high],
            [wide, neck - 0.06 * high],
            [0.3 * wide, neck],
            [0, neck],
        ]
    )
    torso = lathe(waist, 14)
    meshes = [
        Mesh(torso.vertices * (1, 0.6, 1), torso.faces),
        sphere((0, 0, neck + 1.1 * head), (0.8 * head, 0.9 * head, head), 14),
    ]
    meshes.append(cylinder((0, 0, neck - 0.02 * high), (0, 0, neck + 0.4 * head), 0.4 * head, 10))
    robe = rng.random() < 0.3
    if robe:
        meshes.append(
            lathe(
                np.array(
                    [
                        [0, 0],
                        [1.5 * wide, 0],
                        [1.2 * wide, 0.5 * leg],
                        [0.8 * wide, leg + 0.1 * high],
                        [0, leg + 0.1 * high],
                    ]
                ),
                16,
            )
        )
    for s in (-1, 1):
        if not robe:
            foot = np.array([s * wide * rng.uniform(0.4, 1.1), rng.normal(0, 0.1 * high), 0.02 * high])
            meshes += _limb(rng, (s * 0.5 * wide, 0, leg), foot, r)
            meshes.append(box(foot - (0.7 * r, 2 * r, 0.02 * high), foot + (0.7 * r, r, 0.5 * r)))
        hand = np.array(
            [s * wide * rng.uniform(1.0, 3.2), rng.normal(-0.05, 0.12) * high, rng.uniform(0.4, 1.0) * high]
        )
        meshes += _limb(rng, (s * wide, 0, neck - 0.05 * high), hand, 0.7 * r)
        if rng.random() < 0.2:  # a staff or sword in the hand
            meshes.append(cylinder(hand - (0, 0, 0.4 * high * rng.random()), hand + (0, 0, 0.4 * high), 0.3 * r, 8))
    return meshes


def _animal(rng) -> list[Mesh]:
    long, r = rng.uniform(0.1, 2), rng.uniform(0.12, 0.3)
    leg = long * rng.uniform(0.1, 0.7)
    z = leg + 0.6 * r * long
    trunk = lumpy(rng, sphere((0, 0, 0), (r * long, 0.55 * long, r * long * rng.uniform(0.8, 1.2)), 16), 0.04)
    head = np.array([0, -long * rng.uniform(0.5, 0.8), z + long * rng.uniform(-0.05, 0.5)])
    big = long * rng.uniform(0.1, 0.2)
    meshes = [
        trunk.moved((0, 0, z)),
        cylinder((0, -0.35 * long, z), head, 0.55 * r * long, 12, 0.6 * big),
        sphere(head, big, 14),
    ]
    meshes.append(cylinder(head, head - (0, big * rng.uniform(1, 2.2), 0.3 * big), 0.6 * big, 10, 0.3 * big))
    for s in (-1, 1):
        meshes.append(
            cylinder(
                head + (s * 0.5 * big, 0, 0.6 * big),
                head + np.array([s * 0.8, 0, rng.uniform(1, 2)]) * big,
                0.3 * big,
                6,
                0.02 * big,
            )
        )
        for y in (-0.36, 0.36):
            meshes += _limb(
                rng,
                (s * 0.6 * r * long, y * long, z),
                (s * 0.7 * r * long, (y + rng.normal(0, 0.05)) * long, 0.03 * long),
                0.25 * r * long,
            )
    if rng.random() < 0.7:
        tail = np.array([0, long * rng.uniform(0.7, 1.1), z + long * rng.uniform(-0.3, 0.4)])
        meshes.append(cylinder((0, 0.45 * long, z), tail, 0.2 * r * long, 8, 0.08 * r * long))
    return meshes


def _turned(rng) -> list[Mesh]:
    """Chess pieces, trophies, finials, balusters, bells: one random profile on the lathe."""
    high, n = rng.uniform(0.05, 0.6), int(rng.integers(4, 9))
    r = high * rng.uniform(0.08, 0.35, n)
    r[0] = high * rng.uniform(0.2, 0.4)
    profile = smooth(np.c_[r, np.linspace(0, high, n)], 4) if rng.random() < 0.6 else np.c_[r, np.linspace(0, high, n)]
    profile = np.maximum(profile, (0.02 * high, 0))
    meshes = [lathe(np.concatenate([[[0, 0]], profile, [[0, profile[-1, 1]]]]), int(rng.choice([8, 16, 28])))]
    top = rng.choice(["ball", "cross", "star", "none"])
    at = np.array([0, 0, high])
    if top == "ball":
        meshes.append(sphere(at, high * rng.uniform(0.05, 0.15), 14))
    elif top == "cross":
        for low, up in (((-0.02, -0.02, 0), (0.02, 0.02, 0.2)), ((-0.08, -0.02, 0.1), (0.08, 0.02, 0.14))):
            meshes.append(box(at + np.array(low) * high, at + np.array(up) * high))
    elif top == "star":
        spike = cylinder((0, 0, 0), (0, 0, 0.2 * high), 0.05 * high, 4, 0.0)
        meshes += [spike.rotated((0, 1, 0), a).moved(at + (0, 0, 0.1 * high)) for a in np.arange(5) * 1.2566]
    return meshes


def _bust(rng) -> list[Mesh]:
    high = rng.uniform(0.2, 0.7)
    shoulders = lathe(
        np.array([[0, 0], [0.3, 0], [0.55, 0.2], [0.5, 0.35], [0.18, 0.45], [0.16, 0.6], [0, 0.6]]) * high, 20
    )
    head = lumpy(rng, sphere((0, 0, 0.75 * high), np.array([0.17, 0.2, 0.25]) * high, 20), 0.05)
    nose = cylinder((0, -0.15 * high, 0.78 * high), (0, -0.24 * high, 0.72 * high), 0.03 * high, 6, 0.04 * high)
    return [Mesh(shoulders.vertices * (1, 0.55, 1), shoulders.faces), head, nose]


def _abstract(rng) -> list[Mesh]:
    """Bent, twisted and pierced blocks, hands of lumps, stacked stones."""
    high = rng.uniform(0.2, 2)
    steps = np.linspace(0, 1, 24)
    width = 0.2 * high * (1 + rng.uniform(-0.6, 0.6) * np.sin(steps * rng.uniform(2, 9)))
    twist, meshes = rng.uniform(-4, 4), []
    column = lathe(
        np.concatenate([[[0, 0]], np.c_[width, steps * high], [[0, high]]]), int(rng.choice([3, 4, 5, 6, 20]))
    )
    turns = twist * column.vertices[:, 2] / high
    x, y = column.vertices[:, 0], column.vertices[:, 1] * rng.uniform(0.4, 1)
    twisted = np.c_[x * np.cos(turns) - y * np.sin(turns), x * np.sin(turns) + y * np.cos(turns), column.vertices[:, 2]]
    meshes.append(bent(Mesh(twisted, column.faces), rng.normal(0, 0.5)))
    for _ in range(int(rng.integers(0, 4))):
        meshes.append(sphere(rng.normal(0, 0.15, 3) * high + (0, 0, 0.5 * high), high * rng.uniform(0.05, 0.2), 12))
    return [m.transformed(rotation((0, 0, 1), rng.uniform(0, 6))) for m in meshes]


_KINDS = {"person": _person, "animal": _animal, "turned": _turned, "bust": _bust, "abstract": _abstract}
