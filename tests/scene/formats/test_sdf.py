"""SDF: what the text says moves as kinematics says, and Gazebo's own reader takes it where it is installed."""

from __future__ import annotations

import math
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import rigs
import scenes

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.formats.describe import describe, link_origin
from artllm_blender.core.formats.description import BoxShape, Collider, CylinderShape, Description
from artllm_blender.core.formats.sdf import notes_on, sdf_text
from artllm_blender.core.formats.urdf import LinkFiles
from artllm_blender.core.frames import rotation, rpy
from artllm_blender.core.motion.interplay import Need
from artllm_blender.core.names import link_names
from artllm_blender.scene.formats.export import export
from artllm_blender.scene.formats.hulls import hull

PITCH = -0.02


def every_type() -> Articulation:
    """A body with a hinge, on it a slide, on that a screw; a wheel, and a jammed drawer on the body."""
    slant = tuple((np.array([1.0, 2, -2]) / 3).tolist())
    joints = (
        Joint(JointType.REVOLUTE, 0, 1, slant, (0.3, 0.1, 0.5), -0.4, 1.2, ajar=True),
        Joint(JointType.PRISMATIC, 1, 2, (0, -1, 0), (0.5, 0, 0.2), 0, 0.3),
        Joint(JointType.SCREW, 2, 3, (0, 0, 1), (0.2, 0.2, 0.9), -0.01, 0.03, pitch=PITCH),
        Joint(JointType.CONTINUOUS, 0, 4, (1, 0, 0), (0, 0.1, 0.1), 0, 0),
        Joint(JointType.PRISMATIC, 0, 5, (0, -1, 0), (0, 0, 0), 0, 0),
    )
    parts = (
        Part(id, name, Box((0, 0, 0), (1, 1, 1))) for id, name in enumerate("Body Door Tray Cap Wheel Stuck".split())
    )
    return Articulation(tuple(parts), joints)


def described(needs: tuple[Need, ...] = ()) -> Description:
    return describe("asset", every_type(), {}, hull, needs=needs)


def model_of(asset: Description) -> ElementTree.Element:
    files = {link.name: LinkFiles("", ("",) * len(link.colliders)) for link in asset.links}
    return ElementTree.fromstring(sdf_text(asset, files)).find("model")


def numbers(element: ElementTree.Element, path: str) -> list[float]:
    return [float(number) for number in element.find(path).text.split()]


def test_links_lie_where_their_joints_are():
    tree, model = every_type(), model_of(described())
    placed: dict[str, np.ndarray] = {}
    for id, name in link_names(tree).items():
        pose = model.find(f"link[@name='{name}']/pose")
        above = placed.get(pose.get("relative_to"), np.zeros(3))
        placed[name] = above + numbers(model, f"link[@name='{name}']/pose")[:3]
        assert placed[name] == pytest.approx(link_origin(tree, id))


def test_joints_have_their_types_axes_and_limits():
    model, tree = model_of(described()), every_type()
    types = {joint.get("name"): joint.get("type") for joint in model.findall("joint")}
    wanted = {"Door": "revolute", "Tray": "prismatic", "Cap": "screw", "Wheel": "continuous", "Stuck": "fixed"}
    assert types == {f"{name}_joint": type for name, type in wanted.items()}
    for child, name in ((1, "Door"), (2, "Tray")):
        axis, joint = model.find(f"joint[@name='{name}_joint']/axis"), tree.joint_of(child)
        assert numbers(axis, "xyz") == pytest.approx(joint.axis)
        assert numbers(axis, "limit/lower") + numbers(axis, "limit/upper") == pytest.approx([joint.lower, joint.upper])
        assert numbers(axis, "limit/effort")[0] > 0 and numbers(axis, "dynamics/damping")[0] > 0
    assert model.find("joint[@name='Wheel_joint']/axis/limit/upper") is None
    assert model.find("joint[@name='Stuck_joint']/axis") is None


def test_a_screw_counts_turns_and_its_thread_slides_it_as_far():
    asset = described()
    (cap,) = (joint for joint in asset.joints if joint.name == "Cap_joint")
    joint = model_of(asset).find("joint[@name='Cap_joint']")
    # Radians a metre; a right-handed thread's are below zero, and this one is left-handed.
    assert numbers(joint, "thread_pitch") == pytest.approx([-math.tau / PITCH])
    assert numbers(joint, "axis/limit/lower") == pytest.approx([math.tau * cap.upper / PITCH])
    assert numbers(joint, "axis/limit/upper") == pytest.approx([math.tau * cap.lower / PITCH])
    # The same power at the same speed.
    turned = numbers(joint, "axis/limit/effort")[0] * numbers(joint, "axis/limit/velocity")[0]
    assert turned == pytest.approx(cap.effort * cap.velocity)
    assert "Cap_joint" in notes_on(asset)[0]


def test_where_a_joint_is_closed_and_what_it_needs_is_told():
    need = Need(child=2, needs=1, open=True, value=0.1)
    model = model_of(described((need,)))
    told = {joint.get("name"): [child.tag for child in joint] for joint in model.findall("joint")}
    assert any(tag.endswith("}closed") for tag in told["Door_joint"])
    assert any(tag.endswith("}needs") for tag in told["Tray_joint"])
    assert not any(tag.endswith("}closed") for tag in told["Tray_joint"])


def test_colliders_are_primitives_where_they_are():
    asset, turn = described(), rotation((0.3, -0.5, 0.8), 2.1)
    shapes = (Collider(BoxShape(np.array([0.1, 0.2, 0.3])), np.ones(3), turn), Collider(CylinderShape(0.2, 0.5)))
    links = (*asset.links[:1], type(asset.links[1])(**{**vars(asset.links[1]), "colliders": shapes}), *asset.links[2:])
    box, cylinder = model_of(Description("asset", links, asset.joints)).iter("collision")
    assert numbers(box, "geometry/box/size") == [0.1, 0.2, 0.3]
    assert numbers(box, "pose") == pytest.approx([1, 1, 1, *rpy(turn)])
    assert numbers(cylinder, "geometry/cylinder/radius") == [0.2]
    assert numbers(cylinder, "geometry/cylinder/length") == [0.5]


@pytest.mark.parametrize("prop", ["cabinet", "bottle"])
def test_an_exported_folder_is_a_model_of_gazebo(prop, tmp_path):
    scenes.empty_scene()
    path = export(rigs.rigged(getattr(scenes, prop)()), tmp_path, "a", ["sdf"]).files["sdf"]
    root = ElementTree.parse(path).getroot()
    assert all((tmp_path / uri.text).is_file() for uri in root.iter("uri"))
    assert ElementTree.parse(tmp_path / "model.config").find("sdf").text == path.name
    assert sum(float(mass.text) for mass in root.iter("mass")) > 0
    if ign := shutil.which("ign"):
        checked = subprocess.run([ign, "sdf", "--check", str(Path(path))], capture_output=True, text=True, timeout=60)
        assert checked.stdout.strip() == "Valid." and "Warning" not in checked.stderr
