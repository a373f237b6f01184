"""Which cells of a part something else passes through, as the joints move between their limits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

import numpy as np

from ..articulation import Articulation, JointType
from ..kinematics import motion, poses
from ..motion.interplay import Need, carriers
from .convex import Convex
from .grid import Grid, sampled

MOST_POSES = 64  # between the limits of a joint
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


def passes(
    articulation: Articulation, needs: Sequence[Need], mover: int, still: int, points: np.ndarray, step: float
) -> Iterator[np.ndarray]:
    """(4, 4) motions, from rest, of one part as another sees it while each joint between them moves, of all others
    where `standing` has them. points: (n, 3), in the world, of the mover, which moves a step from one to the next."""
    path = {mover, *carriers(articulation, mover)} ^ {still, *carriers(articulation, still)}
    for child in sorted(path):
        joint = articulation.joint_of(child)
        if joint is None:
            continue
        values = standing(articulation, needs, child)
        lower, upper = joint.lower, joint.upper
        if joint.type is JointType.CONTINUOUS:
            lower, upper = 0.0, math.tau
        turn, slide = np.abs(np.subtract(motion(joint, upper), motion(joint, lower)))
        arm = points - joint.origin
        across = np.linalg.norm(arm - np.outer(arm @ joint.axis, joint.axis), axis=1).max()
        count = int(min(MOST_POSES, math.ceil((turn * across + slide) / step) + 1)) if upper > lower else 1
        for value in np.linspace(lower, upper, count):
            moved = poses(articulation, values | {child: float(value)})
            yield np.linalg.inv(moved[still]) @ moved[mover]


def crossed(grid: Grid, open: np.ndarray, solids: Sequence[Convex], motions: Iterable[np.ndarray]) -> np.ndarray:
    """Which of the open cells some convex solids, in the world, pass through."""
    result = np.zeros(grid.shape, bool)
    ends = np.array([line[[0, -1]] for line in grid.lines])
    step = float(np.ptp(ends, axis=1).max()) / 40
    samples = [np.concatenate([solid.points, sampled(solid.corners, step)[0]]) for solid in solids]
    for matrix in motions:
        turn, move = grid.turn.T @ matrix[:3, :3], matrix[:3, 3] @ grid.turn
        for solid, own in zip(solids, samples, strict=True):
            corners = solid.points @ turn.T + move
            low, high = corners.min(axis=0), corners.max(axis=0)
            if (low >= ends[:, 1]).any() or (high <= ends[:, 0]).any():
                continue
            first = [np.searchsorted(line, a, side="right") - 1 for line, a in zip(grid.lines, low, strict=True)]
            last = [np.searchsorted(line, b) for line, b in zip(grid.lines, high, strict=True)]
            block = tuple(slice(max(a, 0), b) for a, b in zip(first, last, strict=True))
            left = np.argwhere(open[block] & ~result[block]) + [part.start for part in block]
            if not len(left):
                continue
            normals = solid.normals @ turn.T
            within = _meets(*grid.bounds(left), normals, solid.offsets + normals @ move)
            result[tuple(left[within].T)] = True
            at = own @ turn.T + move
            number = grid.locate(at)
            result.reshape(-1)[number[_deep(grid, at, number)]] = True
    return result & open


def _meets(lower: np.ndarray, upper: np.ndarray, normals: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Which cells, given by their corners (n, 3), have their middle or a corner, a little inside, in a convex solid."""
    out = ((lower + upper) / 2 @ normals.T - offsets).max(axis=1)
    found = out < 0
    near = np.flatnonzero(~found & (out < np.linalg.norm(upper - lower, axis=1) / 2))
    for share in SPREAD[1:]:
        near = near[~found[near]]
        probes = lower[near] + share * (upper[near] - lower[near])
        found[near] = (probes @ normals.T < offsets).all(axis=1)
    return found


def _deep(grid: Grid, points: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Which of (n, 3) points, in grid axes, lie inside their cells rather than on their sides."""
    cell = np.stack(np.unravel_index(np.maximum(number, 0), grid.shape), axis=1)
    lower, upper = grid.bounds(cell)
    share = (points - lower) / (upper - lower)
    return (number >= 0) & ((share > INSET) & (share < 1 - INSET)).all(axis=1)
