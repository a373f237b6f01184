"""What a pose falls short of, in plain words: by how much, and which joint stops it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..articulation import JointType
from . import constraints as c
from .solve import Solved, Solver

# Less is not spoken of: radians, and shares of the object's size.
LITTLE = math.radians(0.5)
SMALL = 0.002
_TURNED = (c.Parallel, c.Perpendicular, c.Angle, c.Facing, c.Upright, c.Aim)
_JOINTS = (c.JointValue, c.JointShare, c.JointLimit, c.Hold, c.Equal, c.Mirrored)


def unmet(solver: Solver, asked: Sequence[c.Constraint], solved: Solved, metres: float = 1.0) -> list[str]:
    """A sentence for each constraint that is not met. metres: how many a unit of length of the rig has."""
    return [
        text for one, off in zip(asked, solved.off, strict=True) if (text := short(solver, one, off, solved, metres))
    ]


def short(solver: Solver, one: c.Constraint, off: float, solved: Solved, metres: float = 1.0) -> str:
    """How far off one constraint is, "" where it is met. off: as `Solved` has it."""
    articulation = solver.tree.articulation
    if isinstance(one, _JOINTS):
        joint = articulation.joint_of(one.child)
        turns = joint.type in (JointType.REVOLUTE, JointType.CONTINUOUS)
        amount = off if turns else off * solver.tree.unit[solver.tree.column[one.child]]
        if off <= (LITTLE if turns else SMALL):
            return ""
        name, value = articulation.part(one.child).name, solved.values[one.child] - joint.closed
        stands = said_angle(abs(value)) if turns else said_length(abs(value) * metres)
        by = said_angle(amount) if turns else said_length(amount * metres)
        stopped = _at_limit(solver, one.child, solved)
        return f"{by} short: {one.name or name} {'stops' if stopped else 'is'} at {stands}."
    what = one.name or type(one).__name__
    if isinstance(one, _TURNED):
        # Of the rows some are differences of unit vectors, which are chords, and some sines.
        angle = off if isinstance(one, c.Angle) else 2 * math.asin(min(off / 2, 1.0))
        return f"{said_angle(angle)} off: {what}{_stopped(solver, one, solved)}." if angle > LITTLE else ""
    if off <= SMALL:
        return ""
    return f"{said_length(off * solver.tree.size * metres)} short: {what}{_stopped(solver, one, solved)}."


def said_angle(radians: float) -> str:
    degrees = math.degrees(radians)
    return f"{degrees:.0f}°" if degrees >= 9.5 else f"{degrees:.1f}°"


def said_length(metres: float) -> str:
    """Metres as one says them."""
    if metres >= 1.0:
        return f"{metres:.2f} m"
    number, unit = (f"{metres * 100:.1f}", "cm") if metres >= 0.01 else (f"{metres * 1000:.1f}", "mm")
    return f"{number.removesuffix('.0')} {unit}"


def _at_limit(solver: Solver, child: int, solved: Solved) -> bool:
    joint = solver.tree.articulation.joint_of(child)
    value, room = solved.values[child], 1e-6 * max(abs(joint.upper - joint.lower), 1e-9)
    return value <= joint.lower + room or value >= joint.upper - room


def _stopped(solver: Solver, one: c.Constraint, solved: Solved) -> str:
    """Which of the joints that carry it are at their limits."""
    feature = getattr(one, "one", None)
    part = feature.part if feature else one.child
    articulation, names = solver.tree.articulation, []
    while part is not None and (joint := articulation.joint_of(part)):
        if not joint.still and _at_limit(solver, part, solved):
            names.append(articulation.part(part).name)
        part = joint.parent
    if not names:
        return ""
    return f"; {', '.join(names[:3])} {'is' if len(names) == 1 else 'are'} at the limit"
