"""The articulation in hand: one job of the runtime, polled by a timer, and the step from its answer to the rig."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import bpy

from .. import client
from ..core.errors import ArtLLMError, InputError
from ..core.known import Known
from ..core.prediction import Prediction
from ..scene.mesh.mesh_in import gather
from ..scene.rig import correct
from ..scene.rig.asset import build_asset, refine_limits

TICK = 0.05
PROVIDERS = {"AUTO": "", "CPU": "CPUExecutionProvider"}
ADDON = __package__.rpartition(".artllm_blender")[0] or "artllm_blender"


@dataclass(frozen=True)
class Task:
    """build: makes of the answer what it is for, and gives the armature."""

    job: client.Job
    build: Callable[[bpy.types.Context, Prediction], bpy.types.Object]


_task: Task | None = None


def preferences(context: bpy.types.Context) -> bpy.types.AddonPreferences | None:
    """The add-on's; None where it was registered without being installed."""
    addon = context.preferences.addons.get(ADDON)
    return addon and addon.preferences


def begin(
    context: bpy.types.Context,
    objects: list[bpy.types.Object],
    seed: int,
    known: Known | None = None,
    interiors: bool = True,
    thickness: float = 0.0,
) -> client.Job:
    """Send the objects to the model. Raises InputError if they cannot be articulated."""
    source = gather(objects, context.evaluated_depsgraph_get())

    def build(context: bpy.types.Context, answer: Prediction) -> bpy.types.Object:
        armature = build_asset(context, source, answer, interiors, thickness)
        refine_limits(armature)
        return armature

    job = _runtime(context).articulate(source.vertices, source.faces, seed=seed, known=known)
    return _start(context, described(objects), Task(job, build))


def begin_joints(context: bpy.types.Context, armature: bpy.types.Object) -> client.Job:
    """Ask the model for the joints of a rig as it is now, but for locked ones. Raises ArtLLMError if it is none."""
    vertices, faces, known = correct.question(armature)
    uid = armature.session_uid

    def build(context: bpy.types.Context, answer: Prediction) -> bpy.types.Object:
        found = next((thing for thing in bpy.data.objects if thing.session_uid == uid), None)
        if found is None:
            raise InputError("The rig was deleted while the model was at work.", "Undo that, or articulate again.")
        correct.adopt(found, answer.articulation)
        return found

    job = _runtime(context).articulate(vertices, faces, task="joints", known=known)
    return _start(context, f"The joints of {armature.name}", Task(job, build))


def carry_out(operator: bpy.types.Operator, context: bpy.types.Context, begin: Callable[[], client.Job]) -> set[str]:
    """For execute: begin a task and, where Blender has no window that could follow it, wait for it and finish it."""
    try:
        job = begin()
        if not bpy.app.background:
            watch()
            return {"FINISHED"}
        job.wait()  # timers do not fire without a window
        if job.error:
            forget()
            raise job.error
        finish(context)
    except ArtLLMError as error:
        context.window_manager.artllm.fail(error)
        operator.report({"ERROR"}, str(error))
        return {"CANCELLED"}
    return {"FINISHED"}


def _runtime(context: bpy.types.Context) -> client.Runtime:
    """The runtime, as the preferences want it."""
    runtime, settings = client.runtime(), preferences(context)
    if settings:
        log_folder = Path(bpy.path.abspath(settings.log_folder)) if settings.log_folder else None
        runtime.configure(PROVIDERS[settings.provider], log_folder)
    return runtime


def _start(context: bpy.types.Context, target: str, task: Task) -> client.Job:
    global _task
    _task = task
    state = context.window_manager.artllm
    state.status, state.error, state.target = "RUNNING", "", target
    _show_progress()
    return task.job


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
    return done.build(context, done.job.prediction)


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
