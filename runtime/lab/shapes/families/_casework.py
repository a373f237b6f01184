"""From a layout to the parts of a case: its dividers, doors, drawers, false fronts and shelves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..builder import Builder
from ..solids import Mesh, box, cylinder
from ._bodies import Case, shelves
from ._fronts import Cell, FrontStyle, add_door, add_drawer, add_sliding, drawer_body, drawer_handles, face
from ._layout import Layout
from ._panels import panel


def divider_boards(case: Case, front: Layout, sunk: float = 0.0) -> list[Mesh]:
    """The boards between the cells of a layout, set back by sunk from the case's front."""
    y0, y1, w = case.lower[1] + sunk, case.upper[1] - min(case.wall, 0.012), case.wall / 2
    meshes = []
    for upright, at, low, high in front.boards:
        if upright:
            meshes.append(box((at - w, y0, low + w), (at + w, y1, high - w)))
        else:
            meshes.append(box((low + w, y0, at - w), (high - w, y1, at + w)))
    return meshes


def fill_front(
    rng: np.random.Generator, b: Builder, body: int, style: FrontStyle, case: Case, front: Layout, spare: int = 0
) -> None:
    """Doors, drawers, false fronts and shelves of a layout. spare: joints left for drawers behind its doors."""
    shelved, drawers_within = rng.random() < 0.6, rng.random() < 0.13
    w, back = case.wall, case.upper[1] - min(case.wall, 0.012)
    for kind, cell in front.cells:
        inner_low = np.array([cell[0] + w / 2, case.lower[1] + 0.01, cell[2] + w / 2])
        inner_high = np.array([cell[1] - w / 2, back, cell[3] - w / 2])
        if style.inset:
            inner_low[1] += style.thickness + 0.005
        if kind == "drawer":
            add_drawer(b, body, style, case, cell)
            continue
        if kind == "pullout":
            within = rng.random() < 0.4 and spare > 0 and style.drawer_body != "block"
            _pullout(rng, b, body, style, case, cell, within)
            spare -= within
            continue
        if kind == "blank":
            x0, x1, z0, z1 = cell + np.array([w, -w, w, -w]) / 2
            y = case.lower[1] + rng.choice([0.0, rng.uniform(0.0, 0.06)])
            if rng.random() < 0.35:  # in one plane with the doors
                y = face(style, case, cell)[0][1]
            b.add(body, box((x0, y, z0), (x1, y + min(w, 0.02), z1)))
            continue
        if kind == "fixed":
            lower, upper = face(style, case, cell)
            b.add(body, *panel(style.drawer, lower, upper))
            if rng.random() < 0.5:
                b.add(body, *drawer_handles(style.handle, lower, upper))
            continue
        if kind == "sliding":
            add_sliding(b, body, style, case, cell, 2, int(rng.choice([1, 2], p=[0.2, 0.8])))
        elif kind.startswith("door"):
            add_door(b, body, style, case, cell, kind.removeprefix("door_"))
        if style.inset and kind == "sliding":
            inner_low[1] += style.thickness + 0.005
        tall, wide = cell[3] - cell[2], cell[1] - cell[0]
        # one door before several compartments
        if kind.startswith("door") and wide > 0.6 and not drawers_within and rng.random() < 0.35:
            for x in np.linspace(inner_low[0], inner_high[0], int(rng.integers(3, 6)))[1:-1]:
                low = (x - w / 2, inner_low[1] + rng.choice([0.0, rng.uniform(0.0, 0.1)]), inner_low[2])
                b.add(body, box(low, (x + w / 2, *inner_high[1:])))
        if drawers_within and spare >= 3 and kind in ("door_left", "door_right") and tall > 0.3:
            _inner_drawers(rng, b, body, style, inner_low, inner_high)
            spare -= 3
        elif tall > 1.0 and kind != "open" and rng.random() < 0.3:  # a rail to hang clothes on
            y, z = (inner_low[1] + inner_high[1]) / 2, inner_high[2] - 0.08
            b.add(body, cylinder((inner_low[0], y, z), (inner_high[0], y, z), 0.015, 10))
        elif shelved or kind == "open":
            count = int(np.clip(rng.integers(0, 2 + int(tall / 0.3)), 0, 6))
            b.add(body, *shelves(rng, inner_low, inner_high, count, min(w, 0.02)))
            if count and rng.random() < 0.08:
                b.add(body, *_contents(rng, inner_low, inner_high, count))


def _contents(rng: np.random.Generator, lower, upper, shelf_count: int) -> list[Mesh]:
    """Books, boxes and jars that stand on shelves spread over the room between two corners; they stay still."""
    room = (upper[2] - lower[2]) / (shelf_count + 1)
    meshes = []
    for i in range(min(shelf_count + 1, 3)):
        z = lower[2] + i * room + 0.011
        for x in lower[0] + (upper[0] - lower[0]) * np.sort(rng.uniform(0.1, 0.9, rng.integers(1, 4))):
            half, tall = rng.uniform(0.02, 0.08) * (upper[0] - lower[0]), rng.uniform(0.3, 0.8) * room
            y = lower[1] + rng.uniform(0.3, 0.7) * (upper[1] - lower[1])
            if rng.random() < 0.4:
                meshes.append(cylinder((x, y, z), (x, y, z + tall), half, 10))
            else:
                meshes.append(box((x - half, y - half, z), (x + half, y + half, z + tall)))
    return meshes


def _pullout(rng, b: Builder, body: int, style: FrontStyle, case: Case, cell: Cell, within: bool) -> None:
    """A front as tall as a door that slides out with a low body, trays above it; within: a drawer of its own behind."""
    low = replace(style, drawer_body="shallow", handle_high=rng.uniform(0.6, 0.95))
    part = add_drawer(b, body, low, case, cell)
    _, upper = face(style, case, cell)
    x0, x1, z0, z1 = cell + np.array([1, -1, 1, -1]) * (case.wall / 2 + 0.01)
    y0, y1 = upper[1] + 0.004, upper[1] + (case.upper[1] - upper[1]) * style.drawer_deep * 0.95
    if y1 - y0 < 0.1 or style.inset and within:
        return
    spots = z0 + (z1 - z0) * np.array([0.5, 0.75])[: int(rng.integers(1, 3))]
    tall = rng.uniform(0.1, 0.2) * (z1 - z0)
    for z in spots[:1] if within else spots:
        tray = b.part("drawer") if within else part
        b.add(tray, *drawer_body("box", (x0, y0, z), (x1, y1, z + tall), style.drawer_wall, 0.9))
        if within:
            b.prismatic(body, tray, (0, -1, 0), 0.0, style.travel * (y1 - y0))


def _inner_drawers(rng, b: Builder, body: int, style: FrontStyle, lower, upper) -> None:
    """Drawers behind a door, in the lower part of the room between two corners."""
    count = int(rng.integers(1, 4))
    top = lower[2] + (upper[2] - lower[2]) * rng.uniform(0.4, 0.95)
    z, front = np.linspace(lower[2], top, count + 1), lower[1] + 0.02
    deep = (upper[1] - front) * rng.uniform(0.7, 0.98)
    for a, c in zip(z[:-1], z[1:], strict=True):
        part = b.part("drawer")
        tall = rng.uniform(0.5, 0.97) * (c - a)
        b.add(part, box((lower[0] + 0.004, front, a + 0.004), (upper[0] - 0.004, front + 0.015, a + tall)))
        inside = (lower[0] + 0.015, front + 0.015, a + 0.01), (upper[0] - 0.015, front + deep, a + tall)
        b.add(part, *drawer_body("box", *inside, style.drawer_wall, 0.9))
        b.prismatic(body, part, (0, -1, 0), 0.0, style.travel * deep)
