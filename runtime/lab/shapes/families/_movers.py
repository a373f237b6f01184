"""Movers of the mechanism grammar: each fills a seat with a part that moves, and says where on it others may sit.

All are built with the seat as XY plane and Z outwards, in sizes of the seat.
"""

from __future__ import annotations

import numpy as np

from ..builder import Builder
from ..solids import Mesh, box, cylinder, lathe, open_box, plate, rounded_rectangle, smooth, sphere, tube
from ._seats import Seat


def grip(rng: np.random.Generator, at, long: float, along_y: bool) -> list[Mesh]:
    """A knob, a bar, a bow or a rail to pull at, on a face that looks to +Z."""
    at, r = np.asarray(at, float), 0.12 * long
    kind = rng.choice(["knob", "bar", "bow", "rail"])
    if kind == "knob":
        return [cylinder(at, at + (0, 0, 1.5 * r), 0.6 * r, 8), sphere(at + (0, 0, 2 * r), 1.2 * r, 10)]
    half = np.array([0, long / 2, 0]) if along_y else np.array([long / 2, 0, 0])
    if kind == "rail":
        wide = half + np.array([r, r, 0]) * 0.7
        return [box(at - wide, at + wide + (0, 0, 1.5 * r))]
    up = np.array([0, 0, 2.5 * r])
    if kind == "bar":
        posts = [cylinder(at + s * 0.8 * half, at + s * 0.8 * half + up, 0.4 * r, 6) for s in (-1, 1)]
        return [cylinder(at - half + up, at + half + up, 0.6 * r, 8), *posts]
    return [tube(smooth(np.array([at - half, at - 0.8 * half + up, at + 0.8 * half + up, at + half]), 4), 0.5 * r, 6)]


def flap(rng, b: Builder, seat: Seat) -> list[Seat]:
    """A door, lid or flap that lies on the seat and hinges about its left edge; barrels may show where."""
    seat = seat.turned(int(rng.choice([0, 1, 2, 3], p=[0.4, 0.2, 0.2, 0.2])))
    half = seat.half * rng.uniform(0.6, 1.0, 2)
    t = seat.small * rng.choice([rng.uniform(0.03, 0.15), rng.uniform(0.2, 0.6)], p=[0.8, 0.2])
    gap = seat.small * rng.choice([0.0, 0.02])
    part = b.part(str(rng.choice(["door", "lid", "flap", "panel"], p=[0.5, 0.2, 0.2, 0.1])))
    if rng.random() < 0.75:
        seat.put(b, part, box((*-half, gap), (*half, gap + t)))
    else:
        outline = rounded_rectangle(*(2 * half), rng.uniform(0.1, 0.9) * half.min(), 4)
        seat.put(b, part, plate(outline, gap, gap + t, rng.choice([0, 0.3 * t])))
    outer = rng.random() < 0.5
    r = max(0.35 * t, 0.02 * seat.small) if outer else 0.02 * seat.small
    pin = np.array([-half[0], 0, gap + t if outer else gap])
    if rng.random() < 0.5:
        owner, count, long = (
            (part, seat.part)[int(rng.integers(2))],
            int(rng.choice([1, 2, 2, 3])),
            rng.uniform(0.06, 0.25),
        )
        for y in np.linspace(-0.75, 0.75, count) * half[1] if count > 1 else [0.0]:
            seat.put(b, owner, cylinder(pin + (0, y - long * half[1], 0), pin + (0, y + long * half[1], 0), r, 10))
    seat.hinge(b, part, (0, -1, 0), pin, 0.0, rng.uniform(1.0, 1.65))
    free = half * (0.3, 0.4)
    if rng.random() < 0.65:
        middle = np.array(
            [rng.uniform(0.6, 0.85) * half[0], rng.choice([0.0, rng.uniform(-0.5, 0.5)]) * half[1], gap + t]
        )
        seat.put(b, part, *grip(rng, middle, 0.35 * seat.small, rng.random() < 0.7))
        free = free * (0.8, 0.8)
    return [seat.on(part, (0, 0, gap + t), free, seat.out / 2, t)]


def drawer(rng, b: Builder, seat: Seat) -> list[Seat]:
    """A drawer, tray or block that comes straight out of what is below the seat."""
    half, deep = seat.half * rng.uniform(0.6, 0.97, 2), min(seat.deep * rng.uniform(0.5, 0.9), 4 * seat.half.max())
    if deep < 0.5 * seat.small:
        return flap(rng, b, seat)
    t = seat.small * rng.choice([0.02, rng.uniform(0.05, 0.3)])
    part = b.part(str(rng.choice(["drawer", "tray", "other"], p=[0.6, 0.3, 0.1])))
    seat.put(b, part, box((*-half, 0), (*half, t)))
    inner = 0.92 * half
    if rng.random() < 0.7:
        seat.put(b, part, open_box((*-inner, -deep), (*inner, 0), 0.06 * seat.small, "+y"))
    else:
        seat.put(b, part, box((*-inner, -deep), (*inner, 0)))
    seat.slide(b, part, (0, 0, 1), 0.0, deep * rng.uniform(0.5, 0.95))
    if rng.random() < 0.75:
        seat.put(b, part, *grip(rng, (0, rng.choice([0, 0.5]) * half[1], t), 0.4 * seat.small, half[1] > half[0]))
    return [seat.on(part, (0, 0, t), 0.4 * half, seat.out / 2, t)]


def rod(rng, b: Builder, seat: Seat) -> list[Seat]:
    """A rod or a square bar that slides in a sleeve: plungers, pistons, telescopes, bolts, pistons' heads."""
    r, long = seat.small * rng.uniform(0.2, 0.7), min(seat.out, 8 * seat.small) * rng.uniform(0.3, 0.8)
    square = rng.random() < 0.3
    sleeve = long * rng.uniform(0.2, 0.8)
    n = 4 if square else 18
    part = b.part(str(rng.choice(["arm", "pump", "other"], p=[0.4, 0.2, 0.4])))
    thin, low = r * rng.uniform(0.55, 0.85), sleeve * rng.uniform(0.1, 0.7)
    high = sleeve + long * rng.uniform(0.05, 0.8)
    free = high - sleeve
    hole = 1.02 * thin
    seat.put(b, seat.part, lathe(np.array([[hole, 0], [r, 0], [r, sleeve], [hole, sleeve], [hole, 0]]), n))
    seat.put(b, part, cylinder((0, 0, low), (0, 0, high), thin, n))
    head = rng.choice([0.0, rng.uniform(1.2, 2.2)]) * r
    if head:
        seat.put(b, part, cylinder((0, 0, high), (0, 0, high + 0.5 * r), head, n))
        high += 0.5 * r
    seat.slide(b, part, (0, 0, 1), -0.95 * min(low, free), 0.85 * (sleeve - low))
    wide = max(head, thin) * 0.7
    return [seat.on(part, (0, 0, high), (wide, wide), long, high)]


def rotor(rng, b: Builder, seat: Seat) -> list[Seat]:
    """Discs, gears, wheels, spoked rings, propellers, drums, rollers on an axle that stands on the seat."""
    r, z = seat.small * rng.uniform(0.5, 1.0), seat.small * rng.choice([0.0, 0.03, rng.uniform(0.1, 0.6)])
    t = r * rng.uniform(0.08, 0.6)
    kind = rng.choice(["disc", "gear", "spokes", "blades", "dish"], p=[0.25, 0.15, 0.25, 0.25, 0.1])
    label = {"blades": "blade", "disc": "turntable"}.get(str(kind), "wheel")
    part = b.part(label if rng.random() < 0.8 else "other")
    axle = r * rng.uniform(0.06, 0.2)
    seat.put(b, seat.part, cylinder((0, 0, -0.05 * r), (0, 0, z + 0.3 * t), axle, 12))
    if kind == "disc":
        seat.put(b, part, cylinder((0, 0, z), (0, 0, z + t), r, int(rng.choice([6, 20, 32]))))
    elif kind == "gear":
        a = np.arange(2 * int(rng.integers(6, 16)))
        teeth = np.repeat(np.where(a % 2, 0.82, 1.0), 2) * r
        angle = np.repeat(a, 2) * np.pi / (len(a) / 2) + np.tile([0, 0.7], len(a)) * np.pi / (len(a) / 2)
        seat.put(b, part, plate(np.c_[teeth * np.cos(angle), teeth * np.sin(angle)], z, z + 0.5 * t))
    elif kind == "dish":
        seat.put(
            b,
            part,
            lathe(
                np.array(
                    [
                        [0, z],
                        [0.3 * r, z],
                        [r, z + t],
                        [0.92 * r, z + 1.1 * t],
                        [0.2 * r, z + 0.2 * t],
                        [0, z + 0.2 * t],
                    ]
                ),
                24,
            ),
        )
    else:
        count = int(rng.integers(2, 7))
        seat.put(b, part, cylinder((0, 0, z), (0, 0, z + t), 0.2 * r, 16))
        wide = r * (rng.uniform(0.03, 0.08) if kind == "spokes" else rng.uniform(0.08, 0.18))
        blade = box((0.1 * r, -wide, -0.1 * t), (0.97 * r, wide, 0.1 * t)).rotated((1, 0, 0), rng.uniform(0, 0.6))
        seat.put(
            b, part, *(blade.rotated((0, 0, 1), 2 * np.pi * k / count).moved((0, 0, z + 0.5 * t)) for k in range(count))
        )
        if kind == "spokes":
            a = np.linspace(0, 2 * np.pi, 29)[:-1]
            ring = tube(np.c_[np.cos(a), np.sin(a), 0 * a] * 0.95 * r, min(0.4 * t, 0.08 * r), 8, closed=True)
            seat.put(b, part, ring.moved((0, 0, z + 0.5 * t)))
    limit = rng.uniform(0.8, np.pi)
    seat.hinge(b, part, (0, 0, 1), (0, 0, z), *(() if rng.random() < 0.75 else (-limit, limit)))
    return [seat.on(part, (0.7 * r * (rng.random() < 0.6), 0, z + t), (0.2 * r, 0.2 * r), r, t)]


def knob(rng, b: Builder, seat: Seat) -> list[Seat]:
    """A knob, dial, key or handle about the seat's normal; a pointer, a wing or flutes show that it turns."""
    r = seat.small * rng.uniform(0.3, 0.8)
    high, part = r * rng.uniform(0.3, 1.6), b.part(str(rng.choice(["knob", "lever", "handle"], p=[0.6, 0.2, 0.2])))
    kind = rng.choice(["dial", "wing", "lever", "flutes"])
    if kind == "lever":
        seat.put(
            b,
            part,
            cylinder((0, 0, 0), (0, 0, high), 0.35 * r, 12),
            box((-0.2 * r, -0.15 * r, 0.6 * high), (rng.uniform(1, 2) * r, 0.15 * r, high)),
        )
    elif kind == "wing":
        seat.put(
            b,
            part,
            cylinder((0, 0, 0), (0, 0, 0.5 * high), 0.4 * r, 14),
            box((-r, -0.12 * r, 0.3 * high), (r, 0.12 * r, high)),
        )
    elif kind == "flutes":
        a = np.linspace(0, 2 * np.pi, 48, endpoint=False)
        radius = r * (1 + 0.06 * np.sign(np.sin(8 * a)))
        seat.put(b, part, plate(np.c_[radius * np.cos(a), radius * np.sin(a)], 0, high, 0.1 * r))
    else:
        seat.put(
            b,
            part,
            lathe(np.array([[0, 0], [r, 0], [0.85 * r, high], [0, high]]), 24),
            box((0, -0.06 * r, high), (0.8 * r, 0.06 * r, 1.1 * high)),
        )
    if rng.random() < 0.4:
        seat.put(b, seat.part, cylinder((0, 0, -0.02 * r), (0, 0, 0.05 * r), 1.2 * r, 24))
    low, up = -rng.uniform(0, 2.6), rng.uniform(0.5, 2.6)
    seat.hinge(b, part, (0, 0, 1), (0, 0, 0), *(() if rng.random() < 0.3 else (low, up)))
    return []


def cap(rng, b: Builder, seat: Seat) -> list[Seat]:
    """A cap or nut on a threaded neck, or a long screw in the seat."""
    r = seat.small * rng.uniform(0.3, 0.8)
    high = r * rng.uniform(0.5, 2)
    seat.put(b, seat.part, cylinder((0, 0, 0), (0, 0, 0.85 * high), 0.85 * r, 20))
    for z in np.linspace(0.15, 0.75, 4) * high:
        seat.put(b, seat.part, cylinder((0, 0, z), (0, 0, z + 0.05 * high), 0.92 * r, 20))
    part = b.part("cap")
    n, low = int(rng.choice([6, 8, 24])), rng.uniform(0.05, 0.4) * high
    profile = np.array(
        [
            [0.94 * r, low],
            [1.12 * r, low],
            [1.12 * r, high],
            [0, high],
            [0, 0.9 * high],
            [0.94 * r, 0.9 * high],
            [0.94 * r, low],
        ]
    )
    seat.put(b, part, lathe(profile, n))
    b.screw(seat.part, part, seat.turn[:, 2], seat.point((0, 0, high)), 0.0, high * rng.uniform(0.7, 1.2))
    return [seat.on(part, (0, 0, high), (0.7 * r, 0.7 * r), 2 * r, 0.1 * high)] if rng.random() < 0.3 else []


def button(rng, b: Builder, seat: Seat) -> list[Seat]:
    """A push button or key that sinks in, its collar fixed."""
    r = seat.small * rng.uniform(0.3, 0.8)
    high, part = r * rng.uniform(0.2, 0.8), b.part("button")
    if rng.random() < 0.5:
        seat.put(b, part, cylinder((0, 0, -0.3 * high), (0, 0, high), r, 18))
        seat.put(
            b,
            seat.part,
            lathe(
                np.array([[1.05 * r, 0], [1.3 * r, 0], [1.3 * r, 0.3 * high], [1.05 * r, 0.3 * high], [1.05 * r, 0]]),
                18,
            ),
        )
    else:
        half = seat.half * rng.uniform(0.5, 0.9)
        seat.put(b, part, plate(rounded_rectangle(*(2 * half), 0.2 * seat.small, 3), -0.3 * high, high, 0.1 * high))
    seat.slide(b, part, (0, 0, -1), 0.0, 0.8 * high)
    return []


def carriage(rng, b: Builder, seat: Seat) -> list[Seat]:
    """A carriage, sash or slider that runs on rails or in a slot along the longer side."""
    seat = seat.turned(int(seat.half[1] > seat.half[0]))
    long, wide = seat.half * (0.95, 0.9)
    part, own, r = b.part(str(rng.choice(["tray", "other", "knob", "door"]))), long * rng.uniform(0.2, 0.5), 0.12 * wide
    z = seat.small * rng.uniform(0.05, 0.4)
    kind = rng.choice(["rails", "slot", "rod"])
    if kind == "rails":
        seat.put(b, seat.part, *(box((-long, y - r, 0), (long, y + r, z)) for y in (-0.8 * wide, 0.8 * wide)))
    elif kind == "slot":
        seat.put(
            b,
            seat.part,
            *(
                box((-long, min(s * 0.35, s * 0.95) * wide, 0), (long, max(s * 0.35, s * 0.95) * wide, z))
                for s in (-1, 1)
            ),
        )
    else:
        ends = [box((x - r, -0.5 * wide, 0), (x + r, 0.5 * wide, 2 * z)) for x in (-long + r, long - r)]
        seat.put(b, seat.part, *ends, cylinder((-long, 0, 1.5 * z), (long, 0, 1.5 * z), 0.6 * r, 10))
    at = (long - own) * rng.uniform(-0.9, 0.9)
    low, high = (z, z + seat.small * rng.uniform(0.1, 0.8)) if kind != "rod" else (0.9 * z, 2.4 * z)
    across = wide * (1.0 if kind == "rails" else 0.6)
    seat.put(b, part, box((at - own, -across, low), (at + own, across, high)))
    if kind == "slot":
        seat.put(b, part, box((at - 0.8 * own, -0.3 * wide, 0.02 * z), (at + 0.8 * own, 0.3 * wide, low)))
    stop = long - own - (2 * r if kind == "rod" else 0)
    seat.slide(b, part, (1, 0, 0), min(-stop - at, 0.0), max(stop - at, 1e-3))
    return [seat.on(part, (at, 0, high), (0.8 * own, 0.8 * across), seat.out, high - low)]
