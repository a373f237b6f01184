"""Menu entries, without which F3 would not find the operators, and the key that cancels."""

from __future__ import annotations

import bpy

from .icons import icon

_keys: list[tuple[bpy.types.KeyMap, bpy.types.KeyMapItem]] = []


def _object_menu(self: bpy.types.Menu, context: bpy.types.Context) -> None:
    self.layout.separator()
    self.layout.operator("artllm.articulate", icon_value=icon())
    self.layout.operator("artllm.refine_limits")


def _export_menu(self: bpy.types.Menu, context: bpy.types.Context) -> None:
    self.layout.operator("artllm.export", text="ArtLLM Articulated Asset (.urdf, .glb)", icon_value=icon())


def register() -> None:
    bpy.types.VIEW3D_MT_object.append(_object_menu)
    bpy.types.VIEW3D_MT_object_context_menu.append(_object_menu)
    bpy.types.TOPBAR_MT_file_export.append(_export_menu)
    if keys := bpy.context.window_manager.keyconfigs.addon:  # none without a window
        keymap = keys.keymaps.new(name="3D View", space_type="VIEW_3D")
        _keys.append((keymap, keymap.keymap_items.new("artllm.cancel", "ESC", "PRESS")))


def unregister() -> None:
    for keymap, item in _keys:
        keymap.keymap_items.remove(item)
    _keys.clear()
    bpy.types.TOPBAR_MT_file_export.remove(_export_menu)
    bpy.types.VIEW3D_MT_object_context_menu.remove(_object_menu)
    bpy.types.VIEW3D_MT_object.remove(_object_menu)
