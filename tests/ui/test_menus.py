"""Menus: what F3 finds, which lists only what is in a menu, and that all of it is below ArtLLM's own name."""

from __future__ import annotations

from types import SimpleNamespace

import bpy

from artllm_blender import ops
from artllm_blender.ui import menus


class Recorder:
    """A layout that notes what is drawn into it."""

    def __init__(self) -> None:
        self.operators: set[str] = set()
        self.menus: set[str] = set()

    def operator(self, name: str, **_: object) -> SimpleNamespace:
        self.operators.add(name)
        return SimpleNamespace()

    def operator_enum(self, name: str, choices: str, **_: object) -> None:
        assert choices in getattr(bpy.ops.artllm, name.removeprefix("artllm.")).get_rna_type().properties
        self.operators.add(name)

    def menu(self, name: str, **_: object) -> None:
        self.menus.add(name)

    def separator(self, **_: object) -> None:
        pass


def drawn(draw) -> Recorder:
    layout = Recorder()
    draw(SimpleNamespace(layout=layout), bpy.context)
    return layout


def test_every_operator_is_in_a_menu(addon):
    state = bpy.context.window_manager.artllm
    state.status = "READY"
    layouts = [drawn(menu.draw) for menu in menus.CLASSES]
    found = set().union(*(layout.operators for layout in layouts))
    assert set().union(*(layout.menus for layout in layouts)) == {
        menu.__name__ for menu in (*menus.CHOICES, *menus.GROUPS)
    }
    assert found == {cls.bl_idname for cls in ops.CLASSES if issubclass(cls, bpy.types.Operator)}
    state.status = "IDLE"
    assert not {"artllm.build", "artllm.cancel"} & drawn(menus.ARTLLM_MT_object.draw).operators


def test_blenders_own_menus_get_one_entry_each(addon):
    for name, draw in menus.MENUS:
        entry = drawn(draw)
        assert len(entry.menus) + len(entry.operators) == 1
        assert draw in getattr(bpy.types, name)._dyn_ui_initialize()
        for menu in entry.menus:
            assert getattr(bpy.types, menu).bl_label == "ArtLLM"
