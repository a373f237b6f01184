"""Pots, casseroles, saucepans, stock pots, kettles, tagines and teapots: a vessel with a lid that lifts off."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, lathe, smooth, sphere, tube
from ._pose import left_open, lifted
from ._vessel import free_swing, section, shell, vessel


def make(rng: np.random.Generator) -> Shape:
    b = Builder("kitchen_pot")
    body = b.part("body")
    top = rng.uniform(0.07, 0.18)
    height = top * rng.choice([rng.uniform(0.5, 1.2), rng.uniform(1.0, 2.2)], p=[0.6, 0.4])
    segments = int(rng.choice([24, 32, 48]))
    oval = rng.random() < 0.1
    outline = section(segments, 2.0 if not oval else rng.uniform(2, 4), rng.uniform(0.65, 0.9) if oval else 1.0)
    profile = _profile(rng, top, height)
    wall = top * rng.uniform(0.015, 0.06)
    b.add(body, vessel(shell(profile, wall), outline))
    rim = profile[-1, 0]
    if rng.random() < 0.5:
        t = np.linspace(-np.pi / 2, 1.5 * np.pi, 9)
        b.add(body, vessel(np.c_[rim + 0.5 * wall * np.cos(t), height + 0.5 * wall * np.sin(t)], outline))
    if rng.random() < 0.15:
        _feet(rng, b, body, profile[0, 0])
    kind = str(rng.choice(["sides", "long", "bail", "pour", "none"], p=[0.62, 0.14, 0.06, 0.12, 0.06]))
    _handles(rng, b, body, kind, profile, outline)
    _lid(rng, b, body, rim, height, wall, outline)
    return left_open(rng, b.finish(), chance=0.15)


def _profile(rng, top: float, height: float) -> np.ndarray:
    kind = rng.choice(["straight", "tapered", "belly", "bowl", "waist"], p=[0.36, 0.16, 0.24, 0.16, 0.08])
    points = {
        "straight": [(0.94, 0), (1, 0.06), (1, 0.5), (1, 1)],
        "tapered": [(0.72, 0), (0.78, 0.06), (0.9, 0.5), (1, 1)],
        "belly": [(0.7, 0), (0.95, 0.15), (1.12, 0.45), (1.08, 0.75), (1, 1)],
        "bowl": [(0.45, 0), (0.75, 0.15), (0.93, 0.45), (1, 1)],
        "waist": [(1.05, 0), (1.05, 0.05), (0.9, 0.5), (1, 1)],
    }[str(kind)]
    profile = np.array(points) * (top, height)
    profile[1:-1, 0] *= rng.uniform(0.95, 1.05, len(points) - 2)
    if rng.random() < 0.75:
        profile = smooth(profile, 5)
    profile[:, 1] = np.clip(np.maximum.accumulate(profile[:, 1]), 0, height)
    return profile


def _feet(rng, b: Builder, body: int, radius: float) -> None:
    count, high = int(rng.choice([3, 4])), rng.uniform(0.1, 0.4) * radius
    r = 0.1 * radius
    for a in np.arange(count) * 2 * np.pi / count:
        at = 0.7 * radius * np.array([np.cos(a), np.sin(a)])
        b.add(body, cylinder((*at, -high), (*at, r), r * rng.uniform(0.6, 1), 10, r))


def _handles(rng, b: Builder, body: int, kind: str, profile, outline) -> None:
    """Two loops at the sides, one long handle, a bail (which swings), or a spout with a side handle."""
    height = profile[-1, 1]
    z = height * rng.uniform(0.6, 0.93)
    reach = float(np.interp(z, profile[:, 1], profile[:, 0]))
    r = reach * rng.uniform(0.035, 0.08)
    if kind == "sides":
        shape = rng.choice(["loop", "slab", "drop", "knob"], p=[0.55, 0.2, 0.15, 0.1])
        wide, out = reach * rng.uniform(0.18, 0.42), reach * rng.uniform(0.15, 0.35)
        x = reach * 0.97
        for s in (-1, 1):
            if shape == "loop":
                lift = rng.uniform(-0.0, 0.3) * out
                points = [
                    [x, -wide, z],
                    [x + 0.8 * out, -0.9 * wide, z + lift],
                    [x + out, 0, z + lift],
                    [x + 0.8 * out, 0.9 * wide, z + lift],
                    [x, wide, z],
                ]
                mesh = tube(smooth(np.array(points), 4), r, 8)
            elif shape == "drop":
                points = [
                    [x, -wide, z],
                    [x + 0.5 * out, -wide, z - 0.6 * wide],
                    [x + 0.5 * out, wide, z - 0.6 * wide],
                    [x, wide, z],
                ]
                mesh = tube(smooth(np.array(points), 4), r, 8)
            elif shape == "slab":
                mesh = box((0.93 * x, -wide, z - r), (x + out, wide, z + r))
            else:
                mesh = cylinder((0.93 * x, 0, z), (x + out, 0, z), 1.5 * r, 10, 2.2 * r)
            b.add(body, mesh.rotated((0, 0, 1), 0 if s > 0 else np.pi))
    elif kind == "long":
        long, tilt = reach * rng.uniform(1.2, 2.6), rng.uniform(-0.05, 0.3)
        a, e = np.array([0.95 * reach, 0, z]), np.array([reach + long, 0, z + tilt * long])
        flat = Mesh(
            cylinder(a, e, r, 10, r * rng.uniform(1, 1.7)).vertices * (1, rng.uniform(1, 2), 1),
            cylinder(a, e, r, 10).faces,
        )
        b.add(body, flat)
        if rng.random() < 0.3:
            points = [[-reach * 0.97, -0.2 * reach, z], [-1.25 * reach, 0, z], [-reach * 0.97, 0.2 * reach, z]]
            b.add(body, tube(smooth(np.array(points), 4), 0.8 * r, 8))
    elif kind == "bail":
        t = np.linspace(0, np.pi, 21)
        out, rise = 1.06 * profile[:, 0].max() + r, rng.uniform(1.2, 1.7)
        bail = b.part("bail")
        bow = tube(np.c_[out * np.cos(t), 0 * t, z + rise * out * np.sin(t)], r, 8)
        b.add(bail, bow)
        b.add(body, *(cylinder((s * 0.9 * reach, 0, z), (s * 1.01 * out, 0, z), 2 * r, 10) for s in (-1, 1)))
        skin = np.c_[profile[:, 0], np.zeros(len(profile)), profile[:, 1]]
        half = min(rng.choice([np.pi / 2, rng.uniform(0.9, 1.8)]), free_swing(bow.vertices, skin, z))
        b.revolute(body, bail, (1, 0, 0), (0, 0, z), -half, half)
    elif kind == "pour":
        low = rng.uniform(0.15, 0.5) * height
        start = float(np.interp(low, profile[:, 1], profile[:, 0])) * 0.9
        tip = np.array([reach * rng.uniform(1.5, 2.1), 0, height * rng.uniform(0.85, 1.2)])
        points = np.array(
            [[start, 0, low], [1.25 * reach, 0, low + 0.3 * (tip[2] - low)], [0.9 * tip[0], 0, 0.8 * tip[2]], tip]
        )
        b.add(body, tube(smooth(points, 5), 2 * r, 10))
        if rng.random() < 0.7:
            points = [
                [-0.97 * reach, 0, z],
                [-1.6 * reach, 0, z + 0.05 * height],
                [-1.6 * reach, 0, 0.5 * z],
                [-reach * 0.95, 0, 0.3 * z],
            ]
            b.add(body, tube(smooth(np.array(points), 5), r, 8))


def _lid(rng, b: Builder, body: int, rim: float, height: float, wall: float, outline) -> None:
    lid = b.part("lid")
    over = rim * rng.choice([rng.uniform(1.0, 1.06), rng.uniform(0.93, 1.0)], p=[0.7, 0.3])
    thick = wall * rng.uniform(0.6, 1.2)
    rise = rim * rng.choice(
        [rng.uniform(0.02, 0.12), rng.uniform(0.12, 0.5), rng.uniform(0.5, 1.2)], p=[0.35, 0.55, 0.1]
    )
    shape = rng.choice(["dome", "step", "cone"], p=[0.65, 0.23, 0.12])
    t = np.linspace(0, np.pi / 2, 8)
    if shape == "dome":
        curve = np.c_[over * np.cos(t), height + thick + rise * np.sin(t)]
    elif shape == "step":
        curve = np.array(
            [
                [over, height + thick],
                [0.85 * over, height + thick],
                [0.8 * over, height + thick + rise],
                [0, height + thick + rise],
            ]
        )
    else:
        curve = np.array(
            [[over, height + thick], [0.25 * over, height + thick + 0.9 * rise], [0, height + thick + rise]]
        )
    if rng.random() < 0.4:
        profile = np.concatenate([[[0, height]], [[over, height]], curve])
    else:  # hollow below
        under = curve[::-1] * (0.97, 1) - (0, thick)
        profile = np.concatenate([under, curve])
    b.add(lid, vessel(profile, outline))
    if rng.random() < 0.4:
        inner = rim - 1.3 * wall
        skirt = rng.uniform(0.03, 0.1) * rim
        b.add(
            lid,
            vessel(
                np.array(
                    [[inner - wall, height], [inner - wall, height - skirt], [inner, height - skirt], [inner, height]]
                ),
                outline,
            ),
        )
    b.add(lid, *_knob(rng, rim, height + thick + rise))
    slide = lifted(rng, height)
    if rng.random() < 0.06:
        b.revolute(body, lid, (-1, 0, 0), (0, outline[:, 1].max() * over, height), 0.0, rng.uniform(1.2, 2.0))
    elif rng.random() < 0.08:
        b.screw(body, lid, (0, 0, 1), (0, 0, height), 0.0, slide)
    else:
        b.prismatic(body, lid, (0, 0, 1), 0.0, slide)


def _knob(rng, rim: float, z: float) -> list[Mesh]:
    r, high = rim * rng.uniform(0.09, 0.2), rim * rng.uniform(0.1, 0.28)
    kind = rng.choice(["mushroom", "ball", "loop", "drum", "bar", "none"], p=[0.34, 0.15, 0.25, 0.12, 0.09, 0.05])
    if kind == "mushroom":
        points = np.array([[0.4, -0.1], [0.35, 0.4], [1, 0.6], [0.95, 0.9], [0, 1]]) * (r, high)
        return [lathe(points, 16).moved((0, 0, z))]
    if kind == "ball":
        return [
            cylinder((0, 0, z - 0.1 * high), (0, 0, z + 0.4 * high), 0.4 * r, 10),
            sphere((0, 0, z + 0.3 * high + 0.7 * r), 0.7 * r, 12),
        ]
    if kind == "drum":
        return [cylinder((0, 0, z - 0.1 * high), (0, 0, z + 0.7 * high), 0.8 * r, 16, r)]
    if kind == "loop":
        half = 1.8 * r
        points = [
            [-half, 0, -0.1 * high],
            [-0.9 * half, 0, 0.8 * high],
            [0, 0, high],
            [0.9 * half, 0, 0.8 * high],
            [half, 0, -0.1 * high],
        ]
        return [tube(smooth(np.array(points), 4), 0.3 * r, 8).moved((0, 0, z))]
    if kind == "bar":
        posts = [cylinder((s * r, 0, z - 0.1 * high), (s * r, 0, z + 0.7 * high), 0.25 * r, 8) for s in (-1, 1)]
        return [*posts, cylinder((-1.8 * r, 0, z + 0.7 * high), (1.8 * r, 0, z + 0.7 * high), 0.35 * r, 10)]
    return []
