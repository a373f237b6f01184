"""Bins: pedal, swing-top, flap, wheelie, twin and office bins with lids that tip, swing, lift or turn."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, open_box, plate, prism, tube
from ._pose import left_open, lifted
from ._vessel import section, shell, vessel
from ._wheels import add_wheel, wheel_style


def make(rng: np.random.Generator) -> Shape:
    kinds = {"pedal": 0.3, "swing": 0.17, "wheelie": 0.18, "lift": 0.1, "flap": 0.12, "square": 0.13}
    b = Builder("trash_can")
    body = b.part("body")
    _KINDS[str(rng.choice(list(kinds), p=list(kinds.values())))](rng, b, body)
    return left_open(rng, b.finish(), chance=0.3)


def _tub(rng, b: Builder, body: int) -> tuple[np.ndarray, float, float]:
    """A bin's body; returns its section (n, 2) at the mouth, in metres, its height and its wall."""
    top = rng.uniform(0.11, 0.24)
    high = top * rng.uniform(1.6, 4.2)
    power, aspect = rng.choice([2.0, rng.uniform(3, 16)]), rng.choice([1.0, rng.uniform(0.6, 1)])
    outline = section(int(rng.choice([24, 36])), power, aspect)
    bottom = top * rng.uniform(0.65, 1.0)
    wall = rng.uniform(0.003, 0.01)
    z = np.linspace(0, high, 8)
    profile = np.c_[bottom + (top - bottom) * z / high, z]
    b.add(body, vessel(shell(profile, wall), outline))
    if rng.random() < 0.35:
        ring = np.array([[top, high - 0.03], [top + 0.008, high - 0.03], [top + 0.008, high], [top, high]])
        b.add(body, vessel(ring, outline))
    if rng.random() < 0.3:
        b.add(body, vessel(np.array([[0, -0.02], [bottom * 1.03, -0.02], [bottom * 1.03, 0.02], [0, 0.02]]), outline))
    if rng.random() < 0.15:
        b.add(body, *(box((s * top * 0.97, -0.05, 0.8 * high), (s * (top + 0.03), 0.05, 0.83 * high)) for s in (-1, 1)))
    return outline * top, high, wall


def _cover(rng, mouth: np.ndarray, z: float, over: float) -> list[Mesh]:
    """A lid for a mouth: flat, domed or a block."""
    kind = rng.choice(["dome", "flat", "step"], p=[0.45, 0.35, 0.2])
    r = np.abs(mouth).max()
    rise, skirt = r * rng.uniform(0.1, 0.6), rng.uniform(0.005, 0.05)
    unit = mouth / r
    if kind == "dome":
        t = np.linspace(0, np.pi / 2, 8)
        curve = np.c_[r * over * np.cos(t), z + skirt + rise * np.sin(t)]
        return [vessel(np.concatenate([[[0, z], [r * over, z]], curve]), unit)]
    if kind == "flat":
        return [plate(mouth * over, z, z + rng.uniform(0.01, 0.04), 0.004)]
    return [plate(mouth * over, z, z + skirt, 0.003), plate(mouth * 0.75, z + skirt, z + skirt + 0.4 * rise, 0.01)]


def _pedal(rng, b: Builder, body: int) -> None:
    mouth, high, _ = _tub(rng, b, body)
    back = mouth[:, 1].max()
    lid = b.part("lid")
    b.add(lid, *_cover(rng, mouth, high + 0.002, rng.uniform(0.97, 1.06)))
    hinge = back * rng.uniform(0.85, 1.05)
    b.add(body, box((-0.04, hinge - 0.01, high - 0.04), (0.04, hinge + 0.015, high + 0.004)))
    b.revolute(body, lid, (-1, 0, 0), (0, hinge, high), 0.0, rng.choice([np.pi / 2, rng.uniform(1.0, 2.2)]))
    if rng.random() < 0.75:
        pedal = b.part("lever", "pedal") if rng.random() < 0.65 else body
        front, wide = -back, rng.uniform(0.03, 0.08)
        out = rng.uniform(0.03, 0.08)
        b.add(pedal, box((-wide, front - out, 0.012), (wide, front - 0.3 * out, 0.024)))
        b.add(pedal, box((-0.4 * wide, front - 0.4 * out, 0.01), (0.4 * wide, front + 0.032, 0.02)))
        if pedal != body:
            b.revolute(body, pedal, (1, 0, 0), (0, front + 0.03, 0.015), 0.0, rng.uniform(0.15, 0.5))
    if rng.random() < 0.3:
        r = np.abs(mouth).max()
        t = np.linspace(0, np.pi, 15)
        path = np.c_[1.04 * r * np.cos(t), -0.02 - 0.6 * r * np.sin(t), np.full(15, 0.85 * high)]
        b.add(body, tube(path, 0.005, 6))


def _square(rng, b: Builder, body: int) -> None:
    """A tall box of boards or sheet with an arched, pitched or flat lid that covers its rim, hinged at the rear."""
    wide, deep, high = rng.uniform(0.25, 0.6), rng.uniform(0.25, 0.6), rng.uniform(0.5, 1.1)
    x, y, wall = wide / 2, deep / 2, rng.uniform(0.004, 0.02)
    solid = rng.random() < 0.3
    b.add(body, box((-x, -y, 0), (x, y, high)) if solid else open_box((-x, -y, 0), (x, y, high), wall))
    if rng.random() < 0.4:
        out = rng.uniform(0.005, 0.02)
        b.add(body, box((-x - out, -y - out, -0.03), (x + out, y + out, 0)))
    lid = b.part("lid")
    over, skirt = rng.choice([0.0, rng.uniform(0.005, 0.03)]), rng.uniform(0.01, 0.05)
    rise = rng.choice([0.0, rng.uniform(0.1, 0.5)]) * min(x, y)
    along = str(rng.choice(["x", "y"]))  # of the arch
    half = (y if along == "x" else x) + over
    t = np.linspace(0, np.pi, int(rng.choice([3, 9, 15])))
    arch = np.c_[half * np.cos(t), high + skirt + rise * np.sin(t)]
    outline = np.concatenate([[[-half, high], [half, high]], arch if rise else arch[[0, -1]]])
    reach = (x if along == "x" else y) + over
    b.add(lid, prism(outline, along, -reach, reach))
    if rng.random() < 0.35:
        b.add(lid, box((-0.3 * x, -y - over - 0.02, high), (0.3 * x, -y - over, high + 0.015)))
    b.revolute(body, lid, (-1, 0, 0), (0, y + over, high), 0.0, rng.choice([np.pi / 2, rng.uniform(1.0, 2.2)]))


def _swing(rng, b: Builder, body: int) -> None:
    """A hood whose flap swings both ways about a level line at its middle."""
    mouth, high, wall = _tub(rng, b, body)
    r = np.abs(mouth).max()
    y = mouth[:, 1].max()
    rise = r * rng.uniform(0.5, 1.1)
    if rng.random() < 0.5:  # a pitched hood with a flap in it
        flap = b.part("flap")
        peak = high + rise
        for s in (-1, 1):
            gable = np.array([[-y, high], [y, high], [0.25 * y, peak], [-0.25 * y, peak]])
            b.add(body, prism(gable, "x", *sorted((s * 0.98 * r, s * 0.9 * r))))
        b.add(body, box((-0.98 * r, 0.0, high), (0.98 * r, y, high + 0.012)))
        slope = np.array([[y, high], [0.25 * y, peak], [0.25 * y - 0.01, peak - 0.005], [y - 0.012, high]])
        b.add(body, prism(slope, "x", -0.9 * r, 0.9 * r))
        front = np.array([[-y, high], [-y + 0.012, high], [-0.25 * y + 0.01, peak - 0.005], [-0.25 * y, peak]])
        b.add(flap, prism(front, "x", -0.88 * r, 0.88 * r))
        pivot = (0, -0.25 * y, peak) if rng.random() < 0.6 else (0, -0.62 * y, (high + peak) / 2)
        b.revolute(body, flap, (1, 0, 0), pivot, -rng.uniform(0.4, 1.2), rng.uniform(0.0, 1.0))
        return
    flap = b.part("lid")
    hole = rng.uniform(0.7, 0.9)
    rim = np.array([[r, high], [r * 1.03, high], [r * hole * 1.02, high + 0.4 * rise], [r * hole, high + 0.4 * rise]])
    b.add(body, vessel(rim, mouth / r))
    z = high + 0.4 * rise
    b.add(flap, plate(mouth * hole * 0.97, z - 0.006, z + 0.006, 0.002))
    if rng.random() < 0.5:
        b.add(flap, cylinder((-0.95 * hole * r, 0, z), (0.95 * hole * r, 0, z), 0.008, 10))
    if rng.random() < 0.3:
        b.continuous(body, flap, (1, 0, 0), (0, 0, z))
    else:
        b.revolute(body, flap, (1, 0, 0), (0, 0, z), -rng.uniform(0.6, 1.6), rng.uniform(0.6, 1.6))


def _wheelie(rng, b: Builder, body: int) -> None:
    """A two-wheeled street bin, its body narrower at the foot, its lid hinged at the rear bar."""
    wide, deep, high = rng.uniform(0.4, 0.75), rng.uniform(0.45, 0.8), rng.uniform(0.8, 1.2)
    foot = rng.uniform(0.7, 0.95)
    outline = section(32, rng.uniform(5, 20)) * (wide / 2, deep / 2)
    unit = outline / np.abs(outline).max()
    r = np.abs(outline).max()
    profile = np.array([[r * foot, 0.03], [r * (0.6 * foot + 0.4), 0.5 * high], [r, high]])
    b.add(body, vessel(shell(profile, 0.008), unit))
    b.add(body, vessel(np.array([[r, high - 0.04], [r * 1.04, high - 0.04], [r * 1.04, high], [r, high]]), unit))
    y = deep / 2
    lid = b.part("lid")
    high_at_back = rng.uniform(0.02, 0.12)
    lid_plate = plate(outline * rng.uniform(1.0, 1.06), high, high + 0.025, 0.006)
    slope = high_at_back * (0.5 + lid_plate.vertices[:, 1:2] / deep) * (lid_plate.vertices[:, 2:] > high + 0.012)
    b.add(lid, Mesh(lid_plate.vertices + slope * (0, 0, 1), lid_plate.faces))
    if rng.random() < 0.6:
        b.add(lid, box((-0.3 * wide, -y - 0.03, high + 0.004), (0.3 * wide, -y, high + 0.018)))
    hinge = (0, y + rng.uniform(0.0, 0.05), high + rng.uniform(0, 0.03))
    b.add(
        body,
        cylinder((-0.4 * wide, hinge[1] + 0.03, high - 0.01), (0.4 * wide, hinge[1] + 0.03, high - 0.01), 0.015, 10),
    )
    b.add(
        body,
        *(box((s * 0.38 * wide, y - 0.02, high - 0.03), (s * 0.34 * wide, hinge[1] + 0.035, high)) for s in (-1, 1)),
    )
    b.revolute(body, lid, (-1, 0, 0), hinge, 0.0, rng.choice([rng.uniform(1.4, 2.0), rng.uniform(2.5, 4.4)]))
    style, radius = wheel_style(rng), rng.uniform(0.08, 0.13)
    at_y, half = foot * y - 0.3 * radius, 0.5 * foot * wide + 0.3 * style.width * radius
    b.add(body, cylinder((-half, at_y, radius), (half, at_y, radius), 0.015, 10))
    for s in (-1, 1):
        add_wheel(b, body, style, radius, (s * half, at_y, radius))


def _lift(rng, b: Builder, body: int) -> None:
    """A dustbin with a loose lid and two side handles."""
    mouth, high, _ = _tub(rng, b, body)
    lid = b.part("lid")
    cover = _cover(rng, mouth, high, rng.uniform(1.0, 1.08))
    r, top = np.abs(mouth).max(), max(float(m.vertices[:, 2].max()) for m in cover)
    t = np.linspace(0, np.pi, 13)
    grip = tube(np.c_[0.25 * r * np.cos(t), 0 * t, top - 0.04 * r + 0.25 * r * np.sin(t)], 0.03 * r, 8)
    b.add(lid, *cover, grip)
    b.prismatic(body, lid, (0, 0, 1), 0.0, lifted(rng, high))


def _flap(rng, b: Builder, body: int) -> None:
    """A cabinet with a push flap or a tip-out door in front."""
    wide, deep, high = rng.uniform(0.3, 0.6), rng.uniform(0.28, 0.5), rng.uniform(0.6, 1.1)
    x, y = wide / 2, deep / 2
    wall = 0.014
    split = rng.uniform(0.6, 0.78) * high
    b.add(body, open_box((-x, -y, 0), (x, y, high), wall, "-y"))
    if rng.random() < 0.5:
        roof = np.array([[-y, high], [y, high], [y, high + 0.06], [-y, high + 0.02]])
        b.add(body, prism(roof, "x", -x - 0.01, x + 0.01))
    b.add(body, box((-x + wall, -y, split - 0.02), (x - wall, -y + wall, split + 0.02)))
    flap = b.part("flap")
    b.add(flap, box((-x + wall + 0.003, -y, split + 0.023), (x - wall - 0.003, -y + 0.012, high - wall - 0.003)))
    b.revolute(
        body,
        flap,
        (1, 0, 0),
        (0, -y + 0.006, high - wall - 0.003),
        -rng.choice([0.0, rng.uniform(0.3, 1.2)]),
        rng.uniform(0.8, 1.4),
    )
    if rng.random() < 0.8:
        door = b.part("door")
        low = wall + 0.003
        b.add(door, box((-x + wall + 0.003, -y, low), (x - wall - 0.003, -y + 0.015, split - 0.023)))
        b.add(door, box((-0.06, -y - 0.02, split - 0.07), (0.06, -y, split - 0.055)))
        kind = rng.choice(["tip", "left", "right"])
        if kind == "tip":
            b.add(door, open_box((-0.8 * x, -y + 0.015, low + 0.02), (0.8 * x, 0.4 * y, 0.8 * split), 0.006))
            b.revolute(body, door, (1, 0, 0), (0, -y, low), 0.0, rng.uniform(0.4, 1.0))
        else:
            s = -1 if kind == "left" else 1
            b.revolute(body, door, (0, 0, s), (s * (x - wall - 0.003), -y, split / 2), 0.0, rng.uniform(1.4, 2.0))


_KINDS = {"pedal": _pedal, "swing": _swing, "wheelie": _wheelie, "lift": _lift, "flap": _flap, "square": _square}
