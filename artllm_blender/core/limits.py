"""Limits by collision: each joint moved on its own from rest until its parts would run into those that carry them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from .articulation import Articulation, Joint, JointType
from .kinematics import clamp

# Coarse steps over the predicted range, then halvings of the step in which the contact lies.
STEPS, HALVINGS = 16, 5
# A joint that is left with less than this share of its predicted range was not stopped: it is wrong, or cut wrongly.
LEAST = 0.1
# Contact that never gets deeper than this many tolerances stops nothing.
STOP = 8


def refine(
    articulation: Articulation,
    depth: Callable[[int, float], float],
    tolerance: float,
    on_progress: Callable[[float], None] | None = None,
) -> tuple[Articulation, list[str]]:
    """The articulation with limits at first contact, never wider than before, and a sentence for each one that changed.

    depth: how deep, in metres, the subtree of a child would be in what carries it at a joint value, beyond how deep it
    is at rest; contact is where it exceeds tolerance (metres). A joint that would lose nearly all its range keeps it
    and says so. Continuous joints stay as they are.
    """
    joints, notes = [], []
    for index, joint in enumerate(articulation.joints):
        refined = _refined(joint, partial(depth, joint.child), tolerance)
        joints.append(refined)
        if refined != joint:
            notes.append(f"{joint.name or f'Joint of part {joint.child}'}: {refined.note}")
        if on_progress:
            on_progress((index + 1) / len(articulation.joints))
    return Articulation(articulation.parts, tuple(joints)), notes


def _refined(joint: Joint, depth: Callable[[float], float], tolerance: float) -> Joint:
    if joint.type is JointType.CONTINUOUS:
        return joint
    rest = clamp(joint, 0.0)
    lower, upper = (_first_stop(depth, rest, limit, tolerance) for limit in (joint.lower, joint.upper))
    if (lower, upper) == (joint.lower, joint.upper):
        return joint
    if upper - lower < LEAST * (joint.upper - joint.lower):
        return joint.with_limits(joint.lower, joint.upper, "its parts touch at once, so its limits are as predicted")
    return joint.with_limits(lower, upper, "limited by collision")


def _first_stop(depth: Callable[[float], float], rest: float, limit: float, tolerance: float) -> float:
    """The last free value on the way from rest to a limit; the limit itself where nothing stops the way.

    Contact is a stop only if going on would lead STOP times deeper: hinges, seals and runners graze each other and are
    modelled into each other, all along the way or for a piece of it.
    """
    if rest == limit:
        return limit
    values = [rest + (limit - rest) * step / STEPS for step in range(1, STEPS + 1)]
    depths = [depth(value) for value in values]
    contact = next((step for step, deep in enumerate(depths) if deep > tolerance), None)
    if contact is None or max(depths) < STOP * tolerance:
        return limit
    free, hit = values[contact - 1] if contact else rest, values[contact]
    for _ in range(HALVINGS):
        middle = (free + hit) / 2
        free, hit = (free, middle) if depth(middle) > tolerance else (middle, hit)
    return free
