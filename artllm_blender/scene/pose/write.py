"""Constraints written to a rig: added, with names that say what they ask, and removed."""

from __future__ import annotations

import bpy
import numpy as np

from ...core.errors import InputError
from ...core.frames import apply
from ..rig.build_rig import bone_of
from ..rig.read_rig import read_own
from ..rig.update_rig import check_own
from ..rig.values import value_key
from ..units import metres
from . import live
from .places import places, usual
from .stored import ON_JOINT, TARGETS, TO_OTHER, TO_TARGET, ArtLLMConstraint, as_key
from .targets import target_name

# A region can do these with one target at a time.
_AT_ONE = ("AIM", "FACING", "REACH")

_WORDS = {
    "AIM": "{part} aims at {to}",
    "REACH": "{region} of {part} on {to}",
    "DISTANCE": "{part} at a distance from {to}",
    "ON_LINE": "{region} of {part} in line with {to}",
    "ON_PLANE": "{region} of {part} level with {to}",
    "CLEAR": "{part} clear of {to}",
    "PARALLEL": "{part} parallel to {to}",
    "PERPENDICULAR": "{part} square to {to}",
    "ANGLE": "{part} at an angle to {to}",
    "FACING": "{part} faces {to}",
    "UPRIGHT": "{part} upright",
    "LEVEL": "{part} level",
    "VALUE": "{part} stays at its value",
    "SHARE": "{part} stays so far open",
    "EQUAL": "{part} as far as {to}",
    "MIRRORED": "{part} mirrors {to}",
    "HOLD": "{part} held",
}


def add(
    armature: bpy.types.Object,
    kind: str,
    part: int,
    target: str = "CURSOR",
    thing: bpy.types.Object | None = None,
    region: str = "",
    other: int = -1,
    amount: float | None = None,
) -> ArtLLMConstraint:
    """A new constraint, the last of the rig. thing: the target, where that is an object. region: of the part; "": the
    usual one. other: the part that another joint moves. amount: radians or metres; less than 0: below the target.

    InputError: what it needs is not there.
    """
    check_own(armature)
    joint = bone_of(armature, part) and "artllm_joint" in bone_of(armature, part)
    if bone_of(armature, part) is None or (kind in ON_JOINT and not joint):
        raise InputError("That part has no joint.", "Choose a part that moves.")
    if kind in TO_TARGET and target == "OBJECT" and thing is None:
        raise InputError("There is nothing that it could be about.", "Select another object beside the part.")
    if kind in TO_TARGET and thing is not None and thing == armature:
        raise InputError("A rig cannot be about itself.", "Select another object, or another part.")
    if kind in TO_OTHER and (other in (-1, part) or "artllm_joint" not in (bone_of(armature, other) or {})):
        raise InputError("There is no second joint.", "Select two parts that move; the active one follows.")
    found = {} if kind in ON_JOINT else places(armature, part)
    if kind not in ON_JOINT and not found:
        raise InputError("That part has no mesh.", "Choose a part that has one.")
    one = armature.artllm_constraints.add()
    one.kind, one.part, one.other = kind, part, other
    if kind in TO_TARGET:
        one.target = target
        if target == "OBJECT":
            one.object, one.place = thing, middle(thing)
            if kind in ("ON_LINE", "ON_PLANE"):
                _upright(one, thing, amount or 0.0)
    if found:
        own = usual(kind, found, region)
        one.region, one.point, one.direction = own.name, own.point, own.direction
    if kind in ("VALUE", "SHARE"):
        _as_now(armature, one)
    if amount is not None and kind == "ANGLE":
        one.angle = amount
    elif amount is not None:
        one.length = amount / (metres() * float(np.cbrt(abs(armature.matrix_world.determinant()))))
    one.called = target_name(one, armature)
    one.name = _named(armature, one)
    armature.update_tag()
    return one


def let_go(armature: bpy.types.Object) -> list[str]:
    """Take off a rig what its last constraint is in place of: the same said before, and what had the same region aim
    at, face or reach something else. The names of the latter."""
    *before, last = armature.artllm_constraints
    gone, names = [], []
    for number, one in enumerate(before):
        if (one.kind, one.part, one.region) != (last.kind, last.part, last.region):
            continue
        same = _about(one) == _about(last)
        if same or one.kind in _AT_ONE:
            gone.append(number)
            names += [] if same else [one.name]
    for number in reversed(gone):
        remove(armature, number)
    return names


def _about(one: ArtLLMConstraint) -> tuple:
    """All that it says but for whether it is on, and how much it weighs."""
    name, kind, _use, _weight, *rest = as_key(one)
    return name, kind, *rest


def retarget(one: ArtLLMConstraint, thing: bpy.types.Object, place: np.ndarray, way: np.ndarray) -> None:
    """Have a constraint be about a place on an object, (3,), with a direction, (3,), both of the world."""
    back = np.linalg.pinv(np.array(thing.matrix_world))
    one.target, one.object = "OBJECT", thing
    one.place, one.way = apply(back, place), back[:3, :3] @ way


def remove(armature: bpy.types.Object, number: int) -> None:
    """Take a constraint off a rig; its joints stay where they are. ArticulationError: another file's."""
    check_own(armature)
    armature.artllm_constraints.remove(number)
    live.forget()
    armature.update_tag()


def apply_pose(armature: bpy.types.Object) -> None:
    """Take all constraints off and leave the joints where these have put them. ArticulationError: another file's."""
    check_own(armature)
    armature.artllm_constraints.clear()
    armature.pop(live.LIVE, None)
    live.forget()
    armature.update_tag()


def middle(thing: bpy.types.Object) -> np.ndarray:
    """(3,) the middle of an object's box, in its own frame; of what has no size, as a light or an Empty, its origin."""
    if thing.type in ("MESH", "CURVE", "SURFACE", "FONT", "META"):
        return np.array(thing.bound_box).mean(axis=0)
    return np.zeros(3)


def _upright(one: ArtLLMConstraint, thing: bpy.types.Object, height: float) -> None:
    """Have a line or plane stand on an object's top, or hang below it, along the world's upright direction."""
    matrix = np.array(thing.matrix_world)
    if thing.type in ("MESH", "CURVE", "SURFACE", "FONT", "META") and height:
        corners = apply(matrix, np.array(thing.bound_box))
        place = (corners.min(axis=0) + corners.max(axis=0)) / 2
        place[2] = corners[:, 2].max() if height > 0 else corners[:, 2].min()
        one.place = apply(np.linalg.pinv(matrix), place)
    one.way = np.linalg.pinv(matrix[:3, :3]) @ (0.0, 0.0, 1.0)


def _as_now(armature: bpy.types.Object, one: ArtLLMConstraint) -> None:
    joint = read_own(armature).joint_of(one.part)
    if one.kind == "SHARE" and joint.open != joint.closed:
        value = float(armature[value_key(one.part)])
        one.share = abs(value / (joint.open - joint.closed))
        return
    slides = bone_of(armature, one.part)["artllm_joint"]["type"] in ("prismatic", "screw")
    value = float(armature[value_key(one.part)])
    one.angle, one.length = (0.0, value) if slides else (value, 0.0)


def _named(armature: bpy.types.Object, one: ArtLLMConstraint) -> str:
    def name(part: int) -> str:
        return bone_of(armature, part)["artllm_part"]["name"]

    to = dict((id, label) for id, label, _ in TARGETS)[one.target]
    if one.kind in TO_OTHER:
        to = name(one.other)
    elif one.called:
        to = one.called
    return _WORDS[one.kind].format(part=name(one.part), to=to, region=one.region.capitalize())
