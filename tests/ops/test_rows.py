"""Rows of the lists: what they show, which is active, and what a click and a new name in one do."""

from __future__ import annotations

import bpy
import pytest
import scenes
from rigs import rigged

from artllm_blender.ops.joint_values import active_joint
from artllm_blender.ops.rows import Row, activate_most_doubtful, rows
from artllm_blender.scene.rig.needs import Need, write_needs
from artllm_blender.scene.rig.read_rig import find_rigs, read_rig


@pytest.fixture
def armature(addon) -> bpy.types.Object:
    return rigged(scenes.cabinet(), name="Cabinet")


def rig():
    return read_rig(find_rigs(bpy.context.scene)[0])


def shown() -> dict[str, Row]:
    bpy.context.view_layer.update()
    return {row.name: row for row in rows(rig().armature).values()}


def click(name: str) -> None:
    """The row of that name in a list."""
    bones = rig().armature.data.bones
    state = bpy.context.window_manager.artllm
    state.active_row = next(index for index, bone in enumerate(bones) if bone.artllm_name == name)


def active() -> str:
    """The name in the row that is active."""
    index = bpy.context.window_manager.artllm.active_row
    return "" if index < 0 else rig().armature.data.bones[index].artllm_name


def test_a_row_says_of_each_part_what_it_is_and_how_it_moves(armature):
    bpy.context.view_layer.objects.active = armature
    assert [(row.part, row.name, row.type) for row in shown().values()] == [
        (0, "Body", ""), (1, "Door", "revolute"), (2, "Drawer", "prismatic")
    ]  # fmt: skip
    assert armature.path_resolve(shown()["Door"].path) == 0 and shown()["Body"].path == ""
    write_needs(armature, [Need(2, 1, 0.1)])
    bpy.ops.artllm.lock_joint(child=2)
    bpy.ops.artllm.hide_part(child=1)
    assert [(row.needs, row.locked, row.hidden) for row in shown().values()] == [
        ("", False, False), ("", False, True), ("Door open", True, False)
    ]  # fmt: skip
    bpy.ops.artllm.hide_part(child=1, hidden=False)
    bpy.ops.artllm.lock_joint(child=2, locked=False)
    assert not any(row.locked or row.hidden for row in shown().values())
    bpy.data.objects.remove(rig().objects[2][0])
    assert list(shown()) == ["Body", "Door"]


def test_a_click_on_a_row_selects_the_part_and_a_click_on_a_part_its_row(armature):
    bpy.context.view_layer.objects.active = None
    assert active() == ""
    door, drawer = (rig().objects[id][0] for id in (1, 2))
    bpy.context.view_layer.objects.active = door
    assert active() == "Door"
    click("Drawer")
    assert bpy.context.active_object == drawer and bpy.context.selected_objects == [drawer] and active() == "Drawer"
    bpy.ops.object.mode_set(mode="EDIT")
    click("Door")
    assert bpy.context.mode == "OBJECT" and bpy.context.active_object == door
    bpy.ops.artllm.hide_part()
    assert door.hide_get() and active() == "Door" and bpy.context.active_object.visible_get()
    click("Drawer")
    click("Door")
    assert active() == "Door" and bpy.context.active_object == armature
    bpy.ops.artllm.hide_part(hidden=False)
    assert bpy.context.active_object == door
    armature.hide_set(True)
    bpy.ops.artllm.hide_part()
    assert bpy.context.active_object.visible_get() and active() != "Door"
    click("Door")
    assert bpy.context.active_object.visible_get(), "what cannot be seen is not active in a window"


def test_a_click_makes_the_bone_active_in_pose_mode_and_where_the_part_has_no_object(armature):
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="POSE")
    click("Drawer")
    assert bpy.context.mode == "POSE" and active() == "Drawer" and bpy.context.active_object == armature
    bpy.ops.object.mode_set(mode="OBJECT")
    bpy.data.objects.remove(rig().objects[0][0])
    click("Body")
    assert active() == "Body" and bpy.context.active_object == armature


def test_a_new_name_in_a_row_is_the_part_s_its_bone_s_and_its_objects(armature):
    bpy.context.view_layer.objects.active = armature
    bone = armature.data.bones["Door_joint"]
    bone.artllm_name = " Flap "
    assert shown().keys() == {"Body", "Flap", "Drawer"} and bone.name == "Flap_joint"
    assert rig().objects[1][0].name == "Cabinet.Flap" and rig().articulation.joint_of(1).name == "Flap_joint"
    bone.artllm_name = "Drawer"
    assert bone.artllm_name == "Drawer_2"
    bone.artllm_name = "  "
    assert bone.artllm_name == "Drawer_2"


def test_the_most_doubtful_joint_becomes_active(armature):
    for bone, confidence in (("Door_joint", 0.9), ("Drawer_joint", 0.4)):
        armature.data.bones[bone]["artllm_joint"]["confidence"] = confidence
    activate_most_doubtful(bpy.context, armature)
    assert bpy.context.active_object == rig().objects[2][0]
    activate_most_doubtful(bpy.context, armature, as_bone=True)
    assert bpy.context.selected_objects == [armature] and active_joint(armature).child == 2


def test_two_rigs_that_share_their_bones_are_renamed_apart(armature):
    things = [armature, *armature.children]
    for thing in bpy.context.view_layer.objects:
        thing.select_set(thing in things)
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.duplicate(linked=True)
    copy = bpy.context.active_object
    assert copy != armature and copy.data == armature.data
    copy.data.bones["Door_joint"].artllm_name = "Flap"
    names = [[bone.artllm_name for bone in one.data.bones] for one in (armature, copy)]
    assert names == [["Body", "Door", "Drawer"], ["Body", "Flap", "Drawer"]]
