"""Laptops, netbooks and other clamshells with a screen: a base with a keyboard and a lid hinged along its rear edge."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, boxes, cylinder, frame, plate, rounded_rectangle
from ._pose import posed


def make(rng: np.random.Generator) -> Shape:
    width = rng.uniform(0.22, 0.44)
    depth = width * rng.uniform(0.55, 0.82)
    base_high = rng.choice([rng.uniform(0.007, 0.02), rng.uniform(0.018, 0.045)])
    lid_high = min(base_high, rng.choice([rng.uniform(0.003, 0.008), rng.uniform(0.007, 0.018)]))
    radius = rng.choice([0.001, rng.uniform(0.003, 0.02), rng.uniform(0.015, 0.05)], p=[0.2, 0.5, 0.3])
    steps = int(rng.integers(2, 9))
    rise = rng.choice([rng.uniform(0.0004, 0.0015), rng.uniform(0.0015, 0.005)])  # of the keys
    gap = rise + rng.choice([0.0, rng.uniform(0.0005, 0.003)])
    shorter = rng.choice([0.0, rng.uniform(0.01, 0.12)], p=[0.6, 0.4]) * depth  # a base that stands out behind the lid
    b = Builder("laptop")
    body, lid = b.part("body"), b.part("lid")

    outline = rounded_rectangle(width, depth, radius, steps)
    b.add(body, _wedge(rng, plate(outline, 0, base_high, rng.uniform(0, 0.006)), depth))
    b.add(body, *_deck(rng, width, depth - shorter, base_high, shorter, rise))
    b.add(body, *_feet_and_ports(rng, width, depth, base_high))

    hinge_y = depth / 2 - shorter - rng.uniform(0, 0.012)
    lid_width = width * rng.choice([1.0, rng.uniform(0.93, 1.02)])
    lid_deep = (hinge_y + depth / 2) * rng.choice([1.0, rng.uniform(0.94, 1.03)])
    low, high = base_high + gap, base_high + gap + lid_high
    lid_outline = rounded_rectangle(lid_width, lid_deep, radius, steps) + (0, hinge_y - lid_deep / 2)
    b.add(lid, plate(lid_outline, low, high, rng.uniform(0, 0.004)))
    b.add(lid, *_screen(rng, lid_width, hinge_y - lid_deep, hinge_y, low, high))

    hinge_z = rng.choice([base_high, low + lid_high / 2, base_high - rng.uniform(0, 0.5) * base_high])
    b.add(*_hinge(rng, body, lid, width, hinge_y, hinge_z, base_high))
    widest = rng.choice([rng.uniform(1.9, 2.6), np.pi, 2 * np.pi], p=[0.75, 0.23, 0.02])
    rest = rng.choice([rng.uniform(1.05, 2.3), rng.uniform(0.15, 1.05), 0.0], p=[0.84, 0.11, 0.05])
    if rest and rng.random() < 0.1:  # some are modelled as far open as they go
        widest = rest
    b.revolute(body, lid, (-1, 0, 0), (0, hinge_y, hinge_z), 0.0, max(widest, rest))
    return posed(b.finish(), {0: rest})


def _wedge(rng: np.random.Generator, base: Mesh, depth: float) -> Mesh:
    """Some bases are thinner at the front; the top stays level."""
    thinner = rng.choice([0.0, rng.uniform(0.1, 0.6)], p=[0.6, 0.4])
    y, z = base.vertices[:, 1], base.vertices[:, 2]
    top = z.max()
    cut = thinner * np.clip((0.5 * depth - y) / depth, 0, 1)
    return Mesh(np.c_[base.vertices[:, :2], top - (top - z) * (1 - cut)], base.faces)


def _deck(rng: np.random.Generator, width: float, depth: float, z: float, behind: float, rise: float) -> list[Mesh]:
    """Keyboard, touch pad, speakers; y runs from -depth/2 - behind/2 (front) to depth/2 - behind/2.

    rise: height of the keys.
    """
    middle = -behind / 2
    back = middle + depth / 2 - rng.uniform(0.06, 0.2) * depth
    front = back - rng.uniform(0.38, 0.56) * depth
    half = width / 2 * rng.uniform(0.8, 0.97)
    meshes = _keys(rng, (-half, front), (half, back), z, rise)
    if rng.random() < 0.85:
        pad_wide, pad_deep = rng.uniform(0.18, 0.42) * width, rng.uniform(0.14, 0.27) * depth
        x = rng.choice([0.0, rng.uniform(-0.1, 0.05) * width])
        near = -depth / 2 + middle + rng.uniform(0.02, 0.07) * depth
        far = min(near + pad_deep, front - 0.01 * depth)
        lip = rng.uniform(0.0003, 0.002)
        lower, upper = (x - pad_wide / 2, near, z - 0.001), (x + pad_wide / 2, far, z + lip)
        if rng.random() < 0.3:
            rim = 0.04 * pad_wide
            meshes.append(frame(lower, upper, "z", (lower[0] + rim, near + rim), (upper[0] - rim, far - rim)))
        else:
            meshes.append(box(lower, upper))
        if rng.random() < 0.4:
            split = near + 0.2 * (far - near)
            button = z + 2 * lip
            meshes += [
                box((lower[0], near, z), (x - 0.002, split, button)),
                box((x + 0.002, near, z), (upper[0], split, button)),
            ]
    if rng.random() < 0.3:
        strip = back + 0.3 * (middle + depth / 2 - back)
        high = z + rng.uniform(0.001, 0.006)
        meshes.append(box((-half, strip, z - 0.001), (half, strip + 0.35 * (middle + depth / 2 - back), high)))
    if rng.random() < 0.3:
        x, r = half * rng.uniform(0.75, 0.95), rng.uniform(0.004, 0.009)
        y = (back + middle + depth / 2) / 2
        meshes.append(cylinder((x, y, z - 0.001), (x, y, z + 0.0015), r, 16))
    return meshes


def _keys(rng: np.random.Generator, lower, upper, z: float, rise: float) -> list[Mesh]:
    """A keyboard between corners (2,): rows of keys, a slab with rows, or a bare slab; perhaps within a rim."""
    (x0, y0), (x1, y1) = lower, upper
    kind = rng.choice(["keys", "rows", "slab", "none"], p=[0.72, 0.08, 0.14, 0.06])
    meshes = []
    if kind == "none":
        return meshes
    if rng.random() < 0.3:
        edge = 0.006
        rim = frame((x0 - edge, y0 - edge, z - 0.001), (x1 + edge, y1 + edge, z + rise * 0.7), "z", (x0, y0), (x1, y1))
        meshes.append(rim)
    if kind == "slab":
        return [*meshes, box((x0, y0, z - 0.001), (x1, y1, z + rise))]
    rows = int(rng.integers(4, 7))
    pitch = (y1 - y0) / rows
    between = pitch * rng.uniform(0.06, 0.3)
    low, high = [], []
    for row in range(rows):
        y = y0 + row * pitch
        if kind == "rows":
            edges = np.array([x0, x1])
        else:
            count = int(rng.integers(9, 16))
            sizes = np.ones(count)
            sizes[[0, -1]] = rng.uniform(1, 2, 2)
            if row == 0:
                sizes[count // 3] = rng.uniform(3, 6)
            edges = x0 + (x1 - x0) * np.concatenate([[0], np.cumsum(sizes) / sizes.sum()])
        for left, right in zip(edges[:-1], edges[1:], strict=True):
            low.append((left + between / 2, y + between / 2, z - 0.001))
            high.append((right - between / 2, y + pitch - between / 2, z + rise))
    return [*meshes, boxes(np.array(low), np.array(high))]


def _screen(rng: np.random.Generator, width, front, back, low: float, high: float) -> list[Mesh]:
    """The display on the lid's underside, perhaps behind a raised rim, and what is on the lid's back."""
    side, near, far = rng.uniform(0.01, 0.07) * width, rng.uniform(0.02, 0.09), rng.uniform(0.03, 0.12)
    deep = back - front
    lower, upper = (-width / 2 + side, front + near * deep), (width / 2 - side, back - far * deep)
    out = rng.uniform(0.0003, 0.0012)
    meshes = []
    if rng.random() < 0.5:
        meshes.append(box((*lower, low - out), (*upper, low + 0.0005)))
    if rng.random() < 0.5:
        rim = frame((-width / 2, front, low - 2 * out), (width / 2, back, low + 0.0005), "z", lower, upper)
        meshes.append(rim)
    if rng.random() < 0.25:
        r = rng.uniform(0.01, 0.03)
        y = (front + back) / 2
        meshes.append(cylinder((0, y, high - 0.001), (0, y, high + 0.0008), r, 20))
    if rng.random() < 0.12:
        meshes.append(plate(rounded_rectangle(0.06, 0.008, 0.004) + (0, front + 0.01), low - 0.003, low))
    return meshes


def _hinge(rng: np.random.Generator, body: int, lid: int, width, y: float, z: float, base_high: float):
    """(part, *meshes) of the hinge's barrels about the axis; a small plate where there are none to see."""
    kind = rng.choice(["none", "two", "middle", "long", "ears"], p=[0.25, 0.3, 0.2, 0.15, 0.1])
    r = min(rng.uniform(0.003, 0.011), 0.8 * base_high)
    part = int(rng.choice([body, lid]))
    segments = int(rng.choice([8, 12, 20]))
    if kind == "none":
        return body, box((-0.02, y - 0.001, 0.3 * base_high), (0.02, y + 0.001, 0.9 * base_high))
    if kind == "middle":
        spans = [(-0.3, 0.3)]
    elif kind == "long":
        spans = [(-0.46, 0.46)]
    else:
        at, long = rng.uniform(0.2, 0.42), rng.uniform(0.03, 0.09)
        spans = [(-at - long / 2, -at + long / 2), (at - long / 2, at + long / 2)]
    if kind == "ears":
        return body, *(
            box((a * width, y - r, z - r), (c * width, y + r, z + rng.uniform(0.3, 1) * r)) for a, c in spans
        )
    return part, *(cylinder((a * width, y, z), (c * width, y, z), r, segments) for a, c in spans)


def _feet_and_ports(rng: np.random.Generator, width: float, depth: float, high: float) -> list[Mesh]:
    meshes = []
    if rng.random() < 0.35:
        out = rng.uniform(0.001, 0.004)
        x, y, r = 0.42 * width, 0.4 * depth, rng.uniform(0.004, 0.01)
        meshes += [cylinder((i, j, -out), (i, j, 0.002), r, 10) for i in (-x, x) for j in (-y, y)]
    if rng.random() < 0.2:
        y0, wide = -0.2 * depth, rng.uniform(0.1, 0.3) * depth
        for side in (-1, 1):
            x = side * width / 2
            meshes.append(box((x - 0.01, y0, 0.3 * high), (x + side * 0.002, y0 + wide, 0.7 * high)))
    if rng.random() < 0.04:  # a docked mouse or a wide stand beside it
        meshes.append(
            plate(rounded_rectangle(0.4 * width, 0.9 * depth, 0.02) + (0.66 * width, 0), 0, high * 0.95, 0.004)
        )
    return meshes
