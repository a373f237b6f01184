"""Titles of answers: what moves and how, and of those that read the same, what tells them apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from .articulation import Articulation, Joint, JointType
from .kinematics import joint_matrix
from .part_names import called, viewed
from .takeover import alike, clause, plural, summary
from .units import said

# Words for the lesser and the greater end of up, forward and right, and for what opens that way.
_SIDES = (("bottom", "top"), ("back", "front"), ("left", "right"))
_WAYS = (("downwards", "upwards"), ("inwards", "outwards"), ("to the left", "to the right"))
# Of two or three that differ by where they are, by their size, by where they are hinged; and of more.
_PLACES = ((("lower", "middle", "upper"), "up"), (("rear", "middle", "front"), "from the back"),
           (("left", "middle", "right"), "from the left"))  # fmt: skip
_EXTENTS = ((("shorter", "medium", "taller"), "tall"), (("flatter", "medium", "deeper"), "deep"),
            (("narrower", "medium", "wider"), "wide"))  # fmt: skip
_PIVOTS = (("lower", "in between", "higher"), ("further back", "in between", "further front"),
           ("further left", "in between", "further right"), ("further in", "in between", "further out"))  # fmt: skip
# What is off the middle by less than this share of half the size lies in it; and what differs by less than this share
# of the whole's size is the same.
_OFF, _SAME = 0.3, 0.02
# Letters that a row of the sidebar has room for; of what is longer the middle would be left out.
ROW = 34


@dataclass(frozen=True)
class _Moving:
    """Joints of an answer that move parts of one kind in one way. frame: (3, 3) rows: up, forward, right."""

    answer: Articulation
    joints: tuple[Joint, ...]
    frame: np.ndarray

    def boxes(self) -> np.ndarray:
        """(n, 2, 3) those of the parts, corners in the frame, of which the first is the least."""
        return self._framed(joint.child for joint in self.joints)

    def whole(self) -> np.ndarray:
        """(2, 3) the whole answer's box, as those of the parts."""
        boxes = self._framed(part.id for part in self.answer.parts)
        return np.array((boxes[:, 0].min(axis=0), boxes[:, 1].max(axis=0)))

    def pivots(self) -> np.ndarray:
        """(n, 3) in the frame, from the middle of each part straight to the line about which it turns."""
        off = np.array([joint.origin for joint in self.joints]) @ self.frame.T - self.boxes().mean(axis=1)
        axes = np.array([joint.axis for joint in self.joints]) @ self.frame.T
        return off - (off * axes).sum(axis=1, keepdims=True) * axes

    def _framed(self, parts: Iterable[int]) -> np.ndarray:
        boxes = (self.answer.part(id).box for id in parts)
        return np.sort(np.array([(box.lower, box.upper) for box in boxes]) @ self.frame.T, axis=1)


# What stands before the noun and what after the verb; both empty where nothing is to be said.
_Detail = tuple[str, str]
_NOTHING: _Detail = ("", "")


def titles(answers: Sequence[Articulation]) -> list[str]:
    """One for each, such as "door turns at left edge" where another answer's turns at the right one."""
    plain = [summary(one) for one in answers]
    found = list(plain)
    frame = viewed(answers[0]) if answers else np.eye(3)  # so that left is the same side in all of them
    for title, count in Counter(plain).items():
        if count > 1 and answers[plain.index(title)].joints:
            same = [i for i, one in enumerate(plain) if one == title]
            for i, own in zip(same, _told_apart([answers[i] for i in same], frame), strict=True):
                found[i] = own
    return found


def _told_apart(answers: list[Articulation], frame: np.ndarray) -> list[str]:
    """Of each in words what moves and how, with one thing that tells it apart from the others, or as few as do."""
    kinds = [alike(one) for one in answers]
    clauses = [(*what, len(joints)) for what, joints in kinds[0].items()]
    moving = [
        [_Moving(one, tuple(kind[what]), frame) for one, kind in zip(answers, kinds, strict=True)] for what in kinds[0]
    ]
    facets = [(k, facet(group)) for facet in _FACETS for k, group in enumerate(moving)]
    details = [[of_all[i] for _, of_all in facets] for i in range(len(answers))]
    found = []
    for i, own in enumerate(details):
        told: dict[int, list[_Detail]] = {}
        for number in _telling(own, details[:i] + details[i + 1 :]):
            told.setdefault(facets[number][0], []).append(own[number])
        found.append(_worded(clauses, told))
    return found


def _telling(own: Sequence[_Detail], others: list[list[_Detail]]) -> Iterator[int]:
    """Which details of an answer it takes for the most of the others to differ from it."""
    while others:
        same = [
            sum(other[i] == detail for other in others) if detail != _NOTHING else len(others)
            for i, detail in enumerate(own)
        ]
        best = min(range(len(own)), key=same.__getitem__, default=None)
        if best is None or same[best] == len(others):
            return
        yield best
        others = [other for other in others if other[best] == own[best]]


def _worded(clauses: list[tuple[str, JointType, int]], told: dict[int, list[_Detail]]) -> str:
    """All of it where a row has room, else first what tells it apart, then what else moves, or that there is more."""
    whole, least, rest = [], [], []
    for k, (label, kind, count) in enumerate(clauses):
        details = told.get(k, [])
        which = " ".join(before for before, _ in details if before)
        whole.append("".join((clause(label, kind, count, which), *(after for _, after in details))))
        if details:
            least.append(whole[-1])
        else:
            rest.append(label if count == 1 else f"{count} {plural(label)}")
    if not (least and rest):
        return ", ".join(whole)
    ways = [", ".join(way) for way in (whole, [*least, *rest], [*least, "…"])]
    return next((way for way in ways if len(way) <= ROW), ways[-1])


def _carriers(group: list[_Moving]) -> list[_Detail]:
    found = []
    for one in group:
        above = [(one.answer.part(j.parent), one.answer.joint_of(j.parent)) for j in one.joints]
        names = (called(part, joint) if joint else "body" for part, joint in above)
        found.append(_each(names, "on the "))
    return found


def _hinges(group: list[_Moving]) -> list[_Detail]:
    """At which edge of their box parts turn."""
    turns = group[0].joints[0].type is JointType.REVOLUTE
    return [_hinge(one) if turns else _NOTHING for one in group]


def _hinge(one: _Moving) -> _Detail:
    offs, boxes, s = one.pivots(), one.boxes(), "s" * (len(one.joints) > 1)
    middles = boxes.mean(axis=1)
    sides, outer = [], []
    for off, box, away in zip(offs, boxes, middles - middles.mean(axis=0), strict=True):
        axis = int(np.abs(off).argmax())
        half = np.ptp(box, axis=0)[axis] / 2
        off_middle = abs(off[axis]) > _OFF * half
        sides.append(_SIDES[axis][int(off[axis] > 0)] if off_middle else "middle")
        outer.append(np.sign(off[axis] * away[axis]) if off_middle and abs(away[axis]) > _OFF * half else 0)
    if set(sides) == {"middle"}:
        return "", f" about the middle{s}"
    if len(set(sides)) == 1:
        return "", f" at {sides[0]} edge{s}"
    if abs(sum(outer)) == len(outer):
        return "", f" at {'outer' if outer[0] > 0 else 'inner'} edges"
    return _each(sides, "at ")


def _ways(group: list[_Moving]) -> list[_Detail]:
    """Which way the parts go as they open."""
    if group[0].joints[0].type is JointType.CONTINUOUS:
        return [_NOTHING] * len(group)
    found = []
    for one in group:
        ways = []
        for joint, middle in zip(one.joints, one.boxes().mean(axis=1) @ one.frame, strict=True):
            there = one.frame @ ((joint_matrix(joint, 0.01 * joint.open) @ (*middle, 1.0))[:3] - middle)
            axis = int(np.abs(there).argmax())
            ways.append(_WAYS[axis][int(there[axis] > 0)])
        found.append(_each(ways))
    return found


def _ranges(group: list[_Moving]) -> list[_Detail]:
    kind = group[0].joints[0].type
    if kind is JointType.CONTINUOUS:
        return [_NOTHING] * len(group)
    ranges = ((joint.upper - joint.lower for joint in one.joints) for one in group)
    ends = ((said(range) if kind.slides else f"{math.degrees(range):.0f}°" for range in each) for each in ranges)
    return [_each(each, "by ") for each in ends]


def _placed(axis: int, group: list[_Moving]) -> list[_Detail]:
    values = np.array([one.boxes().mean(axis=(0, 1))[axis] for one in group])
    values -= min(one.whole()[0, axis] for one in group)
    return _compared(group, values, *_PLACES[axis])


def _extended(axis: int, group: list[_Moving]) -> list[_Detail]:
    values = [float(np.ptp(one.boxes(), axis=1)[:, axis].mean()) for one in group]
    return _compared(group, values, *_EXTENTS[axis])


def _hung(axis: int, group: list[_Moving]) -> list[_Detail]:
    """Where each turns, from the middle of its part: which way of the frame's axis, or as axis 3 how far."""
    if not group[0].joints[0].type.turns:
        return [_NOTHING] * len(group)
    pivots = [np.column_stack((one.pivots(), np.linalg.norm(one.pivots(), axis=1))) for one in group]
    words = [f" hinged {word}" for word in _PIVOTS[axis]]
    compared = _compared(group, [float(each.mean(axis=0)[axis]) for each in pivots], words, "off the middle")
    return [("", before or after) for before, after in compared]


def _compared(group: list[_Moving], values: Sequence[float], words: Sequence[str], unit: str) -> list[_Detail]:
    """Of each by a word whether it is the least, between, or the most, or if that does not do, its value in metres."""
    step = _SAME * max(float(np.ptp(one.whole(), axis=0).max()) for one in group)
    order = np.argsort(values)
    levels = np.empty(len(group), int)
    levels[order] = np.cumsum(np.diff(np.array(values)[order], prepend=min(values)) > step)
    match levels.max():
        case 0:
            return [_NOTHING] * len(group)
        case 1 | 2 as most:
            return [(words[2 * level // most], "") for level in levels]
        case _:
            return [("", f" {said(abs(value))} {unit}") for value in values]


_FACETS: tuple[Callable[[list[_Moving]], list[_Detail]], ...] = (
    _carriers, _hinges, *(partial(_placed, axis) for axis in (0, 2, 1)), _ways, _ranges,
    *(partial(_extended, axis) for axis in (0, 2, 1)), *(partial(_hung, axis) for axis in (2, 0, 1, 3)),
)  # fmt: skip


def _each(words: Iterable[str], joined: str = "") -> _Detail:
    """' on the door' where that is so of all, else ' (on the 2 doors, body)', the most first."""
    counted = Counter(words).most_common()
    if len(counted) == 1:
        return "", f" {joined}{counted[0][0]}"
    return "", f" ({joined}{', '.join(f'{count} {word}' if count > 1 else word for word, count in counted)})"
