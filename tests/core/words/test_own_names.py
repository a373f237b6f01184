"""What the artist calls a part wins over counting and over what else the words may mean."""

from __future__ import annotations

from dataclasses import replace

import pytest
from word_rigs import Making, X, Z

from artllm_blender.core.words.carry_out import reply


def drawers(*names: str, numbered: bool = True):
    """Three drawers, by their names from the top."""
    made = Making("desk", (0.5, 0.5, 0.9))
    for name, z in zip(names, (0.3, 0.0, -0.3), strict=True):
        made.drawer(name, 0.0, z)
    return replace(made.done(), numbered=numbered)


def chair():
    """Five casters in a ring, of which one is labelled otherwise."""
    made = Making("chair", (0.5, 0.5, 0.5))
    places = ((0.0, 0.3), (-0.29, 0.09), (-0.18, -0.24), (0.18, -0.24), (0.29, 0.09))
    for number, (x, y) in enumerate(places, 1):
        label = "lever" if number == 1 else ""
        made.add(f"Caster {number}", label, (x, y, -0.3), (0.05, 0.03, 0.05), "continuous", X)
    return made.done()


def lamp():
    made = Making("Lamp", (0.2, 0.2, 0.05))
    made.add("Lower Arm", "arm", (0, 0, 0.2), (0.02, 0.02, 0.3), "revolute", X, (0, 0, 0.05), -1.0, 1.0)
    made.add("Upper Arm", "arm", (0, 0, 0.5), (0.02, 0.02, 0.3), "revolute", X, (0, 0, 0.35), -1.0, 1.0, "Lower Arm")
    return made.add(
        "Locker 15", "door", (0.5, 0, 0.5), (0.2, 0.02, 0.3), "revolute", Z, (0.4, 0, 0.5), upper=1.5
    ).done()


def moved(rig, said: str) -> list[str]:
    given = reply(rig, said, {})
    assert not given.asked and not given.unmet, given
    return sorted(rig.articulation.part(id).name for id, value in given.values.items() if abs(value) > 1e-9)


UPWARDS = ("Drawer 3", "Drawer 2", "Drawer 1")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("open drawer 1 10 cm", [1]),
        ("open drawer 3", [3]),
        ("open Drawer_1", [1]),
        ("open drawer1 halfway", [1]),
        ("open drawer one", [1]),
        ("open drawer number 3", [3]),
        ("open drawer 1 half", [1]),
        ("open drawers 1 and 2 10 cm", [1, 2]),
        ("open drawers 2 to 3", [2, 3]),
        ("drawer 1: 10 cm, drawer 2: 20 cm", [1, 2]),
        ("open all drawers but drawer 1", [2, 3]),
        ("open the third drawer", [1]),  # that is counting
        ("open the top drawer", [3]),
    ],
)
def test_a_number_that_parts_bear_is_theirs(said, wanted):
    assert moved(drawers(*UPWARDS), said) == [f"Drawer {number}" for number in wanted]


@pytest.mark.parametrize("name", ["Drawer_{}", "drawer{}", "Drawer.{}", "DRAWER-{}", "Drawer 0{}"])
def test_a_number_may_be_written_in_any_way(name):
    names = [name.format(number) for number in (3, 2, 1)]
    assert moved(drawers(*names), "open drawer 1 10 cm") == [names[2]]


def test_a_number_that_no_part_bears_is_asked_about():
    given = reply(drawers(*UPWARDS), "open drawer 4", {})
    assert "only three: Drawer 1, Drawer 2, Drawer 3" in given.asked


def test_numbers_that_blender_gave_are_none_unless_they_are_said():
    rig = drawers("Drawer", "Drawer.001", "Drawer.002")
    assert moved(rig, "open drawer 1") == ["Drawer"]
    assert moved(rig, "open drawer 3") == ["Drawer.002"]
    assert moved(rig, "open drawer.001 10 cm") == moved(rig, "open drawer 001") == ["Drawer.001"]
    assert reply(rig, "open the drawer", {}).asked


def test_the_one_without_a_number_is_the_first():
    assert moved(drawers("Drawer 3", "Drawer 2", "Drawer"), "open drawer 1") == ["Drawer"]


def test_numbers_that_only_make_names_differ_are_counted():
    assert moved(drawers("drawer_3", "drawer_2", "drawer_1", numbered=False), "open drawer 1") == ["drawer_3"]


def test_a_number_before_a_unit_is_an_amount():
    one = Making("box", (0.5, 0.5, 0.5)).drawer("Drawer 3", 0, 0).done()
    given = reply(one, "open drawer 3 cm", {})
    assert list(given.values.values()) == pytest.approx([0.03])


@pytest.mark.parametrize("number", range(1, 6))
def test_each_of_a_ring_is_found_by_its_name_whatever_its_label(number):
    assert moved(chair(), f"turn caster {number} by 45 degrees") == [f"Caster {number}"]


@pytest.mark.parametrize("said", ["spin all the casters", "spin the casters", "turn every caster 30 degrees"])
def test_all_of_a_name_are_all_of_them(said):
    assert len(moved(chair(), said)) == 5


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("lower arm 20 degrees", ["Lower Arm"]),
        ("turn the upper arm 20 degrees", ["Upper Arm"]),
        ("lower arm 20 degrees, the upper one 30", ["Lower Arm", "Upper Arm"]),
        ("open locker 15", ["Locker 15"]),
    ],
)
def test_a_name_of_words_is_no_verb_and_no_amount(said, wanted):
    assert moved(lamp(), said) == wanted


def test_what_is_not_there_is_told_before_others_are_offered_in_order():
    made = Making("Body", (0.5, 0.3, 0.2))
    made.add("Tray", "tray", (0, 0, 0.0), (0.4, 0.2, 0.04), "prismatic", Z, upper=0.2)
    made.lid("Latch", (0, -0.16, 0.08), (0.04, 0.02, 0.05), (0, -0.15, 0.1), "latch", upper=1.3)
    rig = made.lid("Lid", (0, 0, 0.15), (0.5, 0.3, 0.05), (0, 0.15, 0.12)).done()
    asked = reply(rig, "flip up the handle", {}).asked
    assert asked == 'Nothing here is called "handle". Which is meant: Lid, Latch, Tray?'
    assert "three: Drawer 1, Drawer 2, Drawer 3." in reply(drawers(*UPWARDS), "open the drawer", {}).asked
    assert reply(rig, "open both lids", {}).asked.endswith("There is one: Lid.")


def desk_lamp(name: str):
    made = Making(name, (0.2, 0.2, 0.05))
    made.add("Lower Arm", "arm", (0, 0, 0.2), (0.02, 0.02, 0.3), "revolute", X, (0, 0, 0.05), -1.0, 1.0)
    made.add("Upper Arm", "arm", (0, 0, 0.5), (0.02, 0.02, 0.3), "revolute", X, (0, 0, 0.35), -1.0, 1.0, "Lower Arm")
    made.add("Lamp Head", "", (0, -0.05, 0.7), (0.1, 0.2, 0.1), "revolute", X, (0, 0, 0.65), -1.0, 1.0, "Upper Arm")
    return made.done()


@pytest.mark.parametrize("name", ["Lamp", "Lamp Base"])
@pytest.mark.parametrize(
    "said",
    ["straighten the lamp", "put the lamp back", "put back the lamp", "reset the lamp rig", "put back everything"],
)
def test_what_the_whole_is_called_means_all_of_it(name, said):
    rig = desk_lamp(name)
    given = reply(rig, said, dict.fromkeys(rig.moving, 0.3))
    assert not given.asked and not given.unmet
    assert list(given.values.values()) == pytest.approx([0, 0, 0])


def test_the_name_of_all_in_full_is_no_part_either():
    rig = desk_lamp("Lamp Base")
    given = reply(rig, "straighten the lamp base rig", dict.fromkeys(rig.moving, 0.3))
    assert list(given.values.values()) == pytest.approx([0, 0, 0])


def test_a_part_that_is_called_exactly_so_is_meant():
    rig = desk_lamp("Lamp Base")
    assert moved(rig, "turn the lamp head 20 degrees") == ["Lamp Head"]
    made = Making("Lamp", (0.2, 0.2, 0.05))
    made.add("Arm", "arm", (0, 0, 0.2), (0.02, 0.02, 0.3), "revolute", X, (0, 0, 0.05), -1.0, 1.0)
    rig = made.add("Lamp", "", (0, 0, 0.5), (0.1, 0.2, 0.1), "revolute", X, (0, 0, 0.4), -1.0, 1.0, "Arm").done()
    given = reply(rig, "straighten the lamp", dict.fromkeys(rig.moving, 0.3))
    assert [given.values[id] for id in rig.moving] == pytest.approx([0.3, 0])


@pytest.mark.parametrize(
    ("said", "share"), [("fold back the lid", 1), ("put back the lid", 0), ("push back the drawer", None)]
)
def test_back_goes_with_the_verb_before_it(said, share):
    made = Making("toolbox", (0.5, 0.4, 0.3)).lid("lid", (0, 0, 0.2), (0.5, 0.4, 0.05), (0, 0.2, 0.2))
    rig = made.drawer("drawer", 0, -0.1).done()
    start = {id: rig.joint(id).upper / 2 for id in rig.moving}
    given = reply(rig, said, start)
    assert not given.asked and not given.unmet
    lid, drawer = rig.moving
    assert given.values[lid] == pytest.approx(start[lid] if share is None else share * rig.joint(lid).upper)
    assert given.values[drawer] == pytest.approx(0 if share is None else start[drawer])
