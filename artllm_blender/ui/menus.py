"""Menu entries, without which F3 would not find the operators, and the keys."""

from __future__ import annotations

import bpy

from ..ops import CLASSES as OPERATORS
from .icons import icon

# Operators by group; where a property is named, its choices are a menu of their own, which F3 searches too.
PLAY = (
    ("play_all", ""),
    ("open_close", ""),
    ("pose_all", "pose"),
    ("rest", ""),
    ("insert_keys", ""),
    ("bake", "actions"),
    ("pose_assets", ""),
)
WORDS = (
    ("say", ""),
    ("read_steps", ""),
    ("ask_model", ""),
    ("do_steps", ""),
    ("remove_step", ""),
    ("set_front", "side"),
)
ASKED = (("constrain", "kind"), ("click_constraint", ""), ("constrain_by_words", ""), ("remove_constraint", ""),
         ("apply_constraints", ""))  # fmt: skip
EXPLODED = (("explode", ""), ("explode_look", "direction"), ("key_explode", ""), ("remove_explode", ""))
PAGES = (("make_manual", ""),)
SNAPPED = (("snap_parts", ""), ("drag_snapping", ""))
TOGETHER = (("assemble", ""), ("load_pages", ""), ("forget_pages", ""), ("accept_step", ""), ("next_place", ""),
            ("exchange_parts", ""), ("pin_parts", ""), ("put_back", ""))  # fmt: skip
ANSWERS = (("try_another", ""), ("try_joint", ""), ("draw_motion", ""), ("click_part", ""), ("say_kind", ""))
FACES = (("assign_to_part", "part"), ("new_part", "type"))
PARTS = (
    ("draw_part", ""), ("bound_part", ""), ("merge_parts", ""), ("split_part", ""), ("dissolve_part", ""),
    ("rename_part", ""), ("hide_part", ""), ("frame_asset", ""), ("view_front", ""),
)  # fmt: skip
LINES = (("joint_axis", "axis"), ("joint_origin", "origin"))
GRASP = (("pose_part", ""), ("pull_limit", "end"), ("move_pivot", ""), ("turn_axis", ""), ("axis_through", ""))
SOURCE = (("scale_source", "unit"), ("turn_up", "axis"), ("move_to_origin", ""))
HELP = (
    ("check", ""), ("mend", "code"), ("set_density", ""), ("scene_unit", "unit"), ("show_colliders", ""),
    ("remove_colliders", ""), ("self_test", ""), ("copy_report", ""),
)  # fmt: skip
JOINTS = (
    ("edit_joint", ""), ("joint_type", "type"), ("joint_parent", "parent"), ("make_base", ""), *LINES,
    ("joint_limits", ""), ("copy_limits", ""), ("mirror_joint", ""), ("lock_joint", ""),
    ("refine_limits", ""), ("predict_joints", ""),
)  # fmt: skip

# What is undone by the same operator: by which property, and as what.
OPPOSITES = {
    "lock_joint": ("locked", "Unlock Joint"),
    "hide_part": ("hidden", "Show Part"),
    "pin_parts": ("pinned", "Free Parts"),
}

_keys: list[tuple[bpy.types.KeyMap, bpy.types.KeyMapItem]] = []


class ARTLLM_MT_edit_mesh(bpy.types.Menu):
    bl_label = "ArtLLM"

    def draw(self, context: bpy.types.Context) -> None:
        _entries(self.layout, FACES)
        self.layout.separator()
        _entries(self.layout, (JOINTS[0], *LINES))


class ARTLLM_MT_object(bpy.types.Menu):
    bl_label = "ArtLLM"

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        layout.operator("artllm.articulate", icon_value=icon())
        layout.operator("artllm.take_any")
        layout.operator("artllm.import_articulate")
        layout.operator("artllm.import_rig")
        if context.window_manager.artllm.status != "IDLE":
            layout.operator("artllm.build")
            layout.operator("artllm.cancel")
        layout.separator()
        _entries(layout, ANSWERS)
        for menu in GROUPS:
            layout.menu(menu.__name__)
        layout.separator()
        layout.operator("artllm.export")


def _choices(name: str, property: str) -> type[bpy.types.Menu]:
    """The menu of an operator's choices."""

    def draw(self: bpy.types.Menu, context: bpy.types.Context) -> None:
        self.layout.operator_enum(f"artllm.{name}", property)

    label = next(cls.bl_label for cls in OPERATORS if getattr(cls, "bl_idname", "") == f"artllm.{name}")
    return type(f"ARTLLM_MT_{name}", (bpy.types.Menu,), {"bl_label": label, "draw": draw})


def _group(label: str, *groups: tuple[tuple[str, str], ...]) -> type[bpy.types.Menu]:
    """The menu of some operators."""

    def draw(self: bpy.types.Menu, context: bpy.types.Context) -> None:
        for number, group in enumerate(groups):
            if number:
                self.layout.separator()
            _entries(self.layout, group)

    return type(f"ARTLLM_MT_{label.lower()}", (bpy.types.Menu,), {"bl_label": label, "draw": draw})


GROUPS = (
    _group("Source", SOURCE),
    _group("Parts", FACES, PARTS),
    _group("Joint", JOINTS, GRASP),
    _group("Preview", PLAY, WORDS, ASKED),
    _group("Assembly", TOGETHER, SNAPPED, EXPLODED, PAGES),
    _group("Help", HELP),
)
CHOICES = tuple(
    _choices(*entry)
    for group in (SOURCE, PLAY, WORDS, ASKED, TOGETHER, EXPLODED, PAGES, FACES, JOINTS, GRASP, HELP)
    for entry in group
    if entry[1]
)
CLASSES = (*CHOICES, *GROUPS, ARTLLM_MT_edit_mesh, ARTLLM_MT_object)


def _entries(layout: bpy.types.UILayout, group: tuple[tuple[str, str], ...]) -> None:
    for name, choices in group:
        if choices:
            layout.menu(f"ARTLLM_MT_{name}")
        else:
            layout.operator(f"artllm.{name}")
        if name in OPPOSITES:
            property, text = OPPOSITES[name]
            setattr(layout.operator(f"artllm.{name}", text=text), property, False)


def _draw_object(self: bpy.types.Menu, context: bpy.types.Context) -> None:
    self.layout.separator()
    self.layout.menu("ARTLLM_MT_object", icon_value=icon())


def _draw_edit_mesh(self: bpy.types.Menu, context: bpy.types.Context) -> None:
    self.layout.separator()
    self.layout.menu("ARTLLM_MT_edit_mesh", icon_value=icon())


def _draw_import(self: bpy.types.Menu, context: bpy.types.Context) -> None:
    self.layout.operator("artllm.import_articulate", text="Import and Articulate (.glb, .obj ...)", icon_value=icon())


def _draw_import_rig(self: bpy.types.Menu, context: bpy.types.Context) -> None:
    self.layout.operator("artllm.import_rig", text="ArtLLM Rig (.urdf, .xml ...)", icon_value=icon())


def _draw_export(self: bpy.types.Menu, context: bpy.types.Context) -> None:
    self.layout.operator("artllm.export", text="ArtLLM Articulated Asset (.urdf, .glb)", icon_value=icon())


MENUS = (
    ("VIEW3D_MT_object", _draw_object),
    ("VIEW3D_MT_object_context_menu", _draw_object),
    ("VIEW3D_MT_edit_mesh", _draw_edit_mesh),
    ("VIEW3D_MT_edit_mesh_context_menu", _draw_edit_mesh),
    ("TOPBAR_MT_file_import", _draw_import),
    ("TOPBAR_MT_file_import", _draw_import_rig),
    ("TOPBAR_MT_file_export", _draw_export),
)
# Esc wherever the mouse is: Window hears what the editor below it had no use for, and after operators that run.
KEYMAPS = (("3D View", "VIEW_3D", "artllm.cancel", "ESC"), ("Window", "EMPTY", "artllm.cancel", "ESC"),
           ("Object Mode", "EMPTY", "artllm.edit_joint", "J"),
           ("3D View", "VIEW_3D", "artllm.frame_asset", "NUMPAD_PERIOD"))  # fmt: skip


def register() -> None:
    for menu, draw in MENUS:
        getattr(bpy.types, menu).append(draw)
    if keys := bpy.context.window_manager.keyconfigs.addon:  # none without a window
        for name, space, operator, key in KEYMAPS:
            keymap = keys.keymaps.new(name=name, space_type=space)
            _keys.append((keymap, keymap.keymap_items.new(operator, key, "PRESS")))


def unregister() -> None:
    for keymap, item in _keys:
        keymap.keymap_items.remove(item)
    _keys.clear()
    for menu, draw in reversed(MENUS):
        getattr(bpy.types, menu).remove(draw)
