"""Ovens and ranges: one, two or side-by-side doors, cooktop and backguard, a drawer below, wall ovens."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, frame
from ._appliance import (
    DOOR_SHAPES,
    bar_handle,
    display,
    insulated_box,
    knob_row,
    moulded_grip,
    place_handle,
    thick_door,
    wire_rack,
)
from ._bodies import feet
from ._fronts import drawer_body, hang, hinge_line
from ._pose import left_open


def make(rng: np.random.Generator) -> Shape:
    plans = ["range", "wall", "double", "side", "range_drawer", "toaster"]
    plan = str(rng.choice(plans, p=[0.56, 0.13, 0.08, 0.1, 0.08, 0.05]))
    width, depth, height = rng.uniform(0.5, 0.85), rng.uniform(0.45, 0.75), rng.uniform(0.72, 1.0)
    if plan == "side":
        width = rng.uniform(0.85, 1.4)
    elif plan == "wall":
        height = rng.uniform(0.5, 0.8)
    elif plan == "double":
        height = rng.uniform(0.9, 1.5)
    elif plan == "toaster":
        width, depth, height = rng.uniform(0.35, 0.6), rng.uniform(0.25, 0.42), rng.uniform(0.2, 0.36)
    cooks = plan not in ("wall", "toaster") and (plan != "double" or height < 1.05)
    raised = rng.choice([0.0, rng.uniform(0.02, 0.12)])
    thick, gap = rng.uniform(0.02, 0.06) * (0.4 if plan == "toaster" else 1), rng.choice([0.0, 0.003, 0.008])
    b = Builder("oven")
    body = b.part("body")
    z0, z1 = raised, raised + height
    if raised:
        foot = str(rng.choice(["plinth", "recessed_plinth", "block", "round"]))
        b.add(body, *feet(rng, foot, (0.01, 0.01), (width - 0.01, depth), raised, raised))
    if cooks:
        z1 -= _cooktop(rng, b, body, width, depth, z1, thick)
    panel = rng.choice([0.0, rng.uniform(0.07, 0.16), rng.uniform(0.14, 0.27)], p=[0.25, 0.5, 0.25])
    panel *= plan != "toaster"
    bottom = rng.choice([0.0, rng.uniform(0.02, 0.12), rng.uniform(0.12, 0.28) * (z1 - z0)], p=[0.5, 0.3, 0.2])
    drawer = rng.uniform(0.14, 0.26) if plan == "range_drawer" else 0.0
    side_panel = 0.25 * width if plan == "toaster" else 0.0
    if panel:
        lean = -thick * rng.choice([0.5, 1.0, 1.0, 1.4])
        b.add(body, box((0, lean, z1 - panel + gap), (width, depth, z1)))
        b.add(body, *_controls(rng, width, lean, z1 - panel, z1))
        z1 -= panel
    if side_panel:
        b.add(body, box((width - side_panel, -thick, z0), (width, depth, z1)))
        knobs = int(rng.integers(2, 5))
        for z in np.linspace(z0 + 0.15 * height, z1 - 0.15 * height, knobs):
            b.add(body, *knob_row(rng, width - side_panel / 2, width, -thick, z, 1, 0.1 * side_panel + 0.006))
    if bottom:
        y = -thick * rng.choice([0.0, 1.0])
        b.add(body, box((0, y, z0), (width - side_panel, depth, z0 + bottom - gap)))
        if bottom > 0.12 and rng.random() < 0.35:  # looks like a drawer, and is none
            grip = bar_handle(rng, rng.uniform(0.3, 0.9) * width, 0.8)
            b.add(body, *place_handle(grip, (0, y, z0), (width - side_panel, depth, z0 + bottom), "top", 0.3 * bottom))
        z0 += bottom
    if drawer:
        _drawer(rng, b, body, width, depth, z0, z0 + drawer, thick, gap)
        z0 += drawer
    cells = _cells(rng, plan, (0.0, width - side_panel, z0, z1))
    _doors(rng, b, body, cells, plan, depth, thick, gap)
    return left_open(rng, b.finish(), chance=0.1)


def _cells(rng: np.random.Generator, plan: str, whole) -> list[tuple[str, tuple[float, float, float, float]]]:
    """(hinge, cell) of each door."""
    x0, x1, z0, z1 = whole
    side = str(rng.choice(["left", "right"]))
    hinge = "bottom" if rng.random() < (0.94 if plan == "range" else 0.86) else side
    if plan == "double":
        cut = z0 + (z1 - z0) * rng.uniform(0.4, 0.65)
        return [(hinge, (x0, x1, z0, cut)), (hinge, (x0, x1, cut, z1))]
    if plan == "side":
        cut = x0 + (x1 - x0) * rng.choice([0.5, rng.uniform(0.38, 0.65)])
        both = ["left", "right"] if rng.random() < 0.25 else ["bottom", "bottom"]
        cells = [(both[0], (x0, cut, z0, z1)), (both[1], (cut, x1, z0, z1))]
        if rng.random() < 0.3:
            half = z0 + (z1 - z0) * rng.uniform(0.4, 0.6)
            cells[1:] = [("bottom", (cut, x1, z0, half)), ("bottom", (cut, x1, half, z1))]
        return cells
    return [(hinge, whole)]


def _doors(rng, b: Builder, body: int, cells, plan: str, depth: float, thick: float, gap: float) -> None:
    shape, soft = str(rng.choice(DOOR_SHAPES)), rng.uniform(0.004, 0.02)
    window = str(rng.choice(["hole", "plate", "framed", "none"], p=[0.3, 0.3, 0.25, 0.15]))
    opening = float(rng.choice([np.pi / 2, rng.uniform(1.2, 1.8)], p=[0.8, 0.2]))
    x0, x1, _, _ = cells[0][1]
    small = plan == "toaster"
    style = bar_handle(rng, rng.uniform(0.4, 0.95) * (x1 - x0), 0.6 if small else 1.0)
    wall = rng.uniform(0.02, 0.08) * (0.4 if small else 1.0)
    racks, moves, line = int(rng.integers(0, 4)), rng.random() < 0.04, hinge_line(rng)
    rail, moulded = rng.uniform(0.08, 0.25), rng.random() < 0.2
    for hinge, (a, c, z0, z1) in cells:
        b.add(body, *insulated_box((a, 0, z0), (c, depth, z1), wall))
        lower, upper = np.array([a + gap, -thick, z0 + gap]), np.array([c - gap, 0.0, z1 - gap])
        door = b.part("door")
        b.add(door, *_pane(window, shape, lower, upper, rail * min(c - a, z1 - z0), soft))
        if hinge == "bottom" and moulded:
            b.add(door, moulded_grip(rng, lower, upper))
        elif rng.random() < 0.92:
            edge = {"bottom": "top", "left": "right", "right": "left"}[hinge]
            margin = min(rng.uniform(0.25, 0.8) * rail, 0.2) * min(c - a, z1 - z0)
            b.add(door, *place_handle(style, lower, upper, edge, margin))
        hang(b, body, door, lower, upper, hinge, opening, line)
        heights = np.linspace(z0 + wall, z1 - wall, racks + 2)[1:-1]
        for z in heights:
            shelf = wire_rack((a + wall, 0.02, z), (c - wall, depth - wall, z), 9, 0.004, high=False)
            part = b.part("rack") if moves else body
            b.add(part, *shelf)
            if part != body:
                b.prismatic(body, part, (0, -1, 0), 0.0, 0.6 * depth)


def _pane(window: str, shape: str, lower, upper, rail: float, soft: float) -> list[Mesh]:
    """The door's slab with its window."""
    low, high = lower[[0, 2]] + rail, upper[[0, 2]] - rail * np.array([1, 1.3])
    if window == "hole":
        middle = (lower[1] + upper[1]) / 2
        pane = box((low[0], middle - 0.003, low[1]), (high[0], middle + 0.003, high[1]))
        return [frame(lower, upper, "y", low, high), pane]
    meshes = [thick_door(shape, lower, upper, soft)]
    if window == "plate":
        meshes.append(box((low[0], lower[1] - 0.004, low[1]), (high[0], lower[1] + 0.002, high[1])))
    elif window == "framed":
        rim = 0.2 * rail
        y0, y1 = lower[1] - 0.008, lower[1] + 0.002
        meshes.append(frame((low[0], y0, low[1]), (high[0], y1, high[1]), "y", low + rim, high - rim))
    return meshes


def _drawer(rng, b: Builder, body: int, width: float, depth: float, z0: float, z1: float, thick: float, gap: float):
    """The warming drawer under the oven."""
    lower, upper = np.array([gap, -thick, z0 + gap]), np.array([width - gap, 0.0, z1 - gap])
    part = b.part("drawer")
    b.add(part, thick_door("flat", lower, upper))
    if rng.random() < 0.5:
        style = bar_handle(rng, rng.uniform(0.3, 0.9) * width, 0.8)
        b.add(part, *place_handle(style, lower, upper, "top", 0.35 * (z1 - z0)))
    inside = (0.03, 0.0, z0 + 0.02), (width - 0.03, 0.85 * depth, z1 - 0.02)
    b.add(part, *drawer_body(str(rng.choice(["box", "box", "front"])), *inside, 0.008, 0.8))
    b.prismatic(body, part, (0, -1, 0), 0.0, rng.uniform(0.4, 0.75) * depth)
    b.add(body, *insulated_box((0, 0, z0), (width, depth, z1), 0.015))


def _controls(rng: np.random.Generator, width: float, y: float, z0: float, z1: float) -> list[Mesh]:
    middle = (z0 + z1) / 2
    if rng.random() < 0.15:  # touched, not turned
        share = rng.uniform(0.1, 0.35)
        return [display((0.5 - share) * width, (0.5 + share) * width, y, z0 + 0.2 * (z1 - z0), z1 - 0.2 * (z1 - z0))]
    count = int(rng.choice([2, 4, 4, 5, 5, 6, 8]))
    meshes = knob_row(rng, 0.1 * width, 0.9 * width, y, middle, count, rng.uniform(0.1, 0.24) * (z1 - z0))
    if count % 2 == 0 and rng.random() < 0.5:
        meshes.append(display(0.42 * width, 0.58 * width, y, z0 + 0.3 * (z1 - z0), z1 - 0.3 * (z1 - z0)))
    return meshes


def _cooktop(rng, b: Builder, body: int, width: float, depth: float, top: float, thick: float) -> float:
    """Hob and backguard on top; returns how far down from `top` the hob's plate reaches."""
    plate = rng.uniform(0.01, 0.05)
    b.add(body, box((0, -thick * rng.choice([0, 1]), top - plate), (width, depth, top)))
    across = 2 if width < 0.75 else int(rng.integers(2, 4))
    kind = str(rng.choice(["gas", "plates", "glass", "lid"], p=[0.5, 0.25, 0.2, 0.05]))
    guard = rng.random() < 0.6
    back = depth - (0.06 if guard else 0.02)
    for i in range(across):
        for k in range(2):
            at = np.array([width * (i + 0.5) / across, 0.03 + (back - 0.03) * (k + 0.5) / 2])
            radius = rng.uniform(0.06, 0.1)
            if kind == "glass":
                b.add(body, cylinder((*at, top), (*at, top + 0.001), radius, 20))
            elif kind == "plates":
                b.add(body, cylinder((*at, top), (*at, top + 0.012), radius, 20))
            elif kind == "gas":
                b.add(body, cylinder((*at, top), (*at, top + 0.02), 0.4 * radius, 12))
                half, t, high = 0.45 * width / across, 0.006, top + 0.03
                b.add(body, box((at[0] - half, at[1] - t, high), (at[0] + half, at[1] + t, high + 0.012)))
                b.add(body, box((at[0] - t, at[1] - half, high), (at[0] + t, at[1] + half, high + 0.012)))
    if guard:
        high, deep = rng.uniform(0.05, 0.28), rng.uniform(0.02, 0.08)
        b.add(body, box((0, depth - deep, top), (width, depth, top + high)))
        if rng.random() < 0.6 and high > 0.1:
            b.add(body, *_controls(rng, width, depth - deep, top + 0.2 * high, top + high))
    elif kind == "lid":
        lid = b.part("lid")
        b.add(lid, box((0.005, depth - 0.03, top + 0.002), (width - 0.005, depth - 0.01, top + 0.85 * depth)))
        b.revolute(body, lid, (1, 0, 0), (width / 2, depth - 0.03, top + 0.004), 0.0, np.pi / 2)
    return plate
