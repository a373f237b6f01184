"""Fronts of case furniture: doors, drawers, flaps and sliding doors put before openings of a case.

A cell is an opening as (x0, x1, z0, z1) between the middles of the boards around it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..builder import Builder
from ..solids import Mesh, box
from ._bodies import Case
from ._handles import HandleStyle, handle, handle_style
from ._panels import PanelStyle, panel, panel_style

Cell = tuple[float, float, float, float]
SIDES = ("left", "right", "top", "bottom")


@dataclass(frozen=True)
class HingeLine:
    """Where a panel's hinge lies: through its thickness, 0 at its front and 1 at its back, and in from its edge.

    inset is a share of the panel's width.
    """

    through: float
    inset: float


def hinge_line(rng: np.random.Generator, front: float = 0.2, furthest: float = 0.06) -> HingeLine:
    """A random place: at the panel's back edge, or a little further in. front: chance that it is the front edge."""
    inset = rng.choice([0.0, rng.uniform(0, 0.5), rng.uniform(0.3, 1)], p=[0.45, 0.4, 0.15]) * furthest
    if rng.random() < front:
        return HingeLine(0.0, 0.0)
    return HingeLine(float(rng.choice([1.0, rng.uniform(0.55, 1.0)])), float(inset))


@dataclass(frozen=True)
class FrontStyle:
    """What the fronts of one object have in common; lengths in metres.

    inset: fronts lie within their openings rather than before them. opening: doors' range, radians.
    travel: drawers' range, of their depth. drawer_body: box, shallow, front or block.
    """

    inset: bool
    full: bool
    gap: float
    thickness: float
    door: PanelStyle
    drawer: PanelStyle
    handle: HandleStyle
    handle_high: float
    opening: float
    travel: float
    drawer_body: str
    drawer_wall: float
    drawer_deep: float
    drawer_tall: float
    hinge: HingeLine


def swing(rng: np.random.Generator, wide: float = 0.2) -> float:
    """How far a door swings, radians: a right angle for most, half a turn for some. wide: chance of the latter."""
    far = rng.choice([np.pi, rng.uniform(2.6, np.pi)], p=[0.65, 0.35])
    return float(rng.choice([np.pi / 2, rng.uniform(1.3, 2.1), far], p=[0.8 * (1 - wide), 0.2 * (1 - wide), wide]))


def front_style(rng: np.random.Generator, scale: float = 1.0) -> FrontStyle:
    """A random style. scale 1 suits kitchen units."""
    door = panel_style(rng)
    same = door.kind not in ("glass", "louvred", "cross") and rng.random() < 0.6
    drawer = door if same else panel_style(rng, ("flat", "bevelled", "framed", "raised", "beaded", "bordered"))
    inset = bool(rng.random() < 0.3)
    return FrontStyle(
        inset=inset,
        full=bool(rng.random() < 0.6),
        gap=float(
            rng.choice([0.0, 0.0005, rng.uniform(0.001, 0.006), rng.uniform(0.004, 0.015)], p=[0.1, 0.3, 0.35, 0.25])
        ),
        thickness=scale * rng.uniform(0.012, 0.042),
        door=door,
        drawer=drawer,
        handle=handle_style(rng, scale=scale),
        handle_high=rng.uniform(0.3, 0.9),
        opening=swing(rng),
        travel=rng.uniform(0.75, 1.0) if rng.random() < 0.85 else rng.uniform(0.4, 0.75),
        drawer_body=str(rng.choice(["box", "shallow", "front", "block"], p=[0.76, 0.12, 0.06, 0.06])),
        drawer_wall=scale * rng.uniform(0.006, 0.018),
        drawer_deep=rng.uniform(0.7, 0.98),
        drawer_tall=rng.uniform(0.45, 0.92),
        hinge=HingeLine(0.0, 0.0) if inset else hinge_line(rng, 0.15, 0.02),
    )


def face(style: FrontStyle, case: Case, cell: Cell) -> tuple[np.ndarray, np.ndarray]:
    """Corners (3,), (3,) of the slab that a front fills before or within a cell."""
    x0, x1, z0, z1 = cell
    w, y = case.wall / 2, case.lower[1]
    if style.inset:
        shrink = w + style.gap
        sunk = min(style.gap, 0.002)
        return (
            np.array([x0 + shrink, y + sunk, z0 + shrink]),
            np.array([x1 - shrink, y + sunk + style.thickness, z1 - shrink]),
        )
    low, high = np.array([x0, z0]) + style.gap / 2, np.array([x1, z1]) - style.gap / 2
    if style.full:
        outer_low, outer_high = case.lower[[0, 2]] + w, case.upper[[0, 2]] - w
        low -= w * np.isclose((x0, z0), outer_low)
        high += w * np.isclose((x1, z1), outer_high)
    return np.array([low[0], y - style.thickness, low[1]]), np.array([high[0], y, high[1]])


def add_door(b: Builder, body: int, style: FrontStyle, case: Case, cell: Cell, hinge: str, label: str = "door") -> int:
    """A door before the cell, hinged at its left, right, top or bottom edge; returns its part."""
    lower, upper = face(style, case, cell)
    part = b.part(label)
    b.add(part, *panel(style.door, lower, upper), *_door_handle(style, lower, upper, hinge))
    most = {"bottom": np.pi / 2, "top": 2.0}.get(hinge, np.pi)  # a flap comes to rest level, or a little further up
    hang(b, body, part, lower, upper, hinge, min(style.opening, most), style.hinge)
    return part


def hang(b: Builder, parent: int, part: int, lower, upper, hinge: str, opening: float, line: HingeLine) -> None:
    """Join a panel that fills the slab between two corners by a hinge at one of its edges, opening towards -Y."""
    middle = (np.asarray(lower, float) + upper) / 2
    y = lower[1] + line.through * (upper[1] - lower[1])
    x, z = line.inset * (upper[0] - lower[0]), line.inset * (upper[2] - lower[2])
    axis, origin = {
        "left": ((0, 0, -1), (lower[0] + x, y, middle[2])),
        "right": ((0, 0, 1), (upper[0] - x, y, middle[2])),
        "top": ((-1, 0, 0), (middle[0], y, upper[2] - z)),
        "bottom": ((1, 0, 0), (middle[0], y, lower[2] + z)),
    }[hinge]
    b.revolute(parent, part, axis, origin, 0.0, opening)


def _door_handle(style: FrontStyle, lower, upper, hinge: str) -> list[Mesh]:
    width, height = upper[0] - lower[0], upper[2] - lower[2]
    margin = min(0.06, 0.15 * min(width, height))
    at = np.array([(lower[0] + upper[0]) / 2, lower[1], (lower[2] + upper[2]) / 2])
    if hinge in ("top", "bottom"):
        at[2] = upper[2] - margin if hinge == "bottom" else lower[2] + margin
        return handle(style.handle, at, False, 0.5 * width)
    at[0] = upper[0] - margin if hinge == "left" else lower[0] + margin
    room = 0.5 * height
    reach = min(style.handle.length, room) / 2 + margin
    at[2] = np.clip(lower[2] + style.handle_high * height, lower[2] + reach, upper[2] - reach)
    return handle(style.handle, at, True, room)


def drawer_handles(style: HandleStyle, lower, upper, high: float = 0.5) -> list[Mesh]:
    """One handle on a drawer's front, or two on a wide one."""
    width, height = upper[0] - lower[0], upper[2] - lower[2]
    z = lower[2] + high * height
    spots = [0.5] if width < 4 * style.length or style.profile == 0 else [0.25, 0.75]
    room = min(0.6 * width / len(spots), width if style.kind != "knob" else 0.4 * height)
    return [m for s in spots for m in handle(style, (lower[0] + s * width, lower[1], z), False, room)]


def drawer(style: FrontStyle, case: Case, cell: Cell, deep: float | None = None) -> tuple[list[Mesh], float]:
    """Meshes of a drawer in the cell and how far it slides. deep: room behind its front, metres."""
    lower, upper = face(style, case, cell)
    deep = (case.upper[1] - 0.012 - upper[1] if deep is None else deep) * style.drawer_deep
    high = 0.5 if style.handle_high < 0.6 else 0.72
    x0, x1, z0, z1 = cell
    side = case.wall / 2 + 0.004 + 0.4 * style.gap
    inner_low = np.array([max(x0 + side, lower[0] + 0.002), upper[1], z0 + side])
    inner_high = np.array([min(x1 - side, upper[0] - 0.002), upper[1] + deep, z1 - side])
    meshes = [
        *panel(style.drawer, lower, upper),
        *drawer_handles(style.handle, lower, upper, high),
        *drawer_body(style.drawer_body, inner_low, inner_high, style.drawer_wall, style.drawer_tall),
    ]
    return meshes, style.travel * deep


def add_drawer(b: Builder, body: int, style: FrontStyle, case: Case, cell: Cell, deep: float | None = None) -> int:
    """A drawer in the cell, sliding out to -Y; returns its part."""
    meshes, travel = drawer(style, case, cell, deep)
    part = b.part("drawer")
    b.add(part, *meshes)
    b.prismatic(body, part, (0, -1, 0), 0.0, travel)
    return part


def drawer_body(kind: str, lower, upper, wall: float, tall: float) -> list[Mesh]:
    """What is behind a drawer's front, in the room between two corners: box, shallow, front (nothing) or block."""
    (x0, y0, z0), (x1, y1, z1) = lower, upper
    if kind == "front":
        return []
    if kind == "block":
        return [box(lower, upper)]
    top = z0 + (z1 - z0) * (tall if kind == "box" else 0.4 * tall)
    wall = min(wall, 0.2 * (x1 - x0), 0.2 * (top - z0))
    return [
        box((x0, y0, z0), (x1, y1, z0 + wall)),
        box((x0, y0, z0 + wall), (x0 + wall, y1, top)),
        box((x1 - wall, y0, z0 + wall), (x1, y1, top)),
        box((x0 + wall, y1 - wall, z0 + wall), (x1 - wall, y1, top)),
    ]


def add_sliding(b: Builder, body: int, style: FrontStyle, case: Case, cell: Cell, count: int, doors: int) -> list[int]:
    """Doors that slide sideways on tracks one behind the other, of count that would close the cell; their parts."""
    lower, upper = face(style, case, cell)
    thick, width = style.thickness, upper[0] - lower[0]
    if not style.inset:
        lower[1] -= thick + 0.002
    lap = 0.03 * width
    step = (width - lap) / count
    parts = []
    for i in range(doors):
        track = (i % 2) * (thick + 0.002)
        low = np.array([lower[0] + i * step, lower[1] + track, lower[2]])
        high = np.array([lower[0] + i * step + step + lap, lower[1] + track + thick, upper[2]])
        part = b.part("door")
        hinge = "left" if i == 0 else "right"
        b.add(part, *panel(style.door, low, high))
        if not i % 2:  # a handle on a rear door would run into the front one
            b.add(part, *_door_handle(style, low, high, hinge))
        away = 1 if i == 0 or (i < count - 1 and count > 2) else -1
        b.prismatic(body, part, (away, 0, 0), 0.0, step * 0.98)
        parts.append(part)
    return parts
