"""What names parts: "the second drawer from the bottom", "all but the left door", "the one that is open"."""

from __future__ import annotations

from dataclasses import replace

from .modifiers import Found
from .postmodifiers import Postmodifiers
from .program import Place, Which

_GRIP = "handle"
# Where two of several may be.
_COMPARED = ("top", "bottom", "left", "right", "outer", "inner")
_ANYTHING = ("thing", "things", "item", "items")


class Phrases(Postmodifiers):
    """Noun phrases among items."""

    def read(self, i: int, bare: bool = False) -> tuple[Which, int] | None:
        """The phrase that begins at item i and where it ends; None where none does. bare: a place alone is one."""
        self._bare = bare
        found = self._read(i, bare)
        if found is None:
            return None
        which, end = found
        which, end = self._exceptions(*self._after(which, end))
        said = self.text[self.items[i].start : self.items[end - 1].end]
        return replace(which, said=said), end

    def _read(self, i: int, bare: bool) -> tuple[Which, int] | None:
        if self.at(i, "pronoun") and not self.noun(i + 1):
            return Which(quantifier="pronoun"), i + 1
        j = i + 1 if self.at(i, "det") else i
        if self.word(j) == "number" and self.at(j + 1, "number") and not self.at(j + 2, "unit", "share"):
            return Which(noun="one", places=(Place("nth", int(self.items[j + 1]["number"]), called=True),)), j + 2
        if self.at(j, "neighbour"):
            side = next((one for one in ("left", "right") if self.at(j + 1, "of") and one in self.word(j + 3)), "")
            side = side or ("left" if "left" in self.word(j + 1) else "right" if "right" in self.word(j + 1) else "")
            kind = f"{side} of" if side else "beside"
            end = j + 1 if not side else j + 4 if self.at(j + 1, "of") else j + 2
            return Which(noun="one", places=(Place(kind, anchor=Which(quantifier="pronoun")),)), end
        if self.at(i, "whole") and not self.at(i, "all"):
            end = i + 1
            if self.at(end, "else"):
                return Which(quantifier="rest", plural=True), end + 1
            return Which(quantifier="all", plural=True), end
        listed = self.at(i - 1, "and") and self.at(i - 2, "place")
        if bare and self.word(i) == "back" and not listed and not self._leads_to_noun(i + 1):
            return None
        if self.at(i, "zero") and (self.noun(i + 1) or self.at(i + 1, "det") and self.noun(i + 2)):
            inner = self._read(i + 1, False)
            return (replace(inner[0], quantifier="none", plural=True), inner[1]) if inner else None
        if self.at(i, "zero") and self.word(i) == "nothing" and not self.at(i + 1, "but"):
            return Which(quantifier="none", plural=True), i + 1
        if self.at(i, "minus") and self.word(i) == "all but" and self.read(i + 1) and not self.at(i + 1, "number"):
            inner = self.read(i + 1, bare=True)
            return Which(quantifier="all", plural=True, excepting=(inner[0],)), inner[1]
        if self.at(i, "all") and self.word(i + 1) == "but":
            return Which(quantifier="all", plural=True), i + 1
        if self.word(i).startswith(("what", "whichever")):
            those = Which(noun="one", quantifier="all", plural=True)
            if self.at(k := self._past_copula(i + 1), "of", "beside") and (found := self._said_after(those, k)):
                return found
            if state := self._state_after(i + 1):
                return replace(those, noun="", state=state[0]), state[1]
        if self.word(i) == "those" and self.at(i + 1, "which") and (state := self._state_after(i + 2)):
            return Which(quantifier="all", plural=True, state=state[0]), state[1]
        found = Found(i)
        j = i
        while j < len(self.items):
            moved = self._modifier(j, found)
            if moved is None:
                break
            j = moved
        nouns = []
        while self._noun_here(j, nouns):
            nouns.append(self.items[j])
            j += 2 if self.word(j + 1) == "'s" else 1
            if self.word(j - 1) == "'s":
                j = self._past_modifiers(j, found)
        placed = self.at(j + 1, "of") and self.at(j + 2, "det") and self.at(j + 3, "place")  # "one on the left"
        if not nouns and self.at(j, "one") and (j > i or placed) and not self.at(j + 1, "share"):
            found.one = True
            found.plural |= self.word(j) == "ones"
            j += 1
        if self.word(j) == "pair" and (nouns or found.places):
            found.one, found.plural, found.count = not nouns, True, 2
            j += 1
        if not nouns and not found.one:
            return self._headless(i, j, found, bare)
        return self._headed(j, found, nouns)

    def _past_modifiers(self, j: int, found: Found) -> int:
        while (moved := self._modifier(j, found)) is not None:
            j = moved
        return j

    def _headless(self, i: int, j: int, found: Found, bare: bool) -> tuple[Which, int] | None:
        places = found.places
        quantifier = found.quantifier
        if quantifier == "rest" or (quantifier == "other" and j > i):
            end = j + (self.at(j, "side") and not self.at(j, "share"))
            return self._built(end, found, ())
        if quantifier in ("all", "both", "a") and self.at(j, "of them"):
            return self._built(j + 1, found, ())
        if any(place.kind in ("row", "column") for place in places):
            found.plural = True
            return self._built(j, found, ())
        if places and self.word(j - 1) in ("left hand", "right hand"):
            found.noun = "hand"
            return self._built(j, found, (("hand",),))
        found.plural |= bool(places) and self.word(j - 1).endswith("side") and not found.count
        if (places or found.count) and (found.determined or quantifier or bare) and j > i:
            if found.count and not places and not self.at(j, "of them", "beside"):
                return None
            return self._built(j + bool(self.at(j, "of them")), found, ())
        if found.count and self.at(j, "of them"):
            return self._built(j + 1, found, ())
        item = self.items[i] if i < len(self.items) else None
        if item is not None and bare and item.any("both", "all") and not self._leads_to_noun(i + 1):
            found.quantifier, found.plural = ("both" if "both" in item else "all"), True
            return self._built(i + 1, found, ())
        return None

    def _headed(self, j: int, found: Found, nouns: list) -> tuple[Which, int]:
        places, either = found.places, found.either
        labels, whole, function, noun = (), "", False, ""
        more = list(found.qualifiers)
        if nouns:
            head, before = nouns[-1], nouns[:-1]
            if found.count > 1 and before and "plural" not in head.senses and "part" not in head:
                found.count, found.plural = 0, False  # "the 4 flap box" has so many flaps
            noun = head.word
            found.plural |= bool(head.senses.get("plural")) and not found.single
            if "part" in head:
                labels = head["part"]
            elif "function" in head:
                labels, function = head["function"], True
            elif head["object"] == "machine" and head.word in _ANYTHING and (places or either):
                found.one = True  # "the upper left thing"
            else:
                whole = head["object"]
                found.places = places = [one for one in places if one.kind not in ("biggest", "smallest")]
            if "part" in head and "object" in head and not before:
                more.append("?" + head["object"])
            if "function" in head and "part" not in head and "object" in head:
                more.append("?" + head["object"])
            owner = next((other for other in reversed(before) if "part" in other and "object" not in other), None)
            if owner is not None and "part" in head and _GRIP in head["part"][0]:
                whole_of = Which(noun=owner.word, labels=owner["part"], places=tuple(places), plural=found.plural)
                found.places = places = [Place("of", anchor=whole_of)]
                before = [other for other in before if other is not owner]
            for other in before:
                if "object" in other and "part" not in other:
                    more += ["@" + other["object"], *other.word.split()]
                else:
                    more += other.word.split()
        j, numbered = self._numbers(j, nouns, bool(places or either))
        if numbered:
            found.either = [(*places, place) for place in numbered]
            found.plural |= len(numbered) > 1
            found.places = []
        found.noun = noun if not found.one else "one"
        return self._built(j, found, labels, whole, function, tuple(more))

    def _built(self, end, found, labels, whole="", function=False, qualifiers=()) -> tuple[Which, int]:
        places, either = found.places, found.either
        if either and places:
            # "the top and bottom left drawers": what follows the last one is said of all.
            either, places = [*either, tuple(places)], []
            found.plural = True
        if found.quantifier == "both" and len(places) == 1 and places[0].kind in _COMPARED and not either:
            found.quantifier, found.count = "the", 2  # "both lower drawers" of three
        quantifier = "a" if found.one_of else found.quantifier or "the"
        if quantifier == "alternate":
            places, quantifier, found.plural = [*places, Place("alternate")], "all", True
        if whole and quantifier == "the":
            quantifier = "whole"
        if quantifier in ("rest",):
            found.plural = True
        return (
            Which(
                noun=found.noun or ("one" if not whole else ""),
                labels=labels,
                whole=whole,
                function=function,
                quantifier=quantifier,
                plural=found.plural or len(either) > 1,
                count=found.count,
                places=tuple(places),
                either=tuple(either) if len(either) > 0 else (),
                state=found.state,
                qualifiers=qualifiers,
            ),
            end,
        )
