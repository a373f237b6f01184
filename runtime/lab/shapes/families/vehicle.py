"""Cars, vans, trucks, racing and toy vehicles, tricycles and skateboards: wheels roll, some steer, doors open."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, plate, prism, rounded_rectangle, smooth, sphere, tube
from ._pose import left_open
from ._wheels import WheelStyle, add_wheel, wheel_style


def make(rng: np.random.Generator) -> Shape:
    kinds = {"car": 0.46, "chassis": 0.18, "truck": 0.16, "board": 0.08, "cycle": 0.12}
    b = Builder("vehicle")
    body = b.part("body")
    _KINDS[str(rng.choice(list(kinds), p=list(kinds.values())))](rng, b, body)
    return left_open(rng, b.finish(), chance=0.3)


def _wheels(rng, b: Builder, body: int, style: WheelStyle, radius: float, half: float, axles, steer: float) -> None:
    """Two wheels to each axle (y, z); with chance steer, those of the first turn about uprights too."""
    steering = rng.random() < steer
    apart = half + 0.3 * radius * steering  # room to turn beside the body
    for n, (y, z) in enumerate(axles):
        for s in (-1, 1):
            parent = body
            at = np.array([s * (apart if n == 0 else half), y, z])
            if steering and n == 0:
                parent = b.part("other", "knuckle")
                inner = at - (s * style.width * radius * 0.75, 0, 0)
                b.add(parent, box(inner - 0.28 * radius, inner + 0.28 * radius), cylinder(inner, at, 0.15 * radius, 10))
                lock = rng.uniform(0.3, 0.7)
                b.revolute(body, parent, (0, 0, 1), inner, -lock, lock)
            add_wheel(b, parent, style, radius, at)
        if not (steering and n == 0) and rng.random() < 0.6:
            b.add(body, cylinder((-half, y, z), (half, y, z), 0.1 * radius, 8))


def _car(rng, b: Builder, body: int) -> None:
    """A body of one extruded side view with wheel wells or none, a cabin, doors and lids in some."""
    long = rng.uniform(3.2, 5.2)
    wide, high = long * rng.uniform(0.34, 0.46), long * rng.uniform(0.22, 0.4)
    radius = long * rng.uniform(0.06, 0.095)
    floor = radius * rng.uniform(0.6, 1.2)
    x, y = wide / 2, long / 2
    belt = floor + (high - floor) * rng.uniform(0.45, 0.62)
    base = rng.uniform(0.28, 0.36) * long
    hood, trunk = rng.uniform(0.5, 0.95) * belt, rng.uniform(0.7, 1.0) * belt
    hood, trunk = max(hood, floor + 0.15 * long * 0.5), max(trunk, floor + 0.1 * long)
    cab0, cab1 = rng.uniform(-0.25, -0.05) * long, rng.uniform(0.15, 0.48) * long
    lower = np.array([[-y, floor], [y, floor], [y, trunk], [cab1, belt], [cab0, belt], [-y, hood]])
    b.add(body, prism(lower, "x", -x, x, rng.uniform(0.01, 0.06) * wide))
    rake0, rake1 = rng.uniform(0.05, 0.16) * long, rng.uniform(0.0, 0.14) * long
    roof = np.array(
        [[cab0, belt - 0.01], [cab1, belt - 0.01], [cab1 - rake1, high], [min(cab0 + rake0, cab1 - rake1 - 0.1), high]]
    )
    open_top = rng.random() < 0.15
    if not open_top:
        inner = rng.uniform(0.8, 0.96) * x
        b.add(body, prism(roof, "x", -inner, inner, rng.uniform(0.01, 0.08) * wide))
    else:
        b.add(body, box((-0.85 * x, cab0, belt), (0.85 * x, cab0 + 0.03, high * 0.95)))
    if rng.random() < 0.5:
        b.add(
            body,
            box((-x, -y - 0.03 * long, floor), (x, -y + 0.05, floor + 0.1 * long * 0.5)),
            box((-x, y - 0.05, floor), (x, y + 0.03 * long, floor + 0.1 * long * 0.5)),
        )
    if rng.random() < 0.4:
        b.add(
            body,
            *(
                cylinder(
                    (s * 0.75 * x, -y - 0.01, 0.75 * hood), (s * 0.75 * x, -y + 0.1, 0.75 * hood), 0.035 * long, 16
                )
                for s in (-1, 1)
            ),
        )
    if rng.random() < 0.2:
        b.add(
            body,
            box((-0.9 * x, y - 0.12 * long, trunk + 0.05 * long), (0.9 * x, y, trunk + 0.06 * long)),
            *(
                box(
                    (s * 0.6 * x - 0.03, y - 0.08 * long, trunk - 0.05),
                    (s * 0.6 * x + 0.03, y - 0.04 * long, trunk + 0.05 * long),
                )
                for s in (-1, 1)
            ),
        )
    style = wheel_style(rng, ("tyre", "dished", "holed", "spoked", "disc"))
    half = x - style.width * radius * (-0.55 if style.kind in ("holed", "spoked") else rng.uniform(-0.4, 0.5))
    shift = rng.uniform(-0.03, 0.03) * long
    _wheels(rng, b, body, style, radius, half, [(-base + shift, radius), (base + shift, radius)], 0.05)
    if rng.random() < 0.35:
        _openings(rng, b, body, x, floor, belt, cab0, cab1, hood, y)


def _openings(
    rng, b: Builder, body: int, x: float, floor: float, belt: float, cab0: float, cab1: float, hood: float, y: float
) -> None:
    """Side doors hinged at their front edges, a bonnet hinged at its rear."""
    if rng.random() < 0.8:
        rows = int(rng.choice([1, 2])) if cab1 - cab0 > 1.6 else 1
        edges = np.linspace(cab0, cab0 + (cab1 - cab0) * 0.85, rows + 1)
        thick = 0.05
        for s in (-1, 1):
            for a, c in zip(edges[:-1], edges[1:], strict=True):
                door = b.part("door")
                b.add(door, box((s * (x - 0.01), a + 0.02, floor + 0.08), (s * (x + thick), c - 0.02, belt - 0.02)))
                b.add(
                    door, box((s * (x + thick), c - 0.2, belt - 0.16), (s * (x + thick + 0.03), c - 0.06, belt - 0.12))
                )
                b.revolute(body, door, (0, 0, -s), (s * (x + thick), a + 0.02, floor + 0.1), 0.0, rng.uniform(0.9, 1.4))
    if rng.random() < 0.5:
        bonnet = b.part("lid", "bonnet")
        ends = np.array([-y + 0.05, cab0 - 0.03])
        z = hood + (belt - hood) * (ends + y) / (cab0 + y)  # on the body's own slope
        slope = np.concatenate([np.c_[ends, z], np.c_[ends, z + 0.04][::-1]])
        b.add(bonnet, prism(slope, "x", -0.85 * x, 0.85 * x))
        b.revolute(body, bonnet, (-1, 0, 0), (0, cab0 - 0.03, belt), 0.0, rng.uniform(0.7, 1.2))


def _chassis(rng, b: Builder, body: int) -> None:
    """A racing buggy or robot base: a deck between large outboard wheels."""
    long = rng.uniform(0.25, 0.6)
    wide, radius = long * rng.uniform(0.3, 0.6), long * rng.uniform(0.1, 0.175)
    x, y, z = wide / 2, long / 2, radius * rng.uniform(0.7, 1.2)
    outline = rounded_rectangle(wide, long, 0.2 * wide, 4)
    outline[:, 0] *= 1 + rng.uniform(-0.4, 0.2) * -outline[:, 1] / long
    b.add(body, plate(outline, z, z + rng.uniform(0.03, 0.12) * long, 0.005))
    for _ in range(int(rng.integers(1, 5))):
        at = rng.uniform(-0.6, 0.6, 2) * (x, y)
        size = rng.uniform(0.05, 0.3, 2) * (wide, long)
        b.add(body, box((*(at - size), z + 0.02), (*(at + size), z + rng.uniform(0.05, 0.3) * long)))
    if rng.random() < 0.4:
        b.add(
            body,
            cylinder((0, 0, z), (0, 0, z + 0.3 * long), 0.08 * wide, 14),
            sphere((0, 0, z + 0.32 * long), 0.12 * wide, 12),
        )
    style = wheel_style(rng)
    half = x + style.width * radius * rng.uniform(0.2, 0.9)
    count = int(rng.choice([2, 2, 3]))
    spots = np.linspace(-0.75, 0.75, count) * y
    _wheels(rng, b, body, style, radius, half, [(s, radius) for s in spots], 0.55)


def _truck(rng, b: Builder, body: int) -> None:
    """A cab and a load: box, flat bed or tipper; four to eight wheels."""
    long = rng.uniform(4.5, 8)
    wide, high, radius = long * rng.uniform(0.25, 0.36), long * rng.uniform(0.3, 0.46), long * rng.uniform(0.055, 0.085)
    x, y, floor = wide / 2, long / 2, radius * rng.uniform(1.1, 1.6)
    cab = rng.uniform(0.2, 0.35) * long
    b.add(body, box((-0.7 * x, -y, floor - 0.1 * radius), (0.7 * x, y, floor + 0.5 * radius)))
    front = np.array(
        [
            [-y, floor],
            [-y + cab, floor],
            [-y + cab, 0.85 * high],
            [-y + rng.uniform(0.1, 0.6) * cab, 0.85 * high],
            [-y, floor + 0.45 * (high - floor)],
        ]
    )
    b.add(body, prism(front, "x", -x, x, 0.03 * wide))
    deck, start = floor + 0.55 * radius, -y + cab * 1.08
    kind = rng.choice(["box", "bed", "tipper"])
    if kind == "box":
        b.add(body, box((-x, start, deck), (x, y, high)))
        if rng.random() < 0.6:
            for s in (-1, 1):
                door = b.part("door")
                b.add(door, box((s * 0.005, y, deck), (s * x, y + 0.04, high)))
                b.revolute(body, door, (0, 0, -s), (s * x, y, (deck + high) / 2), 0.0, rng.uniform(1.5, 2.8))
    else:
        load = b.part("tray", "bed") if kind == "tipper" else body
        b.add(load, box((-x, start, deck), (x, y, deck + 0.05)))
        wall = rng.uniform(0.08, 0.3) * high
        b.add(
            load,
            *(box((s * x, start, deck), (s * (x - 0.05), y, deck + wall)) for s in (-1, 1)),
            box((-x, start, deck), (x, start + 0.05, deck + wall * 1.3)),
        )
        if kind == "tipper":
            b.revolute(body, load, (-1, 0, 0), (0, y, deck), 0.0, rng.uniform(0.6, 1.1))
        if rng.random() < 0.6:
            gate = b.part("flap")
            b.add(gate, box((-x + 0.05, y - 0.05, deck + 0.05), (x - 0.05, y, deck + wall)))
            b.revolute(load, gate, (-1, 0, 0), (0, y, deck + 0.05), 0.0, rng.uniform(1.4, 2.6))
    style = wheel_style(rng, ("tyre", "dished", "holed", "disc"))
    half = x - style.width * radius * 0.5
    rear = [0.62 * y] if rng.random() < 0.55 else [0.5 * y, 0.5 * y + 2.3 * radius]
    _wheels(rng, b, body, style, radius, half, [(-y + 0.5 * cab, radius), *((r, radius) for r in rear)], 0.05)


def _board(rng, b: Builder, body: int) -> None:
    """A skateboard or roller: a deck with small wheels on trucks."""
    long = rng.uniform(0.5, 0.95)
    wide, radius = long * rng.uniform(0.2, 0.32), rng.uniform(0.02, 0.04)
    z = radius * rng.uniform(2.2, 3)
    y = long / 2
    outline = rounded_rectangle(wide, long, rng.uniform(0.2, 0.5) * wide, 6)
    deck = plate(outline, z, z + 0.012, 0.003)
    lift = rng.uniform(0, 0.5) * np.clip(np.abs(deck.vertices[:, 1]) - 0.34 * long, 0, None)
    b.add(body, Mesh(deck.vertices + np.outer(lift, (0, 0, 1)), deck.faces))
    if rng.random() < 0.3:  # a scooter's handlebar
        bar = b.part("handle")
        top = rng.uniform(0.5, 0.9)
        b.add(
            bar,
            cylinder((0, -0.9 * y, z), (0, -0.8 * y, z + top), 0.015, 10),
            cylinder((-0.2, -0.8 * y, z + top), (0.2, -0.8 * y, z + top), 0.015, 10),
        )
        b.revolute(body, bar, (0, 0.1 * y, top), (0, -0.9 * y, z), -0.9, 0.9)
    style = wheel_style(rng, ("disc", "dished"))
    for s in (-1, 1):
        b.add(body, box((-0.15 * wide, s * 0.32 * long - 0.03, radius), (0.15 * wide, s * 0.32 * long + 0.03, z)))
    _wheels(rng, b, body, style, radius, 0.42 * wide, [(-0.32 * long, radius), (0.32 * long, radius)], 0.0)


def _cycle(rng, b: Builder, body: int) -> None:
    """A bicycle or tricycle: the fork with the bar steers, the wheels and the cranks turn."""
    radius = rng.uniform(0.15, 0.36)
    base = radius * rng.uniform(2.4, 3.2)
    r = radius * rng.uniform(0.03, 0.07)
    style = wheel_style(rng, ("spoked", "tyre", "holed"))
    style = WheelStyle(style.kind, rng.uniform(0.08, 0.25), style.spokes, 0.88, style.round, 0.1, 32)
    rear, front = np.array([0, base / 2, radius]), np.array([0, -base / 2, radius])
    head_low, head = np.array([0, -0.36 * base, 1.75 * radius]), np.array([0, -0.3 * base, 2.3 * radius])
    crank, saddle = np.array([0, 0.08 * base, 0.8 * radius]), np.array([0, 0.22 * base, 2.3 * radius])
    gap = style.width * radius * 0.8 + r
    frame_bars = [
        (head_low, crank),
        (head_low + 0.6 * (head - head_low), saddle - (0, 0.02, 0.25 * radius)),
        (crank, saddle),
    ]
    b.add(body, *(cylinder(a, c, r, 10) for a, c in frame_bars), cylinder(head_low, head, 1.2 * r, 10))
    three = rng.random() < 0.35
    half = 0.5 * radius if three else 0.0
    for s in (-1, 1):
        b.add(
            body,
            cylinder(crank, rear + (s * gap * (not three), 0, 0), 0.7 * r, 8),
            cylinder(saddle - (0, 0, 0.3 * radius), rear + (s * gap * (not three), 0, 0), 0.7 * r, 8),
        )
    seat = rounded_rectangle(0.35 * radius, 0.7 * radius, 0.15 * radius, 4) + (0, saddle[1])
    b.add(body, plate(seat, saddle[2], saddle[2] + 0.12 * radius, 0.03 * radius))
    fork = b.part("handle", "fork")
    for s in (-1, 1):
        b.add(
            fork,
            tube(
                np.array([front + (s * gap, 0, 0), head_low + (s * gap, 0, 0), head_low + (0, 0, 0.1 * radius)]),
                0.8 * r,
                8,
            ),
        )
    grip = head + (0, 0.0, 0.25 * radius)
    b.add(fork, cylinder(head, grip, r, 10))
    points = np.array([[0, 0, 0], [0.45, -0.05, 0.05], [0.75, 0.1, 0.1], [0.85, 0.4, 0.1]]) * radius
    path = smooth(points, 4)
    b.add(fork, tube(np.concatenate([(path * (-1, 1, 1))[:0:-1], path]) + grip, 0.9 * r, 8))
    b.revolute(body, fork, head - head_low, head_low, -rng.uniform(0.6, 1.5), rng.uniform(0.6, 1.5))
    add_wheel(b, fork, style, radius, front)
    for s in (-1, 1) if three else (0,):
        add_wheel(b, body, style, radius, rear + (s * half, 0, 0))
    if three:
        b.add(body, cylinder(rear - (half, 0, 0), rear + (half, 0, 0), r, 10))
    pedals = b.part("other", "cranks")
    b.add(
        pedals,
        cylinder(crank - (2.5 * r, 0, 0), crank + (2.5 * r, 0, 0), 2.2 * r if rng.random() < 0.5 else 0.2 * radius, 20),
    )
    turn = rng.uniform(0, np.pi)
    for s in (-1, 1):
        arm = crank + (s * 3 * r, s * 0.4 * radius * np.cos(turn), s * 0.4 * radius * np.sin(turn))
        b.add(
            pedals,
            cylinder(crank + (s * 3 * r, 0, 0), arm, 0.7 * r, 8),
            box(arm - (0.0, 0.1 * radius, 0.03 * radius), arm + (s * 0.25 * radius, 0.1 * radius, 0.03 * radius)),
        )
    b.continuous(body, pedals, (1, 0, 0), crank)


_KINDS = {"car": _car, "chassis": _chassis, "truck": _truck, "board": _board, "cycle": _cycle}
