"""The same workers on a Ray cluster: an actor a worker, each with its supervised process on its own node.

Inputs and results are files, so that all nodes have to see the same folders; ArtLLM lies at the same path on each.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from ..client.child import ROOT
from ..core.errors import InputError
from .supervised import NAP_SECONDS, Supervised, Task

# One for Blender, one for the model.
CORES_AN_ACTOR = 2
WAIT_SECONDS = 0.2
# Nodes that a file may lose before it is taken to be the reason.
MOST_LOST = 2


class Worker:
    """What an actor is: a supervised worker that is waited for."""

    def __init__(self, options: Mapping[str, Any], patience: float):
        self._worker = Supervised(options, patience)

    def work(self, task: Task) -> dict[str, Any]:
        self._worker.give(task)
        while (result := self._worker.poll()) is None:
            time.sleep(NAP_SECONDS)
        return result


def run(
    tasks: list[Task], options: Mapping[str, Any], jobs: int | None, patience: float, address: str | None
) -> Iterator[dict[str, Any] | None]:
    """As `supervised.run`. jobs: actors; None: as many as the cluster's cores allow. address: the cluster's; None: one
    on this machine. InputError: there is no Ray, or no cluster at that address."""
    try:
        import ray
    except ImportError as error:
        raise InputError("Ray is not installed.", "Run: pip install ray, on every node.") from error
    folders = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))  # Ray itself may lie there
    paths = {"env_vars": {"PYTHONPATH": folders}}
    cores = None if address else (jobs or None) and CORES_AN_ACTOR * jobs
    try:
        ray.init(address=address, num_cpus=cores, runtime_env=paths, log_to_driver=False, include_dashboard=False)
    except (ConnectionError, ValueError) as error:
        raise InputError(f"There is no Ray cluster at {address}: {error}.", "Run: ray start --head, first.") from error
    except Exception as error:  # one that is not its own, where on a busy machine Ray gives up waiting for itself
        message = f"Ray did not start: {str(error).rstrip('.')}."
        raise InputError(message, "Try again, or run: ray start --head, and give its --address.") from error
    try:
        count = jobs or max(1, int(ray.cluster_resources().get("CPU", 1)) // CORES_AN_ACTOR)
        actor = ray.remote(num_cpus=CORES_AN_ACTOR, max_restarts=-1)(Worker)
        yield from _shared_out(ray, tasks, [actor.remote(options, patience) for _ in range(min(count, len(tasks)))])
    finally:
        ray.shutdown()


def _shared_out(ray: Any, tasks: list[Task], actors: list[Any]) -> Iterator[dict[str, Any] | None]:
    waiting, idle, busy, lost = deque(tasks), deque(), {}, {}
    coming = {actor.__ray_ready__.remote(): actor for actor in actors}  # which the cluster may have no room for yet
    while waiting or busy:
        while waiting and idle:
            task, actor = waiting.popleft(), idle.popleft()
            busy[actor.work.remote(task)] = task, actor
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
                message = f"Its node was lost {MOST_LOST} times: {str(error).splitlines()[0].rstrip('.')}."
                told = {"code": "node_lost", "message": message, "hint": "See what the cluster's log says."}
                yield {"name": task.name, "input": task.input, "notes": [], "ok": False, "error": told,
                       "wall_seconds": 0.0}  # fmt: skip
        if not done:
            yield None
