"""How far: amounts, numbers, units and shares among items."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from .clause import AJAR, Clause
from .items import Item
from .lexicon import SWITCHED, functions
from .phrases import Phrases
from .postmodifiers import COMPARED
from .program import Amount, Which

# Shares that words stand for which leave it open: almost, mostly, not all the way.
_VAGUE = (0.93, 0.8, 0.7)
# A number without a unit that is less than this is of a scale, not degrees, where a knob is spoken of.
FEW = 15
_PARTLY = ("partially", "partly", "partway", "part way")
# What seldom goes by a length.
_TURN = frozenset(
    "door lid knob dial wheel hatch hood screen arm head jib boom barrel flap gate lever backrest turret canopy trunk"
    " leaf wrist elbow forearm".split()
)
EXTENTS = (
    "depth",
    "length",
    "width",
    "height",
    "travel",
    "range",
    "stroke",
    "extension",
    "elevation",
    "depression",
    "deflection",
    "stance",
    "lock",
    "throw",
)


class Measures:
    """Amounts among the items of a sentence, taken into the clause that is being read."""

    def __init__(self, items: Sequence[Item], text: str, unit: tuple[str, float] | None = None):
        self.unit = unit
        self.items, self.text = list(items), text
        self.phrases = Phrases(self.items, text)
        self.at, self.word = self.phrases.at, self.phrases.word
        self.found: list[Clause] = []
        self.now = Clause()
        self.frame: int | None = None
        self.until = -1  # where the last phrase ended
        self.spared: Which | None = None  # what is named only to be left out

    def _cut(self, link: str) -> None:
        """End the present clause; the next follows it by the link."""
        if not self.now.empty:
            self.found.append(self.now)
            self.now = Clause(link)
        elif link in ("purpose", "manner", "after", "before", "correct") or self.now.link in ("then", "and"):
            self.now.link = link if link != "and" or self.now.link == "and" else self.now.link

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
        if self.word(j) in COMPARED and now.about and not self.phrases._leads_to_noun(j + 1):
            now.ways += [] if now.ways or now.verb and now.verb.way else [COMPARED[self.word(j)]]
            now.more = now.more or 1
            return j + 1
        if (
            self.at(j, "more")
            and not self.at(j, "place")
            or self.at(j, "more")
            and (now.about or not self.at(j - 1, "det", "a"))
            and not self.phrases._leads_to_noun(j + 1)
        ):
            return self._more(j)
        if self.at(j, "a") and self.at(j, "other"):
            return None
        if self.at(j, "minus") and (measured := self._measure(j + 1, True)) and not self.phrases.noun(measured[1]):
            below = self.at(j - 1, "to", "by", "roughly", "of", "part") and self.word(j - 1) not in EXTENTS
            below = below and self.word(j) == "minus" and not now.amounts and measured[0].measure != "fraction"
            size = -measured[0].value if below else measured[0].value  # "to an angle of minus thirty degrees"
            now.amounts.append(Amount(measured[0].measure, size, back=not below, signed=below))
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
            if now.amounts and now.amounts[-1].measure == "fraction" and now.amounts[-1].value in _VAGUE:
                now.amounts.pop()  # "not quite open, say 80 %"
            elif now.amounts == [Amount("fraction", 0.5)] and any(
                self.word(k) in _PARTLY for k in range(max(i - 6, 0), i)
            ):
                now.amounts.pop()  # "partially withdrawn, by 10 cm"
            if now.more < 0 and any(self.word(k) in ("only", "just") for k in range(i, j)):
                now.more, now.absolute = 0, True  # "less open, only 20 degrees"
            now.amounts.append(amount)
            return end
        if self.at(j, "amount") and (now.about or not self.at(j, "place")):
            item = self.items[j]
            measure, value = item["amount"]
            if (
                self.phrases.noun(j + 1)
                and not self.at(j + 1, "verb")
                and measure != "limit"
                and item.word in ("some", "bit", "high")
            ):
                return None
            if item.any("way", "place") and not self.at(j + 1, "comma") and self.phrases._leads_to_noun(j + 1):
                return None
            if item.word == "some" and self.phrases.read(j):
                return None
            if self.at(j, "number") and self.at(j + 1, "unit"):
                return None
            if self.at(j + 1, "function") and (item.word.startswith("to ") or self.word(j - 1) in ("to", "at", "on")):
                now.amounts.append(Amount(measure, value))  # "to medium heat"
                return j + 2
            k = j + 1 + self.at(j + 1, "state", "way")  # "half as far open as the other"
            if measure == "factor" and self.word(k) == "as" and (other := self.phrases.read(k + 1, bare=True)):
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
            of = measure == "fraction" and self.word(j + 1) == "of" and self.at(j + 2, "amount")
            return j + 3 if of and self.items[j + 2]["amount"] == ("limit", 1.0) else j + 1
        return None

    def _more(self, j: int) -> int:
        item, now = self.items[j], self.now
        if item.word.startswith("back a") and now.verb and now.verb.act == "tilt":
            now.ways.append("back")
            now.amounts.append(Amount("fraction", AJAR, ajar=True))
            return j + 1
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
        if self.at(i, "signed"):
            return self._signed(i)
        if self.at(i, "a", "det") and self.at(i + 1, "number") and not self.at(i, "amount"):
            return self._measure(i + 1, take)
        if self.word(i) == "between" and (low := self._measure(i + 1, False)) and self.at(low[1], "and"):
            high = self._measure(low[1] + 1, False)
            if high and high[0].measure == low[0].measure:
                return replace(high[0], value=(low[0].value + high[0].value) / 2), high[1]
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
            if number is not None and number > 1 and self.word(j) == "half":
                return None  # "drawer 4 half open"
            share, j = self.items[j]["share"] * (1.0 if number is None else number), j + 1
            if self.phrases.noun(j) and not self.at(j, "unit"):
                return None
            if self.word(j) == "of" and self.at(j + 1, "a", "det"):
                whole = self.word(j + 2) in ("full", "complete", "whole", "single") and self.at(j + 3, "unit")
                j += 3 if whole else 2 if self.at(j + 2, "unit") else 0
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
            if take and measure != "fraction" and size < math.tau / 12:
                self.unit = measure, size
            return Amount(measure, number * size), j + 1
        ratio = self.at(i, "number") and "ratio" in self.items[i] and j == i + 1
        if ratio or self.at(i, "number") and 0 < number < 1:
            return self._share(number, j)
        k = j
        while self.at(k, "and", "comma") and self.at(k + 1, "number"):
            k += 2 + self.at(k + 1, "comma")
        if k > j and self.at(k, "unit"):
            measure, size = self.items[k]["unit"]  # "30, 45 and 60 degrees"
            return Amount(measure, number * size), j
        turns = [*self.now.done, *([self.now.verb] if self.now.verb else [])]
        turning = any(verb.turns for verb in turns) or self.now.absolute
        last = j >= len(self.items) or self.at(j, "comma", "stop", "and", "then", "way", "each")
        pointed = self.word(i - 1) in ("to", "at", "by", "=") or self.now.about and last and number >= 15
        pointed = pointed or bool(self.now.about) and last and self.phrases._degrees()
        pointed = pointed or bool(self.now.about and last and self.at(i - 1, "way") and self.now.ways)
        if number == 0 and last and self.now.about:
            return Amount("limit", 0.0), j
        round_ = self.at(j, "way") and self.items[j]["way"] in ("cw", "ccw")
        hinged = bool(self.now.about) and bool(_TURN & self.now.about[-1].kinds)
        if last and number >= 2 and (round_ or hinged and self.unit and self.unit[0] == "length"):
            return Amount("angle", math.radians(number)), j  # "lid 45, drawer 5 cm"
        if self.unit and (last or self.at(j, "more") or self.word(j) in ("instead", "then")) and number >= 2:
            return Amount(self.unit[0], number * self.unit[1]), j
        if (turning or pointed) and number >= 5 and not self.phrases.noun(j) and not self.at(j, "row", "column"):
            named = [one for one in self.now.about if one.labels]
            controls = any(SWITCHED & one.kinds or one.noun in functions() for one in named)
            if take and number < FEW and controls:
                self.now.loose.append(self.word(i))  # "turn the volume up to 11": of a scale that no rig has
            if take and number >= FEW:
                self.unit = self.unit or ("angle", math.pi / 180)
            return Amount("angle", math.radians(number)), j
        return None

    def _signed(self, i: int) -> tuple[Amount, int]:
        """A number with a sign of its own: a joint's value, degrees where no unit is named; a share is from now."""
        number = self.items[i]["number"]
        measure, size = self.items[i + 1]["unit"] if self.at(i + 1, "unit") else self.unit or ("angle", math.pi / 180)
        shares = measure == "fraction"
        return Amount(measure, number * size, relative=shares, signed=not shares), i + 1 + self.at(i + 1, "unit")

    def _share(self, share: float, j: int) -> tuple[Amount, int] | None:
        """The share, past "of the way"."""
        if (
            self.word(j) == "of"
            and self.at(j + 1, "det")
            and self.word(j + 2) in ("way", "full", "distance", "maximum", "max", "limit", "extent", *EXTENTS)
        ):
            j += 3
            while self.word(j) in ("way", "distance", "extent", "opening", "motion", "movement", "of", *EXTENTS):
                j += 1
        elif self.word(j) == "of" and self.at(j + 1, "amount") and self.items[j + 1]["amount"] == ("limit", 1.0):
            j += 2  # "half of its full length"
        elif self.word(j) in ("way", "the way"):
            j += 1
        elif self.at(j, "det") and self.word(j + 1) in ("way", *EXTENTS):
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
