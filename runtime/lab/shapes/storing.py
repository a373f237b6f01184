"""What furniture stores things in or on: shelves, cabinets, boxes, racks, trolleys, beds, lamps, mirrors, screens."""

from __future__ import annotations

import numpy as np

from .dressing import tray
from .kits import Bench, Kit
from .rough_kits import bar, sheet
from .solids import Mesh, cylinder, frame, joined, lathe, plate, prism, rounded_rectangle, sphere
from .supports import CORNERS, SIDES, leg, slab, span


def case(rng: np.random.Generator) -> Kit:
    """Boards as a case: how they meet, what is inside, before and below it."""
    made = Bench()
    w, d = rng.uniform(0.15, 0.7), rng.uniform(0.12, 0.3)
    h, t = rng.uniform(0.25, 1.8), rng.uniform(0.01, 0.03)
    foot = rng.choice([0.0, 0.0, rng.uniform(0.04, 0.2)])
    z = (foot, foot + h)
    capped, floored = rng.random() < 0.5, rng.random() < 0.4  # top over the sides; bottom below them
    sides = (z[0] + t * floored, z[1] - t * capped)
    inner = (-w + t, w - t)
    steps = [
        lambda: [made.add("side", slab(span(s * (w - t / 2), t), (-d, d), sides)) for s in SIDES],
        lambda: made.add("bottom", slab((-w, w) if floored else inner, (-d, d), (z[0], z[0] + t))),
        lambda: made.add("top", slab((-w, w) if capped else inner, (-d, d), (z[1] - t, z[1]))),
    ]
    for number in rng.permutation(3) if rng.random() < 0.5 else range(3):
        steps[number]()
        made.step()
    low, high = z[0] + t, z[1] - t
    columns = int(rng.choice([1, 1, 1, 2, 3])) if w > 0.3 else 1
    xs = np.linspace(-w + t / 2, w - t / 2, columns + 1)
    for x in xs[1:-1]:
        made.add("divider", slab(span(x, t), (-d, d - 0.006), (low, high)))
    made.step()
    n = int(rng.integers(0, 5 if columns == 1 else 3)) if h > 0.4 else int(rng.integers(0, 2))
    levels = (
        np.linspace(low, high + t, n + 2)
        if rng.random() < 0.7
        else np.r_[low, np.sort(rng.uniform(low + 0.1 * h, high, n)), high + t]
    )
    back_in = rng.choice([0.0, 0.02])
    skip = rng.random() < 0.3
    for a, b in zip(xs[:-1], xs[1:], strict=True):
        for level in levels[1:-1]:
            if not (skip and columns > 1 and b == xs[-1]):
                made.add("shelf", slab((a + t / 2, b - t / 2), (-d + back_in, d - 0.006), (level - t, level)))
    if rng.random() < 0.7:
        made.step()
        thin = rng.choice([0.0, 0.006])
        kind = rng.random()
        if kind < 0.5:
            back = slab((-w, w), (d, d + 0.006), z)
        elif kind < 0.8:
            back = slab(inner, (d - 0.006, d), (low, high))
        else:
            back = sheet((-w + 0.002, w - 0.002), (z[0], z[1]), lambda u, v: 0 * u, thin, 4)
            back = back.rotated((1, 0, 0), np.pi / 2).moved((0, d, 0))
        made.add("back", back)
    front = rng.choice(["none", "none", "doors", "fronts", "drawers", "door"])
    if front == "doors" or front == "door":
        made.step()
        overlaid = rng.random() < 0.6
        wide, y = (w, -d - t) if overlaid else (w - t - 0.002, -d + 0.001)
        tall = (z[0] + 0.002, z[1] - 0.002) if overlaid else (low + 0.002, high - 0.002)
        ranges = [(0.001, wide), (-wide, -0.001)] if front == "doors" else [(-wide, wide)]
        for x in ranges:
            made.add("door", slab(x, (y, y + t), tall))
        if rng.random() < 0.5:
            for x in ranges:
                at = x[0] + 0.03 if len(ranges) == 1 or x[0] > 0 else x[1] - 0.03
                made.add("knob", cylinder((at, y, np.mean(tall)), (at, y - 0.025, np.mean(tall)), 0.012, 10))
    elif front in ("fronts", "drawers") and n < 4 and columns == 1:
        made.step()
        for a, b in zip(levels[:-1], levels[1:], strict=True):
            top = b - t
            face = slab((inner[0] + 0.002, inner[1] - 0.002), (-d - 0.002, -d + t), (a + 0.002, top - 0.002))
            if front == "drawers":
                box = tray(
                    (inner[0] + 0.01, inner[1] - 0.01), (-d + t, d - 0.03), (a + 0.01, a + 0.01 + 0.7 * (top - a)), 0.01
                )
                made.add("drawer", joined([face, box]))
            else:
                made.add("drawer front", face)
    if foot:
        made.step()
        feet(made, rng, w, d, foot)
    name = "Bookcase" if front == "none" else "Cabinet"
    return made.kit(str(rng.choice([name, name, "Shelf" if front == "none" else "Chest of drawers"])))


def feet(made: Bench, rng: np.random.Generator, w: float, d: float, high: float) -> None:
    """Below a case of half sizes w, d: legs, a plinth, rails or castors."""
    kind = rng.choice(["legs", "legs", "plinth", "runners", "castors"])
    thick = rng.uniform(0.02, 0.05)
    if kind == "legs":
        out, sides = rng.choice([0.0, rng.uniform(0, 0.04)]), int(rng.choice([4, 12]))
        taper = rng.choice([1.0, rng.uniform(0.5, 1.0)])
        for x, y in CORNERS:
            one = leg((out, out, 0), (0, 0, high), thick, thick, taper, sides)
            angle = {(1, 1): 0, (-1, 1): np.pi / 2, (-1, -1): np.pi, (1, -1): -np.pi / 2}[x, y]
            made.add("leg", one.rotated((0, 0, 1), angle).moved((x * (w - thick), y * (d - thick), 0)))
    elif kind == "plinth":
        made.add("plinth", slab((-w + 0.01, w - 0.01), (-d + 0.03, -d + 0.045), (0, high)))
        if rng.random() < 0.5:
            made.add("plinth", slab((-w + 0.01, w - 0.01), (d - 0.015, d), (0, high)))
    elif kind == "runners":
        for s in SIDES:
            made.add("foot", slab(span(s * (w - thick), thick), (-d, d), (0, high)))
    else:
        for x, y in CORNERS:
            made.add("castor", castor(high).moved((x * (w - 0.03), y * (d - 0.03), 0)))


def castor(high: float) -> Mesh:
    r = 0.38 * high
    wheel = cylinder((-0.3 * r, 0, r), (0.3 * r, 0, r), r, 12)
    return joined([wheel, slab(span(0, r), span(0.2 * r, r), (r, high))])


def ladder_shelf(rng: np.random.Generator) -> Kit:
    """Sides as ladders or posts, with shelves on or between them, and crosses behind."""
    made = Bench()
    w, d, h = rng.uniform(0.2, 0.5), rng.uniform(0.12, 0.25), rng.uniform(0.4, 1.9)
    a, n, t = rng.uniform(0.012, 0.04), int(rng.integers(2, 6)), rng.uniform(0.008, 0.025)
    levels = np.linspace(rng.uniform(0.05, 0.25) * h, h - rng.choice([t, 0.1 * h]), n)
    posts = rng.random() < 0.4
    x, y = w - a / 2, d - a / 2
    if posts:
        for sx, sy in CORNERS:
            mesh = (
                cylinder((0, 0, 0), (0, 0, h), a / 2, 10)
                if rng.random() < 0.0
                else slab(span(0, a), span(0, a), (0, h))
            )
            made.add("post", mesh.moved((sx * x, sy * y, 0)))
    else:
        rungs = [slab(span(0, 0.8 * a), (-y, y), (z - a, z)) for z in levels]
        pieces = [slab(span(0, a), span(s * y, a), (0, h)) for s in SIDES]
        for s in SIDES:
            made.add("side", joined([*pieces, *rungs]).moved((s * x, 0, 0)))
    made.step()
    between = rng.random() < 0.6
    wide = w - a if between else w
    for z in levels:
        size = (-wide, wide), (-y + a / 2, y - a / 2) if posts and not between else (-d, d)
        made.add("shelf", slab(*size, (z, z + t)))
    if rng.random() < 0.4:
        made.step()
        one = bar(((-x, d, 0.2 * h), (x, d, 0.8 * h)), 0.012, 0.004)
        made.add("brace", one)
        if rng.random() < 0.7:
            made.add("brace", one.transformed(np.diag([-1.0, 1.0, 1.0])))
    elif rng.random() < 0.3:
        made.step()
        for z in (0.15 * h, 0.9 * h):
            made.add("rear rail", slab((-w + a, w - a), (d - 0.012, d), span(z, 0.05)))
    return made.kit(str(rng.choice(["Shelf", "Rack", "Shelving unit"])))


def wall_shelf(rng: np.random.Generator) -> Kit:
    """A board with brackets below or sides, or a rail with hooks."""
    made = Bench()
    w, d, t = rng.uniform(0.2, 0.6), rng.uniform(0.06, 0.15), rng.uniform(0.012, 0.03)
    n = int(rng.choice([2, 2, 3]))
    high = rng.uniform(0.08, 0.2)
    made.add("shelf", slab((-w, w), (-d, d), (high, high + t)))
    made.step()
    name, at = str(rng.choice(["bracket", "side"])), np.linspace(-0.7 * w, 0.7 * w, n)
    for x in at:
        outline = np.array([(d, 0), (d, high), (-0.8 * d, high)])
        one = prism(outline, "x", -0.01, 0.01) if name == "bracket" else slab(span(0, t), (-d, d), (0, high))
        made.add(name, one.moved((x, 0, 0)))
    if rng.random() < 0.4:
        made.step()
        made.add("rail", slab((-w, w), (d, d + t), (0, high + t)))
    return made.kit("Wall shelf")


def hangers(rng: np.random.Generator) -> Kit:
    """A coat stand, a clothes rack or a shoe rack."""
    made = Bench()
    kind = rng.choice(["stand", "clothes", "shoes"])
    if kind == "stand":
        h, r = rng.uniform(1.2, 1.8), rng.uniform(0.02, 0.04)
        base = rng.uniform(0.15, 0.25)
        made.add("base", plate(rounded_rectangle(2 * base, 2 * base, base, 8), 0, 0.025))
        made.step()
        made.add("post", cylinder((0, 0, 0.025), (0, 0, h), r, 12))
        made.step()
        n = int(rng.integers(3, 7))
        for k in range(n):
            one = bar(((0, -0.8 * r, 0), (0, -0.16, 0.1)), 0.015, 0.02)
            made.add("hook", one.rotated((0, 0, 1), 2 * np.pi * k / n).moved((0, 0, h - 0.2)))
        return made.kit("Coat stand")
    w, d, a = rng.uniform(0.3, 0.6), rng.uniform(0.15, 0.25), rng.uniform(0.015, 0.03)
    if kind == "clothes":
        h = rng.uniform(1.1, 1.7)
        for s in SIDES:
            made.add("foot", slab(span(s * w, a), (-d, d), (0, a)))
        made.step()
        for s in SIDES:
            made.add("post", slab(span(s * w, a), span(0, a), (a, h)))
        made.step()
        made.add("rod", slab((-w + a / 2, w - a / 2), span(0, 0.8 * a), (h - a, h)))
        if rng.random() < 0.6:
            made.add("shelf", slab((-w, w), (-0.8 * d, 0.8 * d), (a, a + 0.015)))
        return made.kit("Clothes rack")
    h, levels = rng.uniform(0.3, 0.7), int(rng.integers(2, 4))
    for s in SIDES:
        made.add(
            "side",
            joined(
                [slab(span(s * w, a), span(q * (d - a / 2), a), (0, h)) for q in SIDES]
                + [slab(span(s * w, a), (-d + a, d - a), (z, z + a)) for z in np.linspace(0.1, h - a, levels)]
            ),
        )
    made.step()
    for z in np.linspace(0.1, h - a, levels):
        for y in (-0.6 * d, 0.6 * d):
            made.add("rod", cylinder((-w + a / 2, y, z + a / 2), (w - a / 2, y, z + a / 2), 0.4 * a, 8))
    return made.kit("Shoe rack")


def container(rng: np.random.Generator) -> Kit:
    """A box, bin, chest or planter of boards, with a lid, handles, feet or none."""
    made = Bench()
    w, d, h, t = rng.uniform(0.1, 0.5), rng.uniform(0.1, 0.3), rng.uniform(0.08, 0.5), rng.uniform(0.006, 0.02)
    under = rng.random() < 0.5
    low = t if under else 0.0
    made.add("bottom", slab((-w, w) if under else (-w + t, w - t), (-d, d) if under else (-d + t, d - t), (0, t)))
    made.step()
    along = rng.random() < 0.5
    for s, name in ((-1, "front"), (1, "back")):
        made.add(name, slab((-w, w) if along else (-w + t, w - t), span(s * (d - t / 2), t), (low, h)))
    for s in SIDES:
        made.add("side", slab(span(s * (w - t / 2), t), (-d + t, d - t) if along else (-d, d), (low, h)))
    if rng.random() < 0.6:
        made.step()
        made.add("lid", slab((-w, w), (-d, d), (h, h + t)))
        if rng.random() < 0.4:
            made.add("handle", slab(span(0, 0.1), span(0, 0.02), (h + t, h + t + 0.02)))
    elif rng.random() < 0.3:
        made.step()
        made.add("divider", slab(span(0, t), (-d + t, d - t), (t, 0.9 * h)))
    if rng.random() < 0.3:
        made.step()
        for s in SIDES:
            made.add("handle", slab(span(s * (w + 0.01), 0.02), span(0, 0.1), (0.7 * h, 0.7 * h + 0.02)))
    return made.kit(str(rng.choice(["Box", "Chest", "Planter"])))


def trolley(rng: np.random.Generator) -> Kit:
    """Shelves or trays between posts or sides, on castors, with a handle."""
    made = Bench()
    w, d, h = rng.uniform(0.2, 0.4), rng.uniform(0.14, 0.25), rng.uniform(0.5, 0.9)
    a, wheel, n = rng.uniform(0.015, 0.03), rng.uniform(0.04, 0.09), int(rng.integers(2, 4))
    x, y = w - a / 2, d - a / 2
    if rng.random() < 0.5:
        for sx, sy in CORNERS:
            made.add("post", slab(span(sx * x, a), span(sy * y, a), (wheel, h)))
    else:
        for s in SIDES:
            made.add(
                "side",
                joined(
                    [
                        *(slab(span(s * x, a), span(q * y, a), (wheel, h)) for q in SIDES),
                        slab(span(s * x, a), (-y + a / 2, y - a / 2), (h - a, h)),
                    ]
                ),
            )
    made.step()
    for z in np.linspace(wheel + 0.02, h - 0.12, n):
        size = (-w + a, w - a), (-d, d)
        made.add("tray", tray(*size, (z, z + 0.07), 0.006) if rng.random() < 0.5 else slab(*size, (z, z + 0.015)))
    made.step()
    for sx, sy in CORNERS:
        made.add("castor", castor(wheel).moved((sx * x, sy * y, 0)))
    if rng.random() < 0.5:
        made.step()
        made.add("handle", cylinder((w, -d, h - 0.03), (w, d, h - 0.03), 0.01, 8))
    return made.kit("Trolley")


def bed(rng: np.random.Generator) -> Kit:
    """Head, foot, sides, slats or a base, legs, a mattress or none."""
    made = Bench()
    w, d = rng.uniform(0.35, 0.9), rng.uniform(0.7, 1.05)  # the head is behind
    h, t, high = rng.uniform(0.2, 0.4), rng.uniform(0.02, 0.05), rng.uniform(0.1, 0.2)
    head, foot = h + rng.uniform(0.2, 0.7), rng.choice([h, h + rng.uniform(0.05, 0.3)])
    open_ = rng.random() < 0.5
    for y, top, name in ((d + t / 2, head, "headboard"), (-d - t / 2, foot, "footboard")):
        if open_:
            posts = [slab(span(s * (w - t / 2), t), span(y, t), (0, top)) for s in SIDES]
            made.add(
                name,
                joined(
                    [
                        *posts,
                        *(
                            slab((-w + t, w - t), span(y, 0.6 * t), (z, z + 0.08))
                            for z in np.linspace(h - high, top - 0.08, 2 + (name == "headboard"))
                        ),
                    ]
                ),
            )
        else:
            made.add(name, slab((-w, w), span(y, t), (rng.choice([0.0, 0.05]), top)))
    made.step()
    for s in SIDES:
        made.add("side rail", slab(span(s * (w - t / 2), t), (-d, d), (h - high, h)))
    made.step()
    if rng.random() < 0.6:
        made.add("beam", slab(span(0, t), (-d, d), (h - high, h - 0.5 * high)))
    if rng.random() < 0.5:
        n = int(rng.integers(4, 8))
        for y in np.linspace(-0.9 * d, 0.9 * d, n):
            made.add("slat", slab((-w + t, w - t), span(y, 0.07), (h - 0.5 * high, h - 0.5 * high + 0.015)))
    else:
        made.add("base", slab((-w + t, w - t), (-d, d), (h - 0.5 * high, h - 0.5 * high + 0.02)))
    if rng.random() < 0.4:
        made.add("mattress", slab((-w + t, w - t), (-d, d), (h - 0.5 * high + 0.02, h + 0.1)))
    return made.kit("Bed")


def lamp(rng: np.random.Generator) -> Kit:
    """Base, stem, shade, and what joins them."""
    made = Bench()
    tall = rng.uniform(0.25, 1.5)
    r = rng.uniform(0.08, 0.16) * (1 + 0.3 * tall)
    t, thick = rng.uniform(0.012, 0.04), rng.uniform(0.006, 0.02)
    if rng.random() < 0.7:
        made.add("base", plate(rounded_rectangle(2 * r, 2 * r, r * rng.choice([1.0, 0.1]), 7), 0, t, 0.003))
        foot = t
    else:
        one = leg((0, -r, 0), (0, -0.01, 0.35 * tall), thick, thick)
        for k in range(3):
            made.add("leg", one.rotated((0, 0, 1), np.pi + k * 2 * np.pi / 3))
        foot = 0.34 * tall
    made.step()
    made.add("stem", cylinder((0, 0, foot), (0, 0, tall), thick, 10))
    made.step()
    r1, r2, high = rng.uniform(0.8, 1.4) * r, rng.uniform(0.4, 1.2) * r, rng.uniform(1.0, 2.0) * r
    if rng.random() < 0.75:
        z = tall - rng.uniform(0.2, 0.8) * high
        made.add("shade", lathe(np.array([(r1, z), (r2, z + high)]), 20))
        if rng.random() < 0.5:
            made.add("bulb", sphere((0, 0, tall + 0.03), 0.03, 10))
    else:
        reach = rng.uniform(0.5, 1.5) * r
        made.add("arm", bar(((0, 0.03, tall), (0, -reach, tall + 0.5 * reach)), thick, thick))
        made.step()
        shade = lathe(np.array([(0.6 * r, 0), (0.2 * r, 0.8 * r)]), 16)
        made.add("shade", shade.moved((0, -reach, tall + 0.5 * reach - 0.8 * r)))
    return made.kit("Lamp")


def panel(rng: np.random.Generator) -> Kit:
    """A mirror, picture, clock, screen or gate: a frame of rails and what is in it; feet."""
    made = Bench()
    w, h, t, a = rng.uniform(0.15, 0.5), rng.uniform(0.3, 1.4), rng.uniform(0.012, 0.03), rng.uniform(0.02, 0.06)
    foot = rng.choice([0.0, rng.uniform(0.03, 0.1)])
    z = (foot, foot + h)
    if rng.random() < 0.5:
        made.add("frame", frame((-w, -t / 2, z[0]), (w, t / 2, z[1]), "y", (-w + a, z[0] + a), (w - a, z[1] - a)))
    else:
        for s in SIDES:
            made.add("post", slab(sorted((s * w, s * (w - a))), span(0, t), z))
        for low in (z[0], z[1] - a):
            made.add("rail", slab((-w + a, w - a), span(0, t), (low, low + a)))
    made.step()
    kind = rng.choice(["sheet", "bars", "slats"])
    if kind == "sheet":
        made.add("panel", slab((-w + a, w - a), span(0, 0.3 * t), (z[0] + a, z[1] - a)))
    else:
        n = int(rng.integers(3, 8))
        for q in np.linspace(0, 1, n + 2)[1:-1]:
            x, level = -w + a + q * 2 * (w - a), z[0] + a + q * (h - 2 * a)
            made.add(
                str(kind)[:-1],
                slab(span(x, 0.02), span(0, 0.5 * t), (z[0] + a, z[1] - a))
                if kind == "bars"
                else slab((-w + a, w - a), span(0, 0.5 * t), span(level, 0.03)),
            )
    if foot:
        made.step()
        for s in SIDES:
            made.add("foot", slab(span(s * (w - a / 2), a), (-0.12, 0.12), (0, foot)))
    return made.kit(str(rng.choice(["Mirror", "Screen", "Gate"])))
