"""What a manual says: names for kinds of parts, and a sentence for each step."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from .storyboard import Page

# Names that programs give and that tell nobody anything.
SAYS_NOTHING = frozenset(
    "body component cube cylinder entity geometry group item mesh model node obj object part piece plane shape solid "
    "sphere".split()
)
# What tells parts of one kind apart by where they are; letters do that here.
PLACES = frozenset("left right upper lower middle".split())


def letter(number: int) -> str:
    """A, B, ... Z, AA, AB, ..."""
    return letter(number // 26 - 1) + chr(65 + number % 26) if number >= 26 else chr(65 + number)


def word(name: str) -> str:
    """What a part's name says of its kind, in lower case; empty where it says nothing: Left_Leg_2.001 is a leg."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    words = [w for w in re.findall(r"[^\W\d_]+", spaced.lower()) if len(w) > 1]
    words = [w for w in words if w not in PLACES] or words
    return "" if all(w in SAYS_NOTHING for w in words) else " ".join(words)


def plural(noun: str) -> str:
    """Of an English noun, or of words that end with one."""
    if re.search(r"(shel|lea|hal|kni)f?e?$", noun) and noun.endswith(("f", "fe")):
        return re.sub("fe?$", "ves", noun)
    if re.search("[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh")) else "s")


class Nouns:
    """How kinds of parts are called. names: of the parts, (p,); kind: equal for identical ones, (p,).

    letters: of each kind, in the order of the parts. Kinds that share a word are told apart by their letters.
    """

    def __init__(self, names: Sequence[str], kind: Sequence[int]):
        self._kind = list(kind)
        ordered = list(dict.fromkeys(kind))
        self.letters = {one: letter(number) for number, one in enumerate(ordered)}
        self._words = {one: word(names[one]) for one in ordered}
        self._shared = Counter(self._words.values())

    def of(self, part: int, count: int = 1) -> str:
        """Parts of one kind as words: the seat, the 4 legs, part C, the 2 rails (D)."""
        kind = self._kind[part]
        noun, sign = self._words[kind], self.letters[kind]
        if not noun:
            return f"part {sign}" if count == 1 else f"the {count} parts {sign}"
        said = f"the {noun}" if count == 1 else f"the {count} {plural(noun)}"
        return said if self._shared[noun] == 1 else f"{said} ({sign})"

    def all_of(self, parts: Sequence[int]) -> str:
        """Parts of several kinds as words, counted."""
        counts = Counter(self._kind[part] for part in parts)
        first = {self._kind[part]: part for part in reversed(parts)}
        said = [self.of(first[kind], count) for kind, count in counts.items()]
        return " and ".join(filter(None, (", ".join(said[:-1]), said[-1])))


def sentence(page: Page, nouns: Nouns, boxes: np.ndarray) -> str:
    """What to do on a page. boxes: (p, 2, 3) lower and upper corners of the parts where they belong."""
    onto = list(dict.fromkeys(_touched(one.parts, page.base, boxes) for one in page.joined))
    singles = [one.parts[0] for one in page.joined if len(one.parts) == 1]
    said = [f"what you built in step {number + 1}" for number in page.made if number >= 0]
    unbuilt = [part for one in page.joined if len(one.parts) > 1 for part in one.parts] if -1 in page.made else []
    what = " and ".join([*said, *([nouns.all_of(singles + unbuilt)] if singles or unbuilt else [])])
    return f"Attach {what} to {nouns.all_of(onto)}."


def _touched(parts: Sequence[int], base: Sequence[int], boxes: np.ndarray) -> int:
    """The part of the base whose box shares most with those of the parts; where none does, the nearest."""
    of_parts, of_base = boxes[list(parts)][:, None], boxes[list(base)][None]
    shared = np.minimum(of_parts[:, :, 1], of_base[:, :, 1]) - np.maximum(of_parts[:, :, 0], of_base[:, :, 0])
    slack = 1e-3 * np.ptp(boxes.reshape(-1, 3), axis=0).max()
    gap = np.linalg.norm(np.minimum(shared + slack, 0), axis=2).min(axis=0)
    common = np.prod(np.maximum(shared, 0) + slack, axis=2).max(axis=0)
    return base[int(np.lexsort((-common, gap))[0])]
