"""Articulation: bins and what is added within them give back the numbers that were written."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.articulation import blueprint as B
from runtime.articulation import tokens as T
from runtime.articulation.articulate import parts_and_joints
from runtime.articulation.decode import Decoded
from runtime.articulation.points import Normalisation

FRAME = Normalisation(np.array([0.3, -7.0, 1.5]), 0.4)


def written(boxes: np.ndarray, joints: list[dict]) -> Decoded:
    """Boxes (p, 2, 3) and joints, normalised, as a model would write them that knows each number exactly."""
    bins = np.stack([B.position_bin(boxes[:, 0], up=False), B.position_bin(boxes[:, 1], up=True)], 1)
    order = np.lexsort((bins[:, 0, 0], bins[:, 0, 1], bins[:, 0, 2]))
    assert (order == np.arange(len(boxes))).all()
    offsets: list = [0.0]
    for exact, mine in zip(boxes, bins, strict=True):
        offsets += [*((exact + 1) * B.POSITION_BINS / 2 - mine).ravel(), 0.0]
    offsets.append(0.0)
    joint_bins = []
    for j in joints:
        code, sign = B.axis_bin(j["axis"])
        offsets += [0.0, 0.0, 0.0, (np.array(j["axis"]) * sign - B.AXES[code]) * 8]
        position = limit = None
        if j["type"] != "prismatic":
            position = tuple(B.position_bin(j["origin"]).tolist())
            offsets += list((np.array(j["origin"]) + 1) * B.POSITION_BINS / 2 - position)
        if j["type"] != "continuous":
            ends = np.sort(np.array(j["limits"]) * sign)
            turns = j["type"] == "revolute"
            limit = tuple((B.rotation_bin if turns else B.translation_bin)(ends).tolist())
            offsets += list(ends / (np.pi / 12 if turns else 1 / 16) - np.array(limit) + (24 if turns else 32))
        joint_bins.append(B.JointBins(j["type"], 0, j["child"], code, position, limit))
    blueprint = B.Blueprint(
        tuple(B.BoxBins(*map(tuple, b.tolist()), label=i) for i, b in enumerate(bins)), tuple(joint_bins)
    )
    tokens = T.encode(blueprint, T.Task.ALL)
    offsets += [0.0]
    assert len(offsets) == len(tokens)
    return Decoded(tokens, [np.broadcast_to(o, 3) for o in offsets], [1.0] * len(tokens))


def joint(type: str, axis, limits=None, origin=None, child: int = 1) -> dict:
    axis = np.array(axis, float)
    return {"type": type, "axis": axis / np.linalg.norm(axis), "limits": limits, "origin": origin, "child": child}


def read_back(given: dict) -> dict:
    boxes = np.array([[[-0.9] * 3, [0.9] * 3], [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]])
    return parts_and_joints(written(boxes, [given]), FRAME)[1][0]


def test_boxes_are_read_back():
    rng = np.random.default_rng(0)
    lower = rng.uniform(-0.9, 0.4, (9, 3))
    boxes = np.stack([lower, lower + rng.uniform(0.01, 0.4, (9, 3))], 1)
    boxes = boxes[np.lexsort(np.floor((lower + 1) * 64).T)]
    parts, _ = parts_and_joints(
        written(boxes, [joint("continuous", (0, 0, 1), None, (0, 0, 0), i) for i in range(1, 9)]), FRAME
    )
    np.testing.assert_allclose([p["box"] for p in parts], FRAME.undo(boxes), atol=1e-6)
    assert [p["label"] for p in parts] == list(B.LABELS[:9])


def test_a_flat_box_gets_a_thickness():
    boxes = np.array([[[-0.9] * 3, [0.9] * 3], [[0.1, 0.2, 0.3], [0.1, 0.5, 0.6]]])
    parts, _ = parts_and_joints(written(boxes, [joint("continuous", (0, 0, 1), None, (0, 0, 0))]), FRAME)
    lower, upper = np.array(parts[1]["box"])
    assert 0 < upper[0] - lower[0] < 0.01 * FRAME.scale


@pytest.mark.parametrize("seed", range(40))
def test_a_revolute_joint_is_read_back(seed):
    rng = np.random.default_rng(seed)
    given = joint("revolute", rng.normal(size=3), (-rng.uniform(0, 3), rng.uniform(0.3, 3)), rng.uniform(-0.9, 0.9, 3))
    code, sign = B.axis_bin(given["axis"])
    found = read_back(given)
    axis = B.AXES[code] if code < 3 else given["axis"] * sign  # the three main directions mean just that
    np.testing.assert_allclose(found["axis"], axis, atol=1e-6)
    np.testing.assert_allclose(found["origin"], FRAME.undo(given["origin"]), atol=1e-6)
    np.testing.assert_allclose([found["lower"], found["upper"]], sorted(sign * np.array(given["limits"])), atol=1e-6)


@pytest.mark.parametrize("type", ["prismatic", "screw"])
def test_slides_are_read_back_in_metres(type):
    found = read_back(joint(type, (0.3, 0.5, 0.8), (-0.11, 1.23), (0.2, 0.1, -0.4)))
    np.testing.assert_allclose([found["lower"], found["upper"]], [-0.11 * 0.4, 1.23 * 0.4], atol=1e-6)
    assert found["pitch"] is None


def test_a_continuous_joint_has_no_limits():
    found = read_back(joint("continuous", (0, 1, 0), None, (0.5, 0.25, -0.125)))
    assert found["lower"] is None and found["upper"] is None
    np.testing.assert_allclose(found["origin"], FRAME.undo(np.array([0.5, 0.25, -0.125])), atol=1e-6)


@pytest.mark.parametrize("type", ["revolute", "prismatic"])
@pytest.mark.parametrize("axis", [(0, -1, 0), (0, 0, -1), (-1, 0, 0), (0.2, 0.3, -0.9)])
def test_an_axis_against_its_code_turns_the_limits_about(type, axis):
    """The same motion: value v about an axis is value -v about the opposite one."""
    found = read_back(joint(type, axis, (-0.25, 1.5), (0, 0, 0)))
    unit = np.array(axis) / np.linalg.norm(axis)
    np.testing.assert_allclose(found["axis"], -unit, atol=1e-6)
    scale = 1 if type == "revolute" else FRAME.scale
    np.testing.assert_allclose([found["lower"], found["upper"]], np.array([-1.5, 0.25]) * scale, atol=1e-6)


def test_the_rest_pose_is_within_limits():
    found = read_back(joint("revolute", (0, 0, 1), (0.1, 1.5), (0, 0, 0)))
    assert found["lower"] == 0 and found["upper"] == pytest.approx(1.5)
