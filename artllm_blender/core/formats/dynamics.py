"""How strong a joint must be to lift what hangs on it, and how it is damped. SI units."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from .description import Link, LinkJoint

GRAVITY = 9.81
LIFTS = 2.0  # times what holds it against gravity
LEAST_EFFORT = {True: 50.0, False: 500.0}  # newton metres where the joint turns, newtons where it slides
DECAY = 0.35  # of critical damping, for a part that hangs and swings
# 1/s: what slides or turns and is let go loses its speed at least at this rate
SLIDE_DECAY = 5.0
TURN_DECAY = 3.0
MOST_DECAY = 100.0  # beyond it a controller is late, and what damps by its last speed 240 times a second swings
CREEP = 0.08  # rad/s at which a screw turns under its load at most, where nothing but damping holds it
SELF_LOCKS = 1.5  # friction of a screw, of what its load turns it with
RUBS = {True: 0.01, False: 0.03}  # friction, as a share of what its weight could do


def with_dynamics(joints: Sequence[LinkJoint], links: Mapping[str, Link]) -> tuple[LinkJoint, ...]:
    """The joints with effort, damping and friction by the mass that each carries. joints: parents before children."""
    carried = {joint.child: [links[joint.child]] for joint in joints}
    for joint in reversed(joints):
        if joint.parent in carried:
            carried[joint.parent] += carried[joint.child]
    return tuple(_joint(joint, links[joint.child], carried[joint.child]) for joint in joints)


def _joint(joint: LinkJoint, link: Link, carried: list[Link]) -> LinkJoint:
    mass = sum(one.inertial.mass for one in carried)
    if joint.type is None:
        return joint
    if not joint.type.turns:
        return replace(joint, effort=holding(mass), damping=SLIDE_DECAY * mass, friction=RUBS[False] * mass * GRAVITY)
    lever, inertia, lead = 0.0, 0.0, abs(joint.lead)
    for one in carried:
        arm = one.inertial.centre + one.origin - link.origin
        across = float(np.linalg.norm(arm - joint.axis * (arm @ joint.axis)))
        inertia += float(joint.axis @ one.inertial.tensor @ joint.axis) + one.inertial.mass * (across**2 + lead**2)
        lever += one.inertial.mass * across
    torque, load = lever * GRAVITY, mass * lead * GRAVITY
    # Wheels, knobs and clocks' hands are balanced: they hang on nothing, but come to rest. Screws hold their load.
    held = min(load / CREEP, MOST_DECAY * inertia)
    damping = max(2 * DECAY * math.sqrt(inertia * torque), TURN_DECAY * inertia, held)
    # What hinges lose on their way is little beside what lifts them; of screws it is most.
    lifts = LIFTS * (torque + load) + (damping * joint.velocity if lead else 0.0)
    friction = RUBS[True] * torque + SELF_LOCKS * load
    return replace(joint, effort=max(LEAST_EFFORT[True], lifts), damping=damping, friction=friction)


def holding(mass: float) -> float:
    """The effort, newtons, of what slides with a mass, kg."""
    return max(LEAST_EFFORT[False], LIFTS * mass * GRAVITY)
