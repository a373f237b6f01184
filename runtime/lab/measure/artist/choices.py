"""Choices: all that the artist could do next: what the model offers, and the edits.

- answer: Try Another, once or several times, until the one that is wanted stands there; while nothing else was done.
- ask: Re-predict Joints, of parts that were changed; joints that the artist has set are locked and stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial

from artllm_blender.core.errors import ArtLLMError
from artllm_blender.core.prediction import Prediction

from . import desk as tools
from .desk import Desk
from .edits import Action, edits
from .gestures import Hand
from .right import Left
from .studio import Studio


class Choices:
    """prediction: the model's answer with its others."""

    def __init__(self, studio: Studio, prediction: Prediction):
        self._studio, self._prediction = studio, prediction

    @cached_property
    def first(self) -> Desk:
        """The rig that stands there after Articulate."""
        return self._studio.built(self._prediction)

    @cached_property
    def _others(self) -> list[Desk]:
        """As the other answers look."""
        return [self._studio.built(other, refined=False) for other in self._prediction.others]

    def __call__(self, desk: Desk, left: Left, hand: Hand) -> Iterator[Action]:
        if desk is self.first:
            for number, other in enumerate(self._others, 1):
                words = f"answer {number + 1} of {len(self._others) + 1}"
                yield Action("answer", words, other, partial(self._studio.built, self._prediction, number=number))
        elif left.types or left.axes or left.pivots or left.parents:
            yield from self._joints(desk)
        yield from edits(desk, left, hand)

    def _joints(self, desk: Desk) -> Iterator[Action]:
        try:
            answer = self._studio.joints_of(*tools.question(desk))
        except ArtLLMError:  # it says why: a part without faces, or too many parts
            return
        yield Action("ask", "the joints predicted again", tools.adopt(desk, answer.articulation))
