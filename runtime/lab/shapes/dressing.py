"""What furniture is dressed with: surfaces, backs and arms, in one part or several; drawers."""

from __future__ import annotations

import numpy as np

from .kits import Bench
from .rough_kits import bar, level, sheet
from .solids import Mesh, cylinder, joined, plate, rounded_rectangle, smooth
from .supports import SIDES, leg, slab, span, wavy


def tilted_by(mesh: Mesh, lean: float, y: float, z: float) -> Mesh:
    """Leaning back about a line from left to right."""
    return mesh.rotated((1, 0, 0), -lean, (0, y, z))


def surface(made: Bench, rng: np.random.Generator, w: float, d: float, low: float, name: str) -> float:
    """A surface whose underside is at `low`, in one part or several; the height of its upper side."""
    t = rng.uniform(0.012, 0.05)
    kind = rng.choice(["board", "board", "round", "disc", "halves", "slats", "framed", "wavy", "cushion"])
    if kind == "board":
        made.add(name, slab((-w, w), (-d, d), (low, low + t)))
    elif kind in ("round", "disc"):
        radius = min(w, d) * (1.0 if kind == "disc" else rng.uniform(0.1, 0.7))
        made.add(name, plate(rounded_rectangle(2 * w, 2 * d, radius, 6), low, low + t, rng.choice([0.0, 0.005])))
    elif kind == "halves":
        gap = rng.choice([0.0, 0.004])
        for s in SIDES:
            made.add(name, slab(sorted((s * gap, s * w)), (-d, d), (low, low + t)))
    elif kind == "slats":
        n, along = int(rng.integers(3, 8)), rng.random() < 0.6
        edges, gap = np.linspace(-d if along else -w, d if along else w, n + 1), rng.uniform(0.003, 0.02)
        whole = [
            slab((-w, w), (a + gap, b - gap), (low, low + t))
            if along
            else slab((a + gap, b - gap), (-d, d), (low, low + t))
            for a, b in zip(edges[:-1], edges[1:], strict=True)
        ]
        if rng.random() < 0.45:
            cross = (
                slab(span(0.0, 0.04), (-d, d), (low - 0.012, low))
                if along
                else slab((-w, w), span(0.0, 0.04), (low - 0.012, low))
            )
            made.add(name, joined([*whole, cross]))
        else:
            for mesh in whole:
                made.add("slat", mesh)
    elif kind == "framed":
        a = rng.uniform(0.03, 0.07)
        rim = [slab((-w, w), sorted((s * d, s * (d - a))), (low, low + t)) for s in SIDES]
        rim += [slab(sorted((s * w, s * (w - a))), (-d + a, d - a), (low, low + t)) for s in SIDES]
        if rng.random() < 0.5:
            made.add(f"{name} frame", joined(rim))
        else:
            for mesh in rim:
                made.add("frame rail", mesh)
        made.add(f"{name} panel", slab((-w + a, w - a), (-d + a, d - a), (low, low + 0.7 * t)))
    elif kind == "wavy":
        t = rng.choice([0.0, rng.uniform(0.008, 0.03)])
        made.add(name, wavy((-w, w), (-d, d), low + t, rng.uniform(0.0, 0.025), t, rng))
    else:
        made.add(name, slab((-w, w), (-d, d), (low, low + t)))
        thick = rng.uniform(0.03, 0.12)
        made.add("cushion", plate(rounded_rectangle(1.98 * w, 1.98 * d, 0.04, 4), low + t, low + t + thick, 0.015))
        t += thick
    return low + t


def back_fill(made: Bench, rng: np.random.Generator, w: float, y: float, z, lean: float, bow: float) -> None:
    """What is between two posts whose inner faces are at ±w, leaning about (y, z[0])."""
    low, high = z
    tall, thick = high - low, rng.uniform(0.01, 0.03)
    kind = rng.choice(["board", "slats", "bars", "one", "pad", "cross"])

    def strip(a: float, b: float) -> Mesh:
        if bow:
            path = smooth(np.array([(-w - 0.004, 0, 0), (0, bow, 0), (w + 0.004, 0, 0)]), 5)
            return bar(path, b - a, thick).moved((0, y, (a + b) / 2))
        return slab((-w, w), span(y, thick), (a, b))

    if kind == "board":
        a = low + tall * rng.uniform(0.0, 0.6)
        found = [("back", [strip(a, high - rng.uniform(0, 0.1) * tall)])]
    elif kind == "pad":
        a = low + tall * rng.uniform(0.0, 0.4)
        deep = rng.uniform(0.03, 0.1)
        found = [("back cushion", [slab((-w, w), span(y - deep / 3, deep), (a, high))])]
    elif kind == "slats":
        n, size = int(rng.integers(2, 6)), rng.uniform(0.1, 0.2) * tall
        found = [("back slat", [strip(a, a + size)]) for a in np.linspace(low + 0.25 * tall, high - size, n)]
    elif kind == "cross":
        ends = ((-w, low + 0.1 * tall), (w, high - 0.05 * tall))
        one = level(bar(((ends[0][0], y, ends[0][1]), (ends[1][0], y, ends[1][1])), 0.02, 0.02), low, high)
        found = [
            ("rail", [slab((-w, w), span(y, thick), (high - 0.05 * tall, high))]),
            ("cross bar", [one]),
            ("cross bar", [one.transformed(np.diag([-1.0, 1.0, 1.0]))]),
        ]
    else:
        n = int(rng.integers(3, 8))
        size = 0.08 * tall
        z0, z1 = low + rng.uniform(0.05, 0.3) * tall, high
        rails = [slab((-w, w), span(y, thick), (a, a + size)) for a in (z0, z1 - size)]
        xs = np.linspace(-w, w, n + 2)[1:-1]
        wide = rng.uniform(0.01, 0.04)
        bars = [slab(span(x, wide), span(y, 0.6 * thick), (z0 + size, z1 - size)) for x in xs]
        if kind == "one":
            found = [("back", [*rails, *bars])]
        else:
            found = [("back rail", [r]) for r in rails] + [("bar", [b]) for b in bars]
    for name, meshes in found:
        made.add(name, tilted_by(joined(meshes), lean, y, low))


def back_on(made: Bench, rng: np.random.Generator, w: float, d: float, top: float, under: float) -> None:
    """A back put to a seat whose upper side is at `top` and underside at `under`."""
    tall, lean = rng.uniform(0.25, 0.6), rng.choice([0.0, rng.uniform(0.03, 0.3)])
    kind = rng.choice(["posts", "posts", "board", "frame", "shell", "struts", "hoop"])
    made.step()
    if kind == "posts":
        p = rng.uniform(0.015, 0.04)
        deep = p * rng.uniform(0.7, 1.5)
        outside = rng.random() < 0.4
        y = d + deep / 2 if outside else d - deep / 2 - rng.choice([0.0, 0.02])
        z = under if outside else top
        x = w * rng.uniform(0.75, 1.0) - p / 2
        for s in SIDES:
            made.add("post", tilted_by(slab(span(s * x, p), span(y, deep), (z, top + tall)), lean, y, top))
        made.step()
        back_fill(made, rng, x - p / 2, y, (top, top + tall), lean, rng.choice([0.0, rng.uniform(0, 0.05)]))
    elif kind == "board":
        t = rng.uniform(0.01, 0.03)
        low = rng.choice([under, top])
        y = d + t / 2 if low == under else d - t / 2
        made.add("back", tilted_by(slab((-w, w), span(y, t), (low, top + tall)), lean, y, top))
    elif kind == "frame":
        a, y = rng.uniform(0.02, 0.04), d - 0.02
        pieces = [slab(sorted((s * w, s * (w - a))), span(y, a), (top, top + tall)) for s in SIDES]
        pieces += [slab((-w + a, w - a), span(y, a), (z, z + a)) for z in (top + tall - a, top + 0.3 * tall)]
        pieces += [
            slab(span(x, 0.5 * a), span(y, 0.5 * a), (top + 0.3 * tall + a, top + tall - a))
            for x in np.linspace(-w, w, int(rng.integers(3, 7)))[1:-1]
        ]
        made.add("backrest", tilted_by(joined(pieces), lean, y, top))
    elif kind == "shell":
        bow, t = rng.uniform(0.0, 0.06), rng.choice([0.0, rng.uniform(0.006, 0.02)])
        high = rng.uniform(0.4, 1.0) * tall
        back = sheet((-w, w), (-high / 2, high / 2), lambda u, v: -bow * (1 - u**2), t)
        back = tilted_by(back.rotated((1, 0, 0), np.pi / 2), lean, 0, 0)
        lift = rng.choice([0.0, rng.uniform(0.02, 0.15)])
        y = d - 0.01 - back.vertices[:, 1].min()
        if lift:
            for s in SIDES:
                made.add(
                    "support",
                    leg(
                        (s * 0.7 * w, d - 0.02, top - 0.01),
                        (s * 0.7 * w, d - 0.01 + lean * lift, top + lift + 0.6 * high),
                        0.025,
                        0.012,
                    ),
                )
            made.step()
        made.add("back", back.moved((0, y, top + lift - back.vertices[:, 2].min())))
    elif kind == "struts":
        n = int(rng.integers(3, 7))
        y, tip = d - 0.03, d - 0.03 + np.tan(lean) * tall
        for x in np.linspace(-0.85 * w, 0.85 * w, n):
            made.add("spindle", cylinder((x, y, top), (1.05 * x, tip, top + tall), 0.008, 8))
        made.step()
        path = smooth(np.array([(-w, 0, 0), (0, rng.uniform(0, 0.06), 0), (w, 0, 0)]), 5)
        made.add("top rail", bar(path, 0.07, 0.02).moved((0, tip, top + tall + 0.025)))
    else:
        r = 0.5 * w
        path = smooth(
            np.array([(-w, 0, 0), (-w, 0, tall - r), (-w + r, 0, tall), (w - r, 0, tall), (w, 0, tall - r), (w, 0, 0)]),
            5,
        )
        y = d - 0.02
        made.add("hoop", tilted_by(bar(path * (0.93, 1, 1), 0.022, 0.022, 8).moved((0, y, top)), lean, y, top))
        made.step()
        for z in (0.35, 0.6)[: int(rng.integers(1, 3))]:
            mesh = slab((-0.92 * w, 0.92 * w), span(y, 0.012), (top + z * tall, top + z * tall + 0.1))
            made.add("back slat", tilted_by(mesh, lean, y, top))


def arms_on(made: Bench, rng: np.random.Generator, w: float, d: float, top: float) -> None:
    """Arms beside or on a seat."""
    made.step()
    high, wide = rng.uniform(0.16, 0.26), rng.uniform(0.03, 0.07)
    kind = rng.choice(["loop", "board", "panel"])
    x = w - wide / 2
    for s in SIDES:
        if kind == "loop":
            a = 0.02
            made.add(
                "arm",
                joined(
                    [
                        slab(span(s * x, a), (-0.7 * d, -0.7 * d + a), (top, top + high)),
                        slab(span(s * x, a), (0.5 * d, 0.5 * d + a), (top, top + high)),
                        slab(span(s * x, wide), (-0.85 * d, 0.8 * d), (top + high, top + high + a)),
                    ]
                ),
            )
        elif kind == "panel":
            made.add("arm", slab(span(s * (w + 0.012), 0.024), (-d, d), (top - 0.1, top + high)))
        else:
            made.add("arm support", slab(span(s * x, 0.03), span(-0.7 * d, 0.03), (top, top + high)))
    if kind == "board":
        made.step()
        for s in SIDES:
            made.add("armrest", slab(span(s * x, wide), (-0.8 * d, d), (top + high, top + high + 0.02)))


def tray(x, y, z, t: float) -> Mesh:
    """A drawer in one part, open above."""
    return joined(
        [
            slab(x, y, (z[0], z[0] + t)),
            slab((x[0], x[0] + t), y, (z[0] + t, z[1])),
            slab((x[1] - t, x[1]), y, (z[0] + t, z[1])),
            slab((x[0] + t, x[1] - t), (y[0], y[0] + t), (z[0] + t, z[1])),
            slab((x[0] + t, x[1] - t), (y[1] - t, y[1]), (z[0] + t, z[1])),
        ]
    )
