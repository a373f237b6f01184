"""The lists' order and filter, and how many rows a sidebar has room for."""

from __future__ import annotations

from types import SimpleNamespace

import bpy
import pytest
import scenes
from rigs import rigged

from artllm_blender.ui import icons, lists


@pytest.fixture
def armature(addon) -> bpy.types.Object:
    armature = rigged(scenes.cabinet())
    bpy.context.view_layer.objects.active = armature
    return armature


class FakeList(lists._List):
    bitflag_filter_item = 1 << 30

    def __init__(self, pattern: str = "", doubtful_first: bool = True, by_name: bool = False, invert: bool = False):
        self.filter_name, self.use_filter_invert = pattern, invert
        self.doubtful_first, self.use_filter_sort_alpha = doubtful_first, by_name


def names(armature: bpy.types.Object, **filtering) -> list[str]:
    """As the list shows them."""
    flags, places = FakeList(**filtering).filter_items(bpy.context, armature.data, "bones")
    bones = sorted(zip(places, flags, armature.data.bones, strict=True), key=lambda each: each[0])
    return [bone.artllm_name for _, flag, bone in bones if flag]


def test_doubtful_joints_come_first_and_what_is_no_part_is_left_out(armature):
    bpy.ops.object.mode_set(mode="EDIT")
    bone = armature.data.edit_bones.new("Handle of the artist's")
    bone.tail = (0, 0, 1)
    bpy.ops.object.mode_set(mode="OBJECT")
    armature.data.bones["Drawer_joint"]["artllm_joint"]["confidence"] = 0.2
    bpy.context.view_layer.update()
    assert names(armature) == ["Drawer", "Body", "Door"]
    assert names(armature, doubtful_first=False) == ["Body", "Door", "Drawer"]
    assert names(armature, by_name=True, doubtful_first=False) == ["Body", "Door", "Drawer"]
    bpy.ops.artllm.lock_joint(child=2)
    bpy.context.view_layer.update()
    assert names(armature) == ["Body", "Door", "Drawer"]


def test_names_are_filtered_whatever_the_case(armature):
    assert names(armature, pattern="d*r") == ["Door", "Drawer"]
    assert names(armature, pattern="DOOR") == ["Door"]
    assert names(armature, pattern="door", invert=True) == ["Body", "Drawer"]


def test_twenty_joints_have_room_in_one_sidebar():
    def fitting(height: int, scale: float, count: int) -> int:
        preferences = SimpleNamespace(system=SimpleNamespace(ui_scale=scale))
        return lists.rows_that_fit(
            SimpleNamespace(region=SimpleNamespace(height=height), preferences=preferences), count
        )

    assert fitting(824, 1.0, 21) == 21
    assert fitting(824, 1.0, 3) == 3
    assert fitting(1640, 2.0, 21) == 21 and 6 <= fitting(824, 2.0, 21) < 10


def test_a_swatch_is_made_once_for_each_colour(addon):
    before = len(icons._icons)
    for _ in range(2):
        for is_body in (True, False):
            icons.swatch(1, is_body)
        icons.swatch(2, False)
    assert len(icons._icons) - before == 3
    red, green, blue, alpha = icons._icons[max(icons._icons.keys())].icon_pixels_float[-4:]
    assert red == green == blue == alpha == 0  # a corner is clear
