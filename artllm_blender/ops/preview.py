"""Trying joints out: Play All, opening one, back to rest, and keys."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import bpy
from bpy.props import IntProperty

from ..core.errors import ArticulationError, ArtLLMError
from ..core.motion.playback import Player
from ..scene.again import object_again
from ..scene.preview.preview import Preview, close, insert_keys, reset
from .active import CHILD, OnRig, active_rig, chosen_joint, needs_own_rig
from .contacts import ready
from .task import redraw

RATE = 30


@dataclass(frozen=True)
class Show:
    """What plays. armature: its session id, which outlives renames and undo; before: the pose that it had."""

    preview: Preview
    armature: int
    before: dict[int, float]

    def pose(self, values: Mapping[int, float]) -> bool:
        """Whether there was still something to pose."""
        armature = object_again(self.armature)
        if armature:
            self.preview.pose(armature, values)
        return armature is not None


_show: Show | None = None


@bpy.app.handlers.persistent
def pose_for_saving(*_: object) -> None:
    """Before a file is saved: back into the pose that was before, which the next frame played leaves again.

    Blender does not save by itself while an operator like these runs.
    """
    if _show:
        _show.pose(_show.before)


class Playing:
    """Shows the poses that `_frames` gives. Esc puts back what was before, as the end does where `_keeps` is False."""

    _keeps = True

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return needs_own_rig(cls, context)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        global _show
        armature, window = active_rig(context), context.window_manager
        try:
            preview = ready(armature)
            self._poses = self._frames(preview.player(armature, closed=not self._keeps))
        except ArtLLMError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        _show, self._due = Show(preview, armature.session_uid, preview.values(armature)), 0.0
        self._timer = window.event_timer_add(1 / RATE, window=context.window)
        window.modal_handler_add(self)
        window.artllm.playing = True
        context.workspace.status_text_set("Esc: stop")
        redraw()
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if event.type == "ESC" and event.value == "PRESS" or not context.window_manager.artllm.playing:
            self.cancel(context)
            return {"CANCELLED"}
        # Other timers tick too.
        if event.type != "TIMER" or time.monotonic() < self._due:
            return {"PASS_THROUGH"}
        values = next(self._poses, None)
        if values is None or not _show.pose(values):
            self._stop(context, put_back=not self._keeps)
            return {"FINISHED"}
        redraw()  # changed values alone do not have the view drawn again
        self._due = time.monotonic() + 0.9 / RATE
        return {"PASS_THROUGH"}

    def cancel(self, context: bpy.types.Context) -> None:
        self._stop(context, put_back=True)

    def _stop(self, context: bpy.types.Context, put_back: bool) -> None:
        global _show
        if put_back:
            _show.pose(_show.before)
        _show = None
        context.window_manager.event_timer_remove(self._timer)
        context.window_manager.artllm.playing = False
        context.workspace.status_text_set(None)
        redraw()


class ARTLLM_OT_play_all(Playing, bpy.types.Operator):
    bl_idname = "artllm.play_all"
    bl_label = "Play All"
    bl_description = "Open every joint, in an order in which no part runs into another, then close them. Esc stops it"

    _keeps = False

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        if bpy.app.background:
            cls.poll_message_set("Playing needs a window")
            return False
        return super().poll(context)

    def _frames(self, player: Player) -> Iterator[dict[int, float]]:
        return player.frames(player.play_all())


class ARTLLM_OT_open_close(OnRig, Playing, bpy.types.Operator):
    bl_idname = "artllm.open_close"
    bl_label = "Open or Close"
    bl_description = "Open this joint, after those that it needs open, or close it if it is open"
    bl_options = {"UNDO"}

    child: IntProperty(**CHILD)

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        preview = ready(armature)
        player = preview.player(armature)
        for _ in self._frames(player):
            pass
        preview.pose(armature, player.values)

    def _frames(self, player: Player) -> Iterator[dict[int, float]]:
        child = chosen_joint(bpy.context, self.child)
        if child not in player.values:
            raise ArticulationError(f"Part {child} has no joint.", "Choose a part that moves.")
        return player.frames((player.close if player.is_open(child) else player.open)(child))


class ARTLLM_OT_close_all(OnRig, bpy.types.Operator):
    bl_idname = "artllm.close_all"
    bl_label = "Close All"
    bl_description = "Close every joint, also those of what was modelled open"
    bl_options = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        close(armature)


class ARTLLM_OT_rest(OnRig, bpy.types.Operator):
    bl_idname = "artllm.rest"
    bl_label = "Reset"
    bl_description = "Put every joint back into the pose that was modelled"
    bl_options = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        reset(armature)


class ARTLLM_OT_insert_keys(OnRig, bpy.types.Operator):
    bl_idname = "artllm.insert_keys"
    bl_label = "Insert Keys"
    bl_description = "Key the value of every joint at the current frame"
    bl_options = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        insert_keys(armature, context.scene.frame_current)
