"""Spectacles, sunglasses and goggles: a front that looks to -Y and two temples that fold in about upright hinges."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, lofted, prism, smooth, tube
from ._pose import left_open, posed
from ._vessel import section


def make(rng: np.random.Generator) -> Shape:
    b = Builder("eyeglasses")
    front = b.part("frame")
    half = rng.uniform(0.058, 0.075)
    curve = rng.choice([rng.uniform(0, 0.012), rng.uniform(0.01, 0.035)])  # how far the ends lie behind the nose
    lens_x, lens_z = half * rng.uniform(0.32, 0.46), half * rng.uniform(0.2, 0.46)
    lens_z = min(lens_z, lens_x * 1.15)
    gap = half - 2 * lens_x
    middle = lens_x + max(0.12 * gap, 0.004) + 0.35 * max(gap, 0)
    rim = rng.choice([rng.uniform(0.0008, 0.0016), rng.uniform(0.0016, 0.0045)])
    kind = str(rng.choice(["lenses", "rims", "full", "shield"], p=[0.2, 0.2, 0.48, 0.12]))
    b.add(front, *_front(rng, kind, half, middle, lens_x, lens_z, rim, curve))
    hinge_z = lens_z * rng.uniform(0.0, 0.75)
    thick = rng.choice([rng.uniform(0.0008, 0.0015), rng.uniform(0.0015, 0.003)])
    tall = thick * rng.choice([1.0, rng.uniform(1.5, 5)])
    long, drop = rng.uniform(0.11, 0.15), rng.uniform(0.015, 0.045)
    bow = rng.uniform(-0.006, 0.008)
    hinge_y = curve + rng.uniform(0.002, 0.008)
    b.add(
        front,
        *(
            box(
                (s * half - 0.004, curve * 0.7, hinge_z - 0.6 * tall - 0.001),
                (s * half + 0.0025, hinge_y, hinge_z + 0.6 * tall + 0.001),
            )
            for s in (-1, 1)
        ),
    )
    points = np.array(
        [
            [0, 0, 0],
            [bow, 0.4 * long, 0],
            [bow, 0.72 * long, 0],
            [0.5 * bow, 0.85 * long, -0.2 * drop],
            [0, long, -drop],
        ]
    )
    if rng.random() < 0.15:
        points[3:, 2] = 0.0
    path = smooth(points, 5)
    ending = rng.random() < 0.5
    fold = rng.uniform(1.1, 1.55)
    out = rng.choice([0.0, rng.uniform(0.05, 0.3)], p=[0.7, 0.3])
    for s in (-1, 1):
        temple = b.part("leg", "temple")
        arm = tube(path, thick, 8)
        height = np.interp(arm.vertices[:, 1], [0, 0.5 * long, long], [tall, 0.7 * tall, tall]) / thick
        line = np.interp(arm.vertices[:, 1], path[:, 1], path[:, 2])
        arm = Mesh(np.c_[arm.vertices[:, :2], line + (arm.vertices[:, 2] - line) * height], arm.faces)
        meshes = [arm]
        if ending:
            meshes.append(tube(path[-7:], thick * 1.5, 8))
        origin = np.array([s * half, hinge_y, hinge_z])
        b.add(temple, *(Mesh(m.vertices * (s, 1, 1), m.faces[:, :: 1 if s > 0 else -1]).moved(origin) for m in meshes))
        b.revolute(front, temple, (0, 0, s), origin, -out, fold)
    shape = b.finish()
    if rng.random() < 0.15:
        return posed(shape, {0: fold * rng.uniform(0.9, 1), 1: fold * rng.uniform(0.85, 0.98)})
    return left_open(rng, shape, chance=0.15)


def _bent(mesh: Mesh, half: float, curve: float) -> Mesh:
    """Wrapped around the face: the further from the nose the further back."""
    return Mesh(mesh.vertices + np.outer((mesh.vertices[:, 0] / half) ** 2 * curve, (0, 1, 0)), mesh.faces)


def _front(
    rng, kind: str, half: float, middle: float, lens_x: float, lens_z: float, rim: float, curve: float
) -> list[Mesh]:
    power = rng.choice([2.0, rng.uniform(2, 3), rng.uniform(3, 8)])
    outline = section(32, power) * (lens_x, lens_z)
    outline[:, 1] -= rng.uniform(0, 0.25) * lens_z * (outline[:, 0] / lens_x) ** 2  # drooping outer corners
    outline[:, 0] *= 1 + rng.uniform(-0.15, 0.2) * outline[:, 1] / lens_z
    meshes = []
    if kind == "shield":
        wide = section(48, rng.uniform(3, 6)) * (half, lens_z)
        notch = np.exp(-((wide[:, 0] / (0.2 * half)) ** 2)) * (wide[:, 1] < 0)
        wide[:, 1] += notch * lens_z * rng.uniform(0.5, 0.9)
        rings = np.stack([np.c_[wide[:, 0], np.full(48, y), wide[:, 1]][::-1] for y in (-0.001, 0.001)])
        meshes.append(lofted(rings))
        if rng.random() < 0.6:
            meshes.append(box((-half, -0.002, 0.7 * lens_z), (half, 0.002, 1.02 * lens_z)))
        n = 9
        parts = [_bent(m, half, curve) for m in meshes[:1]]
        bars = [
            box((-half + 2 * half * k / n, -0.002, 0.75 * lens_z), (-half + 2 * half * (k + 1) / n, 0.002, lens_z))
            for k in range(n)
        ]
        return parts + [_bent(m, half, curve) for m in bars[: n if rng.random() < 0.5 else 0]]
    pane = rng.random() < 0.85 or kind == "lenses"
    for s in (-1, 1):
        shape = outline * (s, 1)
        shape = shape[:: int(s)] + (s * middle, 0)
        if pane:
            meshes.append(prism(shape, "y", -0.0008, 0.0008))
        if kind != "lenses":
            ring = tube(np.c_[shape[:, 0], 0 * shape[:, 0], shape[:, 1]], rim, 6, closed=True)
            flat = rng.choice([1.0, 1.5]) if kind == "full" else 1.0
            meshes.append(Mesh(ring.vertices * (1, flat, 1), ring.faces))
        # from the lens to the hinge
        end = middle + lens_x
        if end < half:
            meshes.append(box((s * (end - 0.002), -rim, 0), (s * half, rim, 0.5 * lens_z)))
    inner = middle - 0.9 * lens_x
    z = lens_z * rng.uniform(0.1, 0.5)
    points = np.array(
        [
            [-inner, 0, z],
            [-0.4 * inner, -0.001, z + 0.2 * lens_z],
            [0.4 * inner, -0.001, z + 0.2 * lens_z],
            [inner, 0, z],
        ]
    )
    meshes.append(tube(smooth(points, 4), max(rim, 0.001), 6))
    if rng.random() < 0.2:
        meshes.append(cylinder((-inner, 0, z + 0.5 * lens_z), (inner, 0, z + 0.5 * lens_z), max(rim, 0.001), 6))
    if rng.random() < 0.5:
        for s in (-1, 1):
            pad = section(10) * (0.0025, 0.005)
            meshes.append(prism(pad + (s * 0.75 * inner, z - 0.5 * lens_z), "y", 0.003, 0.006))
            meshes.append(
                cylinder((s * 0.75 * inner, 0.005, z - 0.4 * lens_z), (s * inner, 0, z - 0.2 * lens_z), 0.0005, 6)
            )
    return [_bent(m, half, curve) for m in meshes]
