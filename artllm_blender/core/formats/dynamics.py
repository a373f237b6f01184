"""How strong a joint must be to lift what hangs on it, and how it is damped. SI units."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..articulation import JointType
from .description import Link, LinkJoint

GRAVITY = 9.81
LIFTS = 2.0  # times what holds it against gravity
LEAST_EFFORT = {True: 50.0, False: 500.0}  # newton metres where the joint turns, newtons where it slides
DECAY = 0.35  # of critical damping, for a part that hangs and swings
# 1/s: what slides or turns and is let go loses its speed at least at this rate
SLIDE_DECAY = 5.0
TURN_DECAY = 3.0
MOST_DECAY = 100.0  # beyond it a controller is late, and what damps by its last speed 240 times a second swings
CREEP = 0.08  # rad/s at which screws under their load and what is nearly balanced turn at most, held by damping alone
# 1/s2: what its weight turns less hard, as a pendulum of over four metres, would not swing, but creep on for seconds
BALANCED = TURN_DECAY**2 / 4
# What stands on its hinge, as an oven's door or a bail, with so little of its weight beside it, leans over by so much
# of what it leans a second, so that it does not fall open and throw over what carries it.
UPRIGHT, TOPPLES = 0.2, 0.2
LEVEL = 0.5  # of an axis, how much of it may point up where it is a wheel's
STANDS = 0.1  # of a wheel's radius, how far over the ground it still stands on it
SELF_LOCKS = 1.5  # friction of a screw, of what its load turns it with
RUBS = {True: 0.01, False: 0.03}  # friction, as a share of what its weight could do


def with_dynamics(joints: Sequence[LinkJoint], links: Mapping[str, Link]) -> tuple[LinkJoint, ...]:
    """The joints with effort, damping and friction by the mass that each carries. joints: parents before children."""
    carried = {joint.child: [links[joint.child]] for joint in joints}
    for joint in reversed(joints):
        if joint.parent in carried:
            carried[joint.parent] += carried[joint.child]
    rolled = _rolled(joints, links)
    return tuple(
        _joint(joint, links[joint.child], carried[joint.child], rolled.get(joint.child, 0.0)) for joint in joints
    )


def _rolled(joints: Sequence[LinkJoint], links: Mapping[str, Link]) -> dict[str, float]:
    """kg m2 of the asset that each wheel which it stands on moves, by the wheels' names."""
    seen = {name: link for name, link in links.items() if link.visual is not None}
    lowest = {name: link.origin[2] + link.visual.vertices[:, 2].min() for name, link in seen.items()}
    ground, mass = min(lowest.values(), default=0.0), sum(link.inertial.mass for link in links.values())
    radii = {
        joint.child: links[joint.child].origin[2] - ground
        for joint in joints
        if joint.type is JointType.CONTINUOUS and abs(joint.axis[2]) < LEVEL and joint.child in lowest
    }
    standing = [name for name, radius in radii.items() if lowest[name] - ground < STANDS * radius]
    return {name: mass / len(standing) * radii[name] ** 2 for name in standing}


def _joint(joint: LinkJoint, link: Link, carried: list[Link], rolled: float) -> LinkJoint:
    """rolled: kg m2 that the joint turns beside what it carries."""
    mass = sum(one.inertial.mass for one in carried)
    if joint.type is None:
        return joint
    if not joint.type.turns:
        return replace(joint, effort=holding(mass), damping=SLIDE_DECAY * mass, friction=RUBS[False] * mass * GRAVITY)
    lever, inertia, lead, moment = 0.0, 0.0, abs(joint.lead), np.zeros(3)
    for one in carried:
        arm = one.inertial.centre + one.origin - link.origin
        across = arm - joint.axis * (arm @ joint.axis)
        inertia += float(joint.axis @ one.inertial.tensor @ joint.axis)
        inertia += one.inertial.mass * float(across @ across + lead**2)
        lever += one.inertial.mass * float(np.linalg.norm(across))
        moment += one.inertial.mass * across
    torque, load = lever * GRAVITY, mass * lead * GRAVITY
    # Wheels, knobs and clocks' hands come to rest, as does what stands on wheels. Screws hold their load.
    pulls = load + (torque if torque < BALANCED * inertia else 0.0)
    topples = 0.0 if joint.type is JointType.CONTINUOUS else _topples(moment, joint.axis)
    held = min(max(pulls / CREEP, TURN_DECAY * rolled, topples / TOPPLES), MOST_DECAY * inertia)
    damping = max(2 * DECAY * math.sqrt(inertia * torque), TURN_DECAY * inertia, held)
    lifts = LIFTS * (torque + load) + damping * joint.velocity
    friction = RUBS[True] * torque + SELF_LOCKS * load
    return replace(joint, effort=max(LEAST_EFFORT[True], lifts), damping=damping, friction=friction)


def _topples(moment: np.ndarray, axis: np.ndarray) -> float:
    """Newton metres for each radian that what stands on its hinge leans; 0 where it does not. moment: (3,) kg m from
    the axis."""
    over, beside = moment[2], abs(np.cross(axis, moment)[2])
    return GRAVITY * float(over) if beside < UPRIGHT * over else 0.0


def holding(mass: float) -> float:
    """The effort, newtons, of what slides with a mass, kg."""
    return max(LEAST_EFFORT[False], LIFTS * mass * GRAVITY)
