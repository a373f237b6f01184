"""A plan as it is shown: stronger or weaker, all at once instead of step by step, as keys over a slider from 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..frames import inverse, rotation, transform
from .plan import Plan, Step

FARTHEST = 3.0  # times that a radial view is as large as the thing, at most: what lies in the middle does not leave it
GAP = 0.04  # of the diagonal
TURN = 0.1  # radians between two keys


@dataclass(frozen=True)
class Keys:
    """When a part is where. times: (k,) ascending, 0 to 1. motions: (k, 4, 4) from rest; before the first key and
    after the last it stays, between two it moves evenly."""

    times: np.ndarray
    motions: np.ndarray


def stretched(plan: Plan, strength: float) -> Plan:
    """The plan with the last, straight way of each step as many times as long."""
    at, steps = [np.eye(4)] * plan.count, []
    for step in plan.steps:
        back, start = inverse(step.path[0]), at[step.parts[0]]
        path = np.stack([back @ motion for motion in step.path])
        path[-1, :3, 3] = path[-2, :3, 3] + strength * (path[-1, :3, 3] - path[-2, :3, 3])
        path = start @ path
        for part in step.parts:
            at[part] = path[-1]
        steps.append(replace(step, path=path))
    return replace(plan, steps=tuple(steps))


def radial(boxes: np.ndarray) -> Plan:
    """All parts at once away from the middle, until none of their boxes, (n, 2, 3), meet."""
    middles = boxes.mean(axis=1)
    away = middles - (boxes[:, 0].min(axis=0) + boxes[:, 1].max(axis=0)) / 2
    factor = 0.25
    while factor < FARTHEST and _meet(boxes + factor * away[:, None]):
        factor *= 1.2
    return _at_once(factor * away)


def along(boxes: np.ndarray, axis: np.ndarray) -> Plan:
    """All parts at once along a (3,) axis of the world, in the order in which they lie along it, the largest staying.
    boxes: (n, 2, 3)."""
    k = int(np.abs(axis).argmax())
    gap = GAP * float(np.linalg.norm(boxes[:, 1].max(axis=0) - boxes[:, 0].min(axis=0)))
    across = [other for other in range(3) if other != k]
    order, off = np.argsort(boxes[:, :, k].sum(axis=1), kind="stable"), np.zeros(len(boxes))
    for number, part in enumerate(order):
        for before in order[:number]:
            if (boxes[part, 0, across] < boxes[before, 1, across]).all() and (
                boxes[before, 0, across] < boxes[part, 1, across]
            ).all():
                off[part] = max(off[part], boxes[before, 1, k] + off[before] + gap - boxes[part, 0, k])
    largest = int(np.ptp(boxes, axis=1).prod(axis=1).argmax())
    moves = np.zeros((len(boxes), 3))
    moves[:, k] = off - off[largest]
    return _at_once(moves)


def keyed(plan: Plan) -> dict[int, Keys]:
    """The keys of each part that moves, the stages one after the other, each as long."""
    stages = plan.stages()
    found: dict[int, tuple[list[float], list[np.ndarray]]] = {}
    for number, stage in enumerate(stages):
        for step in stage:
            times, motions = _evenly(step.path)
            for part in step.parts:
                mine = found.setdefault(part, ([], []))
                mine[0].extend(((number + times) / len(stages)).tolist())
                mine[1].extend(motions)
    return {part: Keys(np.array(times), np.stack(motions)) for part, (times, motions) in found.items()}


def _evenly(path: np.ndarray) -> tuple[np.ndarray, list[np.ndarray]]:
    """Times, 0 to 1, and motions along a path: its own and, where it turns, enough between them."""
    motions, lengths = [path[0]], [0.0]
    for a, b in zip(path[:-1], path[1:], strict=True):
        axis, angle = _turn(b[:3, :3] @ a[:3, :3].T)
        count = max(1, int(np.ceil(angle / TURN)))
        for k in range(1, count + 1):
            motions.append(b if k == count else between(a, b, k / count))
            lengths.append(lengths[-1] + float(np.linalg.norm(motions[-1] - motions[-2])))
    return np.array(lengths) / max(lengths[-1], 1e-12), motions


def between(a: np.ndarray, b: np.ndarray, share: float) -> np.ndarray:
    """(4, 4) the motion a share of the way from one to another, along the screw that joins them."""
    step = b @ inverse(a)
    axis, angle = _turn(step[:3, :3])
    if angle < 1e-9:
        return transform(a[:3, :3], a[:3, 3] + share * (b[:3, 3] - a[:3, 3]))
    # The point of the screw's axis nearest to the origin, from what the turn leaves of the move.
    move = step[:3, 3]
    slide = (move @ axis) * axis
    rest = move - slide
    centre = (rest + np.cross(axis, rest) / np.tan(angle / 2)) / 2
    turn = rotation(axis, share * angle)
    return transform(turn, centre - turn @ centre + share * slide) @ a


def _turn(turn: np.ndarray) -> tuple[np.ndarray, float]:
    """Axis, (3,) unit, and angle, 0 to pi, of a (3, 3) rotation."""
    across = np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]]) / 2
    length = float(np.linalg.norm(across))
    angle = float(np.arctan2(length, (np.trace(turn) - 1) / 2))
    if length > 1e-9:
        return across / length, angle
    values, vectors = np.linalg.eigh((turn + turn.T) / 2)
    return vectors[:, int(values.argmax())], angle


def _at_once(moves: np.ndarray) -> Plan:
    paths = [np.stack([np.eye(4), transform(move=move)]) for move in moves]
    moved = [part for part, move in enumerate(moves) if np.linalg.norm(move) > 1e-9]
    return Plan(len(moves), tuple(Step((part,), paths[part], 0) for part in moved))


def _meet(boxes: np.ndarray) -> bool:
    lower, upper = boxes[:, 0], boxes[:, 1]
    over = (lower[:, None] < upper[None]).all(axis=2) & (lower[None] < upper[:, None]).all(axis=2)
    return bool(over.sum() > len(boxes))
