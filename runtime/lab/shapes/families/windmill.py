"""Windmills, water mills and wind pumps: a tower or a house with sails or a wheel, a cap that turns, a tail, doors."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, prism, rotation, tube
from ._pose import left_open


def make(rng: np.random.Generator) -> Shape:
    b = Builder("windmill")
    body = b.part("body")
    (_water if rng.random() < 0.25 else _wind)(rng, b, body)
    return left_open(rng, b.finish(), chance=0.5)


def _wind(rng, b: Builder, body: int) -> None:
    high, foot, n = rng.uniform(3, 8), rng.uniform(0.8, 2.2), int(rng.choice([4, 6, 8, 24]))
    kind = rng.choice(["tower", "house", "lattice"], p=[0.6, 0.2, 0.2])
    top = foot * rng.uniform(0.5, 0.9)
    if kind == "tower":
        b.add(body, cylinder((0, 0, 0), (0, 0, high), foot, n, top))
    elif kind == "house":
        top = foot * rng.uniform(0.8, 1.0)
        b.add(
            body,
            box((-foot, -foot, 0.2 * high), (foot, foot, high)),
            cylinder((0, 0, 0), (0, 0, 0.2 * high), 0.3 * foot, 10),
        )
    else:
        top = 0.25 * foot
        for a in np.arange(4) * np.pi / 2 + np.pi / 4:
            ring = np.array([np.cos(a), np.sin(a), 0])
            b.add(body, cylinder(foot * ring, top * ring + (0, 0, high), 0.05 * foot, 6))
        for z in np.linspace(0.2, 1, 4) * high:
            r = foot + (top - foot) * z / high
            corners = np.array([[r * np.cos(a), r * np.sin(a), z] for a in np.arange(4) * np.pi / 2 + np.pi / 4])
            b.add(body, tube(corners, 0.03 * foot, 5, closed=True))
    cap = body
    if rng.random() < 0.45:
        cap = b.part("other", "cap")
        b.continuous(body, cap, (0, 0, 1), (0, 0, high))
    rise = top * rng.uniform(0.6, 1.4)
    if rng.random() < 0.5 and kind != "lattice":
        b.add(cap, cylinder((0, 0, high), (0, 0, high + rise), 1.1 * top, n, 0.1 * top))
    else:
        b.add(cap, box((-0.8 * top, -top, high), (0.8 * top, top, high + 0.6 * rise)))
        b.add(
            cap,
            prism(
                np.array([[-0.9 * top, high + 0.6 * rise], [0.9 * top, high + 0.6 * rise], [0, high + 1.2 * rise]]),
                "y",
                -1.05 * top,
                1.05 * top,
            ),
        )
    hub = np.array([0, -top * rng.uniform(1.15, 1.5), high + 0.3 * rise])
    reach = min(high * rng.uniform(0.5, 0.8), hub[2] * 0.95)
    if kind == "house":
        hub[1] = -1.25 * foot
    elif reach > 0.8 * hub[2]:
        hub[1] = min(hub[1], -1.15 * foot)
    b.add(cap, cylinder((0, 0, hub[2]), hub, 0.08 * top, 10))
    sails = b.part("blade", "sails")
    b.add(sails, cylinder(hub - (0, 0.2 * top, 0), hub, 0.16 * top, 14))
    b.add(sails, *(m.moved(hub - (0, 0.1 * top, 0)) for m in _sails(rng, reach)))
    b.continuous(cap, sails, (0, 1, 0), hub)
    if kind == "lattice" or rng.random() < 0.2:
        b.add(
            cap,
            box((-0.03 * top, top, hub[2]), (0.03 * top, top + 0.8 * reach, hub[2] + 0.05 * reach)),
            box(
                (-0.02 * top, top + 0.5 * reach, hub[2] - 0.2 * reach),
                (0.02 * top, top + 0.8 * reach, hub[2] + 0.25 * reach),
            ),
        )
    if kind == "tower" and rng.random() < 0.4:
        _door(rng, b, body, foot * (np.cos(np.pi / n) if n < 20 else 1.0), high)


def _sails(rng, reach: float) -> list[Mesh]:
    """Sails in the XZ plane about the origin: lattices, boards, cloths or many blades within a ring."""
    kind, turn = rng.choice(["lattice", "board", "blades"]), rng.uniform(0, 1)
    count = int(rng.choice([4, 4, 3, 5, 6])) if kind != "blades" else int(rng.integers(8, 19))
    one: list[Mesh] = [box((0, -0.015 * reach, -0.015 * reach), (reach, 0.015 * reach, 0.015 * reach))]
    wide = reach * rng.uniform(0.12, 0.25)
    if kind == "lattice":
        one += [
            box((x, -0.008 * reach, -0.2 * wide), (x + 0.012 * reach, 0.008 * reach, wide))
            for x in np.linspace(0.2, 0.98, 8) * reach
        ]
        one += [
            box((0.2 * reach, -0.008 * reach, z), (reach, 0.008 * reach, z + 0.012 * reach))
            for z in np.linspace(-0.2, 0.95, 4) * wide
        ]
    elif kind == "board":
        one.append(
            box((0.2 * reach, -0.01 * reach, 0), (reach, 0.01 * reach, wide)).rotated((1, 0, 0), rng.uniform(0, 0.4))
        )
    else:
        fan = 2.2 * reach / count
        one = [
            prism(
                np.array([[0.3 * reach, -0.3 * fan], [reach, -fan], [reach, fan], [0.3 * reach, 0.3 * fan]]),
                "y",
                -0.008 * reach,
                0.008 * reach,
            ).rotated((1, 0, 0), 0.4)
        ]
        t = np.linspace(0, 2 * np.pi, 25)[:-1]
        ring = tube(np.c_[0.35 * reach * np.cos(t), 0 * t, 0.35 * reach * np.sin(t)], 0.015 * reach, 5, closed=True)
        spokes = [
            cylinder((0, 0, 0), (0.35 * reach * np.cos(a), 0, 0.35 * reach * np.sin(a)), 0.015 * reach, 5)
            for a in t[::4]
        ]
        return [m.rotated((0, 1, 0), 2 * np.pi * k / count) for k in range(count) for m in one] + [ring, *spokes]
    return [m.rotated((0, 1, 0), turn + 2 * np.pi * k / count) for k in range(count) for m in one]


def _door(rng, b: Builder, body: int, foot: float, high: float) -> None:
    """A door at the tower's foot, in a frame that stands out."""
    wide, tall, out = 0.25 * foot, min(0.3 * high, 1.1 * foot), -1.02 * foot
    b.add(body, box((-1.3 * wide, out, 0), (1.3 * wide, -0.6 * foot, 1.15 * tall)))
    door, hung = b.part("door"), rng.choice([-1, 1])
    b.add(door, box((-wide, out - 0.06 * foot, 0.02), (wide, out, tall)))
    b.revolute(body, door, (0, 0, hung), (hung * wide, out - 0.06 * foot, 0), 0.0, rng.uniform(1.2, 1.6))


def _water(rng, b: Builder, body: int) -> None:
    """A house with a wheel of boards at its side, or a wheel between two posts."""
    r, wide = rng.uniform(0.6, 1.6), rng.uniform(0.2, 0.6)
    axle = r * rng.uniform(1.05, 1.4)
    inner = 0.15 * r
    if rng.random() < 0.6:
        deep = rng.uniform(1, 2) * r
        b.add(body, box((-3 * r, -deep, 0), (-inner, deep, 2 * axle)))
        b.add(
            body,
            prism(np.array([[-deep * 1.1, 2 * axle], [deep * 1.1, 2 * axle], [0, 3 * axle]]), "x", -3.1 * r, -inner),
        )
    else:
        b.add(
            body,
            *(
                box((x - 0.06 * r, -0.1 * r, 0), (x + 0.06 * r, 0.1 * r, axle + 0.1 * r))
                for x in (-inner, 2 * inner + wide)
            ),
        )
        b.add(body, box((-inner, -r, -0.05 * r), (2 * inner + wide, r, 0)))
    b.add(body, cylinder((-inner, 0, axle), (wide + 2 * inner, 0, axle), 0.06 * r, 10))
    mill = b.part("wheel", "mill wheel")
    t = np.linspace(0, 2 * np.pi, 29)[:-1]
    for x in (0.0, wide):
        b.add(
            mill,
            tube(np.c_[np.full(28, x), 0.85 * r * np.cos(t), axle + 0.85 * r * np.sin(t)], 0.04 * r, 6, closed=True),
        )
        b.add(
            mill,
            *(
                cylinder((x, 0, axle), (x, 0.85 * r * np.cos(a), axle + 0.85 * r * np.sin(a)), 0.03 * r, 6)
                for a in np.arange(6) * np.pi / 3
            ),
        )
    paddle = box((0, -0.02 * r, 0.72 * r), (wide, 0.02 * r, r))
    count = int(rng.integers(8, 19))
    b.add(
        mill,
        *(
            Mesh(paddle.vertices @ rotation((1, 0, 0), 2 * np.pi * k / count).T + (0, 0, axle), paddle.faces)
            for k in range(count)
        ),
    )
    b.add(mill, cylinder((-0.3 * inner, 0, axle), (wide + 0.3 * inner, 0, axle), 0.12 * r, 12))
    b.continuous(body, mill, (1, 0, 0), (0, 0, axle))
