"""How the front of a case is divided: rows, columns and cells, as trees of splits."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ._fronts import Cell


@dataclass
class Layout:
    """cells: (kind, cell) pairs; boards: (upright, position, from, to) of the dividers between them, metres.

    kinds: drawer, pullout, door_left, door_right, door_top, door_bottom, sliding, open, fixed, blank.
    """

    cells: list[tuple[str, Cell]] = field(default_factory=list)
    boards: list[tuple[bool, float, float, float]] = field(default_factory=list)

    def moving(self) -> int:
        """Number of joints that the cells will need."""
        return sum({"open": 0, "fixed": 0, "blank": 0, "sliding": 2}.get(kind, 1) for kind, _ in self.cells)


def cuts(rng: np.random.Generator, low: float, high: float, count: int, even: float = 0.6) -> np.ndarray:
    """count + 1 positions from low to high: equally far apart with chance `even`, else growing or irregular."""
    sizes = np.ones(count)
    if rng.random() >= even:
        sizes = np.linspace(1, rng.uniform(1.2, 2.2), count) if rng.random() < 0.5 else rng.uniform(0.6, 1.6, count)
        if rng.random() < 0.5:
            sizes = sizes[::-1]
    return low + (high - low) * np.concatenate([[0], np.cumsum(sizes) / sizes.sum()])


def drawer_stack(rng: np.random.Generator, out: Layout, cell: Cell, count: int, rails: bool) -> None:
    """Drawers one above the other, the lower ones often the taller. rails: boards between them."""
    x0, x1, z0, z1 = cell
    z = cuts(rng, z0, z1, count)
    out.cells += [("drawer", (x0, x1, a, b)) for a, b in zip(z[:-1], z[1:], strict=True)]
    if rails:
        out.boards += [(False, at, x0, x1) for at in z[1:-1]]


def stack_count(rng: np.random.Generator, cell: Cell, most: int) -> int:
    """How many drawers fill a cell's height, from how much wider than tall drawers are."""
    width, height = cell[1] - cell[0], cell[3] - cell[2]
    return int(np.clip(round(height * np.exp(rng.uniform(0.2, 1.7)) / width), 1, max(1, min(most, 8))))


def door_row(rng: np.random.Generator, out: Layout, cell: Cell, count: int, boards: bool) -> None:
    """Doors side by side, in pairs that open away from each other; an odd one opens either way."""
    x0, x1, z0, z1 = cell
    x = cuts(rng, x0, x1, count, even=0.85)
    alike = rng.random() < 0.15
    for i, (a, b) in enumerate(zip(x[:-1], x[1:], strict=True)):
        single = count % 2 == 1 and i == count - 1
        side = rng.choice(["left", "right"]) if single else ("left" if i % 2 == 0 or alike else "right")
        out.cells.append((f"door_{side}", (a, b, z0, z1)))
    out.boards += [(True, at, z0, z1) for i, at in enumerate(x[1:-1]) if boards or i % 2 == 1]


def door_column(rng: np.random.Generator, out: Layout, cell: Cell, boards: bool) -> None:
    """A tall door over a low one or the other way round, hinged at the same side, as larders and lockers have them."""
    x0, x1, z0, z1 = cell
    at = z0 + (z1 - z0) * rng.choice([rng.uniform(0.2, 0.45), rng.uniform(0.55, 0.8)])
    side = str(rng.choice(["left", "right"]))
    out.cells += [(f"door_{side}", (x0, x1, z0, at)), (f"door_{side}", (x0, x1, at, z1))]
    if boards:
        out.boards.append((False, at, x0, x1))


def fill(rng: np.random.Generator, out: Layout, cell: Cell, budget: int) -> None:
    """One compartment, filled as suits its proportion with at most budget joints."""
    width, height = cell[1] - cell[0], cell[3] - cell[2]
    wide = width / height
    boards = bool(rng.random() < 0.5)
    if budget < 1 or rng.random() < 0.1:
        out.cells.append((str(rng.choice(["open", "open", "fixed", "blank"])), cell))
    elif 0.15 < wide < 0.9 and rng.random() < 0.06:
        out.cells.append(("pullout", cell))
    elif wide > 2.2:
        kinds = ["drawer", "drawers", "top", "bottom", "side", "doors", "row", "sliding"]
        choice = rng.choice(kinds, p=[0.22, 0.08, 0.2, 0.09, 0.12, 0.14, 0.1, 0.05])
        if choice in ("top", "bottom"):
            out.cells.append((f"door_{choice}", cell))
        elif choice == "side":
            door_row(rng, out, cell, 1, False)
        elif choice == "drawers":
            drawer_stack(rng, out, cell, min(2, budget), boards)
        elif choice == "row":
            drawer_row(rng, out, cell, min(int(rng.integers(2, 4)), budget), boards)
        elif choice == "doors" and budget > 1:
            door_row(rng, out, cell, min(int(rng.integers(2, 5)), budget), boards)
        elif choice == "sliding" and budget > 1:
            out.cells.append(("sliding", cell))
        else:
            out.cells.append(("drawer", cell))
    elif wide > 0.75:
        kinds = ["drawers", "doors", "door", "top", "bottom", "sliding"]
        choice = rng.choice(kinds, p=[0.36, 0.3, 0.18, 0.05, 0.05, 0.06])
        count = stack_count(rng, cell, budget)
        if choice in ("top", "bottom") and wide < 1.2:  # flaps are for wide fronts
            choice = "door"
        if choice == "drawers" and (count > 1 or wide > 1.5):
            drawer_stack(rng, out, cell, count, boards)
        elif choice == "doors" and budget > 1:
            door_row(rng, out, cell, 2, boards and rng.random() < 0.3)
        elif choice == "sliding" and budget > 1:
            out.cells.append(("sliding", cell))
        elif choice in ("top", "bottom"):
            out.cells.append((f"door_{choice}", cell))
        else:
            door_row(rng, out, cell, 1, False)
    elif wide < 0.4 and budget > 1 and rng.random() < 0.2:
        door_column(rng, out, cell, boards)
    elif rng.random() < 0.7:
        door_row(rng, out, cell, 2 if budget > 1 and wide > 0.45 and rng.random() < 0.5 else 1, False)
    else:
        drawer_stack(rng, out, cell, stack_count(rng, cell, budget), boards)


def drawer_row(rng: np.random.Generator, out: Layout, cell: Cell, count: int, boards: bool) -> None:
    """Drawers side by side."""
    x0, x1, z0, z1 = cell
    x = cuts(rng, x0, x1, count, even=0.8)
    out.cells += [("drawer", (a, b, z0, z1)) for a, b in zip(x[:-1], x[1:], strict=True)]
    if boards:
        out.boards += [(True, at, z0, z1) for at in x[1:-1]]


def columns(rng: np.random.Generator, out: Layout, cell: Cell, count: int, budget: int) -> None:
    """Compartments side by side; symmetric ones now and then."""
    x0, x1, z0, z1 = cell
    x = cuts(rng, x0, x1, count)
    out.boards += [(True, at, z0, z1) for at in x[1:-1]]
    for i, (a, b) in enumerate(zip(x[:-1], x[1:], strict=True)):
        share = (budget - out.moving()) // (count - i)
        part = (a, b, z0, z1)
        if rng.random() < 0.35 and share > 1 and z1 - z0 > 0.5:
            rows(rng, out, part, 2, out.moving() + share)
        else:
            fill(rng, out, part, share)


def rows(rng: np.random.Generator, out: Layout, cell: Cell, count: int, budget: int) -> None:
    """Compartments one above the other."""
    x0, x1, z0, z1 = cell
    z = cuts(rng, z0, z1, count, even=0.4)
    out.boards += [(False, at, x0, x1) for at in z[1:-1]]
    for i, (a, b) in enumerate(zip(z[:-1], z[1:], strict=True)):
        share = (budget - out.moving()) // (count - i)
        fill(rng, out, (x0, x1, a, b), share)


def drawers_over(rng: np.random.Generator, out: Layout, cell: Cell, budget: int) -> None:
    """The kitchen base unit: a row of drawers or false fronts on top, doors (or the other way round) below."""
    x0, x1, z0, z1 = cell
    share = rng.uniform(0.15, 0.4)
    flipped = rng.random() < 0.15
    at = z0 + (z1 - z0) * (share if flipped else 1 - share)
    thin, rest = ((x0, x1, z0, at), (x0, x1, at, z1)) if flipped else ((x0, x1, at, z1), (x0, x1, z0, at))
    wide = (x1 - x0) / (z1 - z0)
    count = int(np.clip(rng.integers(1, 3) if wide < 1.4 else rng.integers(1, 5), 1, max(1, budget // 2)))
    kind = rng.random()
    if kind < 0.2 and wide < 1.6 and budget > 3:  # two or three whole-width drawers
        drawer_stack(rng, out, thin, min(int(rng.integers(2, 4)), budget - 2), bool(rng.random() < 0.5))
    elif kind < 0.82:
        drawer_row(rng, out, thin, count, bool(rng.random() < 0.5))
    else:
        out.cells.append((str(rng.choice(["fixed", "open"])), thin))
    if rng.random() < 0.8:
        out.boards.append((False, at, x0, x1))
    doors = int(np.clip(np.round(wide / rng.uniform(0.45, 0.8)), 1, max(1, budget - out.moving())))
    door_row(rng, out, rest, min(doors, 6), bool(rng.random() < 0.4))


def grid(rng: np.random.Generator, out: Layout, cell: Cell, across: int, up: int, kind: str) -> None:
    """Equal cells of one kind; some of them may be open. kind: drawer or door."""
    x0, x1, z0, z1 = cell
    x, z = cuts(rng, x0, x1, across, even=0.8), cuts(rng, z0, z1, up, even=0.7)
    holes = rng.random() < 0.2
    for k in range(up):
        for i in range(across):
            name = kind if kind == "drawer" else f"door_{'left' if i % 2 == 0 else 'right'}"
            if holes and rng.random() < 0.3:
                name = "open"
            out.cells.append((name, (x[i], x[i + 1], z[k], z[k + 1])))
    out.boards += [(True, at, z0, z1) for at in x[1:-1]]
    out.boards += [(False, at, x0, x1) for at in z[1:-1]]


def beside(rng: np.random.Generator, out: Layout, cell: Cell, budget: int) -> None:
    """A blind corner: doors or drawers on one side, on the other a plain board or an open space."""
    x0, x1, z0, z1 = cell
    share = rng.uniform(0.25, 0.6)
    left = rng.random() < 0.5
    at = x0 + (x1 - x0) * (share if left else 1 - share)
    still, rest = ((x0, at, z0, z1), (at, x1, z0, z1)) if left else ((at, x1, z0, z1), (x0, at, z0, z1))
    out.cells.append((str(rng.choice(["blank", "open", "fixed"])), still))
    out.boards.append((True, at, z0, z1))
    if rng.random() < 0.6:
        out.cells.append((f"door_{'left' if left == (rng.random() < 0.6) else 'right'}", rest))
    else:
        fill(rng, out, rest, budget)


def layout(rng: np.random.Generator, cell: Cell, budget: int = 14) -> Layout:
    """A whole front of at least one and at most about budget joints; most have few."""
    width, height = cell[1] - cell[0], cell[3] - cell[2]
    wide = width / height
    if rng.random() < 0.82:
        budget = min(budget, int(rng.integers(1, 6)))
    while True:
        out = Layout()
        kinds = ["one", "drawers", "doors", "over", "grid", "columns", "rows", "beside"]
        choice = rng.choice(kinds, p=[0.19, 0.14, 0.16, 0.17, 0.06, 0.1, 0.08, 0.1])
        boards = bool(rng.random() < 0.5)
        if choice == "one":
            fill(rng, out, cell, min(budget, 2))
        elif choice == "drawers" and wide < 3:
            count = stack_count(rng, cell, budget)
            if count > 1 or wide > 1.5:
                drawer_stack(rng, out, cell, count, boards)
        elif choice == "doors":
            door_row(rng, out, cell, int(np.clip(np.round(wide * rng.uniform(1.0, 2.5)), 1, 6)), boards)
        elif choice == "over" and 0.3 < wide:
            drawers_over(rng, out, cell, budget)
        elif choice == "grid" and 0.3 < wide < 4:
            across = int(np.clip(np.round(wide * rng.uniform(0.8, 2)), 1, 4))
            up = int(np.clip(np.round(across / wide * rng.uniform(0.6, 2)), 1, 5))
            grid(rng, out, cell, across, up, str(rng.choice(["drawer", "drawer", "door"])))
        elif choice == "beside" and wide > 0.6:
            beside(rng, out, cell, budget)
        elif choice == "columns" and wide > 0.6:
            columns(rng, out, cell, int(rng.integers(2, 4 if wide < 1.6 else 5)), budget)
        elif choice == "rows" and wide < 2.5:
            rows(rng, out, cell, int(rng.integers(2, 4 if wide > 0.6 else 5)), budget)
        smallest = min(min(c[1] - c[0], c[3] - c[2]) for _, c in out.cells) if out.cells else 0
        if 1 <= out.moving() <= budget + (budget > 5) and smallest > 0.055 * max(width, height):
            return out
