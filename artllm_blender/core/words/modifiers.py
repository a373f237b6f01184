"""What stands before a noun: how many, which one, where, how it is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .items import Item
from .program import Place, Which

_PLAIN = ("det", "this")
_QUANTITY = ("all", "both", "a", "other", "rest", "alternate")
_BEFORE_NOUNS = (
    "det",
    "side",
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
_THROUGH = ("to", "through", "thru", "till")
_LINES = ("row", "column", "col")
LOCATED = ("located", "situated", "positioned", "placed", "found", "mounted")
_VERTICAL, _ACROSS = ("top", "bottom"), ("left", "right")


def number_of_all(word: str) -> bool:
    """Whether an ordinal after the word counts all of them: "every third"."""
    return word in ("every", "each")


@dataclass
class Found:
    """What was read of one phrase so far."""

    quantifier: str = ""
    determined: bool = False
    count: int = 0
    state: str = ""
    plural: bool = False
    single: bool = False
    one: bool = False
    noun: str = ""


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

    def _modifier(self, j: int, start: int, found: Found, places: list, either: list, qualifiers: list) -> int | None:
        """Past one modifier at j, put where it belongs; None: there is none."""
        items = self.items
        if j >= len(items):
            return None
        item = items[j]
        follows = self._leads_to_noun(j + 1)
        if item.any(*_PLAIN):
            if item.any("this") and not follows:
                return None
            found.determined = True
            return j + 1
        if "filler" in item and item.word in ("very", "whole", "entire", "really") and found.determined:
            return j + 1
        for kind in _QUANTITY:
            if kind in item and (follows or kind in ("other", "rest") or self.at(j + 1, "of", "one", "of them")):
                if kind == "a" and ("amount" in item or not follows):
                    return None
                if kind == "both" and not follows and not self.at(j + 1, "of them"):
                    return None
                if kind == "both" and self._pair_of_names(j + 1):
                    return j + 1  # "both lid and seat"
                if kind == "a" and item.word.startswith("one of") and found.determined and places:
                    found.single, found.count = True, 1
                    return j + 1  # "the left one of the two doors"
                found.quantifier = kind if not (kind == "other" and found.quantifier == "all") else "rest"
                found.single |= kind == "a" and item.word not in ("some", "any")
                found.plural |= kind in ("all", "both", "rest") or item.word in ("others", "remaining")
                if kind == "other" and item.word in ("others", "remaining"):
                    found.quantifier = "rest"
                if self.word(j + 1) == "of" and follows:
                    return j + 2
                return j + 1
        if (
            item.word == "a"
            and self.word(j + 1) == "couple"
            and self.word(j + 2) == "of"
            and self._leads_to_noun(j + 3)
        ):
            found.count, found.plural, found.quantifier = 2, True, "a"
            return j + 3
        if self.word(j) == "pair" and self.word(j + 1) == "of" and found.determined:
            found.count, found.plural = 2, True
            return j + 2
        if (
            "number" in item
            and "ratio" not in item
            and not (item.word == "one" and places and self.at(j + 1, "number"))  # "left one 30"
            and (
                follows
                or self.at(j + 1, "beside")
                or (places or found.quantifier in ("other", "rest"))
                and self._few(j)
            )
            and not self.at(j + 1, "unit")
            and (self.word(j + 1) == "half" and not follows or not self.at(j + 1, "share"))
        ):
            if found.count:
                return j + 1  # "two of the three"
            found.count = int(item["number"])
            if self.word(j + 1) == "of":
                found.quantifier = "a"
            found.plural |= found.count > 1
            if found.count == 1 and not found.determined:
                found.quantifier, found.single = "a", True
            return j + 2 if self.word(j + 1) == "of" else j + 1
        if (
            "ordinal" in item
            and not (number_of_all(self.word(j - 1)) and item["ordinal"] != 1)
            and (found.determined or not (self.at(j + 1, "verb", "then") and not self.noun(j + 1)))
            and not (self.at(j + 1, "comma") and not self.at(j + 2, "ordinal", "place", "and"))
            and (follows or self.at(j + 1, "row", "column", "one") or found.determined or self._bare)
        ):
            return self._ordinal(j, found, places, either)
        if item.word in _LINES and self.at(j + 1, "number") and not self.at(j + 2, "unit", "share", "and", "to"):
            places.append(Place("column" if "column" in item else "row", int(self.items[j + 1]["number"])))
            found.determined = True
            return j + 2 + (self.at(j + 2, "comma") and (self.word(j + 3) in _LINES or self.noun(j + 3)))
        if item.word == "side" and (self.noun(j + 1) or self.at(j + 1, "one")):
            either += [(Place("left"),), (Place("right"),)]
            found.plural = True
            return j + 1
        if "place" in item and (found.determined or follows or found.quantifier or j > start or self._bare):
            return self._place(j, places, either, found)
        if (
            "now" in item
            and (found.determined or found.quantifier or found.count)
            and (follows or self.at(j + 1, "one"))
        ):
            found.state = item["now"]
            return j + 1
        if (
            "comma" in item
            and places
            and places[-1].kind in ("row", "column")
            and follows
            and self.at(j + 1, "place", "ordinal", "column", "row")
        ):
            return j + 1
        after = j + 2 if self.at(j, "comma") and self.at(j + 1, "and") else j + 1  # "the first, second, and last one"
        if (
            item.any("and", "comma", "or")
            and (places or either)
            and not found.count
            and self._more_places(after, places, item)
        ):
            either.append(tuple(places))
            places.clear()
            return after
        told = item.any("filler", "way", "each", "done") and "verb" not in item
        told = told or "verb" in item and item.word.endswith("ing")
        told = told or self._names_kind(j)
        adjective = not item.senses or told and j > start
        if adjective and (found.determined or found.quantifier or found.count) and item.word != "'s":
            near = next((k for k in range(j + 1, min(j + 4, len(items))) if self.noun(k) or self.at(k, "one")), None)
            if near is not None and all(
                not items[k].any("and", "stop", "comma", "verb", "of", "copula", "det") for k in range(j + 1, near)
            ):
                if not item.senses:
                    qualifiers.append("~" + item.word)
                return j + 1
        return None

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
        return self.at(j, "verb") and self.at(j - 1, "det", "all", "each", "a") and self.noun(j + 1)

    def _pair_of_names(self, j: int) -> bool:
        """Whether two singular nouns follow, joined by "and"."""
        k = j + self.at(j, "det")
        return (
            self.noun(k)
            and not self.at(k, "plural")
            and self.word(k + 1) in ("and", "&")
            and self._leads_to_noun(k + 2)
        )

    def _few(self, j: int) -> bool:
        """Whether the number at item j counts what has no noun: "the first two"."""
        ends = j + 1 >= len(self.items) or self.at(
            j + 1, "comma", "stop", "and", "then", "state", "way", "amount", "verb"
        )
        ends = ends or self.word(j + 1) == "half"
        return ends and self.word(j) in ("two", "three", "four", "five", "2", "3", "4", "5")

    def _more_places(self, j: int, places: list, link: Item) -> bool:
        while self.at(j, "det"):
            j += 1
        if not self.at(j, "place", "ordinal"):
            return False
        if link.any("comma") and places and places[0].kind in ("row", "column"):
            return False
        return self._leads_to_noun(j)

    def _ordinal(self, j: int, found: Found, places: list, either: list) -> int:
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
        if self.at(k, "to") and self.word(k) == "to" and self.word(k + 1) == "last":
            places.append(Place("nth", -number))
            return k + 2
        places.append(Place("nth", number))
        return k

    def _place(self, j: int, places: list, either: list, found: Found) -> int:
        kind, k = self.items[j]["place"], j + 1
        if kind in ("odd", "even"):
            places.append(Place("alternate", 1 if kind == "odd" else 2))
            found.plural = True
            return k
        if self.at(k, "row", "column") and not self.noun(k):
            which = "row" if self.at(k, "row") else "column"
            if kind in _VERTICAL or kind in _ACROSS:
                places.append(Place(which, {"top": 1, "left": 1}.get(kind, -1)))
            else:
                places.append(Place(which, 0))
            found.plural |= False
            return k + 1
        places.append(Place(kind))
        while self.at(k, "side", "corner") and not self.noun(k):
            k += 1
        return k

    def _noun_here(self, j: int, start: int, found: Found, places: list, nouns: list) -> bool:
        if not self.noun(j):
            return False
        if not nouns:
            return True
        # A second noun continues a compound, unless it is the verb of what follows or a saying of its own.
        item = self.items[j]
        if item.any("verb") and self.at(j + 1, "det", "pronoun"):
            return False
        return "plural" not in nouns[-1].senses or self.word(j - 1) == "'s" or "object" in nouns[-1]

    def _numbers(self, j: int, nouns: list, placed: bool) -> tuple[int, list[Place]]:
        """Numbers after a noun: "drawer 3", "drawers 1 and 3", "drawers two to four". placed: whether it is said
        where."""
        k = j + 1 if self.word(j) in ("number", "no", "num", "nr", "#") else j
        if (
            not nouns
            or not self.at(k, "number")
            or "ratio" in self.items[k]
            or self.at(k + 1, "unit", "share")
            and not (self.word(k + 1) == "half" and self.items[k]["number"] > 1)
            or self.word(k + 1) == "of"
        ):
            return j, []
        if (
            "signed" in self.items[k]
            or self.items[k]["number"] != int(self.items[k]["number"])
            or self.items[k]["number"] > (30 if k > j else 12)
            or self.at(k + 1, "filler")
        ):
            return j, []
        if placed and not self.at(k + 1, "number") and "plural" not in nouns[-1].senses and self._degrees():
            return j, []  # "left flap 10, right flap 30"
        if any(
            self.at(n, "unit")
            for n in range(k + 1, k + 6)
            if not any(self.at(m, "comma", "stop", "verb") or m > k and self.at(m, "number", "by") for m in range(k, n))
        ):
            return j, []
        numbers, k = [int(self.items[k]["number"])], k + 1
        if "plural" in nouns[-1].senses and self._listed(k, numbers[0]):
            while self.at(k, "number") and "ratio" not in self.items[k]:
                numbers.append(int(self.items[k]["number"]))
                k += 1
        while (
            (self.at(k, "and", "comma") or self.word(k) in _THROUGH)
            and self.at(k + 1, "number")
            and (not self.at(k + 2, "unit", "share") or self.word(k + 2) == "half")
        ):
            last = int(self.items[k + 1]["number"])
            through = self.word(k) in _THROUGH
            numbers += range(numbers[-1] + 1, last + 1) if through else [last]
            k += 2
            if self.at(k, "comma") and self.at(k + 1, "and"):
                k += 1
        return k, [Place("nth", number) for number in numbers]

    def _degrees(self) -> bool:
        """Whether numbers that count nothing, having no unit and being too large, are degrees."""
        bare = [k for k in range(len(self.items)) if self.at(k, "number") and not self.at(k + 1, "unit", "share")]
        return any(13 <= self.items[k]["number"] <= 720 and self.noun(k - 1) for k in bare)

    def _listed(self, k: int, last: int) -> bool:
        """Whether numbers that grow go on from item k, small and with no unit behind them: "drawers 1 3 5 open"."""
        begun = k
        while self.at(k, "number") and last < self.items[k]["number"] <= 12 and self.items[k]["number"] % 1 == 0:
            last, k = self.items[k]["number"], k + 1
        return k > begun and not self.at(k, "unit", "share", "number")

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
