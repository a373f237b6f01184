"""A sentence cut into clauses: each a verb, what it is about, and how that is to be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .items import Item
from .phrases import Phrases
from .program import Amount, Place, Which
from .verbs import Verb

LIGHT = ("set", "hold", "want", "grasp")
# After these verbs "on" and "off" say what is wanted; after others "on" belongs to the place.
SWITCHING = ("turn", "toggle", "set", "hold", "want", "other", "press", "go")
AJAR = 0.09
_PREPOSITIONS = frozenset(
    "in into on onto off of from inside to with at under near for against upon towards toward".split()
) | {
    "off of",
    "back in",
    "out of",
}
_TOUCHES = ("hit", "touch", "stop", "reach", "meet", "bump", "click", "contact", "collide", "rests")
_OPEN_LIKE = frozenset("open wings wing arms butterfly book mouth flower petals gate bird".split())


@dataclass
class Clause:
    """start, end: characters of the text. link: how it follows the one before: then, and, but, purpose, manner, after,
    before or correct. strange: words that nothing is known of."""

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
    start: int = -1
    end: int = -1
    inside: list[Which] = field(default_factory=list)
    late: bool = False

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


_PASSED = (
    "filler", "copula", "which", "roughly", "det", "of", "to", "side", "this", "row", "column", "else", "except",
    "each", "a", "unit", "pronoun", "only", "by", "hold", "no", "corner", "minus", "colon",
)  # fmt: skip


class Clauses:
    """Cuts items into clauses."""

    def __init__(self, items: Sequence[Item], text: str, unit: tuple[str, float] | None = None):
        self.unit = unit
        self.items, self.text = list(items), text
        self.phrases = Phrases(self.items, text)
        self.at, self.word = self.phrases.at, self.phrases.word
        self.found: list[Clause] = []
        self.now = Clause()
        self.frame: int | None = None

    def read(self) -> list[Clause]:
        """The clauses in the order they are said."""
        i = 0
        while i < len(self.items):
            j = self._one(i)
            if self.now.start < 0 and j > i and not self.now.empty:
                self.now.start = self.items[i].start
            if j > i and not self.items[j - 1].any("comma", "stop", "and", "then") or self.now.end < 0:
                self.now.end = self.items[j - 1].end
            i = j
        self._cut("then")
        return self.found

    def _cut(self, link: str) -> None:
        """End the present clause; the next follows it by the link."""
        if not self.now.empty:
            self.found.append(self.now)
            self.now = Clause(link)
        elif link in ("purpose", "manner", "after", "before", "correct") or self.now.link in ("then", "and"):
            self.now.link = link if link != "and" or self.now.link == "and" else self.now.link

    def _one(self, i: int) -> int:
        """Take the item at i, and those that belong to it; where to go on."""
        item, now = self.items[i], self.now
        if item.any("stop") or "colon" in item and now.about and not now.says and now.verb is None:
            self._cut("then")
            return i + 1
        if (
            "except" in item
            and any(which.plural for which in now.about)
            and (out := self.phrases.read(i + 1, bare=True))
        ):
            now.about = [replace(which, excepting=(*which.excepting, out[0])) for which in now.about]
            return out[1]
        if (j := self._frame(i)) is not None:
            return j
        if (
            "no" in item
            and (not now.empty or self.found)
            and not (item.word == "no" and "number" in self.items[min(i + 1, len(self.items) - 1)])
        ):
            if self._corrects(i):
                self._cut("correct")
                return i + 1
        if (
            item.word in ("after", "before", "once", "when")
            and self._verb_soon(i + 1)
            or item.word == "before"
            and self._verb_soon(i + 1)
        ):
            self._cut("after" if item.word != "before" else "before")
            return i + 1
        if "then" in item:
            self._cut("then")
            return i + 1
        if item.word in ("so that", "so", "because", "since", "in order that", "such that") and now.about:
            self._cut("purpose")
            return i + 1
        if item.word in ("until", "till", "til") and (j := self._contact(i + 1)):
            now.amounts.append(Amount("limit", 1.0))
            return j
        if item.word == "like" and self.word(i + 1) in ("a", "an", "open", "wings", "arms"):
            return self._simile(i)
        if "than" in item and now.more and (other := self.phrases.read(i + 1, bare=True)):
            now.like = other[0]
            return other[1]
        if "judged" in item:
            now.flags.add(
                "too little"
                if item.word.startswith("not") or item.word.endswith(("little", "small", "closed"))
                else "too far"
            )
            return i + 1
        if item.any("like", "graded", "reversed") and not self.now.empty:
            if "like" in item:
                reference = self.phrases.read(i + 1, bare=True)
                if reference and (now.about or now.verb):
                    now.like = reference[0]
                    return reference[1]
            else:
                now.flags.add("reversed" if "reversed" in item else "graded")
                return i + 1
        if "same" in item and self._same(i):
            now.flags.add("same")
            return i + 1
        if item.any("and", "comma") or item.word in ("but", "however"):
            return self._joined(i)
        if (j := self._verb(i)) is not None:
            return j
        if (j := self._amount(i)) is not None:
            now.late |= bool(now.about)
            return j
        if (j := self._state_or_way(i)) is not None:
            now.late |= bool(now.about)
            return j
        if "not" in item:
            if now.about and now.complete or now.says and now.about:
                self._cut("and")
            self.now.negated = True
            return i + 1
        kept = now.verb.act == "hold" if now.verb else bool(now.about) and item.word.startswith(("as ", "the way"))
        if "hold" in item and kept and item.word != "be":
            now.flags.add("hold")
            return i + 1
        if "only" in item and self.phrases.read(i + 1) and not self.at(i + 1, "number"):
            now.flags.add("only")
            return i + 1
        if "each" in item and (now.about or now.amounts):
            if item.word not in ("each", "apiece", "respectively", "individually"):
                now.flags.add("alike")
            return i + 1
        if "by" in item or "to" in item:
            if "by" in item and self._number_ahead(i + 1):
                now.relative = True
                return i + 1
            if "to" in item and self._number_ahead(i + 1):
                now.absolute = True
                return i + 1
            if "by" in item and self.at(i + 1, "verb"):
                self._cut("manner")
                return i + 1
        if item.word in ("using", "with", "by") and (inner := self.phrases.read(i + 1)) and now.verb:
            now.inside.append(inner[0])
            return inner[1]
        if item.any("of") and now.verb and now.verb.act == "other" and (inner := self.phrases.read(i + 1)):
            now.inside.append(inner[0])
            return inner[1]
        if (found := self.phrases.read(i, bare=now.link == "correct" or not now.about and not now.strange)) is not None:
            return self._about(i, found)
        if item.any(*_PASSED):
            return i + 1
        if not item.senses or item.any("done"):
            now.strange.append(item.word)
        return i + 1

    def _contact(self, i: int) -> int | None:
        """Past "it hits its stop", "it touches the wall"; None where no touch ends it."""
        for j in range(i, min(i + 5, len(self.items))):
            if self.word(j).startswith(_TOUCHES):
                while j < len(self.items) and not self.at(j, "comma", "stop", "then", "and"):
                    j += 1
                return j
            if self.at(j, "comma", "stop", "number", "state"):
                return None
        return None

    def _simile(self, i: int) -> int:
        """Past "like wings", "like an open book", which open what nothing else is said of."""
        j = i
        opens = False
        while j < len(self.items) and not self.at(j, "comma", "stop", "then"):
            opens = opens or self.word(j) in _OPEN_LIKE
            j += 1
        if opens and not self.now.says and (self.now.verb is None or self.now.verb.act in LIGHT):
            self.now.states.append("open")
        return j

    def _about(self, i: int, found: tuple[Which, int]) -> int:
        """Take the phrase that begins at item i: what the clause is about, or what belongs to that."""
        which, j = found
        now = self.now
        link = self.word(i - 1) in _PREPOSITIONS or self.at(i - 1, "beside")
        if link and now.about and now.verb and now.verb.act == "same" and now.like is None:
            now.like = which
            if now.word.startswith(("copy", "mirror")):
                now.about, now.like = [which], now.about[0]
            return j
        if link and now.strange and not now.about:
            now.flags.add("strange")
        if link and (now.about or now.strange) or now.about and now.verb and now.verb.act == "other":
            now.inside.append(which)
            return j
        if now.about and now.complete and self._says_after(j):
            self._cut("and")
        self.now.about.append(which)
        return j

    def _joined(self, i: int) -> int:
        """Past "and", a comma or "but": a new clause, or one more part in the same."""
        now, j = self.now, i + 1
        but = self.word(i) in ("but", "however")
        while self.at(j, "and", "comma", "filler", "also") and not self.phrases.noun(j) or self.at(j, "then"):
            if self.at(j, "then"):
                self._cut("then")
                return j + 1
            j += 1
        if j >= len(self.items) or self.at(j, "stop"):
            return j
        if self._is_verb(j, fresh=True) or self.at(j, "not") or self.word(j) == "only" and self.phrases.read(j + 1):
            self._cut("and")
            return j
        if self.at(j, "state") and now.states and now.complete:
            self._cut("and")
            return j
        if self.at(j, "no") and self._corrects(j):
            self._cut("correct")
            return j + 1
        if self.at(j, "same") or self.at(j, "frame") or self.at(j + 1, "frame"):
            if not (now.like or self.at(j, "like")):
                self._cut("and")
            return j
        if now.frame is not None and now.says and not self._frame_at(j):
            self._cut("and")
            return j
        if self.at(j, "number") and self._measure(j, True) is not None:
            return j
        found = self.phrases.read(j, bare=True) if not self._adverb(j) else None
        if found is None:
            if but or (not self._starts_complement(j) and not self.items[j].senses):
                self._cut("and")
            return j
        which, end = found
        if self._apposition(which, end, i):
            previous = now.about[-1]
            now.about[-1] = replace(
                previous,
                places=previous.places + which.places,
                either=which.either,
                state=which.state or previous.state,
                count=which.count or previous.count,
            )
            return end
        if now.about and (now.complete or but or now.negated):
            self._cut("and")
        elif now.about and not now.says and now.verb is None and self._says_after(end) and not self._listed(end):
            pass  # "lid and doors closed": what follows is said of all
        elif (
            now.about
            and now.verb is None
            and not now.says
            and self.word(i) == ","
            and self.found == []
            and which.quantifier == "pronoun"
        ):
            self._cut("then")
        self.now.about.append(which)
        if self.now.start < 0:
            self.now.start = self.items[j].start
        return end

    def _listed(self, end: int) -> bool:
        return False

    def _apposition(self, which: Which, end: int, i: int) -> bool:
        """Whether it says more closely what was meant: "the drawer, the top one"."""
        now = self.now
        if self.word(i) != "," or not now.about or not (self.at(end, "stop") or end >= len(self.items)):
            return False
        before, headless = now.about[-1], which.noun == "one" and not which.labels and which.quantifier == "the"
        return headless and not before.places and not before.either and before.noun != "one"

    def _corrects(self, i: int) -> bool:
        """Whether "no", "I mean" or "rather" takes back what was said."""
        if self.at(i, "zero") and self.phrases.noun(i + 1):
            return False
        j = i + 1
        while self.at(j, "comma", "filler", "no"):
            j += 1
        return self.phrases.read(j, bare=True) is not None or self._amount_at(j)

    def _same(self, i: int) -> bool:
        if self.word(i) == "so" and not self.now.empty:
            return False
        now = self.now
        if now.about and now.verb and now.verb.act == "set" and not now.says:
            return True
        return not (now.verb and now.verb.act not in ("other", "set", "want") or now.about) or self.word(i).startswith(
            ("do", "repeat")
        )

    def _verb_soon(self, j: int) -> bool:
        for k in range(j, min(j + 3, len(self.items))):
            if self.at(k, "verb"):
                return True
            if not self.at(k, "filler", "pronoun", "not"):
                return False
        return False

    def _says_after(self, j: int) -> bool:
        """Whether how it is to be follows at item j."""
        while self.at(j, "copula", "filler", "by", "to", "roughly", "at", "of") and not self.at(j, "way", "state"):
            j += 1
        return self.at(j, "state", "amount", "way", "like") or self._measure(j, False) is not None or self.at(j, "done")

    def _starts_complement(self, j: int) -> bool:
        return self._says_after(j) or self.at(j, "copula", "filler", "more")

    def _adverb(self, j: int) -> bool:
        return self.at(j, "amount") and not self.phrases.noun(j + 1) and not self.at(j, "all")

    # ---- verbs

    def _is_verb(self, i: int, fresh: bool = False) -> bool:
        """Whether item i is a verb here. fresh: nothing of its clause stands before it."""
        if not self.at(i, "verb"):
            return False
        item, now = self.items[i], self.now
        if "copula" in item and item.word.endswith("ing") or item.word == "angle" and self.at(i - 1, "unit", "number"):
            return False
        if "state" in item and now.more and self.at(i - 1, "more"):
            return False
        started = (
            bool(
                now.verb
                and now.verb.act not in LIGHT
                and now.verb.act != "other"
                or now.about
                or now.negated
                and now.verb
            )
            and not fresh
        )
        following = self.at(i + 1, "det", "this", "pronoun", "all", "both", "whole", "a", "rest", "other")
        if item.any("part", "object", "function", "place"):
            if following or self.at(i + 1, "place", "ordinal") and not self.at(i, "place"):
                return fresh or not started or not self.at(i - 1, "det", "place", "a", "number", "'s")
            if self.at(i, "place"):  # lower
                return (
                    not started and self.phrases.noun(i + 1) and self.word(i) == "lower" and self._no_complement(i + 1)
                )
            if self.phrases.noun(i + 1) and not started and not self.at(i - 1, "det", "place", "a"):
                return "object" not in item and not self._compound(i)
            if (
                self.word(i) in ("switch", "slide", "lock", "trigger", "cover", "draw", "fan")
                and self.at(i + 1, "state", "way")
                and not started
            ):
                return self._noun_after(i + 1)
            return False
        if item.any("state", "now"):
            if started or now.verb and now.verb.act in ("set", "hold", "want") and not following:
                return started and following and not self.at(i - 1, "det", "copula")
            if (
                not fresh
                and self.at(i - 1, "amount", "share", "det", "copula")
                and not following
                and not self.phrases.noun(i + 1)
            ):
                return False
            return (
                i + 1 >= len(self.items)
                or following
                or self.phrases.read(i + 1, bare=True) is not None
                or self._starts_complement(i + 1)
                or not now.about
            )
        if item.any("amount", "filler", "hold", "copula", "way", "grasp", "frame", "of") and item.word not in (
            "place",
        ):
            if item.word in ("go", "be", "stay") and not following and not self.at(i + 1, "to", "over", "way"):
                return False
        return True

    def _compound(self, i: int) -> bool:
        """Whether the noun at i and the next make one: "handle lever", "light switch"."""
        return self.at(i, "part", "function") and self.phrases.noun(i + 1) and not self.at(i, "det")

    def _no_complement(self, j: int) -> bool:
        found = self.phrases.read(j)
        return found is None or not self.at(found[1], "state")

    def _noun_after(self, j: int) -> bool:
        return self.phrases.read(j + 1) is not None

    def _verb(self, i: int) -> int | None:
        if not self._is_verb(i):
            return None
        item, now = self.items[i], self.now
        verb = item["verb"]
        if now.link == "purpose" and now.strange:
            return i + 1
        if "state" in item and self.at(i - 1, "verb") and now.verb and now.verb.act not in LIGHT and not now.about:
            now.states.append(item["state"])
            return i + 1
        if (
            now.verb is None
            and not now.about
            and not now.says
            or now.verb
            and now.verb.act in ("want", "hold")
            and not now.about
            and now.verb is not verb
            and now.verb.act == "want"
        ):
            now.verb, now.word = verb, item.word
            return i + 1
        if now.verb is None and not now.about and now.amounts and not now.states:  # "fully open", "halfway open"
            now.verb, now.word = verb, item.word
            return i + 1
        if self.word(i - 1) == "to" or self.at(i - 1, "to") or self.word(i - 1) in ("to be",):
            if now.verb and now.verb.act in ("want", "set", "hold", "other") and now.about and now.verb.act != "other":
                now.verb, now.word = verb, item.word
                return i + 1
            self._cut("purpose")
        elif now.verb and now.verb.act in LIGHT and not now.about and not now.says:
            if (
                now.verb.act in ("set", "want", "hold")
                and now.verb.act != "grasp"
                and item.word.endswith("ing")
                or now.verb.act in ("want", "grasp")
            ):
                now.verb, now.word = verb, item.word
                return i + 1
            now.verb, now.word = verb, item.word
            return i + 1
        elif now.verb and now.verb.act == "other" and not now.about and not now.strange:
            now.verb, now.word = verb, item.word
            return i + 1
        elif now.negated and now.verb is None:
            now.verb, now.word = verb, item.word
            return i + 1
        elif now.verb is None and now.about and not now.says and self._subject(i):
            # "the door needs to open", "both doors swing open"
            now.verb, now.word = verb, item.word
            return i + 1
        elif now.verb is None and now.about and not now.complete:
            now.verb, now.word = verb, item.word
            return i + 1
        else:
            self._cut("manner" if self.at(i - 1, "by") else "then" if self.at(i - 1, "then") else "and")
        self.now.verb, self.now.word = verb, item.word
        self.now.start = item.start
        return i + 1

    def _subject(self, i: int) -> bool:
        return self.at(i - 1, "copula", "filler") or not self.phrases.read(i + 1)

    # ---- how it is to be

    def _state_or_way(self, i: int) -> int | None:
        item, now = self.items[i], self.now
        if "beside" in item and self.phrases.read(i + 1) and not now.verb:
            return None
        if item.any("place") and "way" in item:  # left, right: a side of something that follows, or a way to go
            if self.phrases._leads_to_noun(i + 1) and not self.at(i + 1, "and", "comma") or self.at(i - 1, "det"):
                return None
            if not now.about and not (now.verb and now.verb.act in ("turn", "go", "tilt")):
                return None
        if item.any("place", "number") and "way" not in item and "state" not in item:
            return None
        if item.word in ("on", "at") and now.about and now.says and (side := self._side(i)):
            now.ways.append(side[0])
            return side[1]
        if "state" in item:
            state = item["state"]
            if state in ("on", "off"):
                return self._on_off(i, state)
            if "now" in item and self.at(i - 1, "det") and self.phrases._leads_to_noun(i + 1):
                return None
            if state == "level" and self.at(i + 1, "one", "part"):
                return None
            if item.word in ("tight", "in place") and now.verb is None:
                return i + 1
            now.states.append(state)
            return i + 1
        if item.word == "left" and now.amounts and self.word(i - 1) in ("are", "is", "be"):
            now.amounts[-1] = replace(now.amounts[-1], back=True)
            return i + 1
        if "way" in item:
            way = item["way"]
            if way in ("in", "out") and self.at(i, "of") and self.phrases.read(i + 1) and way == "in" and now.about:
                return None
            if way == "back" and now.verb and now.verb.act == "set":
                now.flags.add("back")
            if way == "back" and (
                self.at(i + 1, "way", "state", "verb", "amount")
                or self.word(i + 1) in ("in", "on", "to")
                or self.word(i) == "back"
                and now.verb
                and now.verb.act in ("close", "set", "open", "other", "off", "on")
            ):
                return i + 1
            if now.verb and now.verb.act == "same" and way in ("left", "right") and now.like is None:
                now.like = Which(noun="one", said=item.word, places=(Place(way),))
                if now.word.startswith(("copy", "mirror")) and now.about:
                    now.about, now.like = [now.like], now.about[0]
                return i + 1
            if way == "over" or way == "through":
                return i + 1
            if way in ("apart", "together"):
                now.states.append("open" if way == "apart" else "close")
                return i + 1
            if (
                way in ("up", "down")
                and now.verb
                and now.verb.act in ("close", "open", "off", "on")
                and now.word not in ("fold", "folds", "folding", "unfold")
            ):
                return i + 1
            now.ways.append(way)
            return i + 1
        if "done" in item and (now.about or now.verb):
            verb = item["done"]
            if verb.act in ("other", "want", "grasp"):
                return None
            now.done.append(verb)
            return i + 1
        return None

    def _side(self, i: int) -> tuple[str, int] | None:
        """The way that "on the left" says, and where it ends."""
        j = i + 1
        while self.at(j, "det"):
            j += 1
        if not self.at(j, "place") or self.items[j]["place"] not in ("left", "right") or self.phrases.noun(j + 1):
            return None
        return self.items[j]["place"], j + 1 + self.at(j + 1, "side")

    def _on_off(self, i: int, state: str) -> int | None:
        """On and off say how it is to be, or belong to a place."""
        now = self.now
        verb = now.verb
        if state == "on" and self.at(i, "of"):
            place = self.phrases._where(Which(), i + 1, i) is not None
            follows = self.phrases.read(i + 1) is not None
            switching = verb is not None and verb.act in SWITCHING and verb.act != "other"
            if (place or follows) and not (switching and not now.about):
                return None
            if verb is not None and verb.act in ("pull", "push", "press", "hold") and follows:
                return i + 1
        now.states.append(state)
        return i + 1

    def _number_ahead(self, j: int) -> bool:
        while self.at(j, "roughly", "det", "a", "filler") and not self.at(j, "amount") and not self.at(j, "number"):
            if self.at(j, "a") and self.at(j + 1, "share", "unit"):
                break
            j += 1
        return self._measure(j, False) is not None or self._amount_at(j)

    def _amount_at(self, j: int) -> bool:
        return self.at(j, "amount") and not self.phrases.noun(j + 1)

    def _amount(self, i: int) -> int | None:
        """Past an amount at item i, taken into the clause."""
        now, j = self.now, i
        while self.at(j, "roughly") and (self._measure(j + 1, False) or self.at(j + 1, "roughly", "amount", "a")):
            j += 1
        if (
            self.at(j, "more")
            and not self.at(j, "place")
            or self.at(j, "more")
            and now.about
            and not self.phrases._leads_to_noun(j + 1)
        ):
            return self._more(j)
        if self.at(j, "a") and self.at(j, "other"):
            return None
        if self.at(j, "minus") and (measured := self._measure(j + 1, True)) and not self.phrases.noun(measured[1]):
            now.amounts.append(Amount(measured[0].measure, measured[0].value, back=True))
            return measured[1]
        measured = self._measure(j, True)
        if measured is not None:
            amount, end = measured
            if (
                self.at(end, "of")
                and self.word(end) == "of"
                and self.at(end + 1, "det")
                and self.phrases.noun(end + 2)
                and amount.measure == "fraction"
            ):
                return None
            if self.at(end, "short") and self.at(end + 1, "state") and self.items[end + 1]["state"] == "close":
                now.amounts.append(amount)
                return end + 2
            if self.at(end, "short") and (self.at(end + 1, "amount", "state") or self.word(end + 1) in ("fully",)):
                amount = Amount(amount.measure, amount.value, back=True)
                end += 2 if not (self.at(end + 2, "state") and self.at(end + 1, "amount")) else 3
                now.amounts.append(amount)
                now.flags.add("short")
                return end
            now.amounts.append(amount)
            return end
        if self.at(j, "amount"):
            item = self.items[j]
            measure, value = item["amount"]
            if (
                self.phrases.noun(j + 1)
                and not self.at(j + 1, "verb")
                and measure != "limit"
                and item.word in ("some", "bit", "high")
            ):
                return None
            if item.any("way", "place") and self.phrases._leads_to_noun(j + 1):
                return None
            if item.word == "some" and self.phrases.read(j):
                return None
            if self.at(j, "number") and self.at(j + 1, "unit"):
                return None
            if measure == "factor" and self.word(j + 1) == "as" and (other := self.phrases.read(j + 2, bare=True)):
                now.amounts.append(Amount("factor", value))
                now.like = other[0]
                return other[1]
            if measure == "ajar" and self.at(j + 1, "more"):
                now.amounts.append(Amount("fraction", 0.1, relative=True))
                now.more = self.items[j + 1]["more"]
                return j + 2
            if measure == "fraction" and value > 0.9 and self.at(j + 1, "amount"):
                j += 1
            amount = Amount("fraction", AJAR, ajar=True) if measure == "ajar" else Amount(measure, value)
            now.amounts.append(amount)
            return j + 1
        return None

    def _more(self, j: int) -> int:
        item, now = self.items[j], self.now
        now.more = item["more"]
        measured = self._measure(j + 1, True)
        if self.at(j + 1, "roughly"):
            measured = self._measure(j + 2, True)
        if measured is not None and measured[0].measure in ("angle", "length", "fraction"):
            now.amounts.append(measured[0])
            now.relative = True
            return measured[1]
        return j + 1

    def _measure(self, i: int, take: bool) -> tuple[Amount, int] | None:
        """A number with its unit or share that begins at item i, and where it ends."""
        j = i
        number: float | None = None
        if self.at(i, "a", "det") and self.at(i + 1, "number") and not self.at(i, "amount"):
            return self._measure(i + 1, take)
        if self.word(i) == "between" and self.at(i + 1, "number"):
            low, k = self._number(i + 1)
            if self.at(k, "unit"):
                k += 1
            if self.at(k, "and", "to") and (high := self._measure(k + 1, take)):
                size = self.items[high[1] - 1]["unit"][1] if self.at(high[1] - 1, "unit") else 1.0
                return replace(high[0], value=(low * size + high[0].value) / 2), high[1]
        if (
            self.at(j, "a")
            and not self.at(j, "amount")
            and (
                self.at(j + 1, "unit", "share")
                or self.word(j + 1) in ("full", "couple", "complete", "whole", "half", "quarter", "few", "further")
            )
        ):
            number, j = 1.0, j + 1
            if self.word(j) == "couple" or self.word(j) == "few":
                number, j = (2.0 if self.word(j) == "couple" else 3.0), j + 1
                j += self.word(j) == "of"
            if self.word(j) in ("full", "complete", "whole", "further"):
                j += 1
        elif self.at(j, "number"):
            number, j = self._number(j)
            if self.at(j, "and") and self.at(j + 1, "a") and self.at(j + 2, "share"):
                number, j = number + self.items[j + 2]["share"], j + 3
            if self.at(j, "filler", "or") and self.at(j + 1, "unit"):
                j += 1
            if self.word(j) in ("full", "complete", "whole", "further", "more", "single") and self.at(j + 1, "unit"):
                self.now.relative |= take and self.word(j) in ("further", "more")
                j += 1
        elif self.word(i) in ("once", "twice", "thrice") and self.now.verb and self.now.verb.turns:
            return Amount("angle", math.tau * {"once": 1, "twice": 2, "thrice": 3}[self.word(i)]), i + 1
        if self.at(j, "share") and not self.at(j + 1, "one"):
            if self.at(j, "ordinal") and number is None:
                return None
            share, j = self.items[j]["share"] * (1.0 if number is None else number), j + 1
            if self.phrases.noun(j) and not self.at(j, "unit"):
                return None
            if self.word(j) == "of" and self.at(j + 1, "a", "det") and self.at(j + 2, "unit"):
                j += 2
            elif self.at(j, "a") and self.at(j + 1, "unit"):
                j += 1
            if self.at(j, "unit"):
                measure, size = self.items[j]["unit"]
                return Amount(measure, share * size), j + 1
            return self._share(share, j)
        if number is None:
            return None
        if self.at(j, "unit"):
            measure, size = self.items[j]["unit"]
            if self.items[j].word == "times" and not (self.now.verb and self.now.verb.turns):
                return None
            return Amount(measure, number * size), j + 1
        ratio = self.at(i, "number") and "ratio" in self.items[i] and j == i + 1
        if ratio or self.at(i, "number") and 0 < number < 1:
            return self._share(number, j)
        turning = self.now.verb is not None and self.now.verb.turns or self.now.absolute
        last = j >= len(self.items) or self.at(j, "comma", "stop", "and", "then")
        pointed = self.word(i - 1) in ("to", "at", "by", "=") or self.now.about and last and number >= 15
        if self.unit and (last or self.at(j, "more") or self.word(j) in ("instead", "then")) and number >= 2:
            return Amount(self.unit[0], number * self.unit[1]), j
        if (turning or pointed) and number >= 5 and not self.phrases.noun(j) and not self.at(j, "row", "column"):
            return Amount("angle", math.radians(number)), j
        return None

    def _share(self, share: float, j: int) -> tuple[Amount, int] | None:
        """The share, past "of the way"."""
        if (
            self.word(j) == "of"
            and self.at(j + 1, "det")
            and self.word(j + 2) in ("way", "full", "range", "travel", "distance")
        ):
            j += 3
            while self.word(j) in ("way", "range", "travel", "distance"):
                j += 1
        elif self.word(j) in ("way", "the way"):
            j += 1
        elif self.word(j) == "the" and self.word(j + 1) == "way":
            j += 2
        if self.at(j, "share") and self.items[j]["share"] == share:
            return None
        return Amount("fraction", share), j

    def _number(self, i: int) -> tuple[float, int]:
        value, j = self.items[i]["number"], i + 1
        if (
            value >= 20
            and value % 10 == 0
            and value < 100
            and self.at(j, "number")
            and 0 < self.items[j]["number"] < 10
            and self.items[i].word.isalpha()
        ):
            value, j = value + self.items[j]["number"], j + 1
        if self.word(j) == "hundred":
            value, j = value * 100, j + 1
            j += self.word(j) == "and"
            if self.at(j, "number"):
                more, j = self._number(j)
                value += more
        elif self.word(i) == "hundred" and self.at(j, "and", "number"):
            k = j + (self.word(j) == "and")
            if self.at(k, "number"):
                more, j = self._number(k)
                value += more
        return value, j

    # ---- frames

    def _frame(self, i: int) -> int | None:
        """Past "at frame 12", "from frame 1 to frame 50", "frame 1:"."""
        j = i
        if self.at(j, "of", "by", "to", "filler", "comma", "which") and self.at(j + 1, "frame"):
            j += 1
        elif (
            self.word(j) in ("from", "by", "at", "on", "in", "over", "between")
            and self.at(j + 1, "det")
            and self.at(j + 2, "frame")
        ):
            j += 2
        elif self.word(j) in ("over", "in", "within") and self.at(j + 1, "number") and self.at(j + 2, "frame"):
            self.now.since, self.now.frame = 1, int(self.items[j + 1]["number"])
            return j + 3
        if not (self.at(j, "frame") and self.word(j) != "f" and self.at(j + 1, "number")):
            return None
        number = int(self.items[j + 1]["number"])
        k = j + 2
        if self.at(k, "to", "and") and (
            self.at(k + 1, "number") or self.at(k + 1, "frame") and self.at(k + 2, "number")
        ):
            k += 1 + self.at(k + 1, "frame")
            if (
                self.word(i) in ("from", "between", "frames", "over")
                or self.at(j, "frame")
                and self.word(j) == "frames"
            ):
                self._frames_begin()
                self.now.since, self.now.frame = number, int(self.items[k]["number"])
                return k + 1
        if self.word(i) == "from" or self.word(j - 1) == "from":
            self.now.since = number
            return k
        self._frames_begin()
        self.now.frame = number
        if self.now.since is None and self.word(i) == "to" and self.found and self.found[-1].since is not None:
            pass
        return k

    def _frame_at(self, j: int) -> bool:
        """Whether a frame is named at item j."""
        return self.at(j, "frame") or self.at(j + 1, "frame") or self.at(j + 2, "frame")

    def _frames_begin(self) -> None:
        """A frame begins the next clause where this one has its own already."""
        if self.now.frame is not None and not self.now.empty:
            self._cut("and")
