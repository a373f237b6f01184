"""Workers in processes of their own, each watched: a file that crashes or hangs one costs that file alone."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from tempfile import TemporaryDirectory
from typing import Any

from ..client.child import Child, boot_command
from ..client.wire import Message

MODULE = "artllm_blender.library.worker"
# A worker makes room for a fresh one after so many files, so that what readers leave in memory does not add up.
MOST_FILES = 250
NAP_SECONDS = 0.01
Answer = Callable[[], Message | None]


@dataclass(frozen=True)
class Task:
    """input: a mesh file's absolute path. name: of its folder. known: a file of what is known of it, or None."""

    input: str
    name: str
    known: str | None = None


class Supervised:
    """One worker, whose process is started when it is given a file, and again after it broke."""

    def __init__(
        self,
        options: Mapping[str, Any],
        patience: float,
        module: str = MODULE,
        ask: Callable[[Message], Answer] | None = None,
    ):
        """options: the command line's, as JSON has them. patience: seconds that one file may take. ask: passes on what
        the worker asks the model, and gives what tells the answer once it is there; None: it has a model of its own."""
        self.task: Task | None = None
        self._options, self._patience, self._module = {**options, "asks": ask is not None}, patience, module
        self._ask, self._answer = ask, None
        self._child: Child | None = None
        self._temporary: TemporaryDirectory | None = None
        self._files, self._again = 0, False

    def give(self, task: Task) -> None:
        """Begin with a file; it must have none at hand. RuntimeFailure: its process cannot be started."""
        if self._files >= MOST_FILES:
            self.stop()
        if self._child is None:
            self._start()
        self._again = True
        self._begin(task)

    def poll(self) -> dict[str, Any] | None:
        """What became of the file at hand, once it is known. Does not wait."""
        if self.task is None:
            return None
        if self._answer and (answer := self._answer()):
            self._answer = None
            self._child.send(answer)
        for event in self._child.poll():
            if isinstance(event, str):
                return self._broken(event)
            if event.type == "done":
                self._files += 1
                return self._over(event.fields["result"])
            self._answer = self._ask(event)
        if time.monotonic() > self._end:
            return self._failed(
                "worker_hung",
                f"It was not done after {self._patience:.0f} seconds.",
                "Give it longer (--patience), or a simpler mesh.",
            )
        return None

    def stop(self) -> None:
        """Its process is gone when this returns; what it was at is dropped."""
        if self._child is not None:
            self._child.kill()
            self._child.stop()
            self._temporary.cleanup()
        self._child, self._answer, self.task, self._files = None, None, None, 0

    def _start(self) -> None:
        # What it leaves there when it is killed goes with it.
        self._temporary = TemporaryDirectory(prefix="artllm-", ignore_cleanup_errors=True)
        self._child = Child(boot_command([], self._module), "The process that was at it")
        self._child.send(Message("options", {**self._options, "temporary": self._temporary.name}))

    def _begin(self, task: Task) -> None:
        self.task, self._began = task, time.monotonic()
        self._end = self._began + self._patience
        self._child.send(Message("file", asdict(task)))

    def _broken(self, why: str) -> dict[str, Any] | None:
        """The process ended. It may have been what earlier files left, or what else the machine does, so a fresh one
        tries once more."""
        if not self._again:
            return self._failed(
                "worker_crashed", why, "Look whether Blender opens the file; mend it there, or leave it out."
            )
        task = self.task
        self.stop()
        self._start()
        self._again = False
        self._begin(task)
        return None

    def _failed(self, code: str, message: str, hint: str) -> dict[str, Any]:
        task = self.task
        error = {"code": code, "message": message, "hint": hint}
        result = self._over({"name": task.name, "input": task.input, "notes": [], "ok": False, "error": error})
        self.stop()
        return result

    def _over(self, result: dict[str, Any]) -> dict[str, Any]:
        self.task = None
        return result | {"wall_seconds": round(time.monotonic() - self._began, 3)}


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
