"""Cabinets, wardrobes, dressers, nightstands, kitchen units, sideboards, media stands, filing cabinets, hutches."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, extruded
from ._bodies import FOOT_KINDS, Case, carcass, cornice, feet, shelves, worktop
from ._casework import divider_boards, fill_front
from ._fronts import Cell, FrontStyle, front_style
from ._layout import Layout, layout
from ._pose import left_open
from ._tiny import without_tiny

# width, depth, height ranges in metres, and whether it may stand on feet
_SIZES = {
    "wardrobe": ((0.5, 2.4), (0.4, 0.7), (1.6, 2.4), True),
    "tall": ((0.3, 0.7), (0.25, 0.65), (1.2, 2.4), True),
    "dresser": ((0.6, 1.6), (0.35, 0.6), (0.6, 1.3), True),
    "nightstand": ((0.3, 0.65), (0.3, 0.55), (0.35, 0.75), True),
    "base": ((0.25, 1.3), (0.4, 0.68), (0.6, 0.95), True),
    "wall": ((0.3, 1.4), (0.2, 0.42), (0.25, 1.0), False),
    "sideboard": ((1.0, 2.2), (0.35, 0.55), (0.55, 1.0), True),
    "media": ((0.9, 2.4), (0.3, 0.55), (0.25, 0.65), True),
    "filing": ((0.35, 0.6), (0.45, 0.75), (0.5, 1.5), True),
    "bookcase": ((0.5, 1.6), (0.25, 0.45), (0.9, 2.2), True),
    "cube": ((0.35, 1.5), (0.3, 1.0), (0.35, 1.5), True),
}
_CHANCE = (0.06, 0.1, 0.08, 0.09, 0.27, 0.19, 0.07, 0.04, 0.03, 0.02, 0.05)


def make(rng: np.random.Generator) -> Shape:
    build = rng.choice([_single, _hutch, _wall_unit, _corner], p=[0.88, 0.05, 0.04, 0.03])
    return left_open(rng, without_tiny(build(rng)), chance=0.08)


def _single(rng: np.random.Generator) -> Shape:
    kind = str(rng.choice(list(_SIZES), p=_CHANCE))
    *ranges, stands = _SIZES[kind]
    width, depth, height = (rng.uniform(*r) for r in ranges)
    foot = _foot(rng, kind) if stands and rng.random() < 0.65 else "none"
    raised = 0.0 if foot == "none" else rng.uniform(0.03, 0.2 if kind != "media" else 0.12)
    case = Case(np.array([0, 0, raised]), np.array([width, depth, raised + height]), rng.uniform(0.01, 0.035))
    b = Builder("storage_furniture")
    body = b.part("body")
    style = front_style(rng, scale=float(np.clip(max(width, height), 0.6, 1.2)))
    front = layout(rng, _inside(case))
    b.add(body, *_carcass(rng, kind, case, style, front), *feet(rng, foot, (0, 0), (width, depth), raised, raised))
    b.add(body, *_top(rng, case, kind, style))
    fill_front(rng, b, body, style, case, front, spare=16 - front.moving())
    return b.finish()


def _foot(rng: np.random.Generator, kind: str) -> str:
    return "recessed_plinth" if kind == "base" and rng.random() < 0.5 else str(rng.choice(FOOT_KINDS))


def _inside(case: Case) -> Cell:
    half = case.wall / 2
    return (case.lower[0] + half, case.upper[0] - half, case.lower[2] + half, case.upper[2] - half)


def _hutch(rng: np.random.Generator) -> Shape:
    """A deep case with a shallower one on top or, now and then, floating above it."""
    width, depth, low = rng.uniform(0.6, 1.8), rng.uniform(0.38, 0.6), rng.uniform(0.5, 0.95)
    high, apart = rng.uniform(0.5, 1.3), rng.choice([0.0, rng.uniform(0.1, 0.45)])
    raised, wall = rng.choice([0.0, rng.uniform(0.03, 0.15)]), rng.uniform(0.012, 0.03)
    foot = str(rng.choice(FOOT_KINDS[1:])) if raised else "none"
    b, style = Builder("storage_furniture"), front_style(rng)
    body = b.part("body")
    base = Case(np.array([0, 0, raised]), np.array([width, depth, raised + low]), wall)
    inset, z = rng.choice([0.0, rng.uniform(0.0, 0.05)]) * width, raised + low + 0.02
    shallow = depth * rng.uniform(0.45, 1.0)
    above = Case(
        np.array([inset, depth - shallow, z + apart]), np.array([width - inset, depth, z + apart + high]), wall
    )
    over = style.thickness + rng.uniform(0, 0.03)
    b.add(body, box((-0.01, -over, raised + low), (width + 0.01, depth, z)))
    if apart:  # a back panel carries the upper case
        b.add(body, box((inset, depth - 0.02, z), (width - inset, depth, z + apart)))
    b.add(body, *feet(rng, foot, (0, 0), (width, depth), raised, raised))
    budget = 9
    for case in (base, above):
        front = layout(rng, _inside(case), budget)
        budget = max(2, 14 - front.moving())
        b.add(body, *carcass(case), *divider_boards(case, front))
        fill_front(rng, b, body, style, case, front)
    if rng.random() < 0.4:
        b.add(body, *cornice(rng, above))
    return b.finish()


def _wall_unit(rng: np.random.Generator) -> Shape:
    """Cases of unlike heights and depths side by side."""
    count = int(rng.integers(2, 5))
    low, tall = sorted(rng.uniform(0.35, 2.1, 2))
    b, style = Builder("storage_furniture"), front_style(rng)
    body, x, left = b.part("body"), 0.0, 14
    depth, wall = rng.uniform(0.3, 0.6), rng.uniform(0.012, 0.03)
    aligned = rng.random() < 0.5  # fronts in one plane
    for i in range(count):
        width = rng.uniform(0.35, 0.6 if i % 2 == 0 else 1.3)
        deep = depth * (1.0 if i % 2 == 0 else rng.uniform(0.7, 1.0))
        y = 0.0 if aligned else depth - deep
        case = Case(np.array([x, y, 0.0]), np.array([x + width, y + deep, tall if i % 2 == 0 else low + 0.05]), wall)
        front = layout(rng, _inside(case), max(1, left // (count - i)))
        left -= front.moving()
        b.add(body, *carcass(case), *divider_boards(case, front))
        fill_front(rng, b, body, style, case, front)
        x += width
    return b.finish()


def _corner(rng: np.random.Generator) -> Shape:
    """A case for a room's corner: five-sided, its front across the corner."""
    width, side, height = rng.uniform(0.4, 0.8), rng.uniform(0.05, 0.25), rng.uniform(0.4, 2.0)
    wall = rng.uniform(0.012, 0.025)
    b, style = Builder("storage_furniture"), front_style(rng)
    body = b.part("body")
    deep = side + width / 2
    outline = np.array([[0, 0], [width, 0], [width + side, side], [width / 2, deep + side], [-side, side]])
    for z in (0.0, height - wall):
        b.add(body, extruded(outline, z, z + wall))
    for i in range(1, 5):
        a, c = outline[i], outline[(i + 1) % 5]
        inward = np.array([a[1] - c[1], c[0] - a[0]]) / np.linalg.norm(c - a) * wall
        b.add(body, extruded(np.array([a, c, c + inward, a + inward]), wall, height - wall))
    case = Case(np.zeros(3), np.array([width, deep * 0.8, height]), wall)
    front = layout(rng, _inside(case), 6)
    b.add(body, *divider_boards(case, front))
    fill_front(rng, b, body, style, case, front)
    return b.finish()


def _carcass(rng: np.random.Generator, kind: str, case: Case, style: FrontStyle, front: Layout) -> list[Mesh]:
    """Boards around and between the cells; now and then a solid block instead. Kitchen units await their worktop."""
    if rng.random() < 0.06:
        sunk = style.thickness if style.inset else 0.0
        return [box(case.lower + (0, sunk, 0), case.upper)]
    closed = rng.random() < (0.5 if kind == "base" else 0.85)
    meshes = carcass(case, top=closed, back=rng.random() < 0.93, rails=rng.random() < 0.6)
    return meshes + divider_boards(case, front, sunk=rng.choice([0.0, 0.0, 0.0, 0.02]))


def _top(rng: np.random.Generator, case: Case, kind: str, style: FrontStyle) -> list[Mesh]:
    """Worktop, cornice, mirror or open shelves above."""
    overhang = rng.uniform(0, 0.04) + (0 if style.inset else style.thickness)
    meshes = []
    if kind in ("wardrobe", "tall", "bookcase") and rng.random() < 0.35:
        meshes += cornice(rng, case)
    elif kind != "wall" and rng.random() < 0.5:
        meshes += worktop(rng, case, overhang)
    if kind in ("dresser", "base", "sideboard") and rng.random() < 0.12:
        meshes += _above(rng, case)
    return meshes


def _above(rng: np.random.Generator, case: Case) -> list[Mesh]:
    """A mirror, or a rack of open shelves, standing at the back of the top."""
    (x0, _, _), (x1, y1, z1) = case.lower, case.upper
    low, high, w = z1 + 0.01, z1 + rng.uniform(0.3, 1.0) * case.width, case.wall
    if rng.random() < 0.5:
        inset = rng.uniform(0, 0.25) * case.width
        return [box((x0 + inset, y1 - 0.03, low), (x1 - inset, y1, high))]
    front = y1 - rng.uniform(0.3, 0.8) * case.depth
    sides = [box((x, front, low), (x + w, y1, high)) for x in (x0, x1 - w)]
    top = box((x0, front, high - w), (x1, y1, high))
    return [*sides, top, *shelves(rng, (x0 + w, front, low), (x1 - w, y1, high - w), int(rng.integers(0, 4)), w)]
