"""A joint from numbers that nobody has checked: what makes no sense is put right, and the joint's note says what."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np

from ..articulation import Joint, JointType, Part
from .hinges import MOVED
from .pitch import GUESSED, READ, usual_pitch

NO_ORIGIN = "its origin is no point, so it passes through the middle of its part"
NO_AXIS = "it has no axis, so it is kept still"
NO_LIMIT = "a limit is no finite number, so it does not go that way"
REVERSED = "its limits were the wrong way round"
TURNED = "its limits were whole turns away from its pose"


def repaired(
    kind: JointType,
    parent: int,
    child: Part,
    axis: Sequence[float],
    origin: Sequence[float],
    lower: float,
    upper: float,
    pitch: float = 0.0,
    name: str = "",
    confidence: float = 1.0,
    note: str = "",
    known: Collection[str] = (),
) -> Joint:
    """The joint that moves a part, as `Joint` wants it. axis: (3,) of any length; pitch: 0 where nobody knows it.

    A joint without an axis is kept still; a limit that is no number is put at rest; limits that are whole turns away
    from rest are brought back to it. So no limit is ever wider than what was given. ArticulationError: parent and
    child are one.
    """
    told: list[str] = []
    if not np.isfinite(origin).all():
        origin = np.add(child.box.lower, child.box.upper) / 2
        told.append(NO_ORIGIN)
    length = math.hypot(*axis)
    if not (math.isfinite(length) and length > 1e-9):
        kind = JointType.REVOLUTE if kind is JointType.CONTINUOUS else kind
        axis, length, lower, upper = (0.0, 0.0, 1.0), 1.0, 0.0, 0.0
        told.append(NO_AXIS)
    if kind is JointType.CONTINUOUS:
        lower, upper = -math.inf, math.inf
    else:
        if not (math.isfinite(lower) and math.isfinite(upper)):
            lower, upper = (limit if math.isfinite(limit) else 0.0 for limit in (lower, upper))
            told.append(NO_LIMIT)
        elif lower > upper:
            told.append(REVERSED)
        lower, upper = sorted((lower, upper))
        if kind is JointType.REVOLUTE and (turns := _turns_off(lower, upper)):
            lower, upper = lower + turns, upper + turns
            told.append(TURNED)
    if kind is not JointType.SCREW:
        pitch = 0.0  # only a screw has one
    elif not math.isfinite(pitch) or pitch == 0:
        pitch = usual_pitch(lower, upper, child.box)
        told.append(GUESSED)
    place = tuple((np.asarray(axis, float) / length).tolist()), tuple(np.asarray(origin, float).tolist())
    notes = filter(None, (note, *(words for words in told if words not in note)))
    note = "; ".join(notes)
    return Joint(kind, parent, child.id, *place, lower, upper, pitch, name, confidence, note, frozenset(known))


def _turns_off(lower: float, upper: float) -> float:
    """What brings limits without 0 between them about it, in radians of whole turns; 0 if nothing does."""
    away = lower if lower > 0 else min(upper, 0.0)
    turns = -math.copysign(math.tau * math.ceil(abs(away) / math.tau), away) if away else 0.0
    return turns if lower + turns <= 0 <= upper + turns else 0.0


def lasting(note: str) -> list[str]:
    """What a note says of how the joint came to be, which holds whatever becomes of its limits."""
    return [words for words in (NO_ORIGIN, NO_AXIS, NO_LIMIT, REVERSED, TURNED, MOVED, GUESSED, READ) if words in note]
