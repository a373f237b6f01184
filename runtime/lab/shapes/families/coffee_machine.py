"""Coffee machines: espresso, drip, capsule, hand mills; filter holders, wands, lids, jugs, trays and knobs move."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, lathe, open_box, prism, rounded_rectangle, smooth, sphere, tube
from ._pose import left_open, lifted
from ._vessel import section, shell, vessel


def make(rng: np.random.Generator) -> Shape:
    kinds = {"espresso": 0.42, "drip": 0.3, "capsule": 0.2, "mill": 0.08}
    b = Builder("coffee_machine")
    body = b.part("body")
    _KINDS[str(rng.choice(list(kinds), p=list(kinds.values())))](rng, b, body)
    return left_open(rng, b.finish(), chance=0.2)


def _housing(
    rng, x: float, y: float, high: float, base: float, head: float, stem: float, shelf: bool = True
) -> list[Mesh]:
    """C-shaped body open to -Y: a base, a column at the rear of depth stem, and a head of height head.

    shelf: a cup shelf may lie on top.
    """
    profile = np.array([[y, 0], [y, high], [-y * rng.uniform(0.6, 1.0), high]])
    front = profile[-1, 0]
    inner = y - stem
    if rng.random() < 0.5:
        r = rng.uniform(0.01, 0.2) * x
        column = prism(rounded_rectangle(2 * x, high, r, 4) + (0, high / 2), "y", inner, y, 0.004)
    else:
        column = box((-x, inner, 0), (x, y, high))
    meshes = [column, box((-x, front, high - head), (x, inner, high)), box((-x, -y, 0), (x, inner, base))]
    if shelf and rng.random() < 0.4:
        meshes.append(box((-0.9 * x, front + 0.01, high), (0.9 * x, y - 0.01, high + 0.01)))
        if rng.random() < 0.5:
            rail = np.array([[-0.88 * x, y - 0.02, high + 0.035], [0.88 * x, y - 0.02, high + 0.035]])
            meshes.append(cylinder(rail[0], rail[1], 0.003, 8))
            meshes += [
                cylinder((s * 0.88 * x, y - 0.02, high), (s * 0.88 * x, y - 0.02, high + 0.037), 0.003, 8)
                for s in (-1, 1)
            ]
    if rng.random() < 0.3:  # a cup below the head
        at = np.array([0, (front + inner) / 2, base])
        meshes.append(vessel(shell(np.array([[0.022, 0], [0.03, 0.03], [0.034, 0.06]]), 0.003), section(20)).moved(at))
    return meshes


def _knobs(rng, b: Builder, body: int, spots, y: float) -> None:
    """Knobs on the front face at y; the larger ones turn."""
    for x, z in spots:
        r, deep = rng.uniform(0.012, 0.028), rng.uniform(0.012, 0.03)
        part = b.part("knob") if rng.random() < 0.75 else body
        b.add(part, cylinder((x, y, z), (x, y - deep, z), r, 18, r * rng.uniform(0.75, 1)))
        if rng.random() < 0.4:
            b.add(part, box((x - 0.004, y - deep - 0.008, z - r), (x + 0.004, y - deep, z + r)))
        if part == body:
            continue
        if rng.random() < 0.5:
            b.continuous(body, part, (0, -1, 0), (x, y, z))
        else:
            b.revolute(body, part, (0, -1, 0), (x, y, z), 0.0, rng.uniform(1.2, 5))


def _tray(rng, b: Builder, body: int, x: float, front: float, inner: float, z: float) -> None:
    """A drip tray on the base that pulls out to the front."""
    part = b.part("tray") if rng.random() < 0.5 else body
    high = rng.uniform(0.012, 0.03)
    b.add(part, open_box((-0.9 * x, front - 0.004, z), (0.9 * x, inner - 0.004, z + high), 0.003))
    n = 9
    for at in np.linspace(-0.8 * x, 0.8 * x, n):
        b.add(part, box((at - 0.002, front, z + high - 0.003), (at + 0.002, inner - 0.008, z + high)))
    if part != body:
        b.prismatic(body, part, (0, -1, 0), 0.0, (inner - front) * rng.uniform(0.5, 1.0))


def _espresso(rng, b: Builder, body: int) -> None:
    x, y, high = rng.uniform(0.09, 0.2), rng.uniform(0.12, 0.18), rng.uniform(0.25, 0.4)
    base, head, stem = rng.uniform(0.02, 0.06), rng.uniform(0.25, 0.45) * high, rng.uniform(0.8, 1.3) * y
    b.add(body, *_housing(rng, x, y, high, base, head, stem))
    inner = y - stem
    groups = 2 if x > 0.15 and rng.random() < 0.5 else 1
    spots = np.array([-0.45, 0.45]) * x if groups == 2 else [rng.choice([0.0, rng.uniform(-0.3, 0.3)]) * x]
    z, gy, r = high - head, (-0.7 * y + inner) / 2, rng.uniform(0.026, 0.036)
    for gx in spots:
        b.add(body, cylinder((gx, gy, z - 0.02), (gx, gy, z + 0.01), 1.15 * r, 24))
        holder = b.part("handle", "filter holder")
        low = z - 0.02 - rng.uniform(0.02, 0.03)
        b.add(holder, cylinder((gx, gy, low), (gx, gy, z - 0.015), r, 24))
        long, tilt = rng.uniform(0.09, 0.15), rng.uniform(-0.05, 0.35)
        yaw = rng.choice([0.0, rng.uniform(-0.9, 0.9)])
        d = np.array([np.sin(yaw), -np.cos(yaw), -tilt])
        start = np.array([gx, gy, (low + z - 0.015) / 2])
        b.add(
            holder,
            cylinder(start, start + 0.4 * long * d, 0.006, 10),
            cylinder(start + 0.35 * long * d, start + long * d, 0.011, 12, 0.014),
        )
        if rng.random() < 0.6:
            b.add(
                holder,
                *(cylinder((gx + s * 0.01, gy, low - 0.02), (gx + s * 0.01, gy, low), 0.005, 8) for s in (-1, 1)),
            )
        if rng.random() < 0.75:
            b.revolute(
                body,
                holder,
                (0, 0, rng.choice([-1, 1])),
                (gx, gy, low),
                -rng.uniform(0, 0.5) * (rng.random() < 0.5),
                rng.uniform(0.5, 1.2),
            )
        else:
            b.prismatic(body, holder, (0, 0, -1), 0.0, rng.uniform(0.02, 0.06))
    if rng.random() < 0.65:
        _wand(rng, b, body, rng.choice([-1, 1]) * 0.85 * x, -0.5 * y, high - head)
    if rng.random() < 0.7:
        _tray(rng, b, body, x, -y, inner, base)
    zk = high - 0.5 * head
    front = min(-0.6 * y, inner)
    _knobs(rng, b, body, [(s * 0.7 * x, zk) for s in ((-1, 1) if rng.random() < 0.5 else (1,))], front)
    if rng.random() < 0.15:  # a long lever instead of a pump
        lever = b.part("lever")
        at = np.array([spots[0], -0.65 * y, high])
        tip = at + (0, -rng.uniform(0.02, 0.08), rng.uniform(0.12, 0.2))
        b.add(lever, cylinder(at, tip, 0.006, 10), sphere(tip, 0.015, 12))
        b.revolute(body, lever, (1, 0, 0), at, 0.0, rng.uniform(0.6, 1.1))
    if rng.random() < 0.25:
        _tank(rng, b, body, x, y, high)


def _wand(rng, b: Builder, body: int, x: float, y: float, z: float) -> None:
    """A bent steam pipe that swings about its upright root."""
    wand = b.part("spout", "wand")
    drop = rng.uniform(0.08, 0.15)
    points = np.array([[0, 0, 0], [0, -0.01, -0.02], [0.01, -0.03, -0.5 * drop], [0.0, -0.045, -drop]])
    b.add(wand, tube(smooth(points, 4), rng.uniform(0.004, 0.007), 8).moved((x, y, z)), sphere((x, y, z), 0.01, 10))
    b.revolute(body, wand, (0, 0, 1), (x, y, z), -rng.uniform(0.4, 1.5), rng.uniform(0.4, 1.5))


def _tank(rng, b: Builder, body: int, x: float, y: float, high: float) -> None:
    """A water tank behind that lifts out."""
    tank = b.part("other", "tank")
    deep = rng.uniform(0.05, 0.09)
    b.add(tank, open_box((-0.85 * x, y + 0.002, 0.02), (0.85 * x, y + deep, 0.95 * high), 0.004))
    b.prismatic(body, tank, (0, 0, 1), 0.0, lifted(rng, high))


def _drip(rng, b: Builder, body: int) -> None:
    """A filter machine: a jug on a hot plate below the filter; lids and the jug move."""
    x, y, high = rng.uniform(0.08, 0.13), rng.uniform(0.1, 0.15), rng.uniform(0.28, 0.4)
    base, head = rng.uniform(0.025, 0.05), rng.uniform(0.3, 0.45) * high
    stem = rng.uniform(0.5, 0.8) * y
    b.add(body, *_housing(rng, x, y, high, base, head, stem, shelf=False))
    inner = y - stem
    cy = (-y + inner) / 2
    r = min(0.8 * x, 0.48 * (y + inner))
    room = high - head - base
    jug = b.part("other", "jug")
    tall = room * rng.uniform(0.8, 0.97)
    points = np.array([[0.8, 0], [1, 0.15], [1, 0.45], [0.75, 0.8], [0.7, 0.95]]) * (r, tall)
    b.add(jug, vessel(shell(smooth(points, 4), 0.003), section(28)).moved((0, cy, base)))
    out = r * rng.uniform(1.4, 1.8)
    loop = np.array(
        [[0.72 * r, 0, 0.9 * tall], [out, 0, 0.85 * tall], [out, 0, 0.4 * tall], [0.95 * r, 0, 0.25 * tall]]
    )
    yaw = rng.choice([-np.pi / 2, -np.pi / 2, 0.0, -1.0])
    b.add(jug, tube(smooth(loop, 4), 0.008, 8).rotated((0, 0, 1), yaw).moved((0, cy, base)))
    b.prismatic(body, jug, (0, -1, 0), 0.0, rng.uniform(1.0, 2.5) * r)
    if rng.random() < 0.7:
        lid = b.part("lid")
        z = high + 0.001
        b.add(lid, box((-0.95 * x, -0.6 * y, z), (0.95 * x, y - 0.01, z + 0.012)))
        side = rng.choice(["rear", "left"])
        if side == "rear":
            b.revolute(body, lid, (-1, 0, 0), (0, y - 0.01, z), 0.0, rng.uniform(1.2, 1.9))
        else:
            b.revolute(body, lid, (0, -1, 0), (-0.95 * x, 0, z), 0.0, rng.uniform(1.2, 2.0))
    if rng.random() < 0.3:
        basket = b.part("drawer", "filter")
        z = high - head
        b.add(
            basket,
            cylinder((0, cy, z - 0.005), (0, cy, z + 0.6 * head), 0.55 * r, 20, 0.9 * r),
            box((-0.015, cy - r - 0.02, z + 0.4 * head), (0.015, cy, z + 0.55 * head)),
            box((-0.9 * x, cy - 0.01, z + 0.05 * head), (0.0, cy + 0.01, z + 0.2 * head)),
        )
        b.revolute(body, basket, (0, 0, -1), (-0.9 * x, cy, z), 0.0, rng.uniform(1.0, 1.8))
    if rng.random() < 0.5:
        _knobs(rng, b, body, [(0.6 * x, 0.5 * base + 0.012)], -y)


def _capsule(rng, b: Builder, body: int) -> None:
    """A capsule machine: a rounded body, a lever or flap on its head, a tank behind, a cup stand."""
    x, y, high = rng.uniform(0.05, 0.09), rng.uniform(0.12, 0.18), rng.uniform(0.22, 0.3)
    base, head = rng.uniform(0.015, 0.04), rng.uniform(0.3, 0.5) * high
    if rng.random() < 0.4:
        r = rng.uniform(0.35, 0.5) * high
        b.add(body, sphere((0, 0.3 * y, 0.55 * high), (1.4 * x, r, r * 1.1), 24))
        b.add(body, cylinder((0, 0, 0.62 * high), (0, -0.85 * y, 0.68 * high), 0.55 * x, 20))
        b.add(body, box((-0.6 * x, -y, 0), (0.6 * x, 0.5 * y, base)))
        inner = 0.1 * y
    else:
        stem = rng.uniform(0.7, 1.1) * y
        b.add(body, *_housing(rng, x, y, high, base, head, stem, shelf=False))
        inner = y - stem
    b.add(body, cylinder((0, -0.6 * y, high - head - 0.015), (0, -0.6 * y, high - head + 0.03), 0.012, 12))
    lever = b.part("lever")
    pin = np.array([0, rng.uniform(-0.2, 0.4) * y, high])
    if rng.random() < 0.6:
        tip_y = -y * rng.uniform(0.5, 1.0)
        half = 0.8 * x
        points = np.array(
            [
                [half, pin[1], high],
                [half, 0.6 * tip_y, high + 0.02],
                [0.7 * half, tip_y, high + 0.02],
                [0, tip_y - 0.005, high + 0.02],
            ]
        )
        path = smooth(points, 4)
        b.add(lever, tube(np.concatenate([path, (path * (-1, 1, 1))[-2::-1]]), rng.uniform(0.005, 0.01), 8))
    else:
        b.add(lever, box((-0.7 * x, -0.8 * y, high), (0.7 * x, pin[1], high + rng.uniform(0.01, 0.03))))
    b.revolute(body, lever, (-1, 0, 0), pin, 0.0, rng.uniform(0.8, 1.8))
    if rng.random() < 0.6:
        _tank(rng, b, body, x, y, high)
    _tray(rng, b, body, 0.8 * x, -y - 0.01, min(inner, 0), base)


def _mill(rng, b: Builder, body: int) -> None:
    """A hand mill: a box with a drawer and a crank on a dome."""
    x, high = rng.uniform(0.06, 0.09), rng.uniform(0.1, 0.16)
    b.add(
        body,
        open_box((-x, -x, 0), (x, x, high), 0.008, "-y"),
        box((-1.15 * x, -1.15 * x, -0.012), (1.15 * x, 1.15 * x, 0)),
    )
    dome = rng.uniform(0.3, 0.7) * x
    t = np.linspace(0, np.pi / 2, 7)
    b.add(body, lathe(np.concatenate([[[0, high]], np.c_[0.9 * x * np.cos(t), high + dome * np.sin(t)]]), 24))
    drawer = b.part("drawer")
    z0, z1 = 0.012, high * rng.uniform(0.4, 0.7)
    b.add(
        drawer,
        box((-0.85 * x, -x - 0.008, z0), (0.85 * x, -x + 0.004, z1)),
        open_box((-0.8 * x, -x, z0), (0.8 * x, 0.8 * x, z1 - 0.008), 0.005),
    )
    b.add(drawer, cylinder((0, -x - 0.008, (z0 + z1) / 2), (0, -x - 0.025, (z0 + z1) / 2), 0.006, 10, 0.009))
    b.add(body, box((-x, -x, z1 + 0.002), (x, -x + 0.008, high)))
    b.prismatic(body, drawer, (0, -1, 0), 0.0, x * rng.uniform(1.0, 1.6))
    crank = b.part("handle", "crank")
    top = high + dome + 0.02
    reach = x * rng.uniform(1.2, 2)
    yaw = rng.uniform(0, 2 * np.pi)
    pieces = [
        cylinder((0, 0, high + 0.8 * dome), (0, 0, top + 0.01), 0.006, 10),
        box((-0.006, -0.006, top), (reach, 0.006, top + 0.006)),
        cylinder((reach, 0, top), (reach, 0, top + 0.02), 0.004, 8),
        sphere((reach, 0, top + 0.028), 0.013, 12),
    ]
    b.add(crank, *(p.rotated((0, 0, 1), yaw) for p in pieces))
    b.continuous(body, crank, (0, 0, 1), (0, 0, top))


_KINDS = {"espresso": _espresso, "drip": _drip, "capsule": _capsule, "mill": _mill}
