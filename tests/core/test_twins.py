"""Twins: found in a mirror through the middle, in rows and stacks, and moving as there."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.frames import apply
from artllm_blender.core.kinematics import joint_matrix
from artllm_blender.core.twins import Image, image_of, twin, twins

BOXES = {
    0: np.array([[-1.0, -0.5, 0], [1.0, 0.5, 1]]),
    1: np.array([[-1.0, -0.6, 0], [-0.02, -0.5, 1]]),
    2: np.array([[0.0, -0.6, 0], [1.0, -0.5, 1]]),
    3: np.array([[-0.2, -0.7, 0.4], [-0.1, -0.6, 0.6]]),
}


def test_the_twin_is_what_is_in_the_mirror_and_what_has_none_has_none():
    id, mirror = twin(BOXES, 0, 1)
    assert (id, mirror) == (2, Image.mirrored(0, 0.0))
    assert twin(BOXES, 0, 2)[0] == 1
    assert twin(BOXES, 0, 3) is None
    assert image_of(BOXES, 0, mirror) == 0 and image_of(BOXES, 2, mirror) == 1 and image_of(BOXES, 3, mirror) is None
    assert twin({0: BOXES[0], 1: BOXES[1]}, 0, 1) is None


@pytest.mark.parametrize(
    ("kind", "axis", "pitch"),
    [("revolute", (0, 0, -1), 0), ("prismatic", (0.6, -0.8, 0), 0), ("revolute", (1, 0, 0), 0)],
)
def test_a_twin_moves_as_in_the_mirror(kind, axis, pitch):
    joint = Joint(JointType(kind), 0, 1, axis, (-1, -0.55, 0), 0.0, math.pi / 2)
    mirror = Image.mirrored(0, 0.25)
    image = mirror.joint(joint)
    points = np.random.default_rng(0).random((5, 3))
    for value in (0.3, 1.2):
        moved = apply(joint_matrix(joint, value), points)
        np.testing.assert_allclose(apply(joint_matrix(image, value), mirror.point(points)), mirror.point(moved))


def test_a_twin_screw_goes_out_as_in_the_mirror_and_keeps_its_hand():
    joint = Joint(JointType.SCREW, 0, 1, (-1, 0, 0), (-1, 0, 0), 0.0, 0.02, 0.005)
    image = Image.mirrored(0, 0.0).joint(joint)
    assert image.axis == (1, 0, 0) and image.origin == (1, 0, 0) and image.pitch == joint.pitch


def tree(parts: dict[int, str]) -> Articulation:
    """Of labels by id, 0 being the root that carries all; doors turn, all else slides."""
    kinds = {id: JointType.REVOLUTE if label == "door" else JointType.PRISMATIC for id, label in parts.items()}
    return Articulation(
        tuple(
            Part(id, f"{label} {id}", Box((0, 0, 0), (1, 1, 1)), label) for id, label in {0: "body", **parts}.items()
        ),
        tuple(Joint(kinds[id], 0, id, (0, 0, 1), (0, 0, 0), 0.0, 1.0) for id in parts),
    )


def box(at: tuple[float, ...], size: tuple[float, ...]) -> np.ndarray:
    return np.stack([np.array(at) - np.array(size) / 2, np.array(at) + np.array(size) / 2])


def test_wheels_are_mirrored_and_drawers_of_a_stack_are_not():
    wheels = {1: (-0.8, -0.5, 0.1), 2: (0.8, -0.5, 0.1), 3: (-0.8, 0.5, 0.1), 4: (0.8, 0.5, 0.1)}
    boxes = {0: BOXES[0], **{id: box(at, (0.1, 0.3, 0.3)) for id, at in wheels.items()}}
    found = twins(tree(dict.fromkeys(wheels, "wheel")), boxes, 1)
    assert {id: image.signs for id, image in found.items()} == {2: (-1, 1, 1), 3: (1, -1, 1), 4: (-1, -1, 1)}
    wide = np.array([[-0.85, -0.65, -0.05], [-0.6, -0.35, 0.25]])  # too far inwards
    np.testing.assert_allclose(found[4].box(wide), [[0.6, 0.35, -0.05], [0.85, 0.65, 0.25]])
    drawers = {1: (0, -0.5, 0.3), 2: (0, -0.5, 0.7), 3: (0, -0.5, 0.9)}
    sizes = {1: (1, 0.2, 0.3), 2: (1, 0.2, 0.3), 3: (1, 0.2, 0.1)}
    boxes = {0: BOXES[0], **{id: box(at, sizes[id]) for id, at in drawers.items()}}
    found = twins(tree(dict.fromkeys(drawers, "drawer")), boxes, 1)
    assert list(found) == [2] and found[2].signs == (1, 1, 1), "the third is not as high"
    np.testing.assert_allclose(found[2].offsets, (0, 0, 0.4))
    from_above = twins(tree(dict.fromkeys(drawers, "drawer")), boxes, 1, unseen=2)
    assert list(from_above) == [2, 3], "but from above it looks the same"
    drawn = np.array([[-0.5, -0.6, np.nan], [0.5, 0.3, np.nan]])
    np.testing.assert_allclose(from_above[3].box(drawn), drawn)
    assert list(twins(tree(dict.fromkeys(drawers, "drawer")), boxes, 1, unseen=0)) == [2]


def test_a_row_goes_on_and_its_ends_are_mirrored():
    boxes = {0: BOXES[0], **{i + 1: box((x, -0.5, 0.5), (0.6, 0.1, 0.9)) for i, x in enumerate((-0.65, 0, 0.65))}}
    found = twins(tree({1: "door", 2: "door", 3: "door"}), boxes, 1)
    assert {id: image.signs[0] for id, image in found.items()} == {2: 1, 3: -1}
    hinge = Joint(JointType.REVOLUTE, 0, 1, (0, 0, -1), (-0.95, -0.5, 0.5), 0.0, 1.5)
    at = {id: image.joint(hinge).origin[0] for id, image in found.items()}
    assert at == pytest.approx({2: -0.3, 3: 0.95}), "a row's second door is hung as its first"


def test_what_is_as_large_but_of_another_kind_is_no_twin_unless_it_is_in_the_mirror():
    boxes = {0: BOXES[0], 1: BOXES[1], 2: BOXES[2]}
    assert list(twins(tree({1: "door", 2: "drawer"}), boxes, 1)) == [2]
    above = {0: np.array([[-1.0, -0.5, 0], [1.0, 0.5, 3]]), 1: BOXES[1], 2: BOXES[1] + (0, 0, 1.5)}
    assert twins(tree({1: "door", 2: "drawer"}), above, 1) == {}
    assert list(twins(tree({1: "door", 2: "door"}), above, 1)) == [2]


def test_what_hangs_on_a_part_is_none_of_its_twins():
    boxes = {0: BOXES[0], 1: BOXES[1], 2: BOXES[1] + (0, -0.01, 0)}
    carried = tree({1: "door", 2: "door"})
    carried = Articulation(carried.parts, (carried.joints[0], replace(carried.joints[1], parent=1)))
    assert twins(carried, boxes, 1) == twins(carried, boxes, 2) == {}
