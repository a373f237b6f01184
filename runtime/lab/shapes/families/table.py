"""Tables and desks: drawers under the top, pedestals, doors, leaves, trays, hutches, lifting tops."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box
from ._bodies import Case, carcass, feet, leg, shelves
from ._casework import divider_boards, fill_front
from ._fronts import FrontStyle, add_drawer, drawer, front_style
from ._layout import Layout, cuts, door_row, drawer_stack, fill, stack_count
from ._moving_tables import drop_leaf, extension_table, hutch_desk, lift_top, standing_desk, tray_desk
from ._pose import left_open
from ._tables import LEGS, apron, table_legs, table_top
from ._tiny import without_tiny


def make(rng: np.random.Generator) -> Shape:
    kinds = {
        _apron_table: 0.38,
        _pedestal_desk: 0.23,
        _end_table: 0.13,
        drop_leaf: 0.08,
        hutch_desk: 0.06,
        lift_top: 0.04,
        extension_table: 0.02,
        tray_desk: 0.04,
        standing_desk: 0.02,
    }
    build = rng.choice(list(kinds), p=list(kinds.values()))
    return left_open(rng, without_tiny(build(rng)), chance=0.1)


def _apron_table(rng: np.random.Generator) -> Shape:
    """A writing, console, coffee or dining table with drawers in its apron on one side or on two."""
    low_table = rng.random() < 0.3
    width, depth = rng.uniform(0.6, 2.0), rng.uniform(0.35, 0.9)
    height = rng.uniform(0.3, 0.55) if low_table else rng.uniform(0.65, 0.95)
    thick, tall = rng.uniform(0.015, 0.05), rng.uniform(0.07, 0.18)
    over = rng.choice([0.0, rng.uniform(0, 0.03), rng.uniform(0.02, 0.12)])
    b, style = Builder("table"), front_style(rng)
    body = b.part("body")
    b.add(body, table_top(rng, (-over, -over), (width + over, depth + over), height, thick))
    leg_thick = rng.uniform(0.03, 0.1)
    inset = rng.uniform(0.2, 0.8) * leg_thick if rng.random() < 0.7 else 0.0
    b.add(body, *table_legs(rng, (0, 0), (width, depth), height - thick, leg_thick))
    below = height - thick
    back = depth - inset * 0.5
    case = Case(np.array([inset, inset * 0.5, below - tall]), np.array([width - inset, back, below]), 0.02)
    margin = max(leg_thick - inset, 0)
    front = Layout()
    spread = rng.choice(["full", "middle", "aside"], p=[0.6, 0.25, 0.15])
    x0, x1 = case.lower[0] + margin, case.upper[0] - margin
    if spread != "full":
        share = rng.uniform(0.3, 0.6) * (x1 - x0)
        start = x0 + (x1 - x0 - share) * (0.5 if spread == "middle" else rng.choice([0.02, 0.98]))
        x0, x1 = start, start + share
    count = int(np.clip(rng.choice([1, 1, 2, 2, 2, 3, 3, 4]), 1, max(1, (x1 - x0) // 0.15)))
    x = cuts(rng, x0, x1, count, even=0.75)
    front.cells = [("drawer", (a, c, case.lower[2], case.upper[2])) for a, c in zip(x[:-1], x[1:], strict=True)]
    front.boards = [(True, at, case.lower[2], case.upper[2]) for at in (x[1:-1] if rng.random() < 0.5 else x)]
    both = depth > 0.5 and rng.random() < 0.12
    b.add(body, *apron(case, front, skirt=bool(rng.random() < 0.6), back=not both))
    y0, z0 = case.lower[1:]
    rest = [(case.lower[0], x[0]), (x[-1], case.upper[0])]
    b.add(body, *(box((a, y0, z0), (c, y0 + 0.02, below)) for a, c in rest if c - a > 0.01))
    deep = case.depth * (0.45 if both else 0.9) - style.thickness * style.inset
    for _, cell in front.cells:
        add_drawer(b, body, style, case, cell, deep)
    if both:
        _far_drawers(b, body, style, case, front, deep)
    if rng.random() < (0.5 if low_table else 0.2):
        at = rng.uniform(0.15, 0.5) * (height - tall)
        b.add(body, box((leg_thick / 2, leg_thick / 2, at), (width - leg_thick / 2, depth - leg_thick / 2, at + thick)))
    return b.finish()


def _far_drawers(b: Builder, body: int, style: FrontStyle, case: Case, front: Layout, deep: float) -> None:
    """The same drawers on the far side of the table."""
    half_turn = np.array([[-1.0, 0, 0], [0, -1, 0], [0, 0, 1]])
    middle = (case.lower + case.upper) / 2 * (1, 1, 0)
    for _, cell in front.cells:
        meshes, travel = drawer(style, case, cell, deep)
        part = b.part("drawer")
        b.add(part, *(m.moved(-middle).transformed(half_turn).moved(middle) for m in meshes))
        b.prismatic(body, part, (0, 1, 0), 0.0, travel)


def _pedestal_desk(rng: np.random.Generator) -> Shape:
    """A desk on one or two cupboards of drawers or doors, perhaps with a drawer between them."""
    width, depth, height = rng.uniform(0.8, 2.0), rng.uniform(0.4, 0.9), rng.uniform(0.65, 0.85)
    thick = rng.uniform(0.015, 0.05)
    over = rng.choice([0.0, rng.uniform(0.0, 0.04)])
    b, style = Builder("table"), front_style(rng)
    body = b.part("body")
    b.add(body, table_top(rng, (-over, -over), (width + over, depth + over), height, thick))
    share = rng.uniform(0.22, 0.36) * width
    wall, raised, below = rng.uniform(0.012, 0.025), rng.choice([0.0, rng.uniform(0.03, 0.25)]), height - thick
    spots = rng.choice(["left", "right", "both", "middle"], p=[0.28, 0.28, 0.36, 0.08])
    other = width - share
    starts = {"left": [0.0], "right": [other], "both": [0.0, other], "middle": [other / 2]}[spots]
    foot = str(rng.choice(["block", "plinth", "round", "tapered", "panel"])) if raised else "none"
    back = depth * rng.choice([1.0, rng.uniform(0.7, 1.0)])
    hang = spots != "both" and rng.random() < 0.15  # the cupboard hangs under the top
    base = below * rng.uniform(0.3, 0.6) if hang else raised
    if hang:  # between the legs
        starts = [float(np.clip(s, 0.075, other - 0.075)) for s in starts]
    for start in starts:
        case = Case(np.array([start, 0, base]), np.array([start + share, back, below]), wall)
        front = Layout()
        half = wall / 2
        cell = (start + half, start + share - half, base + half, below - half)
        if start != starts[0] and rng.random() < 0.3:
            fill(rng, front, cell, 4)
        elif rng.random() < 0.7:
            drawer_stack(rng, front, cell, stack_count(rng, cell, 5), bool(rng.random() < 0.5))
        else:
            door_row(rng, front, cell, 1, False)
        b.add(body, *carcass(case, top=bool(rng.random() < 0.7)), *divider_boards(case, front))
        fill_front(rng, b, body, style, case, front)
        if not hang:
            b.add(body, *feet(rng, foot, (start, 0), (start + share, back), base, base))
    if hang or spots != "both":
        b.add(body, *_opposite(rng, width, depth, below, str(spots), share, hang))
    free = {"left": (share, width), "right": (0, width - share), "both": (share, width - share)}.get(str(spots))
    if free and free[1] - free[0] > 0.25 and rng.random() < 0.5:
        _between(rng, b, body, style, free, depth, below)
    return b.finish()


def _opposite(rng, width: float, depth: float, below: float, spots: str, share: float, hang: bool) -> list[Mesh]:
    """Legs or a panel for the ends of a desk that no cupboard carries."""
    thick = rng.uniform(0.03, 0.07)
    ends = [0.0, width - thick] if hang or spots == "middle" else ([width - thick] if spots == "left" else [0.0])
    if rng.random() < 0.5:
        board = rng.uniform(0.015, thick)
        return [box((x, 0, 0), (x + board, depth, below)) for x in ends]
    style, h = str(rng.choice(LEGS)), thick / 2
    return [leg(style, thick, (x + h, y), 0, below) for x in ends for y in (h, depth - h)]


def _between(rng, b: Builder, body: int, style: FrontStyle, free, depth: float, below: float) -> None:
    """Drawers over the knees."""
    tall = rng.uniform(0.07, 0.14)
    case = Case(np.array([free[0], 0, below - tall]), np.array([free[1], depth * rng.uniform(0.5, 0.95), below]), 0.014)
    x = cuts(rng, free[0] + 0.005, free[1] - 0.005, int(rng.choice([1, 1, 1, 2])))
    for a, c in zip(x[:-1], x[1:], strict=True):
        add_drawer(b, body, style, case, (a, c, case.lower[2], case.upper[2]))
    if rng.random() < 0.4:  # a modesty panel
        b.add(body, box((free[0], depth - 0.02, below * rng.uniform(0.2, 0.6)), (free[1], depth, below)))


def _end_table(rng: np.random.Generator) -> Shape:
    """A small table: legs at the corners of a case, a shelf below."""
    width, depth, height = rng.uniform(0.35, 0.8), rng.uniform(0.3, 0.7), rng.uniform(0.4, 0.8)
    thick, over, t = rng.uniform(0.015, 0.04), rng.uniform(0, 0.06), rng.uniform(0.03, 0.07)
    below = height - thick
    b, style = Builder("table"), front_style(rng, 0.8)
    body = b.part("body")
    b.add(body, table_top(rng, (-over, -over), (width + over, depth + over), height, thick))
    kind, h = str(rng.choice(LEGS)), t / 2
    corners = [(x, y) for x in (h, width - h) for y in (h, depth - h)]
    b.add(body, *(leg(kind, t, at, 0, below) for at in corners))
    tall = rng.uniform(0.2, 0.75) * below
    wall = rng.uniform(0.01, 0.02)
    inset = rng.choice([0.0, 0.2 * t])
    case = Case(np.array([t * 0.8, inset, below - tall]), np.array([width - t * 0.8, depth - inset, below]), wall)
    front, half = Layout(), wall / 2
    cell = (t, width - t, below - tall + half, below - half)
    if rng.random() < 0.7:
        drawer_stack(rng, front, cell, stack_count(rng, cell, 4), bool(rng.random() < 0.6))
    else:
        fill(rng, front, cell, 3)
    if not front.moving():
        front.cells = [("drawer", cell)]
    b.add(body, *carcass(case, top=False), *divider_boards(case, front))
    fill_front(rng, b, body, style, case, front)
    if below - tall > 0.15 and rng.random() < 0.7:
        b.add(body, *shelves(rng, (h, h, 0.0), (width - h, depth - h, below - tall), int(rng.integers(1, 3)), thick))
    return b.finish()
