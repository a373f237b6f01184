"""Long work of an operator in slices, between which the window is drawn.

Esc stops it; nothing else is done meanwhile but looking around, so that no undo meets half of it. By a script one may,
or another file: then the work is dropped as it is, for what it holds of the scene is no more.
"""

from __future__ import annotations

import time
from typing import Any

import bpy

from ..core.errors import ArtLLMError
from ..core.steps import Steps, Stopped, exhausted
from ..scene import replaced
from .estimate import Estimate
from .views import redraw, status_bar

# Seconds: between two slices, how long one goes on taking steps, and between two words about it, each of which has the
# sidebar drawn.
PAUSE, SLICE, NEWS = 0.01, 0.03, 0.2
LOOKING = (
    "MIDDLEMOUSE", "MOUSEMOVE", "INBETWEEN_MOUSEMOVE", "WHEELUPMOUSE", "WHEELDOWNMOUSE", "TRACKPADPAN", "TRACKPADZOOM",
    "MOUSEROTATE", "NDOF_MOTION",
)  # fmt: skip


def taken(steps: Steps[Any]) -> tuple[str, float]:
    """What the last step tells, after as many as a slice has room for. Raises StopIteration at their end."""
    until = time.perf_counter() + SLICE
    told = next(steps)
    while time.perf_counter() < until:
        told = next(steps)
    return told


def is_free(operator: type[bpy.types.Operator], context: bpy.types.Context) -> bool:
    """For poll: whether nothing is done in slices, which all else has to wait for; if not, the button says what."""
    state = context.window_manager.artllm
    if state.slicing:
        operator.poll_message_set(f"Something is at work, {state.target}: wait for it, or press Esc to stop it")
    return not state.slicing


class InSlices:
    """`steps` is what the operator does, `end` what it makes of their result. By `invoke` that is done in slices, by
    `execute` and where there is no window at once, with the same result and one undo step. in_slices: which."""

    in_slices = False

    def execute(self, context: bpy.types.Context) -> set[str]:
        try:
            return self.end(context, exhausted(self.steps(context)))
        except ArtLLMError as error:
            return self.fail(context, error)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        return self.begin(context)

    def begin(self, context: bpy.types.Context) -> set[str]:
        if bpy.app.background or context.window is None:
            return self.execute(context)
        self.take_slices(context)
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def take_slices(self, context: bpy.types.Context) -> None:
        """From now on, as long as the operator is modal."""
        self.in_slices = True
        self._steps, self._estimate, self._times = self.steps(context), Estimate(), replaced.times()
        state = context.window_manager.artllm
        state.slicing = True
        state.show(self.title(), "Starting", 0.0)
        self._said = time.perf_counter()
        self._timer = context.window_manager.event_timer_add(PAUSE, window=context.window)

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if self._times != replaced.times():
            self._stop(context)
            self.dropped(context)
            return {"CANCELLED"}
        if event.type == "ESC" and event.value == "PRESS":
            return self._cancelled(context)
        if event.type != "TIMER":
            return {"PASS_THROUGH"} if event.type in LOOKING else {"RUNNING_MODAL"}
        try:
            stage, share = taken(self._steps)
        except StopIteration as last:
            self._stop(context)
            return self.end(context, last.value)
        except ArtLLMError as error:
            self._stop(context)
            return self.fail(context, error)
        except BaseException:  # a fault of ours, which Blender tells of
            self._stop(context)
            raise
        said = self._estimate.said(stage, share)
        if time.perf_counter() - self._said > NEWS:
            context.window_manager.artllm.show(self.title(), said, share)
            self._said = time.perf_counter()
        return {"PASS_THROUGH"}  # the timers of others too: by one, panels that grew or shrank move their neighbours

    def _cancelled(self, context: bpy.types.Context) -> set[str]:
        try:
            self._steps.throw(Stopped())
        except StopIteration as last:  # ended early, for it could not take back what it had done
            self._stop(context)
            return self.end(context, last.value)
        except Stopped:
            pass
        self._stop(context)
        self.cancelled(context)
        return {"CANCELLED"}

    def cancel(self, context: bpy.types.Context) -> None:
        """Blender ends it, with the window or the file."""
        self._stop(context)

    def _stop(self, context: bpy.types.Context) -> None:
        self._steps.close()
        context.window_manager.artllm.slicing = False
        context.window_manager.artllm.stage = ""  # or the next would be no news where it begins as this one
        context.window_manager.event_timer_remove(self._timer)
        status_bar(None)
        redraw()

    def title(self) -> str:
        """What is at work, in words."""
        return self.bl_label

    def steps(self, context: bpy.types.Context) -> Steps[Any]:
        raise NotImplementedError

    def end(self, context: bpy.types.Context, result: Any) -> set[str]:
        raise NotImplementedError

    def fail(self, context: bpy.types.Context, error: ArtLLMError) -> set[str]:
        self.report({"ERROR"}, str(error))
        return {"CANCELLED"}

    def cancelled(self, context: bpy.types.Context) -> None:
        self.report({"INFO"}, f"{self.bl_label} is cancelled; the scene is as it was.")

    def dropped(self, context: bpy.types.Context) -> None:
        self.report({"WARNING"}, f"{self.bl_label} was dropped, for an undo came beneath it: start it again.")
