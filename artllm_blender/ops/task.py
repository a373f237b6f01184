"""The articulation in hand: one job of the runtime, polled by a timer, and the step from its answer to the rig."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import bpy

from .. import client
from ..scene.asset import build_asset
from ..scene.mesh_in import Source, gather

TICK = 0.05
PROVIDERS = {"AUTO": "", "CPU": "CPUExecutionProvider"}
ADDON = __package__.rpartition(".artllm_blender")[0] or "artllm_blender"


@dataclass(frozen=True)
class Task:
    job: client.Job
    source: Source


_task: Task | None = None


def preferences(context: bpy.types.Context) -> bpy.types.AddonPreferences | None:
    """The add-on's; None where it was registered without being installed."""
    addon = context.preferences.addons.get(ADDON)
    return addon and addon.preferences


def begin(context: bpy.types.Context, objects: list[bpy.types.Object], seed: int) -> client.Job:
    """Send the objects to the model. Raises InputError if they cannot be articulated."""
    global _task
    source = gather(objects, context.evaluated_depsgraph_get())
    runtime = client.runtime()
    settings = preferences(context)
    if settings:
        log_folder = Path(bpy.path.abspath(settings.log_folder)) if settings.log_folder else None
        runtime.configure(PROVIDERS[settings.provider], log_folder)
    _task = Task(runtime.articulate(source.vertices, source.faces, seed=seed), source)
    state = context.window_manager.artllm
    state.status, state.error, state.target = "RUNNING", "", described(objects)
    _show_progress()
    return _task.job


def described(objects: list[bpy.types.Object]) -> str:
    """'Cabinet' or 'Cabinet and 3 more'."""
    return objects[0].name if len(objects) == 1 else f"{objects[0].name} and {len(objects) - 1} more"


def watch() -> None:
    """Have Blender's window follow the job from now on."""
    bpy.app.timers.register(_tick, first_interval=TICK)


def finish(context: bpy.types.Context) -> bpy.types.Object:
    """Build the rig from the answer; the armature, active. Raises ArtLLMError, the scene being as it was."""
    done = _task
    _show_progress()
    forget()
    return build_asset(context, done.source, done.job.prediction)


@bpy.app.handlers.persistent
def forget(*_: object) -> None:
    """Drop the task, if there is one, and what the model still computes for it. Also runs before a file is loaded."""
    global _task
    if _task:
        _task.job.cancel()
    _task = None
    if bpy.app.timers.is_registered(_tick):
        bpy.app.timers.unregister(_tick)
    bpy.context.window_manager.artllm.status = "IDLE"
    redraw()


def redraw() -> None:
    """Have every sidebar drawn again."""
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "VIEW_3D":
                area.tag_redraw()


def _tick() -> float | None:
    """Timer: follow the job; at its end build at a moment when one undo step can be pushed, and only one."""
    job = _task.job
    job.poll()
    _show_progress()
    if job.state == "running":
        return TICK
    if job.state == "failed":
        bpy.context.window_manager.artllm.fail(job.error)
    if job.state != "done":
        forget()
        return None
    if not _may_build():
        return TICK
    bpy.ops.artllm.build("EXEC_DEFAULT", True)
    return None


def _show_progress() -> None:
    state, job, runtime = bpy.context.window_manager.artllm, _task.job, client.runtime()
    state.status = "READY" if job.state == "done" else "RUNNING"
    state.stage, state.fraction = job.stage.capitalize(), job.fraction
    device = runtime.provider.removesuffix("ExecutionProvider")
    state.provider = ". ".join(filter(None, (device, runtime.provider_note)))
    redraw()


def _may_build() -> bool:
    """Whether no mode and no running operator has undo steps of its own under way."""
    busy = any(window.modal_operators for window in bpy.context.window_manager.windows)
    return bpy.context.mode == "OBJECT" and not busy
