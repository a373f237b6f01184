"""Phrases turned into others: mirrored, steered, one by one; clauses in the order that they are done in."""

from __future__ import annotations

from dataclasses import replace

from .clause import Clause
from .intent import Intent
from .program import Amount, Place, Which

_MIRROR = {"left": "right", "right": "left", "top": "bottom", "bottom": "top", "front": "back", "back": "front"}
# Of these a part is spoken of, but the part is moved by it.
_GRIPS = frozenset(("handle", "grip", "pull", "latch"))
_CONTROLS = frozenset(("knob", "lever", "switch", "button", "dial", "slider"))


def each(clause: Clause, about: tuple[Which, ...], wanted: Intent) -> list[tuple[Which, Amount]]:
    """Parts and amounts one by one, where several amounts are named: "the doors 30 and 60 degrees"."""
    sized = [one for one in clause.amounts if one.measure != "limit" and not one.ajar]
    if len(sized) < 2 or wanted.amount is None or clause.more:
        return []
    if all(one.measure == "fraction" for one in sized):  # "1/4, 1/2 and full"
        sized = [replace(one, measure="fraction") for one in clause.amounts if not one.ajar]
    parts = about if len(about) == len(sized) else ()
    line = len(about) == 1 and {place.kind for place in about[0].places} <= {"row", "column"}
    if line and about[0].plural and not about[0].either:
        one = replace(about[0], plural=False, quantifier="the", count=0)
        parts = tuple(
            replace(one, places=(*one.places, Place("nth", number, total=len(sized))))
            for number in range(1, len(sized) + 1)
        )
        if clause.backwards or "reversed" in clause.flags:
            parts = parts[::-1]
    if len(about) == 1 and len(about[0].either) == len(sized):
        parts = tuple(replace(about[0], either=(), places=places, plural=False) for places in about[0].either)
    amounts = [
        replace(wanted.amount, measure=amount.measure, value=amount.value, signed=amount.signed) for amount in sized
    ]
    return list(zip(parts, amounts, strict=False))


def steered(which: Which) -> Which:
    """Wheels that are turned to a side are steered."""
    wheels = which.labels and "wheel" in which.labels[0]
    return replace(which, labels=(("steering",), *which.labels)) if wheels else which


def any_of(which: Which) -> Which:
    """All that "any drawer" rules out, where none is to be so."""
    return replace(which, quantifier="all", plural=True) if which.quantifier == "a" else which


def sliding(which: Which) -> Which:
    """A door or a window that is slid is one that slides."""
    hung = {"door", "window"} & which.kinds and which.quantifier == "the"
    one = bool(which.either) or not which.plural
    return replace(which, qualifiers=(*which.qualifiers, "sliding")) if hung and one else which


def controls(about: tuple[Which, ...]) -> bool:
    """Whether a control is among them."""
    return any(which.kinds & _CONTROLS for which in about)


def alternating(which: Which, number: int) -> Which:
    """Every other one of those that a phrase means, from the first, the second or, -1, the last on."""
    places = tuple(place for place in which.places if place.kind != "alternate")
    return replace(which, quantifier="all", plural=True, places=(*places, Place("alternate", number)))


def beginning(which: Which) -> int:
    """Where "starting from" begins to count: 1 the first, 2 the second, -1 the last; 0: elsewhere."""
    kinds = {place.kind: place.number for place in which.places}
    if "nth" in kinds:
        return kinds["nth"] if kinds["nth"] in (1, 2, -1) else 0
    return 1 if {"top", "left"} & set(kinds) else -1 if {"bottom", "right"} & set(kinds) else 0


def turned(which: Which) -> bool:
    """Whether it is a control that is turned or pressed: of it, "open" means what it belongs to."""
    return bool(which.kinds & {"knob", "dial", "button", "key"})


def opens(which: Which) -> bool:
    """Whether it is what an object is opened by: of it, "on" means what it belongs to."""
    return bool(which.kinds & {"door", "lid", "drawer", "hatch", "window"})


def grips(about: tuple[Which, ...]) -> bool:
    """Whether something to hold a part by is among them."""
    return any(which.kinds & _GRIPS for which in about)


def every(which: Which) -> Which:
    """All that a phrase may mean that names a kind alone: the drawer that is to stay shut, of several."""
    closer = which.places or which.either or which.state or which.count or which.plural or which.excepting
    if which.quantifier != "the" or not which.labels or which.function or closer or which.qualifiers:
        return which
    return replace(which, quantifier="all", plural=True)


def mirrored(which: Which) -> Which:
    """The same on the other side: left for right or, where it names neither, top for bottom."""
    kinds = {place.kind for place in which.places}
    sides = {"left", "right"} if kinds & {"left", "right"} else set(_MIRROR)

    def on(place: Place) -> Place:
        return replace(place, kind=_MIRROR[place.kind]) if place.kind in sides and place.kind in _MIRROR else place

    return replace(which, said="", places=tuple(on(place) for place in which.places))


def ordered(found: list[Clause]) -> list[Clause]:
    """The clauses in the order that they are to be done: "before you open it, turn the key"."""
    result = list(found)
    for i, clause in enumerate(found):
        if clause.link == "before" and i == 0 and len(found) > 1:
            result[0], result[1] = result[1], result[0]
        if clause.link == "after" and i > 0:
            known = [one for one in (*found[i - 1].about, *found[i - 1].inside) if one.labels or one.places]
            if known and any(one.quantifier == "pronoun" for one in clause.about):
                clause.about = known[-1:]  # it is done first, but speaks of what is said before it
            result[i - 1], result[i] = result[i], result[i - 1]
    return result
