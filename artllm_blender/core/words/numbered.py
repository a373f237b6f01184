"""Numbers behind a noun: "drawer 3", "drawers 1 and 3", "drawers two to four"."""

from __future__ import annotations

from .modifiers import Modifiers
from .program import Place

_THROUGH = ("to", "through", "thru", "till")


class Numbered(Modifiers):
    """Numbers that say which of a kind are meant, not how far."""

    def _numbers(self, j: int, nouns: list, placed: bool) -> tuple[int, list[Place]]:
        """Numbers after a noun: "drawer 3", "drawers 1 and 3", "drawers two to four". placed: whether it is said
        where."""
        k = j + 1 if self.word(j) in ("number", "no", "num", "nr", "#") else j
        if nouns and self.at(k, "call") and self.at(k, "number") and not self._listed_on(k + 1):
            return k + 1, [Place("nth", int(self.items[k]["number"]), called=True)]  # "Locker 15", "Drawer 0"
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
            or self.items[k]["number"] == 0
            or self.items[k]["number"] != int(self.items[k]["number"])
            or self.items[k]["number"] > (30 if k > j else 12)
            or self.at(k + 1, "filler")
        ):
            return j, []
        if placed and self.at(k + 1, "and") and self.at(k + 2, "number") and self.at(k + 3, "unit", "share"):
            return j, []  # "left and right drawer 10 and 20 cm"
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
        return k, [Place("nth", number, called=True) for number in numbers]

    def _listed_on(self, k: int) -> bool:
        """Whether numbers go on at item k that may be of a list: "and 3", "to 5"."""
        return (self.at(k, "and", "comma") or self.word(k) in _THROUGH) and self.at(k + 1, "number")

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
