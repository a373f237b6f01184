"""Articulation: parts and the joints between them, a tree. Frozen, self-checking; Z-up, metres, radians, world."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum

from .errors import ArticulationError

Vector = tuple[float, float, float]


class JointType(StrEnum):
    REVOLUTE = "revolute"
    CONTINUOUS = "continuous"
    PRISMATIC = "prismatic"
    SCREW = "screw"

    @property
    def turns(self) -> bool:
        return self is not JointType.PRISMATIC

    @property
    def slides(self) -> bool:
        return self in (JointType.PRISMATIC, JointType.SCREW)


@dataclass(frozen=True)
class Box:
    """Axis-aligned box. lower, upper: corners, metres."""

    lower: Vector
    upper: Vector

    def __post_init__(self) -> None:
        if not all(math.isfinite(x) for x in (*self.lower, *self.upper)):
            raise ArticulationError("A part's box is not finite.", "Predict again.")
        if any(a > b for a, b in zip(self.lower, self.upper, strict=True)):
            raise ArticulationError("A part's box has its lower corner above its upper one.", "Swap its corners.")


@dataclass(frozen=True)
class Part:
    """A rigid part. label: its semantic kind (door, drawer, lid, wheel...), empty when unknown."""

    id: int
    name: str
    box: Box
    label: str = ""
    confidence: float = 1.0


# What can be known of a joint.
KNOWABLE = frozenset(("parent", "type", "axis", "origin", "limits", "pitch"))

# Of real objects' joints that the model gives less, three in five are wrong; of the others, one in five.
UNSURE = 0.5
# Where that anything moves is less likely, nothing is said to.
MOVES = 0.5
DOUBTS = "The model doubts"
UNPLACED = "The model also sees"


@dataclass(frozen=True)
class Joint:
    """How child moves in parent.

    axis: unit vector; origin: a point on the axis. lower, upper: radians (revolute), metres (prismatic, screw),
    infinite for continuous. Value 0 is the pose that the artist modelled, and positive values open. pitch: metres per
    turn, screw only. known: which of KNOWABLE was given and therefore stays as it is, whatever is found later. ajar:
    the part was modelled away from its closed pose, which is at the lower limit; else 0 is the closed one too.
    """

    type: JointType
    parent: int
    child: int
    axis: Vector
    origin: Vector
    lower: float
    upper: float
    pitch: float = 0.0
    name: str = ""
    confidence: float = 1.0
    note: str = ""
    known: frozenset[str] = frozenset()
    ajar: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "type", JointType(self.type))
        who = f"Joint {self.name or self.child}"
        numbers = (*self.axis, *self.origin, self.pitch, self.confidence)
        if not all(math.isfinite(x) for x in numbers) or math.isnan(self.lower) or math.isnan(self.upper):
            raise ArticulationError(f"{who} holds a number that is not finite.", "Predict again or correct it.")
        if abs(math.hypot(*self.axis) - 1) > 1e-4:
            raise ArticulationError(f"{who} has an axis that is not a unit vector.", "Give it a direction.")
        if self.type is JointType.CONTINUOUS:
            object.__setattr__(self, "lower", -math.inf)
            object.__setattr__(self, "upper", math.inf)
            object.__setattr__(self, "ajar", False)
        elif not (math.isfinite(self.lower) and math.isfinite(self.upper)):
            raise ArticulationError(f"{who} has no finite limits.", "Give it limits or make it continuous.")
        if self.lower > self.upper:
            raise ArticulationError(f"{who} has its lower limit above its upper one.", "Swap its limits.")
        if (self.type is JointType.SCREW) != (self.pitch != 0):
            raise ArticulationError(f"{who} has a pitch that does not fit its type.", "Only a screw has a pitch.")
        if self.parent == self.child:
            raise ArticulationError(f"{who} joins a part to itself.", "Choose another parent.")

    @property
    def closed(self) -> float:
        """The value at which the part is closed; 0, or the limit nearest to it, where nothing says another."""
        return self.lower if self.ajar else min(max(0.0, self.lower), self.upper)

    @property
    def open(self) -> float:
        """The value at which the part is wide open: the upper limit or, where the lower one is farther off, that."""
        return self.upper if self.ajar or abs(self.upper) >= abs(self.lower) else self.lower

    @property
    def still(self) -> bool:
        """Whether there is no room between its limits: it is fixed, whatever its type."""
        return self.upper - self.lower < 1e-6

    def with_limits(self, lower: float, upper: float, note: str = "") -> Joint:
        """The same joint between other limits."""
        return replace(self, lower=lower, upper=upper, note=note or self.note)


def _times(vector: Vector, factor: float) -> Vector:
    x, y, z = vector
    return x * factor, y * factor, z * factor


@dataclass(frozen=True)
class Articulation:
    """Parts and joints. Exactly one part, the root, is nobody's child; every other has one parent; no cycle."""

    parts: tuple[Part, ...]
    joints: tuple[Joint, ...]

    def __post_init__(self) -> None:
        ids = [p.id for p in self.parts]
        if not ids or len(set(ids)) != len(ids):
            raise ArticulationError("An articulation needs parts with ids of their own.", "Predict again.")
        children = [j.child for j in self.joints]
        if len(set(children)) != len(children):
            raise ArticulationError("A part has two parents.", "Remove one of its joints.")
        if unknown := ({j.parent for j in self.joints} | set(children)) - set(ids):
            raise ArticulationError(f"A joint names part {min(unknown)}, which does not exist.", "Remove that joint.")
        if len(ids) - len(children) != 1:
            raise ArticulationError("The parts do not form one tree.", "Give every part but the root one joint.")
        if len(self.from_root()) != len(ids):
            raise ArticulationError("The joints form a cycle.", "Give one of them another parent.")

    @property
    def root(self) -> int:
        """Id of the part that nothing moves."""
        return ({p.id for p in self.parts} - {j.child for j in self.joints}).pop()

    def part(self, id: int) -> Part:
        return next(p for p in self.parts if p.id == id)

    def joint_of(self, child: int) -> Joint | None:
        """The joint that moves a part; None for the root."""
        return next((j for j in self.joints if j.child == child), None)

    def from_root(self) -> tuple[int, ...]:
        """Part ids, every parent before its children."""
        by_parent: dict[int, list[int]] = {}
        for j in self.joints:
            by_parent.setdefault(j.parent, []).append(j.child)
        order = [self.root]
        for id in order:
            order += by_parent.get(id, [])
        return tuple(order)

    def scaled(self, factor: float) -> Articulation:
        """The same in another unit of length, or of another size about the world's origin."""
        parts = tuple(replace(p, box=Box(_times(p.box.lower, factor), _times(p.box.upper, factor))) for p in self.parts)
        joints = []
        for j in self.joints:
            along = factor if j.type.slides else 1.0
            joints.append(
                replace(
                    j,
                    origin=_times(j.origin, factor),
                    lower=j.lower * along,
                    upper=j.upper * along,
                    pitch=j.pitch * factor,
                )
            )
        return Articulation(parts, tuple(joints))

    def subtree(self, id: int) -> frozenset[int]:
        """A part and all that hangs on it."""
        inside = {id}
        for other in self.from_root():
            joint = self.joint_of(other)
            if joint and joint.parent in inside:
                inside.add(other)
        return frozenset(inside)


def doubts(articulation: Articulation) -> list[str]:
    """In a sentence which parts' joints the model doubts; empty where it doubts none."""
    names = [articulation.part(j.child).name for j in articulation.joints if j.confidence < UNSURE]
    if not names:
        return []
    which = "the only joint" if len(articulation.joints) == 1 else f"{len(names)} of {len(articulation.joints)} joints"
    return [f"{DOUBTS} {which}: {', '.join(names)}."]


def unplaced(predicted: Articulation, left: Articulation) -> list[str]:
    """In a sentence which predicted parts are not among those that are left, as no faces are theirs; empty if none."""
    ids = {part.id for part in left.parts}
    left_out = (part for part in predicted.parts if part.id not in ids)
    counted = Counter("part" if part.label == "other" else part.label or part.name for part in left_out)
    words = ", ".join(f"{label} ({count})" if count > 1 else label for label, count in sorted(counted.items()))
    ending = "but no faces of its own: click on it, or make selected faces a part."
    return [f"{UNPLACED} {words}, {ending}"] if words else []


def without_part(articulation: Articulation, id: int) -> Articulation:
    """The tree without one part: its children move with its parent; if it was the root, its first child becomes it."""
    joint = articulation.joint_of(id)
    joints = [other for other in articulation.joints if other is not joint]
    parent = joint.parent if joint else next(other.child for other in joints if other.parent == id)
    joints = [replace(j, parent=parent) if j.parent == id else j for j in joints if j.child != parent or joint]
    return Articulation(tuple(part for part in articulation.parts if part.id != id), tuple(joints))
