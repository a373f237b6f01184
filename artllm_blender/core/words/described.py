"""A rig as words may speak of it: names of parts, where they lie seen from its front, closed ends."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..articulation import Articulation, Joint, JointType
from ..frames import apply, unit
from ..kinematics import clamp, joint_matrix, poses
from . import lexicon
from .completing import tokens

# A box must be smaller by this share for another pose than the rest to be the closed one.
CLEAR = 0.001
# What is no door or lid and goes at least this share of its range either way has no closed end: it counts from rest.
BOTH_WAYS = 0.1
# Parts of one kind are in one row where their middles differ by less than this share of the smallest one's size.
ROW = 0.35
# What turns is hung at an edge where its middle is farther from the axis than this share of its width. It swings, and
# opens to neither side, where its lesser way is more than this share of the greater. Ways are level, along an axis of
# the world, by this cosine.
HUNG, SWINGS, LEVEL = 0.25, 0.4, 0.7
# A front that is so nearly along an axis, by its cosine, is along it, and so is one that is as good as between two.
SQUARE, BETWEEN = 0.99, 0.8
# From this share of the way on a part is open.
AJAR = 0.02


@dataclass(frozen=True)
class Described:
    """name: what the artist calls the object. articulation: its parts and joints. solids: (8 n, 3) corners of each
    part's boxes by part id, world, at rest. normals: (3,) normal of each part's largest face. front: (3,) horizontal
    unit vector out of the object's front. closed: closed values that are known, by child id. numbered: whether
    numbers in parts' names are what somebody calls them by, and not only there to make names differ. pointing: (3,)
    unit, world, at rest, the way that a part points, by its id, None where it points nowhere."""

    name: str
    articulation: Articulation
    solids: Mapping[int, np.ndarray]
    normals: Mapping[int, np.ndarray]
    front: np.ndarray
    known_closed: Mapping[int, float]
    numbered: bool = True
    pointing: Callable[[int], np.ndarray | None] | None = None

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of object that its name may say; empty where the lexicon has none."""
        words = self.name.lower().replace("_", " ").replace("-", " ").split()
        known = lexicon.objects()
        found = {
            known[phrase]
            for length in range(len(words), 0, -1)
            for i in range(len(words) - length + 1)
            if (phrase := lexicon.singular(" ".join(words[i : i + length]))) in known
            or (phrase := " ".join(words[i : i + length])) in known
        }
        return frozenset(found)

    @cached_property
    def axes(self) -> np.ndarray:
        """(3, 3) rows: right, up, forward, as one sees them who stands before the front."""
        up = np.array((0.0, 0.0, 1.0))
        forward = unit(self.front)
        return np.stack([np.cross(up, forward), up, forward])

    @cached_property
    def moving(self) -> tuple[int, ...]:
        """Ids of the parts that a joint moves."""
        return tuple(j.child for j in self.articulation.joints if not j.still)

    @cached_property
    def places(self) -> dict[int, tuple[np.ndarray, np.ndarray]]:
        """Each part's middle, (3,), and size, (3,): rightwards, upwards, forwards."""
        found = {}
        for id in self.moving:
            corners = self.around(id) @ self.axes.T
            found[id] = (corners.max(0) + corners.min(0)) / 2, np.ptp(corners, axis=0)
        return found

    def around(self, id: int) -> np.ndarray:
        """(n, 3) corners of the part's boxes or, where it has none of its own, of what it carries."""
        own = self.solids.get(id)
        if own is not None and len(own):
            return own
        carried = [self.solids[one] for one in self.articulation.subtree(id) if len(self.solids.get(one, ()))]
        joint = self.articulation.joint_of(id)
        return np.concatenate(carried) if carried else np.array([joint.origin if joint else (0.0, 0.0, 0.0)])

    @cached_property
    def _labels(self) -> dict[int, tuple[str, frozenset[str]]]:
        found = {}
        for part in self.articulation.parts:
            label = part.label if part.label not in ("", "other") else part.name
            label = re.sub(r"(?<=[a-z]{3})(?=\d)", " ", label.lower())
            words = [word for word in re.split(r"[-_.\s]+", label) if word.isalpha()]
            found[part.id] = " ".join(words), frozenset(words)
        return found

    def label(self, id: int) -> str:
        """A part's label or, where it has none, its name, in words without numbers."""
        return self._labels[id][0]

    def words(self, id: int) -> frozenset[str]:
        """The words of a part's label."""
        return self._labels[id][1]

    @cached_property
    def _own_names(self) -> dict[int, frozenset[str]]:
        found = {}
        for part in self.articulation.parts:
            found[part.id] = frozenset(re.findall(r"[a-z]{3,}", part.name.lower())) - self.words(part.id)
        return found

    def called(self, id: int) -> frozenset[str]:
        """The words of a part's own name that its label has not."""
        return self._own_names[id]

    def own_head(self, id: int) -> str:
        """The last word of a part's own name where its label has it not: it says what the part is."""
        words = self.number(id)[0]
        return words[-1] if words and words[-1] in self.called(id) else ""

    @cached_property
    def own_tokens(self) -> dict[int, tuple[str, ...]]:
        """Of each moving part whose name says more than its label the words and numbers of that name."""
        found = {id: tokens(self.articulation.part(id).name) for id in self.moving}
        return {
            id: name
            for id, name in found.items()
            if len(name) > 1 and (self.called(id) or self.numbered and any(word.isdigit() for word in name))
        }

    def called_exactly(self, said: str) -> tuple[int, ...]:
        """Ids of the moving parts whose whole name is said, where that says more than their label."""
        wanted = tokens(said)
        return tuple(id for id, name in self.own_tokens.items() if name == wanted)

    def number(self, id: int) -> tuple[tuple[str, ...], int | None]:
        """The words of a part's name and the number at its end; None where it has none, or one that Blender gave it."""
        name = tokens(re.sub(r"\.\d{3}$", "", self.articulation.part(id).name))
        if self.numbered and len(name) > 1 and name[-1].isdigit():
            return name[:-1], int(name[-1])
        return name, None

    def names(self) -> frozenset[str]:
        """All words that its parts' labels and names have, labels of more than one, and its own name's, @ before; whole
        names that say more than a label, = before."""
        labels = {self.label(id) for id in self.moving}
        called = {"@" + word for word in re.findall(r"[a-z]{3,}", self.name.lower())}
        words = {word for id in self.moving for word in self.words(id)}
        words |= {word for id in self.moving for word in self.called(id)}
        exact = {"=" + " ".join(name) for name in self.own_tokens.values()}
        return frozenset(words | called | exact | {one for one in labels if " " in one})

    def mover(self, id: int) -> int | None:
        """The part itself, or the first that carries it, that a joint moves; None: nothing does."""
        joint = self.articulation.joint_of(id)
        while joint is not None and joint.still:
            id = joint.parent
            joint = self.articulation.joint_of(id)
        return id if joint is not None else None

    def joint(self, id: int) -> Joint:
        return self.articulation.joint_of(id)

    def switched(self, id: int) -> bool:
        """Whether the part is a control, which is off as it was modelled."""
        return bool(self.words(id) & lexicon.SWITCHED)

    @cached_property
    def ends(self) -> dict[int, tuple[float, float]]:
        """The closed and the open value of each joint, by child id. A continuous one opens by a whole turn."""
        return {id: self._ends(id) for id in self.moving}

    def _ends(self, id: int) -> tuple[float, float]:
        joint = self.joint(id)
        if joint.type is JointType.CONTINUOUS:
            return 0.0, math.tau
        closed = self.known_closed.get(id)
        if closed is None and self.posed(id):
            return 0.0, joint.upper
        if closed is None:
            lifted = self.words(id) & lexicon.LIFTED and joint.type.turns
            find = self._lowest if lifted else self._closed
            off = self.switched(id) or self.kinds & lexicon.TAPS and self.words(id) & lexicon.TURNED
            closed = clamp(joint, 0.0) if off else find(id, joint)
        return closed, max((joint.upper, joint.lower), key=lambda end: abs(end - closed))

    def posed(self, id: int) -> bool:
        """Whether the part has no closed end, and its values count from how it was modelled."""
        joint = self.joint(id)
        both_ways = min(-joint.lower, joint.upper) > BOTH_WAYS * (joint.upper - joint.lower)
        walks = "leg" in self.words(id) and abs(joint.lower + joint.upper) < BOTH_WAYS * (joint.upper - joint.lower)
        closes = self.words(id) & lexicon.closing() and not walks  # a table's leg folds, a dragon's goes both ways
        return both_ways and not closes and not self.switched(id)

    def _closed(self, id: int, joint: Joint) -> float:
        """Of both limits and the rest the pose in which the whole object's box is smallest; the rest in doubt. Where it
        makes no difference, as one leg of a table, it is moved together with those of its label."""
        ends, rest = (joint.lower, joint.upper), clamp(joint, 0.0)
        for together in (False, True) if joint.type is JointType.REVOLUTE else (False,):
            size = self._sizes(self._alike(id) if together else [id])
            sizes = {value: size(value) for value in (*ends, rest)}
            best = min(ends, key=sizes.__getitem__)
            if sizes[best] < sizes[rest] * (1 - CLEAR):
                return best
            if max(sizes.values()) > sizes[rest] * (1 + CLEAR):
                return rest
        return rest

    def _alike(self, id: int) -> list[int]:
        """The parts of its label that turn, itself too, but for those that others of them carry."""
        alike = [one for one in self.moving if self.words(one) == self.words(id) and self.joint(one).type.turns]
        carried = {under for one in alike for under in self.articulation.subtree(one) if under != one}
        return [one for one in alike if one not in carried]

    def _sizes(self, ids: Sequence[int]) -> Callable[[float], float]:
        """The volume of the whole object's box by the value of some joints, the others at rest."""
        inside = {one: self.articulation.subtree(one) for one in ids}
        of_any = {part for parts in inside.values() for part in parts}
        moved = {one: self._points(parts) for one, parts in inside.items()}
        still = self._points([one for one in self.solids if one not in of_any])

        def size(value: float) -> float:
            swung = [apply(joint_matrix(self.joint(one), value), points) for one, points in moved.items()]
            return float(np.ptp(np.concatenate([*swung, still]), axis=0).prod()) if of_any & self.solids.keys() else 0.0

        return size

    def _points(self, parts: Iterable[int]) -> np.ndarray:
        """(n, 3) corners of all boxes of some parts at rest."""
        found = [self.solids[one] for one in parts if len(self.solids.get(one, ()))]
        return np.concatenate(found) if found else np.zeros((0, 3))

    def _lowest(self, id: int, joint: Joint) -> float:
        """The limit, or the rest, at which the middle of the part is lowest."""

        def height(value: float) -> float:
            return float(apply(joint_matrix(joint, value), self.around(id)).mean(axis=0)[2])

        return min((clamp(joint, 0.0), joint.lower, joint.upper), key=height)

    def fraction(self, id: int, value: float) -> float:
        """How far open a value is, 0 closed and 1 open."""
        closed, wide = self.ends[id]
        return (value - closed) / (wide - closed) if wide != closed else 0.0

    def is_open(self, id: int, values: Mapping[int, float]) -> bool:
        return abs(self.fraction(id, values.get(id, 0.0))) > AJAR

    def rows(self, ids: list[int], axis: int) -> dict[int, int]:
        """Which row each of the parts is in along an axis of the view, 0 the leftmost, lowest or rearmost."""
        order = sorted(ids, key=lambda id: self.places[id][0][axis])
        size = float(min(self.places[id][1][axis] for id in ids)) if ids else 0.0
        rows, row, last = {}, 0, None
        for id in order:
            here = self.places[id][0][axis]
            if last is not None and here - last > max(ROW * size, 1e-6):
                row += 1
                last = here
            elif last is None:
                last = here
            rows[id] = row
        return rows

    def moved(self, id: int, values: Mapping[int, float]) -> np.ndarray:
        """(4, 4) world motion of a part for joint values by child id."""
        return poses(self.articulation, values)[id]


def _closed_solids(articulation: Articulation, solids: Mapping[int, np.ndarray]) -> dict[int, np.ndarray]:
    """The parts' corners as they are where all that was modelled open is closed."""
    values = {joint.child: joint.closed for joint in articulation.joints if joint.ajar}
    return {id: apply(motion, solids[id]) for id, motion in poses(articulation, values).items() if id in solids}


def _in_line(articulation: Articulation, solids: Mapping[int, np.ndarray]) -> dict[int, int]:
    """Along which of x and y two parts of one label that turn stand side by side, by id: neither end is the front. One
    above the other they are in no such line."""
    found: dict[int, int] = {}
    alike: dict[str, list[int]] = {}
    for joint in articulation.joints:
        if joint.type.turns and not joint.still and len(solids.get(joint.child, ())):
            alike.setdefault(articulation.part(joint.child).label, []).append(joint.child)
    for label, ids in alike.items():
        if not label or len(ids) != 2:
            continue
        lower, upper = (np.array([end(solids[id], axis=0)[:2] for id in ids]) for end in (np.min, np.max))
        apart = np.abs(np.diff((lower + upper) / 2, axis=0)[0])
        axis = int(apart.argmax())
        if apart[axis] > (upper - lower)[:, axis].min() / 2:
            found |= dict.fromkeys(ids, axis)
    return found


def guessed_front(articulation: Articulation, solids: Mapping[int, np.ndarray], turned: float = 0.0) -> np.ndarray:
    """(3,) the side that most of the object opens to, -Y in doubt: drawers by their way, doors and lids by how they
    leave where they are closed, all else that turns by where it is. solids: as of `Described`; turned: radians by which
    the object was turned about the vertical, with its -Y, since it was modelled."""
    if turned:
        turn = np.array(((math.cos(turned), -math.sin(turned), 0), (math.sin(turned), math.cos(turned), 0), (0, 0, 1)))
        joints = tuple(
            replace(joint, axis=tuple(joint.axis @ turn), origin=tuple(joint.origin @ turn))
            for joint in articulation.joints
        )
        back = Articulation(articulation.parts, joints)
        return turn @ guessed_front(back, {id: points @ turn for id, points in solids.items()})
    solids = _closed_solids(articulation, {id: points for id, points in solids.items() if len(points)})
    if not solids:
        return np.array((0.0, -1.0, 0.0))
    corners = np.concatenate(list(solids.values()))
    middle, size = (corners.max(0) + corners.min(0)) / 2, np.ptp(corners, axis=0)
    votes = {axis: {1: np.zeros(2), -1: np.zeros(2)} for axis in (0, 1)}  # level ways, as long as they count
    in_line = _in_line(articulation, solids)
    for joint in articulation.joints:
        points = solids.get(joint.child, np.zeros((0, 3)))
        if joint.still or not len(points):
            continue
        box, extent = (points.max(0) + points.min(0)) / 2, np.ptp(points, axis=0)
        area = float(np.sort(extent)[1:].prod()) / max(float(np.sort(size)[1:].prod()), 1e-12)
        if joint.type is JointType.PRISMATIC and abs(joint.axis[2]) < 0.7:
            way = np.array(joint.axis) * (1 if abs(joint.upper) >= abs(joint.lower) else -1)
            axis = int(np.abs(way[:2]).argmax())
            is_pane = int(extent.argmin()) == 1 - axis and extent.min() < 0.3 * np.sort(extent)[1]
            if not is_pane:  # which slides across what is before it
                votes[axis][int(np.sign(way[axis]))] += area * unit(way[:2])
            continue
        way = _opening(joint, box, extent)
        axis = int(np.abs(way[:2]).argmax())
        if abs(way[axis]) < LEVEL:
            way = (box - middle) / np.maximum(size, 1e-9)
            thin = int(extent[:2].argmin())
            axis = thin if extent[thin] < extent[1 - thin] else int(np.abs(way[:2]).argmax())
            way = way * (np.arange(3) == axis)
        if abs(way[axis]) > 0.1 and in_line.get(joint.child) != axis:
            votes[axis][int(np.sign(way[axis]))] += area * unit(way[:2])
    axis, sign = max(((a, s) for a in (1, 0) for s in (-1, 1)), key=lambda one: np.linalg.norm(votes[one[0]][one[1]]))
    if not votes[axis][sign].any():
        return np.array((0.0, -1.0, 0.0))
    front = unit(np.append(votes[axis][sign], 0.0))
    return front if BETWEEN < abs(front[axis]) < SQUARE else sign * np.eye(3)[axis]


def _opening(joint: Joint, middle: np.ndarray, extent: np.ndarray) -> np.ndarray:
    """(3,) unit: the way that what is hung at an edge goes when it leaves where it is closed or, where that is up or
    down, the way from its hinge to its free edge; 0 of all else. middle, extent: (3,) of the part, closed."""
    axis, arm = np.array(joint.axis), middle - joint.origin
    arm = arm - arm @ axis * axis
    length, ways = float(np.linalg.norm(arm)), (-joint.lower, joint.upper)
    swings = joint.type is not JointType.REVOLUTE or min(ways) > SWINGS * max(ways)
    if swings or length < HUNG * np.sort(extent)[1]:
        return np.zeros(3)
    if abs(axis[2]) < LEVEL and abs(arm[2]) < LEVEL * length:
        return arm / length
    return np.cross(axis, arm) / length * (1 if joint.open > joint.closed else -1)
