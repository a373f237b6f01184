"""The closed schema that an instruction is read into: steps of constraints on parts. Plain frozen data, checked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from ..errors import InputError

# top ... outer: where among its kind; nth: counted (number, from 1; negative from the end) along `along`, of so many as
# total says, where it does, called: by its own name where parts are numbered, as "drawer 3"; row, column:
# number as in nth, 0 the middle one; alternate: every other one, from the first or, number 2, from the second;
# above ... beside: of the anchor; of: belongs to it.
PlaceKind = Literal[
    "top", "bottom", "left", "right", "front", "back", "middle", "centre", "nth", "row", "column", "biggest",
    "smallest", "inner", "outer", "alternate", "above", "below", "left of", "right of", "beside", "of",
]  # fmt: skip
Along = Literal["", "down", "up", "rightwards", "leftwards"]
Quantifier = Literal["the", "all", "a", "both", "whole", "pronoun", "other", "rest", "none"]
State = Literal["", "open", "closed", "on", "off"]
Measure = Literal["fraction", "angle", "length", "limit", "factor"]
Direction = Literal[
    "", "up", "down", "left", "right", "front", "back", "in", "out", "side", "cw", "ccw", "more", "less"
]
Goal = Literal["open", "close", "on", "off", "toggle", "rest", "go", "set", "turn", "press", "pull", "push", "same"]
Kind = Literal[
    "value", "equal", "mirrored", "swap", "graded", "point on point", "point on line", "point on plane", "distance",
    "offset", "parallel", "perpendicular", "angle", "facing", "upright", "level", "aim", "keep clear", "reach", "hold",
]  # fmt: skip
Region = Literal[
    "", "centre", "rim", "tip", "handle", "hinge edge", "face", "opening", "corner", "edge", "axis", "thread axis",
    "clicked",
]  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One selector of a part by where it is, seen from the object's front, at rest."""

    kind: PlaceKind
    number: int = 0
    along: Along = ""
    total: int = 0
    anchor: Which | None = None
    called: bool = False


@dataclass(frozen=True)
class Which:
    """Which parts are meant. said: the words. labels: groups of words of labels and names, the first group that the rig
    has counts; none: any part. whole: the kind of object, where the object itself is named. qualifiers: more words of
    the label, or the object's. count: how many. plural: whether several may be meant. ids: parts that were picked."""

    said: str = ""
    noun: str = ""
    labels: tuple[tuple[str, ...], ...] = ()
    whole: str = ""
    function: bool = False
    quantifier: Quantifier = "the"
    plural: bool = False
    count: int = 0
    places: tuple[Place, ...] = ()
    either: tuple[tuple[Place, ...], ...] = ()
    state: State = ""
    qualifiers: tuple[str, ...] = ()
    excepting: tuple[Which, ...] = ()
    ids: tuple[int, ...] = ()

    @property
    def kinds(self) -> frozenset[str]:
        """The labels that it means first, and what kind of part these say: a lens cap is a cap."""
        labels = self.labels[0] if self.labels else ()
        return frozenset((*labels, *(label.rpartition("_")[2] for label in labels)))


@dataclass(frozen=True)
class Amount:
    """How far. value: of fraction, 0 closed to 1 open; angle, radians; length, metres; limit, 1 the open end and 0 the
    closed one; factor, times the present opening. relative: from now. back: measured back from the open end. signed:
    with a sign of its own, so that it is the joint's own value."""

    measure: Measure
    value: float
    relative: bool = False
    back: bool = False
    ajar: bool = False
    signed: bool = False


@dataclass(frozen=True)
class Target:
    """What else a constraint is about: another part, an object of the scene, a direction of the world."""

    kind: Literal["part", "object", "cursor", "camera", "world", "point"]
    which: Which | None = None
    name: str = ""
    region: Region = ""
    direction: tuple[float, float, float] | None = None


@dataclass(frozen=True)
class Constraint:
    """One thing that must hold. For "value": goal, amount and direction say which. weight: against the others.
    stays: what is open, or closed, already is left as it is."""

    kind: Kind
    which: tuple[Which, ...]
    goal: Goal = "set"
    amount: Amount | None = None
    direction: Direction = ""
    to: Target | None = None
    region: Region = ""
    weight: float = 1.0
    stays: bool = False
    said: str = ""


@dataclass(frozen=True)
class Step:
    """What is done at once. frame: where the sentence names one. until: what ends it."""

    constraints: tuple[Constraint, ...]
    frame: int | None = None
    until: Constraint | None = None
    said: str = ""


@dataclass(frozen=True)
class Program:
    """What was read: steps in order; clauses that were dropped; what is unclear; what was assumed or mended. doubts:
    what of the sentence is not found again in the steps."""

    steps: tuple[Step, ...] = ()
    ignored: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def to_data(value: Any) -> Any:
    """A program or a piece of it as dicts, lists, numbers and strings; what is at its default is left out."""
    if is_dataclass(value):
        pairs = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: to_data(own) for field, own in pairs if own != field.default}
    return [to_data(one) for one in value] if isinstance(value, tuple) else value


def from_data(data: Any, kind: Any = Program) -> Any:
    """The program that data says. InputError: it says something that the schema does not know."""
    origin, choices = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return None if data is None else from_data(data, next(one for one in choices if one is not type(None)))
    if origin is Literal:
        return _checked(data in choices, data, data)
    if origin is tuple:
        _checked(isinstance(data, list | tuple), data, data)
        if choices[-1] is Ellipsis:
            return tuple(from_data(one, choices[0]) for one in data)
        _checked(len(data) == len(choices), data, data)
        return tuple(from_data(one, own) for one, own in zip(data, choices, strict=True))
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        _checked(isinstance(data, Mapping) and set(data) <= set(hints), data, data)
        needed = {field.name for field in fields(kind)} - {"said"}
        missing = [n for n in needed if n not in data and n in _REQUIRED.get(kind.__name__, ())]
        _checked(not missing, data, data)
        return kind(**{name: from_data(own, hints[name]) for name, own in data.items()})
    if kind is float:
        _checked(isinstance(data, int | float) and not isinstance(data, bool) and math.isfinite(data), data, data)
        return float(data)
    if kind in (int, bool, str):
        return _checked(type(data) is kind, data, data)
    raise TypeError(kind)


_REQUIRED = {
    "Place": ("kind",),
    "Amount": ("measure", "value"),
    "Target": ("kind",),
    "Constraint": ("kind", "which"),
    "Step": ("constraints",),
}


def _checked(fine: bool, data: Any, result: Any) -> Any:
    if not fine:
        raise InputError(f"No step of a pose says {str(data)[:80]!r}.", "Say it with what the schema has.")
    return result
