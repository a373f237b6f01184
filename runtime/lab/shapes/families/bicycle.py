"""Bicycles, tricycles, scooters and unicycles: wheels roll, the fork steers with its wheel, cranks turn with pedals."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, rotation, smooth, tube
from ._pose import posed
from ._wheels import wheel, wheel_style


def make(rng: np.random.Generator) -> Shape:
    """It rides to -Y; wheels turn about X, which is built in metres of a grown-up's bicycle."""
    b = Builder("bicycle")
    body = b.part("frame")
    kind = rng.choice(["bicycle", "scooter", "tricycle"], p=[0.6, 0.25, 0.15])
    r = rng.uniform(0.28, 0.36) if kind != "scooter" else rng.uniform(0.08, 0.2)
    base, t, small = rng.uniform(0.95, 1.15), rng.uniform(0.012, 0.03), rng.choice([1.0, rng.uniform(0.5, 0.9)])
    style = wheel_style(rng, ("spoked", "tyre", "disc") if kind != "bicycle" else ("spoked", "spoked", "tyre"))
    thin = {"width": rng.uniform(0.08, 0.25), "rim": 0.9}
    style = type(style)(**{**style.__dict__, **thin})
    rear, front = np.array([0, base / 2, small * r]), np.array([0, -base / 2, r])
    lean = rng.uniform(0.15, 0.4)
    axis = np.array([0, np.sin(lean), np.cos(lean)])
    head = (
        front + (0, 0.05, 0) + axis * (r * rng.uniform(1.2, 1.6) if kind != "scooter" else r + rng.uniform(0.25, 0.6))
    )
    top = head + axis * rng.uniform(0.1, 0.2)
    crank = np.array([0, 0.08, r * rng.uniform(0.8, 1.0)])
    wide = 0.6 * style.width * r + t
    fork = b.part("handle", "fork")
    _steering(rng, b, fork, front, head, top, axis, wide, t)
    far = rng.uniform(0.5, 1.2)
    if kind == "scooter":
        deck = 0.6 * r
        b.add(body, box((-0.06, -base / 2 + 1.4 * r, deck), (0.06, base / 2 - 1.3 * small * r, deck + 0.03)))
        b.add(
            body,
            tube(
                smooth(np.array([[0, -base / 2 + 1.5 * r, deck], [0, head[1] + 0.1, 0.5 * head[2]], head]), 4),
                1.3 * t,
                8,
            ),
        )
    else:
        seat = np.array([0, 0.22, head[2] + rng.uniform(0.0, 0.15)])
        bars = (
            [(head, crank), (crank, seat), (head, seat - (0, 0, 0.12))]
            if rng.random() < 0.7
            else [(head, crank), (crank, seat)]
        )
        b.add(body, *(cylinder(p, q, t, 10) for p, q in bars))
        b.add(body, box(seat - (0.08, 0.12, 0), seat + (0.08, 0.14, 0.05)))
        _cranks(rng, b, body, crank, wide, r)
        b.add(body, cylinder(seat - (0, 0, 0.15), rear, 0.6 * t, 8))
    for s in (-1, 1):
        b.add(
            body,
            cylinder(
                (s * wide, *rear[1:]),
                crank if kind != "scooter" else (s * 0.05, base / 2 - 1.3 * small * r, 0.6 * r),
                0.6 * t,
                8,
            ),
        )
    b.add(
        body,
        cylinder(rear - (wide, 0, 0), rear + (wide, 0, 0), 0.6 * t, 8),
        cylinder(head - 0.06 * axis, head + 0.02 * axis, 1.6 * t, 14),
    )
    b.revolute(body, fork, axis, head, -far, far)
    b_wheel(b, fork, style, r, front)
    apart = rng.uniform(0.2, 0.35) if kind == "tricycle" else 0.0
    if apart:
        b.add(body, cylinder(rear - (apart, 0, 0), rear + (apart, 0, 0), t, 10))
    for x in (-apart, apart) if apart else (0.0,):
        b_wheel(b, body, style, small * r, rear + (x, 0, 0))
    shape = b.finish()
    return posed(
        shape,
        {i: rng.uniform(-0.5, 0.5) * j.upper for i, j in enumerate(shape.joints) if j.type == "revolute"}
        if rng.random() < 0.5
        else {},
    )


def b_wheel(b: Builder, parent: int, style, radius: float, at: np.ndarray) -> None:
    """A wheel about X at a point."""
    part = b.part("wheel")
    b.add(part, *(m.moved(at) for m in wheel(style, radius)))
    b.continuous(parent, part, (1, 0, 0), at)


def _steering(rng, b: Builder, fork: int, front, head, top, axis, wide: float, t: float) -> None:
    """Blades from the axle to the head, a stem and handlebars."""
    crown = front + (head - front) * 0.85
    for s in (-1, 1):
        b.add(fork, cylinder((s * wide, *front[1:]), crown + (s * wide, 0, 0), 0.7 * t, 8))
    b.add(fork, box(crown - (wide + t, t, t), crown + np.array([wide + t, t, t])), cylinder(crown, top, 0.9 * t, 10))
    b.add(fork, cylinder(front - (wide, 0, 0), front + (wide, 0, 0), 0.6 * t, 8))
    half, back = rng.uniform(0.2, 0.35), rng.uniform(-0.15, 0.2)
    path = np.array(
        [
            [-half, back, 0.02],
            [-0.6 * half, 0.3 * back, 0.02],
            [0, 0, 0],
            [0.6 * half, 0.3 * back, 0.02],
            [half, back, 0.02],
        ]
    )
    b.add(fork, tube(smooth(path + top, 4), 0.8 * t, 8))


def _cranks(rng, b: Builder, body: int, at: np.ndarray, wide: float, r: float) -> None:
    """A chain wheel with two cranks, opposite each other, perhaps with pedals that turn."""
    crank, long = b.part("wheel", "cranks"), 0.5 * r
    angle = rng.uniform(0, 2 * np.pi)
    b.add(
        crank,
        cylinder(at - (1.6 * wide, 0, 0), at + (1.6 * wide, 0, 0), 0.015, 10),
        cylinder(at + (wide, 0, 0), at + (wide + 0.008, 0, 0), 0.3 * r, 24),
    )
    b.continuous(body, crank, (1, 0, 0), at)
    pedals = rng.random() < 0.6
    for s in (-1, 1):
        reach = rotation((1, 0, 0), angle) @ (0, 0, s * long)
        arm: list[Mesh] = [cylinder(at + (s * 1.6 * wide, 0, 0), at + (s * 1.6 * wide, 0, 0) + reach, 0.012, 8)]
        b.add(crank, *arm)
        end = at + (s * 1.6 * wide, 0, 0) + reach
        pedal = box((min(0, s * 0.1), -0.05, -0.012), (max(0, s * 0.1), 0.05, 0.012)).moved(end)
        part = b.part("other", "pedal") if pedals else crank
        b.add(part, pedal)
        if pedals:
            b.continuous(crank, part, (1, 0, 0), end)
