"""Where one constraint brings one joint: values from the closed end, ways in the object's own view."""

from __future__ import annotations

import math

import numpy as np

from ..articulation import JointType
from ..kinematics import clamp
from .described import AJAR
from .intent import BACKWARDS
from .levels import WAYS, Reached
from .program import Amount, Constraint
from .ways import EPS, FREE, LITTLE, SAMPLES, UPRIGHT, Ways

# Of its range: what is short by less is not.
NOTHING = 0.002
# About an axis that lies across it a part leans these ways.
LEANING = ("up", "down", "front", "back")
# A way that is less than this share of what a part moves is not the one that it mainly goes.
MAINLY = 0.5
# Both directions lead there where the lesser one does so by this share of the other.
EITHER = 0.9


class Values(Ways):
    """Values of one rig's joints. values: where they are now, by child id; they stay so for as long as this is used."""

    def reach(self, constraint: Constraint, id: int) -> Reached:
        """Where a "value", "upright" or "level" constraint brings the part's joint."""
        if constraint.kind == "upright" and constraint.goal == "turn" and self.rig.pointing:
            return self._pointed(id, constraint.direction, self.rig.pointing(id))
        if constraint.kind in ("upright", "level"):
            faced = self._faced(id, constraint.kind, constraint.direction, constraint.goal == "open")
            return self._past(id, faced, constraint.amount)
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
        directed = bool(constraint.direction and amount and amount.value)  # "down to zero" is to zero
        if amount is not None and amount.measure == "limit" and not (directed or amount.back):
            least = self.rig.joint(id).lower if amount.value < 0 and self.rig.posed(id) else closed
            return Reached(self._wide(id) if amount.value > 0 else least)
        if goal == "turn" and self._only_slides(id):
            return Reached(now, f"{self._name(id)} slides: it cannot be turned.")
        way = constraint.direction or {"pull": "front", "push": "back"}.get(goal, "")
        if not way and amount is None:
            return Reached(self._wide(id) if goal in ("go", "turn") and self._room(id, self._opening(id)) else
                           now if goal == "set" else closed)  # fmt: skip
        if way == "back" and amount is None and goal in ("go", "set") and self._crosses(id):
            return Reached(clamp(self.rig.joint(id), 0.0))  # "put the tonearm back": to where it was
        sign = self._sign(id, way, goal) if way else 0
        if way in WAYS and not sign and amount is not None:
            sign = self._at_first(id, way)
        if way == "in" and not sign and not self.rig.is_open(id, self.values):
            return Reached(now)  # it is in
        far = amount is None or amount.measure == "limit"
        if way == "out" and not sign and far and abs(now - self._wide(id)) < EPS:
            return Reached(now)  # it is out
        if far and sign == 0 and way in BACKWARDS and self._sign(id, BACKWARDS[way], goal):
            return Reached(now)  # it is there
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
        if way in ("out", "in") and "zoom" in rig.words(id):
            return opening if way == "in" else -opening
        if way in ("out", "in") and not (joint.type is JointType.PRISMATIC and self._along(id, (0, 0, 1)) > 0.5):
            if rig.switched(id):
                return opening if way == "in" else -opening
            return self._radial(id, way) or (opening if way == "out" else -opening)
        if way in ("out", "in") and self._opens_behind(id):
            return opening if way == "out" else -opening
        if way == "back" and rig.switched(id) and self._centred(id):
            return -opening
        if rig.words(id) & {"button", "key", "pedal", "trigger"} and way in ("down", "up"):
            return opening if way == "down" else -opening
        gains = {sign: self._gain(id, sign, way) for sign in (1, -1)}
        best = max(gains, key=gains.get)
        travel = max(self._travel(id), 1e-12)
        if gains[best] > LITTLE * travel and gains[-best] < EITHER * gains[best]:
            return best
        if way in ("left", "right") and joint.type.turns:
            if joint.type is JointType.CONTINUOUS and self.tips(id) and not rig.switched(id):
                return 0  # a wheel that only rolls
            return self._turning(id, "cw" if way == "right" else "ccw")
        free = joint.type is JointType.CONTINUOUS or rig.switched(id)
        tips = goal == "turn" or goal == "go" and self._centred(id) and (not free or way in ("front", "back"))
        if tips and way in LEANING and (sign := self._tipped(id, way)):
            return sign
        controls = rig.switched(id) or rig.words(id) & {"slider", "fader", "tap", "faucet", "valve", "handwheel"}
        rolls = joint.type.turns and self._along(id, (0, 1, 0)) < UPRIGHT
        rolls = rolls and not (goal == "go" and joint.type is JointType.CONTINUOUS)  # no wheel is lifted by turning it
        if way in ("up", "down") and (controls or rolls) and not rig.words(id) & {"door", "drawer", "lid"}:
            return self._knob(id, up=way == "up") if abs(gains[1]) + abs(gains[-1]) < LITTLE * travel else 0
        hand = self._centred(id) or joint.type is JointType.CONTINUOUS
        if way in ("front", "back") and hand and self._along(id, (0, 0, 1)) > UPRIGHT:
            return self._turning(id, "cw" if way == "front" else "ccw")  # a clock's hand that goes back
        if goal in ("pull", "push", "press") and way in ("front", "back"):
            return self._handled(id, goal)
        return 0

    def _opens_behind(self, id: int) -> bool:
        """Whether the part slides out of the object's rear."""
        if self.rig.posed(id) or self.rig.joint(id).type is JointType.CONTINUOUS:
            return False
        every = np.concatenate([solid for solid in self.rig.solids.values() if len(solid)]) @ self.rig.axes[2]
        behind = self.rig.places[id][0][2] < (every.max() + every.min()) / 2
        return bool(behind and self.rig.joint(id).axis @ self.rig.axes[2] * self._opening(id) < -UPRIGHT)

    def _crosses(self, id: int) -> bool:
        """Whether the part goes to and fro across the view rather than forward and back."""
        gains = (self._gain(id, sign, way) for sign in (1, -1) for way in ("front", "back"))
        return not self._centred(id) and max(gains) < MAINLY * self._travel(id)

    def _handled(self, id: int, goal: str) -> int:
        """What is pulled or pushed and goes neither way opens, or closes; a control that is pushed goes on."""
        opening = self._opening(id)
        preferred = opening if goal in ("pull", "press") or self.rig.switched(id) else -opening
        total = self._room(id, 1) + self._room(id, -1)
        return preferred if self._room(id, preferred) > AJAR * total else -preferred

    def _knob(self, id: int, up: bool) -> int:
        return self._opening(id) if up else -self._opening(id)

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
        if abs(kept - value) <= max(1e-6, NOTHING * (joint.upper - joint.lower)):
            return Reached(kept)
        short, at = abs(kept - value), abs(kept - self.rig.ends[id][0])
        if joint.type.turns and not joint.type.slides:
            return Reached(
                kept, f"{math.degrees(short):.0f}° short: {self._name(id)} stops at {math.degrees(at):.0f}°."
            )
        return Reached(kept, f"{_centimetres(short)} short: {self._name(id)} stops at {_centimetres(at)}.")

    def _past(self, id: int, reached: Reached, amount: Amount | None) -> Reached:
        """Further open by an angle than where it was to be upright or level."""
        if amount is None or reached.unmet:
            return reached
        return self._limited(id, reached.value + self._opening(id) * amount.value * (-1 if amount.back else 1))


def _said(way: str) -> str:
    return {"front": "forward", "cw": "clockwise", "ccw": "anticlockwise", "back": "backward"}.get(way, way)


def _kind(amount: Amount) -> str:
    return "degrees" if amount.measure == "angle" else "lengths"


def _centimetres(metres: float) -> str:
    return f"{metres * 100:.1f}".removesuffix(".0") + " cm"
