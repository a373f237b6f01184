"""What the model of assemblies is asked with: parts and words as arrays that do not depend on how the parts lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .instructions import read_steps
from .loose import TURNS, LoosePart

POINTS = 96  # of each kind of part
MOST_PARTS = 24  # of one object: more were never learnt
ITEMS = 14  # of what the words say
MOST_COUNT, MOST_STEP = 8, 8
TITLE, ADDED, ONTO = 0, 1, 2
FIELDS = 7  # role, three words of the name, how many, relation, step
RELATIONS = ("", "under", "on", "between", "in", "behind", "to")
MEANT = {"below": "under", "onto": "on", "on top of": "on", "above": "on", "inside": "in", "against": "behind"}
WORDS = (
    "",
    "?",
    *(
        "leg foot post frame side front back rear top bottom upper lower inner outer left right seat backrest "
        "cushion pad arm armrest rail bar rod beam brace stretcher support bracket slat slats spindle hoop ring "
        "apron panel board shelf divider door drawer knob handle plinth castor wheel base column plate stem shade "
        "bulb hook tray lid step headboard footboard mattress edge cross head trestle table tabletop chair stool "
        "bench desk cabinet bookcase sofa armchair bed lamp box rack trolley mirror screen stand ladder chest "
        "planter gate wall shoe clothes coat footstool dining high coffee end center long short small large unit "
    ).split(),
)
_NUMBER = {word: number for number, word in enumerate(WORDS)}
_LIKE = dict(
    pair.split(":")
    for pair in (
        "centre:center middle:center caster:castor crossbar:bar strip:slat plank:board surface:top desktop:tabletop "
        "couch:sofa pole:post pillar:column connector:brace crossbeam:beam body:frame structure:frame shelving:shelf "
        "big:large feet:foot chairback:back rest:support seating:seat drawers:drawer "
    ).split()
)


@dataclass(frozen=True)
class Asked:
    """points: (k, POINTS, 6) of each kind of part, places in shares of half its box, and normals. half: (k, 3) of its
    box, in scales. kind: (n,) of the parts in the order in which they are written, the largest first. order: (n,)
    their numbers. items: (m, FIELDS) what the words say. scale: the diagonal of the largest part. allowed: (k, 24)
    bool, of TURNS one of each set that a kind's symmetries make the same."""

    points: np.ndarray
    half: np.ndarray
    kind: np.ndarray
    order: np.ndarray
    items: np.ndarray
    scale: float
    allowed: np.ndarray


def asked(parts: Sequence[LoosePart], lines: Sequence[str] = (), title: str = "") -> Asked:
    """How parts, and what is said of them, are put to the model."""
    firsts: dict[int, LoosePart] = {}
    for part in parts:
        firsts.setdefault(part.kind, part)
    ranked = sorted(firsts, key=lambda kind: (-float(firsts[kind].half[0] * firsts[kind].half[1]), kind))
    rank = {kind: number for number, kind in enumerate(ranked)}
    order = np.array(sorted(range(len(parts)), key=lambda index: (rank[parts[index].kind], index)))
    scale = 2 * max(part.size for part in parts)
    points = np.array([seen(firsts[kind]) for kind in ranked], np.float32)
    half = np.array([firsts[kind].half for kind in ranked], np.float32) / np.float32(scale)
    kinds = np.array([rank[parts[index].kind] for index in order])
    allowed = np.array([unlike(firsts[kind]) for kind in ranked])
    return Asked(points, half, kinds, order, items_of(lines, title), scale, allowed)


def seen(part: LoosePart) -> np.ndarray:
    """(POINTS, 6) of a part's points and normals."""
    every = len(part.points) // POINTS
    half = np.maximum(part.half, 1e-4 * part.size)
    return np.concatenate([part.points[::every][:POINTS] / half, part.normals[::every][:POINTS]], axis=1)


def items_of(lines: Sequence[str], title: str = "") -> np.ndarray:
    """(m, FIELDS) what a title, and lines of steps, say."""
    found = [item(TITLE, title)] if title else []
    for number, step in enumerate(read_steps(lines)):
        said = RELATIONS.index(meant) if (meant := MEANT.get(step.relation, step.relation)) in RELATIONS else 0
        found += [item(ADDED, name, count, said, number) for count, name in step.added]
        found += [item(ONTO, name, count, said, number) for count, name in step.onto]
    return np.array(found[:ITEMS], np.int64).reshape(-1, FIELDS)


def item(role: int, name: str, count: int = 1, relation: int = 0, step: int = 0) -> list[int]:
    """FIELDS numbers of one thing said; the last three words of its name count."""
    words = [number_of(word) for word in name.lower().replace("-", " ").split()][-3:]
    words = [0] * (3 - len(words)) + words
    return [role, *words, min(count, MOST_COUNT), relation, min(step, MOST_STEP)]


def number_of(word: str) -> int:
    """Of a word in WORDS, or of one that means the same."""
    word = _LIKE.get(word, word)
    return _NUMBER.get(word, 0) or _NUMBER.get(word.removesuffix("s"), _NUMBER["?"])


def unlike(part: LoosePart) -> np.ndarray:
    """(24,) bool: of TURNS, the first of each set that the part's symmetries make the same."""
    numbers = {tuple(np.round(turn).astype(int).ravel().tolist()): number for number, turn in enumerate(TURNS)}
    kept, seen = np.zeros(len(TURNS), bool), set()
    for number, turn in enumerate(TURNS):
        if number not in seen:
            kept[number] = True
            seen |= {
                numbers[tuple(np.round(turn @ TURNS[own]).astype(int).ravel().tolist())] for own in part.symmetries
            }
    return kept
