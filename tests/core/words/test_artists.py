"""Sentences as people type them, on props: how many are done as they were meant, and how few wrongly without a word."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from zlib import crc32

import pytest
from prop_rigs import PROPS
from test_sentences import judged, parsed, wanted

from artllm_blender.core.words.carry_out import reply

LINES = [
    line
    for line in (Path(__file__).parent / "artists.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def half_of(line: str) -> str:
    """a: the reader is developed on it; b: it is only measured on it."""
    return "ab"[crc32(line.encode()) % 2]


@cache
def prop(letters: str):
    return PROPS[letters]()


def verdict(line: str) -> str:
    """right; flagged: not so, but something was asked, unmet or not understood; silent: wrong without a word."""
    letters, begin, sentences, marks = parsed(line)
    described = prop(letters)
    ids = {part.name: part.id for part in described.articulation.parts}
    start = {ids[name]: wanted(described, ids[name], value) for name, value in begin.items()}
    given = reply(described, sentences[-1], start, sentences[:-1])
    if not judged(described, ids, start, given, marks):
        return "right"
    return "flagged" if given.asked or given.unmet or not given.understood else "silent"


@pytest.mark.parametrize(("half", "right", "silent"), [("a", 0.85, 0.03), ("b", 0.75, 0.1)])
def test_most_is_done_as_it_was_meant_and_next_to_nothing_wrongly_without_a_word(half, right, silent):
    verdicts = [verdict(line) for line in LINES if half_of(line) == half]
    assert len(verdicts) > 80
    assert verdicts.count("right") >= right * len(verdicts)
    assert verdicts.count("silent") <= silent * len(verdicts)
