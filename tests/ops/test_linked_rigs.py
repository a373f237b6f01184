"""Rigs of another file: nothing of theirs is changed, for that would be lost, and the buttons say so."""

from __future__ import annotations

import bpy
import pytest
import scenes
from rigs import rigged

from artllm_blender.ops.active import active_rig
from artllm_blender.scene.rig.read_rig import part_of
from artllm_blender.scene.rig.update_rig import locked_joints

CHANGING = (
    "play_all", "open_close", "rest", "insert_keys", "refine_limits", "lock_joint", "predict_joints",
    "assign_to_part", "new_part", "merge_parts", "split_part", "dissolve_part", "rename_part",
    "joint_type", "joint_axis", "joint_origin", "joint_limits", "joint_parent", "copy_limits", "mirror_joint",
    "edit_joint", "hide_part",
)  # fmt: skip


@pytest.fixture
def collection(addon, tmp_path) -> bpy.types.Collection:
    """A rig's collection, linked from a library."""
    name = rigged(scenes.cabinet(), name="Cabinet").users_collection[0].name
    path = tmp_path / "library.blend"
    scenes.write(path)
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)
    with bpy.data.libraries.load(str(path), link=True) as (_, wanted):
        wanted.collections = [name]
    return wanted.collections[0]


def door(things) -> bpy.types.Object:
    """The door's object, active."""
    thing = next(one for one in things if one.type == "MESH" and part_of(one) == 1)
    bpy.context.view_layer.objects.active = thing
    return thing


def test_a_linked_rig_is_exported_and_nothing_else(collection, tmp_path):
    bpy.context.scene.collection.children.link(collection)
    assert active_rig_is_linked(door(collection.all_objects))
    assert not [name for name in CHANGING if getattr(bpy.ops.artllm, name).poll()]
    assert bpy.ops.artllm.export(directory=str(tmp_path), formats={"urdf", "glb"}) == {"FINISHED"}
    assert (tmp_path / "Cabinet" / "Cabinet.glb").is_file()


def active_rig_is_linked(thing: bpy.types.Object) -> bool:
    return thing.library is not None and active_rig(bpy.context).library is not None


def test_an_override_plays_but_keeps_its_joints(collection):
    own = collection.override_hierarchy_create(bpy.context.scene, bpy.context.view_layer)
    door(own.all_objects)
    armature = active_rig(bpy.context)
    assert armature.override_library
    assert bpy.ops.artllm.open_close(child=1) == {"FINISHED"} and armature["artllm_value_1"] > 1
    for change in (bpy.ops.artllm.refine_limits, bpy.ops.artllm.lock_joint, bpy.ops.artllm.predict_joints):
        with pytest.raises(RuntimeError, match="is linked from another file. Make it local first"):
            change()
    assert not locked_joints(armature)


def test_what_is_made_beside_an_override_lies_in_the_scene(collection):
    own = collection.override_hierarchy_create(bpy.context.scene, bpy.context.view_layer)
    thing = door(own.all_objects)
    assert bpy.ops.artllm.show_colliders() == {"FINISHED"}
    assert bpy.ops.artllm.explode() == {"FINISHED"}
    made = {
        one for home in (bpy.context.scene.collection, *bpy.context.scene.collection.children) for one in home.objects
    }
    exploded = next(one for one in made if "Exploded" in one.name)
    assert not exploded.override_library and exploded.users_collection[0] == bpy.context.scene.collection
    bpy.context.view_layer.objects.active = thing
    with pytest.raises(RuntimeError, match="is linked from another file. Make it local first"):
        bpy.ops.artllm.constrain(kind="AIM")


def test_an_override_is_compared_with_its_library_where_no_window_is(collection):
    own = collection.override_hierarchy_create(bpy.context.scene, bpy.context.view_layer)
    door(own.all_objects)
    armature = active_rig(bpy.context)
    with bpy.context.temp_override(window=None):
        assert armature.artllm_type == "revolute"
        armature.override_library.operations_update()
