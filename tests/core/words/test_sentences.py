"""Sentences of our own, each on a rig of our own, and what must come of them."""

from __future__ import annotations

import math
import re
from functools import cache
from pathlib import Path

import pytest
from word_rigs import RIGS

from artllm_blender.core.words.carry_out import Reply, reply

LINES = [
    line
    for line in (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@cache
def rig(letter: str):
    return RIGS[letter]()


def parsed(line: str):
    """The rig's letter, start values by name, sentences, what must hold."""
    left, _, right = line.rpartition("=>")
    head, _, sentence = left.partition(":")
    letter, _, start = head.partition("{")
    begin = dict(one.split("=") for one in start.strip("} ").split())
    return letter.strip(), begin, [one.strip() for one in sentence.split("|")], right.split()


def wanted(described, id: int, text: str) -> float:
    closed, wide = described.ends[id]
    way = 1 if wide >= closed else -1
    if text.endswith("d"):
        return closed + way * math.radians(float(text[:-1]))
    if text.endswith("c"):
        return closed + way * float(text[:-1]) / 100
    return closed + float(text) * (wide - closed)


def wrong(line: str) -> str:
    """What is wrong with what comes of a line; nothing, if it is right."""
    letter, begin, sentences, marks = parsed(line)
    described = rig(letter)
    ids = {part.name: part.id for part in described.articulation.parts}
    start = {ids[name]: wanted(described, ids[name], value) for name, value in begin.items()}
    given = reply(described, sentences[-1], start, sentences[:-1])
    return judged(described, ids, start, given, marks)


def judged(described, ids, start, given: Reply, marks) -> str:
    moved = {
        name for name, id in ids.items() if id in given.values and abs(given.values[id] - start.get(id, 0.0)) > 1e-6
    }
    fractions = {name: round(described.fraction(ids[name], given.values[ids[name]]), 3) for name in moved}
    shown = f"{fractions} asked={given.asked} unmet={given.unmet} ignored={given.ignored} understood={given.understood}"
    named = set()
    for mark in marks:
        if mark == "ask":
            fine = bool(given.asked) and not moved
        elif mark in ("rest", "none"):
            fine = not moved and (mark == "rest" or not given.understood or given.asked)
        elif mark in ("one", "two", "on", "rising"):
            named |= moved
            values = [fractions.get(name, 0.0) for name in ids if name in moved]
            rising = all(b - a >= 0.05 for a, b in zip(values, values[1:], strict=False)) and len(values) > 2
            fine = {"one": len(moved) == 1, "two": len(moved) == 2, "on": len(moved) > 0, "rising": rising}[mark]
        elif mark == "unmet":
            fine = bool(given.unmet)
        elif mark.startswith("~"):
            fine = any(mark[1:] in one for one in given.ignored)
        elif mark.endswith("~"):
            named.add(mark[:-1])
            fine = True
        elif match := re.fullmatch(r"f(\d+):(\w+)=(.+)", mark):
            frames = dict(given.frames)
            id = ids[match[2]]
            named |= moved
            fine = int(match[1]) in frames and abs(frames[int(match[1])][id] - wanted(described, id, match[3])) < 1e-3
        else:
            name, relation, value = re.fullmatch(r"(\w+)([=<>])(.+)", mark).groups()
            named.add(name)
            id = ids[name]
            now, aim = given.values[id], wanted(described, id, value)
            size = abs(described.ends[id][1] - described.ends[id][0])
            share, goal = described.fraction(id, now), described.fraction(id, aim)
            fine = {"=": abs(now - aim) <= 0.03 * size, "<": share < goal, ">": share > goal}[relation]
            if relation == "=" and value[-1] in "dc":
                fine = abs(now - aim) <= 0.01 * size
        if not fine:
            return f"{mark} does not hold: {shown}"
    if moved - named and "ask" not in marks:
        return f"{moved - named} moved too: {shown}"
    if given.asked and not {"ask", "ask~", "none"} & set(marks):
        return f"asked needlessly: {shown}"
    return ""


@pytest.mark.parametrize("line", LINES)
def test_what_is_said_is_done(line):
    assert wrong(line) == ""
