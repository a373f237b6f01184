"""The tree of joints as arrays: where all features are for many poses at once, and how each joint moves them."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from ..articulation import Articulation, JointType
from ..frames import transform

# (3, 3, 3): the i-th is the matrix that crosses with the i-th axis of the world.
_CROSS = np.array(
    [[[0, 0, 0], [0, 0, -1], [0, 1, 0]], [[0, 0, 1], [0, 0, 0], [-1, 0, 0]], [[0, -1, 0], [1, 0, 0], [0, 0, 0]]],
    dtype=np.float64,
)
# (9, 3) times a turn: what each coordinate of a point, three rows each, adds to the way it goes.
_TURNING = _CROSS.transpose(2, 1, 0).reshape(9, 3)


class Tree:
    """Joints in the order of `children`, each after what carries it. Values are (poses, joints) radians or metres.

    low, high: (joints,) limits. unit: (joints,) what one of a joint's value weighs as much as a radian of a turn, so
    that turns and slides of an object of that size are alike. size: metres.
    """

    def __init__(self, articulation: Articulation, size: float):
        self.articulation, self.size = articulation, size
        self.children = [id for id in articulation.from_root() if id != articulation.root]
        self.column = {id: i for i, id in enumerate(self.children)}
        joints = [articulation.joint_of(id) for id in self.children]
        count = len(joints)
        self.low = np.array([joint.lower for joint in joints])
        self.high = np.array([joint.upper for joint in joints])
        self._turn = np.array(
            [math.tau / j.pitch if j.type is JointType.SCREW else float(j.type.turns) for j in joints]
        )
        self.unit = np.where(self._turn != 0, 1 / np.where(self._turn != 0, np.abs(self._turn), 1), size)
        axes, origins = (
            np.array([j.axis for j in joints]).reshape(-1, 3),
            np.array([j.origin for j in joints]).reshape(-1, 3),
        )
        # A joint's motion is linear in 1, sine, cosine and the value: these are what it is a sum of. Row 0 of all that
        # follows is the root, or the world, which never moves.
        self._basis = np.zeros((count + 1, 4, 4, 4))
        self._basis[0, 0] = np.eye(4)
        cross = np.tensordot(axes, _CROSS, 1)
        for basis, turn, axis, origin, joint in zip(self._basis[1:], cross, axes, origins, joints, strict=True):
            square = turn @ turn
            basis[0] = transform(np.eye(3) + square, -square @ origin)
            basis[1, :3] = np.c_[turn, -turn @ origin]
            basis[2, :3] = np.c_[-square, square @ origin]
            basis[3, :3, 3] = joint.type.slides * axis
        self._basis = self._basis.reshape(-1, 4, 16)
        self._parent = np.array([0, *(self.column.get(joint.parent, -1) + 1 for joint in joints)])
        self._turns = _turns(self._parent)
        # What one unit turns about and slides along, and a point of the axis.
        slides = np.array([float(j.type.slides) for j in joints])
        turned, slid = axes * (self._turn * self.unit)[:, None], axes * (slides * self.unit)[:, None]
        columns = (np.c_[turned, np.zeros(count)], np.c_[slid, np.zeros(count)], np.c_[origins, np.ones(count)])
        self._lines = np.stack(columns, axis=-1)
        self.carries = np.zeros((count + 1, count), dtype=bool)
        for i, joint in enumerate(joints):
            self.carries[i + 1] = self.carries[self.column.get(joint.parent, -1) + 1]
            self.carries[i + 1, i] = True

    def far(self, part: int, point: tuple[float, float, float]) -> tuple[tuple[float, float, float], float]:
        """A place in the world, and how far from it at most a part's point at rest ever gets. Turns keep it as far from
        their axis as it is, so what lies between the axes adds up, and what slides do."""
        middle, last, reach = self._reaches[part]
        return (point, reach) if last is None else (middle, reach + math.dist(point, last))

    @cached_property
    def _reaches(self) -> dict[int, tuple]:
        """By part id, the first and the last place on an axis that turns it, and how far apart they get at most."""
        found: dict[int, tuple] = {self.articulation.root: (None, None, 0.0)}
        for id in self.children:
            joint = self.articulation.joint_of(id)
            middle, last, reach = found[joint.parent]
            if joint.type.turns:
                reach += math.dist(joint.origin, last) if last is not None else 0.0
                middle, last = middle if last is not None else joint.origin, joint.origin
            if joint.type.slides:
                reach += max(abs(joint.lower), abs(joint.upper))
            found[id] = middle, last, reach
        return found

    def row(self, part: int | None) -> int:
        """The number of a part among the motions; 0 is what never moves."""
        return 0 if part is None else self.column.get(part, -1) + 1

    def motions(self, values: np.ndarray) -> np.ndarray:
        """(joints + 1, poses, 4, 4) motion of every part against rest, by `row`."""
        parts = np.empty((len(self._parent), len(values), 4))
        parts[..., 0] = 1.0
        parts[0] = 1.0
        own = parts[1:, :, 3]
        own[:] = values.T
        angles = own * self._turn[:, None]
        np.sin(angles, out=parts[1:, :, 1])
        np.cos(angles, out=parts[1:, :, 2])
        motions = (parts @ self._basis).reshape(len(parts), -1, 4, 4)
        for which, by in self._turns:
            motions[which] = motions[by] @ motions[which]
        return motions

    def moved(self, motions: np.ndarray, rows: np.ndarray, rest: np.ndarray) -> np.ndarray:
        """(poses, n, 4) features moved. rest: (n, 4), the last 1 of points and 0 of directions."""
        return (motions.take(rows, axis=0) @ rest[:, None, :, None])[..., 0].swapaxes(0, 1)

    def slopes(self, motions: np.ndarray, carried: np.ndarray, now: np.ndarray) -> np.ndarray:
        """(poses, n, 3, joints) how features move with each joint, per `unit`. carried: (n, 1, joints) 1 where they are
        carried by it at all; now: what `moved` gave."""
        poses, count = len(now), len(self.children)
        # A joint moves a point by its twist: the turn crossed with the point, and the lever. Its own motion does not
        # move its axis, so its part will do for what carries it.
        lines = (motions[1:].reshape(count, -1, 4) @ self._lines).reshape(count, poses, 4, 3).transpose(1, 3, 2, 0)
        twists = np.empty((poses, 4, 3, count))
        np.matmul(_TURNING, lines[:, 0, :3], out=twists[:, :3].reshape(poses, 9, count))
        lever = (twists[:, :3] * lines[:, 2, :3, None]).sum(axis=1)
        np.subtract(lines[:, 1, :3], lever, out=twists[:, 3])
        return (now @ twists.reshape(poses, 4, -1)).reshape(poses, -1, 3, count) * carried


def _turns(parent: np.ndarray) -> list[tuple[np.ndarray | slice, np.ndarray | slice]]:
    """Which parts are moved by which in turn, until all have been by all that carry them. parent: (n,) each part's.

    Parts are taken by storeys of their depth, so many levels each: within all storeys at once, level by level, then
    storey by storey by what carries it. That takes twice the square root of the depth turns and moves each part twice.
    """
    depth = np.zeros(len(parent), dtype=int)
    for i in range(1, len(parent)):
        depth[i] = depth[parent[i]] + 1
    deepest = int(depth.max())
    high = max(math.isqrt(deepest), 1)
    storey, level = np.divmod(depth - 1, high)
    below, turns = parent.copy(), []
    for number in range(1, high):
        which = np.flatnonzero((level == number) & (depth > 0))
        turns.append((_numbers(which), _numbers(parent[which])))
        below[which] = below[parent[which]]  # parts come in the order of their depth
    for number in range(1, int(storey.max(initial=0)) + 1):
        which = np.flatnonzero(storey == number)
        turns.append((_numbers(which), _numbers(below[which])))
    return turns


def _numbers(found: np.ndarray) -> np.ndarray | slice:
    """As a slice, where they are evenly spaced: that is quicker. One of one alone, if all are the same."""
    steps = np.unique(np.diff(found))
    if not len(steps) or steps.tolist() == [0]:
        return slice(int(found[0]), int(found[0]) + 1)
    return slice(int(found[0]), int(found[-1]) + 1, int(steps[0])) if len(steps) == 1 and steps[0] > 0 else found
