"""Microwaves: a door hinged at the side or below, a control panel beside or above it, a turntable within."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, frame, lathe
from ._appliance import DOOR_SHAPES, bar_handle, cavity, display, knob_row, pads, place_handle, thick_door
from ._bodies import feet
from ._fronts import HingeLine, hang, hinge_line
from ._handles import handle_style
from ._pose import left_open


def make(rng: np.random.Generator) -> Shape:
    width, depth, height = rng.uniform(0.4, 0.8), rng.uniform(0.25, 0.55), rng.uniform(0.22, 0.46)
    raised = rng.choice([0.0, rng.uniform(0.005, 0.03)])
    thick, gap = rng.uniform(0.01, 0.05), rng.choice([0.0, 0.002, 0.005])
    b = Builder("microwave")
    body = b.part("body")
    if raised:
        foot = str(rng.choice(["block", "round"]))
        b.add(body, *feet(rng, foot, (0.02, 0.02), (width - 0.02, depth - 0.02), raised, raised))
    z0, z1 = raised, raised + height
    hinge = str(rng.choice(["left", "right", "bottom"], p=[0.68, 0.12, 0.2]))
    place = str(rng.choice(["side", "top", "bottom", "none"], p=[0.74, 0.1, 0.06, 0.1]))
    if hinge == "bottom":
        place = str(rng.choice(["side", "top", "bottom", "none"], p=[0.25, 0.45, 0.1, 0.2]))
    x0, x1, d0, d1 = _door_cell(rng, place, hinge, width, z0, z1)
    inset = rng.random() < 0.2
    front = thick if inset else 0.0
    wall = rng.uniform(0.012, 0.04)
    hole_low = np.array([x0 + wall, 0.0, d0 + wall])
    hole_high = np.array([x1 - wall, depth - rng.uniform(0.02, 0.1), d1 - wall])
    b.add(body, *cavity((0, front, z0), (width, depth, z1), hole_low, hole_high))
    _control_panel(rng, b, body, (0, width, z0, z1), (x0, x1, d0, d1), thick, front)
    lower, upper = np.array([x0 + gap, front - thick, d0 + gap]), np.array([x1 - gap, front, d1 - gap])
    door = b.part("door")
    b.add(door, *_door(rng, lower, upper))
    if rng.random() < 0.65:
        edge = {"left": "right", "right": "left", "bottom": "top"}[hinge]
        span = upper[0] - lower[0] if hinge == "bottom" else upper[2] - lower[2]
        style = bar_handle(rng, rng.uniform(0.4, 0.95) * span, 0.7)
        if rng.random() < 0.2:
            style = handle_style(rng, ("knob",))
        b.add(door, *place_handle(style, lower, upper, edge, 0.03))
    opening = float(rng.choice([np.pi / 2, rng.uniform(1.2, 2.2)], p=[0.75, 0.25]))
    line = HingeLine(0.0, 0.0) if inset else hinge_line(rng)
    hang(b, body, door, lower, upper, hinge, opening, line)
    if rng.random() < 0.5:
        _turntable(rng, b, body, hole_low + (0, front, 0), hole_high)
    if rng.random() < 0.12:
        b.add(body, box((0, 0, z1), (width, depth, z1 + rng.uniform(0.02, 0.06))))
    return left_open(rng, b.finish(), chance=0.15)


def _door_cell(rng, place: str, hinge: str, width: float, z0: float, z1: float):
    """x0, x1, z0, z1 of the door."""
    share, strip = rng.uniform(0.14, 0.34) * width, rng.uniform(0.12, 0.28) * (z1 - z0)
    rim = float(rng.choice([0.0, rng.uniform(0.005, 0.04), rng.uniform(0.06, 0.24) * (z1 - z0)], p=[0.55, 0.2, 0.25]))
    x0, x1, low, high = rim, width - rim, z0 + rim, z1 - rim
    if place == "side":
        panel_right = hinge != "right" if rng.random() < 0.95 else hinge == "right"
        x0, x1 = (x0, width - share) if panel_right else (share, x1)
    elif place == "top":
        high = z1 - strip
    elif place == "bottom":
        low = z0 + strip
    return x0, x1, low, high


def _control_panel(rng, b: Builder, body: int, whole, door, thick: float, front: float) -> None:
    """Everything on the front that is not the door: blocks flush with it or set back, with pads and knobs."""
    (x0, x1, z0, z1), (a0, a1, c0, c1) = whole, door
    face = front - thick * rng.choice([1.0, 1.0, 0.8, 1.1])
    for low, high in (((x0, z0), (a0, z1)), ((a1, z0), (x1, z1)), ((a0, z0), (a1, c0)), ((a0, c1), (a1, z1))):
        wide, tall = high[0] - low[0], high[1] - low[1]
        if min(wide, tall) < 1e-6:
            continue
        b.add(body, box((low[0], face, low[1]), (high[0], front, high[1])))
        if min(wide, tall) < 0.04:
            continue
        _controls(rng, b, body, np.array(low), np.array([wide, tall]), face)


def _controls(rng, b: Builder, body: int, corner, size, y: float) -> None:
    """Display, pads, knobs and an opening button on a field of a front at y; corner and size are (x, z)."""
    upright = size[1] > size[0]

    def at(share_x: float, share_z: float) -> np.ndarray:
        return corner + size * (share_x, share_z)

    if rng.random() < 0.6:
        (x0, z0), (x1, z1) = (at(0.15, 0.8), at(0.85, 0.92)) if upright else (at(0.4, 0.25), at(0.6, 0.75))
        b.add(body, display(x0, x1, y, z0, z1))
    if rng.random() < 0.5:
        corners = (at(0.15, 0.3), at(0.85, 0.75)) if upright else (at(0.65, 0.2), at(0.9, 0.8))
        b.add(body, *pads(rng, *corners, y))
    else:
        for share in (0.25, 0.65) if upright else (0.5,):
            x, z = at(0.5, share)
            b.add(body, *knob_row(rng, x, x, y, z, 1, rng.uniform(0.15, 0.3) * min(size)))
    if upright and rng.random() < 0.4:
        (x0, z0), (x1, z1) = at(0.2, 0.05), at(0.8, 0.16)
        b.add(body, box((x0, y - 0.006, z0), (x1, y, z1)))


def _door(rng: np.random.Generator, lower, upper) -> list[Mesh]:
    rim = rng.uniform(0.08, 0.22) * (upper[2] - lower[2])
    low, high = lower[[0, 2]] + rim, upper[[0, 2]] - rim
    kind = rng.choice(["hole", "plate", "framed", "plain"], p=[0.35, 0.3, 0.15, 0.2])
    if kind == "hole":
        middle = (lower[1] + upper[1]) / 2
        pane = box((low[0], middle - 0.002, low[1]), (high[0], middle + 0.002, high[1]))
        return [frame(lower, upper, "y", low, high), pane]
    meshes = [thick_door(str(rng.choice(DOOR_SHAPES)), lower, upper, rng.uniform(0.003, 0.012))]
    if kind == "plate":
        meshes.append(box((low[0], lower[1] - 0.003, low[1]), (high[0], lower[1] + 0.001, high[1])))
    elif kind == "framed":
        edges = (low[0], lower[1] - 0.004, low[1]), (high[0], lower[1] + 0.001, high[1])
        meshes.append(frame(*edges, "y", low + 0.25 * rim, high - 0.25 * rim))
    return meshes


def _turntable(rng, b: Builder, body: int, hole_low, hole_high) -> None:
    """A glass plate on a hub; it turns, or is left static."""
    middle = (hole_low + hole_high) / 2
    radius = 0.46 * min(hole_high[0] - hole_low[0], hole_high[1] - hole_low[1])
    z, lip = hole_low[2] + rng.uniform(0.006, 0.02), rng.uniform(0.003, 0.015)
    rim = [[0.85 * radius, 0], [radius, lip], [0.98 * radius, lip + 0.004], [0.84 * radius, 0.005]]
    profile = np.array([[0, 0], *rim, [0, 0.005]])
    part = b.part("turntable") if rng.random() < 0.75 else body
    b.add(part, lathe(profile, 28).moved((middle[0], middle[1], z)))
    b.add(part, cylinder((middle[0], middle[1], hole_low[2]), (middle[0], middle[1], z), 0.15 * radius, 12))
    if part != body:
        b.continuous(body, part, (0, 0, 1), (middle[0], middle[1], z))
