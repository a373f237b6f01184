"""A rig to play with, and what it does, as a test of the window asks for it. Runs in the window's Blender."""

from __future__ import annotations

import bpy
import in_window
import rigs
import scenes


def cabinet() -> None:
    """Half open, a step of undo after it was wide open."""
    armature = rigs.rigged(scenes.cabinet(), name="Cabinet")
    in_window.look((0, 0, 0.5), (0.76, 0.48, 0.23, 0.36), 3.0)
    bpy.context.view_layer.objects.active = armature
    for pose in ("OPEN", "HALF"):
        posed(pose)


def play(seconds: float) -> None:
    """Each joint taking so many seconds."""
    bpy.context.window_manager.artllm.play.seconds = seconds
    with bpy.context.temp_override(**in_window.view()):
        bpy.ops.artllm.play_all("INVOKE_DEFAULT")


def scrub(share: float) -> None:
    with bpy.context.temp_override(**in_window.view()):
        bpy.context.window_manager.artllm.play.scrub = share


def state() -> list:
    """Whether it plays, and how far door and drawer are open."""
    armature = bpy.data.objects["Cabinet Rig"]
    return [bpy.context.window_manager.artllm.playing, armature["artllm_value_1"], armature["artllm_value_2"]]


def watched() -> None:
    """From now on it is counted how often the view is drawn."""
    bpy.app.driver_namespace["drawn"] = 0
    view = in_window.view()["region"]

    def count() -> None:
        if bpy.context.region == view:
            bpy.app.driver_namespace["drawn"] += 1

    bpy.types.SpaceView3D.draw_handler_add(count, (), "WINDOW", "POST_PIXEL")


def drawn() -> int:
    return bpy.app.driver_namespace["drawn"]


def posed(pose: str) -> None:
    with bpy.context.temp_override(**in_window.view()):
        bpy.ops.artllm.pose_all("EXEC_DEFAULT", True, pose=pose)
