"""Every joint opened, one after the other, in an order in which no moving part runs into another one."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from ..articulation import Articulation, Box, Joint, JointType
from ..kinematics import motion
from .interplay import Need, opening_order

# On its way no part goes farther than this share of the asset's size from one look at it to the next: what is thinner
# could be passed unseen. Then halvings of the stretch in which it is blocked.
STEP, LEAST_LOOKS, HALVINGS = 0.01, 16, 5

# (values by child, child) -> pairs of parts in contact: one that the child's joint carries, one that it does not.
Touching = Callable[[Mapping[int, float], int], Iterable[tuple[int, int]]]


@dataclass(frozen=True)
class Move:
    """One joint taken from a value to another, all others standing still; metres or radians. is_round: a whole turn,
    which ends where it began."""

    child: int
    start: float
    end: float
    is_round: bool = False


# Moves and, so that others get their turn while contacts are looked for, a None after each look.
Plan = Iterator[Move | None]


def moves(plan: Plan) -> list[Move]:
    """All that a plan comes to."""
    return [move for move in plan if move]


class Player:
    """Plans moves from a pose on, each when it is asked for.

    values: joint value by child id, where it is not closed. A part in the way of a move is opened if it is closed and
    closed if it is open; where neither helps, the move ends before it. Contact with what no joint moves is for the
    limits to know and stops nothing here.
    """

    def __init__(
        self,
        articulation: Articulation,
        needs: Iterable[Need],
        touching: Touching,
        values: Mapping[int, float] | None = None,
    ):
        self._articulation = articulation
        self._joints = {joint.child: joint for joint in articulation.joints}
        # A part may have been dissolved since its joint was found to be in the way.
        self._needs = tuple(need for need in needs if {need.child, need.needs} <= self._joints.keys())
        self._touching = touching
        self._closed = {child: joint.closed for child, joint in self._joints.items()}
        self.values = self._closed | dict(values or {})
        self._order = [child for child in self._joints if self.is_open(child)]

    def is_open(self, child: int) -> bool:
        """Whether a joint is away from where it is closed; by a millionth it is not."""
        return abs(self.values[child] - self._closed[child]) > 1e-6

    def open_all(self, children: Collection[int] | None = None) -> Plan:
        """Every joint wide open, or these, a continuous one once round."""
        for child in opening_order(self._articulation, self._needs):
            if children is None or child in children:
                yield from self.open(child)

    def close_all(self, children: Collection[int] | None = None) -> Plan:
        """Every joint closed, or these, what was opened last first."""
        left = None
        while left != (left := [child for child in self._order if children is None or child in children]):
            for child in reversed(left):
                yield from self.close(child)

    def toggle(self, children: Collection[int]) -> Plan:
        """These joints closed if all of them are open, wheels aside; else open."""
        doors = [child for child in children if self._joints[child].type is not JointType.CONTINUOUS]
        return self.close_all(children) if doors and all(map(self.is_open, doors)) else self.open_all(children)

    def open(self, child: int, busy: frozenset[int] = frozenset()) -> Plan:
        """One joint, after what it needs. busy: joints under way, which must not be moved for it."""
        if child in busy or self.is_open(child):
            return
        end = _far(self._joints[child])
        for need in self._needs:
            if need.child == child and (need.value - self.values[child]) * (need.value - end) <= 0 != need.value - end:
                yield from (self.open if need.open else self.close)(need.needs, busy | {child})
        yield from self._go(child, end, busy)

    def close(self, child: int, busy: frozenset[int] = frozenset()) -> Plan:
        """One joint closed, after those that need it open."""
        if child in busy or not self.is_open(child):
            return
        for need in self._needs:
            if need.needs == child and need.open and self.is_open(need.child):
                yield from self.close(need.child, busy | {child})
        yield from self._go(child, self._closed[child], busy)

    def _go(self, child: int, end: float, busy: frozenset[int]) -> Plan:
        free, blockers = yield from self._way(child, end)
        needed = {need.needs for need in self._needs if need.child == child and need.open}
        for blocker in sorted(blockers - busy - needed, key=self._age):
            step = self.close if self.is_open(blocker) else self.open
            yield from step(blocker, busy | {child})
        if blockers:
            free, _ = yield from self._way(child, end)
        start = self.values[child]
        if abs(free - start) > 1e-6:
            is_round = self._joints[child].type is JointType.CONTINUOUS and abs(free - start) == math.tau
            self._set(child, start if is_round else free)
            yield Move(child, start, free, is_round)

    def _age(self, child: int) -> tuple[int, int]:
        """What was opened last first; what is closed at the end."""
        return (-self._order.index(child) if child in self._order else 1), child

    def _set(self, child: int, value: float) -> None:
        self.values[child] = value
        if child in self._order:
            self._order.remove(child)
        if self.is_open(child):
            self._order.append(child)

    def _way(self, child: int, end: float) -> Generator[None, None, tuple[float, set[int]]]:
        """The value up to which the way to end is free, and the joints that could clear it."""
        start = self.values[child]
        free, looks = start, max(LEAST_LOOKS, math.ceil(self._travel(child, end - start) / STEP))
        for look in range(1, looks + 1):
            yield
            value = start + (end - start) * look / looks
            if blockers := self._blockers(child, value):
                for _ in range(HALVINGS):
                    middle = (free + value) / 2
                    if nearer := self._blockers(child, middle):
                        value, blockers = middle, nearer
                    else:
                        free = middle
                return free, blockers
            free = value
        return end, set()

    def _travel(self, child: int, change: float) -> float:
        """How far the outermost corner of what a joint carries goes, as a share of the asset's longest side."""
        joint = self._joints[child]
        parts = self._articulation.parts
        carried = self._articulation.subtree(child)
        corners = np.array([c for part in parts if part.id in carried for c in product(*_sides(part.box))])
        size = np.ptp([c for part in parts for c in (part.box.lower, part.box.upper)], axis=0).max()
        arm = np.linalg.norm(np.cross(corners - joint.origin, joint.axis), axis=1).max()
        angle, slide = motion(joint, change)
        return float(np.hypot(arm * angle, slide) / size) if size > 0 else 0.0

    def _blockers(self, child: int, value: float) -> set[int]:
        """Joints other than the child's that carry one of two parts in contact, but not both, where it has a value."""
        found = set()
        for pair in self._touching(self.values | {child: value}, child):
            mine, other = (self._carriers(part) for part in pair)
            # Those that hang on the child can be in the way only when they stick out.
            found |= (other - mine) | {joint for joint in mine - other - {child} if self.is_open(joint)}
        return found

    def _carriers(self, part: int) -> set[int]:
        """The joints, by child, that move a part."""
        found = set()
        while joint := self._joints.get(part):
            found.add(part)
            part = joint.parent
        return found


def _sides(box: Box) -> zip:
    return zip(box.lower, box.upper, strict=True)


def _far(joint: Joint) -> float:
    return math.tau if joint.type is JointType.CONTINUOUS else joint.open
