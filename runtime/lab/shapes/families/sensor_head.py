"""Turning heads on bases: lidars, radars, beacons, turntables, turrets, pan-tilt units, rotary stands."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, lathe, plate, rounded_rectangle, sphere
from ._pose import left_open
from ._vessel import section, vessel


def make(rng: np.random.Generator) -> Shape:
    kinds = {"drum": 0.5, "turntable": 0.2, "dish": 0.16, "turret": 0.14}
    b = Builder("sensor_head")
    body = b.part("body")
    _KINDS[str(rng.choice(list(kinds), p=list(kinds.values())))](rng, b, body)
    return left_open(rng, b.finish(), chance=0.3)


def _spin(rng, b: Builder, body: int, part: int, z: float) -> None:
    if rng.random() < 0.75:
        b.continuous(body, part, (0, 0, 1), (0, 0, z))
    else:
        q = rng.uniform(0.8, np.pi)
        b.revolute(body, part, (0, 0, 1), (0, 0, z), -q, q)


def _drum(rng, b: Builder, body: int) -> None:
    """A cylinder on a cylinder, the upper one turning; some have a window cut in or fins."""
    r, low, high = rng.uniform(0.03, 0.1), rng.uniform(0.01, 0.12), rng.uniform(0.02, 0.14)
    outline = section(36, rng.choice([2.0, rng.uniform(4, 12)], p=[0.8, 0.2]))
    foot = r * rng.choice([1.0, rng.uniform(0.8, 1.4)])
    b.add(body, vessel(np.array([[0, 0], [foot, 0], [foot, 0.8 * low], [min(foot, r), low], [0, low]]), outline))
    if rng.random() < 0.4:
        b.add(body, box((0.8 * foot, -0.2 * r, 0.2 * low), (1.4 * foot, 0.2 * r, 0.8 * low)))
    head = b.part("other", "head")
    gap = rng.choice([0.0, 0.002, rng.uniform(0.002, 0.01)])
    if gap:
        b.add(body, cylinder((0, 0, low - 0.002), (0, 0, low + gap + 0.002), 0.6 * min(foot, r), 20))
    z0, z1 = low + gap, low + gap + high
    kind = rng.choice(["plain", "dome", "window", "ribs"], p=[0.35, 0.25, 0.22, 0.18])
    if kind == "dome":
        t = np.linspace(0, np.pi / 2, 8)
        curve = np.c_[r * np.cos(t), z1 - 0.3 * high + rng.uniform(0.3, 1) * r * np.sin(t)]
        b.add(head, vessel(np.concatenate([[[0, z0], [r, z0]], curve]), outline))
    elif kind == "window":
        a, c = z0 + rng.uniform(0.1, 0.3) * high, z1 - rng.uniform(0.1, 0.3) * high
        b.add(
            head,
            cylinder((0, 0, z0), (0, 0, a), r, 32),
            cylinder((0, 0, c), (0, 0, z1), r, 32),
            cylinder((0, 0, a), (0, 0, c), r * 0.7, 32),
        )
        t = np.linspace(0.5, 2 * np.pi - 0.5, 20)
        quads = [
            np.array(
                [
                    [np.cos(p), np.sin(p)],
                    [np.cos(q), np.sin(q)],
                    [0.9 * np.cos(q), 0.9 * np.sin(q)],
                    [0.9 * np.cos(p), 0.9 * np.sin(p)],
                ]
            )
            * r
            for p, q in zip(t[:-1], t[1:], strict=True)
        ]
        b.add(head, *(plate(q, a, c) for q in quads))
    else:
        edge = rng.uniform(0.02, 0.3) * r
        b.add(head, vessel(np.array([[0, z0], [r, z0], [r, z1 - edge], [r - edge, z1], [0, z1]]), outline))
        if kind == "ribs":
            b.add(
                head,
                *(
                    lathe(
                        np.array(
                            [[0.9 * r, z], [1.04 * r, z], [1.04 * r, z + 0.06 * high], [0.9 * r, z + 0.06 * high]]
                        ),
                        32,
                    )
                    for z in z0 + np.array([0.2, 0.45, 0.7]) * high
                ),
            )
    if rng.random() < 0.4:
        z = (z0 + z1) / 2
        b.add(head, cylinder((0, -0.8 * r, z), (0, -1.08 * r, z), 0.25 * min(r, high), 16))
    _spin(rng, b, body, head, z0)


def _turntable(rng, b: Builder, body: int) -> None:
    """A flat table that turns on a foot: cake stands, lazy Susans, record players, potter's wheels."""
    r, low = rng.uniform(0.1, 0.25), rng.uniform(0.02, 0.2)
    kind = rng.choice(["foot", "deck"])
    if kind == "foot":
        b.add(
            body,
            lathe(
                np.array(
                    [[0, 0], [0.6 * r, 0], [0.5 * r, 0.2 * low], [0.12 * r, 0.5 * low], [0.15 * r, low], [0, low]]
                ),
                28,
            ),
        )
    else:
        low = rng.uniform(0.03, 0.09)
        b.add(body, plate(rounded_rectangle(2.6 * r, 2.2 * r, 0.05 * r, 4) + (0.15 * r, 0), 0, low, 0.004))
        arm = b.part("arm")
        pin = np.array([1.2 * r, 0.75 * r, low])
        b.add(body, cylinder(pin, pin + (0, 0, 0.03), 0.1 * r, 16))
        yaw = rng.uniform(0.0, 0.5)
        d = np.array([-np.sin(yaw), -np.cos(yaw), 0])
        top = pin + (0, 0, 0.035)
        b.add(
            arm,
            cylinder(top - 0.25 * r * d, top + 1.2 * r * d, 0.015 * r + 0.002, 8),
            box(top + 1.15 * r * d - 0.05 * r, top + 1.15 * r * d + 0.05 * r),
            cylinder(top - 0.3 * r * d, top - 0.15 * r * d, 0.06 * r, 12),
        )
        b.revolute(body, arm, (0, 0, -1), pin, -yaw, rng.uniform(0.5, 0.9))
    table = b.part("turntable")
    thick = rng.uniform(0.006, 0.03)
    rim = rng.choice([0.0, rng.uniform(0.005, 0.03)])
    profile = [
        [0, low],
        [0.95 * r, low],
        [r, low + thick],
        *([[r, low + thick + rim], [0.96 * r, low + thick + rim], [0.95 * r, low + thick]] if rim else []),
        [0, low + thick],
    ]
    b.add(table, lathe(np.array(profile), 40))
    _spin(rng, b, body, table, low)


def _dish(rng, b: Builder, body: int) -> None:
    """A radar or satellite dish: a mast, a yoke that turns, a dish that tilts."""
    r = rng.uniform(0.15, 0.5)
    mast = r * rng.uniform(0.5, 2)
    b.add(
        body,
        cylinder((0, 0, 0), (0, 0, mast), 0.08 * r, 16, 0.06 * r),
        cylinder((0, 0, 0), (0, 0, 0.05 * r), 0.5 * r, 24),
    )
    yoke = b.part("other", "yoke")
    z = mast + 0.3 * r
    b.add(
        yoke,
        box((-0.18 * r, -0.1 * r, mast), (0.18 * r, 0.1 * r, mast + 0.08 * r)),
        *(box((s * 0.18 * r, -0.06 * r, mast), (s * 0.13 * r, 0.06 * r, z + 0.06 * r)) for s in (-1, 1)),
    )
    _spin(rng, b, body, yoke, mast)
    dish = b.part("other", "dish")
    t = np.linspace(0, 1, 9)
    depth = rng.uniform(0.15, 0.4) * r
    outer = np.c_[r * t, depth * t**2]
    bowl = lathe(np.concatenate([outer, (outer - (0, -0.02 * r))[::-1]]), 32)
    tilt = np.pi / 2 - rng.uniform(0, 0.9)
    meshes: list[Mesh] = [
        bowl.moved((0, 0, 0.12 * r)),
        cylinder((-0.2 * r, 0, 0), (0.2 * r, 0, 0), 0.05 * r, 12),
        cylinder((0, 0, 0), (0, 0, 0.14 * r), 0.08 * r, 12),
    ]
    feed = depth + rng.uniform(0.2, 0.5) * r
    meshes += [
        cylinder((0.8 * r * np.cos(a), 0.8 * r * np.sin(a), 0.12 * r + 0.6 * depth), (0, 0, feed), 0.015 * r, 6)
        for a in (0.5, 2.6, 4.7)
    ]
    meshes.append(sphere((0, 0, feed), 0.06 * r, 12))
    b.add(dish, *(m.rotated((1, 0, 0), tilt).moved((0, 0, z)) for m in meshes))
    b.revolute(yoke, dish, (-1, 0, 0), (0, 0, z), -rng.uniform(0.2, 0.6), rng.uniform(0.3, 1.0))


def _turret(rng, b: Builder, body: int) -> None:
    """A block or dome that turns and carries a barrel, a boom or an arm that tilts."""
    half, base = rng.uniform(0.1, 0.3), rng.uniform(0.04, 0.25)
    b.add(body, plate(rounded_rectangle(2 * half, 2 * half * rng.uniform(0.9, 2), 0.1 * half, 4), 0, base, 0.02 * half))
    dome = b.part("other", "turret")
    r = half * rng.uniform(0.5, 0.85)
    if rng.random() < 0.5:
        b.add(dome, sphere((0, 0, base), (r, r, 0.8 * r), 20))
    else:
        b.add(dome, plate(section(8) * r, base, base + 0.7 * r, 0.15 * r))
    _spin(rng, b, body, dome, base)
    gun = b.part("arm")
    pin = np.array([0, -0.5 * r, base + 0.45 * r])
    long = half * rng.uniform(1.2, 3)
    b.add(
        gun,
        cylinder(pin, pin - (0, long, 0), 0.1 * r, 14, 0.08 * r),
        cylinder(pin - (0.3 * r, 0, 0), pin + (0.3 * r, 0, 0), 0.2 * r, 14),
    )
    if rng.random() < 0.5:
        b.add(gun, cylinder(pin - (0, 0.9 * long, 0), pin - (0, 1.05 * long, 0), 0.16 * r, 14))
    b.revolute(dome, gun, (-1, 0, 0), pin, -rng.uniform(0.05, 0.3), rng.uniform(0.3, 1.2))


_KINDS = {"drum": _drum, "turntable": _turntable, "dish": _dish, "turret": _turret}
