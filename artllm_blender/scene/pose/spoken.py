"""What a sentence asks of a rig in its scene, and of others that it names: joints moved once, and constraints that are
kept: "aim the lamp at the mug", "lid upright", "keep the arm where it is"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import bpy

from ...core.words.carry_out import Reply, carry_out
from ...core.words.choosing import Choice
from ...core.words.described import Described
from ...core.words.program import Constraint, Program, Target
from ...core.words.reader import read
from ...core.words.several import read_for
from ..rig.read_rig import Rig, asset_name, find_rigs, part_of, read_rig, rig_of
from . import live
from .places import places
from .stored import TO_OTHER, TO_TARGET, constraints_of
from .words import described, put, values_in_metres
from .write import add, let_go

KINDS = {
    "aim": "AIM", "reach": "REACH", "point on point": "REACH", "facing": "FACING", "parallel": "PARALLEL",
    "perpendicular": "PERPENDICULAR", "upright": "UPRIGHT", "level": "LEVEL", "equal": "EQUAL", "mirrored": "MIRRORED",
    "hold": "HOLD", "distance": "DISTANCE", "angle": "ANGLE", "point on line": "ON_LINE", "point on plane": "ON_PLANE",
    "keep clear": "CLEAR",
}  # fmt: skip
# What is about a target is always kept; the others move joints once, but where one asks for constraints.
KEPT = frozenset(kind for kind, stored in KINDS.items() if stored in TO_TARGET)
_AXES = {(1.0, 0.0, 0.0): "X", (0.0, 1.0, 0.0): "Y", (0.0, 0.0, 1.0): "Z"}


@dataclass(frozen=True)
class Spoken:
    """made: the names of the constraints that were made. gone: of those that they are in place of. missing: what could
    not be made, in sentences."""

    made: tuple[str, ...]
    gone: tuple[str, ...]
    missing: tuple[str, ...]


def constrain(armature: bpy.types.Object, scene: bpy.types.Scene, text: str) -> Spoken:
    """Make of a sentence the constraints that it asks for. What moves joints once is for `tell`."""
    rig, about = _read(armature)
    program = read(text, about.names())
    asked = [one for step in program.steps for one in step.constraints]
    wanted, missing = _Making(rig, about, scene).make([one for one in asked if one.kind in KINDS])
    once = [
        f'"{one.said}" is nothing that can be kept: say it in Pose by Words.' for one in asked if one.kind not in KINDS
    ]
    missing = [*program.questions, *once, *missing]
    if not asked and not missing:
        missing.append("That was not understood as a constraint.")
    made, gone = _made(armature, wanted)
    return Spoken(tuple(made), tuple(gone), tuple(dict.fromkeys(missing)))


@dataclass(frozen=True)
class Heard:
    """A rig by its armature, and what is asked of it. read: the rig and how words speak of it, where that is known from
    the reading and nothing has moved since."""

    armature: bpy.types.Object
    program: Program
    read: tuple[Rig, Described] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Done:
    """A rig by its armature, and what came of what was asked of it; values in metres and radians. put: where words put
    its joints, by child id, before what is kept was solved."""

    armature: bpy.types.Object
    reply: Reply
    put: Mapping[int, float] = field(default_factory=dict)


def heard(
    armature: bpy.types.Object, scene: bpy.types.Scene, text: str, before: Sequence[str] = ()
) -> tuple[Heard, ...]:
    """What a sentence asks of a rig and of the others of the scene that it names, nothing of it done. before: what was
    said just before, which "it" is about."""
    rigs = [armature, *(one for one in find_rigs(scene) if one != armature and not one.library)]
    depsgraph = bpy.context.evaluated_depsgraph_get()
    found = [(rig, described(rig, depsgraph)) for rig in map(read_rig, rigs)]
    asked = read_for([about for _, about in found], 0, text, before)
    return tuple(Heard(rigs[number], program, found[number]) for number, program in asked.items())


def tell(armature: bpy.types.Object, scene: bpy.types.Scene, text: str, before: Sequence[str] = ()) -> Reply:
    """Do to one rig all that a sentence says, as `do`. before: what was said just before."""
    rig, about = _read(armature)
    return do((Heard(armature, read(text, about.names(), before), (rig, about)),), scene)[0].reply


def do(said: Sequence[Heard], scene: bpy.types.Scene) -> tuple[Done, ...]:
    """Do to rigs all that was asked of them: joints are moved once, and what is about a target is kept from then on.
    Nothing is done to any where something must be asked of one."""
    planned = [_planned(one, scene) for one in said]
    if asked := " ".join(dict.fromkeys(one.given.asked for one in planned if one.given.asked is not None)):
        still = [
            replace(one.given, asked=asked, values=one.start, unmet=(), frames=(), keys=(), about=frozenset())
            for one in planned
        ]
        return tuple(Done(one.armature, reply) for one, reply in zip(said, still, strict=True))
    return tuple(Done(one.armature, _performed(one, scene), one.given.values) for one in planned)


def _read(armature: bpy.types.Object) -> tuple[Rig, Described]:
    rig = read_rig(armature)
    return rig, described(rig, bpy.context.evaluated_depsgraph_get())


@dataclass(frozen=True)
class _Planned:
    """given: what comes of it but for what is kept, which is wanted. start: the values before."""

    armature: bpy.types.Object
    start: Mapping[int, float]
    given: Reply
    wanted: tuple[Wanted, ...]


def _planned(said: Heard, scene: bpy.types.Scene) -> _Planned:
    armature, program = said.armature, said.program
    rig, about = said.read or _read(armature)
    start = values_in_metres(rig)
    steps = [(step, [one for one in step.constraints if one.kind in KEPT]) for step in program.steps]
    wanted, missing = _Making(rig, about, scene).make([one for _, kept in steps for one in kept])
    once = [
        replace(step, constraints=tuple(one for one in step.constraints if one not in kept)) for step, kept in steps
    ]
    moving = replace(program, steps=tuple(step for step in once if step.constraints))
    given = carry_out(about, replace(moving, questions=(*program.questions, *missing)), start)
    return _Planned(armature, start, given, tuple(wanted))


def _performed(plan: _Planned, scene: bpy.types.Scene) -> Reply:
    armature, given = plan.armature, plan.given
    put(armature, given.values)
    names, gone = _made(armature, plan.wanted)
    if not constraints_of(armature):
        return given
    bpy.context.view_layer.update()
    live.follow(scene, bpy.context.evaluated_depsgraph_get())
    if not plan.wanted:
        return replace(given, values=values_in_metres(read_rig(armature)))
    stored = zip(constraints_of(armature), live.said(armature), strict=True)
    return replace(
        given,
        understood=True,
        values=values_in_metres(read_rig(armature)),
        unmet=(*given.unmet, *(said for one, said in stored if said and one.name in names)),
        notes=(
            *given.notes,
            *(f"Kept from now on: {name}." for name in names),
            *(f"No longer kept: {name}." for name in gone),
        ),
    )


@dataclass(frozen=True)
class Wanted:
    """The arguments of `write.add`."""

    kind: str
    part: int
    target: str = "CURSOR"
    thing: bpy.types.Object | None = None
    region: str = ""
    other: int = -1
    amount: float | None = None

    def made(self, armature: bpy.types.Object) -> str:
        """Added to a rig; what it is called."""
        return add(armature, self.kind, self.part, self.target, self.thing, self.region, self.other, self.amount).name


def _made(armature: bpy.types.Object, wanted: Sequence[Wanted]) -> tuple[list[str], list[str]]:
    """The names of what was added to a rig, and of what it is in place of."""
    names, gone = [], []
    for one in wanted:
        names.append(one.made(armature))
        gone += let_go(armature)
    return names, gone


class _Making:
    """What is to be added for the constraints of a program."""

    def __init__(self, rig: Rig, about: Described, scene: bpy.types.Scene):
        self._rig, self._about, self._scene = rig, about, scene
        self._missing: list[str] = []

    def make(self, asked: Sequence[Constraint]) -> tuple[list[Wanted], list[str]]:
        """What is to be added, and what could not be, in sentences."""
        return [wanted for one in asked for wanted in self._one(one)], self._missing

    def _one(self, one: Constraint) -> list[Wanted]:
        kind, parts = KINDS[one.kind], self._parts(one)
        if not parts:
            return []
        if kind in TO_OTHER:
            if len(parts) < 2:
                self._missing.append(f'"{one.said}" needs two joints.')
                return []
            return [Wanted(kind, id, other=parts[0]) for id in parts[1:]]
        target, thing = "CURSOR", None
        if kind in TO_TARGET:
            found = one.to and self._target(one.to)
            if found is None:
                what = f'there is no "{one.to.name}".' if one.to and one.to.name else "at what?"
                self._missing.append(f'"{one.said}": {what} Name an object of the scene, the camera or the cursor.')
                return []
            target, thing = found
        if kind == "FACING" and thing is not None:  # an object has no side that it looks to
            return [Wanted("AIM", id, target, thing, one.region or self._front_of(id)) for id in parts]
        amount = one.amount and one.amount.value * (-1.0 if one.amount.back else 1.0)
        return [Wanted(kind, id, target, thing, one.region, amount=amount) for id in parts]

    def _parts(self, one: Constraint) -> list[int]:
        ids: list[int] = []
        for which in one.which:
            choice = Choice(self._about, self._rig.values, {})
            if one.kind in KEPT and (which.quantifier == "whole" or choice.is_itself(which)):
                ids.append(self._end())
                continue
            chosen = choice.choose(which)
            if chosen.question:
                self._missing.append(chosen.question)
            ids += [id for id in chosen.ids if id not in ids]
        return ids

    def _front_of(self, id: int) -> str:
        return "opening" if "opening" in places(self._rig.armature, id) else "face"

    def _end(self) -> int:
        """The part of the object that does the aiming: what nothing hangs on, the one with an opening first."""
        joints = self._rig.articulation.joints
        ends = [joint.child for joint in joints if joint.child not in {other.parent for other in joints}]
        return max(ends, key=lambda id: ("opening" in places(self._rig.armature, id), self._depth(id)))

    def _depth(self, id: int) -> int:
        joint = self._rig.articulation.joint_of(id)
        return 1 + self._depth(joint.parent) if joint else 0

    def _target(self, to: Target) -> tuple[str, bpy.types.Object | None] | None:
        """The camera, the cursor, an axis, or an object of the scene by the words for it: what is called so, what has a
        name that ends so, and the floor."""
        if to.kind != "object":
            return {"camera": "CAMERA", "cursor": "CURSOR"}.get(to.kind) or _AXES[to.direction], None
        found, wanted = [], _spoken(to.name)
        for thing in self._scene.objects:
            name = _spoken(asset_name(thing) if "artllm_rig" in thing else thing.name)
            if (
                rig_of(thing) != self._rig.armature
                and part_of(thing) is None
                and re.search(rf"\b{re.escape(name)}$", wanted)
            ):
                found.append((len(name), thing))
        for part in self._rig.articulation.parts:
            if _spoken(part.name) == wanted and self._rig.objects[part.id]:
                found.append((len(wanted), self._rig.objects[part.id][0]))
        if found:
            return "OBJECT", max(found, key=lambda one: one[0])[1]
        return ("Z", None) if wanted in ("floor", "ground") else None


def _spoken(name: str) -> str:
    """A name as one says it: "Coffee_Mug.001" is "coffee mug"."""
    return re.sub(r"[\s_.\-]+", " ", re.sub(r"\.\d+$", "", name)).strip().lower()
