"""Refrigerators: single, freezer above or below, side by side, French, with drawers, minibars, coolers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, frame, open_box
from ._appliance import DOOR_SHAPES, bar_handle, insulated_box, place_handle, thick_door
from ._bodies import feet, shelves
from ._fronts import Cell, HingeLine, drawer_body, hang, hinge_line, swing
from ._handles import HandleStyle
from ._pose import left_open

_PLANS = {
    "single": 0.14,
    "freezer_top": 0.17,
    "freezer_bottom": 0.16,
    "side": 0.14,
    "french": 0.09,
    "french_two": 0.04,
    "four": 0.05,
    "mini": 0.1,
    "mini_two": 0.03,
    "columns": 0.08,
}


def make(rng: np.random.Generator) -> Shape:
    if rng.random() < 0.04:
        return left_open(rng, _chest(rng), chance=0.25)
    plan = str(rng.choice(list(_PLANS), p=list(_PLANS.values())))
    mini = plan.startswith("mini")
    wide = plan in ("side", "french", "french_two", "four", "columns")
    width = rng.uniform(0.75, 1.2) if wide else rng.uniform(0.42, 0.9)
    depth = rng.uniform(0.45, 0.8)
    height = rng.uniform(0.8, 1.7) * width if mini else rng.uniform(1.2, 2.1)
    if plan == "columns":
        width, height = rng.uniform(1.1, 2.2), rng.uniform(0.9, 2.1)
    raised = rng.choice([0.0, rng.uniform(0.01, 0.12)])
    wall, thick = rng.uniform(0.02, 0.07), rng.uniform(0.025, 0.1)
    if plan == "columns" and rng.random() < 0.4:  # sheets of glass
        thick = rng.uniform(0.006, 0.02)
    b = Builder("refrigerator")
    body = b.part("body")
    low, high = np.array([0, 0, raised]), np.array([width, depth, raised + height])
    b.add(body, *insulated_box(low, high, wall, rng.uniform(0.03, 0.12)))
    if raised:
        foot = str(rng.choice(["block", "round", "recessed_plinth", "plinth"]))
        b.add(body, *feet(rng, foot, (0.01, 0.01), (width - 0.01, depth), raised, raised))
    cells = _cells(rng, plan, (0.0, width, raised, raised + height))
    glass = rng.random() < (0.4 if plan == "columns" else 0.1)
    _fill(rng, b, body, low, high, wall, thick, cells, glass)
    return left_open(rng, b.finish(), chance=0.12)


def _chest(rng: np.random.Generator) -> Shape:
    """A chest freezer: one lid or two, hinged at the back."""
    width, depth, height = rng.uniform(0.55, 1.8), rng.uniform(0.5, 0.75), rng.uniform(0.7, 0.95)
    thick, wall = rng.uniform(0.03, 0.09), rng.uniform(0.04, 0.08)
    b = Builder("refrigerator")
    body = b.part("body")
    b.add(body, open_box((0, 0, 0), (width, depth, height), wall))
    if rng.random() < 0.5:
        b.add(body, box((0.05, 0.05, -0.06), (width - 0.05, depth - 0.05, 0.0)))
    over, opening = rng.uniform(0.0, 0.02), rng.uniform(0.9, 1.7)
    style, held = bar_handle(rng, 0.25), rng.random() < 0.6
    x = np.linspace(-over, width + over, 1 + (2 if width > 1.1 and rng.random() < 0.5 else 1))
    for a, c in zip(x[:-1], x[1:], strict=True):
        lid, lower, upper = b.part("lid"), np.array([a, -over, height]), np.array([c, depth, height + thick])
        b.add(lid, thick_door(str(rng.choice(["flat", "soft", "bevelled"])), lower, upper, 0.02))
        if held:
            b.add(lid, *place_handle(style, lower, upper, "bottom", 0.5 * thick))
        b.revolute(body, lid, (-1, 0, 0), ((a + c) / 2, depth, height), 0.0, opening)
    return b.finish()


def _cells(rng: np.random.Generator, plan: str, whole: Cell) -> list[tuple[str, Cell]]:
    """(left, right or drawer, cell) per front; the whole front is parted as the plan says."""
    x0, x1, z0, z1 = whole
    side = str(rng.choice(["left", "right"]))
    at = z0 + (z1 - z0) * rng.uniform(0.6, 0.78)
    below = z0 + (z1 - z0) * rng.uniform(0.22, 0.45)
    middle = x0 + (x1 - x0) * rng.choice([0.5, rng.uniform(0.35, 0.6)])
    bottom = "drawer" if rng.random() < 0.35 else side
    if plan in ("single", "mini"):
        return [(side, whole)]
    if plan == "freezer_top":
        return [(side, (x0, x1, z0, at)), (side, (x0, x1, at, z1))]
    if plan == "mini_two":
        return [(side, (x0, x1, z0, at - 0.02)), (side, (x0, x1, at, z1))]
    if plan == "freezer_bottom":
        return [(bottom, (x0, x1, z0, below)), (side, (x0, x1, below, z1))]
    if plan == "side":
        return [("left", (x0, middle, z0, z1)), ("right", (middle, x1, z0, z1))]
    if plan == "columns":
        x = np.linspace(x0, x1, 4)
        alike = rng.random() < 0.5
        return [(side if alike else str(rng.choice(["left", "right"])), (x[i], x[i + 1], z0, z1)) for i in range(3)]
    half = (x0 + x1) / 2
    doors = [("left", (x0, half, below, z1)), ("right", (half, x1, below, z1))]
    if plan == "french":
        return [("drawer", (x0, x1, z0, below)), *doors]
    if plan == "french_two":
        cut = (z0 + below) / 2
        return [("drawer", (x0, x1, z0, cut)), ("drawer", (x0, x1, cut, below)), *doors]
    return [("left", (x0, half, z0, below)), ("right", (half, x1, z0, below)), *doors]


def _fill(
    rng, b: Builder, body: int, low, high, wall: float, thick: float, cells: list[tuple[str, Cell]], glass: bool
) -> None:
    gap = float(rng.choice([0.0, 0.002, rng.uniform(0.002, 0.012)]))
    shape = str(rng.choice(DOOR_SHAPES))
    soft = rng.uniform(0.005, 0.03)
    style = bar_handle(rng, rng.uniform(0.15, 0.9) * (high[2] - low[2]) * 0.7, 1.1)
    has_handle, bins, shelved = rng.random() < 0.8, rng.random() < 0.5, rng.random() < 0.75
    kick = rng.uniform(0.03, 0.17) * (rng.random() < 0.45)
    header = rng.uniform(0.03, 0.16) * (rng.random() < 0.25)
    rim = rng.uniform(0.01, 0.06) * (rng.random() < 0.15)
    across = rng.random() < 0.2
    opening, line = swing(rng, 0.6), HingeLine(0.0, 0.0) if rim else hinge_line(rng)
    margin, travel, sunk = rng.uniform(0.03, 0.06), rng.uniform(0.5, 0.9), rng.choice([0.0, 0.004])
    crisper = rng.random() < 0.08
    seals = {round(c[2], 6) for _, c in cells} - {round(low[2], 6)}
    for z in seals:
        b.add(body, box((low[0] + wall, 0.0, z - wall / 2), (high[0] - wall, high[1] - wall, z + wall / 2)))
    splits = {round(c[0], 6) for _, c in cells} - {round(low[0], 6)}
    if splits and (len(splits) > 1 or rng.random() < 0.5):
        for x in splits:
            bottom = min(c[2] for _, c in cells if round(c[0], 6) == x)
            b.add(body, box((x - wall / 3, 0.0, bottom), (x + wall / 3, high[1] - wall, high[2] - wall)))
    if kick:
        b.add(body, *_grille(rng, low[0], high[0], thick, low[2], low[2] + kick - gap))
    if header:
        y = -thick * rng.choice([0.5, 1.0, 1.2])
        b.add(body, box((low[0], y, high[2] - header + gap), (high[0], 0.0, high[2])))
    for x in (low[0], high[0] - rim) if rim else ():
        b.add(body, box((x, -thick, low[2] + kick), (x + rim, 0.0, high[2] - header)))
    for side, (x0, x1, z0, z1) in cells:
        x0, x1 = max(x0, low[0] + rim), min(x1, high[0] - rim)
        z0, z1 = max(z0, low[2] + kick), min(z1, high[2] - header)
        lower = np.array([x0 + gap / 2, -thick - sunk, z0 + gap / 2])
        upper = np.array([x1 - gap / 2, -sunk, z1 - gap / 2])
        part = b.part("drawer" if side == "drawer" else "door")
        b.add(part, *_door_slab(shape, lower, upper, soft, glass and side != "drawer"))
        inside = np.array([x0 + wall * 1.1, 0.0, z0 + wall]), np.array([x1 - wall * 1.1, high[1] - 0.13, z1 - wall])
        if side == "drawer":
            deep = 0.85 * (inside[1][1] - inside[0][1])
            room = np.array([inside[1][0], deep, inside[1][2]])
            b.add(part, *drawer_body("box", inside[0] + (0, -sunk, 0), room, 0.008, rng.uniform(0.4, 0.9)))
            b.prismatic(body, part, (0, -1, 0), 0.0, travel * deep)
        else:
            hang(b, body, part, lower, upper, side, opening, line)
            if bins:
                b.add(part, *_bins(rng, inside[0], inside[1]))
            if shelved:
                count = int(np.clip((z1 - z0) / rng.uniform(0.2, 0.45), 0, 5))
                front = inside[0] + (0, 0.12, 0)
                b.add(body, *shelves(rng, front, inside[1], count, 0.012))
            if crisper and z1 - z0 > 0.4:
                _crisper(b, body, inside[0] + (0, 0.12, 0), inside[1], travel)
        if across and side != "drawer":  # a grip as wide as the door, where it meets the next one
            b.add(part, *_grip(style, lower, upper, "bottom" if z0 > (low[2] + high[2]) / 2 else "top"))
        elif has_handle:
            edge = {"left": "right", "right": "left", "drawer": "top"}[side]
            place = 0.5 if side == "drawer" else rng.choice([0.3, 0.5, 0.7])
            b.add(part, *place_handle(style, lower, upper, edge, margin, place))
        elif rng.random() < 0.3:
            b.add(part, box(lower + (0, -0.004, 0), (lower[0] + 0.012, lower[1], upper[2])))
        if side != "drawer" and z1 - z0 > 0.8 and rng.random() < 0.12:
            b.add(part, *_dispenser(rng, lower, upper))


def _grille(rng, x0: float, x1: float, thick: float, z0: float, z1: float) -> list[Mesh]:
    """The front below the doors: a plain board, or slats."""
    y = -thick * rng.choice([0.4, 0.4, 1.0, 1.5])
    if z1 - z0 < 0.06 or rng.random() < 0.5:
        return [box((x0, y, z0), (x1, 0.0, z1))]
    edges = np.linspace(z0, z1, 2 * int(rng.integers(2, 6)))
    slats = [box((x0, y, a), (x1, 0.0, c)) for a, c in zip(edges[::2], edges[1::2], strict=True)]
    return [box((x0, 0.5 * y, z0), (x1, 0.0, z1)), *slats]


def _grip(style: HandleStyle, lower, upper, edge: str) -> list[Mesh]:
    """A handle along the whole top or bottom edge of a door that is hinged at its side."""
    width = upper[0] - lower[0]
    return place_handle(replace(style, length=0.98 * width), lower, upper, edge, 0.03 * (upper[2] - lower[2]))


def _door_slab(shape: str, lower, upper, soft: float, glass: bool) -> list[Mesh]:
    if not glass:
        return [thick_door(shape, lower, upper, soft)]
    rim = 0.12 * (upper[0] - lower[0])
    middle = (lower[1] + upper[1]) / 2
    pane = box((lower[0] + rim, middle, lower[2] + rim), (upper[0] - rim, middle + 0.006, upper[2] - rim))
    return [frame(lower, upper, "y", lower[[0, 2]] + rim, upper[[0, 2]] - rim), pane]


def _bins(rng, lower, upper) -> list[Mesh]:
    """Trays on the inner side of a door."""
    deep, tall = 0.1, 0.07
    count = int(np.clip((upper[2] - lower[2]) / 0.3, 1, 4))
    inset = 0.04 * (upper[0] - lower[0])
    meshes = []
    for z in np.linspace(lower[2] + 0.05, upper[2] - 0.3 * (upper[2] - lower[2]), count):
        at = (lower[0] + inset, 0.0, z), (upper[0] - inset, deep, z + tall)
        meshes += drawer_body("box", *at, 0.006, 1.0)
    return meshes


def _crisper(b: Builder, body: int, lower, upper, travel: float) -> None:
    """A drawer at the bottom inside."""
    top = lower[2] + 0.18
    part = b.part("drawer")
    b.add(part, *drawer_body("box", lower, (upper[0], upper[1], top), 0.006, 1.0))
    b.add(part, box((lower[0], lower[1] - 0.008, lower[2]), (upper[0], lower[1], top)))
    b.prismatic(body, part, (0, -1, 0), 0.0, travel * (upper[1] - lower[1]))


def _dispenser(rng, lower, upper) -> list[Mesh]:
    """A water and ice outlet; static on its door."""
    width, height = upper[0] - lower[0], upper[2] - lower[2]
    x, z = lower[0] + 0.25 * width, lower[2] + rng.uniform(0.5, 0.62) * height
    wide, high = 0.5 * width, rng.uniform(0.15, 0.22) * height
    rim = 0.012
    outer = (x, lower[1] - 0.006, z), (x + wide, lower[1] + 0.001, z + high)
    return [frame(*outer, "y", (x + rim, z + rim), (x + wide - rim, z + 0.7 * high))]
