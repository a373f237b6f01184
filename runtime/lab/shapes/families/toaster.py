"""Toasters: slots on top, a lever or two that slide down a slit, knobs that turn, perhaps a crumb tray."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, boxes, cylinder, frame, prism, rounded_rectangle
from ._pose import left_open


def make(rng: np.random.Generator) -> Shape:
    b = Builder("toaster")
    body = b.part("body")
    slots = int(rng.choice([1, 2, 2, 4]))
    across = {1: rng.uniform(0.1, 0.15), 2: rng.uniform(0.15, 0.22), 4: rng.uniform(0.26, 0.36)}[slots]
    long, high = rng.uniform(0.22, 0.4), rng.uniform(0.16, 0.22)
    low = rng.choice([0.0, rng.uniform(0.005, 0.02)])
    x, y = across / 2, long / 2
    b.add(body, *_shell(rng, across, long, low, high, slots))
    if low:
        r = rng.uniform(0.008, 0.015)
        b.add(
            body,
            *(
                cylinder((i * 0.75 * x, j * 0.85 * y, 0), (i * 0.75 * x, j * 0.85 * y, low + 0.005), r, 10)
                for i in (-1, 1)
                for j in (-1, 1)
            ),
        )
    if rng.random() < 0.3:
        b.add(body, box((-x - 0.004, -y - 0.004, low), (x + 0.004, y + 0.004, low + rng.uniform(0.015, 0.04))))
    front = -y
    if rng.random() < 0.4:
        plate_x = rng.uniform(0.55, 0.9) * x
        b.add(body, box((-plate_x, -y - 0.012, low + 0.1 * high), (plate_x, -y, 0.92 * high)))
        front = -y - 0.012
    levers = 2 if slots == 4 and rng.random() < 0.7 else 1
    on_side = rng.random() < 0.15
    top = high * rng.uniform(0.68, 0.82)
    knobs = int(rng.choice([0, 1, levers, levers]))
    radius, knob_z = min(0.3 * x, 0.03), low + high * rng.uniform(0.17, 0.22)
    travel = high * rng.uniform(0.3, 0.5)
    if knobs and not on_side:
        travel = min(travel, top - knob_z - radius - 0.025)
    for s in (-1, 1) if levers == 2 else (0,):
        _lever(rng, b, body, s * 0.5 * x, front, top, travel, -x if on_side else None)
    for n in range(knobs):
        _knob(rng, b, body, (0.5 * x * (2 * n - 1) if knobs == 2 else 0.0, front, knob_z), radius)
    if rng.random() < 0.4:
        count = int(rng.integers(1, 5))
        z = np.linspace(0.35, 0.6, count) * high
        b.add(body, *(cylinder((0.72 * x, front + 0.002, h), (0.72 * x, front - 0.004, h), 0.006, 10) for h in z))
    if low > 0.012 and rng.random() < 0.3:
        tray = b.part("tray")
        grip = rng.uniform(0.15, 0.35) * x
        b.add(tray, box((-0.4 * x, -0.8 * y, low - 0.007), (0.4 * x, y + 0.004, low - 0.001)))
        b.add(tray, box((-grip, y + 0.006, low - 0.01), (grip, y + 0.02, low + 0.012)))
        b.prismatic(body, tray, (0, 1, 0), 0.0, rng.uniform(0.5, 0.9) * long)
    return left_open(rng, b.finish(), chance=0.35)


def _shell(rng, across: float, long: float, low: float, high: float, slots: int) -> list[Mesh]:
    """The housing along Y, rounded above, with slots open or only marked."""
    x, y = across / 2, long / 2
    pairs = 2 if slots == 4 else slots
    wide = min(0.032, 0.5 * across / max(pairs, 1))
    centres = {1: [0.0], 2: [-0.42 * x, 0.42 * x]}[min(pairs, 2)]
    rows = [(-0.78 * y, 0.78 * y)]
    marks = [((c - wide / 2, a), (c + wide / 2, e)) for c in centres for a, e in rows]
    radius = rng.uniform(0.02, 0.9) * x
    if rng.random() < 0.5:  # a real well below each slot: walls in between
        edges = np.unique([-x, *(v for (a, _), (e, _) in marks for v in (a, e)), x])
        top = high
        meshes = [box((-x, -y, low), (x, y, low + 0.015))]
        for a, e in zip(edges[:-1:2], edges[1::2], strict=True):
            meshes.append(box((a, -0.78 * y, low + 0.015), (e, 0.78 * y, top)))
        for s in (-1, 1):
            outline = rounded_rectangle(across, high - low, min(radius, 0.3 * x), 4) + (0, (low + high) / 2)
            meshes.append(
                prism(outline, "y", s * y if s < 0 else 0.78 * y, -0.78 * y if s < 0 else y, rng.uniform(0, 0.02))
            )
        return meshes
    outline = rounded_rectangle(across, 2 * (high - low), radius, 7)
    outline = outline[outline[:, 1] > -1e-9] + (0, low)
    outline = np.concatenate([[[x, low]], outline, [[-x, low]]])
    meshes = [prism(outline, "y", -y, y, rng.choice([0.0, rng.uniform(0.005, 0.03)]))]
    rim, out = 0.006, rng.uniform(0.002, 0.006)
    for (a, c), (e, g) in marks:
        meshes.append(frame((a - rim, c - rim, high - 0.004), (e + rim, g + rim, high + out), "z", (a, c), (e, g)))
    if rng.random() < 0.3:
        n = 8
        at = np.linspace(-0.6, 0.6, n) * y
        for s in (-1, 1):
            meshes.append(
                boxes(
                    np.c_[[s * x - 0.003] * n, at, [low + 0.3 * high] * n],
                    np.c_[[s * x + 0.003] * n, at + 0.01, [low + 0.6 * high] * n],
                )
            )
    return meshes


def _lever(rng, b: Builder, body: int, x: float, y: float, z: float, travel: float, side: float | None) -> None:
    """A paddle on a stem that comes out of a slit in the front, or in the side at x = side."""
    lever = b.part("lever")
    wide, thick, out = rng.uniform(0.02, 0.09), rng.uniform(0.01, 0.032), rng.uniform(0.018, 0.05)
    slit = rng.uniform(0.003, 0.006)
    stem = box((-0.6 * slit, -0.4 * out, -0.3 * thick), (0.6 * slit, 0.0, 0.3 * thick))
    kind = rng.choice(["slab", "round", "hook"])
    if kind == "slab":
        paddle = box((-wide / 2, -out, -thick / 2), (wide / 2, -0.35 * out, thick / 2))
    elif kind == "round":
        paddle = prism(rounded_rectangle(wide, thick, thick / 2, 4), "y", -out, -0.35 * out, 0.1 * out)
    else:
        paddle = prism(
            np.array([[-out, -thick], [-0.3 * out, -0.2 * thick], [-0.3 * out, 0.5 * thick], [-out, 0.4 * thick]]),
            "x",
            -wide / 2,
            wide / 2,
        )
    groove = box((-slit, -0.002, z - travel - 0.01), (slit, 0.004, z + 0.01)).moved((0, 0, -z))
    turn = 0.0
    at = np.array([x, y, z])
    if side is not None:
        turn, at = -np.pi / 2, np.array([side, 0.4 * y, z])
    b.add(lever, *(m.rotated((0, 0, 1), turn).moved(at) for m in (stem, paddle)))
    if rng.random() < 0.6:
        b.add(body, groove.rotated((0, 0, 1), turn).moved(at))
    b.prismatic(body, lever, (0, 0, -1), 0.0, travel)


def _knob(rng, b: Builder, body: int, at, r: float) -> None:
    deep = rng.uniform(0.01, 0.022)
    knob = b.part("knob")
    x, y, z = at
    b.add(knob, cylinder(at, (x, y - deep, z), r, int(rng.choice([12, 20])), r * rng.uniform(0.8, 1)))
    if rng.random() < 0.5:
        b.add(knob, box((x - 0.2 * r, y - 1.3 * deep, z - 0.9 * r), (x + 0.2 * r, y - deep, z + 0.9 * r)))
    if rng.random() < 0.5:
        b.continuous(body, knob, (0, -1, 0), at)
    else:
        b.revolute(body, knob, (0, -1, 0), at, 0.0, rng.uniform(2.0, 5.2))
