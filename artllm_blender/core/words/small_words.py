"""Small words: selectors, numbers, amounts, units, quantifiers, connectives, what may be passed over."""

from __future__ import annotations

import math

PLACES = """
top: top, upstairs, upper, topmost, uppermost, highest, higher, top most, upper most, overhead
bottom: bottom, downstairs, lowest, bottommost, lowermost, lower, undermost, bottom most
left: l, left, leftmost, left hand, left hand side, lefthand, far left, extreme left, very left, left most, furthest
    left, farthest left, leftward one, left side, lh
right: r, right, rightmost, right hand, right hand side, righthand, far right, extreme right, very right, right most,
    furthest right, farthest right, right side, rh
front: front, frontmost, nearest, closest, foremost, near, front most
back: back, rear, rearmost, hindmost, furthest back, backmost, rear most, hind
middle: middle, central, mid, midmost, center, centre, in between, middlemost
biggest: biggest, largest, big, large, tallest, widest, tall, wide, longest, long, main, larger, bigger, taller,
    wider
smallest: smallest, small, little, tiny, narrow, narrowest, shortest, short, smaller, shorter, narrower
odd: odd, odd numbered
even: even, even numbered
inner: inner, innermost, inside
outer: outer, outermost, outside
"""
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
ORDINAL_FORMS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "6th": 6, "7th": 7, "8th": 8, "9th": 9, "10th": 10,
                 "last": -1, "final": -1, "penultimate": -2, "next to last": -2, "last but one": -2, "last but two": -3,
                 "antepenultimate": -3}  # fmt: skip
UNITS_OF_TEN = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
NUMBERS = {word: n for n, word in enumerate(UNITS_OF_TEN.split())} | {
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "dozen": 12,
}  # fmt: skip
# Shares of the way; with a number before them so many of them.
SHARES = {"half": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4, "fourths": 1 / 4,
          "fifth": 1 / 5, "fifths": 1 / 5, "sixths": 1 / 6, "eighths": 1 / 8, "tenth": 1 / 10, "tenths": 1 / 10,
          "halves": 1 / 2, "fourth": 1 / 4, "sixth": 1 / 6, "eighth": 1 / 8}  # fmt: skip
UNITS = {
    "angle": {"degree": math.pi / 180, "degrees": math.pi / 180, "deg": math.pi / 180, "degs": math.pi / 180,
              "°": math.pi / 180, "radian": 1.0, "radians": 1.0, "rad": 1.0, "turn": math.tau, "turns": math.tau,
              "revolution": math.tau, "revolutions": math.tau, "rotation": math.tau, "rotations": math.tau,
              "grade": math.pi / 180, "grades": math.pi / 180, "o'clock": math.tau / 12, "circle": math.tau,
              "rev": math.tau, "revs": math.tau, "times": math.tau},
    "length": {"mm": 0.001, "millimetre": 0.001, "millimetres": 0.001, "millimeter": 0.001, "millimeters": 0.001,
               "cm": 0.01, "cms": 0.01, "centimetre": 0.01, "centimetres": 0.01, "centimeter": 0.01,
               "centimeters": 0.01, "m": 1.0, "metre": 1.0, "metres": 1.0, "meter": 1.0, "meters": 1.0, "dm": 0.1,
               "inch": 0.0254, "inches": 0.0254, '"': 0.0254, "foot": 0.3048, "feet": 0.3048, "ft": 0.3048,
               "yard": 0.9144, "yards": 0.9144, "decimetre": 0.1, "decimeter": 0.1},
    "fraction": {"%": 0.01, "percent": 0.01, "percents": 0.01, "per cent": 0.01, "pct": 0.01},
}  # fmt: skip
# measure value: words.
AMOUNTS = """
limit 1: wide enough, far enough,
    full extension, at full extension, to full extension, its full depth, its full length, its full width, its
    full height, its full extent, their full extent, fully, completely, all the way, all of the way, entirely, as
    far as it goes, as far as it will go, as far as they go, as far as they will go, as far as it can go, as far as
    possible, as far as you can, as far as they can go, as wide as it goes, as wide as possible, as wide as it will
    go, as wide as they go, wide, full, max, maximum, to the max, to the maximum, to the limit, to its limit, to
    their limits, to its upper limit, to their upper limits, to the upper limit, to upper limits, upper limit, upper
    limits, at its upper limit, to its maximum, to their maximum, to the end, to its end, to the stop, to the stops,
    to its stop, until it stops, till it stops, until they stop, totally, wholly, to the fullest, right up, right
    out, the whole way, the full way, full blast,
    as high as it goes, as high as possible, as high as it will go, as low as it goes, as low as possible, as low as
    it will go, to full, until it hits the stop, as much as possible, as much as you can, as much as it can, as far
    as it'll go, as wide as it'll go, as far as they'll go, to capacity, high, highest setting, to the maximum
    extent, the rest of the way, the remaining way, thoroughly, right round, all the way round, all the way around,
    as open as possible, as far out as it goes, as far out as possible, until it clicks, until it won't go any
    further, until fully, to the very end, completely wide, flat out
limit .5: until the middle, up to the middle, dead centre, dead center, in the middle of its travel, in the middle of
    its range, to its midpoint, to its middle, at its midpoint, in mid travel, at the midpoint, to the middle, to the
    midpoint, to the middle position, to the center, to the centre, centred, centered, to mid, to the center position,
    to the centre position, mid
angle 1.5707963267948966: right angle, a right angle, at right angles, square on, square to, square with,
    perpendicular, perpendicular to, perpendicular with
limit -1: to its lower limit, to their lower limits, to the lower limit, to lower limits, lower limit, lower limits,
    at its lower limit, min, minimum, to the min, to the minimum, to its minimum, to their minimum
limit 0: to zero, to nothing, lowest setting, zero
fraction .5: half as far as it goes, half as far as it will go, half as far as possible, half as wide as it goes,
    half as wide as possible, a fair way, a fair bit, a good bit, quite a bit, halfway, half way, midway, mid way,
    half of the way, half the way, in half, medium, to medium, to the halfway point, to the half way point, partway,
    part way, partly, partially, to half, about half, half its travel, half of its travel, half its range, half of
    its range, mid position, fifty fifty
ajar .09: just enough, enough, narrow gap, small gap, slight gap, tiny gap, a small gap, a slight gap, a narrow gap,
    a tiny gap, a little gap, slightly, a bit, a
    little, a little bit, a crack, a touch, a smidge, a hair, a tad, just barely, a sliver, a fraction, a tiny bit,
    a wee bit, barely, a notch, a slight bit, a chink, a hair's breadth, a wee crack, ever so slightly, a slit, a
    gap, some, somewhat, gently ajar, a small bit, a small way, bit, little bit, a small amount, a tiny amount,
    a trickle, just a trickle, a dribble
fraction .93: almost all the way, nearly all the way, almost fully, nearly fully, almost completely, nearly
    completely, almost, nearly, virtually
fraction .8: mostly, most of the way, for the most part, a lot, a good way, largely
fraction .7: not quite, not entirely, not quite open, not too far, not too wide, but not too far, but not too wide,
    not too much, not all the way, but not all the way, not fully, but not fully, not completely, but not
    completely, not quite all the way, not quite fully, but not quite all the way
length .02: a finger 's width, a finger 's breadth, a finger width
length .1: a hand 's width, a hand 's breadth, a handbreadth, a hand width, a fist 's width
factor 2: as far again, as much again, as wide again, double that, double it, twice that, twice as far, twice as
    wide, twice as much, twice as open
factor .5: half of that, half that, half of it, half of what it is, half of this, half this much, half that much,
    half that far, half as far, half as wide, half as much, half as open
"""
# The open end, by any of its names: "to its fullest extent".
_ENDS = (
    "extent extension length depth width range travel opening position setting height capacity limit reach stop".split()
)
_UTMOST = "full fullest maximum maximal max greatest utmost furthest farthest complete widest".split()
_LEAST = "minimum minimal min smallest".split()
ENDS = {
    f"{to} {whose} {most} {end}".strip(): value
    for to in ("to", "at", "")
    for whose in ("its", "their", "the")
    for value, degrees in ((1.0, _UTMOST), (-1.0, _LEAST))
    for most in degrees
    for end in (*_ENDS, "")
    if end or to and whose != "the"
}
# What parts are called by those who name none: "the other components".
OTHERS = {
    f"{other} {things}"
    for other in (
        "the other",
        "other",
        "all other",
        "all the other",
        "the remaining",
        "remaining",
        "any other",
        "every other",
    )
    for things in ("parts", "components", "elements", "pieces", "joints", "things", "bits", "stuff", "moving parts")
} | {f"any other {thing}" for thing in ("part", "component", "element", "piece", "joint", "thing")}
MORE = {"more": 1, "further": 1, "farther": 1, "wider": 1, "another": 1, "extra": 1, "additional": 1, "higher": 1,
        "less": -1, "back a bit": -1, "back a little": -1, "additionally": 1, "some more": 1, "a bit more": 1,
        "a little more": 1, "a bit less": -1, "a little less": -1, "more open": 1, "more closed": -1,
        "less open": -1, "even more": 1, "still further": 1, "even further": 1, "a bit further": 1,
        "a little further": 1, "a bit wider": 1, "a little wider": 1, "slightly more": 1, "slightly further": 1,
        "slightly wider": 1, "slightly less": -1, "any more": 1, "a touch more": 1, "a tad more": 1}  # fmt: skip
# What leaves something out, at the head of a sentence too: "except for the lid, close everything".
EXCEPTIONS = (
    "except, except for, except of, apart from, other than, save for, bar, barring, excluding, excepting, aside from, "
    "besides, with the exception of"
)
WORDS = f"""
then: then, and then, after that, after which, afterwards, afterward, upon completion, once completed, next,
    subsequently, thereafter, followed by, once done, when done, and after that, once that is done, when that is done,
    later, finally, lastly, eventually, after this, and finally, and next, in turn then, once that's done, when that's
    done
and: and, &, plus, as well as, along with, together with, while, whilst, whereas, also, +, or else, and also, but
    also, same time, at the same time, in the same time, at same time, in same time, simultaneously, but then
but: but, however, yet, though
or: or, either or
except: {EXCEPTIONS}, but not, not including, without touching, but for, rather than, and not, instead
    of
det: the, its, their, your, my, our, his, her, said, da, ze, th
this: this, that, these, those
pronoun: it, him, them, they, this one, that one, these ones, those ones, em, this thing, the same one, the same ones,
    itself, themselves, the latter, latter, the former, former
one: one, ones
by: by
to: up to, to, until, till, at, til, about to, into
roughly: a good, a solid, about, around, roughly, approximately, approx, exactly, precisely, only, just, circa,
    some, merely, angle of, an angle of, position of, a position of, at least, at most, setting of, a total of, no
    more than, opening of, an opening of, openness of, distance of, a distance of, angle, total
of: of, from, in, on, at, inside, within, for, off of, belonging to, to, with, under, near, into, onto, off
copula: come, comes, has been, have been, having been, is being, are being, protruding, protrudes, protrude, projecting,
    projects, remains, remain, sticking, poking, peeking, peeping, jutting, hang, lies, lays, hanging, standing,
    sitting, lying, resting,
    pointing, is, are, be, was, were, been, being, should, must, shall, becomes, become, stands, stays, sits, hangs,
    looks, ends up, end up, has to be, have to be, needs to be, need to be, ought to be, should be, must be, is to be,
    to be, will be, are to be, gets, is standing, goes, go, comes, sticks, faces
which: presently, that, which, what's, whichever are, whatever are, that's, whichever, what, whatever, that is, that
    are, which is, which are, who, that was, whichever is, whatever is, what is, that were, currently, already, still,
    thats
not: not, don't, dont, do not, never, doesn't, does not, should not, shouldn't, mustn't, must not, avoid, cannot, no
    need to, without, refrain from, stop from
hold: left alone, left as it is, left as they are, left untouched, left as is, left be, alone, as it is, as they
    are, as is, untouched, unchanged, where it is, where they are, be, in peace, still, unmoved, in place as it is,
    the way it is, the way they are, how it is, how they are, stay put, stays put, staying put, stand still, like it is,
    like they are, like it was, like they were
side: configuration, ends, side, hand side, hand, end, part, half, portion, position, section, area, sides, edge
corner: corner, corners
row: row, rows, level, tier, layer, storey, line, levels
column: column, columns, stack, stacks, col
else: else
than: than
only: only, just only, nothing but, none but, no other than, solely
minus: minus, less, short by, all but, but for, bar, except the last, except for the last, but the last, all but the
    last
each: each, apiece, respectively, individually, equal, equally, symmetric, alike, evenly, the same amount, by the same
    amount, the same angle, the same distance, symmetrically, the same way, likewise each
frame: frame, frames, f
no: no, no wait, no no, nope, sorry, i mean, rather, i meant, or rather, actually, scratch that, correction, wait
    no, make that, oops
same: same, the same, likewise, ditto, do the same, same thing, the same thing, do likewise, do it again, same
    again, that again, do that, do the same thing, same goes, the same goes, same as before, the same again, do
    this, also do this, repeat that, repeat this, repeat it, so, do it
too: no exceptions, no exception, without exception, without exceptions, included, along its axis, along the axis,
    along its rail, along its rails, along its track, about its axis, around its axis, about its hinge, around its
    hinge, on its hinge, on its hinges, on their hinges, somewhere, nothing else, and nothing else, instead, or so, or
    thereabouts, give or take, start by, begin by, start with, begin with, start off by, from the top down, from the
    bottom up to the top, top down, angle, mark, too, as well, again, also, once more, once again, back again, either,
    now, first, firstly, to begin with, to start with, straight away, right away, immediately, at once, right now,
    carefully, slowly, quickly, gently, softly, smoothly, firmly, quietly, please, kindly, pls, thanks, thank you, ok,
    okay, hey, hi, hello, so, well, alright, all right, now then, for me, for us, if you can, if possible, if you
    please, will you, would you, could you, can you, can i, could we, can we, let's, lets, let us, let me, i'd, i
    would, i'll, we'll, you, i, we, me, us, you to, you should, you need to, you have to, you must, may, might, will,
    would, could, can, do, does, did, go ahead and, wait a second, wait a moment, wait a bit, let go of it, let go,
    release it, go and, come on, just, simply, both times, going to, gonna, there, here, time, robot, you can, have to,
    has to, needs, sure, that, as, carefully now, in one go, in one motion, in a single motion, for a moment, for a
    second, for now, behind you, behind me, the opening angle of, the opening angle, opening angle, the opening of, the
    opening, the angle of, the angle, with care, while you're at it, while you are at it, while we're at it, while at
    it, behind him, behind her, behind us, behind them, nice and, quite, very, really, pretty, rather nicely, please
    make sure, make sure, be sure, sure that, so that, such that, make sure that, make certain that, make certain, be
    certain that, see that, see to it that, in order, such, of course, in order that, the thing, way, at the moment,
    this time, by hand, with your hand, with the gripper, with the arm, using the gripper, with the robot, with the
    robot arm, using the robot arm, with your gripper, with one hand, with both hands, with your fingers, with a finger,
    by itself, hand in, ever, kind of, sort of, corresponding, respective, associated, relevant, a moment, like, like
    so, like this, set up, whole, entire, whenever, properly, entirely now, nicely, securely, safely, delicately,
    cautiously, steadily, swiftly, rapidly, promptly, deliberately, briskly, lightly, snugly, neatly, calmly, gradually,
    accurately, correctly, successfully, manually, physically, instantly, initially, forcefully, vigorously, gingerly,
    smartly, patiently, cleanly, do so, doing so, and so on, etc, wait, yes, yeah, yup, um, uh, er, oh, hmm, mate,
    buddy, dear, darling, everybody, folks, direction, in the direction, position, in position, motion, shape, setting,
    state, its own, own, one by one, one after another, one after the other, in turn, in sequence, at a time, one at a
    time, from top to bottom, from left to right, top to bottom, left to right, in order from the top, in sync, in
    unison, more or less, carefully please, all by itself, by now, yourself, myself
backwards: from bottom to top, from right to left, bottom to top, right to left, from the bottom to the top, from the
    right to the left, starting from the bottom, starting at the bottom, starting from the right, bottom up
alternately: alternately, alternatingly, alternating
starting: starting with, starting at, starting from, beginning with, beginning at, beginning from, starting on
neighbour: next one, the next one, neighbour, neighbor, adjacent one, neighbouring one, neighboring one
time: seconds, secs, sec, minutes, mins, milliseconds, ms
too far: too far, too much, too wide, too open, that far, not so far, not that far, not as far, less far, not so wide,
    not so much, not so open, not that wide, not that much
too little: not enough, not far enough, too little, too small, too closed, not wide enough, not open enough
of them: of them, of these, of those, of 'em
graded: in a ramp, as a ramp, like a ramp, ramping up, in ascending order, like a staircase, like stairs, in a
    staircase, stepped, in steps, like steps, as a staircase, staggered, cascading, in a cascade, graduated, each
    one further than the one above, each a bit further than the one above, each further than the last, each one
    further than the last, each a little further than the last, each one more than the last, each more than the
    last, each a bit further than the last, each one a bit further than the last, each one a little further than the
    last, progressively, progressively further, increasingly, each further than the one above, each one more than
    the one above, each slightly further than the one above, each one a bit further than the one above, each one a
    little further than the one above, each more than the one above, in a gradient, increasingly further, further
    and further, more and more, like a flight of stairs, stair stepped, in a stepped fashion, staircase style, like
    a ladder, as steps, as stairs, in a stair pattern, like a stair, as a flight of stairs, like staircase, into a
    staircase, into stairs, into steps, to form a staircase, to form stairs, to form steps, to make stairs, to make
    a staircase, a bit further each, a little further each, each further out than the last, each further out than
    the one above, each one further out than the one above, each one further out than the last
reversed: each one further than the one below, each a bit further than the one below, from the bottom up, each
    further than the one below, each one further out than the one below, each a little further than the one below,
    each one a bit further than the one below, each one a little further than the one below, each more than the one
    below, each one more than the one below, upside down stairs, an upside down staircase, like an inverted
    staircase, like an upside down staircase, from the bottom upwards, less and less
like: as far as, as much as, as wide as, the same as, same amount as, as wide open as, the same amount as, to match,
    like, match, matching, in line with, equal to, level with, as open as, the same angle as, as high as, flush
    with, the same way as, in sync with, to the same angle as, to the same position as, identical to
short: less than, short of, shy of, before, away from, from, short
all: all, every, each, all of, each of, every one of, every single, all of the, any and all, every last, each and
    every, all the
whole: whole lot, all components, all the components, all elements, all the elements, all moving parts, all the moving
    parts, every component, everything, all of it, it all, the lot, the whole thing, whole thing, the whole lot, all
    parts, all the parts, every part, all of them, them all, anything, the entire thing, every thing, all joints, all
    the joints, each part, things
both: both, both of, both the, the pair of, either of
a: a, an, any, some, one of, any of, a single, one of the, any one of, any of the, some of, one single, whichever,
    any one, either of the, either, any old, a random, at least one of
other: other, others, opposite, opposing, remaining, counterpart, twin, sibling
rest: rest, the rest, everything else, all else, remainder, the rest of, the remainder, anything else, all the rest,
    all the others, the others, the rest of them, the remaining ones, all others, rest of, all of the rest, all of
    the others, others
alternate: every other, every second, alternate, alternating, each second, every 2nd, every alternate, each other
zero: none, none of, no, neither, neither of, nothing
"""
BESIDE = """
above: above, over, on top of, higher than, directly above, just above, right above, immediately above, directly over
below: below, under, beneath, underneath, directly below, just below, right below, lower than, directly under, right
    under, just under, directly beneath, just beneath, right beneath, immediately below, immediately under, immediately
    beneath, directly underneath, right underneath, just underneath
left of: left of, to the left of, on the left of, left from
right of: right of, to the right of, on the right of
behind: behind, in back of, at the back of, directly behind, just behind, right behind
in front of: in front of, directly in front of
beside: next to, beside, adjacent to, by the side of, alongside, near to
"""
