"""All that may be asked of a pose: a closed list of frozen constraints. World, metres, radians, the rig at rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from ..articulation import Vector

UP: Vector = (0.0, 0.0, 1.0)


@dataclass(frozen=True)
class Feature:
    """A place on a part at rest, or in the world where part is None. direction: unit; the axis, the normal or the way
    of a line, where it has one. name: what it is called when it is spoken of."""

    part: int | None
    point: Vector
    direction: Vector = UP
    name: str = ""


@dataclass(frozen=True)
class Constraint:
    """weight: against the others; 0 asks for nothing. name: what it is called when it cannot be met."""

    weight: float = 1.0
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class JointValue(Constraint):
    """The joint that moves part child is at a value, radians or metres."""

    child: int
    value: float


@dataclass(frozen=True, kw_only=True)
class JointShare(Constraint):
    """It is so far open: 0 where it is closed, 1 wide open. What turns for ever has no such share and stays at 0."""

    child: int
    share: float


@dataclass(frozen=True, kw_only=True)
class JointLimit(Constraint):
    """It is at its upper limit, or at its lower one."""

    child: int
    upper: bool = True


@dataclass(frozen=True, kw_only=True)
class Hold(Constraint):
    """It stays where it was when the solving began."""

    child: int


@dataclass(frozen=True, kw_only=True)
class Equal(Constraint):
    """The first joint's value is the other's, and so much more."""

    child: int
    other: int
    more: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Mirrored(Constraint):
    """The first joint's value is the other's with the other sign."""

    child: int
    other: int


@dataclass(frozen=True, kw_only=True)
class _Between(Constraint):
    one: Feature
    to: Feature


@dataclass(frozen=True, kw_only=True)
class PointOnPoint(_Between):
    """Both points are the same."""


@dataclass(frozen=True, kw_only=True)
class Reach(_Between):
    """A tip is at its target: as PointOnPoint, by the name that one speaks of it."""


@dataclass(frozen=True, kw_only=True)
class PointOnLine(_Between):
    """The first point is on the line through the other along its direction."""


@dataclass(frozen=True, kw_only=True)
class PointOnPlane(_Between):
    """The first point is over the plane through the other, its direction the normal, by a height, metres."""

    height: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Distance(_Between):
    """The points are so far from each other, metres."""

    metres: float


@dataclass(frozen=True, kw_only=True)
class Offset(_Between):
    """The first point is at the other and a vector of the world, metres."""

    vector: Vector


@dataclass(frozen=True, kw_only=True)
class Parallel(_Between):
    """The directions are the same or opposite."""


@dataclass(frozen=True, kw_only=True)
class Perpendicular(_Between):
    """The directions are at a right angle."""


@dataclass(frozen=True, kw_only=True)
class Angle(_Between):
    """The directions are at an angle, radians, 0 to pi."""

    radians: float


@dataclass(frozen=True, kw_only=True)
class Facing(_Between):
    """The directions are opposite, as of two faces that look at each other."""


@dataclass(frozen=True, kw_only=True)
class Upright(Constraint):
    """The direction, a face's normal, is level, so that the face stands upright; or, of an axis, it points up."""

    one: Feature
    axis: bool = False


@dataclass(frozen=True, kw_only=True)
class Aim(_Between):
    """The first direction, from its point, points at the other point."""


class Surface(Protocol):
    """What a part must not come near."""

    def nearest(self, points: np.ndarray) -> tuple[int, float, np.ndarray]:
        """Of (n, 3) points the one nearest to it: its number, how far away it is, inside less than 0, and the unit way
        out, (3,)."""


@dataclass(frozen=True)
class Side:
    """Points, (n, 3), on a part, and a surface on another, both at rest; on the world where the part is None."""

    points: np.ndarray
    on: int | None
    surface: Surface
    of: int | None


@dataclass(frozen=True, kw_only=True)
class KeepClear(Constraint):
    """All of the sides' points stay so far, metres, from their surfaces. child: the part that it is asked of. sides:
    its own points and the other thing's surface first, then, where it has points, these and its own surface."""

    child: int
    sides: tuple[Side, ...]
    margin: float = 0.0


@dataclass(frozen=True)
class Spot:
    """A point as a surface."""

    point: Vector

    def nearest(self, points: np.ndarray) -> tuple[int, float, np.ndarray]:
        out = points - self.point
        far = np.linalg.norm(out, axis=1)
        i = int(far.argmin())
        return i, float(far[i]), out[i] / far[i] if far[i] > 0 else np.array(UP)


@dataclass(frozen=True)
class Flat:
    """All below a plane. normal: unit, out of it."""

    point: Vector
    normal: Vector

    def nearest(self, points: np.ndarray) -> tuple[int, float, np.ndarray]:
        far = (points - self.point) @ np.array(self.normal)
        i = int(far.argmin())
        return i, float(far[i]), np.array(self.normal)


@dataclass(frozen=True)
class Placed:
    """A surface turned by (3, 3) turn, which may mirror, and moved to (3,) place."""

    surface: Surface
    turn: np.ndarray
    place: np.ndarray

    def nearest(self, points: np.ndarray) -> tuple[int, float, np.ndarray]:
        i, far, way = self.surface.nearest((points - self.place) @ self.turn)
        return i, far, self.turn @ way
