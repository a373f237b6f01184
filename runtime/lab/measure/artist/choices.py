"""Choices: all that the artist could do next: what the model offers, and the edits.

- answer: Try Another, once or several times, until the one that is wanted stands there; while nothing else was done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

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
    _built: dict[int, Desk] = field(default_factory=dict)

    def built(self, number: int) -> Desk:
        """The rig of an answer."""
        if number not in self._built:
            self._built[number] = self.studio.built(self.answers[number])
        return self._built[number]

    def __call__(self, desk: Desk, left: Left, hand: Hand) -> Iterator[Action]:
        if desk is self.built(0):
            count = len(self.answers)
            for number in range(1, count):
                yield Action("answer", f"answer {number + 1} of {count}", self.built(number))
        yield from edits(desk, left, hand)
