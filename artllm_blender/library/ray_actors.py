"""What actors of a Ray cluster are: such as supervise a Blender, such as keep a loaded model, and how many of each."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..client.wire import Message
from .model import Model, command
from .supervised import NAP_SECONDS, Answer, Supervised, Task

# Blender waits for its model about half of the time, so that two of them, with one that both ask, are as much as two
# cores do. Where there are graphics cards a model has one, and Blender a core, for then it hardly waits.
CORES_A_MODEL, CORES_A_BLENDER, CORES_BESIDE_A_CARD = 1, 0.5, 1
BLENDERS_A_MODEL = 2


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
    """It takes in all that is asked meanwhile, so that its process has the next request when it has done one."""

    def __init__(self, threads: int):
        self._model = Model(command(threads))

    async def answer(self, request: Message) -> Message:
        number = self._model.ask(request)
        while (answer := self._model.take(number)) is None:
            await asyncio.sleep(NAP_SECONDS)
        return answer

    async def live(self) -> None:
        """Never returns: who asked is told when the actor is no more."""
        await asyncio.Event().wait()


class Worker:
    """A supervised Blender that is waited for."""

    def __init__(self, options: Mapping[str, Any], patience: float):
        self._worker, self._model = Supervised(options, patience, ask=self._asked), None

    def work(self, task: Task, model: Any) -> dict[str, Any]:
        """model: the `ModelActor` that is asked. RayError: that is no more."""
        self._model = model
        self._worker.give(task)
        try:
            while (result := self._worker.poll()) is None:
                time.sleep(NAP_SECONDS)
        except Exception:
            self._worker.stop()  # it waits for what will not come
            raise
        return result

    def _asked(self, request: Message) -> Answer:
        import ray

        coming = self._model.answer.remote(ray.put(request))
        return lambda: ray.get(coming) if ray.wait([coming], timeout=0)[0] else None
