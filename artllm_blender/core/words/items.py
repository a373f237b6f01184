"""A sentence as items: the words and sayings that the lexicon knows, each with all that it may mean."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any

from . import lexicon, small_words, verbs
from .completing import tokens
from .spelling import mended
from .wording import WORD

LONGEST = 9
_CONTRACTED = frozenset(
    """
    it's that's let's there's what's who's here's one's don't doesn't shouldn't mustn't won't can't isn't aren't
    i'd i'll we'll you'll it'll they'll they're you're i've that'll o'clock couldn't wouldn't didn't
    everything's we're
    """.split()
)
_SPELT = {"it's": ("it", "is"), "they're": ("they", "are"), "isn't": ("is", "not"), "aren't": ("are", "not"),
          "won't": ("not",), "can't": ("not",), "everything's": ("everything", "is"),
          "it'll": ("it", "will")}  # fmt: skip
# What a label may mean beside the part that it names.
_NAMED = {"part", "object", "function", "plural"}
_DOINGS = {"verb", "done", "side", "filler"}
_AFTER_A_NAME = ("", ",", ".", ";", "!", "&", "and", "or", "then", "together", "once", "twice")
_JOINT = ("joint", "joints", "pose", "rig", "armature")
STOPS = {".": "stop", ";": "stop", "!": "stop", "?": "stop", "\n": "stop", ",": "comma", ":": "colon", "(": "comma",
         ")": "comma"}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """Words of the sentence from character start to end. senses: what they may mean, by kind."""

    word: str
    start: int
    end: int
    senses: Mapping[str, Any] = field(default_factory=dict)

    def __contains__(self, kind: str) -> bool:
        return kind in self.senses

    def __getitem__(self, kind: str) -> Any:
        return self.senses[kind]

    def any(self, *kinds: str) -> bool:
        """Whether it may be of one of the kinds."""
        return any(kind in self.senses for kind in kinds)


def is_word(name: str) -> bool:
    """Whether one of a rig's names is words of labels and names, not a whole name or what an object is called."""
    return name[0] not in "@+="


def slips(text: str, names: Collection[str] = ()) -> dict[str, str]:
    """The misspelt words of a text in lower case, and what each was meant to be. names: as in itemised."""
    spelling = _known_on(frozenset(names))
    words = dict.fromkeys(piece for match in WORD.finditer(text) for piece in _pieces(match[0]))
    return {word: fixed for word in words if (fixed := mended(word, *spelling)) != word}


def itemised(text: str, names: Collection[str] = ()) -> tuple[list[Item], list[str]]:
    """The items of a plain text, and what was mended in its spelling. names: labels of the rig's own parts, and the
    words of them; @ before what it is called itself, + before what others in the scene are, = before whole names of
    parts. What begins one of these is "called" and what ends it "call"."""
    spelling, words, notes = _known_on(frozenset(names)), [], []
    own = {word for name in names if is_word(name) for word in name.split()}
    for match in WORD.finditer(text):
        word = match[0]
        if word in "'-_":
            continue
        for piece in _pieces(word):
            fixed = mended(piece, *spelling)
            if fixed != piece:
                notes.append(f'"{piece}" was read as "{fixed}".')
            words.append((_as_spelt_here(fixed, own), match.start(), match.end()))
    return _with_names(_sayings(words, names), text, {name[1:] for name in names if name[0] == "="}), notes


def _with_names(items: list[Item], text: str, exact: Collection[str]) -> list[Item]:
    """The items, those marked that begin and that end a part's whole name. A number before a unit is none of a name."""
    found, longest = list(items), max((len(name.split()) for name in exact), default=0)
    for i in range(len(items)):
        for j in range(min(i + longest + 1, len(items)), i + 1, -1):  # one more, for "number"
            said = text[items[i].start : items[j - 1].end]
            if items[i].any("det") or " ".join(tokens(said)) not in exact or _measures(items, j):
                continue
            found[i] = replace(found[i], senses={**found[i].senses, "called": True})
            found[j - 1] = replace(found[j - 1], senses={**found[j - 1].senses, "call": True})
            break
    return found


def _measures(items: Sequence[Item], j: int) -> bool:
    """Whether the number before item j counts what follows: "drawer 3 cm", "drawer 2 thirds"."""
    after = items[j] if j < len(items) else None
    if after is None or "number" not in items[j - 1]:
        return False
    if "share" in after:
        return after.word != "half" or items[j - 1]["number"] == 1 and items[j - 1].word.isalpha()
    return "unit" in after and after.word != "turn"


@lru_cache(maxsize=32)
def _known_on(names: frozenset[str]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Every word that is known on a rig, those of them that name parts that it has not, for no slip is taken for one of
    these, and those of its own labels and name."""
    own = {word.strip("@+=") for name in names for word in name.split()}
    named = {word for name in names if is_word(name) for word in name.split()}
    parts = {word: senses["part"] for word, senses in _table().items() if set(senses) <= {"part", "plural"}}
    foreign = {word for word, groups in parts.items() if named and not any(named & set(group) for group in groups)}
    plurals = {plural for word in named if len(word) > 2 for plural in _plurals(word)}
    return known_words() | own | plurals, frozenset(foreign - own), frozenset(own | plurals)


def _as_spelt_here(word: str, own: Collection[str]) -> str:
    """The word as the rig's labels spell it, where they do so in the other English: the center of a "centre column"."""
    other = lexicon.spellings().get(word, word)
    return other if other in own and word not in own else word


def known_words() -> frozenset[str]:
    """Every word that the lexicon has, alone or in a saying."""
    return _known()


def _pieces(word: str) -> Sequence[str]:
    if word in _SPELT:
        return _SPELT[word]
    if "'" in word and word not in _CONTRACTED:
        first, _, rest = word.partition("'")
        return (first, "'s") if rest == "s" else (first,)
    return (word,)


def _sayings(words: list[tuple[str, int, int]], own: Collection[str]) -> list[Item]:
    """The longest sayings that the words make, from the first on."""
    table, items, i = _table(), [], 0
    while i < len(words):
        for length in range(min(LONGEST, len(words) - i), 0, -1):
            phrase = " ".join(word for word, _, _ in words[i : i + length])
            senses = _label(phrase, table.get(phrase), own) if length > 1 else _senses(phrase, own)
            if length == 1 and phrase + "rest" in own and (i == 0 or words[i - 1][0] in ("the", "its", ",")):
                senses = {"part": ((phrase + "rest",),)}  # the back of a chair
            after = words[i + length][0] if i + length < len(words) else ""
            if phrase == "a" and "a" in own and after in _AFTER_A_NAME:
                senses = {"part": (("a",),)}  # "press A and B"
            if length > 1 and senses and "minus" in senses and phrase.endswith("last") and not _counts(after):
                continue  # "except the last" before a noun leaves that out
            if (
                length > 1
                and senses
                and "way" in senses
                and (after in ("one", "ones") or "part" in _senses(after, own))
            ):
                continue  # "to the left one", "to the right door" say which
            if length > 1 and phrase in ("left of", "right of") and i and words[i - 1][0] == "the":
                continue  # "the left of the two lids"
            if length > 1 and phrase == "to start" and after.endswith("ing"):
                continue  # "to start toasting"
            if length > 1 and phrase == "to start" and after in ("the", "it", "this", "that", "a", "my", "your"):
                continue  # "to start the computer"
            named = length == 1 and phrase in own and i and words[i - 1][0] in ("the", "its")
            if named and senses and set(senses) <= _DOINGS and (after in _AFTER_A_NAME or _is_way(after)):
                senses = {"part": ((phrase,),)}  # "push the swing forward", of what has a swing
            if phrase in _JOINT and phrase not in own and items and items[-1].any("part", "object", "function", "same"):
                i += 1  # "the boom joint", "the left door's pose", "the lamp rig"
                break
            if length > 1 and phrase.endswith(" all") and after == "the":
                continue  # "open it all the way"
            if phrase == "seat back" and "seat" in own and not {"back", "backrest"} & set(own):
                continue  # "move the seat back"
            if length == 2 and senses and "function" in senses and phrase.split()[0] in own:
                continue  # "cold water" where a tap is called cold
            if senses is not None:
                items.append(Item(phrase, words[i][1], words[i + length - 1][2], senses))
                i += length
                break
    return items


def _label(phrase: str, senses: dict[str, Any] | None, own: Collection[str]) -> dict[str, Any] | None:
    """What a saying may mean on a rig that has labels of its own: a label is a part."""
    base = " ".join([*phrase.split()[:-1], lexicon.singular(phrase.split()[-1])])
    if phrase not in own and base not in own:
        return senses
    label = phrase if phrase in own else base
    groups = senses.get("part", ()) if senses else ()
    several = phrase not in own or phrase in lexicon.COLLECTIVE
    return {"part": ((label.replace(" ", "_"),), *groups)} | ({"plural": True} if several else {})


def _is_way(word: str) -> bool:
    """Whether a word says a way to go, or how far."""
    return bool({"way", "amount", "number"} & set(_senses(word, ())))


def _counts(word: str) -> bool:
    """Whether a word begins an amount."""
    if word in ("one", "ones"):
        return False
    senses = _senses(word, ())
    return bool({"number", "share", "amount", "unit", "a"} & set(senses))


def _senses(word: str, own: Collection[str]) -> dict[str, Any]:
    """What one word may mean on a rig with labels of its own; nothing, if it is not known."""
    senses = dict(_table().get(word, {}))
    unknown = not senses
    if word in STOPS:
        return {STOPS[word]: True}
    if re.fullmatch(r"\d+\s*/\s*\d+", word):
        top, bottom = (float(number) for number in word.split("/"))
        return {"number": top / bottom, "ratio": True} if bottom else {}
    if re.fullmatch(r"\d*\.?\d+", word):
        return {"number": float(word)}
    if re.fullmatch(r"[-+]\d*\.?\d+", word):
        return {"number": float(word), "signed": True}
    if re.fullmatch(r"\d+(st|nd|rd|th)", word):
        return {"ordinal": int(word[:-2])}
    if "column" in senses and word in own:
        del senses["column"]  # a tripod's
    base = lexicon.singular(word)
    idle = "verb" in senses and senses["verb"].act == "other"  # "press play": what names a part is no other doing
    if (word in own or base in own) and set(senses) <= (_NAMED | {"verb"} if idle else _NAMED):
        senses["part"] = ((base if base in own else word,), *senses.get("part", ()))
        if base != word and word not in own:
            senses["plural"] = True
    elif unknown and (whole := _compound(base, own)):
        senses["part"] = ((whole,),)
        senses |= {"plural": True} if base != word else {}
    elif unknown and ("@" + word in own or "+" + word in own):
        senses["object"] = "machine"
    return senses


def _compound(word: str, own: Collection[str]) -> str:
    """The one label of the rig's own that a word is the head of, or else begins: "bars" of a handlebar, "flag" of a
    flagpole; "" where it is of none."""
    names = [name for name in own if len(word) > 2 and is_word(name) and " " not in name]
    for labels in (
        [name for name in names if name.endswith(word)],
        [name for name in names if name.startswith(word) and len(word) > 3 and len(name) > len(word) + 2],
    ):
        if labels:
            return labels[0] if len(labels) == 1 else ""
    return ""


@cache
def _known() -> frozenset[str]:
    return frozenset(word for phrase in _table() for word in phrase.split())


@cache
def _table() -> dict[str, dict[str, Any]]:
    """What each word and saying may mean."""
    table: dict[str, dict[str, Any]] = {}

    def add(phrase: str, kind: str, value: Any) -> None:
        table.setdefault(" ".join(phrase.replace("-", " ").split()), {}).setdefault(kind, value)

    for meanings, kind in ((lexicon.parts(), "part"), (lexicon.functions(), "function"), (lexicon.objects(), "object")):
        for name, meaning in meanings.items():
            add(name, kind, meaning)
            for plural in _plurals(name):
                add(plural, kind, meaning)
                add(plural, "plural", True)
    for name in lexicon.COLLECTIVE:
        add(name, "plural", True)
    for words, kind in ((verbs.verbs(), "verb"), (verbs.participles(), "done"), (verbs.states(), "state")):
        for word, meaning in words.items():
            add(word, kind, meaning)
    for word, way in verbs.directions().items():
        add(word, "way", way)
    for word, state in verbs.BEFORE_NOUN.items():
        add(word, "now", state)
    for word, place in verbs.by_word(small_words.PLACES).items():
        add(word, "place", place)
    for number, word in enumerate(small_words.ORDINALS, 1):
        add(word, "ordinal", number)
    for word, number in small_words.ORDINAL_FORMS.items():
        add(word, "ordinal", number)
    for name in ("last", "next to last", "penultimate"):
        table[name].pop("then", None)
    for word, number in small_words.NUMBERS.items():
        add(word, "number", float(number))
    for word, share in small_words.SHARES.items():
        add(word, "share", share)
    for measure, units in small_words.UNITS.items():
        for word, size in units.items():
            add(word, "unit", (measure, size))
    for meaning, words in _lines(small_words.AMOUNTS):
        measure, _, value = meaning.partition(" ")
        for word in words:
            add(word, "amount", (measure, float(value)))
    for words in small_words.OTHERS:
        add(words, "rest", True)
    for words, value in small_words.ENDS.items():
        add(words.strip(), "amount", ("limit", value))
    for word, sense in small_words.MORE.items():
        add(word, "more", sense)
    for phrase in [one for one in table if one.startswith("until ")]:
        for till in ("till", "til"):
            table.setdefault(till + phrase.removeprefix("until"), table[phrase])
    for kind, words in _lines(small_words.WORDS):
        for word in words:
            add(word, "filler" if kind == "too" else kind, True)
            if kind == "backwards":
                add(word, "filler", True)
    for meaning, words in _lines(small_words.BESIDE):
        for word in words:
            add(word, "beside", meaning)
    return table


def _plurals(name: str) -> list[str]:
    if name in lexicon.NEVER_PLURAL or name.endswith("s") and not name.endswith("ss"):
        return []
    special = [plural for plural, one in lexicon.IRREGULAR.items() if one == name]
    if name.endswith(("ch", "sh", "ss", "x")):
        return [*special, name + "es"]
    if name.endswith("y") and name[-2] not in "aeiou":
        return [*special, name[:-1] + "ies"]
    return [*special, name + "s"]


def _lines(text: str) -> list[tuple[str, list[str]]]:
    lines = (line.partition(":") for line in lexicon.rows(text))
    return [(meaning, [word.strip() for word in words.split(",")]) for meaning, _, words in lines]
