"""Where parts lie when all are apart: as near as their boxes allow, and none in the way of one that leaves later."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from ..frames import apply, transform
from .plan import Plan, Step

GAP = 0.05  # of the diagonal, between boxes
LEGS = 4  # boxes that stand for one straight way


@dataclass(frozen=True)
class Node:
    """Parts, and how they come apart: `moving` goes by `motions`, (4, 4) each, then on along `way` from the last of
    them, away from `staying`; not free if that passes through something. Without those the parts are one, or stay
    whole."""

    parts: frozenset[int]
    moving: Node | None = None
    staying: Node | None = None
    motions: tuple[np.ndarray, ...] = ()
    way: np.ndarray | None = None
    free: bool = True


def laid_out(root: Node, boxes: list[np.ndarray], diagonal: float) -> Plan:
    """The plan of a thing that comes apart so. boxes: (2, 3) lower and upper of each part at rest."""
    walk = _Walk(boxes, GAP * diagonal)
    walk.room(root)
    walk.steps(root, np.eye(4))
    whole = tuple(tuple(sorted(node.parts)) for node in walk.leaves(root) if len(node.parts) > 1)
    return Plan(len(boxes), tuple(walk.found), whole)


class _Walk:
    def __init__(self, boxes: list[np.ndarray], gap: float):
        self._boxes, self._gap = boxes, gap
        self._runs: dict[frozenset[int], float] = {}
        self.found: list[Step] = []

    def room(self, node: Node) -> np.ndarray:
        """(k, 2, 3) boxes that the node's parts take up at some time, while they come apart."""
        if node.moving is None:
            return np.array([self._boxes[part] for part in sorted(node.parts)])
        staying, moving = self.room(node.staying), self.room(node.moving)
        last = node.motions[-1] if node.motions else np.eye(4)
        at_rest, others = (np.array([self._boxes[k] for k in sorted(n.parts)]) for n in (node.moving, node.staying))
        # Out of what stays, wherever that lies later, and then not where something else will lie or pass.
        _, out = _meetings(_moved(at_rest, last), others, node.way, self._gap)
        least = max(float(out.max(initial=0.0)), self._gap)
        run = self._runs[node.parts] = beyond(_moved(moving, last), staying, node.way, self._gap, least)
        shares = np.linspace(0, run, LEGS + 1)
        way = [np.eye(4), *node.motions, *(transform(move=share * node.way) @ last for share in shares[1:])]
        swept = [_joined(_moved(at_rest, a), _moved(at_rest, b)) for a, b in itertools.pairwise(way)]
        return np.concatenate([staying, *swept, _moved(moving, transform(move=run * node.way) @ last)])

    def steps(self, node: Node, motion: np.ndarray) -> None:
        """The steps of a node that stands where a motion has brought it."""
        if node.moving is None:
            return
        last = node.motions[-1] if node.motions else np.eye(4)
        end = transform(move=self._runs[node.parts] * node.way) @ last
        path = np.stack([motion @ m for m in (np.eye(4), *node.motions, end)])
        self.found.append(Step(tuple(sorted(node.moving.parts)), path, len(self.found), node.free))
        self.steps(node.moving, motion @ end)
        self.steps(node.staying, motion)

    def leaves(self, node: Node) -> list[Node]:
        return [node] if node.moving is None else [*self.leaves(node.moving), *self.leaves(node.staying)]


def beyond(moving: np.ndarray, staying: np.ndarray, way: np.ndarray, gap: float, least: float) -> float:
    """How far (k, 2, 3) boxes go along a unit way, at least as far as that, until none meets one of (n, 2, 3) boxes."""
    near, far = _meetings(moving, staying, way, gap)
    run = least
    for first, last in sorted(zip(near.tolist(), far.tolist(), strict=True)):
        if first < run + 1e-9:
            run = max(run, last)
    return run


def _meetings(moving: np.ndarray, staying: np.ndarray, way: np.ndarray, gap: float) -> tuple[np.ndarray, np.ndarray]:
    """Two (m,): from where to where, along a way, one of the boxes and one of the others are nearer than a gap."""
    low = staying[None, :, 0] - moving[:, None, 1] - gap
    high = staying[None, :, 1] - moving[:, None, 0] + gap
    moves = np.abs(way) > 1e-6
    speed = np.where(moves, way, 1.0)
    one, other = low / speed, high / speed
    near = np.where(moves, np.minimum(one, other), -np.inf).max(axis=2)
    far = np.where(moves, np.maximum(one, other), np.inf).min(axis=2)
    meets = (near < far) & (far > 0) & (moves | ((low < 0) & (high > 0))).all(axis=2)
    return near[meets], far[meets]


def _moved(boxes: np.ndarray, motion: np.ndarray) -> np.ndarray:
    corners = np.array(
        [[box[k][axis] for axis, k in enumerate(c)] for box in boxes for c in itertools.product((0, 1), repeat=3)]
    )
    places = apply(motion, corners).reshape(-1, 8, 3)
    return np.stack([places.min(axis=1), places.max(axis=1)], axis=1)


def _joined(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.stack([np.minimum(one[:, 0], other[:, 0]), np.maximum(one[:, 1], other[:, 1])], axis=1)
