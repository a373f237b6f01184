"""Long kitchen runs and islands: units side by side under one worktop, with sink, hob, oven, dishwasher, wall units."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, frame, tube
from ._appliance import bar_handle, insulated_box, knob_row, place_handle, thick_door
from ._bodies import Case, carcass
from ._casework import divider_boards, fill_front
from ._fronts import FrontStyle, HingeLine, front_style, hang
from ._layout import Layout, door_row, drawer_stack, drawers_over, fill, stack_count
from ._pose import left_open
from ._tiny import without_tiny

_LIMIT = 16


def make(rng: np.random.Generator) -> Shape:
    b, style = Builder("kitchen_unit"), front_style(rng)
    style = replace(style, opening=min(style.opening, 1.8))  # the neighbours are close
    body = b.part("body")
    count = int(rng.integers(2, 6))
    widths = rng.choice([0.3, 0.4, 0.45, 0.5, 0.6, 0.6, 0.8, 0.9, 1.0], count) * rng.uniform(0.9, 1.1)
    depth, tall, kick = rng.uniform(0.45, 0.7), rng.uniform(0.6, 0.82), rng.choice([0.0, rng.uniform(0.05, 0.15)])
    wall, total = rng.uniform(0.012, 0.025), float(widths.sum())
    edges = np.concatenate([[0], np.cumsum(widths)])
    if kick:
        b.add(body, box((0, rng.uniform(0.02, 0.08), 0), (total, depth, kick)))
    sink_at = int(rng.integers(count)) if rng.random() < 0.4 else -1
    left = _LIMIT
    for i in range(count):
        case = Case(np.array([edges[i], 0, kick]), np.array([edges[i + 1], depth, kick + tall]), wall)
        share = max(1, left // (count - i))
        appliance = widths[i] > 0.42 and i != sink_at and rng.random() < 0.2
        if appliance:
            _appliance(rng, b, body, case, style)
            left -= 1
        else:
            left -= _unit(rng, b, body, style, case, min(share, 5), i == sink_at)
    top = _worktop(rng, b, body, edges, depth, kick + tall, sink_at, style)
    if rng.random() < 0.22 and left > 2:
        _wall_units(rng, b, body, style, total, depth, top, min(left, 6))
    return left_open(rng, without_tiny(b.finish()))


def _cell(case: Case):
    half = case.wall / 2
    return (case.lower[0] + half, case.upper[0] - half, case.lower[2] + half, case.upper[2] - half)


def _unit(rng, b: Builder, body: int, style: FrontStyle, case: Case, budget: int, sink: bool) -> int:
    """One cupboard; returns how many joints it took."""
    front, cell = Layout(), _cell(case)
    kind = "doors" if sink else rng.choice(["drawers", "doors", "over", "any"], p=[0.35, 0.2, 0.3, 0.15])
    if kind == "drawers":
        drawer_stack(rng, front, cell, stack_count(rng, cell, budget), bool(rng.random() < 0.4))
    elif kind == "doors":
        door_row(rng, front, cell, 2 if case.width > 0.55 and budget > 1 else 1, False)
    elif kind == "over" and budget > 1:
        drawers_over(rng, front, cell, budget)
    else:
        fill(rng, front, cell, budget)
        if not front.moving() and case.lower[0] == 0:  # the first unit always has something to open
            front = Layout([("drawer", cell)])
    b.add(body, *carcass(case, top=bool(rng.random() < 0.5), rails=True), *divider_boards(case, front))
    fill_front(rng, b, body, style, case, front)
    return front.moving()


def _appliance(rng, b: Builder, body: int, case: Case, style: FrontStyle) -> None:
    """A built-in oven or dishwasher: a door that drops down."""
    (x0, y0, z0), (x1, _, z1) = case.lower, case.upper
    b.add(body, *insulated_box(case.lower, case.upper, 0.04))
    strip = rng.choice([0.0, rng.uniform(0.08, 0.14)])
    thick = style.thickness * rng.uniform(1, 1.6)
    if strip:
        b.add(body, box((x0, y0 - thick, z1 - strip), (x1, y0, z1)))
        b.add(body, *knob_row(rng, x0 + 0.2 * case.width, x1 - 0.2 * case.width, y0 - thick, z1 - strip / 2, 4, 0.02))
    lower, upper = np.array([x0, y0 - thick, z0]) + (0.003, 0, 0.003), np.array([x1 - 0.003, y0, z1 - strip - 0.003])
    door = b.part("door")
    b.add(door, thick_door(str(rng.choice(["flat", "bevelled"])), lower, upper, 0.006))
    b.add(door, *place_handle(bar_handle(rng, 0.8 * case.width), lower, upper, "top", 0.05))
    hang(b, body, door, lower, upper, "bottom", np.pi / 2, HingeLine(1.0, 0.0))


def _worktop(rng, b: Builder, body: int, edges, depth: float, z: float, sink_at: int, style: FrontStyle) -> float:
    """The slab on all units, with a sink or a hob let in, and a splash-back; returns the height of its upper face."""
    thick, over, total = rng.uniform(0.02, 0.06), rng.uniform(0.01, 0.05) + style.thickness, float(edges[-1])
    side, behind = rng.choice([0.0, rng.uniform(0, 0.3)]), rng.choice([0.0, 0.0, rng.uniform(0, 0.35)])
    low, high = np.array([-side, -over, z]), np.array([total + side, depth + behind, z + thick])
    if sink_at < 0:
        b.add(body, box(low, high))
    else:
        x0, x1 = edges[sink_at] + 0.06, edges[sink_at + 1] - 0.06
        hole_low, hole_high = (x0, 0.08), (x1, depth - 0.1)
        b.add(body, frame(low, high, "z", hole_low, hole_high), *_sink(rng, hole_low, hole_high, z + thick, depth))
    if rng.random() < 0.35:
        others = [i for i in range(len(edges) - 1) if i != sink_at and edges[i + 1] - edges[i] > 0.45]
        if others:
            i = int(rng.choice(others))
            b.add(body, *_hob(edges[i] + 0.03, edges[i + 1] - 0.03, depth, z + thick))
    if not behind and rng.random() < 0.25:
        b.add(body, box((-side, depth - 0.02, z + thick), (total + side, depth, z + thick + rng.uniform(0.05, 0.5))))
    return z + thick


def _sink(rng, low, high, z: float, depth: float) -> list[Mesh]:
    """A basin in the hole between two corners (2,), and a tap behind it."""
    deep, wall = rng.uniform(0.12, 0.24), 0.006
    (x0, y0), (x1, y1) = low, high
    x, reach, tall = (x0 + x1) / 2, rng.uniform(0.12, 0.22), rng.uniform(0.12, 0.35)
    t = np.linspace(0, np.pi, 8)
    bend = np.c_[0 * t, -reach / 2 * (1 - np.cos(t)), tall + 0.4 * reach * np.sin(t)]
    path = np.concatenate([[[0, 0, 0]], bend]) + (x, depth - 0.05, z)
    return [
        box((x0, y0, z - deep), (x1, y1, z - deep + wall)),
        frame((x0, y0, z - deep), (x1, y1, z), "z", (x0 + wall, y0 + wall), (x1 - wall, y1 - wall)),
        cylinder((x, depth - 0.05, z), (x, depth - 0.05, z + 0.03), 0.03, 12),
        tube(path, 0.012, 8),
    ]


def _hob(x0: float, x1: float, depth: float, z: float) -> list[Mesh]:
    meshes = [box((x0, 0.06, z), (x1, depth - 0.06, z + 0.008))]
    for x in (x0 + 0.27 * (x1 - x0), x0 + 0.73 * (x1 - x0)):
        meshes += [cylinder((x, y, z), (x, y, z + 0.03), 0.07, 14) for y in (0.3 * depth, 0.7 * depth)]
    return meshes


def _wall_units(rng, b: Builder, body: int, style: FrontStyle, total: float, depth: float, top: float, budget: int):
    """Cupboards above the worktop, held by a panel behind."""
    low, tall, deep = top + rng.uniform(0.4, 0.6), rng.uniform(0.35, 0.8), rng.uniform(0.25, 0.4)
    b.add(body, box((0, depth - 0.02, top), (total, depth, low + tall)))
    case = Case(np.array([0, depth - deep, low]), np.array([total, depth - 0.02, low + tall]), 0.018)
    front = Layout()
    door_row(rng, front, _cell(case), int(np.clip(round(total / rng.uniform(0.4, 0.8)), 1, budget)), True)
    b.add(body, *carcass(case), *divider_boards(case, front))
    fill_front(rng, b, body, style, case, front)
