"""A program as rows that one reads, changes and carries out again: one a constraint, in the order of its steps."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from .choosing import Choice
from .described import Described
from .program import Amount, Constraint, Program, Step, Target, Which, from_data, to_data

# What amounts are counted in, and how they are written.
_UNITS = {"fraction": ("%", 100.0), "angle": ("°", 180 / math.pi), "length": (" cm", 100.0), "factor": (" times", 1.0)}
# What is done, and behind the parts how, where the word for it is none that one says.
_SAID = {
    "set": ("put", ""), "go": ("move", ""), "rest": ("put", "back to rest"), "graded": ("put", "like stairs"),
    "hold": ("leave", "as it is"), "equal": ("put", ""), "mirrored": ("mirror", ""), "swap": ("swap", ""),
    "upright": ("put", "upright"), "level": ("put", "level"),
}  # fmt: skip
_VALUES = ("value", "graded", "equal", "mirrored", "swap", "hold", "upright", "level")


@dataclass(frozen=True)
class Row:
    """A constraint, and of the step that it belongs to the frame and what ends it. use: whether it is carried out."""

    constraint: Constraint
    frame: int | None = None
    until: Constraint | None = None
    use: bool = True

    def stored(self) -> str:
        """As JSON, which `stored_row` reads."""
        return json.dumps([to_data(self.constraint), self.frame, self.until and to_data(self.until), self.use])


def stored_row(text: str) -> Row:
    """The row that was stored. InputError: it says something that the schema does not know."""
    constraint, frame, until, use = json.loads(text)
    return Row(from_data(constraint, Constraint), frame, until and from_data(until, Constraint), use)


def rows_of(program: Program) -> list[Row]:
    return [Row(one, step.frame, step.until) for step in program.steps for one in step.constraints]


def program_of(rows: Sequence[Row]) -> Program:
    """What the rows that are used ask for, a step each."""
    return Program(tuple(Step((row.constraint,), row.frame, row.until, row.constraint.said) for row in rows if row.use))


def parts_meant(rig: Described, values: Mapping[int, float], row: Row) -> list[int]:
    """Ids of the parts that a row is about where the joints are as given; none where that must be asked."""
    ids: list[int] = []
    for which in row.constraint.which:
        if which.quantifier == "whole" and row.constraint.to:
            continue  # which part of it does that, the scene knows
        chosen = Choice(rig, values, {}).choose(which, row.constraint.goal)
        ids += [id for id in chosen.ids if id not in ids]
    return ids


def about(row: Row, ids: Sequence[int], said: str) -> Row:
    """The row about other parts, by their ids. said: what they are called."""
    return replace(
        row, constraint=replace(row.constraint, which=(Which(said=said, plural=len(ids) > 1, ids=tuple(ids)),))
    )


def changed(row: Row, goal: str, direction: str, measure: str, value: float, at: str) -> Row:
    """The row with another goal, direction, amount or target. measure: "" for no amount. value: radians, metres, a
    share or a factor. at: the name of a target that is an object; "": the target stays."""
    old = row.constraint
    same = old.amount is not None and (old.amount.measure, old.amount.value) == (measure, value)
    amount = old.amount if same else Amount(measure, value) if measure else None
    if amount and not same and old.amount and old.amount.measure == measure:
        amount = replace(old.amount, value=value, ajar=False)
    to = Target("object", name=at) if at and old.to and at != old.to.name else old.to
    return replace(row, constraint=replace(old, goal=goal, direction=direction, amount=amount, to=to))


def summary(row: Row, parts: str) -> str:
    """A row in words. parts: those that it is about."""
    one = row.constraint
    done, how = _SAID.get(one.goal if one.kind == "value" else one.kind, (one.goal, ""))
    done = done if one.kind in _VALUES else one.kind
    words = [done, _few(parts) or " and ".join(which.said for which in one.which) or "?"]
    words += [how] if how else []
    words += [one.direction] if one.direction else []
    if one.amount is not None:
        words.append(_amount(one.amount))
    if one.to is not None:
        words.append(f"at {one.to.name or one.to.kind}" if one.kind not in _VALUES else "as another")
    return " ".join(words) + (f", frame {row.frame}" if row.frame is not None else "")


def _few(parts: str) -> str:
    """The first of the parts and how many more there are: a row is short, and the field below it has all."""
    first, *others = parts.split(", ")
    return f"{first} and {len(others)} more" if len(others) > 1 else " and ".join((first, *others))


def _amount(amount: Amount) -> str:
    if amount.measure == "limit":
        return "all the way" if amount.value else "to its closed end"
    unit, factor = _UNITS[amount.measure]
    link = "by" if amount.relative else "" if amount.measure == "factor" else "to"
    return f"{link} {amount.value * factor:.3g}{unit}{' back' if amount.back else ''}".strip()
