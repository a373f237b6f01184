"""Spelling mended towards the lexicon: one slip of the fingers in a word that is no English one."""

from __future__ import annotations

from collections.abc import Set
from functools import cache

from .english import ENGLISH

# Shorter words have too many neighbours.
SHORTEST = 4
_ENDINGS = (("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""), ("er", ""),
            ("er", "e"), ("ies", "y"), ("est", ""), ("d", ""), ("y", ""), ("r", ""))  # fmt: skip


_HISSING = ("s", "x", "z", "ch", "sh", "o")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


@cache
def _beside() -> dict[str, str]:
    """Which keys are beside each."""
    near: dict[str, str] = {}
    for i, row in enumerate(_KEYS):
        for k, key in enumerate(row):
            others = [(i, k - 1), (i, k + 1), (i - 1, k), (i - 1, k + 1), (i + 1, k - 1), (i + 1, k)]
            near[key] = "".join(_KEYS[r][c] for r, c in others if 0 <= r < 3 and 0 <= c < len(_KEYS[r]))
    return near


# As one types it in haste = what it stands for.
HASTE = """
drw = drawer, drws = drawers, drwr = drawer, drwrs = drawers, btn = button, btns = buttons, btm = bottom, bot = bottom,
lft = left, rgt = right, ctr = centre, fwd = forward, bwd = backward, bkwd = backward, horiz = horizontal,
vert = vertical, thru = through, rot = rotate, opn = open, cls = close, orig = original, fl = front left,
fr = front right, rl = rear left, rr = rear right, tl = top left, tr = top right, n = and,
cab = cabinet, cabs = cabinets,
aswell = as well, alot = a lot, abit = a bit, upto = up to, gimme = give me, hndl = handle, whl = wheel,
whls = wheels, amt = amount, abt = about,
"""


@cache
def haste() -> dict[str, str]:
    """What is short for what."""
    pairs = (pair.split("=") for pair in HASTE.replace("\n", " ").split(",") if "=" in pair)
    return {short.strip(): whole.strip() for short, whole in pairs}


def mended(word: str, known: Set[str], foreign: Set[str] = frozenset(), own: Set[str] = frozenset()) -> str:
    """The word, or the one of the known that was meant where it is misspelt; a foreign one only where letters of it
    changed places or one was typed twice, and no other is near. Of several: two letters that changed places or one
    typed twice, then one too many, one missing or the key beside it, then any wrong one; of these one of the rig's own,
    one that begins alike, for first letters are seldom missed, and the commonest."""
    if word in known or not word.isalpha():
        return word
    if word in haste():
        return haste()[word]
    if english(word):
        return word
    each = _neighbours(word)
    if len(word) < SHORTEST:
        return _short(word, (each[0] | each[2]) & known - foreign)
    found: dict[str, tuple[int, int]] = {}
    for rank, neighbours in enumerate(each):
        for neighbour in neighbours & known:
            found.setdefault(neighbour, (_likely(word, neighbour, rank), rank))
    near = {one: by for one, by in found.items() if one not in foreign}
    found = near or {one: by for one, by in found.items() if by[1] == 0}
    by = [(likely, one not in own, one[0] != word[0], _rank(one), rank, one) for one, (likely, rank) in found.items()]
    if not by or len(min(by)[-1]) < SHORTEST - 1:
        return word
    others = (_likely(word, one, rank) for rank, near in enumerate(each) for one in near & ENGLISH - foreign)
    # A "bolw" is a bowl, no bolt, and a "blck" one is black, not at the back.
    return word if min(others, default=2) < min(by)[0] else min(by)[-1]


def _short(word: str, near: Set[str]) -> str:
    """What a word of three letters was meant to be: a common one, or the only one of the known that is near."""
    if len(word) < SHORTEST - 1:
        return word
    only = near if len(near) == 1 else ()
    return next((common for common in _COMMON if common in near), next(iter(only), word))


def _likely(word: str, other: str, rank: int) -> int:
    """How likely a slip is: 0 letters that changed places or one typed twice, 1 one too many, one missing or a key
    beside the right one, 2 any other letter."""
    wrong = [(a, b) for a, b in zip(word, other, strict=False) if a != b]
    return min(rank, 1) if rank < 3 or wrong and wrong[0][1] in _beside().get(wrong[0][0], "") else 2


def english(word: str) -> bool:
    """Whether it is an English word that the lexicon does not need, or a form of one."""
    if word in ENGLISH:
        return True
    for ending, instead in _ENDINGS:
        stem = word[: len(word) - len(ending)] + instead
        if ending == "es" and not stem.endswith(_HISSING):
            continue  # "degreees"
        doubled = ending not in ("s", "es") and len(stem) > 3 and stem[:-1] in ENGLISH and stem[-1] == stem[-2]
        if word.endswith(ending) and (stem in ENGLISH or doubled):
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
    everything other off more each side rear full wide three tray seat gate flap tilt that this rest frame rack screen
    keep leave almost slightly before after again same only small large move press tight
""".split()


@cache
def _ranks() -> dict[str, int]:
    return {word: rank for rank, word in enumerate(_COMMON)}


def _rank(word: str) -> int:
    return _ranks().get(word, len(_COMMON))
