"""Broken files of rigs, the short form of `runtime.lab.measure.fuzz_readers`: read or refused, nothing else."""

from __future__ import annotations

import json
import struct

import makers
import pytest

from runtime.lab.measure.fuzz_readers import fuzzed

MJCF = b"""<mujoco><compiler eulerseq="XYZ"/><default>
<joint range="0 90"/><default class="v"><geom group="2"/></default>
</default><asset><mesh name="m" vertex="0 0 0 1 0 0 0 1 0" face="0 1 2"/><mesh name="f" file="f.obj"/></asset>
<worldbody><body name="a" euler="0 0 90"><geom class="v" type="mesh" mesh="m"/><geom type="mesh" mesh="f"/>
<body name="b" pos="1 0 0"><joint name="j" axis="0 1 0"/><joint name="s" type="slide"/><geom fromto="0 0 0 1 1 1"
size=".1" type="capsule"/></body></body></worldbody><equality><joint joint1="j" joint2="s" polycoef="0 9 0 0 0"/>
</equality><custom><text name="artllm" data='{"joints": {"s": {"closed": 0.1}}}'/></custom></mujoco>"""
USD = b"""#usda 1.0
( upAxis = "Z" metersPerUnit = 1 )
def Xform "x" { custom string artllm:rig = "{\\"joints\\": {\\"j\\": {\\"pitch\\": 0.1}}}"
 def Xform "a" ( prepend apiSchemas = ["PhysicsRigidBodyAPI"] ) { double3 xformOp:translate = (0, 1, 0)
  uniform token[] xformOpOrder = ["xformOp:translate"]
  def Mesh "m" { point3f[] points = [(0, 0, 0), (1, 0, 0), (0, 1, 0)] int[] faceVertexCounts = [3]
   int[] faceVertexIndices = [0, 1, 2] texCoord2f[] primvars:st = [(0, 0), (1, 0), (0, 1)] } }
 def Xform "b" ( prepend apiSchemas = ["PhysicsRigidBodyAPI"] ) { def Cube "c" { double size = 1 } }
 def PhysicsRevoluteJoint "j" { rel physics:body0 = </x/a>  rel physics:body1 = </x/b>
  float physics:lowerLimit = 0  float physics:upperLimit = 90  quatf physics:localRot0 = (1, 0, 0, 0) } }
"""


def glb() -> bytes:
    joint = {"name": "j", "type": "revolute", "axis": [0, 1, 0], "lower": 0, "upper": 1, "needs": [{"part": "A"}]}
    nodes = [
        {"name": "A", "extras": {"artllm_part": {"id": 0}}, "children": [1], "rotation": [0, 0, 0, 1]},
        {"name": "B", "extras": {"artllm_part": {"id": 1}, "artllm_joint": joint}, "scale": [1, 1, 1]},
    ]
    text = json.dumps({"scenes": [{"nodes": [0]}], "nodes": nodes}).encode()
    return struct.pack("<4sIIII", b"glTF", 2, 20 + len(text), len(text), 0x4E4F534A) + text


FILES = {".urdf": makers.XACRO.encode(), ".xml": MJCF, ".usda": USD, ".glb": glb()}


@pytest.mark.parametrize("suffix", FILES)
def test_broken_files_are_read_or_refused_in_a_sentence(suffix, tmp_path):
    found = fuzzed(FILES[suffix], suffix, tmp_path, range(60))
    assert set(found) <= {"read", "refused"} and found["refused"] > 10
