"""Names of parts as they are put into a line."""

from __future__ import annotations

import re

from .small_words import NUMBERS

_POINTING = frozenset("the a an my your our its his her their this that".split())
_COUNTING = ("number", "no", "nr")


def tokens(text: str) -> tuple[str, ...]:
    """The words and numbers of a name or of words for it, alike however they are parted: `Drawer_1`, "drawer one" and
    "the drawer number 1"."""
    found = re.findall(r"[^\W\d_]+|\d+", text.lower())
    begun = next((i for i, word in enumerate(found) if word not in _POINTING), 0)
    found = [str(NUMBERS[word]) if word in NUMBERS else word for word in found[begun:]]
    afterwards = [*found[1:], ""]
    return tuple(word for i, word in enumerate(found) if word not in _COUNTING or not afterwards[i].isdigit())


def spoken(name: str) -> str:
    """A part's name as one says it: `Drawer_Top.002` is "drawer top 002"."""
    return " ".join(name.replace("_", " ").replace(".", " ").lower().split())


def with_name(line: str, name: str) -> str:
    """A line with a name at its end, in place of what was typed of it: "open dra" and "drawer" make "open drawer"."""
    words = line.split()
    for begun in range(len(words)):
        if name.startswith(" ".join(words[begun:]).lower()):
            return " ".join([*words[:begun], name])
    return " ".join([*words, name])
