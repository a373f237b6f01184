"""Corrections by hand: faces and parts change hands, the rig follows, and all else stays as it was."""

from __future__ import annotations

import math
from dataclasses import replace

import bpy
import numpy as np
import pytest
import scenes
from mathutils import Vector
from rigs import assert_moves_as_calculated, rigged, standing

from artllm_blender.core.articulation import JointType
from artllm_blender.core.errors import ArticulationError, InputError
from artllm_blender.scene.rig import correct
from artllm_blender.scene.rig.build_rig import value_key
from artllm_blender.scene.rig.faces import retitled
from artllm_blender.scene.rig.read_rig import read_rig, set_value
from artllm_blender.scene.rig.update_rig import lock_joint, locked_joints


@pytest.fixture(autouse=True)
def scene() -> None:
    scenes.empty_scene()


@pytest.fixture
def armature() -> bpy.types.Object:
    return rigged(scenes.cabinet(), name="Cabinet")


def sizes(armature: bpy.types.Object) -> dict[str, int]:
    rig = read_rig(armature)
    return {part.name: sum(len(o.data.polygons) for o in rig.objects[part.id]) for part in rig.articulation.parts}


def object_of(armature: bpy.types.Object, part: int) -> bpy.types.Object:
    return read_rig(armature).objects[part][0]


HANDLE = np.arange(6, 12)  # of the door, whose panel has the faces before


def test_faces_go_to_another_part_and_come_back(armature):
    door, before = object_of(armature, 1), read_rig(armature)
    was = [tuple(v.co) for v in door.data.vertices], [tuple(p.vertices) for p in door.data.polygons]
    rest = np.concatenate(list(standing(before).values()))
    set_value(armature, 1, 0.5)
    correct.assign(armature, {door: HANDLE}, 2)
    assert sizes(armature) == {"Body": 36, "Door": 6, "Drawer": 42}
    rig = read_rig(armature)
    assert rig.values[1] == 0.5 and rig.articulation.joints == before.articulation.joints
    assert rig.articulation.part(1).box.lower[1] == pytest.approx(-0.275)
    assert_moves_as_calculated(armature)
    drawer = object_of(armature, 2)
    correct.assign(armature, {drawer: np.arange(36, 42)}, 1)
    assert sizes(armature) == {"Body": 36, "Door": 12, "Drawer": 36} and len(read_rig(armature).objects[1]) == 1
    assert was == ([tuple(v.co) for v in door.data.vertices], [tuple(p.vertices) for p in door.data.polygons])
    np.testing.assert_allclose(np.concatenate(list(standing(read_rig(armature)).values())), rest, atol=1e-6)
    np.testing.assert_allclose(read_rig(armature).articulation.part(1).box.lower, before.articulation.part(1).box.lower)


@pytest.mark.parametrize("turn", [0.0, 0.7])
def test_a_hinge_goes_along_with_what_its_part_becomes_unless_it_is_locked(armature, turn):
    door = object_of(armature, 1)
    armature.rotation_euler.z = turn
    bpy.context.view_layer.update()

    def hinge() -> list[float]:
        """Where the rig was built."""
        return list(armature.matrix_world.inverted() @ Vector(read_rig(armature).articulation.joint_of(1).origin))

    before = hinge()
    correct.assign(armature, {door: np.arange(6)}, 0)
    assert hinge()[0] - before[0] == pytest.approx(0.74, abs=1e-4)  # the handle, which is all that is left, is there
    correct.assign(armature, {object_of(armature, 0): np.arange(36, 42)}, 1)
    np.testing.assert_allclose(hinge(), before, atol=1e-4)
    lock_joint(armature, 1)
    correct.assign(armature, {object_of(armature, 1): np.arange(6)}, 0)
    np.testing.assert_allclose(hinge(), before, atol=1e-4)
    assert_moves_as_calculated(armature)


def test_a_skin_that_was_cut_is_whole_again():
    bpy.ops.mesh.primitive_uv_sphere_add(segments=16, ring_count=8)
    ball, prop = bpy.context.object, scenes.bottle()
    ball.data.attributes.new("wear", "FLOAT", "POINT")
    whole = [len(ball.data.vertices), len(ball.data.edges), len(ball.data.polygons)]
    halves = np.array([int(polygon.center.z > 0) for polygon in ball.data.polygons])
    armature = rigged(scenes.Prop((ball,), prop.articulation, halves))
    top = object_of(armature, 1)
    correct.assign(armature, {top: np.arange(10)}, 0)
    correct.assign(armature, {top: np.arange(len(top.data.polygons) - 1)}, 0)
    assert len(top.data.polygons) == 1
    correct.assign(armature, {top: np.arange(1)}, 0)
    rig = read_rig(armature)
    assert [part.id for part in rig.articulation.parts] == [0] and value_key(1) not in armature
    (mesh,) = (thing.data for thing in rig.objects[0])
    assert [len(mesh.vertices), len(mesh.edges), len(mesh.polygons)] == whole and not mesh.validate()


def test_a_new_part_moves_by_itself(armature):
    door, before = object_of(armature, 1), read_rig(armature)
    id = correct.new_part(armature, {door: HANDLE}, JointType.REVOLUTE, label="handle")
    rig = read_rig(armature)
    part, joint = rig.articulation.part(id), rig.articulation.joint_of(id)
    assert (part.name, part.label, joint.parent, joint.name) == ("Handle", "handle", 1, "Handle_joint")
    np.testing.assert_allclose([part.box.lower, part.box.upper], [(0.34, -0.31, 0.3), (0.36, -0.27, 0.45)], atol=1e-6)
    assert rig.objects[id][0].name == "Cabinet.Handle"
    assert rig.articulation.joints[:2] == before.articulation.joints
    assert_moves_as_calculated(armature)
    with pytest.raises(InputError, match="all of Handle"):
        correct.new_part(armature, {rig.objects[id][0]: np.arange(6)}, JointType.PRISMATIC)


def test_merging_and_dissolving_keep_what_hangs_on_them(armature):
    id = correct.new_part(armature, {object_of(armature, 1): HANDLE}, JointType.CONTINUOUS, "Knob")
    correct.dissolve(armature, 1)
    rig = read_rig(armature)
    assert sizes(armature) == {"Body": 42, "Drawer": 36, "Knob": 6} and rig.articulation.joint_of(id).parent == 0
    assert value_key(1) not in armature and len(armature.data.bones) == 3
    assert_moves_as_calculated(armature)
    correct.merge(armature, id, 0)  # the part that carries it: the knob becomes what everything hangs on
    rig = read_rig(armature)
    assert rig.articulation.root == id and sizes(armature) == {"Drawer": 36, "Knob": 48}
    assert_moves_as_calculated(armature)
    with pytest.raises(InputError, match="Nothing carries Knob"):
        correct.dissolve(armature, id)


def test_a_part_is_split_by_loose_parts(armature):
    (handle,) = correct.split_loose(armature, 1, smallest=0.0)
    rig = read_rig(armature)
    assert sizes(armature) == {"Body": 36, "Door": 6, "Drawer": 36, "Door_2": 6}
    old, new = rig.articulation.joint_of(1), rig.articulation.joint_of(handle)
    assert (new.type, new.parent, new.lower, new.upper) == (old.type, old.parent, old.lower, old.upper)
    assert new.origin[:2] == pytest.approx((0.34, -0.31), abs=0.04)
    with pytest.raises(InputError, match="in one piece"):
        correct.split_loose(armature, handle)
    with pytest.raises(InputError, match="in one piece"):
        correct.split_loose(armature, 2, smallest=0.9)


def test_a_joint_becomes_another_and_keeps_its_value(armature):
    set_value(armature, 1, 0.3)
    armature.keyframe_insert(f'["{value_key(1)}"]', frame=1)
    joint = read_rig(armature).articulation.joint_of(1)
    other = replace(joint, axis=(1, 0, 0), origin=(0, -0.25, 0.7), lower=-1, upper=0.2, note="by hand")
    correct.set_joint(armature, other)
    rig = read_rig(armature)
    now = rig.articulation.joint_of(1)
    assert (now.type, now.parent, now.note) == (joint.type, 0, "by hand") and locked_joints(armature) == {1}
    np.testing.assert_allclose(
        [*now.axis, *now.origin, now.lower, now.upper], [*other.axis, *other.origin, -1, 0.2], atol=1e-6
    )
    assert rig.values[1] == pytest.approx(0.2)
    assert armature.animation_data.action and len(armature.animation_data.drivers) == 2
    armature.animation_data.action = None
    assert_moves_as_calculated(armature)


@pytest.mark.parametrize("kind", list(JointType))
def test_every_type_can_become_every_other(armature, kind):
    from artllm_blender.core.corrections import retyped

    for child in (1, 2):
        correct.set_joint(armature, retyped(read_rig(armature).articulation, child, kind))
    assert {joint.type for joint in read_rig(armature).articulation.joints} == {kind}
    assert_moves_as_calculated(armature)


@pytest.mark.parametrize("scale", [(2, 2, 2), (-0.1, 0.1, 0.1)])
def test_a_rig_that_was_scaled_or_mirrored_is_corrected_where_it_stands(armature, scale):
    armature.scale, armature.location, armature.rotation_euler = scale, (5, 6, 7), (0.1, 0.2, 0.3)
    bpy.context.view_layer.update()
    before = read_rig(armature)
    rest = np.concatenate(list(standing(before).values()))
    id = correct.new_part(armature, {object_of(armature, 1): HANDLE}, JointType.SCREW)
    np.testing.assert_allclose(
        np.concatenate(list(standing(read_rig(armature)).values())).min(axis=0), rest.min(axis=0), atol=1e-5
    )
    joint = replace(read_rig(armature).articulation.joint_of(id), axis=(0.6, 0, 0.8), lower=-0.2, upper=0.1, pitch=0.05)
    correct.set_joint(armature, joint)
    now = read_rig(armature).articulation.joint_of(id)
    np.testing.assert_allclose([*now.axis, now.lower, now.upper, now.pitch], [*joint.axis, -0.2, 0.1, 0.05], atol=1e-6)
    assert_moves_as_calculated(armature, 1e-5)


def test_predicted_joints_are_taken_but_for_locked_ones(armature):
    lock_joint(armature, 2)
    before = read_rig(armature).articulation
    door, drawer = before.joints
    predicted = replace(before, joints=(replace(door, upper=1.0, name=""), replace(drawer, upper=9.0)))
    vertices, faces, known = correct.question(armature)
    assert len(faces) == 2 * 84 and [part.id for part in known.parts] == [0, 1, 2]
    assert [joint.child for joint in known.joints] == [2]
    assert correct.adopt(armature, predicted) == ["Door"]
    now = read_rig(armature).articulation
    assert now.joint_of(1).upper == pytest.approx(1.0) and now.joint_of(2) == drawer
    assert now.joint_of(1).name == "Door_joint"
    correct.dissolve(armature, 1)
    with pytest.raises(ArticulationError, match="changed while"):
        correct.adopt(armature, predicted)


def test_names_reach_bone_joint_and_objects(armature):
    correct.rename(armature, 1, "Flap", "lid")
    rig = read_rig(armature)
    assert (rig.articulation.part(1).label, rig.articulation.joint_of(1).name) == ("lid", "Flap_joint")
    assert rig.objects[1][0].name == "Cabinet.Flap" and "Flap_joint" in armature.data.bones
    assert_moves_as_calculated(armature)
    for name in ("Body", " "):
        with pytest.raises(InputError):
            correct.rename(armature, 1, name, "lid")


def test_an_armature_behind_a_closed_eye_is_corrected_and_stays_there(armature):
    armature.hide_set(True)
    joint = replace(read_rig(armature).articulation.joint_of(1), origin=(0.4, -0.275, 0.0), axis=(0, 0, 1))
    correct.set_joint(armature, joint)
    assert read_rig(armature).articulation.joint_of(1).origin == pytest.approx((0.4, -0.275, 0), abs=1e-6)
    assert armature.hide_get()
    armature.hide_set(False)
    assert_moves_as_calculated(armature)


def test_what_cannot_be_corrected_is_said_and_left(armature):
    door = object_of(armature, 1)
    stranger = scenes.mesh_object("Stranger", *scenes.box((0, 0, 0), (1, 1, 1)))
    for faces, says in (
        ({}, "No faces"),
        ({door: np.array([], int)}, "No faces"),
        ({stranger: np.arange(2)}, "no part"),
    ):
        with pytest.raises(InputError, match=says):
            correct.assign(armature, faces, 2)
    armature.hide_viewport = True
    with pytest.raises(ArticulationError, match="hidden"):
        correct.assign(armature, {door: HANDLE}, 2)
    armature.hide_viewport = False
    with pytest.raises(ArticulationError, match="has no joint"):
        correct.set_joint(armature, replace(read_rig(armature).articulation.joint_of(1), child=0, parent=1))
    joint = read_rig(armature).articulation.joint_of(1)
    with pytest.raises(ArticulationError, match="cycle"):
        correct.set_joint(armature, replace(joint, parent=correct.new_part(armature, {door: HANDLE}, "revolute")))
    assert sizes(armature) == {"Body": 36, "Door": 6, "Drawer": 36, "Arm": 6} and math.isfinite(joint.upper)


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Cabinet.Door", "Cabinet.Flap"), ("Cabinet.Door.001", "Cabinet.Flap"), ("Cabinet.Do", "Cabinet.Flap"),
        ("Mine", "Mine.Flap"), ("Cabinet.", "Cabinet..Flap"),
    ],
)  # fmt: skip
def test_an_object_is_named_after_its_part(title, wanted):
    assert retitled(title, "Door", "Flap") == wanted


def test_half_of_a_door_hangs_as_the_other_half_on_what_that_hangs_on():
    scenes.empty_scene()
    armature = rigged(scenes.cabinet(), name="Cabinet")
    door = object_of(armature, 1)
    bpy.context.view_layer.objects.active = door
    with bpy.context.temp_override(active_object=door, object=door, selected_objects=[door]):
        bpy.ops.object.mode_set(mode="EDIT")
        bpy.ops.mesh.select_all(action="SELECT")
        bpy.ops.mesh.bisect(plane_co=(0, 0, 0), plane_no=(1, 0, 0), use_fill=False)
        bpy.ops.object.mode_set(mode="OBJECT")
    middles = np.array([door.matrix_world @ polygon.center for polygon in door.data.polygons])
    right = np.flatnonzero(middles[:, 0] > middles[:, 0].min() / 2 + middles[:, 0].max() / 2)
    before = read_rig(armature).articulation.joint_of(1)
    id = correct.new_part(armature, {door: right}, JointType.REVOLUTE)
    articulation = read_rig(armature).articulation
    made, kept = articulation.joint_of(id), articulation.joint_of(1)
    assert (made.parent, articulation.part(id).name, articulation.part(id).label) == (0, "Door_2", "door")
    assert abs(made.origin[0] - kept.origin[0]) > 0.6, "each at its outer edge"
    assert kept.axis == pytest.approx(before.axis, abs=1e-6) and made.axis == pytest.approx(np.negative(kept.axis))
    assert_moves_as_calculated(armature)
