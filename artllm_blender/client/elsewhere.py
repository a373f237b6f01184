"""A runtime that is somewhere else: whoever started this process passes on what is asked, and what is answered."""

from __future__ import annotations

from typing import Any, BinaryIO

import numpy as np

from ..core.errors import RuntimeFailure
from .job import Job
from .process import request, settle
from .wire import WireError, read, write


class Elsewhere:
    """As `Runtime`, as far as a process without a window needs it: one job at a time, which is waited for."""

    def __init__(self, answers: BinaryIO, questions: BinaryIO):
        self._answers, self._questions = answers, questions
        self._job: Job | None = None

    def articulate(self, vertices: np.ndarray, faces: np.ndarray, **asked: Any) -> Job:
        """As `Runtime.articulate`."""
        self._job = Job(0, request(0, vertices, faces, **asked), self._wait, lambda job: None)
        write(self._questions, self._job.request)
        return self._job

    def stop(self) -> None:
        pass

    def _wait(self, timeout: float) -> None:
        """However long it takes: what asks has nothing else to do, and is watched by who answers."""
        try:
            answer = read(self._answers)
        except WireError as problem:
            answer, why = None, f": {problem}"
        else:
            why = "."
        if answer is None:
            self._job.fail(RuntimeFailure(f"The model's answer did not come{why}", "Try again.", "bad_answer"))
        else:
            settle(self._job, answer)
