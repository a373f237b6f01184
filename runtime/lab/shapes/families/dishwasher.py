"""Dishwashers: a door that drops down, racks that slide out, a control strip above or on the door; drawer machines."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import box
from ._appliance import (
    DOOR_SHAPES,
    bar_handle,
    display,
    insulated_box,
    knob_row,
    moulded_grip,
    pads,
    place_handle,
    thick_door,
    wire_rack,
)
from ._bodies import feet
from ._fronts import drawer_body, hang, hinge_line
from ._pose import left_open


def make(rng: np.random.Generator) -> Shape:
    width, depth, height = rng.uniform(0.42, 0.72), rng.uniform(0.45, 0.7), rng.uniform(0.62, 0.95)
    if rng.random() < 0.12:  # a table-top machine
        width, height = rng.uniform(0.45, 0.6), rng.uniform(0.4, 0.55)
    raised = rng.choice([0.0, rng.uniform(0.02, 0.13)])
    wall = rng.uniform(0.012, 0.05)
    b = Builder("dishwasher")
    body = b.part("body")
    low, high = np.array([0, 0, raised]), np.array([width, depth, raised + height])
    b.add(body, *insulated_box(low, high, wall, rng.uniform(0.02, 0.08)))
    if raised:
        foot = str(rng.choice(["recessed_plinth", "plinth", "block", "round", "runner"]))
        b.add(body, *feet(rng, foot, (0.005, 0.005), (width - 0.005, depth), raised, raised))
    thick, gap = rng.uniform(0.015, 0.07), rng.choice([0.0, 0.002, 0.006])
    if rng.random() < 0.25:
        over = rng.uniform(0, 0.03)
        top = raised + height
        b.add(body, box((-over, -thick - over, top), (width + over, depth, top + rng.uniform(0.01, 0.04))))
    z0, z1 = raised, raised + height
    panel_high = rng.uniform(0.07, 0.16)
    place = str(rng.choice(["body", "door", "none"], p=[0.35, 0.4, 0.25]))
    if place == "body":
        z1 -= panel_high
        face = -thick * rng.choice([1.0, 1.0, 0.6, 1.3])
        b.add(body, box((0, face, z1 + gap), (width, 0, raised + height)))
        b.add(body, *_controls(rng, 0, width, face, z1 + gap, raised + height))
    if rng.random() < 0.35:
        kick = rng.uniform(0.05, 0.14) if rng.random() < 0.75 else rng.uniform(0.2, 0.5) * height
        face = -thick * rng.choice([1.0, 0.5, 0.2])
        b.add(body, box((0, face, z0), (width, 0, z0 + kick - gap)))
        z0 += kick
    if rng.random() < 0.05:
        _drawers(rng, b, body, wall, thick, gap, (0, width, z0, z1), depth)
    else:
        _door(rng, b, body, wall, thick, gap, (0, width, z0, z1), depth, panel_high if place == "door" else 0.0)
    return left_open(rng, b.finish(), chance=0.1)


def _controls(rng: np.random.Generator, x0: float, x1: float, y: float, z0: float, z1: float) -> list:
    """Knobs, buttons or a display on a strip."""
    width, middle = x1 - x0, (z0 + z1) / 2
    meshes = []
    if rng.random() < 0.5:
        a = x0 + rng.uniform(0.1, 0.6) * width
        meshes += knob_row(rng, a, a + 0.2 * width, y, middle, int(rng.integers(1, 4)), 0.2 * (z1 - z0))
    if rng.random() < 0.6:
        a = x0 + rng.uniform(0.1, 0.6) * width
        meshes.append(display(a, a + 0.25 * width, y, z0 + 0.25 * (z1 - z0), z1 - 0.25 * (z1 - z0)))
    if rng.random() < 0.4:
        a = x0 + rng.uniform(0.1, 0.6) * width
        meshes += pads(rng, (a, z0 + 0.3 * (z1 - z0)), (a + 0.2 * width, z1 - 0.3 * (z1 - z0)), y)
    return meshes


def _door(rng, b: Builder, body: int, wall: float, thick: float, gap: float, cell, depth: float, strip: float) -> None:
    x0, x1, z0, z1 = cell
    lower, upper = np.array([x0 + gap, -thick, z0 + gap]), np.array([x1 - gap, 0.0, z1 - gap])
    door = b.part("door")
    shape, soft = str(rng.choice(DOOR_SHAPES)), rng.uniform(0.004, 0.02)
    if strip and rng.random() < 0.5:  # the strip is a block of its own on the door
        cut = upper[2] - strip
        b.add(door, thick_door(shape, lower, (upper[0], 0.0, cut - 0.003), soft))
        b.add(door, box((lower[0], lower[1] * rng.choice([1.0, 1.3, 0.8]), cut), upper))
    else:
        b.add(door, thick_door(shape, lower, upper, soft))
    if strip:
        b.add(door, *_controls(rng, x0, x1, -thick, upper[2] - strip, upper[2]))
    inner = rng.random() < 0.5
    if inner:  # the door's tub side
        edge, deep = 1.3 * wall, rng.uniform(0.01, 0.03)
        b.add(door, box((x0 + edge, 0.0, z0 + edge), (x1 - edge, deep, z1 - edge)))
    if rng.random() < 0.1:
        b.add(door, moulded_grip(rng, lower, upper))
    elif rng.random() < 0.75:
        style = bar_handle(rng, rng.uniform(0.25, 0.9) * (x1 - x0))
        b.add(door, *place_handle(style, lower, upper, "top", strip + rng.uniform(0.03, 0.08)))
    opening = float(rng.choice([np.pi / 2, rng.uniform(1.2, 1.7)], p=[0.8, 0.2]))
    hang(b, body, door, lower, upper, "bottom", opening, hinge_line(rng))
    inside_low = np.array([x0 + wall + 0.01, 0.04 if inner else 0.01, z0 + wall])
    inside_high = np.array([x1 - wall - 0.01, depth - 0.1, z1 - wall])
    count = int(rng.choice([0, 1, 2, 2, 3]))
    moves = rng.random() < 0.75
    if count:
        heights = np.linspace(inside_low[2] + 0.04, inside_high[2], count + 1)
        wire = rng.uniform(0.003, 0.008)
        bars, tall, travel = int(rng.integers(5, 10)), rng.uniform(0.3, 0.8), rng.uniform(0.5, 0.95)
        for a, c in zip(heights[:-1], heights[1:], strict=True):
            part = b.part("rack") if moves else body
            b.add(part, *wire_rack((*inside_low[:2], a), (*inside_high[:2], a + tall * (c - a)), bars, wire))
            if moves:
                b.prismatic(body, part, (0, -1, 0), 0.0, travel * (inside_high[1] - inside_low[1]))


def _drawers(rng, b: Builder, body: int, wall: float, thick: float, gap: float, cell, depth: float) -> None:
    """One or two washing drawers."""
    x0, x1, z0, z1 = cell
    count = int(rng.integers(1, 3))
    shape, soft = str(rng.choice(DOOR_SHAPES)), rng.uniform(0.004, 0.02)
    style, travel = bar_handle(rng, rng.uniform(0.3, 0.9) * (x1 - x0)), rng.uniform(0.6, 0.95)
    z = np.linspace(z0, z1, count + 1)
    for a, c in zip(z[:-1], z[1:], strict=True):
        lower, upper = np.array([x0 + gap, -thick, a + gap]), np.array([x1 - gap, 0.0, c - gap])
        part = b.part("drawer")
        b.add(part, thick_door(shape, lower, upper, soft))
        b.add(part, *place_handle(style, lower, upper, "top", 0.06))
        inside = (x0 + wall + 0.005, 0.0, a + wall), (x1 - wall - 0.005, depth - 0.1, c - wall)
        b.add(part, *drawer_body("box", *inside, 0.012, 0.95))
        b.prismatic(body, part, (0, -1, 0), 0.0, travel * (depth - 0.1))
