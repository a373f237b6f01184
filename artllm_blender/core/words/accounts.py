"""Whether a clause was read whole: words and amounts that nothing was made of, so that none is silently passed over."""

from __future__ import annotations

import re

from .clause import Clause
from .intent import Intent

_OPPOSITE = (
    frozenset(("left", "right")), frozenset(("up", "down")), frozenset(("in", "out")), frozenset(("cw", "ccw")),
    frozenset(("open", "close")), frozenset(("on", "off")),
)  # fmt: skip
_ASKS = re.compile(
    r"^(?:is|are|was|were|does|did|has|why(?! do ?n[o']t| not)|where|who|whose|how (?!about)\w+)\b"
    r"|^(?:what(?! about| if)|which|when|do|have)\b(?! \w+ing).*\?$"
)
_STATED = r" (?:the )?[\w ]+ (?:is|are) (?:open|closed|shut),? (?:then )?(?:open|close|shut) (?:it|them)\b"
# What no step can say: conditions, and what is left to be guessed.
_BEYOND = re.compile(
    r"(?<!as )\bif\b(?! possible| you| need| at all| necessary|"
    + _STATED
    + r")|\bunless\b|\bprovided that\b|\bin case\b"
    r"|\beach (?:one |drawer |door )?(?:below|above|after it|under it)(?: it)? [^,;]*\d[^,;]* (?:more|less|further)\b"
    r"|\band so (?:on|forth)\b|\betc\b|\brespond\w*\b"
)


def asks(text: str) -> bool:
    """Whether a plain sentence asks about the object rather than says what should happen."""
    return bool(_ASKS.match(text.strip()))


def beyond(text: str) -> str:
    """What a plain sentence says that no step can: a condition, "and so on"; "" where it says none."""
    found = _BEYOND.search(text)
    return found[0] if found else ""


def _to_an_end(wanted: Intent) -> bool:
    return wanted.amount is None or wanted.amount.measure == "limit"


def unread(clause: Clause, wanted: Intent, apart: bool) -> str:
    """The question that a clause leaves open; "" where all of it is in what is wanted. apart: each of its amounts is
    for a part of its own."""
    said = None
    if clause.loose:
        said = " ".join(clause.loose)
    for pair in _OPPOSITE:
        both = pair <= set(clause.states) and not apart or _to_an_end(wanted)
        if pair <= {*clause.states, *clause.ways} and wanted.kind == "value" and both:
            said = said or " and ".join(sorted(pair))
    act = clause.verb.act if clause.verb else ""
    if clause.negated and (clause.more or clause.like) and (clause.verb or clause.about):
        said = said or "not more than"  # a bound: how far up to it is left open
    if act == "open" and "on" in clause.states and wanted.goal == "close":
        said = said or "on"
    if said is not None:
        return f'What does "{said}" mean here?'
    sizes = {(one.measure, one.value) for one in clause.amounts if not one.ajar}
    limits = {value for measure, value in sizes if measure == "limit"}
    if len(limits) < 2 and not any(measure == "fraction" for measure, _ in sizes):
        sizes = {one for one in sizes if one[0] != "limit"}
    if len(sizes) > 1 and not apart and wanted.kind in ("value", "equal"):
        return "Which of the amounts is for which part?"
    return ""
