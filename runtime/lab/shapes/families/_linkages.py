"""Linkages of the mechanism grammar: levers, yokes, cranks, grippers, and chains of links with pins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..builder import Builder
from ..solids import Mesh, box, cylinder, plate, rounded_rectangle, sphere
from ._seats import Seat


@dataclass(frozen=True)
class Link:
    """How a chain's links look. kind: bar, fork, tube, bead or truss; r: half thickness; long: from pin to pin."""

    kind: str
    r: float
    long: float
    boxy: bool


def link_style(rng: np.random.Generator, r: float, long: float) -> Link:
    kind = str(rng.choice(["bar", "fork", "tube", "bead", "truss"], p=[0.3, 0.25, 0.2, 0.15, 0.1]))
    return Link(kind, r, long, bool(rng.random() < 0.5))


def link(style: Link, last: bool = False) -> list[Mesh]:
    """A link from its pin, at the origin and along X, to the next pin, at (0, 0, long).

    A fork's root is a tongue between the cheeks of the one before; a bar has all its pins on one side.
    """
    r, long = style.r, style.long
    end = np.array([0, 0, long])
    if style.kind == "bar":
        outline = rounded_rectangle(2 * r, long + 1.6 * r, 0.95 * r, 5)
        flat = plate(outline, -0.22 * r, 0.22 * r).moved((0, 0, 0))
        body = Mesh(flat.vertices[:, [2, 0, 1]] + (0, 0, long / 2), flat.faces)
        return [body]
    if style.kind == "fork":
        meshes = [cylinder((-0.3 * r, 0, 0), (0.3 * r, 0, 0), 0.9 * r, 16)]
        shaft = (0, 0, 0.3 * r), (0, 0, long - 1.6 * r)
        meshes.append(
            box((-0.3 * r, -0.6 * r, 0.3 * r), (0.3 * r, 0.6 * r, long - 1.6 * r))
            if style.boxy
            else cylinder(*shaft, 0.45 * r, 10)
        )
        if not last:
            meshes.append(box((-0.75 * r, -0.6 * r, long - 1.8 * r), (0.75 * r, 0.6 * r, long - 1.2 * r)))
            for s in (-1, 1):
                meshes += [box((s * 0.75 * r, -0.5 * r, long - 1.3 * r), (s * 0.38 * r, 0.5 * r, long)),
                           cylinder((s * 0.75 * r, 0, long), (s * 0.38 * r, 0, long), 0.75 * r, 14)]  # fmt: skip
            meshes.append(cylinder((-0.95 * r, 0, long), (0.95 * r, 0, long), 0.25 * r, 10))
        return meshes
    hub = cylinder((-0.9 * r, 0, 0), (0.9 * r, 0, 0), 0.9 * r, 16)
    if style.kind == "tube":
        start = (0, 0, 0.5 * r)
        shaft = (
            box((-0.55 * r, -0.55 * r, 0.5 * r), (0.55 * r, 0.55 * r, long - 0.95 * r))
            if style.boxy
            else cylinder(start, end - (0, 0, 0.95 * r), 0.6 * r, 14)
        )
        return [hub, shaft]
    if style.kind == "bead":
        return [
            hub if style.boxy else sphere((0, 0, 0), 0.6 * r, 12),
            sphere((0, 0, long / 2), (r, r, 0.42 * long), 16),
        ]
    bars = [
        cylinder((s * 0.6 * r, y, 0), (s * 0.6 * r, y, long - r), 0.12 * r, 6)
        for s in (-1, 1)
        for y in (-0.5 * r, 0.5 * r)
    ]
    ties = [
        box((-0.7 * r, -0.6 * r, z - 0.1 * r), (0.7 * r, 0.6 * r, z + 0.1 * r))
        for z in np.linspace(1.2 * r, long - r, 4)
    ]
    return [hub, *bars, *ties]


def lever(rng, b: Builder, seat: Seat) -> list[Seat]:
    """A lever, pedal, switch or arm between two cheeks; its end takes a tool."""
    seat = seat.turned(int(rng.choice([0, 1], p=[0.7, 0.3])))
    r = seat.small * rng.uniform(0.15, 0.35)
    z, long = r * rng.uniform(1.1, 2), min(seat.out, 6 * seat.small) * rng.uniform(0.4, 1.0)
    part = b.part(str(rng.choice(["lever", "arm", "handle"], p=[0.5, 0.4, 0.1])))
    for s in (-1, 1):
        seat.put(b, seat.part, box((s * 0.9 * r, -0.8 * r, 0), (s * 0.6 * r, 0.8 * r, z + 0.6 * r)))
    if rng.random() < 0.6:
        seat.put(b, seat.part, cylinder((-1.15 * r, 0, z), (1.15 * r, 0, z), 0.25 * r, 10))
    lean = rng.uniform(-0.7, 0.7)
    thin = 0.5 * r
    shaft = (
        [cylinder((0, 0, 0), (0, 0, long), thin, 10)]
        if rng.random() < 0.5
        else [box((-thin, -thin, 0), (thin, thin, long))]
    )
    shaft.append(cylinder((-0.55 * r, 0, 0), (0.55 * r, 0, 0), 0.75 * r, 14))
    end = rng.choice(["ball", "bar", "pad", "none"])
    if end == "ball":
        shaft.append(sphere((0, 0, long), rng.uniform(0.7, 1.6) * r, 12))
    elif end == "bar":
        shaft.append(cylinder((-2 * r, 0, long), (2 * r, 0, long), 0.5 * r, 10))
    elif end == "pad":
        shaft.append(box((-1.5 * r, -r, long), (1.5 * r, r, long + 0.4 * r)))
    seat.put(b, part, *(m.rotated((1, 0, 0), lean).moved((0, 0, z)) for m in shaft))
    seat.hinge(
        b,
        part,
        (1, 0, 0),
        (0, 0, z),
        -max(1.1 + lean, 0.1) * rng.uniform(0.3, 1),
        max(1.1 - lean, 0.1) * rng.uniform(0.3, 1),
    )
    if end in ("none", "pad"):
        return [_tip(seat, part, lean, (0, 0, z), long + (0.4 * r if end == "pad" else 0), thin)]
    return []


def _tip(seat: Seat, part: int, lean: float, root, long: float, r: float) -> Seat:
    """The seat at the end of an arm that leans about X."""
    c, s = np.cos(lean), np.sin(lean)
    turn = np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    at = turn @ (0, 0, long) + root
    return Seat(part, seat.turn @ turn, seat.point(at), np.array([r, r]), seat.out, long)


def yoke(rng, b: Builder, seat: Seat) -> list[Seat]:
    """A turning foot with two uprights and, between them, a head that tilts: cannons, spots, mirrors, mixers."""
    r = seat.small * rng.uniform(0.5, 0.95)
    foot, high = r * rng.uniform(0.1, 0.4), r * rng.uniform(0.8, 1.8)
    base = seat.part
    if rng.random() < 0.7:
        base = b.part(str(rng.choice(["turntable", "other", "arm"])))
        limit = rng.uniform(0.8, np.pi)
        seat.hinge(b, base, (0, 0, 1), (0, 0, 0), *(() if rng.random() < 0.5 else (-limit, limit)))
    seat.put(b, base, cylinder((0, 0, 0), (0, 0, foot), r, 24))
    seat.put(b, base, *(box((s * 0.85 * r, -0.25 * r, 0), (s * 0.68 * r, 0.25 * r, foot + high)) for s in (-1, 1)))
    head = b.part(str(rng.choice(["other", "panel", "arm"])))
    kind, z = rng.choice(["barrel", "drum", "plate"]), foot + 0.85 * high
    room = 0.62 * min(r, z - foot)
    pin = cylinder((-0.8 * r, 0, 0), (0.8 * r, 0, 0), 0.08 * r, 10)
    if kind == "barrel":
        meshes = [
            cylinder((0, 0.5 * room, 0), (0, -rng.uniform(1, 3) * r, 0), 0.5 * room, 16, 0.4 * room),
            sphere((0, 0, 0), 0.8 * room, 14),
        ]
    elif kind == "drum":
        meshes = [
            cylinder((-0.6 * r, 0, 0), (0.6 * r, 0, 0), room, 20),
            box((-0.4 * r, -1.3 * room, -0.2 * room), (0.4 * r, 0, 0.2 * room)),
        ]
    else:
        meshes = [box((-0.62 * r, -0.1 * room, -room), (0.62 * r, 0.1 * room, rng.uniform(1, 2.5) * room))]
    seat.put(b, head, *(m.moved((0, 0, z)) for m in [*meshes, pin]))
    on = seat.on(base, (0, 0, 0), seat.half)
    far = 0.25 if kind == "barrel" else 0.9
    on.hinge(b, head, (-1, 0, 0), (0, 0, z), -far * rng.uniform(0.3, 1), rng.uniform(0.4, 1.2))
    return []


def gripper(rng, b: Builder, seat: Seat) -> list[Seat]:
    """Two jaws, mirror images, that slide together or swing: grippers, clamps, vices, beaks."""
    wide, deep = seat.half * rng.uniform(0.6, 0.95, 2)
    high, long = seat.small * rng.uniform(0.1, 0.5), min(seat.out, 4 * seat.small) * rng.uniform(0.3, 0.9)
    seat.put(b, seat.part, box((-wide, -0.6 * deep, 0), (wide, 0.6 * deep, high)))
    slides, t, tip = rng.random() < 0.5, 0.18 * wide, rng.uniform(0, 0.3) * wide
    reach = rng.uniform(0.3, 0.9)
    for s in (-1, 1):
        jaw, x = b.part("arm" if rng.random() < 0.5 else "other"), s * 0.7 * wide
        seat.put(b, jaw, box((x - t, -0.4 * deep, high), (x + t, 0.4 * deep, high + long)))
        if tip:
            seat.put(
                b, jaw, box((x - s * t, -0.4 * deep, high + 0.8 * long), (x - s * (t + tip), 0.4 * deep, high + long))
            )
        if slides:
            seat.slide(b, jaw, (-s, 0, 0), 0.0, max(0.7 * wide - t - tip, 0.1 * wide) * 0.9)
        else:
            seat.put(b, jaw, cylinder((x, -0.5 * deep, high), (x, 0.5 * deep, high), 1.2 * t, 14))
            seat.hinge(b, jaw, (0, s, 0), (x, 0, high), 0.0, reach)
    return []


def chain(rng, b: Builder, seat: Seat) -> list[Seat]:
    """Two to five links one after another from a bracket, about level pins or crosswise ones; the last takes a tool."""
    seat = seat.turned(int(rng.integers(2)))
    count, r = int(rng.choice([2, 3, 4, 5], p=[0.35, 0.35, 0.2, 0.1])), seat.small * rng.uniform(0.3, 0.6)
    style = link_style(rng, r, r * rng.uniform(3.5, 8))
    return [links(rng, b, seat, style, count, 1.5 * r, rng.random() < 0.25, rng.choice(["arm", "other"], p=[0.8, 0.2]))]


def links(rng, b: Builder, seat: Seat, style: Link, count: int, foot: float, cross: bool, label: str) -> Seat:
    """So many links, the first pin foot above the seat; cross: every other pin is turned by a quarter. Each leans by
    some angle. Returns the seat at the end."""
    r = style.r
    for s in (-1, 1):
        if style.kind == "fork":
            seat.put(b, seat.part, box((s * 0.75 * r, -0.7 * r, -0.1 * r), (s * 0.38 * r, 0.7 * r, foot + 0.5 * r)))
        else:
            seat.put(b, seat.part, box((s * 1.3 * r, -0.6 * r, -0.1 * r), (s * 1.0 * r, 0.6 * r, foot + 0.5 * r)))
    seat.put(b, seat.part, cylinder((-1.4 * r, 0, foot), (1.4 * r, 0, foot), 0.25 * r, 10))
    at, shrink = np.array([0.0, 0, foot]), rng.choice([1.0, rng.uniform(0.75, 0.95)])
    bend = rng.choice([0.0, 0.5, 1.0])
    for n in range(count):
        part, size = b.part(str(label)), shrink**n
        lean = bend * rng.uniform(-0.8, 0.8) * (1 if n else 0.6)
        far = rng.uniform(0.7, 1.5)
        aside = 0.5 * r * (1 if n % 2 else -1) if style.kind == "bar" else 0.0
        root = seat.on(part, at, seat.half)
        c, s = np.cos(lean), np.sin(lean)
        turn = seat.turn @ np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
        local = Seat(part, turn, root.at, seat.half, seat.out, 0.0)
        meshes = link(style, n == count - 1)
        local.put(b, part, *(Mesh(m.vertices * (1, size, size) + (aside, 0, 0), m.faces) for m in meshes))
        if style.kind == "bar":
            local.put(
                b,
                part,
                cylinder((-0.8 * r, 0, size * style.long), (0.8 * r, 0, size * style.long), 0.35 * r * size, 12),
            )
        limit = min(far, 1.2) if n == 0 else far
        seat.hinge(b, part, (1, 0, 0), at, min(-limit - lean, -0.05), max(limit - lean, 0.05))
        seat = Seat(part, turn, local.at, seat.half, seat.out, 0.0)
        at = np.array([0, 0, size * style.long])
        if cross:
            seat = Seat(part, turn @ np.array([[0.0, -1, 0], [1, 0, 0], [0, 0, 1]]), seat.at, seat.half, seat.out, 0.0)
    return seat.on(seat.part, at, (0.6 * r * size, 0.6 * r * size), style.long, style.long)
