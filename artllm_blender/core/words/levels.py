"""Where a part's largest face is level or upright."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..articulation import JointType
from ..frames import apply
from ..kinematics import clamp, joint_matrix
from .described import Described

WAYS = {"left": (-1, 0, 0), "right": (1, 0, 0), "up": (0, 1, 0), "down": (0, -1, 0), "front": (0, 0, 1),
         "back": (0, 0, -1), "out": (0, 0, 1), "in": (0, 0, -1)}  # fmt: skip
# A part that is so many times longer than wide stands or lies by its length, not by a face.
ROD = 2.5
# Unless it turns about that length, to this cosine.
ASKEW = 0.9


@dataclass(frozen=True)
class Reached:
    """The joint's value, and in words what of the wish it cannot meet."""

    value: float
    unmet: str = ""


class Levels:
    """Faces of one rig. values: where its joints are now, by child id."""

    def __init__(self, rig: Described, values: Mapping[int, float]):
        self.rig, self.values = rig, values

    def _name(self, id: int) -> str:
        return self.rig.articulation.part(id).name

    def _faced(self, id: int, kind: str, way: str = "", opened: bool = False) -> Reached:
        """The value nearest to the present one at which the part's largest face stands upright or lies level. opened:
        not where it does so closed."""
        joint, now = self.rig.joint(id), self.values.get(id, 0.0)
        normal, leant = self.rig.normals.get(id), kind
        along = self._rod(id)
        if along is not None and abs(along @ np.array(joint.axis)) < ASKEW:  # of an arm, its length lies or stands
            normal, leant = along, "level" if kind == "upright" else "upright"
        if normal is None or not joint.type.turns:
            return Reached(now, f"{self._name(id)} cannot be turned {kind}.")
        low, high = (now - math.pi, now + math.pi) if joint.type is JointType.CONTINUOUS else (joint.lower, joint.upper)
        if opened:  # beyond where it is farthest from that
            closed, wide = self.rig.ends[id]
            ways = np.linspace(closed, wide, 181)
            farthest = float(ways[self._leans(id, ways, normal, leant).argmax()])
            low, high = min(farthest, wide), max(farthest, wide)
        values = np.linspace(low, high, 1441)
        lean = self._leans(id, values, normal, leant)
        best = lean.min()
        padded = np.pad(lean, 1, constant_values=np.inf)
        bottoms = np.flatnonzero((lean <= best + 2e-3) & (lean <= padded[:-2]) & (lean <= padded[2:]))
        i = min(bottoms, key=lambda i: abs(values[i] - now))
        if way in WAYS:
            i = max(bottoms, key=lambda i: round(self._went(id, float(values[i]), way), 6))
        a, b = float(values[max(i - 1, 0)]), float(values[min(i + 1, len(values) - 1)])
        for _ in range(4):
            near = np.linspace(a, b, 41)
            i = int(self._leans(id, near, normal, leant).argmin())
            a, b = float(near[max(i - 1, 0)]), float(near[min(i + 1, 40)])
        value = clamp(joint, (a + b) / 2)
        off = math.degrees(float(self._leans(id, np.array([value]), normal, leant)[0]))
        return Reached(value, f"{off:.0f}° short: {self._name(id)} cannot be {kind}." if off > 1.0 else "")

    def _pointed(self, id: int, way: str, rest: np.ndarray | None) -> Reached:
        """The value at which a part points as nearly straight up or down as it can. rest: (3,) the way that it points
        at rest, world."""
        joint, now = self.rig.joint(id), self.values.get(id, 0.0)
        if rest is None or not joint.type.turns or joint.type.slides or way not in ("up", "down"):
            return Reached(now, f"{self._name(id)} cannot be pointed {way}.")
        parent = self.rig.moved(joint.parent, self.values)[:3, :3]
        axis, arm = parent @ np.array(joint.axis), parent @ rest
        along, sign = axis[2] * (axis @ arm), 1 if way == "up" else -1
        side = float(np.cross(axis, arm)[2])
        best = math.atan2(sign * side, sign * float(arm[2] - along))
        values = [clamp(joint, best + turn * math.tau) for turn in range(-2, 3)]
        rises = {v: sign * ((arm[2] - along) * math.cos(v) + side * math.sin(v) + along) for v in values}
        value = max(values, key=lambda v: (round(rises[v], 9), -abs(v - now)))
        off = math.degrees(math.acos(max(-1.0, min(rises[value], 1.0))))
        return Reached(value, f"{off:.0f}° short: {self._name(id)} cannot point straight {way}." if off > 1.0 else "")

    def _rod(self, id: int) -> np.ndarray | None:
        """(3,) the way that a part is long, at rest; None where it is not much longer than wide."""
        points = self.rig.around(id)
        lengths, ways = np.linalg.eigh(np.cov((points - points.mean(axis=0)).T))
        lengths = np.sqrt(np.maximum(lengths, 0.0))
        return ways[:, 2] if lengths[2] > ROD * max(lengths[1], 1e-9) else None

    def _went(self, id: int, value: float, way: str) -> float:
        """How far along a way the tip is with its joint at a value; outwards is away from the object's middle."""
        joint = self.rig.joint(id)
        points = apply(self.rig.moved(joint.parent, self.values) @ joint_matrix(joint, value), self.rig.around(id))
        middle = points.mean(axis=0)
        if way in ("out", "in"):
            every = np.concatenate([solid for solid in self.rig.solids.values() if len(solid)])
            apart = float(np.linalg.norm((middle - (every.max(0) + every.min(0)) / 2)[:2]))
            return apart if way == "out" else -apart
        return float(self.rig.axes @ middle @ np.array(WAYS[way], dtype=float))

    def _leans(self, id: int, values: np.ndarray, normal: np.ndarray, kind: str) -> np.ndarray:
        """(n,) radians that the part's face is off upright, or off level, with its joint at (n,) values."""
        joint = self.rig.joint(id)
        parent = self.rig.moved(joint.parent, self.values)[:3, :3]
        axis, arm = parent @ np.array(joint.axis), parent @ normal
        angles = values if joint.type is not JointType.SCREW else math.tau * values / joint.pitch
        along = axis[2] * (axis @ arm)
        ups = arm[2] * np.cos(angles) + np.cross(axis, arm)[2] * np.sin(angles) + along * (1 - np.cos(angles))
        ups = np.minimum(np.abs(ups), 1.0)
        return np.arcsin(ups) if kind == "upright" else np.arccos(ups)
