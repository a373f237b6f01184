"""Washing machines and dryers: front loaders with a round or square door, top loaders with a lid, twin tubs, stacks."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, frame, lathe, rotation
from ._appliance import bar_handle, display, holed_plate, knob_row, pads, place_handle, thick_door
from ._bodies import feet
from ._fronts import drawer_body, hang, hinge_line
from ._pose import left_open

_TO_FRONT = rotation((1, 0, 0), np.pi / 2)  # a lathe's Z becomes -Y


def make(rng: np.random.Generator) -> Shape:
    plan = rng.choice(["front", "top", "stack", "twin"], p=[0.62, 0.28, 0.04, 0.06])
    width, depth, height = rng.uniform(0.5, 0.75), rng.uniform(0.4, 0.75), rng.uniform(0.78, 1.1)
    raised = rng.choice([0.0, rng.uniform(0.01, 0.1)])
    b = Builder("washing_machine")
    body = b.part("body")
    if raised:
        foot = str(rng.choice(["block", "round", "recessed_plinth", "plinth"]))
        b.add(body, *feet(rng, foot, (0.02, 0.02), (width - 0.02, depth - 0.02), raised, raised))
    if plan == "front":
        _front_loader(rng, b, body, width, depth, raised, raised + height)
    elif plan == "stack":
        for low in (raised, raised + height):
            _front_loader(rng, b, body, width, depth, low, low + height)
    elif plan == "top":
        _top_loader(rng, b, body, width, depth, raised, raised + height)
    else:
        _twin_tub(rng, b, body, rng.uniform(0.7, 0.95), rng.uniform(0.4, 0.5), raised, raised + height)
    return left_open(rng, b.finish(), chance=0.6)


def _front_loader(rng, b: Builder, body: int, width: float, depth: float, z0: float, z1: float) -> None:
    strip, kick = rng.uniform(0.08, 0.18), rng.choice([0.0, rng.uniform(0.04, 0.14)])
    skin = rng.uniform(0.01, 0.04)
    low, high = z0 + kick, z1 - strip
    centre = np.array([width / 2, low + (high - low) * rng.uniform(0.45, 0.55)])
    room = 0.48 * min(width, high - low)
    radius = room * rng.uniform(0.62, 0.96)
    hole = radius * rng.uniform(0.7, 0.9)
    b.add(body, holed_plate((0, 0, low), (width, skin, high), centre, hole))
    b.add(body, box((0, skin, z0), (skin, depth, z1)), box((width - skin, skin, z0), (width, depth, z1)))
    b.add(body, box((skin, depth - skin, z0), (width - skin, depth, z1)))
    b.add(body, box((skin, skin, z0), (width - skin, depth, z0 + skin)))
    b.add(body, box((0, skin, z1 - skin), (width, depth, z1)))
    face = -rng.choice([0.0, 0.0, rng.uniform(0.005, 0.03)])
    if kick:
        b.add(body, box((0, face * rng.choice([0, 1]), z0), (width, skin, low)))
    if rng.random() < 0.3:
        over = rng.uniform(0.0, 0.02)
        b.add(body, box((-over, -over, z1), (width + over, depth + over, z1 + rng.uniform(0.01, 0.035))))
    tub = np.array([[hole, -skin], [hole, -0.75 * depth], [0, -0.75 * depth]])
    if rng.random() < 0.8:
        drum = lathe(tub[::-1], 24).transformed(_TO_FRONT).moved((centre[0], 0, centre[1]))
        b.add(body, Mesh(drum.vertices, drum.faces[:, ::-1]))
    _strip(rng, b, body, width, depth, face, skin, high, z1)
    _porthole(rng, b, body, centre, radius, hole)


def _strip(rng, b: Builder, body: int, width: float, depth: float, y: float, back: float, z0: float, z1: float) -> None:
    """The panel between y and back with dial, display and detergent drawer beside each other."""
    panel = box((0, y, z0), (width, back, z1))
    middle, high = (z0 + z1) / 2, z1 - z0
    drawer_left = rng.random() < 0.8
    share = rng.uniform(0.22, 0.36) * width
    x = 0.015 if drawer_left else width - share - 0.015
    if rng.random() < 0.55:
        lower, upper = np.array([x, y - 0.012, z0 + 0.1 * high]), np.array([x + share, y, z1 - 0.1 * high])
        if rng.random() < 0.6:
            part = b.part("drawer")
            b.add(part, thick_door(str(rng.choice(["flat", "bevelled", "rounded"])), lower, upper, 0.006))
            deep = rng.uniform(0.3, 0.6) * depth
            inside = (x + 0.01, y, lower[2] + 0.005), (x + share - 0.01, y + deep, upper[2] - 0.008)
            b.add(part, *drawer_body("box", *inside, 0.005, 0.95))
            b.prismatic(body, part, (0, -1, 0), 0.0, rng.uniform(0.5, 0.9) * deep)
            hole = np.array([inside[0], inside[1]])[:, [0, 2]]
            panel = frame((0, y, z0), (width, back, z1), "y", *hole)
        else:
            b.add(body, box(lower, upper))
    b.add(body, panel)
    a, c = (share + 0.03, width - 0.03) if drawer_left else (0.03, width - share - 0.03)
    spot = rng.uniform(0.15, 0.85)
    radius = rng.uniform(0.22, 0.38) * high
    b.add(body, *knob_row(rng, a + spot * (c - a), a + spot * (c - a), y, middle, 1, radius))
    if rng.random() < 0.6:
        start = a + rng.uniform(0, 0.5) * (c - a)
        b.add(body, display(start, start + 0.3 * (c - a), y, z0 + 0.3 * high, z1 - 0.3 * high))
    if rng.random() < 0.4:
        start = a + rng.uniform(0, 0.6) * (c - a)
        b.add(body, *pads(rng, (start, z0 + 0.35 * high), (start + 0.3 * (c - a), z1 - 0.35 * high), y))


def _porthole(rng, b: Builder, body: int, centre, radius: float, hole: float) -> None:
    """The door: a ring with a glass bowl, or a square panel."""
    door = b.part("door")
    side = str(rng.choice(["left", "right"], p=[0.65, 0.35]))
    out, segments = rng.uniform(0.015, 0.06), int(rng.choice([20, 28, 40]))
    line = hinge_line(rng)
    x, z = centre
    if rng.random() < 0.82:
        inner = radius * rng.uniform(0.55, 0.82)
        bulge, dip = rng.uniform(0.0, 0.05), rng.uniform(0.02, 0.16)
        ring = [[inner, 0], [radius, 0], [radius, 0.6 * out], [0.93 * radius, out], [inner, 0.8 * out], [inner, 0]]
        meshes = [lathe(np.array(ring), segments)]
        t = np.linspace(0, np.pi / 2, 5)
        glass = str(rng.choice(["bowl", "dome", "flat", "solid"]))
        if glass == "bowl":
            meshes.append(lathe(np.c_[inner * np.sin(t), -dip * np.cos(t) + 0.3 * out], segments))
        elif glass == "dome":
            meshes.append(lathe(np.c_[inner * np.cos(t), 0.5 * out + bulge * np.sin(t)], segments))
        elif glass == "flat":
            meshes.append(cylinder((0, 0, 0.3 * out), (0, 0, 0.4 * out), inner, segments))
        else:
            meshes.append(lathe(np.array([[0, 0], [inner, 0], [inner, out], [0, out + bulge]]), segments))
        b.add(door, *(m.transformed(_TO_FRONT).moved((x, 0, z)) for m in meshes))
        if rng.random() < 0.5:
            b.add(door, _bowl(rng, hole, segments).transformed(_TO_FRONT).moved((x, 0, z)))
        lower, upper = np.array([x - radius, -out, z - radius]), np.array([x + radius, 0.0, z + radius])
        if rng.random() < 0.7:
            sign = 1 if side == "left" else -1
            tall, wide = rng.uniform(0.15, 0.5) * radius, rng.uniform(0.08, 0.2) * radius
            at = x + sign * (radius - wide * rng.uniform(0.2, 1.2))
            b.add(door, box((at - wide, -out - 0.015, z - tall), (at + wide, -0.004, z + tall)))
    else:
        w, h = radius * rng.uniform(0.95, 1.05), radius * rng.uniform(0.9, 1.05)
        lower, upper = np.array([x - w, -out, z - h]), np.array([x + w, 0.0, z + h])
        b.add(door, thick_door(str(rng.choice(["flat", "bevelled", "rounded", "soft"])), lower, upper, 0.02))
        edge = "right" if side == "left" else "left"
        b.add(door, *place_handle(bar_handle(rng, 0.25, 0.7), lower, upper, edge, 0.05))
    opening = float(rng.choice([np.pi / 2, rng.uniform(1.4, 2.8), rng.uniform(2.8, np.pi)], p=[0.25, 0.3, 0.45]))
    if rng.random() < 0.3:  # the hinge's block on the body
        at = lower[0] if side == "left" else upper[0]
        b.add(body, box((at - 0.015, -0.5 * out, z - 0.06), (at + 0.015, 0.0, z + 0.06)))
    hang(b, body, door, lower, upper, side, opening, line)


def _bowl(rng: np.random.Generator, hole: float, segments: int) -> Mesh:
    """The deep glass that reaches from the door into a drum's mouth of radius hole, towards -Z from 0."""
    deep, end = hole * rng.uniform(0.15, 0.9), rng.uniform(0.35, 0.75)
    t = np.linspace(0, np.pi / 2, int(rng.choice([2, 4, 7])))  # straight or rounded
    outer = np.c_[hole * (end + (0.95 - end) * np.cos(t)), -deep * np.sin(t)]
    pit = [[0, -0.8 * deep], [0.4 * end * hole, -0.8 * deep], [0.5 * end * hole, -deep]]
    foot = pit if rng.random() < 0.4 else [[0, -deep]]
    inner = outer * (0.96, 0.75)
    return lathe(np.concatenate([foot, outer[::-1], inner, [[0, inner[-1, 1]]]]), segments)


def _top_loader(rng, b: Builder, body: int, width: float, depth: float, z0: float, z1: float) -> None:
    console, high = rng.uniform(0.08, 0.22), rng.uniform(0.03, 0.22)
    skin = rng.uniform(0.01, 0.03)
    margin, lid_front = rng.uniform(0.01, 0.09), rng.uniform(0.01, 0.08)
    hole_low, hole_high = (margin + 0.02, lid_front + 0.03), (width - margin - 0.02, depth - console - 0.02)
    b.add(body, frame((0, 0, z1 - skin), (width, depth, z1), "z", hole_low, hole_high))
    b.add(body, box((0, 0, z0), (width, skin, z1 - skin)), box((0, depth - skin, z0), (width, depth, z1 - skin)))
    b.add(body, *(box((x, skin, z0), (x + skin, depth - skin, z1 - skin)) for x in (0, width - skin)))
    b.add(body, box((skin, skin, z0), (width - skin, depth - skin, z0 + skin)))
    slope = rng.uniform(0.3, 1.0)
    block = box((0, depth - console, z1), (width, depth, z1 + high))
    block.vertices[[4, 5], 1] += (1 - slope) * console * 0.8
    b.add(body, block)
    face = depth - console
    if rng.random() < 0.7:
        count, radius = int(rng.integers(1, 5)), 0.25 * high + 0.005
        b.add(body, *knob_row(rng, 0.15 * width, 0.85 * width, face + 0.02, z1 + 0.5 * high, count, radius))
    middle = np.array([width / 2, (hole_low[1] + hole_high[1]) / 2])
    radius = 0.48 * min(hole_high[0] - hole_low[0], hole_high[1] - hole_low[1])
    deep = z0 + 0.3 * (z1 - z0)
    tub = [[0, deep], [radius, deep], [radius, z1 - skin], [radius * 0.96, z1 - skin], [radius * 0.96, deep + 0.01]]
    b.add(body, lathe(np.array([*tub, [0, deep + 0.01]]), 24).moved((*middle, 0)))
    if rng.random() < 0.3:
        post = [[0.4 * radius, deep + 0.01], [0.15 * radius, deep + 0.1], [0.12 * radius, z1 - 0.15], [0, z1 - 0.12]]
        b.add(body, lathe(np.array([[0, deep], *post]), 16).moved((*middle, 0)))
    _lid(rng, b, body, margin, width - margin, lid_front, depth - console - 0.004, z1)


def _lid(rng, b: Builder, body: int, x0: float, x1: float, y0: float, y1: float, z: float) -> None:
    thick = rng.uniform(0.008, 0.04)
    sunk = rng.choice([0.0, 0.0, -0.5 * thick])
    lower, upper = np.array([x0, y0, z + sunk]), np.array([x1, y1, z + sunk + thick])
    part = b.part("lid")
    if rng.random() < 0.35:
        rim = rng.uniform(0.05, 0.2) * (x1 - x0)
        b.add(part, frame(lower, upper, "z", (x0 + rim, y0 + rim), (x1 - rim, y1 - rim)))
        middle = (lower[2] + upper[2]) / 2
        b.add(part, box((x0 + rim, y0 + rim, middle - 0.003), (x1 - rim, y1 - rim, middle + 0.003)))
    else:
        lid = box(lower, upper)
        if rng.random() < 0.3:
            lid.vertices[[4, 5], 1] += 0.5 * thick
        b.add(part, lid)
    if rng.random() < 0.4:
        wide = rng.uniform(0.1, 0.4) * (x1 - x0)
        x = (x0 + x1) / 2
        b.add(part, box((x - wide / 2, y0 - 0.015, lower[2]), (x + wide / 2, y0 + 0.02, upper[2] + 0.006)))
    opening = float(rng.choice([np.pi / 2, rng.uniform(1.1, np.pi / 2)]))
    b.revolute(body, part, (-1, 0, 0), ((x0 + x1) / 2, y1, upper[2]), 0.0, opening)


def _twin_tub(rng, b: Builder, body: int, width: float, depth: float, z0: float, z1: float) -> None:
    """Two lids side by side."""
    console, skin = rng.uniform(0.06, 0.14), 0.015
    share = width * rng.uniform(0.5, 0.65)
    b.add(body, box((0, 0, z0), (width, skin, z1)))
    b.add(body, box((0, depth - console, z0), (width, depth, z1 + rng.uniform(0.05, 0.15))))
    b.add(body, *(box((x, skin, z0), (x + skin, depth - console, z1)) for x in (0, share - skin / 2, width - skin)))
    b.add(body, box((skin, skin, z0), (width - skin, depth - console, z0 + skin)))
    b.add(body, *knob_row(rng, 0.2 * width, 0.8 * width, depth - console, z1 + 0.03, int(rng.integers(2, 4)), 0.02))
    for a, c in ((0.0, share), (share, width)):
        _lid(rng, b, body, a + 0.01, c - 0.01, 0.01, depth - console - 0.004, z1)
