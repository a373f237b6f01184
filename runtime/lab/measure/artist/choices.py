"""Choices: all that the artist could do next: what the model offers, and the edits.

- answer: Try Another, once or several times, until the one that is wanted stands there; while nothing else was done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from artllm_blender.core.prediction import Prediction

from .desk import Desk
from .edits import Action, edits
from .gestures import Hand
from .right import Left
from .studio import Studio


@dataclass
class Choices:
    """answers: the model's, the one that stands there at first first."""

    studio: Studio
    answers: tuple[Prediction, ...]
    _built: dict[tuple[int, bool], Desk] = field(default_factory=dict)

    def built(self, number: int, refined: bool = True) -> Desk:
        """The rig of an answer."""
        key = number, refined
        if key not in self._built:
            self._built[key] = self.studio.built(self.answers[number], refined=refined)
        return self._built[key]

    def __call__(self, desk: Desk, left: Left, hand: Hand) -> Iterator[Action]:
        if desk is self.built(0):
            count = len(self.answers)
            for number in range(1, count):
                finished = partial(self.built, number)
                yield Action("answer", f"answer {number + 1} of {count}", self.built(number, False), finished)
        yield from edits(desk, left, hand)
