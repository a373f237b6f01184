"""What several objects tell by their names and origins, and what they do not."""

from __future__ import annotations

import numpy as np
import pytest

from artllm_blender.core.kit import Thing, kit_of
from artllm_blender.core.known import KnownJoint


def thing(name: str, lower, upper, origin=(0, 0, 0), parent: int | None = None) -> Thing:
    corners = np.array([(x, y, z) for z in (0, 1) for y in (0, 1) for x in (0, 1)], float)
    return Thing(name, parent, np.array(origin, float), lower + corners * np.subtract(upper, lower))


BODY = thing("Chest", (-1, -0.6, 0), (1, 0.6, 0.5))
LID = (-1, -0.6, 0.5), (1, 0.6, 1)


def test_names_say_what_moves_and_what_it_carries():
    kit = kit_of([
        BODY, thing("Chest_Door_L", (-1, -0.7, 0), (0, -0.6, 0.5)), thing("Wheel.003", (0, 0, 0), (1, 1, 1)),
        thing("door_handle", (-0.2, -0.8, 0.2), (-0.1, -0.7, 0.3), parent=1), thing("Back", (0, 0, 0), (1, 1, 1)),
    ])  # fmt: skip
    assert kit.part_of.tolist() == [0, 1, 2, 1, 0]
    assert [part.label for part in kit.known.parts] == ["body", "door", "wheel"] and kit.known.part_count == 3
    assert kit.known.parts[1].box.lower == pytest.approx((-1, -0.8, 0)), "the handle is in it"
    assert [(joint.child, joint.parent) for joint in kit.known.joints] == [(1, 0), (2, 0)]
    assert kit.known.joints[0] == KnownJoint(1, 0), "origins that are the world's tell nothing"
    assert kit.names == {1: "Chest_Door_L", 2: "Wheel.003"}


def test_an_origin_on_the_middle_of_an_edge_is_a_hinge_there():
    kit = kit_of([BODY, thing("Cube.001", *LID, origin=(0, 0.6, 0.5), parent=0)])
    (joint,) = kit.known.joints
    assert joint == KnownJoint(1, 0, origin=(0, 0.6, 0.5))
    assert not kit.names, "Cube.001 is nobody's choice"


def test_a_name_and_an_origin_on_an_edge_tell_how_it_moves():
    """Where the origin lies along the edge does not matter, and a leaf's thickness neither."""
    leaf = (-0.5, -0.62, 0), (0.5, -0.6, 1)
    door, drawer, pendulum, wheel = kit_of([
        BODY, thing("Door", *leaf, origin=(-0.5, -0.61, 0.02)), thing("Drawer_Box", (0, -0.6, 1.1), (1, 0.4, 1.4)),
        thing("Pendulum", (-0.1, -0.1, 1.5), (0.1, 0.1, 2.5), origin=(0.02, 0, 2.5)),
        thing("wheel_FL", (1, 1, 2), (2, 1.4, 3), origin=(1.5, 1.2, 2.5)), thing("Roof", (-1, -1, 2.5), (1, 1, 3)),
    ]).known.joints  # fmt: skip
    assert (door.type, door.axis, door.origin) == ("revolute", (0, 0, 1), (-0.5, -0.61, 0.02))
    assert (drawer.type, drawer.axis, drawer.origin) == ("prismatic", None, None)
    assert (pendulum.type, pendulum.axis, pendulum.origin) == (None, None, (0.02, 0, 2.5))
    assert (wheel.type, wheel.axis, wheel.origin) == ("continuous", (0, 1, 0), None), "in its middle, as all may be"


def test_where_a_buttons_origin_lies_does_not_say_that_it_turns():
    button = thing("Button", (-0.1, -0.7, 0.2), (0.1, -0.6, 0.4), origin=(0, -0.6, 0.3))
    (joint,) = kit_of([BODY, button]).known.joints
    assert joint == KnownJoint(1, 0)


def test_an_origin_over_the_middle_of_another_is_a_hub():
    gun = thing("Cube.001", (-0.3, -1.5, 0.5), (0.3, 0.3, 0.9), origin=(0, 0, 0.5))
    (joint,) = kit_of([BODY, gun]).known.joints
    assert joint == KnownJoint(1, 0, origin=(0, 0, 0.5))


@pytest.mark.parametrize(
    "things",
    [
        [thing("Lid", *LID)],
        [BODY, thing("Cube.001", *LID)],
        [BODY, thing("Cube.001", *LID, origin=(0, 0, 0.75))],
        [BODY, thing("Cube.001", *LID, origin=(0, 0, 0.5), parent=0)],
        [BODY, thing("Cube.001", *LID, origin=(-1, 0.6, 0.5), parent=0)],
        [BODY, thing("Cube.001", *LID, origin=(0, 0.6, 0.5))],
        [BODY, thing("Cube.001", *LID, origin=(0, 5, 0.5), parent=0)],
        [thing("Door", *LID), thing("Door.001", *LID)],
        [thing("Door", *LID), thing("Frame", *LID, parent=0)],
        [BODY, thing("door_frame", *LID), thing("Wheelbarrow", *LID)],
        [BODY, thing("Cube.001", *LID, origin=(0, 0.6, 0.5), parent=0), thing("Cube.002", *LID, parent=0)],
        [BODY, thing("Head", *LID, parent=0), thing("Blades", *LID, parent=1)],
    ],
    ids=["one", "the world's origin", "its middle", "its foot", "its corner", "an edge, but it hangs on nothing",
         "far from it", "all alike", "all hang on what moves", "other words",
         "a hinge beside what may move or not", "something between that may move"],
)  # fmt: skip
def test_what_tells_nothing_is_no_kit(things):
    assert kit_of(things) is None


def test_what_hangs_on_nothing_hangs_on_what_its_origin_is_on():
    """A lamp of which no object is another's child."""
    base = thing("Lamp Base", (-0.09, -0.09, 0), (0.09, 0.09, 0.06))
    lower = thing("Lower Arm", (-0.1, -0.02, 0.04), (0.02, 0.02, 0.36), origin=(0, 0, 0.06))
    upper = thing("Upper Arm", (-0.12, -0.02, 0.34), (0.18, 0.02, 0.56), origin=(-0.1, 0, 0.36))
    head = thing("Lamp Head", (0.16, -0.08, 0.44), (0.3, 0.08, 0.58), origin=(0.18, 0, 0.56))
    kit = kit_of([head, upper, base, lower])
    names = {0: "Lamp Base"} | kit.names
    hung = {names[joint.child]: names[joint.parent] for joint in kit.known.joints}
    assert hung == {"Lower Arm": "Lamp Base", "Upper Arm": "Lower Arm", "Lamp Head": "Upper Arm"}
    child = thing("Lamp Head", (0.16, -0.08, 0.44), (0.3, 0.08, 0.58), origin=(0.18, 0, 0.56), parent=0)
    kit = kit_of([base, lower, upper, child])
    head = next(joint for joint in kit.known.joints if kit.names[joint.child] == "Lamp Head")
    assert head.parent == 0, "the artist hung it on the base"


def test_hardware_goes_with_what_it_lies_on():
    lid = thing("Lid", (-1, -0.6, 0.5), (1, 0.6, 0.6), origin=(0, 0.6, 0.5))
    handle = thing("Handle", (-0.2, -0.05, 0.61), (0.2, 0.05, 0.7))
    bolt, trim = thing("Bolt", (0.1, -0.02, 0.7), (0.12, 0.02, 0.72)), thing("Trim", (-0.9, 0, 0.6), (-0.5, 0.1, 0.61))
    side = thing("Grip", (1, -0.1, 0.2), (1.1, 0.1, 0.3))
    kit = kit_of([BODY, lid, bolt, handle, trim, side])
    assert kit.part_of.tolist() == [0, 1, 1, 1, 0, 0], "the bolt is on the handle; a trim may be the body's"
