"""A part whose objects were deleted: its joint is gone with it, and an undo brings both back."""

from __future__ import annotations

from dataclasses import replace

import bpy
import numpy as np
import pytest
import scenes
from rigs import rigged, standing

from artllm_blender.core.articulation import JointType
from artllm_blender.core.motion.playback import moves
from artllm_blender.ops.active import active_notes, sliders
from artllm_blender.scene.formats.export import export
from artllm_blender.scene.preview.preview import Preview, reset
from artllm_blender.scene.rig import correct
from artllm_blender.scene.rig.asset import refine_limits
from artllm_blender.scene.rig.build_rig import build_rig
from artllm_blender.scene.rig.keys import insert_keys
from artllm_blender.scene.rig.read_rig import find_rigs, gone_parts, part_of, read_rig, read_whole, set_value

SAID = "Door has no object left and is left out."


@pytest.fixture
def armature() -> bpy.types.Object:
    """The cabinet's, with the drawer hung on the door."""
    scenes.empty_scene()
    prop = scenes.cabinet()
    joints = [replace(joint, parent=joint.child - 1) for joint in prop.articulation.joints]
    return rigged(prop, replace(prop.articulation, joints=tuple(joints)))


def delete(armature: bpy.types.Object, part: int) -> None:
    for thing in bpy.context.view_layer.objects:
        thing.select_set(thing in read_rig(armature).objects[part])
    bpy.ops.object.delete()


def test_its_joint_is_gone_everywhere(armature, tmp_path):
    delete(armature, 1)
    rig = read_rig(armature)
    assert (rig.gone, list(rig.values), sorted(rig.objects)) == (("Door",), [2], [0, 2])
    assert [(joint.parent, joint.child) for joint in rig.articulation.joints] == [(0, 2)]
    assert [slider.name for slider in sliders(armature)] == ["Drawer"]
    bpy.context.view_layer.objects.active = armature
    assert active_notes(bpy.context) == [SAID]
    armature.data.bones.active = armature.data.bones["Door_joint"]
    assert part_of(armature) is None
    refine_limits(armature)
    insert_keys(armature, 1)
    reset(armature)
    preview = Preview(armature)
    assert list(preview.values(armature)) == [2]
    preview.contacts(armature)
    assert [move.child for move in moves(preview.player(preview.values(armature)).open_all())] == [2]
    exported = export(armature, tmp_path, "a", ["urdf", "glb", "png", "blend"])
    assert SAID in exported.notes and not exported.failures
    assert "Door" not in exported.files["urdf"].read_text()


def test_what_it_carried_stays_where_it_was_modelled_though_it_was_open(armature):
    before = standing(read_rig(armature))[2]
    set_value(armature, 1, 1.0)
    delete(armature, 1)
    bpy.context.view_layer.update()
    correct.retype(armature, 2, JointType.CONTINUOUS)
    assert len(armature.data.bones) == 2 and not gone_parts(armature)
    np.testing.assert_allclose(standing(read_rig(armature))[2], before, atol=1e-6)


def test_an_undo_brings_it_back(armature):
    bpy.ops.ed.undo_push(message="Built")
    before = read_rig(armature).articulation
    delete(armature, 1)
    assert gone_parts(armature) == {1}
    bpy.ops.ed.undo_push(message="Deleted")
    bpy.ops.ed.undo()
    (armature,) = find_rigs(bpy.context.scene)
    assert read_rig(armature).articulation == before and not gone_parts(armature)


def test_a_new_part_does_not_take_its_place(armature):
    delete(armature, 2)
    set_id = correct.new_part(armature, {read_rig(armature).objects[0][0]: np.arange(6)}, JointType.REVOLUTE, "Flap")
    assert set_id == 3
    assert sorted(part.name for part in read_whole(armature).articulation.parts) == ["Body", "Door", "Flap"]


def test_without_its_body_a_rig_still_moves(armature):
    delete(armature, 0)
    rig = read_rig(armature)
    assert not rig.gone and len(rig.articulation.joints) == 2


def test_bones_without_any_objects_are_a_rig(armature):
    bare = build_rig(scenes.cabinet().articulation, {}, bpy.context.scene.collection, "Bare")
    assert len(read_rig(bare).articulation.joints) == 2
