"""Carts: wheelbarrows, platform and shopping carts, wagons, hand trucks, trolleys, push carts; their wheels turn."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, lofted, open_box, prism, rounded_rectangle, smooth, tube
from ._pose import left_open
from ._wheels import WheelStyle, add_caster, add_wheel, wheel_style


def make(rng: np.random.Generator) -> Shape:
    kinds = {
        "barrow": 0.22, "platform": 0.18, "shopping": 0.12, "wagon": 0.15,
        "truck": 0.09, "trolley": 0.14, "pusher": 0.1,
    }  # fmt: skip
    b = Builder("cart")
    body = b.part("body")
    _KINDS[str(rng.choice(list(kinds), p=list(kinds.values())))](rng, b, body)
    return left_open(rng, b.finish(), chance=0.3)


def _basin(lower, upper, bottom_scale: float, wall: float, shift: float = 0.0, corner: float = 0.05) -> Mesh:
    """An open tray, its floor narrower than its rim; shift moves the floor along Y."""
    lower, upper = np.asarray(lower, float), np.asarray(upper, float)
    size, centre = (upper - lower)[:2], (upper + lower)[:2] / 2
    outline = rounded_rectangle(*size, corner * size.min(), 4)
    inner = outline * (1 - 2 * wall / size)
    floor = np.array([0, shift * size[1]])

    def ring(points, z):
        return np.c_[points + centre, np.full(len(points), z)]

    return lofted(
        np.stack(
            [
                ring(outline * bottom_scale + floor, lower[2]),
                ring(outline, upper[2]),
                ring(inner, upper[2]),
                ring(inner * bottom_scale + floor, lower[2] + wall),
            ]
        )
    )


def _barrow(rng, b: Builder, body: int) -> None:
    """The wheel is at the front (-Y), handles point back."""
    style = wheel_style(rng)
    radius = rng.uniform(0.14, 0.25)
    wide, long, deep = rng.uniform(0.45, 0.75), rng.uniform(0.6, 1.0), rng.uniform(0.15, 0.35)
    floor = radius * rng.uniform(1.2, 2.0)
    tray = _basin((-wide / 2, -long / 2, floor), (wide / 2, long / 2, floor + deep), rng.uniform(0.5, 0.95), 0.012,
                  rng.uniform(-0.02, 0.1), rng.uniform(0.02, 0.3))  # fmt: skip
    b.add(body, tray)
    axle_y = -long / 2 - rng.uniform(-0.4, 0.9) * radius
    two = rng.random() < 0.15
    gap = style.width * radius * 0.7
    r = rng.uniform(0.012, 0.024)
    inner = 0.3 * wide if two else gap
    end = long / 2 + rng.uniform(0.3, 0.65)
    grip_z = floor + rng.uniform(0.1, 0.45)
    for s in (-1, 1):
        points = np.array([
            [s * inner, axle_y, radius], [s * max(inner, 0.25 * wide), -0.1 * long, floor - r],
            [s * 0.38 * wide, 0.4 * long, floor], [s * 0.45 * wide, 0.8 * end, 0.7 * grip_z + 0.3 * floor],
            [s * 0.45 * wide, end, grip_z],
        ])  # fmt: skip
        path = smooth(points, 4) if rng.random() < 0.7 else points
        b.add(body, tube(path, r, 8))
        b.add(body, cylinder(points[-1] - (0, 0.12, 0.02), points[-1], 1.5 * r, 10))
        foot = np.array([s * 0.4 * wide, 0.3 * long, 0.0])
        b.add(
            body,
            tube(np.array([[s * 0.36 * wide, 0.1 * long, floor], foot, [s * 0.38 * wide, 0.45 * long, floor]]), r, 8),
        )
    if rng.random() < 0.5:
        b.add(body, cylinder((-0.4 * wide, 0.3 * long, 0.03), (0.4 * wide, 0.3 * long, 0.03), 0.8 * r, 8))
    b.add(body, cylinder((-inner, axle_y, radius), (inner, axle_y, radius), 0.6 * r, 8))
    for x in (-0.3 * wide, 0.3 * wide) if two else (0.0,):
        add_wheel(b, body, style, radius, (x, axle_y, radius))


def _push_bar(rng, half: float, y: float, z0: float, z1: float, lean: float, r: float) -> list[Mesh]:
    """An upright loop at y from z0 to z1; perhaps with rungs."""
    top = [[half, y + lean, z1], [half * 0.9, y + lean * 1.1, z1 + 0.05], [0, y + lean * 1.1, z1 + 0.06]]
    path = smooth(np.array([[half, y, z0], *top]), 4)
    path = np.concatenate([path, (path * (-1, 1, 1))[-2::-1]])
    meshes = [tube(path, r, 8)]
    for t in (0.35, 0.7)[: int(rng.integers(0, 3))]:
        at = (y + t * lean, z0 + t * (z1 - z0))
        meshes.append(cylinder((-half, *at), (half, *at), 0.8 * r, 8))
    return meshes


def _under(
    rng, b: Builder, body: int, style: WheelStyle, radius: float, half_x: float, half_y: float, z: float
) -> None:
    """Four wheels below a deck at height z: on axles, on fixed brackets, or casters in front or all round."""
    plan = str(rng.choice(["axles", "brackets", "front_casters", "casters"], p=[0.4, 0.2, 0.2, 0.2]))
    if plan == "axles":
        for y in (-half_y, half_y):
            x = half_x + rng.choice([-0.5, 0.6]) * style.width * radius
            b.add(body, cylinder((-x, y, radius), (x, y, radius), 0.12 * radius, 8))
            b.add(body, box((-0.8 * x, y - 0.2 * radius, radius), (0.8 * x, y + 0.2 * radius, z)))
            for s in (-1, 1):
                add_wheel(b, body, style, radius, (s * x, y, radius))
        return
    roll = rng.random() < 0.9
    for y in (-half_y, half_y):
        for x in (-half_x, half_x):
            loose = plan == "casters" or (plan == "front_casters" and y < 0)
            swivel = loose and (rng.random() < 0.5 if roll else True)
            yaw = rng.uniform(0, 2 * np.pi) if loose and rng.random() < 0.5 else np.pi / 2
            add_caster(rng, b, body, style, radius, (x, y, z), yaw, swivel, roll)


def _pusher(rng, b: Builder, body: int) -> None:
    """A low tray of boards, wheels beside it and two planks that lean back to a bar, as toddlers push before them."""
    style, radius = wheel_style(rng), rng.uniform(0.04, 0.1)
    x, y, deep, wall = *rng.uniform((0.12, 0.18), (0.25, 0.4)), rng.uniform(0.05, 0.2), rng.uniform(0.008, 0.03)
    z, top, t = radius * rng.uniform(0.4, 1.4), rng.uniform(0.4, 0.65), rng.uniform(0.015, 0.04)
    b.add(body, open_box((-x, -y, z), (x, y, z + deep), wall))
    foot, lean, broad = y * rng.uniform(-0.1, 0.7), rng.uniform(0.0, 0.35), rng.uniform(0.03, 0.09)
    plank = np.array([[foot, z], [foot + broad, z], [foot + lean + broad, top], [foot + lean, top]])
    for s in (-1, 1):
        b.add(body, prism(plank, "x", *sorted((s * x, s * (x + t)))))
    bar = (foot + lean + broad / 2, top - broad / 2)
    b.add(body, cylinder((-x, *bar), (x, *bar), rng.uniform(0.008, 0.016), 12))
    reach = x + t + radius * (style.width / 2 + rng.uniform(0.02, 0.4))
    for at in y * rng.uniform(0.7, 1.0) * np.array([-1, 1]):
        b.add(body, cylinder((-reach, at, radius), (reach, at, radius), 0.12 * radius, 10))
        for s in (-1, 1):
            add_wheel(b, body, style, radius, (s * reach, at, radius))


def _platform(rng, b: Builder, body: int) -> None:
    style = wheel_style(rng)
    wide, long, radius = rng.uniform(0.4, 0.8), rng.uniform(0.6, 1.3), rng.uniform(0.05, 0.13)
    z, thick = 2.5 * radius, rng.uniform(0.02, 0.08)
    x, y = wide / 2, long / 2
    kind = rng.choice(["deck", "tray", "slats", "cage"], p=[0.35, 0.35, 0.15, 0.15])
    if kind == "slats":
        edges = np.linspace(-y, y, 8)
        b.add(
            body,
            *(box((-x, a + 0.01, z), (x, c - 0.01, z + thick)) for a, c in zip(edges[:-1], edges[1:], strict=True)),
        )
        b.add(body, *(box((s * 0.7 * x - 0.02, -y, z - 0.02), (s * 0.7 * x + 0.02, y, z)) for s in (-1, 1)))
    elif kind == "tray":
        b.add(body, _basin((-x, -y, z), (x, y, z + rng.uniform(0.1, 0.4)), rng.uniform(0.85, 1), 0.015))
    else:
        b.add(body, box((-x, -y, z), (x, y, z + thick)))
    r, top = rng.uniform(0.01, 0.02), rng.uniform(0.7, 1.05)
    if kind == "cage":
        for s in (-1, 1):
            b.add(body, *_push_bar(rng, 0.95 * x, s * 0.97 * y, z, top, 0, r))
        b.add(
            body,
            *(
                cylinder((s * 0.95 * x, -y, h), (s * 0.95 * x, y, h), r, 8)
                for s in (-1, 1)
                for h in (0.5 * top, 0.8 * top)
            ),
        )
    else:
        lean = rng.choice([0.0, rng.uniform(0, 0.25)])
        bar = _push_bar(rng, 0.9 * x, 0.97 * y, z + thick, top, lean, r)
        if rng.random() < 0.25:  # a bar that folds down onto the deck
            part = b.part("handle")
            b.add(part, *bar)
            b.revolute(body, part, (1, 0, 0), (0, 0.97 * y, z + thick), 0.0, np.pi / 2)
        else:
            b.add(body, *bar)
    inset = rng.uniform(0.7, 0.95)
    _under(rng, b, body, style, radius, inset * x, inset * y, z)


def _shopping(rng, b: Builder, body: int) -> None:
    style = wheel_style(rng, ("disc", "dished", "tyre"))
    wide, long, deep = rng.uniform(0.42, 0.6), rng.uniform(0.6, 0.95), rng.uniform(0.3, 0.5)
    radius, r = rng.uniform(0.05, 0.08), rng.uniform(0.004, 0.009)
    floor = rng.uniform(0.4, 0.6)
    narrow = rng.uniform(0.6, 0.9)
    top = floor + deep
    x, y = wide / 2, long / 2
    rim = np.array([[-narrow * x, -y, top], [narrow * x, -y, top], [x, y, top], [-x, y, top]])
    low = rim * (0.85, 0.85, 0) + (0, 0, floor)
    wires = []
    levels = np.linspace(0, 1, int(rng.integers(3, 7)))
    for t in levels:
        ring = low + t * (rim - low)
        wires += [cylinder(ring[k], ring[(k + 1) % 4], r * (1.6 if t == 1 else 1), 6) for k in range(4)]
    per = int(rng.integers(4, 9))
    for k in range(4):
        for t in np.linspace(0, 1, per + 1)[:-1]:
            a, c = low[k] + t * (low[(k + 1) % 4] - low[k]), rim[k] + t * (rim[(k + 1) % 4] - rim[k])
            wires.append(cylinder(a, c, r, 6))
    for t in np.linspace(0, 1, per + 2)[1:-1]:
        wires.append(cylinder(low[0] + t * (low[1] - low[0]), low[3] + t * (low[2] - low[3]), r, 6))
    b.add(body, *wires)
    if rng.random() < 0.3:
        b.add(body, _basin((-0.95 * x * narrow, -y, floor), (0.95 * x * narrow, 0.9 * y, top - 0.02), 0.85, 0.006))
    bar = 2.2 * r
    grip_z = top + rng.uniform(0.0, 0.12)
    b.add(body, cylinder((-x, y + 0.08, grip_z), (x, y + 0.08, grip_z), 1.5 * bar, 12))
    base_z = 2.5 * radius + bar
    for s in (-1, 1):
        points = np.array([
            [s * x, y + 0.08, grip_z], [s * x, y, top - 0.03], [s * 0.9 * x, 0.75 * y, 0.5 * floor],
            [s * 0.9 * x, 0.85 * y, base_z], [s * 0.85 * x, 0, base_z], [s * narrow * 0.85 * x, -0.85 * y, base_z],
        ])  # fmt: skip
        b.add(body, tube(smooth(points, 3), bar, 8))
    b.add(body, cylinder((-narrow * 0.85 * x, -0.85 * y, base_z), (narrow * 0.85 * x, -0.85 * y, base_z), bar, 8))
    if rng.random() < 0.3:
        b.add(body, box((-0.8 * x, -0.8 * y, base_z), (0.8 * x, 0.8 * y, base_z + 0.015)))
    swivel = rng.random() < 0.4
    for yy, half in ((-0.85 * y, narrow * 0.85 * x), (0.85 * y, 0.9 * x)):
        for s in (-1, 1):
            add_caster(rng, b, body, style, radius, (s * half, yy, 2.5 * radius), np.pi / 2, swivel and yy < 0, True)


def _wagon(rng, b: Builder, body: int) -> None:
    """A child's wagon: four wheels, a tray, a drawbar in front; the front axle may steer."""
    style = wheel_style(rng)
    wide, long, radius = rng.uniform(0.35, 0.6), rng.uniform(0.65, 1.1), rng.uniform(0.08, 0.19)
    z = radius * rng.uniform(1.1, 2.1)
    x, y = wide / 2, long / 2
    deep = rng.uniform(0.08, 0.3)
    if rng.random() < 0.3:
        posts = [(s * x, t * y) for s in (-1, 1) for t in (-1, 0, 1)]
        b.add(body, box((-x, -y, z), (x, y, z + 0.03)))
        b.add(body, *(box((px - 0.015, py - 0.015, z), (px + 0.015, py + 0.015, z + deep + 0.1)) for px, py in posts))
        for h in (0.4, 0.8):
            at = z + h * (deep + 0.1)
            b.add(body, *(box((s * x - 0.008, -y, at), (s * x + 0.008, y, at + 0.04)) for s in (-1, 1)))
            b.add(body, *(box((-x, s * y - 0.008, at), (x, s * y + 0.008, at + 0.04)) for s in (-1, 1)))
    else:
        b.add(body, _basin((-x, -y, z), (x, y, z + deep), rng.uniform(0.85, 1.0), 0.012, 0, rng.uniform(0.02, 0.25)))
    half = x + style.width * radius * rng.choice([-0.6, 0.6])
    rear = y * rng.uniform(0.6, 0.85)
    b.add(body, cylinder((-half, rear, radius), (half, rear, radius), 0.1 * radius, 8))
    b.add(body, box((-0.5 * x, rear - 0.03, radius), (0.5 * x, rear + 0.03, z)))
    for s in (-1, 1):
        add_wheel(b, body, style, radius, (s * half, rear, radius))
    front, pivot = body, (0, -rear, z)
    if rng.random() < 0.4:
        front = b.part("other", "axle")
        b.revolute(body, front, (0, 0, 1), pivot, -rng.uniform(0.4, 0.8), rng.uniform(0.4, 0.8))
    b.add(front, cylinder((-half, -rear, radius), (half, -rear, radius), 0.1 * radius, 8))
    b.add(front, box((-0.5 * x, -rear - 0.03, radius), (0.5 * x, -rear + 0.03, z)))
    for s in (-1, 1):
        add_wheel(b, front, style, radius, (s * half, -rear, radius))
    bar = b.part("handle") if rng.random() < 0.7 else front
    start = np.array([0, -rear - 0.03, 0.5 * (radius + z)])
    lean = rng.uniform(0.0, 1.4)
    tip = start + rng.uniform(0.45, 0.9) * np.array([0, -np.cos(lean), np.sin(lean)])
    tip[1] = min(tip[1], -y - 0.02)
    r = rng.uniform(0.008, 0.014)
    b.add(bar, cylinder(start, tip, r, 8), cylinder(tip - (0.08, 0, 0), tip + (0.08, 0, 0), 1.3 * r, 10))
    if bar != front:
        lean = np.arctan2(tip[2] - start[2], start[1] - tip[1])
        b.revolute(front, bar, (-1, 0, 0), start, -lean, np.pi / 2 + 0.2 - lean)


def _truck(rng, b: Builder, body: int) -> None:
    """A hand truck: two wheels, an upright frame and a toe plate."""
    style = wheel_style(rng)
    radius, wide, top = rng.uniform(0.07, 0.14), rng.uniform(0.3, 0.5), rng.uniform(1.0, 1.35)
    r, x = rng.uniform(0.011, 0.018), wide / 2
    b.add(body, *_push_bar(rng, 0.8 * x, 0, 0.03, top, rng.uniform(0, 0.12), r))
    for h in np.linspace(0.15, 0.8, int(rng.integers(2, 5))) * top:
        b.add(body, box((-0.8 * x, -0.5 * r, h - 0.02), (0.8 * x, 0.5 * r, h + 0.02)))
    b.add(body, box((-x, -rng.uniform(0.15, 0.3), 0.01), (x, 0, 0.02)))
    y = radius * rng.uniform(0.6, 1.1)
    half = x + style.width * radius * rng.choice([-0.4, 0.6])
    b.add(body, cylinder((-half, y, radius), (half, y, radius), 0.8 * r, 8))
    b.add(
        body,
        *(box((s * 0.7 * x - 0.01, 0, radius - 0.02), (s * 0.7 * x + 0.01, y + 0.01, radius + 0.1)) for s in (-1, 1)),
    )
    for s in (-1, 1):
        add_wheel(b, body, style, radius, (s * half, y, radius))


def _trolley(rng, b: Builder, body: int) -> None:
    """Shelves between posts, on casters: serving, tool and library trolleys."""
    style = wheel_style(rng, ("disc", "dished", "tyre"))
    wide, long, height = rng.uniform(0.35, 0.6), rng.uniform(0.5, 0.95), rng.uniform(0.6, 1.1)
    radius = rng.uniform(0.03, 0.07)
    x, y, z, r = wide / 2, long / 2, 2.5 * radius, rng.uniform(0.01, 0.02)
    b.add(body, *(cylinder((i * x, j * y, z), (i * x, j * y, height), r, 10) for i in (-1, 1) for j in (-1, 1)))
    for h in np.linspace(z + 0.03, height - 0.05, int(rng.integers(2, 5))):
        if rng.random() < 0.5:
            b.add(body, box((-x, -y, h), (x, y, h + 0.015)))
        else:
            b.add(body, _basin((-x, -y, h), (x, y, h + rng.uniform(0.03, 0.12)), 1.0, 0.006))
    if rng.random() < 0.6:
        b.add(body, *_push_bar(rng, x, y, 0.8 * height, height, rng.uniform(0.03, 0.15), r))
    roll, swivel = rng.random() < 0.85, rng.random() < 0.4
    for i in (-1, 1):
        for j in (-1, 1):
            add_caster(
                rng,
                b,
                body,
                style,
                radius,
                (i * x, j * y, z),
                rng.choice([np.pi / 2, rng.uniform(0, 6.28)]),
                swivel or not roll,
                roll,
            )


_KINDS = {
    "barrow": _barrow,
    "platform": _platform,
    "shopping": _shopping,
    "wagon": _wagon,
    "truck": _truck,
    "trolley": _trolley,
    "pusher": _pusher,
}
