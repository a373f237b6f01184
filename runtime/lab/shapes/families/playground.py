"""Swings, seesaws, carousels, bells, hanging signs, cradles and pendulums: what hangs or tips on a frame."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, lathe, plate, rotation, rounded_rectangle, sphere, tube
from ._pose import left_open


def make(rng: np.random.Generator) -> Shape:
    b = Builder("playground")
    body = b.part("body")
    kinds = {"swing": 0.35, "seesaw": 0.2, "carousel": 0.15, "hanging": 0.3}
    _KINDS[str(rng.choice(list(kinds), p=list(kinds.values())))](rng, b, body)
    return left_open(rng, b.finish(), chance=0.4, each=0.9)


def _frame(rng, b: Builder, body: int, wide: float, high: float, r: float) -> None:
    """Two trestles or posts and the beam that they carry along X at height high."""
    b.add(body, cylinder((-wide / 2 - 2 * r, 0, high), (wide / 2 + 2 * r, 0, high), r, int(rng.choice([4, 12]))))
    kind, spread = rng.choice(["trestle", "post", "loop"], p=[0.6, 0.25, 0.15]), rng.uniform(0.2, 0.45) * high
    for x in (-wide / 2, wide / 2):
        if kind == "post":
            b.add(body, box((x - r, -r, 0), (x + r, r, high)), box((x - r, -spread, 0), (x + r, spread, r)))
        elif kind == "trestle":
            b.add(body, *(cylinder((x, s * spread, 0), (x, 0, high), r, 8) for s in (-1, 1)))
            if rng.random() < 0.5:
                b.add(body, box((x - 0.5 * r, -0.6 * spread, 0.4 * high), (x + 0.5 * r, 0.6 * spread, 0.4 * high + r)))
        else:
            t = np.linspace(0, np.pi, 14)
            b.add(body, tube(np.c_[np.full(14, x), spread * np.cos(t), high * np.sin(t) ** 0.6], 0.8 * r, 8))


def _swing(rng, b: Builder, body: int) -> None:
    """One to three swings, each of two ropes or bars and a seat, a tyre, a bench or a gondola."""
    count, high, r = int(rng.choice([1, 2, 3], p=[0.5, 0.35, 0.15])), rng.uniform(1.2, 3), rng.uniform(0.02, 0.07)
    seat_wide = rng.choice([rng.uniform(0.35, 0.6), rng.uniform(1, 1.8)], p=[0.75, 0.25])
    bay = seat_wide + rng.uniform(0.15, 0.5)
    _frame(rng, b, body, count * bay + 0.2, high, r)
    kind, drop, far = (
        rng.choice(["board", "bench", "tyre"], p=[0.6, 0.25, 0.15]),
        high * rng.uniform(0.6, 0.8),
        rng.uniform(0.4, 1.1),
    )
    thin = 0.25 * r
    for k in range(count):
        swing, x = b.part("seat", "swing"), (k - (count - 1) / 2) * bay
        low = high - drop
        if kind == "tyre":
            t = np.linspace(0, 2 * np.pi, 25)[:-1]
            big = 0.35 * seat_wide
            b.add(
                swing, tube(np.c_[x + big * np.cos(t), 0 * t, low + big + big * np.sin(t)], 0.3 * big, 10, closed=True)
            )
            b.add(swing, cylinder((x, 0, low + 2 * big), (x, 0, high), thin, 6))
        else:
            half, deep = seat_wide / 2, rng.uniform(0.1, 0.2)
            b.add(swing, box((x - half, -deep, low), (x + half, deep, low + 0.04)))
            b.add(
                swing,
                *(cylinder((x + s * 0.9 * half, 0, low), (x + s * 0.9 * half, 0, high), thin, 6) for s in (-1, 1)),
            )
            if kind == "bench":
                b.add(swing, box((x - half, deep, low), (x + half, deep + 0.03, low + 0.4)))
        if rng.random() < 0.5:
            b.add(
                swing,
                *(
                    cylinder(
                        (x + s * 0.42 * seat_wide - 0.02, 0, high),
                        (x + s * 0.42 * seat_wide + 0.02, 0, high),
                        1.3 * r,
                        12,
                    )
                    for s in (-1, 1)
                ),
            )
        b.revolute(body, swing, (1, 0, 0), (x, 0, high), -far, far)


def _seesaw(rng, b: Builder, body: int) -> None:
    """A plank on a trestle, scales' beam with fixed pans, a rocker board, a handcar's beam, a well's lever."""
    long, high, wide = rng.uniform(1, 3), rng.uniform(0.25, 1.2), rng.uniform(0.08, 0.3)
    t, pan = rng.uniform(0.03, 0.08), rng.random() < 0.25
    foot = np.array([[-0.5 * high, 0], [0.5 * high, 0], [0.12 * high, high - t], [-0.12 * high, high - t]])
    if rng.random() < 0.5:
        for s in (-1, 1):
            side = plate(foot, -0.15 * wide, 0.15 * wide)
            b.add(
                body,
                Mesh(np.c_[side.vertices[:, 0], s * 0.8 * wide - side.vertices[:, 2], side.vertices[:, 1]], side.faces),
            )
        b.add(body, cylinder((0, -wide, high), (0, wide, high), 0.4 * t, 10))
    else:
        b.add(
            body,
            box((-0.3 * high, -wide, 0), (0.3 * high, wide, 0.1 * high)),
            cylinder((0, 0, 0), (0, 0, high - t), 0.4 * wide, 14),
        )
    plank = b.part(str(rng.choice(["seat", "arm", "lever"])))
    middle = rng.choice([0.0, rng.uniform(-0.25, 0.25)]) * long
    low, up = middle - long / 2, middle + long / 2
    b.add(plank, box((low, -0.6 * wide, high), (up, 0.6 * wide, high + t)))
    b.add(plank, cylinder((0, -0.7 * wide, high), (0, 0.7 * wide, high), 0.9 * t, 12))
    if pan:
        for x in (low, up):
            b.add(
                plank,
                cylinder((x, 0, high - 0.25 * high), (x, 0, high), 0.2 * t, 6),
                lathe(
                    np.array([[0, 0], [0.4 * high, 0.08 * high], [0.4 * high, 0.11 * high], [0, 0.03 * high]]), 18
                ).moved((x, 0, 0.65 * high)),
            )
    elif rng.random() < 0.7:
        for x, s in ((low, 1), (up, -1)):
            x += s * 0.1 * long
            b.add(
                plank,
                cylinder((x, 0, high), (x, 0, high + 0.3), 0.02, 8),
                cylinder((x, -0.15, high + 0.3), (x, 0.15, high + 0.3), 0.02, 8),
            )
    far = np.arcsin(min(0.9, 0.85 * (high - 0.25 * high * pan * 1.4) / max(up, -low)))
    b.revolute(body, plank, (0, 1, 0), (0, 0, high), -far, far)


def _carousel(rng, b: Builder, body: int) -> None:
    """A platform with bars, seats or animals, that turns about a post; roundabouts, ferris wheels, clothes airers."""
    r, high = rng.uniform(0.5, 1.5), rng.uniform(0.6, 1.8)
    count, wheel = int(rng.integers(3, 9)), rng.random() < 0.35
    disc = b.part(str(rng.choice(["turntable", "wheel"])))
    if wheel:
        axle = 1.15 * r
        for s in (-1, 1):
            b.add(
                body,
                *(cylinder((x, s * 0.35 * r, 0), (0, s * 0.35 * r, axle), 0.04 * r, 8) for x in (-0.6 * r, 0.6 * r)),
            )
        b.add(body, cylinder((0, -0.4 * r, axle), (0, 0.4 * r, axle), 0.05 * r, 12))
        t = np.linspace(0, 2 * np.pi, 33)[:-1]
        for s in (-1, 1):
            b.add(
                disc,
                tube(
                    np.c_[0.9 * r * np.cos(t), np.full(32, s * 0.2 * r), axle + 0.9 * r * np.sin(t)],
                    0.03 * r,
                    6,
                    closed=True,
                ),
            )
        for k in range(count):
            spoke = (
                box((0, -0.2 * r, -0.02 * r), (0.92 * r, 0.2 * r, 0.02 * r))
                if rng.random() < 0.2
                else cylinder((0, 0, 0), (0.92 * r, 0, 0), 0.03 * r, 6)
            )
            b.add(disc, spoke.rotated((0, 1, 0), 2 * np.pi * k / count).moved((0, 0, axle)))
        b.add(disc, cylinder((0, -0.22 * r, axle), (0, 0.22 * r, axle), 0.12 * r, 16))
        b.continuous(body, disc, (0, 1, 0), (0, 0, axle))
        return
    low = rng.uniform(0.05, 0.3)
    b.add(
        body,
        cylinder((0, 0, 0), (0, 0, low), rng.uniform(0.1, 0.9) * r, 24),
        cylinder((0, 0, 0), (0, 0, high), 0.05 * r, 12),
    )
    b.add(disc, cylinder((0, 0, low + 0.01), (0, 0, low + 0.01 + 0.06 * r), r, 32))
    for k in range(count):
        a = 2 * np.pi * k / count
        at = np.array([0.8 * r * np.cos(a), 0.8 * r * np.sin(a), low])
        b.add(disc, cylinder(at, at + (0, 0, high - low), 0.025 * r, 8))
        if rng.random() < 0.7:
            b.add(disc, box(at + np.array([-0.12, -0.12, 0.3]) * r, at + np.array([0.12, 0.12, 0.36]) * r))
    if rng.random() < 0.5:
        b.add(disc, cylinder((0, 0, high), (0, 0, high + 0.4 * r), 1.05 * r, 24, 0.0))
    b.continuous(body, disc, (0, 0, 1), (0, 0, low))


def _hanging(rng, b: Builder, body: int) -> None:
    """Bells, signs, lanterns, pendulums, punch bags and balls in a row, that hang from a beam or a bracket."""
    high, r, kind = rng.uniform(0.4, 2), rng.uniform(0.01, 0.04), rng.choice(["bell", "sign", "ball", "bag"])
    count = int(rng.choice([1, 2, 3, 5], p=[0.6, 0.15, 0.1, 0.15])) if kind in ("ball", "bell") else 1
    size = high * rng.uniform(0.1, 0.25)
    bay = 2.05 * size if kind == "ball" else 2.6 * size
    bracket = count == 1 and rng.random() < 0.4
    if bracket:
        reach = 1.3 * size + 0.1
        b.add(
            body,
            box((-reach - 2 * r, -2 * r, 0.2 * high), (-reach, 2 * r, high + 4 * r)),
            cylinder((-reach, 0, high), (reach, 0, high), r, 10),
        )
        b.add(body, cylinder((-reach, 0, high - 0.3 * size), (-0.5 * reach, 0, high), 0.7 * r, 8))
    else:
        _frame(rng, b, body, count * bay + 1.5 * size, high, r)
    drop, far = size * rng.uniform(0.1, 0.5 if kind != "ball" else 2), rng.uniform(0.4, 1.2)
    axis = (1, 0, 0) if kind != "ball" or rng.random() < 0.5 else (0, 1, 0)
    for k in range(count):
        thing, x = b.part("other", str(kind)), (k - (count - 1) / 2) * bay
        at = np.array([x, 0, high - drop])
        b.add(
            thing,
            *(
                cylinder(at + (s * 0.4 * size, 0, 0), (x + s * 0.4 * size, 0, high), 0.4 * r, 6)
                for s in ((-1, 1) if kind == "sign" else (0,))
            ),
        )
        if kind == "bell":
            bell = lathe(np.array([[0, -1.2], [0.9, -1.3], [1, -1.25], [0.6, -0.6], [0.45, 0], [0, 0]]) * size, 24)
            b.add(thing, bell.moved(at), sphere(at - (0, 0, 1.3 * size), 0.15 * size, 10))
        elif kind == "sign":
            board = plate(
                rounded_rectangle(2 * size, rng.uniform(0.8, 1.6) * size, rng.choice([0.01, 0.3]) * size, 4),
                -0.05 * size,
                0.05 * size,
            )
            board = board.transformed(rotation((1, 0, 0), np.pi / 2))
            b.add(thing, board.moved(at - (0, 0, board.vertices[:, 2].max())))
        elif kind == "ball":
            b.add(thing, sphere(at - (0, 0, size), size, 18))
        else:
            b.add(thing, cylinder(at - (0, 0, rng.uniform(1, 2) * size), at, 0.5 * size, 18))
        out = 0.25 if kind == "ball" and count > 1 and axis[1] and 0 < k < count - 1 else far
        low, up = (-out, out)
        if kind == "ball" and count > 1 and axis[1]:
            low, up = (-0.01, far) if k == 0 else (-far, 0.01) if k == count - 1 else (-0.02, 0.02)
        b.revolute(body, thing, axis, (x, 0, high), low, up)


_KINDS = {"swing": _swing, "seesaw": _seesaw, "carousel": _carousel, "hanging": _hanging}
