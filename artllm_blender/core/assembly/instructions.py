"""A line of a manual: how many of which parts are added, and to what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

NUMBERS = ("a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
# What makes the two sides of a line: before it what is added, after it what it is added to.
RELATIONS = ("on top of", "between", "under", "below", "above", "behind", "onto", "inside", "against", "to", "on", "in")
TRIED = 3000  # ways to share out parts, at most
_ITEM = re.compile(rf"\b(?:the |both |an? )?(?:(\d+|{'|'.join(NUMBERS)}) )?([a-z][a-z -]*[a-z])", re.IGNORECASE)


@dataclass(frozen=True)
class Step:
    """added, onto: (count, name) pairs, names singular and lower case; relation: how they are put, or empty."""

    added: tuple[tuple[int, str], ...]
    relation: str = ""
    onto: tuple[tuple[int, str], ...] = ()

    @property
    def count(self) -> int:
        """How many parts it adds; 0 where it does not say."""
        return sum(count for count, _ in self.added)


def read_step(line: str) -> Step:
    """What a line such as "Attach the 4 legs under the seat." says; empty where it says nothing of the kind."""
    words = re.sub(r"[.!;]+\s*$", "", line.strip())
    verb = re.match(r"[A-Za-z]+(?: together)?\s+", words)
    if not verb:
        return Step(())
    rest = words[verb.end() :]
    for relation in RELATIONS:
        if found := re.search(rf"\s{relation}\s", rest):
            added, onto = rest[: found.start()], rest[found.end() :]
            return Step(_items(added), relation, _items(onto))
    return Step(_items(rest))


def read_steps(lines: Sequence[str]) -> list[Step]:
    """A step for each line."""
    return [read_step(line) for line in lines]


def counts(lines: Sequence[str]) -> list[tuple[int, ...]]:
    """By page how many there are of each thing on it that was not on the one before, as the lines say; the first page
    also shows what its parts are put to."""
    steps = read_steps(lines)
    found = [tuple(count for count, _ in step.added) for step in steps]
    if steps and steps[0].relation:
        found[0] += tuple(count for count, _ in steps[0].onto)
    return found


def shares(sizes: Sequence[int], totals: Sequence[int]) -> list[set[int]]:
    """Of each group of alike parts, by its size, which of the totals it may be counted in, for each total is the sum of
    some groups; a group is in two totals only where it does not work out otherwise. Empty: it does not even so."""
    for most in (1, 2):
        found: list[set[int]] = [set() for _ in sizes]
        _shared(list(sizes), list(totals), most, [], found, [TRIED])
        if all(found):
            return found
    return []


def _shared(
    sizes: list[int], left: list[int], most: int, chosen: list[set[int]], found: list[set[int]], tries: list[int]
) -> None:
    """Go on from the totals chosen for the first groups; `left` of each total."""
    tries[0] -= 1
    if len(chosen) == len(sizes):
        for all_of, one in zip(found, chosen, strict=True):
            all_of |= one
        return
    size = sizes[len(chosen)]
    splits = [((size, total),) for total in range(len(left))]
    if most == 2:
        pairs = [(one, other) for one in range(len(left)) for other in range(len(left)) if one != other]
        splits += [((part, one), (size - part, other)) for one, other in pairs for part in range(1, size)]
    for split in splits:
        if tries[0] > 0 and all(left[total] >= part for part, total in split):
            rest = list(left)
            for part, total in split:
                rest[total] -= part
            _shared(sizes, rest, most, [*chosen, {total for _, total in split}], found, tries)


def _items(text: str) -> tuple[tuple[int, str], ...]:
    found = []
    for piece in re.split(r"\s*(?:,|\band\b)\s*", text.strip()):
        if match := _ITEM.fullmatch(piece):
            count, name = match[1], match[2].lower()
            if count is None:
                number = 2 if piece.lower().startswith("both ") else 1
            else:
                number = int(count) if count.isdigit() else NUMBERS.index(count.lower()) + 1
            found.append((number, singular(name) if number > 1 else name))
    return tuple(found)


def singular(name: str) -> str:
    """A plural name without its ending: shelves is shelf, legs is leg."""
    for ending, one in (("shelves", "shelf"), ("ves", "f"), ("xes", "x"), ("ches", "ch"), ("ss", "ss"), ("s", "")):
        if name.endswith(ending):
            return name[: len(name) - len(ending)] + one
    return name
