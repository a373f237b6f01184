"""Where one constraint brings one joint: values from the closed end, ways in the object's own view."""

from __future__ import annotations

import math
from functools import cached_property

import numpy as np

from ..articulation import JointType
from ..frames import apply
from ..kinematics import clamp, motion, poses
from . import lexicon
from .described import AJAR
from .levels import WAYS, Levels, Reached
from .program import Amount, Constraint

SAMPLES = 37
# A way that leads less than this share of what the part moves is not its way.
LITTLE = 0.12
# Of the range, for the way that a part goes at first; with less than this share of it along a way it goes across.
STEP, ACROSS = 0.01, 0.3
# An axis is upright, or goes forth, from this cosine on; about one that lies across a part leans these ways.
UPRIGHT, LEANING = 0.7, ("up", "down", "front", "back")
# What slides goes along a way from this cosine on.
SLIDES = 0.9
# What turns without end goes so far by a direction alone.
FREE = math.pi
EPS = 1e-9


class Values(Levels):
    """Values of one rig's joints. values: where they are now, by child id; they stay so for as long as this is used."""

    @cached_property
    def _now(self) -> dict[int, np.ndarray]:
        """(4, 4) motion of every part, by id."""
        return poses(self.rig.articulation, self.values)

    def reach(self, constraint: Constraint, id: int) -> Reached:
        """Where a "value", "upright" or "level" constraint brings the part's joint."""
        if constraint.kind in ("upright", "level"):
            return self._past(id, self._faced(id, constraint.kind, constraint.direction), constraint.amount)
        goal, amount = constraint.goal, constraint.amount
        now = self.values.get(id, 0.0)
        closed, wide = self.rig.ends[id]
        if constraint.stays and self.rig.is_open(id, self.values) == (goal == "open"):
            return Reached(now)
        if goal == "rest":
            return Reached(clamp(self.rig.joint(id), 0.0))
        if goal == "toggle" and amount is None:
            return Reached(closed if self.rig.is_open(id, self.values) else self._wide(id))
        if amount is None and goal in ("open", "on"):
            return Reached(self._wide(id))
        if amount is None and goal in ("close", "off"):
            return Reached(closed)
        if amount is None and goal == "press":
            return self._press(id)
        if amount is not None and amount.measure == "limit" and amount.value == 0.5:
            return Reached(self._middle(id))
        if amount is not None and amount.measure == "limit" and not constraint.direction and not amount.back:
            least = self.rig.joint(id).lower if amount.value < 0 and self.rig.posed(id) else closed
            return Reached(self._wide(id) if amount.value > 0 else least)
        if goal == "turn" and self._only_slides(id):
            return Reached(now, f"{self._name(id)} slides: it cannot be turned.")
        way = constraint.direction or {"pull": "front", "push": "back"}.get(goal, "")
        if not way and amount is None:
            return Reached(self._wide(id) if goal in ("go", "turn") and self._room(id, self._opening(id)) else
                           now if goal == "set" else closed)  # fmt: skip
        sign = self._sign(id, way, goal) if way else 0
        if way in WAYS and not sign and amount is not None:
            sign = self._at_first(id, way)
        if way and not sign:
            name = self.rig.articulation.part(id).name
            return Reached(now, f"{name} cannot go {_said(way)} from here.")
        if amount is None:
            return Reached(self._far(id, sign, way))
        reached = self._amount(id, goal, amount, sign, bool(constraint.direction))
        opens = abs(reached.value - closed) > abs(now - closed) + EPS
        if goal == "close" and opens and self.rig.is_open(id, self.values):
            return Reached(now, f"{self._name(id)} is further closed than that already.")
        return reached

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

    def tips(self, id: int) -> bool:
        """Whether the part turns about an axis that lies across it, and so neither left nor right."""
        return self.rig.joint(id).type.turns and self._along(id, (1, 0, 0)) > UPRIGHT

    def slides(self, id: int, way: str) -> bool:
        """Whether the part's own joint slides along a way of the view."""
        return self.rig.joint(id).type is JointType.PRISMATIC and self._along(id, WAYS[way]) > SLIDES

    def _only_slides(self, id: int) -> bool:
        controls = self.rig.switched(id) or self.rig.words(id) & {"slider", "fader"}
        return self.rig.joint(id).type is JointType.PRISMATIC and not controls

    # ---- ends and ways

    def _wide(self, id: int) -> float:
        if self.rig.joint(id).type is JointType.CONTINUOUS:
            return self.values.get(id, 0.0) + FREE
        return self.rig.ends[id][1]

    def _middle(self, id: int) -> float:
        """Halfway between its limits; what turns without end, as it was modelled."""
        joint = self.rig.joint(id)
        return 0.0 if joint.type is JointType.CONTINUOUS else (joint.lower + joint.upper) / 2

    def _opening(self, id: int) -> int:
        closed, wide = self.rig.ends[id]
        return 1 if wide >= closed else -1

    def _room(self, id: int, sign: int) -> float:
        joint, now = self.rig.joint(id), self.values.get(id, 0.0)
        if joint.type is JointType.CONTINUOUS:
            return FREE
        return max((joint.upper - now) if sign > 0 else (now - joint.lower), 0.0)

    def _far(self, id: int, sign: int, way: str) -> float:
        """The limit on a way, or where what is posed is farthest along it. One that passes its closed end in the middle
        stops there where it went in or down."""
        joint, now = self.rig.joint(id), self.values.get(id, 0.0)
        free = joint.type is JointType.CONTINUOUS
        if way == "side" and joint.type.turns and (free or self.rig.posed(id)):
            return clamp(joint, now + sign * math.pi / 2)
        if free:
            return now + sign * FREE
        if way in ("front", "back", "up") and joint.type.turns and self.rig.posed(id) and self.goes(id, way):
            along = self._path(id, sign, self._room(id, sign)) @ np.array(WAYS[way], dtype=float)
            return now + sign * self._room(id, sign) * float(along.argmax()) / (SAMPLES - 1)
        closed, wide = self.rig.ends[id]
        sideways = way in ("left", "right", "cw", "ccw", "side")
        closing = sign != self._opening(id) and self.rig.is_open(id, self.values) and (closed - now) * sign > 0
        if closing and not sideways:
            return closed
        return joint.upper if sign > 0 else joint.lower

    def _press(self, id: int) -> Reached:
        closed = self.rig.ends[id][0]
        if self.rig.switched(id) or not self.rig.is_open(id, self.values):
            sign = self._sign(id, "down", "press") if self.rig.words(id) & {"lever", "handle"} else 0
            if sign and self._room(id, sign) > EPS:
                return Reached(self._far(id, sign, "down"))
            return Reached(self._wide(id))
        return Reached(closed)

    def _sign(self, id: int, way: str, goal: str) -> int:
        """Which way of the joint's value leads there: 1 or -1; 0: neither does."""
        joint, rig = self.rig.joint(id), self.rig
        opening = self._opening(id)
        if way == "more":
            return opening
        if way == "less":
            return -opening
        rooms = {sign: self._room(id, sign) for sign in (1, -1)}
        range_ = sum(rooms.values())
        if way == "side":
            return opening if rooms[opening] > AJAR * range_ else -opening
        if way in ("cw", "ccw"):
            return self._turning(id, way)
        if way in ("out", "in") and not (joint.type is JointType.PRISMATIC and self._along(id, (0, 0, 1)) > 0.5):
            if rig.switched(id):
                return opening if way == "in" else -opening
            return self._radial(id, way) or (opening if way == "out" else -opening)
        if way == "back" and rig.switched(id) and self._centred(id):
            return -opening
        if rig.words(id) & {"button", "key", "pedal", "trigger"} and way in ("down", "up"):
            return opening if way == "down" else -opening
        gains = {sign: self._gain(id, sign, way) for sign in (1, -1)}
        best = max(gains, key=gains.get)
        travel = max(self._travel(id), 1e-12)
        if gains[best] > LITTLE * travel:
            return best
        if way in ("left", "right") and joint.type.turns:
            return self._turning(id, "cw" if way == "right" else "ccw")
        free = joint.type is JointType.CONTINUOUS or rig.switched(id)
        tips = goal == "turn" or goal == "go" and self._centred(id) and not free
        if tips and way in LEANING and (sign := self._tipped(id, way)):
            return sign
        controls = rig.switched(id) or rig.words(id) & {"slider", "fader", "tap", "faucet", "valve", "handwheel"}
        rolls = joint.type.turns and self._along(id, (0, 1, 0)) < UPRIGHT
        if way in ("up", "down") and (controls or rolls) and not rig.words(id) & {"door", "drawer", "lid"}:
            return self._knob(id, up=way == "up") if abs(gains[1]) + abs(gains[-1]) < LITTLE * travel else 0
        if way in ("front", "back") and self._centred(id) and self._along(id, (0, 0, 1)) > UPRIGHT:
            return self._turning(id, "cw" if way == "front" else "ccw")  # a clock's hand that goes back
        if goal in ("pull", "push", "press") and way in ("front", "back"):
            return self._handled(id, goal)
        return 0

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

    def _handled(self, id: int, goal: str) -> int:
        """What is pulled or pushed and goes neither way opens, or closes; a control that is pushed goes on."""
        opening = self._opening(id)
        preferred = opening if goal in ("pull", "press") or self.rig.switched(id) else -opening
        total = self._room(id, 1) + self._room(id, -1)
        return preferred if self._room(id, preferred) > AJAR * total else -preferred

    def _knob(self, id: int, up: bool) -> int:
        return self._opening(id) if up else -self._opening(id)

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

    # ---- amounts

    def _amount(self, id: int, goal: str, amount: Amount, sign: int, directed: bool) -> Reached:
        joint, now = self.rig.joint(id), self.values.get(id, 0.0)
        closed, wide = self.rig.ends[id]
        opening = self._opening(id)
        free = joint.type is JointType.CONTINUOUS
        between = (
            not free
            and joint.lower < closed - 0.02 * (joint.upper - joint.lower)
            and closed + 0.02 * (joint.upper - joint.lower) < joint.upper
        )
        if amount.measure == "factor":
            return self._limited(id, closed + amount.value * (now - closed))
        if amount.measure == "limit":
            return Reached(self._far(id, sign or opening, ""))
        size = amount.value
        if amount.measure == "fraction":
            span = abs(wide - closed)
            if directed and between and sign != opening:
                span = abs((joint.upper if sign > 0 else joint.lower) - closed)
            size *= span
        else:
            size = self._in_unit(id, amount)
            if size is None:
                does = "turns" if joint.type.turns else "slides"
                return Reached(now, f"{self._name(id)} {does}: it cannot go by {_kind(amount)}.")
        if amount.signed:
            return self._limited(id, size + (now if amount.relative else 0.0))
        if amount.back:
            return self._limited(id, wide - opening * size)
        if amount.ajar and amount.relative:  # "open it a bit" of what is no more than ajar: to where it is ajar
            ajar = (now - closed) * opening < size * 1.5
            return self._limited(id, closed + opening * size if ajar else now + opening * size)
        if amount.relative:
            way = sign if directed else -opening if goal in ("close", "off", "push") else opening
            if not directed and goal in ("turn", "go", "set") and self._room(id, way) < EPS < self._room(id, -way):
                way = -way
            return self._limited(id, now + way * size)
        if directed and (between or free):
            return self._limited(id, (closed if not free else now) + sign * size)
        if directed and sign != opening and amount.measure != "fraction":
            return self._limited(id, now + sign * size)
        if directed and sign != opening:
            return self._limited(id, wide - opening * size)
        if goal == "push" and amount.measure != "fraction":
            return self._limited(id, now - opening * size if (sign or -opening) != opening else closed + opening * size)
        return self._limited(id, closed + opening * size)

    def _in_unit(self, id: int, amount: Amount) -> float | None:
        """An angle or a length in the unit of the joint; None: it has no such motion."""
        joint = self.rig.joint(id)
        if amount.measure == "angle":
            if joint.type is JointType.SCREW:
                return amount.value / math.tau * abs(joint.pitch)
            return amount.value if joint.type.turns else None
        if joint.type.slides:
            return amount.value
        origin, axis = self._carried(id)
        arm = float(np.linalg.norm(np.cross(self._tip(id) - origin, axis)))
        return 2 * math.asin(min(amount.value / (2 * arm), 1.0)) if arm > EPS else None

    def _limited(self, id: int, value: float) -> Reached:
        joint = self.rig.joint(id)
        if joint.type is JointType.CONTINUOUS:
            return Reached(value)
        kept = clamp(joint, value)
        if abs(kept - value) <= 1e-6 * max(1.0, joint.upper - joint.lower):
            return Reached(kept)
        short, unit = abs(kept - value), "m"
        at = abs(kept - self.rig.ends[id][0])
        if joint.type.turns and not joint.type.slides:
            return Reached(
                kept, f"{math.degrees(short):.0f}° short: {self._name(id)} stops at {math.degrees(at):.0f}°."
            )
        return Reached(kept, f"{short * 100:.1f} cm short: {self._name(id)} stops at {at * 100:.1f} c{unit}.")

    def _past(self, id: int, reached: Reached, amount: Amount | None) -> Reached:
        """Further open by an angle than where it was to be upright or level."""
        if amount is None or reached.unmet:
            return reached
        return self._limited(id, reached.value + self._opening(id) * amount.value * (-1 if amount.back else 1))


def _said(way: str) -> str:
    return {"front": "forward", "cw": "clockwise", "ccw": "anticlockwise", "back": "backward"}.get(way, way)


def _kind(amount: Amount) -> str:
    return "degrees" if amount.measure == "angle" else "lengths"
