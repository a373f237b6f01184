"""Kettles and teapots: a vessel with a spout and a handle, its lid lifting or hinged, some with a switch or a bail."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, lathe, smooth, sphere, tube
from ._pose import left_open, lifted
from ._vessel import section, shell, vessel

_BODIES = {
    "round": [(0.6, 0), (0.95, 0.2), (1, 0.45), (0.8, 0.8), (0.55, 1)],
    "cone": [(1, 0), (1, 0.05), (0.8, 0.6), (0.62, 1)],
    "jug": [(0.95, 0), (1, 0.08), (0.9, 0.5), (0.85, 1)],
    "squat": [(0.8, 0), (1, 0.12), (1, 0.3), (0.7, 0.85), (0.5, 1)],
    "cylinder": [(1, 0), (1, 0.5), (0.97, 0.9), (0.75, 1)],
}


def make(rng: np.random.Generator) -> Shape:
    b = Builder("kettle")
    body = b.part("body")
    kind = str(rng.choice(list(_BODIES)))
    radius = rng.uniform(0.06, 0.13)
    height = radius * rng.uniform(0.9, 1.5) * (1.7 if kind == "jug" else 1.0)
    profile = smooth(np.array(_BODIES[kind]) * (radius, height), 5)
    profile[:, 1] = np.clip(np.maximum.accumulate(profile[:, 1]), 0, height)
    outline = section(int(rng.choice([24, 36])), rng.choice([2.0, rng.uniform(2.5, 5)], p=[0.85, 0.15]))
    b.add(body, vessel(shell(profile, 0.03 * radius), outline))
    if rng.random() < 0.4:
        b.add(body, lathe(np.array([[0, -0.02], [1.05, -0.02], [1, 0.02], [0, 0.02]]) * (radius, 1), 28))
    if rng.random() < 0.2:
        b.add(
            body,
            *(
                cylinder(
                    (0.6 * radius * np.cos(a), 0.6 * radius * np.sin(a), -0.03),
                    (0.6 * radius * np.cos(a), 0.6 * radius * np.sin(a), 0.01),
                    0.01,
                    8,
                )
                for a in (0.5, 2.6, 4.7)
            ),
        )
    _spout(rng, b, body, profile)
    lid = b.part("lid")
    mouth = profile[-1, 0]
    _lid(rng, b, lid, mouth, height)
    over = _grip(rng, b, body, profile)
    if not over and rng.random() < 0.45:
        b.revolute(body, lid, (0, -1, 0), (-1.06 * mouth, 0, height), 0.0, rng.uniform(1.0, 1.5))
    else:  # a handle above the lid leaves it little room
        b.prismatic(body, lid, (0, 0, 1), 0.0, min(lifted(rng, 0.6 * height), 0.08 * height if over else height))
    if rng.random() < 0.25:
        switch = b.part("switch")
        at = np.array([-float(np.interp(0.1 * height, profile[:, 1], profile[:, 0])), 0, 0.1 * height])
        b.add(switch, box(at - (0.03, 0.012, 0.004), at + (0.01, 0.012, 0.006)))
        b.revolute(body, switch, (0, 1, 0), at, -0.2, rng.uniform(0.2, 0.4))
    return left_open(rng, b.finish(), chance=0.2)


def _spout(rng, b: Builder, body: int, profile: np.ndarray) -> None:
    height = profile[-1, 1]

    def at(z):
        return float(np.interp(z, profile[:, 1], profile[:, 0]))

    r = 0.12 * profile[:, 0].max() * rng.uniform(0.8, 1.6)
    kind = rng.choice(["neck", "stub", "lip"], p=[0.5, 0.28, 0.22])
    if kind == "lip":
        z = 0.88 * height
        tip = np.array([at(z) + 3 * r, 0, height * rng.uniform(0.95, 1.05)])
        b.add(body, cylinder((0.8 * at(z), 0, z - 2 * r), tip, 2.2 * r, 12, r))
        return
    low, high = height * rng.uniform(0.15, 0.5), height * rng.uniform(0.85, 1.15)
    out = at(low) + rng.uniform(0.4, 0.9) * profile[:, 0].max()
    if kind == "stub":
        b.add(body, cylinder((0.85 * at(low), 0, low), (out, 0, high), 1.7 * r, 14, 0.8 * r))
        return
    points = np.array(
        [
            [0.85 * at(low), 0, low],
            [0.6 * at(low) + 0.4 * out, 0, low + 0.1 * (high - low)],
            [0.85 * out, 0, low + 0.7 * (high - low)],
            [out, 0, high],
        ]
    )
    neck = smooth(points, 5)
    b.add(body, tube(neck, r, 10), sphere(points[0], 1.5 * r, 10))


def _lid(rng, b: Builder, lid: int, mouth: float, height: float) -> None:
    rise = mouth * rng.uniform(0.05, 0.5)
    over = mouth * rng.uniform(0.92, 1.06)
    t = np.linspace(0, np.pi / 2, 7)
    b.add(
        lid,
        lathe(
            np.concatenate([[[0, height], [over, height]], np.c_[over * np.cos(t), height + 0.004 + rise * np.sin(t)]]),
            28,
        ),
    )
    r, top = mouth * rng.uniform(0.12, 0.25), height + rise
    if rng.random() < 0.6:
        b.add(lid, cylinder((0, 0, top - 0.1 * r), (0, 0, top + r), 0.5 * r, 12), sphere((0, 0, top + 1.4 * r), r, 12))
    else:
        b.add(lid, cylinder((0, 0, top - 0.1 * r), (0, 0, top + 1.2 * r), 0.7 * r, 14, r))


def _grip(rng, b: Builder, body: int, profile: np.ndarray) -> bool:
    """Behind the body, arched over it, or a bail that swings; whether it is above the lid."""
    height, radius = profile[-1, 1], profile[:, 0].max()
    r = radius * rng.uniform(0.05, 0.11)
    kind = rng.choice(["rear", "arch", "bail"], p=[0.5, 0.3, 0.2])
    if kind == "rear":
        high, low = 0.92 * height, height * rng.uniform(0.15, 0.5)
        inner = [float(np.interp(z, profile[:, 1], profile[:, 0])) * 0.95 for z in (high, low)]
        out = radius * rng.uniform(1.4, 1.9)
        points = np.array(
            [[-inner[0], 0, high], [-out, 0, high], [-out, 0, 0.6 * low + 0.4 * high], [-inner[1], 0, low]]
        )
        mesh = tube(smooth(points, 5), r, 8)
        b.add(body, Mesh(mesh.vertices * (1, rng.uniform(1, 1.8), 1), mesh.faces))
        return False
    t = np.linspace(0, np.pi, 21)
    start, rise = 0.85 * height, radius * rng.uniform(0.9, 1.5)
    reach = float(np.interp(start, profile[:, 1], profile[:, 0])) * 1.02
    along_y = rng.random() < (0.3 if kind == "arch" else 0.9)
    path = np.c_[reach * np.cos(t), 0 * t, start + rise * np.sin(t) ** 0.8]
    arch = tube(path if not along_y else path[:, [1, 0, 2]], r, 8)
    if kind == "arch":
        b.add(body, arch)
        return True
    bail = b.part("bail")
    b.add(bail, arch)
    axis = (0, 1, 0) if along_y else (1, 0, 0)
    b.add(
        body,
        *(
            cylinder(
                np.multiply(axis, s * 0.85 * reach) + (0, 0, start),
                np.multiply(axis, s * (reach + r)) + (0, 0, start),
                1.8 * r,
                10,
            )
            for s in (-1, 1)
        ),
    )
    half = rng.uniform(0.8, np.pi / 2)
    b.revolute(body, bail, axis, (0, 0, start), -half, half)
    return True
