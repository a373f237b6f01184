"""What stands after a noun: where it is, what it belongs to, how it is now, what is excepted from it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from .modifiers import LOCATED
from .numbered import Numbered
from .program import Place, Which

_ALONG = {"top": "down", "bottom": "up", "left": "rightwards", "right": "leftwards"}
# What links a phrase to what it belongs to.
_LINKS = ("of", "from", "in", "on", "at", "inside", "belonging to", "off of", "to", "within", "under", "into", "onto")
# Where several are of which only that is said: "the doors behind".
# Comparatives that say a way to go.
COMPARED = {"higher": "up", "lower": "down"}
_FROM_LAST = {"one": -2, "1": -2, "two": -3, "2": -3}
_BARE = {"above": "top", "behind": "back"}
_ASIDE = {"to its right": "right of", "to its left": "left of"}


class Postmodifiers(Numbered):
    """What is said of a phrase behind its noun."""

    @abstractmethod
    def read(self, i: int, bare: bool = False) -> tuple[Which, int] | None:
        """The phrase that begins at item i and where it ends."""

    def _after(self, which: Which, end: int) -> tuple[Which, int]:
        """The phrase with what is said of it afterwards: where it is, what it belongs to, how it is now."""
        while True:
            moved = self._said_after(which, end)
            if moved is None:
                return which, end
            which, end = moved

    def _said_after(self, which: Which, j: int) -> tuple[Which, int] | None:
        if which.quantifier == "pronoun":
            return None
        if self.at(j + 1, "frame") and self.at(j + 2, "number") or self.at(j + 1, "number") and self.at(j + 2, "frame"):
            return None
        if self.at(j, "which") and (k := self._past_copula(j + 1)) and self.at(k, "ordinal"):
            return self._with(which, Place("nth", self.items[k]["ordinal"])), k + 1
        if self.at(j, "now") and self.word(j - 1) == "anything":
            return replace(which, state=self.items[j]["now"]), j + 1
        if self.at(j, "copula") and (state := self._state_after(j)) and self._open_question(j):
            return replace(which, state=state[0], quantifier="all", plural=True), state[1]
        if self.at(j, "copula") and self._open_question(j) and self.at(k := self._past_copula(j), "of"):
            return self._where(which, k + 1, k)
        if self.at(j, "which") and (state := self._state_after(j + 1)):
            several = any(self.word(k) == "any" for k in range(max(j - 4, 0), j)) and not which.places
            which = replace(which, quantifier="all", plural=True) if several else which  # "any door that is open"
            return replace(which, state=state[0]), state[1]
        if self.word(j) in ("but", "but one", "bar") and (number := _FROM_LAST.get(self.word(j + 1))):
            if which.places and which.places[-1] == Place("nth", -1):
                return replace(which, places=(*which.places[:-1], Place("nth", number))), j + 2  # "last drawer but one"
        if self.at(j, "ordinal") and self.word(j + 1) == "from" and which.labels and not which.places:
            return self._said_after(self._with(which, Place("nth", self.items[j]["ordinal"])), j + 1)
        if self.at(j, "which") and self.at(k := self._past_copula(j + 1), "place", "beside", "of"):
            return self._said_after(which, k) if self.at(k, "beside", "of") else self._where(which, k, j)
        last = j + 1 >= len(self.items) or self.at(j + 1, "comma", "stop", "and", "then", "but", "by", "to")
        comparative = self.word(j) in COMPARED and not self.at(j - 1, "comma")
        if self.at(j, "place") and not self.at(j, "way", "number", "amount") and last and which.noun != "one":
            sides = {"left", "right", "top", "bottom"} & {p.kind for p in which.places}
            if self.items[j]["place"] == "middle" and sides and self._verbless(j):
                return None  # "right lever centre"
            if comparative or self.at(j, "amount") and (which.plural or which.quantifier == "all"):
                return None  # "seat higher" says where it is to go, "all faders mid" how far
            return self._with(which, Place(self.items[j]["place"])), j + 1
        if (
            self.at(j, "beside")
            and self.word(j) in ("above", "below", "beneath", "underneath", "behind")
            and not self.read(j + 1)
        ):
            if which.plural:
                return self._with(which, Place(_BARE.get(self.word(j), "bottom"))), j + 1
            if which.labels:
                return self._with(which, Place(self.items[j]["beside"], anchor=Which(quantifier="pronoun"))), j + 1
        if self.at(j, "beside") and not self.at(j, "amount"):
            anchor = self.read(j + 1)
            if anchor:
                return self._with(which, Place(self.items[j]["beside"], anchor=anchor[0])), anchor[1]
            if which.noun == "one" and not which.labels:
                return self._with(which, Place(self.items[j]["beside"], anchor=Which(quantifier="pronoun"))), j + 1
        if which.places and which.places[-1].kind in ("row", "column"):
            line, end = self._from_end(which.places[-1], j)
            if end > j:
                return replace(which, places=(*which.places[:-1], line)), end
        lines = {p.kind for p in which.places} & {"row", "column"}
        if (
            self.at(j, "comma")
            and len(lines) == 1
            and which.noun == "one"
            and not which.labels
            and self.at(j + 1, "ordinal")
        ):
            inner = self.read(j + 1)
            if inner and inner[0].labels and not inner[0].either and not lines & {p.kind for p in inner[0].places}:
                return replace(inner[0], places=(*which.places, *inner[0].places)), inner[1]
        if self.at(j, "comma") and lines and self.at(j + 1, "place", "column", "ordinal", "row"):
            return self._said_after(which, j + 1) or self._where(which, j + 1, j)
        if self.at(j, "and") and len(lines) == 1 and (crossed := self._where(which, j + 1, j)):
            if {p.kind for p in crossed[0].places} >= {"row", "column"}:
                return crossed  # "in the third row and the first column"
        if (
            self.word(j) in ("down", "along", "over", "across", "in", "up")
            and self._last_nth(which)
            and not self.at(j - 1, "number")
            and not self.at(j + 1, "amount", "share", "a", "number", "by")
        ):
            along = {"up": "up", "along": "rightwards", "across": "rightwards", "over": "rightwards"}.get(
                self.word(j), "down"
            )
            if not (self.word(j) == "in" and self.noun(j + 1)):
                if self.word(j) != "in" or not self.at(j + 1, "det"):
                    return self._counted(which, along), j + 1
        if which.noun == "one" and (aside := _ASIDE.get(self.word(j))):
            return self._with(which, Place(aside, anchor=Which(quantifier="pronoun"))), j + 1
        if self.word(j) == "in between" and not self.phrase_follows(j + 1):
            return self._with(which, Place("middle")), j + 1
        if (self.word(j) == "from" or self.at(j, "starting")) and self._last_nth(which):
            if along := {"above": "down", "below": "up"}.get(self.word(j + 1)):
                return self._counted(which, along), j + 2
        if self.at(j, "of") and self.word(j) != "to" and (moved := self._where(which, j + 1, j)):
            return moved
        sides = self.at(j + 1, "both", "all") and self.at(j + 2, "side") or self.word(j + 1) == "either"
        if self.word(j) in ("on", "at") and sides and self.at(j + 2, "side") and not which.either:
            either = tuple((*which.places, Place(side)) for side in ("left", "right"))
            return replace(which, places=(), either=either, plural=True, quantifier="all"), j + 3
        if self.at(j, "row", "column") and self.at(j + 1, "number"):
            number = int(self.items[j + 1]["number"])
            return self._with(which, Place("row" if self.at(j, "row") else "column", number)), j + 2
        if self.word(j) in LOCATED and (self.at(j + 1, "of", "beside") or self.word(j + 1) in _LINKS):
            return self._said_after(which, j + 1)
        if self.word(j) in _LINKS:
            inner = self.read(j + 1)
            if which.whole and inner and inner[0].labels and self.word(j) != "of":
                return None  # "the bottle in the drawer" is a thing in it
            if inner and (inner[0].whole or inner[0].labels) and not self._is_goal(j):
                return self._belonging(which, inner[0], self.word(j)), inner[1]
        return None

    def _verbless(self, j: int) -> bool:
        """Whether no verb stands before item j in its clause."""
        while j > 0 and not self.at(j - 1, "comma", "stop", "then"):
            j -= 1
            if self.at(j, "verb") and not self.noun(j):
                return False
        return True

    def _is_goal(self, j: int) -> bool:
        """Whether "to", "on", "into" here begins what is to be done rather than says where it is."""
        return self.word(j) in ("to",) or (self.word(j) in ("into", "onto"))

    def _belonging(self, which: Which, owner: Which, link: str) -> Which:
        if owner.whole:
            places = () if self._contrary(which, list(owner.places)) else owner.places
            return replace(which, qualifiers=(*which.qualifiers, "@" + owner.whole), places=which.places + places)
        kind = next((one[1:] for one in owner.qualifiers if one[0] == "?"), "")
        if (
            kind and which.labels and not set(which.labels[0]) & set(owner.labels[0])
        ):  # "the doors of the upper cabinet"
            places = () if self._contrary(which, list(owner.places)) else owner.places
            named = (*which.qualifiers, "@" + kind, *owner.noun.split())
            return replace(which, qualifiers=named, places=which.places + places)
        one_of = not (which.labels or which.plural or which.count) and owner.plural
        if one_of and which.places:  # "the lower of the two"
            places = (*owner.places, *which.places)
            return replace(owner, plural=False, count=0, quantifier="the", places=places)
        if not which.labels:
            return replace(owner, plural=owner.plural or which.plural, places=(*which.places, *owner.places))
        return replace(which, places=(*which.places, Place("of", anchor=owner)))

    def _state_after(self, j: int) -> tuple[str, int] | None:
        k = j
        while self.at(k, "copula", "which", "filler", "all"):
            k += 1
        if self.at(k, "state") and self.items[k]["state"] in ("open", "close", "on", "off"):
            if self.at(k, "of") and self.at(k + 1, "det", "place"):
                return None  # "on the right"
            state = {"close": "closed"}.get(self.items[k]["state"], self.items[k]["state"])
            return state, k + 1
        if k > j and self.at(k, "way") and self.items[k]["way"] in ("out", "in"):
            return ("open" if self.items[k]["way"] == "out" else "closed"), k + 1
        if self.at(k, "not") and self.at(k + 1, "state"):
            opposite = {"open": "closed", "close": "open", "on": "off", "off": "on"}
            if self.items[k + 1]["state"] in opposite:
                return opposite[self.items[k + 1]["state"]], k + 2
        return None

    def _where(self, which: Which, j: int, link: int) -> tuple[Which, int] | None:
        """Past "(on) the left", "(from) the bottom", "(in) the second row", "(in) the upper left corner"."""
        k = j
        while self.at(k, "det") or self.word(k) == "very":
            k += 1
        if self.at(k, "number") and self.at(k + 1, "row", "column"):
            return None
        if self.at(k, "row", "column") and self.at(k + 1, "number"):
            number = int(self.items[k + 1]["number"])
            return self._with(which, Place("row" if self.at(k, "row") else "column", number)), k + 2
        if self.at(k, "ordinal") and self.at(k + 1, "row", "column"):
            kind = "row" if self.at(k + 1, "row") else "column"
            line, end = self._from_end(Place(kind, self.items[k]["ordinal"]), k + 2)
            return self._with(which, line), end
        places = []
        while self.at(k, "place"):
            kind = self.items[k]["place"]
            if self.at(k + 1, "row") and kind in ("front", "back"):
                places.append(Place(kind))
                k += 2
                continue
            if self.at(k + 1, "row", "column") and not self.noun(k + 1):
                line = "row" if self.at(k + 1, "row") else "column"
                number = {"top": 1, "left": 1, "middle": 0}.get(kind, -1)
                places.append(Place(line, number))
                k += 2
                continue
            places.append(Place(kind))
            k += 1
            while self.at(k, "side", "corner"):
                k += 1
        if (
            not places
            or self._contrary(which, places)
            or self.noun(k)
            and not self.at(k, "verb")
            and not (self.at(k - 1, "side", "corner"))
        ):
            return None
        if self.at(k, "one") and not self.at(k - 1, "side", "corner"):
            return None
        if self.word(k) == "of" and self.at(k + 1, "det") and self.at(k + 2, "row", "column"):
            k += 3  # "in the middle of the row"
        if self.word(link) == "from" and len(places) == 1 and places[0].kind in _ALONG:
            if self._last_nth(which):
                return self._counted(which, _ALONG[places[0].kind]), k
            if which.plural and which.labels:
                return which, k  # "the drawers from the top": in which order
        for place in places:
            which = self._with(which, place)
        return which, k

    def _from_end(self, line: Place, j: int) -> tuple[Place, int]:
        """A row or column with the end that it is counted from, where that is said at item j: "from the bottom"."""
        k = j + 1
        while self.at(k, "det"):
            k += 1
        end = self.items[k].senses.get("place") if self.word(j) == "from" and k < len(self.items) else None
        if line.number < 1 or end not in (("top", "bottom") if line.kind == "row" else ("left", "right")):
            return line, j
        return replace(line, number=-line.number if end in ("bottom", "right") else line.number), k + 1

    def _exceptions(self, which: Which, end: int) -> tuple[Which, int]:
        """The phrase with what is excepted from it."""
        start = end
        if self.at(start, "comma"):
            start += 1
        universal = which.quantifier in ("all", "rest", "both", "whole") or which.plural
        but = self.at(start, "but") and universal and self.word(start) == "but"
        if not but and not (
            self.at(start, "except") and not self.at(start, "but") or self.at(start, "except") and universal
        ):
            return which, end
        if not universal and self.word(start) in ("instead of", "rather than"):
            return which, end
        excepted, j = self.excepted(which, start + 1)
        headless = not which.noun and not which.labels
        if not excepted or (but and self._complement(j) and not headless) or self.word(j) in ("only", "just"):
            return which, end  # "open everything, but the drawer only halfway"
        if self.word(start) == "but not" and not universal and any(one.labels != which.labels for one in excepted):
            return which, end  # "lift the lid but not the seat"
        return replace(which, excepting=(*which.excepting, *excepted), plural=True), j

    def excepted(self, which: Which, j: int) -> tuple[list[Which], int]:
        """What is excepted of a phrase from item j on, and where that ends."""
        excepted = []
        while self.at(j, "of") and self.word(j) == "for":
            j += 1
        while (inner := self.read(j, bare=True)) and not (self.at(j, "verb") and not self.noun(j)):
            one = inner[0]
            if not one.labels and not one.whole and one.quantifier != "pronoun":
                places = () if self._contrary(which, list(one.places)) else which.places
                one = replace(one, labels=which.labels, whole=which.whole, noun=which.noun, places=places + one.places)
            excepted.append(one)
            j = inner[1]
            if (
                self.at(j, "and", "or")
                and (further := self.read(j + 1))
                and (not which.labels or not further[0].whole and further[0].labels in ((), which.labels))
                and not self.at(j + 1, "verb")
                and not self._complement(self.read(j + 1)[1])
            ):
                j += 1
                continue
            break
        return excepted, j

    def _complement(self, j: int) -> bool:
        """Whether item j goes on to say how something is to be."""
        while self.at(j, "only", "roughly", "to") and not self.at(j, "amount"):
            j += 1  # "the doors, but left only 30 degrees"
        return self.at(j, "state", "amount", "copula", "number", "share", "not")
