"""Pieces of tables: tops, legs and the apron that drawers run in."""

from __future__ import annotations

import numpy as np

from ..solids import Mesh, box, extruded, rounded_rectangle
from ._bodies import Case, leg
from ._casework import divider_boards
from ._layout import Layout

LEGS = ("block", "block", "tapered", "round", "cone", "turned")


def table_top(rng: np.random.Generator, low, high, z: float, thick: float) -> Mesh:
    """Table top between corners (2,): a board, sometimes with round corners."""
    low, high = np.asarray(low, float), np.asarray(high, float)
    if rng.random() < 0.75:
        return box((*low, z - thick), (*high, z))
    outline = rounded_rectangle(*(high - low), rng.uniform(0.02, 0.15), 4)
    return extruded(outline + (low + high) / 2, z - thick, z)


def table_legs(rng: np.random.Generator, low, high, z: float, thick: float) -> list[Mesh]:
    """Four legs, or two end panels, or two end frames, under corners (2,)."""
    (x0, y0), (x1, y1) = low, high
    kind = rng.choice(["four", "panels", "frames"], p=[0.78, 0.12, 0.1])
    if kind == "panels":
        board = thick * rng.uniform(0.3, 1.0)
        return [box((x, y0, 0), (x + board, y1, z)) for x in (x0, x1 - board)]
    if kind == "frames":
        t = thick * 0.7
        return [
            piece
            for x in (x0, x1 - t)
            for piece in (
                box((x, y0, 0), (x + t, y0 + t, z)),
                box((x, y1 - t, 0), (x + t, y1, z)),
                box((x, y0 + t, 0), (x + t, y1 - t, t)),
            )
        ]
    style = str(rng.choice(LEGS))
    h = thick / 2
    corners = [(x, y) for x in (x0 + h, x1 - h) for y in (y0 + h, y1 - h)]
    meshes = [leg(style, thick, at, 0, z) for at in corners]
    if rng.random() < 0.3:  # stretchers
        at, t = rng.uniform(0.08, 0.3) * z, thick * 0.3
        meshes += [box((x - t, y0 + h, at), (x + t, y1 - h, at + 2 * t)) for x in (x0 + h, x1 - h)]
        middle = (y0 + y1) / 2 if rng.random() < 0.7 else y1 - h
        meshes.append(box((x0 + h, middle - t, at), (x1 - h, middle + t, at + 2 * t)))
    return meshes


def apron(case: Case, front: Layout, skirt: bool, back: bool = True) -> list[Mesh]:
    """The frame under a top that drawers run in; skirt: it has no bottom, as of a plain table."""
    (x0, y0, z0), (x1, y1, z1), w = case.lower, case.upper, case.wall
    meshes = [box((x0, y0, z0), (x0 + w, y1, z1)), box((x1 - w, y0, z0), (x1, y1, z1))]
    if back:
        meshes.append(box((x0 + w, y1 - w, z0), (x1 - w, y1, z1)))
    if not skirt:
        meshes.append(box((x0 + w, y0, z0), (x1 - w, y1 - w, z0 + min(w, 0.012))))
    return meshes + divider_boards(case, front)
