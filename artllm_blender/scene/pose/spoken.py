"""Constraints made of words: "aim the lamp at the mug", "lid upright", "keep the arm where it is"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import bpy

from ...core.words.choosing import Choice
from ...core.words.described import Described
from ...core.words.program import Constraint, Which
from ...core.words.reader import read
from ..rig.read_rig import Rig, asset_name, part_of, read_rig, rig_of
from .places import places
from .stored import TO_OTHER, TO_TARGET
from .words import described
from .write import add

KINDS = {
    "aim": "AIM", "reach": "REACH", "point on point": "REACH", "facing": "FACING", "parallel": "PARALLEL",
    "perpendicular": "PERPENDICULAR", "upright": "UPRIGHT", "level": "LEVEL", "equal": "EQUAL", "mirrored": "MIRRORED",
    "hold": "HOLD",
}  # fmt: skip
_PLACES = {"camera": "CAMERA", "cursor": "CURSOR"}


@dataclass(frozen=True)
class Spoken:
    """made: the names of the constraints that were made. missing: what could not be, in sentences."""

    made: tuple[str, ...]
    missing: tuple[str, ...]


def constrain(armature: bpy.types.Object, scene: bpy.types.Scene, text: str) -> Spoken:
    """Make of a sentence the constraints that it asks for. What moves joints once is for `say`."""
    rig = read_rig(armature)
    about = described(rig, bpy.context.evaluated_depsgraph_get())
    program = read(text, about.names())
    made, missing = [], list(program.questions)
    asked = [one for step in program.steps for one in step.constraints]
    for one in asked:
        if one.kind not in KINDS:
            missing.append(f'"{one.said}" is nothing that can be kept: say it in Pose by Words.')
            continue
        try_it = _Making(rig, about, scene, text)
        made += try_it.make(one)
        missing += try_it.missing
    if not asked and not missing:
        missing.append("That was not understood as a constraint.")
    return Spoken(tuple(made), tuple(dict.fromkeys(missing)))


class _Making:
    def __init__(self, rig: Rig, about: Described, scene: bpy.types.Scene, text: str):
        self._rig, self._about, self._scene, self._text = rig, about, scene, text
        self.missing: list[str] = []

    def make(self, one: Constraint) -> list[str]:
        """The names of the constraints that one of the program's becomes."""
        kind, parts = KINDS[one.kind], self._parts(one)
        if not parts:
            return []
        if kind in TO_OTHER:
            if len(parts) < 2:
                self.missing.append(f'"{one.said}" needs two joints.')
                return []
            return [add(self._rig.armature, kind, id, other=parts[0]).name for id in parts[1:]]
        target, thing = "CURSOR", None
        if kind in TO_TARGET:
            found = self._target()
            if found is None:
                self.missing.append(f'"{one.said}": at what? Name an object of the scene, the camera or the cursor.')
                return []
            target, thing = found
        return [add(self._rig.armature, kind, id, target, thing).name for id in parts]

    def _parts(self, one: Constraint) -> list[int]:
        ids: list[int] = []
        for which in one.which:
            if which.quantifier == "whole" and one.kind in ("aim", "facing", "reach"):
                ids.append(self._end())
                continue
            # What a phrase is beside is no selector where it is the target.
            plain = Which(**{**vars(which), "qualifiers": tuple(q for q in which.qualifiers if q[:1] != "@")})
            chosen = Choice(self._about, self._values(), {}).choose(plain)
            if chosen.question:
                self.missing.append(chosen.question)
            ids += [id for id in chosen.ids if id not in ids]
        return ids

    def _values(self) -> Mapping[int, float]:
        return self._rig.values

    def _end(self) -> int:
        """The part of the object that does the aiming: what nothing hangs on, the one with an opening first."""
        joints = self._rig.articulation.joints
        ends = [joint.child for joint in joints if joint.child not in {other.parent for other in joints}]
        return max(ends, key=lambda id: ("opening" in places(self._rig.armature, id), self._depth(id)))

    def _depth(self, id: int) -> int:
        joint = self._rig.articulation.joint_of(id)
        return 1 + self._depth(joint.parent) if joint else 0

    def _target(self) -> tuple[str, bpy.types.Object | None] | None:
        """What the sentence names: an object of the scene, by its longest name, or the camera or the cursor."""
        found = []
        for thing in self._scene.objects:
            name = _spoken(asset_name(thing) if "artllm_rig" in thing else thing.name)
            own = rig_of(thing) == self._rig.armature
            at = [hit.start() for hit in re.finditer(rf"\b{re.escape(name)}\b", self._text.lower())] if name else []
            # The object of which is spoken is named first, what it is about afterwards.
            if at and not own and at[-1] > 0 and part_of(thing) is None:
                found.append((at[-1], len(name), thing))
        if found:
            return "OBJECT", max(found, key=lambda one: one[:2])[2]
        word = next((word for word in _PLACES if re.search(rf"\b{word}\b", self._text.lower())), None)
        return (_PLACES[word], None) if word else None


def _spoken(name: str) -> str:
    """A name as one says it: "Coffee_Mug.001" is "coffee mug"."""
    return re.sub(r"[\s_.\-]+", " ", re.sub(r"\.\d+$", "", name)).strip().lower()
