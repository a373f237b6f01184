"""What the runtime answers: an articulation, and the surface points that tell which faces belong to which part."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .articulation import Articulation


@dataclass(frozen=True)
class Prediction:
    """All in the world frame, metres.

    points: (k, 3) float32 on the surface; point_triangle: (k,) int32, the triangle each was sampled from;
    point_scores: (k, p) float32, how likely each point belongs to each part, columns in the order of
    articulation.parts, rows sum to 1. blueprint: the paper's text form. timings: seconds by stage. given: ids of parts
    that were known beforehand, or that there had to be so many of.
    """

    articulation: Articulation
    points: np.ndarray
    point_triangle: np.ndarray
    point_scores: np.ndarray
    blueprint: str
    timings: dict[str, float] = field(default_factory=dict)
    provider: str = ""
    given: frozenset[int] = frozenset()
