"""Generated objects whose joint has one stop, known to the last digit from how they were built.

Each has a base (part 0) and a part that moves (1); the joint's limits go well beyond the stop. Dimensions are drawn,
the base is solid or made of panels, and its triangles are large or small.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import trimesh

from .subdivide import subdivided

Mesh = tuple[np.ndarray, np.ndarray]
QUARTERINGS = 3


@dataclass(frozen=True)
class StopCase:
    """joint: fields of a Joint that moves part 1. stop: the value at which it touches; on the side away from 0."""

    name: str
    meshes: dict[int, Mesh]
    joint: dict
    stop: float


def box(lower, upper) -> trimesh.Trimesh:
    return trimesh.creation.box(bounds=[lower, upper])


def panels(lower, upper, thick: float, open_side: tuple[int, int] = (1, 0)) -> trimesh.Trimesh:
    """A box of five panels, open at one end of one axis."""
    walls = []
    for axis in range(3):
        for end in (0, 1):
            if (axis, end) != open_side:
                a, b = np.array(lower, float), np.array(upper, float)
                if end:
                    a[axis] = b[axis] - thick
                else:
                    b[axis] = a[axis] + thick
                walls.append(box(a, b))
    return trimesh.util.concatenate(walls)


def door(rng: np.random.Generator, solid: bool) -> tuple[trimesh.Trimesh, trimesh.Trimesh, dict, float]:
    """A door hinged at a corner of its body swings until its outer corner meets a wall beside it."""
    wide, high, thick = rng.uniform(0.4, 0.8), rng.uniform(0.6, 1.2), rng.uniform(0.015, 0.04)
    beside = rng.uniform(0.3, 0.9) * wide
    body = box((0, 0.001, 0), (wide, 0.4, high)) if solid else panels((0, 0.001, 0), (wide, 0.4, high), 0.02)
    wall = box((-beside - 0.05, -1.5 * wide, 0), (-beside, 0.4, high))
    leaf = box((0, -thick, 0.01), (wide, 0, high - 0.01))
    stop = math.acos(-beside / math.hypot(wide, thick)) - math.atan2(thick, wide)
    joint = {"type": "revolute", "axis": (0, 0, -1), "origin": (0, 0, 0), "lower": 0.0, "upper": stop + 0.7}
    return body + wall, leaf, joint, stop


def drawer(rng: np.random.Generator, solid: bool) -> tuple[trimesh.Trimesh, trimesh.Trimesh, dict, float]:
    """An open drawer in a carcass of panels slides in until it meets the back."""
    wide, deep, high = rng.uniform(0.4, 0.8), rng.uniform(0.4, 0.6), rng.uniform(0.2, 0.4)
    gap, inner = rng.uniform(0.05, 0.2), 0.02
    carcass = panels((0, 0, 0), (wide, deep, high), inner)
    size = ((inner + 0.004, -gap, inner + 0.004), (wide - inner - 0.004, deep - inner - gap, high - inner - 0.01))
    slide = box(*size) if solid else panels(*size, 0.01, open_side=(2, 1))
    joint = {"type": "prismatic", "axis": (0, -1, 0), "origin": (0, 0, 0), "lower": -2 * gap - 0.1, "upper": 0.1}
    return carcass, slide, joint, -gap


def lid(rng: np.random.Generator, solid: bool) -> tuple[trimesh.Trimesh, trimesh.Trimesh, dict, float]:
    """A lid hinged at the back of a box leans past upright onto the edge of a bar."""
    wide, deep, high, thick = rng.uniform((0.4, 0.3, 0.2, 0.01), (0.8, 0.5, 0.4, 0.03))
    behind, up = thick + rng.uniform(0.02, 0.1), rng.uniform(0.4, 0.8) * deep
    size = ((0, -deep, -high), (wide, 0, -0.001))
    body = box(*size) if solid else panels(*size, 0.015, open_side=(2, 1))
    bar = box((0, behind, up - 0.03), (wide, behind + 0.03, up))
    post = box((0, behind, -high), (0.03, behind + 0.03, up - 0.03)) + box((0, 0, -high), (0.03, behind, 0.03 - high))
    stop = math.atan2(behind, up) + math.acos(thick / math.hypot(behind, up))
    joint = {"type": "revolute", "axis": (-1, 0, 0), "origin": (0, 0, 0), "lower": 0.0, "upper": stop + 0.6}
    return body + bar + post, box((0, -deep, 0), (wide, 0, thick)), joint, stop


def wheel(rng: np.random.Generator, solid: bool) -> tuple[trimesh.Trimesh, trimesh.Trimesh, dict, float]:
    """A steered wheel turns until its rim meets the flat side of a mudguard."""
    radius, thick = rng.uniform(0.25, 0.4), rng.uniform(0.06, 0.12)
    beside = thick / 2 + rng.uniform(0.1, 0.4) * radius
    turn = trimesh.transformations.rotation_matrix(math.pi / 2, (1, 0, 0))
    tyre = trimesh.creation.cylinder(radius, thick, sections=64, transform=turn)
    side = ((-1.2 * radius, beside, -radius), (1.2 * radius, beside + 0.05, 1.3 * radius))
    guard = box(*side) if solid else panels(*side, 0.01, open_side=(1, 1))
    top = box((-1.2 * radius, -beside, 1.25 * radius), (1.2 * radius, beside, 1.3 * radius))
    stop = math.asin(beside / math.hypot(radius, thick / 2)) - math.atan2(thick / 2, radius)
    joint = {"type": "revolute", "axis": (0, 0, 1), "origin": (0, 0, 0), "lower": 0.0, "upper": stop + 0.8}
    return guard + top, tyre, joint, stop


def cap(rng: np.random.Generator, solid: bool) -> tuple[trimesh.Trimesh, trimesh.Trimesh, dict, float]:
    """A cap, a little unscrewed, goes down its thread until its rim meets the bottle's shoulder."""
    neck, high, gap = rng.uniform(0.012, 0.02), rng.uniform(0.02, 0.03), rng.uniform(0.003, 0.008)
    pitch = float(rng.uniform(0.003, 0.006) * rng.choice([-1, 1]))
    bottle = trimesh.creation.cylinder(2.5 * neck, 0.15, sections=64)
    bottle.apply_translation((0, 0, -0.075))
    tube = trimesh.creation.cylinder(neck, high, sections=64)
    tube.apply_translation((0, 0, high / 2 - 0.001))
    rim = trimesh.creation.annulus(1.05 * neck, 1.3 * neck, high, sections=64)
    rim.apply_translation((0, 0, gap + high / 2))
    top = trimesh.creation.cylinder(1.3 * neck, 0.003, sections=64)
    top.apply_translation((0, 0, gap + high + 0.0015))
    joint = {"type": "screw", "axis": (0, 0, 1), "origin": (0, 0, 0), "lower": -3 * gap, "upper": 0.01, "pitch": pitch}
    return bottle + tube, rim + top, joint, -gap


MAKERS: tuple[Callable, ...] = (door, drawer, lid, wheel, cap)


def stop_cases(count: int = 4, seed: int = 0) -> Iterator[StopCase]:
    """Count objects of each kind: solid or of panels, with large or small triangles, in turn."""
    for maker in MAKERS:
        for index in range(count):
            base, part, joint, stop = maker(np.random.default_rng((seed, index)), solid=index % 2 == 0)
            meshes = {}
            for id, mesh in enumerate((base, part)):
                for _ in range(QUARTERINGS * (index // 2 % 2)):
                    mesh = mesh.subdivide()
                meshes[id] = np.array(mesh.vertices), np.array(mesh.faces)
            yield StopCase(f"{maker.__name__} {index}", meshes, joint, stop)


def chest(count: int, faces: int) -> tuple[dict[int, Mesh], list[dict]]:
    """Doors and drawers in turn, side by side in one body, about so many triangles in all; meshes, fields of joints."""
    bodies, pieces, joints = [], {}, []
    for index in range(count):
        x, z, id = 0.5 * (index % 4), 0.25 * (index // 4), index + 1
        bodies.append(panels((x, 0, z), (x + 0.5, 0.5, z + 0.25), 0.015))
        if index % 2:
            size = ((x + 0.02, 0.003, z + 0.02), (x + 0.48, 0.45, z + 0.2))
            pieces[id] = panels(*size, 0.01, open_side=(2, 1))
            fields = {"type": "prismatic", "axis": (0, -1, 0), "origin": (0, 0, 0), "lower": -0.2, "upper": 0.6}
        else:
            pieces[id] = box((x + 0.001, -0.02, z + 0.001), (x + 0.499, -0.001, z + 0.249))
            fields = {"type": "revolute", "axis": (0, 0, -1), "origin": (x, -0.02, z), "lower": -0.8, "upper": 2.3}
        joints.append({"child": id, **fields})
    pieces[0] = trimesh.util.concatenate(bodies)
    meshes = {}
    for id in sorted(pieces):
        mesh = pieces[id]
        wanted = faces / 2 if id == 0 else faces / 2 / count
        vertices, triangles = np.array(mesh.vertices), np.array(mesh.faces)
        meshes[id] = subdivided(vertices, triangles, max(int(wanted), len(triangles)))
    return meshes, joints
