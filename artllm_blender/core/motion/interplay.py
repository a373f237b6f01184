"""Joints that block each other: a lid over drawers, a left door that laps over a right one, a rack behind a door."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ..articulation import Articulation, Joint, JointType
from ..kinematics import joint_matrix
from ..steps import Steps
from .stops import Stops, Way

# A way is freed by another part's opening if it then goes on for at least this share of the joint's range.
FREED = 0.1
STAGE = "Refining limits"


@dataclass(frozen=True)
class Need:
    """To move the joint of part child beyond value, the joint that moves part needs must be open, or else at rest."""

    child: int
    needs: int
    value: float
    open: bool = True


@dataclass(frozen=True)
class Block:
    """Part by, at rest, stops the joint of child at value, however by's own joint is set."""

    child: int
    by: int
    value: float


def carriers(articulation: Articulation, child: int) -> tuple[int, ...]:
    """The part that carries child, what carries that, and so on to the root."""
    found = []
    while joint := articulation.joint_of(child):
        child = joint.parent
        found.append(child)
    return tuple(found)


def branches(articulation: Articulation, child: int) -> tuple[int, ...]:
    """The parts that hang on what carries child without carrying it: each with its subtree can move out of its way."""
    path = {child, *carriers(articulation, child)}
    return tuple(j.child for j in articulation.joints if j.parent in path - {child} and j.child not in path)


def interplay(
    articulation: Articulation, stops: Stops, settled: Collection[int] = ()
) -> Steps[tuple[tuple[Need, ...], tuple[Block, ...]]]:
    """What every joint needs of the others to reach its limits, and which parts are in its way for good.

    settled: children of joints of which it is not asked what they need of each other.
    """
    needs: list[Need] = []
    blocks: list[Block] = []
    for index, joint in enumerate(articulation.joints):
        moving = tuple(sorted(articulation.subtree(joint.child)))
        for branch in branches(articulation, joint.child):
            if joint.child in settled and branch in settled:
                continue
            told = STAGE, index / len(articulation.joints)
            for parts in (moving, tuple(sorted(articulation.subtree(branch)))):
                yield from stops.readied(parts, told)
            for limit in _limits(joint):
                yield from _meet(joint, articulation, branch, moving, limit, stops, needs, blocks, told)
    return tuple(needs), tuple(blocks)


def _meet(
    joint: Joint,
    articulation: Articulation,
    branch: int,
    moving: tuple[int, ...],
    limit: float,
    stops: Stops,
    needs: list[Need],
    blocks: list[Block],
    told: tuple[str, float],
) -> Steps[None]:
    other = articulation.joint_of(branch)
    still = tuple(sorted(articulation.subtree(branch)))
    shut = yield from stops.finding(Way(joint, moving, still), limit, 0.0, told)
    goes = abs(limit) if shut is None else abs(shut.value)
    opened = []
    for value in _limits(other):
        way = Way(joint, moving, still, joint_matrix(other, value))
        stop = yield from stops.finding(way, limit, 0.0, told)
        opened.append((abs(limit) if stop is None else abs(stop.value), stop))
    if shut is None:
        hit = [stop for _, stop in opened if stop is not None]
        if hit and all(stop for _, stop in opened):
            needs.append(Need(joint.child, branch, min((stop.value for stop in hit), key=abs), open=False))
    elif any(far > goes + FREED * abs(limit) for far, _ in opened):
        needs.append(Need(joint.child, branch, shut.value))
    else:
        blocks.append(Block(joint.child, branch, shut.value))


def _limits(joint: Joint) -> tuple[float, ...]:
    """Where a joint's ways from rest end, those that are no more than a touch left out."""
    if joint.type is JointType.CONTINUOUS:
        return ()
    return tuple(v for v in (joint.lower, joint.upper) if abs(v) > 0.01 * (joint.upper - joint.lower))


def opening_order(articulation: Articulation, needs: Iterable[Need]) -> tuple[int, ...]:
    """The children of all joints, each after those that must be open for it and before those that must not.

    Where joints wait for each other in a circle there is no such order; the one first in the tree goes first then.
    """
    waits: dict[int, set[int]] = {joint.child: set() for joint in articulation.joints}
    for need in needs:
        first, then = (need.needs, need.child) if need.open else (need.child, need.needs)
        if first in waits and then in waits:
            waits[then].add(first)
    left = list(articulation.from_root()[1:])
    order: list[int] = []
    while left:
        ready = next((child for child in left if not waits[child] - set(order)), left[0])
        left.remove(ready)
        order.append(ready)
    return tuple(order)
