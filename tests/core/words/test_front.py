"""Which side is guessed to be the front: the same one, however the object stands."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import word_rigs
from word_rigs import FRONT, Making

from artllm_blender.core.articulation import Articulation
from artllm_blender.core.words.described import Described, guessed_front


def turned(rig: Described, quarters: float) -> tuple[Articulation, dict[int, np.ndarray], np.ndarray]:
    """A rig whose front is -Y, its solids and its front after so many quarters of a turn about the vertical."""
    angle = quarters * math.pi / 2
    cosine, sine = round(math.cos(angle), 12), round(math.sin(angle), 12)
    turn = np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]], float)
    joints = tuple(
        replace(joint, axis=tuple(turn @ joint.axis), origin=tuple(turn @ joint.origin))
        for joint in rig.articulation.joints
    )
    solids = {id: points @ turn.T for id, points in rig.solids.items()}
    return Articulation(rig.articulation.parts, joints), solids, turn @ FRONT


def one_door_above_the_other() -> Described:
    making = Making("Fridge", (0.6, 0.4, 1.8))
    making.door("Lower", 0, -0.4, width=0.6, height=0.9)
    return making.lid("Upper", (0, -0.2, 0.5), (0.6, 0.03, 0.8), (-0.3, -0.2, 0.5), "door", (0, 0, -1.0)).done()


def deep_and_flat_drawer() -> Described:
    return Making("Table", (0.6, 0.6, 0.7)).drawer("Drawer", 0, 0.25, width=0.38, height=0.1).done()


def door_that_stands_open() -> Described:
    """Modelled open by a quarter of a turn, before the cabinet and square to it."""
    making = Making("Cabinet", (0.6, 0.4, 0.8))
    making.lid("Door", (-0.3, -0.5, 0), (0.02, 0.6, 0.7), (-0.3, -0.2, 0), "door", (0, 0, -1.0), 0.3, -math.pi / 2)
    rig = making.done()
    joints = tuple(replace(joint, ajar=True) for joint in rig.articulation.joints)
    return replace(rig, articulation=Articulation(rig.articulation.parts, joints))


def chest() -> Described:
    """Its lid hangs at the back."""
    return Making("Chest", (0.9, 0.5, 0.4)).lid("Lid", (0, 0, 0.23), (0.9, 0.5, 0.06), (0, 0.25, 0.2)).done()


@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize(
    "make",
    [
        word_rigs.cabinet, word_rigs.dresser, word_rigs.wardrobe, word_rigs.fridge, word_rigs.microwave,
        one_door_above_the_other, deep_and_flat_drawer, door_that_stands_open, chest,
    ],
)  # fmt: skip
def test_the_front_turns_with_the_object(make, quarters):
    articulation, solids, front = turned(make(), quarters)
    assert guessed_front(articulation, solids) == pytest.approx(front)


@pytest.mark.parametrize("quarters", range(4))
def test_what_slides_across_the_front_is_no_drawer(quarters):
    articulation, solids, front = turned(word_rigs.sliding(), quarters)
    assert abs(guessed_front(articulation, solids) @ (-front[1], front[0], 0)) < 1e-9


def test_what_stands_askew_has_a_front_that_is_askew():
    articulation, solids, front = turned(word_rigs.cabinet(), 1 / 3)
    assert guessed_front(articulation, solids) == pytest.approx(front)


def test_of_what_was_turned_since_it_is_the_same_side():
    for make in (word_rigs.cabinet, chest, lambda: Making("Box", (1, 1, 1)).done()):
        articulation, solids, front = turned(make(), 5 / 9)
        assert guessed_front(articulation, solids, 5 / 9 * math.pi / 2) == pytest.approx(front)


def test_in_doubt_it_is_minus_y():
    assert guessed_front(*turned(Making("Box", (1, 1, 1)).done(), 1)[:2]) == pytest.approx(FRONT)
