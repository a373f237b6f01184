"""Check Asset: a sound rig has nothing, and each fault is found, with what mends it."""

from __future__ import annotations

from dataclasses import replace

import bpy
import pytest
import rigs
import scenes

from artllm_blender.ops.check import found_in, is_past
from artllm_blender.ops.seen import forget
from artllm_blender.scene.formats.checking import check_asset
from artllm_blender.scene.rig.build_rig import set_limits
from artllm_blender.ui.check import FIXES


@pytest.fixture
def prop() -> scenes.Prop:
    scenes.empty_scene()
    return scenes.cabinet()


def codes(armature: bpy.types.Object, **options) -> set[str]:
    return {one.code for one in check_asset(armature, **options)}


def test_a_sound_rig_has_nothing_and_a_hull_around_its_hollow_is_found(prop):
    armature = rigs.rigged(prop)
    assert codes(armature) == set()
    assert {"overlap"} <= codes(armature, colliders="hulls")


def test_a_joint_without_room_is_found(prop):
    first, *others = prop.articulation.joints
    still = replace(prop.articulation, joints=(first.with_limits(0.0, 0.0), *others))
    found = check_asset(rigs.rigged(prop, still), colliders="none")
    assert [one.code for one in found] == ["still"] and all(one.fix.endswith(".") for one in found)


def test_a_part_that_weighs_nothing_and_an_asset_too_large_are_found(prop):
    armature = rigs.rigged(prop)
    bpy.context.scene.unit_settings.scale_length = 100
    assert {"size"} <= codes(armature, colliders="none")
    bpy.context.scene.unit_settings.scale_length = 1
    assert {"light"} <= codes(armature, colliders="none", density=1e-3)


def test_what_was_found_is_past_once_a_limit_is_another(prop):
    armature = rigs.rigged(prop)
    bpy.context.view_layer.objects.active = armature
    check_asset(armature, colliders="none")
    assert found_in(armature) == [] and not is_past(bpy.context, armature)
    joint = prop.articulation.joints[0]
    set_limits(armature, joint.child, joint.lower, joint.upper / 2)
    forget()
    assert is_past(bpy.context, armature)


def test_buttons_are_operators_that_are_there():
    assert all(hasattr(getattr(bpy.ops, name.split(".")[0]), name.split(".")[1]) for name in FIXES.values())
