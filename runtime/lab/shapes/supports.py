"""What furniture stands on, in parts as flat-pack makers cut it: legs, frames, panels, columns, what braces them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .kits import Bench
from .rough_kits import bar, level, sheet
from .solids import Mesh, box, cylinder, joined, lathe, plate, prism, rounded_rectangle, smooth

CORNERS = ((-1, -1), (1, -1), (1, 1), (-1, 1))
SIDES = (-1, 1)


@dataclass(frozen=True)
class Under:
    """Where the posts below a surface stand: at (±x, ±y), so thick; 0 thick where there are none to brace. below: the
    height of what lies on them."""

    x: float
    y: float
    thick: float
    below: float


def slab(x, y, z) -> Mesh:
    """A box from three (2,) ranges."""
    return box((x[0], y[0], z[0]), (x[1], y[1], z[1]))


def span(at: float, size: float) -> tuple[float, float]:
    """The range of such a size about a place."""
    return at - size / 2, at + size / 2


def leg(foot, head, thick: float, deep: float, taper: float = 1.0, sides: int = 4, bow=(0.0, 0.0)) -> Mesh:
    """From foot to head, level at both ends, `taper` times as thick at its foot, bowed by so much."""
    foot, head = np.asarray(foot, float), np.asarray(head, float)
    if sides == 4 and np.abs((head - foot)[:2]).max() < 1e-9 and taper == 1.0 and not np.any(bow):
        return box((*(foot[:2] - (thick / 2, deep / 2)), foot[2]), (*(foot[:2] + (thick / 2, deep / 2)), head[2]))
    along = (head - foot) / np.linalg.norm(head - foot)
    middle = (foot + head) / 2 + (*bow, 0.0)
    path = smooth(np.array([foot - 0.3 * thick * along, middle, head + 0.3 * thick * along]), 6 if np.any(bow) else 1)
    return level(bar(path[::-1], thick, deep, sides, taper), foot[2], head[2])


def turned_leg(height: float, thick: float, rng: np.random.Generator) -> Mesh:
    """A leg from the lathe."""
    n = int(rng.integers(4, 8))
    radius = thick / 2 * np.r_[rng.uniform(0.5, 1, n - 1), 1.0]
    z = np.linspace(0, height, n)
    profile = np.concatenate([[(0, 0)], np.c_[radius, z], [(0, height)]])
    return lathe(profile, 12)


def four_legs(made: Bench, rng: np.random.Generator, w: float, d: float, top: float, name: str = "leg") -> Under:
    """Four legs below a surface of half sizes w, d."""
    thick = rng.uniform(0.02, 0.07) * min(1.0, 0.4 + top)
    deep = thick * rng.choice([1.0, 1.0, rng.uniform(0.4, 1.6)])
    inset = rng.choice([0.0, rng.uniform(0.0, 0.06), 0.15 * min(w, d)])
    x, y = w - inset - thick / 2, d - inset - deep / 2
    style = rng.choice(["plain", "plain", "taper", "round", "splay", "splay", "bow", "lathe", "angle"])
    splay = np.array([rng.uniform(0.0, 0.14), rng.uniform(0.0, 0.14)]) * top if style in ("splay", "bow") else (0, 0)
    if style == "splay" and rng.random() < 0.5:
        splay = np.full(2, splay.mean())
    taper = rng.uniform(0.45, 0.9) if style in ("taper", "splay", "round") and rng.random() < 0.7 else 1.0
    sides = 12 if style == "round" or (style == "splay" and rng.random() < 0.5) else 4
    bow = rng.uniform(-0.05, 0.05) if style == "bow" else 0.0
    turned = sides == 12 or thick == deep
    lathed = turned_leg(top, thick, rng)
    for sx, sy in CORNERS:
        if style == "lathe":
            made.add(name, lathed.moved((sx * x, sy * y, 0)))
        elif style == "angle":  # of two boards at a corner
            thin = 0.2 * thick
            one = joined([slab((0, thick), (0, thin), (0, top)), slab((0, thin), (thin, thick), (0, top))])
            angle = {(-1, -1): 0, (1, -1): np.pi / 2, (1, 1): np.pi, (-1, 1): -np.pi / 2}[sx, sy]
            made.add(name, one.rotated((0, 0, 1), angle).moved((sx * (x + thick / 2), sy * (y + thick / 2), 0)))
        elif turned and splay[0] == splay[1]:
            one = leg((splay[0], splay[1], 0), (0, 0, top), thick, deep, taper, sides, (bow, bow))
            angle = {(1, 1): 0, (-1, 1): np.pi / 2, (-1, -1): np.pi, (1, -1): -np.pi / 2}[sx, sy]
            made.add(name, one.rotated((0, 0, 1), angle).moved((sx * x, sy * y, 0)))
        else:
            one = leg((splay[0], splay[1], 0), (0, 0, top), thick, deep, taper, sides, (bow, 0))
            made.add(name, one.transformed(np.diag([float(sx), float(sy), 1.0])).moved((sx * x, sy * y, 0)))
    braced = style in ("plain", "taper", "round") and taper > 0.6
    return Under(x, y, max(thick, deep) if braced else 0.0, top)


def three_legs(made: Bench, rng: np.random.Generator, w: float, d: float, top: float) -> Under:
    """Three legs in a ring."""
    thick, out, r = rng.uniform(0.02, 0.05), rng.uniform(0.0, 0.12), 0.65 * min(w, d)
    one = leg((0, -r - out, 0), (0, -r, top), thick, thick, rng.uniform(0.5, 1.0), 12)
    for k in range(3):
        made.add("leg", one.rotated((0, 0, 1), k * 2 * np.pi / 3 + np.pi))
    return Under(0, 0, 0, top)


def loop(depth: float, top: float, a: float, wide: float, rng: np.random.Generator) -> Mesh:
    """A side frame in the plane across x, about x = 0: a box loop, an A, a T, an H, an X, a U or a sledge."""
    d, kind = depth, rng.choice(["loop", "loop", "A", "H", "U", "sledge", "X", "T", "bent"])
    x = (-wide / 2, wide / 2)
    posts = [slab(x, (-d, -d + a), (0, top)), slab(x, (d - a, d), (0, top))]
    inner = (-d + a, d - a)
    if kind == "loop":
        return joined([*posts, slab(x, inner, (top - a, top)), slab(x, inner, (0, a))])
    if kind == "H":
        z = rng.uniform(0.1, 0.4) * top
        return joined([*posts, slab(x, inner, (top - a, top)), slab(x, inner, (z, z + a))])
    if kind == "U":
        return joined([*posts, slab(x, inner, (top - a, top))])
    if kind == "sledge":
        return joined([*posts, slab(x, inner, (0, a))])
    if kind == "T":
        return joined(
            [slab(x, (-a, a), (a, top - a)), slab(x, (-0.6 * d, 0.6 * d), (top - a, top)), slab(x, (-d, d), (0, a))]
        )
    if kind == "bent":
        r = min(0.3 * top, 0.3 * d)
        path = smooth(
            np.array(
                [
                    (0, -d, 0),
                    (0, -d, top - r - a),
                    (0, -d + r, top - a / 2),
                    (0, d - r, top - a / 2),
                    (0, d, top - r - a),
                    (0, d, 0),
                ]
            ),
            4,
        )
        return level(bar(path, wide, a), 0.0, top)
    lean = 0.5 * d if kind == "A" else -d + a
    bars = [bar(((0, s * d, 0), (0, s * (d - lean), top)), wide, a) for s in SIDES]
    if kind == "A":
        z = 0.35 * top
        bars.append(slab(x, (-d + lean * 0.3, d - lean * 0.3), (z, z + a)))
    return joined([level(one, 0.0, top) for one in bars])


def side_frames(made: Bench, rng: np.random.Generator, w: float, d: float, top: float) -> Under:
    """Two frames left and right, or one before and one behind."""
    a, wide = rng.uniform(0.018, 0.045), rng.uniform(0.018, 0.05)
    along = rng.random() < 0.2
    depth, aside = (w, d) if along else (d, w)
    one = loop(depth - rng.uniform(0, 0.1) * depth, top, a, wide, rng)
    x = aside * rng.uniform(0.55, 0.97) - wide / 2
    name = str(rng.choice(["leg frame", "side frame", "leg", "trestle"]))
    for s in SIDES:
        mesh = one.moved((s * x, 0, 0))
        made.add(name, mesh.rotated((0, 0, 1), np.pi / 2) if along else mesh)
    if not along and rng.random() < 0.6:
        made.step()
        beam(made, rng, x - wide / 2, d, top)
    return Under(x, 0.8 * d, 0.0, top)


def beam(made: Bench, rng: np.random.Generator, x: float, d: float, top: float) -> None:
    """One or two beams between sides whose inner faces are at ±x."""
    high, thin = rng.uniform(0.03, 0.12), rng.uniform(0.015, 0.03)
    z = rng.choice([top, top - rng.uniform(0, 0.3) * top])
    ys = [rng.choice([0.0, 0.7 * d])] if rng.random() < 0.5 else [-0.6 * d, 0.6 * d]
    for y in ys:
        made.add("beam" if len(ys) == 1 else "rail", slab((-x, x), span(y, thin), (max(z - high, 0), z)))


def panels(made: Bench, rng: np.random.Generator, w: float, d: float, top: float) -> Under:
    """Two boards as sides, a board between them behind or in the middle."""
    t, deep = rng.uniform(0.015, 0.04), d * rng.uniform(0.7, 1.0)
    x = w - t / 2 - rng.choice([0.0, rng.uniform(0, 0.3) * w])
    cut = rng.random() < 0.25
    for s in SIDES:
        if cut:  # an arch below
            a = rng.uniform(0.15, 0.4) * deep
            mesh = joined(
                [
                    slab(span(s * x, t), (-deep, -a), (0, top)),
                    slab(span(s * x, t), (a, deep), (0, top)),
                    slab(span(s * x, t), (-a, a), (0.25 * top, top)),
                ]
            )
        else:
            mesh = slab(span(s * x, t), (-deep, deep), (0, top))
        made.add("side", mesh)
    if rng.random() < 0.75:
        made.step()
        y = rng.choice([0.0, deep - t / 2, rng.uniform(0, 0.8) * deep])
        low = rng.choice([0.0, rng.uniform(0.2, 0.7) * top])
        made.add("back" if y > 0 else "brace", slab((-x + t / 2, x - t / 2), span(y, 0.8 * t), (low, top)))
    return Under(x, deep, 0.0, top)


def column(made: Bench, rng: np.random.Generator, w: float, d: float, top: float) -> Under:
    """One column on a disc, a plate or a cross of feet."""
    r, t = min(w, d) * rng.uniform(0.45, 0.85), rng.uniform(0.015, 0.04)
    thick = rng.uniform(0.03, 0.09)
    plated = rng.random() < 0.5
    head = top - 0.01 if plated else top
    kind = rng.choice(["disc", "plate", "cross", "feet"])
    if kind == "cross":
        made.add("foot", joined([slab((-r, r), span(0, 0.06), (0, t)), slab(span(0, 0.06), (-r, r), (0, t))]))
    elif kind == "feet":
        n = int(rng.choice([3, 4, 5]))
        one = bar(((0, -0.4 * thick, 0.1), (0, -r, 0.02)), 0.03, 0.04, 4, 0.7)
        for k in range(n):
            made.add("foot", one.rotated((0, 0, 1), np.pi + 2 * np.pi * k / n))
    else:
        outline = rounded_rectangle(2 * r, 2 * r, r if kind == "disc" else 0.02, 6)
        made.add("base", plate(outline, 0, t, rng.choice([0.0, 0.004])))
    foot = 0.08 if kind == "feet" else t
    made.step()
    turned = rng.random() < 0.6
    post = (
        cylinder((0, 0, foot), (0, 0, head), thick / 2, 16)
        if turned
        else slab(span(0, thick), span(0, thick), (foot, head))
    )
    made.add("column", post)
    if plated:
        made.step()
        made.add("plate", plate(rounded_rectangle(1.1 * r, 1.1 * r, 0.01, 3), head, top))
    return Under(0, 0, 0, top)


def one_frame(made: Bench, rng: np.random.Generator, w: float, d: float, top: float) -> Under:
    """All legs and what joins them in one part."""
    a = rng.uniform(0.02, 0.05)
    x, y = w * rng.uniform(0.8, 1.0) - a / 2, d * rng.uniform(0.8, 1.0) - a / 2
    posts = [slab(span(sx * x, a), span(sy * y, a), (0, top)) for sx, sy in CORNERS]
    high = rng.uniform(0.02, 0.08)
    rails = [slab((-x, x), span(s * y, 0.6 * a), (top - high, top)) for s in SIDES]
    rails += [slab(span(s * x, 0.6 * a), (-y, y), (top - high, top)) for s in SIDES]
    if rng.random() < 0.4:
        z = rng.uniform(0.1, 0.4) * top
        rails += [slab(span(s * x, 0.6 * a), (-y, y), (z, z + 0.6 * a)) for s in SIDES]
    made.add("frame", joined([*posts, *rails]))
    return Under(x, y, 0.0, top)


def crossed(made: Bench, rng: np.random.Generator, w: float, d: float, top: float) -> Under:
    """Legs that cross, folding or fixed, and rods between them."""
    a, x = rng.uniform(0.015, 0.03), 0.8 * w
    reach = d * rng.uniform(0.6, 0.95)
    for s in SIDES:
        for side, in_ in ((1, 0.0), (-1, a)):
            one = level(bar(((0, -side * reach, 0), (0, side * reach, top)), a, 1.4 * a), 0.0, top)
            made.add("leg" if side > 0 else "inner leg", one.moved((s * (x - in_), 0, 0)))
    if rng.random() < 0.7:
        made.step()
        for s in SIDES:
            y = s * reach * 0.85
            z = top * (y / reach + 1) / 2 if rng.random() < 0.5 else 0.075 * top
            made.add("rod", cylinder((-x + a / 2, y, z), (x - a / 2, y, z), 0.3 * a, 8))
    return Under(x, reach, 0.0, top)


def half_frames(made: Bench, rng: np.random.Generator, w: float, d: float, top: float) -> Under:
    """A frame before and one behind, of two legs and a rail, and rails between them."""
    a, high = rng.uniform(0.02, 0.045), rng.uniform(0.03, 0.08)
    x, y = w - a / 2 - rng.uniform(0, 0.1) * w, d - a / 2
    low = rng.uniform(0.15, 0.4) * top
    stretcher = rng.random() < 0.4
    for s, name in ((-1, "front frame"), (1, "rear frame")):
        pieces = [slab(span(sx * x, a), span(s * y, a), (0, top)) for sx in SIDES]
        pieces.append(slab((-x + a / 2, x - a / 2), span(s * y, 0.5 * a), (top - high, top)))
        if stretcher:
            pieces.append(slab((-x + a / 2, x - a / 2), span(s * y, 0.5 * a), (low, low + 0.6 * a)))
        made.add(name, joined(pieces))
    made.step()
    for s in SIDES:
        made.add("side rail", slab(span(s * x, 0.5 * a), (-y + a / 2, y - a / 2), (top - high, top)))
    return Under(x, y, 0.0, top)


def plinth(made: Bench, rng: np.random.Generator, w: float, d: float, top: float) -> Under:
    """Boards as a closed box below."""
    t, x, y = rng.uniform(0.012, 0.03), 0.9 * w, 0.9 * d
    for s in SIDES:
        made.add("side", slab(span(s * (x - t / 2), t), (-y, y), (0, top)))
    made.step()
    for s, name in ((-1, "front"), (1, "back")):
        if s > 0 or rng.random() < 0.6:
            made.add(name, slab((-x + t, x - t), span(s * (y - t / 2), t), (0, top)))
    return Under(x, y, 0.0, top)


SUPPORTS = (four_legs, three_legs, side_frames, panels, column, one_frame, crossed, half_frames, plinth)
SHARES = np.array((0.44, 0.03, 0.12, 0.09, 0.07, 0.07, 0.05, 0.09, 0.04))


def support(made: Bench, rng: np.random.Generator, w: float, d: float, top: float, braces: bool = True) -> Under:
    """What a surface of half sizes w, d stands on, whose underside is at `top`; perhaps braced."""
    under = SUPPORTS[int(rng.choice(len(SUPPORTS), p=SHARES / SHARES.sum()))](made, rng, w, d, top)
    if braces and under.thick:
        braced(made, rng, under)
    return under


def braced(made: Bench, rng: np.random.Generator, under: Under) -> None:
    """Rails, stretchers, a shelf or brackets between posts."""
    x, y, t, top = under.x, under.y, under.thick, under.below
    kinds = [
        kind
        for kind, chance in (
            ("aprons", 0.45),
            ("low", 0.25),
            ("H", 0.12),
            ("shelf", 0.15),
            ("two", 0.15),
            ("bracket", 0.06),
        )
        if rng.random() < chance
    ]
    thin = min(rng.uniform(0.012, 0.022), t)
    inner = (-x + t / 2, x - t / 2), (-y + t / 2, y - t / 2)
    out = rng.choice([0.0, t / 2 - thin / 2])
    if "aprons" in kinds or "two" in kinds:
        made.step()
        high, drop = rng.uniform(0.03, 0.11), rng.choice([0.0, 0.0, rng.uniform(0, 0.05)])
        z = (top - drop - high, top - drop)
        if "aprons" in kinds or rng.random() < 0.5:
            for s in SIDES:
                made.add("rail", slab(inner[0], span(s * (y + out), thin), z))
        if "aprons" in kinds or rng.random() < 0.5:
            for s in SIDES:
                made.add("side rail", slab(span(s * (x + out), thin), inner[1], z))
    low = rng.uniform(0.12, 0.4) * top
    if "low" in kinds:
        made.step()
        which = int(rng.integers(3))
        for s in SIDES:
            if which != 1:
                made.add("side stretcher", slab(span(s * x, thin), inner[1], (low, low + 1.5 * thin)))
        for s in SIDES[: int(rng.integers(1, 3))]:
            if which:
                z = low + rng.choice([0.0, 0.06])
                made.add("stretcher", slab(inner[0], span(s * y, thin), (z, z + 1.5 * thin)))
    elif "H" in kinds:
        made.step()
        for s in SIDES:
            made.add("side stretcher", slab(span(s * x, thin), inner[1], (low, low + 2 * thin)))
        made.add("stretcher", slab((-x + thin / 2, x - thin / 2), span(0, thin), (low, low + 2 * thin)))
    elif "shelf" in kinds:
        made.step()
        wide = (-x, x) if rng.random() < 0.5 else inner[0]
        made.add("shelf", slab(wide, inner[1] if wide == inner[0] else (-y, y), span(low, thin)))
    if "bracket" in kinds and not {"aprons", "two"} & set(kinds):
        made.step()
        size = rng.uniform(0.04, 0.1)
        for sx, sy in CORNERS:
            mesh = prism(np.array([(0, 0), (0, -size), (size, 0)])[::-1], "y", -0.008, 0.008)
            mesh = mesh if sx < 0 else mesh.rotated((0, 0, 1), np.pi)
            made.add("bracket", mesh.moved((sx * (x - t / 2), sy * y, top)))


def wavy(x, y, z: float, sag: float, thick: float, rng: np.random.Generator) -> Mesh:
    """A seat bent downwards in the middle, its edge at z."""
    kind = int(rng.integers(3))
    shapes = (
        lambda u, v: z - sag * (1 - u**2),
        lambda u, v: z - sag * (1 - v**2),
        lambda u, v: z - sag * np.clip(1 - u**2 - 0.5 * v**2, 0, 1),
    )
    return sheet(x, y, shapes[kind], thick)
