"""Chairs: office chairs that turn, rise and roll, folding and reclining chairs, stools, rocking seats on frames."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, boxes, cylinder, plate, prism, rounded_rectangle, smooth, tube
from ._pose import left_open
from ._wheels import add_caster, wheel_style


def make(rng: np.random.Generator) -> Shape:
    kinds = {"office": 0.62, "stool": 0.12, "folding": 0.14, "recliner": 0.12}
    b = Builder("chair")
    body = b.part("body", "base")
    _KINDS[str(rng.choice(list(kinds), p=list(kinds.values())))](rng, b, body)
    return left_open(rng, b.finish(), chance=0.3)


def _star(rng, b: Builder, body: int, casters: bool) -> float:
    """A foot of four to six arms, on casters or glides; returns the height of its hub."""
    arms = int(rng.choice([4, 5, 5, 5, 6]))
    reach, radius = rng.uniform(0.24, 0.34), rng.uniform(0.022, 0.035)
    hub_low = (2.4 * radius if casters else 0.02) + 0.02
    hub = hub_low + rng.uniform(0.04, 0.09)
    r = rng.uniform(0.014, 0.024)
    style = wheel_style(rng, ("disc", "dished"))
    roll = rng.random() < 0.6
    swivel = arms <= 5 and rng.random() < 0.35
    b.add(body, cylinder((0, 0, hub_low - 0.01), (0, 0, hub), rng.uniform(0.03, 0.05), 20))
    round_arms = rng.random() < 0.6
    for a in rng.uniform(0, 2 * np.pi) + np.arange(arms) * 2 * np.pi / arms:
        tip = np.array([reach * np.cos(a), reach * np.sin(a), hub_low])
        root = np.array([0, 0, hub - 0.015])
        if round_arms:
            b.add(body, cylinder(root, tip, 1.3 * r, 10, 0.8 * r))
        else:
            side = np.array([-np.sin(a), np.cos(a)]) * r
            outline = np.array([-side, tip[:2] - side, tip[:2] + side, side])
            b.add(body, plate(outline, hub_low, hub_low + 2 * r))
        if casters:
            add_caster(rng, b, body, style, radius, tip, rng.uniform(0, 2 * np.pi), swivel, roll)
        else:
            b.add(body, cylinder(tip * (1, 1, 0), tip, 0.7 * r, 10))
    return hub


def _back(rng, half: float, y: float, low: float, high: float, lean: float) -> list[Mesh]:
    """A back rest: cushion, slats, mesh in a frame, or a bent shell."""
    kind = rng.choice(["cushion", "slats", "frame", "bent"], p=[0.42, 0.16, 0.2, 0.22])
    tall = high - low
    outline = rounded_rectangle(2 * half, tall, rng.uniform(0.05, 0.5) * half, 5) + (0, tall / 2)
    outline[:, 0] *= 1 + rng.uniform(-0.25, 0.15) * outline[:, 1] / tall
    thick = rng.uniform(0.015, 0.08)
    if kind == "cushion":
        meshes = [prism(outline, "y", 0, thick, 0.3 * thick)]
    elif kind == "slats":
        n = int(rng.integers(3, 8))
        z = np.linspace(0, tall, n + 1)
        meshes = [
            boxes(
                np.c_[[-half] * n, [0.0] * n, z[:-1] + 0.1 * tall / n],
                np.c_[[half] * n, [0.012] * n, z[1:] - 0.1 * tall / n],
            )
        ]
        meshes += [box((s * half, 0, 0), (s * half * 0.92, 0.02, tall)) for s in (-1, 1)]
    elif kind == "frame":
        meshes = [prism(outline * 0.95 + (0, 0.025 * tall), "y", 0.3 * thick, 0.3 * thick + 0.004)]
        meshes.append(
            tube(np.c_[outline[:, 0], np.full(len(outline), 0.3 * thick), outline[:, 1]], 0.012, 6, closed=True)
        )
    else:
        n = 9
        t = np.linspace(-1, 1, n)
        x, dy = half * t, -rng.uniform(0.1, 0.35) * half * t**2
        quads = [
            np.array(
                [
                    [x[k], dy[k]],
                    [x[k + 1], dy[k + 1]],
                    [x[k + 1], dy[k + 1] + 0.3 * thick + 0.005],
                    [x[k], dy[k] + 0.3 * thick + 0.005],
                ]
            )
            for k in range(n - 1)
        ]
        meshes = [plate(q, 0, tall) for q in quads]
    return [m.rotated((1, 0, 0), -lean).moved((0, y, low)) for m in meshes]


def _seat(rng, half: float, deep: float, z: float) -> list[Mesh]:
    outline = rounded_rectangle(2 * half, deep, rng.uniform(0.03, 0.5) * half, 5)
    thick = rng.uniform(0.02, 0.1)
    return [plate(outline, z - thick, z, rng.uniform(0.1, 0.45) * thick)]


def _arms(rng, half: float, z: float) -> list[Mesh]:
    high, meshes = rng.uniform(0.17, 0.26), []
    loop = rng.random() < 0.5
    for s in (-1, 1):
        x = s * (half + 0.03)
        if loop:
            points = np.array(
                [
                    [s * half * 0.8, -0.1, z - 0.04],
                    [x, -0.14, z + 0.3 * high],
                    [x, -0.15, z + high],
                    [x, 0.12, z + high],
                    [x, 0.12, z + 0.3 * high],
                    [s * half * 0.8, 0.1, z - 0.04],
                ]
            )
            meshes.append(tube(smooth(points, 3), 0.012, 8))
        else:
            meshes.append(box((s * half * 0.8, -0.03, z - 0.05), (x, 0.03, z - 0.03)))
            meshes.append(box((x - 0.012, -0.03, z - 0.05), (x + 0.012, 0.03, z + high)))
        meshes.append(
            plate(rounded_rectangle(0.06, rng.uniform(0.2, 0.3), 0.025, 4) + (x, 0), z + high, z + high + 0.025, 0.006)
        )
    return meshes


def _top(rng, b: Builder, body: int, hub: float, turns_only: bool, back: bool) -> None:
    """Gas spring, seat, back rest and arms, which turn and rise together."""
    seat = b.part("seat")
    z = hub + rng.uniform(0.3, 0.42)
    half, deep = rng.uniform(0.2, 0.27), rng.uniform(0.4, 0.5)
    column = rng.uniform(0.018, 0.03)
    split = hub + rng.uniform(0.3, 0.8) * (z - 0.1 - hub)
    b.add(body, cylinder((0, 0, hub), (0, 0, split), 1.3 * column, 16))
    b.add(seat, cylinder((0, 0, split - 0.05), (0, 0, z - 0.03), column, 16))
    b.add(seat, box((-0.1, -0.12, z - 0.1), (0.1, 0.12, z - 0.05)))
    b.add(seat, *_seat(rng, half, deep, z))
    if back:
        lean = rng.uniform(0.02, 0.3)
        low = z + rng.choice([0.0, rng.uniform(0.03, 0.18)])
        rest = b.part("panel", "back") if rng.random() < 0.2 else seat
        meshes = _back(rng, half * rng.uniform(0.8, 1.05), deep / 2, low, z + rng.uniform(0.35, 0.75), lean)
        b.add(rest, *meshes)
        stem = np.array(
            [
                [0, 0.1, z - 0.07],
                [0, deep / 2 + 0.03, z - 0.07],
                [0, deep / 2 + 0.06, z + 0.1],
                [0, deep / 2 + 0.09, z + 0.3],
            ]
        )
        spine = tube(smooth(stem, 4), 0.014, 8)
        b.add(rest, Mesh(spine.vertices * (rng.uniform(1, 3), 1, 1), spine.faces))
        if rest != seat:
            b.revolute(seat, rest, (-1, 0, 0), (0, deep / 2, z - 0.05), -rng.uniform(0, 0.2), rng.uniform(0.2, 0.6))
        if rng.random() < 0.55:
            b.add(seat, *_arms(rng, half, z))
    if turns_only:
        b.continuous(body, seat, (0, 0, 1), (0, 0, split))
    else:
        b.screw(body, seat, (0, 0, 1), (0, 0, split), -rng.uniform(0, 0.06), rng.uniform(0.05, 0.16))


def _office(rng, b: Builder, body: int) -> None:
    _top(rng, b, body, _star(rng, b, body, rng.random() < 0.85), rng.random() < 0.2, True)


def _stool(rng, b: Builder, body: int) -> None:
    """A stool whose seat turns, on a disc foot, three or four legs or a star."""
    kind = rng.choice(["disc", "legs", "star"])
    if kind == "star":
        _top(rng, b, body, _star(rng, b, body, True), rng.random() < 0.5, rng.random() < 0.25)
        return
    z = rng.uniform(0.45, 0.8)
    half = rng.uniform(0.15, 0.2)
    split = 0.75 * z
    if kind == "disc":
        b.add(body, cylinder((0, 0, 0), (0, 0, 0.02), 0.22, 32, 0.2), cylinder((0, 0, 0.02), (0, 0, split), 0.03, 16))
        if rng.random() < 0.5:
            t = np.linspace(0, 2 * np.pi, 25)[:-1]
            b.add(
                body,
                tube(np.c_[0.17 * np.cos(t), 0.17 * np.sin(t), 0 * t + 0.3 * z], 0.01, 8, closed=True),
                box((-0.17, -0.008, 0.3 * z - 0.006), (0.17, 0.008, 0.3 * z + 0.006)),
            )
    else:
        count = int(rng.choice([3, 4]))
        for a in np.arange(count) * 2 * np.pi / count + 0.4:
            d = np.array([np.cos(a), np.sin(a), 0])
            b.add(body, cylinder(0.24 * d, 0.06 * d + (0, 0, split), 0.014, 10))
        b.add(body, cylinder((0, 0, split - 0.03), (0, 0, split), 0.08, 20))
    seat = b.part("seat")
    thick = rng.uniform(0.025, 0.08)
    b.add(
        seat,
        cylinder((0, 0, split - 0.02), (0, 0, z - thick), 0.02, 12),
        cylinder((0, 0, z - thick), (0, 0, z), half, 32, half * rng.uniform(0.9, 1)),
    )
    if rng.random() < 0.3:
        b.add(seat, *_back(rng, half * 0.8, half, z, z + rng.uniform(0.15, 0.35), 0.1))
    if rng.random() < 0.5:
        b.screw(body, seat, (0, 0, 1), (0, 0, split), 0.0, rng.uniform(0.05, 0.2))
    else:
        b.continuous(body, seat, (0, 0, 1), (0, 0, split))


def _folding(rng, b: Builder, body: int) -> None:
    """Crossed frames: front legs carry the back, the rear legs and the seat turn about pins at the sides."""
    half, seat_z, top = rng.uniform(0.19, 0.24), rng.uniform(0.42, 0.48), rng.uniform(0.75, 0.95)
    r, foot = rng.uniform(0.009, 0.014), rng.uniform(0.2, 0.3)
    front, upper = np.array([-foot, 0.0]), np.array([0.28, top])
    for s in (-1, 1):
        b.add(body, cylinder((s * half, *front), (s * half, *upper), r, 10))
    b.add(
        body,
        cylinder((-half, *front), (half, *front), r, 10)
        if rng.random() < 0.5
        else cylinder((-half, *upper), (half, *upper), r, 10),
    )
    b.add(
        body,
        *_back(
            rng,
            half,
            0.28 - 0.3 * (top - seat_z) * 0.5 / top - 0.02,
            top - 0.3,
            top,
            0.5 * np.arctan2(0.28 + foot, top),
        ),
    )
    t = rng.uniform(0.4, 0.55)
    pin = front + t * (upper - front)
    legs = b.part("leg")
    rear_top, rear_foot = np.array([-0.18, seat_z - 0.03]), np.array([foot * 1.1, 0.0])
    inner = half - 2.2 * r
    for s in (-1, 1):
        b.add(legs, cylinder((s * inner, *rear_top), (s * inner, *rear_foot), r, 10))
    b.add(legs, cylinder((-inner, *rear_foot), (inner, *rear_foot), r, 10))
    b.revolute(body, legs, (-1, 0, 0), (0, *pin), 0.0, rng.uniform(0.5, 0.9))
    seat = b.part("seat")
    outline = rounded_rectangle(2 * inner - 0.02, 0.4, 0.04, 4)
    b.add(seat, plate(outline, seat_z - 0.02, seat_z, 0.006))
    at = front + (seat_z - 0.01) / top * (upper - front)
    b.revolute(body, seat, (-1, 0, 0), (0, *at), 0.0, rng.uniform(0.9, 1.5))


def _recliner(rng, b: Builder, body: int) -> None:
    """An armchair with a back that leans and a foot rest that swings up; a deck chair is a thin one."""
    half, deep, z = rng.uniform(0.25, 0.36), rng.uniform(0.48, 0.6), rng.uniform(0.35, 0.48)
    y, arm = deep / 2, rng.uniform(0.06, 0.16)
    thin = rng.random() < 0.35
    if thin:
        arm = 0.05
        b.add(body, *(box((s * half, -y, z - 0.04), (s * (half + 0.03), y, z)) for s in (-1, 1)))
        b.add(
            body,
            *(
                box((s * half, t * 0.9 * y - 0.02, 0), (s * (half + 0.03), t * 0.9 * y + 0.02, z))
                for s in (-1, 1)
                for t in (-1, 1)
            ),
        )
        b.add(body, *_seat(rng, half, deep, z))
    else:
        b.add(
            body,
            box((-half, -y, 0.06), (half, y, z - 0.12)),
            plate(rounded_rectangle(2 * half, deep, 0.05, 4), z - 0.13, z, 0.03),
        )
        for s in (-1, 1):
            outline = rounded_rectangle(deep * 1.05, z + 0.12, rng.uniform(0.02, 0.1), 4) + (0, 0.06 + (z + 0.12) / 2)
            b.add(body, prism(outline, "x", *sorted((s * half, s * (half + arm))), 0.01))
    back = b.part("panel", "back")
    b.add(back, *_back(rng, half * 0.97, y, z, z + rng.uniform(0.5, 0.75), rng.uniform(0.05, 0.35)))
    b.revolute(body, back, (-1, 0, 0), (0, y, z), -rng.choice([0.0, rng.uniform(0.1, 1.5)]), rng.uniform(0.4, 1.2))
    if rng.random() < 0.75:
        rest = b.part("panel", "foot rest")
        thick = 0.02 if thin else rng.uniform(0.04, 0.08)
        b.add(rest, box((-0.95 * half, -y - thick, 0.08), (0.95 * half, -y - 0.003, z - 0.02)))
        b.revolute(body, rest, (-1, 0, 0), (0, -y - 0.003, z - 0.02), 0.0, rng.uniform(1.0, 1.6))


_KINDS = {"office": _office, "stool": _stool, "folding": _folding, "recliner": _recliner}
