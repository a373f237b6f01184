"""Limits by collision: each joint moved on its own from rest until its parts would run into what carries them."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

from ..articulation import Articulation, Joint, JointType
from .hinges import MOVED, TURN, Limits, edges, one_way, rests, seats, within_half_turn
from .interplay import Block, Need, carriers, interplay
from .rails import rails_end
from .repair import lasting
from .stops import Parts, Stops, Way

# A joint that is left with less than this share of its predicted range was not stopped: it is wrong, or cut wrongly.
LEAST = 0.1
# Of two ways that are both blocked at once, one with less than this share of the other's collisions is the freer.
FREER = 0.5
# A hinge that was only predicted is wrong if it is stopped before such a share of its range, and not at once, while the
# other way, or from an edge of its part, all but the whole range is free.
EARLY, WHOLE = 0.6, 0.95
OTHER_WAY = "it can only open the other way, so its limits are turned round"
# Of the range: for so long what touches as modelled may go on doing so.
AT_REST = 0.2

# More parts that carry each other than any real mechanism has.
DEEPEST = 20

Reach = Callable[..., float]


@dataclass(frozen=True)
class Refined:
    """notes: a sentence for each joint that has something to say. needs: what joints need of each other."""

    articulation: Articulation
    notes: tuple[str, ...]
    needs: tuple[Need, ...]


def refine(
    articulation: Articulation,
    stops: Stops,
    widen: bool = False,
    surroundings: Parts = (),
    on_progress: Callable[[float], None] | None = None,
    locked: Collection[int] = (),
) -> Refined:
    """The articulation with limits where its parts run into those that carry them, or into the surroundings.

    A predicted hinge that is stopped early goes the other way or moves to an edge of its part if that frees it; certain
    ones stay, and those of the locked parts. A part that could move out of the way stops nothing: the joint then needs
    it open. Limits only shrink, except that a joint that can only open the other way is turned round; with widen they
    go on to the true stop: a drawer's to the end of its rails, a door's to half a turn. surroundings: keys of stops'
    meshes that are no parts. Where nothing is met, rails and hinges end as `rails` and `hinges` say, and all else keeps
    its limits. Value 0 stays the rest pose.
    """
    joints = []
    for index, joint in enumerate(articulation.joints):
        predicted = joint.confidence < 1 and joint.child not in locked
        joints.append(_against_carriers(articulation, joint, stops, widen, surroundings, predicted))
        if on_progress:
            on_progress((index + 1) / len(articulation.joints) / 2)
    changed = Articulation(articulation.parts, tuple(joints))
    needs, blocks = interplay(changed, stops, on_progress and (lambda share: on_progress((1 + share) / 2)))
    joints = [_against_others(joint, articulation, needs, blocks) for joint in changed.joints]
    joints = [_noted(joint, articulation, stops) for joint in joints]
    notes = tuple(
        f"{joint.name or f'Joint of part {joint.child}'}: {joint.note}"
        for before, joint in zip(articulation.joints, joints, strict=True)
        if joint != before
    )
    return Refined(Articulation(articulation.parts, tuple(joints)), notes, needs)


def _against_carriers(
    articulation: Articulation, joint: Joint, stops: Stops, widen: bool, surroundings: Parts, predicted: bool
) -> Joint:
    moving = tuple(sorted(articulation.subtree(joint.child)))
    carried_by = carriers(articulation, joint.child)
    still = (*carried_by, *surroundings)
    if not any(len(stops.surfaces.meshes[part][1]) for part in moving):
        return replace(joint, note="its part has no surface, so its limits are as predicted")

    @cache
    def reaching(joint: Joint) -> Reach:
        way = Way(joint, moving, still)

        @cache
        def reach(limit: float, after: float = 0.0) -> float:
            stop = stops.first(way, limit, after)
            end = limit if stop is None else stop.value
            if joint.type is JointType.PRISMATIC and limit:
                rails = rails_end(joint, stops.mesh((joint.child,)), stops.mesh(carried_by), math.copysign(1, limit))
                end = min(end, rails, key=abs)
            return end

        return reach

    if joint.type is JointType.CONTINUOUS:
        return _turning(joint, reaching(joint))
    hung, done = joint, ""
    if predicted and joint.type is JointType.REVOLUTE:
        is_door = articulation.part(joint.child).label == "door"
        hung, done = _hung(joint, Way(joint, moving, still), stops, reaching, is_door)
    limited = _limited(hung, Way(hung, moving, still), stops, reaching(hung), widen)
    return replace(limited, note="; ".join(filter(None, (done, limited.note))))


def _hung(joint: Joint, way: Way, stops: Stops, reaching: Callable[[Joint], Reach], is_door: bool) -> tuple[Joint, str]:
    """A hinge that is stopped early, turned round or moved so that it is free, and which; else as it is.

    A door's is not left in its midst if it is free at an edge. What is closed is not turned round: inside, an oven has
    room for its door.
    """
    far = max(joint.lower, joint.upper, key=abs)
    points = stops.mesh(way.moving)[0]
    for edge, turned in product(edges(joint, points) if is_door else (), (False, True)):
        moved = replace(joint, origin=edge)
        moved = moved.with_limits(-joint.upper, -joint.lower) if turned else moved
        if abs(reaching(moved)(-far if turned else far)) >= WHOLE * abs(far):
            return moved, MOVED
    if not LEAST * abs(far) <= abs(reaching(joint)(far)) < EARLY * abs(far):
        return joint, ""
    if abs(reaching(joint)(-far)) >= WHOLE * abs(far) and not rests(way, stops):
        return joint.with_limits(-joint.upper, -joint.lower), OTHER_WAY
    for origin in seats(joint, points):
        moved = replace(joint, origin=origin)
        if abs(reaching(moved)(far)) >= WHOLE * abs(far):
            return moved, MOVED
    return joint, ""


def _turning(joint: Joint, reach: Reach) -> Joint:
    """A joint that turns for ever, as what is free for almost a turn does, or as far as it can."""
    lower, upper = reach(-TURN), reach(TURN)
    if lower == -TURN or upper == TURN:
        return joint
    if upper - lower < LEAST * math.tau:
        return replace(joint, note="its parts touch at once, so it turns on as predicted")
    return replace(
        joint, type=JointType.REVOLUTE, lower=lower, upper=upper, note="obstructed, so it no longer turns on for ever"
    )


def _limited(joint: Joint, way: Way, stops: Stops, reach: Reach, widen: bool) -> Joint:
    lower, upper = joint.lower, joint.upper
    if widen:
        farthest = math.pi if joint.type is JointType.REVOLUTE else stops.size
        lower, upper = min(joint.lower, -farthest), max(joint.upper, farthest)
    low, high = _end(lower, upper, lower, reach), _end(lower, upper, upper, reach)
    note = "limited by collision"
    if found := _turned(joint, reach):
        (low, high), note = found
    elif high - low < LEAST * (joint.upper - joint.lower):
        (low, high), note = _freer(joint, way, stops, reach) or (
            (joint.lower, joint.upper), "its parts touch at once, so its limits are as predicted",
        )  # fmt: skip
        return joint.with_limits(low, high, note)
    elif joint.type is not JointType.REVOLUTE:
        # What slides free of everything has no true stop to widen to.
        low, high = (joint.lower if low == lower else low), (joint.upper if high == upper else high)
    elif not widen:
        if (kept := one_way((low, high), way, stops)) != (low, high):
            (low, high), note = kept, "closed as modelled, so it opens one way"
        low, high = within_half_turn((lower, upper), (low, high), reach)
    if (low, high) == (joint.lower, joint.upper):
        return joint
    wider = not found and (low < joint.lower or high > joint.upper)
    return joint.with_limits(low, high, "widened to its stops" if wider else note)


def _turned(joint: Joint, reach: Reach) -> tuple[Limits, str] | None:
    """A joint whose greater way is blocked at once while the other is free: turned round."""
    near, far = sorted((joint.lower, joint.upper), key=abs)
    if abs(reach(far)) >= LEAST * (joint.upper - joint.lower) or abs(other := reach(-far)) < abs(far) / 2:
        return None
    if near * far > 0 and abs(other) < abs(near):
        return None
    lesser = -near if near * far > 0 else reach(-near)
    return tuple(sorted((lesser, other))), OTHER_WAY


def _freer(joint: Joint, way: Way, stops: Stops, reach: Reach) -> tuple[Limits, str] | None:
    """The way in which there is less to go through, of a joint whose parts touch at once in both."""
    lower, upper = joint.lower, joint.upper
    if not lower < 0 < upper:
        return None
    low, high = stops.load(way, lower), stops.load(way, upper)
    if not min(low, high) < FREER * max(low, high):
        return None
    # What touches at rest does so from the start.
    end = reach(lower if low < high else upper, AT_REST * (upper - lower))
    if abs(end) < LEAST * (upper - lower):
        return None
    return tuple(sorted((0.0, end))), "its parts touch as modelled, so it goes the freer way"


def _end(lower: float, upper: float, limit: float, reach: Reach) -> float:
    """The end of a way to a limit; the limit itself if what stops the way lies outside the range."""
    end = reach(limit)
    return end if lower <= end <= upper else limit


def _against_others(
    joint: Joint, articulation: Articulation, needs: tuple[Need, ...], blocks: tuple[Block, ...]
) -> Joint:
    notes = [joint.note] if joint.note else []
    for block in (b for b in blocks if b.child == joint.child and joint.lower <= b.value <= joint.upper):
        low, high = (joint.lower, block.value) if block.value > 0 else (block.value, joint.upper)
        if high - low >= LEAST * (joint.upper - joint.lower):
            joint = joint.with_limits(low, high)
            notes.append(f"stopped by {articulation.part(block.by).name}")
    for need in (n for n in needs if n.child == joint.child):
        notes.append(f"needs {articulation.part(need.needs).name} {'open' if need.open else 'closed'}")
    return replace(joint, note="; ".join(dict.fromkeys(notes)))


def _noted(joint: Joint, articulation: Articulation, stops: Stops) -> Joint:
    """With what was and is to be said besides its limits, such as why collision tells little of it."""
    before = articulation.joint_of(joint.child)
    notes = [*lasting(before.note), *filter(None, joint.note.split("; "))]
    above = carriers(articulation, joint.child)
    if len(above) > DEEPEST:
        notes.append(f"it hangs on more than {DEEPEST} parts in a row: check what carries it")
    if stops.within((joint.child,), above):
        notes.append("it is inside other parts all round, which therefore do not stop it")
    return replace(joint, note="; ".join(dict.fromkeys(notes)))
