"""Tables of which more moves than drawers: leaves, lifting and tilting tops, trays, racks above a writing top."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, frame, open_box
from ._bodies import Case, carcass
from ._casework import divider_boards, fill_front
from ._fronts import add_drawer, front_style
from ._layout import Layout, cuts, fill
from ._tables import apron, table_legs


def drop_leaf(rng: np.random.Generator) -> Shape:
    """A table whose leaves hang at two sides or one and swing up, or are up and swing down; perhaps a drawer."""
    width, depth, height = rng.uniform(0.4, 1.1), rng.uniform(0.45, 1.0), rng.uniform(0.5, 0.8)
    thick, t = rng.uniform(0.015, 0.035), rng.uniform(0.03, 0.07)
    b, style = Builder("table"), front_style(rng)
    body = b.part("body")
    b.add(body, box((0, 0, height - thick), (width, depth, height)))
    edge = rng.uniform(0.0, 0.06)
    b.add(body, *table_legs(rng, (edge, edge), (width - edge, depth - edge), height - thick, t))
    tall, below = rng.uniform(0.08, 0.15), height - thick
    side = edge + t * 0.3
    case = Case(np.array([side, edge, below - tall]), np.array([width - side, depth - edge, below]), 0.018)
    cell = (case.lower[0] + t, case.upper[0] - t, case.lower[2], case.upper[2])
    b.add(body, *apron(case, Layout(), skirt=True))
    if rng.random() < 0.6:
        add_drawer(b, body, style, case, cell)
    else:
        b.add(body, box(case.lower, (case.upper[0], case.lower[1] + 0.018, below)))
    reach = min(rng.uniform(0.3, 0.8) * width, 0.9 * below)
    up, travel = rng.random() < 0.5, rng.choice([np.pi / 2, rng.uniform(1.2, 1.7)])
    short, low = rng.choice([0.0, rng.uniform(0.0, 0.06)]) * depth, rng.choice([0.0, rng.uniform(0.0, 0.8)]) * thick
    sides = [-1, 1] if rng.random() < 0.75 else [int(rng.choice([-1, 1]))]
    for side in sides:
        leaf, x = b.part("panel"), 0.0 if side < 0 else width
        if up:
            b.add(leaf, box((x, short, height - thick), (x + side * reach, depth - short, height)))
            b.revolute(body, leaf, (0, side, 0), (x, depth / 2, height - thick), 0.0, travel)
        else:
            gap = 0.002
            foot, top = height - low - reach, height - low
            b.add(leaf, box((x + side * gap, short, foot), (x + side * (gap + thick), depth - short, top)))
            b.revolute(body, leaf, (0, -side, 0), (x + side * gap, depth / 2, top), 0.0, travel)
    return b.finish()


def hutch_desk(rng: np.random.Generator) -> Shape:
    """A writing desk with a rack of small drawers on its top, and drawers below; or one with a sloping flap."""
    width, depth, height = rng.uniform(0.7, 1.4), rng.uniform(0.45, 0.75), rng.uniform(0.68, 0.8)
    thick, t = rng.uniform(0.015, 0.03), rng.uniform(0.03, 0.06)
    b, style = Builder("table"), front_style(rng, 0.8)
    body, below = b.part("body"), height - thick
    b.add(body, box((0, 0, below), (width, depth, height)), *table_legs(rng, (0, 0), (width, depth), below, t))
    tall = rng.uniform(0.08, 0.16)
    case = Case(np.array([t * 0.3, t * 0.2, below - tall]), np.array([width - t * 0.3, depth - t * 0.2, below]), 0.016)
    x = cuts(rng, t, width - t, int(rng.choice([1, 2, 2, 3])))
    b.add(body, *apron(case, Layout(), skirt=False))
    for a, c in zip(x[:-1], x[1:], strict=True):
        add_drawer(b, body, style, case, (a, c, case.lower[2], case.upper[2]))
    deep, high, wall = rng.uniform(0.2, 0.4), rng.uniform(0.2, 0.6), rng.uniform(0.01, 0.02)
    hutch = Case(np.array([0, depth - deep, height]), np.array([width, depth, height + high]), wall)
    half, front = wall / 2, Layout()
    cell = (half, width - half, height + half, height + high - half)
    x = cuts(rng, cell[0], cell[1], int(rng.integers(1, 5)))
    for a, c in zip(x[:-1], x[1:], strict=True):
        if rng.random() < 0.5:
            front.cells.append(("open", (a, c, cell[2], cell[3])))
        else:
            fill(rng, front, (a, c, cell[2], cell[3]), 2)
    front.boards = [(True, at, cell[2], cell[3]) for at in x[1:-1]]
    b.add(body, *carcass(hutch), *divider_boards(hutch, front))
    fill_front(rng, b, body, style, hutch, front)
    return b.finish()


def lift_top(rng: np.random.Generator) -> Shape:
    """A low table or a desk whose top is a lid: hinged at its back, or at its front; a box below."""
    width, depth, height = rng.uniform(0.5, 1.3), rng.uniform(0.4, 0.8), rng.uniform(0.35, 0.85)
    thick, t, tall = rng.uniform(0.015, 0.035), rng.uniform(0.03, 0.07), rng.uniform(0.08, 0.2)
    b, below = Builder("table"), height - thick
    body = b.part("body")
    b.add(body, *table_legs(rng, (0, 0), (width, depth), below - tall, t))
    b.add(body, open_box((0, 0, below - tall), (width, depth, below), rng.uniform(0.01, 0.025)))
    low, split = -rng.uniform(0, 0.04), rng.choice([0.0, 0.0, rng.uniform(0.3, 0.6)])
    end = width - low
    if split:  # only a part of the top lifts
        b.add(body, box((split * width, low, below), (end, depth - low, height)))
        end = split * width - 0.002
    lid, opening = b.part("lid"), rng.uniform(0.5, 1.6)
    b.add(lid, box((low, low, below), (end, depth - low, height)))
    back = rng.random() < 0.85
    y = depth - low if back else low
    b.revolute(body, lid, (-1 if back else 1, 0, 0), ((low + end) / 2, y, rng.choice([below, height])), 0.0, opening)
    return b.finish()


def extension_table(rng: np.random.Generator) -> Shape:
    """A table with a leaf that slides out at one end or at both."""
    width, depth, height = rng.uniform(0.8, 1.6), rng.uniform(0.6, 1.0), rng.uniform(0.68, 0.8)
    thick, t = rng.uniform(0.018, 0.04), rng.uniform(0.05, 0.1)
    b = Builder("table")
    body, below = b.part("body"), height - 2 * thick - 0.003
    b.add(body, box((0, 0, height - thick), (width, depth, height)))
    b.add(body, *table_legs(rng, (0.05, 0.05), (width - 0.05, depth - 0.05), height - thick, t))
    b.add(body, _skirt(width, depth, below - 0.08, below, 0.08))
    reach = rng.uniform(0.3, 0.48) * width
    for side in (-1, 1) if rng.random() < 0.6 else (1,):
        leaf, edge = b.part("panel"), 0.0 if side < 0 else width
        b.add(leaf, box((edge, 0, below), (edge - side * reach, depth, below + thick)))
        b.prismatic(body, leaf, (side, 0, 0), 0.0, reach * rng.uniform(0.85, 1.0))
    return b.finish()


def _skirt(width: float, depth: float, low: float, high: float, inset: float) -> Mesh:
    """Four boards under a top of width and depth, set in from its edges."""
    edge = inset + 0.02
    return frame(
        (inset, inset, low), (width - inset, depth - inset, high), "z", (edge, edge), (width - edge, depth - edge)
    )


def tray_desk(rng: np.random.Generator) -> Shape:
    """A computer desk: a keyboard tray that slides out, shelves or a cupboard at one side."""
    width, depth, height = rng.uniform(0.7, 1.5), rng.uniform(0.45, 0.75), rng.uniform(0.7, 0.8)
    board = rng.uniform(0.012, 0.03)
    b, style = Builder("table"), front_style(rng)
    body, below = b.part("body"), height - board
    b.add(body, box((0, 0, below), (width, depth, height)))
    b.add(body, *(box((x, 0.02, 0), (x + board, depth, below)) for x in (0, width - board)))
    b.add(body, box((board, depth - board, below * rng.uniform(0.2, 0.6)), (width - board, depth, below)))
    right, front = width - board, Layout()
    if rng.random() < 0.6:
        start, half = width * rng.uniform(0.6, 0.72), board / 2
        case = Case(np.array([start, 0.02, 0.03]), np.array([width, depth - board, below]), board)
        cell = (case.lower[0] + half, case.upper[0] - half, case.lower[2] + half, case.upper[2] - half)
        fill(rng, front, cell, 4)
        b.add(body, *carcass(case), *divider_boards(case, front))
        fill_front(rng, b, body, style, case, front)
        right = case.lower[0]
    z, inset = below - rng.uniform(0.06, 0.13), rng.uniform(0.0, 0.04)
    deep = depth * rng.uniform(0.5, 0.8)
    tray = b.part("tray")
    b.add(tray, box((board + inset + 0.004, 0.03, z), (right - inset - 0.004, 0.03 + deep, z + board)))
    if rng.random() < 0.4:
        b.add(tray, box((board + inset + 0.004, 0.015, z - 0.02), (right - inset - 0.004, 0.03, z + board + 0.02)))
    if inset:
        b.add(body, *(box((x, 0.03, z - 0.01), (x + inset, depth - board, below)) for x in (board, right - inset)))
    b.prismatic(body, tray, (0, -1, 0), 0.0, deep * rng.uniform(0.5, 0.95))
    return b.finish()


def standing_desk(rng: np.random.Generator) -> Shape:
    """A top on telescopic columns that rises; or a table whose top tilts for drawing."""
    width, depth, height = rng.uniform(0.8, 1.8), rng.uniform(0.5, 0.85), rng.uniform(0.62, 0.8)
    thick = rng.uniform(0.018, 0.04)
    b = Builder("table")
    body, top = b.part("body"), b.part("panel")
    b.add(top, box((0, 0, height - thick), (width, depth, height)))
    if rng.random() < 0.5:
        t, stroke = rng.uniform(0.05, 0.09), rng.uniform(0.3, 0.5)
        for x in (0.18 * width, 0.82 * width) if width > 1.0 or rng.random() < 0.5 else (0.5 * width,):
            low, high = (x - t / 2, 0.5 * depth - t / 2), (x + t / 2, 0.5 * depth + t / 2)
            b.add(body, box((x - t / 2, 0.06, 0), (x + t / 2, depth - 0.06, 0.03)))
            b.add(body, box((*low, 0.03), (*high, 0.9 * height - 0.05)))
            shrink = np.array([0.008, 0.008])
            b.add(top, box((*(low + shrink), height - thick - stroke - 0.08), (*(high - shrink), height - thick)))
        b.prismatic(body, top, (0, 0, 1), 0.0, stroke)
    else:
        below = height - thick
        b.add(body, *table_legs(rng, (0.02, 0.02), (width - 0.02, depth - 0.02), below, rng.uniform(0.03, 0.06)))
        b.add(body, _skirt(width, depth, below - 0.06, below, 0.02))
        b.revolute(body, top, (1, 0, 0), (width / 2, 0.0, below), 0.0, rng.uniform(0.5, 1.4))
    return b.finish()
