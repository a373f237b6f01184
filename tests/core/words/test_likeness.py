"""Parts without a label of use are known by how they are built and move, and it is said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from everyday_rigs import camera, forklift
from prop_rigs import PROPS
from said_rigs import cooker, french_fridge
from word_rigs import RIGS, Making, Z

from artllm_blender.core.articulation import Articulation
from artllm_blender.core.words.carry_out import reply
from artllm_blender.core.words.described import Described, guessed_front
from artllm_blender.core.words.likeness import kind_of


def unlabelled(rig: Described) -> Described:
    """The rig with nothing to tell its parts by."""
    parts = tuple(replace(part, label="", name=f"part_{part.id}") for part in rig.articulation.parts)
    return replace(rig, articulation=Articulation(parts, rig.articulation.joints))


@pytest.mark.parametrize(
    ("letters", "label"),
    [("K", "drawer"), ("K", "door"), ("X", "lid"), ("S", "knob"), ("SD", "door"), ("U", "button"), ("C", "wheel")],
)
def test_what_a_part_is_shows_in_its_box_and_its_joint(letters, label):
    rig = PROPS[letters]()
    assert {kind_of(rig, id) for id in rig.moving if label in rig.words(id)} == {label}


@pytest.mark.parametrize(
    ("letters", "said"),
    [("K", "open the top drawer halfway"), ("K", "open the left door"), ("S", "turn the second knob"), ("X", "lid up")],
)
def test_without_labels_the_same_is_done_and_it_is_said(letters, said):
    rig = RIGS[letters]()
    given = reply(unlabelled(rig), said, {})
    assert given.values == reply(rig, said, {}).values and any(given.values.values())
    assert "built like one" in " ".join(given.notes)


def test_two_levers_side_by_side_do_not_make_an_end_the_front():
    made = Making("tap", (0.2, 0.1, 0.1))
    for name, x in (("hot", -0.15), ("cold", 0.15)):
        made.add(name, "handle", (x, -0.02, 0.06), (0.02, 0.08, 0.02), "revolute", Z, (x, 0, 0.06), upper=1.5)
    rig = made.done()
    assert abs(guessed_front(rig.articulation, rig.solids)[0]) < 1e-9


def test_what_is_called_something_else_is_not_taken():
    assert "There is no" in reply(RIGS["K"](), "open the lid", {}).asked
    named = RIGS["K"]()
    doors = [part for part in named.articulation.parts if part.label == "door"]
    parts = tuple(replace(p, label="drawer") if p in doors else p for p in named.articulation.parts)
    rig = replace(named, articulation=Articulation(parts, named.articulation.joints))
    assert "There is no" in reply(rig, "open the left door", {}).asked


@pytest.mark.parametrize(
    ("made", "said"),
    [(camera, "press the video button"), (french_fridge, "press the light switch"), (cooker, "pull out the ashtray"),
     (forklift, "open the door"), (camera, "turn the aperture ring")],
)  # fmt: skip
def test_what_a_label_says_is_for_something_else_is_not_taken(made, said):
    given = reply(made(), said, {})
    assert "There is no" in given.asked and not any(given.values.values())


def test_how_a_part_looks_is_not_what_it_is_for():
    rig = camera()
    shutter = next(part.id for part in rig.articulation.parts if part.name == "shutter")
    assert reply(rig, "press the small silver button", {}).values[shutter] > 0
