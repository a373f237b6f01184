"""What the model proposes, made exact: set so that faces meet that nearly do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..frames import rotation, transform
from .asking import Asked
from .loose import TURNS, LoosePart
from .settled import LEVEL, leant, settled

FIELDS_SAID = 4  # of a part: its turn and three places


@dataclass(frozen=True)
class Proposed:
    """The likeliest answer, parts as `Asked.order` has them: turn (n,) of TURNS; place (n, 3) in scales; tilt (n, 3)
    rotation vectors that follow the turn; sure (n,) logarithms of how likely each part's turn and place are."""

    turn: np.ndarray
    place: np.ndarray
    tilt: np.ndarray
    sure: np.ndarray


Propose = Callable[[Asked], Proposed]


def exact(parts: Sequence[LoosePart], put: Asked, proposed: Proposed) -> tuple[np.ndarray, np.ndarray]:
    """(n, 4, 4) poses of the parts as they lie, in a Z-up world; (n,) 0 to 1, how sure the model is of each."""
    about, sure = np.zeros((len(parts), 4, 4)), np.zeros(len(parts))
    for index, turn, place, tilt in zip(put.order, proposed.turn, proposed.place, proposed.tilt, strict=True):
        about[index] = transform(leant(parts[index], turned(turn, tilt)), place * put.scale)
    sure[put.order] = np.exp(proposed.sure / FIELDS_SAID)
    poses = settled(parts, about, put.scale)
    return np.array([pose @ part.frame for pose, part in zip(poses, parts, strict=True)]), np.clip(sure, 0.05, 0.95)


def turned(turn: int, tilt: np.ndarray) -> np.ndarray:
    """(3, 3) one of TURNS, then a rotation vector; what hardly leans stands upright."""
    angle = float(np.linalg.norm(tilt))
    return rotation(tilt / angle, angle) @ TURNS[turn] if angle > LEVEL else TURNS[turn]
