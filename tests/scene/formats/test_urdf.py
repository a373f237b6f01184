"""URDF: what the text says moves as kinematics says, read by a reader of our own and by simulators."""

from __future__ import annotations

import math
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import rigs
import scenes

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.formats.describe import describe, link_origin
from artllm_blender.core.formats.description import BoxShape, Collider
from artllm_blender.core.formats.urdf import LinkFiles, srdf_text, urdf_text
from artllm_blender.core.frames import rotation, transform
from artllm_blender.core.kinematics import motion, poses
from artllm_blender.core.motion.interplay import Need
from artllm_blender.core.names import joint_names, link_names
from artllm_blender.scene.formats.export import export
from artllm_blender.scene.formats.hulls import hull
from artllm_blender.scene.rig.needs import write_needs
from artllm_blender.scene.rig.read_rig import read_rig

BOX = Box((0, 0, 0), (1, 1, 1))
HOSTILE = ['"><', "../../etc", "ö" * 300, "дверь", "дверь", "world"]


def every_type(names: list[str] | None = None) -> Articulation:
    """A body with a hinge, on it a slide, on that a screw; a wheel, and a jammed drawer on the body."""
    names = names or ["Body", "Door", "Tray", "Cap", "Wheel", "Stuck"]
    slant = tuple((np.array([1.0, 2, -2]) / 3).tolist())
    joints = (
        Joint(JointType.REVOLUTE, 0, 1, slant, (0.3, 0.1, 0.5), -0.4, 1.2),
        Joint(JointType.PRISMATIC, 1, 2, (0, -1, 0), (0.5, 0, 0.2), 0, 0.3),
        Joint(JointType.SCREW, 2, 3, (0, 0, 1), (0.2, 0.2, 0.9), -0.01, 0.03, pitch=-0.02),
        Joint(JointType.CONTINUOUS, 0, 4, (1, 0, 0), (0, 0.1, 0.1), 0, 0),
        Joint(JointType.PRISMATIC, 0, 5, (0, -1, 0), (0, 0, 0), 0, 0),
    )
    return Articulation(tuple(Part(i, name, BOX) for i, name in enumerate(names)), joints)


VALUES = {1: 0.8, 2: 0.21, 3: 0.017, 4: -2.0, 5: 0.0}


def numbers(element: ElementTree.Element, key: str) -> np.ndarray:
    return np.array([float(x) for x in element.get(key).split()])


def link_frames(root: ElementTree.Element, values: dict[str, float]) -> dict[str, np.ndarray]:
    """World frame of every link; mimicking joints follow. Frames of joints have no rotation of their own, by design."""
    joints = {joint.find("child").get("link"): joint for joint in root.iter("joint")}

    def frame(link: str) -> np.ndarray:
        if link not in joints:
            return np.eye(4)
        joint = joints[link]
        assert joint.find("origin").get("rpy") == "0 0 0"
        value = values.get(joint.get("name"), 0.0)
        if (mimic := joint.find("mimic")) is not None:
            value = values[mimic.get("joint")] * float(mimic.get("multiplier")) + float(mimic.get("offset"))
        moved = np.eye(4)
        if joint.get("type") == "prismatic":
            moved = transform(move=value * numbers(joint.find("axis"), "xyz"))
        elif joint.get("type") != "fixed":
            moved = transform(rotation(numbers(joint.find("axis"), "xyz"), value))
        return frame(joint.find("parent").get("link")) @ transform(move=numbers(joint.find("origin"), "xyz")) @ moved

    return {link.get("name"): frame(link.get("name")) for link in root.iter("link")}


def expected_frames(articulation: Articulation, values: dict[int, float]) -> dict[str, np.ndarray]:
    names = link_names(articulation)
    moved = poses(articulation, values)
    return {names[id]: moved[id] @ transform(move=link_origin(articulation, id)) for id in names}


def document(articulation: Articulation, needs=(), name: str = "asset", colliders=()) -> ElementTree.Element:
    """Of parts without a surface, each with these colliders."""
    asset = describe(name, articulation, {}, hull, needs=needs)
    asset = replace(asset, links=tuple(replace(link, colliders=colliders) for link in asset.links))
    files = {link.name: LinkFiles("", ("",) * len(colliders)) for link in asset.links}
    return ElementTree.fromstring(urdf_text(asset, files).encode())


@pytest.mark.parametrize("names", [None, HOSTILE], ids=["plain", "hostile"])
def test_links_move_as_the_articulation_does(names):
    articulation = every_type(names)
    root = document(articulation)
    named = joint_names(articulation)
    turned = VALUES | {3: VALUES[3] / 0.02 * math.tau}  # a screw counts radians, and positive ones open
    found = link_frames(root, {named[child]: value for child, value in turned.items()})
    for link, frame in expected_frames(articulation, VALUES).items():
        assert np.allclose(found[link], frame, atol=1e-7), link


def test_names_are_unique_and_plain():
    root = document(every_type(HOSTILE))
    for tag in ("link", "joint"):
        names = [element.get("name") for element in root.findall(tag)]
        assert len({name.lower() for name in names}) == len(names)
        assert all(name.isascii() and len(name) < 100 and not set(name) & set('<>"/.\\ ') for name in names)


def test_names_do_not_begin_with_digits():
    names = ["3D", "2nd_door", "_9", "Cap", "Wheel", "part_3D"]
    root = document(every_type(names), name="7320")
    assert root.get("name") == "asset_7320"
    links = [link.get("name") for link in root.findall("link")]
    assert {"part_3D", "part_2nd_door", "part_9", "Cap", "Wheel", "part_3D_2"} <= set(links)
    assert all(element.get("name")[0].isalpha() for tag in ("link", "joint") for element in root.findall(tag))


def test_screw_is_a_turn_and_a_slide_that_mimics_it():
    root = document(every_type())
    turn, slide = root.find("joint[@name='Cap_joint']"), root.find("joint[@name='Cap_joint_slide']")
    assert (slide.get("type"), turn.get("type")) == ("prismatic", "revolute")
    assert slide.find("child").get("link") == turn.find("parent").get("link")
    assert slide.find("mimic").get("joint") == "Cap_joint"
    # A link that weighed next to nothing would make simulators explode.
    mass = {link.get("name"): float(link.find("inertial/mass").get("value")) for link in root.iter("link")}
    shares = [mass[joint.find("child").get("link")] / mass["Body"] for joint in (slide, turn)]
    assert shares == pytest.approx([0.1, 0.9])
    # Its pitch is below zero: it opens turning the other way, by positive values.
    assert numbers(turn.find("axis"), "xyz") == pytest.approx([0, 0, -1])
    assert float(turn.find("limit").get("lower")) == pytest.approx(-math.pi)
    assert float(turn.find("limit").get("upper")) == pytest.approx(3 * math.pi)


def test_sapien_is_told_of_no_more_pairs_than_it_reads_and_of_screws_which_it_takes_for_strangers():
    asset = describe("a", every_type(), {}, hull)
    strangers = [(f"a{number}", f"b{number}") for number in range(40)]
    told = ElementTree.fromstring(srdf_text(replace(asset, excluded=(*asset.excluded, *strangers))).encode())
    reasons = {(pair.get("link1"), pair.get("link2")): pair.get("reason") for pair in told}
    assert reasons["Body", "Door"] == "Adjacent" and reasons["Tray", "Cap"] == "Default"
    assert list(reasons.values()).count("Default") == 31 and len(reasons) == 40 + len(asset.excluded)


def test_limits_are_the_articulation_s():
    root = document(every_type())
    assert all(joint.find("limit").get("effort") and joint.find("limit").get("velocity")
               for joint in root.iter("joint") if joint.get("type") != "fixed")  # fmt: skip
    hinge, wheel = root.find("joint[@name='Door_joint']/limit"), root.find("joint[@name='Wheel_joint']/limit")
    assert (float(hinge.get("lower")), float(hinge.get("upper"))) == (-0.4, 1.2)
    assert wheel.get("lower") is None
    assert root.find("joint[@name='Stuck_joint']").get("type") == "fixed"


def test_where_a_joint_is_closed_is_told_if_that_is_not_as_it_was_modelled():
    tree = every_type()
    ajar = Articulation(tree.parts, tuple(replace(joint, ajar=joint.child == 1) for joint in tree.joints))
    root, joint = document(ajar), ajar.joint_of(1)
    told = {
        joint.get("name"): float(joint.find("closed").get("value"))
        for joint in root
        if joint.find("closed") is not None
    }
    assert told == {joint_names(ajar)[1]: pytest.approx(joint.lower)} and joint.lower < 0


def test_needs_are_told_in_the_joint_that_has_them():
    root = document(every_type(), [Need(3, 1, 0.01), Need(1, 2, -0.2, open=False), Need(2, 9, 0.1)])
    names = joint_names(every_type())
    found = {
        joint.get("name"): joint.find("needs").attrib for joint in root.iter("joint") if joint.find("needs") is not None
    }
    assert found == {
        names[3]: {"joint": names[1], "state": "open", "beyond": "3.14159265"},
        names[1]: {"joint": names[2], "state": "closed", "beyond": "-0.2"},
    }


def test_box_collision_keeps_its_place_and_turn():
    turn = rotation((0.6, 0, 0.8), 0.5)
    box = Collider(BoxShape(np.array([0.1, 0.2, 0.3])), np.array([1.0, 2, 3]), turn)
    collision = document(every_type(), colliders=(box,)).find("link/collision")
    assert numbers(collision.find("geometry/box"), "size").tolist() == [0.1, 0.2, 0.3]
    assert numbers(collision.find("origin"), "xyz").tolist() == [1, 2, 3]
    roll, pitch, yaw = numbers(collision.find("origin"), "rpy")
    again = rotation((0, 0, 1), yaw) @ rotation((0, 1, 0), pitch) @ rotation((1, 0, 0), roll)
    assert np.allclose(again, turn)


# What simulators see of real exports: every prop; the cabinet with a wheel for a door and hostile names, and with a
# door as thin as paper.
@pytest.fixture(scope="module", params=["cabinet", "bottle", "hostile", "flat"])
def exported(request, tmp_path_factory) -> tuple[Path, Articulation]:
    scenes.empty_scene()
    prop = scenes.bottle() if request.param == "bottle" else scenes.cabinet()
    articulation = prop.articulation
    if request.param == "hostile":
        parts = tuple(replace(part, name=name) for part, name in zip(articulation.parts, HOSTILE[1:], strict=False))
        door, drawer = articulation.joints
        door = replace(door, type=JointType.CONTINUOUS, name='"><')
        articulation = Articulation(parts, (door, replace(drawer, name="../" * 99)))
    armature = rigs.rigged(prop, articulation)
    if request.param == "flat":
        mesh = read_rig(armature).objects[1][0].data
        for vertex in mesh.vertices:
            vertex.co.y = -0.26
    if len(articulation.joints) > 1:
        write_needs(armature, [Need(2, 1, 0.1)])  # which every reader has to pass over
    folder = tmp_path_factory.mktemp("urdf")
    return export(armature, folder, request.param, ["urdf"]).files["urdf"], articulation


def halfway(articulation: Articulation) -> dict[int, float]:
    return {j.child: 0.5 * j.upper if math.isfinite(j.upper) else 2.0 for j in articulation.joints}


def joint_values(articulation: Articulation) -> dict[str, float]:
    """Halfway, by URDF joint name, a screw's turn and slide."""
    result, names = {}, joint_names(articulation)
    for joint in articulation.joints:
        value = halfway(articulation)[joint.child]
        result[names[joint.child]] = value
        if joint.type is JointType.SCREW:
            result[names[joint.child] + "_slide"] = value
            result[names[joint.child]] = motion(joint, value)[0]
    return result


def test_check_urdf(exported):
    if not shutil.which("check_urdf"):
        pytest.skip("check_urdf is not on the PATH (package liburdfdom-tools)")
    result = subprocess.run(["check_urdf", exported[0]], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "Successfully Parsed XML" in result.stdout


def test_yourdfpy(exported):
    yourdfpy = pytest.importorskip("yourdfpy", reason="yourdfpy is not installed")
    path, articulation = exported
    robot = yourdfpy.URDF.load(str(path), build_collision_scene_graph=True, load_collision_meshes=True)
    values = joint_values(articulation)
    robot.update_cfg({name: values[name] for name in robot.actuated_joint_names})
    for link, frame in expected_frames(articulation, halfway(articulation)).items():
        assert np.allclose(robot.get_transform(link), frame, atol=1e-6), link
    assert len(robot.scene.geometry) == len(robot.collision_scene.geometry) == len(articulation.parts)


def test_pybullet(exported):
    bullet = pytest.importorskip("pybullet", reason="pybullet is not installed")
    path, articulation = exported
    server = bullet.connect(bullet.DIRECT)
    try:
        robot = bullet.loadURDF(str(path), useFixedBase=True)
        count = bullet.getNumJoints(robot)
        assert count == len(ElementTree.parse(path).getroot().findall("joint"))
        values = joint_values(articulation)
        for index in range(count):
            name = bullet.getJointInfo(robot, index)[1].decode()
            bullet.resetJointState(robot, index, values[name])
        expected = expected_frames(articulation, halfway(articulation))
        for index in range(count):
            link = bullet.getJointInfo(robot, index)[12].decode()
            if link in expected:
                state = bullet.getLinkState(robot, index, computeForwardKinematics=True)
                turn = np.reshape(bullet.getMatrixFromQuaternion(state[5]), (3, 3))
                assert np.allclose(transform(turn, state[4]), expected[link], atol=1e-5), link
        assert len(bullet.getVisualShapeData(robot)) == len(articulation.parts)
        bullet.stepSimulation()
    finally:
        bullet.disconnect(server)


def test_mujoco(exported):
    mujoco = pytest.importorskip("mujoco", reason="mujoco is not installed")
    path, articulation = exported
    model = mujoco.MjModel.from_xml_path(str(path))
    state = mujoco.MjData(model)
    for name, value in joint_values(articulation).items():
        state.joint(name).qpos[0] = value
    mujoco.mj_forward(model, state)
    expected = expected_frames(articulation, halfway(articulation))
    # MuJoCo makes the root part of its world.
    for link in (link_names(articulation)[joint.child] for joint in articulation.joints):
        body = state.body(link)
        assert np.allclose(transform(body.xmat.reshape(3, 3), body.xpos), expected[link], atol=1e-6), link
    screws = sum(joint.type is JointType.SCREW for joint in articulation.joints)
    assert model.neq == screws
    for _ in range(100):
        mujoco.mj_step(model, state)
    assert np.isfinite(state.qpos).all()


def test_vertices_that_no_face_has_are_not_written(tmp_path):
    scenes.empty_scene()
    armature = rigs.rigged(scenes.cabinet())
    mesh = read_rig(armature).objects[1][0].data
    mesh.vertices.add(1)
    mesh.vertices[-1].co = (9.0, 9.0, 9.0)
    export(armature, tmp_path, "prop", ["urdf"])
    for path in (tmp_path / "meshes").glob("*.obj"):
        rows = [line.split()[1:4] for line in path.read_text().splitlines() if line.startswith("v ")]
        assert np.abs(np.array(rows, float)).max() < 5
