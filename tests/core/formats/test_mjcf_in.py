"""MJCF as a model: it moves as MuJoCo has it; what a rig cannot hold is said; what is no MJCF is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from artllm_blender.core.articulation import JointType
from artllm_blender.core.errors import InputError
from artllm_blender.core.formats.model import articulated, without_frames
from artllm_blender.core.formats.read_model import read_model
from artllm_blender.core.frames import transform
from artllm_blender.core.kinematics import poses

OTHERS = """<mujoco model="arm">
  <compiler angle="degree" eulerseq="XYZ"/>
  <default>
    <geom rgba="1 0 0 1"/><joint damping="1" axis="0 1 0"/>
    <default class="visual"><geom contype="0" conaffinity="0" group="2"/></default>
    <default class="collision"><geom group="3" type="capsule"/></default>
  </default>
  <asset>
    <mesh name="wedge" vertex="0 0 0 1 0 0 0 1 0 0 0 1" face="0 2 1 0 1 3 0 3 2 1 2 3" refpos="0.1 0 0"/>
    <material name="steel" rgba="0.5 0.5 0.5 1"/>
  </asset>
  <worldbody>
    <light pos="0 0 3"/><geom name="floor" type="plane" size="1 1 1"/>
    <body name="base" pos="0 0 0.2" euler="0 0 90" childclass="visual">
      <freejoint/><inertial pos="0 0 0" mass="1" diaginertia="1 1 1"/>
      <geom type="box" size="0.1 0.2 0.3" material="steel"/>
      <geom class="collision" fromto="0 0 0 0 0 0.5" size="0.05"/>
      <body name="upper" pos="0.3 0 0" axisangle="1 1 0 40"><inertial pos="0 0 0" mass="1" diaginertia="1 1 1"/>
        <joint name="hinge" pos="0 0.1 0" range="-20 90"/>
        <geom type="mesh" mesh="wedge" euler="10 20 30"/>
        <body name="two" pos="0 0 0.4" xyaxes="0 1 0 -1 0 0"><inertial pos="0 0 0" mass="1" diaginertia="1 1 1"/>
          <joint name="slide" type="slide" axis="1 0 1" range="0 0.5"/><joint name="spin" axis="0 0 2" ref="30"/>
          <geom type="ellipsoid" size="0.1 0.2 0.3"/>
        </body>
      </body>
      <body name="loose" pos="0 1 0"><inertial pos="0 0 0" mass="1" diaginertia="1 1 1"/>
        <joint name="ball" type="ball"/><geom size="0.1"/></body>
    </body>
  </worldbody>
  <tendon/>
  <actuator><motor joint="hinge"/></actuator>
</mujoco>"""


def written(tmp_path, text: str):
    (tmp_path / "x.xml").write_text(text, encoding="utf-8")
    return read_model(tmp_path / "x.xml")


def test_it_moves_as_mujoco_has_it(tmp_path):
    mujoco = pytest.importorskip("mujoco", reason="mujoco is not installed")
    rig = articulated(without_frames(written(tmp_path, OTHERS)), {})
    theirs = mujoco.MjModel.from_xml_string(OTHERS)
    state = mujoco.MjData(theirs)

    def frames() -> dict[str, np.ndarray]:
        mujoco.mj_kinematics(theirs, state)
        return {
            theirs.body(i).name: transform(state.xmat[i].reshape(3, 3), state.xpos[i]) for i in range(1, theirs.nbody)
        }

    rest = frames()
    numbers = {joint.name: joint.child for joint in rig.articulation.joints}
    values = {"hinge": 0.7, "slide": 0.3, "spin": -1.1}
    for name, value in values.items():
        state.qpos[theirs.joint(name).qposadr[0]] += value
    moved = poses(rig.articulation, {numbers[name]: value for name, value in values.items()})
    for name, frame in frames().items():
        np.testing.assert_allclose(moved[rig.numbers[name]] @ rest[name], frame, atol=1e-9)
    hinge, spin = (rig.articulation.joint_of(numbers[name]) for name in ("hinge", "spin"))
    assert (hinge.lower, hinge.upper) == pytest.approx((math.radians(-20), math.radians(90)))
    assert spin.type is JointType.CONTINUOUS


def test_classes_tell_what_is_seen_and_what_collides(tmp_path):
    found = written(tmp_path, OTHERS)
    base = found.bodies[0]
    assert [len(base.visuals), len(base.colliders)] == [1, 1] and base.visuals[0].paints[0].name == "steel"
    np.testing.assert_allclose(base.colliders[0].place[:3, 3], (0, 0, 0.45), atol=1e-12)
    assert found.bodies[1].visuals[0].paints[0].colour == (1, 0, 0, 1)
    notes = " ".join(found.notes)
    assert all(word in notes for word in ("floor is a plane", "ball is a ball joint", "1 actuators", "spin is at"))


def test_included_files_come_from_the_folder_alone(tmp_path):
    (tmp_path / "in").mkdir()
    body = '<mujoco><worldbody><body name="b"><geom type="box" size="1 1 1"/></body></worldbody></mujoco>'
    (tmp_path / "in" / "body.xml").write_text(body)
    (tmp_path / "secret.xml").write_text(body)
    path = tmp_path / "in" / "x.xml"
    path.write_text('<mujoco><include file="body.xml"/></mujoco>')
    assert [one.name for one in read_model(path).bodies] == ["b"]
    for name, said in (("../secret.xml", "outside"), ("x.xml", "too many"), ("no.xml", "not found")):
        path.write_text(f'<mujoco><include file="{name}"/></mujoco>')
        with pytest.raises(InputError, match=said):
            read_model(path)


BODY = (
    '<mujoco><worldbody><body name="a"><geom size="1"/><body name="b">{}<geom size="1"/></body></body></worldbody>'
    "{}</mujoco>"
)
REFUSED = {
    "other root": "<robot/>",
    "doctype": "<!DOCTYPE mujoco []><mujoco/>",
    "nan": BODY.format('<joint axis="nan 0 0"/>', ""),
    "axis": BODY.format('<joint axis="0 0 0"/>', ""),
    "range": BODY.format('<joint range="1 0"/>', ""),
    "mesh": BODY.format('<geom type="mesh" mesh="no"/>', ""),
    "quat": BODY.format("", "").replace('name="b"', 'name="b" quat="0 0 0 0"'),
    "ends": BODY.format('<geom type="capsule" size="1" fromto="0 0 0 0 0 0"/>', ""),
    "aside": BODY.format("", '<custom><text name="artllm" data="[1"/></custom>'),
    "aside's kind": BODY.format("", '<custom><text name="artllm" data="[]"/></custom>'),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_in_a_sentence_with_a_hint(tmp_path, what):
    with pytest.raises(InputError) as caught:
        written(tmp_path, REFUSED[what])
    assert caught.value.args[0].endswith(".") and caught.value.hint
