"""Panel, menus, keys, preferences and icons. Nothing here writes the scene: buttons do, by their operators."""

from __future__ import annotations

import bpy

from . import (
    answers,
    assembly,
    check,
    constraints,
    correct,
    gizmos,
    icons,
    joint,
    lists,
    menus,
    overlay,
    panel,
    pose,
    prefs,
    preview,
    snap,
    together,
)

CLASSES = (
    prefs.ArtLLMPreferences,
    panel.ARTLLM_PT_main,
    panel.ARTLLM_PT_cut,
    answers.ARTLLM_PT_answers,
    *lists.CLASSES,
    correct.ARTLLM_PT_correct,
    panel.ARTLLM_PT_notes,
    *pose.CLASSES,
    *constraints.CLASSES,
    preview.ARTLLM_PT_preview,
    preview.ARTLLM_PT_timing,
    *assembly.CLASSES,
    *together.CLASSES,
    *snap.CLASSES,
    joint.ARTLLM_PT_joint,
    *check.CLASSES,
    *menus.CLASSES,
    *overlay.CLASSES,
    *gizmos.CLASSES,
)


def register() -> None:
    icons.register()
    for cls in CLASSES:
        bpy.utils.register_class(cls)
    menus.register()
    overlay.register()


def unregister() -> None:
    overlay.unregister()
    menus.unregister()
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)
    icons.unregister()
