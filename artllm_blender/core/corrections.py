"""What an artist corrects in an articulation: parts merged and added, joints changed. Each gives a new one."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace

import numpy as np

from .articulation import Articulation, Box, Joint, JointType, Part, Vector
from .errors import ArticulationError
from .motion.repair import repaired
from .part_names import joint_name

# A joint goes one way if its other limit is so near to 0, as a share of its range.
ONE_WAY = 0.01
# How far what slides goes before anything is known of its room: this share of what it slides out of.
_SLIDE = 0.8
# A hinge goes along with a side of its part that moves by more than this, of the part's width: where it moves by less,
# the model mostly found the hinge better than the box.
_FAR = 0.25
# A box drawn round a part that differs by no more than this of its sides is a rough hand's: what was drawn is the
# part as it is, and its hinge stays where it is beside its side.
_ROUGH = 0.05
# What is made a part of its own out of another that moves hangs beside it, not on it, if it is larger than this share
# of it, as both are seen from where they are the largest.
_MUCH = 0.25
# That is so only next to what carries the other, nearer than this share of its length: a forearm hangs on its arm.
_NEXT = 0.2
# How nearly an axis goes along one of the frame's: a cosine.
_ALONG = 0.95


def merged(articulation: Articulation, into: int, gone: int) -> Articulation:
    """One part of two. It moves as `into` did, or as `gone` did where that carried it, and carries what both did."""
    kept, lost = articulation.part(into), articulation.part(gone)
    box = Box(
        tuple(map(min, kept.box.lower, lost.box.lower)),
        tuple(map(max, kept.box.upper, lost.box.upper)),
    )
    was_carried = into in articulation.subtree(gone)
    joints = []
    for joint in articulation.joints:
        if joint.child == (into if was_carried else gone):
            continue
        child = into if joint.child == gone else joint.child
        joints.append(replace(joint, parent=into if joint.parent == gone else joint.parent, child=child))
    parts = tuple(replace(part, box=box) if part.id == into else part for part in articulation.parts if part.id != gone)
    return Articulation(parts, tuple(sorted(joints, key=lambda joint: joint.child)))


def with_part(articulation: Articulation, part: Part, joint: Joint) -> Articulation:
    """One part more, moved by the joint."""
    return Articulation((*articulation.parts, part), (*articulation.joints, joint))


def beside(articulation: Articulation, id: int) -> Joint:
    """The joint of a part that was made of what carries it: a knob hangs on its door, half of what was taken for one
    door on what carries the other half, which it is next to, and moves as that does or, if it is known to move in
    another way, to the side that such parts usually go to."""
    joint, part = articulation.joint_of(id), articulation.part(id)
    above, old = articulation.joint_of(joint.parent), articulation.part(joint.parent)
    flat, other = (np.prod(np.sort(np.subtract(one.box.upper, one.box.lower))[1:]) for one in (part, old))
    if above is None or flat <= _MUCH * other or _gap(part.box, articulation.part(above.parent).box) > _NEXT:
        return joint
    if above.type is joint.type and not above.still and joint.known == {"type"}:
        return replace(leaf(above, old.box, part), known=frozenset(("parent", "type")))
    along = int(np.abs(joint.axis).argmax()) if joint.type is JointType.REVOLUTE else None
    usual = rehung(usual_joint(joint.type, articulation.part(above.parent), part, along), part.box, joint.origin)
    axis = joint.axis if np.dot(usual.axis, joint.axis) >= 0 else tuple(-x for x in joint.axis)
    return replace(joint, parent=above.parent, axis=axis)


def leaf(joint: Joint, other: Box, part: Part) -> Joint:
    """How a part moves that lies beside another, of that box, as its like, where one of the two moves by a joint.

    A hinge stays with the one that it is at; the other is hung at its edge far from that, and opens to the same side.
    """
    like = moved_along(joint, other, part)
    if joint.type is not JointType.REVOLUTE:
        return like
    own, beside = (np.array((box.lower, box.upper)) for box in (part.box, other))
    if _off(joint, own) <= _off(joint, beside):
        return replace(like, origin=joint.origin)
    across = int(np.maximum(own[0] - beside[1], beside[0] - own[1]).argmax())
    if abs(joint.axis[across]) > _ALONG:
        return like
    middle, origin = own.mean(axis=0), np.array(like.origin)
    origin[across] = own[int(middle[across] > beside[:, across].mean()), across]
    turned = np.cross(joint.axis, middle - joint.origin) @ np.cross(joint.axis, middle - origin) < 0
    return replace(like, origin=tuple(origin.tolist()), axis=tuple(-x for x in joint.axis) if turned else joint.axis)


def _off(joint: Joint, box: np.ndarray) -> float:
    """How far a hinge is from a box, (2, 3)."""
    off = np.maximum(np.maximum(box[0] - joint.origin, joint.origin - box[1]), 0)
    return float(np.linalg.norm(off - off @ joint.axis * np.array(joint.axis)))


def _gap(one: Box, other: Box) -> float:
    """How far a box is from another, as a share of its own longest side."""
    away = np.maximum(np.subtract(one.lower, other.upper), np.subtract(other.lower, one.upper))
    return float(away.max() / max(np.subtract(one.upper, one.lower).max(), 1e-12))


def with_joint(articulation: Articulation, joint: Joint) -> Articulation:
    """Another joint for the part that it moves. ArticulationError: that part is the root, or it would carry itself."""
    if articulation.joint_of(joint.child) is None:
        name = articulation.part(joint.child).name
        raise ArticulationError(f"{name} is what everything hangs on and has no joint.", "Choose a part that moves.")
    joints = tuple(joint if joint.child == other.child else other for other in articulation.joints)
    return Articulation(articulation.parts, joints)


def based(articulation: Articulation, part: int) -> Articulation:
    """The tree with another root, which stands still; the joints that carried it move the other way what was above it.

    ArticulationError: it is the root.
    """
    joint = articulation.joint_of(part)
    if joint is None:
        raise ArticulationError(f"{articulation.part(part).name} stands still already.", "Choose a part that moves.")
    turned = {}
    while joint:
        name, axis = joint_name(articulation.part(joint.parent).name), tuple(-x for x in joint.axis)
        turned[joint.child] = replace(joint, parent=joint.child, child=joint.parent, axis=axis, name=name)
        joint = articulation.joint_of(joint.parent)
    others = (joint for joint in articulation.joints if joint.child not in turned)
    return Articulation(articulation.parts, tuple(sorted((*turned.values(), *others), key=lambda one: one.child)))


def with_box(articulation: Articulation, id: int, box: Box) -> Articulation:
    """Another box for a part."""
    parts = tuple(replace(part, box=box) if part.id == id else part for part in articulation.parts)
    return Articulation(parts, articulation.joints)


def adopted(articulation: Articulation, predicted: Articulation, locked: Collection[int]) -> Articulation:
    """The same parts with the joints that were predicted for them, by part id, except where the joint is locked.

    A joint that would break the tree beside those that stay is left as it was.
    """
    for joint in predicted.joints:
        old = articulation.joint_of(joint.child)
        if old is None or joint.child in locked:
            continue
        try:
            articulation = with_joint(articulation, replace(joint, name=old.name))
        except ArticulationError:
            continue
    return articulation


def moved_along(joint: Joint, box: Box, part: Part) -> Joint:
    """How a part moves that was a piece of another: as that did, its axis where it lies in the other's box."""
    lower, size = np.array(box.lower), np.maximum(np.subtract(box.upper, box.lower), 1e-12)
    share = (np.array(joint.origin) - lower) / size
    origin = np.array(part.box.lower) + share * np.subtract(part.box.upper, part.box.lower)
    return replace(
        joint, child=part.id, origin=tuple(origin.tolist()), name=joint_name(part.name), note="", known=frozenset()
    )


def retyped(articulation: Articulation, child: int, kind: JointType, past: Joint | None = None) -> Joint:
    """A part's joint with another type; axis and origin stay where they mean the same in both.

    past: how the part's joint was when it last had that type, which it is again, but for an axis that was corrected
    while it turned for ever.
    """
    old = articulation.joint_of(child)
    if past:
        past = replace(past, parent=old.parent, name=old.name)
        hinges = {JointType.REVOLUTE, JointType.CONTINUOUS} == {kind, old.type} and not old.still
        return replace(past, axis=old.axis, origin=old.origin) if hinges else past
    usual = usual_joint(kind, articulation.part(old.parent), articulation.part(child))
    usual = replace(usual, name=old.name)
    if kind.slides and old.type.slides and not old.still:
        return replace(usual, axis=old.axis, lower=old.lower, upper=old.upper, origin=old.origin, ajar=old.ajar)
    return replace(usual, axis=old.axis, origin=old.origin) if kind.turns and old.type.turns else usual


def fixed(joint: Joint) -> Joint:
    """The same without room between its limits: the part stays one of its own and does not move."""
    kind = JointType.REVOLUTE if joint.type is JointType.CONTINUOUS else joint.type
    return replace(joint, type=kind, lower=0.0, upper=0.0, note="", ajar=False)


def with_end(joint: Joint, upper: bool, value: float) -> Joint:
    """The joint with its upper limit, or its lower one, at a value; 0, the pose that was modelled, stays between them.

    One that goes only one way is turned round by a value beyond 0: it goes the other way as far, about an axis that
    points the other way.
    """
    end, other = (joint.upper, joint.lower) if upper else (joint.lower, joint.upper)
    beyond = value < 0 if upper else value > 0
    if beyond and abs(other) > ONE_WAY * abs(end - other):
        value, beyond = 0.0, False
    if beyond:
        joint, value, other = replace(joint, axis=tuple(-x for x in joint.axis)), -value, 0.0
    lower, upper_end = (other, value) if upper else (value, other)
    return replace(joint, lower=lower, upper=upper_end, note="")


def rehung(joint: Joint, box: Box, origin: Vector, now: Box | None = None) -> Joint:
    """The joint with its axis through another place; its part, of that box, still goes to the same side.

    A door that is hung at its other edge turns the other way about it to open as before. now: the part's box from then
    on, where it is another.
    """
    axis = np.array(joint.axis)
    middle, then = (np.add(one.lower, one.upper) / 2 for one in (box, now or box))
    before, after = np.cross(axis, middle - joint.origin), np.cross(axis, then - origin)
    turns_round = joint.type is JointType.REVOLUTE and before @ after < 0
    return replace(joint, origin=origin, axis=tuple((-axis).tolist()) if turns_round else joint.axis)


def hung_along(joint: Joint, box: Box, now: Box) -> Joint:
    """The joint of a part whose box becomes another: a hinge at a side, or in the middle, of the part's width goes
    along with that where it moves far, and no hinge stays beside its part.

    What slides has none, and one whose place is known stays there.
    """
    if not joint.type.turns or "origin" in joint.known:
        return joint
    before, after = (np.array([one.lower, np.add(one.lower, one.upper) / 2, one.upper]) for one in (box, now))
    origin, along = np.array(joint.origin), int(np.abs(joint.axis).argmax())
    wide = int(np.where(np.arange(3) == along, -1, np.ptp(after, axis=0)).argmax())
    line = int(np.abs(before[:, wide] - origin[wide]).argmin())
    shift = after[line, wide] - before[line, wide]
    if abs(shift) > _FAR * np.ptp(before[:, wide]):
        origin[wide] += shift
    moved = (after[[0, -1]] != before[[0, -1]]).any(axis=0) & (np.arange(3) != along)
    origin = np.where(moved, np.clip(origin, after[0], after[-1]), origin)
    return replace(joint, origin=tuple(origin.tolist()))


def drawn_round(
    joint: Joint,
    box: np.ndarray,
    carrier: np.ndarray,
    drawn: np.ndarray,
    hinge: np.ndarray | None = None,
    about: int | None = None,
) -> Joint:
    """The joint of a part that becomes what a box was drawn round. box, carrier: (2, 3) of the part so far and of what
    carries it; drawn: (2, 3), NaN along the axis that it was seen on; hinge: (3,) likewise, where the part is hung from
    then on, which also has turn what slid; None: `hung_along`, or beside its side where the two boxes differ by no more
    than a rough hand's. about: along which axis of the frame it is hung; None:
    as so far. All in one frame."""
    around = np.array([box, carrier])
    inside = np.clip(drawn, around[:, 0].min(axis=0), around[:, 1].max(axis=0))  # nothing is beside the two
    before, now = (_box_of(corners) for corners in (box, np.where(np.isnan(inside), box, inside)))
    if hinge is None:
        return _hung_beside(joint, before, now) if _is_rough(before, now) else hung_along(joint, before, now)
    known = joint.known | {"type", "origin"} | ({"axis"} if about is not None else set())
    if not joint.type.turns or (about is not None and abs(joint.axis[about]) < _ALONG):
        ends = Part(joint.parent, "", _box_of(carrier)), Part(joint.child, "", now)
        joint, before = replace(usual_joint(JointType.REVOLUTE, *ends, about), name=joint.name), now
    place = tuple(np.where(np.isnan(hinge), joint.origin, hinge).tolist())
    return replace(rehung(joint, before, place, now), note="", known=known)


def _is_rough(box: Box, now: Box) -> bool:
    """Whether two boxes differ by no more than by how roughly one is drawn."""
    off = np.abs(np.subtract((now.lower, now.upper), (box.lower, box.upper)))
    return bool((off <= _ROUGH * np.subtract(box.upper, box.lower)).all())


def _hung_beside(joint: Joint, box: Box, now: Box) -> Joint:
    """The joint of a part whose box becomes another, a hinge as far as before from the side, or the middle, that it is
    nearest to, unless its place is known."""
    if not joint.type.turns or "origin" in joint.known:
        return joint
    before, after = (np.array([one.lower, np.add(one.lower, one.upper) / 2, one.upper]) for one in (box, now))
    nearest = np.abs(before - joint.origin).argmin(axis=0)
    shift = np.take_along_axis(after - before, nearest[None], axis=0)[0]
    along = np.arange(3) == np.abs(joint.axis).argmax()
    return replace(joint, origin=tuple((joint.origin + np.where(along, 0.0, shift)).tolist()))


def _box_of(corners: np.ndarray) -> Box:
    return Box(*map(tuple, corners.tolist()))


def free_id(articulation: Articulation) -> int:
    """An id that no part has."""
    return max(part.id for part in articulation.parts) + 1


def usual_joint(kind: JointType, parent: Part, child: Part, about: int | None = None) -> Joint:
    """How such a joint most often is, from the boxes alone: a front slides out and turns at its longest edge.

    What turns for ever, or screws, does so about the middle of its box, across its flat side. about: along which axis a
    hinge is, if not along the longest edge.
    """
    lower, upper = np.array(child.box.lower), np.array(child.box.upper)
    middle, size = (lower + upper) / 2, np.maximum(upper - lower, 1e-9)
    body = np.subtract(parent.box.upper, parent.box.lower)
    offset = middle - np.add(parent.box.lower, parent.box.upper) / 2
    flat = int(np.where(np.arange(3) == about, np.inf, size).argmin())
    out = np.zeros(3)
    out[flat] = 1.0 if offset[flat] >= 0 else -1.0
    axis, origin, reach = out, middle, (0.0, _SLIDE * float(max(body[flat], size[flat])))
    if kind is JointType.REVOLUTE:
        along = int(np.where(np.arange(3) == flat, -1, size).argmax()) if about is None else about
        across = 3 - flat - along
        toward = np.zeros(3)
        toward[across] = 1.0
        origin = middle.copy()
        origin[across] = lower[across]
        origin[flat] = lower[flat] if out[flat] < 0 else upper[flat]
        axis, reach = np.cross(toward, out), (0.0, math.pi / 2)  # so that the free edge moves outwards
    elif kind is JointType.CONTINUOUS:
        reach = (-math.inf, math.inf)
    elif kind is JointType.SCREW:
        reach = (0.0, float(size[flat]))
    return repaired(kind, parent.id, child, axis, origin, *reach, name=joint_name(child.name))
