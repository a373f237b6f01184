"""The client of the model runtime, a child process of Blender. No bpy here. `runtime()` gives the one kept warm."""

from __future__ import annotations

import atexit

from .asset_job import AssetJob
from .job import Job
from .process import Runtime

__all__ = ["AssetJob", "Job", "Runtime", "runtime", "shutdown"]

_runtime: Runtime | None = None


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
