"""The runtime as the add-on sees it: warm, restarted when it must be, its jobs one after the other."""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..core.articulation import Box
from ..core.errors import ArtLLMError, RuntimeFailure
from ..core.known import Known, KnownPart
from .answer import prediction_of
from .child import Child, boot_command
from .job import Job
from .wire import PROTOCOL, Message

START_SECONDS = 60.0
NAP_SECONDS = 0.002, 0.02  # at first, and at most while nothing is heard: looking costs time too
CANCEL_SECONDS = 0.12  # leaves the rest of 200 ms to a busy machine, to kill the child and see it gone


def cache_folder() -> Path:
    """The user's cache folder for ArtLLM, where the runtime's log goes."""
    home = Path.home()
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "artllm"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "artllm"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "artllm"


class Runtime:
    """Starts the child when it is needed, keeps it, and gives it one job at a time. To be used from one thread.

    warm: whether the child runs and has its model loaded; then provider, provider_note (why not a faster one),
    version and weights tell about it. A child that stops fails the job it worked on, and the next job starts another.
    """

    def __init__(self, weights: Path | None = None, log_folder: Path | None = None):
        self.warm = False
        self.version = self.provider = self.provider_note = self.weights = ""
        self.log_folder = log_folder or cache_folder()
        self.wanted_provider = ""
        self._weights_folder, self._threads = weights, 0
        self._child: Child | None = None
        self._started = 0.0
        self._ids = itertools.count(1)
        self._active: Job | None = None
        self._waiting: deque[Job] = deque()

    @property
    def pid(self) -> int | None:
        """The child's process id, if one runs."""
        return self._child.pid if self._child else None

    def command(self) -> list[str]:
        """The child's command line."""
        weights = ["--weights", str(self._weights_folder)] if self._weights_folder else []
        provider = ["--provider", self.wanted_provider] if self.wanted_provider else []
        threads = ["--threads", str(self._threads)] if self._threads else []
        return boot_command(["--log", str(self.log_folder), *weights, *provider, *threads])

    def configure(self, provider: str, log_folder: Path | None, weights: Path | None = None, threads: int = 0) -> None:
        """Settings of the child; one with others ends.

        provider: ONNX Runtime's name for it, empty for the fastest; weights: their folder, None for those shipped;
        threads: how many cores at once where it runs on a processor, 0 for as many as serve it.
        """
        settings = provider, log_folder or cache_folder(), weights, threads
        if settings != (self.wanted_provider, self.log_folder, self._weights_folder, self._threads):
            self.stop()
        self.wanted_provider, self.log_folder, self._weights_folder, self._threads = settings

    def start(self) -> None:
        """Begin to warm up ahead of the first job. Does not wait. RuntimeFailure if the process cannot be started."""
        if self._child is None:
            self._child = Child(self.command())
            self._started = time.monotonic()
            self._child.send(Message("hello", {"protocol": PROTOCOL}))

    def stop(self) -> None:
        """End the child, at most half a second later, and cancel what it had to do."""
        for job in filter(None, (self._active, *self._waiting)):
            job.drop()
        self._active = None
        self._waiting.clear()
        self._drop_child()

    def articulate(
        self,
        vertices: np.ndarray,
        faces: np.ndarray,
        *,
        seed: int = 0,
        task: str = "all",
        known: Known | None = None,
        boxes: np.ndarray | Sequence | None = None,
        views: int | None = None,
        alone: bool = False,
    ) -> Job:
        """Begin to articulate a mesh. vertices: (n, 3) metres, Z-up; faces: (m, 3) triangles.

        task: "all", "boxes", or "joints" if the known parts are all there are. known: what the answer has to say; its
        parts come first in it. boxes: (p, 2, 3), short for known parts with these lower and upper corners, ids from 0.
        views: from how many sides the model looks, 1 to 8; all where it is not said. alone: the best answer only, for
        which it looks from fewer where these say the same.
        """
        id = next(self._ids)
        asked = request(id, vertices, faces, seed, task, known, boxes, views, alone)
        job = Job(id, asked, self._advance, self._cancel)
        self._waiting.append(job)
        self._advance(0.0)
        return job

    def _advance(self, timeout: float) -> None:
        """Take in what the child says, waiting up to `timeout` seconds for it to say something; begin the next job."""
        end, nap = time.monotonic() + timeout, NAP_SECONDS[0]
        while child := self._child:
            events = child.poll()
            for event in events:
                if self._child is child:  # one that was given up has no more to say
                    self._take(event)
            if events or (left := end - time.monotonic()) <= 0:
                break
            time.sleep(min(left, nap))
            nap = min(1.5 * nap, NAP_SECONDS[1])
        if self._child and not self.warm and time.monotonic() - self._started > START_SECONDS:
            self._give_up(
                RuntimeFailure(f"The model runtime did not start within {START_SECONDS:.0f} seconds.", self._hint())
            )
        self._begin_next()

    def _begin_next(self) -> None:
        while self._waiting and not self._active:
            job = self._waiting.popleft()
            try:
                self.start()
            except RuntimeFailure as failure:
                job.fail(failure)
                continue
            self._active = job
            job.stage = "Reading" if self.warm else "Starting"
            self._child.send(job.request)

    def _take(self, event: Message | str) -> None:
        if isinstance(event, str):
            self._give_up(RuntimeFailure(event, self._hint()))
        elif event.type == "hello":
            self._greet(event.fields)
        elif event.type == "error" and "id" not in event.fields:
            self._give_up(_failure(event))
        elif self._active and event.fields.get("id") == self._active.id:
            self._take_answer(self._active, event)

    def _greet(self, hello: dict) -> None:
        if hello["protocol"] != PROTOCOL:
            self._give_up(
                RuntimeFailure(
                    f"The runtime speaks protocol {hello['protocol']} and the add-on {PROTOCOL}.",
                    "Restart Blender; if that does not help, reinstall the extension.",
                    "protocol_mismatch",
                )
            )
            return
        self.version, self.weights = hello["version"], hello["weights"]
        self.provider, self.provider_note = hello["provider"], hello["provider_note"]
        self.warm = True

    def _take_answer(self, job: Job, answer: Message) -> None:
        if answer.type == "progress":
            job.stage, job.fraction = answer.fields["stage"], answer.fields["fraction"]
            return
        self._active = None
        settle(job, answer)

    def _give_up(self, failure: RuntimeFailure) -> None:
        """The child is of no more use: fail its job and let the next one start another."""
        if self._active:
            self._active.fail(failure)
            self._active = None
        self._drop_child()

    def _drop_child(self) -> None:
        if self._child:
            self._child.stop()
        self._child = None
        self.warm = False

    def _cancel(self, job: Job) -> None:
        if job in self._waiting:
            self._waiting.remove(job)
        elif job is self._active and self._child:
            self._child.cancel(job.id, CANCEL_SECONDS)

    def _hint(self) -> str:
        return f"Try again; if it happens again, the log says more: {self.log_folder / 'runtime.log'}"


def request(
    id: int,
    vertices: np.ndarray,
    faces: np.ndarray,
    seed: int = 0,
    task: str = "all",
    known: Known | None = None,
    boxes: np.ndarray | Sequence | None = None,
    views: int | None = None,
    alone: bool = False,
) -> Message:
    """What the runtime is asked; see `Runtime.articulate`."""
    fields = {"id": id, "seed": seed, "task": task} | ({} if views is None else {"views": views})
    fields |= {"alone": True} if alone else {}
    if boxes is not None:
        corners = np.asarray(boxes, dtype=float).reshape(-1, 2, 3).tolist()
        known = Known(tuple(KnownPart(i, Box(*map(tuple, box))) for i, box in enumerate(corners)))
    if known:
        fields["known"] = known.fields()
    arrays = {"vertices": np.array(vertices, "<f4").reshape(-1, 3), "faces": np.array(faces, "<i4").reshape(-1, 3)}
    return Message("articulate", fields, arrays)


def settle(job: Job, answer: Message) -> None:
    """End a job as the runtime's last message about it says; one that was cancelled stays so."""
    if answer.type == "error":
        job.fail(_failure(answer))
    elif answer.type == "result" and job.state == "running":
        try:
            job.finish(prediction_of(answer, job.request.fields.get("known")))
        except ArtLLMError as error:
            job.fail(error)


def _failure(error: Message) -> RuntimeFailure:
    return RuntimeFailure(error.fields["message"], error.fields["hint"], error.fields["code"])
