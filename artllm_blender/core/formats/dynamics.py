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
    if joint.type.slides:
        weight = mass * GRAVITY
        effort = max(LEAST_EFFORT[False], LIFTS * weight)
        return replace(joint, effort=effort, damping=SLIDE_DECAY * mass, friction=RUBS[False] * weight)
    lever, inertia = 0.0, 0.0
    for one in carried:
        arm = one.inertial.centre + one.origin - link.origin
        across = float(np.linalg.norm(arm - joint.axis * (arm @ joint.axis)))
        inertia += float(joint.axis @ one.inertial.tensor @ joint.axis) + one.inertial.mass * across**2
        lever += one.inertial.mass * across
    torque = lever * GRAVITY
    # Wheels, knobs and clocks' hands are balanced: they hang on nothing, but come to rest.
    damping = max(2 * DECAY * math.sqrt(inertia * torque), TURN_DECAY * inertia)
    effort = max(LEAST_EFFORT[True], LIFTS * torque)
    return replace(joint, effort=effort, damping=damping, friction=RUBS[True] * torque)
