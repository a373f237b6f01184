"""The client of the model runtime, a child process of Blender. No bpy here. `runtime()` gives the one kept warm."""

from __future__ import annotations

import atexit

from .asset_job import AssetJob
from .elsewhere import Elsewhere
from .job import Job
from .process import Runtime

__all__ = ["AssetJob", "Elsewhere", "Job", "Runtime", "runtime", "shutdown", "use"]

_runtime: Runtime | Elsewhere | None = None


def use(other: Elsewhere) -> None:
    """Have `runtime()` give one that is not a child of this process."""
    global _runtime
    shutdown()
    _runtime = other


def runtime() -> Runtime:
    """The one runtime of this Blender. It starts its child when the first job comes, or on `start()`."""
    global _runtime
    if _runtime is None:
        _runtime = Runtime()
        atexit.register(shutdown)
    return _runtime


def shutdown() -> None:
    """End the child, if there is one, and wait until it is gone."""
    global _runtime
    if _runtime is not None:
        _runtime.stop()
        atexit.unregister(shutdown)
    _runtime = None
