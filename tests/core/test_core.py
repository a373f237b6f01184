"""Frames, kinematics, inertia, names and pictures: arithmetic against results known by other means."""

from __future__ import annotations

import math
import struct
import zlib

import numpy as np
import pytest

from artllm_blender.core import frames
from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.formats.inertia import DENSITY, LEAST, SHEET_THICKNESS, inertial
from artllm_blender.core.kinematics import clamp, joint_matrix, opened, poses
from artllm_blender.core.names import LONGEST, joint_names, link_names, unique
from artllm_blender.core.picture.drawing import arrow, png
from artllm_blender.core.picture.raster import Camera, visible

CUBE = np.array([(x, y, z) for z in (0, 1) for y in (0, 1) for x in (0, 1)], float)
CUBE_FACES = np.array([
    (0, 2, 3), (0, 3, 1), (4, 5, 7), (4, 7, 6), (0, 1, 5), (0, 5, 4),
    (2, 6, 7), (2, 7, 3), (0, 4, 6), (0, 6, 2), (1, 3, 7), (1, 7, 5),
])  # fmt: skip
AXES = [(1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, -1), (0.6, -0.48, 0.64)]


def joint(type: JointType, **changes) -> Joint:
    limits = dict(lower=-1.0, upper=2.0) if type is not JointType.CONTINUOUS else dict(lower=0, upper=0)
    pitch = 0.1 if type is JointType.SCREW else 0.0
    given = {"parent": 0, "child": 1, "axis": (0, 0, 1), "origin": (1, 0, 0), "pitch": pitch, **limits, **changes}
    return Joint(type, **given)


def chain(*names: str) -> Articulation:
    box = Box((0, 0, 0), (1, 1, 1))
    parts = tuple(Part(i, name, box) for i, name in enumerate(names))
    return Articulation(parts, tuple(joint(JointType.REVOLUTE, parent=i, child=i + 1) for i in range(len(names) - 1)))


@pytest.mark.parametrize("axis", AXES)
def test_bone_frame_is_a_rotation_along_the_axis(axis):
    bone = frames.axis_to_bone(axis)
    assert np.allclose(bone[:, 1], axis)
    assert np.allclose(bone.T @ bone, np.eye(3))
    assert np.linalg.det(bone) == pytest.approx(1)


def test_direction_of_nothing_is_refused():
    for vector in ((0, 0, 0), (math.nan, 0, 1)):
        with pytest.raises(ValueError, match="not zero"):
            frames.unit(vector)


@pytest.mark.parametrize("axis", AXES)
def test_rotation_keeps_its_axis_and_turns_right_handed(axis):
    turn = frames.rotation(axis, 0.7)
    assert np.allclose(turn @ axis, axis)
    aside = frames.axis_to_bone(axis)[:, 0]
    assert np.cross(aside, turn @ aside) @ axis == pytest.approx(math.sin(0.7))
    assert np.trace(turn) == pytest.approx(1 + 2 * math.cos(0.7))


@pytest.mark.parametrize("angles", [(0.1, -0.4, 2), (3, 1.2, -2.5), (0.3, math.pi / 2, 0), (0.3, -math.pi / 2, 0)])
def test_rpy_gives_back_the_rotation(angles):
    roll, pitch, yaw = angles
    turn = frames.rotation((0, 0, 1), yaw) @ frames.rotation((0, 1, 0), pitch) @ frames.rotation((1, 0, 0), roll)
    roll, pitch, yaw = frames.rpy(turn)
    again = frames.rotation((0, 0, 1), yaw) @ frames.rotation((0, 1, 0), pitch) @ frames.rotation((1, 0, 0), roll)
    assert np.allclose(again, turn)


def test_up_axes():
    assert frames.z_up_to_y_up((0, 0, 1)).tolist() == [0, 1, 0]
    assert frames.z_up_to_y_up([(0, 1, 0), (1, 0, 0)]).tolist() == [[0, 0, -1], [1, 0, 0]]
    assert np.allclose(np.cross(*frames.z_up_to_y_up(np.eye(3)[:2])), frames.z_up_to_y_up((0, 0, 1)))


def test_each_type_moves_as_it_should():
    point = (2.0, 0.0, 0.0)
    assert np.allclose(frames.apply(joint_matrix(joint(JointType.REVOLUTE), math.pi / 2), point), (1, 1, 0))
    assert np.allclose(frames.apply(joint_matrix(joint(JointType.CONTINUOUS), -math.pi), point), (0, 0, 0))
    assert np.allclose(frames.apply(joint_matrix(joint(JointType.PRISMATIC), 0.3), point), (2, 0, 0.3))
    assert np.allclose(frames.apply(joint_matrix(joint(JointType.SCREW), 0.025), point), (1, 1, 0.025))
    for type in JointType:
        assert np.array_equal(joint_matrix(joint(type), 0), np.eye(4))


def test_children_go_along_with_their_parents():
    motions = poses(chain("a", "b", "c"), {1: math.pi / 2, 2: math.pi})
    assert np.allclose(frames.apply(motions[2], (2, 0, 0)), frames.apply(motions[1], (0, 0, 0)))
    assert np.allclose(motions[0], np.eye(4))


def test_clamp_and_opened():
    hinge = joint(JointType.REVOLUTE)
    assert (clamp(hinge, -9), clamp(hinge, 0.5), clamp(hinge, 9)) == (-1, 0.5, 2)
    assert clamp(joint(JointType.CONTINUOUS), 99) == 99
    assert opened(hinge) == pytest.approx(1.4)
    assert opened(joint(JointType.PRISMATIC, lower=-1, upper=0.2)) == pytest.approx(-0.7)


def assert_physical(tensor: np.ndarray) -> None:
    a, b, c = np.linalg.eigvalsh(tensor)
    assert a > 0
    assert a + b >= c


def test_inertia_of_a_solid_is_exact():
    size = np.array([0.2, 0.5, 1.0])
    result = inertial(CUBE * size + 3, CUBE_FACES)
    mass = DENSITY * size.prod()
    assert result.mass == pytest.approx(mass)
    assert np.allclose(result.centre, 3 + size / 2)
    assert np.allclose(result.tensor, mass / 12 * np.diag((size**2).sum() - size**2))


def test_inertia_does_not_mind_split_vertices_or_faces_inside_out():
    whole = inertial(CUBE, CUBE_FACES)
    loose = inertial(CUBE[CUBE_FACES].reshape(-1, 3), np.arange(36).reshape(-1, 3)[:, ::-1])
    assert loose.mass == pytest.approx(whole.mass)
    assert np.allclose(loose.tensor, whole.tensor)


def test_inertia_of_an_open_box_is_that_of_a_sheet():
    result = inertial(CUBE, CUBE_FACES[4:])
    assert result.mass == pytest.approx(4 * SHEET_THICKNESS * DENSITY)
    assert np.allclose(result.centre, 0.5)
    # Four unit squares about z: two at a distance of 0.5 from each axis across, all spread by 1/12 along themselves.
    assert result.tensor[2, 2] == pytest.approx(result.mass * (1 / 12 + 0.25))


def test_a_solid_and_a_sheet_add_up():
    both = inertial(np.concatenate([CUBE, CUBE + 5]), np.concatenate([CUBE_FACES, CUBE_FACES[4:] + 8]))
    assert both.mass == pytest.approx(inertial(CUBE, CUBE_FACES).mass + inertial(CUBE, CUBE_FACES[4:]).mass)


@pytest.mark.parametrize("scale", [(1, 1, 0), (1, 0, 0), (0, 0, 0), (1e-9, 1e-9, 1e-9), (1e9, 1, 1e-9)])
def test_inertia_is_physical_for_degenerate_parts(scale):
    result = inertial(CUBE * np.array(scale), CUBE_FACES)
    assert result.mass >= LEAST.mass
    assert_physical(result.tensor)
    assert_physical(inertial(np.zeros((0, 3)), np.zeros((0, 3), int)).tensor)


def test_names_are_safe_and_unique():
    hostile = ['"><', "../", "a" * 300, "é̂tagère", "дверь", "дверь", "world", "con", "Door", "door", "door_2", ""]
    names = unique(hostile, "part")
    assert len({name.lower() for name in names}) == len(hostile)
    for name in names:
        assert name.isascii() and name.replace("_", "").replace("-", "").isalnum()
        assert len(name) <= LONGEST + 3
        assert name.lower() not in ("world", "con")
    assert names[3] == "etagere"


def test_link_and_joint_names_follow_the_parts():
    articulation = chain("Body", "Door", "Door")
    assert link_names(articulation) == {0: "Body", 1: "Door", 2: "Door_2"}
    assert joint_names(articulation) == {1: "Door_joint", 2: "Door_2_joint"}


def test_nearer_triangle_hides_the_farther():
    points = np.array([(0, 0, 1), (8, 0, 1), (0, 8, 1), (0, 0, 2), (4, 0, 2), (0, 4, 2)], float)
    front = visible(points, np.array([(0, 1, 2), (3, 4, 5)]), 8)
    assert front[0, 0] == 1
    assert front[0, 6] == 0
    assert front[7, 7] == -1


def test_camera_fits_what_it_is_given():
    points = CUBE * (1, 3, 0.2) - 40
    flat = Camera.around(points, np.array([0.5, -0.8, 0.5]), 100).project(points)
    assert flat[:, :2].min() > 0 and flat[:, :2].max() < 100
    assert np.ptp(flat[:, :2], axis=0).max() == pytest.approx(90)


def test_png_holds_the_picture():
    picture = np.ones((20, 30, 3))
    arrow(picture, np.array([5.0, 10.0]), np.array([25.0, 10.0]), (1, 0, 0), 2)
    data = png(picture)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (30, 20)
    length = struct.unpack(">I", data[33:37])[0]
    rows = np.frombuffer(zlib.decompress(data[41 : 41 + length]), np.uint8).reshape(20, 1 + 30 * 3)
    assert rows[10, 1 + 15 * 3 : 4 + 15 * 3].tolist() == [255, 0, 0]
    assert rows[0, 1:4].tolist() == [255, 255, 255]
