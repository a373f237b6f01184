"""Duplicates of a rig, linked and not: what is done to one leaves the other as it was."""

from __future__ import annotations

import bpy
import pytest
import scenes
from rigs import assert_moves_as_calculated, rigged

from artllm_blender.core.articulation import JointType
from artllm_blender.scene.formats.export import export
from artllm_blender.scene.rig import correct
from artllm_blender.scene.rig.asset import refine_limits
from artllm_blender.scene.rig.keys import insert_keys
from artllm_blender.scene.rig.read_rig import asset_name, find_rigs, read_rig, set_value
from artllm_blender.scene.rig.update_rig import lock_joint, locked_joints

DUPLICATE = {"linked": bpy.ops.object.duplicate_move_linked, "own": bpy.ops.object.duplicate_move}


@pytest.fixture(params=list(DUPLICATE))
def twins(request) -> tuple[bpy.types.Object, bpy.types.Object]:
    """A rig, and its duplicate by Alt+D or Shift+D with all of it selected."""
    scenes.empty_scene()
    first = rigged(scenes.cabinet(), name="Cabinet")
    for thing in bpy.context.view_layer.objects:
        thing.select_set(thing == first or thing.parent == first)
    bpy.context.view_layer.objects.active = first
    DUPLICATE[request.param](TRANSFORM_OT_translate={"value": (2, 0, 0)})
    (second,) = set(find_rigs(bpy.context.scene)) - {first}
    return first, second


def facts(armature: bpy.types.Object) -> tuple:
    rig = read_rig(armature)
    meshes = {id: [(thing.name, len(thing.data.polygons)) for thing in things] for id, things in rig.objects.items()}
    return rig.articulation, rig.values, meshes, locked_joints(armature)


def retyped(rig: bpy.types.Object) -> None:
    correct.retype(rig, 1, JointType.PRISMATIC)


def merged(rig: bpy.types.Object) -> None:
    correct.merge(rig, 0, 2)


def parted(rig: bpy.types.Object) -> None:
    correct.new_part(rig, {read_rig(rig).objects[0][0]: list(range(6))}, JointType.REVOLUTE, "Flap")


def renamed(rig: bpy.types.Object) -> None:
    correct.rename(rig, 1, "Flap", "flap")


def refined(rig: bpy.types.Object) -> None:
    refine_limits(rig, widen=True)


def opened(rig: bpy.types.Object) -> None:
    set_value(rig, 1, 0.5)


def locked(rig: bpy.types.Object) -> None:
    lock_joint(rig, 2)


@pytest.mark.parametrize("turn", [False, True], ids=["first", "second"])
def test_changing_one_leaves_its_twin(twins, turn, tmp_path):
    one, other = reversed(twins) if turn else twins
    assert {len(things) for rig in twins for things in read_rig(rig).objects.values()} == {1}
    for change in (opened, locked, renamed, refined, retyped, parted, merged):
        before = facts(other)
        change(one)
        bpy.context.view_layer.update()
        assert facts(other) == before, change.__name__
    for armature in twins:
        refine_limits(armature)
        assert_moves_as_calculated(armature, 1e-5)
    names = [asset_name(armature) for armature in twins]
    assert sorted(names) == ["Cabinet", "Cabinet.001"]
    for armature, name in zip(twins, names, strict=True):
        assert not export(armature, tmp_path / name, name, ["urdf"]).failures


def test_keys_of_one_are_not_its_twins(twins):
    first, second = twins
    insert_keys(first, 1)
    second.animation_data_create().action = first.animation_data.action
    set_value(second, 1, 1.0)
    insert_keys(second, 10)
    bpy.context.scene.frame_set(10)
    assert read_rig(first).values[1] == pytest.approx(0)
    assert read_rig(second).values[1] == pytest.approx(1.0)
