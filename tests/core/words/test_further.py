"""What goes on from before: "a bit more" of what went down goes down, "a bit" of what is open opens it further."""

import pytest
from said_rigs import RIGS
from word_rigs import RIGS as MORE

from artllm_blender.core.words.carry_out import reply

# Rig | the part and how open it is, in per cent | what was said before; what is said => where it is then, in per cent.
LINES = """
treasure | lid 50 | push the lid down a bit; a bit more => 20..45
treasure | lid 50 | lid down 10; a bit more => 20..45
treasure | lid 50 | lower the lid a bit; more => 20..45
treasure | lid 50 | lower the lid a bit; less => 55..80
treasure | lid 50 | half close the lid; a bit more => 20..45
treasure | lid 50 | lid half open; a bit more => 55..80
treasure | lid 50 | lower the lid slightly => 20..45
treasure | lid 50 | raise the lid slightly => 55..80
treasure | lid 50 | lid higher => 55..80
treasure | lid 50 | lid lower => 20..45
treasure | lid 50 | lid up 20 degrees => 68..69
treasure | lid 50 | move the lid up 20 degrees => 68..69
treasure | lid 50 | raise the lid 20 degrees => 68..69
treasure | lid 50 | lower the lid 20 degrees => 31..32
treasure | lid 50 | tilt the lid down 20 degrees => 31..32
treasure | lid 50 | raise the lid to 20 degrees => 18..19
treasure | lid 0 | lid up 20 degrees => 18..19
desk_lamp | head 50 | head up 10 degrees => 38..39
turret | antenna 50 | antenna up 10 cm => 69..71
treasure | lid 100 | lower the lid until only a narrow gap remains => 1..15
sideboard | left 50 | open the left door slightly => 55..80
sideboard | left 0 | open the left door slightly => 1..15
sideboard | left 50 | left door ajar => 1..15
sideboard | two 50 | push the middle drawer in slightly => 20..45
sideboard | two 50 | pull the middle drawer out slightly => 55..80
sideboard | left 50 | slightly widen the opening of the left door => 55..80
sideboard | left 0 | open the left door halfway; a bit more => 55..80
cooker | k1 25 | turn the left knob back a bit => 5..20
"""


@pytest.mark.parametrize("line", LINES.strip().splitlines())
def test_it_goes_on_the_way_that_it_went(line):
    rig, start, said = (one.strip() for one in line.split("|"))
    (name, percent), (sentences, right) = start.split(), said.split(" => ")
    described = RIGS[rig]()
    id = next(id for id in described.moving if described.articulation.part(id).name == name)
    joint = described.joint(id)
    values = dict.fromkeys(described.moving, 0.0) | {id: joint.upper * float(percent) / 100}
    *before, last = sentences.split("; ")
    low, high = (float(one) for one in right.split(".."))
    given = reply(described, last, values, before)
    assert given.asked is None
    assert low <= 100 * given.values[id] / joint.upper <= high
    assert all(given.values[one] == values[one] for one in values if one != id)


@pytest.mark.parametrize(
    "rig, said, moved",
    [
        (MORE["D"], "turn the handle to unlock the door", {"handle"}),
        (MORE["D"], "unlock the door by turning the handle", {"handle"}),
        (MORE["D"], "open the door by pushing down the handle", {"handle", "door"}),
        (MORE["D"], "open the door by pulling the handle", {"door"}),
        (MORE["SF"], "unlock the safe by rotating the dial counter-clockwise", {"knob"}),
        (MORE["SF"], "open the safe by turning the knob", {"knob", "door"}),
        (RIGS["sideboard"], "open the doors and leave the drawer shut", {"left", "right"}),
        (RIGS["sideboard"], "open the doors, not the drawer", {"left", "right"}),
        (MORE["W"], "swap which window is open", {"left", "right"}),
        (RIGS["windmill"], "let the sails go round three times", {"sails"}),
        (RIGS["windmill"], "the door swings open, have the left window slide up", {"door", "w1"}),
    ],
)
def test_what_works_something_moves_and_what_is_left_stays(rig, said, moved):
    described = rig()
    given = reply(described, said, dict.fromkeys(described.moving, 0.0))
    assert {described.articulation.part(id).name for id in described.moving if given.values[id]} == moved
    assert not (given.asked or given.unmet)


def test_a_warning_is_left_out_and_what_is_not_there_to_be_turned_is_told():
    fridge, door = MORE["F"](), MORE["D"]()
    given = reply(fridge, "open the freezer and be careful around the hot soup", {})
    assert given.ignored == ("be careful around the hot soup",) and not given.asked
    assert {fridge.articulation.part(id).name for id, value in given.values.items() if value} == {"freezer"}
    assert reply(door, "unlock the door by turning the valve", {}).unmet


def test_a_stapler_is_pressed_by_its_lid():
    stapler = MORE["V"]()
    lid = next(id for id in stapler.moving if "lid" in stapler.words(id))
    given = reply(stapler, "press the stapler", {lid: stapler.joint(lid).upper})
    assert not given.asked and given.values[lid] < 0.1 * stapler.joint(lid).upper
