"""Sentences that were done wrongly without a word: lists in order, what "it" is, what stays, what is left out."""

from __future__ import annotations

import pytest
from test_said import verdict


@pytest.mark.parametrize(
    ("begin", "sentence", "right"),
    [
        ("", "drawers: open, closed, half", "one=open two=shut three=half"),
        ("", "drawers from left to right: half, open, ajar", "one=half two=open three=3..15%"),
        ("one=30%", "drawers: 0 cm, 10 cm, 20 cm", "one=shut two=10cm three=20cm"),
        ("", "doors: left open, right half", "left=open right=half"),
        ("", "doors: open, half", "left=open right=half"),
        ("", "of the two doors, open the left one", "left=open"),
        ("", "among the drawers open the middle one", "two=open"),
        ("left=open", "instead of the left door open the right one", "right=open"),
        ("one=half left=open", "keep the doors as they are, drawers out", "one=open two=open three=open"),
        ("left=open one=half", "close the left door, the first drawer leave like it is", "left=shut"),
        ("left=open right=open", "the left door close please and the right door stays put", "left=shut"),
        ("", "open the last drawer but one", "two=open"),
        ("", "open the second last drawer", "two=open"),
        ("", "the left door should be opened until it is 30 degrees open", "left=30d"),
        ("left=open", "close doors open drawers", "left=shut one=open two=open three=open"),
        ("", "open the doors without the left door", "right=open"),
        ("", "the first drawer 5 cm, each one below 5 cm more", "?"),
        ("", "reveal what is behind the left door", "left=open"),
    ],
)
def test_what_was_silently_wrong_is_done(begin: str, sentence: str, right: str):
    assert verdict("sideboard", begin, sentence, right) == "right"
