"""A scene shown in the window for as long as something that works on the window's scene needs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import bpy


@contextmanager
def in_window(scene: bpy.types.Scene) -> Iterator[None]:
    """Show the scene, then again the one that was shown: Blender's exporter of glTF would leave it there."""
    window = bpy.context.window or bpy.context.window_manager.windows[0]
    shown, layer = window.scene, window.view_layer
    try:
        window.scene = scene
        with bpy.context.temp_override(window=window):
            yield
    finally:
        window.scene, window.view_layer = shown, layer
