"""What was said and is not found again in what was read of it: numbers, sides and the rig's own parts.

The reader goes from words to steps; this goes back, from the steps to the words, and knows nothing of how they were
read. What does not come back was passed over or taken for something else, so it is told, whatever the cause.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from .items import Item
from .program import Amount, Constraint, Place, Program, Which
from .small_words import UNITS

CLOSE = 1e-6
_SIZES = (1.0, *{size for units in UNITS.values() for size in units.values()})
# Of two numbers with one of these between them, what is read may be the middle, or all that lies from one to the other.
_JOINED = ("between", "to", "hundred", "or", "through")
_CLOSING = ("close", "push", "off", "decrease", "go")
_COUNTED = ("nth", "row", "column", "alternate")
_WAYS = {"up": "top", "down": "bottom"}
_SIDES = ("left", "right", "top", "bottom", "middle", "front", "back")
# Before these "back" says where a part is.
_NAMING = ("part", "object", "function", "one", "place", "ordinal", "row", "column")
# Beside these a side is how something is left, not where it is.
_LEFT = ("alone", "as it is", "as is", "be", "untouched", "open", "closed", "shut", "over", "unchanged")


def with_doubts(program: Program, items: Sequence[Item], names: Collection[str], held: Collection[str] = ()) -> Program:
    """The program with what of the sentence's items it does not say. names: words of the rig's own labels; held: of
    parts that others are worked by."""
    pieces = tuple(_pieces(program))
    words = dict.fromkeys(
        (
            *_numbers(program, pieces, items),
            *_shares(pieces, items),
            *_sides(pieces, items),
            *(word for word in _parts(program, pieces, items, names) if word not in held),
        )
    )
    return replace(program, doubts=(*program.doubts, *(f'Not understood: "{word}".' for word in words)))


def _pieces(value: Any) -> Iterator[Any]:
    """All dataclasses in a program, itself first."""
    if isinstance(value, tuple):
        for one in value:
            yield from _pieces(one)
    elif is_dataclass(value):
        yield value
        for own in fields(value):
            yield from _pieces(getattr(value, own.name))


def _numbers(program: Program, pieces: Sequence[Any], items: Sequence[Item]) -> Iterator[str]:
    if any(item.word in _JOINED and _between_numbers(items, i) for i, item in enumerate(items)):
        return
    if any(one.word == "between" and "number" in after for one, after in zip(items, items[1:], strict=False)):
        return
    closing = any(
        item.senses.get("state") == "close" or "verb" in item and item["verb"].act in _CLOSING for item in items
    )
    known = {0.0, *(float(step.frame) for step in program.steps if step.frame is not None)}
    for piece in pieces:
        if isinstance(piece, Amount):
            size = piece.value
            known |= {size, -size, 1 / size if size else 0.0}
            known |= {1 - size, size - 1} if closing else set()  # a third closed is two thirds open
        elif isinstance(piece, Place):
            known |= {float(piece.number), float(piece.total)}
        elif isinstance(piece, Which):
            known |= {float(piece.count), float(len(piece.either))}
    for i, item in enumerate(items):
        if "number" not in item or item.any("one", "share", "a", "zero", "frame") or _part_of_number(items, i):
            continue
        of_them = items[i - 1].word == "the" and items[i - 2].word == "of" and i > 2
        of_them = of_them and items[i - 3].any("place", "one", "ordinal") or items[i - 1].word.endswith("one of the")
        counted = of_them or i == 2 and items[0].word == "of"
        if counted or items[i - 1].word in ("of", "the") and any("number" in one for one in items[max(i - 3, 0) : i]):
            continue  # "two of the three", "the lower of the two"
        number = item["number"]
        if not any(math.isclose(number * size, one, rel_tol=CLOSE, abs_tol=CLOSE) for size in _SIZES for one in known):
            yield item.word


def _shares(pieces: Sequence[Any], items: Sequence[Item]) -> Iterator[str]:
    """Halves and thirds, where no step has any amount that they could be."""
    if not any(isinstance(piece, Amount) and not piece.ajar for piece in pieces):
        for item, after in zip(items, (*items[1:], None), strict=True):
            part_of = after is not None and after.word == "of"  # "the upper half of the drawers"
            if "share" in item and not item.any("ordinal", "filler") and (part_of or "side" not in item):
                yield item.word


def _between_numbers(items: Sequence[Item], i: int) -> bool:
    """Whether a number stands before item i, with a unit at most between them, and one behind it."""
    last = i - 2 if i > 1 and "unit" in items[i - 1] else i - 1
    follows = any("number" in items[k] for k in range(i + 1, min(i + 3, len(items))))
    return last >= 0 and "number" in items[last] and follows


def _part_of_number(items: Sequence[Item], i: int) -> bool:
    """Whether a share, a unit in words or another number makes a number of it that is none of its own."""
    near = [items[k] for k in (i - 1, i + 1) if 0 <= k < len(items)]
    after = items[i + 1] if i + 1 < len(items) else None
    return any("number" in one for one in near) or after is not None and after.any("share", "and", "frame")


def _sides(pieces: Sequence[Any], items: Sequence[Item]) -> Iterator[str]:
    known: set[str] = set()
    for piece in pieces:
        if isinstance(piece, Place):
            known |= {piece.kind.removesuffix(" of"), piece.kind}
            known |= set(_SIDES) if piece.kind in _COUNTED else set()
            known |= {"top"} if piece.kind == "above" else {"bottom"} if piece.kind == "below" else set()
        elif isinstance(piece, Constraint):
            known |= {piece.direction, _WAYS.get(piece.direction, ""), "back" if piece.goal == "rest" else ""}
            known |= set(_SIDES) if piece.kind == "graded" or piece.direction == "side" else set()
        elif isinstance(piece, Amount) and piece.measure == "limit" and piece.value == 0.5:
            known.add("middle")
    returned = any(isinstance(piece, Constraint) and piece.goal in ("close", "off", "rest") for piece in pieces)
    for i, item in enumerate(items):
        kind = item.senses.get("place")
        if kind not in _SIDES or kind in known or item.any("filler", "amount", "now"):
            continue
        listed = i > 1 and items[i - 1].any("and") and "place" in items[i - 2]
        if kind == "back" and returned and not (listed or i + 1 < len(items) and items[i + 1].any(*_NAMING)):
            continue  # "screw the cap back on"
        if kind == "back" and i + 1 < len(items) and "way" in items[i + 1] and not items[i - 1].any("det", "of"):
            continue  # "push the lever back up"
        follows = items[i + 1] if i + 1 < len(items) else None
        if kind == "back" and follows and i and "verb" in items[i - 1] and follows.any("det", "this", "whole"):
            continue  # "fold back the lid"
        if "verb" in item and ("bottom" in known or i + 1 < len(items) and items[i + 1].any("det", "pronoun")):
            continue
        if kind == "left" and i + 1 < len(items) and (items[i + 1].word in _LEFT or items[i + 1].any("det", "pronoun")):
            continue
        yield item.word


def _parts(program: Program, pieces: Sequence[Any], items: Sequence[Item], names: Collection[str]) -> Iterator[str]:
    known: set[str] = set()
    for piece in pieces:
        if isinstance(piece, Which):
            known |= {word for group in piece.labels for label in group for word in label.split("_")}
            known |= {*piece.said.split(), *piece.qualifiers}
    dropped = " ".join(program.ignored).split()
    for item in items:
        own = item.word in names and "part" in item and not item.any("verb", "place", "state", "way")
        if own and not known & set(item.word.split()) and item.word not in dropped:
            yield item.word
