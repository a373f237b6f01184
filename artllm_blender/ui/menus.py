"""Menu entries, without which F3 would not find the operators, and the key that cancels."""

from __future__ import annotations

import bpy

from .icons import icon

_keys: list[tuple[bpy.types.KeyMap, bpy.types.KeyMapItem]] = []


def _object_menu(self: bpy.types.Menu, context: bpy.types.Context) -> None:
    self.layout.separator()
    self.layout.operator("artllm.articulate", icon_value=icon())
    self.layout.operator("artllm.refine_limits")
    self.layout.operator("artllm.play_all")
    self.layout.operator("artllm.rest")
    self.layout.operator("artllm.insert_keys")


def _correct_menu(self: bpy.types.Menu, context: bpy.types.Context) -> None:
    self.layout.separator()
    self.layout.operator_menu_enum("artllm.assign_to_part", "part")
    self.layout.operator("artllm.new_part")


def _part_menu(self: bpy.types.Menu, context: bpy.types.Context) -> None:
    _correct_menu(self, context)
    for name in ("merge_parts", "split_part", "dissolve_part", "rename_part", "joint_limits", "predict_joints"):
        self.layout.operator(f"artllm.{name}")


def _export_menu(self: bpy.types.Menu, context: bpy.types.Context) -> None:
    self.layout.operator("artllm.export", text="ArtLLM Articulated Asset (.urdf, .glb)", icon_value=icon())


def register() -> None:
    bpy.types.VIEW3D_MT_object.append(_object_menu)
    bpy.types.VIEW3D_MT_object.append(_part_menu)
    bpy.types.VIEW3D_MT_edit_mesh.append(_correct_menu)
    bpy.types.VIEW3D_MT_edit_mesh_context_menu.append(_correct_menu)
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
    bpy.types.VIEW3D_MT_edit_mesh_context_menu.remove(_correct_menu)
    bpy.types.VIEW3D_MT_edit_mesh.remove(_correct_menu)
    bpy.types.VIEW3D_MT_object.remove(_part_menu)
    bpy.types.VIEW3D_MT_object.remove(_object_menu)
