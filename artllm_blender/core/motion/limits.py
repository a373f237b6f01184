"""Limits by collision: each joint moved on its own from rest until its parts would run into what carries them."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import product
from typing import Any

from ..articulation import KNOWABLE, Articulation, Joint, JointType
from ..steps import Enough, Steps, begun_again, exhausted, within
from .hinges import MOVED, TURN, Limits, edges, one_way, rests, seats, within_half_turn
from .interplay import STAGE, Block, Need, carriers, interplay
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
COLLISION, RAILS = "limited by collision", "it stops at the end of its rails"
HALF_TURN = "nothing ends its way, so it turns as far as a hinge does"
# Of the range: for so long what touches as modelled may go on doing so.
AT_REST = 0.2
# What goes less far into a wheel than this share of its radius brushes it, and stops no spin.
BRUSH = 0.15
# More parts that carry each other than any real mechanism has.
DEEPEST = 20
# Limits that differ by less than this share of their range are the same.
SAME = 1e-5
# An end that is nearer to the rest pose than this share of the range cannot be seen: there a part is closed, at 0.
UNSEEN = 0.005


@dataclass(frozen=True)
class End:
    """How far a way goes, and in words what ends it there: nothing where it is free to the value asked for."""

    value: float
    why: str = ""


Reach = Callable[..., End]
# Of a way: its joint, the limit, and how far from rest what is met begins to count.
Key = tuple[Joint, float, float]


@dataclass(frozen=True)
class Refined:
    """notes: a sentence for each joint that has something to say. needs: what joints need of each other."""

    articulation: Articulation
    notes: tuple[str, ...]
    needs: tuple[Need, ...]


@dataclass(frozen=True)
class _Context:
    """What all joints are refined in."""

    articulation: Articulation
    stops: Stops
    widen: bool
    widened: Collection[int]
    surroundings: Parts

    def name(self, part: int) -> str:
        return "its surroundings" if part in self.surroundings else self.articulation.part(part).name


def refine(
    articulation: Articulation, stops: Stops, tell: Callable[[str, float], None] | None = None, **how: Any
) -> Refined:
    """All steps of `refining` at once. tell: hears what each tells."""
    return exhausted(refining(articulation, stops, **how), tell)


def refining(
    articulation: Articulation,
    stops: Stops,
    widen: bool = False,
    surroundings: Parts = (),
    locked: Collection[int] = (),
    before: Mapping[int, Joint] | None = None,
    widened: Collection[int] = (),
    settled: Collection[int] = (),
) -> Steps[Refined]:
    """The articulation with limits where its parts run into those that carry them, or into the surroundings.

    What is known of a joint stays to the letter, and so does all of the locked parts'. A predicted hinge that is
    stopped early goes the other way or moves to an edge of its part if that frees it; certain ones stay. A part that
    could move out of the way stops nothing: the joint then needs it open. Limits only shrink, except that a joint that
    can only open the other way is turned round; with widen they go on to the true stop: a drawer's to the end of its
    rails, a door's to half a turn. surroundings: keys of stops' meshes that are no parts. Where nothing is met, rails
    and hinges end as `rails` and `hinges` say, and all else keeps its limits. Value 0 stays the rest pose.

    before: by child, what joints were before they were refined, of those that are as that left them. They are refined
    anew from there, so that doing it again changes nothing. widened: those that were refined with widen, and stay so.
    settled: children of joints that were refined and about which nothing has changed; they stay, and what they need of
    each other is not among the needs.
    """
    before = {child: joint for child, joint in (before or {}).items() if child not in settled}
    given = Articulation(articulation.parts, tuple(before.get(joint.child, joint) for joint in articulation.joints))
    given = _certain(given, locked)
    context = _Context(given, stops, widen, widened, surroundings)
    joints = []
    for index, joint in enumerate(given.joints):
        if joint.child not in settled:
            looking = _looked(context, joint)
            joint = yield from within(looking, index / len(given.joints) / 2, (index + 1) / len(given.joints) / 2)
        joints.append(joint)
    changed = Articulation(given.parts, tuple(joints))
    needs, blocks = yield from within(interplay(changed, stops, settled), 0.5, 1.0)
    yield STAGE, 1.0
    joints = []
    for joint in changed.joints:
        if joint.child not in settled:
            stopped = _against_others(joint, given, needs, blocks)
            joint = yield from begun_again(partial(_noted, stopped, given, stops), (STAGE, 1.0))
        joints.append(joint)
    joints = [
        _kept(replace(_from_rest(joint), known=old.known), old, widen, stops.size)
        for joint, old in zip(joints, articulation.joints, strict=True)
    ]
    notes = tuple(
        f"{joint.name or f'Joint of part {joint.child}'}: {joint.note or 'nothing is in its way'}"
        for old, joint in zip(articulation.joints, joints, strict=True)
        if joint != old
    )
    return Refined(Articulation(articulation.parts, tuple(joints)), notes, needs)


def _certain(articulation: Articulation, locked: Collection[int]) -> Articulation:
    """The same with all of the locked parts' joints known."""
    joints = (replace(j, known=KNOWABLE) if j.child in locked else j for j in articulation.joints)
    return Articulation(articulation.parts, tuple(joints))


def _from_rest(joint: Joint) -> Joint:
    """The same, without a way of its that is too short to be seen."""
    if joint.type is JointType.CONTINUOUS or "limits" in joint.known:
        return joint
    least = UNSEEN * (joint.upper - joint.lower)
    lower = 0.0 if -least < joint.lower < 0 else joint.lower
    return joint.with_limits(lower, 0.0 if 0 < joint.upper < least else joint.upper)


def _kept(joint: Joint, old: Joint, widen: bool, size: float) -> Joint:
    """A refined joint, but as it was where that is the same, or narrower because more was in the way at that time."""
    if (joint.type, joint.axis) != (old.type, old.axis) or math.dist(joint.origin, old.origin) > SAME * size:
        return joint
    joint = replace(joint, origin=old.origin)
    if joint.type is JointType.CONTINUOUS:
        return joint
    slack = SAME * (old.upper - old.lower)
    if abs(joint.lower - old.lower) <= slack and abs(joint.upper - old.upper) <= slack:
        return joint.with_limits(old.lower, old.upper)
    if not widen and joint.lower <= old.lower + slack and joint.upper >= old.upper - slack:
        return joint.with_limits(old.lower, old.upper, old.note)
    return joint


class _Wanted(Exception):  # noqa: N818
    """To go on, the end of a way must be known. key: of `_against_carriers`."""

    def __init__(self, key: Key, way: Way):
        self.key, self.way = key, way


def _looked(context: _Context, joint: Joint) -> Steps[Joint]:
    """`_against_carriers` in steps: what follows from the ways that are known is worked out anew each time that another
    is wanted, for that is quick."""
    ends: dict[Key, End] = {}
    carried_by = carriers(context.articulation, joint.child)
    for parts in (tuple(sorted(context.articulation.subtree(joint.child))), (*carried_by, *context.surroundings)):
        yield from context.stops.readied(parts, (STAGE, 0.0))
    while True:
        told = STAGE, len(ends) / (len(ends) + 4)
        yield told
        try:
            return _against_carriers(context, joint, ends)
        except Enough:
            pass
        except _Wanted as wanted:
            ends[wanted.key] = yield from _way_end(context, carried_by, wanted, told)


def _way_end(context: _Context, carried_by: Parts, wanted: _Wanted, told: tuple[str, float]) -> Steps[End]:
    """Where a way ends, and why."""
    stops, way, (joint, limit, after) = context.stops, wanted.way, wanted.key
    stop = yield from stops.finding(way, limit, after, told)
    end = End(limit)
    if stop is not None:
        met = yield from begun_again(partial(stops.met, way, stop), told)
        end = End(stop.value, f"{COLLISION} with {context.name(met)}")
    if joint.type is JointType.PRISMATIC and limit:
        yield told
        rails = rails_end(joint, stops.mesh((joint.child,)), stops.mesh(carried_by), math.copysign(1, limit))
        end = min(end, End(rails, RAILS), key=lambda end: abs(end.value))
    return end


def _against_carriers(context: _Context, joint: Joint, ends: Mapping[Key, End]) -> Joint:
    """ends: those that are known of ways. _Wanted: another is needed."""
    articulation, stops = context.articulation, context.stops
    moving = tuple(sorted(articulation.subtree(joint.child)))
    carried_by = carriers(articulation, joint.child)
    still = (*carried_by, *context.surroundings)
    if not any(len(stops.surfaces.meshes[part][1]) for part in moving):
        return replace(joint, note="its part has no surface, so its limits are as predicted")

    @cache
    def reaching(joint: Joint) -> Reach:
        way = Way(joint, moving, still, brush=BRUSH if joint.type is JointType.CONTINUOUS else 0.0)

        def reach(limit: float, after: float = 0.0) -> End:
            key = joint, limit, after
            if key not in ends:
                raise _Wanted(key, way)
            return ends[key]

        return reach

    if joint.type is JointType.CONTINUOUS:
        return _turning(joint, reaching)
    if "limits" in joint.known:
        return replace(joint, note=_meetings(joint, reaching(joint)))
    hung, done = joint, ""
    if joint.confidence < 1 and joint.type is JointType.REVOLUTE:
        is_door = articulation.part(joint.child).label == "door"
        hung, done = _hung(joint, Way(joint, moving, still), stops, reaching, is_door)
    widen = context.widen or joint.child in context.widened
    limited = _limited(hung, Way(hung, moving, still), stops, reaching(hung), widen)
    return replace(limited, note="; ".join(filter(None, (done, limited.note))))


def _hung(joint: Joint, way: Way, stops: Stops, reaching: Callable[[Joint], Reach], is_door: bool) -> tuple[Joint, str]:
    """A hinge that is stopped early, turned round or moved so that it is free, and which; else as it is.

    A door's is not left in its midst if it is free at an edge. What is closed is not turned round: inside, an oven has
    room for its door.
    """
    far = max(joint.lower, joint.upper, key=abs)
    points = stops.mesh(way.moving)[0]
    may_move = "origin" not in joint.known
    for edge, turned in product(edges(joint, points) if is_door and may_move else (), (False, True)):
        moved = replace(joint, origin=edge)
        moved = moved.with_limits(-joint.upper, -joint.lower) if turned else moved
        if abs(reaching(moved)(-far if turned else far).value) >= WHOLE * abs(far):
            return moved, MOVED
    if not LEAST * abs(far) <= abs(reaching(joint)(far).value) < EARLY * abs(far):
        return joint, ""
    if abs(reaching(joint)(-far).value) >= WHOLE * abs(far) and not rests(way, stops):
        return joint.with_limits(-joint.upper, -joint.lower), OTHER_WAY
    for origin in seats(joint, points) if may_move else ():
        moved = replace(joint, origin=origin)
        if abs(reaching(moved)(far).value) >= WHOLE * abs(far):
            return moved, MOVED
    return joint, ""


def _turning(joint: Joint, reaching: Callable[[Joint], Reach]) -> Joint:
    """A joint that turns for ever, as what is free for almost a turn or only brushes does, or as far as it can."""
    if any(abs(reaching(joint)(way).value) == TURN for way in (-TURN, TURN)):
        return joint
    hinge = replace(joint, type=JointType.REVOLUTE, lower=-TURN, upper=TURN)
    ends = reaching(hinge)(-TURN), reaching(hinge)(TURN)
    lower, upper = (end.value for end in ends)
    if "type" in joint.known:
        return replace(
            joint, note=f"{_met(joint, min(ends, key=lambda end: abs(end.value)))}, but it is known to turn on"
        )
    if upper - lower < LEAST * math.tau:
        return replace(joint, note="its parts touch at once, so it turns on as predicted")
    why = dict.fromkeys(end.why for end in ends if end.why)
    return hinge.with_limits(lower, upper, "; ".join(["obstructed, so it no longer turns on for ever", *why]))


def _meetings(joint: Joint, reach: Reach) -> str:
    """What is in the way of a joint whose limits stay nevertheless."""
    found = [reach(limit) for limit in (joint.lower, joint.upper) if limit]
    slack = SAME * (joint.upper - joint.lower)
    met = [_met(joint, end) for end in found if end.why.startswith(COLLISION) and _inside(joint, end.value, slack)]
    return "; ".join(f"{words}, but its limits are known or locked and stay" for words in met)


def _inside(joint: Joint, value: float, slack: float) -> bool:
    return joint.lower + slack < value < joint.upper - slack


def _met(joint: Joint, end: End) -> str:
    at = f"{end.value:.3g} m" if joint.type.slides else f"{math.degrees(end.value):.0f}°"
    return f"it meets {end.why.removeprefix(COLLISION + ' with ')} at {at}"


def _limited(joint: Joint, way: Way, stops: Stops, reach: Reach, widen: bool) -> Joint:
    lower, upper = joint.lower, joint.upper
    if widen:
        farthest = math.pi if joint.type is JointType.REVOLUTE else stops.size
        lower, upper = min(joint.lower, -farthest), max(joint.upper, farthest)
    ends = _end(lower, upper, lower, reach), _end(lower, upper, upper, reach)
    low, high = (end.value for end in ends)
    if found := _turned(joint, reach):
        return joint.with_limits(*found, OTHER_WAY)
    if high - low < LEAST * (joint.upper - joint.lower):
        if freer := _freer(joint, way, stops, reach):
            return joint.with_limits(*freer, "its parts touch as modelled, so it goes the freer way")
        return replace(joint, note="its parts touch at once, so its limits are as predicted")
    notes = []
    if joint.type is not JointType.REVOLUTE:
        # What slides free of everything has no true stop to widen to.
        low, high = (joint.lower if low == lower else low), (joint.upper if high == upper else high)
    elif not widen:
        if (kept := one_way((low, high), way, stops)) != (low, high):
            (low, high), notes = kept, ["closed as modelled, so it opens one way"]
        if (half := within_half_turn((lower, upper), (low, high), lambda limit: reach(limit).value)) != (low, high):
            (low, high), notes = half, [*notes, HALF_TURN]
    if (low, high) == (joint.lower, joint.upper):
        return joint
    changed = [end for end, now, old in zip(ends, (low, high), (joint.lower, joint.upper), strict=True)
               if now == end.value != old]  # fmt: skip
    why = [end.why or HALF_TURN for end in changed]
    if low < joint.lower or high > joint.upper:
        notes.append("widened to its stops" if all(end.why for end in changed) else "widened")
    return joint.with_limits(low, high, "; ".join(dict.fromkeys([*notes, *why])))


def _turned(joint: Joint, reach: Reach) -> Limits | None:
    """Limits of a joint whose greater way is blocked at once while the other is free: turned round."""
    near, far = sorted((joint.lower, joint.upper), key=abs)
    least = LEAST * (joint.upper - joint.lower)
    if abs(reach(far).value) >= least or abs(other := reach(-far).value) < abs(far) / 2:
        return None
    if near * far > 0 and abs(other) < abs(near):
        return None
    lesser = -near if near * far > 0 else reach(-near).value
    return tuple(sorted((lesser, other)))


def _freer(joint: Joint, way: Way, stops: Stops, reach: Reach) -> Limits | None:
    """The way in which there is less to go through, of a joint whose parts touch at once in both."""
    lower, upper = joint.lower, joint.upper
    if not lower < 0 < upper:
        return None
    low, high = stops.load(way, lower), stops.load(way, upper)
    if not min(low, high) < FREER * max(low, high):
        return None
    # What touches at rest does so from the start.
    end = reach(lower if low < high else upper, AT_REST * (upper - lower)).value
    if abs(end) < LEAST * (upper - lower):
        return None
    return tuple(sorted((0.0, end)))


def _end(lower: float, upper: float, limit: float, reach: Reach) -> End:
    """The end of a way to a limit; the limit itself if what stops the way lies outside the range."""
    end = reach(limit)
    return end if lower <= end.value <= upper else End(limit)


def _against_others(
    joint: Joint, articulation: Articulation, needs: tuple[Need, ...], blocks: tuple[Block, ...]
) -> Joint:
    notes = [joint.note] if joint.note else []
    for block in (b for b in blocks if b.child == joint.child and joint.lower <= b.value <= joint.upper):
        who = articulation.part(block.by).name
        low, high = (joint.lower, block.value) if block.value > 0 else (block.value, joint.upper)
        if "limits" in joint.known:
            notes.append(f"{_met(joint, End(block.value, who))}, but its limits are known or locked and stay")
        elif high - low >= LEAST * (joint.upper - joint.lower):
            joint = joint.with_limits(low, high)
            notes.append(f"stopped by {who}")
        else:
            notes.append(f"it runs into {who} at once, which therefore does not stop it")
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
