"""Titles of answers: what moves and how, and of those that read the same, what differs between them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from .articulation import Articulation, Joint, JointType
from .kinematics import joint_matrix
from .part_names import viewed
from .takeover import plural, summary
from .units import said

# Words for the lesser and the greater end of up, forward and right.
_SIDES = (("bottom", "top"), ("back", "front"), ("left", "right"))
_WAYS = (("down", "up"), ("in", "out"), ("left", "right"))
# What is off the middle by less than this share of half the size lies in it.
_OFF = 0.3
# Letters that a row of the sidebar has room for; of what is longer the middle would be left out.
ROW = 34


def titles(answers: Sequence[Articulation]) -> list[str]:
    """One for each, such as "hinge at the left: door turns" where another answer has it at the right."""
    plain = [summary(one) for one in answers]
    found = list(plain)
    for title, count in Counter(plain).items():
        if count > 1:
            same = [i for i, one in enumerate(plain) if one == title]
            for i, words in zip(same, _differences([answers[i] for i in same]), strict=True):
                ways = [f"{words}: {title}", f"{words}: {_who(answers[i])}", words] if words else [title]
                found[i] = next((way for way in ways if len(way) <= ROW), ways[-1])
    return found


def _who(articulation: Articulation) -> str:
    """What moves, as short as can be: '2 doors, drawer'."""
    counted = Counter(articulation.part(joint.child).label or "part" for joint in articulation.joints)
    return ", ".join(f"{count} {plural(who)}" if count > 1 else who for who, count in sorted(counted.items()))


def _differences(answers: list[Articulation]) -> list[str]:
    """In words, of each what tells it apart from the others: one thing where one does, else as few as do."""
    kinds = (_places, _carriers, _hinges, _ways, _ranges, _heights, _pivots, _sizes)
    facets = [[facet(one) for facet in kinds] for one in answers]
    return [_telling(own, facets[:i] + facets[i + 1 :]) for i, own in enumerate(facets)]


def _telling(own: Sequence[str], others: list[list[str]]) -> str:
    """The facets of an answer, joined, by which the most of the others differ from it."""
    told: list[str] = []
    while others:
        alike = [sum(other[i] == own[i] for other in others) if own[i] else len(others) for i in range(len(own))]
        if min(alike) == len(others):
            break
        best = alike.index(min(alike))
        told.append(own[best])
        others = [other for other in others if other[best] == own[best]]
    return ", ".join(told)


def _places(articulation: Articulation) -> str:
    """Where in the whole the moving parts are."""
    corners = np.array([(part.box.lower, part.box.upper) for part in articulation.parts])
    whole = np.array((corners[:, 0].min(axis=0), corners[:, 1].max(axis=0)))
    frame = viewed(articulation)
    sides = [_side(frame, _middle(articulation, joint) - whole.mean(axis=0), np.ptp(whole, axis=0), (0, 2))
             for joint in articulation.joints]  # fmt: skip
    return _at_the(sides)


def _carriers(articulation: Articulation) -> str:
    above = {joint.parent for joint in articulation.joints} - {articulation.root}
    words = (articulation.part(id).label or articulation.part(id).name for id in above)
    return f"on the {_listed(words)}" if above else ""


def _hinges(articulation: Articulation) -> str:
    frame, sides = viewed(articulation), []
    for joint in articulation.joints:
        if joint.type is JointType.REVOLUTE:
            box = articulation.part(joint.child).box
            off = np.subtract(joint.origin, _middle(articulation, joint))
            off -= off @ joint.axis * np.array(joint.axis)
            sides.append(_side(frame, off, np.subtract(box.upper, box.lower)))
    return f"hinge{'s' * (len(sides) > 1)} {_at_the(sides)}" if sides else ""


def _ways(articulation: Articulation) -> str:
    """Which way the parts go as they open."""
    frame, ways = viewed(articulation), []
    for joint in articulation.joints:
        if joint.type is JointType.CONTINUOUS:
            continue
        middle = _middle(articulation, joint)
        way = joint_matrix(joint, 0.01 * joint.open) @ (*middle, 1.0)
        there = frame @ (way[:3] - middle)
        axis = int(np.abs(there).argmax())
        ways.append(_WAYS[axis][int(there[axis] > 0)])
    return f"opening {_listed(ways)}" if ways else ""


def _ranges(articulation: Articulation) -> str:
    ends = [
        said(j.upper - j.lower) if j.type.slides else f"{math.degrees(j.upper - j.lower):.0f}°"
        for j in articulation.joints
        if j.type is not JointType.CONTINUOUS
    ]
    return f"by {_listed(ends)}" if ends else ""


def _heights(articulation: Articulation) -> str:
    """How far up in the whole the moving parts are, for two at the same side of it."""
    lowest = min(part.box.lower[2] for part in articulation.parts)
    return f"{_listed(said(_middle(articulation, joint)[2] - lowest) for joint in articulation.joints)} up"


def _pivots(articulation: Articulation) -> str:
    """How far from the middle of its part each hinge is, for two at the same side of it."""
    offs = [
        np.cross(np.subtract(joint.origin, _middle(articulation, joint)), joint.axis)
        for joint in articulation.joints
        if joint.type.turns
    ]
    return f"{_listed(said(float(np.linalg.norm(off))) for off in offs)} off the middle" if offs else ""


def _sizes(articulation: Articulation) -> str:
    boxes = [articulation.part(joint.child).box for joint in articulation.joints]
    return f"{_listed(said(float(np.subtract(box.upper, box.lower).max())) for box in boxes)} large" if boxes else ""


def _middle(articulation: Articulation, joint: Joint) -> np.ndarray:
    box = articulation.part(joint.child).box
    return np.add(box.lower, box.upper) / 2


def _side(frame: np.ndarray, off: np.ndarray, size: np.ndarray, axes: Iterable[int] = (0, 1, 2)) -> str:
    """Where something is that is off the middle of what has a size, both (3,). axes: of the frame's, which to name."""
    there, half = frame @ off, np.abs(frame) @ size / 2
    axis = max(axes, key=lambda one: abs(there[one]))
    return _SIDES[axis][int(there[axis] > 0)] if abs(there[axis]) > _OFF * half[axis] else "middle"


def _at_the(sides: Sequence[str]) -> str:
    """'at the left', or '1 at the left, 2 at the top' where they are at several."""
    counted = Counter(sides)
    if len(counted) < 2:
        return "".join(f"at the {side}" for side in counted)
    return ", ".join(f"{count} at the {side}" for side, count in sorted(counted.items()))


def _listed(words: Iterable[str]) -> str:
    """'2 left, right', or once what is the same of all."""
    counted = Counter(words)
    if len(counted) == 1:
        return next(iter(counted))
    return ", ".join(f"{count} {word}" if count > 1 else word for word, count in sorted(counted.items()))
