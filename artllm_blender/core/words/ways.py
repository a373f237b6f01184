"""Which ways a joint takes its part, in the object's own view: where it slides, spins, tips, lifts or swings."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from ..articulation import JointType
from ..frames import apply
from ..kinematics import motion, poses
from . import lexicon
from .levels import WAYS, Levels

SAMPLES = 37  # places on the way from now to a limit
# A way that leads less than this share of what the part moves is not its way.
LITTLE = 0.12
# Of the range, for the way that a part goes at first; with less than this share of it along a way it goes across.
STEP, ACROSS = 0.01, 0.3
HARDLY = 0.15  # of its size, by which what only tilts goes along a way
_TILTED = frozenset(("screen", "head", "shade"))  # what opens some objects and is tilted on others
UPRIGHT = 0.7  # an axis is upright, or goes forth, from this cosine on
SLIDES = 0.9  # what slides goes along a way from this cosine on
# What turns without end goes so far by a direction alone.
FREE = math.pi
EPS = 1e-9


class Ways(Levels):
    """Those of one rig's joints. values: where they are now, by child id; they stay so for as long as this is used."""

    @cached_property
    def _now(self) -> dict[int, np.ndarray]:
        """(4, 4) motion of every part, by id."""
        return poses(self.rig.articulation, self.values)

    def goes(self, id: int, way: str) -> bool:
        """Whether the part's own joint takes it along a way of the view, not only round."""
        if self.rig.joint(id).type is JointType.PRISMATIC:
            return self._along(id, WAYS[way]) > SLIDES
        return max(self._gain(id, sign, way) for sign in (1, -1)) > LITTLE * max(self._travel(id), 1e-12)

    def spins(self, id: int) -> bool:
        """Whether the part turns about an upright axis, and no door does."""
        joint = self.rig.joint(id)
        return joint.type.turns and self._along(id, (0, 1, 0)) > UPRIGHT and not self.rig.words(id) & lexicon.closing()

    def lifts(self, id: int, way: str) -> bool:
        """Whether the part is a beam that goes up or down of itself, no lid, door or control."""
        other = self.rig.switched(id) or self.rig.words(id) & lexicon.closing()
        return not other and self.rig.joint(id).type.turns and self.goes(id, way)

    def tilts(self, id: int, way: str) -> bool:
        """Whether the part turns so that its middle hardly goes along a way: by less than a share of its size."""
        if not self.rig.joint(id).type.turns or self.rig.words(id) & lexicon.closing() - _TILTED:
            return False
        size = float(np.ptp(self.rig.around(id) @ self.rig.axes.T, axis=0).max())
        return self._rise(id, id, way) < HARDLY * size

    def carries(self, id: int, other: int, way: str) -> bool:
        """Whether the part's joint takes another that it carries along a way of the view."""
        size = float(np.ptp(self.rig.around(other) @ self.rig.axes.T, axis=0).max())
        return self.slides(id, way) or self._rise(id, other, way) >= HARDLY * size

    def _rise(self, id: int, other: int, way: str) -> float:
        """How far a part's joint takes the middle of another that it carries, or its own, along a way of the view."""
        origin, axis = self._carried(id)
        middle = apply(self._now[other], self.rig.around(other)).mean(axis=0)
        steps = np.concatenate([sign * self._room(id, sign) * np.linspace(0, 1, SAMPLES) for sign in (1, -1)])
        turns, slides = motion(self.rig.joint(id), steps[:, None])
        offset = middle - origin
        lengthwise = axis * (axis @ offset)
        turned = lengthwise + (offset - lengthwise) * np.cos(turns) + np.cross(axis, offset) * np.sin(turns)
        path = (origin + turned + slides * axis) @ self.rig.axes.T @ np.array(WAYS[way], dtype=float)
        return float((path - path[0]).max())

    def tips(self, id: int) -> bool:
        """Whether the part turns about an axis that lies across it, and so neither left nor right."""
        return self.rig.joint(id).type.turns and self._along(id, (1, 0, 0)) > UPRIGHT

    def slides(self, id: int, way: str) -> bool:
        """Whether the part's own joint slides along a way of the view."""
        return self.rig.joint(id).type is JointType.PRISMATIC and self._along(id, WAYS[way]) > SLIDES

    def _room(self, id: int, sign: int) -> float:
        joint, now = self.rig.joint(id), self.values.get(id, 0.0)
        if joint.type is JointType.CONTINUOUS:
            return FREE
        return max((joint.upper - now) if sign > 0 else (now - joint.lower), 0.0)

    def _radial(self, id: int, way: str) -> int:
        """Which way an arm, a bucket or the like swings away from the object's middle, or to it; 0 for what opens."""
        if not self.rig.joint(id).type.turns or self.rig.words(id) & lexicon.closing() or self._centred(id):
            return 0
        every = np.concatenate([solid for solid in self.rig.solids.values() if len(solid)]) @ self.rig.axes.T
        middle = (every.max(0) + every.min(0)) / 2
        gains = {}
        for sign in (1, -1):
            apart = np.linalg.norm((self._path(id, sign, self._room(id, sign)) - middle)[:, [0, 2]], axis=1)
            went = (apart - apart[0]) * (1 if way == "out" else -1)
            gains[sign] = float(went.max() + 0.5 * went.min())
        best = max(gains, key=gains.get)
        return best if gains[best] > LITTLE * max(self._travel(id), 1e-12) else 0

    def _tipped(self, id: int, way: str) -> int:
        """What is tilted without its middle going that way: its front goes up or down, its top forward or back."""
        if self.rig.joint(id).type is JointType.PRISMATIC or self._along(id, (1, 0, 0)) < UPRIGHT:
            return 0
        towards = 1 if float(self.rig.axes[0] @ self._carried(id)[1]) > 0 else -1  # about it what is on top comes forth
        return towards if way in ("front", "down") else -towards

    def _along(self, id: int, way: tuple[float, float, float]) -> float:
        return abs(float(self.rig.axes @ np.array(self.rig.joint(id).axis) @ np.array(way)))

    def _turning(self, id: int, way: str) -> int:
        """Clockwise as seen from the front; about an upright axis as seen from above."""
        joint = self.rig.joint(id)
        if joint.type is JointType.PRISMATIC:
            return 0
        seen = self.rig.axes @ np.array(joint.axis)
        if joint.type is JointType.SCREW and joint.pitch < 0:
            seen = -seen
        eye = max((1, 2, 0), key=lambda axis: (round(abs(seen[axis]), 3), axis == 1))
        towards = 1 if seen[eye] > 0 else -1
        return towards if way == "ccw" else -towards

    def _tip(self, id: int) -> np.ndarray:
        """(3,) the point of the part, as it is now, that its joint moves farthest: its middle where it slides."""
        points = apply(self._now[id], self.rig.around(id))
        joint = self.rig.joint(id)
        if joint.type is JointType.PRISMATIC:
            return points.mean(axis=0)
        origin, axis = self._carried(id)
        arms = np.cross(points - origin, axis)
        lengths = np.linalg.norm(arms, axis=1)
        middle = points.mean(axis=0)
        if np.linalg.norm(np.cross(middle - origin, axis)) < 0.2 * lengths.max():
            return middle
        far = points[lengths > lengths.max() * 0.9]
        return far.mean(axis=0)

    def _centred(self, id: int) -> bool:
        """Whether the part turns about its own middle, so that no way is its own."""
        joint = self.rig.joint(id)
        if joint.type is JointType.PRISMATIC:
            return False
        points = apply(self._now[id], self.rig.around(id))
        origin, axis = self._carried(id)
        arms = np.linalg.norm(np.cross(points - origin, axis), axis=1)
        return bool(np.linalg.norm(np.cross(points.mean(axis=0) - origin, axis)) < 0.2 * arms.max())

    def _carried(self, id: int) -> tuple[np.ndarray, np.ndarray]:
        """(3,) origin and (3,) axis of the part's joint where its parent has it now."""
        joint = self.rig.joint(id)
        parent = self._now[joint.parent]
        return apply(parent, np.array(joint.origin)), parent[:3, :3] @ np.array(joint.axis)

    def _path(self, id: int, sign: int, room: float) -> np.ndarray:
        """(SAMPLES, 3) the tip's places in the view, from now to a limit."""
        joint, (origin, axis) = self.rig.joint(id), self._carried(id)
        tip = self._tip(id)
        turns, slides = motion(joint, sign * room * np.linspace(0, 1, SAMPLES)[:, None])
        offset = tip - origin
        lengthwise = axis * (axis @ offset)
        turned = lengthwise + (offset - lengthwise) * np.cos(turns) + np.cross(axis, offset) * np.sin(turns)
        return (origin + turned + slides * axis) @ self.rig.axes.T

    def _at_first(self, id: int, way: str) -> int:
        """Which way the tip goes along a way from where it is, however it may end; 0 where it goes across."""
        if self._centred(id):
            return 0
        path = self._path(id, 1, STEP * (self._room(id, 1) + self._room(id, -1)))
        went = path[-1] - path[0]
        along = float(went @ np.array(WAYS[way], dtype=float))
        sign = int(np.sign(along)) if abs(along) > ACROSS * float(np.linalg.norm(went)) else 0
        return sign if self._room(id, sign) > EPS else 0

    def _gain(self, id: int, sign: int, way: str) -> float:
        """How far the tip gets along a way, less how far it has to go against it."""
        if self._centred(id):
            return 0.0
        path = self._path(id, sign, self._room(id, sign)) @ np.array(WAYS[way], dtype=float)
        return float((path - path[0]).max() + 0.5 * (path - path[0]).min())

    def _travel(self, id: int) -> float:
        """How far the tip gets from where it is, at most."""
        return max(
            float(np.linalg.norm(path - path[0], axis=1).max())
            for path in (self._path(id, sign, self._room(id, sign)) for sign in (1, -1))
        )
