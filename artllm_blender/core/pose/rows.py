"""Constraints as numbers to be brought to zero, and their slopes. Lengths count as shares of the object's size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..articulation import JointType
from . import constraints as c
from .tree import Tree

EPS = 1e-12


@dataclass(frozen=True)
class Place:
    """Where poses are: the motions of all parts, (poses, n, 4) features, and what each kind of rows found out there."""

    motions: np.ndarray
    now: np.ndarray
    kept: dict[str, object]
    clear: tuple[np.ndarray, ...]


class Rows:
    """What a list of constraints asks of a tree's joints. before: (joints,) values that Hold means."""

    def __init__(self, tree: Tree, asked: Sequence[c.Constraint], before: np.ndarray):
        self.tree, self.asked = tree, asked
        self._features: list[tuple[int, float, float, float, float]] = []
        self._linear: list[tuple[int, dict[int, float], float]] = []
        self._groups: dict[str, list[tuple]] = {}
        self._clear: list[tuple[int, c.KeepClear]] = []
        self._before = before
        for number, one in enumerate(asked):
            self._take(number, one)
        features = np.array(self._features).reshape(-1, 5)
        self._rest, self._where = features[:, 1:], features[:, 0].astype(int)
        self._carried = tree.carries[self._where]
        self._tables = {kind: _Table(rows, len(features)) for kind, rows in self._groups.items()}
        self._matrix = np.zeros((len(self._linear), len(tree.children)))
        for row, (_, weights, _) in zip(self._matrix, self._linear, strict=True):
            for column, weight in weights.items():
                row[column] = weight
        self._scaled = (self._matrix / tree.unit).T
        self._goal = np.array([goal for _, _, goal in self._linear])
        self.owner = np.array(
            [number for number, *_ in self._linear]
            + [row[0] for kind, rows in self._groups.items() for row in rows for _ in range(_WIDTH[kind])]
            + [number for number, *_ in self._clear],
            dtype=int,
        )
        weights = np.array([max(one.weight, 0.0) for one in asked])
        self._weights = None if (weights == 1.0).all() else np.sqrt(weights)[self.owner]

    def __len__(self) -> int:
        return len(self.owner)

    @property
    def costly(self) -> bool:
        """Whether each pose has to be looked at by itself, for what it would run into."""
        return bool(self._clear)

    def moves(self) -> np.ndarray:
        """(joints,) whether any of the constraints is about what a joint moves."""
        found = (self._matrix != 0).any(axis=0) | self._carried.any(axis=0)
        for _, one in self._clear:
            for side in one.sides:
                # What carries both moves neither against the other.
                found |= self.tree.carries[self.tree.row(side.on)] ^ self.tree.carries[self.tree.row(side.of)]
        return found

    def at(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(poses, rows) and (poses, rows, joints): how far off each row is, and its slope per joint's `unit`."""
        off, place = self.off(values)
        return off, self.slopes(place)

    def off(self, values: np.ndarray) -> tuple[np.ndarray, Place]:
        """(poses, rows) how far off each row is; and what `slopes` needs to go on from there."""
        motions = self.tree.motions(values)
        now = self.tree.moved(motions, self._where, self._rest) if len(self._where) else np.zeros((len(values), 0, 4))
        off = np.empty((len(values), len(self.owner)))
        at = len(self._goal)
        if at:
            np.subtract(values @ self._scaled, self._goal, out=off[:, :at])
        kept = {}
        for kind, table in self._tables.items():
            end = at + _WIDTH[kind] * len(table.a)
            rows, kept[kind] = _OFF[kind](table, now[..., :3])
            off[:, at:end] = rows.reshape(len(values), -1)
            at = end
        clear = [self._clearance(one, motions) for _, one in self._clear]
        for number, (rows, _) in enumerate(clear):
            off[:, at + number] = rows
        if self._weights is not None:
            off *= self._weights
        return off, Place(motions, now, kept, tuple(slope for _, slope in clear))

    def slopes(self, place: Place) -> np.ndarray:
        """(poses, rows, joints) how the rows change with each joint, per `unit`. place: what `off` gave."""
        poses, count = len(place.now), len(self.tree.children)
        slopes = np.empty((poses, len(self.owner), count))
        at = len(self._goal)
        slopes[:, :at] = self._matrix
        if len(self._where):
            moved = self.tree.slopes(place.motions, self._carried, place.now)
            for kind, table in self._tables.items():
                end = at + _WIDTH[kind] * len(table.a)
                rows = _SLOPES[kind](table, place.now[..., :3], moved, place.kept[kind])
                slopes[:, at:end] = rows.reshape(poses, -1, count)
                at = end
        for number, slope in enumerate(place.clear):
            slopes[:, at + number] = slope
        if self._weights is not None:
            slopes *= self._weights[:, None]
        return slopes

    def _feature(self, feature: c.Feature, direction: bool = False, sign: float = 1.0) -> int:
        vector = feature.direction if direction else feature.point
        x, y, z = vector
        self._features.append((self.tree.row(feature.part), sign * x, sign * y, sign * z, 0.0 if direction else 1.0))
        return len(self._features) - 1

    def _joint(self, number: int, weights: dict[int, float], goal: float) -> None:
        """A row of values times weights; the goal is theirs. Turns count in radians and slides in sizes."""
        columns = {self.tree.column[child]: weight for child, weight in weights.items()}
        unit = self.tree.unit[next(iter(columns))]
        scaled = {column: weight * self.tree.unit[column] / unit for column, weight in columns.items()}
        self._linear.append((number, scaled, goal / unit))

    def _take(self, number: int, one: c.Constraint) -> None:
        joint = self.tree.articulation.joint_of
        match one:
            case c.JointValue():
                self._joint(number, {one.child: 1.0}, one.value)
            case c.JointShare():
                own = joint(one.child)
                endless = own.type is JointType.CONTINUOUS
                value = 0.0 if endless else own.closed + one.share * (own.open - own.closed)
                self._joint(number, {one.child: 1.0}, value)
            case c.JointLimit():
                own = joint(one.child)
                endless = own.type is JointType.CONTINUOUS
                value = self._before[self.tree.column[one.child]] if endless else own.upper if one.upper else own.lower
                self._joint(number, {one.child: 1.0}, value)
            case c.Hold():
                self._joint(number, {one.child: 1.0}, float(self._before[self.tree.column[one.child]]))
            case c.Equal():
                self._joint(number, {one.child: 1.0, one.other: -1.0}, one.more)
            case c.Mirrored():
                self._joint(number, {one.child: 1.0, one.other: 1.0}, 0.0)
            case c.KeepClear():
                self._clear.append((number, one))
            case c.Upright():
                up = c.Feature(None, (0.0, 0.0, 0.0), c.UP)
                own, world = self._feature(one.one, True), self._feature(up, True)
                self._group("same" if one.axis else "right", number, own, world)
            case _:
                self._pair(number, one)

    def _pair(self, number: int, one: c._Between) -> None:
        match one:
            case c.PointOnPoint() | c.Reach() | c.Offset():
                vector = getattr(one, "vector", (0.0, 0.0, 0.0))
                self._group("same", number, self._feature(one.one), self._feature(one.to), 0, *vector)
            case c.PointOnLine():
                self._group("line", number, self._feature(one.one), self._feature(one.to), self._feature(one.to, True))
            case c.PointOnPlane():
                normal = self._feature(one.to, True)
                self._group("plane", number, self._feature(one.one), self._feature(one.to), normal, one.height)
            case c.Distance():
                self._group("distance", number, self._feature(one.one), self._feature(one.to), 0, one.metres)
            case c.Parallel():
                self._group("parallel", number, self._feature(one.one, True), self._feature(one.to, True))
            case c.Perpendicular():
                self._group("right", number, self._feature(one.one, True), self._feature(one.to, True))
            case c.Angle():
                self._group("angle", number, self._feature(one.one, True), self._feature(one.to, True), 0, one.radians)
            case c.Facing():
                self._group("same", number, self._feature(one.one, True), self._feature(one.to, True, -1.0))
            case c.Aim():
                self._group("aim", number, self._feature(one.one), self._feature(one.to), self._feature(one.one, True))
            case _:
                raise TypeError(one)

    def _group(self, kind: str, number: int, a: int, b: int, way: int = 0, *numbers: float) -> None:
        scale = 1 / self.tree.size if self._features[a][-1] else 1.0  # a point, or a direction
        self._groups.setdefault(kind, []).append((number, a, b, way, scale, *numbers, *(0.0,) * (3 - len(numbers))))

    def _clearance(self, one: c.KeepClear, motions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(poses,) how much too near the nearest of its points is, 0 if none is, and the slope."""
        near, slopes = np.zeros(len(motions)), np.zeros((len(motions), len(self.tree.children)))
        for pose in range(len(motions)):
            far, side, point, way = min(
                (self._nearest(side, motions[pose]) for side in one.sides), key=lambda found: found[0]
            )
            if far >= one.margin:
                continue
            rows = np.array([self.tree.row(side.on), self.tree.row(side.of)])
            there = np.broadcast_to(np.r_[point, 1.0], (1, 2, 4))
            slope = self.tree.slopes(motions[pose : pose + 1], self.tree.carries[rows], there)[0]
            near[pose], slopes[pose] = one.margin - far, -way @ (slope[0] - slope[1])
        return near / self.tree.size, slopes / self.tree.size

    def _nearest(self, side: c.Side, motions: np.ndarray) -> tuple[float, c.Side, np.ndarray, np.ndarray]:
        """How far off the nearest of a side's points is in one pose, the point and the way out, both in the world."""
        on, of = motions[self.tree.row(side.on)], motions[self.tree.row(side.of)]
        points = side.points @ on[:3, :3].T + on[:3, 3]
        i, far, way = side.surface.nearest((points - of[:3, 3]) @ of[:3, :3])
        return far, side, points[i], of[:3, :3] @ way


class _Table:
    """The rows of one kind: features a and b, a third, and three numbers. apart: (rows, features), what makes of all
    features the first less the other, lengths as shares of the size."""

    def __init__(self, rows: list[tuple], features: int):
        numbers = np.array(rows)
        number = np.arange(len(rows))
        self.a, self.b, self.way = numbers[:, 1:4].T.astype(int)
        scale = numbers[:, 4]
        self.apart = np.zeros((len(rows), features))
        self.apart[number, self.a] = scale
        self.apart[number, self.b] -= scale
        self.numbers = numbers[:, 5:] * scale[:, None]


def _dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(..., joints) of (..., 3) and (..., 3, joints)."""
    return (a[..., None, :] @ b)[..., 0, :]


def _apart(t: _Table, moved: np.ndarray) -> np.ndarray:
    """(poses, rows, 3, joints) slopes of what `t.apart` makes of the features."""
    poses, features, _, joints = moved.shape
    return (t.apart @ moved.reshape(poses, features, -1)).reshape(poses, -1, 3, joints)


# Each kind as two functions: how far off its rows are, with what the other may use again; and their slopes.


def _same(t: _Table, now: np.ndarray) -> tuple[np.ndarray, None]:
    """Points, or directions."""
    return t.apart @ now - t.numbers, None


def _same_slopes(t: _Table, now: np.ndarray, moved: np.ndarray, kept: None) -> np.ndarray:
    return _apart(t, moved)


def _line(t: _Table, now: np.ndarray) -> tuple[np.ndarray, tuple]:
    off, way = t.apart @ now, now[:, t.way]
    along = (way * off).sum(-1)
    return off - along[..., None] * way, (off, along)


def _line_slopes(t: _Table, now: np.ndarray, moved: np.ndarray, kept: tuple) -> np.ndarray:
    off, along = kept
    slope, way, turned = _apart(t, moved), now[:, t.way], moved[:, t.way]
    more = _dot(off, turned) + _dot(way, slope)
    return slope - way[..., None] * more[..., None, :] - along[..., None, None] * turned


def _plane(t: _Table, now: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    off = t.apart @ now
    return (now[:, t.way] * off).sum(-1) - t.numbers[:, 0], off


def _plane_slopes(t: _Table, now: np.ndarray, moved: np.ndarray, off: np.ndarray) -> np.ndarray:
    return _dot(now[:, t.way], _apart(t, moved)) + _dot(off, moved[:, t.way])


def _distance(t: _Table, now: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    off = t.apart @ now
    length = np.sqrt((off * off).sum(-1))
    return length - t.numbers[:, 0], off / np.maximum(length, EPS)[..., None]


def _distance_slopes(t: _Table, now: np.ndarray, moved: np.ndarray, way: np.ndarray) -> np.ndarray:
    return _dot(way, _apart(t, moved))


def _parallel(t: _Table, now: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The difference of the directions, either of which may be the other way round."""
    one, two = now[:, t.a], now[:, t.b]
    sign = np.where((one * two).sum(-1) < 0, -1.0, 1.0)[..., None]
    return one - sign * two, sign


def _parallel_slopes(t: _Table, now: np.ndarray, moved: np.ndarray, sign: np.ndarray) -> np.ndarray:
    return moved[:, t.a] - sign[..., None] * moved[:, t.b]


def _right(t: _Table, now: np.ndarray) -> tuple[np.ndarray, None]:
    return (now[:, t.a] * now[:, t.b]).sum(-1), None


def _right_slopes(t: _Table, now: np.ndarray, moved: np.ndarray, kept: None) -> np.ndarray:
    return _dot(now[:, t.b], moved[:, t.a]) + _dot(now[:, t.a], moved[:, t.b])


def _angle(t: _Table, now: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    cosine, _ = _right(t, now)
    sine = np.linalg.norm(np.cross(now[:, t.a], now[:, t.b]), axis=-1)
    return np.arctan2(sine, cosine) - t.numbers[:, 0], sine


def _angle_slopes(t: _Table, now: np.ndarray, moved: np.ndarray, sine: np.ndarray) -> np.ndarray:
    return -_right_slopes(t, now, moved, None) / np.maximum(sine, 1e-3)[..., None]


def _aim(t: _Table, now: np.ndarray) -> tuple[np.ndarray, tuple]:
    off = t.apart @ now
    length = np.maximum(np.sqrt((off * off).sum(-1)), EPS)[..., None]
    way = -off / length
    return now[:, t.way] - way, (way, length)


def _aim_slopes(t: _Table, now: np.ndarray, moved: np.ndarray, kept: tuple) -> np.ndarray:
    way, length = kept
    slope = _apart(t, moved)
    turned = (-slope + way[..., None] * _dot(way, slope)[..., None, :]) / length[..., None]
    return moved[:, t.way] - turned


_OFF = {"same": _same, "line": _line, "plane": _plane, "distance": _distance, "parallel": _parallel, "right": _right,
        "angle": _angle, "aim": _aim}  # fmt: skip
_SLOPES = {"same": _same_slopes, "line": _line_slopes, "plane": _plane_slopes, "distance": _distance_slopes,
           "parallel": _parallel_slopes, "right": _right_slopes, "angle": _angle_slopes,
           "aim": _aim_slopes}  # fmt: skip
_WIDTH = {"same": 3, "line": 3, "plane": 1, "distance": 1, "parallel": 3, "right": 1, "angle": 1, "aim": 3}
