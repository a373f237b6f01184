"""The model's other answers parted ahead, one after the other, by a process of their own, while the artist looks at the
first: what takes seconds is done when he asks for it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..core.errors import ArtLLMError
from ..core.parting import Parted, Whole
from ..core.prediction import Prediction
from .work import Work


class Ahead:
    """found: what is done, by the answers' numbers. busy: whether more is to come. To be used from one thread."""

    def __init__(self, whole: Whole, answers: Mapping[int, Prediction], interiors: bool, thickness: float):
        self.found: dict[int, Parted] = {}
        self._whole, self._left = whole, dict(answers)
        self._settings = interiors, thickness
        self._number, self._work = -1, None

    @property
    def busy(self) -> bool:
        return self._work is not None or bool(self._left)

    def poll(self) -> None:
        """Take in what the process has made, and have it begin with the next. Does not wait."""
        if self._work is None and self._left:
            self._number = min(self._left)
            answer = self._left.pop(self._number)
            try:
                self._work = Work()
            except ArtLLMError:  # then it is done when it is asked for
                self._left.clear()
                return
            self._work.send(self._whole)
            self._work.send((answer, *self._settings))
        if self._work is None:
            return
        self._work.poll()
        if self._work.state == "done":
            self.found[self._number] = self._work.result
        if self._work.state != "running":
            self._work = None

    def end(self) -> None:
        """No more of it; what was found stays."""
        if self._work:
            self._work.end()
        self._work = None
        self._left.clear()

    @property
    def vertices(self) -> np.ndarray:
        """(n, 3) of the mesh that is parted, where it stood."""
        return self._whole.vertices
