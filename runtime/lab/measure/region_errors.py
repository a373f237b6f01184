"""How far off the regions of parts are on generated parts whose regions are known, as shares of their diagonal.

    python -m runtime.lab.measure.region_errors [--objects 40] [--seed 0]

Bins, mugs, doors, pointers and pans of random sizes, finely or coarsely meshed and turned at random. Where several
places are equally right, as the two faces of a board, the nearest counts; what is not found counts as 1. Prints
Markdown, and beside each region how far off the part's centre is, as if there were no regions.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import trimesh
from scipy.spatial.transform import Rotation

from artllm_blender.core.articulation import Joint, JointType
from artllm_blender.core.pose.regions import regions


@dataclass
class Known:
    """A part, its joint, and by region the points, (k, 3), any of which is right."""

    mesh: trimesh.Trimesh
    axis: tuple[float, float, float]
    origin: tuple[float, float, float]
    slides: bool = False
    places: dict[str, np.ndarray] = field(default_factory=dict)


def _box(low, high) -> trimesh.Trimesh:
    low, high = np.array(low, float), np.array(high, float)
    return trimesh.creation.box(high - low, trimesh.transformations.translation_matrix((low + high) / 2))


def _shell(outer: np.ndarray, inner: np.ndarray, height: float, floor: float) -> trimesh.Trimesh:
    """An open vessel: walls between two rings, (n, 2) each, and a floor."""
    n = len(outer)
    rings = [np.c_[ring, np.full(n, z)] for ring, z in ((outer, 0), (outer, height), (inner, height), (inner, floor))]
    points, faces = np.concatenate([*rings, [[0, 0, 0], [0, 0, floor]]]), []
    for k in range(3):
        for i in range(n):
            a, b, c, d = k * n + i, k * n + (i + 1) % n, (k + 1) * n + (i + 1) % n, (k + 1) * n + i
            faces += [(a, b, c), (a, c, d)]
    faces += [(4 * n, (i + 1) % n, i) for i in range(n)] + [
        (4 * n + 1, 3 * n + i, 3 * n + (i + 1) % n) for i in range(n)
    ]
    return trimesh.Trimesh(points, faces, process=False)


def bin_(rng: np.random.Generator) -> Known:
    size, thick = rng.uniform(0.2, 0.8, 3), rng.uniform(0.01, 0.03)
    square = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) / 2
    mesh = _shell(square * size[:2], square * (size[:2] - 2 * thick), size[2], thick)
    top = np.array([(0, 0, size[2])])
    return Known(mesh, (0, -1, 0), (0, 0, 0), True, {"rim": top, "opening": top})


def mug(rng: np.random.Generator) -> Known:
    radius, height, thick = rng.uniform(0.03, 0.06), rng.uniform(0.06, 0.14), rng.uniform(0.002, 0.005)
    turn = np.linspace(0, 2 * np.pi, int(rng.integers(16, 65)), endpoint=False)
    ring = np.c_[np.cos(turn), np.sin(turn)]
    top = np.array([(0, 0, height)])
    mesh = _shell(ring * radius, ring * (radius - thick), height, thick)
    return Known(mesh, (0, 0, 1), (0, 0, 0), False, {"rim": top, "opening": top})


def door(rng: np.random.Generator) -> Known:
    wide, high, thick = rng.uniform(0.3, 0.9), rng.uniform(0.4, 2.0), rng.uniform(0.015, 0.04)
    x, z = wide * rng.uniform(0.8, 0.92), high * rng.uniform(0.35, 0.65)
    long, out = rng.uniform(0.08, 0.2), rng.uniform(0.03, 0.06)
    grip = _box((x - 0.01, -out, z - long / 2), (x + 0.01, 0, z + long / 2))
    mesh = trimesh.util.concatenate([_box((0, 0, 0), (wide, thick, high)), grip])
    places = {
        "handle": np.array([(x, -out / 2, z)]),
        "hinge edge": np.array([(0, 0, high / 2)]),
        "tip": np.array([(wide, y, high / 2) for y in (0, thick / 2, thick)]),
        "face": np.array([(wide / 2, 0, high / 2), (wide / 2, thick, high / 2)]),
    }
    return Known(mesh, (0, 0, 1), (0, 0, 0), False, places)


def pointer(rng: np.random.Generator) -> Known:
    long, wide, thick = rng.uniform(0.2, 0.6), rng.uniform(0.02, 0.06), rng.uniform(0.005, 0.02)
    back = long * rng.uniform(0.0, 0.25)
    mesh = _box((-back, -wide / 2, 0), (long, wide / 2, thick))
    middle = (long - back) / 2
    places = {
        "tip": np.array([(long, 0, thick / 2)]),
        "face": np.array([(middle, 0, 0), (middle, 0, thick)]),
        "hinge edge": np.array([(0, 0, thick / 2)]),
    }
    return Known(mesh, (0, 0, 1), (0, 0, 0), False, places)


def drawer(rng: np.random.Generator) -> Known:
    wide, deep, high, thick = *rng.uniform(0.2, 0.6, 2), rng.uniform(0.08, 0.25), rng.uniform(0.008, 0.02)
    square = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) / 2
    shell = _shell(square * (wide, deep), square * (wide - 2 * thick, deep - 2 * thick), high, thick)
    long, out, z = wide * rng.uniform(0.15, 0.5), rng.uniform(0.015, 0.05), high * rng.uniform(0.4, 0.8)
    grip = _box((-long / 2, -deep / 2 - out, z - 0.006), (long / 2, -deep / 2, z + 0.006))
    top = np.array([(0, 0, high)])
    places = {"rim": top, "opening": top, "handle": np.array([(0, -deep / 2 - out / 2, z)])}
    places["tip"] = np.array([(0, -deep / 2 - out, z)])
    return Known(trimesh.util.concatenate([shell, grip]), (0, -1, 0), (0, 0, 0), True, places)


FAMILIES: tuple[Callable[[np.random.Generator], Known], ...] = (bin_, mug, door, pointer, drawer)


def errors(known: Known, rng: np.random.Generator) -> dict[str, tuple[float, float]]:
    """By region, how far off it and the part's centre are, shares of the diagonal, the part turned at random."""
    mesh = known.mesh
    for _ in range(int(rng.integers(0, 3))):
        mesh = mesh.subdivide()
    turn, move = Rotation.random(random_state=int(rng.integers(1 << 30))).as_matrix(), rng.uniform(-1, 1, 3)
    vertices = mesh.vertices @ turn.T + move
    size = float(np.linalg.norm(np.ptp(mesh.vertices, axis=0)))
    kind = JointType.PRISMATIC if known.slides else JointType.REVOLUTE
    joint = Joint(kind, 0, 1, tuple(turn @ known.axis), tuple(turn @ known.origin + move), 0.0, 0.4)
    found = regions(vertices, np.asarray(mesh.faces), joint)
    centre, result = (vertices.min(axis=0) + vertices.max(axis=0)) / 2, {}
    for name, places in known.places.items():
        right = places @ turn.T + move
        off = np.linalg.norm(right - found[name].point, axis=1).min() / size if name in found else 1.0
        result[name] = float(off), float(np.linalg.norm(right - centre, axis=1).min() / size)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--objects", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng, found = np.random.default_rng(options.seed), defaultdict(list)
    for number in range(options.objects):
        for name, pair in errors(FAMILIES[number % len(FAMILIES)](rng), rng).items():
            found[name].append(pair)
    print("| region | of so many | mean | worst | over 3 % | mean of the part's centre |")
    print("| --- | --: | --: | --: | --: | --: |")
    everything = [pair for pairs in found.values() for pair in pairs]
    for name, pairs in [*found.items(), ("all", everything)]:
        off, centre = np.array(pairs).T
        cells = len(off), f"{off.mean():.2%}", f"{off.max():.2%}", int((off > 0.03).sum()), f"{centre.mean():.1%}"
        print(f"| {name} | " + " | ".join(map(str, cells)) + " |")


if __name__ == "__main__":
    main()
