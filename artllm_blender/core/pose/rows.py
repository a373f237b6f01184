"""Constraints as numbers to be brought to zero, and their slopes. Lengths count as shares of the object's size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..articulation import JointType
from . import constraints as c
from .tree import Tree

EPS = 1e-12


class Rows:
    """What a list of constraints asks of a tree's joints. before: (joints,) values that Hold means."""

    def __init__(self, tree: Tree, asked: Sequence[c.Constraint], before: np.ndarray):
        self.tree, self.asked = tree, asked
        self._features: list[tuple[int, float, float, float, float]] = []
        self._linear: list[tuple[int, np.ndarray, float]] = []
        self._groups: dict[str, list[tuple]] = {}
        self._clear: list[tuple[int, c.KeepClear, int, int, np.ndarray, np.ndarray]] = []
        self._before = before
        for number, one in enumerate(asked):
            self._take(number, one)
        self._rest = np.array([feature[1:] for feature in self._features]).reshape(-1, 4)
        self._where = np.array([feature[0] for feature in self._features], dtype=int)
        self._tables = {kind: _Table(rows) for kind, rows in self._groups.items()}
        self._matrix = np.array([row for _, row, _ in self._linear]).reshape(-1, len(tree.children))
        self._goal = np.array([goal for _, _, goal in self._linear])
        owners = [[number for number, *_ in self._linear]]
        owners += [np.repeat(table.number, _WIDTH[kind]) for kind, table in self._tables.items()]
        owners.append([number for number, *_ in self._clear])
        self.owner = np.concatenate([np.asarray(some, dtype=int) for some in owners])
        self._weights = np.sqrt([max(asked[number].weight, 0.0) for number in self.owner])

    def __len__(self) -> int:
        return len(self.owner)

    def moves(self) -> np.ndarray:
        """(joints,) whether any of the constraints is about what a joint moves."""
        found = np.zeros(len(self.tree.children), dtype=bool)
        found |= (self._matrix != 0).any(axis=0)
        found |= self.tree.carries[self._where].any(axis=0)
        for _, _, row, other, _, _ in self._clear:
            found |= self.tree.carries[row] | self.tree.carries[other]
        return found

    def at(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(poses, rows) and (poses, rows, joints): how far off each row is, and its slope per joint's `unit`."""
        tree, poses = self.tree, len(values)
        motions = tree.motions(values)
        off, slopes = [], []
        if len(self._goal):
            scaled = self._matrix / tree.unit
            off.append(values @ scaled.T - self._goal)
            slopes.append(np.broadcast_to(self._matrix, (poses, *self._matrix.shape)))
        if len(self._where):
            now = tree.moved(motions, self._where, self._rest)
            moved = tree.slopes(motions, self._where, now)
            for kind, table in self._tables.items():
                rows, slope = _KINDS[kind](table, now[..., :3], moved, tree.size)
                off.append(rows.reshape(poses, -1))
                slopes.append(slope.reshape(poses, -1, slope.shape[-1]))
        for entry in self._clear:
            rows, slope = self._clearance(entry, motions)
            off.append(rows[:, None])
            slopes.append(slope[:, None])
        if not off:
            return np.zeros((poses, 0)), np.zeros((poses, 0, len(tree.children)))
        weights = self._weights
        return np.concatenate(off, axis=1) * weights, np.concatenate(slopes, axis=1) * weights[:, None]

    def _feature(self, feature: c.Feature, direction: bool = False, sign: float = 1.0) -> int:
        vector = feature.direction if direction else feature.point
        x, y, z = vector
        self._features.append((self.tree.row(feature.part), sign * x, sign * y, sign * z, 0.0 if direction else 1.0))
        return len(self._features) - 1

    def _joint(self, number: int, weights: dict[int, float], goal: float) -> None:
        """A row of values times weights; the goal is theirs. Turns count in radians and slides in sizes."""
        row = np.zeros(len(self.tree.children))
        for child, weight in weights.items():
            row[self.tree.column[child]] = weight
        first = self.tree.column[next(iter(weights))]
        unit = self.tree.unit[first]
        self._linear.append((number, row * (self.tree.unit / unit), goal / unit))

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
                row, other = self.tree.row(one.child), self.tree.row(one.other)
                points = np.c_[np.array(one.points).reshape(-1, 3), np.ones(len(one.points))]
                self._clear.append((number, one, row, other, points, np.array(one.directions)))
            case c.Upright():
                up = c.Feature(None, (0.0, 0.0, 0.0), c.UP)
                own, world = self._feature(one.one, True), self._feature(up, True)
                self._group("same" if one.axis else "right", number, own, world)
            case _:
                self._pair(number, one)

    def _pair(self, number: int, one: c._Between) -> None:
        match one:
            case c.PointOnPoint() | c.Reach() | c.Offset():
                x, y, z = getattr(one, "vector", (0.0, 0.0, 0.0))
                self._group("point", number, self._feature(one.one), self._feature(one.to), 0, x, y, z)
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
        self._groups.setdefault(kind, []).append((number, a, b, way, *numbers, *(0.0,) * (3 - len(numbers))))

    def _clearance(self, entry: tuple, motions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(poses,) how much too near the part's nearest point is to the box, 0 if it is not, and the slope."""
        _, one, row, other, points, directions = entry
        poses, count = len(motions), len(self.tree.children)
        now = motions[:, row] @ points.T  # poses, 4, n
        frame = motions[:, other, :3, :3] @ directions.T
        middle = motions[:, other] @ (*one.middle, 1.0)
        local = (now[:, :3] - middle[:, :3, None]).transpose(0, 2, 1) @ frame
        over = np.abs(local) - np.array(one.half)
        out = np.maximum(over, 0.0)
        far = np.linalg.norm(out, axis=-1) + np.minimum(over.max(axis=-1), 0.0)
        i, each = far.argmin(axis=1), np.arange(poses)
        nearest, outside = far[each, i], out[each, i]
        inside = np.zeros_like(outside)
        inside[each, over[each, i].argmax(axis=1)] = 1.0
        length = np.linalg.norm(outside, axis=1, keepdims=True)
        normal = np.where(length > EPS, outside / np.maximum(length, EPS), inside) * np.sign(local[each, i])
        normal = (frame @ normal[:, :, None])[..., 0]
        point = now[each, :, i]
        rows = np.array([row, other])
        slopes = self.tree.slopes(motions, rows, np.repeat(point[:, None], 2, axis=1))
        slope = (normal[:, None] @ (slopes[:, 0] - slopes[:, 1]))[:, 0]
        near = np.maximum(one.margin - nearest, 0.0)
        return near / self.tree.size, np.where(near[:, None] > 0, -slope / self.tree.size, np.zeros((1, count)))


class _Table:
    """The rows of one kind: features a and b, a third, and up to three numbers."""

    def __init__(self, rows: list[tuple]):
        self.number, self.a, self.b, self.way = (np.array([row[k] for row in rows], dtype=int) for k in range(4))
        self.numbers = np.array([row[4:] for row in rows])


def _dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """(..., joints) of (..., 3) and (..., 3, joints)."""
    return (a[..., None, :] @ b)[..., 0, :]


def _apart(t: _Table, now: np.ndarray, slopes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return now[:, t.a] - now[:, t.b], slopes[:, t.a] - slopes[:, t.b]


def _point(t: _Table, now: np.ndarray, slopes: np.ndarray, size: float) -> tuple[np.ndarray, np.ndarray]:
    off, slope = _apart(t, now, slopes)
    return (off - t.numbers) / size, slope / size


def _same(t: _Table, now: np.ndarray, slopes: np.ndarray, size: float) -> tuple[np.ndarray, np.ndarray]:
    return _apart(t, now, slopes)


def _line(t: _Table, now: np.ndarray, slopes: np.ndarray, size: float) -> tuple[np.ndarray, np.ndarray]:
    off, slope = _apart(t, now, slopes)
    way, turned = now[:, t.way], slopes[:, t.way]
    along = (way * off).sum(-1)
    more = _dot(off, turned) + _dot(way, slope)
    rows = off - along[..., None] * way
    slope = slope - way[..., None] * more[..., None, :] - along[..., None, None] * turned
    return rows / size, slope / size


def _plane(t: _Table, now: np.ndarray, slopes: np.ndarray, size: float) -> tuple[np.ndarray, np.ndarray]:
    off, slope = _apart(t, now, slopes)
    normal = now[:, t.way]
    rows = (normal * off).sum(-1) - t.numbers[:, 0]
    return rows / size, (_dot(normal, slope) + _dot(off, slopes[:, t.way])) / size


def _distance(t: _Table, now: np.ndarray, slopes: np.ndarray, size: float) -> tuple[np.ndarray, np.ndarray]:
    off, slope = _apart(t, now, slopes)
    length = np.linalg.norm(off, axis=-1)
    way = off / np.maximum(length, EPS)[..., None]
    return (length - t.numbers[:, 0]) / size, _dot(way, slope) / size


def _parallel(t: _Table, now: np.ndarray, slopes: np.ndarray, size: float) -> tuple[np.ndarray, np.ndarray]:
    """The difference of the directions, either of which may be the other way round."""
    one, two = now[:, t.a], now[:, t.b]
    sign = np.where((one * two).sum(-1) < 0, -1.0, 1.0)[..., None]
    return one - sign * two, slopes[:, t.a] - sign[..., None] * slopes[:, t.b]


def _right(t: _Table, now: np.ndarray, slopes: np.ndarray, size: float) -> tuple[np.ndarray, np.ndarray]:
    one, two = now[:, t.a], now[:, t.b]
    return (one * two).sum(-1), _dot(two, slopes[:, t.a]) + _dot(one, slopes[:, t.b])


def _angle(t: _Table, now: np.ndarray, slopes: np.ndarray, size: float) -> tuple[np.ndarray, np.ndarray]:
    cosine, slope = _right(t, now, slopes, size)
    sine = np.linalg.norm(np.cross(now[:, t.a], now[:, t.b]), axis=-1)
    return np.arctan2(sine, cosine) - t.numbers[:, 0], -slope / np.maximum(sine, 1e-3)[..., None]


def _aim(t: _Table, now: np.ndarray, slopes: np.ndarray, size: float) -> tuple[np.ndarray, np.ndarray]:
    off, slope = _apart(t, now, slopes)
    length = np.maximum(np.linalg.norm(off, axis=-1), EPS)[..., None]
    way = -off / length
    turned = (-slope + way[..., None] * _dot(way, slope)[..., None, :]) / length[..., None]
    return now[:, t.way] - way, slopes[:, t.way] - turned


_KINDS = {"point": _point, "same": _same, "line": _line, "plane": _plane, "distance": _distance,
          "parallel": _parallel, "right": _right, "angle": _angle, "aim": _aim}  # fmt: skip
_WIDTH = {"point": 3, "same": 3, "line": 3, "plane": 1, "distance": 1, "parallel": 3, "right": 1, "angle": 1, "aim": 3}
