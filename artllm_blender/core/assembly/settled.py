"""Parts that stand about right, set exactly: faces that nearly meet meet, what is nearly even is even.

Along each axis the middles of the parts are unknowns, and whatever may hold between them is one equation: faces meet
or are flush, alike parts are level or mirrored about another, rows are even. The likeliest are taken first, those that
contradict what was taken are left out, and the rest of the freedom stays as near as may be to where the parts stood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..frames import rotation, transform, unit
from .bricks import bricks
from .loose import LoosePart, _main_directions

LEVEL = np.radians(2.5)  # what leans less stands upright
ASIDE = np.radians(8.0)  # a flat face that leans less than this to an axis is put square to it
REACH = 0.03  # in scales: faces nearer than that may meet
SHARP = 0.011  # and so near they are likely to
# What counts of faces that meet, are flush; of alike parts that are level, mirrored; of middles; of rows.
MEET, FLUSH, SAME, MIRRORED, MIDDLE, ROW = 3.0, 0.7, 2.5, 1.5, 1.0, 1.2


@dataclass(frozen=True)
class Stood:
    """A part in a turn: boxes (b, 2, 3) about its middle; turn (3, 3)."""

    boxes: np.ndarray
    turn: np.ndarray


def leant(part: LoosePart, turn: np.ndarray) -> np.ndarray:
    """(3, 3) the turn of a part of which a flat face, aslant to its box, is square to an axis where it nearly is; turn:
    (3, 3) one of TURNS, then a tilt."""
    corners = part.vertices[part.faces]
    cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(cross, axis=1)
    normals = cross / np.maximum(area, 1e-30)[:, None]
    ways = _main_directions(normals, area, 8, 0.004)
    fixed: np.ndarray | None = None
    for _ in range(2):
        best = None
        for way in ways:
            there = turn @ way
            axis = int(np.abs(there).argmax())
            goal = np.eye(3)[axis] * np.sign(there[axis])
            if fixed is not None:
                if abs(there @ fixed) > 0.9 or abs(there @ fixed) > np.sin(LEVEL):
                    continue
                there = unit(there - fixed * (there @ fixed))
            angle = float(np.arccos(np.clip(there @ goal, -1, 1)))
            aslant = np.abs(way).max() < np.cos(np.radians(1.0))
            rank = (aslant and axis == 2, float(area[np.abs(normals @ way) > 0.999].sum()))
            if angle < ASIDE and (best is None or rank > best[0]):
                best = rank, there, goal, angle
        if best is None:
            break
        if best[3] > 1e-9:
            turn = rotation(np.cross(best[1], best[2]), best[3]) @ turn
        fixed = best[2]
    return turn


def stood(part: LoosePart, own: np.ndarray, turn: np.ndarray) -> Stood:
    """own: (b, 2, 3) its bricks."""
    corners = np.array([(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)])
    ends = own[:, corners, np.arange(3)] @ turn.T  # (b, 8, 3)
    boxes = np.stack([ends.min(axis=1), ends.max(axis=1)], axis=1)
    reach = part.points @ turn.T
    tight = np.stack([reach.min(axis=0), reach.max(axis=0)])
    if np.abs(np.abs(turn).max(axis=0) - 1).max() > 1e-6:  # aslant: what it fills and no more
        boxes = np.stack([np.maximum(boxes[:, 0], tight[0]), np.minimum(boxes[:, 1], tight[1])], axis=1)
    return Stood(boxes, turn)


def settled(parts: Sequence[LoosePart], poses: np.ndarray, scale: float) -> np.ndarray:
    """(n, 4, 4) poses of the parts' own frames, set exactly. poses: about right."""
    shapes: dict[int, np.ndarray] = {}
    there = []
    for part, pose in zip(parts, poses, strict=True):
        if part.kind not in shapes:
            shapes[part.kind] = bricks(part)
        there.append(stood(part, shapes[part.kind], pose[:3, :3]))
    middles = poses[:, :3, 3].copy()
    kinds = np.array([part.kind for part in parts])
    for _ in range(2):
        middles = np.stack([_along(axis, there, middles, kinds, scale) for axis in range(3)], axis=1)
    return np.array([transform(one.turn, middle) for one, middle in zip(there, middles, strict=True)])


def _along(axis: int, there: Sequence[Stood], middles: np.ndarray, kinds: np.ndarray, scale: float) -> np.ndarray:
    """(n,) middles along an axis."""
    n = len(there)
    equations: list[tuple[float, dict[int, float], float]] = []

    def add(worth: float, terms: dict[int, float], value: float) -> None:
        off = (sum(share * middles[k, axis] for k, share in terms.items()) - value) / sum(
            abs(share) for share in terms.values()
        ) * 2  # fmt: skip
        if abs(off) < REACH * scale:
            equations.append((worth * float(np.exp(-((off / (SHARP * scale)) ** 2))), terms, value))

    whole = np.array([(one.boxes[:, 0].min(axis=0), one.boxes[:, 1].max(axis=0)) for one in there])
    for i in range(n):
        for j in range(i + 1, n):
            _faces(axis, i, j, there, middles, scale, add)
            if kinds[i] == kinds[j]:
                add(SAME, {i: 1.0, j: -1.0}, 0.0)
                for k in range(n):
                    if k not in (i, j) and kinds[k] != kinds[i]:
                        add(MIRRORED if axis == 0 else 0.3, {i: 0.5, j: 0.5, k: -1.0}, float(whole[k, :, axis].mean()
                            - (whole[i, :, axis].mean() + whole[j, :, axis].mean()) / 2))  # fmt: skip
                    elif kinds[k] == kinds[i] and k not in (i, j):
                        add(ROW, {i: 0.5, j: 0.5, k: -1.0}, 0.0)
            else:
                add(MIDDLE if axis == 0 else 0.3, {i: 1.0, j: -1.0},
                    float(whole[j, :, axis].mean() - whole[i, :, axis].mean()))  # fmt: skip
    equations.sort(key=lambda one: -one[0])
    # Rows that were taken, each solved for one unknown.
    taken = np.zeros((0, n + 1))
    pivots: list[int] = []
    for worth, terms, value in equations:
        if worth < 0.02 or len(pivots) == n - 1:
            break
        row = np.zeros(n + 1)
        for k, share in terms.items():
            row[k] += share
        row[n] = value
        for pivot, known in zip(pivots, taken, strict=True):
            row -= row[pivot] * known
        lead = int(np.abs(row[:n]).argmax())
        if abs(row[lead]) < 1e-6:
            continue
        row /= row[lead]
        taken = np.concatenate([taken - taken[:, lead : lead + 1] * row, row[None]])
        pivots.append(lead)
    if not pivots:
        return middles[:, axis]
    matrix, goal = taken[:, :n], taken[:, n]
    lack = goal - matrix @ middles[:, axis]
    return middles[:, axis] + matrix.T @ np.linalg.solve(matrix @ matrix.T, lack)


def _faces(axis, i, j, there, middles, scale, add) -> None:
    """What the faces of two parts may have to do with each other along an axis."""
    one, other = there[i].boxes + middles[i], there[j].boxes + middles[j]
    others = [k for k in range(3) if k != axis]
    lap = np.minimum(one[:, None, 1], other[None, :, 1]) - np.maximum(one[:, None, 0], other[None, :, 0])
    size = np.minimum((one[:, 1] - one[:, 0])[:, None], (other[:, 1] - other[:, 0])[None])
    share = np.clip((lap + 0.02 * scale) / np.maximum(size, 0.02 * scale), 0, 1)[..., others].min(axis=2)
    for a, b in ((0, 1), (1, 0)):
        gap = one[:, None, a, axis] - other[None, :, b, axis]
        near = np.argwhere((np.abs(gap) < REACH * scale) & (share > 0.05))
        if len(near):
            p, q = max(near, key=lambda pq: share[tuple(pq)] * np.exp(-((gap[tuple(pq)] / (SHARP * scale)) ** 2)))
            add(MEET * (0.4 + 0.6 * share[p, q]), {i: 1.0, j: -1.0},
                float(there[j].boxes[q, b, axis] - there[i].boxes[p, a, axis]))  # fmt: skip
    for a in (0, 1):
        ends = [box[:, a, axis].min() if a == 0 else box[:, a, axis].max() for box in (there[i].boxes, there[j].boxes)]
        add(FLUSH, {i: 1.0, j: -1.0}, float(ends[1] - ends[0]))
