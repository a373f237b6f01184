"""A part, or a joint's limit, that follows the mouse: from a place on the view to the joint's value."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from ..articulation import Joint, JointType
from ..kinematics import motion
from .view import View

# An axis that is seen nearly from the side (cosine), or nearly end on (sine), leaves the other way of following.
SIDE, END_ON = 0.35, 0.2
# A screw follows along its axis, unless this is foreshortened so much (sine).
ALONG = 0.5
# A handle so near to the axis, in pixels, is made longer.
LEVER = 15.0
# How far one step of the mouse may turn a joint, and how often the best place is looked for, each time more narrowly.
TURN, PASSES, SAMPLES = math.radians(50), 4, 33


@dataclass(frozen=True)
class Pull:
    """What was grasped and how it follows.

    joint: in the world as its parent stands now, with the limits that hold for the pull. grasped: (3,) on the part, or
    on the joint's track, where it was when the joint's value was `start` and the mouse at `mouse`, (2,).
    """

    joint: Joint
    grasped: np.ndarray
    start: float
    mouse: np.ndarray
    view: View

    def value(self, mouse: np.ndarray, before: float) -> float:
        """The joint's value with the mouse at another place, (2,), after it was `before`; within the limits."""
        kind = self.joint.type
        if self._slides():
            if self._across(self._axis) < END_ON:
                return self._clamped(self._by_hand(mouse))
            return self._nearest(mouse, before, self._line)
        wide = kind is not JointType.REVOLUTE or self.joint.upper - self.joint.lower > math.pi + 1e-6
        if wide and abs(self.view.towards(self._centre()) @ self._axis) < SIDE:
            return self._clamped(self._rolled(mouse))
        return self._nearest(mouse, before, self._circle)

    @property
    def _axis(self) -> np.ndarray:
        return np.array(self.joint.axis)

    def _slides(self) -> bool:
        if self.joint.type is JointType.SCREW:
            return self._across(self._axis) > ALONG
        return not self.joint.type.turns

    def _centre(self) -> np.ndarray:
        """(3,) the point of the axis about which the grasped one turns."""
        origin = np.array(self.joint.origin)
        return origin + (self.grasped - origin) @ self._axis * self._axis

    def _across(self, way: np.ndarray) -> float:
        """How long a unit vector at the grasped point is seen: 0 end on, 1 from the side."""
        towards = self.view.towards(self.grasped)
        return float(np.linalg.norm(way - way @ towards * towards))

    def _clamped(self, value: float) -> float:
        return min(max(value, self.joint.lower), self.joint.upper)

    def _line(self, values: np.ndarray) -> np.ndarray:
        return self.grasped + (values - self.start)[:, None] * self._axis

    def _circle(self, values: np.ndarray) -> np.ndarray:
        centre = self._centre()
        arm = self._arm()
        turned, slid = zip(*(motion(self.joint, value - self.start) for value in values.tolist()), strict=True)
        turned, slid = np.array(turned)[:, None], np.array(slid)[:, None]
        return centre + np.cos(turned) * arm + np.sin(turned) * np.cross(self._axis, arm) + slid * self._axis

    def _arm(self) -> np.ndarray:
        """(3,) from the axis to what was grasped, long enough to turn by."""
        centre = self._centre()
        arm, least = self.grasped - centre, LEVER * self.view.metres(centre)
        length = float(np.linalg.norm(arm))
        if length >= least:
            return arm
        # What was grasped on the axis itself is as if it were in front of it.
        towards = self.view.towards(centre)
        arm = arm if length > 1e-3 * least else towards @ self._axis * self._axis - towards
        return arm * least / max(float(np.linalg.norm(arm)), 1e-12)

    def _nearest(self, mouse: np.ndarray, before: float, track) -> float:
        """The value at which the grasped point is seen nearest to the mouse, as far as it may go in one step."""
        at_start = self.view.pixels(track(np.array([self.start])))[0]
        wanted = np.asarray(mouse) + at_start - self.mouse
        reach = self._reach(track)
        low, high = self._clamped(before - reach), self._clamped(before + reach)
        for _ in range(PASSES):
            values = np.linspace(low, high, SAMPLES)
            best = values[np.linalg.norm(self.view.pixels(track(values)) - wanted, axis=1).argmin()]
            step = (high - low) / (SAMPLES - 1)
            low, high = max(best - step, low), min(best + step, high)
        return float(best)

    def _reach(self, track) -> float:
        """How far one step of the mouse may move the joint."""
        if track == self._circle:
            return TURN * abs(self.joint.pitch) / math.tau if self.joint.pitch else TURN
        return self.joint.upper - self.joint.lower

    def _rolled(self, mouse: np.ndarray) -> float:
        """A turn that is seen from the side: what was grasped goes with the mouse, and on beyond the silhouette."""
        centre, arm = self._centre(), self._arm()
        towards = self.view.towards(centre)
        tangent = np.cross(self._axis, arm)
        if self._across(tangent) < ALONG * np.linalg.norm(arm):
            front = towards @ self._axis * self._axis - towards
            tangent = np.cross(self._axis, front / np.linalg.norm(front)) * np.linalg.norm(arm)
        nudge = 1e-3
        ends = self.view.pixels(np.array([centre, centre + nudge * tangent]))
        way = (ends[1] - ends[0]) / nudge
        turned = (np.asarray(mouse) - self.mouse) @ way / (way @ way)
        return self.start + turned / motion(self.joint, 1.0)[0]

    def _by_hand(self, mouse: np.ndarray) -> float:
        """A slide that is seen end on: pulled down it comes nearer."""
        down = float(self.mouse[1] - mouse[1]) * self.view.metres(self.grasped)
        return self.start - down * float(np.sign(self.view.towards(self.grasped) @ self._axis))


def bounded(joint: Joint, lower: float, upper: float) -> Joint:
    """The joint for a pull that may go from lower to upper."""
    return joint if joint.type is JointType.CONTINUOUS else replace(joint, lower=lower, upper=upper)


def stepped(value: float, step: float) -> float:
    """The multiple of step that is nearest."""
    return round(value / step) * step


def step_of(joint: Joint, metre: float, fine: bool) -> float:
    """By how much a value steps that snaps: 5 degrees, or 1; of a slide a round length. metre: metres a pixel is
    long."""
    if not joint.type.slides:
        return math.radians(1 if fine else 5)
    least = metre * (2 if fine else 10)
    power = 10.0 ** math.floor(math.log10(least))
    return next(times * power for times in (1, 2, 5, 10) if times * power >= least * (1 - 1e-9))
