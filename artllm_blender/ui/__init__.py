"""Panel, menus, keys, preferences and icons. Nothing here writes the scene: buttons do, by their operators."""

from __future__ import annotations

import bpy

from . import icons, menus, panel, prefs

CLASSES = (prefs.ArtLLMPreferences, panel.ARTLLM_PT_main, panel.ARTLLM_PT_rig)


def register() -> None:
    icons.register()
    for cls in CLASSES:
        bpy.utils.register_class(cls)
    menus.register()


def unregister() -> None:
    menus.unregister()
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)
    icons.unregister()
