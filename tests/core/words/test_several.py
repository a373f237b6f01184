"""A sentence about several objects: each clause is for the one that it names, or asks which."""

from __future__ import annotations

import pytest
from word_rigs import RIGS, Making

from artllm_blender.core.words.several import read_for

NAMES = ("refrigerator", "lamp", "cabinet", "stove")
ACTIVE = NAMES.index("cabinet")


@pytest.fixture(scope="module")
def rigs():
    return [RIGS[letter]() for letter in "FPKS"]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("close the fridge and aim the lamp at the mug", {"refrigerator": ["the fridge"], "lamp": ["the lamp"]}),
        ("open the fridge's drawer", {"refrigerator": ["the fridge's drawer"]}),
        ("open the fridge and the cabinet", {"refrigerator": ["the fridge"], "cabinet": ["the cabinet"]}),
        ("open the fridge and pull out its drawer", {"refrigerator": ["the fridge", "its drawer"]}),
        ("open the fridge, then close it", {"refrigerator": ["the fridge", "the fridge"]}),
        ("turn the third knob, then open the oven", {"stove": ["the third knob", "the oven"]}),
        ("aim the lamp at the fridge", {"lamp": ["the lamp"]}),
        ("close everything", {"cabinet": ["everything"]}),
        ("open the top drawer", {"cabinet": ["the top drawer"]}),
    ],
)  # fmt: skip
def test_a_clause_is_for_the_object_that_it_names_or_that_has_the_part(rigs, said, wanted):
    found = read_for(rigs, ACTIVE, said)
    assert not any(program.questions for program in found.values())
    assert wanted == {
        NAMES[number]: [which.said for step in program.steps for one in step.constraints for which in one.which]
        for number, program in found.items()
    }


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("open the fridge's drawer and the left door", "refrigerator or cabinet"),
        ("open the fridge and pull out the drawer", "refrigerator or cabinet"),
        ("open the fridge as far as the left door of the cabinet", "more than one object"),
    ],
)
def test_what_may_be_of_either_is_asked(rigs, said, asked):
    assert all(asked in " ".join(program.questions) for program in read_for(rigs, ACTIVE, said).values())


def test_of_two_of_a_kind_the_active_one_is_meant_and_both_by_the_plural(rigs):
    lamps = [RIGS["P"](), RIGS["P"](), RIGS["K"]()]
    assert set(read_for(lamps, 0, "turn the lamp on")) == {0}
    assert set(read_for(lamps, 2, "turn both lamps on")) == {0, 1}
    (asked,) = {program.questions for program in read_for(lamps, 2, "turn the lamp on").values()}
    assert "lamp or lamp" in asked[0]


def chest(name):
    return Making(name, (0.6, 0.4, 0.3)).lid("Lid", (0, 0, 0.2), (0.6, 0.4, 0.06), (0, 0.2, 0.17)).done()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Treasure Box"], "open the treasure box halfway and the toolbox wide"),
        (["Treasure Box", "Body"], "open the treasure box halfway and the toolbox wide"),
        (["Treasure Box", "Body"], "open the toolbox"),
        (["Body", "Treasure Box"], "open the toolbox"),
        (["Treasure Box", "Crate"], "open the crate halfway and the toolbox wide"),
    ],
)
def test_another_thing_than_is_there_is_no_lid_of_what_is(names, said):
    found = read_for([chest(name) for name in names], 0, said)
    assert all('Nothing here is called "toolbox"' in " ".join(program.questions) for program in found.values())


@pytest.mark.parametrize(
    ("names", "said", "wanted"),
    [
        (["Treasure Box", "Toolbox"], "open the treasure box halfway and the toolbox wide", {0: 1, 1: 1}),
        (["Treasure Box", "Body"], "open the treasure box halfway, then open the box wide", {0: 2}),
        (["Treasure Box"], "open the chest", {0: 1}),
    ],
)
def test_what_is_called_so_is_meant(names, said, wanted):
    found = read_for([chest(name) for name in names], 0, said)
    assert not any(program.questions for program in found.values())
    assert {number: len(program.steps) for number, program in found.items()} == wanted
