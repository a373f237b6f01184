"""Windows: sliding and hung sashes, casements, awnings, hoppers, pivots, with fixed lights, sills and shutters."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, frame
from ._handles import HandleStyle, handle, handle_style
from ._panels import PanelStyle, panel, panel_style
from ._pose import left_open

_PLANS = {"slide": 0.45, "hung": 0.15, "casement": 0.22, "awning": 0.1, "pivot": 0.05, "shutter": 0.03}


def make(rng: np.random.Generator) -> Shape:
    plan = str(rng.choice(list(_PLANS), p=list(_PLANS.values())))
    width, height = rng.uniform(0.5, 2.4), rng.uniform(0.5, 2.2)
    if plan in ("hung", "awning"):
        width = min(width, 1.3 * height)
    deep, jamb = rng.uniform(0.04, 0.2), rng.uniform(0.02, 0.12)
    b = Builder("window")
    body = b.part("frame")
    low, high = np.array([0, 0, 0.0]), np.array([width, deep, height])
    b.add(body, frame(low, high, "y", (jamb, jamb), (width - jamb, height - jamb)))
    b.add(body, *_surround(rng, width, height, deep))
    style = panel_style(rng, ("glass",))
    handles = handle_style(rng, ("lever", "bar", "bow", "knob", "none", "slab", "square_bar"), 0.9)
    cell = (jamb, width - jamb, jamb, height - jamb)
    cell, fixed = _fixed_light(rng, cell, 0.5 * jamb)
    if fixed:
        b.add(body, *panel(style, (fixed[0], 0.35 * deep, fixed[2]), (fixed[1], 0.65 * deep, fixed[3])))
    build = {"slide": _sliding, "hung": _hung, "pivot": _pivot}.get(plan)
    if build:
        build(rng, b, body, style, handles, cell, deep)
    else:
        _swinging(rng, b, body, plan, style, handles, cell, deep)
    return left_open(rng, b.finish(), chance=0.12)


def _surround(rng: np.random.Generator, width: float, height: float, deep: float) -> list[Mesh]:
    """Sill, casing or a piece of wall around the frame."""
    meshes = []
    if rng.random() < 0.3:
        out, over, thick = rng.uniform(0.03, 0.15), rng.uniform(0, 0.1), rng.uniform(0.015, 0.05)
        meshes.append(box((-over, -out, -thick), (width + over, deep, 0)))
    if rng.random() < 0.2:
        band, proud = rng.uniform(0.04, 0.12), rng.uniform(0.01, 0.03)
        meshes.append(frame((-band, -proud, -band), (width + band, 0, height + band), "y", (0, 0), (width, height)))
    if rng.random() < 0.08:
        wall = rng.uniform(0.15, 0.5)
        meshes.append(frame((-wall, 0, -wall), (width + wall, deep, height + wall), "y", (0, 0), (width, height)))
    return meshes


def _fixed_light(rng: np.random.Generator, cell, bar: float):
    """The cell left to moving sashes and, now and then, one that stays fixed."""
    x0, x1, z0, z1 = cell
    if rng.random() > 0.22:
        return cell, None
    share = rng.uniform(0.2, 0.5)
    if rng.random() < 0.6:
        at = z1 - share * (z1 - z0)
        return (x0, x1, z0, at), (x0, x1, at + 0.001, z1)
    at = x0 + share * (x1 - x0)
    return (at, x1, z0, z1), (x0, at - 0.001, z0, z1)


def _sash(style: PanelStyle, handles: HandleStyle, cell, y0: float, y1: float, grip: str | None) -> list[Mesh]:
    """A glazed frame in the cell, with a handle near one of its edges."""
    x0, x1, z0, z1 = cell
    meshes = panel(style, (x0, y0, z0), (x1, y1, z1))
    if grip is None:
        return meshes
    rail = 0.5 * min(style.rail, 0.3 * (x1 - x0), 0.3 * (z1 - z0))
    middle = np.array([(x0 + x1) / 2, y0, (z0 + z1) / 2])
    if grip in ("left", "right"):
        middle[0] = x0 + rail if grip == "left" else x1 - rail
    else:
        middle[2] = z0 + rail if grip == "bottom" else z1 - rail
    upright = grip in ("left", "right")
    return meshes + handle(handles, middle, upright, 0.4 * (z1 - z0 if upright else x1 - x0))


def _sliding(rng, b: Builder, body: int, style: PanelStyle, handles: HandleStyle, cell, deep: float) -> None:
    """Two to four sashes on two tracks; one of two may be fixed."""
    x0, x1, z0, z1 = cell
    count = int(rng.choice([1, 2, 2, 2, 2, 3, 4]))
    lap = 0.03 * (x1 - x0)
    step = (x1 - x0 - lap) / max(count, 2)
    thick = rng.uniform(0.3, 0.48) * deep
    still = rng.choice([None, 0, 1], p=[0.7, 0.15, 0.15]) if count == 2 else None
    for i in range(max(count, 2)):
        track = (i % 2) if count != 4 else int(i in (1, 2))
        y = 0.02 * deep + track * 0.5 * deep
        left = count == 4 and i == 1 or i == max(count, 2) - 1
        span = (x0 + i * step, x0 + (i + 1) * step + lap, z0, z1)
        moves = still != i and not (count == 1 and i == 1) and not (count == 4 and i in (0, 3))
        grip = ("right" if left else "left") if moves and track == 0 else None
        part = b.part("window") if moves else body
        b.add(part, *_sash(style, handles, span, y, y + thick, grip))
        if moves:
            b.prismatic(body, part, (-1 if left else 1, 0, 0), 0.0, step * rng.uniform(0.8, 1.0))


def _hung(rng, b: Builder, body: int, style: PanelStyle, handles: HandleStyle, cell, deep: float) -> None:
    """Two sashes one above the other; the lower slides up, and the upper perhaps down."""
    x0, x1, z0, z1 = cell
    at, lap = z0 + (z1 - z0) * rng.choice([0.5, rng.uniform(0.4, 0.6)]), 0.02 * (z1 - z0)
    thick = rng.uniform(0.3, 0.48) * deep
    lower = b.part("window")
    b.add(lower, *_sash(style, handles, (x0, x1, z0, at + lap), 0.02 * deep, 0.02 * deep + thick, "bottom"))
    b.prismatic(body, lower, (0, 0, 1), 0.0, min(at - z0, z1 - at) * rng.uniform(0.7, 0.97))
    upper = b.part("window") if rng.random() < 0.4 else body
    b.add(upper, *_sash(style, handles, (x0, x1, at - lap, z1), 0.52 * deep, 0.52 * deep + thick, None))
    if upper != body:
        b.prismatic(body, upper, (0, 0, -1), 0.0, min(at - z0, z1 - at) * rng.uniform(0.7, 0.97))


def _pivot(rng, b: Builder, body: int, style: PanelStyle, handles: HandleStyle, cell, deep: float) -> None:
    """A sash that turns about its own middle."""
    x0, x1, z0, z1 = cell
    sash = b.part("window")
    thick = rng.uniform(0.3, 0.8) * deep
    b.add(sash, *_sash(style, handles, cell, (deep - thick) / 2, (deep + thick) / 2, "bottom"))
    axis = (1, 0, 0) if rng.random() < 0.6 else (0, 0, 1)
    turn = rng.uniform(0.6, np.pi / 2)
    lower = -turn if rng.random() < 0.5 else 0.0
    b.revolute(body, sash, axis, ((x0 + x1) / 2, deep / 2, (z0 + z1) / 2), lower, turn)


def _swinging(rng, b: Builder, body: int, plan: str, style: PanelStyle, handles: HandleStyle, cell, deep: float):
    """Casements side by side, awnings or hoppers, or shutters; they open to -Y or to +Y."""
    x0, x1, z0, z1 = cell
    count = 1 if plan == "awning" else max(1, int(np.clip(round((x1 - x0) / rng.uniform(0.45, 0.9)), 1, 4)))
    up = int(rng.integers(1, 4)) if plan == "awning" and z1 - z0 > 0.8 else 1
    thick, near = rng.uniform(0.3, 0.9) * deep, rng.random() < 0.65
    y0 = 0.0 if near else deep - thick
    if plan == "shutter":
        style = panel_style(rng, ("louvred", "framed", "grooved", "raised", "cross"))
        y0, near = -thick - 0.005, True
        back = panel_style(rng, ("glass",))
        b.add(body, *panel(back, (x0, 0.3 * deep, z0), (x1, 0.6 * deep, z1)))
    opening = float(rng.choice([np.pi / 2, rng.uniform(0.5, 1.4), rng.uniform(1.4, 3.0)], p=[0.45, 0.35, 0.2]))
    edge = str(rng.choice(["top", "bottom"], p=[0.6, 0.4]))
    first = str(rng.choice(["left", "right"]))
    gap = float(rng.choice([0.0, 0.002, 0.005]))
    x, z = np.linspace(x0, x1, count + 1), np.linspace(z0, z1, up + 1)
    for i in range(count):
        for k in range(up):
            hinge = edge if plan == "awning" else (first if count == 1 else ("left" if i % 2 == 0 else "right"))
            leaf = (x[i] + gap, x[i + 1] - gap, z[k] + gap, z[k + 1] - gap)
            if count * up > 2 and i * up + k > 0 and rng.random() < 0.25:
                b.add(body, *_sash(style, handles, leaf, y0, y0 + thick, None))
                continue
            grip = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}[hinge]
            part = b.part("window")
            b.add(part, *_sash(style, handles, leaf, y0, y0 + thick, grip))
            _hinge(b, body, part, leaf, hinge, y0 if near else y0 + thick, opening, near)


def _hinge(b: Builder, body: int, part: int, leaf, hinge: str, y: float, opening: float, near: bool) -> None:
    x0, x1, z0, z1 = leaf
    middle_x, middle_z, sign = (x0 + x1) / 2, (z0 + z1) / 2, 1 if near else -1
    axis, origin = {
        "left": ((0, 0, -sign), (x0, y, middle_z)),
        "right": ((0, 0, sign), (x1, y, middle_z)),
        "top": ((-sign, 0, 0), (middle_x, y, z1)),
        "bottom": ((sign, 0, 0), (middle_x, y, z0)),
    }[hinge]
    b.revolute(body, part, axis, origin, 0.0, opening)
