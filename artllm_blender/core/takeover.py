"""Takeover: another answer of the model taken up by a rig, around what the artist has said about it.

Everything is over the polygons of the mesh that the rig was cut from. Parts that stay, though their shape may change,
keep their ids, and so their sliders, values and keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from .articulation import Articulation, Joint, JointType, Part, without_part
from .corrections import free_id
from .part_names import called, named

_VERBS = {
    JointType.REVOLUTE: "turn", JointType.CONTINUOUS: "spin", JointType.PRISMATIC: "slide", JointType.SCREW: "screw",
}  # fmt: skip
# Two parts are one where they have so much of all that either has in common.
SAME = 0.5


@dataclass(frozen=True)
class Standing:
    """A rig as it stands. polygon_part: (n,) int, the part that each polygon is of now. said: (n,) bool, polygons that
    the artist has put there himself. locks: ids of parts whose joints he has locked."""

    articulation: Articulation
    polygon_part: np.ndarray
    said: np.ndarray
    locks: frozenset[int] = frozenset()

    def kept(self) -> frozenset[int]:
        """Parts that stay whole, whatever the model answers: the artist has put polygons there, or locked the joint.

        Not the root: all belongs to it that is no part, so of it only what was said stays.
        """
        said = set(np.unique(self.polygon_part[self.said]).tolist())
        ids = {part.id for part in self.articulation.parts}
        return frozenset(((said | self.locks) & ids) - {self.articulation.root})


@dataclass(frozen=True)
class Taken:
    """What a rig becomes. polygon_part: (n,) int; number: which of its parts each of the answer's parts is, by id."""

    articulation: Articulation
    polygon_part: np.ndarray
    number: dict[int, int]


def taken_up(standing: Standing, answer: Articulation, polygon_part: np.ndarray, area: np.ndarray) -> Taken:
    """The rig after an answer is taken up. polygon_part: (n,) ids of the answer's parts, its own; area: (n,)."""
    old, kept = standing.articulation, standing.kept()
    stays = np.isin(standing.polygon_part, list(kept)) | standing.said
    number, absorbed = _numbers(standing, kept, answer, polygon_part, stays, area)
    parts = {old.root: replace(answer.part(answer.root), id=old.root)} | {id: old.part(id) for id in kept}
    left = {}  # where what an absorbed part has beside the one that it is now comes to be
    joints: dict[int, Joint] = {}
    for id in answer.from_root():
        part, joint = answer.part(id), answer.joint_of(id)
        parts.setdefault(number[id], replace(part, id=number[id]))
        left[id] = left[joint.parent] if id in absorbed else number[id]
        if joint and number[id] not in (old.root, *standing.locks):
            joints.setdefault(number[id], replace(joint, child=number[id], parent=number[joint.parent]))
    for id in kept - joints.keys():
        joint = old.joint_of(id)
        joints[id] = joint if joint.parent in parts else replace(joint, parent=old.root)
    table = np.zeros(int(polygon_part.max()) + 1, np.int32)
    table[list(left)] = list(left.values())
    home = np.where(stays, standing.polygon_part, table[polygon_part]).astype(np.int32)
    articulation = _tree(parts, joints, old.root)
    held = {*np.unique(home).tolist(), *kept, old.root}
    for id in [id for id in articulation.from_root() if id not in held]:
        articulation = without_part(articulation, id)
    return Taken(named(articulation, _own_names(old, articulation, kept)), home, number)


def _numbers(
    standing: Standing,
    kept: frozenset[int],
    answer: Articulation,
    polygon_part: np.ndarray,
    stays: np.ndarray,
    area: np.ndarray,
) -> tuple[dict[int, int], set[int]]:
    """The ids that the answer's parts get, by their own; and which of them are parts that stay. stays: (n,) bool."""
    old, free = standing.articulation, free_id(standing.articulation)
    fixed = np.where(stays, area, 0.0)
    number, absorbed, common = {answer.root: old.root}, set(), {}
    for part in answer.parts:
        mine = polygon_part == part.id
        if part.id == answer.root:
            continue
        taken = np.bincount(standing.polygon_part[mine], fixed[mine])
        if len(taken) and taken.max() >= SAME * area[mine].sum() > 0:
            number[part.id] = int(taken.argmax())
            absorbed.add(part.id)
            continue
        for id in {other.id for other in old.parts} - kept - {old.root}:
            theirs = standing.polygon_part == id
            share = area[mine & theirs].sum() / max(area[mine | theirs].sum(), 1e-30)
            if share >= SAME:
                common[part.id, id] = share
    for part, id in sorted(common, key=common.get, reverse=True):
        if part not in number and id not in number.values():
            number[part] = id
    for part in answer.parts:
        if part.id not in number:
            number[part.id], free = free, free + 1
    return number, absorbed


def _tree(parts: Mapping[int, Part], joints: dict[int, Joint], root: int) -> Articulation:
    """Of joints by child. One that would have a part carry itself hangs on the root."""
    for child in joints:
        above = joints[child].parent
        for _ in joints:
            if above in (root, child):
                break
            above = joints[above].parent
        if above != root:
            joints[child] = replace(joints[child], parent=root)
    return Articulation(tuple(parts[id] for id in sorted(parts)), tuple(joints[child] for child in sorted(joints)))


def _own_names(old: Articulation, new: Articulation, kept: frozenset[int]) -> dict[int, str]:
    """Names that stay, by id: of parts that stay, and those that the artist has given and not the model's labels."""
    given = {part.id: part.name for part in named(old).parts}
    remain = {part.id for part in new.parts}
    return {
        part.id: part.name
        for part in old.parts
        if part.id in remain and (part.id in kept or part.name != given[part.id])
    }


def summary(articulation: Articulation) -> str:
    """What moves and how, in words: "2 doors turn, drawer slides"."""
    return ", ".join(clause(*what, len(joints)) for what, joints in alike(articulation).items()) or "nothing moves"


def alike(articulation: Articulation) -> dict[tuple[str, JointType], list[Joint]]:
    """Joints by what their part is called and how it moves, sorted."""
    found: dict[tuple[str, JointType], list[Joint]] = {}
    for joint in articulation.joints:
        found.setdefault((called(articulation.part(joint.child), joint), joint.type), []).append(joint)
    return dict(sorted(found.items()))


def clause(label: str, kind: JointType, count: int, which: str = "") -> str:
    """'2 upper doors turn'."""
    who, verb = " ".join(filter(None, (which, label if count == 1 else plural(label)))), _VERBS[kind]
    return f"{who} {verb}s" if count == 1 else f"{count} {who} {verb}"


def plural(word: str) -> str:
    """Of what a part is called."""
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else "shelves" if word == "shelf" else f"{word}s"
