"""More parts to take apart than kits have, held together as real furniture is: legs that lean in a frame of rails,
blocks sunk into each other, boards let into boards, drawers, hoops, crossed legs, shells without thickness."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from runtime.lab.shapes.solids import Mesh, arc, box, cylinder, joined, lofted, open_box, plate, rounded_rectangle, tube

Solids = list[Mesh]


def _post(foot, head, thick: float, is_round: bool, taper: float = 1.0) -> Mesh:
    foot, head = np.asarray(foot, float), np.asarray(head, float)
    if is_round:
        return cylinder(foot, head, thick / 2 * taper, 16, thick / 2)
    ring = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * thick / 2
    ends = ((foot, taper), (head, 1.0))
    return lofted(np.array([np.c_[ring * scale + at[:2], np.full(4, at[2])] for at, scale in ends]))


def _between(one, other, sunk: float, thick: float, is_round: bool, tall: float | None = None) -> Mesh:
    """A rail from one place to another, so much longer at each end; flat ones lie along x or y."""
    one, other = np.asarray(one, float), np.asarray(other, float)
    way = (other - one) / np.linalg.norm(other - one)
    one, other = one - sunk * way, other + sunk * way
    if is_round:
        return cylinder(one, other, thick / 2, 12)
    half = np.where(np.abs(way) > 0.9, 0.0, thick / 2)
    half[2] = (tall or thick) / 2
    return box(np.minimum(one, other) - half, np.maximum(one, other) + half)


def leaning(rng: np.random.Generator) -> Solids:
    """A table or bench: leaning legs let into rails, a stretcher or two, slats or one board on it."""
    w, d, h = rng.uniform(0.3, 0.7), rng.uniform(0.2, 0.35), rng.uniform(0.35, 0.7)
    thick, lean = rng.uniform(0.03, 0.05), rng.uniform(0.0, 0.12)
    is_round, t = rng.random() < 0.4, rng.uniform(0.015, 0.03)
    corners = [np.array(c, float) for c in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    heads = [np.array([*(c * (w - 0.06, d - 0.04)), h]) for c in corners]
    feet = [head + [*(c * lean), -h] for head, c in zip(heads, corners, strict=True)]
    parts = [_post(foot, head, thick, is_round, rng.uniform(0.6, 1.0)) for foot, head in zip(feet, heads, strict=True)]
    at = lambda k, share: feet[k] + share * (heads[k] - feet[k])  # noqa: E731
    sunk = -thick * rng.uniform(0.1, 0.45)
    high = 1 - 0.03 / h  # rails reach what lies on the legs
    parts += [_between(at(k, high), at((k + 1) % 4, high), sunk, 0.018, False, 0.06) for k in range(4)]
    if rng.random() < 0.6:
        low = rng.uniform(0.25, 0.5)
        parts += [_between(at(k, low), at((k + 1) % 4, low), sunk, 0.022, rng.random() < 0.5) for k in (1, 3)]
        middle = [(at(1, low) + at(2, low)) / 2, (at(3, low) + at(0, low)) / 2]
        parts.append(_between(*middle, -0.004, 0.02, rng.random() < 0.5))
    count = int(rng.choice([1, 1, 3, 5, 7]))
    edges = np.linspace(-d, d, count + 1)
    gap = 0.006 if count > 1 else 0.0
    low = h - rng.choice([0.0, 0.004])
    parts += [box((-w, a + gap, low), (w, b - gap, h + t)) for a, b in zip(edges[:-1], edges[1:], strict=True)]
    return parts


def framed(rng: np.random.Generator) -> Solids:
    """A chair of legs, rear ones going on upwards, rails let into them, bars let into rails, a seat."""
    w, d, h, tall = rng.uniform(0.18, 0.24), rng.uniform(0.18, 0.24), rng.uniform(0.4, 0.5), rng.uniform(0.3, 0.45)
    thick, sunk = rng.uniform(0.03, 0.045), rng.uniform(0.002, 0.014)
    lean = rng.choice([0.0, rng.uniform(0.03, 0.1)])
    front = [np.array([s * w, -d, 0.0]) for s in (-1, 1)]
    rear = [np.array([s * w, d, 0.0]) for s in (-1, 1)]
    parts = [_post(p, p + [0, 0, h], thick, False) for p in front]
    for p in rear:
        parts.append(
            joined([_post(p, p + [0, 0, h], thick, False), _post(p + [0, 0, h], p + [0, lean, h + tall], thick, False)])
        )
    inner = thick / 2 - sunk
    for z, high in ((h - 0.04, 0.05), (rng.uniform(0.1, 0.25), 0.025)):
        for a, b in ((front[0], front[1]), (rear[0], rear[1]), (front[0], rear[0]), (front[1], rear[1])):
            if z > 0.3 or rng.random() < 0.7:
                parts.append(_between(a + [0, 0, z], b + [0, 0, z], -inner, 0.018, False, high))
    tops = [p + [0, lean * share, h + share * tall] for share in (0.25, 0.9) for p in rear]
    parts += [_between(tops[k], tops[k + 1], -inner, 0.016, False, 0.04) for k in (0, 2)]
    for x in np.linspace(-w, w, int(rng.integers(3, 7)) + 2)[1:-1]:
        low, high = (np.array([x, p[1], p[2]]) for p in (tops[0], tops[2]))
        parts.append(_post(low + [0, 0, 0.02 - sunk], high - [0, 0, 0.02 - sunk], 0.012, rng.random() < 0.3))
    z, cut = h - 0.015 - rng.uniform(0, 0.006), thick / 2 - rng.choice([0.0, 0.005])
    parts.append(box((-w + cut, -d - 0.01, z), (w - cut, d - cut, z + 0.02)) if rng.random() < 0.5 else
                 box((-w - 0.01, -d - 0.02, h - sunk), (w + 0.01, d - thick / 2 + 0.004, h + 0.03)))  # fmt: skip
    return parts


def _block(lower, upper, rng: np.random.Generator) -> Mesh:
    """Upholstered: rounded seen from above, its edges bevelled."""
    lower, upper = np.asarray(lower, float), np.asarray(upper, float)
    size = upper - lower
    radius = rng.uniform(0.1, 0.45) * min(size[:2])
    outline = rounded_rectangle(size[0], size[1], radius, int(rng.integers(2, 6))) + (lower + upper)[:2] / 2
    return plate(outline, lower[2], upper[2], rng.uniform(0.0, 0.25) * min(*size[:2], size[2]) * 0.9)


def upholstered(rng: np.random.Generator) -> Solids:
    """An armchair or sofa of blocks that are sunk into each other, on feet."""
    w, d, foot = rng.uniform(0.3, 0.8), rng.uniform(0.35, 0.45), rng.uniform(0.05, 0.15)
    arm, back, s = rng.uniform(0.08, 0.2), rng.uniform(0.1, 0.2), rng.uniform(0.002, 0.02)
    base, seat = foot + rng.uniform(0.1, 0.2), rng.uniform(0.08, 0.15)
    parts = [
        _block((-w - s, -d, foot), (w + s, d - back + s, base), rng),
        _block((-w - arm, -d, foot), (-w, d, base + rng.uniform(0.1, 0.3)), rng),
        _block((w, -d, foot), (w + arm, d, base + rng.uniform(0.1, 0.3)), rng),
        _block((-w - s, d - back, foot), (w + s, d, base + rng.uniform(0.35, 0.6)), rng),
    ]
    count = int(rng.integers(1, 4))
    edges = np.linspace(-w, w, count + 1)
    for a, b in zip(edges[:-1], edges[1:], strict=True):
        o = rng.uniform(0, 0.6) * s
        parts.append(_block((a - o, -d, base - s), (b + o, d - back + o, base + seat), rng))
        if rng.random() < 0.7:
            parts.append(
                _block((a - o, d - back - 0.12, base + seat - s), (b + o, d - back + o, base + seat + 0.3), rng)
            )
    x, y = w + arm - 0.05, d - 0.05
    sunk, is_round = rng.uniform(0, 0.02), rng.random() < 0.5
    return parts + [
        _post((a * x, b * y, 0), (a * x, b * y, foot + sunk), 0.05, is_round, 0.7) for a in (-1, 1) for b in (-1, 1)
    ]


def carcass(rng: np.random.Generator) -> Solids:
    """A chest or shelf: boards let into its sides, a back, drawers with knobs or shelves."""
    w, d, h, t = rng.uniform(0.2, 0.45), rng.uniform(0.15, 0.25), rng.uniform(0.5, 1.2), rng.uniform(0.015, 0.025)
    sunk, foot = rng.uniform(0.0, 0.012), rng.choice([0.0, 0.08])
    parts = [box((s * (w - t / 2) - t / 2, -d, foot), (s * (w - t / 2) + t / 2, d, h)) for s in (-1, 1)]
    inside = w - t + sunk
    parts.append(box((-inside, -d, foot), (inside, d - 0.01, foot + t)))
    parts.append(box((-inside, -d, h - t), (inside, d - 0.01, h)) if rng.random() < 0.5 else
                 box((-w - 0.01, -d - 0.01, h - sunk), (w + 0.01, d, h + t)))  # fmt: skip
    parts.append(box((-inside, d - 0.012, foot), (inside, d - 0.006, h - t + sunk)))
    count = int(rng.integers(2, 5))
    edges = np.linspace(foot + t, h - t, count + 1)
    if rng.random() < 0.5:
        for a, b in zip(edges[:-1], edges[1:], strict=True):
            g = 0.002
            tray = open_box((-w + t + g, -d + 0.02, a + g), (w - t - g, d - 0.03, b - 0.02), 0.008)
            front = box((-w + t + g, -d, a + g), (w - t - g, -d + 0.02, b - g))
            knob = cylinder((0, -d - 0.03, (a + b) / 2), (0, -d + rng.choice([0.0, 0.01]), (a + b) / 2), 0.012, 12)
            parts += [joined([tray, front]), knob] if rng.random() < 0.6 else [tray, front, knob]
    else:
        parts += [box((-inside, -d, z - t / 2), (inside, d - 0.01, z + t / 2)) for z in edges[1:-1]]
        if rng.random() < 0.5:
            z = float(rng.choice(edges[1:-1])) + t / 2
            parts.append(
                box(
                    (-t / 2, -d + 0.01, z - 0.6 * sunk),
                    (t / 2, d - 0.012, min(z + (edges[1] - edges[0]) - t, h - t) + 0.6 * sunk),
                )
            )
    if foot:
        parts += [
            _post(
                (a * (w - 0.05), b * (d - 0.05), 0),
                (a * (w - 0.05), b * (d - 0.05), foot + 0.004),
                0.035,
                rng.random() < 0.5,
                0.8,
            )
            for a in (-1, 1)
            for b in (-1, 1)
        ]
    return parts


def hooped(rng: np.random.Generator) -> Solids:
    """A round stool: legs let into the seat or through it, in a hoop of bent tube."""
    r, h, t = rng.uniform(0.14, 0.2), rng.uniform(0.4, 0.7), rng.uniform(0.02, 0.04)
    outline = r * np.array([(np.cos(a), np.sin(a)) for a in np.linspace(0, 2 * np.pi, 24, endpoint=False)])
    parts = [plate(outline, h, h + t, rng.choice([0.0, 0.006]))]
    lean, thick, count = rng.choice([0.0, rng.uniform(0.02, 0.1)]), rng.uniform(0.02, 0.035), int(rng.integers(3, 5))
    z, up = rng.uniform(0.2, 0.5) * h, rng.choice([0.0, 0.012])
    for k in range(count):
        way = np.array([np.cos(2 * np.pi * k / count + 0.3), np.sin(2 * np.pi * k / count + 0.3), 0])
        parts.append(_post((0.75 * r + lean) * way, 0.75 * r * way + [0, 0, h + up], thick, rng.random() < 0.7, 0.8))
    ring = 0.75 * r + lean * (1 - z / h) + rng.choice([-0.5, 0.0, 0.5]) * thick
    path = np.array([(ring * np.cos(a), ring * np.sin(a), z) for a in np.linspace(0, 2 * np.pi, 24, endpoint=False)])
    parts.append(tube(path, 0.006 + 0.2 * thick, 8, closed=True))
    return parts


def crossed(rng: np.random.Generator) -> Solids:
    """Two pairs of crossed legs, as if neither were cut at the crossing, rails between, a board or slats on them."""
    w, d, h, thick = rng.uniform(0.3, 0.6), rng.uniform(0.2, 0.3), rng.uniform(0.4, 0.7), rng.uniform(0.025, 0.04)
    parts = []
    for s in (-1, 1):
        for k in (-1, 1):
            foot, head = np.array([s * w, -k * d, 0.0]), np.array([s * w, k * d, h])
            off = np.array([k * thick * rng.choice([0.5, 0.35, 0.0]), 0, 0])
            parts.append(_post(foot + off, head + off, thick, False))
    for y, z in ((0.0, h / 2), (0.8 * d, 0.9 * h), (-0.8 * d, 0.9 * h)):
        parts.append(_between((-w, y, z), (w, y, z), -thick * rng.uniform(0.2, 0.5), 0.02, rng.random() < 0.5))
    count = int(rng.choice([1, 4, 6]))
    edges = np.linspace(-d - 0.03, d + 0.03, count + 1)
    gap = 0.006 if count > 1 else 0.0
    return parts + [
        box((-w - 0.05, a + gap, h - 0.003), (w + 0.05, b - gap, h + 0.02))
        for a, b in zip(edges[:-1], edges[1:], strict=True)
    ]


def shelled(rng: np.random.Generator) -> Solids:
    """A bent shell for seat and back on two bent tubes or four legs under a frame, and a cushion."""
    w, d, h, tall = rng.uniform(0.18, 0.25), rng.uniform(0.18, 0.24), rng.uniform(0.38, 0.46), rng.uniform(0.3, 0.45)
    t, radius = rng.uniform(0.008, 0.02), rng.uniform(0.04, 0.12)
    bend = arc((0, d - radius, h + radius), (0, d - radius, h), np.pi / 2 - rng.uniform(0, 0.2), (1, 0, 0), 6)
    way = np.array([0, bend[-1][2] - bend[-2][2], bend[-1][1] - bend[-2][1]])[[0, 2, 1]]
    line = np.array([(0, -d, h), *bend, bend[-1] + way / np.linalg.norm(way) * tall])
    along = np.gradient(line, axis=0)
    normals = np.cross((1, 0, 0), along)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    rings = [
        [p + [-w, 0, 0], p + [-w, 0, 0] + t * n, p + [w, 0, 0] + t * n, p + [w, 0, 0]]
        for p, n in zip(line, normals, strict=True)
    ]
    parts = [lofted(np.array(rings))]
    sunk = rng.uniform(0.0, 0.012)
    if rng.random() < 0.5:
        for s in (-1, 1):
            x, r = s * (0.8 * w), 0.01
            corners = np.array(
                [
                    (x, d, r),
                    (x, -d + 0.05, r),
                    (x, -d + 0.02, 0.04),
                    (x, -d + 0.02, h - 0.05 - r),
                    (x, -d + 0.05, h - r + sunk),
                    (x, 0.6 * d, h - r + sunk),
                ]
            )
            parts.append(tube(corners, r, 8))
        parts.append(cylinder((-0.8 * w, d - 0.02, 0.01), (0.8 * w, d - 0.02, 0.01), 0.009, 8))
    else:
        parts += [box((-0.8 * w, y - 0.015, h - 0.03), (0.8 * w, y + 0.015, h + sunk)) for y in (-0.6 * d, 0.5 * d)]
        lean = rng.uniform(0, 0.08)
        for a in (-1, 1):
            for y in (-0.6 * d, 0.5 * d):
                head = np.array([a * 0.75 * w, y, h - 0.03 + rng.choice([0.0, 0.008])])
                parts.append(_post(head + [a * lean, 0, -head[2]], head, 0.025, rng.random() < 0.6, 0.8))
    if rng.random() < 0.6:
        parts.append(_block((-0.9 * w, -d + 0.01, h + t - 0.5 * sunk), (0.9 * w, d - radius, h + t + 0.05), rng))
    return parts


MAKERS: dict[str, Callable[[np.random.Generator], Solids]] = {
    "leaning": leaning, "framed": framed, "upholstered": upholstered, "carcass": carcass, "hooped": hooped,
    "crossed": crossed, "shelled": shelled,
}  # fmt: skip
