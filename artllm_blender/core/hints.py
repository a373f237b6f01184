"""Hints: what an artist says in one gesture; what of it is locked when the model is asked again; what comes of that.

A stroke says how a part moves, a click which part a piece is, a word what kind of object it is. `asked` gives what the
model has to be told, and `answered` the articulation after its answer: around a stroke or click all parts stay, and the
model says how they move. Around a word it says anew which parts there are, but for those that are kept.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from .articulation import Articulation, Joint, JointType, Vector
from .corrections import adopted, usual_joint, with_joint
from .errors import ArticulationError
from .known import Known, KnownJoint, locked


@dataclass(frozen=True)
class Stroke:
    """How part child moves: along or about axis, so that positive values go as the stroke does; origin: a point of the
    axis, None where it says nothing. `motion.strokes.read_stroke` makes it of an arrow on a view."""

    child: int
    type: JointType
    axis: Vector
    origin: Vector | None = None


def asked(articulation: Articulation, locks: Collection[int], stroke: Stroke | None = None) -> Known:
    """What is known when all parts stay. locks: ids of parts whose joints stay. Raises ArticulationError where the
    stroke is on the part that everything hangs on."""
    if stroke:
        _check(articulation, stroke)
        locks = set(locks) - {stroke.child}
    known = locked(articulation, {part.id for part in articulation.parts}, locks)
    joints = known.joints
    if stroke:
        parent = articulation.joint_of(stroke.child).parent
        told = KnownJoint(stroke.child, parent, stroke.type, stroke.axis, stroke.origin)
        joints = (*(joint for joint in joints if joint.child != stroke.child), told)
    return replace(known, joints=joints, part_count=len(articulation.parts))


def answered(
    articulation: Articulation,
    answer: Articulation,
    locks: Collection[int],
    stroke: Stroke | None = None,
    about: Collection[int] | None = None,
) -> Articulation:
    """The same parts with the joints of the model's answer to `asked`, but for locked ones.

    about: ids of the only parts that get other joints (all). What was said by a stroke is certain.
    """
    others = {part.id for part in articulation.parts} - set(about) if about is not None else set()
    if stroke is None:
        return adopted(articulation, answer, {*locks, *others})
    articulation = adopted(articulation, answer, {*locks, *others, stroke.child})
    return with_joint(articulation, _stroked(articulation, answer, stroke))


def stroked(articulation: Articulation, stroke: Stroke) -> Articulation:
    """The same with the joint that a stroke says, before the model is asked. Raises what `asked` raises."""
    _check(articulation, stroke)
    return with_joint(articulation, _stroked(articulation, articulation, stroke))


def _check(articulation: Articulation, stroke: Stroke) -> None:
    if stroke.child == articulation.root:
        name = articulation.part(stroke.child).name
        raise ArticulationError(f"{name} is what everything hangs on and has no joint.", "Draw on a part that moves.")


def _stroked(articulation: Articulation, answer: Articulation, stroke: Stroke) -> Joint:
    """The part's joint as the stroke says, as far as the answer says if that has it move so, else as is usual."""
    old, new = articulation.joint_of(stroke.child), answer.joint_of(stroke.child)
    if new is None or new.type is not stroke.type:
        new = usual_joint(stroke.type, articulation.part(old.parent), articulation.part(stroke.child))
    far = max(abs(new.lower), abs(new.upper))
    near = min(abs(new.lower), abs(new.upper)) if new.lower < 0 < new.upper else 0.0
    bounds = (new.lower, new.upper) if stroke.type is JointType.CONTINUOUS else (-near, far)
    return replace(
        new, parent=old.parent, axis=stroke.axis, origin=stroke.origin or new.origin, lower=bounds[0], upper=bounds[1],
        name=old.name, confidence=1.0, note="", ajar=False,
        known=new.known | {"type", "axis"} | ({"origin"} if stroke.origin else set()),
    )  # fmt: skip
