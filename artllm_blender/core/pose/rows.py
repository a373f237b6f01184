"""Constraints as numbers to be brought to zero, and their slopes. Lengths count as shares of the object's size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from ..articulation import JointType
from . import constraints as c
from .kinds import KINDS, Kind, Pairs
from .tree import Tree


class Place(NamedTuple):
    """Where poses are: the motions of all parts, (poses, n, 4) features, and what each kind of rows found out there."""

    motions: np.ndarray
    now: np.ndarray
    kept: list[object]
    clear: list[np.ndarray]


class _Group(NamedTuple):
    """All pairs of one kind: which of the pairs they are, and their rows."""

    kind: Kind
    pairs: Pairs
    own: slice
    rows: slice


class Rows:
    """What a list of constraints asks of a tree's joints. before: (joints,) values that Hold means.

    First come the rows of joints' values, which are linear, then those of pairs of features, kind by kind, then those
    of what keeps clear.
    """

    def __init__(self, tree: Tree, asked: Sequence[c.Constraint], before: np.ndarray):
        self.tree, self.asked = tree, asked
        self._before = before
        self._features: list[tuple[int, float, float, float, float]] = []
        self._linear: list[tuple[int, int, float, int, float]] = []
        self._pairs: dict[str, list[tuple]] = {}
        self._clear: list[tuple[int, c.KeepClear]] = []
        for number, one in enumerate(asked):
            self._take(number, one)
        owner = self._lay_linear() + self._lay_pairs() + [number for number, _ in self._clear]
        self.owner = np.array(owner, dtype=int)
        weights = [max(one.weight, 0.0) for one in asked]
        self.weighted = any(weight != 1.0 for weight in weights)
        self._weights = np.sqrt(weights)[self.owner] if self.weighted else None

    def __len__(self) -> int:
        return len(self.owner)

    @property
    def costly(self) -> bool:
        """Whether each pose has to be looked at by itself, for what it would run into."""
        return bool(self._clear)

    def moves(self) -> np.ndarray:
        """(joints,) whether any of the constraints is about what a joint moves."""
        found = self._matrix.any(axis=0) | self._carried.any(axis=(0, 1))
        for _, one in self._clear:
            for side in one.sides:
                # What carries both moves neither against the other.
                found |= self.tree.carries[self.tree.row(side.on)] ^ self.tree.carries[self.tree.row(side.of)]
        return found

    @cached_property
    def least(self) -> float:
        """What the rows' squares come to at least in any pose, as far as is easily known: points beyond all reach."""
        found = 0.0
        for one in self.asked:
            if isinstance(one, c.PointOnPoint | c.Reach) and one.one.part is not None and one.to.part is None:
                at, reach = self.tree.far(one.one.part, one.one.point)
                beyond = math.dist(one.to.point, at) - reach
                found += max(one.weight, 0.0) * (max(beyond, 0.0) / self.tree.size) ** 2
        return found

    def at(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(poses, rows) and (poses, rows, joints): how far off each row is, and its slope per joint's `unit`."""
        off, place = self.off(values)
        return off, self.slopes(place)

    def off(self, values: np.ndarray, motions: np.ndarray | None = None) -> tuple[np.ndarray, Place]:
        """(poses, rows) how far off each row is; and what `slopes` needs to go on from there. motions: of the tree at
        these values, where they are known."""
        poses = len(values)
        motions = self.tree.motions(values) if motions is None else motions
        now = self.tree.moved(motions, self._where, self._rest)
        off = np.empty((poses, len(self)))
        linear = len(self._goal)
        if linear:
            np.subtract(values @ self._scaled, self._goal, out=off[:, :linear])
        kept: list[object] = []
        if self._groups:
            places = now[..., :3]
            apart = self._apart @ places
            for kind, pairs, own, rows in self._groups:
                found, more = kind.off(pairs, places, apart[:, own])
                off[:, rows] = found.reshape(poses, -1)
                kept.append(more)
        clear: list[np.ndarray] = []
        for number, (_, one) in enumerate(self._clear, len(self) - len(self._clear)):
            off[:, number], slope = self._clearance(one, motions)
            clear.append(slope)
        if self._weights is not None:
            off *= self._weights
        return off, Place(motions, now, kept, clear)

    def slopes(self, place: Place) -> np.ndarray:
        """(poses, rows, joints) how the rows change with each joint, per `unit`. place: what `off` gave."""
        poses, joints = len(place.now), len(self.tree.children)
        slopes = np.empty((poses, len(self), joints))
        slopes[:, : len(self._goal)] = self._matrix
        if self._groups:
            places, moved = place.now[..., :3], self.tree.slopes(place.motions, self._carried, place.now)
            apart = (self._apart @ moved.reshape(poses, -1, 3 * joints)).reshape(poses, -1, 3, joints)
            for (kind, pairs, own, rows), kept in zip(self._groups, place.kept, strict=True):
                found = kind.slopes(pairs, places, moved, apart[:, own], kept)
                slopes[:, rows] = found.reshape(poses, -1, joints)
        for number, slope in enumerate(place.clear, len(self) - len(self._clear)):
            slopes[:, number] = slope
        if self._weights is not None:
            slopes *= self._weights[:, None]
        return slopes

    def _lay_linear(self) -> list[int]:
        """The matrix of the rows of joints' values, and what it is to make of them. Whose each row is."""
        count, unit = len(self._linear), self.tree.unit
        table = np.array(self._linear).reshape(count, 5)
        first, other = table[:, 1].astype(int), table[:, 3].astype(int)
        rows, scale = np.arange(count), unit[first]
        self._matrix = np.zeros((count, len(unit)))
        self._matrix[rows, first] = 1.0
        self._matrix[rows, other] += table[:, 4] * unit[other] / scale
        self._scaled = (self._matrix / unit).T
        self._goal = table[:, 2] / scale
        return [number for number, *_ in self._linear]

    def _lay_pairs(self) -> list[int]:
        """The features, and their pairs by kind. Whose each of their rows is."""
        features = np.array(self._features).reshape(-1, 5)
        self._where, self._rest = features[:, 0].astype(int), features[:, 1:]
        self._carried = self.tree.carries[self._where][:, None]
        table = np.array([pair for pairs in self._pairs.values() for pair in pairs]).reshape(-1, 8)
        a, b, way = table[:, 1:4].T.astype(int)
        scale, numbers = table[:, 4], table[:, 5:] * table[:, 4:5]
        # What makes of all features, of each pair, the first less the other.
        every = np.arange(len(table))
        self._apart = np.zeros((len(table), len(features)))
        self._apart[every, a] = scale
        self._apart[every, b] -= scale
        self._groups, owner, begin = [], [], 0
        for name, found in self._pairs.items():
            kind, own, row = KINDS[name], slice(begin, begin + len(found)), len(self._linear) + len(owner)
            owner += [pair[0] for pair in found for _ in range(kind.width)]
            pairs = Pairs(a[own], b[own], way[own], numbers[own])
            self._groups.append(_Group(kind, pairs, own, slice(row, row + kind.width * len(found))))
            begin = own.stop
        return owner

    def _feature(self, feature: c.Feature, direction: bool = False, sign: float = 1.0) -> int:
        x, y, z = feature.direction if direction else feature.point
        self._features.append((self.tree.row(feature.part), sign * x, sign * y, sign * z, 0.0 if direction else 1.0))
        return len(self._features) - 1

    def _joint(self, number: int, child: int, goal: float, other: int | None = None, weight: float = 0.0) -> None:
        """A row of a joint's value and another's times a weight; the goal is theirs. Turns count in radians and slides
        in sizes."""
        column = self.tree.column
        self._linear.append((number, column[child], goal, column[child if other is None else other], weight))

    def _take(self, number: int, one: c.Constraint) -> None:
        joint = self.tree.articulation.joint_of
        match one:
            case c.JointValue():
                self._joint(number, one.child, one.value)
            case c.JointShare():
                own = joint(one.child)
                endless = own.type is JointType.CONTINUOUS
                value = 0.0 if endless else own.closed + one.share * (own.open - own.closed)
                self._joint(number, one.child, value)
            case c.JointLimit():
                own = joint(one.child)
                endless = own.type is JointType.CONTINUOUS
                value = self._before[self.tree.column[one.child]] if endless else own.upper if one.upper else own.lower
                self._joint(number, one.child, value)
            case c.Hold():
                self._joint(number, one.child, float(self._before[self.tree.column[one.child]]))
            case c.Equal():
                self._joint(number, one.child, one.more, one.other, -1.0)
            case c.Mirrored():
                self._joint(number, one.child, 0.0, one.other, 1.0)
            case c.KeepClear():
                self._clear.append((number, one))
            case c.Upright():
                up = c.Feature(None, (0.0, 0.0, 0.0), c.UP)
                own, world = self._feature(one.one, True), self._feature(up, True)
                self._add("same" if one.axis else "right", number, own, world)
            case _:
                self._pair(number, one)

    def _pair(self, number: int, one: c._Between) -> None:
        match one:
            case c.PointOnPoint() | c.Reach() | c.Offset():
                vector = getattr(one, "vector", (0.0, 0.0, 0.0))
                self._add("same", number, self._feature(one.one), self._feature(one.to), 0, *vector)
            case c.PointOnLine():
                self._add("line", number, self._feature(one.one), self._feature(one.to), self._feature(one.to, True))
            case c.PointOnPlane():
                normal = self._feature(one.to, True)
                self._add("plane", number, self._feature(one.one), self._feature(one.to), normal, one.height)
            case c.Distance():
                self._add("distance", number, self._feature(one.one), self._feature(one.to), 0, one.metres)
            case c.Parallel():
                self._add("parallel", number, self._feature(one.one, True), self._feature(one.to, True))
            case c.Perpendicular():
                self._add("right", number, self._feature(one.one, True), self._feature(one.to, True))
            case c.Angle():
                self._add("angle", number, self._feature(one.one, True), self._feature(one.to, True), 0, one.radians)
            case c.Facing():
                self._add("same", number, self._feature(one.one, True), self._feature(one.to, True, -1.0))
            case c.Aim():
                self._add("aim", number, self._feature(one.one), self._feature(one.to), self._feature(one.one, True))
            case _:
                raise TypeError(one)

    def _add(
        self, kind: str, number: int, a: int, b: int, way: int = 0, x: float = 0.0, y: float = 0.0, z: float = 0.0
    ) -> None:
        scale = 1 / self.tree.size if self._features[a][-1] else 1.0  # a point, or a direction
        self._pairs.setdefault(kind, []).append((number, a, b, way, scale, x, y, z))

    def _clearance(self, one: c.KeepClear, motions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(poses,) how much too near the nearest of its points is, 0 if none is, and the slope."""
        poses = motions.shape[1]
        near, slopes = np.zeros(poses), np.zeros((poses, len(self.tree.children)))
        for pose in range(poses):
            far, side, point, way = min(
                (self._nearest(side, motions[:, pose]) for side in one.sides), key=lambda found: found[0]
            )
            if far >= one.margin:
                continue
            rows = np.array([self.tree.row(side.on), self.tree.row(side.of)])
            there = np.broadcast_to(np.r_[point, 1.0], (1, 2, 4))
            slope = self.tree.slopes(motions[:, pose : pose + 1], self.tree.carries[rows][:, None], there)[0]
            near[pose], slopes[pose] = one.margin - far, -way @ (slope[0] - slope[1])
        return near / self.tree.size, slopes / self.tree.size

    def _nearest(self, side: c.Side, motions: np.ndarray) -> tuple[float, c.Side, np.ndarray, np.ndarray]:
        """How far off the nearest of a side's points is in one pose, the point and the way out, both in the world."""
        on, of = motions[self.tree.row(side.on)], motions[self.tree.row(side.of)]
        points = side.points @ on[:3, :3].T + on[:3, 3]
        i, far, way = side.surface.nearest((points - of[:3, 3]) @ of[:3, :3])
        return far, side, points[i], of[:3, :3] @ way
