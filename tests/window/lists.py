"""The lists of joints and parts, as a test of the window finds them. Runs in the window's Blender."""

from __future__ import annotations

import bpy
import in_window
import props

from artllm_blender.ops.active import active_rig
from artllm_blender.ops.rows import rows
from artllm_blender.scene.rig.read_rig import read_rig


def pop_up() -> None:
    """The sidebar's panel with the list, at the mouse: there nothing is above it that others may add to."""
    with bpy.context.temp_override(**in_window.view()):
        bpy.ops.wm.call_panel("INVOKE_DEFAULT", name="ARTLLM_PT_rig", keep_open=True)


def show_sidebar() -> None:
    in_window.view()["area"].spaces.active.show_region_ui = True


def scale() -> float:
    """Pixels to one of the interface at 1x."""
    return bpy.context.preferences.system.ui_scale


def active_row() -> str:
    """The name in it; empty where no row is active."""
    index = bpy.context.window_manager.artllm.active_row
    return "" if index < 0 else rows(props.armature())[index].name


def names() -> dict[str, list[str]]:
    """Of the parts in the rows, and of their objects."""
    objects = read_rig(props.armature()).objects
    return {row.name: [thing.name for thing in objects[row.part]] for row in rows(props.armature()).values()}


def hide(part: int, hidden: bool = True) -> None:
    """By the eye in its row."""
    with bpy.context.temp_override(**in_window.view()):
        bpy.ops.artllm.hide_part(child=part, hidden=hidden)


def hidden() -> list[str]:
    """The names in the rows of what is hidden, as the panel has them: none where it shows no asset."""
    with bpy.context.temp_override(**in_window.view()):
        armature = active_rig(bpy.context)
        return [row.name for row in rows(armature).values() if row.hidden] if armature else []
