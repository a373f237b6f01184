"""What verbs, states and directions mean. Written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from .lexicon import rows


@dataclass(frozen=True)
class Verb:
    """act: what is done. way: the direction that it has of itself. turns: whether its degrees count from now."""

    act: str
    way: str = ""
    turns: bool = False


# act, way: verbs. "set" and "hold" do what their complement says; "grasp" moves nothing but says what is spoken of;
# "other" is about other things than parts; "want" asks for what follows.
VERBS = """
ajar: crack
open: open, expose, reveal, unfold, unclose, uncover, expand, extend, spread, deploy, unroll, unseal, uncap, uncork,
    reopen, prise, pry, pop, unlatch, unlock, unfasten, unbolt, unhook, unclip, undo, unscrew, untwist, loosen,
    release, eject, remove, detach, unzip, ease, fling, throw, access, unshut, splay, unfurl, gape, unclench
fold: fold
close: close, shut, collapse, seal, stow, tuck, retract, slam, reclose, cover, bang, fasten, screw, tighten, lock, bolt,
    latch, cap, replace, reattach, reseal, snap, back off, ease off
on: fire up, apply, commence, initiate, activate, start, ignite, enable, energise, energize, light, engage, boot
off: cease, halt, terminate, discontinue, deactivate, stop, extinguish, disable, kill, cut, disengage, douse, silence,
    unpress
toggle: toggle, flick, flip, switch
press: press, flush, hit, click, depress, tap, punch, poke, jab, actuate, trigger, squeeze, step on, tread on, stomp on,
    mash
pull: pull, tug, yank, draw, drag, haul, withdraw, extract, jerk, wrench, lug
push: push, shove, thrust, ram, bump, prod, force
up: lift, raise, rise, hoist, elevate, heave, jack, hike, uplift
down: lower, drop, fall, sink, dip, descend
go: relocate, slide, move, shift, swing, glide, sweep, roll, run, budge, nudge, kick
turn: turn, rotate, twist, spin, crank, wind, revolve, swivel, pivot, steer, slew, yaw, traverse,
    whirl, twirl, dial, screw round, crank round
tilt: curl, uncurl, tilt, tip, lean, angle, incline, recline, bend
set: prop, wedge, manipulate, configure, set, key, keyframe, animate, put, make, have, get, adjust, position, bring,
    pose, lay, stand, change, take, send, place, disturb, alter, affect, modify
hold: skip, spare, omit, ignore, leave, keep, hold, stay, remain, let, maintain, preserve, retain
want: want, need, like, love, prefer, wish, try, help, ensure, see, show, give, require, would, prepare, begin,
        verify, confirm, guarantee, attempt,
    proceed, continue, finish, fancy, ask, check, manage
grasp: grab, grasp, grip, reach, approach, go, walk, touch, locate, look, face, use, find, navigate, head, stretch,
    extend to, take hold of, get hold of, hold onto, hold on to, hold of, seize, clutch, catch, stand in front
centre: centre, center
rest: straighten, reset, return, restore, revert, rewind
swap: invert, reverse, swap, exchange, interchange, trade
aim: aim, point, direct, orient
halve: halve
double: double
same: line, align, match, copy, mirror, repeat
increase: accelerate, increase, widen, boost, enlarge
decrease: slow, decrease, reduce, narrow, lessen
stagger: stagger, cascade, fan, graduate
other: pick, insert, pour, fill, load, unload, fetch, retrieve, carry, deliver, serve, wash, clean, wipe, dry, cook,
    heat, boil, bake, eat, drink, store, stack, throw away, throw out, dump, hand, pass, wait, sing, play,
    tell, say, write, paint, colour, color, delete, render, make coffee, brew, feed, water, empty, sort, arrange,
    organize, organise, tidy, transfer, collect, gather, unplug, plug, attach, assemble, park, drive, cut up, slice,
    knock, grate, toss, microwave, defrost, chill, buy, sell, read, sit, sleep, watch, listen, deposit,
    discard, hide, pack, unpack, stir, squash, peek, step, come, enter, exit, leave through,
    be careful, be very careful, take care, watch out, look out, beware, be mindful
"""

IRREGULAR = {
    "swung": "swing", "slid": "slide", "shut": "shut", "put": "put", "left": "leave", "kept": "keep", "held": "hold",
    "brought": "bring", "taken": "take", "took": "take", "spun": "spin", "wound": "wind", "bent": "bend",
    "drawn": "draw", "thrown": "throw", "flung": "fling", "laid": "lay", "stood": "stand", "lit": "light",
    "spread": "spread", "got": "get", "gotten": "get", "sank": "sink", "sunk": "sink", "leant": "lean", "made": "make",
    "went": "go", "gone": "go", "undone": "undo", "sent": "send", "lying": "lay", "picked": "pick", "hung": "hang",
    "leaned": "lean", "withdrawn": "withdraw", "withdrew": "withdraw", "risen": "rise", "rose": "rise",
    "fallen": "fall", "fell": "fall",
}  # fmt: skip
# What can say how a part is, though it is a verb's form: "the drawer pulled out".
STATES = """
open: open, opened, unlocked, unfolded, extended, wide open, ajar wide, uncovered, expanded, unlatched, agape, gaping,
    gaping open, yawning open, hanging open
close: closed, shut, sealed, locked, stowed, retracted, fully shut, collapsed, tight, in place, fastened, shut tight,
    back in its place, back in their places, back in place, in its place, in their places, into its place,
    into their places, back where it goes, back where they go
on: to the on position, in the on position,
    on, lit, running, active, switched on, turned on, powered on, activated
off: to the off position, in the off position, to its off position,
    off, unlit, inactive, switched off, turned off, powered off, deactivated, out cold
ajar: ajar
upright: upright, vertical, vertically, straight up, bolt upright, standing up, straight upright, plumb,
    perpendicular to the floor, perpendicular to the ground, on end
level: level, flat, horizontal, horizontally, levelled, leveled, parallel to the floor, parallel to the ground,
    parallel with the floor, parallel with the ground, flush with the floor, even with the floor
rest: where it belongs, where they belong, how it belongs, how they belong, as you were, defaults, at default, how it
    was, to how it was, to how they were, the way it was, to the way it was, back to start, to start, to the start, to
    its default, back to normal, straight, where it was, where they were, dead straight, at rest, to rest, to its rest
    position, as it was, as they were, as modelled, to its original position, to the original position, to its starting
    position, to the start position, to its initial position, to where it was, to default, to neutral, straight ahead,
    to normal
"""
DIRECTIONS = """
up: to the top, to top, to the very top, up, upward, upwards, upwardly, skyward, skywards
down: to the bottom, to bottom, to the very bottom, down, downward, downwards, to the ground, to the floor,
    on the ground, on the floor, onto the ground, onto the floor, to ground level, to floor level, down to the ground,
    down to the floor
left: far left, to the far left, hard left, left, leftward, leftwards, to the left, to your left, to my left, to
    left, left hand side, to the left side, to the left hand side, towards the left, toward the left, to its left
right: far right, to the far right, hard right, right, rightward, rightwards, to the right, to your right, to my
    right, to right, to the right side, to the right hand side, towards the right, toward the right, to its right
front: forward, forwards, towards you, toward you, towards me, toward me, to the front, frontward, frontwards,
    towards the front, toward the front, towards yourself, toward yourself, towards the viewer, toward the viewer,
    towards the camera, toward the camera
back: back, backward, backwards, rearward, rearwards, to the back, towards the back, toward the back, away from you,
    away from me, to the rear, towards the rear
side: sideways, to the side, to one side, aside, sidewards, to either side, to the other side, sideward
in: to the inside, towards the inside, in, inward, inwards, into place, back in, inside, back inside
out: to the outside, to outside, towards the outside, out, outward, outwards
cw: clockwise, cw, clock wise, right hand turn
ccw: counterclockwise, counter clockwise, anticlockwise, anti clockwise, ccw, acw, anti clock wise, widdershins
apart: apart
together: together
over: over, round, around, across
through: through
"""
_TO = ("to the ", "to its ", "to their ", "to ", "in the ", "in its ", "at the ", "at its ", "at their ", "the ", "")
# The end of a way: "to its rightmost position".
_FARTHEST = {
    "up": ("uppermost", "topmost", "highest", "upmost", "raised"),
    "down": ("lowermost", "bottommost", "lowest", "lowered"),
    "left": ("leftmost", "far left"), "right": ("rightmost", "far right"), "front": ("frontmost", "foremost"),
    "back": ("rearmost", "backmost"),
}  # fmt: skip
_FIRST = ("original", "initial", "starting", "start", "rest", "resting", "default", "neutral", "home", "modelled")
_POSES = ("pose", "poses", "position", "positions", "state", "place", "places", "setting", "configuration", "")
# Verbs that have a way of themselves, beside "up" and "down": a bucket and fingers curl in.
_OWN_WAYS = {"curl": "in", "uncurl": "out"}
# Forms that stand before a noun only as what the part is now: "the open drawer".
BEFORE_NOUN = {"open": "open", "opened": "open", "closed": "closed", "shut": "closed", "lit": "on"}


@cache
def verbs() -> dict[str, Verb]:
    """Verbs by each of their present forms."""
    forms: dict[str, Verb] = {}
    for word, verb in _bare().items():
        first, _, rest = word.partition(" ")
        for form in (first, _s(first), _ing(first)):
            forms.setdefault(f"{form} {rest}".strip(), verb)
    return forms


@cache
def participles() -> dict[str, Verb]:
    """Verbs by their past forms: "pulled", "swung"."""
    known = {past: _bare()[word] for past, word in IRREGULAR.items() if word in _bare()}
    irregular = set(IRREGULAR.values()) | {"hit", "set", "cut", "let"}
    regular = {_ed(word): verb for word, verb in _bare().items() if " " not in word and word not in irregular}
    return regular | known


@cache
def states() -> dict[str, str]:
    """How a part is to be, by the words for it."""
    poses = {
        f"{to}{one} {pose}".strip(): "rest"
        for to in _TO
        for one in _FIRST
        for pose in _POSES
        if pose or to.startswith(("to", "at", "in"))
    }
    return poses | by_word(STATES)


@cache
def directions() -> dict[str, str]:
    """Ways to go, by the words for them."""
    ends = {
        f"{to} {end} {point}": way
        for to in ("to its", "to their", "to the", "in its", "at its")
        for way, names in _FARTHEST.items()
        for end in names
        for point in ("position", "point", "end", "side", "setting", "stop", "limit")
    } | {f"{to} {end}": way for to in ("to its", "to their") for way, names in _FARTHEST.items() for end in names}
    return ends | by_word(DIRECTIONS)


@cache
def _bare() -> dict[str, Verb]:
    verbs = {}
    for word, act in by_word(VERBS).items():
        up = act in ("up", "down")
        way = act if up else _OWN_WAYS.get(word, "")
        verbs[word] = Verb("go" if up else act, way, act in ("turn", "tilt"))
    return verbs


def by_word(text: str) -> dict[str, str]:
    """The meaning of each word of a table."""
    lines = (line.partition(":") for line in rows(text))
    return {word.strip(): meaning for meaning, _, words in lines for word in words.split(",")}


def _doubles(word: str) -> bool:
    """Whether the last letter doubles before an ending: shut, tip, swap, but not lower or open."""
    vowels = [letter in "aeiou" for letter in word]
    return len(word) > 2 and sum(vowels) == 1 and not vowels[-1] and vowels[-2] and word[-1] not in "wxy"


def _s(word: str) -> str:
    return word + ("es" if word.endswith(("ch", "sh", "ss", "x", "zz")) else "s")


def _ing(word: str) -> str:
    if word.endswith("e") and not word.endswith("ee"):
        return word[:-1] + "ing"
    return word + (word[-1] if _doubles(word) else "") + "ing"


def _ed(word: str) -> str:
    if word.endswith("e"):
        return word + "d"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ied"
    return word + (word[-1] if _doubles(word) else "") + "ed"
