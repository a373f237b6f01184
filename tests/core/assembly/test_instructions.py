"""Lines of a manual read."""

from __future__ import annotations

import pytest

from artllm_blender.core.assembly.instructions import Step, counts, read_step, shares


@pytest.mark.parametrize(
    ("line", "step"),
    [
        ("Attach the 4 legs under the seat.", Step(((4, "leg"),), "under", ((1, "seat"),))),
        ("Fix the two shelves between the 2 side frames", Step(((2, "shelf"),), "between", ((2, "side frame"),))),
        ("Join the rail to the legs.", Step(((1, "rail"),), "to", ((1, "legs"),))),
        ("Join the 3 panels.", Step(((3, "panel"),))),
        (
            "Fit the shelf and the table top on top of the 4 legs.",
            Step(((1, "shelf"), (1, "table top")), "on top of", ((4, "leg"),)),
        ),
        ("", Step(())),
    ],
)
def test_a_line_says_how_many_of_what_go_where(line, step):
    assert read_step(line) == step


def test_a_line_that_says_nothing_of_the_kind_counts_nothing():
    assert read_step("???").count == 0
    assert read_step("Attach the 4 legs under the seat.").count == 4


def test_the_first_page_also_shows_what_its_parts_are_put_to():
    lines = ["Attach the 4 legs under the seat.", "Attach the back and the 2 arms to the seat."]
    assert counts(lines) == [(4, 1), (1, 2)]


def test_which_parts_a_line_counts_is_what_adds_up():
    assert shares([2, 5, 2, 1], [9, 1]) == [{0}, {0}, {0}, {1}]
    assert shares([4, 1], [1, 4]) == [{1}, {0}]
    assert shares([2, 3], [1, 4]) == [{0, 1}, {0, 1}]  # some of one of the two come with the first
    assert shares([3], [1, 1, 1]) == []
