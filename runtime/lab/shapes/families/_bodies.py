"""Bodies of case furniture: carcasses, worktops, plinths, feet and legs; all static."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..solids import Mesh, box, cylinder, frame, lathe

FOOT_KINDS = ("none", "plinth", "recessed_plinth", "block", "tapered", "round", "turned", "runner", "bracket", "panel")


@dataclass(frozen=True)
class Case:
    """A cupboard's box, its front open. lower, upper: outer corners (3,); wall: thickness of its boards, metres."""

    lower: np.ndarray
    upper: np.ndarray
    wall: float

    @property
    def width(self) -> float:
        return self.upper[0] - self.lower[0]

    @property
    def depth(self) -> float:
        return self.upper[1] - self.lower[1]

    @property
    def height(self) -> float:
        return self.upper[2] - self.lower[2]


def carcass(case: Case, top: bool = True, back: bool = True, rails: bool = False) -> list[Mesh]:
    """Sides and bottom, with or without top and back. rails: two cross rails in place of the top."""
    (x0, y0, z0), (x1, y1, z1), w = case.lower, case.upper, case.wall
    meshes = [
        box((x0, y0, z0), (x0 + w, y1, z1)),
        box((x1 - w, y0, z0), (x1, y1, z1)),
        box((x0 + w, y0, z0), (x1 - w, y1, z0 + w)),
    ]
    if top:
        meshes.append(box((x0 + w, y0, z1 - w), (x1 - w, y1, z1)))
    elif rails:
        deep = min(0.1, 0.2 * (y1 - y0))
        meshes += [box((x0 + w, y, z1 - w), (x1 - w, y + deep, z1)) for y in (y0, y1 - deep)]
    if back:
        thin = min(w, 0.012)
        meshes.append(box((x0 + w, y1 - thin, z0 + w), (x1 - w, y1, z1 - w * top)))
    return meshes


def worktop(rng: np.random.Generator, case: Case, overhang: float) -> list[Mesh]:
    """A slab on the case, standing out at the front and perhaps the sides, perhaps with a splash-back."""
    (x0, y0, _), (x1, y1, z1) = case.lower, case.upper
    thick = rng.uniform(0.012, 0.06)
    side = overhang * rng.choice([0, 0.4, 1])
    behind = 0.3 * overhang if rng.random() < 0.3 else 0.0
    meshes = [box((x0 - side, y0 - overhang, z1), (x1 + side, y1 + behind, z1 + thick))]
    if rng.random() < 0.2:
        low, deep = z1 + thick, rng.uniform(0.01, 0.03)
        meshes.append(box((x0 - side, y1 - deep, low), (x1 + side, y1, low + rng.uniform(0.04, 0.2))))
    return meshes


def cornice(rng: np.random.Generator, case: Case) -> list[Mesh]:
    """Stepped moulding around the top."""
    (x0, y0, _), (x1, y1, z1) = case.lower, case.upper
    steps, out, high = int(rng.integers(1, 4)), rng.uniform(0.01, 0.04), rng.uniform(0.02, 0.05)
    return [
        box(
            (x0 - out * (i + 1) / steps, y0 - out * (i + 1) / steps, z1 + high * i / steps),
            (x1 + out * (i + 1) / steps, y1, z1 + high * (i + 1) / steps),
        )
        for i in range(steps)
    ]


def feet(rng: np.random.Generator, kind: str, lower, upper, z: float, height: float) -> list[Mesh]:
    """What carries a case from z down by height; lower and upper are the corners (2,) of its plan."""
    (x0, y0), (x1, y1), low = lower, upper, z - height
    width, depth = x1 - x0, y1 - y0
    if kind == "none":
        return []
    if kind in ("plinth", "recessed_plinth"):
        back = rng.uniform(0.02, 0.09) if kind == "recessed_plinth" else 0.0
        if rng.random() < 0.5:
            return [box((x0, y0 + back, low), (x1, y1, z))]
        board, front = rng.uniform(0.012, 0.03), y0 + back
        return [frame((x0, front, low), (x1, y1, z), "z", (x0 + board, front + board), (x1 - board, y1 - board))]
    thick = np.clip(rng.uniform(0.02, 0.09), 0, 0.2 * min(width, depth))
    if kind == "runner":
        return [box((x, y0, low), (x + thick, y1, z)) for x in (x0, x1 - thick)]
    if kind == "panel":
        return [box((x, y0, low), (x + thick * 0.4, y1, z)) for x in (x0, x1 - thick * 0.4)]
    if kind == "bracket":
        arm = rng.uniform(0.08, 0.25)
        board = thick * 0.35
        return [
            piece
            for x, sx in ((x0, 1), (x1, -1))
            for y, sy in ((y0, 1), (y1, -1))
            for piece in (
                box((x, y, low), (x + sx * arm * width, y + sy * board, z)),
                box((x, y, low), (x + sx * board, y + sy * arm * depth, z)),
            )
        ]
    inset = thick / 2 + rng.choice([0.0, 0.0, 0.03])
    corners = [(x, y) for x in (x0 + inset, x1 - inset) for y in (y0 + inset, y1 - inset)]
    return [leg(kind, thick, at, low, z) for at in corners]


TURNED = np.array(
    [[0, 0], [0.45, 0], [0.5, 0.08], [0.35, 0.14], [0.55, 0.3], [0.75, 0.6], [0.5, 0.72], [0.8, 0.78], [0.8, 1], [0, 1]]
)


def leg(kind: str, thick: float, at, low: float, high: float) -> Mesh:
    """One leg about the upright through at (2,), from low to high: block, tapered, round, cone or turned."""
    x, y = at
    if kind == "round":
        return cylinder((x, y, low), (x, y, high), thick / 2, 12)
    if kind == "cone":
        return cylinder((x, y, low), (x, y, high), thick / 4, 12, thick / 2)
    if kind == "turned":
        return lathe(TURNED * (thick * 0.62, high - low), 12).moved((x, y, low))
    mesh = box((x - thick / 2, y - thick / 2, low), (x + thick / 2, y + thick / 2, high))
    if kind == "tapered":
        mesh.vertices[:4, :2] = (x, y) + (mesh.vertices[:4, :2] - (x, y)) * 0.55
    return mesh


def shelves(rng: np.random.Generator, lower, upper, count: int, thick: float) -> list[Mesh]:
    """count boards spread over the space between two corners (3,), as deep as it or a little less."""
    lower, upper = np.asarray(lower, float), np.asarray(upper, float)
    front = lower[1] + rng.choice([0.0, 0.02, 0.15]) * (upper[1] - lower[1])
    heights = lower[2] + (upper[2] - lower[2]) * (np.arange(count) + 1) / (count + 1)
    return [box((lower[0], front, z - thick / 2), (upper[0], upper[1], z + thick / 2)) for z in heights]
