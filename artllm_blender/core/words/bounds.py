"""How far a clause goes and when: "until it touches", "between open and closed", "from frame 1 to 30"."""

from __future__ import annotations

from dataclasses import replace

from .clause import AJAR, LIGHT
from .predicates import Predicates
from .program import Amount

PREPOSITIONS = frozenset(
    "in into on onto off of from inside to with at under near for against upon towards toward".split()
) | {
    "off of",
    "back in",
    "out of",
}
# What stands between things changes which ones are meant, though no phrase here says it.
RELATIONS = frozenset("between among amongst past beyond across opposite versus unlike nor per".split())
_TOUCHES = ("hit", "touch", "stop", "reach", "meet", "bump", "click", "contact", "collide", "rests")
_OWN_STOPS = ("stop", "click", "rests", "reaches its limit", "reaches the limit", "reaches its end")
# Who does it, where it is told of.
_SOMEBODY = frozenset("he she they someone somebody robot c user".split())
_OPEN_LIKE = frozenset("open wings wing arms butterfly book mouth flower petals gate bird".split())


class Bounds(Predicates):
    """What bounds clauses, taken into the one that is being read."""

    def _named(self, i: int) -> bool:
        """Whether an unknown word at item i is a thing of its own: "and the visor", not "with the visor"."""
        if self.at(i - 1, "number", "share", "amount") and not self.at(i - 1, "filler", "one"):
            return not self.at(i + 1, "part", "object", "function")
        if self.at(i - 1, "and") and self.now.about and not self.at(i + 1, "det", "pronoun"):
            return True
        if self.word(i) in RELATIONS and not self.at(i + 1, "state", "frame"):
            return True
        if self.word(i - 1) in ("on", "at") and self._over(i + 1):
            return True
        k = i - 1
        while (
            self.at(k, "det", "a", "place", "number", "all", "both", "ordinal", "now")
            and self.word(k) not in PREPOSITIONS
        ):
            k -= 1
        ends = i + 1 >= len(self.items) or not self.at(i + 1, "part", "object", "function")
        if self.word(k) in ("by", "to"):
            return ends and k < i - 1
        return k < i - 1 and ends and self.word(k) not in PREPOSITIONS and "of" not in self.items[max(k, 0)]

    def _told_of(self, i: int) -> int | None:
        """Past who does something, where that is told of rather than asked for, and is no part: "the old man pulls"."""
        k = i + self.at(i, "det", "a")
        while k < min(i + 4, len(self.items)) and (
            not self.items[k].senses
            or self.word(k) in _SOMEBODY
            or k > i
            and self.at(k, "place")
            and not self.at(k, "verb")
        ):
            k += 1
        if k == i or not (not self.items[k - 1].senses or self.word(k - 1) in _SOMEBODY):
            return None
        while self.at(k, "filler") and not self.at(k, "verb"):
            k += 1
        if self.word(k) in ("is", "was", "are", "has", "had"):
            k += 1
            doing = self.at(k, "verb") and self.word(k).endswith("ing") or self.at(k, "done")
        else:
            doing = self.at(k, "verb") and self.word(k).endswith("s") or self.at(k, "done") and not self.at(k, "state")
        acts = doing and (
            self.at(k + 1, "det", "a", "all", "both", "this", "whole", "state", "way") or self.phrases.read(k + 1)
        )
        return k if acts else None

    def _over(self, i: int) -> bool:
        """Whether a clause may end before item i."""
        return i >= len(self.items) or self.at(i, "comma", "stop", "and", "then")

    def _between(self, i: int) -> int | None:
        """Past "closed and fully open", between which something is halfway; None where that does not follow."""
        j, states = i, []
        while self.at(j, "state", "and", "amount", "det", "filler", "verb"):
            item = self.items[j]
            states += [item["state"]] if "state" in item else [item["verb"].act] if "verb" in item else []
            j += 1
        if set(states[:2]) != {"open", "close"}:
            return None
        if not self.now.amounts:
            self.now.amounts.append(Amount("fraction", 0.5))
        self.now.verb = self.now.verb and replace(self.now.verb, act="set")
        return j

    def _listed(self, i: int) -> int | None:
        """Past "open, closed, half", what each of several is to be in their order; None where no such list ends the
        clause. Amounts alone need none of this."""
        now = self.found[-1] if self.now.empty and self.found else self.now  # "drawers: open, closed, half"
        if not now.about or now.says or now.verb and now.verb.act not in LIGHT:
            return None
        listed, states, j = [], 0, i
        while j < len(self.items) and not self.at(j, "stop"):
            if listed and self.at(j, "comma", "and"):
                j += 1
                continue
            if (one := self._one_of_list(j)) is None:
                return None
            states += "state" in self.items[j].senses
            listed.append(one[0])
            j = one[1]
        several = len(now.about) == 1 and (now.about[0].plural or len(now.about[0].either) > 1)
        headed = now is not self.now and self.at(i - 1, "colon")
        if not states or not several or len(listed) < 3 and states < 2 and not headed or len(set(listed)) < 2:
            return None
        if now is not self.now:
            self.now = self.found.pop()
        self.now.amounts += listed
        self.now.absolute = True
        return j

    def _one_of_list(self, j: int) -> tuple[Amount, int] | None:
        """One of such a list at item j, and where it ends."""
        own = {"open": 1.0, "close": 0.0, "ajar": AJAR}
        measured, item = self._measure(j, False), self.items[j]
        if measured:
            k = measured[1]
            amount = measured[0]
        elif "amount" in item and item["amount"][0] in ("fraction", "ajar") or item.word in ("full", "fully"):
            value = item["amount"][1] if item["amount"][0] != "limit" else 1.0
            amount, k = Amount("fraction", value), j + 1
        elif self.at(j, "state") and item["state"] in own:
            return Amount("fraction", own[item["state"]]), j + 1
        else:
            return None
        return amount, k + (self.at(k, "way") or self.at(k, "state") and self.items[k]["state"] == "open")

    def _contact(self, i: int) -> int | None:
        """Past "it hits its stop", "it touches the wall"; None where no touch ends it."""
        for j in range(i, min(i + 5, len(self.items))):
            if self.word(j).startswith(_TOUCHES):
                begin = j
                while j < len(self.items) and not self.at(j, "comma", "stop", "then", "and"):
                    j += 1
                met = self.text[self.items[begin].start : self.items[j - 1].end]
                if not met.startswith(_OWN_STOPS) and not any("stop" in word for word in met.split()):
                    self.now.until = met
                return j
            if self.at(j, "comma", "stop", "number", "state"):
                return None
        return None

    def _simile(self, i: int) -> int:
        """Past "like wings", "like an open book", which open what nothing else is said of."""
        j = i
        opens, parts = False, [which for which in self.now.about if which.labels]
        while j < len(self.items) and not self.at(j, "comma", "colon", "stop", "then"):
            opens = opens or self.word(j) in _OPEN_LIKE
            if self.at(j, "part") and not parts:
                self.now.loose.append(self.word(j))  # "like a taxi with its boot open"
            j += 1
        if opens and not self.now.says and (self.now.verb is None or self.now.verb.act in LIGHT):
            self.now.states.append("open")
        return j

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
        return k

    def _frame_at(self, j: int) -> bool:
        """Whether a frame is named at item j."""
        return self.at(j, "frame") or self.at(j + 1, "frame") or self.at(j + 2, "frame")

    def _frames_begin(self) -> None:
        """A frame begins the next clause where this one has its own already."""
        if self.now.frame is not None and not self.now.empty:
            self._cut("and")

    def _happens(self, j: int) -> bool:
        """Whether a phrase at item j is said to be or to have been done: "the door has been closed"."""
        found = self.phrases.read(j)
        if found is None:
            return False
        k = self.phrases._past_copula(found[1])
        while self.at(k, "amount", "filler"):
            k += 1
        return k > found[1] and self.at(k, "done", "state")

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
        aside = self.at(j, "place") and (self.at(j + 1, "number", "state", "amount", "share") or self.at(j + 1, "way"))
        return self.at(j, "amount") and not self.phrases.noun(j + 1) and not self.at(j, "all") and not aside
