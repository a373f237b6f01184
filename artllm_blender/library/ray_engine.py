"""The same on a Ray cluster: actors that each supervise a Blender, and actors that each keep a loaded model.

What a Blender asks its model, and the answer, lie in Ray's object store; actors get references. Inputs and results are
files, so that all nodes have to see the same folders; ArtLLM lies at the same path on each.
"""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from typing import Any

from ..client.child import ROOT
from ..client.wire import Message
from ..core.errors import InputError
from .model import Model, command
from .supervised import NAP_SECONDS, Answer, Supervised, Task

# Blender waits for its model about half of the time, so that two of them, with one that both ask, are as much as two
# cores do. Where there are graphics cards a model has one, and Blender a core, for then it hardly waits.
CORES_A_MODEL, CORES_A_BLENDER, CORES_BESIDE_A_CARD = 1, 0.5, 1
BLENDERS_A_MODEL = 2
WAIT_SECONDS = 0.2
# What the runtime needs for a graphics card; without it a model on one is no faster than on a core.
FOR_CARDS = "onnxruntime-gpu"
# Nodes that a file may lose before it is taken to be the reason.
MOST_LOST = 2


@dataclass(frozen=True)
class Shares:
    """How many actors of either kind there are, and what of the cluster each takes: cores, and a model also cards."""

    blenders: int
    models: int
    blender_cores: float
    model_cards: float

    @classmethod
    def of(cls, blenders: int | None, models: int | None, cores: int, cards: int) -> Shares:
        """For a cluster of so many cores and graphics cards; None: as many as it has room for."""
        if cards:
            models = models or cards
            return cls(blenders or max(1, cores - models), models, CORES_BESIDE_A_CARD, min(1, cards / models))
        blenders = blenders or max(1, cores)  # half a core each, and half of that of a model
        return cls(blenders, models or math.ceil(blenders / BLENDERS_A_MODEL), CORES_A_BLENDER, 0)

    @property
    def cores(self) -> int:
        return math.ceil(self.models * CORES_A_MODEL + self.blenders * self.blender_cores)


class ModelActor:
    """What an actor of a model is: it takes in all that is asked meanwhile, and its process begins with the next
    request as soon as it has done one."""

    def __init__(self, threads: int):
        self._model = Model(command(threads))

    async def answer(self, request: Message) -> Message:
        number = self._model.ask(request)
        while (answer := self._model.take(number)) is None:
            await asyncio.sleep(NAP_SECONDS)
        return answer


class Worker:
    """What an actor of a Blender is: a supervised worker that is waited for."""

    def __init__(self, options: Mapping[str, Any], patience: float):
        self._worker, self._model = Supervised(options, patience, ask=self._asked), None

    def work(self, task: Task, model: Any) -> dict[str, Any]:
        """model: the `ModelActor` that is asked. Not given before, so that the actor can be started anew without."""
        self._model = model
        self._worker.give(task)
        while (result := self._worker.poll()) is None:
            time.sleep(NAP_SECONDS)
        return result

    def _asked(self, request: Message) -> Answer:
        import ray

        coming = self._model.answer.remote(ray.put(request))

        def answer() -> Message | None:
            if not ray.wait([coming], timeout=0)[0]:
                return None
            try:
                return ray.get(coming)
            except ray.exceptions.RayError as error:
                return Message("error", _lost(error))

        return answer


def run(
    tasks: list[Task],
    options: Mapping[str, Any],
    jobs: int | None,
    models: int | None,
    patience: float,
    address: str | None,
) -> Iterator[dict[str, Any] | None]:
    """As `supervised.run`. jobs, models: actors of either kind, None: as `Shares.of`. address: the cluster's; None: one
    on this machine. InputError: there is no Ray, no cluster at that address, or too small a one."""
    try:
        import ray
    except ImportError as error:
        raise InputError("Ray is not installed.", "Run: pip install ray, on every node.") from error
    folders = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))  # Ray itself may lie there
    paths = {"env_vars": {"PYTHONPATH": folders}}
    os.environ.setdefault("RAY_worker_niceness", "0")  # as workers without it have
    here = None if address else max(os.cpu_count() or 1, Shares.of(jobs, models, os.cpu_count() or 1, 0).cores)
    try:
        # "local": else Ray would join a cluster that it finds, or look in vain for one that is no more.
        ray.init(
            address=address or "local", num_cpus=here, runtime_env=paths, log_to_driver=False, include_dashboard=False
        )
    except (ConnectionError, ValueError) as error:
        raise InputError(f"There is no Ray cluster at {address}: {error}.", "Run: ray start --head, first.") from error
    except Exception as error:  # one that is not its own, where on a busy machine Ray gives up waiting for itself
        message = f"Ray did not start: {str(error).rstrip('.')}."
        raise InputError(message, "Try again, or run: ray start --head, and give its --address.") from error
    try:
        has = ray.cluster_resources()
        cards = int(has.get("GPU", 0)) if _is_installed(FOR_CARDS) else 0
        shares = Shares.of(jobs, models, int(has.get("CPU", 1)), cards)
        least = math.ceil(CORES_A_MODEL + shares.blender_cores)
        if has.get("CPU", 0) < least:
            raise InputError(f"The cluster at {address} has no {least} cores.", "Let other nodes join it.")
        yield from _shared_out(ray, tasks, *_actors(ray, shares, options, patience, len(tasks)))
    finally:
        ray.shutdown()


def _actors(
    ray: Any, shares: Shares, options: Mapping[str, Any], patience: float, most: int
) -> tuple[list[Any], list[Any]]:
    """Handles of those that work, at most so many, and of those that keep a model."""
    worker = ray.remote(num_cpus=shares.blender_cores, max_restarts=-1)(Worker)
    model = ray.remote(
        num_cpus=CORES_A_MODEL, num_gpus=shares.model_cards, max_restarts=-1, max_task_retries=MOST_LOST
    )(ModelActor)  # fmt: skip
    count = min(shares.blenders, most)
    models = [model.remote(CORES_A_MODEL) for _ in range(min(shares.models, count))]  # first, so that they have room
    return [worker.remote(options, patience) for _ in range(count)], models


def _shared_out(ray: Any, tasks: list[Task], actors: list[Any], models: list[Any]) -> Iterator[dict[str, Any] | None]:
    waiting, idle, busy, lost = deque(tasks), deque(), {}, {}
    asks = {actor: models[i % len(models)] for i, actor in enumerate(actors)}
    coming = {actor.__ray_ready__.remote(): actor for actor in actors}  # which the cluster may have no room for yet
    while waiting or busy:
        while waiting and idle:
            task, actor = waiting.popleft(), idle.popleft()
            busy[actor.work.remote(task, asks[actor])] = task, actor
        asked = [*busy, *coming]
        done, _ = ray.wait(asked, timeout=WAIT_SECONDS)
        if done:  # of thousands, one look a result would be what takes longest
            done, _ = ray.wait(asked, num_returns=len(asked), timeout=0)
        idle += [coming.pop(future) for future in done if future in coming]
        done = [future for future in done if future in busy]
        for future in done:
            task, actor = busy.pop(future)
            idle.append(actor)
            try:
                yield ray.get(future)
            except ray.exceptions.RayError as error:
                lost[task] = lost.get(task, 0) + 1
                if lost[task] < MOST_LOST:
                    waiting.append(task)
                    continue
                yield {"name": task.name, "input": task.input, "notes": [], "ok": False, "error": _lost(error),
                       "wall_seconds": 0.0}  # fmt: skip
        if not done:
            yield None


def _lost(error: Exception) -> dict[str, str]:
    """What is told where Ray could not keep an actor alive."""
    message = f"Its node was lost {MOST_LOST} times: {str(error).splitlines()[0].rstrip('.')}."
    return {"code": "node_lost", "message": message, "hint": "See what the cluster's log says."}


def _is_installed(distribution: str) -> bool:
    try:
        metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return False
    return True
