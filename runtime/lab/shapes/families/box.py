"""Boxes: cartons with flaps, chests, cases, clamshells, boxes with lifting or sliding lids, baskets with two lids."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, open_box, plate, prism, rounded_rectangle, smooth, tube
from ._bodies import FOOT_KINDS, feet
from ._handles import handle, handle_style
from ._pose import lifted, posed


def make(rng: np.random.Generator) -> Shape:
    kinds = {"carton": 0.34, "hinged": 0.46, "lift": 0.08, "slide": 0.05, "twin": 0.07}
    kind = str(rng.choice(list(kinds), p=list(kinds.values())))
    b = Builder("box")
    body = b.part("body")
    values = _KINDS[kind](rng, b, body)
    return posed(b.finish(), values)


def _carton(rng, b: Builder, body: int) -> dict[int, float]:
    width, depth, height = rng.uniform(0.15, 0.6), rng.uniform(0.15, 0.6), rng.uniform(0.08, 0.6)
    wall = rng.uniform(0.0015, 0.012)
    b.add(body, open_box((-width / 2, -depth / 2, 0), (width / 2, depth / 2, height), wall))
    if rng.random() < 0.1:
        b.add(body, box((-width / 2, -depth / 2 - 0.001, 0.3 * height), (-width * 0.2, -depth / 2, 0.5 * height)))
    sides = str(rng.choice(["all", "two", "one", "three"], p=[0.58, 0.27, 0.1, 0.05]))
    order = rng.permutation(4)
    if sides == "two":
        order = np.array([0, 2]) + rng.integers(2)
    elif sides in ("one", "three"):
        order = order[: 1 if sides == "one" else 3]
    same = rng.choice([rng.uniform(1.6, 4.2), rng.uniform(0, 1.6)], p=[0.8, 0.2])
    spread = rng.choice([0.0, 0.25, 1.0])
    widest = rng.choice([np.pi, 1.48 * np.pi, rng.uniform(np.pi, 4.6)], p=[0.2, 0.6, 0.2])
    if sides == "one":
        length = depth if order[0] % 2 == 0 else width
    else:
        length = min(width, depth) / 2
    length *= rng.choice([1.0, rng.uniform(0.6, 1.15)], p=[0.6, 0.4])
    taper = rng.choice([0.0, rng.uniform(0.02, 0.15)])
    values = {}
    for n, side in enumerate(np.sort(order)):
        across = width if side % 2 == 0 else depth
        flap = b.part("flap")
        lift = n % 2 * wall if sides == "all" else 0.0
        outline = np.array(
            [[-across / 2, 0], [across / 2, 0], [across / 2 * (1 - taper), length], [-across / 2 * (1 - taper), length]]
        )
        half = depth / 2 if side % 2 == 0 else width / 2
        turn = side * np.pi / 2
        mesh = plate(outline, height + lift, height + lift + wall).moved((0, -half, 0))
        b.add(flap, mesh.rotated((0, 0, 1), turn))
        origin = np.array([np.sin(turn) * half, -np.cos(turn) * half, height + lift + wall])  # clear when hanging down
        b.revolute(body, flap, (np.cos(turn), np.sin(turn), 0), origin, 0.0, widest)
        values[n] = float(np.clip(same + spread * rng.uniform(-0.8, 0.8), 0, widest))
    return values


def _hinged(rng, b: Builder, body: int) -> dict[int, float]:
    """One lid hinged along the rear edge: chests, cases, clamshells, pizza boxes, tool and jewel boxes."""
    style = str(rng.choice(["chest", "barrel", "flat", "clam", "case", "round"], p=[0.2, 0.14, 0.3, 0.2, 0.1, 0.06]))
    width = rng.uniform(0.12, 1.1)
    depth = width * rng.uniform(0.35, 1.05)
    height = depth * rng.uniform(0.06, 0.22) if style in ("clam", "case") else depth * rng.uniform(0.15, 1.1)
    wall = min(width, depth) * rng.uniform(0.008, 0.06)
    wall = min(wall, 0.4 * height)
    lid = b.part("lid")
    x, y = width / 2, depth / 2
    lid_high = {
        "clam": height * rng.uniform(0.6, 1.1),
        "case": height * rng.uniform(0.3, 1),
        "flat": rng.uniform(0.5, 2) * wall,
    }.get(style, depth * rng.uniform(0.06, 0.4))
    if style == "round":
        outline = rounded_rectangle(width, depth, rng.uniform(0.15, 0.5) * depth, 8)
        b.add(body, *_rounded(outline, 0, height, wall, up=True))
        b.add(lid, *_rounded(outline, height, height + lid_high, wall, up=False))
    else:
        solid = rng.random() < 0.05
        b.add(body, box((-x, -y, 0), (x, y, height)) if solid else open_box((-x, -y, 0), (x, y, height), wall))
        over = rng.choice([0.0, 0.0, rng.uniform(0.005, 0.05) * width])
        b.add(lid, *_lid(rng, style, (-x - over, -y - over, height), (x + over, y, height + lid_high), wall))
    top = height + lid_high
    b.add(body, *_decor(rng, width, depth, height, wall))
    _latches(rng, b, lid, body, width, -y, height, min(lid_high, 0.3 * height))
    hinge_z = height if rng.random() < 0.8 else height + lid_high * rng.uniform(0, 1)
    if rng.random() < 0.4:
        r = 0.5 * wall
        part = int(rng.choice([body, lid]))
        for c in (-0.3, 0.3) if rng.random() < 0.7 else (0.0,):
            long = 0.1 * width if c else 0.45 * width
            b.add(
                part,
                cylinder((c * width - long, y + 0.2 * r, hinge_z), (c * width + long, y + 0.2 * r, hinge_z), r, 10),
            )
    furthest = 1.47 * np.pi if style == "flat" and lid_high < 0.06 * depth else np.pi  # a thick lid meets the rear
    widest = rng.choice([np.pi / 2, rng.uniform(1.3, 2.4), np.pi, furthest], p=[0.13, 0.12, 0.5, 0.25])
    b.revolute(body, lid, (-1, 0, 0), (0, y, hinge_z), 0.0, widest)
    rest = min(rng.choice([0.0, rng.uniform(0.2, 1.2), rng.uniform(1.2, 2.4)], p=[0.3, 0.3, 0.4]), widest)
    values = {0: rest}
    _carry(rng, b, lid, body, style, width, depth, height, top)
    if style == "flat" and rng.random() < 0.15 and height > 0.4 * depth:
        _drawers(rng, b, body, width, depth, height, wall)
    return values


def _rounded(outline, low: float, high: float, wall: float, up: bool) -> list[Mesh]:
    """A hollow half with rounded corners: rim of quads and a floor or a top."""
    n = len(outline)
    inner = outline * (1 - wall / np.abs(outline).max())
    rim = [
        plate(np.array([outline[k], outline[(k + 1) % n], inner[(k + 1) % n], inner[k]]), low, high)
        for k in range(n)
        if np.linalg.norm(outline[k] - outline[(k + 1) % n]) > 1e-6
    ]
    return [*rim, plate(outline, low, low + wall) if up else plate(outline, high - wall, high)]


def _lid(rng, style: str, lower, upper, wall: float) -> list[Mesh]:
    lower, upper = np.asarray(lower, float), np.asarray(upper, float)
    if style == "flat":
        outline = rounded_rectangle(*(upper - lower)[:2], rng.choice([0.001, 0.01])) + (lower + upper)[:2] / 2
        meshes = [plate(outline, lower[2], upper[2], rng.choice([0.0, 0.25 * wall]))]
        if rng.random() < 0.3:
            edge = 0.12 * (upper - lower).min()
            edge = min(0.12 * (upper[0] - lower[0]), 0.12 * (upper[1] - lower[1]))
            meshes.append(box((*(lower[:2] + edge), upper[2]), (*(upper[:2] - edge), upper[2] + 0.4 * wall)))
        return meshes
    if style == "barrel":
        depth, high = upper[1] - lower[1], upper[2] - lower[2]
        t = np.linspace(0, np.pi, int(rng.choice([7, 11, 17])))
        y = (lower[1] + upper[1]) / 2
        outer = np.c_[y + depth / 2 * np.cos(t), lower[2] + high * np.sin(t)]
        inner = np.c_[y + (depth / 2 - wall) * np.cos(t), lower[2] + max(high - wall, 0.1 * high) * np.sin(t)]
        strips = [
            prism(np.array([inner[k], outer[k], outer[k + 1], inner[k + 1]]), "x", lower[0], upper[0])
            for k in range(len(t) - 1)
        ]
        return [*strips, prism(outer, "x", lower[0], lower[0] + wall), prism(outer, "x", upper[0] - wall, upper[0])]
    if rng.random() < 0.2:
        return [box(lower, upper)]
    wall = min(wall, 0.4 * (upper[2] - lower[2]))
    return [open_box(lower, upper, wall, "-z")]


def _decor(rng, width, depth, height, wall) -> list[Mesh]:
    """Feet, corner posts, straps, side handles, inner shelf."""
    meshes, x, y = [], width / 2, depth / 2
    if rng.random() < 0.3:
        kind = str(rng.choice(FOOT_KINDS[3:]))
        foot = rng.uniform(0.04, 0.3) * height
        meshes += feet(rng, kind, (-x, -y), (x, y), 0.0, foot)
    if rng.random() < 0.15:
        t = min(1.5 * wall, 0.1 * width)
        post, out = box((-t, -t, 0), (t, t, 0.99 * height)), 0.3 * t
        meshes += [post.moved((i * (x + out), j * (y + out), 0)) for i in (-1, 1) for j in (-1, 1)]
    if rng.random() < 0.2:
        style = handle_style(rng, ("bow", "plate_bow", "ring", "bar", "cup"), 0.3 * depth / 0.2)
        for s in (-1, 1):
            pulls = handle(style, (0, -x, 0.6 * height), False, 0.6 * depth)
            meshes += [m.rotated((0, 0, 1), s * np.pi / 2) for m in pulls]
    if rng.random() < 0.15:
        z = rng.uniform(0.5, 0.9) * height
        meshes.append(box((-x + wall, -y + wall, z), (x - wall, y - wall, z + 0.5 * wall)))
    if rng.random() < 0.15:
        at, wide = rng.uniform(0.2, 0.4) * width, 0.05 * width
        meshes += [
            box((s * at - wide / 2, -y - 0.2 * wall, 0), (s * at + wide / 2, -y, 0.95 * height)) for s in (-1, 1)
        ]
    return meshes


def _latches(rng, b: Builder, lid: int, body: int, width, y: float, z: float, drop: float) -> None:
    """Clasps at the front; now and then each swings."""
    if rng.random() < 0.5:
        return
    wide = rng.uniform(0.03, 0.1) * width
    out = 0.02 * width
    spots = [0.0] if rng.random() < 0.5 else [-0.3 * width, 0.3 * width]
    moving = rng.random() < 0.15
    for x in spots:
        clasp = box((x - wide / 2, y - out, z - drop), (x + wide / 2, y, z + drop))
        if moving:
            latch = b.part("other", "latch")
            b.add(latch, clasp)
            b.revolute(lid, latch, (-1, 0, 0), (x, y, z + drop), 0.0, rng.uniform(0.8, 2))
        else:
            b.add(int(rng.choice([lid, lid, body])), clasp)


def _carry(rng, b: Builder, lid: int, body: int, style: str, width, depth, height, top) -> None:
    """A handle on the lid or at the front, still or swinging."""
    chance = rng.random()
    r = 0.02 * width
    half = rng.uniform(0.12, 0.35) * width
    if style in ("flat", "chest") and chance < 0.25:
        high = rng.uniform(0.06, 0.2) * width
        points = np.array([[-half, 0, 0], [-half, 0, 0.7 * high], [-0.8 * half, 0, high], [0, 0, high]])
        path = smooth(points, 4)
        path = np.concatenate([path, (path * (-1, 1, 1))[-2::-1]]) + (0, 0, top)
        if rng.random() < 0.6:
            grip = b.part("handle")
            b.add(grip, tube(path, 0.5 * r, 8))
            b.revolute(lid, grip, (1, 0, 0), (0, 0, top), -np.pi / 2, np.pi / 2)
        else:
            b.add(lid, tube(path, 0.5 * r, 8))
    elif style in ("clam", "case") and chance < 0.5:
        y, z = -depth / 2, 0.6 * height
        out = rng.uniform(0.06, 0.14) * width
        points = np.array([[-half, 0, 0], [-half, -0.7 * out, 0], [-0.8 * half, -out, 0], [0, -out, 0]])
        path = smooth(points, 4)
        path = np.concatenate([path, (path * (-1, 1, 1))[-2::-1]]) + (0, y, z)
        if rng.random() < 0.4:
            grip = b.part("handle")
            b.add(grip, tube(path, 0.5 * r, 8))
            b.revolute(body, grip, (1, 0, 0), (0, y, z), -np.pi / 2, np.pi / 2)
        else:
            b.add(body, tube(path, 0.5 * r, 8))
    elif chance > 0.8:
        style_ = handle_style(rng, ("knob", "lip", "ring"), np.clip(3 * width, 0.3, 1))
        b.add(lid, *handle(style_, (0, -depth / 2, (height + top) / 2), False, 0.2 * width))


def _drawers(rng, b: Builder, body: int, width, depth, height, wall) -> None:
    """Drawers in the front of a chest: their plates lie before it."""
    count = int(rng.integers(1, 4))
    style = handle_style(rng, ("knob", "bar", "ring", "cup"), np.clip(2 * width, 0.2, 0.8))
    top = height * rng.uniform(0.4, 0.75)
    for k in range(count):
        low, high = wall + k * (top - wall) / count + 0.002, wall + (k + 1) * (top - wall) / count - 0.002
        part = b.part("drawer")
        y = -depth / 2
        b.add(part, box((-0.46 * width, y - 0.6 * wall, low), (0.46 * width, y, high)))
        b.add(part, *handle(style, (0, y - 0.6 * wall, (low + high) / 2), False, 0.3 * (high - low)))
        b.add(
            part,
            open_box(
                (-0.44 * width, y, low), (0.44 * width, depth / 2 - 2 * wall, high - 0.2 * (high - low)), 0.5 * wall
            ),
        )
        b.prismatic(body, part, (0, -1, 0), 0.0, rng.uniform(0.5, 0.9) * depth)


def _lift(rng, b: Builder, body: int) -> dict[int, float]:
    """A lid that lifts off: shoe boxes, gift boxes, tins, crates."""
    width, depth, height = rng.uniform(0.12, 0.5), rng.uniform(0.12, 0.4), rng.uniform(0.06, 0.35)
    wall = rng.uniform(0.002, 0.01)
    x, y = width / 2, depth / 2
    b.add(body, open_box((-x, -y, 0), (x, y, height), wall))
    lid = b.part("lid")
    skirt, over = rng.uniform(0.02, 0.6) * height, 1.3 * wall
    b.add(lid, open_box((-x - over, -y - over, height - skirt), (x + over, y + over, height + wall), wall, "-z"))
    if rng.random() < 0.3:
        b.add(
            lid, cylinder((0, 0, height + wall), (0, 0, height + wall + 0.08 * width), 0.05 * width, 16, 0.08 * width)
        )
    rise = lifted(rng, height)
    b.prismatic(body, lid, (0, 0, 1), 0.0, rise)
    return {0: 0.0 if rng.random() < 0.6 else rng.uniform(0.2, 0.6) * rise}


def _slide(rng, b: Builder, body: int) -> dict[int, float]:
    """A lid that slides in grooves, a tray that slides out of a sleeve."""
    width, depth, height = rng.uniform(0.1, 0.5), rng.uniform(0.1, 0.5), rng.uniform(0.04, 0.3)
    wall = rng.uniform(0.004, 0.014)
    x, y = width / 2, depth / 2
    lid = b.part("lid")
    if rng.random() < 0.5:
        b.add(body, open_box((-x, -y, 0), (x, y, height), wall))
        b.add(
            lid, box((-x + 0.6 * wall, -y - 0.5 * wall, height - 2 * wall), (x - 0.6 * wall, y - wall, height - wall))
        )
        b.add(lid, box((-0.1 * width, -y + wall, height - wall), (0.1 * width, -y + 2 * wall, height)))
        b.prismatic(body, lid, (0, -1, 0), 0.0, rng.uniform(0.6, 1.0) * depth)
        return {0: 0.0 if rng.random() < 0.6 else rng.uniform(0.1, 0.6) * depth}
    b.add(body, box((-x, -y, 0), (x, y, wall)), box((-x, -y, height - wall), (x, y, height)))
    b.add(body, *(box((s * x, -y, wall), (s * (x - wall), y, height - wall)) for s in (-1, 1)))
    b.add(lid, open_box((-x + 1.1 * wall, -y, 1.1 * wall), (x - 1.1 * wall, y, height - 1.3 * wall), 0.8 * wall))
    b.prismatic(body, lid, (0, -1, 0), 0.0, rng.uniform(0.5, 1.0) * depth)
    return {0: 0.0 if rng.random() < 0.5 else rng.uniform(0.1, 0.5) * depth}


def _twin(rng, b: Builder, body: int) -> dict[int, float]:
    """Two lids, hinged at the middle (baskets) or at the sides (crates)."""
    width = rng.uniform(0.2, 0.7)
    depth, height = width * rng.uniform(0.4, 0.9), width * rng.uniform(0.25, 0.7)
    wall = width * rng.uniform(0.01, 0.03)
    x, y = width / 2, depth / 2
    b.add(body, open_box((-x, -y, 0), (x, y, height), wall))
    middle = rng.random() < 0.5
    bar = rng.uniform(0.01, 0.06) * width if middle else 0.0
    if middle:
        b.add(body, box((-bar, -y, height), (bar, y, height + wall)))
        if rng.random() < 0.7:
            t = np.linspace(0, np.pi, 17)
            path = np.c_[0 * t, y * np.cos(t), height + wall + rng.uniform(0.5, 1) * depth * np.sin(t)]
            b.add(body, tube(path, wall, 8))
    widest = rng.uniform(1.0, 1.45) if middle else rng.choice([np.pi / 2, rng.uniform(1.3, 2), np.pi])
    values = {}
    for n, s in enumerate((-1, 1)):
        lid = b.part("lid")
        b.add(lid, box((s * bar, -y, height), (s * (x + 0.01 * width), y, height + wall)))
        if rng.random() < 0.4:
            at = s * (0.85 * x if middle else 0.15 * x)
            b.add(lid, cylinder((at, 0, height + wall), (at, 0, height + 2.5 * wall), 0.8 * wall, 10))
        hinge = s * bar if middle else s * x
        sign = -s if middle else s
        b.revolute(body, lid, (0, sign, 0), (hinge, 0, height + wall * (rng.random() < 0.5)), 0.0, widest)
        values[n] = rng.choice([0.0, rng.uniform(0, 1)]) * widest
    return values


_KINDS = {"carton": _carton, "hinged": _hinged, "lift": _lift, "slide": _slide, "twin": _twin}
