"""What of a sentence is not found again in what was read of it is told, and nothing else is."""

from __future__ import annotations

import pytest
from prop_rigs import PROPS
from roaming_rigs import RIGS as ROAMING
from word_rigs import RIGS

from artllm_blender.core.words.carry_out import reply
from artllm_blender.core.words.items import itemised, slips
from artllm_blender.core.words.program import Amount, Constraint, Place, Program, Step, Which
from artllm_blender.core.words.unheard import with_doubts

CABINET = ("drawer", "door", "top")


def doubts(said: str, *constraints: Constraint) -> tuple[str, ...]:
    program = Program(tuple(Step((one,)) for one in constraints))
    return with_doubts(program, itemised(said, CABINET)[0], CABINET).doubts


def drawer(amount: Amount | None = None, *places: Place) -> Constraint:
    return Constraint("value", (Which(labels=(("drawer",),), places=places),), "open", amount)


@pytest.mark.parametrize(
    ("said", "read", "left"),
    [
        ("open the drawer 20 cm", drawer(Amount("length", 0.2)), []),
        ("open the drawer 20 cm", drawer(), ["20"]),
        ("close the drawer by 30 percent", drawer(Amount("fraction", 0.7)), []),
        ("open the left drawer", drawer(None, Place("left")), []),
        ("open the left drawer", drawer(None, Place("nth", 1)), []),
        ("open the left drawer", drawer(), ["left"]),
        ("open the drawer and the door", drawer(), ["door"]),
        ("the second drawer three quarters", drawer(Amount("fraction", 0.75), Place("nth", 2)), []),
        ("the drawer is left open", drawer(), []),
    ],
)
def test_a_number_a_side_or_a_part_that_no_step_has_is_told(said, read, left):
    assert doubts(said, read) == tuple(f'Not understood: "{word}".' for word in left)


def joints(rig, said, start=None):
    given = reply(rig, said, start or {})
    return given, {rig.articulation.part(id).name: value for id, value in given.values.items() if abs(value) > 1e-9}


def test_a_sign_is_the_joints_own():
    lamp = PROPS["SL"]()
    for said, sign in (("set the head to -20 degrees", -1), ("set the head to +20 degrees", 1)):
        given, moved = joints(lamp, said)
        assert moved == {"head": pytest.approx(sign * 0.349, abs=1e-3)} and not given.unmet


def test_what_slides_is_not_turned():
    given, moved = joints(RIGS["K"](), "spin the top drawer")
    assert not moved and "cannot be turned" in given.unmet[0]


def test_to_unlock_is_said_of_the_latch_where_there_is_one():
    given, moved = joints(PROPS["GA"](), "unlock it")
    assert set(moved) == {"bolt"} and given.asked is None


def test_a_slip_is_taken_for_a_part_that_the_rig_has_not_only_where_letters_changed_places():
    assert slips("the drwaer and the levr", {"drawer", "door"}) == {"drwaer": "drawer"}
    assert slips("by the hadnle", {"drawer", "door"}) == {"hadnle": "handle"}
    assert slips("put the bolw on it", {"drawer", "bolt"}) == {}
    assert slips("the wheell", {"wheel"}) == slips("the wheell") == {"wheell": "wheel"}


def test_that_one_is_what_was_excepted():
    given, moved = joints(RIGS["K"](), "everything shut except the top drawer, that one half open")
    assert given.asked is None and len(moved) == 1 and not given.unmet


def test_a_noun_that_is_a_verb_too_undoes_nothing():
    given, moved = joints(RIGS["X"](), "open the lid to its maximum angle")
    assert set(moved) == {"lid"} and given.asked is None


def test_an_arm_lies_or_stands_by_its_length():
    lamp = PROPS["SL"]()
    low, high = (next(id for id in lamp.moving if label in lamp.words(id)) for label in ("lower", "upper"))
    given = reply(lamp, "lower arm vertical and upper arm level", {low: 0.4})
    assert not given.unmet and abs(given.values[low]) < 1e-3 and abs(given.values[high]) < 1e-3


def test_what_moves_nothing_is_told_unless_the_words_allow_for_it():
    cabinet = RIGS["K"]()
    top = next(id for id in cabinet.moving if cabinet.articulation.part(id).name == "T")
    wide = {top: cabinet.joint(top).upper}
    told = reply(cabinet, "open the top drawer, then open the left door", wide)
    assert told.unmet == ('"open the top drawer" moves nothing.',)
    assert not reply(cabinet, "shut the top drawer and open the left door", {}).unmet
    assert not reply(cabinet, "leave the top drawer open and open the left door", wide).unmet
    assert reply(cabinet, "close the top drawer", {}).unmet == ("Nothing had to move.",)


def test_everything_opens_what_can_be_open():
    tower = ROAMING["lighthouse"]()
    values = reply(tower, "open everything", {}).values
    names = {tower.articulation.part(id).name for id, value in values.items() if abs(value) > 1e-6}
    assert names == {"door", "gate", "w1", "w2", "w3"}


def test_the_rear_one_is_not_the_drivers():
    truck = ROAMING["food_truck"]()
    values = reply(truck, "driver's door a third open and the rear one fully", {}).values
    named = {truck.articulation.part(id).name: value for id, value in values.items()}
    assert abs(named["driver"] - 0.4) < 1e-6 and abs(named["rear"] - 1.9) < 1e-6


def test_a_bound_or_one_part_in_steps_is_asked_about():
    for said in ("the left door not wider than the right one", "cascade, top drawer out"):
        given, moved = joints(RIGS["K"](), said)
        assert not moved and given.asked
