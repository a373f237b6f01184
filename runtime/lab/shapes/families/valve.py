"""Valves, cranks, winches and hatches: hand wheels, levers and gears on pipes, panels and posts."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, frame_along, lathe, plate, sphere, tube
from ._pose import left_open
from ._vessel import section


def make(rng: np.random.Generator) -> Shape:
    kinds = {"pipe": 0.55, "panel": 0.2, "winch": 0.15, "vice": 0.1}
    b = Builder("valve")
    body = b.part("body")
    _KINDS[str(rng.choice(list(kinds), p=list(kinds.values())))](rng, b, body)
    return left_open(rng, b.finish(), chance=0.3)


def _wheel(rng, radius: float) -> list[Mesh]:
    """A hand wheel, lobed knob, bar or lever about Z from z = 0."""
    kind = rng.choice(["wheel", "lobes", "bar", "disc"], p=[0.6, 0.15, 0.15, 0.1])
    r, high = radius * rng.uniform(0.06, 0.14), radius * rng.uniform(0.1, 0.5)
    hub = cylinder((0, 0, 0), (0, 0, high + r), radius * rng.uniform(0.14, 0.25), 16)
    if kind == "disc":
        return [hub, cylinder((0, 0, high), (0, 0, high + 2 * r), radius, int(rng.choice([6, 8, 28])))]
    if kind == "bar":
        return [
            hub,
            cylinder((-radius, 0, high), (radius, 0, high), r, 10),
            *(sphere((s * radius, 0, high), 1.8 * r, 10) for s in (-1, 1)),
        ]
    if kind == "lobes":
        outline = section(48) * radius
        lobes = int(rng.choice([4, 5, 6, 8]))
        angle = np.arctan2(outline[:, 1], outline[:, 0])
        return [hub, plate(outline * (0.85 + 0.15 * np.cos(lobes * angle))[:, None], high, high + 3 * r, r)]
    t = np.linspace(0, 2 * np.pi, 33)[:-1]
    meshes = [
        hub,
        tube(
            np.c_[radius * np.cos(t), radius * np.sin(t), 0 * t + high + rng.uniform(0, 0.4) * radius],
            r,
            8,
            closed=True,
        ),
    ]
    rim = meshes[1].vertices[:, 2].mean()
    spokes = int(rng.choice([2, 3, 4, 5, 6]))
    for a in np.arange(spokes) * 2 * np.pi / spokes:
        meshes.append(cylinder((0, 0, high), (radius * np.cos(a), radius * np.sin(a), rim), 0.7 * r, 8))
    if rng.random() < 0.25:
        meshes.append(cylinder((radius, 0, rim), (radius, 0, rim + 0.5 * radius), 1.2 * r, 10))
    return meshes


def _turns(rng, b: Builder, parent: int, part: int, axis, origin, rise: float) -> None:
    kind = rng.choice(["continuous", "screw", "revolute"], p=[0.5, 0.25, 0.25])
    if kind == "continuous":
        b.continuous(parent, part, axis, origin)
    elif kind == "screw":
        b.screw(parent, part, axis, origin, 0.0, rise)
    else:
        b.revolute(parent, part, axis, origin, 0.0, rng.choice([np.pi / 2, rng.uniform(2, 6.2)]))


def _pipe(rng, b: Builder, body: int) -> None:
    """A pipe along X with flanges, a bonnet upwards or aside and a hand wheel or lever on it."""
    r = rng.uniform(0.02, 0.08)
    long = r * rng.uniform(2.5, 6)
    b.add(body, cylinder((-long, 0, 0), (long, 0, 0), r, 24))
    if rng.random() < 0.7:
        for x in (-long, -0.55 * long, 0.55 * long, long)[:: int(rng.choice([1, 3]))]:
            b.add(body, cylinder((x - 0.12 * r, 0, 0), (x + 0.12 * r, 0, 0), 1.6 * r, 24))
    b.add(
        body,
        sphere((0, 0, 0), 1.35 * r, 18)
        if rng.random() < 0.6
        else box((-1.3 * r, -1.2 * r, -1.2 * r), (1.3 * r, 1.2 * r, 1.2 * r)),
    )
    if rng.random() < 0.25:
        b.add(body, cylinder((0, 0, 0), (0, long, 0), r, 20))
    top = r * rng.uniform(2, 3.5)
    turn = rng.choice([0.0, rng.uniform(0, np.pi)])
    axis = np.array([0, -np.sin(turn), np.cos(turn)])
    b.add(body, cylinder((0, 0, 0), 0.8 * top * axis, 0.8 * r, 18, 0.5 * r))
    if rng.random() < 0.4:
        b.add(body, cylinder(0.65 * top * axis, 0.8 * top * axis, 0.95 * r, 6))
    part = b.part("wheel", "hand wheel")
    spin = frame_along(axis)
    if rng.random() < 0.72:
        stem = cylinder((0, 0, -0.3 * top), (0, 0, 0.1 * top), 0.25 * r, 10)
        size = r * rng.uniform(1.2, 3.2)
        b.add(part, *(m.transformed(spin).moved(top * axis) for m in [stem, *_wheel(rng, size)]))
        _turns(rng, b, body, part, axis, top * axis, r)
        return
    lever = r * rng.uniform(2.5, 5)
    yaw = rng.choice([0.0, np.pi / 2, rng.uniform(0, 6.28)])
    bar = box((-0.4 * r, -0.35 * r, -0.05 * top), (lever, 0.35 * r, 0.08 * top))
    b.add(
        part,
        *(
            m.rotated((0, 0, 1), yaw).transformed(spin).moved(0.85 * top * axis)
            for m in (bar, cylinder((0, 0, -0.1 * top), (0, 0, 0.15 * top), 0.4 * r, 14))
        ),
    )
    b.revolute(body, part, axis, 0.85 * top * axis, 0.0, np.pi / 2)


def _panel(rng, b: Builder, body: int) -> None:
    """Several wheels, dials or levers on a board that faces -Y."""
    count = int(rng.integers(1, 5))
    size = rng.uniform(0.03, 0.09)
    wide, high, deep = size * 2.8 * count, size * rng.uniform(2.6, 5), rng.uniform(0.02, 0.15)
    b.add(body, box((-wide / 2, 0, 0), (wide / 2, deep, high)))
    if rng.random() < 0.4:
        b.add(
            body,
            cylinder(
                (-wide / 2 - 0.05, deep / 2, 0.2 * high), (wide / 2 + 0.05, deep / 2, 0.2 * high), 0.12 * high, 16
            ),
        )
    for k in range(count):
        at = np.array([(k - (count - 1) / 2) * 2.8 * size, 0, high * rng.choice([0.5, 0.6])])
        part = b.part("wheel")
        axis = np.array([0, -1.0, 0])
        b.add(part, *(m.transformed(frame_along(axis)).moved(at) for m in _wheel(rng, size * rng.uniform(0.7, 1.1))))
        _turns(rng, b, body, part, axis, at, 0.5 * size)


def _winch(rng, b: Builder, body: int) -> None:
    """A drum between cheeks, turned by a crank; a reel, a well's windlass, a spit."""
    half, r = rng.uniform(0.05, 0.3), rng.uniform(0.03, 0.1)
    cheek = r * rng.uniform(1.3, 2.2)
    z = cheek * rng.uniform(1, 2.5)
    thick = 0.1 * r
    for s in (-1, 1):
        if rng.random() < 0.5:
            b.add(body, box((s * half, -0.4 * cheek, 0), (s * (half + thick), 0.4 * cheek, z + 0.4 * r)))
        else:
            b.add(body, *(cylinder((s * half, t * cheek, 0), (s * half, 0, z), 0.12 * r, 8) for t in (-1, 1)))
    b.add(body, box((-half - thick, -cheek, -0.15 * r), (half + thick, cheek, 0)))
    drum = b.part("wheel", "drum")
    b.add(
        drum,
        cylinder((-0.95 * half, 0, z), (0.95 * half, 0, z), r * rng.uniform(0.4, 1), 24),
        cylinder((-1.3 * half, 0, z), (1.3 * half, 0, z), 0.12 * r, 10),
    )
    if rng.random() < 0.6:
        b.add(drum, *(cylinder((s * 0.9 * half, 0, z), (s * 0.95 * half, 0, z), 1.15 * r, 24) for s in (-1, 1)))
    x, reach = 1.3 * half, r * rng.uniform(1.2, 2.5)
    turn = rng.uniform(0, 2 * np.pi)
    tip = np.array([x, reach * np.cos(turn), z + reach * np.sin(turn)])
    b.add(drum, cylinder((x, 0, z), tip, 0.12 * r, 8), cylinder(tip, tip + (0.9 * r, 0, 0), 0.2 * r, 10))
    b.continuous(body, drum, (1, 0, 0), (0, 0, z))


def _vice(rng, b: Builder, body: int) -> None:
    """A vice, press or clamp: a jaw or plate slides, the spindle screws."""
    wide, high, long = rng.uniform(0.05, 0.12), rng.uniform(0.05, 0.1), rng.uniform(0.12, 0.25)
    x = wide / 2
    b.add(body, box((-x, -0.1 * long, 0), (x, long, 0.4 * high)), box((-x, 0.45 * long, 0), (x, 0.7 * long, high)))
    if rng.random() < 0.6:
        b.add(
            body,
            lathe(np.array([[0, -0.3 * high], [1.2 * x, -0.3 * high], [0.9 * x, 0], [0, 0]]), 24).moved(
                (0, 0.5 * long, 0)
            ),
        )
    jaw = b.part("other", "jaw")
    opening = rng.uniform(0.05, 0.3) * long
    y = 0.45 * long - opening
    b.add(
        jaw,
        box((-x, y - 0.2 * long, 0.42 * high), (x, y, high)),
        box((-0.5 * x, y - 0.2 * long, 0.1 * high), (0.5 * x, y + 0.1 * long, 0.45 * high)),
    )
    travel = rng.uniform(0.2, 0.5) * long
    b.prismatic(body, jaw, (0, -1, 0), -opening, travel)
    bar = b.part("handle", "spindle")
    at = np.array([0, y - 0.2 * long, 0.25 * high])
    tip = at - (0, 0.15 * long, 0)
    b.add(bar, cylinder(at + (0, 0.1 * long, 0), tip, 0.12 * high, 14))
    turn, half = rng.uniform(0, np.pi), rng.uniform(0.5, 0.9) * wide
    d = half * np.array([np.cos(turn), 0, np.sin(turn)])
    b.add(bar, cylinder(tip - d, tip + d, 0.05 * high, 8), *(sphere(tip + s * d, 0.08 * high, 8) for s in (-1, 1)))
    b.continuous(jaw, bar, (0, -1, 0), at)


_KINDS = {"pipe": _pipe, "panel": _panel, "winch": _winch, "vice": _vice}
