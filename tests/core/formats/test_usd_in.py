"""USD as a model: frames, units and joints of others; what a rig cannot hold is said; what is no USD is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from artllm_blender.core.articulation import JointType
from artllm_blender.core.errors import InputError
from artllm_blender.core.formats.model import articulated, without_frames
from artllm_blender.core.formats.read_model import read_model

# In centimetres and Y-up, as others have them: a lever that hangs on a slider, the joint of which is told from below.
OTHERS = """#usda 1.0
( "made by hand" upAxis = "Y" metersPerUnit = 0.01 defaultPrim = "press" )
def Xform "press" ( prepend apiSchemas = ["PhysicsArticulationRootAPI"] customData = { int a = 1 } ) {
  def Xform "frame" ( prepend apiSchemas = ["PhysicsRigidBodyAPI"] ) {
    double3 xformOp:translate = (0, 10, 0)
    float3 xformOp:rotateXYZ = (0, 90, 0)
    uniform token[] xformOpOrder = ["xformOp:translate", "xformOp:rotateXYZ"]
    def Cube "block" ( prepend apiSchemas = ["PhysicsCollisionAPI"] ) {
      double size = 1
      float3 xformOp:scale = (40, 20, 10)
      uniform token[] xformOpOrder = ["xformOp:scale"]
      color3f[] primvars:displayColor = [(1, 0, 0)]
    }
  }
  def Xform "ram" ( prepend apiSchemas = ["PhysicsRigidBodyAPI"] ) {
    matrix4d xformOp:transform = ( (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 30, 0, 1) )
    uniform token[] xformOpOrder = ["xformOp:transform"]
    def Cylinder "rod" { double radius = 2  double height = 10  uniform token axis = "Y" }
  }
  def Xform "lever" ( prepend apiSchemas = ["PhysicsRigidBodyAPI"] ) {
    double3 xformOp:translate = (5, 30, 0)
    uniform token[] xformOpOrder = ["xformOp:translate"]
    def Mesh "plate" {
      point3f[] points = [(0, 0, 0), (10, 0, 0), (10, 1, 0), (0, 1, 0)]
      int[] faceVertexCounts = [4]
      int[] faceVertexIndices = [0, 1, 2, 3]
    }
    def Sphere "hidden" { token visibility = "invisible" }
  }
  def PhysicsPrismaticJoint "lift" {
    rel physics:body0 = </press/frame>
    rel physics:body1 = </press/ram>
    uniform token physics:axis = "Y"
    float physics:lowerLimit = 0
    float physics:upperLimit = 25
    point3f physics:localPos0 = (0, 20, 0)
  }
  def PhysicsRevoluteJoint "hinge" {
    rel physics:body0 = </press/lever>
    rel physics:body1 = </press/ram>
    uniform token physics:axis = "Z"
    float physics:lowerLimit = -30
    float physics:upperLimit = 60
    point3f physics:localPos0 = (-5, 0, 0)
  }
  def PhysicsSphericalJoint "loop" {
    rel physics:body0 = </press/frame>
    rel physics:body1 = </press/lever>
  }
}
"""


def written(tmp_path, text: str):
    (tmp_path / "x.usda").write_text(text, encoding="utf-8")
    return read_model(tmp_path / "x.usda")


def test_units_frames_and_directions_of_others(tmp_path):
    model = without_frames(written(tmp_path, OTHERS))
    rig = articulated(model, {})
    assert model.root == "frame" and model.name == "press"
    lift, hinge = (next(j for j in rig.articulation.joints if j.name == name) for name in ("lift", "hinge"))
    np.testing.assert_allclose(lift.axis, (0, 0, 1), atol=1e-12)
    assert lift.upper == pytest.approx(0.25)
    # Told of the ram on the lever, so that the lever moves the other way on the ram.
    np.testing.assert_allclose((*hinge.axis, *hinge.origin), (0, 1, 0, 0, 0, 0.3), atol=1e-12)
    assert hinge.type is JointType.REVOLUTE
    assert (hinge.lower, hinge.upper) == pytest.approx((math.radians(-30), math.radians(60)))
    assert any("loop would close a loop" in note for note in model.notes)


def test_shapes_of_others_are_as_large_as_they_say(tmp_path):
    bodies = {body.name: body for body in written(tmp_path, OTHERS).bodies}
    assert [len(bodies[name].visuals) for name in ("frame", "ram", "lever")] == [1, 1, 1]
    sizes = {name: np.ptp(bodies[name].visuals[0].shape.vertices, axis=0) for name in bodies}
    np.testing.assert_allclose(sorted(sizes["frame"]), (0.1, 0.2, 0.4), atol=1e-9)
    np.testing.assert_allclose(sorted(sizes["ram"]), (0.04, 0.04, 0.1), atol=1e-3)
    assert (
        bodies["frame"].visuals[0].paints[0].colour == pytest.approx((1, 0, 0, 1))
        and len(bodies["frame"].colliders) == 1
    )


REFUSED = {
    "no text": "PXR-USDC",
    "cut off": OTHERS[:900],
    "no bodies": '#usda 1.0\ndef Xform "x" {\n}\n',
    "nan": OTHERS.replace("(0, 10, 0)", "(0, nan, 0)"),
    "huge": OTHERS.replace("(0, 10, 0)", "(0, 1e300, 0)"),
    "flat": OTHERS.replace("(1, 0, 0, 0), (0, 1, 0, 0)", "(0, 0, 0, 0), (0, 0, 0, 0)"),
    "faces": OTHERS.replace("[0, 1, 2, 3]", "[0, 1, 2, 9]"),
    "counts": OTHERS.replace("faceVertexCounts = [4]", "faceVertexCounts = [2]"),
    "limits": OTHERS.replace("upperLimit = 25", "upperLimit = -25"),
    "body": OTHERS.replace("body1 = </press/ram>", "body1 = </press/no>"),
    "unit": OTHERS.replace("metersPerUnit = 0.01", "metersPerUnit = 0"),
    "a path for a name": OTHERS.replace('"lever"', '"../lever"'),
    "deep": "#usda 1.0\n" + 'def "a" {' * 2000,
    "deep value": "#usda 1.0\n( a = " + "(" * 2000,
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_in_a_sentence_with_a_hint(tmp_path, what):
    with pytest.raises(InputError) as caught:
        written(tmp_path, REFUSED[what])
    assert caught.value.args[0].endswith(".") and caught.value.hint


def test_a_joint_that_is_not_at_0_counts_from_where_it_stands(tmp_path):
    turned = OTHERS.replace("physics:localPos0 = (0, 20, 0)", "physics:localPos0 = (0, 15, 0)")
    lift = next(joint for joint in written(tmp_path, turned).joints if joint.name == "lift")
    assert (lift.lower, lift.upper) == pytest.approx((-0.05, 0.2)) and math.isfinite(lift.upper)
