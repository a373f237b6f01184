"""Safes: thick walls, one door or two, with a wheel, a spoked or lever handle, dials, keypads, inner shelves."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, arc, box, cylinder, frame, lathe, rotation, sphere, tube
from ._appliance import cavity, display, insulated_box, pads, thick_door
from ._bodies import feet, shelves
from ._fronts import HingeLine, hang, hinge_line, swing
from ._panels import bevelled_slab
from ._pose import left_open
from ._tiny import without_tiny

_TO_FRONT = rotation((1, 0, 0), np.pi / 2)  # Z becomes -Y
_DIAL = np.array([[0, 0], [1, 0], [1, 0.3], [0.8, 0.5], [0.45, 0.5], [0.4, 1], [0, 1]])


def make(rng: np.random.Generator) -> Shape:
    width, depth = rng.uniform(0.28, 0.9), rng.uniform(0.25, 0.8)
    height = width * rng.choice([rng.uniform(0.6, 1.1), rng.uniform(0.9, 1.5), rng.uniform(1.4, 3.0)])
    wall = rng.uniform(0.02, 0.16) * min(width, height)
    raised = rng.choice([0.0, rng.uniform(0.01, 0.15) * height])
    b = Builder("safe")
    body = b.part("body")
    low, high = np.array([0, 0, raised]), np.array([width, depth, raised + height])
    inset, thick = rng.random() < 0.6, rng.uniform(0.02, 0.14) * min(width, height)
    thick = min(thick, 0.35 * depth)
    _box(rng, b, body, low, high, wall)
    if raised:
        foot = str(rng.choice(["block", "round", "tapered", "plinth", "runner", "bracket"]))
        b.add(body, *feet(rng, foot, (0.01, 0.01), (width - 0.01, depth - 0.01), raised, raised))
    if rng.random() < 0.15:
        over = rng.uniform(0.005, 0.04)
        b.add(body, box((-over, -over, high[2]), (width + over, depth + over, high[2] + rng.uniform(0.01, 0.06))))
    if rng.random() < 0.5:
        inside = low + wall + (0, thick, 0), high - wall
        b.add(body, *shelves(rng, *inside, int(rng.integers(1, 4)), 0.012))
    _fit_doors(rng, b, body, low, high, wall, thick, inset)
    return left_open(rng, without_tiny(b.finish()), chance=0.15)


def _box(rng, b: Builder, body: int, low, high, wall: float) -> None:
    if rng.random() < 0.6:
        b.add(body, *insulated_box(low, high, wall))
    else:
        b.add(body, *cavity(low, high, low + wall, high - wall))
    if rng.random() < 0.15:  # bands around the edges
        rim = low[[0, 2]] + 0.6 * wall, high[[0, 2]] - 0.6 * wall
        b.add(body, frame(low - (0, 0.3 * wall, 0), (high[0], low[1], high[2]), "y", *rim))


def _fit_doors(rng, b: Builder, body: int, low, high, wall: float, thick: float, inset: bool) -> None:
    gap = rng.choice([0.0, 0.002, 0.006]) * (high[0] - low[0])
    if inset:
        shrink, y = wall + gap, rng.choice([0.0, 0.0, 0.3 * thick, -0.4 * thick])
    else:
        shrink, y = rng.choice([0.0, 0.5 * wall, 0.9 * wall]), -thick
    lower = np.array([low[0] + shrink, y, low[2] + shrink])
    upper = np.array([high[0] - shrink, y + thick, high[2] - shrink])
    stacked = rng.random() < 0.06 and high[2] - low[2] > 1.2 * (high[0] - low[0])
    double = not stacked and high[0] - low[0] > 0.5 and rng.random() < 0.12
    spans = [(lower, upper, str(rng.choice(["left", "right"], p=[0.6, 0.4])))]
    if double:
        x = (lower[0] + upper[0]) / 2
        spans = [(lower, np.array([x, *upper[1:]]), "left"), (np.array([x, *lower[1:]]), upper, "right")]
    elif stacked:
        z = lower[2] + (upper[2] - lower[2]) * rng.uniform(0.3, 0.7)
        side = spans[0][2]
        spans = [(lower, np.array([*upper[:2], z]), side), (np.array([*lower[:2], z]), upper, side)]
        shelf = (low[0] + wall, y + thick, z - 0.01), (high[0] - wall, high[1] - wall, z + 0.01)
        b.add(body, box(*shelf))
    opening = swing(rng, 0.55)
    look = {k: float(rng.random()) for k in ("shape", "relief", "hinge", "inner", "wheel", "dial", "pad", "lever")}
    line = HingeLine(0.0, 0.0) if inset else hinge_line(rng, 0.35, 0.04)
    for i, (door_low, door_high, side) in enumerate(spans):
        door = b.part("door")
        b.add(door, *_slab(look, door_low, door_high))
        hang(b, body, door, door_low, door_high, side, opening, line)
        if look["hinge"] < 0.45:
            _hinges(b, body if look["hinge"] < 0.25 else door, door_low, door_high, side, line)
        if look["inner"] < 0.3:
            edge = wall + 0.01
            bolt_low = (door_low[0] + edge, door_high[1], door_low[2] + edge)
            b.add(door, box(bolt_low, door_high - (edge, -0.3 * thick, edge)))
        if i == 0 or stacked or rng.random() < 0.4:
            _furniture(rng, b, door, look, door_low, door_high, side)


def _slab(look: dict[str, float], lower, upper) -> list[Mesh]:
    shape = ("flat", "flat", "bevelled", "rounded")[int(4 * look["shape"])]
    size = min(upper[0] - lower[0], upper[2] - lower[2])
    meshes = [thick_door(shape, lower, upper, 0.02 * size)]
    relief = 0.015 * size
    if look["relief"] < 0.3:
        inset = (0.08 + 0.3 * look["relief"]) * size
        plate = lower + (inset, -relief, inset), (upper[0] - inset, lower[1], upper[2] - inset)
        meshes.append(bevelled_slab(*plate, relief))
    elif look["relief"] < 0.5:
        inset = 0.2 * look["relief"] * size
        rim = lower + (inset, -relief, inset), (upper[0] - inset, lower[1], upper[2] - inset)
        hole = lower[[0, 2]] + 1.6 * inset, upper[[0, 2]] - 1.6 * inset
        meshes.append(frame(*rim, "y", *hole))
    return meshes


def _hinges(b: Builder, part: int, lower, upper, side: str, line: HingeLine) -> None:
    """Two barrels on the hinge line."""
    inset = line.inset * (upper[0] - lower[0])
    x = lower[0] + inset if side == "left" else upper[0] - inset
    y, tall = lower[1] + line.through * (upper[1] - lower[1]), upper[2] - lower[2]
    radius = 0.02 * min(tall, upper[0] - lower[0]) + 0.003
    for share in (0.15, 0.85):
        z = lower[2] + share * tall
        b.add(part, cylinder((x, y, z - 0.05 * tall), (x, y, z + 0.05 * tall), radius, 12))


def _furniture(rng, b: Builder, door: int, look: dict[str, float], lower, upper, side: str) -> None:
    """What is on the door: wheel, lever, dial, keypad; the first three may turn."""
    width, height = upper[0] - lower[0], upper[2] - lower[2]
    size, y = min(width, height), lower[1] - 0.002
    free = 1 if side == "left" else -1
    middle = (lower[0] + upper[0]) / 2
    x = middle + free * width * rng.choice([0.0, 0.0, rng.uniform(0.05, 0.28)])
    z = lower[2] + height * rng.uniform(0.4, 0.55)
    high = z + min(0.3 * height, 0.42 * size)
    radius = size * rng.uniform(0.1, 0.27)
    out = size * rng.uniform(0.05, 0.16)
    if look["wheel"] < 0.62:
        wheel = [m.transformed(_TO_FRONT).moved((x, y, z)) for m in _wheel(rng, radius, out)]
        _turning(rng, b, door, "wheel", wheel, (x, y, z), static=0.06)
    elif look["lever"] < 0.7:
        lever = [m.transformed(_TO_FRONT).moved((x, y, z)) for m in _lever(rng, size, out)]
        _turning(rng, b, door, "lever", lever, (x, y, z), static=0.35)
    if look["dial"] < 0.4:
        r = size * rng.uniform(0.05, 0.1)
        dial = [lathe(_DIAL * r, 20).transformed(_TO_FRONT).moved((middle, y, high))]
        big = (2 * r) ** 2 * r > 2e-3 * width * height * 0.8 * width
        _turning(rng, b, door, "knob", dial, (middle, y, high), static=0.15 if big else 1.0)
    elif look["pad"] < 0.6:
        wide, tall = rng.uniform(0.08, 0.2) * width, rng.uniform(0.08, 0.15) * height
        b.add(door, box((middle - wide, y - 0.01, high - tall), (middle + wide, lower[1], high + tall)))
        left, right, y = middle - 0.8 * wide, middle + 0.8 * wide, y - 0.01
        b.add(door, *pads(rng, (left, high - 0.8 * tall), (right, high + 0.3 * tall), y))
        b.add(door, display(left, right, y, high + 0.45 * tall, high + 0.85 * tall))


def _turning(rng, b: Builder, door: int, label: str, meshes: list[Mesh], at, static: float) -> None:
    """Put meshes on the door, as a part that turns about -Y or, with chance static, as part of it."""
    if rng.random() < static:
        b.add(door, *meshes)
        return
    part = b.part(label)
    b.add(part, *meshes)
    if label != "lever" and rng.random() < 0.4:
        b.continuous(door, part, (0, -1, 0), at)
        return
    turn = rng.choice([np.pi / 2, rng.uniform(0.7, 1.8), rng.uniform(1.8, 6)], p=[0.7, 0.2, 0.1])
    b.revolute(door, part, (0, -1, 0), at, 0.0, float(turn))


def _wheel(rng: np.random.Generator, radius: float, out: float) -> list[Mesh]:
    """A hub with spokes about Z, with a rim or with knobs at their ends."""
    count, start = int(rng.integers(3, 9)), rng.uniform(0, np.pi)
    thick = radius * rng.uniform(0.05, 0.14)
    hub = radius * rng.uniform(0.14, 0.35)
    meshes = [cylinder((0, 0, 0), (0, 0, out * rng.uniform(1.0, 1.3)), hub, 16, hub * rng.uniform(0.7, 1))]
    rim = rng.random() < 0.5
    tip = str(rng.choice(["plain", "ball", "taper"]))
    for k in range(count):
        a = start + 2 * np.pi * k / count
        end = np.array([radius * np.cos(a), radius * np.sin(a), out])
        meshes.append(cylinder((0, 0, out), end, thick, 8, thick * (0.5 if tip == "taper" else 1)))
        if tip == "ball" and not rim:
            meshes.append(sphere(end, 1.8 * thick, 10))
    if rim:
        ring = arc((0, 0, out), (radius, 0, out), 2 * np.pi * 27 / 28, (0, 0, 1), 28)
        meshes.append(tube(ring, thick * rng.uniform(0.9, 1.6), 8, closed=True))
    return meshes


def _lever(rng: np.random.Generator, size: float, out: float) -> list[Mesh]:
    """A rose and one arm or two, about Z."""
    length, thick = size * rng.uniform(0.1, 0.25), size * rng.uniform(0.012, 0.03)
    angle = rng.choice([0.0, np.pi, -np.pi / 2, np.pi / 2])
    back = length if rng.random() < 0.4 else thick
    meshes = [
        cylinder((0, 0, 0), (0, 0, 0.3 * out), 2.2 * thick, 16),
        cylinder((0, 0, 0), (0, 0, out), 1.2 * thick, 12),
        box((-back, -thick, out - thick), (length, thick, out + thick)),
    ]
    return [m.rotated((0, 0, 1), angle) for m in meshes]
