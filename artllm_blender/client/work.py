"""The process that does long work, from outside: polled like the runtime, for one thing, then gone. Most have no
Blender; what needs one may have a Blender of its own."""

from __future__ import annotations

import math
import tempfile
import time
from collections import deque
from typing import Any

from ..core.errors import ArtLLMError, RuntimeFailure
from ..core.steps import Steps
from .child import blender_command, boot_command
from .parcel import pack, unpack, unpack_after
from .pipes import start

POLL_SECONDS = 0.015  # at most, for large meshes on their way
STILL_SECONDS = 0.002  # with nothing moving, after which the poll is over
NAP_SECONDS = 0.0002
WAIT_SECONDS = 0.002
LOOK_SECONDS = 0.004  # between two looks at what it says
START_SECONDS = 60.0  # in which a Blender has to say its first word
MODULE = "artllm_blender.client.worker"
# Behind it a Blender's parcels begin; before it stands what Blender itself says as it starts.
MARK = b"\0artllm\0"
NOT_STARTED = "not_started"


def working(*given: Any, module: str = MODULE, blender: str = "") -> Steps[Any]:
    """What the process makes of values that it is sent one after the other; module, blender: as of `Work`.
    RuntimeFailure: it cannot be started (code NOT_STARTED), or ended early; ArtLLMError: what it said. Closed, or
    stopped, it ends the process."""
    work = Work(module, blender)
    try:
        for value in given:
            work.send(value)
        while work.state == "running":
            yield work.stage, work.fraction
            time.sleep(LOOK_SECONDS)
            work.poll()
            work.despair()
    finally:
        work.end()
    if work.error:
        raise work.error
    return work.result


class Work:
    """state: "running", "done" or "failed". stage and fraction [0, 1]: how far it has come.

    result: set when done. error: set when failed. moving: whether bytes went to and fro when it was last polled. To be
    used from one thread.
    """

    def __init__(self, module: str = MODULE, blender: str = "") -> None:
        """module: what the process runs. blender: the path of the Blender that runs it, which says MARK first; empty
        where Python is enough. RuntimeFailure: it cannot be started."""
        self.state, self.stage, self.fraction = "running", "Starting", 0.0
        self.result: Any = None
        self.error: ArtLLMError | None = None
        self.moving = False
        try:
            self._log = tempfile.TemporaryFile()
            command = blender_command(blender, module) if blender else boot_command([], module)
            self._pipes = start(command, self._log)
        except OSError as problem:
            raise RuntimeFailure(
                f"The process that does the work could not be started: {problem}.",
                "Reinstall the extension.",
                NOT_STARTED,
            ) from problem
        self._overdue = time.monotonic() + START_SECONDS if blender else math.inf
        self._outbox: deque[memoryview] = deque()
        self._parcel = unpack_after(MARK) if blender else unpack()
        self._room = next(self._parcel)

    @property
    def pid(self) -> int:
        return self._pipes.process.pid

    def send(self, value: Any) -> None:
        """Begin to send; polls send the rest. Arrays must not change meanwhile."""
        self._outbox.extend(memoryview(piece) for piece in pack(value))
        self.poll()

    def poll(self) -> None:
        """Send and take in what goes without waiting, for up to POLL_SECONDS."""
        now = time.monotonic()
        end, last, self.moving = now + POLL_SECONDS, now, False
        while self.state == "running" and now < min(end, last + STILL_SECONDS):
            if self._pipes.write_next(self._outbox) + (self._read() or 0):
                last, self.moving = now, True
            elif not self.moving and not self._outbox:
                break
            else:
                time.sleep(NAP_SECONDS)
            now = time.monotonic()

    def despair(self) -> None:
        """Fail where the first word is overdue."""
        if self.state == "running" and time.monotonic() > self._overdue:
            self._fail(
                RuntimeFailure(f"The process said nothing for {START_SECONDS:.0f} s.", "Try again.", NOT_STARTED)
            )

    def end(self) -> None:
        """The process is gone when this returns, whatever it was at."""
        if self._pipes.process.returncode is None:
            self._pipes.process.kill()
            self._pipes.process.wait()
            self._pipes.close()
            self._pipes.process.stdout.close()
            self._log.close()
        self._outbox.clear()

    def _read(self) -> int | None:
        """Bytes; None where none have come yet."""
        try:
            count = self._pipes.read_into(self._room)
            if count is not None:
                self._room = self._parcel.send(count)
            return count
        except StopIteration as end:
            self._parcel = unpack()
            self._room = next(self._parcel)
            self._take(*end.value)
            return 1
        except (EOFError, OSError, ValueError, KeyError, MemoryError) as problem:
            code = NOT_STARTED if self._overdue < math.inf else None
            self._fail(RuntimeFailure(f"The work was not done{self._last_words(problem)}.", "Try again.", code))
            return 0

    def _take(self, kind: str, *said: Any) -> None:
        self._overdue = math.inf
        if kind == "progress":
            self.stage, self.fraction = said
        elif kind == "done":
            (self.result,) = said
            self.state, self.fraction = "done", 1.0
            self.end()
        else:
            message, hint, code = said
            self._fail(ArtLLMError(message, hint, code))

    def _fail(self, error: ArtLLMError) -> None:
        self.state, self.error = "failed", error
        self.end()

    def _last_words(self, problem: Exception) -> str:
        self._log.seek(0)
        lines = [line for line in self._log.read().decode(errors="replace").splitlines() if line.strip()]
        return f": {lines[-1].strip().rstrip('.')}" if lines else f": {problem or 'the process ended'}"
