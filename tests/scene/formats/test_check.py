"""Check Asset: a sound rig has nothing, and each fault is found, with what mends it."""

from __future__ import annotations

from dataclasses import replace

import bpy
import pytest
import rigs
import scenes

from artllm_blender.ops.check import MENDING, found_in, is_past
from artllm_blender.ops.seen import forget
from artllm_blender.scene.formats.checking import check_asset
from artllm_blender.scene.formats.mending import MENDS, set_density
from artllm_blender.scene.rig.build_rig import set_limits
from artllm_blender.scene.rig.correct import rename
from artllm_blender.scene.rig.read_rig import read_rig
from artllm_blender.ui.check import OF_RIG


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


def test_buttons_are_operators_that_are_there(addon):
    assert all(hasattr(getattr(bpy.ops, name.split(".")[0]), name.split(".")[1]) for name in OF_RIG.values())
    assert set(MENDING) == set(MENDS)


def mended(armature: bpy.types.Object, code: str) -> set[str]:
    """What is found once what was found of a kind is mended as the panel's button does it."""
    bpy.context.view_layer.objects.active = armature
    (found,) = (one for one in check_asset(armature, colliders="none") if one.code == code)
    if code not in MENDING:
        assert bpy.ops.artllm.set_density(part=found.part, code=code, density=7800.0) == {"FINISHED"}
    else:
        assert bpy.ops.artllm.mend(code=code, part=found.part) == {"FINISHED"}
    assert code not in {one.code for one in found_in(armature) or ()}
    return codes(armature, colliders="none")


def test_a_joint_that_cannot_move_goes_by_its_button(addon, prop):
    first, *others = prop.articulation.joints
    still = replace(prop.articulation, joints=(first.with_limits(0.0, 0.0), *others))
    assert mended(rigs.rigged(prop, still), "still") == set()


def test_a_part_that_is_flat_gets_a_thickness_by_its_button(addon, prop):
    armature = rigs.rigged(prop)
    door = door_of(armature)
    for vertex in door.data.vertices:
        vertex.co.y = 0.0
    assert mended(armature, "flat") == set()
    (modifier,) = (one for one in door.modifiers if one.type == "SOLIDIFY")
    assert modifier.thickness == pytest.approx(0.004)


def test_a_part_whose_name_files_cannot_keep_is_renamed_by_its_button(addon, prop):
    armature = rigs.rigged(prop)
    rename(armature, door_part(armature), "left: d\u00f6or", "door")
    assert mended(armature, "name") == set()
    assert read_rig(armature).articulation.part(door_part(armature)).name == "left_door"


def test_a_part_far_heavier_than_what_carries_it_becomes_the_base_by_its_button(addon, prop):
    armature = rigs.rigged(prop)
    part = door_part(armature)
    set_density(armature, read_rig(armature).articulation.root, 1.0)
    for thing in read_rig(armature).objects[part]:
        thing.data.materials.clear()
    set_density(armature, part, 20_000.0)
    assert mended(armature, "heavy") == set()
    assert read_rig(armature).articulation.root == part


def test_what_a_part_weighs_is_said_by_its_button(addon, prop):
    armature = rigs.rigged(prop)
    part = door_part(armature)
    set_density(armature, part, 1e-3)
    assert mended(armature, "light") == set()
    assert {slot.material["density"] for slot in door_of(armature).material_slots} == {7800.0}


def test_the_unit_of_the_scene_is_said_by_its_button(addon, prop):
    armature = rigs.rigged(prop)
    bpy.context.view_layer.objects.active = armature
    bpy.context.scene.unit_settings.scale_length = 100
    assert [one.code for one in check_asset(armature, colliders="none")] == ["size"]
    assert bpy.ops.artllm.scene_unit(unit="m") == {"FINISHED"} and found_in(armature) is None
    assert codes(armature, colliders="none") == set()


def test_what_hangs_on_the_unit_is_told_no_more_once_it_is_another(addon, prop):
    armature = rigs.rigged(prop)
    bpy.context.view_layer.objects.active = armature
    bpy.context.scene.unit_settings.scale_length = 1e-3
    assert {one.code for one in check_asset(armature, colliders="none")} >= {"size", "light"}
    assert bpy.ops.artllm.scene_unit(unit="m") == {"FINISHED"} and found_in(armature) is None


def door_part(armature: bpy.types.Object) -> int:
    return read_rig(armature).articulation.joints[0].child


def door_of(armature: bpy.types.Object) -> bpy.types.Object:
    return read_rig(armature).objects[door_part(armature)][0]
