"""A sentence cut into clauses."""

from __future__ import annotations

from dataclasses import replace

from .bounds import PREPOSITIONS
from .clause import Clause
from .joining import AS_IT_IS, BECAUSE, Joining
from .measures import EXTENTS
from .program import Amount, Which
from .reference import alternating, beginning

# What may be passed over: it says nothing by itself.
_LIGHT = (
    "filler", "copula", "which", "roughly", "det", "of", "to", "by", "and", "comma", "stop", "then", "colon", "a",
    "side", "this", "pronoun", "hold", "one", "but",
)  # fmt: skip

_DURING = ("over", "in", "within", "for")
_BECAUSE = (*BECAUSE, "so", "since")
_NOR = ("but not", "without touching")
# After these "to" alone says shut.
_PUTS_TO = ("go", "push", "pull", "close")


class Clauses(Joining):
    """Cuts items into clauses."""

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

    def _one(self, i: int) -> int:
        """Take the item at i, and those that belong to it; where to go on."""
        for take in (
            self._begun,
            self._left_out,
            self._timed,
            self._linked,
            self._compared,
            self._conjoined,
            self._listed,
            self._verb,
            self._said_how,
            self._spared,
            self._of_all,
            self._led_by,
            self._named_here,
        ):
            if (j := take(i)) is not None:
                return j
        return self._passed_over(i)

    def _begun(self, i: int) -> int | None:
        """Past what begins or ends a clause by itself: a stop, "second,"; and past who "left" something so."""
        item, now = self.items[i], self.now
        if item.word == "left" and self.at(i + 1, "det") and not self.at(i - 1, "verb"):
            return i + 1  # "someone left the cupboard open"
        if (now.empty or self.at(i - 1, "comma", "and", "then")) and (doing := self._told_of(i)):
            return doing  # "the woman opens the lid"
        if "ordinal" in item and now.empty and self.at(i + 1, "comma") and self.at(i + 2, "verb"):
            self._cut("then")
            return i + 2  # "second, open the right one"
        if "colon" in item and now.more and now.like and now.about:
            self.now = Clause("then")  # "more hot than cold: ..." says what follows
            return i + 1
        if item.any("stop") or "colon" in item and now.about and not now.says and now.verb is None:
            self._cut("then")
            return i + 1
        return None

    def _left_out(self, i: int) -> int | None:
        """Past what is excepted: "except the lid", "but not the freezer", "rather than the left one"."""
        item, now = self.items[i], self.now
        if (
            "except" in item
            and any(which.plural or which.quantifier == "whole" for which in now.about)
            and (out := self.phrases.excepted(now.about[-1], i + 1))[0]
        ):
            now.about = [replace(which, excepting=(*which.excepting, *out[0])) for which in now.about]
            k = out[1]
            while self.at(k, "comma", "to", "roughly") or self.word(k) == "at":
                k += 1
            own = self._measure(k, False)
            if now.amounts and own and self._over(own[1]):
                self._cut("and")
                self.now.about = list(out[0])  # "all 5 cm out, except the left one 15 cm"
            return out[1]
        denied = item.word == "not" and now.verb and now.about and not (now.says or now.negated)
        if denied and (out := self.phrases.read(i + 1)) and self._over(out[1]):
            self._cut("and")
            self.now.negated = True
            return i + 1  # "open the fridge door not the freezer"
        if item.word in _NOR and not now.empty and self.phrases.read(i + 1, bare=True):
            self._cut("and")
            self.now.negated = True
            return i + 1  # "the main door 90 degrees but not the freezer"
        if item.word == "but" and now.says and (out := self.phrases.read(i + 1, bare=True)):
            if now.about and now.about[-1].quantifier == "all" and self._over(out[1]):
                now.about[-1] = replace(now.about[-1], excepting=(*now.about[-1].excepting, out[0]))
                return out[1]  # "everything closed but the middle one"
        if item.word in ("instead of", "rather than") and now.empty and (out := self.phrases.read(i + 1, bare=True)):
            self.spared = out[0]
            return out[1]
        return None

    def _timed(self, i: int) -> int | None:
        """Past "between open and closed", "over two seconds", "at frame 12"."""
        if self.word(i) == "between" and (j := self._between(i + 1)):
            return j
        if self.word(i) in _DURING and self.at(i + 1, "number", "a") and self.at(i + 2, "time"):
            self.now.strange.append(" ".join(self.word(k) for k in range(i, i + 3)))
            return i + 3
        return self._frame(i)

    def _linked(self, i: int) -> int | None:
        """Past what says how the next clause follows: "no, ", "after", "then", "so that"; and "until it stops"."""
        item, now = self.items[i], self.now
        if (
            "no" in item
            and (not now.empty or self.found)
            and not (item.word == "no" and "number" in self.items[min(i + 1, len(self.items) - 1)])
            and self._corrects(i)
        ):
            self._cut("correct")
            return i + 1
        if item.word in ("after", "before", "once", "when") and (self._verb_soon(i + 1) or self._happens(i + 1)):
            self._cut("after" if item.word != "before" else "before")
            return i + 1
        if item.word == "after" and self.at(i - 1, "and", "comma") and not now.empty and self.phrases.read(i + 1):
            self._cut("then")
            return i + 1  # "the lid and after the doors"
        if "no" in item and now.empty and self.found and self._verb_soon(i + 1 + self.at(i + 1, "comma")):
            last = self.found[-1]
            if last.verb and not (last.about or last.says):
                self.found.pop()  # "close... no, open both"
            else:
                self._cut("correct")
                self.now.link = "correct"
            return i + 1
        if "no" in item and now.empty and not self.found and ("zero" not in item or self.at(i + 1, "comma")):
            return i + 1
        if "then" in item:
            self._cut("then")
            return i + 1
        if item.word in _BECAUSE and now.about:
            self._cut("purpose")
            return i + 1
        if item.word in ("until", "till", "til") and self.at(i + 1, "pronoun") and self.at(i + 2, "copula"):
            if now.about and self._number_ahead(i + 3):
                now.absolute = self.items[i + 4].senses.get("state") != "close" if i + 4 < len(self.items) else True
                return i + 3  # "should be opened until it is 40 cm out"
        if item.word in ("until", "till", "til") and (j := self._contact(i + 1)):
            now.amounts.append(Amount("limit", 1.0))
            return j
        return None

    def _compared(self, i: int) -> int | None:
        """Past a comparison: "as the left one", "like wings", "than that", "too far", "the same"."""
        item, now = self.items[i], self.now
        if item.word == "as" and "same" in now.flags and now.about and (other := self.phrases.read(i + 1, bare=True)):
            now.like = other[0]
            return other[1]
        if item.word == "as" and self.word(i + 1) in ("if", "though"):
            return self._simile(i)
        if item.word == "like" and self.word(i + 1) in ("a", "an", "open", "wings", "arms"):
            return self._simile(i)
        if "than" in item and now.more and (other := self.phrases.read(i + 1, bare=True)):
            now.like = other[0]
            return other[1]
        if "than" in item and now.more and self._measure(i + 1, False):
            now.more, now.absolute = 0, True
            return i + 1
        if item.any("too far", "too little"):
            now.flags.add("too far" if "too far" in item else "too little")
            return i + 1
        if "like" in item and not now.empty:
            reference = self.phrases.read(i + 1, bare=True)
            if reference and (now.about or now.verb):
                now.like = reference[0]
                return reference[1]
            if now.about and item.word in ("to match", "matching", "match"):
                now.flags.add("same")
                return i + 1
        elif item.any("graded", "reversed") and not now.empty:
            now.flags.add("reversed" if "reversed" in item else "graded")
            now.late |= bool(now.about)
            return i + 1
        if "same" in item and self._same(i):
            now.flags.add("same")
            return i + 1
        return None

    def _conjoined(self, i: int) -> int | None:
        """Past "and", a comma or "but"."""
        return self._joined(i) if self.at(i, "and", "comma") or self.word(i) in ("but", "however") else None

    def _said_how(self, i: int) -> int | None:
        """Past an amount, a state or a way."""
        j = self._amount(i)
        if j is None:
            j = self._state_or_way(i)
        if j is not None:
            self.now.late |= bool(self.now.about)
        elif self.word(i) == "from" and self.word(i + 1) == "above" and {"cw", "ccw"} & set(self.now.ways):
            return i + 2  # as ways round an upright axis are seen anyway
        return j

    def _spared(self, i: int) -> int | None:
        """Past what says that something is not to be, is to stay, or is alone meant."""
        item, now = self.items[i], self.now
        if item.word in ("no", "nope") and now.about and not now.says and self._over(i + 1):
            now.negated = True
            return i + 1  # "open the first one, the rest no"
        if "not" in item:
            if now.about and (now.complete or now.says or now.verb and self._verb_soon(i + 1)):
                self._cut("and")
            self.now.negated = True
            return i + 1
        kept = now.verb.act == "hold" if now.verb else bool(now.about) and item.word.startswith(AS_IT_IS)
        if "hold" in item and kept and item.word != "be":
            now.flags.add("hold")
            return i + 1
        if "only" in item and self.phrases.read(i + 1) and not self.at(i + 1, "number"):
            now.flags.add("only")
            return i + 1
        return None

    def _of_all(self, i: int) -> int | None:
        """Past what says of which of the named parts it holds: "both", "all", "alternately", "each"."""
        item, now = self.items[i], self.now
        if item.any("all", "both") and self.at(i - 1, "copula") and now.about and now.about[-1].quantifier == "pronoun":
            return i + 1  # "until they are all a third open"
        if "both" in item and len(now.about) == 2 and not now.about[-1].plural:
            return i + 1  # "lid and seat both up"
        if item.any("all", "both") and now.about and self.word(i + 1) != "of":
            now.about[-1] = replace(now.about[-1], quantifier="both" if "both" in item else "all", plural=True)
            return i + 1
        if "alternately" in item and now.about:
            now.about[-1] = alternating(now.about[-1], 1)
            return i + 1
        if "starting" in item and (first := self.phrases.read(i + 1, bare=True)) and now.about:
            number = beginning(first[0])
            if number and any(place.kind == "alternate" for place in now.about[-1].places):
                now.about[-1] = alternating(now.about[-1], number)
                return first[1]
            if number in (1, -1) and now.about[-1].plural:
                return first[1]  # in which order, of what ends alike
        if "each" in item and (now.about or now.amounts):
            if item.word not in ("each", "apiece", "respectively", "individually"):
                now.flags.add("alike")
            return i + 1
        return None

    def _led_by(self, i: int) -> int | None:
        """Past a preposition that leads to an amount, a verb or what it is done with: "by 5 cm", "with"."""
        item, now = self.items[i], self.now
        if "by" in item and self._number_ahead(i + 1):
            now.relative = True
            return i + 1
        if "to" in item and self._number_ahead(i + 1):
            now.absolute = True
            return i + 1
        if "by" in item and self.at(i + 1, "verb"):
            self._cut("manner")
            return i + 1
        if item.word == "to" and self._over(i + 1) and now.verb and now.verb.act in _PUTS_TO and not now.says:
            now.states.append("close")  # "pull the door to"
            return i + 1
        if item.word == "away" and now.verb and now.verb.act in ("set", "fold") and not now.says:
            now.states.append("off" if now.word.startswith("tak") else "close")  # "put the saw away", "take it away"
            return i + 1
        if item.word in ("using", "with", "by") and (inner := self.phrases.read(i + 1)) and now.verb:
            (now.about if now.verb.act == "swap" and now.about else now.inside).append(inner[0])
            return inner[1]
        if item.any("of") and now.verb and now.verb.act == "other" and (inner := self.phrases.read(i + 1)):
            now.inside.append(inner[0])
            return inner[1]
        return None

    def _named_here(self, i: int) -> int | None:
        """Past a phrase that names parts."""
        found = self.phrases.read(i, bare=self._bare_here(i))
        return None if found is None else self._about(i, found)

    def _passed_over(self, i: int) -> int:
        """Past what nothing is made of, which is noted where it may have meant something."""
        item, now = self.items[i], self.now
        now.backwards |= "backwards" in item
        if item.word == "from" and self.at(i + 1, "state") and (now.verb or now.about):
            frame = self.at(i + 3, "frame") and self.at(i + 4, "number")
            now.since = int(self.items[i + 4]["number"]) if frame else now.since
            return i + 5 if frame else i + 2  # "from closed at frame 1"
        if item.word in EXTENTS and now.amounts:
            return i + 1  # "to half its stroke"
        if "verb" in item and item.word.endswith("ing") and self.at(i - 1, "det", "a"):
            now.strange.append(item.word)  # "with a revolving joint"
        elif "verb" in item and set(item.senses) <= {"verb", "side"} and self.at(i - 1, "det"):
            now.strange.append(item.word)
            now.loose.append(item.word)
        elif not item.senses or item.any("done") and not item.any(*_LIGHT):
            now.strange.append(item.word)
            if item.word not in EXTENTS and not any(self.word(k) in PREPOSITIONS for k in range(i - 3, i)):
                now.odd.append(item.word)
            if self._named(i):
                now.loose.append(item.word)
        elif not item.any(*_LIGHT) or item.any("share", "number") and "one" not in item:
            now.loose.append(item.word)
        return i + 1

    def _bare_here(self, i: int) -> bool:
        """Whether a place alone may name a part at item i."""
        now = self.now
        likened = now.verb is not None and now.verb.act == "same" and now.about and self.word(i - 1) in PREPOSITIONS
        return now.link == "correct" or not now.about and not now.strange or bool(likened)

    def _about(self, i: int, found: tuple[Which, int]) -> int:
        """Take the phrase that begins at item i: what the clause is about, or what belongs to that."""
        which, j = found
        now = self.now
        if self.spared is not None:
            which, self.spared = _called(which, self.spared), None  # "instead of the left door open the right one"
        link = self.word(i - 1) in PREPOSITIONS or self.at(i - 1, "beside")
        if link and now.about and now.verb and now.verb.act == "same" and now.like is None:
            now.like = which = _called(which, now.about[0])
            if now.word.startswith(("copy", "mirror")):
                now.about, now.like = [which], now.about[0]
            return j
        if self.word(i - 1) == "with" and now.about and now.complete and self._says_after(j):
            self._cut("and")  # "the top one open with the second one half open"
            self.now.about.append(which)
            return j
        if self.word(i - 1) == "from" and which.labels and not now.about:
            now.loose.append("from " + which.said)  # "from the second one down": a range that no phrase says
        if self.word(i - 1) in ("with", "for") and now.about and now.verb and now.verb.act == "swap":
            now.about.append(which)
            return j
        if link and now.strange and not now.about:
            now.flags.add("strange")
        if link and (now.about or now.strange) or now.about and now.verb and now.verb.act == "other":
            now.inside.append(which)
            apart = which.labels or which.quantifier in ("other", "rest")
            if (
                apart
                and self.word(i - 1) not in ("with", "from", "of", "for")
                and not (now.strange or self.at(i, "verb"))
            ):
                now.loose.append(which.said)
            return j
        if now.about and now.complete and (self._says_after(j) or self.at(j, "hold")):
            self._cut("and")
        beside = bool(self.now.about) and i == self.until and which.labels and self.now.about[-1].labels
        if beside and self.now.verb is None and len(self.now.about) == 1 and self.at(i, "det"):
            self.now.about = [replace(self.now.about[0], said=f"{self.now.about[0].said} {which.said}")]
            return j  # "pan the camera": the joint that is called so, of what it carries
        if beside and self.now.verb is not None:
            self.now.loose.append(which.said)
        self.now.about.append(which)
        self.until = j
        return j

    def _same(self, i: int) -> bool:
        if self.word(i) == "so" and not self.now.empty:
            return False
        now = self.now
        if now.about and now.verb and now.verb.act == "set" and not now.says:
            return True
        if now.about and now.verb is None and not now.says and self.found and self._over(i + 1):
            return True  # "right gate 30, left gate same"
        return not (now.verb and now.verb.act not in ("other", "set", "want") or now.about) or self.word(i).startswith(
            ("do", "repeat")
        )


def _called(which: Which, as_: Which) -> Which:
    """What has no noun of its own, called as another: "the right one" after "the left door"."""
    if which.noun != "one" or which.labels or which.whole:
        return which
    return replace(which, labels=as_.labels, noun=as_.noun, whole=as_.whole, function=as_.function)
