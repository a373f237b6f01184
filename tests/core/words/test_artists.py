"""Sentences as people type them, on props: how many are done as they were meant, and how few wrongly without a word."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from prop_rigs import PROPS
from test_sentences import judged, parsed, wanted

from artllm_blender.core.words.carry_out import reply


def lines_of(name: str) -> list[str]:
    """The sentences of a file beside this one."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


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


@pytest.mark.parametrize(("name", "right", "silent"), [("artists.txt", 0.9, 0.03), ("measured.txt", 0.8, 0.09)])
def test_most_is_done_as_it_was_meant_and_little_wrongly_without_a_word(name, right, silent):
    verdicts = [verdict(line) for line in lines_of(name)]
    assert len(verdicts) > 40
    assert verdicts.count("right") >= right * len(verdicts)
    assert verdicts.count("silent") <= silent * len(verdicts)
