"""What stands before a noun: how many, which one, where, how it is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .items import Item
from .program import Place, Which

_PLAIN = ("det", "this")
_QUANTITY = ("all", "both", "a", "other", "rest", "alternate")
_BEFORE_NOUNS = (
    "det",
    "side",
    "corner",
    "place",
    "ordinal",
    "number",
    "now",
    "other",
    "and",
    "comma",
    "or",
    "all",
    "both",
    "this",
)
# Between an adjective and its noun none of these stands.
_BREAKS = ("and", "stop", "comma", "verb", "of", "copula", "det")
_LINES = ("row", "column", "col")
LOCATED = ("located", "situated", "positioned", "placed", "found", "mounted")
_VERTICAL, _ACROSS = ("top", "bottom"), ("left", "right")


def number_of_all(word: str) -> bool:
    """Whether an ordinal after the word counts all of them: "every third"."""
    return word in ("every", "each")


@dataclass
class Found:
    """What was read of one phrase so far. start: the item that it begins at. places: where all of it is; either: where
    parts of it are, one after the other. qualifiers: words before the noun, ~ before those that nothing is known of."""

    start: int = 0
    quantifier: str = ""
    determined: bool = False
    count: int = 0
    state: str = ""
    plural: bool = False
    single: bool = False
    one: bool = False
    one_of: bool = False
    noun: str = ""
    places: list[Place] = field(default_factory=list)
    either: list[tuple[Place, ...]] = field(default_factory=list)
    qualifiers: list[str] = field(default_factory=list)


class Modifiers:
    """Modifiers among the items of a sentence."""

    _bare = False

    def __init__(self, items: Sequence[Item], text: str):
        self.items, self.text = items, text

    def at(self, i: int, *kinds: str) -> bool:
        return 0 <= i < len(self.items) and self.items[i].any(*kinds)

    def word(self, i: int) -> str:
        return self.items[i].word if 0 <= i < len(self.items) else ""

    def noun(self, i: int) -> bool:
        return self.at(i, "part", "object", "function")

    def _modifier(self, j: int, found: Found) -> int | None:
        """Past one modifier at item j, put where it belongs; None: there is none."""
        if j >= len(self.items):
            return None
        follows = self._leads_to_noun(j + 1)
        if self._alone(j, follows):
            return None
        for take in (
            self._determiner,
            self._quantity,
            self._couple,
            self._number,
            self._ordinal,
            self._line,
            self._either_side,
            self._place,
            self._now,
            self._further_place,
            self._adjective,
        ):
            if (moved := take(j, found, follows)) is not None:
                return moved
        return None

    def _alone(self, j: int, follows: bool) -> bool:
        """Whether "this", "a" or "both" at item j stands for itself. follows: whether a noun does, over modifiers."""
        if self.at(j, *_PLAIN):
            return self.at(j, "this") and not follows
        kind = self._quantifier(j, follows)
        if kind == "a":
            return self.at(j, "amount") or not follows
        return kind == "both" and not follows and not self.at(j + 1, "of them")

    def _quantifier(self, j: int, follows: bool) -> str:
        """The kind of quantity that item j is before a noun; "other" and "rest" need none. "" if it is none."""
        if not self.at(j, *_QUANTITY):
            return ""
        before = follows or self.at(j + 1, "of", "one", "of them")
        return next((kind for kind in _QUANTITY if self.at(j, kind) and (before or kind in ("other", "rest"))), "")

    def _determiner(self, j: int, found: Found, follows: bool) -> int | None:
        if self.at(j, *_PLAIN):
            found.determined = True
            return j + 1
        emphatic = self.at(j, "filler") and self.word(j) in ("very", "whole", "entire", "really")
        return j + 1 if emphatic and found.determined else None

    def _quantity(self, j: int, found: Found, follows: bool) -> int | None:
        kind, word = self._quantifier(j, follows), self.word(j)
        if not kind:
            return None
        if kind == "both" and self._pair_of_names(j + 1):
            found.determined = True
            return j + 1  # "both lid and seat"
        if kind == "a" and word.startswith("one of") and found.determined and found.places:
            found.single, found.count = True, 1
            return j + 1  # "the left one of the two doors"
        found.quantifier = kind if not (kind == "other" and found.quantifier == "all") else "rest"
        found.single |= kind == "a" and word not in ("some", "any")
        found.plural |= kind in ("all", "both", "rest") or word in ("others", "remaining")
        if kind == "other" and word in ("others", "remaining"):
            found.quantifier = "rest"
        return j + 2 if self.word(j + 1) == "of" and follows else j + 1

    def _couple(self, j: int, found: Found, follows: bool) -> int | None:
        if [self.word(k) for k in range(j, j + 3)] == ["a", "couple", "of"] and self._leads_to_noun(j + 3):
            found.count, found.plural, found.quantifier = 2, True, "a"
            return j + 3
        if self.word(j) == "pair" and self.word(j + 1) == "of" and found.determined:
            found.count, found.plural = 2, True
            return j + 2
        return None

    def _number(self, j: int, found: Found, follows: bool) -> int | None:
        item, of = self.items[j], self.word(j + 1) == "of"
        if "number" not in item or "ratio" in item or self.at(j + 1, "unit"):
            return None
        if item.word == "one" and found.places and self.at(j + 1, "number", "now"):
            return None  # "left one 30", "left one closed"
        headless = (found.places or found.quantifier in ("other", "rest")) and self._few(j)
        headless = headless or found.determined and self.at(j + 1, "place") and self._few(j, 2)  # "the two lowest"
        if not (follows or self.at(j + 1, "beside") or headless):
            return None
        if self.at(j + 1, "share") and not (self.word(j + 1) == "half" and not follows):
            return None
        if self.noun(j - 1) and item["number"] > 12:
            return None  # "lid 45 doors 30"
        if found.count:
            return j + 1  # "two of the three"
        found.count = int(item["number"])
        if of:
            found.quantifier = "a"
        found.plural |= found.count > 1
        if found.count == 1 and not found.determined:
            found.quantifier, found.single = "a", True
        return j + 2 if of else j + 1

    def _ordinal(self, j: int, found: Found, follows: bool) -> int | None:
        item = self.items[j]
        if "ordinal" not in item or number_of_all(self.word(j - 1)) and item["ordinal"] != 1:
            return None
        numbered = item.word[0].isdigit() and self.at(j + 1, "state")  # "1st open, 2nd half"
        if not found.determined and self.at(j + 1, "verb", "then") and not (self.noun(j + 1) or numbered):
            return None
        if self.at(j + 1, "comma") and not (found.determined or self.at(j + 2, "ordinal", "place", "and")):
            return None
        if self.at(j + 1, "det", "both", "all") and not found.determined:
            return None  # "first the drawers"
        if not (follows or self.at(j + 1, "row", "column", "one") or found.determined or self._bare):
            return None
        return self._counted_place(j, found)

    def _line(self, j: int, found: Found, follows: bool) -> int | None:
        """Past "row 3"."""
        if self.word(j) not in _LINES or not self.at(j + 1, "number"):
            return None
        if self.at(j + 2, "unit", "share", "and", "to"):
            return None
        kind = "column" if self.at(j, "column") else "row"
        found.places.append(Place(kind, int(self.items[j + 1]["number"])))
        found.determined = True
        return j + 2 + (self.at(j + 2, "comma") and (self.word(j + 3) in _LINES or self.noun(j + 3)))

    def _either_side(self, j: int, found: Found, follows: bool) -> int | None:
        """Past the "side" of "side doors"."""
        if self.word(j) == "corner" and self.noun(j + 1) and not (found.places or found.either):
            found.either += [(Place(end), Place(side)) for end in _VERTICAL for side in _ACROSS]
            found.plural, found.count = True, 0
            return j + 1  # "the four corner drawers"
        if self.word(j) != "side" or not (self.noun(j + 1) or self.at(j + 1, "one")):
            return None
        found.either += [(Place("left"),), (Place("right"),)]
        found.plural = True
        return j + 1

    def _now(self, j: int, found: Found, follows: bool) -> int | None:
        """Past how it is now: "the open drawer"."""
        counted = found.determined or found.quantifier or found.count
        if not self.at(j, "now") or not counted or not (follows or self.at(j + 1, "one")):
            return None
        found.state = self.items[j]["now"]
        return j + 1

    def _further_place(self, j: int, found: Found, follows: bool) -> int | None:
        """Past the comma of "second row, left drawer", and the "and" of "the first and the last one"."""
        item, places = self.items[j], found.places
        if "comma" in item and places and places[-1].kind in ("row", "column") and follows:
            if self.at(j + 1, "place", "ordinal", "column", "row"):
                return j + 1
        if not item.any("and", "comma", "or") or not (places or found.either) or found.count:
            return None
        after = j + 2 if self.at(j, "comma") and self.at(j + 1, "and") else j + 1  # "the first, second, and last one"
        if not self._more_places(after, places, item):
            return None
        found.one_of |= "or" in item
        found.either.append(tuple(places))
        places.clear()
        return after

    def _adjective(self, j: int, found: Found, follows: bool) -> int | None:
        """Past a word that nothing is known of, or that says nothing here, with a noun close behind it."""
        item = self.items[j]
        told = item.any("filler", "way", "each", "done") and "verb" not in item
        told = told or "verb" in item and item.word.endswith("ing")
        told = told or self._names_kind(j)
        if item.word == "'s" or not (not item.senses or told and j > found.start):
            return None
        bare = self._bare and not item.senses and item.word.endswith("ing") and j == found.start  # "browning knob"
        if not (found.determined or found.quantifier or found.count or bare and self.at(j + 1, "part")):
            return None
        near = range(j + 1, min(j + 4, len(self.items)))
        noun = next((k for k in near if self.noun(k) or self.at(k, "one")), None)
        if noun is None or any(self.at(k, *_BREAKS) for k in range(j + 1, noun)):
            return None
        if not item.senses:
            found.qualifiers.append("~" + item.word)
        return j + 1

    def _leads_to_noun(self, j: int) -> bool:
        """Whether a noun follows, over modifiers alone."""
        for k in range(j, min(j + 9, len(self.items))):
            item = self.items[k]
            if self.noun(k) or "one" in item and not self.at(k + 1, "share") or "row" in item or "column" in item:
                return True
            if self._names_kind(k):
                return True
            if item.any("verb", "stop", "copula", "unit") and not item.any("place", "now"):
                return False
            if item.senses and item.word != "of" and not item.any(*_BEFORE_NOUNS):
                return False
        return False

    def _names_kind(self, j: int) -> bool:
        """Whether a verb at item j is none, for it stands between an article and a noun: "every face button"."""
        return self.at(j, "verb") and self.at(j - 1, "det", "all", "each", "a", "both") and self.noun(j + 1)

    def _pair_of_names(self, j: int) -> bool:
        """Whether two singular nouns follow, joined by "and"."""
        k = j + self.at(j, "det")
        k += self.at(k, "place", "now") or self._names_kind(k)
        return (
            self.noun(k)
            and not self.at(k, "plural")
            and self.word(k + 1) in ("and", "&")
            and self._leads_to_noun(k + 2)
        )

    def _few(self, j: int, more: int = 1) -> bool:
        """Whether the number at item j counts what has no noun: "the first two". more: items up to what follows."""
        k = j + more
        ends = k >= len(self.items) or self.at(k, "comma", "stop", "and", "then", "state", "way", "amount", "verb")
        ends = ends or self.word(k) in ("half", "to", "by", "at") and self.word(k + 1) != "the"
        ends = ends or self.at(k, "colon") or self.at(k, "number", "a") and self.at(k + 1, "unit", "share")
        return ends and self.word(j) in ("two", "three", "four", "five", "2", "3", "4", "5")

    def _more_places(self, j: int, places: list, link: Item) -> bool:
        while self.at(j, "det"):
            j += 1
        if not self.at(j, "place", "ordinal"):
            return False
        if link.any("comma") and places and places[0].kind in ("row", "column"):
            return False
        return self._leads_to_noun(j)

    def _counted_place(self, j: int, found: Found) -> int:
        """Past an ordinal, and what it counts: "third row", "first two", "second highest"."""
        places = found.places
        number, k = self.items[j]["ordinal"], j + 1
        if self.at(k, "place") and self.word(k) in ("highest", "lowest", "biggest", "largest"):
            along = {"highest": "down", "lowest": "up"}.get(self.word(k), "down")
            places.append(Place("nth", number, along))
            return k + 1
        if self.at(k, "row", "column"):
            places.append(Place("row" if self.at(k, "row") else "column", number))
            return k + 1
        counted = self.at(k, "number") and not self.at(k, "one") and not self.at(k + 1, "unit")
        if counted and (self._leads_to_noun(k) or self._few(k)):
            count = int(self.items[k]["number"])
            found.count, found.plural = count, True
            places.append(Place("nth", 1 if number > 0 else -1))
            return k + 1
        last = k + (self.word(k) == "to")
        if self.word(last) == "last" and number > 1:
            places.append(Place("nth", -number))  # "the second last", "the third to last"
            return last + 1
        places.append(Place("nth", number))
        return k

    def _place(self, j: int, found: Found, follows: bool) -> int | None:
        """Past a place before a noun, or with the row or the side that it belongs to."""
        named = found.determined or follows or found.quantifier or j > found.start or self._bare
        if not self.at(j, "place") or not named:
            return None
        places = found.places
        kind, k = self.items[j]["place"], j + 1
        if kind in ("odd", "even"):
            places.append(Place("alternate", 1 if kind == "odd" else 2))
            found.plural = True
            return k
        if self.at(k, "row") and kind in ("front", "back") and not self.noun(k):
            places.append(Place(kind))  # what stands behind the others
            found.plural |= not self._leads_to_noun(k + 1)
            return k + 1
        if self.at(k, "row", "column") and not self.noun(k):
            which = "row" if self.at(k, "row") else "column"
            if kind == "outer":
                found.either.append((*places, Place(which, 1)))
                found.plural = True
            if kind == "outer" or kind in _VERTICAL or kind in _ACROSS:
                places.append(Place(which, {"top": 1, "left": 1}.get(kind, -1)))
            else:
                places.append(Place(which, 0))
            found.plural |= False
            return k + 1
        places.append(Place(kind))
        while self.at(k, "side", "corner") and not self.noun(k) and (found.determined or "share" not in self.items[k]):
            k += 1  # "the right half", but "right half"
        return k

    def _noun_here(self, j: int, nouns: list) -> bool:
        if not self.noun(j):
            return False
        if not nouns:
            return True
        # A second noun continues a compound, unless it is the verb of what follows or a saying of its own.
        item = self.items[j]
        if item.any("verb") and self.at(j + 1, "det", "pronoun"):
            return False
        return "plural" not in nouns[-1].senses or self.word(j - 1) == "'s" or "object" in nouns[-1]

    def _contrary(self, which: Which, places: list[Place]) -> bool:
        """Whether a phrase has the opposite of one of the places already: "the left door on the right"."""
        opposite = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
        have = {place.kind for place in which.places}
        return any(opposite.get(place.kind) in have for place in places)

    def _with(self, which: Which, place: Place) -> Which:
        if which.either:
            return replace(which, either=tuple((*one, place) for one in which.either))
        return replace(which, places=(*which.places, place))

    def _last_nth(self, which: Which) -> bool:
        lists = which.either or (which.places,)
        return any(place.kind == "nth" for places in lists for place in places)

    def _counted(self, which: Which, along: str) -> Which:
        def on(places: tuple[Place, ...]) -> tuple[Place, ...]:
            return tuple(replace(p, along=along) if p.kind == "nth" and not p.along else p for p in places)

        return replace(which, places=on(which.places), either=tuple(on(one) for one in which.either))

    def phrase_follows(self, j: int) -> bool:
        """Whether a noun or a place follows at item j."""
        return self.noun(j) or self.at(j, "det", "place")

    def _past_copula(self, j: int) -> int:
        while self.at(j, "copula", "which", "filler") or self.word(j) in LOCATED and self.at(j + 1, "of", "beside"):
            j += 1
        return j

    def _open_question(self, j: int) -> bool:
        """Whether the phrase before item j begins with "whichever"."""
        return any(self.word(k) in ("whichever", "whatever") for k in range(max(j - 4, 0), j))
