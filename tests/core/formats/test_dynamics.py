"""Effort, damping and friction by the mass that a joint carries: it lifts it, and neither slams nor sticks."""

from __future__ import annotations

import math

import numpy as np
import pytest

from artllm_blender.core.articulation import JointType
from artllm_blender.core.formats.description import Link, LinkJoint, Visual
from artllm_blender.core.formats.dynamics import GRAVITY, with_dynamics
from artllm_blender.core.formats.inertia import Inertial

MASS, ARM = 200.0, 0.5


def joint(type: JointType | None, child: str = "lid", parent: str = "body") -> LinkJoint:
    return LinkJoint(f"{child}_joint", parent, child, type, np.array([0.0, 1, 0]), -1.5, 1.5, 0.01, 0.0, 50.0, 1.0)


def links(*names: str) -> dict[str, Link]:
    """Each a heavy cube that lies ARM beside its joint's axis."""
    heavy = Inertial(MASS, np.array([ARM, 0, 0]), np.eye(3) * MASS * 0.01)
    return {name: Link(number, name, name, "", np.zeros(3), heavy) for number, name in enumerate(names)}


def test_a_hinge_lifts_what_hangs_on_it_and_does_not_rub_as_hard():
    (lid,) = with_dynamics([joint(JointType.REVOLUTE)], links("lid"))
    torque = MASS * GRAVITY * ARM
    assert lid.effort > torque > lid.friction > 0


def test_a_slide_holds_its_own_weight():
    (drawer,) = with_dynamics([joint(JointType.PRISMATIC)], links("lid"))
    assert drawer.effort > MASS * GRAVITY > drawer.friction > 0


def test_a_joint_carries_all_that_hangs_on_what_it_moves():
    joints = [joint(JointType.REVOLUTE), joint(JointType.PRISMATIC, "drawer", "lid")]
    carrying, _ = with_dynamics(joints, links("lid", "drawer"))
    alone, _ = with_dynamics([joints[0], joint(JointType.PRISMATIC, "drawer")], links("lid", "drawer"))
    assert carrying.effort == pytest.approx(2 * alone.effort)


def test_a_lid_that_is_let_go_comes_to_rest_within_three_seconds():
    (lid,) = with_dynamics([joint(JointType.REVOLUTE)], links("lid"))
    inertia, angle, speed, step = MASS * (0.01 + ARM**2), 1.0, 0.0, 1e-3
    for _ in range(3000):
        torque = -MASS * GRAVITY * ARM * math.sin(angle) - lid.damping * speed
        speed += step * torque / inertia
        angle += step * speed
    assert abs(angle) < 0.02 and abs(speed) < 0.05


def test_a_door_that_stands_on_its_hinge_does_not_fall_open_by_itself_but_a_hand_turns_it():
    heavy = Inertial(MASS, np.array([0.05, 0, ARM]), np.eye(3) * MASS * 0.01)
    door = {"lid": Link(0, "lid", "lid", "", np.zeros(3), heavy)}
    (hinge,) = with_dynamics([joint(JointType.REVOLUTE)], door)
    speed, angle, step, inertia = 0.0, 0.1, 1e-3, MASS * (0.01 + ARM**2)
    for _ in range(3000):
        speed += step * (MASS * GRAVITY * ARM * math.sin(angle) - hinge.damping * speed) / inertia
        angle += step * speed
    assert angle < 0.2 and speed < 0.05
    assert hinge.effort > hinge.damping * 1.0 + MASS * GRAVITY * ARM
    (crank,) = with_dynamics([joint(JointType.CONTINUOUS)], door)
    assert crank.damping < hinge.damping / 4


@pytest.mark.parametrize("type", [JointType.CONTINUOUS, JointType.REVOLUTE])
def test_a_balanced_wheel_comes_to_rest_though_nothing_pulls_at_it(type):
    wheel = Link(0, "lid", "lid", "", np.zeros(3), Inertial(MASS, np.zeros(3), np.eye(3)))
    (axle,) = with_dynamics([joint(type)], {"lid": wheel})
    assert 10 * math.exp(-2.5 * axle.damping) < 0.1


def test_a_wheel_that_is_hung_a_little_beside_its_middle_does_not_swing_on():
    wheel = Link(0, "lid", "lid", "", np.zeros(3), Inertial(MASS, np.array([1e-3, 0, 0]), np.eye(3)))
    (axle,) = with_dynamics([joint(JointType.CONTINUOUS)], {"lid": wheel})
    assert MASS * GRAVITY * 1e-3 / axle.damping < 0.1 and axle.effort > axle.damping * axle.velocity


def test_what_stands_on_wheels_comes_to_rest_and_a_wheel_over_the_ground_turns_as_freely_as_before():
    names = "wheel", "spare"
    joints = [joint(JointType.CONTINUOUS, name) for name in names]
    heights = {"body": 0.5, "wheel": 0.1, "spare": 0.4}
    masses = {"body": MASS, "wheel": 1.0, "spare": 1.0}
    corners = np.array([[0.1, 0, 0], [-0.1, 0, 0], [0, 0, 0.1], [0, 0, -0.1]])
    rim = Visual(corners, np.array([[0, 1, 2]]), np.zeros((1, 3, 3)), np.zeros((1, 3, 2)), np.zeros(1, int))
    cart = {
        name: Link(0, name, name, "", np.array([0, 0, z]), Inertial(masses[name], np.zeros(3), np.eye(3) * 0.1), rim)
        for name, z in heights.items()
    }
    wheel, spare = with_dynamics(joints, cart)
    assert 10 * math.exp(-2.5 * wheel.damping / (MASS * 0.1**2)) < 0.1
    assert wheel.damping > 5 * spare.damping


def test_what_is_fixed_is_left_as_it_is():
    fixed = joint(None)
    assert with_dynamics([fixed], links("lid")) == (fixed,)


def test_a_screw_holds_its_load_nearly_still_and_its_turn_lifts_it():
    seat = Link(0, "lid", "lid", "", np.zeros(3), Inertial(MASS, np.zeros(3), np.eye(3) * MASS * 0.05))
    (screw,) = with_dynamics([joint(JointType.SCREW)], {"lid": seat})
    load = MASS * GRAVITY * 0.01 / math.tau
    assert screw.friction > load and load / screw.damping < 0.1
    assert screw.effort > load + screw.friction + screw.damping * screw.velocity
    # Not so strong that a simulator which damps by its last speed, 240 times a second, swings.
    assert screw.damping < 240 * MASS * 0.05
