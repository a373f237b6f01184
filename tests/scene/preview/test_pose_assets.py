"""Named poses are assets that pose the rig."""

from __future__ import annotations

import math

import bpy
import numpy as np
import pytest
import scenes
from rigs import rigged

from artllm_blender.scene.rig.curves import curves_of, use
from artllm_blender.scene.rig.read_rig import read_rig, set_value


@pytest.fixture
def cabinet(addon) -> bpy.types.Object:
    armature = rigged(scenes.cabinet())
    bpy.context.view_layer.objects.active = armature
    return armature


def applied(armature: bpy.types.Object, action: bpy.types.Action) -> dict[int, float]:
    """The values to which an action, as the armature's own, puts it."""
    animation = armature.animation_data_create()
    use(animation, action)
    bpy.context.scene.frame_set(1)
    animation.action = None
    return read_rig(armature).values


def test_closed_half_and_open_are_assets_with_a_key_for_each_joint_and_a_picture(cabinet):
    set_value(cabinet, 1, 0.3)
    assert bpy.ops.artllm.pose_assets() == {"FINISHED"} and read_rig(cabinet).values[1] == 0.3
    for name, share in (("Closed", 0.0), ("Half", 0.5), ("Open", 1.0)):
        action = bpy.data.actions[f"Asset {name}"]
        assert action.asset_data and action.frame_range[0] == 1
        assert applied(cabinet, action) == pytest.approx({1: share * math.pi / 2, 2: share * 0.35}, abs=1e-6)
        pixels = np.array(action.preview.image_pixels_float).reshape(*action.preview.image_size, 4)
        assert pixels.shape == (128, 128, 4) and pixels[..., 3].min() == 1 and pixels[..., :3].std() > 0.05
    pictures = [np.array(bpy.data.actions[f"Asset {n}"].preview.image_pixels_float) for n in ("Closed", "Half", "Open")]
    assert np.abs(pictures[0] - pictures[1]).max() > 0.2 < np.abs(pictures[1] - pictures[2]).max()


def test_made_again_they_are_brought_up_to_date_and_keep_what_is_said_of_them(cabinet):
    bpy.ops.artllm.pose_assets()
    opened = bpy.data.actions["Asset Open"]
    opened.name, opened.asset_data.author = "Wide", "Me"
    part = read_rig(cabinet).objects[2][0]
    bpy.context.view_layer.objects.active = part
    bpy.ops.artllm.joint_limits(lower_way=0, upper_way=0.2)
    assert bpy.ops.artllm.pose_assets() == {"FINISHED"}
    assert {one.name for one in bpy.data.actions} == {"Asset Closed", "Asset Half", "Wide"}
    assert opened.asset_data.author == "Me" and applied(cabinet, opened)[2] == pytest.approx(0.2)


def test_each_asset_has_its_own(cabinet):
    bpy.ops.artllm.pose_assets()
    other = rigged(scenes.laptop(), name="Laptop")
    bpy.context.view_layer.objects.active = other
    bpy.ops.artllm.pose_assets()
    assert len(bpy.data.actions) == 6
    animation = other.animation_data_create()
    use(animation, bpy.data.actions["Laptop Open"])
    assert [curve.data_path for curve in curves_of(animation)] == ['["artllm_value_1"]']
