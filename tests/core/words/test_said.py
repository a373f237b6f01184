"""Sentences that were written down with what is right before the reader saw them: how many are done so."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from everyday_rigs import RIGS as EVERYDAY
from household_rigs import RIGS as HOUSEHOLD
from kitchen_rigs import RIGS as KITCHEN
from prop_rigs import PROPS
from roaming_rigs import RIGS as ROAMING
from said_rigs import RIGS

from artllm_blender.core.words.carry_out import reply
from artllm_blender.core.words.described import Described

NAMED = {"open": (90, 100), "full": (98, 100), "shut": (0, 0.5), "half": (45, 55), "on": (25, 100)}
# What one unit is, and the slack of a number alone.
UNITS = {"d": (math.radians(1), 1.0), "cm": (0.01, 0.3), "%": (None, 5.0)}
SLACK = 1e-6


def lines() -> Iterator[tuple[str, str, str, str]]:
    """Rig, start, sentence and the worlds that are right."""
    rig = ""
    for line in (Path(__file__).parent / "said.txt").read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"\[(\w+)\]", line):
            rig = match[1]
        elif match := re.fullmatch(r"(?:\{(.*?)\} )?([^#].*?) =>(.*)", line):
            yield rig, match[1] or "", match[2], match[3]


def intervals(value: str, lower: float, upper: float) -> list[tuple[float, float]]:
    """What a value allows, in the joint's unit."""
    found = []
    for one in value.split("|"):
        number, unit = ("", "%") if one in NAMED else re.fullmatch(r"(.+?)(%|d|cm)", one).groups()
        ends = NAMED[one] if one in NAMED else [float(x) for x in number.split("..")]
        size, slack = UNITS[unit]
        low, high = (min(ends), max(ends)) if len(ends) == 2 else (ends[0] - slack, ends[0] + slack)
        least, scale = (lower, (upper - lower) / 100) if size is None else (0.0, size)
        found.append((least + low * scale - SLACK, least + high * scale + SLACK))
    return found


@cache
def made(rig: str) -> Described:
    """A rig by its name, put together once."""
    return (RIGS | PROPS | EVERYDAY | HOUSEHOLD | ROAMING | KITCHEN)[rig]()


def verdict(rig: str, begin: str, sentence: str, right: str) -> str:
    """right, told (it asks, or says what it did not do) or silent: wrong without a word."""
    described = made(rig)
    ids = {described.articulation.part(id).name: id for id in described.moving}
    limits = {id: (described.joint(id).lower, described.joint(id).upper) for id in ids.values()}
    start = dict.fromkeys(ids.values(), 0.0)
    for name, value in (one.split("=") for one in begin.split()):
        low, high = intervals(value, *limits[ids[name]])[0]
        start[ids[name]] = min(max((low + high) / 2, limits[ids[name]][0]), limits[ids[name]][1])
    given = reply(described, sentence, start)
    moved = {id for id in start if abs(given.values[id] - start[id]) > SLACK}
    told = bool(given.asked or not given.understood or given.unmet or given.ignored)

    def met(world: str) -> bool:
        marks = world.split()
        if "?" in marks:
            return told and not moved
        wanted = dict(mark.rstrip("!").split("=") for mark in marks if "=" in mark)
        assert set(wanted) <= set(ids), (rig, wanted)
        as_wanted = all(
            any(low <= given.values[ids[name]] <= high for low, high in intervals(value, *limits[ids[name]]))
            for name, value in wanted.items()
            if value not in ("*", "-")
        )
        stay = {id for name, id in ids.items() if wanted.get(name, "-") == "-"}
        return as_wanted and not moved & stay and (told or "!" not in world)

    worlds = re.split(r"(?:^|\s)\|(?:\s|$)", right)
    return "right" if any(met(world) for world in worlds) else "told" if told else "silent"


def test_most_are_done_as_meant_and_few_wrongly_without_a_word():
    found = [(verdict(*line), line) for line in lines()]
    counts = {kind: sum(one == kind for one, _ in found) / len(found) for kind in ("right", "told", "silent")}
    wrong = "\n".join(f"{line[0]}: {line[2]}" for one, line in found if one == "silent")
    assert len(found) > 1000
    assert counts["right"] >= 0.92 and counts["silent"] <= 0.03, f"{counts}\n{wrong}"


def test_a_wrong_end_is_seen():
    assert verdict("sideboard", "", "open the left door", "left=open") == "right"
    assert verdict("sideboard", "", "open the left door", "left=half") == "silent"
    assert verdict("sideboard", "", "open the left door", "?") == "silent"
    assert verdict("sideboard", "", "open the third door", "left=open") == "told"
    with pytest.raises(AssertionError):
        verdict("sideboard", "", "open the left door", "nothing=open")
