"""The rig moves as core.kinematics says, and is read back from the scene whatever happened to it."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import bpy
import numpy as np
import pytest
import scenes
from mathutils import Euler, Matrix
from rigs import assert_moves_as_calculated, rigged, standing

from artllm_blender.core.articulation import Articulation, Box, JointType
from artllm_blender.core.errors import ArticulationError, InputError
from artllm_blender.core.frames import apply
from artllm_blender.core.kinematics import poses
from artllm_blender.scene.mesh.mesh_in import gather
from artllm_blender.scene.rig import asset
from artllm_blender.scene.rig.build_rig import value_key
from artllm_blender.scene.rig.read_rig import find_rigs, read_rig, rig_of, set_value


@pytest.fixture(autouse=True)
def scene() -> None:
    scenes.empty_scene()


def assert_same(one: Articulation, other: Articulation, tolerance: float = 1e-6) -> None:
    assert [p.id for p in one.parts] == [p.id for p in other.parts]
    for a, b in zip(one.parts, other.parts, strict=True):
        assert (a.name, a.label, a.confidence) == (b.name, b.label, b.confidence)
        np.testing.assert_allclose([a.box.lower, a.box.upper], [b.box.lower, b.box.upper], atol=tolerance)
    for a, b in zip(one.joints, other.joints, strict=True):
        assert (a.type, a.parent, a.child, a.name, a.note) == (b.type, b.parent, b.child, b.name, b.note)
        np.testing.assert_allclose(a.axis, b.axis, atol=1e-6)
        np.testing.assert_allclose(a.origin, b.origin, atol=tolerance)
        np.testing.assert_allclose((a.lower, a.upper, a.pitch), (b.lower, b.upper, b.pitch), atol=tolerance)


def chained() -> tuple[scenes.Prop, Articulation]:
    """A cabinet whose drawer hangs on its door and turns without end."""
    prop = scenes.cabinet()
    door, drawer = prop.articulation.joints
    wheel = replace(drawer, type=JointType.CONTINUOUS, parent=1, axis=(0.6, 0, 0.8), name="")
    return prop, replace(prop.articulation, joints=(replace(door, upper=5.5, confidence=0.5, note="a guess"), wheel))


@pytest.mark.parametrize("joined", [True, False])
@pytest.mark.parametrize("make", [scenes.cabinet, scenes.bottle])
def test_parts_move_as_calculated(make, joined):
    prop = make(joined)
    armature = rigged(prop)
    assert_same(read_rig(armature).articulation, prop.articulation)
    assert_moves_as_calculated(armature)


def test_chains_and_long_turns_move_as_calculated():
    prop, articulation = chained()
    armature = rigged(prop, articulation)
    assert_same(read_rig(armature).articulation, articulation)
    assert_moves_as_calculated(armature)


@pytest.mark.parametrize(("lower", "upper"), [(0, 3.5), (-6, 6.2), (-math.tau, math.tau), (-4, 0), (-3, 3)])
def test_every_turn_within_the_limits_is_reached(lower, upper):
    prop = scenes.cabinet()
    door, drawer = prop.articulation.joints
    articulation = replace(prop.articulation, joints=(door.with_limits(lower, upper), drawer))
    armature = rigged(prop, articulation)
    rig = read_rig(armature)
    rest = standing(rig)
    for value in np.linspace(lower, upper, 13):
        set_value(armature, 1, value)
        pose = poses(articulation, {1: value})[1]
        np.testing.assert_allclose(standing(rig)[1], apply(pose, rest[1]), atol=1e-5)


def test_nothing_goes_past_its_limits():
    prop = scenes.cabinet()
    armature = rigged(prop)
    rig = read_rig(armature)
    rest = standing(rig)
    assert set_value(armature, 1, 9) == pytest.approx(math.pi / 2)
    armature[value_key(1)], armature[value_key(2)] = 2.5, 9.0
    armature.update_tag()
    moved = standing(rig)
    for id, pose in poses(prop.articulation, {1: math.pi / 2, 2: 0.35}).items():
        np.testing.assert_allclose(moved[id], apply(pose, rest[id]), atol=1e-6)
    slider = armature.id_properties_ui(value_key(1)).as_dict()
    assert (slider["min"], slider["max"]) == pytest.approx((0, math.pi / 2)) and slider["subtype"] == "ANGLE"
    with pytest.raises(ArticulationError, match="no joint"):
        set_value(armature, 0, 1)


def test_bones_are_as_promised():
    armature = rigged(scenes.bottle())
    assert len(armature.data.bones) == 2 and armature.data.bones["Cap_joint"].parent.name == "Body"
    np.testing.assert_allclose(armature.data.bones["Cap_joint"].matrix_local.col[1][:3], (0, 0, 1), atol=1e-6)
    constraints = {c.type: c for c in armature.pose.bones["Cap_joint"].constraints}
    assert set(constraints) == {"LIMIT_ROTATION", "LIMIT_LOCATION"}
    assert all(c.owner_space == "LOCAL" for c in constraints.values())
    assert not constraints["LIMIT_ROTATION"].use_legacy_behavior
    drivers = [curve.driver for curve in armature.animation_data.drivers]
    assert len(drivers) == 2 and all(driver.is_simple_expression for driver in drivers)
    read = {variable.targets[0].data_path for driver in drivers for variable in driver.variables}
    assert read == {f'["{value_key(1)}"]'}


def test_renaming_everything_changes_nothing():
    prop = scenes.cabinet()
    armature = rigged(prop)
    before = read_rig(armature).articulation
    armature.name = armature.data.name = "x"
    for thing in list(bpy.data.objects):
        thing.name = "戸"
    for bone in armature.data.bones:
        bone.name = 'q"]'
    rig = read_rig(armature)
    assert rig.articulation == before and rig.name == "Asset" and all(len(o) == 1 for o in rig.objects.values())
    assert_moves_as_calculated(armature)


def test_it_survives_saving_without_scripts(tmp_path):
    prop, articulation = chained()
    armature = rigged(prop, articulation)
    set_value(armature, 1, 0.5)
    file = str(tmp_path / "rig.blend")
    bpy.ops.wm.save_as_mainfile(filepath=file)
    bpy.ops.wm.open_mainfile(filepath=file, use_scripts=False)
    (armature,) = find_rigs(bpy.context.scene)
    assert_same(read_rig(armature).articulation, articulation)
    assert read_rig(armature).values[1] == pytest.approx(0.5)
    assert_moves_as_calculated(armature)


def test_it_can_be_appended(tmp_path):
    prop = scenes.bottle()
    rigged(prop, name="Bottle ArtLLM")
    file = tmp_path / "rig.blend"
    bpy.ops.wm.save_as_mainfile(filepath=str(file))
    scenes.empty_scene()
    with bpy.data.libraries.load(str(file)) as (_, wanted):
        wanted.collections = ["Bottle ArtLLM"]
    bpy.context.scene.collection.children.link(wanted.collections[0])
    (armature,) = find_rigs(bpy.context.scene)
    assert_same(read_rig(armature).articulation, prop.articulation)
    assert_moves_as_calculated(armature)


@pytest.mark.parametrize("linked", [False, True])
def test_a_duplicate_is_a_rig_of_its_own(linked):
    prop = scenes.cabinet()
    first = rigged(prop)
    for thing in bpy.data.objects:
        thing.select_set(thing not in prop.objects)
    bpy.ops.object.duplicate(linked=linked)
    second = next(rig for rig in find_rigs(bpy.context.scene) if rig != first)
    bpy.context.view_layer.update()
    assert_same(read_rig(second).articulation, prop.articulation)
    things = [{o for objects in read_rig(rig).objects.values() for o in objects} for rig in (first, second)]
    assert len(things[0]) == len(things[1]) == 3 and not things[0] & things[1]
    before = standing(read_rig(first))
    assert_moves_as_calculated(second)
    set_value(second, 1, 1.0)
    np.testing.assert_allclose(standing(read_rig(first))[1], before[1], atol=1e-9)


@pytest.mark.parametrize("scale", [(2, 2, 2), (0.01, 0.01, 0.01), (-1, 1, 1)])
@pytest.mark.parametrize("make", [scenes.cabinet, scenes.bottle])
def test_a_rig_may_be_moved_turned_scaled_and_mirrored(make, scale):
    armature = rigged(make())
    armature.matrix_world = Matrix.LocRotScale((3, -2, 1), Euler((0.5, 1.2, -2)), scale) @ armature.matrix_world
    bpy.context.view_layer.update()
    rig = read_rig(armature)
    root = standing(rig)[rig.articulation.root]
    box = rig.articulation.part(rig.articulation.root).box
    assert (root.min(axis=0) >= np.array(box.lower) - 1e-5).all()
    assert (root.max(axis=0) <= np.array(box.upper) + 1e-5).all()
    assert_moves_as_calculated(armature, 2e-6)


@pytest.mark.parametrize("matrix", [Matrix.Diagonal((0.01, 0.01, -0.02, 1)), Matrix.Diagonal((3, 1, 1, 1))])
def test_sources_below_odd_parents_make_exact_rigs(matrix):
    prop = scenes.cabinet()
    parent = bpy.data.objects.new("Parent", None)
    bpy.context.scene.collection.objects.link(parent)
    thing = prop.objects[0]
    thing.parent, thing.rotation_euler.z, parent.matrix_world = parent, 0.6, matrix
    thing.matrix_parent_inverse = Matrix.Translation((1, 2, 3))
    bpy.context.view_layer.update()
    was = apply(thing.matrix_world, [v.co for v in thing.data.vertices])
    armature = rigged(prop)
    np.testing.assert_allclose(np.concatenate(list(standing(read_rig(armature)).values())), was, atol=1e-6)
    assert_moves_as_calculated(armature)


@pytest.mark.parametrize("size", [1e-9, 1e9])
def test_any_size_can_be_rigged(size):
    prop = scenes.cabinet()
    prop.objects[0].scale = (size,) * 3
    bpy.context.view_layer.update()
    armature = asset.build_asset(bpy.context, seen(prop), scenes.predict(scaled(prop, size), seen(prop)))
    assert_moves_as_calculated(armature, 1e-6 * size)


def scaled(prop: scenes.Prop, size: float) -> scenes.Prop:
    def times(vector):
        return tuple(size * x for x in vector)

    parts = tuple(
        replace(part, box=Box(times(part.box.lower), times(part.box.upper))) for part in prop.articulation.parts
    )
    door, drawer = prop.articulation.joints
    drawer = drawer.with_limits(0, 0.35 * size)
    joints = tuple(replace(joint, origin=times(joint.origin)) for joint in (door, drawer))
    return replace(prop, articulation=Articulation(parts, joints))


def seen(prop: scenes.Prop):
    return gather(prop.objects, bpy.context.evaluated_depsgraph_get())


def test_objects_that_an_artist_hangs_on_a_bone_belong_to_its_part():
    armature = rigged(scenes.cabinet())
    knob = scenes.mesh_object("Knob", *scenes.box((0.3, -0.35, 0.2), (0.32, -0.3, 0.22)))
    target = knob.constraints.new("ARMATURE").targets.new()
    target.target, target.subtarget = armature, "Door_joint"
    assert knob in read_rig(armature).objects[1] and rig_of(knob) == armature


def test_what_is_no_rig_is_said_so():
    prop = scenes.cabinet()
    bpy.ops.object.armature_add()
    assert rig_of(None) is None and rig_of(prop.objects[0]) is None and rig_of(bpy.context.object) is None
    assert find_rigs(bpy.context.scene) == []
    with pytest.raises(ArticulationError, match="not an articulated object"):
        read_rig(bpy.context.object)
    armature = rigged(prop)
    constraints = armature.pose.bones["Door_joint"].constraints
    constraints.remove(constraints[0])
    with pytest.raises(ArticulationError, match="lost its limits"):
        read_rig(armature)


@pytest.mark.parametrize("name", ['"><script>', "../../etc", "x" * 300, "戸棚 шкаф 🗄", 'a"]["b', " "])
def test_names_do_not_matter(name):
    prop = scenes.cabinet()
    parts = tuple(replace(part, name=name) for part in prop.articulation.parts)
    joints = tuple(replace(joint, name=name) for joint in prop.articulation.joints)
    armature = rigged(prop, Articulation(parts, joints), name)
    rig = read_rig(armature)
    assert rig.name == name and {p.name for p in rig.articulation.parts} == {name}
    assert_moves_as_calculated(armature)


def test_an_asset_is_built_beside_its_hidden_source():
    prop = scenes.cabinet(joined=False)
    armature = asset.build_asset(bpy.context, seen(prop), scenes.predict(prop, seen(prop), wrong=0.2))
    assert [c.name for c in bpy.context.scene.collection.children] == ["Cabinet Body ArtLLM"]
    assert all(thing.hide_get() and thing.hide_render and len(thing.data.polygons) for thing in prop.objects)
    assert bpy.context.active_object == armature and bpy.context.selected_objects == [armature]
    assert {id: len(o[0].data.polygons) for id, o in read_rig(armature).objects.items()} == {0: 36, 1: 12, 2: 36}
    assert_moves_as_calculated(armature)


@pytest.mark.parametrize("step", ["splitting", "build_rig", "set_limits in build_rig"])
def test_all_or_nothing(monkeypatch, step):
    from artllm_blender.scene.rig import build_rig as rig_module

    prop = scenes.cabinet()
    source = seen(prop)
    prediction = scenes.predict(prop, source)

    def stumble(*_):
        raise InputError("Stumbled.", "Get up.")

    if " in " in step:
        monkeypatch.setattr(rig_module, "set_limits", stumble)
    else:
        monkeypatch.setattr(asset, step, stumble)
    before = set(bpy.data.user_map())
    with pytest.raises(InputError, match="Stumbled"):
        asset.build_asset(bpy.context, source, prediction)
    assert set(bpy.data.user_map()) == before
    assert not prop.objects[0].hide_get() and not prop.objects[0].hide_render
    assert bpy.context.active_object == prop.objects[0] and bpy.context.selected_objects == list(prop.objects)


def test_a_source_that_changed_meanwhile_is_left_alone():
    prop = scenes.cabinet()
    source = seen(prop)
    prediction = scenes.predict(prop, source)
    prop.objects[0].modifiers.new("Array", "ARRAY")
    before = set(bpy.data.user_map())
    with pytest.raises(InputError, match="edited"):
        asset.build_asset(bpy.context, source, prediction)
    assert set(bpy.data.user_map()) == before and Path(bpy.data.filepath) == Path()
    bpy.ops.object.mode_set(mode="EDIT")
    with pytest.raises(InputError, match="Object Mode"):
        asset.build_asset(bpy.context, source, prediction)
