"""What the overlay shows: the active asset as it stands now, read anew only when it changed."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
import scenes
from rigs import rigged

from artllm_blender.core.kinematics import poses
from artllm_blender.ops import seen
from artllm_blender.ops.seen import active_asset, active_part, edits, moment, spelt, value_now
from artllm_blender.scene.rig.build_rig import bone_of, set_limits
from artllm_blender.scene.rig.read_rig import part_of, read_rig, set_value
from artllm_blender.scene.rig.update_rig import lock_joint

DOOR, DRAWER = 1, 2


@pytest.fixture
def cabinet(addon) -> bpy.types.Object:
    """The armature; the door is active."""
    armature = rigged(scenes.cabinet())
    bpy.context.view_layer.objects.active = next(iter(read_rig(armature).objects[DOOR]))
    bpy.context.view_layer.update()
    return armature


def object_of(armature: bpy.types.Object, part: int) -> bpy.types.Object:
    return read_rig(armature).objects[part][0]


def asset() -> seen.Asset:
    bpy.context.view_layer.update()
    found = active_asset(bpy.context)
    assert found
    return found


def test_all_parts_and_joints_are_seen(cabinet):
    rig, found = read_rig(cabinet), asset()
    assert {(thing.name, thing.part) for thing in found.things} == {
        (thing.name, part) for part, own in rig.objects.items() for thing in own
    }
    assert {child: one.joint for child, one in found.joints.items()} == {j.child: j for j in rig.articulation.joints}
    assert found.root == 0 and found.joints[DOOR].carried == {DOOR}


def test_the_active_part_is_the_one_that_corrections_are_about(cabinet):
    for active in (*(object_of(cabinet, part) for part in (0, DOOR, DRAWER)), cabinet):
        bpy.context.view_layer.objects.active = active
        assert active_part(bpy.context, asset()) == part_of(active)
    cabinet.data.bones.active = bone_of(cabinet, DRAWER)
    assert active_part(bpy.context, asset()) == DRAWER == part_of(cabinet)


def test_moved_joints_and_a_moved_armature_are_followed_without_reading_again(cabinet):
    first = asset()
    objects = {part: object_of(cabinet, part) for part in (0, DOOR, DRAWER)}
    before = {part: np.array(thing.matrix_world) for part, thing in objects.items()}
    values = {DOOR: set_value(cabinet, DOOR, 0.7), DRAWER: set_value(cabinet, DRAWER, 0.2)}
    found = asset()
    motions = moment(bpy.context, found).motions
    for part, pose in poses(read_rig(cabinet).articulation, values).items():
        np.testing.assert_allclose(motions[part], pose, atol=1e-6)
    assert {child: value_now(bpy.context, one) for child, one in found.joints.items()} == pytest.approx(values)
    key = moment(bpy.context, found).key
    cabinet.location.x += 3
    cabinet.rotation_euler.z = 1
    assert asset() is found is first
    assert moment(bpy.context, found).key != key
    motions = moment(bpy.context, found).motions
    for part, thing in objects.items():
        np.testing.assert_allclose(motions[part] @ before[part], np.array(thing.matrix_world), atol=1e-5)


def rename(armature):
    bone_of(armature, DOOR)["artllm_part"]["name"] = "Gate"


def narrow(armature):
    set_limits(armature, DOOR, 0.0, 0.5)


def delete(armature):
    bpy.data.objects.remove(object_of(armature, DRAWER))


def unlink(armature):
    thing = object_of(armature, DRAWER)
    for collection in thing.users_collection:
        collection.objects.unlink(thing)


def shift(armature):
    object_of(armature, DOOR).location.z += 0.1


def doubt(armature):
    bone_of(armature, DOOR)["artllm_joint"]["confidence"] = 0.1


def scale(armature):
    armature.scale = (2, 2, 2)


@pytest.mark.parametrize("change", (rename, narrow, delete, unlink, shift, doubt, scale))
def test_what_changed_is_read_anew(cabinet, change, monkeypatch):
    before = asset()
    change(cabinet)
    monkeypatch.setattr(seen, "LASTS", 0)  # Blender says nothing of some of these
    after, rig = asset(), read_rig(cabinet)
    assert after is not before
    assert {child: one.joint for child, one in after.joints.items()} == {j.child: j for j in rig.articulation.joints}
    assert {thing.part for thing in after.things} == {part for part, own in rig.objects.items() if own}
    assert after.joints[DOOR].name == rig.articulation.part(DOOR).name
    assert asset() is after


@pytest.mark.parametrize("change", (narrow, delete, unlink, shift, scale, lambda rig: lock_joint(rig, DOOR)))
def test_what_is_changed_by_blender_or_artllm_is_looked_at_without_waiting(cabinet, change, monkeypatch):
    monkeypatch.setattr(seen, "LASTS", 1e9)
    asset()
    assert seen._looked
    change(cabinet)
    bpy.context.view_layer.update()
    assert not seen._looked


def test_a_locked_joint_is_no_longer_doubtful(cabinet, monkeypatch):
    monkeypatch.setattr(seen, "LASTS", 0)
    doubt(cabinet)
    assert asset().joints[DOOR].unsure
    lock_joint(cabinet, DOOR)
    assert not asset().joints[DOOR].unsure


def test_only_a_part_whose_surface_was_edited_is_taken_over_again(cabinet):
    door, drawer = object_of(cabinet, DOOR), object_of(cabinet, DRAWER)
    bpy.context.view_layer.update()
    before = edits(door.session_uid), edits(drawer.session_uid)
    set_value(cabinet, DOOR, 0.5)
    bpy.context.view_layer.update()
    assert (edits(door.session_uid), edits(drawer.session_uid)) == before
    drawer.data.vertices[0].co.x += 0.1
    drawer.data.update()
    bpy.context.view_layer.update()
    assert edits(door.session_uid) == before[0] and edits(drawer.session_uid) > before[1]


def test_nothing_is_seen_where_nothing_is_to_be_seen(cabinet):
    state = bpy.context.window_manager.artllm
    assert state.show_overlay and active_asset(bpy.context)
    state.show_overlay = False
    assert active_asset(bpy.context) is None
    state.show_overlay = True
    bpy.context.view_layer.objects.active = cabinet
    bpy.ops.object.mode_set(mode="EDIT")
    assert active_asset(bpy.context) is None
    bpy.ops.object.mode_set(mode="OBJECT")
    assert active_asset(bpy.context)
    bpy.context.view_layer.objects.active = scenes.mesh_object("Other", [], [])
    assert active_asset(bpy.context) is None


def test_a_broken_rig_is_not_seen_and_breaks_nothing(cabinet):
    bpy.context.view_layer.objects.active = cabinet
    assert active_asset(bpy.context)
    bpy.ops.object.mode_set(mode="EDIT")
    cabinet.data.edit_bones.remove(cabinet.data.edit_bones["Body"])
    bpy.ops.object.mode_set(mode="OBJECT")
    assert active_asset(bpy.context) is None


def test_assets_are_kept_for_several_windows_but_not_for_ever(addon):
    things = []
    for number in range(seen.MOST + 1):
        armature = rigged(scenes.cabinet(), name=f"Cabinet {number}")
        things.append(object_of(armature, DOOR))
    for thing in things:
        bpy.context.view_layer.objects.active = thing
        assert asset()
    kept = seen.kept()
    assert things[0].session_uid not in kept and things[1].session_uid in kept
    seen.forget()
    assert not seen.kept()


def test_values_are_spelt_as_artists_say_them(addon):
    armature = rigged(scenes.bottle())
    bpy.context.view_layer.objects.active = armature
    assert spelt(asset().joints[1], 0.0125) == "1.25 cm, 2.50 turns"
    bpy.context.view_layer.objects.active = rigged(scenes.cabinet(), name="Cabinet")
    assert spelt(asset().joints[DOOR], -2e-6) == "0°" and spelt(asset().joints[DRAWER], -2e-7) == "0 m"
    assert spelt(asset().joints[DOOR], np.pi / 2) == "90°" and spelt(asset().joints[DRAWER], 0.25) == "25 cm"


def test_looking_changes_nothing(cabinet):
    def state() -> list:
        found = [sorted(thing.name for thing in bpy.data.objects), sorted(one.name for one in bpy.data.meshes)]
        for thing in bpy.data.objects:
            found.append([slot.material for slot in thing.material_slots])
            found.append((tuple(thing.color), thing.display_type, [tuple(row) for row in thing.matrix_world]))
            found.append(sorted(thing.keys()))
        found += [sorted(mesh.attributes.keys()) for mesh in bpy.data.meshes]
        return [*found, len(bpy.data.materials)]

    before = state()
    found = asset()
    moment(bpy.context, found)
    for own in found.things:
        points, corners = seen.triangles(bpy.context, own.again())
        assert len(points) and len(corners)
    assert state() == before
