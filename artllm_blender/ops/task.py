"""The articulation in hand: one job of the runtime, polled by a timer, and the step from its answer to the rig."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

import bpy

from .. import client
from ..core.articulation import MOVES
from ..core.errors import ArtLLMError, InputError, NothingMoves
from ..core.kinds import understood
from ..core.kit import heeded, known_with
from ..core.known import Known
from ..core.prediction import Prediction
from ..core.steps import Steps, exhausted
from ..scene.again import object_again
from ..scene.mesh.mesh_in import gather
from ..scene.mesh.shells import shells, whole_of
from ..scene.rig import correct
from ..scene.rig.asked import adopting
from ..scene.rig.asset import add_notes, whole_asset
from ..scene.rig.hint import Question
from ..scene.rig.made_of import Settings
from ..scene.rig.read_rig import part_of
from . import ahead
from .active import active_rig
from .estimate import Estimate
from .rows import activate_again, activate_most_doubtful
from .settings import device, runtime
from .views import redraw, status_bar, window_region

# Between two looks at the work: as a rule, and while much is on its way between processes.
TICK, SOON = 0.05, 0.01
BUILDING = "Building"
Job = client.Job | client.AssetJob


@dataclass(frozen=True)
class Task:
    """name: what it is about, in words. ask: has the work begin. build: makes of the job, once done, what it is for,
    in steps, and gives the armature. uids: session ids of the objects that are to be an asset."""

    name: str
    ask: Callable[[], Job]
    build: Callable[[bpy.types.Context, Job], Steps[bpy.types.Object]]
    uids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Work:
    """The task in hand, the number of it and of all that were begun together, and those that wait; the session id of
    the scene in which all that was begun; how long the task will take."""

    task: Task
    job: Job
    number: int
    count: int
    waiting: tuple[Task, ...]
    scene: int
    estimate: Estimate

    @property
    def stage(self) -> str:
        """What is done now and how long it will still take, or what the rig waits for."""
        if self.job.state == "done" and (wanted := _waits_for()):
            return f"Waits for {wanted}"
        return self.estimate.said(self.job.stage.capitalize(), self.job.fraction)

    @property
    def title(self) -> str:
        return self.task.name + (f", {self.number} of {self.count}" if self.count > 1 else "")


_work: Work | None = None
_building = False
# Of the last run: what was found not to move, a task's objects each.
_still: list[tuple[int, ...]] = []


def begin(
    context: bpy.types.Context,
    objects: list[bpy.types.Object],
    seed: int,
    known: Known | None = None,
    interiors: bool = True,
    thickness: float = 0.0,
    min_confidence: float = MOVES,
) -> Job:
    """Send the objects, as one asset, to the model. Raises InputError if they cannot be articulated.

    min_confidence: an answer of which no joint is so sure is taken to mean that nothing moves.
    """
    return begin_each(context, [objects], seed, known, interiors, thickness, min_confidence)


def begin_each(
    context: bpy.types.Context,
    assets: list[list[bpy.types.Object]],
    seed: int,
    known: Known | None = None,
    interiors: bool = True,
    thickness: float = 0.0,
    min_confidence: float = MOVES,
) -> Job:
    """Likewise for several assets, one after the other; the first one's job."""
    model = runtime(context)
    known, notes = understood(known)

    def task(objects: list[bpy.types.Object]) -> Task:
        try:
            source = gather(objects, context.evaluated_depsgraph_get())
        except InputError as error:
            raise _named(error, described(objects), len(assets)) from None
        kit = heeded(source.kit, known)
        whole = whole_of(source, shells(source, context.evaluated_depsgraph_get()), kit)

        def ask() -> Job:
            job = model.articulate(source.vertices, source.faces, seed=seed, known=known_with(known, kit))
            return client.AssetJob(
                job, whole, interiors, thickness, lambda answer: answer.require_motion(min_confidence)
            )

        def build(context: bpy.types.Context, job: Job) -> Steps[bpy.types.Object]:
            words = json.dumps(known.fields() if known else {})
            kept = Settings(seed, words, kit is not None, interiors, thickness)
            how = {"interiors": interiors, "thickness": thickness, "kit": kit, "kept": kept, "parted": job.parted}
            armature = yield from whole_asset(context, source, job.prediction, **how)
            add_notes(armature, notes)
            if not _work.waiting:
                ahead.begin(armature, whole, interiors, thickness)
            activate_most_doubtful(context, armature, as_bone=True)
            return armature

        return Task(described(objects), ask, build, tuple(thing.session_uid for thing in objects))

    return _start(context, [task(objects) for objects in assets])


def begin_hint(
    context: bpy.types.Context,
    armature: bpy.types.Object,
    name: str,
    question: Question,
    take: Callable[[bpy.types.Object, Prediction], Steps[None]],
) -> Job:
    """Ask the model around a hint. take: makes of the armature and the answer what the hint is for, in steps."""
    uid, model = armature.session_uid, runtime(context)

    def build(context: bpy.types.Context, job: Job) -> Steps[bpy.types.Object]:
        yield BUILDING, 0.0
        found = _again(uid)
        is_active, active = active_rig(context) == found, context.active_object
        part, as_bone = part_of(active), active == found
        yield from take(found, job.prediction)
        if is_active:
            activate_again(context, found, part, as_bone)
        return found

    ask = partial(
        model.articulate, question.vertices, question.faces, seed=question.seed, known=question.known
    )  # fmt: skip
    return _start(context, [Task(name, ask, build)])


def still() -> list[list[bpy.types.Object]]:
    """What was found not to move when it was last articulated, each asset's objects, where all are still there."""
    found = [[object_again(uid) for uid in uids] for uids in _still]
    return [things for things in found if all(things)]


def _again(uid: int) -> bpy.types.Object:
    found = object_again(uid)
    if found is None:
        raise InputError("The rig was deleted while the model was at work.", "Undo that, or articulate again.")
    return found


def begin_joints(context: bpy.types.Context, armature: bpy.types.Object, only: Collection[int] | None = None) -> Job:
    """Ask the model for the joints of a rig as it is now, but for locked ones, or for those of some parts, by id.
    Raises ArtLLMError if it is none."""
    vertices, faces, known = correct.question(armature, only)
    uid = armature.session_uid

    def build(context: bpy.types.Context, job: Job) -> Steps[bpy.types.Object]:
        yield BUILDING, 0.0
        found = _again(uid)
        yield from adopting(found, job.prediction.articulation, vertices, only)
        return found

    model = runtime(context)
    ask = partial(model.articulate, vertices, faces, task="joints", known=known)
    name = f"The joints of {armature.name}" if only is None else f"How parts of {armature.name} move"
    return _start(context, [Task(name, ask, build)])


def carry_out(operator: bpy.types.Operator, context: bpy.types.Context, begin: Callable[[], Job]) -> set[str]:
    """For execute: begin tasks and, where Blender has no window that could follow them, wait for each and finish it."""
    state, built, level = context.window_manager.artllm, False, "INFO"
    try:
        begin()
    except ArtLLMError as error:
        state.fail(error)
        level = "ERROR"
    if not bpy.app.background and _work:
        watch()
        return {"FINISHED"}
    while _work:
        try:
            _work.job.wait()  # timers do not fire without a window
            built = bool(exhausted(finishing(context))) or built
        except NothingMoves as answer:
            state.fail(answer)
        except ArtLLMError as error:
            state.fail(error)
            level = "ERROR"
        except BaseException:  # Ctrl-C in the terminal
            forget()
            raise
    if state.error:
        operator.report({level}, state.error)
    return {"FINISHED"} if built else {"CANCELLED"}


def _start(context: bpy.types.Context, tasks: list[Task]) -> Job:
    ahead.rest()
    context.window_manager.artllm.error = ""
    _still.clear()
    _take_up(tuple(tasks), 1, len(tasks), context.scene.session_uid)
    return _work.job


def _take_up(tasks: tuple[Task, ...], number: int, count: int, scene: int) -> None:
    """Have the model begin the first of the tasks; the others wait. Raises ArtLLMError, and all are dropped."""
    global _work
    try:
        job = tasks[0].ask()
    except ArtLLMError:
        forget()
        raise
    _work = Work(tasks[0], job, number, count, tasks[1:], scene, Estimate())
    _show_progress()


def _go_on() -> None:
    """The task in hand is over: to the next, if there is one."""
    _show_progress()
    if not _work.waiting:
        return forget()
    try:
        _take_up(_work.waiting, _work.number + 1, _work.count, _work.scene)
    except ArtLLMError as error:
        bpy.context.window_manager.artllm.fail(error)


def _named(error: ArtLLMError, name: str, count: int) -> ArtLLMError:
    """The error with what it is about, if that is one of several."""
    if count > 1:
        error.args = (f"{name}: {error.args[0]}",)
    return error


def described(objects: list[bpy.types.Object]) -> str:
    """'Cabinet' or 'Cabinet and 3 more'."""
    return objects[0].name if len(objects) == 1 else f"{objects[0].name} and {len(objects) - 1} more"


def watch() -> None:
    """Have Blender's window follow the job from now on."""
    bpy.app.timers.register(_tick, first_interval=TICK)


def finishing(context: bpy.types.Context) -> Steps[bpy.types.Object]:
    """Build the rig from the answer; the armature, active. Then the model begins with what waits.

    Raises ArtLLMError, NothingMoves for one, the scene being as it was; so it is where the steps end early.
    """
    global _building
    done, _building = _work, True
    try:
        if done.job.error:
            raise done.job.error
        armature = yield from done.task.build(context, done.job)
    except ArtLLMError as error:
        _keep_still(done.task, error)
        _over(context)
        raise _named(error, done.task.name, done.count) from None
    except BaseException:  # stopped, dropped, or a fault of ours: it is no longer being built
        _building = False
        raise
    _over(context)
    return armature


def drop() -> str:
    """The task in hand cannot be finished, for an undo came while its rig was being built: that is shown, and the model
    goes on to what waits. What there is to say; empty where no task is in hand."""
    if _work is None:
        return ""
    said = InputError(f"{_work.title} was dropped, for an undo came while it was being built.", "Ask for it again.")
    bpy.context.window_manager.artllm.fail(said)
    _go_on()
    return str(said)


def _keep_still(task: Task, error: ArtLLMError) -> None:
    """For `still`, where the error is that nothing moves."""
    if isinstance(error, NothingMoves):
        _still.append(task.uids)


def _over(context: bpy.types.Context) -> None:
    """The task in hand is, and what is shown of it stays though the selection was changed."""
    global _building
    _building = False
    context.window_manager.artllm.hold(context)
    _go_on()


@bpy.app.handlers.persistent
def forget(*_: object) -> None:
    """Drop all tasks, and what the model still computes for them. Also runs before a file is loaded."""
    global _work, _building
    worked = _work is not None
    if worked:
        _work.job.cancel()
    _work, _building = None, False
    if bpy.app.timers.is_registered(_tick):
        bpy.app.timers.unregister(_tick)
    bpy.context.window_manager.artllm.status = "IDLE"
    if worked:  # or windows may be those of a file that was loaded just now, which Blender has not set up yet
        status_bar(None)
        redraw()


def cancel() -> str:
    """Drop all tasks, as the artist wished; what there is to say."""
    said = f"{bpy.context.window_manager.artllm.target} is cancelled; the scene is as it was."
    forget()
    return said


def _tick() -> float | None:
    """Timer: follow the job; at its end build at a moment when one undo step can be pushed, and only one."""
    if _building:  # by an operator, step by step
        return TICK
    job = _work.job
    job.poll()
    _show_progress()
    if job.state == "failed":
        _keep_still(_work.task, job.error)
        bpy.context.window_manager.artllm.fail(_named(job.error, _work.task.name, _work.count))
        _go_on()
    elif job.state == "cancelled":
        forget()
    elif job.state == "done" and not _waits_for():
        _build()
    if _work is None:
        return None
    return SOON if _work.job.moving else TICK


def _build() -> None:
    """In the window of a 3D view, if there is one: where the artist looks."""
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            if area.type == "VIEW_3D" and not left_scene(window.scene):
                region = window_region(area)
                with bpy.context.temp_override(window=window, area=area, region=region):
                    bpy.ops.artllm.build("INVOKE_DEFAULT", True)
                return
    bpy.ops.artllm.build("EXEC_DEFAULT", True)


def title() -> str:
    """What the task in hand is about, in words."""
    return _work.title


def left_scene(shown: bpy.types.Scene) -> str:
    """The name of the scene that the task in hand is about, where another one is shown; empty where that one is, or
    where it is gone."""
    if _work is None or shown.session_uid == _work.scene:
        return ""
    return next((scene.name for scene in bpy.data.scenes if scene.session_uid == _work.scene), "")


def _show_progress() -> None:
    state, status = bpy.context.window_manager.artllm, "READY" if _work.job.state == "done" else "RUNNING"
    if state.slicing:
        return
    if not state.show(_work.title, _work.stage, _work.job.fraction) and state.status == status:
        return
    state.status, state.provider = status, device()
    if status == "READY":  # Esc may be another operator's
        status_bar(f"{_work.title}: {_work.stage}")
    redraw("UI")


def _waits_for() -> str:
    """What has to be first, that a rig may be built: its scene and what it is of shown, and the end of what has undo
    steps of its own under way; empty if nothing."""
    if bpy.context.mode != "OBJECT":
        return "Object Mode"
    windows = bpy.context.window_manager.windows
    if windows and all(left_scene(window.scene) for window in windows):
        return f"{left_scene(windows[0].scene)} to be shown"
    layers = [window.view_layer for window in windows if not left_scene(window.scene)] or [bpy.context.view_layer]
    for thing in filter(None, map(object_again, _work.task.uids)):
        if thing.users_scene and not any(thing.visible_get(view_layer=layer) for layer in layers):
            return f"{thing.name} to be shown"
    running = [tool for window in windows for tool in window.modal_operators]
    return f"the end of {running[0].bl_label or running[0].name}" if running else ""
