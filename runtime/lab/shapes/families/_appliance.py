"""Pieces of household appliances: insulated boxes, thick doors, plates with round holes, wire racks, knobs."""

from __future__ import annotations

import numpy as np

from ..solids import Mesh, box, cylinder, extruded, frame, rounded_rectangle
from ._handles import HandleStyle, handle
from ._panels import bevelled_slab

DOOR_SHAPES = ("flat", "flat", "bevelled", "rounded", "bowed", "soft")


def bar_handle(rng: np.random.Generator, length: float, scale: float = 1.0) -> HandleStyle:
    """A long handle as appliances have; length is how long it would like to be, metres."""
    kind = str(rng.choice(["bar", "square_bar", "bow", "slab", "lip"], p=[0.34, 0.24, 0.26, 0.08, 0.08]))
    return HandleStyle(
        kind,
        length,
        thickness=scale * rng.uniform(0.01, 0.03),
        stand_off=scale * rng.uniform(0.025, 0.07),
        segments=int(rng.choice([6, 8, 12])),
        profile=int(rng.integers(4)),
    )


def place_handle(style: HandleStyle, lower, upper, edge: str, margin: float, at: float = 0.5) -> list[Mesh]:
    """A handle along one edge of a front between two corners: left, right, top or bottom; `at` is where along it."""
    lower, upper = np.asarray(lower, float), np.asarray(upper, float)
    along = 2 if edge in ("left", "right") else 0
    room = 0.9 * (upper[along] - lower[along])
    spot = lower + 0.5 * (upper - lower)
    spot[1] = lower[1]
    half = min(style.length, room) / 2
    spot[along] = np.clip(lower[along] + at * (upper[along] - lower[along]), lower[along] + half, upper[along] - half)
    across = 0 if along == 2 else 2
    spot[across] = lower[across] + margin if edge in ("left", "bottom") else upper[across] - margin
    return handle(style, spot, along == 2, room)


def moulded_grip(rng: np.random.Generator, lower, upper) -> Mesh:
    """A rail as wide as a front between two corners, formed into its top edge: a soft bulge to reach under."""
    (x0, y0, z0), (x1, _, z1) = lower, upper
    tall, out = rng.uniform(0.04, 0.14) * (z1 - z0), rng.uniform(0.015, 0.06)
    drop = rng.uniform(0.0, 0.5) * tall
    t = np.linspace(0, np.pi, int(rng.choice([3, 5, 9])))
    bulge = np.c_[-out * np.sin(t) ** rng.uniform(0.4, 1.2), tall / 2 * np.cos(t)]
    mesh = extruded(bulge + (y0, z1 - drop - tall / 2), x0, x1)
    return Mesh(mesh.vertices[:, [2, 0, 1]], mesh.faces)


def thick_door(shape: str, lower, upper, soft: float = 0.02) -> Mesh:
    """A slab between two corners, its front (lower y) flat, bevelled, rounded or bowed."""
    (x0, y0, z0), (x1, y1, z1) = lower, upper
    if shape == "flat":
        return box(lower, upper)
    if shape == "bevelled":
        return bevelled_slab(lower, upper, soft)
    if shape == "rounded":  # corners seen from the front
        outline = rounded_rectangle(x1 - x0, z1 - z0, 2 * soft, 4) + ((x0 + x1) / 2, (z0 + z1) / 2)
        mesh = extruded(outline, -y1, -y0)
        return Mesh(mesh.vertices[:, [0, 2, 1]] * (1, -1, 1), mesh.faces)
    if shape == "bowed":
        t = np.linspace(-1, 1, 9)
        front = np.c_[(x0 + x1) / 2 + t * (x1 - x0) / 2, y0 + 0.45 * (y1 - y0) * t**2]
        return extruded(np.concatenate([front, [[x1, y1], [x0, y1]]]), z0, z1)
    t, r = np.linspace(0, np.pi / 2, 4), min(soft, 0.6 * (y1 - y0))
    left = np.c_[x0 + r - r * np.cos(t), y0 + r - r * np.sin(t)]
    right = np.c_[x1 - r + r * np.sin(t), y0 + r - r * np.cos(t)]
    return extruded(np.concatenate([left, right, [[x1, y1], [x0, y1]]]), z0, z1)


def insulated_box(lower, upper, wall: float, back: float | None = None) -> list[Mesh]:
    """Box with thick walls, open at the front: sides, bottom, top, back."""
    (x0, y0, z0), (x1, y1, z1) = lower, upper
    back = wall if back is None else back
    return [
        box((x0, y0, z0), (x0 + wall, y1, z1)),
        box((x1 - wall, y0, z0), (x1, y1, z1)),
        box((x0 + wall, y0, z0), (x1 - wall, y1, z0 + wall)),
        box((x0 + wall, y0, z1 - wall), (x1 - wall, y1, z1)),
        box((x0 + wall, y1 - back, z0 + wall), (x1 - wall, y1, z1 - wall)),
    ]


def cavity(lower, upper, hole_lower, hole_upper) -> list[Mesh]:
    """A block with a pocket in its front: a frame around hole corners (3,), and the block's rest behind the pocket."""
    lower, upper = np.asarray(lower, float), np.asarray(upper, float)
    hole_lower, hole_upper = np.asarray(hole_lower, float), np.asarray(hole_upper, float)
    deep = (upper[0], hole_upper[1], upper[2])
    return [
        frame(lower, deep, "y", hole_lower[[0, 2]], hole_upper[[0, 2]]),
        box((lower[0], hole_upper[1], lower[2]), upper),
    ]


def holed_plate(lower, upper, centre, radius: float, segments: int = 28) -> Mesh:
    """Slab between two corners (3,) with a round hole along Y about centre (x, z)."""
    (x0, y0, z0), (x1, y1, z1) = lower, upper
    cx, cz = centre
    corners = np.arctan2([z0 - cz, z0 - cz, z1 - cz, z1 - cz], [x0 - cx, x1 - cx, x1 - cx, x0 - cx])
    angle = np.sort(np.concatenate([np.linspace(-np.pi, np.pi, segments, endpoint=False), corners]))
    c, s = np.cos(angle), np.sin(angle)
    across, up = np.where(c > 0, x1 - cx, cx - x0), np.where(s > 0, z1 - cz, cz - z0)
    reach = np.minimum(across / np.maximum(abs(c), 1e-9), up / np.maximum(abs(s), 1e-9))
    outer = np.c_[cx + reach * c, cz + reach * s]
    inner = np.c_[cx + radius * c, cz + radius * s]
    n = len(angle)
    rings = [np.insert(ring, 1, y, axis=1) for y in (y0, y1) for ring in (outer, inner)]
    k = np.arange(n)
    j = (k + 1) % n
    faces = []
    for a, d in ((0, 1), (3, 2), (1, 3), (2, 0)):  # front, back, the hole's wall, the outside
        faces += [np.c_[a * n + k, a * n + j, d * n + j], np.c_[a * n + k, d * n + j, d * n + k]]
    return Mesh(np.concatenate(rings), np.concatenate(faces))


def wire_rack(lower, upper, bars: int, wire: float = 0.003, high: bool = True) -> list[Mesh]:
    """A basket of square wires, or with high=False a flat grid, between two corners."""
    (x0, y0, z0), (x1, y1, z1) = lower, upper
    meshes = [box((x, y0, z0), (x + wire, y1, z0 + wire)) for x in np.linspace(x0, x1 - wire, bars)]
    meshes += [box((x0, y, z0), (x1, y + wire, z0 + wire)) for y in np.linspace(y0, y1 - wire, max(2, bars // 2))]
    if high:
        rim = (x0 + 2 * wire, y0 + 2 * wire), (x1 - 2 * wire, y1 - 2 * wire)
        meshes.append(frame((x0, y0, z1 - wire), (x1, y1, z1), "z", *rim))
        for x in np.linspace(x0, x1 - wire, bars):
            meshes += [box((x, y, z0), (x + wire, y + wire, z1)) for y in (y0, y1 - wire)]
    return meshes


def knob_row(rng, x0: float, x1: float, y: float, z: float, count: int, radius: float) -> list[Mesh]:
    """Small knobs on a front at y, reaching out to -Y."""
    out, segments = rng.uniform(0.015, 0.035), int(rng.choice([8, 12, 16]))
    spots = np.linspace(x0, x1, count) if count > 1 else [(x0 + x1) / 2]
    return [cylinder((x, y, z), (x, y - out, z), radius, segments, radius * 0.85) for x in spots]


def display(x0: float, x1: float, y: float, z0: float, z1: float) -> Mesh:
    """A thin plate on a front at y."""
    return box((x0, y - 0.003, z0), (x1, y, z1))


def pads(rng: np.random.Generator, lower, upper, y: float) -> list[Mesh]:
    """A field of flat buttons on a front at y, within corners (x, z)."""
    across, up = int(rng.integers(1, 4)), int(rng.integers(2, 6))
    x, z = np.linspace(lower[0], upper[0], across + 1), np.linspace(lower[1], upper[1], up + 1)
    gap = 0.15 * min(x[1] - x[0], z[1] - z[0])
    return [
        box((x[i] + gap, y - 0.003, z[k] + gap), (x[i + 1] - gap, y, z[k + 1] - gap))
        for i in range(across)
        for k in range(up)
    ]
