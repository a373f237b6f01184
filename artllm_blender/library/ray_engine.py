"""The same on a Ray cluster: actors that each supervise a Blender, and actors that each keep a loaded model.

What a Blender asks its model, and the answer, lie in Ray's object store; actors get references. Inputs and results are
files, so that all nodes have to see the same folders; ArtLLM lies at the same path on each.
"""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from typing import Any

from ..client.child import ROOT
from ..core.errors import InputError
from .ray_actors import CORES_A_MODEL, ModelActor, Shares, Worker
from .supervised import Task

WAIT_SECONDS = 0.2
# What the runtime needs for a graphics card; without it a model on one is no faster than on a core.
FOR_CARDS = "onnxruntime-gpu"
# Nodes that a file may lose before it is taken to be the reason.
MOST_LOST = 3


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
        worker = ray.remote(num_cpus=shares.blender_cores, max_restarts=-1)(Worker)
        model = ray.remote(num_cpus=CORES_A_MODEL, num_gpus=shares.model_cards)(ModelActor)
        count = min(shares.blenders, len(tasks))
        models = [
            model.remote(CORES_A_MODEL) for _ in range(min(shares.models, count))
        ]  # first, so that they have room
        workers = [worker.remote(options, patience) for _ in range(count)]
        yield from _shared_out(ray, tasks, workers, models, lambda: model.remote(CORES_A_MODEL))
    finally:
        ray.shutdown()


def _shared_out(
    ray: Any, tasks: list[Task], workers: list[Any], models: list[Any], another_model: Callable[[], Any]
) -> Iterator[dict[str, Any] | None]:
    """Tasks go to actors that the cluster has room for and that live, each with the model that the fewest ask."""
    waiting, idle, busy, lost = deque(tasks), deque(), {}, {}
    coming: dict[Any, Any] = {}
    asking, ends = dict.fromkeys(models, 0), {}  # how many ask each model; what tells that one that lives is no more

    def await_(actor: Any) -> None:
        coming[actor.__ray_ready__.options(max_task_retries=-1).remote()] = actor

    def replace(model: Any) -> None:
        del asking[model]
        another = another_model()
        asking[another] = 0
        await_(another)

    for actor in (*models, *workers):
        await_(actor)
    while waiting or busy:
        while waiting and idle and ends:
            task, actor, model = waiting.popleft(), idle.popleft(), min(ends.values(), key=asking.get)
            busy[actor.work.remote(task, model)] = task, actor, model
            asking[model] += 1
        asked = [*busy, *coming, *ends]
        done, _ = ray.wait(asked, timeout=WAIT_SECONDS)
        if done:  # of thousands, one look a result would be what takes longest
            done, _ = ray.wait(asked, num_returns=len(asked), timeout=0)
        new = False
        for future in done:
            if future in ends:
                replace(ends.pop(future))
            elif future in coming:
                actor, lives = coming.pop(future), _value(ray, future)[1] is None
                if actor not in asking:
                    idle.append(actor) if lives else await_(actor)
                elif lives:
                    ends[actor.live.remote()] = actor
                else:
                    replace(actor)
            else:
                task, actor, model = busy.pop(future)
                if model in asking:
                    asking[model] -= 1
                result, error = _value(ray, future)
                if error is None:
                    idle.append(actor)
                else:
                    await_(actor)  # which may be what is lost
                    lost[task] = lost.get(task, 0) + 1
                    if lost[task] < MOST_LOST:
                        waiting.append(task)
                        continue
                    result = {"name": task.name, "input": task.input, "notes": [], "ok": False, "error": _lost(error)}
                    result["wall_seconds"] = 0.0
                new = True
                yield result
        if not new:
            yield None


def _value(ray: Any, future: Any) -> tuple[Any, Exception | None]:
    """What is there, or why nothing is."""
    try:
        return ray.get(future), None
    except ray.exceptions.RayError as error:
        return None, error


def _lost(error: Exception) -> dict[str, str]:
    """What is told where Ray could not keep an actor alive."""
    why = str(getattr(error, "cause", None) or error).splitlines()[0].rstrip(".")
    message = f"Its node, or its model's, was lost {MOST_LOST} times: {why}."
    return {"code": "node_lost", "message": message, "hint": "See what the cluster's log says."}


def _is_installed(distribution: str) -> bool:
    try:
        metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return False
    return True
