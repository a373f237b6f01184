"""One clause of a sentence: its verb, what it is about, and how that is to be."""

from __future__ import annotations

from dataclasses import dataclass, field

from .program import Amount, Which
from .verbs import Verb

LIGHT = ("set", "hold", "want", "grasp")
# After these verbs "on" and "off" say what is wanted; after others "on" belongs to the place.
SWITCHING = ("turn", "toggle", "set", "hold", "want", "other", "press", "go")
# These open what they are said of, but with a way they say no more than that: "pop the lid down".
SOFT = ("pop", "ease", "fling", "throw", "popping", "easing", "flinging", "throwing")
AJAR = 0.09


@dataclass
class Clause:
    """start, end: characters of the text. link: how it follows the one before: then, and, but, purpose, manner, after,
    before or correct. strange: words that nothing is known of; odd: those of them that no preposition leads to. loose:
    words that are known, but that nothing was made of. until: what it goes on to, where that is not a stop of its own.
    backwards: whether what is listed begins at the bottom or on the right."""

    link: str = "then"
    verb: Verb | None = None
    word: str = ""
    about: list[Which] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    done: list[Verb] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)
    more: int = 0
    relative: bool = False
    absolute: bool = False
    negated: bool = False
    flags: set[str] = field(default_factory=set)
    like: Which | None = None
    frame: int | None = None
    since: int | None = None
    strange: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    start: int = -1
    end: int = -1
    inside: list[Which] = field(default_factory=list)
    late: bool = False
    backwards: bool = False
    until: str = ""

    @property
    def complete(self) -> bool:
        """Whether how it is to be stands after what it is about."""
        return bool(self.late)

    @property
    def says(self) -> bool:
        """Whether it says how something is to be, beside its verb."""
        return bool(self.states or self.done or self.ways or self.amounts or self.more or self.like or self.flags)

    @property
    def says_more(self) -> bool:
        """Whether it says how something is to be, beside that it is too far or too little."""
        return bool(self.states or self.done or self.ways or self.amounts or self.more or self.like)

    @property
    def empty(self) -> bool:
        return not (self.verb or self.about or self.says or self.strange or self.negated or self.frame)
