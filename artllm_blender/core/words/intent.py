"""What a clause wants: a constraint's kind, goal, amount and direction, from its verb and what stands beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from .clause import AJAR, SOFT, Clause
from .lexicon import SWITCHED
from .program import Amount, Which

# How far "a bit more" goes, of the range.
BIT = 0.15
_LOOSE = frozenset(("lid", "cap", "cover", "stopper", "cork", "hood"))
_BRAKES = frozenset(("brake", "handbrake"))
# A bolt that is out is locked.
_THROWN = frozenset(("deadbolt",))
# What goes back by itself when it is released.
_SPRUNG = SWITCHED | {"plunger", "clutch"}
_AWAY = {"front": "back"}
BACKWARDS = {"up": "down", "down": "up", "left": "right", "right": "left", "front": "back", "back": "front",
              "in": "out", "out": "in", "cw": "ccw", "ccw": "cw", "more": "less", "less": "more"}  # fmt: skip
# What goes so far these ways goes so far from where it is.
_FROM_NOW = frozenset(("up", "down", "left", "right", "front", "back"))
_INSTEAD = {"open": "close", "close": "open", "on": "off", "off": "on"}
# What is taken off opens something; what is switched off does not.
_TAKES = ("take", "taking", "pop", "lift", "slide", "sliding")


@dataclass(frozen=True)
class Intent:
    """kind, goal, amount, direction: as in a Constraint. turns: degrees count from now."""

    kind: str = "value"
    goal: str = "set"
    amount: Amount | None = None
    direction: str = ""


def intent(clause: Clause, about: tuple[Which, ...], before: Intent | None) -> Intent | None:
    """What the clause wants of the parts; None: it does not say. before: what was wanted last."""
    wished = clause.verb is None or clause.verb.act in ("want", "hold")
    if clause.negated and wished and clause.states and not clause.amounts:
        if (state := clause.states[-1]) in _INSTEAD:
            return Intent(goal=_INSTEAD[state])  # "the door should not be open", "don't leave it open"
    if clause.negated or "hold" in clause.flags:
        return Intent("hold")
    verb = clause.done[-1] if clause.done and not clause.states else clause.verb
    act = verb.act if verb else ""
    if act == "hold" and not clause.says:
        return None if clause.word.startswith("let") else Intent("hold")
    if act == "swap":
        return Intent("swap", goal="toggle" if clause.states else "set")  # "swap which drawer is open"
    if act == "aim" and not clause.ways and not clause.states:
        return Intent("aim")
    if act == "aim" and clause.states == ["upright"] and not (clause.amounts or clause.word.endswith("s")):
        return Intent("upright", goal="turn", direction=(*clause.ways, "up")[0])  # "point it straight up"
    if clause.like is not None and (clause.more or all(one.measure == "factor" for one in clause.amounts)):
        scaled = [one for one in clause.amounts if one.measure == "factor"]
        amount = _amount(clause, "open", False) if clause.more else (*scaled, None)[0]
        return Intent("equal", "close" if clause.more < 0 else "open", amount)
    steps = [one for one in clause.amounts if one.measure != "limit" and not one.ajar]
    if (clause.flags & {"graded", "reversed"} or act == "stagger") and len(steps) < 2:
        return Intent("graded", goal="close" if "reversed" in clause.flags else "open")
    state = clause.states[-1] if clause.states else ""
    if state == "level" and act in ("close", "fold"):
        state = "close"
    if state in ("upright", "level"):
        angles = [one for one in clause.amounts if one.measure == "angle"]
        goal = "open" if act == "open" or "open" in clause.states else "set"  # "open the laptop flat"
        way = clause.ways[-1] if clause.ways else ""
        return Intent(state, goal, amount=angles[-1] if angles else None, direction=way)
    if state == "rest" or act == "rest" or clause.word == "undo" and not any(which.labels for which in about):
        return Intent(goal="rest")
    if "back" in clause.flags and not (clause.states or clause.ways or clause.amounts):
        parts = any(which.labels and not any(q[0] == "?" for q in which.qualifiers) for which in about)
        return Intent(goal="close" if parts else "rest")  # of "the lamp" all, though a part may be called so
    if clause.flags & {"too far", "too little"} and not clause.amounts and not clause.says_more:
        opening = before is None or before.goal not in ("close", "off", "push")
        further = ("too little" in clause.flags) == opening
        return Intent(goal="open" if further else "close", amount=Amount("fraction", BIT, relative=True))
    goal, way = _goal(state, act, verb.way if verb else "", about, clause)
    if (
        goal == "press"
        and clause.word.startswith("depress")
        and all(one.labels and not _switches(one) for one in about)
    ):
        goal, way = "go", "down" if about else way  # a gun's barrel, which has nothing to press
    if goal == "open" and clause.word in SOFT and not clause.states and set(clause.ways) & {"in", "down", "back"}:
        goal = "go"
    if goal == "open" and clause.word in SOFT and "up" in clause.ways and any(map(_switches, about)):
        goal = "go"  # "pop up the lever"
    ways = [way for way in clause.ways if not (way in ("out", "in") and goal in ("open", "close"))]
    amount = _amount(clause, goal, bool(verb and verb.turns and not clause.absolute))
    if amount is not None and amount.signed and not ways:
        return Intent(amount=amount)
    share = amount is not None and amount.measure == "fraction" and clause.relative
    if act in ("increase", "decrease") and share and not amount.ajar:
        goal, amount = "set", Amount("factor", 1 + (1 if act == "increase" else -1) * amount.value, relative=True)
    if act in ("halve", "double"):
        goal, amount = "set", Amount("factor", 0.5 if act == "halve" else 2.0, relative=True)
    if act == "centre":
        goal, amount = "set", Amount("limit", 0.5)
    if clause.more < 0 and goal in ("open", "close"):
        goal = "close" if goal == "open" else "open"
    sized = amount is not None and amount.measure in ("angle", "length") and not amount.relative
    if (
        clause.absolute
        and goal in ("push", "pull", "close")
        and amount
        and (amount.measure != "fraction" or goal == "close")
        and not amount.relative
    ):
        goal, ways = "set", []
    if goal == "push" and ways:
        ways = [_AWAY.get(one, one) for one in ways]
    if goal in ("pull", "push", "go", "turn", "press", "toggle", "set") and ways:
        if goal in ("push", "toggle", "press", "set") or goal == "pull" and ways != ["back"]:
            goal = "go"  # what is pulled back and cannot go back comes to who pulls
        level = [one for one in ways if one in ("left", "right", "cw", "ccw")]
        way = level[-1] if level else ways[-1] if len(ways) == 1 or ways[-1] not in ("out", "in", "back") else ways[0]
    elif goal in ("open", "close") and ways and amount is not None and ways[-1] in ("cw", "ccw"):
        way = ways[-1]
    if goal == "set" and not way and amount is None:
        if act in ("increase", "decrease"):
            return Intent(goal="open" if act == "increase" else "close", amount=Amount("fraction", BIT, relative=True))
        braked = clause.word in ("set", "setting") and about and all(one.kinds & _BRAKES for one in about)
        return Intent(goal="on") if braked else None
    if act == "decrease" and goal == "set" and not (amount and amount.measure == "factor"):
        goal = "close"
    on = before.direction if before is not None and clause.more and not way else ""
    if goal in ("set", "go", "turn") and on:  # "a bit more" of what went down goes down
        goal, way = "go" if goal == "set" else goal, on if clause.more > 0 else BACKWARDS.get(on, on)
    elif goal == "set" and clause.more:
        goal = _more_goal(clause, before)
    elif goal in ("go", "turn") and clause.more < 0 and not way:
        way = "less"
    level = amount is not None and not amount.relative and not amount.back and amount.measure == "fraction"
    straight = way in ("up", "down", "front", "back", "in", "out")
    if clause.absolute and (sized or level) and goal == "go" and straight:
        goal, way = "set", ""  # "lower it to 20 degrees"
    if goal == "go" and way in _FROM_NOW and sized and not amount.signed and not clause.absolute:
        # "up 20 degrees" goes on from where it is; at a frame that is named it says how it is to be then.
        amount = replace(amount, relative=clause.frame is None)
    return Intent("value", goal, amount, way)


def _switches(which: Which) -> bool:
    return bool(SWITCHED & which.kinds)


def _more_goal(clause: Clause, before: Intent | None) -> str:
    opening = before is None or before.goal not in ("close", "off", "push")
    return "open" if (clause.more > 0) == opening else "close"


def _goal(state: str, act: str, way: str, about: tuple[Which, ...], clause: Clause) -> tuple[str, str]:
    if state == "ajar" or not state and act == "ajar":
        return "open", ""
    if state in ("on", "off"):
        loose = any(_LOOSE & which.kinds for which in about if not which.function)
        opens = not about and act in ("open", "close")
        taken = act == "pull" or way == "up" or clause.word.startswith(_TAKES)
        if state == "off" and taken and not any(one.function or one.whole or _switches(one) for one in about):
            return "open", ""
        if loose or act in ("open", "close") and not opens and not any(w.function or w.whole for w in about):
            return ("open" if state == "off" else "close"), ""
        return state, ""
    if state:
        return state, ""
    if about and act in ("open", "close") and all(one.kinds & _THROWN for one in about):
        if clause.word.startswith(("lock", "bolt", "latch", "fasten", "unlock", "unbolt", "unlatch", "unfasten")):
            return "off" if act == "open" else "on", ""
    if act == "open" and clause.word.startswith(("pop", "eject")) and about and all(one.function for one in about):
        return "off", ""  # the toast
    if act == "open" and clause.word.startswith("releas") and about and all(one.kinds & _SPRUNG for one in about):
        return "off", ""  # a brake, a trigger
    if act == "close" and clause.word.startswith("lock") and about and all(one.kinds & _BRAKES for one in about):
        return "on", ""
    if act in ("open", "close", "on", "off", "toggle", "press", "pull", "push", "turn", "go"):
        return act, way
    if act == "tilt":
        return "turn", way
    if act == "aim":
        return "go", way
    if act == "fold":
        if clause.ways == ["back"]:
            return "open", ""  # a lid, a shutter
        return ("go" if clause.ways else "close"), way
    return "set", way


def _amount(clause: Clause, goal: str, turns: bool) -> Amount | None:
    """The amount that the clause names, counted from closed."""
    sized = [one for one in clause.amounts if one.measure in ("angle", "length")]
    amount = sized[-1] if sized else clause.amounts[-1] if clause.amounts else None
    cracked = any(one.act == "ajar" for one in clause.done) or clause.verb is not None and clause.verb.act == "ajar"
    if ("ajar" in clause.states or cracked) and (amount is None or amount.measure == "limit"):
        return Amount("fraction", AJAR, ajar=True)
    relative = clause.relative or bool(clause.more) and not clause.absolute
    nudged = clause.word.startswith("nudg") and not clause.done
    if nudged and amount is None and clause.states == ["open"]:
        return Amount("fraction", AJAR, ajar=True)
    nudged = nudged and not clause.states
    if amount is None:
        return Amount("fraction", AJAR if nudged else BIT, relative=True) if clause.more or nudged else None
    if amount.measure == "factor":
        return replace(amount, relative=True)
    if amount.signed:
        return replace(amount, relative=clause.relative or turns)
    if amount.ajar:
        changed = clause.verb is not None and clause.verb.act in ("increase", "decrease")
        if clause.more or changed:
            return Amount("fraction", BIT, relative=True)
        if clause.absolute or "ajar" in clause.states:
            return amount
        if goal in ("go", "pull", "push") or goal == "set" and clause.ways:
            return Amount("fraction", AJAR, relative=True)
        if goal == "turn" or goal == "close" and clause.states == []:
            return Amount("fraction", BIT, relative=True)
        further = goal == "open" and clause.verb is not None and clause.verb.act == "open" and not clause.states
        return replace(amount, relative=further)
    if amount.back:
        return amount
    if relative and amount.measure in ("angle", "length") or turns and amount.measure == "angle":
        return replace(amount, relative=True)
    if amount.measure == "fraction" and clause.more and not clause.absolute:
        return replace(amount, relative=True)
    if goal in ("close", "off"):
        if amount.measure == "limit":
            return None
        if amount.measure == "fraction" and relative:
            return replace(amount, relative=True)
        if amount.measure == "fraction" and not clause.absolute:
            return replace(amount, value=1 - amount.value)
        if not clause.absolute and not clause.states:
            return replace(amount, relative=True)
    if amount.measure == "angle" and amount.value > 40 * math.tau:
        return replace(amount, value=40 * math.tau)
    return amount
