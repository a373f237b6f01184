"""What is done and how it is to be: verbs, states and directions among items."""

from __future__ import annotations

from dataclasses import replace

from .clause import LIGHT, SOFT, SWITCHING
from .lexicon import parts
from .measures import Measures
from .program import Amount, Place, Which

# After these an angle is none that anything is brought to: "increase the head angle".
_BEFORE_ANGLE = ("unit", "number", "part", "object", "function", "amount")
# Before these a position is none that anything is brought to.
_BEFORE_POSITION = ("state", "now", "amount", "share", "way", "place")
# What is done to several at once brings none of them nearer to another.
SWITCHED = ("press", "toggle", "turn", "on", "off")
# States that are a latch's, where nothing else is named: "unlocked, the lid half open".
UNLOCKED = {"unlocked": "unlock", "unlatched": "unlatch", "locked": "lock", "fastened": "fasten"}
# Before these "back" goes with the verb before it.
_AFTER_BACK = ("det", "this", "all", "both", "whole")
_ARTICLES = ("the", "its", "his", "her", "your", "my")


class Predicates(Measures):
    """Verbs, states and directions, taken into the clause that is being read."""

    def _is_verb(self, i: int, fresh: bool = False) -> bool:
        """Whether item i is a verb here. fresh: nothing of its clause stands before it."""
        if not self.at(i, "verb"):
            return False
        item, now = self.items[i], self.now
        if "called" in item and item.any("place"):
            return False  # "lower arm 20 degrees", of what has a Lower Arm
        if "copula" in item and item.word.endswith("ing") or item.word == "angle" and self.at(i - 1, *_BEFORE_ANGLE):
            return False
        if "state" in item and now.more and self.at(i - 1, "more"):
            return False
        naming = item.word.endswith("ing") and self.at(i - 1, "det", "a") and self.word(i - 1) != "that"
        if naming and not self.at(i + 1, "det", "pronoun", "of", "a"):
            return False  # "the cutting board"
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
        named = set(item.senses) <= {"verb", "side", "filler"} and not item.word.endswith("ing")
        if named and (self.word(i - 1) in _ARTICLES or self.at(i - 1, *_BEFORE_POSITION) and self._over(i + 1)):
            return False  # "the hand", of which nothing is known; "its closed position"
        following = self.at(i + 1, "det", "this", "pronoun", "all", "both", "whole", "a", "rest", "other")
        if following and self.at(i + 1, "a") and self._measure(i + 1, False):
            following = False  # "the dial a quarter turn"
        if self.phrases.noun(i) and self.at(i - 1, "det", "place", "ordinal", "a", "'s") and not following:
            return False
        if item.any("part", "object", "function", "place"):
            if following or self.at(i + 1, "place", "ordinal") and not self.at(i, "place"):
                return fresh or not started or not self.at(i - 1, "det", "place", "a", "number", "'s")
            if self.at(i, "place") and any(one.word in ("upper", "top") for one in self.items):
                return False  # "upper doors 90, lower doors 45"
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
            apart = now.verb is not None and now.verb.act in ("open", "close") and now.about and not now.says
            if apart and started and now.verb.act != item["verb"].act and self.phrases.noun(i + 1):
                return not self.at(i - 1, "det", "copula", "all", "both", "comma", "and")  # "close doors open drawers"
            if started or now.verb and now.verb.act in ("set", "hold", "want") and not following:
                run_on = following and now.verb is None and not now.says and (after := self.phrases.read(i + 1))
                if run_on and self._says_after(after[1]):
                    return False  # "top drawer shut the rest 15 cm"
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
            if item.word in ("come", "comes") and self.at(i + 1, "way", "state"):
                return False
            if item.word in ("go", "be", "stay") and not following and not self.at(i + 1, "to", "over", "way"):
                return item.word == "stay" and bool(now.about) and not now.says and self._over(i + 1)  # "wheels stay"
        return True

    def _compound(self, i: int) -> bool:
        """Whether the noun at i and the next make one: "handle lever", "light switch"."""
        return self.at(i, "part", "function") and self.phrases.noun(i + 1) and not self.at(i, "det")

    def _no_complement(self, j: int) -> bool:
        found = self.phrases.read(j)
        if found is None or self.at(found[1], "state"):
            return found is None
        never = bool({"drawer", "door"} & found[0].kinds)
        said = self.at(found[1], "share", "amount", "way") or self._measure(found[1], False)
        return not (never and said)  # "lower drawer half out"

    def _noun_after(self, j: int) -> bool:
        return self.phrases.read(j + 1) is not None

    def _verb(self, i: int) -> int | None:
        now = self.now
        if self.at(i, "verb") and self.word(i - 1) == "the" and now.verb and now.verb.act == "press" and not now.about:
            if button := self._button(i):  # "press the release"
                now.about.append(button)
                return i + 1
        if not self._is_verb(i):
            return None
        item = self.items[i]
        verb = item["verb"]
        if (
            now.amounts
            and now.amounts[-1].ajar
            and now.absolute
            and item.word in ("remains", "remain", "shows", "stays")
        ):
            return i + 1  # "until a crack remains"
        if now.verb and now.verb.act == "press" and not now.about and (button := self._button(i)):
            now.about.append(button)
            return i + 1
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
            # "the door needs to open", "both doors swing open", "the door close and the drawer open"
            now.verb, now.word = verb, item.word
            now.late |= verb.act in ("open", "close")
            return i + 1
        elif now.verb is None and now.about and not now.complete:
            now.verb, now.word = verb, item.word
            return i + 1
        else:
            self._cut("manner" if self.at(i - 1, "by") else "then" if self.at(i - 1, "then") else "and")
        self.now.verb, self.now.word = verb, item.word
        self.now.start = item.start
        return i + 1

    def _button(self, i: int) -> Which | None:
        """The button that a verb after "press" names: "press start"."""
        alone = self._over(i + 1) and not self.at(i, "part", "object", "function")
        named = alone and self.items[i]["verb"].act in ("on", "off", "other", "open", "close", "rest", "set")
        word = self.word(i)
        return Which(word, word, parts()["button"], qualifiers=(word,)) if named else None

    def _subject(self, i: int) -> bool:
        return self.at(i - 1, "copula", "filler") or not self.phrases.read(i + 1)

    def _state_or_way(self, i: int) -> int | None:
        item, now = self.items[i], self.now
        if "beside" in item and self.phrases.read(i + 1) and not now.verb:
            return None
        listed = self.at(i - 1, "and") and self.at(i - 2, "place")  # "front and back closed"
        if (
            item.word == "back"
            and self.at(i + 1, "state")
            and not listed
            or item.word == "straight"
            and self.at(i + 1, "way")
        ):
            aimed = item.word == "straight" and now.verb and now.verb.act == "aim"
            if aimed and self.items[i + 1]["way"] in ("up", "down"):
                now.states.append("upright")  # "point the head straight down"
            return i + 1
        if item.any("place") and "way" in item:  # left, right: a side of something that follows, or a way to go
            back = (
                item.word == "back" and self.at(i - 1, "verb") and self.at(i + 1, *_AFTER_BACK)
            )  # "put back the lamp"
            leads = self.phrases._leads_to_noun(i + 1) and not self.at(i + 1, "and", "comma") and not back
            if leads or self.at(i - 1, "det"):
                return None
            if not back and not now.about and not (now.verb and now.verb.act in ("turn", "go", "tilt")):
                return None
        if (
            item.senses.get("place") == "middle"
            and now.about
            and not now.verb
            and self._over(i + 1)
            and self.phrases.noun(i - 1)
        ):
            now.amounts.append(Amount("limit", 0.5))  # "right lever centre"
            return i + 1
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
            if not now.about and now.verb is None:
                now.word = UNLOCKED.get(item.word, now.word)
            return i + 1
        if item.word == "left" and now.amounts and self.word(i - 1) in ("are", "is", "be"):
            now.amounts[-1] = replace(now.amounts[-1], back=True)
            return i + 1
        if "way" in item:
            way = item["way"]
            if item.word == "inside" and i == self.until and now.verb and now.verb.act in ("pull", "open", "close"):
                return i + 1  # "pull out the drawer inside"
            if way in ("in", "out") and self.at(i, "of") and self.phrases.read(i + 1) and way == "in" and now.about:
                return None
            folded = [one for one in (*now.done, now.verb) if one and one.act == "fold"]
            if way == "back" and folded and self.word(i) == "back" and not self.at(i + 1, "way", "to"):
                now.ways.append(way)
                return i + 1
            if way == "back" and now.verb is None and now.about and self.at(i + 1, "amount"):
                if self.items[i + 1]["amount"] == ("limit", 1.0):
                    now.ways.append(way)  # "upper arm back all the way"
                    return i + 1
            if way == "back" and now.verb and now.verb.act == "set":
                now.flags.add("back")
            if (
                way == "back"
                and not (
                    now.verb and now.verb.act in ("fold", "tilt", "go", "pull", "push") and self.at(i + 1, "amount")
                )
                and (
                    self.at(i + 1, "way", "state", "verb", "amount")
                    or self.word(i + 1) in ("in", "on", "to")
                    or self.word(i) == "back"
                    and now.verb
                    and now.verb.act in ("close", "set", "open", "other", "off", "on")
                )
            ):
                return i + 1
            if now.verb and now.verb.act == "same" and way in ("left", "right") and now.like is None:
                now.like = Which(noun="one", said=item.word, places=(Place(way),))
                if now.word.startswith(("copy", "mirror")) and now.about:
                    now.about, now.like = [now.like], now.about[0]
                return i + 1
            if way == "over" or way == "through":
                return i + 1
            if way == "together" and (now.amounts or self._measure(i + 1, False)):
                return i + 1  # "both together 40 degrees"
            if way == "together" and now.verb and now.verb.act in (*SWITCHED, "open"):
                return i + 1  # "press both together": at once
            if way in ("apart", "together"):
                now.states.append("open" if way == "apart" else "close")
                return i + 1
            if (
                way in ("up", "down")
                and now.verb
                and now.verb.act in ("close", "open", "off", "on")
                and now.word not in ("fold", "folds", "folding", "unfold", *SOFT)
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
        if state == "on" and now.amounts and self.at(i - 1, "unit") and not now.about and self.phrases.read(i + 1):
            return i + 1  # "half a turn on the cap"
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
