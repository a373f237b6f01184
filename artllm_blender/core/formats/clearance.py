"""Which cells of a part something else passes through, as the joints move between their limits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from ..articulation import Articulation, Joint, JointType
from ..frames import apply, inverse
from ..kinematics import joint_matrices, joint_matrix, motion, poses
from ..motion.interplay import Need, carriers
from .convex import Convex, Hull, of_points
from .grid import Grid, sampled

MOST_POSES = 64  # between the limits of a joint
# Where the joint rests parts are closest: so much of the way there is looked at so many times as closely as all would
# be without a most, lest a sheet pass a sheet unseen, and next to it the way between two poses is halved so often.
CLOSE, CLOSER, HALVINGS = 0.1, 4, 3
STEPS = 20  # between points of a solid's surface, along the grid's longest side
TOGETHER = 8  # poses that are looked at at once
INSET = 0.03  # of a cell: what reaches no deeper does not count
SPREAD = np.array([(0.5, 0.5, 0.5), *product((INSET, 1 - INSET), repeat=3)])


def standing(articulation: Articulation, needs: Iterable[Need], child: int) -> dict[int, float]:
    """The values of all joints while that of a child is moved: at rest, or open where it needs them so."""
    values = {j.child: min(max(0.0, j.lower), j.upper) for j in articulation.joints}
    needs, waiting, seen = list(needs), [child], {child}
    while waiting:
        moved = waiting.pop()
        for need in (need for need in needs if need.child == moved and need.needs not in seen):
            seen.add(need.needs)
            if need.open and (joint := articulation.joint_of(need.needs)):
                values[need.needs] = max(joint.lower, joint.upper, key=abs) if math.isfinite(joint.upper) else 0.0
                waiting.append(need.needs)
    return values


@dataclass(frozen=True)
class Passage:
    """Convex solids, in the world, and the motions (m, 4, 4) that they are seen at."""

    solids: tuple[Convex, ...]
    motions: np.ndarray


def passages(
    articulation: Articulation,
    needs: Sequence[Need],
    mover: int,
    still: int,
    solids: Sequence[Convex],
    step: float,
    hull: Hull,
) -> list[Passage]:
    """How the solids of one part pass another, one passage for each joint between them, while all other joints are as
    `standing` has them. Where they slide, each is one solid along its whole way; else they are seen every step."""
    points = np.concatenate([solid.points for solid in solids])
    path = {mover, *carriers(articulation, mover)} ^ {still, *carriers(articulation, still)}
    found = []
    for joint in filter(None, map(articulation.joint_of, sorted(path))):
        motions = _motions(articulation, standing(articulation, needs, joint.child), joint, mover, still, points, step)
        if joint.type is JointType.PRISMATIC and len(motions) > 1:
            ends = [(apply(motions[0], solid.points), apply(motions[-1], solid.points)) for solid in solids]
            along = [of_points(np.concatenate(pair), hull) for pair in ends]
            found.append(Passage(tuple(one for one in along if one is not None), np.eye(4)[None]))
        else:
            found.append(Passage(tuple(solids), motions))
    return found


def _motions(
    articulation: Articulation,
    values: Mapping[int, float],
    joint: Joint,
    mover: int,
    still: int,
    points: np.ndarray,
    step: float,
) -> np.ndarray:
    """(m, 4, 4) of one part as the other sees it, from one limit of a joint to the other. points: (n, 3) of the
    mover."""
    lower, upper = joint.lower, joint.upper
    if joint.type is JointType.CONTINUOUS:
        lower, upper = 0.0, math.tau
    turn, slide = np.abs(np.subtract(motion(joint, upper), motion(joint, lower)))
    arm = points - joint.origin
    across = np.linalg.norm(arm - np.outer(arm @ joint.axis, joint.axis), axis=1).max()
    wanted = math.ceil((turn * across + slide) / step) + 1 if upper > lower else 1
    count = min(MOST_POSES, wanted)
    first = poses(articulation, {**values, joint.child: lower})
    base = first[joint.parent]
    values = np.linspace(lower, upper, count)
    if count > 1:
        rest, each = min(max(0.0, lower), upper), (upper - lower) / (wanted - 1) / CLOSER
        near = each * np.concatenate([np.arange(1, CLOSER * CLOSE * wanted), 2.0 ** -np.arange(1.0, HALVINGS + 1)])
        close = np.concatenate([rest - near, rest + near])
        values = np.sort(np.concatenate([values, close[(close > lower) & (close < upper)]]))
    moves = base @ joint_matrices(joint, values) @ inverse(base @ joint_matrix(joint, lower))
    if joint.child == mover or joint.child in carriers(articulation, mover):
        return inverse(first[still]) @ moves @ first[mover]
    return np.array([inverse(move @ first[still]) for move in moves]) @ first[mover]


def crossed(grid: Grid, open: np.ndarray, passage: Passage) -> np.ndarray:
    """Which of the open cells something passes through."""
    result = np.zeros(grid.shape, bool)
    ends = np.array([line[[0, -1]] for line in grid.lines])
    step = float(np.ptp(ends, axis=1).max()) / STEPS
    turns, moves = grid.turn.T @ passage.motions[:, :3, :3], passage.motions[:, :3, 3] @ grid.turn
    for solid in passage.solids:
        corners = solid.points @ turns.transpose(0, 2, 1) + moves[:, None]
        low, high = corners.min(axis=1), corners.max(axis=1)
        near = np.flatnonzero((low < ends[:, 1]).all(axis=1) & (high > ends[:, 0]).all(axis=1))
        if not len(near):
            continue
        own = np.concatenate([solid.points, sampled(solid.corners, step)[0][3 * len(solid.corners) :]])
        at = (own @ turns[near].transpose(0, 2, 1) + moves[near, None]).reshape(-1, 3)
        result.reshape(-1)[_deep(grid, at)] = True
        first = [np.searchsorted(line, low[near, k], side="right") - 1 for k, line in enumerate(grid.lines)]
        last = [np.searchsorted(line, high[near, k]) for k, line in enumerate(grid.lines)]
        for some in range(0, len(near), TOGETHER):
            few = slice(some, some + TOGETHER)
            block = tuple(slice(max(a[few].min(), 0), b[few].max()) for a, b in zip(first, last, strict=True))
            left = np.argwhere(open[block] & ~result[block]) + [part.start for part in block]
            if len(left):
                normals = solid.normals @ turns[near[few]].transpose(0, 2, 1)
                offsets = solid.offsets + (normals @ moves[near[few], :, None])[..., 0]
                result[tuple(left[_meets(*grid.bounds(left), normals, offsets)].T)] = True
    return result & open


def _meets(lower: np.ndarray, upper: np.ndarray, normals: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Which cells, given by their corners (n, 3), have their middle or a corner, a little inside, in a convex solid as
    it is seen at any of several poses: normals (m, k, 3) and offsets (m, k) of its sides."""
    out = (normals @ ((lower + upper) / 2).T - offsets[..., None]).max(axis=1)
    found = (out < 0).any(axis=0)
    pose, cell = np.nonzero(~found & (out < np.linalg.norm(upper - lower, axis=1) / 2))
    for share in SPREAD[1:]:
        left = ~found[cell]
        pose, cell = pose[left], cell[left]
        probes = lower[cell] + share * (upper[cell] - lower[cell])
        within = ((normals[pose] @ probes[..., None])[..., 0] < offsets[pose]).all(axis=1)
        found[cell[within]] = True
    return found


def _deep(grid: Grid, points: np.ndarray) -> np.ndarray:
    """(m,) flat numbers of the cells in which (n, 3) points, in grid axes, lie, but for those on their sides."""
    number = np.zeros(len(points), np.int64)
    for k, line in enumerate(grid.lines):
        inset = INSET * np.diff(line)
        # Every second of the spans between these is the inside of a cell.
        at = np.searchsorted(np.column_stack([line[:-1] + inset, line[1:] - inset]).reshape(-1), points[:, k])
        fine = at % 2 == 1
        points, number = points[fine], number[fine] * (len(line) - 1) + at[fine] // 2
    return number
