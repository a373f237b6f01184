"""How a thing is taken apart, said step by step; what plans it is removal.py, what shows it reads only this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Step:
    """Parts that leave together. parts: their numbers. path: (k, 4, 4) world motions from rest, k >= 2, one after the
    other; the first is where the step before left the parts, and between two they turn and move along one screw.
    stage: steps of one stage happen at once. free: False for what could not be taken out without passing through
    something and is lifted out as a whole."""

    parts: tuple[int, ...]
    path: np.ndarray
    stage: int
    free: bool = True


@dataclass(frozen=True)
class Plan:
    """Steps in the order in which they happen, from the assembled whole to all parts lying apart.

    count: of parts, numbered from 0. whole: sets of parts that do not come apart without passing through each other;
    each stays one. cut_short: whether ways that slide and turn were not all looked at, for they would take too long.
    """

    count: int
    steps: tuple[Step, ...]
    whole: tuple[tuple[int, ...], ...] = ()
    cut_short: bool = False

    def __post_init__(self) -> None:
        for step in self.steps:
            if not step.parts or not all(0 <= part < self.count for part in step.parts):
                raise ValueError(f"A step moves parts {step.parts} of {self.count}.")
            if step.path.ndim != 3 or step.path.shape[0] < 2 or step.path.shape[1:] != (4, 4):
                raise ValueError("A step's path is two or more 4x4 motions.")

    def notes(self, names: Sequence[str]) -> tuple[str, ...]:
        """What the user should know, in sentences. names: of the parts."""
        stay = [
            f"{_listed(parts, names)} do not come apart without passing through each other: they stay one."
            for parts in self.whole
        ]
        forced = [step.parts for step in self.steps if not step.free]
        pass_through = [
            f"{_listed(parts, names)} {'passes' if len(parts) == 1 else 'pass'} through others on the way out."
            for parts in forced
        ]
        short = ["Not all ways that slide and turn were tried: they take too long here."] if self.cut_short else []
        return (*stay, *pass_through, *(short if forced or stay else ()))

    @property
    def order(self) -> tuple[tuple[int, ...], ...]:
        """Which parts leave, step by step; backwards it is an order of assembly."""
        return tuple(step.parts for step in self.steps)

    def stages(self) -> list[list[Step]]:
        """Steps that happen at once, stage by stage."""
        numbers = sorted({step.stage for step in self.steps})
        return [[step for step in self.steps if step.stage == number] for number in numbers]

    def frames(self) -> list[dict[int, np.ndarray]]:
        """World motions from rest by part; the first has all parts at rest, each later one what moved since."""
        frames = [{part: np.eye(4) for part in range(self.count)}]
        for stage in self.stages():
            longest = max(len(step.path) for step in stage)
            for k in range(1, longest):
                moved = [step for step in stage if k < len(step.path)]
                frames.append({part: step.path[k] for step in moved for part in step.parts})
        return frames

    def final(self) -> list[np.ndarray]:
        """(4, 4) for each part: where it lies at the end, from rest."""
        last = [np.eye(4)] * self.count
        for frame in self.frames():
            for part, motion in frame.items():
                last[part] = motion
        return last


def _listed(parts: Sequence[int], names: Sequence[str]) -> str:
    return ", ".join(names[part] for part in parts)
