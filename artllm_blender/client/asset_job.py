"""A job and what is made of its answer, as one: the model's process first, then the one that parts."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from ..core.errors import ArtLLMError
from ..core.parting import Parted, Whole
from ..core.prediction import Prediction
from .job import Job
from .work import WAIT_SECONDS, Work

# Seconds that parting takes after the answer, of a mesh of a million triangles, and at least; only their ratio to what
# the model takes counts.
PARTING, LEAST = 6.0, 0.3
# What the model takes, of any mesh.
PREDICTING = 2.5


class AssetJob:
    """To be used as a `Job`. prediction: set when the model has answered; parted: set when done."""

    def __init__(
        self, job: Job, whole: Whole, interiors: bool, thickness: float, accept: Callable[[Prediction], Prediction]
    ):
        """accept: gives the answer that a rig shall be made of; raises ArtLLMError where none shall be. RuntimeFailure:
        the process that parts cannot be started."""
        self.state, self.stage, self.fraction = "running", job.stage, 0.0
        self.prediction: Prediction | None = None
        self.parted: Parted | None = None
        self.error: ArtLLMError | None = None
        self._job, self._accept = job, accept
        self._interiors, self._thickness = interiors, thickness
        self._share = PREDICTING / (PREDICTING + max(LEAST, PARTING * len(whole.faces) / 1e6))
        try:
            self._work = Work()
        except ArtLLMError:
            job.cancel()
            raise
        self._work.send(whole)

    def poll(self) -> None:
        """Take in what both processes have said since. Does not wait."""
        if self.state != "running":
            return
        self._work.poll()
        if self.prediction is None:
            self._job.poll()
            self.stage, self.fraction = self._job.stage, self._share * self._job.fraction
            if self._job.state == "done":
                self._part(self._job.prediction)
            elif self._job.state != "running":
                self._end(self._job.state, self._job.error)
        if self.prediction is not None and self.state == "running":
            self.stage = self._work.stage
            self.fraction = self._share + (1 - self._share) * self._work.fraction
        if self._work.state == "failed" and self.state == "running":
            self._end("failed", self._work.error)
        elif self._work.state == "done":
            self.parted = self._work.result
            self._end("done")

    @property
    def moving(self) -> bool:
        """Whether much is on its way from the one process to the other, so that polls should come soon."""
        return self._work.moving

    @property
    def pid(self) -> int:
        """Of the process that parts."""
        return self._work.pid

    def wait(self, timeout: float | None = None) -> bool:
        """As `Job.wait`."""
        end = time.monotonic() + timeout if timeout is not None else float("inf")
        self.poll()
        while self.state == "running" and time.monotonic() < end:
            time.sleep(WAIT_SECONDS)
            self.poll()
        return self.state != "running"

    def cancel(self) -> None:
        """As `Job.cancel`; the process that parts is gone at once."""
        if self.state == "running":
            self._end("cancelled")

    def _part(self, prediction: Prediction) -> None:
        try:
            prediction = self._accept(prediction)
        except ArtLLMError as error:
            self._end("failed", error)
            return
        self.prediction = prediction
        self._work.send((replace(prediction, others=()), self._interiors, self._thickness))

    def _end(self, state: str, error: ArtLLMError | None = None) -> None:
        self.state, self.error = state, error
        self._job.cancel()
        self._work.end()
