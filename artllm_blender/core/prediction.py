"""What the runtime answers: an articulation, and the surface points that tell which faces belong to which part."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from .articulation import MOVES, Articulation
from .errors import NothingMoves


@dataclass(frozen=True)
class Prediction:
    """All in the world frame, metres.

    points: (k, 3) float32 on the surface; point_triangle: (k,) int32, the triangle each was sampled from;
    point_scores: (k, p) float32, how likely each point belongs to each part, columns in the order of
    articulation.parts, rows sum to 1. blueprint: the paper's text form. timings: seconds by stage, and of the
    processor in all. moving: how likely anything moves. given: ids of parts that were known beforehand, or that there
    had to be so many of. others: the model's other answers, the surest first, each another articulation of the same
    points; they have none themselves.
    """

    articulation: Articulation
    points: np.ndarray
    point_triangle: np.ndarray
    point_scores: np.ndarray
    blueprint: str
    timings: dict[str, float] = field(default_factory=dict)
    provider: str = ""
    moving: float = 1.0
    given: frozenset[int] = frozenset()
    others: tuple[Prediction, ...] = ()

    def answers(self) -> tuple[Prediction, ...]:
        """All that the model answers, the best, which is this one, first."""
        return replace(self, others=()), *self.others

    def moves(self, least: float = MOVES) -> bool:
        """Whether anything moves: a part that was said to be there, or, where that is as likely as `least`, any.

        The model rigs whatever it sees, things that stand still too. That all its joints are in doubt is another
        matter: a cap of which it is open whether it turns or slides does move.
        """
        joints = self.articulation.joints
        return any(joint.child in self.given for joint in joints) or bool(joints) and self.moving >= least

    def require_motion(self, least: float = MOVES) -> Prediction:
        """This, if anything moves. Where any joint will do, the surest answer that has one comes first then.

        Raises NothingMoves, with how it can be rigged all the same, where nothing does.
        """
        if self.moves(least):
            return self
        answers = self.answers()
        moving = next((one for one in answers if one.moves(least)), None)
        if moving is not None and not least:
            return replace(moving, others=tuple(one for one in answers if one is not moving))
        why = ""
        if self.articulation.joints:
            why = f", it seems: that something does is {self.moving:.0%} likely, and {least:.0%} is the least asked for"
        raise NothingMoves(
            f"Nothing here moves{why}.",
            "If something does, say its kind and how many parts it has, or take the best guess, with a least confidence"
            " of 0, and correct it.",
        )
