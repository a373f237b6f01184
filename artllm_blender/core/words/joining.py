"""Past "and", a comma or "but": a new clause, one more part in the same, or more of what was named last."""

from __future__ import annotations

from dataclasses import replace

from .bounds import Bounds
from .clause import LIGHT
from .lexicon import tools
from .program import Which

# After a phrase alone these say that it stays: "drawers untouched".
AS_IT_IS = ("as ", "the way", "left ", "untouched", "unchanged", "unmoved", "like it", "like they", "stay", "staying")
# What says in a relative clause that something is to be so.
_ASKING = ("should", "must", "shall", "has to be", "needs to be", "should be", "must be", "goes", "stays", "to be")
_IS_THAT = ("that's", "that is", "which is", "that are", "which are")
# What begins why something is asked for.
BECAUSE = ("so that", "because", "cause", "cos", "cuz", "in order that", "such that")
_OF_TWO = {"the latter": -1, "latter": -1, "the former": 0, "former": 0}
_TOO = ("too", "as well", "also")
_APART = (",", "while", "whilst", "whereas")


class Joining(Bounds):
    """Joins what stands on both sides of a conjunction."""

    def _joined(self, i: int) -> int:
        """Past "and", a comma or "but": a new clause, or one more part in the same."""
        now, j = self.now, i + 1
        if tools(now.word) and not now.about and self.word(i) == ",":
            self._cut("then")
            return j  # "unlock, both doors half open"
        but = self.word(i) in ("but", "however")
        while self.at(j, "and", "comma", "filler", "also") and not self._begins_phrase(j) or self.at(j, "then"):
            if self.word(j) in BECAUSE and (now.about or self.found):
                self._cut("purpose")
                return j + 1  # "a third, so that the heat can escape"
            if self.at(j, "then"):
                self._cut("then")
                return j + 1
            j += 1
        if j >= len(self.items) or self.at(j, "stop"):
            return j
        if (end := self._further_said(j)) is not None:
            return end
        if self.word(j) == "both" and len(now.about) == 2 and not now.says and self._says_after(j + 1):
            return j + 1  # "the left door and the right drawer, both open"
        if self.at(j, "way") and self.at(j, "place") and now.ways and now.verb and now.about and self._over(j + 1):
            now.ways.append(self.items[j]["way"])
            return j + 1  # "left and right": both ways
        if self.word(j) == "each" and now.about and not self.phrases._leads_to_noun(j + 1):
            return j + 1  # "all drawers, each to 10 cm"
        if self.word(j) == "only" and now.verb and not now.about and (named := self.phrases.read(j + 1)):
            if self._over(named[1]):
                return j + 1  # "open all the way, only the middle drawer"
        if self.word(j) in ("only", "just") and now.verb and now.about and not now.says and self.word(i) == ",":
            if (closer := self._narrowed(now.about[-1], j + 1)) is not None:
                now.about[-1] = closer[0]
                return closer[1]
        if self.at(j, "not") and now.verb and now.about and (aside := self.phrases.read(j + 1)):
            if self.at(k := aside[1], "comma") and self._number_ahead(k + 1 + self.at(k + 1, "to", "by")):
                return k + 1  # "open the left door, not the right one, to 90 degrees"
        if self._is_verb(j, fresh=True) or self.at(j, "not") or self.word(j) == "only" and self.phrases.read(j + 1):
            self._cut("and")
            return j
        if self.at(j, "share", "amount") and self.at(j + 1, "verb") and self.phrases.read(j + 2) and now.verb:
            self._cut("and")  # "close the top one, half close the middle one"
            return j
        if self.at(j, "state") and now.states and now.complete:
            self._cut("and")
            return j
        if self.at(j, "state") and now.about and now.amounts and self.phrases.noun(j + 1):
            self._cut("and")  # "half open door, closed drawers"
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
        if self.at(j, "number") and now.says and (further := self._numbered_on(j)):
            self._cut("and")
            self.now.about, self.now.start = [further[0]], self.items[j].start
            return further[1]
        if self.at(j, "number") and self._measure(j, True) is not None:
            return j
        found = self.phrases.read(j, bare=True) if not self._adverb(j) else None
        if found is None:
            if but or (not self._starts_complement(j) and not self.items[j].senses):
                self._cut("and")
            return j
        which, end = found
        if self.word(j) in _OF_TWO and len(now.about) > 1:
            meant = now.about[_OF_TWO[self.word(j)]]
            self._cut("and")
            self.now.about, self.now.start = [meant], self.items[j].start
            return end
        if self.word(i) == "," and self.at(j, "whole") and now.about and not now.says and not which.excepting:
            now.about[-1] = replace(now.about[-1], quantifier="all", plural=True)
            return end  # "the left column, all of it"
        any_of_them = which.quantifier == "a" and now.about and now.about[-1].labels == which.labels
        if self.word(i) == "," and any_of_them and now.about[-1].quantifier == "the" and not now.about[-1].places:
            now.about[-1] = which  # "a drawer, any drawer"
            return end
        if self.word(i) == "," and self.at(end, "only") and now.about and now.verb and not now.says:
            now.about = [which]  # "open the fridge, top door only"
            return end + 1
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
        if self.word(end).startswith(AS_IT_IS[3:]):
            self._cut("and")
        subject = self.at(end, "copula") or self.at(end, "verb") and self.word(end).endswith(("s", "stay", "remain"))
        left = self.at(end, "verb") and self.items[end]["verb"].act == "hold"  # "the drawer leave as it is"
        subject = subject or left
        denied = (self.at(end, "not") or self.word(end) == "no") and self._over(end + 1)  # "the rest not"
        if now.about and (
            now.complete
            or "hold" in now.flags
            and self._says_after(end)  # "keep the doors as they are, drawers out"
            or but
            or denied
            or now.negated
            or now.verb
            and subject
            and self.word(i) in _APART
        ):
            self._cut("and")
        elif self.word(end) in _TOO and now.about and now.verb and self._too_far(end):
            self._cut("and")  # "pull out the lower tray, the upper one too but only half"
        elif self.word(i) == "," and len(now.about) == 1 and self._own_end(end) and now.verb and not now.says:
            if now.verb.act not in LIGHT and not self.at(j, "det", "a"):
                self._cut("and")  # "drop both leaves, drawer out a third"
        elif now.about and not now.says and now.verb is None and self._says_after(end):
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

    def _too_far(self, j: int) -> bool:
        """Whether what is to be so too at item j has a measure of its own."""
        while self.at(j, "filler", "but", "only", "roughly", "comma") and not self._measure(j, False):
            j += 1
        return self._own_end(j)

    def _numbered_on(self, j: int) -> tuple[Which, int] | None:
        """The "4 to 6" of "faders 1 to 3 half, 4 to 6 full", and where it ends; None where no such number is there."""
        spoken = self.now.about or (self.found[-1].about if self.found else [])
        last = spoken[-1] if spoken else None
        lists = last.either or (last.places,) if last else ()
        if not lists or not all(len(one) == 1 and one[0].kind == "nth" for one in lists) or not last.labels:
            return None
        numbers, k = [], j
        while self.at(k, "number") and self.items[k]["number"] in range(1, 13) and not self.at(k + 1, "unit", "share"):
            number = int(self.items[k]["number"])
            numbers += range(numbers[-1] + 1, number + 1) if numbers and self.at(k - 1, "to") else [number]
            k += 1
            if not (self.at(k, "to", "and") and self.at(k + 1, "number") and not self.at(k + 2, "unit", "share")):
                break
            k += 1
        if not numbers or not (self._says_after(k) or self._over(k) and self.now.verb):
            return None
        either = tuple((replace(lists[0][0], number=number),) for number in numbers)
        said = self.text[self.items[j].start : self.items[k - 1].end]
        several = len(either) > 1
        return replace(
            last, said=said, places=() if several else either[0], either=either if several else (), plural=several
        ), k

    def _own_end(self, j: int) -> bool:
        """Whether the sentence ends with how far something is to go, at item j."""
        k = j
        while self.at(k, "way", "to", "roughly", "state") or self.word(k) == "at":
            k += 1
        measured = self._measure(k, False)
        k = measured[1] if measured else k + 1 if self.at(k, "amount", "share") else -1
        return k > 0 and (k >= len(self.items) or self.at(k, "stop"))

    def _narrowed(self, named: Which, j: int) -> tuple[Which, int] | None:
        """What "only the right one" at item j leaves of what is named before it, and where that ends."""
        found = self.phrases.read(j, bare=True)
        if found is None or not self._over(found[1]):
            return None
        one, end = found
        if one.labels or one.whole or not (one.places or one.either):
            return None
        return replace(one, labels=named.labels, noun=named.noun, whole=named.whole, function=named.function), end

    def _further_said(self, j: int) -> int | None:
        """Past the "which goes" of "all but the drawer, which goes out 12 cm", a clause about what was named last; None
        where it only says how that is now."""
        now, k = self.now, j + 1 - (self.word(j) != "which")
        if not (self.at(k, "copula") or self.word(j) in _IS_THAT) or not now.about or not self.at(j, "which"):
            return None
        asks = self.word(k) in _ASKING or any(
            self._measure(m, False) or self.at(m, "amount") for m in range(k + 1, k + 4)
        )
        if not asks:
            return None
        last = now.about[-1].excepting[-1] if now.about[-1].excepting else now.about[-1]
        self._cut("and")
        self.now.about.append(last)
        self.now.start = self.items[j].start
        return j + 1

    def _begins_phrase(self, j: int) -> bool:
        """Whether a noun, or an ordinal before one, is at item j: "first door"."""
        return self.phrases.noun(j) or self.at(j, "ordinal") and self.phrases._leads_to_noun(j + 1)

    def _apposition(self, which: Which, end: int, i: int) -> bool:
        """Whether it says more closely what was meant: "the drawer, the top one"."""
        now = self.now
        if self.word(i) != "," or not now.about or not (self.at(end, "stop") or end >= len(self.items)):
            return False
        before, headless = now.about[-1], which.noun == "one" and not which.labels and which.quantifier == "the"
        across = not before.places or not self.phrases._contrary(before, list(which.places))
        return headless and across and not before.either and before.noun != "one"

    def _corrects(self, i: int) -> bool:
        """Whether "no", "I mean" or "rather" takes back what was said."""
        if self.at(i, "zero") and self.phrases.noun(i + 1):
            return False
        j = i + 1
        while self.at(j, "comma", "filler", "no"):
            j += 1
        return self.phrases.read(j, bare=True) is not None or self._amount_at(j) or bool(self._measure(j, False))
