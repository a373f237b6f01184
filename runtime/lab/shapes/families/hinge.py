"""Hinges as hardware: butt, strap, tee, piano and lift-off hinges, hasps and latches, some with stubs of board."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, plate, rotation, rounded_rectangle, sphere
from ._pose import posed


def make(rng: np.random.Generator) -> Shape:
    """Two leaves about Z, open flat: the body to -X, the leaf to +X; knuckles take turns along the pin."""
    b = Builder("hinge")
    body, leaf = b.part("body"), b.part(str(rng.choice(["flap", "door", "other"])))
    kind = rng.choice(["butt", "strap", "tee", "piano"], p=[0.5, 0.2, 0.15, 0.15])
    high = rng.uniform(0.04, 0.15) * (4 if kind == "piano" else 1)
    r, t = rng.uniform(0.002, 0.006), rng.uniform(0.001, 0.003)
    wide = np.full(2, high * rng.uniform(0.25, 0.7) / (4 if kind == "piano" else 1))
    tall = np.full(2, high)
    if kind in ("strap", "tee"):
        wide[1] *= rng.uniform(2, 5)
        tall[1] *= rng.uniform(0.25, 0.5)
        if kind == "strap":
            wide[0], tall[0] = wide[1] * rng.uniform(0.5, 1), tall[1]
            high = tall[1]
    count = int(rng.choice([2, 3, 5, 7] if kind != "piano" else [9, 13, 17]))
    edges = np.linspace(-high / 2, high / 2, count + 1)
    gap, corner = 0.03 * high / count, rng.choice([0.01, 0.2, 0.5]) * wide.min()
    for side, part in ((-1, body), (1, leaf)):
        w, h = wide[(side + 1) // 2], tall[(side + 1) // 2]
        outline = rounded_rectangle(w, h, corner, 4) + (side * (w / 2 + 1.2 * r), 0)
        b.add(part, _upright(plate(outline, -t / 2, t / 2), r))
        mine = range(0, count, 2) if side < 0 else range(1, count, 2)
        for k in mine:
            low, up = edges[k] + gap, edges[k + 1] - gap
            b.add(
                part,
                cylinder((0, 0, low), (0, 0, up), r, 16),
                box((min(0, side * 1.4 * r), r - 0.5 * t, low), (max(0, side * 1.4 * r), r + 0.5 * t, up)),
            )
        _screws(rng, b, part, side, w, h, r, t)
    owner = (body, leaf)[int(rng.integers(2))]
    b.add(owner, cylinder((0, 0, -high / 2), (0, 0, high / 2), 0.6 * r, 12))
    if rng.random() < 0.5:
        b.add(owner, *(sphere((0, 0, s * (high / 2 + 0.3 * r)), 1.1 * r, 10) for s in (-1, 1)))
    if rng.random() < 0.3:  # stubs of the frame and the door
        deep = rng.uniform(0.01, 0.03)
        for side, part in ((-1, body), (1, leaf)):
            w = wide.max() * rng.uniform(1.2, 2)
            b.add(
                part,
                box(
                    (min(side * 1.2 * r, side * w), r + t / 2, -0.8 * high),
                    (max(side * 1.2 * r, side * w), r + t / 2 + deep, 0.8 * high),
                ),
            )
    b.revolute(body, leaf, (0, 0, -1), (0, 0, 0), 0.0, rng.uniform(1.5, 2.9))
    shape = b.finish()
    shape = posed(shape, {0: shape.joints[0].upper * rng.choice([0.0, rng.uniform(0.1, 1)], p=[0.35, 0.65])})
    return _lying(rng, shape) if rng.random() < 0.6 else shape


def _upright(flat: Mesh, r: float) -> Mesh:
    """A plate in the XY plane stood up into XZ, flush with the knuckles' back at y = r."""
    return Mesh(np.c_[flat.vertices[:, 0], r - flat.vertices[:, 2], flat.vertices[:, 1]], flat.faces)


def _screws(rng, b: Builder, part: int, side: int, wide: float, high: float, r: float, t: float) -> None:
    """Heads of screws, or nothing."""
    if rng.random() < 0.4:
        return
    columns, rows, head = int(rng.choice([1, 2])), int(rng.choice([1, 2, 3])), min(0.08 * wide, 0.1 * high)
    for x in np.linspace(0.3, 0.75, columns) * wide if columns > 1 else [0.55 * wide]:
        for z in np.linspace(-0.35, 0.35, rows) * high if rows > 1 else [0.0]:
            at = np.array([side * (x + 1.2 * r), r - t / 2, z])
            b.add(part, cylinder(at, at - (0, 0.4 * t, 0), head, 10))


def _lying(rng, shape: Shape) -> Shape:
    """With its pin along X or Y, as hinges lie about."""
    turn = rotation((0, 1, 0) if rng.random() < 0.5 else (1, 0, 0), np.pi / 2)
    joints = tuple(replace(j, axis=turn @ j.axis, origin=turn @ j.origin) for j in shape.joints)
    return replace(shape, vertices=shape.vertices @ turn.T, joints=joints)
