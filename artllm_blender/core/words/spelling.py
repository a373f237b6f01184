"""Spelling mended towards the lexicon: one slip of the fingers in a word that is no English one."""

from __future__ import annotations

from collections.abc import Set
from functools import cache

from .english import ENGLISH

# Shorter words have too many neighbours.
SHORTEST = 4
_ENDINGS = (("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""), ("er", ""),
            ("er", "e"), ("ies", "y"), ("est", ""), ("d", ""), ("y", ""), ("r", ""))  # fmt: skip


# As one types it in haste = what it stands for.
HASTE = """
drw = drawer, drws = drawers, drwr = drawer, drwrs = drawers, btn = button, btns = buttons, btm = bottom, bot = bottom,
lft = left, rgt = right, ctr = centre, fwd = forward, bwd = backward, bkwd = backward, horiz = horizontal,
vert = vertical, thru = through, rot = rotate, opn = open, cls = close, orig = original, fl = front left,
fr = front right, rl = rear left, rr = rear right, tl = top left, tr = top right, n = and,
cab = cabinet, cabs = cabinets,
gimme = give me, hndl = handle, whl = wheel, whls = wheels, amt = amount, abt = about,
"""


@cache
def haste() -> dict[str, str]:
    """What is short for what."""
    pairs = (pair.split("=") for pair in HASTE.replace("\n", " ").split(",") if "=" in pair)
    return {short.strip(): whole.strip() for short, whole in pairs}


def mended(word: str, known: Set[str], foreign: Set[str] = frozenset()) -> str:
    """The word, or the one of the known that was meant where it is misspelt; a foreign one only where letters of it
    changed places or one was typed twice, and no other is near. Of several: two letters that changed places or one
    typed twice, then one too many, one missing, one wrong; of these one that begins alike, for first letters are seldom
    missed, and the commonest."""
    if word in known or not word.isalpha():
        return word
    if word in haste():
        return haste()[word]
    if english(word):
        return word
    if len(word) < SHORTEST:
        swapped, _, missing, _ = _neighbours(word)
        return next((common for common in _COMMON if common in swapped | missing), word) if len(word) > 2 else word
    found: dict[str, tuple[int, int]] = {}
    each = _neighbours(word)
    for rank, neighbours in enumerate(each):
        for neighbour in neighbours & known:
            found.setdefault(neighbour, (rank, _rank(neighbour)))
    own = {one: by for one, by in found.items() if one not in foreign}
    found = own or {one: by for one, by in found.items() if by[0] == 0}
    if each[0] & ENGLISH and all(rank for rank, _ in found.values()):
        return word  # a "bolw" is a bowl, no bolt
    best = sorted(found.items(), key=lambda one: (one[1][0] > 0, one[0][0] != word[0], one[1][1], one[1][0], one[0]))
    return best[0][0] if best and len(best[0][0]) >= SHORTEST - 1 else word


def english(word: str) -> bool:
    """Whether it is an English word that the lexicon does not need, or a form of one."""
    if word in ENGLISH:
        return True
    for ending, instead in _ENDINGS:
        stem = word[: len(word) - len(ending)] + instead
        if word.endswith(ending) and (
            stem in ENGLISH or len(stem) > 3 and stem[:-1] in ENGLISH and stem[-1] == stem[-2]
        ):
            return True
    return False


def _neighbours(word: str) -> list[set[str]]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    swapped |= {a + b[1:] for a, b in cuts if b and a[-1:] == b[0]}
    doubled = {a + b[1:] for a, b in cuts if b}
    missing = {a + letter + b for a, b in cuts for letter in letters}
    wrong = {a + letter + b[1:] for a, b in cuts if b for letter in letters}
    return [swapped, doubled, missing, wrong]


# What instructions are mostly made of, the commonest first.
_COMMON = """
    open close drawer door left right bottom middle top half halfway lid turn shut pull push drawers doors knob
    the and with then window handle button lever switch slide lift degrees raise lower second third quarter from
    fully first back front upper light lamp press cabinet cap wheel rotate move down into until both every
    everything other off more each side rear full wide three tray seat gate flap tilt
""".split()


@cache
def _ranks() -> dict[str, int]:
    return {word: rank for rank, word in enumerate(_COMMON)}


def _rank(word: str) -> int:
    return _ranks().get(word, len(_COMMON))
