"""Cameras: still cameras with lenses that turn or slide out, dials and screens, film cameras, spy and dome cameras."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, lathe, prism, rotation, rounded_rectangle, sphere
from ._pose import left_open

_FORWARD = rotation((1, 0, 0), np.pi / 2)  # turns +Z to -Y


def make(rng: np.random.Generator) -> Shape:
    kinds = {"still": 0.66, "movie": 0.16, "dome": 0.18}
    b = Builder("camera")
    body = b.part("body")
    _KINDS[str(rng.choice(list(kinds), p=list(kinds.values())))](rng, b, body)
    return left_open(rng, b.finish(), chance=0.2)


def _lens(rng, radius: float, long: float, segments: int, hood: bool = True) -> list[Mesh]:
    """A barrel of stepped rings from z = 0 to long, hollow at the front; +Z is where it looks."""
    steps = int(rng.integers(1, 6))
    z = np.sort(rng.uniform(0.05, 0.9, steps - 1)) * long if steps > 1 else np.array([])
    z = np.concatenate([[0], z, [long]])
    profile = [[0, 0]]
    for low, high in zip(z[:-1], z[1:], strict=True):
        r = radius * rng.uniform(0.82, 1.0)
        profile += [[r, low], [r * rng.uniform(0.95, 1.03), high]]
    last = profile[-1][0]
    deep = min(rng.uniform(0.1, 0.4) * long, 0.6 * last) if hood else 0.02 * long
    profile += [
        [0.86 * last, long],
        [0.78 * last, long - deep],
        [0.3 * last, long - 0.7 * deep],
        [0, long - 0.65 * deep],
    ]
    meshes = [lathe(np.array(profile), segments)]
    if rng.random() < 0.4:
        rib = box((0.9 * radius, -0.02 * radius, 0.4 * long), (1.04 * radius, 0.02 * radius, 0.65 * long))
        meshes += [rib.rotated((0, 0, 1), k * np.pi / 12) for k in range(24)]
    return meshes


def _move_lens(rng, b: Builder, body: int, lens: int, at, long: float) -> None:
    kind = rng.choice(["continuous", "prismatic", "screw", "revolute"], p=[0.6, 0.2, 0.08, 0.12])
    if kind == "continuous":
        b.continuous(body, lens, (0, -1, 0), at)
    elif kind == "prismatic":
        b.prismatic(
            body, lens, (0, -1, 0), -rng.choice([0.0, rng.uniform(0.1, 0.7)]) * long, rng.uniform(0.1, 0.5) * long
        )
    elif kind == "screw":
        b.screw(body, lens, (0, -1, 0), at, 0.0, rng.uniform(0.1, 0.6) * long)
    else:
        b.revolute(body, lens, (0, -1, 0), at, 0.0, rng.uniform(0.8, 3.0))


def _still(rng, b: Builder, body: int) -> None:
    wide, high, deep = rng.uniform(0.09, 0.15), rng.uniform(0.055, 0.1), rng.uniform(0.02, 0.05)
    y = deep / 2
    outline = rounded_rectangle(wide, high, high * rng.uniform(0.02, 0.4), 5) + (0, high / 2)
    b.add(body, prism(outline, "y", -y, y, rng.uniform(0, 0.3) * deep))
    if rng.random() < 0.55:  # grip
        side = rng.choice([-1, 1])
        grip = rounded_rectangle(0.24 * wide, 0.92 * high, 0.08 * wide, 4) + (side * 0.37 * wide, 0.48 * high)
        b.add(body, prism(grip, "y", -y - rng.uniform(0.008, 0.03), 0, 0.006))
    hump = 0.0
    if rng.random() < 0.55:  # prism over the lens
        hump = rng.uniform(0.015, 0.035)
        half = rng.uniform(0.15, 0.25) * wide
        roof = np.array(
            [[-half, high - 0.01], [half, high - 0.01], [0.6 * half, high + hump], [-0.6 * half, high + hump]]
        )
        b.add(body, prism(roof, "y", -y * rng.uniform(0.8, 1.6), y * rng.uniform(1, 1.4), 0.003))
        if rng.random() < 0.2:
            b.add(body, box((-0.3 * half, -0.4 * y, high + hump), (0.3 * half, 0.4 * y, high + hump + 0.003)))
    lens = b.part("lens")
    radius = min(high * rng.uniform(0.25, 0.52), 0.045)
    long = radius * rng.choice([rng.uniform(0.2, 1.0), rng.uniform(0.8, 2.2), rng.uniform(2.2, 5)], p=[0.3, 0.5, 0.2])
    at = np.array(
        [
            rng.choice([0.0, rng.uniform(-0.2, 0.2)]) * wide,
            -y - rng.choice([0.0, 0.004]),
            high * rng.uniform(0.42, 0.55),
        ]
    )
    if at[1] < -y:
        b.add(body, cylinder(at, at + (0, 0.008, 0), 1.1 * radius, 28))
    b.add(lens, *(m.transformed(_FORWARD).moved(at) for m in _lens(rng, radius, long, int(rng.choice([20, 28, 40])))))
    _move_lens(rng, b, body, lens, at, long)
    tops = list(rng.permutation([-0.4, -0.3, 0.28, 0.38]))
    for _ in range(int(rng.integers(0, 4))):
        dx, r, tall = tops.pop() * wide, rng.uniform(0.005, 0.012), rng.uniform(0.003, 0.012)
        turns = rng.random() < 0.65
        dial = b.part("knob" if turns else "button") if rng.random() < 0.5 else body
        b.add(dial, cylinder((dx, 0, high - 0.001), (dx, 0, high + tall), r, 18))
        if dial != body:
            if turns:
                b.continuous(body, dial, (0, 0, 1), (dx, 0, high))
            else:
                b.prismatic(body, dial, (0, 0, -1), 0.0, 0.8 * tall)
    if rng.random() < 0.16:
        screen = b.part("screen")
        low, top = 0.12 * high, 0.85 * high
        s = rng.choice([-1, 1])
        b.add(screen, box((-0.36 * wide, y, low), (0.3 * wide, y + 0.006, top)))
        b.revolute(
            body,
            screen,
            (0, 0, s),
            (-0.36 * wide if s > 0 else 0.3 * wide, y + 0.006, high / 2),
            0.0,
            rng.uniform(1.5, np.pi),
        )
    elif rng.random() < 0.5:
        b.add(body, box((-0.36 * wide, y, 0.12 * high), (0.3 * wide, y + 0.002, 0.85 * high)))
    if rng.random() < 0.1:
        flash = b.part("lid", "flash")
        z = high + hump
        b.add(flash, box((-0.018, -y, z), (0.018, 0.3 * y, z + rng.uniform(0.008, 0.02))))
        b.revolute(body, flash, (-1, 0, 0), (0, 0.3 * y, z), 0.0, rng.uniform(0.6, 1.6))


def _movie(rng, b: Builder, body: int) -> None:
    """A video camera: a long body with a lens and a screen that swings out of its side."""
    wide, high, long = rng.uniform(0.05, 0.1), rng.uniform(0.06, 0.11), rng.uniform(0.1, 0.22)
    x, y = wide / 2, long / 2
    b.add(body, prism(rounded_rectangle(wide, high, 0.25 * high, 5) + (0, high / 2), "y", -y, y, 0.006))
    lens = b.part("lens")
    radius, at = 0.4 * min(wide, high), np.array([0, -y, 0.55 * high])
    reach = rng.uniform(0.2, 0.5) * long
    b.add(lens, *(m.transformed(_FORWARD).moved(at) for m in _lens(rng, radius, reach, 28)))
    _move_lens(rng, b, body, lens, at, reach)
    if rng.random() < 0.7:
        screen = b.part("screen")
        s = rng.choice([-1, 1])
        b.add(screen, box((s * x, -0.6 * y, 0.2 * high), (s * (x + 0.01), 0.5 * y, 0.85 * high)))
        b.revolute(body, screen, (0, 0, -s), (s * (x + 0.01), -0.6 * y, 0.5 * high), 0.0, rng.uniform(1.4, 2.0))
    if rng.random() < 0.5:
        z = high + 0.03
        b.add(
            body,
            box((-0.012, -0.5 * y, z), (0.012, 0.6 * y, z + 0.012)),
            *(box((-0.01, t * y - 0.01, high - 0.01), (0.01, t * y + 0.01, z)) for t in (-0.45, 0.5)),
        )


def _dome(rng, b: Builder, body: int) -> None:
    """A surveillance or web camera: a bracket that pans and a housing that tilts."""
    r = rng.uniform(0.03, 0.06)
    b.add(body, cylinder((0, 0, 0), (0, 0, 0.25 * r), r * rng.uniform(0.8, 1.4), 24))
    pan = b.part("other", "yoke")
    z = r * rng.uniform(1.4, 2.2)
    b.add(pan, cylinder((0, 0, 0.25 * r), (0, 0, 0.5 * r), 0.7 * r, 24))
    two = rng.random() < 0.6
    half = 0.8 * r
    for s in (-1, 1) if two else (1,):
        b.add(pan, box((s * half, -0.25 * r, 0.4 * r), (s * (half + 0.15 * r), 0.25 * r, z + 0.25 * r)))
    if not two:
        b.add(pan, box((0, -0.25 * r, 0.4 * r), (half, 0.25 * r, 0.55 * r)))
    if rng.random() < 0.6:
        b.continuous(body, pan, (0, 0, 1), (0, 0, 0.25 * r))
    else:
        b.revolute(body, pan, (0, 0, 1), (0, 0, 0.25 * r), -np.pi / 2, np.pi / 2)
    head = b.part("body", "head")
    tilt = rng.uniform(0.3, 1.2, 2)
    if rng.random() < 0.5:
        b.add(head, sphere((0, 0, z), 0.78 * r, 20), cylinder((0, -0.6 * r, z), (0, -0.95 * r, z), 0.35 * r, 18))
    else:
        long = rng.uniform(1.0, 2.2) * r
        b.add(
            head,
            box((-0.76 * r, -long, z - 0.6 * r), (0.76 * r, long, z + 0.6 * r)),
            cylinder((0, -long, z), (0, -long - 0.3 * r, z), 0.4 * r, 18),
        )
        if rng.random() < 0.5:
            b.add(head, box((-0.78 * r, -long - 0.4 * r, z + 0.6 * r), (0.78 * r, long, z + 0.66 * r)))
        # the housing's lower edge comes down to the yoke's floor
        free = np.arcsin(min(1.0, (z - 0.55 * r) / (1.3 * long))) - 0.6 * r / long
        tilt = np.minimum(tilt, max(0.1, free))
    b.revolute(pan, head, (1, 0, 0), (0, 0, z), -tilt[0], tilt[1])


_KINDS = {"still": _still, "movie": _movie, "dome": _dome}
