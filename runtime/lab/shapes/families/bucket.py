"""Buckets, pails, baskets and kettle-like tubs with a bail that swings about the line between two ears; some lidded."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, joined, lathe, smooth, sphere, tube
from ._pose import posed
from ._vessel import free_swing, section, shell, vessel


def make(rng: np.random.Generator) -> Shape:
    b = Builder("bucket")
    body = b.part("body")
    pail = rng.random() < 0.35  # of thin plastic or sheet metal: ridges below the rim, a wire for a bail
    top = rng.uniform(0.08, 0.2)
    height = top * (rng.uniform(1.7, 2.9) if pail else rng.uniform(0.9, 2.9))
    bottom = top * rng.choice([rng.uniform(0.8 if pail else 0.55, 0.95), 1.0], p=[0.75, 0.25])
    oblong = not pail and rng.random() < 0.12
    aspect = rng.uniform(0.5, 0.9) if oblong else 1.0
    power = rng.choice([2.0, rng.uniform(3, 9)], p=[0.85, 0.15]) if not oblong else rng.uniform(2, 9)
    segments = int(rng.choice([16, 24, 32, 48]))
    outline = section(segments, power, aspect)
    wall = top * rng.uniform(0.012, 0.06)
    build = _ridged if pail else _body
    skin = joined(build(rng, top, bottom, height, wall, outline, power == 2 and not oblong))
    b.add(body, skin)
    ear_z = height * rng.choice([rng.uniform(0.86, 0.97), rng.uniform(0.97, 1.06)], p=[0.75, 0.25])
    if pail:
        ear_z = height * rng.uniform(0.78, 0.93)
    reach = bottom + (top - bottom) * min(ear_z / height, 1)
    out = reach + top * rng.uniform(0.01, 0.08)
    wide = rng.random() < 0.85
    if wide:  # the bail can hang down outside the rim
        out = max(out, 1.06 * skin.vertices[skin.vertices[:, 2] > 0.85 * ear_z, 0].max())
    b.add(body, *_ears(rng, reach, out, ear_z, height, top))
    bail = b.part("bail")
    rest_kind = str(rng.choice(["up", "down", "leaning"], p=[0.15, 0.7, 0.15] if pail else [0.35, 0.4, 0.25]))
    wire = top * rng.uniform(0.01, 0.022) if pail else None
    meshes = _bail(rng, out, top, ear_z, rng.uniform(1.1, 1.4) if wide else rng.uniform(0.7, 1.2), wire)
    b.add(bail, *meshes)
    swing = free_swing(joined(meshes).vertices, skin.vertices, ear_z, power, aspect)
    if rng.random() < 0.25:
        swing = min(swing, rng.uniform(1.2, 2.0))
    b.revolute(body, bail, (rng.choice([-1, 1]), 0, 0), (0, 0, ear_z), -swing, swing)
    values = {0: _rest(rng, rest_kind, swing)}
    if rng.random() < 0.08:
        _lid(rng, b, body, top, height, outline)
    return posed(b.finish(), values)


def _rest(rng: np.random.Generator, kind: str, swing: float) -> float:
    if kind == "up":
        return rng.choice([0.0, rng.uniform(-0.2, 0.2)])
    if kind == "down":
        return rng.choice([-1, 1]) * swing * rng.uniform(0.85, 1.0)
    return rng.uniform(-swing, swing)


def _body(rng, top, bottom, height, wall, outline, round_) -> list[Mesh]:
    kind = rng.choice(
        ["plain", "curved", "rings", "staves", "wicker", "stepped"], p=[0.3, 0.14, 0.26, 0.12, 0.06, 0.12]
    )
    if kind == "staves" and round_:
        return _staves(rng, top, bottom, height, wall)
    n = 40 if kind in ("rings", "wicker") else 12
    z = np.linspace(0, height, n)
    r = bottom + (top - bottom) * z / height
    if kind == "curved":
        r += rng.uniform(-0.05, 0.16) * top * np.sin(np.pi * z / height)
    if kind == "rings":
        for at in rng.uniform(0.05, 0.95, int(rng.integers(1, 5))) * height:
            r += rng.uniform(-0.02, 0.05) * top * (np.abs(z - at) < rng.uniform(0.015, 0.04) * height)
    if kind == "wicker":
        r += 0.015 * top * (np.arange(n) % 2)
    if kind == "stepped":
        r += 0.06 * top * (z > rng.uniform(0.5, 0.9) * height)
    profile = np.c_[r, z]
    meshes = []
    rim = rng.choice(["none", "bead", "band", "flange"], p=[0.2, 0.4, 0.25, 0.15])
    edge = r[-1]
    thick = top * rng.uniform(0.02, 0.06)
    if rim == "band":
        low = height * rng.uniform(0.75, 0.95)
        ring = np.array([[edge, low], [edge + thick, low], [edge + thick, height], [edge, height]])
        meshes.append(vessel(ring, outline))
    if rim == "flange":
        ring = np.array(
            [
                [edge, height - thick],
                [edge + 2.5 * thick, height - 0.5 * thick],
                [edge + 2.5 * thick, height],
                [edge, height],
            ]
        )
        meshes.append(vessel(ring, outline))
    if rim == "bead":
        t = np.linspace(-np.pi / 2, 1.5 * np.pi, 9)
        meshes.append(vessel(np.c_[edge + thick * 0.6 * np.cos(t), height + thick * 0.6 * np.sin(t)], outline))
    if rng.random() < 0.3:
        foot = height * rng.uniform(0.02, 0.06)
        ring = np.array(
            [[bottom * 0.9, 0], [bottom * 1.01, 0], [bottom * 1.03, -foot], [bottom * 0.95, -foot], [bottom * 0.9, 0]]
        )
        meshes.append(vessel(ring, outline))
    if rng.random() < 0.12:  # a spout in the rim
        meshes.append(cylinder((0, -0.9 * top, height * 0.9), (0, -1.15 * top, height), 0.2 * top, 12, 0.3 * top))
    return [vessel(shell(profile, wall, rng.uniform(1, 4) * wall), outline), *meshes]


def _ridged(rng, top, bottom, height, wall, outline, round_) -> list[Mesh]:
    """A plain tub with ribs around it below the rim, of one skin with it or rings of their own."""
    foot, at = height * rng.uniform(0, 0.05), height
    profile, rings = [[bottom * 0.97, 0], [bottom, foot]], []
    levels = []
    for _ in range(int(rng.integers(1, 5))):
        high = height * rng.uniform(0.012, 0.035)
        levels.append((at - high, at))
        at -= high + height * rng.uniform(0.02, 0.08)
    out, own = top * rng.uniform(0.03, 0.08), rng.random() < 0.3
    for low, high in levels[::-1]:
        r = [bottom + (top - bottom) * z / height for z in (low, high)]
        if own:
            ring = [[r[0], low], [r[0] + out, low], [r[1] + out, high], [r[1], high], [r[0], low]]
            rings.append(vessel(np.array(ring), outline))
        else:
            profile += [[r[0], low - 1e-4], [r[0] + out, low], [r[1] + out, high], [r[1], high + 1e-4]]
    profile = np.array([*profile, [top, height + 2e-4]])
    return [vessel(shell(profile, wall, rng.uniform(1, 4) * wall), outline), *rings]


def _staves(rng, top, bottom, height, wall) -> list[Mesh]:
    """Boards side by side around a floor, held by hoops."""
    count = int(rng.integers(10, 22))
    half = np.pi / count * 0.97
    thick = max(wall, 0.05 * top)
    meshes = []
    for k in range(count):
        a = 2 * np.pi * (k + 0.5) / count
        rise = height * (1 + rng.choice([0.0, rng.uniform(0, 0.02)]))
        corners = [
            (r * np.cos(a + s), r * np.sin(a + s), z)
            for z, ring in ((0, bottom), (rise, top))
            for r in (ring - thick, ring)
            for s in (-half, half)
        ]
        stave = box((0, 0, 0), (1, 1, 1))
        order = [0, 1, 2, 3, 4, 5, 6, 7]
        meshes.append(Mesh(np.array(corners)[order], stave.faces[:, ::-1]))
    meshes.append(cylinder((0, 0, 0.04 * height), (0, 0, 0.04 * height + thick), bottom - 0.5 * thick, 24))
    for at in (0.18, 0.78, 0.5)[: int(rng.integers(1, 4))]:
        z, wide = at * height, height * rng.uniform(0.03, 0.07)
        r = bottom + (top - bottom) * np.array([z, z + wide]) / height + 0.03 * top
        meshes.append(
            lathe(np.array([[r[0] - 0.04 * top, z], [r[0], z], [r[1], z + wide], [r[1] - 0.04 * top, z + wide]]), 32)
        )
    return meshes


def _ears(rng, reach: float, out: float, z: float, height: float, top: float) -> list[Mesh]:
    """What holds the bail at either side."""
    kind = rng.choice(["plate", "disc", "loop", "post", "knob", "none"], p=[0.25, 0.2, 0.15, 0.1, 0.15, 0.15])
    size, meshes = top * rng.uniform(0.06, 0.16), []
    inner = reach - 0.04 * top
    for s in (-1, 1):
        if kind == "plate":
            meshes.append(
                box((s * inner, -size, min(z - size, height * 0.9)), (s * (out + 0.01 * top), size, z + size))
            )
        elif kind == "disc":
            meshes.append(cylinder((s * inner, 0, z), (s * (out + 0.02 * top), 0, z), size, 16))
        elif kind == "loop":
            t = np.linspace(0, 2 * np.pi, 15)[:-1]
            path = np.c_[np.full(14, s * out), size * 0.7 * np.cos(t), z + size * 0.7 * np.sin(t)]
            meshes.append(tube(path, 0.22 * size, 6, closed=True))
            meshes.append(box((s * inner, -0.3 * size, z - 1.2 * size), (s * out, 0.3 * size, z - 0.6 * size)))
        elif kind == "post":
            meshes.append(box((s * inner, -0.5 * size, height * 0.7), (s * (reach + 0.04 * top), 0.5 * size, z + size)))
        elif kind == "knob":
            meshes.append(cylinder((s * inner, 0, z), (s * (out + 0.05 * top), 0, z), 0.5 * size, 12))
    return meshes


def _bail(rng, out: float, top: float, z: float, rise: float, wire: float | None = None) -> list[Mesh]:
    """The handle upright over the mouth, its ends at x = -out and out.

    rise: its height, of out. wire: its radius, metres; a random one if None.
    """
    kind = rng.choice(["arc", "flat_arc", "square", "bowed", "strap"], p=[0.5, 0.15, 0.13, 0.14, 0.08])
    high = out * rise
    t = np.linspace(0, np.pi, int(rng.choice([13, 21, 33])))
    if kind in ("arc", "strap"):
        path = np.c_[out * np.cos(t), 0 * t, high * np.sin(t)]
    elif kind == "flat_arc":
        path = np.c_[out * np.cos(t), 0 * t, high * np.sin(t) ** 0.6]
    elif kind == "square":
        corner = rng.uniform(0.1, 0.4) * out
        points = [[out, 0, 0], [out, 0, high - corner], [out - corner, 0, high], [0, 0, high]]
        half = smooth(np.array(points, float), 4)
        path = np.concatenate([half, (half * (-1, 1, 1))[-2::-1]])
    else:
        points = np.array([[1, 0, 0], [1.02, 0, 0.3], [0.75, 0, 0.7], [0.4, 0, 0.92], [0, 0, 1]]) * (out, 1, high)
        half = smooth(points, 5)
        path = np.concatenate([half, (half * (-1, 1, 1))[-2::-1]])
    r = wire or top * rng.choice([rng.uniform(0.012, 0.03), rng.uniform(0.03, 0.06)], p=[0.7, 0.3])
    middle = path[len(path) // 2]
    bail = tube(path + (0, 0, z), r, int(rng.choice([6, 8, 12])))
    if kind == "strap" and wire is None:
        bail = Mesh(bail.vertices * (1, min(rng.uniform(2, 5), 0.12 * top / r), 1), bail.faces)
    meshes = [bail]
    if rng.random() < 0.5:
        grip, long = r * rng.uniform(1.6, 3.2), out * rng.uniform(0.2, 0.42)
        at = (0, 0, z + middle[2])
        meshes.append(cylinder(np.subtract(at, (long, 0, 0)), np.add(at, (long, 0, 0)), grip, 12))
    if rng.random() < 0.35:
        meshes += [cylinder((s * 0.95 * out, 0, z), (s * (out + 2 * r), 0, z), 1.8 * r, 10) for s in (-1, 1)]
    elif rng.random() < 0.4:
        meshes += [sphere((s * out, 0, z), 1.8 * r, 10) for s in (-1, 1)]
    return meshes


def _lid(rng, b: Builder, body: int, top: float, height: float, outline) -> None:
    part = b.part("lid")
    thick, over = top * rng.uniform(0.03, 0.08), top * rng.uniform(1.0, 1.06)
    bulge = rng.choice([0.0, rng.uniform(0.05, 0.3)]) * top
    points = [
        [0, height],
        [over, height],
        [over, height + thick],
        [0.6 * over, height + thick + 0.7 * bulge],
        [0, height + thick + bulge],
    ]
    b.add(part, vessel(np.array(points), outline))
    if rng.random() < 0.6:
        z = height + thick + bulge
        b.add(part, cylinder((0, 0, z), (0, 0, z + 0.15 * top), 0.08 * top, 12, 0.13 * top))
    if rng.random() < 0.3:
        b.revolute(body, part, (-1, 0, 0), (0, outline[:, 1].max() * over, height), 0.0, rng.uniform(1.4, 2.4))
    else:
        b.prismatic(body, part, (0, 0, 1), 0.0, top * rng.uniform(0.4, 1.2))
