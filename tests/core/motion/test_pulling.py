"""Parts and limits follow the mouse: what was grasped stays under it, from wherever one looks."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from views import view_from

from artllm_blender.core.articulation import Joint, JointType
from artllm_blender.core.frames import apply
from artllm_blender.core.kinematics import joint_matrix
from artllm_blender.core.motion.pulling import Pull, step_of, stepped

# A door 0.8 wide, whose hinge is at X = -0.4 and which opens towards -Y; a drawer that comes out there; a cap; a wheel.
DOOR = Joint(JointType.REVOLUTE, 0, 1, (0, 0, -1), (-0.4, 0, 0), 0, math.radians(110))
DRAWER = Joint(JointType.PRISMATIC, 0, 1, (0, -1, 0), (0, 0, 0), 0, 0.5)
CAP = Joint(JointType.SCREW, 0, 1, (0, 0, 1), (0, 0, 0.2), 0, 0.03, pitch=0.005)
WHEEL = Joint(JointType.CONTINUOUS, 0, 1, (1, 0, 0), (0, 0, 0.3), 0, 0)
EDGE, FRONT = np.array((0.35, 0, 0.5)), np.array((0.1, 0, 0.4))
FROM_RIGHT, FROM_FRONT, FROM_ABOVE = (2.5, -3, 1.8), (0.1, -4, 0.6), (0.0, -0.3, 4)


def pulled(joint: Joint, grasped: np.ndarray, view, mice, start: float = 0.0) -> list[float]:
    """The values that the joint takes while the mouse goes through places on the view."""
    now = apply(joint_matrix(joint, start), grasped)
    pull, value, values = Pull(joint, now, start, view.pixels(now[None])[0], view), start, []
    for mouse in mice:
        value = pull.value(np.asarray(mouse, dtype=np.float64), value)
        values.append(value)
    return values


def way(joint: Joint, grasped: np.ndarray, view, values) -> np.ndarray:
    """(n, 2) where the grasped point is seen at values of the joint."""
    return view.pixels(np.array([apply(joint_matrix(joint, value), grasped) for value in values]))


@pytest.mark.parametrize("wide", (0.0, 3.0), ids=("perspective", "orthographic"))
@pytest.mark.parametrize("eye", (FROM_RIGHT, FROM_FRONT, FROM_ABOVE), ids=("right", "front", "above"))
def test_a_door_stays_under_the_mouse(eye, wide):
    view, values = view_from(eye, (0, 0, 0.4), wide=wide), np.linspace(0.15, DOOR.upper, 25)
    found = pulled(DOOR, EDGE, view, way(DOOR, EDGE, view, values))
    np.testing.assert_allclose(found, values, atol=1e-3)


@pytest.mark.parametrize("wide", (0.0, 3.0), ids=("perspective", "orthographic"))
@pytest.mark.parametrize("eye", (FROM_RIGHT, FROM_ABOVE), ids=("right", "above"))
def test_a_drawer_stays_under_the_mouse(eye, wide):
    view, values = view_from(eye, (0, 0, 0.4), wide=wide), np.linspace(0.02, 0.5, 9)
    found = pulled(DRAWER, FRONT, view, way(DRAWER, FRONT, view, values))
    np.testing.assert_allclose(found, values, atol=1e-4)


@pytest.mark.parametrize("factor", (0.05, 50.0))
def test_the_size_of_things_does_not_matter(factor):
    door = replace(DOOR, origin=tuple(factor * x for x in DOOR.origin))
    view = view_from(factor * np.array(FROM_RIGHT), factor * np.array((0, 0, 0.4)))
    values = np.linspace(0.15, door.upper, 9)
    found = pulled(door, factor * EDGE, view, way(door, factor * EDGE, view, values))
    np.testing.assert_allclose(found, values, atol=2e-3)


def test_a_door_pulled_sideways_from_the_front_opens_and_never_jumps():
    view = view_from(FROM_FRONT, (0, 0, 0.4))
    start = way(DOOR, EDGE, view, [0.0])[0]
    found = pulled(DOOR, EDGE, view, [start - (10 * step, 0) for step in range(1, 30)])
    assert np.all(np.diff(found) >= 0) and found[-1] == pytest.approx(DOOR.upper)
    assert np.max(np.diff(found)) < math.radians(20)


def test_nothing_leaves_its_limits():
    view = view_from(FROM_RIGHT, (0, 0, 0.4))
    assert pulled(DRAWER, FRONT, view, [(-5000, -5000), (5000, 5000)]) == pytest.approx([0.5, 0.0], abs=1e-9)
    assert pulled(DOOR, EDGE, view, [(5000, 0)] * 9)[-1] <= DOOR.upper


@pytest.mark.parametrize("eye", ((0, -5, 0.4), (0, 5, 0.4)), ids=("before it", "behind it"))
def test_a_drawer_seen_end_on_comes_nearer_when_pulled_down(eye):
    view = view_from(eye, (0, 0, 0.4), wide=3.0)
    start = way(DRAWER, FRONT, view, [0.2])[0]
    down, up = (pulled(DRAWER, FRONT, view, [start + (0, y)], 0.2)[0] for y in (-40, 40))
    nearer = 40 * 3.0 / 800 * (1 if eye[1] < 0 else -1)
    assert (down, up) == pytest.approx((0.2 + nearer, 0.2 - nearer), abs=1e-6)


def test_a_cap_is_pulled_off_from_the_side_and_twisted_off_from_above():
    grasped = np.array((0.015, 0, 0.22))
    side = view_from((0, -0.8, 0.3), (0, 0, 0.2))
    found = pulled(CAP, grasped, side, [side.pixels(grasped[None] + (0, 0, lift))[0] for lift in (0.01, 0.03)])
    assert found == pytest.approx([0.01, 0.03], abs=1e-5)
    above = view_from((0, -0.05, 0.9), (0, 0, 0.2))
    values = np.arange(0, 0.012, 0.0004)
    assert pulled(CAP, grasped, above, way(CAP, grasped, above, values)) == pytest.approx(values, abs=2e-5)


def test_a_wheel_turns_on_and_on():
    rim, turns = np.array((0.05, 0, 0.6)), np.arange(0.2, 15, 0.2)
    side = view_from((3, -0.5, 0.8), (0, 0, 0.3))
    assert pulled(WHEEL, rim, side, way(WHEEL, rim, side, turns)) == pytest.approx(turns, abs=2e-3)
    front = view_from((0, -3, 0.3), (0, 0, 0.3))
    near = np.array((0.05, -0.3, 0.3))
    start = way(WHEEL, near, front, [0.0])[0]
    rolled = pulled(WHEEL, near, front, [start - (0, 10 * step) for step in range(1, 40)])
    assert np.ptp(np.diff(rolled)) == pytest.approx(0, abs=1e-9) and rolled[-1] > math.pi
    # At first it goes with the mouse.
    assert way(WHEEL, near, front, rolled[:1])[0] == pytest.approx(start - (0, 10), abs=1.5)


def test_a_grasp_at_the_axis_turns_no_wilder_than_one_beside_it():
    view = view_from(FROM_ABOVE, (0, 0, 0.4))
    grasped = np.array((-0.3999, 0, 0.5))
    start = way(DOOR, grasped, view, [0.0])[0]
    found = pulled(DOOR, grasped, view, [start - (0, step) for step in range(1, 40)])
    assert 0 < np.max(np.abs(np.diff(found))) < math.radians(5)


def test_what_is_grasped_beside_its_place_does_not_jump_there():
    view = view_from(FROM_RIGHT, (0, 0, 0.4))
    start = way(DOOR, EDGE, view, [0.0])[0]
    pull = Pull(DOOR, EDGE, 0.0, start + (7, -5), view)
    assert pull.value(start + (7, -5), 0.0) == pytest.approx(0, abs=1e-6)


def test_steps_are_round_in_what_is_shown():
    assert stepped(0.26, step_of(DOOR, 1.0, fine=False)) == pytest.approx(math.radians(15))
    assert stepped(0.26, step_of(DOOR, 1.0, fine=True)) == pytest.approx(math.radians(15))
    assert step_of(DRAWER, 0.0017, fine=False) == pytest.approx(0.02)
    assert step_of(DRAWER, 0.0017, fine=True) == pytest.approx(0.005)
    assert step_of(DRAWER, 0.001, fine=False) == pytest.approx(0.01)
