"""Trying joints out: Play All, opening one, back to rest, and keys."""

from __future__ import annotations

import time
from collections.abc import Iterator

import bpy
from bpy.props import IntProperty

from ..core.errors import ArtLLMError
from ..core.motion.playback import Player
from ..scene.preview.preview import insert_keys, reset
from .active import OnRig, active_rig, needs_still_rig
from .contacts import ready
from .task import redraw

RATE = 30


class Playing:
    """Shows the poses that `_frames` gives. Esc puts back what was before, as the end does where `_keeps` is False."""

    _keeps = True

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return needs_still_rig(cls, context)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        armature, window = active_rig(context), context.window_manager
        try:
            self._preview = ready(armature)
        except ArtLLMError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        # By name: whoever orbits and undoes meanwhile makes Blender replace the object.
        self._armature, self._before = armature.name, self._preview.values(armature)
        self._poses, self._due = self._frames(self._preview.player(armature, at_rest=not self._keeps)), 0.0
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
        armature, values = bpy.data.objects.get(self._armature), next(self._poses, None)
        if armature is None or values is None:
            self._stop(context)
            if not self._keeps:
                self._put_back()
            return {"FINISHED"}
        self._preview.pose(armature, values)
        redraw()  # changed values alone do not have the view drawn again
        self._due = time.monotonic() + 0.9 / RATE
        return {"PASS_THROUGH"}

    def cancel(self, context: bpy.types.Context) -> None:
        self._stop(context)
        self._put_back()

    def _stop(self, context: bpy.types.Context) -> None:
        context.window_manager.event_timer_remove(self._timer)
        context.window_manager.artllm.playing = False
        context.workspace.status_text_set(None)
        redraw()

    def _put_back(self) -> None:
        if armature := bpy.data.objects.get(self._armature):
            self._preview.pose(armature, self._before)


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


class ARTLLM_OT_open_close(Playing, OnRig, bpy.types.Operator):
    bl_idname = "artllm.open_close"
    bl_label = "Open or Close"
    bl_description = "Open this joint, after those that it needs open, or close it if it is open"
    bl_options = {"UNDO"}

    child: IntProperty(name="Part", description="Id of the part that the joint moves", options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context, armature: bpy.types.Object) -> None:
        preview = ready(armature)
        player = preview.player(armature)
        for _ in self._frames(player):
            pass
        preview.pose(armature, player.values)

    def _frames(self, player: Player) -> Iterator[dict[int, float]]:
        if self.child not in player.values:
            return iter(())
        return player.frames((player.close if player.is_open(self.child) else player.open)(self.child))


class ARTLLM_OT_rest(OnRig, bpy.types.Operator):
    bl_idname = "artllm.rest"
    bl_label = "Close All"
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
