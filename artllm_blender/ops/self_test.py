"""The self-test, a small cabinet to the model and back; and a report, to be copied, of what helps to find a fault."""

from __future__ import annotations

import platform
import sys
import time
import tomllib
from collections import deque
from itertools import product
from pathlib import Path

import bpy
import numpy as np

from .. import client
from ..client.child import ROOT
from ..core.errors import ArtLLMError
from .settings import log_folder, runtime
from .task import TICK

MANIFEST = ROOT / "blender_manifest.toml"
LOG_LINES = 30
# Lower and upper corners, metres: a body, and a door before it.
_BOXES = (((-0.4, -0.25, 0.0), (0.4, 0.25, 1.0)), ((-0.4, -0.28, 0.02), (0.4, -0.26, 0.98)))
_SIDES = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))

_job: client.Job | None = None
_began = 0.0


class ARTLLM_OT_self_test(bpy.types.Operator):
    bl_idname = "artllm.self_test"
    bl_label = "Self-Test"
    bl_description = "Have the model articulate a small cabinet, and say what it ran on and how long it took"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if _job is not None or context.window_manager.artllm.status != "IDLE":
            cls.poll_message_set("The model is at work: wait for it or cancel it")
            return False
        return True

    def execute(self, context: bpy.types.Context) -> set[str]:
        global _job, _began
        state, _began = context.window_manager.artllm, time.monotonic()
        state.self_test = "Running"
        try:
            _job = runtime(context).articulate(*_cabinet())
        except ArtLLMError as error:
            state.self_test = f"Failed: {error}"
            return {"CANCELLED"}
        if bpy.app.background:
            _job.wait()
            _tick()
        else:
            bpy.app.timers.register(_tick, first_interval=TICK)
        return {"FINISHED"}


class ARTLLM_OT_copy_report(bpy.types.Operator):
    bl_idname = "artllm.copy_report"
    bl_label = "Copy Report"
    bl_description = "Copy to the clipboard what helps to find a fault: versions, device, the error, the end of the log"

    def execute(self, context: bpy.types.Context) -> set[str]:
        context.window_manager.clipboard = report(context)
        self.report({"INFO"}, "The report is in the clipboard")
        return {"FINISHED"}


def report(context: bpy.types.Context) -> str:
    """Lines of text. The user's folder is a ~ in them."""
    state, model = context.window_manager.artllm, client.runtime()
    log = log_folder(context) / "runtime.log"
    known = {
        "ArtLLM": manifest()["version"],
        "Blender": f"{bpy.app.version_string} {bpy.app.build_hash.decode()}",
        "System": platform.platform(),
        "Python": sys.version.split()[0],
        "Device": " ".join(filter(None, (model.provider, model.provider_note))) or "not started",
        "Weights": model.weights or "not loaded",
        "Error": f"{state.error} ({state.error_code})" if state.error else "none",
        "Self-test": state.self_test or "not run",
    }
    lines = [f"{name}: {value}" for name, value in known.items()]
    return "\n".join([*lines, f"Log: {log}", *_end_of(log)]).replace(str(Path.home()), "~")


def manifest() -> dict:
    """The extension's."""
    return tomllib.loads(MANIFEST.read_text(encoding="utf-8"))


def _end_of(log: Path) -> list[str]:
    try:
        with log.open(encoding="utf-8", errors="replace") as lines:
            return [f"  {line.rstrip()}" for line in deque(lines, LOG_LINES)]
    except OSError as problem:
        return [f"  cannot be read: {problem.strerror}"]


@bpy.app.handlers.persistent
def forget(*_: object) -> None:
    """Drop a self-test that is under way. Also runs before a file is loaded, which ends timers."""
    global _job
    if _job:
        _job.cancel()
        bpy.context.window_manager.artllm.self_test = ""
    _job = None
    if bpy.app.timers.is_registered(_tick):
        bpy.app.timers.unregister(_tick)


def _tick() -> float | None:
    """Timer: follow the job; None at its end."""
    global _job
    _job.poll()
    if _job.state == "running":
        return TICK
    state, seconds = bpy.context.window_manager.artllm, time.monotonic() - _began
    if _job.state == "done":
        found, model = _job.prediction.articulation, client.runtime()
        state.self_test = (
            f"Passed in {seconds:.1f} s: parts {len(found.parts)}, joints {len(found.joints)},"
            f" on {model.provider.removesuffix('ExecutionProvider')}, {model.weights}"
        )
    else:
        state.self_test = f"Failed: {_job.error or 'cancelled'}"
    _job = None
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "PREFERENCES":
                area.tag_redraw()
    return None


def _cabinet() -> tuple[np.ndarray, np.ndarray]:
    """Vertices (n, 3) and triangles (m, 3)."""
    corners = [np.array(list(product(*zip(lower, upper, strict=True)))) for lower, upper in _BOXES]
    quads = np.concatenate([np.array(_SIDES) + 8 * i for i in range(len(_BOXES))])
    return np.concatenate(corners), np.concatenate([quads[:, (0, 1, 2)], quads[:, (0, 2, 3)]])


CLASSES = (ARTLLM_OT_self_test, ARTLLM_OT_copy_report)
