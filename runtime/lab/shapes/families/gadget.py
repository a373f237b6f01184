"""Things for the pocket: flip and slide phones, lighters, memory sticks, compacts, sliding tins, mice."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, boxes, cylinder, frame, plate, rounded_rectangle, sphere
from ._pose import left_open, posed
from ._vessel import vessel


def make(rng: np.random.Generator) -> Shape:
    kinds = {"flip": 0.2, "slide": 0.14, "lighter": 0.24, "stick": 0.26, "mouse": 0.16}
    b = Builder("gadget")
    body = b.part("body")
    return _KINDS[str(rng.choice(list(kinds), p=list(kinds.values())))](rng, b, body)


def _slab(rng, wide: float, long: float, low: float, high: float, radius: float):
    return plate(rounded_rectangle(wide, long, radius, 5), low, high, rng.uniform(0.0, 0.4) * (high - low))


def _keys(rng, wide: float, y0: float, y1: float, z: float) -> list:
    rows, columns = int(rng.integers(3, 6)), int(rng.integers(3, 5))
    x, y = np.linspace(-0.4, 0.4, columns + 1) * wide, np.linspace(y0, y1, rows + 1)
    i, k = (a.ravel() for a in np.meshgrid(range(columns), range(rows)))
    gap = 0.12 * (y[1] - y[0])
    low = np.c_[x[i] + gap, y[k] + gap, np.full(len(i), z - 0.001)]
    return [boxes(low, np.c_[x[i + 1] - gap, y[k + 1] - gap, np.full(len(i), z + rng.uniform(0.0005, 0.002))])]


def _flip(rng, b: Builder, body: int) -> Shape:
    """Two halves hinged along one edge: phones, compacts, game consoles, glasses cases."""
    wide = rng.uniform(0.045, 0.15)
    long, thick = wide * rng.uniform(0.6, 2.0), wide * rng.uniform(0.1, 0.2)
    radius = min(wide, long) * rng.uniform(0.02, 0.48)
    b.add(body, _slab(rng, wide, long, 0, thick, radius))
    lid = b.part("lid")
    second = thick * rng.uniform(0.5, 1.0)
    low = thick * 1.02 + 0.002  # clear of the keys
    b.add(lid, _slab(rng, wide, long, low, low + second, radius))
    if rng.random() < 0.7:
        b.add(body, *_keys(rng, wide, -0.45 * long, 0.1 * long, thick))
    rim = 0.1 * wide
    if rng.random() < 0.6:
        b.add(
            lid,
            frame(
                (-0.45 * wide, -0.42 * long, low - 0.0005),
                (0.45 * wide, 0.4 * long, low + 0.03 * thick),
                "z",
                (-0.45 * wide + rim, -0.42 * long + rim),
                (0.45 * wide - rim, 0.4 * long - rim),
            ),
        )
    y = long / 2
    r = thick * rng.uniform(0.25, 0.6)
    z = (thick + low) / 2
    if rng.random() < 0.75:
        span = rng.uniform(0.2, 0.45) * wide
        b.add(int(rng.choice([body, lid])), cylinder((-span, y, z), (span, y, z), r, 14))
    widest = rng.choice([rng.uniform(1.6, 2.9), np.pi])
    b.revolute(body, lid, (-1, 0, 0), (0, y, z), 0.0, widest)
    shape = b.finish()
    return posed(shape, {0: rng.choice([0.0, rng.uniform(0.2, 1)], p=[0.25, 0.75]) * widest})


def _slide(rng, b: Builder, body: int) -> Shape:
    """One slab slides over another; a matchbox, a phone, a tin with a sliding cover."""
    wide = rng.uniform(0.04, 0.1)
    long, thick = wide * rng.uniform(1.3, 2.4), wide * rng.uniform(0.1, 0.25)
    radius = wide * rng.uniform(0.02, 0.4)
    b.add(body, _slab(rng, wide, long, 0, thick, radius), *_keys(rng, wide, -0.45 * long, -0.05 * long, thick))
    top = b.part("lid")
    high = thick * rng.uniform(0.6, 1.2)
    b.add(top, _slab(rng, wide, long * rng.uniform(0.7, 1.0), 1.02 * thick + 0.002, thick + 0.002 + high, radius))
    if rng.random() < 0.5:
        b.add(
            top, box((-0.4 * wide, -0.2 * long, thick + high - 0.001), (0.4 * wide, 0.3 * long, thick + high + 0.001))
        )
    travel = rng.uniform(0.3, 0.6) * long
    b.prismatic(body, top, (0, 1, 0), 0.0, travel)
    shape = b.finish()
    return posed(shape, {0: rng.uniform(0.3, 1) * travel}) if rng.random() < 0.5 else shape


def _lighter(rng, b: Builder, body: int) -> Shape:
    """A case with a hinged top and a wheel, or a slim one with a thumb button."""
    wide, high = rng.uniform(0.022, 0.045), rng.uniform(0.05, 0.09)
    deep = wide * rng.uniform(0.3, 0.6)
    x, y = wide / 2, deep / 2
    outline = rounded_rectangle(wide, deep, rng.uniform(0.05, 0.48) * deep, 5)
    if rng.random() < 0.6:
        split = high * rng.uniform(0.55, 0.72)
        b.add(body, plate(outline, 0, split), box((-0.5 * x, -0.6 * y, split), (0.4 * x, 0.6 * y, split + 0.12 * high)))
        lid = b.part("lid")
        low, roof = split + 0.0002, high - 0.04 * wide
        cup = [[0, roof], [0.85, roof], [0.85, low], [1, low], [1, high - 0.05 * wide], [0.95, high], [0, high]]
        b.add(lid, vessel(np.array(cup), outline))
        side = rng.choice([-1, 1])
        b.add(
            int(rng.choice([body, lid])),
            cylinder((side * x, -0.4 * y, split), (side * x, 0.4 * y, split), 0.06 * wide, 10),
        )
        b.revolute(body, lid, (0, side, 0), (side * x, 0, split), 0.0, rng.uniform(1.6, 2.6))
        if rng.random() < 0.6:
            wheel = b.part("wheel")
            at = (-side * 0.3 * x, 0, split + 0.18 * high)
            b.add(wheel, cylinder(np.subtract(at, (0, 0.4 * y, 0)), np.add(at, (0, 0.4 * y, 0)), 0.14 * wide, 18))
            b.continuous(body, wheel, (0, 1, 0), at)
        shape = b.finish()
        return posed(shape, {0: rng.uniform(0.4, 1) * shape.joints[0].upper}) if rng.random() < 0.6 else shape
    b.add(body, plate(outline, 0, 0.8 * high))
    hood = rounded_rectangle(0.55 * wide, 0.95 * deep, 0.2 * deep, 4) + (-0.22 * wide, 0)
    b.add(body, plate(hood, 0.8 * high, high))
    button, r = b.part("button"), 0.3 * wide
    b.add(
        button, box((0.1 * x, -0.7 * y, 0.8 * high), (0.95 * x, 0.7 * y, 0.8 * high + rng.uniform(0.05, 0.12) * high))
    )
    if rng.random() < 0.5:
        b.prismatic(body, button, (0, 0, -1), 0.0, 0.04 * high)
    else:
        b.revolute(body, button, (0, 1, 0), (0.1 * x, 0, 0.8 * high), 0.0, rng.uniform(0.1, 0.4))
    wheel = b.part("wheel")
    at = np.array([0.05 * x, 0, 0.88 * high])
    b.add(wheel, cylinder(at - (0, 0.8 * y, 0), at + (0, 0.8 * y, 0), 0.5 * r, 18))
    b.continuous(body, wheel, (0, 1, 0), at)
    return left_open(rng, b.finish(), chance=0.15)


def _stick(rng, b: Builder, body: int) -> Shape:
    """A memory stick: a plug with a cover that swings round, a cap that pulls off, or a plug that slides out."""
    wide, long = rng.uniform(0.014, 0.024), rng.uniform(0.03, 0.06)
    thick = wide * rng.uniform(0.35, 0.6)
    radius = wide * rng.uniform(0.02, 0.5)
    plug_half, plug_long = 0.3 * wide, 0.012 + rng.uniform(0, 0.006)
    case = plate(rounded_rectangle(wide, long, radius, 5), 0, thick, rng.uniform(0, 0.35) * thick)
    front = -long / 2
    plug = box((-plug_half, front - plug_long, 0.25 * thick), (plug_half, front + 0.5 * plug_long, 0.75 * thick))
    kind = rng.choice(["swivel", "cap", "slide"], p=[0.45, 0.35, 0.2])
    if kind == "slide":
        b.add(body, case)
        moving = b.part("other", "plug")
        shown = rng.uniform(0.1, 1.0)
        knob = box((-0.2 * wide, 0.1 * long, 0.7 * thick), (0.2 * wide, 0.25 * long, 1.2 * thick))
        b.add(moving, plug.moved((0, (1 - shown) * plug_long, 0)), knob.moved((0, (1 - shown) * plug_long, 0)))
        b.prismatic(body, moving, (0, -1, 0), -shown * plug_long, (1 - shown) * plug_long + 0.0005)
        return b.finish()
    b.add(body, case, plug)
    if kind == "cap":
        cap = b.part("cap")
        b.add(
            cap,
            plate(
                rounded_rectangle(wide * 1.01, plug_long * 1.35, min(radius, 0.6 * plug_long), 5)
                + (0, front - 0.6 * plug_long),
                -0.0003,
                thick + 0.0003,
                0.1 * thick,
            ),
        )
        travel = plug_long * rng.uniform(0.8, 1.6)
        b.prismatic(body, cap, (0, -1, 0), 0.0, travel)
        shape = b.finish()
        return posed(shape, {0: rng.uniform(0.3, 1) * travel}) if rng.random() < 0.4 else shape
    cover = b.part("lid", "cover")
    wall = 0.06 * wide
    reach = front - 1.1 * plug_long
    pin = np.array([0, 0.3 * long, thick / 2])
    for z0, z1 in ((-wall - 0.0002, -0.0002), (thick + 0.0002, thick + wall + 0.0002)):
        outline = rounded_rectangle(wide, pin[1] + 0.45 * wide - reach, 0.3 * wide, 5) + (
            0,
            (pin[1] + 0.45 * wide + reach) / 2,
        )
        b.add(cover, plate(outline, z0, z1))
    if rng.random() < 0.6:
        b.add(cover, box((-0.5 * wide, reach, -wall), (0.5 * wide, reach + wall, thick + wall)))
    b.add(cover, cylinder((*pin[:2], -2 * wall), (*pin[:2], thick + 2 * wall), 0.2 * wide, 16))
    sign = rng.choice([-1, 1])
    if rng.random() < 0.4:
        b.continuous(body, cover, (0, 0, sign), pin)
        return left_open(rng, b.finish(), chance=0.6)
    widest = rng.choice([np.pi, rng.uniform(1.5, np.pi), 2 * np.pi])
    b.revolute(body, cover, (0, 0, sign), pin, 0.0, widest)
    return left_open(rng, b.finish(), chance=0.6, each=0.9)


def _mouse(rng, b: Builder, body: int) -> Shape:
    """A computer mouse: two keys hinged at their rear edges and a wheel between them."""
    wide, long, high = rng.uniform(0.055, 0.075), rng.uniform(0.09, 0.13), rng.uniform(0.028, 0.045)
    x, y = wide / 2, long / 2
    half = sphere((0, 0, 0), (x, y, high), 24)
    b.add(
        body,
        Mesh(half.vertices * np.where(half.vertices[:, 2:] < 0, (1, 1, 0.05), (1, 1, 0.9)), half.faces),
    )
    wheel = b.part("wheel")
    at = np.array([0, -0.55 * y, 0.75 * high])
    b.add(wheel, cylinder(at - (0.004, 0, 0), at + (0.004, 0, 0), rng.uniform(0.009, 0.013), 20))
    b.continuous(body, wheel, (1, 0, 0), at)
    if rng.random() < 0.8:
        split = rng.uniform(-0.2, 0.05) * y
        thick = 0.05 * high + 0.001
        for s in (-1, 1):
            key = b.part("button")
            u, v = np.meshgrid(np.linspace(0.08, 0.8, 6), np.linspace(0, 1, 6), indexing="ij")
            px = s * u * x
            py = split + v * (-0.85 * y - split)
            pz = 0.92 * high * np.sqrt(np.clip(1 - (px / x) ** 2 - (py / y) ** 2, 0, 1))
            top = np.stack([px, py, pz + thick], -1).reshape(-1, 3)
            n = 36
            i, k = (a.ravel() for a in np.meshgrid(range(5), range(5), indexing="ij"))
            a = i * 6 + k
            quads = np.concatenate([np.c_[a, a + 6, a + 7], np.c_[a, a + 7, a + 1]])
            faces = np.concatenate([quads if s < 0 else quads[:, ::-1], (quads[:, ::-1] if s < 0 else quads) + n])
            b.add(key, Mesh(np.concatenate([top, top - (0, 0, thick)]), faces))
            b.revolute(body, key, (1, 0, 0), (s * 0.4 * x, split, 0.85 * high), 0.0, rng.uniform(0.03, 0.15))
    return b.finish()


_KINDS = {"flip": _flip, "slide": _slide, "lighter": _lighter, "stick": _stick, "mouse": _mouse}
