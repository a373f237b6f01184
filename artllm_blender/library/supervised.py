"""Workers in processes of their own, each watched: a file that crashes or hangs one costs that file alone."""

from __future__ import annotations

import json
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from ..client.child import boot_command, exit_words
from ..client.pipes import Pipes, start

MODULE = "artllm_blender.library.worker"
# A worker makes room for a fresh one after so many files, so that what readers leave in memory does not add up.
MOST_FILES = 250
NAP_SECONDS = 0.01
READ_BYTES = 1 << 16
LOG_BYTES = 1 << 12


@dataclass(frozen=True)
class Task:
    """input: a mesh file's absolute path. name: of its folder. known: a file of what is known of it, or None."""

    input: str
    name: str
    known: str | None = None

    def line(self) -> bytes:
        return json.dumps({"input": self.input, "name": self.name, "known": self.known}).encode() + b"\n"


class Supervised:
    """One worker, whose process is started when it is given a file, and again after it broke."""

    def __init__(self, options: Mapping[str, Any], patience: float, module: str = MODULE):
        """options: the command line's, as JSON has them. patience: seconds that one file may take."""
        self.task: Task | None = None
        self._options, self._patience, self._module = options, patience, module
        self._pipes: Pipes | None = None
        self._outbox: deque[memoryview] = deque()
        self._files, self._again = 0, False
        self._room = memoryview(bytearray(READ_BYTES))

    def give(self, task: Task) -> None:
        """Begin with a file; it must have none at hand. OSError: its process cannot be started."""
        if self._files >= MOST_FILES:
            self.stop()
        if self._pipes is None:
            self._start()
        self.task, self._again = task, self._files > 0
        self._begin()

    def poll(self) -> dict[str, Any] | None:
        """What became of the file at hand, once it is known. Does not wait."""
        if self.task is None:
            return None
        self._pipes.write_next(self._outbox)
        count = self._pipes.read_into(self._room)
        if count:
            self._heard += self._room[:count]
            if self._heard.endswith(b"\n"):
                self._files += 1
                return self._over(json.loads(self._heard))
        elif count == 0:
            return self._broken()
        elif time.monotonic() > self._end:
            self._pipes.process.kill()
            return self._failed(
                "worker_hung",
                f"It was not done after {self._patience:.0f} seconds.",
                "Give it longer (--patience), or a simpler mesh.",
            )
        return None

    def stop(self) -> None:
        """Its process is gone when this returns; what it was at is dropped."""
        if self._pipes is not None:
            with suppress(OSError):
                self._pipes.close()
            self._pipes.process.kill()
            self._pipes.process.wait()
            self._pipes.process.stdout.close()
            self._log.close()
        self._pipes, self.task, self._files = None, None, 0

    def _start(self) -> None:
        self._log = tempfile.TemporaryFile()
        self._pipes = start(boot_command([], self._module), self._log)
        self._outbox = deque([memoryview(json.dumps(self._options).encode() + b"\n")])

    def _begin(self) -> None:
        self._heard = bytearray()
        self._began = time.monotonic()
        self._end = self._began + self._patience
        self._outbox.append(memoryview(self.task.line()))

    def _broken(self) -> dict[str, Any] | None:
        """The process ended by itself. It may have been what earlier files left, so a fresh one tries once more."""
        code, words = self._pipes.process.wait(), self._last_words()
        if self._again:
            task = self.task
            self.stop()
            self._start()
            self.task, self._again = task, False
            self._begin()
            return None
        return self._failed(
            "worker_crashed",
            f"The process that was at it stopped with {exit_words(code)}{words}.",
            "Look whether Blender opens the file; mend it there, or leave it out.",
        )

    def _failed(self, code: str, message: str, hint: str) -> dict[str, Any]:
        task = self.task
        error = {"code": code, "message": message, "hint": hint}
        result = self._over({"name": task.name, "input": task.input, "notes": [], "ok": False, "error": error})
        self.stop()
        return result

    def _over(self, result: dict[str, Any]) -> dict[str, Any]:
        self.task = None
        return result | {"wall_seconds": round(time.monotonic() - self._began, 3)}

    def _last_words(self) -> str:
        """The last line that it wrote to its log, a crash report's own left out."""
        self._log.seek(max(0, self._log.seek(0, 2) - LOG_BYTES))
        lines = [line.strip() for line in self._log.read().decode(errors="replace").splitlines() if line.strip()]
        return f"; its last words: {lines[-1].rstrip('.')}" if lines else ""


def run(tasks: list[Task], options: Mapping[str, Any], jobs: int, patience: float) -> Iterator[dict[str, Any] | None]:
    """What became of each task, in the order in which they are done; None while there is nothing new."""
    waiting = deque(tasks)
    workers = [Supervised(options, patience) for _ in range(min(jobs, len(tasks)))]
    try:
        while waiting or any(worker.task for worker in workers):
            new = False
            for worker in workers:
                if worker.task is None and waiting:
                    worker.give(waiting.popleft())
                result = worker.poll()
                if result is not None:
                    new = True
                    yield result
            if not new:
                yield None
                time.sleep(NAP_SECONDS)
    finally:
        for worker in workers:
            worker.stop()
