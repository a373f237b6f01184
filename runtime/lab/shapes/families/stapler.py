"""Staplers and hole punches: a base, a magazine and a cover, all hinged at the rear about X; the front is -Y."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, open_box, plate, prism, rounded_rectangle, smooth
from ._pose import left_open, posed


def make(rng: np.random.Generator) -> Shape:
    b = Builder("stapler")
    body = b.part("body")
    if rng.random() < 0.1:
        return _punch(rng, b, body)
    long, wide = rng.uniform(0.07, 0.18), rng.uniform(0.022, 0.045)
    base_high = long * rng.uniform(0.03, 0.1)
    x, y = wide / 2, long / 2
    outline = rounded_rectangle(wide, long, wide * rng.uniform(0.05, 0.5), 4)
    flare = rng.uniform(0, 0.35)
    outline[:, 0] *= 1 + flare * np.cos(2 * np.pi * outline[:, 1] / long) * 0.5
    b.add(body, plate(outline, 0, base_high, rng.uniform(0, 0.4) * base_high))
    b.add(body, box((-0.3 * x, -0.9 * y, base_high), (0.3 * x, -0.75 * y, base_high * 1.3)))
    pin_y, pin_z = y * rng.uniform(0.65, 0.95), base_high + long * rng.uniform(0.05, 0.14)
    cheek = wide * 0.06
    for s in (-1, 1):
        ear = np.array(
            [
                [pin_y - 0.14 * long, 0.5 * base_high],
                [pin_y + 0.05 * long, 0.5 * base_high],
                [pin_y + 0.05 * long, pin_z + 0.03 * long],
                [pin_y - 0.05 * long, pin_z + 0.03 * long],
            ]
        )
        b.add(body, prism(ear, "x", s * 0.8 * x - cheek, s * 0.8 * x + cheek))
    b.add(body, cylinder((-0.85 * x, pin_y, pin_z), (0.85 * x, pin_y, pin_z), 0.018 * long, 10))
    front = -y * rng.uniform(0.85, 1.02)
    magazine_low = base_high + long * rng.uniform(0.02, 0.06)
    magazine_high = magazine_low + long * rng.uniform(0.05, 0.1)
    plan = rng.choice(["both", "together", "chain", "hung"], p=[0.25, 0.13, 0.22, 0.4])
    tilt = rng.choice([rng.uniform(0.02, 0.25), rng.uniform(0.25, 1.2)], p=[0.7, 0.3])
    magazine = b.part("tray", "magazine") if plan != "together" else None
    case = [
        open_box((-0.55 * x, front, magazine_low), (0.55 * x, pin_y, magazine_high), 0.08 * x, "+z")
        if rng.random() < 0.6
        else box((-0.55 * x, front, magazine_low), (0.55 * x, pin_y, magazine_high))
    ]
    if rng.random() < 0.4:
        case.append(box((-0.6 * x, front - 0.004, magazine_low - 0.003), (0.6 * x, front + 0.06 * long, magazine_high)))
    cover, widest = b.part("arm"), rng.choice([rng.uniform(0.8, 1.8), rng.uniform(1.8, 3.4)])
    if magazine is None:
        b.add(cover, *case)
    else:
        b.add(magazine, *case)
        if plan == "hung":  # the magazine drops out of the raised cover
            b.revolute(cover, magazine, (1, 0, 0), (0, pin_y, pin_z), 0.0, widest * rng.uniform(0.6, 0.85))
        else:
            b.revolute(body, magazine, (-1, 0, 0), (0, pin_y, pin_z), 0.0, rng.uniform(0.3, 1.0))
    b.add(
        cover,
        *_cover(
            rng, x, front, pin_y + min(0.08 * long, 0.7 * (pin_z - base_high)) * rng.uniform(0, 1), magazine_high, long
        ),
    )
    parent = magazine if plan == "chain" else body
    b.revolute(parent, cover, (-1, 0, 0), (0, pin_y, pin_z), 0.0, widest)
    shape = b.finish()
    share = {"both": 0.3, "hung": 0.2}.get(plan, 1)
    lifted = {i: tilt * (share if j.child == magazine else 1) for i, j in enumerate(shape.joints)}
    shape = posed(shape, {i: min(v, 0.9 * shape.joints[i].upper) for i, v in lifted.items()})
    return shape if plan == "hung" else left_open(rng, shape, chance=0.2)


def _cover(rng, x: float, front: float, back: float, low: float, long: float) -> list[Mesh]:
    """The arm that the hand presses: a bent side view given the stapler's width."""
    high = long * rng.uniform(0.06, 0.2)
    hump = rng.uniform(-0.2, 0.7) * high
    nose, tail = rng.uniform(0.35, 1.0) * high, rng.uniform(0.4, 1.0) * high
    y = np.array([front, front + 0.1 * (back - front), 0.5 * (front + back), back - 0.1 * (back - front), back])
    z = low + np.array([0.6 * nose, nose, high + hump, tail * 1.2, 0.6 * tail])
    top = smooth(np.c_[y, z], 4)
    outline = np.concatenate([[[front, low], [back, low]], top[::-1]])
    half = x * rng.uniform(0.75, 1.05)
    meshes = [prism(outline, "x", -half, half, rng.uniform(0, 0.35) * half)]
    if rng.random() < 0.4:
        pad = np.array([[front, low + nose], [0.5 * (front + back), low + high + hump]])
        rise = 0.02 * long
        meshes.append(prism(np.concatenate([pad, pad[::-1] + (0, rise)]), "x", -0.6 * half, 0.6 * half))
    return meshes


def _punch(rng, b: Builder, body: int) -> Shape:
    """A two-hole punch: a wide base and a lever over its rear."""
    wide, deep = rng.uniform(0.09, 0.14), rng.uniform(0.08, 0.13)
    x, y, low = wide / 2, deep / 2, 0.012
    b.add(body, plate(rounded_rectangle(wide, deep, 0.01), 0, low, 0.003))
    pin_y, pin_z = 0.3 * y, low + rng.uniform(0.02, 0.035)
    for s in (-1, 1):
        b.add(body, box((s * 0.85 * x, -0.2 * y, low), (s * 0.7 * x, pin_y + 0.012, pin_z + 0.01)))
        b.add(body, cylinder((s * 0.55 * x, -0.1 * y, low), (s * 0.55 * x, -0.1 * y, pin_z), 0.006, 12))
    lever = b.part("lever")
    outline = np.array(
        [
            [pin_y + 0.012, pin_z - 0.006],
            [pin_y + 0.012, pin_z + 0.01],
            [-y, pin_z + rng.uniform(0.02, 0.05)],
            [-y, pin_z + 0.012],
        ]
    )
    b.add(lever, prism(outline[::-1], "x", -0.65 * x, 0.65 * x))
    b.revolute(body, lever, (1, 0, 0), (0, pin_y, pin_z), 0.0, rng.uniform(0.2, 0.6))
    return left_open(rng, b.finish(), chance=0.3)
