"""The pitch of a screw: read off threads made here, of either hand, and nowhere else; kept from the rig to the URDF."""

from __future__ import annotations

import math
from dataclasses import replace
from xml.etree import ElementTree

import bpy
import numpy as np
import pytest
import scenes
from rigs import rigged

from artllm_blender.core.articulation import Articulation, Joint, JointType
from artllm_blender.core.motion.pitch import GUESSED, READ, thread_pitch, threaded
from artllm_blender.scene.formats.export import export
from artllm_blender.scene.rig import correct
from artllm_blender.scene.rig.read_rig import read_rig

UP, FOOT = np.array([0.0, 0, 1]), np.zeros(3)
EMPTY = np.zeros((0, 3)), np.zeros((0, 3), int)


def thread(pitch: float, turns: float = 3.0, radius: float = 0.015, ridge: float = 0.002, rows: int = 120):
    """A tube with a ridge winding up it: the surface r(z - pitch * angle / turn), as a mesh (vertices, triangles)."""
    angle = np.linspace(0, math.tau, 65)
    height = np.linspace(0, turns * abs(pitch), rows)
    phase = height[:, None] / pitch - angle / math.tau
    out = radius + ridge * np.abs((phase % 1) * 2 - 1)
    vertices = np.stack(
        [out * np.cos(angle), out * np.sin(angle), np.broadcast_to(height[:, None], out.shape)], axis=-1
    )
    start = (np.arange(rows - 1)[:, None] * 65 + np.arange(64)).ravel()
    triangles = np.concatenate([np.c_[start, start + 1, start + 66], np.c_[start, start + 66, start + 65]])
    return vertices.reshape(-1, 3), triangles


def lathe(profile: list[tuple[float, float]]):
    """What a lathe makes of (radius, height) points."""
    angle = np.linspace(0, math.tau, 65)
    vertices = np.array([[(r * math.cos(a), r * math.sin(a), z) for a in angle] for r, z in profile])
    start = (np.arange(len(profile) - 1)[:, None] * 65 + np.arange(64)).ravel()
    triangles = np.concatenate([np.c_[start, start + 1, start + 66], np.c_[start, start + 66, start + 65]])
    return vertices.reshape(-1, 3), triangles


@pytest.mark.parametrize("pitch", [0.004, -0.004, 0.0015, -0.01])
def test_threads_tell_their_pitch_and_hand(pitch):
    assert thread_pitch(thread(pitch), UP, FOOT) == pytest.approx(pitch, rel=0.03)
    turn = np.array([[0, 0, 1], [1, 0, 0], [0, 1, 0]], float)
    vertices, triangles = thread(pitch)
    moved = vertices @ turn.T + (3, 4, 5)
    assert thread_pitch((moved, triangles), turn @ UP, np.array([3.0, 4, 5])) == pytest.approx(pitch, rel=0.03)


def test_what_has_no_thread_tells_none():
    vertices, faces = scenes.box((-1, -2, 0), (1, 2, 1))
    box = np.array(vertices, float), np.array([t for a, b, c, d in faces for t in ((a, b, c), (a, c, d))])
    funnel = lathe([(0.01, 0), (0.02, 0.01), (0.02, 0.02), (0.01, 0.03)])
    for mesh in (box, funnel, EMPTY):
        assert thread_pitch(mesh, UP, FOOT) is None
    assert thread_pitch(thread(0.004), UP, np.array([0.2, 0, 0])) is None  # another axis


def screw(**changes) -> Joint:
    return Joint(JointType.SCREW, 0, 1, (0, 0, 1), (0, 0, 0), 0, 0.01, **{"pitch": 0.01, "note": GUESSED, **changes})


def test_a_guess_gives_way_to_a_thread_of_either_part():
    smooth = lathe([(0.018, 0), (0.018, 0.012)])
    for parts in ((thread(0.004), EMPTY), (smooth, thread(0.004))):
        joint = threaded(screw(), *parts)
        assert joint.pitch == pytest.approx(0.004, rel=0.03) and joint.note == READ
    assert threaded(screw(), smooth, EMPTY) == screw()
    assert threaded(screw(note=""), thread(0.004), EMPTY).pitch == 0.01  # known


def test_a_pitch_is_kept_from_the_rig_to_the_file(tmp_path):
    scenes.empty_scene()
    prop = scenes.bottle()
    (cap,) = prop.articulation.joints
    armature = rigged(prop, Articulation(prop.articulation.parts, (replace(cap, pitch=-0.0123),)))
    assert read_rig(armature).articulation.joints[0].pitch == pytest.approx(-0.0123)
    path = export(armature, tmp_path, "bottle", ["urdf"]).files["urdf"]
    (mimic,) = ElementTree.parse(path).iter("mimic")
    said = float(mimic.get("multiplier"))
    assert said == pytest.approx(0.0123 / math.tau, rel=1e-6), "the slide follows the turn, whose axis is turned over"
    correct.retype(armature, 1, JointType.REVOLUTE)
    correct.retype(armature, 1, JointType.SCREW)
    (again,) = read_rig(armature).articulation.joints
    assert again.pitch == pytest.approx(-0.0123), "the type brings back the joint that it had"
    bpy.context.view_layer.update()
