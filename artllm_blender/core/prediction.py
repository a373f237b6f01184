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
    processor in all. given: ids of parts that were known beforehand, or that there had to be so many of. others: the
    model's other answers, the surest first, each another articulation of the same points; they have none themselves.
    """

    articulation: Articulation
    points: np.ndarray
    point_triangle: np.ndarray
    point_scores: np.ndarray
    blueprint: str
    timings: dict[str, float] = field(default_factory=dict)
    provider: str = ""
    given: frozenset[int] = frozenset()
    others: tuple[Prediction, ...] = ()

    def answers(self) -> tuple[Prediction, ...]:
        """All that the model answers, the best, which is this one, first."""
        return replace(self, others=()), *self.others

    def moves(self, least: float = MOVES) -> bool:
        """Whether anything moves: a part that was said to be there, or one by a joint as sure as `least`.

        The model rigs whatever it sees. Where nothing moves it doubts all its joints; one joint in doubt beside a sure
        one is another matter.
        """
        return any(joint.child in self.given or joint.confidence >= least for joint in self.articulation.joints)

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
        joints = self.articulation.joints
        why = ""
        if joints:
            surest = max(joint.confidence for joint in joints)
            why = (
                f", it seems: the model is {surest:.0%} sure of its best joint, and {least:.0%} is the least asked for"
            )
        raise NothingMoves(
            f"Nothing here moves{why}.",
            "If something does, say its kind and how many parts it has, or take the best guess, with a least confidence"
            " of 0, and correct it.",
        )
