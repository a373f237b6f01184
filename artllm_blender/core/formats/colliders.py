"""What links collide with: few convex pieces each, that keep hollows open and leave each other's ways free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from ..articulation import Articulation
from ..motion.interplay import Need, carriers
from ..steps import Steps, exhausted, within
from .clearance import Passage, crossed, passages
from .convex import Convex, Hull, filled_by, of_points
from .cylinders import cylinder
from .description import BoxShape, Collider, HullShape, MeshShape, Visual
from .foot import standing
from .grid import STEPS, Grid, frame, grid_of, inside, surface
from .pieces import AXES, ROUND, STAGE, Piece, pieces
from .trimming import trimmed

AUTOMATIC, BOXES, HULLS, MESH, NONE = KINDS = ("automatic", "boxes", "hulls", "mesh", "none")
# MuJoCo reads no mesh of more.
MOST_TRIANGLES = 200_000
# A part this much flatter than it is wide has no hull that every simulator can build.
FLATTEST = 1e-3
MARGIN = 0.0015  # of a part's size: pieces are so much smaller on every side, so that neighbours do not rub
GAP = 0.0005  # of a part's size: that is free at least around what moves past it
THINNEST = 0.002  # of a part's size: thickness of what has none
SMALL, STEPS_SMALL = 0.25, 12  # parts of less than this share of the asset have so many cells along their longest side
ROOT_STANDS, OTHER_STANDS = 0.003, 0.001  # of the asset's size: what of a part is so near the ground stands on it
SQUARE = GAP / 2  # of a piece's size: a box's corners are no farther from its own
BOXY = 0.92  # of the box around a piece: what fills so much of it is that box


def colliders(*given: Any, **how: Any) -> dict[int, tuple[Collider, ...]]:
    """All steps of `colliding` at once."""
    return exhausted(colliding(*given, **how))


def colliding(
    articulation: Articulation,
    surfaces: Mapping[int, Visual],
    hull: Hull,
    needs: Sequence[Need] = (),
    kind: str = AUTOMATIC,
    given: Mapping[int, Sequence[HullShape]] | None = None,
) -> Steps[dict[int, tuple[Collider, ...]]]:
    """What every part collides with, by id, in the world at rest; a step a part. surfaces: as there, by id;
    parts without triangles may be left out. hull: the convex hull of (n, 3) points. kind: one of KINDS.
    given: of parts that have their own, in the world; these are taken as they are, unless nothing collides."""
    shown = {id: seen for id, seen in surfaces.items() if len(seen.triangles)}
    if kind == NONE:
        return {id: () for id in shown}
    own = {id: tuple(map(Collider, shapes)) for id, shapes in (given or {}).items() if id in shown}
    if kind in (HULLS, MESH):
        return {id: (_whole(seen, hull, kind == MESH),) for id, seen in shown.items()} | own
    corners = {id: seen.vertices[seen.triangles] for id, seen in shown.items()}
    size = {id: float(np.prod(np.ptp(mine, axis=(0, 1)))) for id, mine in corners.items()}
    # What hangs on others first, small ones first: what carries them makes room.
    order = sorted(shown, key=lambda id: (-len(carriers(articulation, id)), size[id], id))
    ground, whole = min((float(mine[..., 2].min()) for mine in corners.values()), default=0.0), _size(corners)
    found: dict[int, tuple[Collider, ...]] = dict(own)
    solids = {id: [filled_by(collider, hull) for collider in mine] for id, mine in own.items()}
    left = [id for id in order if id not in own]
    for number, id in enumerate(left):
        making = _decomposed(articulation, needs, id, corners, solids, hull, kind)
        turn, made, past, gap = yield from within(making, number / len(left), (number + 1) / len(left))
        # Each is a margin smaller than the part.
        near = (ROOT_STANDS if id == articulation.root else OTHER_STANDS) * whole
        near += MARGIN * float(np.ptp(corners[id] @ turn, axis=(0, 1)).max())
        stands = standing(made, ground, near, hull)
        if kind == BOXES and np.abs(turn[2]).max() < 0.9999:
            stands = made
        found[id] = tuple(_cylinder(solid, past, gap, hull) or _collider(solid, turn) for solid in stands)
        solids[id] = [filled_by(collider, hull) for collider in found[id]]
    return {id: found[id] for id in shown}


def _size(corners: Mapping[int, np.ndarray]) -> float:
    """The longest side of the box around all triangles (m, 3, 3)."""
    if not corners:
        return 0.0
    low, high = ([reach(mine, axis=(0, 1)) for mine in corners.values()] for reach in (np.min, np.max))
    return float((np.max(high, axis=0) - np.min(low, axis=0)).max())


def _whole(seen: Visual, hull: Hull, as_mesh: bool) -> Collider:
    """One collider for a part, or its own mesh, of which engines make one."""
    points = seen.vertices[np.unique(seen.triangles)]
    flat = flat_box(points)
    if flat is not None:
        return flat
    return Collider(MeshShape() if as_mesh and len(seen.triangles) <= MOST_TRIANGLES else hull(points))


def _decomposed(
    articulation: Articulation,
    needs: Sequence[Need],
    id: int,
    corners: Mapping[int, np.ndarray],
    solids: Mapping[int, list[Convex]],
    hull: Hull,
    kind: str,
) -> Steps[tuple[np.ndarray, list[Convex], list[Passage], float]]:
    """The axes (3, 3) of a part's grid, its pieces, what passes them and how far from it they stay, metres. solids: of
    the parts that have theirs already, whose ways are left free."""
    yield STAGE, 0.0
    turn = frame(corners[id])
    yield STAGE, 0.0
    mine = corners[id] @ turn
    others = [np.concatenate([solid.points for solid in one]) @ turn for one in solids.values() if one]
    steps = STEPS if np.ptp(mine, axis=(0, 1)).max() > SMALL * _size(corners) else STEPS_SMALL
    grid = grid_of(mine, turn, [np.array([points.min(axis=0), points.max(axis=0)]) for points in others], steps)
    yield STAGE, 0.0
    points, cell = surface(grid, mine)
    yield STAGE, 0.0
    held = inside(grid, mine)
    thin = np.zeros(held.size, bool)
    thin[cell[cell >= 0]] = True
    thin = thin.reshape(grid.shape)
    filled = held | thin
    step = float(np.ptp(mine, axis=(0, 1)).max()) / 40
    closed = np.zeros(grid.shape, bool)
    past = [
        passage
        for other, one in solids.items()
        if one
        for passage in passages(articulation, needs, other, id, one, step / 2, hull)
    ]
    for passage in past:
        yield STAGE, 0.1
        closed |= crossed(grid, ~closed, passage)
    free = filled & ~closed
    if not free.any():
        free, closed = filled, np.zeros(grid.shape, bool)
    gathering = pieces(grid, free, held & ~thin & free, closed, points, cell, AXES if kind == BOXES else ROUND)
    found = yield from within(gathering, 0.3, 0.8)
    size = 40 * step
    made = [_solid(piece, grid, hull, size, kind == BOXES) for piece in found]
    for passage in past:
        made = yield from within(trimmed(made, passage, GAP * size, hull), 0.8, 1.0)
    return turn, made, past, GAP * size


def _solid(piece: Piece, grid: Grid, hull: Hull, size: float, box: bool) -> Convex:
    """A piece, a margin smaller, as the box around it where it fills that. size: of its part."""
    lower, upper = piece.points.min(axis=0), piece.points.max(axis=0)
    middle, extent = (lower + upper) / 2, np.maximum(upper - lower, 1e-12)
    less = np.maximum(1 - 2 * MARGIN * size / extent, 0.5)
    around = Collider(BoxShape(np.maximum(extent * less, THINNEST * size)), grid.turn @ middle, grid.turn)
    if not box and extent.min() > THINNEST * size:
        points = (middle + (piece.points - middle) * less) @ grid.turn.T
        solid = of_points(points, hull)
        if solid is None or np.ptp(points @ solid.normals.T, axis=0).min() < 2 * THINNEST * size:
            flat = flat_box(points, THINNEST * size)
            if flat is not None:
                more = (flat.shape.size - np.ptp(points @ flat.turn, axis=0)) / 2
                points = np.concatenate([points + flat.turn @ (more * way) for way in product((-1, 1), repeat=3)])
                solid = of_points(points, hull)
        if solid is not None and solid.volume < BOXY * float(np.prod(around.shape.size)):
            return solid
    return filled_by(around, hull)


def _cylinder(solid: Convex, past: Sequence[Passage], gap: float, hull: Hull) -> Collider | None:
    """A solid as a cylinder where it is one and what passes it is clear of that, too: it bulges between the corners."""
    found = cylinder(solid)
    if found is None:
        return None
    whole = [filled_by(found, hull)]
    clear = all(exhausted(trimmed(whole, passage, gap, hull))[0] is whole[0] for passage in past)
    return found if clear else None


def _collider(solid: Convex, turn: np.ndarray) -> Collider:
    """A solid as a box where it is one, along the grid's axes or its own."""
    for axes in (turn, *_own_axes(solid)):
        along = solid.points @ axes
        lower, upper = along.min(axis=0), along.max(axis=0)
        # By corners, not by volume: one that was cut off for what passes is a thousandth of it.
        corners = np.array(list(product(*zip(lower, upper, strict=True))))
        off = np.linalg.norm(corners[:, None] - along, axis=2).min(axis=1).max()
        if off < SQUARE * float((upper - lower).max()):
            return Collider(BoxShape(upper - lower), axes @ ((lower + upper) / 2), axes)
    triangles = np.arange(3 * len(solid.corners)).reshape(-1, 3)
    vertices, index = np.unique(solid.corners.reshape(-1, 3), axis=0, return_inverse=True)
    return Collider(HullShape(vertices, index.reshape(-1)[triangles]))


def _own_axes(solid: Convex) -> list[np.ndarray]:
    if len(solid.normals) != 6:
        return []
    first = solid.normals[0]
    second = solid.normals[np.abs(solid.normals @ first).argmin()]
    return [np.stack([first, second, np.cross(first, second)], axis=1)] if abs(first @ second) < 1e-6 else []


def is_shown(seen: Visual) -> bool:
    """Whether MuJoCo takes the surface of a part as it is."""
    return len(seen.triangles) <= MOST_TRIANGLES and flat_box(seen.vertices[np.unique(seen.triangles)]) is None


def flat_box(points: np.ndarray, thinnest: float = 0.0) -> Collider | None:
    """The smallest box around flat (n, 3) points, given some thickness; None where they are not flat, which is
    thinner than a length or than a share of their width."""
    middle = points.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov((points - middle).T))
    axes[:, 0] *= np.sign(np.linalg.det(axes))
    axes[:, 1:] = axes[:, 1:] @ _rectangle((points - middle) @ axes[:, 1:])
    along = (points - middle) @ axes
    lower, upper = along.min(axis=0), along.max(axis=0)
    size = upper - lower
    least = max(thinnest, FLATTEST * float(size.max()))
    if size.min() > least:
        return None
    return Collider(BoxShape(np.maximum(size, max(least, 1e-6))), middle + axes @ ((lower + upper) / 2), axes)


def _rectangle(points: np.ndarray) -> np.ndarray:
    """(2, 2) axes, in columns, of the smallest rectangle around (n, 2) points: one of its sides lies on the hull's."""
    angle = np.arange(64) * np.pi / 32
    outline = points[np.unique((points @ [np.cos(angle), np.sin(angle)]).argmax(axis=0))]
    outline = outline[np.argsort(np.arctan2(*(outline - outline.mean(axis=0)).T))]
    along = np.roll(outline, -1, axis=0) - outline
    length = np.linalg.norm(along, axis=1)
    if not length.max(initial=0.0) > 0:
        return np.eye(2)
    x, y = along[length > 0].T / length[length > 0]
    sides = np.moveaxis(np.array([[x, -y], [y, x]]), 2, 0)
    return sides[np.ptp(outline @ sides, axis=1).prod(axis=1).argmin()]


def moved(collider: Collider, by: np.ndarray) -> Collider:
    """The same a (3,) way on."""
    if isinstance(collider.shape, HullShape):
        return replace(collider, shape=replace(collider.shape, vertices=collider.shape.vertices + by))
    return collider if isinstance(collider.shape, MeshShape) else replace(collider, centre=collider.centre + by)
