"""Rocks, terrain, trees, bushes, stumps, mushrooms and cacti: nature, on which nothing moves."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, lathe, smooth, sphere, tube
from ._noise import lumpy, tilted


def make(rng: np.random.Generator) -> Shape:
    b = Builder("nature")
    body = b.part("body")
    kinds = {"rock": 0.3, "tree": 0.25, "terrain": 0.15, "plant": 0.15, "log": 0.15}
    b.add(body, *_KINDS[str(rng.choice(list(kinds), p=list(kinds.values())))](rng))
    return b.finish()


def _boulder(rng, size: float) -> Mesh:
    """A lump of stone: from low-poly chips to smooth pebbles, some of it cut off flat below."""
    mesh = sphere((0, 0, 0), size * rng.uniform(0.5, 1.2, 3), int(rng.choice([6, 8, 10, 16, 24])))
    mesh = lumpy(rng, mesh, rng.uniform(0.05, 0.35), int(rng.integers(2, 9)))
    if rng.random() < 0.5:
        mesh = Mesh(mesh.vertices.clip(min=(-np.inf, -np.inf, -0.4 * size)), mesh.faces)
    return tilted(rng, mesh, 0.4)


def _rock(rng) -> list[Mesh]:
    meshes, size = [], rng.uniform(0.1, 2)
    for _ in range(int(rng.choice([1, 1, 2, 3, 6]))):
        meshes.append(_boulder(rng, size * rng.uniform(0.3, 1)).moved(rng.normal(0, 0.7 * size, 3) * (1, 1, 0.2)))
    return meshes


def _tree(rng) -> list[Mesh]:
    high = rng.uniform(1, 9)
    r, lean = high * rng.uniform(0.02, 0.06), rng.normal(0, 0.05 * high, 2)
    trunk = np.array([[0, 0, 0], [*(0.4 * lean), 0.5 * high], [*lean, high]])
    meshes = [tube(smooth(trunk, 4), r, int(rng.choice([6, 10])))]
    for _ in range(int(rng.integers(0, 7))):
        at = rng.uniform(0.4, 0.95)
        start = np.array([*(lean * at**1.5), at * high])
        yaw, out = rng.uniform(0, 2 * np.pi), high * rng.uniform(0.1, 0.35)
        end = start + np.array([np.cos(yaw) * out, np.sin(yaw) * out, out * rng.uniform(0.2, 1)])
        meshes.append(cylinder(start, end, 0.5 * r, 6, 0.25 * r))
        if rng.random() < 0.7:
            meshes.append(_leaves(rng, out * rng.uniform(0.4, 0.8)).moved(end))
    crown = rng.choice(["fir", "ball", "bare"], p=[0.35, 0.5, 0.15])
    if crown == "fir":
        levels = int(rng.integers(2, 6))
        for k in range(levels):
            z, wide = high * (0.3 + 0.7 * k / levels), high * 0.28 * (1 - 0.75 * k / levels)
            meshes.append(cylinder((0, 0, z), (0, 0, z + high / levels), wide, int(rng.choice([6, 8, 16])), 0.0))
    elif crown == "ball":
        for _ in range(int(rng.integers(1, 6))):
            ball = _leaves(rng, high * rng.uniform(0.12, 0.3))
            meshes.append(ball.moved((*(lean + rng.normal(0, 0.1 * high, 2)), high * rng.uniform(0.8, 1.1))))
    return meshes


def _leaves(rng, size: float) -> Mesh:
    ball = sphere((0, 0, 0), size * rng.uniform(0.7, 1.1, 3), int(rng.choice([6, 8, 12])))
    return lumpy(rng, ball, rng.uniform(0, 0.2))


def _terrain(rng) -> list[Mesh]:
    """A height field with a skirt and a floor, perhaps with stones and posts on it."""
    n, wide, deep = int(rng.integers(6, 28)), rng.uniform(1, 10), rng.uniform(1, 10)
    x, y = np.meshgrid(np.linspace(-wide, wide, n), np.linspace(-deep, deep, n))
    z = np.zeros_like(x)
    for k in range(1, int(rng.integers(3, 8))):
        f = rng.normal(size=2) * k / wide
        z += np.sin(f[0] * x + f[1] * y + rng.uniform(0, 6)) / k
    z = (z - z.min() + 0.2) * wide * rng.uniform(0.03, 0.3)
    if rng.random() < 0.2:
        z = np.round(z * 6 / np.ptp(z)) * np.ptp(z) / 6 + 0.1  # terraces
    meshes = [_block(x, y, z)]
    for _ in range(int(rng.choice([0, 0, 3, 8]))):
        i, j = rng.integers(1, n - 1, 2)
        at = np.array([x[i, j], y[i, j], z[i, j]])
        size = wide * rng.uniform(0.03, 0.12)
        if rng.random() < 0.5:
            meshes.append(_boulder(rng, size).moved(at))
        else:
            meshes += [
                cylinder(at, at + (0, 0, 2 * size), 0.15 * size, 6),
                _leaves(rng, size).moved(at + (0, 0, 3 * size)),
            ]
    return meshes


def _block(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> Mesh:
    """Solid under a height field (n, n): its surface, the same flat at 0, and walls between."""
    n = len(x)
    top, floor = np.stack([x, y, z], -1).reshape(-1, 3), np.stack([x, y, 0 * z], -1).reshape(-1, 3)
    i, j = np.meshgrid(np.arange(n - 1), np.arange(n - 1), indexing="ij")
    a = (i * n + j).ravel()
    surface = np.concatenate([np.c_[a, a + 1, a + n + 1], np.c_[a, a + n + 1, a + n]])
    rim = np.concatenate(
        [
            np.arange(n - 1),
            np.arange(n - 1) * n + n - 1,
            (n - 1) * n + np.arange(n - 1, 0, -1),
            np.arange(n - 1, 0, -1) * n,
        ]
    )
    following, below = np.roll(rim, -1), len(top)
    walls = [np.c_[rim + below, following + below, following], np.c_[rim + below, following, rim]]
    return Mesh(np.concatenate([top, floor]), np.concatenate([surface, surface[:, ::-1] + below, *walls]))


def _plant(rng) -> list[Mesh]:
    size = rng.uniform(0.1, 1)
    kind = rng.choice(["mushroom", "cactus", "bush", "grass"])
    if kind == "mushroom":
        profile = np.array([[0, 0], [0.25, 0], [0.18, 0.6], [0.8, 0.55], [0.75, 0.8], [0.4, 1.05], [0, 1.1]]) * size
        return [lumpy(rng, lathe(profile * (rng.uniform(0.6, 1.4), 1), 20), rng.uniform(0, 0.06))]
    if kind == "cactus":
        r = 0.14 * size
        meshes = [
            tube(np.array([[0, 0, 0], [0, 0, 0.6 * size], [0, 0, 1.4 * size]]), r, 10),
            sphere((0, 0, 1.4 * size), r, 10),
        ]
        for side in rng.choice([-1, 1], int(rng.integers(0, 3))):
            z = size * rng.uniform(0.4, 0.9)
            path = np.array(
                [[0, 0, z], [side * 0.4 * size, 0, z + 0.05 * size], [side * 0.42 * size, 0, z + 0.5 * size]]
            )
            meshes.append(tube(smooth(path, 4), 0.75 * r, 8))
        return meshes
    if kind == "bush":
        return [
            _leaves(rng, size * rng.uniform(0.3, 0.7)).moved(rng.normal(0, 0.4 * size, 3))
            for _ in range(int(rng.integers(2, 8)))
        ]
    blades = []
    for _ in range(int(rng.integers(5, 25))):
        root, yaw = np.array([*rng.normal(0, 0.2 * size, 2), 0]), rng.uniform(0, 2 * np.pi)
        out = np.array([np.cos(yaw), np.sin(yaw), 0]) * size * rng.uniform(0.1, 0.5)
        path = np.array([root, root + 0.4 * out + (0, 0, 0.7 * size), root + out + (0, 0, rng.uniform(0.5, 1) * size)])
        blades.append(tube(smooth(path, 3), 0.03 * size, 4))
    return blades


def _log(rng) -> list[Mesh]:
    """Logs, stumps, a pile of either, a camp fire's ring, hay bales."""
    r, long = rng.uniform(0.05, 0.3), rng.uniform(0.3, 2)
    kind = rng.choice(["log", "stump", "pile", "ring"])
    if kind == "stump":
        stump = lathe(np.array([[0, 0], [1.6 * r, 0], [1.1 * r, 0.6 * r], [r, 2 * r], [0, 2 * r]]), 18)
        return [lumpy(rng, stump, rng.uniform(0, 0.1))]
    if kind == "ring":
        turns = np.arange(int(rng.integers(5, 12))) * 0.6
        return [_boulder(rng, r).moved((4 * r * np.cos(a), 4 * r * np.sin(a), 0)) for a in turns] + [
            box((-r, -r, 0), (r, r, 0.2 * r))
        ]
    rows = 1 if kind == "log" else int(rng.integers(2, 4))
    spots = [((2 * k - row) * r, (1 + 1.73 * row) * r) for row in range(rows) for k in range(row - rows + 1, rows)][:9]
    return [lumpy(rng, cylinder((x, -long, z), (x, long, z), r, 14), rng.uniform(0, 0.02)) for x, z in spots]


_KINDS = {"rock": _rock, "tree": _tree, "terrain": _terrain, "plant": _plant, "log": _log}
