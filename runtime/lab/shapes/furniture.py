"""Furniture in great variety, as loose parts: what Assemble's model learns from. `kits` and `rough_kits`, by other
makers, are what it is tried on.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from . import seating, storing
from .kits import Kit
from .rough_kits import spoiled
from .solids import Mesh

MOST_PARTS = 20
MAKERS: dict[str, tuple[Callable[[np.random.Generator], Kit], float]] = {
    "seat": (seating.seat, 0.22), "shell_seat": (seating.shell_seat, 0.07), "post_seat": (seating.post_seat, 0.12),
    "side_seat": (seating.side_seat, 0.1), "lounge": (seating.lounge, 0.05), "table": (seating.table, 0.16),
    "steps": (seating.steps, 0.02), "kids_chair": (seating.kids_chair, 0.03),
    "lathe_stool": (seating.lathe_stool, 0.03),
    "case": (storing.case, 0.1), "ladder_shelf": (storing.ladder_shelf, 0.04), "wall_shelf": (storing.wall_shelf, 0.01),
    "hangers": (storing.hangers, 0.03), "container": (storing.container, 0.03), "trolley": (storing.trolley, 0.03),
    "bed": (storing.bed, 0.02), "lamp": (storing.lamp, 0.03), "panel": (storing.panel, 0.03),
}  # fmt: skip
HELD = 1 << 30  # seeds from here on are never learnt from


def make(seed: int, rough: bool | None = None) -> Kit:
    """The kit of a number, of 2 to MOST_PARTS parts. rough: spoiled and sunk as meshes in the wild are; None: two of
    three."""
    rng = np.random.default_rng([seed, 29])
    names, shares = list(MAKERS), np.array([share for _, share in MAKERS.values()])
    while True:
        kit = MAKERS[names[int(rng.choice(len(names), p=shares / shares.sum()))]][0](rng)
        if 2 <= len(kit.parts) <= MOST_PARTS:
            break
    spoil = rng.random() < 2 / 3
    return worn(kit, rng) if (spoil if rough is None else rough) else kit


def worn(kit: Kit, rng: np.random.Generator) -> Kit:
    """As found: identical parts spoiled alike; parts a little longer than the room they have, or moved."""
    grows = rng.random() < 0.5
    often = rng.random() * 0.7
    own: dict[tuple[str, int], int] = {}
    found = []
    for part, name in zip(kit.parts, kit.names, strict=True):
        seed = own.setdefault((name, len(part.faces)), int(rng.integers(1 << 31)))
        mine = np.random.default_rng(seed)
        mesh = spoiled(part, mine) if mine.random() < often else part
        if grows and mine.random() < 0.4:
            middle = (mesh.vertices.min(axis=0) + mesh.vertices.max(axis=0)) / 2
            half = np.ptp(mesh.vertices, axis=0) / 2
            by = mine.uniform(0.0, 0.008)
            mesh = Mesh(middle + (mesh.vertices - middle) * (1 + by / np.maximum(half, 4 * by)), mesh.faces)
        if grows and mine.random() < 0.3:
            mesh = mesh.moved(mine.normal(size=3) * 0.002)
        found.append(mesh)
    return Kit(kit.title, tuple(found), kit.names, kit.steps)
