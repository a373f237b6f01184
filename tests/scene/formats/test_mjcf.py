"""MJCF, read by MuJoCo: bodies move as kinematics says, and what touches at rest does not collide."""

from __future__ import annotations

from xml.etree import ElementTree

import bpy
import numpy as np
import pytest
import rigs
import scenes

from artllm_blender.core.articulation import JointType
from artllm_blender.core.formats.describe import link_origin
from artllm_blender.core.frames import quaternion, rotation, transform
from artllm_blender.core.kinematics import motion, poses
from artllm_blender.core.names import joint_names, link_names
from artllm_blender.scene.formats.export import export


@pytest.mark.parametrize("prop", ["cabinet", "bottle"])
def test_bodies_move_as_the_articulation_does_and_nothing_collides_at_rest(prop, tmp_path):
    mujoco = pytest.importorskip("mujoco", reason="mujoco is not installed")
    scenes.empty_scene()
    made = getattr(scenes, prop)()
    path = export(rigs.rigged(made), tmp_path, "a", ["mjcf"]).files["mjcf"]
    model = mujoco.MjModel.from_xml_path(str(path))
    state, names = mujoco.MjData(model), joint_names(made.articulation)
    mujoco.mj_forward(model, state)
    assert state.ncon == 0
    values = {joint.child: 0.5 * joint.upper for joint in made.articulation.joints}
    for joint in made.articulation.joints:
        state.joint(names[joint.child]).qpos[0] = values[joint.child]
        if joint.type is JointType.SCREW:
            state.joint(names[joint.child] + "_slide").qpos[0] = values[joint.child]
            state.joint(names[joint.child]).qpos[0] = motion(joint, values[joint.child])[0]
    mujoco.mj_forward(model, state)
    moved = poses(made.articulation, values)
    for id, link in link_names(made.articulation).items():
        body, wanted = state.body(link), moved[id] @ transform(move=link_origin(made.articulation, id))
        assert np.allclose(transform(body.xmat.reshape(3, 3), body.xpos), wanted, atol=1e-6), link
    assert model.neq == sum(joint.type is JointType.SCREW for joint in made.articulation.joints)


def test_a_screw_s_slide_follows_its_turn_against_its_weight_and_holds_it(tmp_path):
    mujoco = pytest.importorskip("mujoco", reason="mujoco is not installed")
    scenes.empty_scene()
    made = scenes.bottle()
    path = export(rigs.rigged(made), tmp_path, "a", ["mjcf"], colliders="none").files["mjcf"]
    model = mujoco.MjModel.from_xml_path(str(path))
    state = mujoco.MjData(model)
    (screw,) = (joint for joint in made.articulation.joints if joint.type is JointType.SCREW)
    turn, slide = (state.joint(joint_names(made.articulation)[screw.child] + end) for end in ("", "_slide"))
    half = screw.upper / 2 / screw.pitch * 2 * np.pi
    for _ in range(1500):
        turn.qfrc_applied[0] = 0.05 * (half - turn.qpos[0]) - 0.02 * turn.qvel[0]
        mujoco.mj_step(model, state)
    assert slide.qpos[0] > screw.upper / 4
    assert slide.qpos[0] == pytest.approx(turn.qpos[0] * screw.pitch / (2 * np.pi), abs=0.02 * screw.upper)
    before, turn.qfrc_applied[0] = slide.qpos[0], 0.0
    for _ in range(500):
        mujoco.mj_step(model, state)
    assert slide.qpos[0] == pytest.approx(before, abs=0.02 * screw.upper)


def test_an_srdf_beside_the_urdf_names_the_same_pairs_as_the_mjcf(tmp_path):
    scenes.empty_scene()
    files = export(rigs.rigged(scenes.cabinet()), tmp_path, "a", ["urdf", "mjcf"]).files
    srdf = ElementTree.parse(files["urdf"].with_suffix(".srdf")).getroot()
    pairs = {(pair.get("link1"), pair.get("link2")) for pair in srdf.iter("disable_collisions")}
    excluded = ElementTree.parse(files["mjcf"]).getroot().iter("exclude")
    assert pairs == {(pair.get("body1"), pair.get("body2")) for pair in excluded}
    assert {("Body", "Door"), ("Body", "Drawer")} <= pairs


def test_a_quaternion_turns_as_its_rotation():
    for axis, angle in (
        ((1, 0, 0), 0.0),
        ((0.48, -0.6, 0.64), np.pi),
        ((1, 0, 0), 3.1),
        ((0, 1, 0), -3.1),
        ((0, 0, 1), 3.14),
        ((0.6, 0, 0.8), 0.3),
    ):
        found = quaternion(rotation(axis, angle))
        wanted = np.array([np.cos(angle / 2), *(np.sin(angle / 2) * np.array(axis))])
        assert np.allclose(found, wanted) or np.allclose(found, -wanted)


def test_a_material_s_density_makes_its_part_heavier(tmp_path):
    scenes.empty_scene()
    armature = rigs.rigged(scenes.cabinet())
    weights = []
    for density in (700.0, 1400.0):
        path = export(armature, tmp_path, "a", ["mjcf"], colliders="none", density=density).files["mjcf"]
        weights.append([float(one.get("mass")) for one in ElementTree.parse(path).getroot().iter("inertial")])
    assert np.allclose(weights[1], 2 * np.array(weights[0]))


def test_objects_marked_as_colliders_are_taken_as_they_are(tmp_path):
    scenes.empty_scene()
    armature = rigs.rigged(scenes.cabinet())
    for name, place in (
        ("UCX_Door_01", (0.0, -0.5, 0.2)),
        ("UCX_Door.002", (0.0, -0.5, 0.6)),
        ("UCX_Nothing", (0, 0, 0)),
    ):
        vertices, quads = scenes.box((-0.1, -0.01, -0.1), (0.1, 0.01, 0.1))
        mesh = bpy.data.meshes.new(name)
        mesh.from_pydata(vertices, [], quads)
        thing = bpy.data.objects.new(name, mesh)
        thing.location = place
        bpy.context.scene.collection.objects.link(thing)
    bpy.context.view_layer.update()
    path = export(armature, tmp_path, "a", ["mjcf"]).files["mjcf"]
    names = [mesh.get("name") for mesh in ElementTree.parse(path).getroot().iter("mesh")]
    assert sum(name.startswith("Door_collider") for name in names) == 2
