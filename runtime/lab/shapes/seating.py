"""Seats and tables, composed: a surface on supports, with a back and arms or none."""

from __future__ import annotations

import numpy as np

from .dressing import arms_on, back_fill, back_on, surface, tilted_by, tray
from .kits import Bench, Kit
from .rough_kits import bar, level
from .solids import joined, lathe, plate, rounded_rectangle, smooth
from .supports import SIDES, Under, beam, braced, four_legs, leg, loop, slab, span, support, wavy


def seat(rng: np.random.Generator) -> Kit:
    """A chair or stool composed of what there is."""
    made = Bench()
    stool = rng.random() < 0.2
    w, d = rng.uniform(0.16, 0.32), rng.uniform(0.15, 0.28)
    h = rng.uniform(0.3, 0.75) if stool else rng.uniform(0.25, 0.5)
    seat_first = rng.random() < 0.6
    if seat_first:
        top = surface(made, rng, w, d, h, "seat")
        made.step()
        support(made, rng, w * rng.uniform(0.8, 1.0), d * rng.uniform(0.8, 1.0), h)
    else:
        support(made, rng, w, d, h)
        made.step()
        top = surface(made, rng, w, d, h, "seat")
    if not stool:
        back_on(made, rng, w * rng.uniform(0.85, 1.0), d, top, h)
        if rng.random() < 0.2:
            arms_on(made, rng, w, d, top)
    return made.kit(str(rng.choice(["Stool", "Bar stool", "Footstool"])) if stool else "Chair")


def shell_seat(rng: np.random.Generator) -> Kit:
    """Seat and back in one shell, a bucket or a bent sheet, on supports."""
    made = Bench()
    w, d, h = rng.uniform(0.18, 0.3), rng.uniform(0.18, 0.27), rng.uniform(0.3, 0.5)
    tall, lean, t = rng.uniform(0.25, 0.5), rng.uniform(0.05, 0.35), rng.uniform(0.006, 0.03)
    r = 0.08
    path = smooth(
        np.array([(0, -d, h + 0.01), (0, -0.5 * d, h), (0, d - r, h), (0, d, h + r), (0, d + lean * tall, h + tall)]), 5
    )
    shell = (
        [bar(path, 2 * w, t)]
        if rng.random() < 0.6
        else [bar(path, 2 * w, t), *(bar(path[: len(path) * 2 // 3] + (s * w, 0, 0.06), t, 0.12) for s in SIDES)]
    )
    made.add("seat", joined(shell))
    made.step()
    support(made, rng, 0.8 * w, 0.75 * d, h - t / 2)
    if rng.random() < 0.25:
        arms_on(made, rng, w, 0.8 * d, h + t / 2)
    if rng.random() < 0.2:
        made.step()
        made.add("cushion", plate(rounded_rectangle(1.7 * w, 1.5 * d, 0.04, 4), h + t / 2, h + 0.05, 0.01))
    return made.kit("Chair")


def post_seat(rng: np.random.Generator) -> Kit:
    """Rear legs that go on upwards, front legs, rails round about, a seat on them, a back between."""
    made = Bench()
    w, d, h = rng.uniform(0.18, 0.3), rng.uniform(0.17, 0.27), rng.uniform(0.3, 0.5)
    a, tall, lean = rng.uniform(0.02, 0.045), rng.uniform(0.3, 0.55), rng.choice([0.0, rng.uniform(0.03, 0.25)])
    deep = a * rng.uniform(0.8, 1.4)
    x, y = w - a / 2, d - deep / 2
    rear = [
        slab(span(0, a), span(y, deep), (0, h)),
        tilted_by(slab(span(0, a), span(y, deep), (h, h + tall)), lean, y, h),
    ]
    paired = rng.random() < 0.3  # the rear posts and what is between them are one part
    inner = (-x + a / 2, x - a / 2)
    if paired:
        fill = [slab(inner, span(y, 0.5 * a), (z, z + 0.05)) for z in (h + 0.4 * tall, h + 0.9 * tall)]
        whole = [piece.moved((s * x, 0, 0)) for s in SIDES for piece in rear]
        made.add(
            "back frame",
            joined(
                [*whole, *(tilted_by(f, lean, y, h) for f in fill), slab(inner, span(y, 0.5 * a), (h - 0.07, h - 0.02))]
            ),
        )
    else:
        for s in SIDES:
            made.add("back leg", joined(rear).moved((s * x, 0, 0)))
    made.step()
    front = rng.choice([0.0, rng.uniform(0.15, 0.25)])
    if rng.random() < 0.3:
        made.add(
            "front frame",
            joined(
                [
                    *(slab(span(s * x, a), span(-y, a), (0, h + front)) for s in SIDES),
                    slab(inner, span(-y, 0.5 * a), (h - 0.08, h - 0.02)),
                ]
            ),
        )
        rails = []
    else:
        for s in SIDES:
            made.add("front leg", slab(span(s * x, a), span(-y, a), (0, h + front)))
        rails = ["front rail"]
    made.step()
    high, thin = rng.uniform(0.03, 0.08), rng.uniform(0.014, 0.024)
    z = (h - high - 0.01, h - 0.01)
    for name in [*rails, *([] if paired else ["rear rail"])]:
        made.add(name, slab(inner, span(-y if name == "front rail" else y, thin), z))
    for s in SIDES:
        made.add("side rail", slab(span(s * x, thin), (-y + a / 2, y - deep / 2), z))
    if rng.random() < 0.4:
        low = rng.uniform(0.15, 0.5) * h
        for s in SIDES:
            made.add("side stretcher", slab(span(s * x, thin), (-y + a / 2, y - deep / 2), span(low, 0.03)))
        if rng.random() < 0.5:
            made.add("stretcher", slab((-x + thin / 2, x - thin / 2), span(0.0, thin), span(low, 0.03)))
    made.step()
    t, over = rng.uniform(0.012, 0.05), rng.choice([0.0, rng.uniform(0, 0.02)])
    low = h - 0.01
    kind = rng.random()
    if kind < 0.4 and not front:
        made.add("seat", slab((-x + a / 2, x - a / 2), (-d - over, y - deep / 2), (h, h + t)))
    elif kind < 0.8:
        made.add("seat", slab((-x + a / 2, x - a / 2), (-y + a / 2, y - deep / 2), (low - t / 2, low + t / 2)))
    else:
        made.add("seat", wavy((-x + a / 2, x - a / 2), (-y + a / 2, y - deep / 2), low + t, 0.015, t, rng))
    if not paired:
        made.step()
        back_fill(made, rng, x - a / 2, y, (h + 0.03, h + tall), lean, rng.choice([0.0, rng.uniform(0, 0.05)]))
    if front:
        made.step()
        for s in SIDES:
            made.add("armrest", slab(span(s * x, 1.5 * a), (-d, y), (h + front, h + front + 0.02)))
    return made.kit(str(rng.choice(["Chair", "Armchair", "Dining chair"])))


def lounge(rng: np.random.Generator) -> Kit:
    """An armchair or sofa: sides, rails or a box between them, cushions, a back."""
    made = Bench()
    w, d, h = (
        rng.choice([rng.uniform(0.25, 0.4), rng.uniform(0.5, 1.0)]),
        rng.uniform(0.28, 0.42),
        rng.uniform(0.2, 0.4),
    )
    t, arm = rng.uniform(0.02, 0.12), rng.uniform(0.15, 0.3)
    x = w + t / 2
    if rng.random() < 0.5:
        for s in SIDES:
            made.add("arm", slab(span(s * x, t), (-d, d), (0.0, h + arm)))
    else:
        side = loop(d, h + arm, 0.03, min(t, 0.05), rng)
        for s in SIDES:
            made.add("side", side.moved((s * x, 0, 0)))
    made.step()
    if rng.random() < 0.5:
        made.add("base", slab((-w, w), (-d, d), (h - rng.uniform(0.05, 0.2), h)))
    else:
        for y in (-d + 0.02, d - 0.02):
            made.add("rail", slab((-w, w), span(y, 0.025), (h - 0.09, h)))
        made.add(
            "slats", joined([slab((-w, w), span(y, 0.04), (h, h + 0.01)) for y in np.linspace(-0.8 * d, 0.8 * d, 5)])
        )
        h += 0.01
    made.step()
    tall, lean, thick = rng.uniform(0.3, 0.5), rng.uniform(0.0, 0.35), rng.uniform(0.08, 0.16)
    y = d - 0.03
    if rng.random() < 0.6:
        made.add("back", tilted_by(slab((-w, w), span(y, 0.04), (h, h + tall)), lean, y, h))
    n = int(rng.integers(1, 3)) if w > 0.5 else 1
    for a, b in zip(np.linspace(-w, w, n + 1)[:-1], np.linspace(-w, w, n + 1)[1:], strict=True):
        pad = plate(rounded_rectangle(b - a - 0.004, 2 * d - 0.03, 0.05, 4), h, h + thick, 0.02)
        made.add("seat cushion", pad.moved(((a + b) / 2, -0.015, 0)))
    if rng.random() < 0.7:
        for a, b in zip(np.linspace(-w, w, n + 1)[:-1], np.linspace(-w, w, n + 1)[1:], strict=True):
            pad = slab((a + 0.002, b - 0.002), (y - 0.02 - thick, y - 0.02), (h + thick, h + thick + 0.8 * tall))
            made.add("back cushion", tilted_by(pad, lean, y, h))
    return made.kit("Sofa" if w > 0.5 else "Armchair")


def side_seat(rng: np.random.Generator) -> Kit:
    """Two sides of front leg, rear post and rails in one part; rails, seat and back between them."""
    made = Bench()
    w, d, h, tall = rng.uniform(0.18, 0.32), rng.uniform(0.17, 0.28), rng.uniform(0.3, 0.5), rng.uniform(0.3, 0.55)
    a, lean = rng.uniform(0.018, 0.04), rng.choice([0.0, rng.uniform(0.05, 0.3)])
    y, arm = d - a / 2, rng.choice([0.0, rng.uniform(0.15, 0.25)])
    rake = rng.choice([0.0, rng.uniform(0, 0.08)])
    pieces = [
        level(bar(((0, -d - rake + a / 2, 0), (0, -d + a / 2, h + arm)), a, a), 0.0, h + arm),
        level(bar(((0, y + rake, 0), (0, y, h)), a, a), 0.0, h),
        tilted_by(slab(span(0, a), span(y, a), (h, h + tall)), lean, y, h),
        slab(span(0, 0.7 * a), (-d + a, d - a), (h - 0.05, h - 0.01)),
    ]
    if rng.random() < 0.5:
        pieces.append(slab(span(0, 0.7 * a), (-d + a, d - a), (0.3 * h, 0.3 * h + 0.03)))
    if arm:
        pieces.append(slab(span(0, 1.6 * a), (-d - 0.01, y), (h + arm, h + arm + 0.02)))
    for s in SIDES:
        made.add("side", joined(pieces).moved((s * (w + a / 2), 0, 0)))
    made.step()
    beam(made, rng, w, d, h - 0.01)
    made.step()
    if rng.random() < 0.6:
        made.add("seat", slab((-w, w), (-d + rng.choice([0.0, a]), d - a), (h - 0.01, h + rng.uniform(0.005, 0.08))))
    else:
        edges = np.linspace(-d, d - a, int(rng.integers(4, 7)))
        for p, q in zip(edges[:-1], edges[1:], strict=True):
            made.add("seat slat", slab((-w, w), (p + 0.006, q - 0.006), (h - 0.01, h + 0.01)))
    made.step()
    back_fill(made, rng, w, y, (h, h + tall), lean, rng.choice([0.0, rng.uniform(0, 0.05)]))
    return made.kit(str(rng.choice(["Chair", "Armchair"])) if arm else "Chair")


def table(rng: np.random.Generator) -> Kit:
    """A table, desk or bench composed: a surface on supports, perhaps a drawer, a shelf above, a screen."""
    made = Bench()
    kind = rng.choice(["Table", "Side table", "Coffee table", "Desk", "Bench"])
    w, d, h = rng.uniform(0.3, 0.9), rng.uniform(0.2, 0.5), rng.uniform(0.55, 0.8)
    if kind == "Side table":
        w, d, h = rng.uniform(0.15, 0.35), rng.uniform(0.15, 0.3), rng.uniform(0.35, 0.7)
    elif kind == "Coffee table":
        h = rng.uniform(0.3, 0.5)
    elif kind == "Bench":
        w, d, h = rng.uniform(0.35, 0.9), rng.uniform(0.12, 0.25), rng.uniform(0.3, 0.5)
    over = rng.choice([1.0, rng.uniform(0.75, 1.0)])
    first = rng.random() < 0.55
    if first:
        top = surface(made, rng, w, d, h, "seat" if kind == "Bench" else "top")
        made.step()
    under = support(made, rng, over * w, over * d, h)
    if not first:
        made.step()
        top = surface(made, rng, w, d, h, "seat" if kind == "Bench" else "top")
    if kind == "Bench" and rng.random() < 0.3:
        back_on(made, rng, w * 0.95, d, top, h)
    if kind == "Desk" and rng.random() < 0.5:
        made.step()
        t, high, deep = 0.016, rng.uniform(0.15, 0.4), rng.uniform(0.08, 0.2)
        for s in SIDES:
            made.add("upper side", slab(span(s * (w - t / 2), t), (d - deep, d), (top, top + high)))
        made.add("upper shelf", slab((-w, w), (d - deep, d), (top + high, top + high + t)))
    if under.thick and kind != "Bench" and rng.random() < 0.2:
        made.step()
        x = min(0.3, under.x - under.thick)
        made.add("drawer", tray((-x, x), (-under.y + 0.02, 0.8 * under.y), (h - 0.1, h - 0.005), 0.01))
    if kind == "Side table" and rng.random() < 0.15:
        made.step()
        for s in SIDES:
            made.add("edge", slab(span(s * (w - 0.006), 0.012), (-d, d), (top, top + 0.04)))
    return made.kit(str(kind))


def steps(rng: np.random.Generator) -> Kit:
    """A step stool or a short ladder: two sides, treads between them, or a stool with a lower step."""
    made = Bench()
    w, d, h = rng.uniform(0.16, 0.28), rng.uniform(0.15, 0.25), rng.uniform(0.3, 0.9)
    n, t = int(rng.integers(2, 4)), rng.uniform(0.015, 0.03)
    rise = h / n
    pieces = [slab(span(0, t), (-d + 2 * d * k / n, d), (k * rise, (k + 1) * rise - t)) for k in range(n)]
    for s in SIDES:
        made.add("side", joined(pieces).moved((s * (w - t / 2), 0, 0)))
    made.step()
    for k in range(n):
        back = -d + 2 * d * (k + 1) / n
        made.add("step", slab((-w, w), (-d + 2 * d * k / n - 0.01, back), ((k + 1) * rise - t, (k + 1) * rise)))
    if rng.random() < 0.6:
        made.add("back", slab((-w + t, w - t), (d - t, d), (0.3 * h, 0.3 * h + 0.1)))
    return made.kit("Step stool")


def kids_chair(rng: np.random.Generator) -> Kit:
    """A high chair or a small chair: box seat with sides and back as boards, on legs; a tray."""
    made = Bench()
    w, d, h = rng.uniform(0.14, 0.22), rng.uniform(0.14, 0.2), rng.uniform(0.2, 0.6)
    t, tall = rng.uniform(0.01, 0.02), rng.uniform(0.18, 0.3)
    made.add("seat", slab((-w, w), (-d, d), (h, h + t)))
    made.step()
    under = four_legs(made, rng, w, d, h)
    if under.thick:
        braced(made, rng, Under(under.x, under.y, under.thick, h))
    made.step()
    for s in SIDES:
        made.add("side", slab(span(s * (w - t / 2), t), (-d, d - t), (h + t, h + t + 0.6 * tall)))
    made.add("back", slab((-w, w), (d - t, d), (h + t, h + t + tall)))
    if rng.random() < 0.5:
        made.step()
        z = h + t + 0.6 * tall
        made.add("tray", plate(rounded_rectangle(2.2 * w, 1.2 * d, 0.03, 4), z, z + 0.02).moved((0, -d, 0)))
    return made.kit("High chair" if h > 0.4 else "Chair")


def lathe_stool(rng: np.random.Generator) -> Kit:
    """A round stool or table: discs and rings on posts."""
    made = Bench()
    r, h, t = rng.uniform(0.15, 0.4), rng.uniform(0.3, 0.7), rng.uniform(0.012, 0.035)
    n = int(rng.choice([3, 4]))
    made.add("top", plate(rounded_rectangle(2 * r, 2 * r, r, 8), h, h + t))
    made.step()
    thick = rng.uniform(0.015, 0.035)
    at = 0.8 * r
    out = rng.choice([0.0, rng.uniform(0, 0.3) * r])
    one = leg((0, -at - out, 0), (0, -at, h), thick, thick, 1.0, 12)
    start = np.pi / 4 if n == 4 else np.pi
    for k in range(n):
        made.add("leg", one.rotated((0, 0, 1), start + 2 * np.pi * k / n))
    if rng.random() < 0.5:
        made.step()
        z = rng.uniform(0.2, 0.5) * h
        ring = at + out * (1 - z / h)
        if rng.random() < 0.5:
            made.add(
                "ring",
                lathe(
                    np.array(
                        [(ring - 0.01, z), (ring, z), (ring, z + 0.015), (ring - 0.01, z + 0.015), (ring - 0.01, z)]
                    ),
                    24,
                ),
            )
        else:
            made.add("shelf", plate(rounded_rectangle(2 * ring, 2 * ring, ring, 8), z, z + 0.012))
    return made.kit(str(rng.choice(["Stool", "Side table"])))
