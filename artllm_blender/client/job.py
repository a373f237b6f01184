"""A job: one mesh on its way through the runtime. Polled, never waited for, while Blender's window is open."""

from __future__ import annotations

import time
from collections.abc import Callable

from ..core.errors import ArtLLMError
from ..core.prediction import Prediction
from .wire import Message

TICK = 0.25  # seconds; each look costs time, and more at first


class Job:
    """state: "running", "done", "failed" or "cancelled". stage and fraction [0, 1]: how far it has come.

    prediction: set when done. error: set when failed. moving: whether polls should come sooner than they do. To be used
    from one thread.
    """

    moving = False

    def __init__(self, id: int, request: Message, advance: Callable[[float], None], cancel: Callable[[Job], None]):
        self.id = id
        self.request = request
        self.state = "running"
        self.stage = "Waiting"
        self.fraction = 0.0
        self.prediction: Prediction | None = None
        self.error: ArtLLMError | None = None
        self._advance = advance
        self._cancel = cancel

    def poll(self) -> None:
        """Take in what the runtime has said since. Does not wait."""
        self._advance(0.0)

    def wait(self, timeout: float | None = None) -> bool:
        """For headless use: wait until the job has ended or `timeout` seconds are over. Tells whether it has ended."""
        end = time.monotonic() + timeout if timeout is not None else float("inf")
        self._advance(0.0)
        while self.state == "running" and (left := end - time.monotonic()) > 0:
            self._advance(min(left, TICK))
        return self.state != "running"

    def cancel(self) -> None:
        """The job is cancelled at once; the runtime stops working on it within 200 ms."""
        if self.state == "running":
            self.drop()
            self._cancel(self)

    def drop(self) -> None:
        if self.state == "running":
            self.state = "cancelled"

    def finish(self, prediction: Prediction) -> None:
        if self.state == "running":
            self.state, self.fraction, self.prediction = "done", 1.0, prediction

    def fail(self, error: ArtLLMError) -> None:
        if self.state == "running":
            self.state, self.error = "failed", error
