"""Clauses about something else than parts: which constraint, which place on the part, and what target."""

from __future__ import annotations

import math

import pytest

from artllm_blender.core.words.reader import read

NAMES = {"head", "arm", "door", "lid"}


def asked(text: str):
    return [one for step in read(text, NAMES).steps for one in step.constraints]


@pytest.mark.parametrize(
    ("text", "kind", "noun", "target"),
    [
        ("aim the lamp at the mug", "aim", "lamp", "mug"),
        ("could you point the head at the red ball", "aim", "head", "red ball"),
        ("the head looks at the tower", "aim", "head", "tower"),
        ("turn the head so it points at the tree", "aim", "head", "tree"),
        ("have the head face the window", "facing", "head", "window"),
        ("touch the bell with the arm", "reach", "arm", "bell"),
        ("put the tip of the arm on the plate", "reach", "arm", "plate"),
        ("keep the lid clear of the shelf", "keep clear", "lid", "shelf"),
        ("keep the arm well away from the wall", "keep clear", "arm", "wall"),
        ("don't let the door hit the wall", "keep clear", "door", "wall"),
        ("hold the head 20 cm from the plate", "distance", "head", "plate"),
        ("make the arm parallel to the beam", "parallel", "arm", "beam"),
        ("set the arm at right angles to the beam", "perpendicular", "arm", "beam"),
        ("keep the head straight above the plate", "point on line", "head", "plate"),
    ],
)
def test_a_clause_names_its_constraint_and_target(text, kind, noun, target):
    (one,) = asked(text)
    assert (one.kind, one.which[0].noun, one.to.name) == (kind, noun, target)


def test_amounts_places_and_other_targets():
    (one,) = asked("keep the arm at least ten centimetres away from the wall")
    assert one.amount.value == pytest.approx(0.1)
    (one,) = asked("hold the arm at 30 degrees to the x axis")
    assert one.amount.value == pytest.approx(math.radians(30)) and one.to.direction == (1, 0, 0)
    (one,) = asked("touch the mug's rim with the arm's tip")
    assert (one.region, one.to.region, one.to.name) == ("tip", "rim", "mug")
    assert asked("aim it at the camera")[0].to.kind == "camera"


def test_the_rest_of_a_sentence_is_read_as_ever_and_it_goes_on_to_be_spoken_of():
    opened, aimed, tilted = asked("open the door halfway, then aim the head at the mug and tilt it up")
    assert (opened.goal, opened.amount.value) == ("open", 0.5)
    assert aimed.to.name == "mug" and tilted.which[0].noun == "head"


@pytest.mark.parametrize(
    "text", ["point the lamp to the left", "keep the arm level", "make the arm parallel to the floor"]
)
def test_ways_and_level_faces_have_no_target(text):
    assert all(one.to is None for one in asked(text))
