"""What stops a part on a straight way is slid along; what slides leaves along its rail."""

from __future__ import annotations

import numpy as np
from boxes import box, boxes

from artllm_blender.core.articulation import Joint, JointType
from artllm_blender.core.assembly.removal import removal
from artllm_blender.core.assembly.yielding import pushed, thinned
from artllm_blender.core.steps import exhausted

BOX = np.array([(0, 0, 0), (0.2, 0.2, 0.2)], float)


def slope(motion: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Contacts of the box's lower front edge with a slope that rises from x = 0.3 by one in two, up to x = 0.7."""
    points = np.array([(0.2, 0.0, 0.0), (0.2, 0.2, 0.0)]) @ motion[:3, :3].T + motion[:3, 3]
    normal = np.array([-1, 0, 2]) / np.sqrt(5)
    slack = (points - (0.3, 0, 0)) @ normal
    close = (slack < 0.01) & (points[:, 0] < 0.7)
    return points[close], np.tile(normal, (int(close.sum()), 1)), slack[close]


def test_what_is_pushed_slides_up_a_slope_and_no_deeper_into_it():
    path = exhausted(pushed(slope, lambda motion: motion[0, 3] > 0.45, BOX, np.eye(3)[0], 1.0))
    assert path[-1][2, 3] > 0.1 and abs(path[-1][1, 3]) < 1e-6
    assert min(slope(motion)[2].min(initial=0.0) for motion in path) > -1e-3
    few = thinned(path, BOX, 1.0)
    assert len(few) < len(path) / 3 and np.allclose(few[-1], path[-1])


def test_what_is_stuck_is_given_up():
    wall = (np.array([(0.2, 0.1, 0.1)]), np.array([(-1.0, 0, 0)]), np.zeros(1))
    assert not exhausted(pushed(lambda motion: wall, lambda motion: False, BOX, np.eye(3)[0], 1.0))


def test_a_drawer_leaves_along_its_rail_though_it_could_be_lifted():
    case = boxes(((0, 0, 0), (0.1, 1, 0.01)), ((0, 0, 0.01), (0.01, 1, 0.05)), ((0.09, 0, 0.01), (0.1, 1, 0.05)),
                 ((0.01, 0.99, 0.01), (0.09, 1, 0.05)))  # fmt: skip
    drawer = box((0.01, 0.3, 0.01), (0.09, 0.4, 0.05))
    rail = Joint(JointType.PRISMATIC, 0, 1, (0.0, -1.0, 0.0), (0.0, 0.0, 0.0), 0.0, 0.5)
    (step,) = removal([case, drawer], {1: rail}).steps
    out = step.path[-1][:3, 3] * (1 if step.parts == (1,) else -1)
    assert out[1] < -0.3 and abs(out[2]) < 0.01
